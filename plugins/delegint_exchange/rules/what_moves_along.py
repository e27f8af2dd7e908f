"""MIG004, MIG005, MIG008: rights that a batch leaves behind, and delegates that it brings along by an old name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from delegint.api import (
    Batch,
    Delegate,
    Difference,
    Finding,
    FolderPermission,
    Grant,
    Mailbox,
    Recipient,
    ResourceDelegate,
    SendAs,
    State,
    TimePoint,
    Unknown,
    names,
    rule,
    side_name,
)
from delegint_exchange.batches import has_group_keeping, is_past, leaves_the_tenant, why_dropped
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.drift import RIGHTS, addition, differences, finding
from delegint_exchange.sources import GROUPS_NOT_SYNCED, HYBRID_CONSIDERATIONS, STALE_DELEGATES

_AFTERMATH: Final = timedelta(days=14)
"""How long after a batch it is worth to be told what organizers may read; nobody has published a figure."""


@rule(
    "MIG004",
    "inherited-right-left-behind",
    severity="error",
    evidence=HYBRID_CONSIDERATIONS,
    absorbs=("DRF017",),
    reads=RIGHTS,
)
def inherited_right_left_behind(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A declared right that the trustee has only by an entry inherited from above the mailbox, such as from its database
    or its organizational unit, where a batch is to move the mailbox to the other side. Send As is found where somebody
    will send from that side. Silent where a group has the same right by an entry of its own, declared or seen, that
    moves along and reaches the trustee. Inherited rights that nobody has declared are left out: whether anybody uses
    them, no export shows.

    ## Why it matters
    A move carries what has been granted on the mailbox itself. What is inherited stays behind, so that access which has
    always worked ends with the move.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        full_access: [ilse@contoso.com]
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [annelies@contoso.com, ilse@contoso.com]}
    ```
    ```jsonl onprem/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com"}
    ```
    ```jsonl onprem/mailbox-permission.jsonl
    {"k":"mailbox-permission","on":"11111111-1111-1111-1111-111111111111","user":"ilse@contoso.com","rights":["FullAccess"],"inherited":true}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        full_access: [ilse@contoso.com]
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [annelies@contoso.com, ilse@contoso.com]}
    ```
    ```jsonl onprem/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com"}
    ```
    ```jsonl onprem/mailbox-permission.jsonl
    {"k":"mailbox-permission","on":"11111111-1111-1111-1111-111111111111","user":"ilse@contoso.com","rights":["FullAccess"],"inherited":true}
    {"k":"mailbox-permission","on":"11111111-1111-1111-1111-111111111111","user":"ilse@contoso.com","rights":["FullAccess"]}
    ```

    ## How to fix
    Grant the right on the mailbox itself before the batch. Afterwards it has to be granted on the other side.
    """
    afterwards: dict[Batch, State] = {}
    for difference in differences(state, "inherited"):
        grant = difference.entry
        if not isinstance(grant, Grant):
            continue
        batch = state.next_batch_of(grant.owner)
        if batch is None or batch.to in ("", difference.side):
            continue
        if isinstance(grant, SendAs):
            if batch not in afterwards:
                afterwards[batch] = state.at(TimePoint(state.batches.index(batch) + 1, batch))
            senders, unknown = afterwards[batch].sides_of(grant.trustee)
            if batch.to not in senders:
                yield from unknown
                continue
        kept = has_group_keeping(grant, difference.side, batch, state)
        if isinstance(kept, Unknown):
            yield kept
        elif not kept:
            yield _left_behind(difference, batch)


