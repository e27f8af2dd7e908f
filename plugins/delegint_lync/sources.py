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
