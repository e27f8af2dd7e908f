"""WB009: ACL-able objects in Active Directory that the attribute writeback of cloud sync may change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    RESOURCE_MAILBOXES,
    Finding,
    Recipient,
    Related,
    State,
    SyncEngine,
    Unknown,
    powershell_quoted,
    rule,
)
from delegint_hybrid_writeback.pairs import BY_ACCESS_CONTROL_LIST, everybody, taking_part
from delegint_hybrid_writeback.sources import CLOUD_MANAGED

_ACLABLE: Final = 0x40000000
"""The bit of msExchRecipientDisplayType without which nobody can be named in an access control list."""
_DISPLAY_TYPE: Final = "msExchRecipientDisplayType"


@rule(
    "WB009",
    "attribute-writeback-may-undo-aclable",
    severity="info",
    evidence=CLOUD_MANAGED,
    when="every",
    holds="since 2026-08-03, in preview since 2026-05-15",
)
def attribute_writeback_may_undo_aclable(_: State, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A mailbox in Exchange Online that is managed in the cloud, has rights between the sides and is ACL-able in Active
    Directory, while cloud sync writes the attributes of such mailboxes back (`attribute_writeback`). Rooms and
    equipment are left out, and so are Send As and Send on Behalf, which need no ACL-able object.

    ## Why it matters
    `msExchRecipientDisplayType` is among the attributes that are written back. No document says whether the value from
    the cloud is ACL-able; if it is not, users on-premises read
    `The name cannot be resolved. The name cannot be matched to a name in the address list.`

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0}
      emea: {engine: cloud_sync, agent_version: 1.1.1370.0, attribute_writeback: true}
    recipients:
      annelies@contoso.com:
        home: online
        cloud_managed: true
        on_premises_object: {msExchRecipientDisplayType: -1073741818}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0}
      emea: {engine: cloud_sync, agent_version: 1.1.1370.0, attribute_writeback: false}
    recipients:
      annelies@contoso.com:
        home: online
        cloud_managed: true
        on_premises_object: {msExchRecipientDisplayType: -1073741818}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    ```

    ## How to fix
    Look at the value before and after the first writeback, and run `Set-RemoteMailbox -ACLableSyncedObjectEnabled`
    again where the bit is gone.
    """
    writing = next((engine for engine in state.sync_engines if engine.attribute_writeback is True), None)
    aclable = state.now.once(_aclable) if writing is not None else {}
    if writing is None or not aclable:
        return
    part = taking_part(aclable, state, BY_ACCESS_CONTROL_LIST)
    for recipient, shown in aclable.items():
        engine = _writing(recipient, writing, state)
        if engine is None:
            continue
        pairs = part.pairs.get(recipient)
        if pairs is None:
            yield from part.unknown.get(recipient, [])
        elif not _has_left(recipient, state):
            yield recipient.finding(
                f"{engine.name} writes {_DISPLAY_TYPE} of {recipient} back, and may replace the ACL-able value {shown}",
                "on_premises_object",
                _DISPLAY_TYPE,
                fix=f"Compare the value after a writeback; if it is no longer ACL-able, run Set-RemoteMailbox"
                f" {powershell_quoted(recipient)} -ACLableSyncedObjectEnabled on-premises",
                related=(Related(engine.place_of("attribute_writeback"), "attributes are written back here"),),
                about=[(recipient.key,), *dict.fromkeys(pairs)],
            )


def _writing(recipient: Recipient, other: SyncEngine, state: State) -> SyncEngine | None:
    """The engine that writes the attributes of a mailbox back: its own where that says so, else one beside it."""
    own = state.sync_engine_of(recipient)
    if not isinstance(own, SyncEngine):
        return None if own is None else other
    stated = own.attribute_writeback
    if isinstance(stated, Unknown):
        return other
    return own if stated else None


def _aclable(state: State) -> dict[Recipient, int]:
    """The mailboxes managed in the cloud that are ACL-able in Active Directory, each with its display type."""
    found = {}
    for recipient in everybody(state):
        home = state.home_at(recipient)
        if isinstance(home, Unknown) or home != "online" or recipient.cloud_managed is not True:
            continue
        shown = recipient.on_premises_object.display_type
        if not isinstance(shown, Unknown) and shown & _ACLABLE and recipient.is_one_of(RESOURCE_MAILBOXES) is not True:
            found[recipient] = shown
    return found


def _has_left(recipient: Recipient, state: State) -> bool:
    """Whether a batch has moved the mailbox on-premises."""
    home = state.home_at(recipient)
    return isinstance(home, Unknown) or home != "online"
