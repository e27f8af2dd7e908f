"""Full Access and Send As, as their Get cmdlets write them."""

from __future__ import annotations

from typing import Final

from delegint.api import (
    AD_RIGHTS,
    EVERYTHING,
    EXTENDED_RIGHTS,
    INHERITED,
    MAILBOX_RIGHTS,
    RECIPIENT_RIGHTS,
    Export,
    Row,
    Sink,
    gives_send_as,
)
from delegint_exchange.exports.entries import entry_of, note_loss, owner_of, passes_over, rights_of, scope_of

_PEOPLE_OF_CLASS: Final = frozenset({"", "none", "user", "inetorgperson", "group", "contact", "all"})
_ALONE: Final = ("SendAs",)
_EXTENDED: Final = "ExtendedRight"
_SEND_AS: Final = "ab721a54-1e2f-11d0-9819-00aa0040529b"
"""The rightsGuid of Send-As. Source: MS-ADTS, 5.1.3.2.1, control access rights."""


def read_mailbox_permission(row: Row, sink: Sink) -> None:
    """Full Access and its lesser kin; the raw answer of Exchange Online has a list of entries for each user."""
    for part in row.parts("PermissionList") if row.has("PermissionList") else (row,):
        rights = rights_of(part, MAILBOX_RIGHTS)
        entry = None if rights is None else entry_of(row, "User", "user", stands=part)
        if rights is None or entry is None:
            note_loss(row, sink, "full_access", owner_of(row))
            continue
        scope = scope_of(part)
        if not entry.flags & INHERITED and scope not in (None, "All", "None"):
            rights = (*rights, f"InheritanceType={scope}")
        sink.right(row.line, "full_access", entry.owner, entry.trustee, rights, entry.flags, entry.sid)


def read_recipient_permission(row: Row, sink: Sink) -> None:
    """Send As in Exchange Online."""
    rights = rights_of(row, RECIPIENT_RIGHTS)
    _take(row, sink, None if rights is None else _ALONE if "SendAs" in rights else (), "Trustee")


def read_collected_send_as(row: Row, sink: Sink) -> None:
    """Send As as the collector writes it, on either side."""
    rights, extended = row.texts("rights"), row.texts("extended")
    _take(row, sink, None if rights is None or extended is None else _send_as(rights, extended), "trustee")


def read_ad_permission(row: Row, sink: Sink) -> None:
    """Send As on-premises: an extended right on the object in Active Directory."""
    restricted = (row.text("InheritedObjectType") or "").casefold()
    _take(row, sink, _rights_in_directory(row) if restricted in _PEOPLE_OF_CLASS else (), "User")


def _rights_in_directory(row: Row) -> tuple[str, ...] | None:
    """Send As, as far as the record holds it; empty where it does not, None where the export has lost what tells it.

    A lost ExtendedRights is not an empty one, which would be all extended rights.
    """
    rights, extended = row.rights("AccessRights", AD_RIGHTS), row.rights("ExtendedRights", EXTENDED_RIGHTS)
    if extended:
        named = tuple("Send-As" if right.casefold() == _SEND_AS else right for right in extended)
        return _send_as((_EXTENDED,) if rights is None else rights, named)
    if rights is None:
        return None if row.has("AccessRights") else ()
    if extended is None and _EXTENDED in rights:
        return _send_as(tuple(right for right in rights if right != _EXTENDED), ()) or None
    return _send_as(rights, extended or ())


def _send_as(rights: tuple[str, ...], extended: tuple[str, ...]) -> tuple[str, ...]:
    """Send As, and whether it comes with full control of the object; empty where the rights do not hold it."""
    if not gives_send_as(rights, extended):
        return ()
    return (*_ALONE, EVERYTHING) if EVERYTHING in rights else _ALONE


def _take(row: Row, sink: Sink, rights: tuple[str, ...] | None, trustee: str) -> None:
    """An entry that gives Send As is a right, and one that does not still shows that the object was asked.

    Parameters:
        row, sink: the record, and what takes it.
        rights: what it gives of Send As; None where that is lost.
        trustee: the property of the trustee.
    """
    entry = entry_of(row, trustee) if rights else None
    if rights is None or (rights and entry is None):
        note_loss(row, sink, "send_as", owner_of(row))
    elif entry is not None and not passes_over(entry, scope_of(row)):
        sink.right(row.line, "send_as", entry.owner, entry.trustee, rights, entry.flags, entry.sid)
    elif not sink.explicit:
        sink.covered("send_as", owner_of(row))


EXPORTS: Final = (
    Export(
        "Get-MailboxPermission",
        (("User", "user"), ("AccessRights", "rights", "PermissionList"), ("Identity", "on")),
        grant=read_mailbox_permission,
        refuses=(
            "ExtendedRights",
            "Trustee",
            "FolderName",
            "SharingPermissionFlags",
            "FolderType",
            "folder",
            "userType",
        ),
        kind="mailbox-permission",
    ),
    Export(
        "Get-RecipientPermission",
        (("Trustee", "trustee"), ("AccessRights", "AccessControlType", "rights"), ("Identity", "on")),
        grant=read_recipient_permission,
        refuses=("ExtendedRights", "extended"),
        side="online",
    ),
    Export(
        "Get-RecipientPermission or Get-ADPermission",
        (("k",), ("trustee",), ("extended",)),
        grant=read_collected_send_as,
        kind="send-as",
    ),
    Export(
        "Get-ADPermission",
        (("User",), ("ExtendedRights",), ("Identity",)),
        grant=read_ad_permission,
        side="on_premises",
    ),
    Export("Get-EXOMailboxPermission", (("User",),), grant=read_mailbox_permission, refuses=("User",), side="online"),
    Export(
        "Get-EXORecipientPermission",
        (("Trustee",),),
        grant=read_recipient_permission,
        refuses=("Trustee",),
        side="online",
    ),
)
"""Those that refuse what they need are known by the name that a manifest gives."""
