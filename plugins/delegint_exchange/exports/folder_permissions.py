"""Rights on folders: Get-MailboxFolderPermission and Get-EXOMailboxFolderPermission."""

from __future__ import annotations

from typing import Final

from delegint.api import FOLDER_RIGHTS, FOLDER_USER_TYPE, SHARING_FLAGS, WEAK, Export, Row, Sink
from delegint_exchange.exports.entries import is_blank, note_loss, rights_of

_WELL_KNOWN: Final = {
    "default": "Default", "standard": "Default", "par défaut": "Default", "predeterminado": "Default",
    "anonymous": "Anonymous", "anonym": "Anonymous", "anonyme": "Anonymous", "anónimo": "Anonymous",
}  # fmt: skip
"""The two trustees of every folder as some servers translate them, where UserType does not tell them."""
_OWN_FOLDERS: Final = frozenset({"user created", "usercreated"})
"""FolderType of folders that people have made: it says nothing of which one it is."""
_TRANSLATED: Final = {
    name: folder
    for folder, names in {
        "Calendar": (
            "kalender", "calendrier", "calendario", "calendário", "kalendarz", "agenda", "kalenteri", "kalendář",
            "kalendár", "naptár", "takvim", "календарь", "календар", "予定表", "日历", "行事曆", "일정",
            "koledar", "kalendar",
        ),
        "Tasks": ("aufgaben", "tâches", "tareas", "attività", "taken", "tarefas", "zadania", "opgaver", "uppgifter"),
    }.items()
    for name in names
}  # fmt: skip
"""The default folders as Outlook names them in other languages, for exports that do not tell the type of a folder.

Source: Get-MailboxFolderStatistics, FolderType; Set-MailboxRegionalConfiguration, LocalizeDefaultFolderName.
"""
_SLASH: Final = "\uf8ff"
"""What stands for a slash in the name of a folder."""


def read_folder_permission(row: Row, sink: Sink) -> None:
    """The right of one trustee on one folder."""
    owner, folder = _owner_and_folder(row)
    rights = rights_of(row, FOLDER_RIGHTS)
    names = _trustee(row)
    if rights is None or not names:
        note_loss(row, sink, "folders", owner)
        return
    sharing = row.rights("SharingPermissionFlags", SHARING_FLAGS) or row.rights("sharing", SHARING_FLAGS) or ()
    words = (*(rights or ("None",)), *(flag for flag in sharing if flag != "None"))
    if sink.side == "online" and row.has("SharingPermissionFlags", "sharing"):
        sink.covered("sharing", owner, folder)
    sink.right(row.line, "folders", owner, names, words, WEAK * (len(names) == 1), folder=folder)


def _owner_and_folder(row: Row) -> tuple[tuple[str, ...], str]:
    """The mailbox and the folder: its type, which no language changes, or else the path, or the bare name."""
    mailbox, _, path = (row.text("Identity") or "").partition(":\\")
    owner = row.text("on", "MailboxGuid", "Mailbox") or mailbox
    folder = folder_name(row.text("FolderType", "folder"), path or row.text("path", "FolderPath", "FolderName"))
    return (owner,) if owner else (), folder


def folder_name(*names: str | None) -> str:
    """The folder by the first of the names that tells it, without the mailbox; empty where none does."""
    for name in names:
        if name and name.casefold() not in _OWN_FOLDERS:
            _, mark, path = name.partition(":\\")
            told = (path if mark else name).strip("/\\").replace("\\", "/").replace(_SLASH, "/")
            return _TRANSLATED.get(told.casefold(), told)
    return ""


def well_known(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a trustee, with Default and Anonymous in English."""
    known = _WELL_KNOWN.get(names[0].casefold()) if len(names) == 1 else None
    return names if known is None else (known,)


def _trustee(row: Row) -> tuple[str, ...]:
    """The names of the trustee, the one for people first; Default and Anonymous in English; none where it is lost."""
    shown = row.text("User", "user")
    nested = None if shown is None else row.part("User")
    if nested is None:
        kind = row.enumeration("userType", FOLDER_USER_TYPE)
        more = [row.guid("guid"), row.text("smtp"), row.text("upn"), row.text("legacyDn")]
    else:
        kind = nested.enumeration("UserType", FOLDER_USER_TYPE)
        shown = nested.text("DisplayName", "ToString") or shown
        more = _keys(nested)
    if kind in ("Default", "Anonymous"):
        return (kind,)
    names = tuple(dict.fromkeys(name for name in (shown, *more) if name))
    if kind is None:
        names = well_known(names)
    return names or (("",) if is_blank(row, "User", "user") else ())


def _keys(user: Row) -> list[str | None]:
    """What tells for sure whom a User means: the recipient behind it, as an object or as its LegacyExchangeDN."""
    found: list[str | None] = [user.text("UserPrincipalName")]
    for name in ("RecipientPrincipal", "ADRecipient"):
        recipient = user.part(name)
        if recipient is not None:
            found += [recipient.guid("Guid"), recipient.text("PrimarySmtpAddress"), recipient.text("LegacyExchangeDN")]
        else:
            found.append(user.text(name))
    return found


EXPORTS: Final = (
    Export(
        "Get-MailboxFolderPermission",
        (
            ("User", "user"),
            ("AccessRights", "rights"),
            ("FolderName", "FolderType", "folder", "path", "SharingPermissionFlags"),
        ),
        grant=read_folder_permission,
        kind="folder-permission",
    ),
    Export(
        "Get-EXOMailboxFolderPermission",
        (("User",),),
        grant=read_folder_permission,
        refuses=("User",),
        side="online",
    ),
)
"""One that refuses what it needs is known by the name that a manifest gives."""
