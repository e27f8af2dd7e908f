"""What the name of a folder tells, and which rights a grant gives on which folder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from delegint.api import Delegate, FolderPermission, Node, words

Path = tuple[str, ...]
"""The names of a folder and of those above it, as they compare; empty for the root of the mailbox."""
ROOT_NAME: Final = "topofinformationstore"
MAIL: Final = frozenset({"inbox", "sentitems", "deleteditems", "drafts", "junkemail", "outbox"})
"""The default folders for mail, by their English names."""
_NO_CALENDARS: Final = MAIL | {"tasks", "contacts", "notes", "journal"}
"""The default folders that are known not to be a calendar, by their English names."""


class FolderEntry(NamedTuple):
    """What one grant gives on one folder.

    Parameters:
        folder: as written.
        rights: a role, or single rights, as written.
        node: the rights, with their place.
    """

    folder: str
    rights: tuple[str, ...]
    node: Node


def entries_of(grant: FolderPermission | Delegate) -> Iterator[FolderEntry]:
    """The folders of a grant with the rights on each."""
    if isinstance(grant, FolderPermission):
        if grant.node is not None:
            yield FolderEntry(grant.folder, grant.rights, grant.node.get("rights") or grant.node)
        return
    folders = grant.value("folders")
    for folder, node in folders.entries() if folders is not None else ():
        yield FolderEntry(folder, words(node) or (), node)


def path_of(folder: str) -> Path:
    r"""Where a folder is: `Inbox/Paid`, `\Inbox\Paid` and `Top of Information Store\Inbox\Paid` are the same."""
    path = tuple(map(folded_name, names_on_path(folder)))
    return path[1:] if path[:1] == (ROOT_NAME,) else path


def is_no_calendar(path: Path) -> bool:
    """Whether a folder is, or lies in, a default folder that is known not to be a calendar."""
    return bool(path) and path[0] in _NO_CALENDARS


def names_on_path(folder: str) -> list[str]:
    """The names of a folder and of those above it, from the top, as they are written."""
    return [name.strip() for name in folder.split(separator_of(folder)) if name.strip()]


def separator_of(folder: str) -> str:
    """What parts the names of a folder: a slash may be part of a name where the path has backslashes."""
    return "\\" if "\\" in folder else "/"


def folded_name(name: str) -> str:
    """A name as it compares: `Sent Items` is what FolderType calls SentItems."""
    return name.replace(" ", "").replace("-", "").casefold()
