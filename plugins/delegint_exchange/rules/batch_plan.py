"""MIG009, MIG010, MIG011: batches that cannot be carried out as planned, or that lose rights wherever they lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from delegint.api import (
    Batch,
    Delegate,
    Finding,
    Grant,
    Mailbox,
    Recipient,
    Related,
    ResourceDelegate,
    SendOnBehalf,
    State,
    Unknown,
    names,
    powershell_quoted,
    rule,
    side_name,
)
from delegint_exchange.batches import (
    at_members,
    destination,
    is_past,
    leaves_the_tenant,
    listed_before,
    may_stand_for_a_mailbox,
    moves_in_vain,
)
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.commands import change_send_on_behalf
from delegint_exchange.representatives import lives
from delegint_exchange.sources import ALREADY_BEING_MOVED, CLOUD_MANAGEMENT, CROSS_TENANT, MOVE_MAILBOXES


@rule("MIG009", "offboarding-managed-in-the-cloud", severity="error", evidence=CLOUD_MANAGEMENT)
def offboarding_managed_in_the_cloud(batch: Batch, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    A batch that moves a mailbox on-premises while its Exchange attributes are managed in the cloud, which is
    `cloud_managed: true`. Silent where that is not stated, and where the mailbox lives on-premises already.

    ## Why it matters
    The attributes have to be handed back before the mailbox leaves Exchange Online. Otherwise addresses, types and the
    like exist twice, and Exchange on-premises works with values that nobody has kept up to date.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, directory_synced: true, cloud_managed: true}
    migration:
      batches:
        - {name: back, date: 2026-12-05, to: on_premises, members: [annelies@contoso.com]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, directory_synced: true, cloud_managed: false}
    migration:
      batches:
        - {name: back, date: 2026-12-05, to: on_premises, members: [annelies@contoso.com]}
    ```

    ## How to fix
    Bring the values in Active Directory up to date, since they count again from then on, run `Set-Mailbox
    -IsExchangeCloudManaged $false`, and wait for the directory to synchronize before the batch.
    """
    if batch.to != "on_premises":
        return
    managed = [
        member
        for member in dict.fromkeys(batch.members)
        if member.cloud_managed is True and not lives(member, "on_premises", state)
    ]
    if managed:
        command = f"Set-Mailbox -Identity {powershell_quoted(managed[0])} -IsExchangeCloudManaged $false"
        others = ", and likewise for the others" if len(managed) > 1 else ""
        yield at_members(
            batch,
            managed,
            state,
            f"{batch} moves {names(managed)} on-premises while the Exchange attributes are managed in the cloud",
            fix=f"Compare the values in Active Directory, run {command}{others}, and wait for synchronization",
        )


