"""WB001, WB002: senders on-premises whose Send on Behalf stays in Exchange Online, where nobody looks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from delegint.api import (
    Delegate,
    Finding,
    Recipient,
    Related,
    SendOnBehalf,
    State,
    SyncEngine,
    Unknown,
    names,
    need,
    powershell_quoted,
    rule,
)
from delegint_hybrid_writeback.people import divide
from delegint_hybrid_writeback.sources import (
    CLOUD_SYNC_WRITEBACK,
    OVERVIEW,
    SEND_ON_BEHALF_AFTER_MIGRATION,
    SYNCHRONIZED_ATTRIBUTES,
)


@rule(
    "WB001",
    "send-on-behalf-not-written-back",
    severity="error",
    evidence=(OVERVIEW, SEND_ON_BEHALF_AFTER_MIGRATION, SYNCHRONIZED_ATTRIBUTES),
    when="every",
)
def send_on_behalf_not_written_back(grant: SendOnBehalf | Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Send on Behalf of a mailbox in Exchange Online for a sender on-premises, applied in Exchange Online alone, while the
    engine that synchronizes the mailbox writes nothing back. A grant without `sides` reaches Active Directory by
    writeback only, unless it says `propagation: manual`.

    ## Why it matters
    Exchange looks on the sender's side. The delegate opens the folders and gets the meeting requests, but sending is
    refused: `You do not have the permission to send the message on behalf of the specified user`
    (0x80070005-00000000-00000000), or 554 5.2.0 with `SendAsDeniedException.MapiExceptionSendAsDenied`.

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: false}
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        send_on_behalf: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: true}
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        send_on_behalf: [ilse@contoso.com]
    ```

    ## How to fix
    Switch on `Exchange hybrid deployment` in Entra Connect, or apply the grant to the remote mailbox in Active
    Directory as well and name both sides here. Cloud sync has such a setting too, but it leaves Send on Behalf out.
    """
    engine = _engine(grant, state)
    if engine is None or (isinstance(engine, SyncEngine) and engine.exchange_hybrid_writeback is True):
        return
    refused = _refused(grant, state)
    yield from refused.unknown
    if refused.senders:
        engine = need(engine)
        if not need(engine.exchange_hybrid_writeback):
            yield _finding(grant, refused.senders, engine, "does not write Send on Behalf back", "off")


