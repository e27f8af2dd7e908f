"""HYB002, HYB009: opening a mailbox that lives on the other side, now and after each batch."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    RESOURCE_MAILBOXES,
    Delegate,
    Finding,
    FolderPermission,
    FullAccess,
    Grant,
    Recipient,
    Related,
    State,
    Unknown,
    names,
    need,
    rule,
)
from delegint_exchange.across import opened_without_adding
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.commands import change_automapping
from delegint_exchange.representatives import ACLABLE as ACLABLE_BIT
from delegint_exchange.representatives import display_type, lives, make_aclable, object_on
from delegint_exchange.sources import (
    ACLABLE,
    DISPLAY_TYPE,
    HYBRID_AUTOMAPPING,
    HYBRID_PERMISSIONS,
    OVERVIEW,
    REMOTE_RESOURCE,
)


@rule(
    "HYB002",
    "mailbox-not-aclable",
    severity="error",
    evidence=(OVERVIEW, ACLABLE, REMOTE_RESOURCE, DISPLAY_TYPE),
    when="every",
)
def mailbox_not_aclable(grant: FullAccess | FolderPermission | Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Full Access, a right on a folder, or a delegate, for somebody on-premises, on an online mailbox whose object in
    Active Directory is not ACL-able: its `msExchRecipientDisplayType` lacks the bit 0x40000000. Silent where the
    mailbox is opened otherwise than by adding it, such as with `access: additional_account`. For a mailbox that a batch
    will move, `aclable_synced_object_enabled` stands in until the batch has moved it: look at the object again then.
    Where the switch is off, `HYB004` tells it beforehand, and `HYB011` of rooms and equipment.

    ## Why it matters
    The person cannot add the mailbox in Outlook, whatever rights it has given:
    `The name cannot be resolved. The name cannot be matched to a name in the address list.`

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: online
        on_premises_object: {kind: RemoteMailbox, msExchRecipientDisplayType: -2147483642}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: online
        on_premises_object: {kind: RemoteMailbox, msExchRecipientDisplayType: -1073741818}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    ```

    ## How to fix
    Make the object ACL-able with `Set-RemoteMailbox -ACLableSyncedObjectEnabled`, after which it reads -1073741818, and
    wait for the directory to synchronize. A room or equipment must not get that value: have it added by its
    legacyExchangeDN, as an additional account, or as a calendar only, and say so with `access`.
    """
    here = state.home_at(grant.owner)
    if not isinstance(here, Unknown) and here != "online":
        return
    if not gives_a_right(grant) or opened_without_adding(grant):
        return
    if not isinstance(grant, FullAccess) and grant.owner.is_one_of(RESOURCE_MAILBOXES) is True:
        return  # who has a folder of a room opens that folder alone, which needs no ACL-able object
    sides = state.sides_of(grant.trustee)
    on_premises, unknown = sides.people.get("on_premises", []), sides.unknown
    if not on_premises and not unknown:
        return
    shown = display_type(grant.owner, state)
    if isinstance(shown, Unknown):
        if object_on(grant.owner, "on_premises", state) is False:
            return
        if _is_still_to_come(grant.owner, state):
            return
    elif shown & ACLABLE_BIT:
        return
    if isinstance(here, Unknown):
        yield here
    elif on_premises:
        yield shown if isinstance(shown, Unknown) else _not_aclable(grant, on_premises, shown)
    yield from unknown


@rule(
    "HYB009",
    "automapping-across-premises",
    severity="warning",
    evidence=(OVERVIEW, HYBRID_PERMISSIONS, HYBRID_AUTOMAPPING),
    when="every",
)
def automapping_across_premises(grant: FullAccess, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Full Access that counts on automapping, for a person who lives on the other side than the mailbox. Full Access that
    does not state `automapping`, which Exchange takes for true, is told as information.

    ## Why it matters
    The mailbox does not appear by itself in Outlook, and will not until all mailboxes that belong together are in
    Exchange Online. The access works nevertheless, once the mailbox has been added by hand.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {automapping: true}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false, access: additional_mailbox}}
    ```

    ## How to fix
    State `automapping: false` and have the mailbox added in Outlook until the two are together again, or move them
    together.
    """
    if grant.automapping is False or not gives_a_right(grant) or grant.trustee.is_group is True:
        return
    if not need(state.is_cross_premises(grant.owner, grant.trustee)):
        return
    counted_on = grant.automapping or grant.access == "automapping"
    key = "access" if grant.automapping is None and counted_on else "automapping"
    yield grant.finding(
        f"{grant.owner} does not appear by itself in the Outlook of {grant.trustee}, who lives on the other side",
        key,
        fix=f"State automapping: false{_other_access(grant)}, and run"
        f" {change_automapping(grant.owner, grant.trustee, wanted=False)}",
        severity=None if counted_on else "info",
    )


def _is_still_to_come(mailbox: Recipient, state: State) -> bool:
    """Whether a batch will make the object, and it is known that the organization will not have it ACL-able."""
    if not lives(mailbox, "online", state) or lives(mailbox, "online", state.now):
        return False
    switch = state.organization.exchange_server.aclable_synced_object_enabled
    return switch is False or mailbox.is_one_of(RESOURCE_MAILBOXES) is True


def _other_access(grant: FullAccess) -> str:
    return " and access: additional_mailbox" if grant.access == "automapping" else ""


def _not_aclable(grant: Grant, people: list[Recipient], shown: int) -> Finding:
    if grant.owner.is_one_of(RESOURCE_MAILBOXES) is True:
        fix = "Have it added by its legacyExchangeDN and state access: x500_name, or as calendar_only"
    else:
        fix = make_aclable(grant.owner)
    place = grant.owner.on_premises_object.place_of("msExchRecipientDisplayType")
    return grant.finding(
        f"{names(people)} cannot add {grant.owner} in Outlook on-premises, where its object is not ACL-able",
        fix=fix,
        related=[Related(place, f"{shown} lacks the bit 0x40000000")],
    )
