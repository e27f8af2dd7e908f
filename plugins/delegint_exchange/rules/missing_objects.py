"""HYB008, HYB013, HYB016: people and mailboxes that the other side has no object for, or none that a move has left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    GROUPS,
    NOWHERE,
    Delegate,
    Finding,
    FolderPermission,
    FullAccess,
    Grant,
    Mailbox,
    Recipient,
    SendAs,
    SendOnBehalf,
    State,
    Unknown,
    names,
    rule,
    side_name,
)
from delegint_exchange.across import across_premises, opened_without_adding
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.representatives import (
    ACLABLE,
    NEVER_MIGRATED,
    WITHOUT_OBJECT,
    create_object,
    display_type,
    has_stayed,
    object_on,
)
from delegint_exchange.sources import (
    CREATED_REMOTE_MAILBOX,
    OVERVIEW,
    PROVISIONING,
    ROOM_MADE_ONLINE,
    SHARED_MADE_ONLINE,
)

_FREE_BUSY: Final = frozenset({"availabilityonly", "limiteddetails", "none"})
"""Folder rights that show free/busy times at most, which nobody adds a mailbox for."""


@rule(
    "HYB008",
    "online-mailbox-without-on-premises-object",
    severity="error",
    evidence=(SHARED_MADE_ONLINE, ROOM_MADE_ONLINE, PROVISIONING),
    when="every",
    absorbs=("HYB013", "HYB016"),
)
def online_mailbox_without_on_premises_object(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A mailbox in Exchange Online with rights across the sides for which no object stands in Active Directory: it is not
    synchronized, it was created in Exchange Online, or a snapshot that is known to have all recipients on-premises does
    not have it. Mail and free/busy without a declared right are not looked at, nor is Full Access that is used
    otherwise than by adding the mailbox, such as with `access: additional_account`.

    ## Why it matters
    On-premises nobody can open the mailbox, see its free/busy times or send to it, and no right can be granted to its
    user. For a room, Outlook says `could not be updated` or `Cannot display the folder properties`.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online, directory_synced: false}
      ilse@contoso.com: {home: on_premises}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online, directory_synced: true}
      ilse@contoso.com: {home: on_premises}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    ```

    ## How to fix
    Create the object with `New-RemoteMailbox`, or with `Enable-RemoteMailbox` where the account exists already, under
    the same user principal name, alias and address; give it the ExchangeGuid of the mailbox, and let the directory
    synchronize. `-Shared` needs Exchange 2013 CU21 or Exchange 2016 CU10.
    """
    across = state.now.once(across_premises)
    for mailbox in across.at(state):
        there = object_on(mailbox, "on_premises", state)
        if isinstance(there, Unknown):
            yield there
        elif not there:
            provenance = mailbox.provenance
            stated = ("provenance",) if isinstance(provenance, str) and provenance in WITHOUT_OBJECT else ()
            yield mailbox.finding(
                f"{mailbox} lives online and has no object on-premises, which its rights across the sides need",
                *(("directory_synced",) if mailbox.directory_synced is False else stated),
                fix=create_object(mailbox),
                about=across.about(mailbox),
            )