@rule(
    "WB002",
    "cloud-sync-leaves-send-on-behalf-out",
    severity="error",
    evidence=(CLOUD_SYNC_WRITEBACK, SYNCHRONIZED_ATTRIBUTES),
    when="every",
    holds="as documented in August 2026",
)
def cloud_sync_leaves_send_on_behalf_out(grant: SendOnBehalf | Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Send on Behalf of a mailbox in Exchange Online for a sender on-premises, left to the Exchange hybrid writeback of
    Entra Cloud Sync. Where Active Directory is stated to have the sender already (`publicDelegates`), nothing is found.

    ## Why it matters
    The setting is on and looks sufficient, but `publicDelegates` is not among the eight attributes that cloud sync
    writes back. The sender is refused:
    `You do not have the permission to send the message on behalf of the specified user`
    (0x80070005-00000000-00000000).

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      emea: {engine: cloud_sync, agent_version: 1.1.1370.0, exchange_hybrid_writeback: true}
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      emea: {engine: cloud_sync, agent_version: 1.1.1370.0, exchange_hybrid_writeback: true}
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {send_on_behalf: {sides: [on_premises, online]}}}
    ```

    ## How to fix
    Apply the grant to the remote mailbox in Active Directory and name both sides here, or keep the mailbox under Entra
    Connect, which does write Send on Behalf back.
    """
    engine = _engine(grant, state)
    if engine is None or (isinstance(engine, SyncEngine) and not _may_be_cloud_sync_writeback(engine)):
        return
    refused = _refused(grant, state)
    yield from refused.unknown
    if refused.senders:
        engine = need(engine)
        if need(engine.exchange_hybrid_writeback) and need(engine.engine) == "cloud_sync":
            yield _finding(grant, refused.senders, engine, "is cloud sync, which leaves Send on Behalf out", "on")


class _Refused(NamedTuple):
    """The senders on-premises who depend on writeback, and what must be known to name the others."""

    senders: list[Recipient]
    unknown: list[Unknown]


def _engine(grant: SendOnBehalf | Delegate, state: State) -> SyncEngine | Unknown | None:
    """The engine that would have to write the grant back; None where the grant is not left to writeback.

    Groups are left out, and so are mailboxes managed in the cloud: writeback of Send on Behalf serves neither.
    """
    owner = grant.owner
    if _is_applied_on_premises(grant) or not _sends_on_behalf(grant) or _is_repeated(grant):
        return None
    if owner.is_group is True or owner.cloud_managed is True:  # identity, not truth: they may be unknown
        return None
    return state.sync_engine_of(owner)


def _may_be_cloud_sync_writeback(engine: SyncEngine) -> bool:
    kind = engine.engine
    return engine.exchange_hybrid_writeback is not False and (isinstance(kind, Unknown) or kind == "cloud_sync")


def _sends_on_behalf(grant: SendOnBehalf | Delegate) -> bool:
    return isinstance(grant, SendOnBehalf) or grant.sends_on_behalf


def _is_applied_on_premises(grant: SendOnBehalf | Delegate) -> bool:
    """Whether somebody applies it in Active Directory: the sides say so, or it is carried over by hand."""
    return grant.propagation == "manual" if grant.sides is None else "on_premises" in grant.sides


def _is_repeated(grant: SendOnBehalf | Delegate) -> bool:
    """Whether a Send on Behalf of its own stands beside the delegate; it then says which sides have it."""
    return isinstance(grant, Delegate) and grant.mailbox.grant_to(SendOnBehalf, grant.trustee) is not None


def _refused(grant: SendOnBehalf | Delegate, state: State) -> _Refused:
    """The senders who look for this grant in Active Directory and find it by no other way."""
    here = state.home_at(grant.owner)
    if not isinstance(here, Unknown) and here != "online":
        return _Refused([], [])
    divided = divide(grant.trustee, state)
    senders, unknown = divided.on_premises, divided.unknown
    if isinstance(here, Unknown):
        return _Refused([], [here, *unknown] if senders or unknown else [])
    return _without_those_who_may(senders, unknown, grant, state) if senders else _Refused([], unknown)


def _without_those_who_may(
    senders: list[Recipient], unknown: list[Unknown], grant: SendOnBehalf | Delegate, state: State
) -> _Refused:
    """Leaves out whom another grant of the mailbox serves on-premises, or whom Active Directory is stated to have."""
    served = _seen_in_active_directory(grant.owner, state)
    gaps: list[Unknown] = []
    for other in grant.mailbox.grants:
        if isinstance(other, (SendOnBehalf, Delegate)) and _sends_on_behalf(other) and _is_applied_on_premises(other):
            people, gap = state.expand(other.trustee)
            served.update(people)
            gaps += [] if gap is None else [gap]
    left = [] if grant.trustee in served else [sender for sender in senders if sender not in served]
    return _Refused([], [*unknown, *gaps]) if left and gaps else _Refused(left, unknown)


def _seen_in_active_directory(owner: Recipient, state: State) -> set[Recipient]:
    """Those whom `publicDelegates` names; what was seen before a move says nothing about the time after it."""
    home, seen = owner.home, owner.on_premises_object.public_delegates
    if isinstance(home, Unknown) or home != "online" or isinstance(seen, Unknown):
        return set()
    return {person for person in map(state.recipient, seen) if person is not None}


def _finding(
    grant: SendOnBehalf | Delegate, senders: list[Recipient], engine: SyncEngine, why: str, switch: str
) -> Finding:
    at: tuple[str, ...] = ("sides",)
    declare = "sides: [on_premises, online]"
    if isinstance(grant, Delegate):
        at, declare = ("send_on_behalf", "sides"), f"send_on_behalf: {{{declare}}}"
    owner, trustee = powershell_quoted(grant.owner), powershell_quoted(grant.trustee)
    fix = (
        f"Write {declare}, and run Set-RemoteMailbox {owner} -GrantSendOnBehalfTo @{{Add={trustee}}} on-premises, or"
        " write publicDelegates of its object in Active Directory"
    )
    kind = engine.engine
    if not isinstance(kind, Unknown) and kind == "connect":
        fix += "; or switch on Exchange hybrid deployment in Entra Connect"
    return grant.finding(
        f"{names(senders)} cannot send on behalf of {grant.owner} from on-premises: {engine.name} {why}",
        *at,
        fix=fix,
        related=(Related(engine.place_of("exchange_hybrid_writeback"), f"Exchange hybrid writeback is {switch} here"),),
    )
