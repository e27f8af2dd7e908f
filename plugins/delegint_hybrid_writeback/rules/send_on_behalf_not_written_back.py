"""WB001, WB002: senders on-premises whose Send on Behalf stays in Exchange Online, where nobody looks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    Delegate,
    Finding,
    Reliance,
    SendOnBehalf,
    State,
    Unknown,
    rule,
)
from delegint_hybrid_writeback.refusals import engine_behind, finding_of, refusal
from delegint_hybrid_writeback.sources import (
    CLOUD_SYNC_WRITEBACK,
    OVERVIEW,
    SEND_ON_BEHALF_AFTER_MIGRATION,
    SYNCHRONIZED_ATTRIBUTES,
)

_OPTION: Final = "exchange_hybrid_writeback"


@rule(
    "WB001",
    "send-on-behalf-not-written-back",
    severity="error",
    evidence=(OVERVIEW, SEND_ON_BEHALF_AFTER_MIGRATION, SYNCHRONIZED_ATTRIBUTES),
    when="every",
    absorbs=("DRF011",),
)
def send_on_behalf_not_written_back(grant: SendOnBehalf | Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Send on Behalf of a mailbox in Exchange Online for a sender on-premises, applied in Exchange Online alone, while the
    engine that synchronizes the mailbox writes nothing back: Exchange hybrid writeback is off, or the server is in
    staging mode. A grant without `sides` reaches Active Directory by writeback only, unless it says
    `propagation: manual`. With the option off, nothing is found where exported rules of your own write the list back.

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
    case = refusal(grant, "off", state)
    if case is None:
        return
    yield from case.unknown
    if not case.senders:
        return
    engine = engine_behind(case)
    if engine.staging is True:
        why = f"{engine.name} is in staging mode, in which it writes nothing"
        yield finding_of(case, why, state, setting="staging", note="the server is in staging mode here")
        return
    kind = engine.engine
    is_connect = not isinstance(kind, Unknown) and kind == "connect"
    yield finding_of(
        case,
        f"{engine.name} does not write Send on Behalf back{_proved(case)}",
        state,
        instead="switch on Exchange hybrid deployment in Entra Connect" if is_connect else "",
        setting=_OPTION,
        note="Exchange hybrid writeback is off here",
    )


@rule(
    "WB002",
    "cloud-sync-leaves-send-on-behalf-out",
    severity="error",
    evidence=(CLOUD_SYNC_WRITEBACK, SYNCHRONIZED_ATTRIBUTES),
    when="every",
    absorbs=("DRF011",),
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
    case = refusal(grant, "cloud_sync", state)
    if case is None:
        return
    yield from case.unknown
    if case.senders:
        why = f"{engine_behind(case).name} is cloud sync, which leaves Send on Behalf out"
        yield finding_of(case, why, state, setting=_OPTION, note="Exchange hybrid writeback is on here")


def _proved(case: Reliance) -> str:
    """What the exported rules say of it, where they tell."""
    carriage = case.presence.carriage
    proof = None if carriage is None else carriage.proof
    return "" if proof is None or proof.verdict == "unknown" else f", since {proof.reason}"
