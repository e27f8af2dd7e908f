"""Rights on folders: Get-MailboxFolderPermission, compared by what a role stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from delegint.api import Difference, FolderPermission, ObservedRight, Unknown, folder_role
from delegint_exchange.comparison.view import View

_KIND: Final = "folders"
SHARING: Final = frozenset({"delegate", "canviewprivateitems"})
"""What SharingPermissionFlags adds to the rights of a delegate."""


def compare_folders(view: View) -> Iterator[Difference | Unknown]:
    """Each declared folder permission, on the side where the mailbox lives."""
    grants = view.mailbox.of_kind(FolderPermission)
    if not grants:
        return
    if isinstance(view.home, Unknown):
        yield view.home
        return
    side = view.home_side
    if side is None:
        return
    for grant in grants:
        if view.is_covered(_KIND, side, grant.folder):
            yield from _compare(view, grant, side)
        else:
            yield view.gap(_KIND, side, grant.folder)


def _compare(view: View, grant: FolderPermission, side: str) -> Iterator[Difference | Unknown]:
    rows = view.on(_KIND, side, grant.folder)
    declared = role_of(grant.rights)
    if grant.trustee.well_known:
        row = next((row for row in rows if row.written == grant.trustee.address), None)
        found_rows = [] if row is None else [row]
    else:
        found = view.presence(grant.trustee, rows)
        found_rows = found.direct
        if not found_rows and declared != role_of(("None",)):
            yield from view.absence(grant, side, grant.folder, found)
            return
    seen = role_of(found_rows[0].rights) if found_rows else role_of(("None",))
    if seen != declared:
        yield view.difference(
            "differs", grant, side, grant.trustee, what=grant.folder, declared=", ".join(declared),
            observed=", ".join(seen), place=found_rows[0].place if found_rows else None,
        )  # fmt: skip


def role_of(rights: Iterable[str]) -> tuple[str, ...]:
    """A role, or single rights, in the one form in which they compare."""
    return _role_of(tuple(rights))


@lru_cache(maxsize=256)
def _role_of(rights: tuple[str, ...]) -> tuple[str, ...]:
    return folder_role(right for right in rights if right.casefold() not in SHARING) or ("None",)


def is_delegate(row: ObservedRight) -> bool:
    """Whether the row carries the flag of a delegate."""
    return any(right.casefold() == "delegate" for right in row.rights)


def sees_private_items(row: ObservedRight) -> bool:
    """Whether the row lets a delegate see private items."""
    return any(right.casefold() == "canviewprivateitems" for right in row.rights)
