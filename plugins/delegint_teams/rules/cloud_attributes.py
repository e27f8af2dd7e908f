"""TEAMS022: what users of Lync have, and users in the cloud have not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    Finding,
    LyncUser,
    Related,
    State,
    Unknown,
    is_homed_online,
    is_teams_only,
    rule,
)
from delegint_teams.sources import ONLINE_USER

_GONE: Final = {
    "client_policy": ("ClientPolicy", ""),
    "voice_policy": ("VoicePolicy", "; teams.calling_policy decides about calls"),
    "conferencing_policy": ("ConferencingPolicy", "; teams.meeting_policy decides about meetings"),
    "presence_policy": ("PresencePolicy", ""),
    "audio_video_disabled": ("AudioVideoDisabled", "; teams.meeting_policy decides about audio and video"),
    "remote_call_control_enabled": ("RemoteCallControlTelephonyEnabled", ""),
    "private_line": ("PrivateLine", ""),
}
"""By key: the attribute, and what there is instead."""


@rule("TEAMS022", "attribute-gone-from-cloud-users", severity="error", evidence=ONLINE_USER)
def attribute_gone_from_cloud_users(user: LyncUser, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    A client, voice, conferencing or presence policy, `audio_video_disabled`, `remote_call_control_enabled` or
    `private_line` that is declared under `lync` for somebody who is homed in the cloud.

    ## Why it matters
    `Get-CsOnlineUser` has no such attribute, and no cmdlet writes it. The declared state is never reached, and what
    it was to bring about does not happen.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {lync: {home: online, conferencing_policy: Executives}, teams: {mode: TeamsOnly}}
    conferencing_policies: {Global: {}, Executives: {EnableDialInConferencing: true}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {lync: {home: online}, teams: {mode: TeamsOnly, meeting_policy: Executives}}
    teams_meeting_policies: {Global: {}, Executives: {AllowOutlookAddIn: true}}
    ```

    ## How to fix
    Take the attribute out. Licenses are told by `FeatureTypes` of `Get-CsOnlineUser`, and the policies of Teams are
    granted under `teams`.
    """
    node, person = user.node, user.recipient
    declared = []
    for key in _GONE:
        value = None if node is None else node.get(key)
        if value is not None and value.value not in (None, ""):
            declared.append(key)
    if not declared:
        return
    if not is_homed_online(person, state):
        return
    for key in declared:
        attribute, instead = _GONE[key]
        yield user.finding(
            f"{person} is homed in the cloud, where users have no {attribute}",
            key,
            fix=f"Take lync.{key} out{instead}",
            related=_why(user, state),
            about=((person.key, key),),
        )


def _why(user: LyncUser, state: State) -> list[Related]:
    """Where the state says that the person is homed in the cloud."""
    person = user.recipient
    said_by_mode = isinstance(user.home, Unknown) and is_teams_only(person, state)
    part, key = (person.teams, "mode") if said_by_mode else (user, "home")
    value = part.value(key) or user.value("registrar_pool")
    return [] if value is None else [Related(value.place, f"homed in the cloud: {value.value}")]
