"""EXC052, EXC053, EXC054: people on rooms and equipment whose way of working the booking does not carry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    DISTRIBUTION_GROUPS,
    RESOURCE_MAILBOXES,
    CalendarProcessing,
    Delegate,
    Finding,
    FolderPermission,
    FullAccess,
    Grant,
    Mailbox,
    Recipient,
    ResourceDelegate,
    State,
    Unknown,
    names,
    need,
    powershell_quoted,
    rule,
)
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.commands import change_folder_rights
from delegint_exchange.delegate_rights import CALENDAR, rights_on
from delegint_exchange.folder_rights import EDITOR, single_rights
from delegint_exchange.observed_rights import has_full_access
from delegint_exchange.sources import CALENDAR_PROCESSING, NOT_PROCESSED, ROOM_MAILBOXES, SHARED_DELEGATE

_SHARED: Final = frozenset({"SharedMailbox", "RemoteSharedMailbox"})
_MAILING_LISTS: Final = DISTRIBUTION_GROUPS | {"DynamicDistributionGroup"}
_BY_EDITING: Final = "booking_by_editing"
_PRIVATE_ITEMS: Final = "private_items"


@rule("EXC052", "unsuitable-principal-in-booking", severity="error", evidence=(CALENDAR_PROCESSING, SHARED_DELEGATE))
def unsuitable_principal_in_booking(declared: CalendarProcessing | ResourceDelegate, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    A dynamic distribution group in `BookInPolicy`, `RequestInPolicy` or `RequestOutOfPolicy`. As a resource delegate, a
    shared mailbox is a warning, unless everybody who opens it may edit the calendar of the room, by whatever right; and
    a distribution group is information.

    ## Why it matters
    Exchange does not look up who is in a group that is made by a query, so nobody in it may book. Whoever opens a
    shared mailbox has no right on the calendar of the room by that, and reads in Outlook
    `Cannot open the Calendar folder for user`. `The operation failed.` A request that is accepted in Outlook on the web
    is not confirmed to the sender. The delegates are documented to be users: a distribution group works on one side,
    and not always between the sides, which `HYB031` tells.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: online}
      everybody@contoso.com: {type: DynamicDistributionGroup}
    calendar_processing:
      boardroom@contoso.com: {AllBookInPolicy: false, BookInPolicy: [everybody@contoso.com]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: online}
      directors@contoso.com: {type: MailUniversalSecurityGroup, members: [annelies@contoso.com]}
      annelies@contoso.com: {home: online}
    calendar_processing:
      boardroom@contoso.com: {AllBookInPolicy: false, BookInPolicy: [directors@contoso.com]}
    ```

    ## How to fix
    List a group with members of its own, or the people. As resource delegates name people; where it has to be a shared
    mailbox, make each of its users Editor of the calendar of the room.
    """
    if declared.owner.is_one_of(RESOURCE_MAILBOXES) is False:
        return
    if isinstance(declared, CalendarProcessing):
        yield from _dynamic_groups(declared)
        return
    kind = declared.trustee.type
    if isinstance(kind, Unknown):
        return
    room, trustee = declared.owner, declared.trustee
    if kind in _SHARED and not need(_its_users_are_editors(declared, state)):
        yield declared.finding(
            f"Whoever opens the shared mailbox {trustee} cannot answer requests for {room}, whose resource delegate it"
            " is, in Outlook",
            fix="Name the people instead, or make each of them Editor with "
            + change_folder_rights("Add", room, CALENDAR, "<person>", ["Editor"]),
            severity="warning",
        )
    elif kind in _MAILING_LISTS:
        yield declared.finding(
            f"{trustee}, a resource delegate of {room}, is a distribution group, where users are documented",
            fix="Name the people",
            severity="info",
        )


