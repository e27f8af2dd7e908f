"""HYB003, HYB004: objects on-premises that no access control list can name, and the switch that leaves them behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

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
    rule,
)
from delegint_exchange.across import needing_aclable
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.representatives import ACLABLE as ACLABLE_BIT
from delegint_exchange.representatives import NEVER_MIGRATED, display_type, lives, make_aclable, object_on
from delegint_exchange.sources import (
    ACLABLE,
    BASIC_FREE_BUSY,
    CREATED_REMOTE_MAILBOX,
    DELEGATE_PROTOCOL,
    HYBRID_PERMISSIONS,
    ORGANIZATION_CONFIG,
    OVERVIEW,
)

_DISPLAY_TYPE: Final = "msExchRecipientDisplayType"
_SWITCH: Final = "aclable_synced_object_enabled"
_WITHOUT_SWITCH: Final = frozenset({"2007", "2010"})


@rule(
    "HYB003",
    "trustee-not-aclable",
    severity="error",
    evidence=(OVERVIEW, CREATED_REMOTE_MAILBOX, BASIC_FREE_BUSY, DELEGATE_PROTOCOL),
    when="every",
)
def trustee_not_aclable(grant: FullAccess | FolderPermission | Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A right on a folder, or a delegate, for somebody in Exchange Online, on a mailbox on-premises, where the person's
    object in Active Directory is not ACL-able: its `msExchRecipientDisplayType` lacks the bit 0x40000000. Full Access
    is a warning, since an administrator may still grant it to the account. A group is named itself, so its members do
    not matter. For a person whom a batch will move, `aclable_synced_object_enabled` stands in until the batch has moved
    that person; where it is off, HYB004 tells it beforehand.

    ## Why it matters
    An access control list on-premises cannot name the object. The owner of the mailbox does not find the person when
    adding a delegate or sharing a folder in Outlook, and the person sees no more than free/busy.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com:
        home: online
        on_premises_object: {kind: RemoteMailbox, msExchRecipientDisplayType: -2147483642}
    delegations:
      annelies@contoso.com:
        folders: {Calendar: {ilse@contoso.com: Editor}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com:
        home: online
        on_premises_object: {kind: RemoteMailbox, msExchRecipientDisplayType: -1073741818}
    delegations:
      annelies@contoso.com:
        folders: {Calendar: {ilse@contoso.com: Editor}}
    ```

    ## How to fix
    Make the object ACL-able with `Set-RemoteMailbox -ACLableSyncedObjectEnabled`, after which it reads -1073741818, and
    grant the right again.
    """
    here, there = state.home_at(grant.owner), state.home_at(grant.trustee)
    if not isinstance(here, Unknown) and here != "on_premises":
        return
    if not isinstance(there, Unknown) and there != "online":
        return
    if grant.trustee.is_group is True or not gives_a_right(grant):
        return
    shown = display_type(grant.trustee, state)
    if isinstance(shown, Unknown):
        if object_on(grant.trustee, "on_premises", state) is False:
            return
    elif shown & ACLABLE_BIT:
        return
    if isinstance(here, Unknown):
        yield here
    elif isinstance(there, Unknown):
        yield there
    else:
        yield shown if isinstance(shown, Unknown) else _trustee_not_aclable(grant, shown)


@rule(
    "HYB004",
    "switch-for-aclable-objects-off",
    severity="error",
    evidence=(ACLABLE, HYBRID_PERMISSIONS, ORGANIZATION_CONFIG),
    when="every",
    absorbs=("HYB002", "HYB003"),
    holds="Exchange 2013 CU10 and later; before that, there is no such switch",
)
def switch_for_aclable_objects_off(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    `aclable_synced_object_enabled: false`, where rights across the sides count on the object that a move leaves behind
    of a user or shared mailbox, now or after a batch. Mailboxes whose objects are known to be ACL-able, and those that
    were never moved by their `provenance`, do not matter. What Exchange does by default is off; where nobody has stated
    the switch, it is asked for only if a batch moves such a mailbox to Exchange Online.

    ## Why it matters
    Without the switch, every move leaves an object that is not ACL-able. Users on-premises can then not add the mailbox
    (`The name cannot be resolved. The name cannot be matched to a name in the address list.`), nor give its user rights
    on their own folders.

    ## Example
    ```yaml
    delegint: 1
    organization:
      exchange_server: {version: SE, aclable_synced_object_enabled: false}
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [annelies@contoso.com]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    organization:
      exchange_server: {version: SE, aclable_synced_object_enabled: true}
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [annelies@contoso.com]}
    ```

    ## How to fix
    Run `Set-OrganizationConfig -ACLableSyncedObjectEnabled $true` on-premises before the first move. Objects of
    mailboxes that have moved already stay as they are: run `Set-RemoteMailbox -ACLableSyncedObjectEnabled` for each.
    """
    server = state.organization.exchange_server
    switch, version = server.aclable_synced_object_enabled, server.version
    if switch is True or (not isinstance(version, Unknown) and version in _WITHOUT_SWITCH):
        return
    needed = state.now.once(needing_aclable)
    planned = {mailbox: None for mailbox in needed if not lives(mailbox, "online", state.now)}
    if isinstance(switch, Unknown):
        yield from [switch] if any(mailbox in planned for mailbox in needed.at(state)) else []
        return
    left = {mailbox: None for mailbox in needed if mailbox in planned or _may_lack_the_bit(mailbox, state.now)}
    if not any(mailbox in left for mailbox in needed.at(state)):
        return
    yield server.finding(
        f"ACLableSyncedObjectEnabled is off, so that a move leaves no ACL-able object on-premises for {names(left)},"
        " which rights across the sides need",
        _SWITCH,
        fix="Run Set-OrganizationConfig -ACLableSyncedObjectEnabled $true on-premises, and"
        " Set-RemoteMailbox <mailbox> -ACLableSyncedObjectEnabled for each that has moved already",
        about=[people for mailbox in left for people in needed.about(mailbox)],
    )


def _may_lack_the_bit(mailbox: Recipient, state: State) -> bool:
    """Whether a mailbox that has moved already may have left an object that is not ACL-able."""
    shown, provenance = mailbox.on_premises_object.display_type, mailbox.provenance
    if not isinstance(shown, Unknown) and shown & ACLABLE_BIT:
        return False
    was_moved = isinstance(provenance, Unknown) or provenance not in NEVER_MIGRATED
    return was_moved and object_on(mailbox, "on_premises", state) is not False


def _trustee_not_aclable(grant: Grant, shown: int) -> Finding:
    trustee = grant.trustee
    is_resource = trustee.is_one_of(RESOURCE_MAILBOXES) is True
    verb = "may be unable to use" if isinstance(grant, FullAccess) else "cannot hold"
    return grant.finding(
        f"{trustee} {verb} the {grant.noun} on {grant.owner}, as the object on-premises that stands for {trustee}"
        " is not ACL-able",
        fix="Grant it to a person: rooms and equipment are never ACL-able" if is_resource else make_aclable(trustee),
        related=[
            Related(trustee.on_premises_object.place_of(_DISPLAY_TYPE), f"{shown} lacks the bit 0x40000000"),
        ],
        severity="warning" if isinstance(grant, FullAccess) else None,
    )
