"""Get-CsUserDelegates and Get-CsUserCallForwardingSettings: who takes whose calls, and where calls go."""

from __future__ import annotations

import re
from typing import Final

from delegint.api import Export, Fact, Keys, Row, Sink

_SIP: Final = "sip:"
_USER: Final = ("User", "SipAddress", "sip")
_DELEGATES: Final = ("Delegates", "delegates")
_VOICEMAIL: Final = "opaque=app:voicemail"
_NUMBER: Final = re.compile(r"(?:tel:|sip:)?\+?[\d\s()-]+(?:@.*|;.*)?", re.IGNORECASE)
_OF_THE_SHELL: Final = ("PSComputerName", "RunspaceId", "PSShowComputerName")


def read_delegates(row: Row, sink: Sink) -> None:
    """The delegates that the server holds for a user; an empty list is known to be empty.

    Source: Get-CsUserDelegates.
    """
    _keep(row, sink, {})


def read_call_forwarding(row: Row, sink: Sink) -> None:
    """Where the calls to a user go, and the user's delegates.

    Source: Get-CsUserCallForwardingSettings, Set-CsUserCallForwardingSettings.
    """
    mode, target = _where_calls_go(row)
    facts: dict[str, Fact] = {
        "lync.call_forwarding.mode": mode,
        "lync.call_forwarding.target": target,
        "lync.call_forwarding.delegate_ring_wait_time": row.number("DelegateRingWaitTime"),
    }
    _keep(row, sink, facts)


def _keep(row: Row, sink: Sink, facts: dict[str, Fact]) -> None:
    user = row.text(*_USER) or ""
    if not user.casefold().startswith(_SIP):
        return  # of somebody else's making
    delegates = row.texts(*_DELEGATES, expect="address")
    references = {} if delegates is None else {"lync.delegates": [_address(delegate) for delegate in delegates]}
    sink.person(row.line, "lync", Keys(sip=user), facts=facts, references=references, on_side=False)


def _address(written: str) -> str:
    """An address without `sip:`."""
    return written[len(_SIP) :] if written.casefold().startswith(_SIP) else written


def _where_calls_go(row: Row) -> tuple[str | None, str | None]:
    """Mode and target; unknown where the switches do not tell, or contradict one another."""
    rings, forwards = row.flag("SimultaneousRingEnabled"), row.flag("ForwardImmediateEnabled")
    if rings and forwards:
        return None, None
    if rings:
        return "simultaneous_ring", _target(
            row, "SimultaneousRingDestination", delegates="SimultaneousRingDelegates", team="TeamRingEnabled"
        )
    if forwards:
        return "forward", _target(row, "ForwardDestination", delegates="ForwardToDelegates")
    switches = ("CallForwardingEnabled", "ForwardToDelegates", "SimultaneousRingDelegates", "TeamRingEnabled")
    is_off = rings is False and forwards is False and not any(row.flag(switch) for switch in switches)
    return ("none" if is_off else None), None


def _target(row: Row, destination: str, *, delegates: str, team: str = "") -> str | None:
    """Whom calls reach; None for another person, for whom the format has no word."""
    if row.flag(delegates):
        return "delegates"
    if team and row.flag(team):
        return "team"
    written = (row.text(destination) or "").strip()
    if written.casefold() in ("delegates", "team"):
        return written.casefold()
    if _VOICEMAIL in written.casefold():
        return "voicemail"
    return "number" if _NUMBER.fullmatch(written) else None


EXPORTS: Final = (
    Export(
        "Get-CsUserDelegates",
        (_USER, _DELEGATES),
        describe=read_delegates,
        kind="cs-user-delegates",
        side="on_premises",
        only=("k", *_USER, *_DELEGATES, *_OF_THE_SHELL),
    ),
    Export(
        "Get-CsUserCallForwardingSettings",
        (
            _USER,
            ("ForwardImmediateEnabled", "CallForwardingEnabled"),
            ("SimultaneousRingEnabled", "ForwardToDelegates"),
        ),
        describe=read_call_forwarding,
        side="on_premises",
    ),
)