@rule("MIG010", "rights-lost-across-tenants", severity="warning", evidence=CROSS_TENANT)
def rights_lost_across_tenants(mailbox: Mailbox, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    Rights on a mailbox that a batch of the kind `cross_tenant` moves: Send on Behalf, also that of a delegate, which
    never moves along; and every right of somebody whom no such batch moves. Whether such a person or group exists in
    the other tenant nevertheless, no state says; who is stated as `external` is left out. A batch whose date has passed
    is taken as carried out.

    ## Why it matters
    `GrantSendOnBehalfTo` is empty after the move, and senders read
    `You do not have the permission to send the message on behalf of the specified user`. The other rights are set up
    in the new tenant only for those who move there too.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        send_on_behalf: [ilse@contoso.com]
    migration:
      batches:
        - name: carve-out
          date: 2026-12-05
          to: online
          kind: cross_tenant
          members: [annelies@contoso.com, ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        full_access: [ilse@contoso.com]
    migration:
      batches:
        - name: carve-out
          date: 2026-12-05
          to: online
          kind: cross_tenant
          members: [annelies@contoso.com, ilse@contoso.com]
    ```

    ## How to fix
    Grant Send on Behalf again after the move, with `Set-Mailbox -GrantSendOnBehalfTo @{Add=...}` in the new tenant: a
    plain list would replace who is there already. Move those along who need a right, or create them there before the
    move.
    """
    owner = mailbox.owner
    batch = next((one for one in state.batches_of(owner) if leaves_the_tenant(one) and not is_past(one, state)), None)
    if batch is None:
        return
    on_behalf = [grant for grant in mailbox.grants if _is_on_behalf(grant)]
    if on_behalf:
        commands = "; ".join(change_send_on_behalf("Add", owner, trustee) for trustee in _trustees(on_behalf))
        yield on_behalf[0].finding(
            f"Send on Behalf of {names(_trustees(on_behalf))} for {owner} does not move along with {batch}",
            fix=f"In the new tenant, with the addresses that they have there, run {commands}",
            salient="send on behalf",
            about=dict.fromkeys(grant.pair for grant in on_behalf),
        )
    left = [grant for grant in mailbox.grants if _is_left_behind(grant, state)]
    if left:
        people = _trustees(left)
        yield left[0].finding(
            f"{names(people)} {'has' if len(people) == 1 else 'have'} rights on {owner} and"
            f" {'does' if len(people) == 1 else 'do'} not move to the other tenant, as {owner} does with {batch}",
            fix="Move them along, or create them in the new tenant before the batch and grant the rights there again",
            salient="left behind",
            about=dict.fromkeys(grant.pair for grant in left),
        )


@rule("MIG011", "batch-plan-inconsistent", severity="error", evidence=(ALREADY_BEING_MOVED, MOVE_MAILBOXES))
def batch_plan_inconsistent(batch: Batch, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A batch that moves a mailbox to where it lives already, or to where an earlier batch moves it, and a batch with
    members that have no mailbox to move: groups, contacts and mail users. A batch to where a mailbox lives whose date
    has passed, or that has none, is taken as carried out. A batch that is listed after one of a later date is a
    warning, as the dates count.

    ## Why it matters
    The batch fails for these members, such as with
    `Error: UserAlreadyBeingMigratedException: The user 'Name' already has a pending request.` What other findings say
    of the time after a batch then rests on a plan that cannot be carried out.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: on_premises}
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [annelies@contoso.com, ilse@contoso.com]}
        - {name: wave-2, date: 2026-12-12, to: online, members: [ilse@contoso.com]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: on_premises}
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [annelies@contoso.com]}
        - {name: wave-2, date: 2026-12-12, to: online, members: [ilse@contoso.com]}
    ```

    ## How to fix
    Leave each mailbox in the one batch that is to move it, name the members of a group one by one, and correct `home`,
    `to` or `date` where one of them is wrong.
    """
    yield from _without_mailbox(batch, state)
    yield from _moved_in_vain(batch, state)
    earlier = state.once(listed_before).get(batch)
    if earlier is not None:
        yield batch.finding(
            f"{batch} of {batch.date} is listed after {earlier} of {earlier.date}, and comes before it",
            "date",
            fix="Correct the date, or list the batches in the order of their dates",
            salient="order",
            severity="warning",
        )


def _is_on_behalf(grant: Grant) -> bool:
    return isinstance(grant, SendOnBehalf) or (isinstance(grant, Delegate) and grant.sends_on_behalf)


def _is_left_behind(grant: Grant, state: State) -> bool:
    """Whether the grant gives a right that nothing sets up in the other tenant; Send on Behalf is told of by itself."""
    trustee = grant.trustee
    if isinstance(grant, (SendOnBehalf, ResourceDelegate)) or not gives_a_right(grant) or trustee.external is True:
        return False
    return not any(leaves_the_tenant(batch) for batch in state.batches_of(trustee))


def _trustees(grants: Iterable[Grant]) -> list[Recipient]:
    return list(dict.fromkeys(grant.trustee for grant in grants))


def _without_mailbox(batch: Batch, state: State) -> Iterator[Finding | Unknown]:
    found: list[Recipient] = []
    for member in dict.fromkeys(batch.members):
        if member.has_mailbox is False:  # identity, not truth: it may be unknown
            if not may_stand_for_a_mailbox(member, state):
                found.append(member)
            elif not leaves_the_tenant(batch) and isinstance(member.home, Unknown):
                yield member.home
    if found:
        groups = any(member.is_group is True for member in found)
        yield at_members(
            batch,
            found,
            state,
            f"{batch} is to move {names(f'{member} (a {member.type})' for member in found)}, without a mailbox to move",
            fix=f"Take {'it' if len(found) == 1 else 'them'} out of the batch"
            f"{', and name the members of a group one by one' if groups else ''}",
            salient="no mailbox",
        )


def _moved_in_vain(batch: Batch, state: State) -> Iterator[Finding]:
    by_earlier: dict[Batch | None, list[Recipient]] = {}
    for member in dict.fromkeys(batch.members):
        if member.has_mailbox is not False:
            for other, earlier in moves_in_vain(member, state):
                if other is batch:
                    by_earlier.setdefault(earlier, []).append(member)
    for earlier, members in by_earlier.items():
        them = "it" if len(members) == 1 else "them"
        if earlier is None:
            message = f"{batch} is to move {names(members)} to {side_name(batch.to)} on {batch.date}, and "
            message += "it lives there already" if len(members) == 1 else "they live there already"
        else:
            message = f"{earlier} and {batch} both move {names(members)} to {side_name(destination(batch))}"
        yield at_members(
            batch,
            members,
            state,
            message,
            fix=f"Take {them} out of the batch, or correct home, to or date"
            if earlier is None
            else f"Leave {them} in the one of the two that is to move {them}",
            related=[] if earlier is None else [Related(earlier.place_of("name"), f"{earlier} is here")],
            salient="there already" if earlier is None else f"after {earlier}",
        )
