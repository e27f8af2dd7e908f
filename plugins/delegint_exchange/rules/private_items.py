"""EXC036, EXC037: private items that somebody is to see, or not to see, and that the rights say otherwise of."""

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
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.commands import remove_mailbox_rights
from delegint_exchange.delegate_rights import CALENDAR, give_role, grants_on_folders
from delegint_exchange.sources import (
    ADD_MAILBOX_PERMISSION,
    FOLDER_PERMISSION,
    OVERVIEW,
    PRIVATE_APPOINTMENTS,
    PRIVATE_ITEMS_DISPUTED,
    PRIVATE_ITEMS_SHARED,
)

_SEEN: Final = "private_items"
_HIDDEN: Final = "private_items_hidden"


@rule(
    "EXC036",
    "private-items-without-delegate",
    severity="error",
    evidence=(OVERVIEW, FOLDER_PERMISSION, PRIVATE_ITEMS_SHARED, PRIVATE_APPOINTMENTS, PRIVATE_ITEMS_DISPUTED),
)
def private_items_without_delegate(grant: Grant, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    `expects: [private_items]` for somebody who is no delegate with `private_items: true`, nor has the flag
    CanViewPrivateItems on the calendar. With Full Access to a mailbox in Exchange Online it is a warning, since it
    depends on the client and Microsoft's pages contradict each other. Silent for rooms and equipment, which take the
    private mark off what is booked, unless their booking settings say `RemovePrivateProperty: false`.

    ## Why it matters
    In Outlook no right on a folder shows private items, not even Owner. The person reads `Private appointment`, or sees
    nothing at that time.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: {rights: Editor, expects: [private_items]}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, private_items: true, expects: [private_items]}
    ```

    ## How to fix
    Declare the person as a delegate with `private_items: true`. In Exchange Online that is Editor on the calendar with
    the flags Delegate and CanViewPrivateItems; on-premises the owner ticks the box in Outlook.
    """
    if _SEEN not in grant.expects or _loses_private_marks(grant.owner, state):
        return
    people, gap = state.expand(grant.trustee)
    blind: list[Recipient] = []
    dependent: list[Recipient] = []
    for person in people:
        if person is grant.owner:
            continue
        flagged = _sees_private_items(grant, person, state)
        depends = _depends_on_client(grant, person, state) if flagged is False else False
        if isinstance(flagged, Unknown) or isinstance(depends, Unknown):
            yield from (missing for missing in (flagged, depends) if isinstance(missing, Unknown))
        elif not flagged:
            (dependent if depends else blind).append(person)
    if gap is not None:
        yield gap
    if blind:
        yield grant.finding(
            f"{_called(blind, grant)} cannot see private items of {grant.owner} without being a delegate who may",
            "expects",
            fix=_fix(grant, state),
            salient="blind",
        )
    if dependent:
        yield grant.finding(
            f"It depends on the client whether {_called(dependent, grant)} can see private items of {grant.owner} by"
            " Full Access alone",
            "expects",
            fix=_fix(grant, state),
            salient="dependent",
            severity="warning",
        )


@rule(
    "EXC037",
    "private-items-open-to-full-access",
    severity="error",
    evidence=(ADD_MAILBOX_PERMISSION, PRIVATE_ITEMS_SHARED),
)
def private_items_open_to_full_access(grant: Grant, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    `expects: [private_items_hidden]` for somebody who has Full Access to the mailbox, directly or through a group, and
    is not denied it.

    ## Why it matters
    Full Access opens every item. Classic Outlook hides private ones as a courtesy; Outlook on the web and the new
    Outlook show them, and so does any other program.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {expects: [private_items_hidden]}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: {rights: Reviewer, expects: [private_items_hidden]}}
    ```

    ## How to fix
    Take Full Access away with `Remove-MailboxPermission`, or the person out of the group that has it, and give rights
    on the folders that are needed.
    """
    if _HIDDEN not in grant.expects:
        return
    direct = grant.mailbox.grant_to(FullAccess, grant.trustee)
    denials = any(access.deny for access in grant.mailbox.of_kind(FullAccess))
    if direct is not None and gives_a_right(direct) and not denials:
        yield _open(grant, [grant.trustee], direct)
        return
    people, gap = state.expand(grant.trustee)
    openers: list[Recipient] = []
    through: FullAccess | None = None
    for person in people:
        access = None if person is grant.owner else _full_access(grant, person, state)
        if isinstance(access, Unknown):
            yield access
        elif access is not None:
            openers.append(person)
            through = through or access
    if gap is not None and any(map(gives_a_right, grant.mailbox.of_kind(FullAccess))):
        yield gap
    if through is not None:
        yield _open(grant, openers, through)


def _full_access(grant: Grant, person: Recipient, state: State) -> FullAccess | Unknown | None:
    """By which entry the person has Full Access to the mailbox of the grant; a denial wins."""
    opening: FullAccess | None = None
    gaps: dict[bool, Unknown] = {}
    for access in grant.mailbox.of_kind(FullAccess):
        if not access.has_right("FullAccess"):
            continue
        behind, gap = state.expand(access.trustee)
        if person not in behind:
            gaps.update({} if gap is None else {access.deny: gap})
        elif access.deny:
            return None
        else:
            opening = opening or access
    return gaps.get(False) if opening is None else gaps.get(True, opening)


def _depends_on_client(grant: Grant, person: Recipient, state: State) -> bool | Unknown:
    """Whether the person has Full Access in Exchange Online, which some clients take for the right to private items."""
    access = _full_access(grant, person, state)
    if access is None or isinstance(access, Unknown):
        return False if access is None else access
    home = state.home_at(grant.owner)
    return home if isinstance(home, Unknown) else home == "online"


def _sees_private_items(grant: Grant, person: Recipient, state: State) -> bool | Unknown:
    """Whether an entry for the person, or for a group of the person, lets a delegate see private items."""
    unknown: Unknown | None = None
    for entry in grants_on_folders(grant.mailbox):
        if entry.trustee.well_known or not _shows_private_items(entry):
            continue
        expansion = state.expand(entry.trustee)
        if person in expansion.people:
            return True
        unknown = expansion.unknown if unknown is None else unknown
    return False if unknown is None else unknown


def _loses_private_marks(owner: Recipient, state: State) -> bool:
    """Whether it is a room or equipment that takes the private mark off what is booked, as they do by default."""
    if owner.is_one_of(RESOURCE_MAILBOXES) is not True:
        return False
    return state.calendar_processing_of(owner).remove_private_property is not False


def _shows_private_items(entry: Delegate | FolderPermission) -> bool:
    if isinstance(entry, Delegate):
        return entry.private_items is True
    return any(flag.casefold() == "canviewprivateitems" for flag in entry.sharing_permission_flags or ())


def _open(grant: Grant, people: list[Recipient], access: FullAccess) -> Finding:
    via = "" if access.trustee in people else f" through {access.trustee}"
    return grant.finding(
        f"Full Access to {grant.owner}{via} opens private items to {_called(people, grant)} as well",
        "expects",
        fix=f"Give rights on folders instead, and run {remove_mailbox_rights(grant.owner, access.trustee)}"
        + (f", or take {names(people)} out of {access.trustee}" if via else ""),
        related=[] if access is grant else [Related(access.place_of(), "Full Access is declared here")],
    )


def _fix(grant: Grant, state: State) -> str:
    return (
        f"Declare {grant.trustee} under delegates with private_items: true, and tick the box for private items in"
        f" Outlook or, in Exchange Online, run {give_role('Editor', CALENDAR, grant, state)} -SharingPermissionFlags"
        " Delegate,CanViewPrivateItems"
    )


def _called(people: list[Recipient], grant: Grant) -> str:
    """The people of a grant: the trustee, or some people of the group."""
    return str(grant.trustee) if people == [grant.trustee] else f"{names(people)} of {grant.trustee}"
