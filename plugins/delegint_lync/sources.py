"""What the rules stand on: the title of each source, and the day it was last read."""

from __future__ import annotations

from typing import Final

from delegint.api import conflicting, documented, field_reported

_READ: Final = "2026-11-22"

ON_BEHALF: Final = field_reported("Schedule an Online Meeting on behalf of someone else", checked=_READ)
MEETING_ADD_IN: Final = documented(
    "Lync client administrative delegates cannot use the Lync Meeting add-in", checked=_READ
)
NO_RELATIONSHIP: Final = documented("No delegation relationship in Lync 2013", checked=_READ)
WITHOUT_VOICE: Final = field_reported(
    "Lync 2013 Delegates Pt.1 (Non Lync Enterprise Voice enabled delegation)", checked=_READ
)
WITH_VOICE: Final = field_reported("Lync 2013 Delegates Pt.2 (Enterprise Voice enabled delegation)", checked=_READ)
ONLINE_DELEGATION: Final = documented("Set up and troubleshoot Skype for Business Online delegation", checked=_READ)
MEETING_ON_BEHALF: Final = documented("Set up a Lync Meeting on behalf of someone else", checked=_READ)
RIGHT_DISPUTED: Final = conflicting(
    "Set up a Lync Meeting on behalf of someone else, against What Exchange delegation and Lync do", checked=_READ
)
CONSOLIDATION: Final = documented("Cloud consolidation for Teams and Skype for Business", checked=_READ)
HYBRID_DELEGATION: Final = documented("Overview of delegation in a Microsoft 365 hybrid environment", checked=_READ)
EFFECTIVE_POLICY: Final = documented("Get-CsEffectivePolicy", checked=_READ)
CLIENT_POLICY_PAGE: Final = documented("New-CsClientPolicy", checked=_READ)
VOICE_POLICY_PAGE: Final = documented("New-CsVoicePolicy", checked=_READ)
GRANT_CLIENT_POLICY: Final = documented("Grant-CsClientPolicy", checked=_READ)
GRANT_VOICE_POLICY: Final = documented("Grant-CsVoicePolicy", checked=_READ)
UNUSED_SETTINGS: Final = field_reported("Are unused settings applied from the global scope?", checked=_READ)

INTEGRATION: Final = documented("Plan to integrate Skype for Business Server and Exchange", checked=_READ)
FEATURES: Final = documented("Desktop client feature comparison for Skype for Business Server", checked=_READ)
CLIENTS_DISPUTED: Final = conflicting(
    "Desktop client feature comparison, against Set up a delegate in Lync and the delegation article", checked=_READ
)
DELEGATE_LIMIT: Final = documented("You have been added as a delegate notice in Skype for Business", checked=_READ)
MAPI_UNAVAILABLE: Final = documented("MAPI unavailable in the Skype for Business 2016 client", checked=_READ)
BULLETIN_2012: Final = documented("Security bulletin MS12-039, Vulnerabilities in Lync", checked=_READ)
ADAL_SETTING: Final = documented("AllowAdalForNonLyncIndependentOfLync setting", checked=_READ)
CMDLET_USER: Final = documented("Get-CsUser", checked=_READ)
SET_USER: Final = documented("Set-CsUser", checked=_READ)
DISABLE_USER: Final = documented("Disable-CsUser", checked=_READ)
SET_USER_DELEGATES: Final = documented("Set-CsUserDelegates", checked=_READ)
CALL_FORWARDING: Final = documented("Set-CsUserCallForwardingSettings", checked=_READ)
MOVE_USER: Final = documented("Move-CsUser", checked=_READ)
ONLINE_USER: Final = documented("Get-CsOnlineUser", checked=_READ)
CONFERENCING_POLICY_PAGE: Final = documented("New-CsConferencingPolicy", checked=_READ)
MEETING_CONFIGURATION_PAGE: Final = documented("Set-CsMeetingConfiguration", checked=_READ)
CONFERENCING_PRECEDENCE: Final = documented("Manage conferencing policies in Skype for Business Server", checked=_READ)
REMOVE_CLIENT_POLICY: Final = documented("Remove-CsClientPolicy", checked=_READ)
SEFAUTIL_TOOL: Final = documented("Deploy the SEFAUtil tool in Skype for Business Server", checked=_READ)
SEFAUTIL_CMDLETS: Final = documented("SEFAUtil functionality in Skype for Business Server 2019", checked=_READ)
LIFECYCLE: Final = documented("Product lifecycle of Lync Server and Skype for Business Server", checked=_READ)
ONLINE_RETIREMENT: Final = documented("Skype for Business Online retirement", checked=_READ)
EXTENDED_UPDATES: Final = field_reported(
    "Press coverage of Skype for Business Server Subscription Edition and extended security updates", checked=_READ
)
RESILIENCY: Final = documented("Plan for Enterprise Voice resiliency", checked=_READ)
LOCATION_ROUTING: Final = documented("Plan for location-based routing", checked=_READ)
CALL_VIA_WORK: Final = documented("Plan for Call Via Work", checked=_READ)
PRIVATE_LINES: Final = documented("Private telephone lines", checked=_READ)
MOVE_USERS: Final = documented("Move users between on-premises and cloud", checked=_READ)
TWO_LISTS: Final = field_reported("What Exchange delegation and Lync do", checked=_READ)
WITHOUT_VOICE_2015: Final = field_reported("Meeting delegation without Enterprise Voice", checked=_READ)
MAC_DELEGATES: Final = field_reported("Set up a delegate in Lync (University of Houston)", checked=_READ)
POLICY_SWITCH: Final = documented(
    "Switching between the Skype for Business and the Lync client interfaces", checked=_READ
)
DELEGATE_ERRORS: Final = documented("Handling delegation-related errors in EWS in Exchange", checked=_READ)
BUSY_OPTIONS: Final = documented("Install and configure Busy Options for Skype for Business Server", checked=_READ)