@rule("EXC053", "room-steered-by-hand", severity="warning", evidence=(NOT_PROCESSED, ROOM_MAILBOXES))
def room_steered_by_hand(mailbox: Mailbox, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A room or equipment in whose calendar somebody is expected to write bookings (`expects: [booking_by_editing]`) who
    is not a resource delegate: with Full Access, with a right to create items in the calendar, or as a delegate with
    such a right. As information, once for each room, people with Full Access where no resource delegate is named, which
    suggests that they answer its requests; silent where `AutomateProcessing` is stated as AutoAccept, since the room
    then answers them itself, and for groups.

    ## Why it matters
    The booking attendant answers requests that are sent to the room. A meeting that is written into the calendar of the
    room has the room as its organizer: nothing is checked or answered, and the room can be booked twice.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      boardroom@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: {rights: Author, expects: [booking_by_editing]}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      boardroom@contoso.com:
        resource_delegates: [ilse@contoso.com]
    ```

    ## How to fix
    Let people invite the room, and name those who decide as resource delegates.
    """
    resource = mailbox.owner.is_one_of(RESOURCE_MAILBOXES)
    if resource is False:
        return
    writers = [grant for grant in mailbox.grants if _BY_EDITING in grant.expects and _writes_bookings(grant)]
    for grant in writers:
        deciding = resource if isinstance(resource, Unknown) else _decides(grant.trustee, mailbox, state)
        if isinstance(deciding, Unknown):
            yield deciding
        elif not deciding:
            who = "everybody" if grant.trustee.well_known else str(grant.trustee)
            yield grant.finding(
                f"What {who} writes into the calendar of {grant.owner} is not processed, so it can be booked twice",
                fix=f"Have {who} invite {grant.owner}, and name those who decide under resource_delegates",
            )
    if resource is not True or mailbox.of_kind(ResourceDelegate) or _answers_itself(mailbox, state):
        return
    told = {grant.trustee for grant in writers}
    holders = [grant for grant in mailbox.of_kind(FullAccess) if _is_a_person(grant) and grant.trustee not in told]
    if holders:
        people = [grant.trustee for grant in holders]
        yield holders[0].finding(
            f"{names(people)} {'has' if len(people) == 1 else 'have'} Full Access to {mailbox.owner}, which has no"
            " resource delegates; what is written into its calendar is not processed",
            fix="Name those who answer its requests under resource_delegates, or state how it answers them under"
            " calendar_processing",
            about=[grant.pair for grant in holders],
            severity="info",
        )


@rule("EXC054", "private-items-on-resource", severity="info", evidence=CALENDAR_PROCESSING)
def private_items_on_resource(grant: Grant, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    Somebody who is to see private items in the calendar of a room or of equipment, by `private_items: true`, by the
    flag CanViewPrivateItems or by `expects: [private_items]`, while `RemovePrivateProperty` is true, as it is where the
    booking settings leave it out.

    ## Why it matters
    The resource takes the private mark off each request, so no item in its calendar is private, and the wish asks for
    nothing. Organizers may not know that.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      boardroom@contoso.com:
        delegates: {ilse@contoso.com: {private_items: true}}
    calendar_processing:
      boardroom@contoso.com: {AutomateProcessing: AutoAccept}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      boardroom@contoso.com:
        delegates: {ilse@contoso.com: {private_items: true}}
    calendar_processing:
      boardroom@contoso.com: {AutomateProcessing: AutoAccept, RemovePrivateProperty: false}
    ```

    ## How to fix
    Drop the wish, or set `RemovePrivateProperty` to false so that private meetings stay private.
    """
    if grant.owner.is_one_of(RESOURCE_MAILBOXES) is not True or not _is_to_see_private_items(grant):
        return
    settings = state.calendar_processing_of(grant.owner)
    if need(settings.remove_private_property):
        yield grant.finding(
            f"{grant.owner} takes the private mark off what is booked, so {grant.trustee} has no private items to see",
            fix="Drop the wish, or state RemovePrivateProperty: false and run Set-CalendarProcessing -Identity"
            f" {powershell_quoted(grant.owner)} -RemovePrivateProperty $false",
        )


def _dynamic_groups(settings: CalendarProcessing) -> Iterator[Finding]:
    for name, people in settings.listed.items():
        node = settings.value(name)
        items = [item for item in node.items() if isinstance(item.value, str)] if node is not None else []
        for person, item in zip(people, items, strict=True):
            kind = person.type
            if not isinstance(kind, Unknown) and kind == "DynamicDistributionGroup":
                yield settings.finding(
                    f"{name} of {settings.owner} lists {person}, a dynamic distribution group, whose members it does"
                    " not look up",
                    name,
                    place=item.place,
                    fix="List a group with members of its own, or the people",
                    salient=person.key,
                    about=[(settings.owner.key, person.key)],
                )


def _its_users_are_editors(grant: ResourceDelegate, state: State) -> bool | Unknown:
    """Whether all who have Full Access to the shared mailbox, directly or in a group, may edit the room's calendar."""
    shared = state.once(_mailboxes_by_owner).get(grant.trustee)
    users = [opening.trustee for opening in shared.of_kind(FullAccess) if gives_a_right(opening)] if shared else ()
    unknown: Unknown | None = None
    for user in users:
        if _edits(grant.mailbox, user, state) is not True:
            people, gap = state.expand(user)
            answers = [_edits(grant.mailbox, person, state) for person in people]
            if any(answer is False for answer in answers):
                return False
            unknown = next((each for each in (unknown, *answers, gap) if isinstance(each, Unknown)), None)
    return bool(users) if unknown is None else unknown


def _edits(room: Mailbox, user: Recipient, state: State) -> bool | Unknown:
    edits, opens = rights_on(room, CALENDAR, user, state).include(EDITOR), has_full_access(room, user, state)
    return opens if edits is False or opens is True else edits


def _mailboxes_by_owner(state: State) -> dict[Recipient, Mailbox]:
    return {mailbox.owner: mailbox for mailbox in state.mailboxes}


def _writes_bookings(grant: Grant) -> bool:
    """Whether the grant lets somebody put items into the calendar."""
    if isinstance(grant, FullAccess):
        return gives_a_right(grant)
    if isinstance(grant, FolderPermission):
        return grant.is_calendar and "CreateItems" in single_rights(grant.rights)
    return isinstance(grant, Delegate) and "CreateItems" in single_rights(grant.calendar_right or ())


def _decides(person: Recipient, mailbox: Mailbox, state: State) -> bool | Unknown:
    """Whether the person is a resource delegate, directly or through a group."""
    reaching = state.grants_reaching(mailbox, ResourceDelegate, person)
    return reaching if isinstance(reaching, Unknown) else bool(reaching)


def _answers_itself(mailbox: Mailbox, state: State) -> bool:
    attendant = state.calendar_processing_of(mailbox.owner).automate_processing
    return not isinstance(attendant, Unknown) and attendant == "AutoAccept"


def _is_a_person(grant: FullAccess) -> bool:
    return gives_a_right(grant) and grant.trustee.is_group is False


def _is_to_see_private_items(grant: Grant) -> bool:
    if _PRIVATE_ITEMS in grant.expects:
        return True
    if isinstance(grant, Delegate):
        return grant.private_items is True
    flags = grant.sharing_permission_flags if isinstance(grant, FolderPermission) else None
    return "canviewprivateitems" in map(str.casefold, flags or ())
