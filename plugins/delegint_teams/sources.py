"""What the rules stand on: the title of each source, and the day it was last read."""

from __future__ import annotations

from typing import Final

from delegint.api import conflicting, documented, field_reported

_READ: Final = "2026-11-22"

SHARED_LINE: Final = documented("Shared line appearance in Microsoft Teams", checked=_READ)
CALLING_POLICY_PAGE: Final = documented("Set-CsTeamsCallingPolicy", checked=_READ)
MEETING_POLICY_PAGE: Final = documented("Set-CsTeamsMeetingPolicy", checked=_READ)
PRECEDENCE: Final = documented("Assign policies in Teams", checked=_READ)
GRANT_CALLING_POLICY: Final = documented("Grant-CsTeamsCallingPolicy", checked=_READ)
GRANT_MEETING_POLICY: Final = documented("Grant-CsTeamsMeetingPolicy", checked=_READ)

SHARED_LINE_DISPUTED: Final = conflicting(
    "Shared line appearance in Microsoft Teams, the text of 2022 against the newer one", checked=_READ
)
CALLING_DELEGATE_PAGE: Final = documented("New-CsUserCallingDelegate", checked=_READ)
CALLING_SETTINGS_PAGE: Final = documented("Set-CsUserCallingSettings", checked=_READ)
GUESTS: Final = documented("What the guest experience is like in Teams", checked=_READ)
PSTN_UPGRADE: Final = documented("PSTN considerations for upgrading to Teams from on-premises", checked=_READ)
COEXISTENCE: Final = documented("Teams client experience and conformance to coexistence modes", checked=_READ)
UPGRADE_POLICY_PAGE: Final = documented("Grant-CsTeamsUpgradePolicy", checked=_READ)
WHO_CAN_SCHEDULE: Final = documented("Manage who can start instant meetings and schedule meetings", checked=_READ)
MEETING_ADD_IN: Final = documented("Use the Teams Meeting add-in in Outlook", checked=_READ)
ADD_IN_ISSUES: Final = documented("Resolve issues with the Teams Meeting add-in for Outlook", checked=_READ)
ONLINE_RETIREMENT: Final = documented("Skype for Business Online retirement", checked=_READ)
CONSOLIDATION: Final = documented("Cloud consolidation for Teams and Skype for Business", checked=_READ)
MOVE_USERS: Final = documented("Move users between on-premises and cloud", checked=_READ)
ONLINE_USER: Final = documented("Get-CsOnlineUser", checked=_READ)
EXCHANGE_AND_TEAMS: Final = documented("How Exchange and Microsoft Teams interact", checked=_READ)
INTERACTION_ISSUES: Final = documented("Resolve interaction issues between Teams and Exchange Server", checked=_READ)
OAUTH_2025: Final = documented("Configure OAuth between Teams services and Exchange Server (June 2025)", checked=_READ)
HYBRID_AGENT_DISPUTED: Final = conflicting(
    "How Exchange and Microsoft Teams interact: the modern hybrid, against its own section on OAuth", checked=_READ
)
DELEGATES_PART_3: Final = field_reported("Teams and on-premises mailboxes, part 3: delegates", checked=_READ)
HYBRID_ADD_IN: Final = field_reported("Exchange hybrid, the Teams add-in and delegates", checked=_READ)
GET_DELEGATE: Final = documented("GetDelegate operation", checked=_READ)
