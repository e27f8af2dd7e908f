"""What a delegate may do in a folder of the manager: by delegate entry, by folder permission, through a group."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from delegint.api import (
    Delegate,
    FolderPermission,
    Grant,
    Mailbox,
    Node,
    Recipient,
    State,
    Unknown,
    words,
)
from delegint_exchange.commands import change_folder_rights
from delegint_exchange.folder_rights import EDITOR, single_rights, spelled
from delegint_exchange.folders import entries_of, is_no_calendar, path_of
from delegint_exchange.observed_rights import has_full_access

CALENDAR: Final = "Calendar"
INBOX: Final = "Inbox"
DELETED_ITEMS: Final = "Deleted Items"
_KEEPING: Final = frozenset({"CreateItems"})


class Rights(NamedTuple):
    """The rights of somebody on one folder.

    Parameters:
        single: the single rights that they come to.
        written: the roles and rights as written, each once.
        is_direct: whether an entry names the person, and not a group.
        unknown: what is not known about them; None where the others are all there are.
    """

    single: frozenset[str]
    written: tuple[str, ...]
    is_direct: bool
    unknown: Unknown | None

    def include(self, wanted: frozenset[str]) -> bool | Unknown:
        """Whether all the wanted rights are among them."""
        if wanted <= self.single:
            return True
        return False if self.unknown is None else self.unknown


def rights_on(mailbox: Mailbox, folder: str, trustee: Recipient, state: State) -> Rights:
    """The rights of a person, or of a group as such, on a folder of the mailbox, known by its English name.

    What Default may do is left out: nobody becomes a delegate by it.
    """
    return _rights(mailbox, trustee, state, lambda grant: rights_of(grant, folder))


def give_role(role: str, folder: str, grant: Grant, state: State) -> str:
    """The command that gives the trustee of a grant a role on a folder, where an entry may stand already."""
    change: Final = "Set" if rights_on(grant.mailbox, folder, grant.trustee, state).is_direct else "Add"
    return change_folder_rights(change, grant.owner, folder, grant.trustee, [role])


def grants_on_folders(mailbox: Mailbox) -> Iterator[Delegate | FolderPermission]:
    """The delegate entries of a mailbox, and then its folder permissions."""
    yield from mailbox.of_kind(Delegate)
    yield from mailbox.of_kind(FolderPermission)


def _rights(
    mailbox: Mailbox,
    trustee: Recipient,
    state: State,
    given_by: Callable[[Delegate | FolderPermission], tuple[str, ...]],
) -> Rights:
    """The rights of somebody that grants of the mailbox give, as far as they are looked at.

    Parameters:
        given_by: the rights of one grant that count, as written.
    """
    single: frozenset[str] = frozenset()
    written: dict[str, None] = {}
    is_direct = False
    unknown: Unknown | None = None
    for grant in grants_on_folders(mailbox):
        rights = given_by(grant)
        reached = _reaches(grant.trustee, trustee, state) if rights else False
        if isinstance(reached, Unknown) or (reached and any(spelled(right) is None for right in rights)):
            gap = reached if isinstance(reached, Unknown) else grant.missing("rights", "Get-MailboxFolderPermission")
            unknown = gap if unknown is None else unknown
        elif reached:
            single |= single_rights(rights)
            written.update(dict.fromkeys(rights))
            is_direct = is_direct or grant.trustee is trustee
    return Rights(single, tuple(written), is_direct, unknown)


def is_editor(grant: Delegate, state: State) -> bool | Unknown:
    """Whether a delegate may do in the calendar what an Editor may, by the entry itself or in another way."""
    if single_rights(rights_of(grant, CALENDAR)) >= EDITOR:
        return True
    return rights_on(grant.mailbox, CALENDAR, grant.trustee, state).include(EDITOR)


def edits_by_another_name(grant: Delegate, state: State) -> bool | Unknown:
    """Whether a delegate has the rights of an Editor on what may be the calendar under another name."""
    return _rights(grant.mailbox, grant.trustee, state, _of_possible_calendars).include(EDITOR)


def _of_possible_calendars(grant: Delegate | FolderPermission) -> tuple[str, ...]:
    return tuple(right for entry in entries_of(grant) if may_be_calendar(entry.folder) for right in entry.rights)


def editors(state: State) -> dict[Recipient, dict[Recipient, Delegate]]:
    """The delegates who are known to edit a calendar, by its owner, each with the first entry that names them."""
    found: dict[Recipient, dict[Recipient, Delegate]] = {}
    for mailbox in state.mailboxes:
        for grant in mailbox.of_kind(Delegate):
            if is_editor(grant, state) is True:
                found.setdefault(mailbox.owner, {}).setdefault(grant.trustee, grant)
    return found


def rights_of(grant: Grant, folder: str) -> tuple[str, ...]:
    """The rights that one grant names for a folder, as written; none where it names none."""
    if isinstance(grant, FolderPermission):
        return grant.rights if is_named(grant.folder, folder) else ()
    named = entry_of(grant, folder)
    return () if named is None else words(named[1]) or ()


def entry_of(grant: Grant, folder: str) -> tuple[str, Node] | None:
    """The folder of a delegate entry, under the name it is written with, and its rights."""
    folders = grant.value("folders")
    entries = folders.entries() if folders is not None else ()
    return next(((name, node) for name, node in entries if is_named(name, folder)), None)


def is_named(written: str, folder: str) -> bool:
    """Whether two names are those of one folder, whatever their case and blanks."""
    return path_of(written) == path_of(folder)


def keeps_what_it_deletes(mailbox: Mailbox, person: Recipient, state: State) -> bool | Unknown:
    """Whether what the person deletes can be put into Deleted Items, by a right there or by Full Access."""
    kept = rights_on(mailbox, DELETED_ITEMS, person, state).include(_KEEPING)
    opened = False if kept is True else has_full_access(mailbox, person, state)
    return kept if opened is False else opened


def may_be_calendar(written: str) -> bool:
    """Whether a folder may be the calendar: its name depends on the language of the mailbox, its place does not."""
    path = path_of(written)
    return len(path) == 1 and not is_no_calendar(path)


def _reaches(named: Recipient, wanted: Recipient, state: State) -> bool | Unknown:
    """Whether what is granted to the one reaches the other: the same, or everybody behind it is a member."""
    if named is wanted:
        return True
    if named.is_group is False:
        return False
    people, gap = state.expand(named)
    inside = state.expand(wanted).people
    if inside and all(person in people for person in inside):
        return True
    return False if gap is None else gap
