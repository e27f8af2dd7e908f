"""Folder rights as Exchange counts them: a role stands for single rights, and two spellings of one set are the same.

Source: Add-MailboxFolderPermission, parameter AccessRights.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from delegint.api import FOLDER_ROLES, SINGLE_FOLDER_RIGHTS

_READING: Final = frozenset({"ReadItems", "FolderVisible"})
_CREATING: Final = _READING | {"CreateItems"}
_OF_ROLE: Final = {
    "None": frozenset(),
    "Contributor": frozenset({"CreateItems", "FolderVisible"}),
    "Reviewer": _READING,
    "NonEditingAuthor": _CREATING | {"DeleteOwnedItems"},
    "Author": _CREATING | {"DeleteOwnedItems", "EditOwnedItems"},
    "PublishingAuthor": _CREATING | {"DeleteOwnedItems", "EditOwnedItems", "CreateSubfolders"},
    "Editor": _CREATING | {"DeleteOwnedItems", "DeleteAllItems", "EditOwnedItems", "EditAllItems"},
    "PublishingEditor": frozenset(SINGLE_FOLDER_RIGHTS) - {"FolderOwner", "FolderContact"},
    "Owner": frozenset(SINGLE_FOLDER_RIGHTS),
}
CALENDAR_ROLES: Final = frozenset({"AvailabilityOnly", "LimitedDetails"})
"""Roles that exist for the calendar alone, and stand for no single rights."""
EDITOR: Final = _OF_ROLE["Editor"]
WITHOUT_ITEMS: Final = frozenset({"FolderVisible", "FolderOwner", "FolderContact", "CreateSubfolders"})
"""Single rights on the folder itself, which open none of its items."""
_SPELLED: Final = {name.casefold(): name for name in (*FOLDER_ROLES, *SINGLE_FOLDER_RIGHTS)}


def spelled(right: str) -> str | None:
    """A role or a single right as the cmdlet spells it, whatever its case and blanks; None where there is no such."""
    return _SPELLED.get("".join(right.split()).casefold())


def is_role(right: str) -> bool:
    """Whether it is a role, and not a single right."""
    return spelled(right) in FOLDER_ROLES


def single_rights(rights: Iterable[str]) -> frozenset[str]:
    """The single rights that roles and rights come to; roles of the calendar alone, and what is neither, give none."""
    found: frozenset[str] = frozenset()
    for right in rights:
        name = spelled(right)
        found |= _OF_ROLE.get(name, frozenset({name} & set(SINGLE_FOLDER_RIGHTS))) if name else frozenset()
    return found
