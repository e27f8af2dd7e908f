"""Delegates: a bundle whose pieces stand in different places, and may fall apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import Delegate, Difference, Place, Unknown, words
from delegint_exchange.comparison.folders import is_delegate, role_of, sees_private_items
from delegint_exchange.comparison.view import View

_CALENDAR: Final = "Calendar"
_FLAG: Final = "the Delegate flag"
_PRIVATE, _NOT_PRIVATE = "private items", "the privacy of private items"


class _Pieces:
    """What of a bundle is there, and what is not.

    Parameters:
        place: a row that shows some of it.
    """

    def __init__(self) -> None:
        self.present: list[str] = []
        self.missing: list[str] = []
        self.place: Place | None = None

    def add(self, piece: str, *, there: bool) -> None:
        """One more piece."""
        (self.present if there else self.missing).append(piece)


def compare_delegates(view: View) -> Iterator[Difference | Unknown]:
    """Each declared delegate, piece by piece, on the side where the mailbox lives."""
    grants = view.mailbox.of_kind(Delegate)
    if not grants:
        return
    if isinstance(view.home, Unknown):
        yield view.home
        return
    side = view.home_side
    if side is None:
        return
    for grant in grants:
        pieces = _Pieces()
        yield from _compare_folders(view, grant, side, pieces)
        yield from _compare_send_on_behalf(view, grant, side, pieces)
        yield from _judge(view, grant, side, pieces)


def _compare_folders(view: View, grant: Delegate, side: str, pieces: _Pieces) -> Iterator[Difference | Unknown]:
    """The rights on folders; where none are stated, the calendar at least shows who is a delegate."""
    stated = grant.value("folders")
    wanted = {name: role_of(words(node) or ()) for name, node in stated.entries()} if stated is not None else {}
    for folder, role in wanted.items():
        if not view.is_covered("folders", side, folder):
            yield view.gap("folders", side, folder)
            continue
        found = view.presence(grant.trustee, view.on("folders", side, folder))
        if not found.direct and found.unclear is not None:
            yield found.unclear
            continue
        pieces.add(f"{folder} rights", there=bool(found.direct))
        if found.direct:
            row = found.direct[0]
            pieces.place = pieces.place or row.place
            seen = role_of(row.rights)
            if seen != role:
                yield view.difference(
                    "differs", grant, side, grant.trustee, what=folder, declared=", ".join(role),
                    observed=", ".join(seen), place=row.place, keys=("folders", folder), key=folder,
                )  # fmt: skip
    if side == "online" and (stated is None or any(_is_calendar(folder) for folder in wanted)):
        yield from _compare_flags(view, grant, side, pieces)


def _compare_flags(view: View, grant: Delegate, side: str, pieces: _Pieces) -> Iterator[Unknown]:
    """What SharingPermissionFlags says, which only Exchange Online has, and which an export may leave out."""
    found = view.presence(grant.trustee, view.on("folders", side, _CALENDAR))
    if not found.direct:
        return
    row = found.direct[0]
    pieces.place = pieces.place or row.place
    if not is_delegate(row) and not view.is_covered("sharing", side, _CALENDAR):
        yield Unknown("SharingPermissionFlags", view.owner.address, "", "Get-MailboxFolderPermission")
        return
    pieces.add(_FLAG, there=is_delegate(row))
    if grant.private_items is not None:
        there = sees_private_items(row) == grant.private_items
        pieces.add(_PRIVATE if grant.private_items else _NOT_PRIVATE, there=there)


def _is_calendar(folder: str) -> bool:
    return folder.casefold() == _CALENDAR.casefold()


def _compare_send_on_behalf(view: View, grant: Delegate, side: str, pieces: _Pieces) -> Iterator[Unknown]:
    if not grant.sends_on_behalf:
        return
    if not view.is_covered("send_on_behalf", side):
        yield view.gap("send_on_behalf", side)
        return
    found = view.presence(grant.trustee, view.on("send_on_behalf", side))
    if not found.direct and found.unclear is not None:
        yield found.unclear
        return
    pieces.add("Send on Behalf", there=bool(found.direct))


def _judge(view: View, grant: Delegate, side: str, pieces: _Pieces) -> Iterator[Difference]:
    """Some pieces without the others, or none at all; that nothing private is seen is no piece by itself."""
    if not pieces.missing:
        return
    declared = ", ".join((*pieces.present, *pieces.missing))
    if any(piece != _NOT_PRIVATE for piece in pieces.present):
        yield view.difference(
            "incomplete", grant, side, grant.trustee, what="delegate rights", declared=declared,
            observed=" and ".join(pieces.present), place=pieces.place, detail=" and ".join(pieces.missing),
        )  # fmt: skip
    else:
        yield view.difference("missing", grant, side, grant.trustee, what="delegate rights", declared=declared)