@rule(
    "MIG005",
    "trustee-unknown-online",
    severity="error",
    evidence=(HYBRID_CONSIDERATIONS, GROUPS_NOT_SYNCED),
    absorbs=("EXC005",),
)
def trustee_unknown_online(mailbox: Mailbox, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A right on a mailbox that a batch is to move to Exchange Online, where the trustee is a security group without a
    mail address, or has no object in Exchange Online: `directory_synced: false` says so, or a snapshot that has every
    recipient there. It is told once for all rights of the trustee on the mailbox. Silent where nothing says so, and on
    trustees of another forest, whom no state can tell from others.

    ## Why it matters
    A move carries the rights of trustees that are mail-enabled in Exchange Online, and drops those of all others, so
    that their access ends with the move.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      scanner@contoso.com: {home: on_premises, directory_synced: false}
    delegations:
      invoices@contoso.com:
        full_access: [scanner@contoso.com]
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [invoices@contoso.com]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      scanner@contoso.com: {home: on_premises, directory_synced: true}
    delegations:
      invoices@contoso.com:
        full_access: [scanner@contoso.com]
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [invoices@contoso.com]}
    ```

    ## How to fix
    Mail-enable the group, with `Enable-DistributionGroup`, or bring the trustee into the scope of synchronization
    before the batch. Otherwise give the right to somebody else.
    """
    owner = mailbox.owner
    batch = state.next_batch_of(owner)
    if batch is None or batch.to != "online":
        return
    dropped: dict[Recipient, list[Grant]] = {}
    for grant in mailbox.grants:
        if gives_a_right(grant) and not isinstance(grant, ResourceDelegate) and _reason(grant, state):
            dropped.setdefault(grant.trustee, []).append(grant)
    home = state.home_at(owner)
    if dropped and isinstance(home, Unknown):
        yield home
        return
    for grants in dropped.values():
        yield _dropped(grants, batch, state)


@rule("MIG008", "delegates-by-an-old-name", severity="info", evidence=STALE_DELEGATES)
def delegates_by_an_old_name(batch: Batch, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Delegates of mailboxes that a batch of the last fourteen days has moved, or who were moved by it themselves. It is
    told once for each batch, as something to know when a complaint comes in: the list of delegates in the mailbox may
    hold the `legacyExchangeDN` that a delegate had before, and no export shows that list.

    ## Why it matters
    Whoever sends a meeting request to such a mailbox gets it back:
    `554 5.2.0 STOREDRV.Deliver.Exception:DelegateUserValidationException`. The cause is in the mailbox of the manager,
    who notices nothing.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates: [ilse@contoso.com]
    migration:
      batches:
        - {name: wave-1, date: 2026-11-14, to: online, members: [annelies@contoso.com]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates: [ilse@contoso.com]
    migration:
      batches:
        - {name: wave-1, date: 2026-10-10, to: online, members: [annelies@contoso.com]}
    ```

    ## How to fix
    Nothing, as long as meeting requests arrive. Where they do not, remove all delegates of the mailbox in Outlook, see
    in OWA that they are gone, remove their names from automatic completion, download the address book, and add them
    again.
    """
    if not is_past(batch, state) or batch.date < (state.as_of - _AFTERMATH).isoformat() or leaves_the_tenant(batch):
        return
    moved = set(batch.members)
    managers: dict[Recipient, None] = {}
    for mailbox in state.mailboxes:
        for grant in mailbox.of_kind(Delegate):
            for person in (grant.owner, grant.trustee):
                if person in moved:
                    home = state.home_at(person)
                    if isinstance(home, Unknown):
                        yield home
                    elif home == batch.to:
                        managers[grant.owner] = None
    if managers:
        yield batch.finding(
            f"Since {batch} of {batch.date}, meeting requests to {names(managers)} may come back, as the list of"
            " delegates may hold the address that a delegate had before",
            "name",
            fix="Where that happens, remove all delegates of the mailbox in Outlook, and add them again",
        )


def _left_behind(difference: Difference, batch: Batch) -> Finding:
    command = addition(difference)
    return finding(
        difference,
        f"{difference.who} has {difference.what} on {difference.mailbox} only by an inherited entry, which stays behind"
        f" when {batch} moves the mailbox to {side_name(batch.to)}",
        fix="Grant the right itself before the batch" if command is None else f"Before the batch run {command}",
    )


def _reason(grant: Grant, state: State) -> str:
    """Why the move drops a grant; empty where nothing says that it does.

    Rights on folders cannot be given to a group without an address in the first place, which is no matter of a move.
    """
    reason = why_dropped(grant.trustee, "online", state)
    return "" if "group" in reason and isinstance(grant, (FolderPermission, Delegate)) else reason


def _dropped(grants: list[Grant], batch: Batch, state: State) -> Finding:
    first = grants[0]
    nouns = dict.fromkeys(grant.noun for grant in grants)
    reason = _reason(first, state)
    return first.finding(
        f"The move of {first.owner} with {batch} drops the {names(nouns)} of {first.trustee}, which {reason}",
        fix=f"Mail-enable {first.trustee} before the batch, and wait until it is synchronized"
        if "group" in reason
        else f"Bring {first.trustee} into the scope of synchronization before the batch, or name somebody else",
        about=(first.pair,) if "group" in reason else (),
    )
