"""What the rules stand on: the title of each source, and the day it was last read."""

from __future__ import annotations

from typing import Final

from delegint.api import documented

_READ: Final = "2026-11-22"

SHARED_LINE: Final = documented("Shared line appearance in Microsoft Teams", checked=_READ)
CALLING_POLICY_PAGE: Final = documented("Set-CsTeamsCallingPolicy", checked=_READ)
MEETING_POLICY_PAGE: Final = documented("Set-CsTeamsMeetingPolicy", checked=_READ)
PRECEDENCE: Final = documented("Assign policies in Teams", checked=_READ)
GRANT_CALLING_POLICY: Final = documented("Grant-CsTeamsCallingPolicy", checked=_READ)
GRANT_MEETING_POLICY: Final = documented("Grant-CsTeamsMeetingPolicy", checked=_READ)