@rule(
    "HYB013",
    "mailbox-made-online-uses-on-premises-mailbox",
    severity="error",
    evidence=(OVERVIEW, CREATED_REMOTE_MAILBOX),
    when="every",
    absorbs=("HYB003",),
)
def mailbox_made_online_uses_on_premises_mailbox(mailbox: Mailbox, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Full Access, a right on a folder, or a delegate, on a mailbox on-premises, for somebody whose mailbox was made in
    Exchange Online or created as a remote mailbox, by `provenance`. It is a warning as long as an object that may be
    ACL-able stands on-premises for that person. Each person is told once for a mailbox, at the first entry. Silent
    where `provenance` is not stated, for people who were migrated, for rights that show free/busy times at most, and
    where the mailbox is opened otherwise than by adding it, such as with `access: additional_account`.

    ## Why it matters
    A mailbox on-premises is added as an additional mailbox only by people whose own mailbox once lived there: the move
    leaves the object and the addresses that both sides need to recognize them.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: online, directory_synced: true, provenance: license_only}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false, access: additional_mailbox}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: online, directory_synced: true, provenance: migrated}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false, access: additional_mailbox}}
    ```

    ## How to fix
    Give the person an ACL-able remote mailbox with the ExchangeGuid of the mailbox, or let both live on one side.
    """
    here = state.home_at(mailbox.owner)
    if not isinstance(here, Unknown) and here != "on_premises":
        return
    told: set[Recipient] = set()
    for grant in sorted(mailbox.grants, key=lambda grant: grant.trustee.is_group is True):
        online = state.sides_of(grant.trustee).people.get("online", ()) if _opens(grant) else ()
        people = [person for person in online if person not in told and _was_made_online(person, state)]
        if people and isinstance(here, Unknown):
            yield here
            return
        told.update(people)
        named = {person: _can_be_named(person, state) for person in people}
        for can in dict.fromkeys(named.values()):
            yield _never_migrated(grant, [person for person in people if named[person] is can], can)


@rule(
    "HYB016",
    "sending-identity-missing-on-sender-side",
    severity="error",
    evidence=(OVERVIEW, SHARED_MADE_ONLINE),
    when="every",
)
def sending_identity_missing_on_sender_side(
    grant: SendAs | SendOnBehalf | Delegate, state: State
) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Send As or Send on Behalf, also as part of a delegate, where the side that a sender sends from has no object for the
    owner: a mailbox or group that exists in Exchange Online alone, for people on-premises, or one on-premises that is
    not synchronized, for people in Exchange Online. Whether a group exists there is asked for only if its senders live
    on both sides.

    ## Why it matters
    Exchange looks the right up in the directory of the sender's side. Without an object there it can neither be granted
    nor found, and the message is refused:
    `You do not have the permission to send the message on behalf of the specified user` (0x80070005).

    ## Example
    ```yaml
    delegint: 1
    recipients:
      project-x@contoso.com: {type: GroupMailbox}
      ilse@contoso.com: {home: on_premises}
    delegations:
      project-x@contoso.com:
        send_as: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      project-x@contoso.com: {type: MailUniversalSecurityGroup, directory_synced: true}
      ilse@contoso.com: {home: on_premises}
    delegations:
      project-x@contoso.com:
        send_as: [ilse@contoso.com]
    ```

    ## How to fix
    Bring an object for the owner to the side of the sender, grant the right there, or move the sender.
    """
    here = state.home_at(grant.owner)
    people, unknown = state.sides_of(grant.trustee)
    if not unknown and not isinstance(here, Unknown) and people.keys() <= {here}:
        return
    if isinstance(grant, Delegate) and not _sends(grant):
        return
    for side in ("on_premises", "online"):
        senders = people.get(side, [])
        if not senders and not unknown:
            continue
        there = object_on(grant.owner, side, state)
        if isinstance(there, Unknown):
            on_one_side = not isinstance(here, Unknown) and here == NOWHERE and len(people) < 2
            yield from [there] if senders and not on_one_side else []
        elif not there:
            yield from [_no_identity(grant, side, senders)] if senders else unknown


def _was_made_online(person: Recipient, state: State) -> bool:
    """Whether a mailbox in Exchange Online is known never to have been moved there, and no batch has done so since."""
    provenance = person.provenance
    return not isinstance(provenance, Unknown) and provenance in NEVER_MIGRATED and has_stayed(person, "online", state)


def _opens(grant: Grant) -> bool:
    """Whether somebody adds the mailbox in Outlook with the right."""
    if isinstance(grant, FolderPermission) and _FREE_BUSY.issuperset(map(str.casefold, grant.rights)):
        return False
    is_opened = isinstance(grant, (FullAccess, FolderPermission, Delegate)) and gives_a_right(grant)
    return is_opened and not opened_without_adding(grant)


def _can_be_named(person: Recipient, state: State) -> bool | None:
    """Whether something on-premises stands for the person that an access control list can name; None: not known."""
    if object_on(person, "on_premises", state) is False:
        return False
    shown = display_type(person, state)
    return None if isinstance(shown, Unknown) else bool(shown & ACLABLE)


def _never_migrated(grant: Grant, people: list[Recipient], can_be_named: bool | None) -> Finding:
    whose = "whose mailbox was" if len(people) == 1 else "whose mailboxes were"
    fix = (
        "Give the person an ACL-able remote mailbox with the ExchangeGuid of the mailbox, or let both live on one side"
    )
    if can_be_named:
        fix = (
            "Check that the remote mailbox of the person has the ExchangeGuid of the mailbox, or move the two together"
        )
    return grant.finding(
        f"{names(people)}, {whose} never migrated, {'cannot' if can_be_named is False else 'may be unable to'} add"
        f" {grant.owner}, which lives on-premises, in Outlook",
        fix=fix,
        salient={False: "", None: "perhaps", True: "named"}[can_be_named],
        severity=None if can_be_named is False else "warning",
    )


def _sends(grant: Delegate) -> bool:
    """Whether the bundle has Send on Behalf that no entry of its own declares."""
    return grant.sends_on_behalf and grant.mailbox.grant_to(SendOnBehalf, grant.trustee) is None


def _no_identity(grant: Grant, side: str, senders: list[Recipient]) -> Finding:
    owner = grant.owner
    how = "as" if isinstance(grant, SendAs) else "on behalf of"
    if side == "online":
        fix = f"Have {owner} synchronized with Entra ID, and grant the right in Exchange Online"
    elif owner.is_one_of(GROUPS) is True:
        fix = f"Use a group that is managed on-premises and synchronized, or move {names(senders)} to Exchange Online"
    else:
        fix = f"{create_object(owner)}; then grant the right there, or move {names(senders)} to Exchange Online"
    return grant.finding(
        f"{names(senders)} cannot send {how} {owner} from {side_name(side)}, where nothing stands for it",
        fix=fix,
        salient=side,
    )
