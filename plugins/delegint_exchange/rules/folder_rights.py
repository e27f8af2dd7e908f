"""EXC028: what may stand as a right on a folder."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from delegint.api import (
    FOLDER_ROLES,
    SINGLE_FOLDER_RIGHTS,
    Delegate,
    Finding,
    FolderPermission,
    Node,
    State,
    rule,
)
from delegint_exchange.folder_rights import spelled
from delegint_exchange.folders import entries_of
from delegint_exchange.sources import FOLDER_PERMISSION

_NAMES: Final = {name.casefold(): name for name in (*FOLDER_ROLES, *SINGLE_FOLDER_RIGHTS)}


@rule("EXC028", "unknown-folder-right", severity="error", evidence=FOLDER_PERMISSION)
def unknown_folder_right(grant: FolderPermission | Delegate, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    A right on a folder that Exchange does not know: neither a role, such as Reviewer, nor a single right, such as
    ReadItems. Case and blanks do not matter, so that `Publishing Editor` is one.

    ## Why it matters
    `Add-MailboxFolderPermission` refuses the value of `AccessRights`, and with it the whole entry.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: Edtor}
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
          Calendar: {ilse@contoso.com: Editor}
    ```

    ## How to fix
    Use a role (None, Owner, PublishingEditor, Editor, PublishingAuthor, Author, NonEditingAuthor, Reviewer,
    Contributor; on the calendar also AvailabilityOnly and LimitedDetails) or a list of single rights (CreateItems,
    CreateSubfolders, DeleteAllItems, DeleteOwnedItems, EditAllItems, EditOwnedItems, FolderContact, FolderOwner,
    FolderVisible, ReadItems). Rights on the whole mailbox, such as FullAccess, belong under `full_access`.
    """
    for entry in entries_of(grant):
        for right, item in _texts(entry.node):
            if spelled(right) is not None:
                continue
            nearest = get_close_matches("".join(right.split()).casefold(), _NAMES, 1, 0.7)
            yield grant.finding(
                f"{right} for {grant.trustee} on {entry.folder} of {grant.owner} is not a right on a folder",
                place=item.place,
                fix=f"Write {_NAMES[nearest[0]]}, if that is meant"
                if nearest
                else "Write a role such as Reviewer or Editor, or a list of single rights such as ReadItems",
                salient=f"{entry.folder} {right}",
            )


def _texts(node: Node) -> Iterator[tuple[str, Node]]:
    """The text itself, or the texts of a list."""
    for item in node.items() or [node]:
        if isinstance(item.value, str):
            yield item.value, item
