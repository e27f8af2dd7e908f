"""What a delegate has in Exchange, as Lync and Teams ask it: the right on the calendar, and Send on Behalf."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from delegint.model.answers import Answer
from delegint.model.grants import FolderPermission, Grant, SendOnBehalf
from delegint.model.unknown import Unknown
from delegint.model.wishes import Wish
from delegint.schema.core import FOLDER_RIGHTS, FOLDER_ROLES

if TYPE_CHECKING:
    from delegint.model.state import State

TOO_LOW, DOUBTFUL, EDITOR = range(3)
"""What a calendar right is worth: Editor is asked for, and sources differ about its neighbours."""
_ROLES: Final = {
    **{role.casefold(): TOO_LOW for role in FOLDER_ROLES},
    **dict.fromkeys(("author", "publishingauthor", "publishingeditor", "owner"), DOUBTFUL),
    "editor": EDITOR,
}
_SINGLE_RIGHTS: Final = frozenset(right.casefold() for right in FOLDER_RIGHTS)
_AUTHOR_RIGHTS: Final = frozenset({"createitems", "readitems"})
_EDITOR_RIGHTS: Final = _AUTHOR_RIGHTS | {"editallitems", "deleteallitems"}
_EDITING: Final = frozenset({"editowneditems", "editallitems"})
_BEYOND_EDITOR: Final = frozenset({"createsubfolders", "folderowner"})
_DELEGATE_FLAG: Final = "delegate"


class CalendarRight(NamedTuple):
    """A right of the delegate on the calendar.

    Parameters:
        grant: the entry that gives it.
        rights: the role, or the single rights, as written.
        worth: `TOO_LOW`, `DOUBTFUL` or `EDITOR`.
    """

    grant: Grant
    rights: tuple[str, ...]
    worth: int


def calendar_right(wish: Wish, state: State) -> CalendarRight | Unknown | None:
    """The best right on the calendar, by the delegate entry or the folder; None where there is none."""
    best: CalendarRight | None = None
    unknown: Unknown | None = None
    for right in _calendar_rights(wish, state):
        if isinstance(right, Unknown):
            unknown = right
        elif best is None or right.worth > best.worth:
            best = right
    return best if unknown is None or (best is not None and best.worth == EDITOR) else unknown


def sends_on_behalf(wish: Wish, state: State) -> Answer:
    """Whether the delegate stands in GrantSendOnBehalfTo, by the delegate entry or by a grant of its own."""
    if wish.entry is not None and wish.entry.sends_on_behalf:
        return True
    reaching = state.grants_reaching(wish.mailbox, SendOnBehalf, wish.delegate)
    return reaching if isinstance(reaching, Unknown) else bool(reaching)


def is_marked_as_delegate(wish: Wish) -> bool:
    """Whether the state makes the person a delegate, and not only the holder of the rights that a delegate has."""
    return wish.entry is not None or any(
        _DELEGATE_FLAG in (flag.casefold() for flag in grant.sharing_permission_flags or ())
        for grant in wish.mailbox.of_kind(FolderPermission)
        if grant.is_calendar and grant.trustee is wish.delegate
    )


def _calendar_rights(wish: Wish, state: State) -> Iterator[CalendarRight | Unknown]:
    entry = wish.entry
    if entry is not None and entry.calendar_right is not None:
        yield _read(entry, entry.calendar_right)
    for grant in wish.mailbox.of_kind(FolderPermission):
        if not grant.is_calendar or grant.trustee.well_known:
            continue
        people, gap = state.expand(grant.trustee)
        if wish.delegate in people:
            yield _read(grant, grant.rights)
        elif gap is not None:
            yield gap


def _read(grant: Grant, rights: tuple[str, ...]) -> CalendarRight | Unknown:
    """What a role, or a list of single rights, is worth; what is neither has another rule that says so."""
    folded = frozenset(right.casefold() for right in rights)
    if len(folded) == 1 and folded <= _ROLES.keys():
        return CalendarRight(grant, rights, _ROLES[next(iter(folded))])
    if not folded or not folded <= _SINGLE_RIGHTS:
        return grant.missing("rights", "Get-MailboxFolderPermission")
    return CalendarRight(grant, rights, _worth(folded))


def _worth(rights: frozenset[str]) -> int:
    if rights >= _EDITOR_RIGHTS:
        return DOUBTFUL if rights & _BEYOND_EDITOR else EDITOR
    return DOUBTFUL if rights >= _AUTHOR_RIGHTS and rights & _EDITING else TOO_LOW
