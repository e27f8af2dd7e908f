"""The policies of Teams."""

from __future__ import annotations

from typing import Final

from delegint.api import Catalogue, PolicyKind, Setting

_USERS: Final = "Get-CsOnlineUser"

CATALOGUE: Final = Catalogue("delegint_teams")
CALLING_POLICY: Final = PolicyKind(
    "teams_calling_policies",
    "calling_policy",
    "Teams calling policy",
    "CsTeamsCallingPolicy",
    CATALOGUE,
    "teams",
    _USERS,
    ("AllowCalling", "DisallowCalling"),
)
MEETING_POLICY: Final = PolicyKind(
    "teams_meeting_policies",
    "meeting_policy",
    "Teams meeting policy",
    "CsTeamsMeetingPolicy",
    CATALOGUE,
    "teams",
    _USERS,
    ("AllOn", "AllOff", "Kiosk", "RestrictedAnonymousAccess", "RestrictedAnonymousNoRecording"),
)
KINDS: Final = (CALLING_POLICY, MEETING_POLICY)
CALLING_DELEGATE: Final = "CsUserCallingDelegate"
CALLING_SETTINGS: Final = "CsUserCallingSettings"


def calling_permissions() -> dict[str, Setting]:
    """What New-CsUserCallingDelegate can permit, by name without regard to case; the delegate is no permission."""
    settings = CATALOGUE.settings_of(CALLING_DELEGATE)
    return {name: setting for name, setting in settings.items() if setting.type == "boolean"}
