"""The policies of Lync and Skype for Business Server, as their cmdlets and the collector give them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from delegint.api import Export, Row, Sink, add_policy, read_identity
from delegint_lync.policies import (
    CLIENT_POLICY,
    CONFERENCING_POLICY,
    KINDS,
    MEETING_CONFIGURATION,
    PRESENCE_POLICY,
    VOICE_POLICY,
)

if TYPE_CHECKING:
    from delegint.api import PolicyKind

_TELLING: Final = {
    CLIENT_POLICY: (
        "EnableExchangeDelegateSync", "EnableExchangeContactSync", "DisableSavingIM", "DisableCalendarPresence",
        "MAPIPollInterval", "EnableClientMusicOnHold", "DisplayPhoto",
    ),
    VOICE_POLICY: ("EnableDelegation", "EnableTeamCall", "AllowSimulRing", "PstnUsages", "PreventPSTNTollBypass"),
    CONFERENCING_POLICY: ("AllowIPAudio", "MaxMeetingSize", "EnableDialInConferencing", "EnableDataCollaboration"),
    PRESENCE_POLICY: ("MaxCategorySubscription", "MaxPromptedSubscriber"),
    MEETING_CONFIGURATION: (
        "DesignateAsPresenter", "AdmitAnonymousUsersByDefault", "AssignedConferenceTypeByDefault",
        "EnableAssignedConferenceType", "PstnCallersBypassLobby",
    ),
}  # fmt: skip
"""Settings that tell the kinds apart."""
_OF_TEAMS: Final = ("AllowMeetNow", "AllowOutlookAddIn", "AllowPrivateMeetingScheduling", "ScreenSharingMode")
"""Settings of Teams meeting policies, which have AllowIPAudio too."""


def key_of(identity: str) -> str:
    """What a policy is called in the format: `Global`, `Site:<name>`, or its bare name.

    Parameters:
        identity: what an export calls it, with or without `Tag:`.
    """
    scope, name = read_identity(identity.strip())
    return {"global": "Global", "site": f"Site:{name}", "service": f"Service:{name}"}.get(scope, name)


def read_collected_policy(row: Row, sink: Sink) -> None:
    """A policy of any kind, as the collector writes it."""
    cmdlet = (row.text("cmdlet") or "").strip().casefold()
    kind = next((kind for kind in KINDS if cmdlet == f"get-{kind.cmdlet}".casefold()), None)
    if kind is not None:
        _keep(kind, row, row.part("settings"), sink)


def _reader_of(kind: PolicyKind) -> Callable[[Row, Sink], None]:
    """What reads the policies of one kind, as their cmdlet gives them."""

    def read_policy(row: Row, sink: Sink) -> None:
        _keep(kind, row, row, sink)

    return read_policy


def _keep(kind: PolicyKind, row: Row, settings: Row | None, sink: Sink) -> None:
    """The policies of the cloud are policies of their own, and retired.

    Source: "Move users between on-premises and cloud".
    """
    if sink.side != "online":
        add_policy(kind, row, settings, sink)


EXPORTS: Final = (
    Export(
        "Get-Cs*Policy",
        (("k",), ("cmdlet",), ("identity",), ("settings",)),
        describe=read_collected_policy,
        kind="cs-policy",
        sided=False,
    ),
    *(
        Export(
            f"Get-{kind.cmdlet}",
            (("Identity",), telling),
            describe=_reader_of(kind),
            refuses=("SipAddress", *_OF_TEAMS),
            sided=False,
        )
        for kind, telling in _TELLING.items()
    ),
)
