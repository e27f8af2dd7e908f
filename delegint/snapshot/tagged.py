"""The collector's own JSON Lines: rights come by the million, nine in ten of them noise, and are decoded by type."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import msgspec

from delegint.model.observed_rights import DENY, INHERITED, WEAK
from delegint.snapshot import coerce
from delegint.snapshot.gathering import Gathering
from delegint.snapshot.losses import LostValueError
from delegint.snapshot.owners import MOST_OWNERS
from delegint.snapshot.rights import EVERYTHING, MAILBOX_RIGHTS, folder_role
from delegint.snapshot.sink import Sink

RIGHTS: Final = ("mailbox-permission", "send-as", "folder-permission")
_BEGINNINGS: Final = tuple(f'{{"k":"{kind}",'.encode() for kind in (*RIGHTS, "covered", "error"))
_PERMISSION: Final = b'{"k":"mailbox-permission","on":"'
_HEAD: Final = len(_PERMISSION)
_OWNER_ENDS: Final = _HEAD + 36
_COVERED: Final = b'{"k":"covered","on":"'
_COVERED_HEAD: Final = len(_COVERED)
_COVERED_ENDS: Final = _COVERED_HEAD + 36
_MOST: Final = 10_000
_NOBODY_IN_PARTICULAR: Final = ("Default", "Anonymous")
CMDLETS: Final = {
    ("mailbox-permission", "on_premises"): "Get-MailboxPermission",
    ("mailbox-permission", "online"): "Get-MailboxPermission",
    ("send-as", "on_premises"): "Get-ADPermission",
    ("send-as", "online"): "Get-RecipientPermission",
    ("folder-permission", "on_premises"): "Get-MailboxFolderPermission",
    ("folder-permission", "online"): "Get-MailboxFolderPermission",
}
"""What the kinds of rights come from, by side."""
SECTIONS: Final = {
    "mailbox-permission": "full_access",
    "send-as": "send_as",
    "folder-permission": "folders",
    "calendar-processing": "resource_delegates",
    "recipient": "send_on_behalf",
    "group-member": "members",
}
"""What the kinds of the collector say something about."""


class MailboxPermission(msgspec.Struct, tag_field="k", tag="mailbox-permission", gc=False):
    """A record of Get-MailboxPermission."""

    on: str
    user: str = ""
    sid: str = ""
    rights: tuple[str, ...] = ()
    deny: bool = False
    inherited: bool = False
    scope: str = ""


class SendAsPermission(msgspec.Struct, tag_field="k", tag="send-as", gc=False):
    """A record of Get-RecipientPermission or Get-ADPermission."""

    on: str
    trustee: str = ""
    sid: str = ""
    rights: tuple[str, ...] = ()
    extended: tuple[str, ...] = ()
    deny: bool = False
    inherited: bool = False


class FolderPermission(msgspec.Struct, tag_field="k", tag="folder-permission", gc=False):
    """A record of Get-MailboxFolderPermission."""

    on: str
    folder: str = ""
    path: str = ""
    user: str = ""
    userType: str = ""  # noqa: N815 - the collector's own spelling
    guid: str = ""
    upn: str = ""
    smtp: str = ""
    legacyDn: str = ""  # noqa: N815
    rights: tuple[str, ...] = ()
    sharing: tuple[str, ...] | None = None


class Covered(msgspec.Struct, tag_field="k", tag="covered", gc=False):
    """An owner that answered."""

    on: str
    of: str = ""
    folder: str = ""


class Failed(msgspec.Struct, tag_field="k", tag="error", gc=False):
    """An owner that did not answer."""

    on: str
    of: str = ""
    message: str = ""


_decode = msgspec.json.Decoder(MailboxPermission | SendAsPermission | FolderPermission | Covered | Failed).decode


class RightsReader:
    """Reads the lines of one file that speak of rights.

    A line begins with its kind and the GUID of the owner; what follows is the same a thousand times over, since a
    forest writes the same dozen entries for every mailbox. What has once been found to be noise is known by its bytes,
    and need not be decoded again; and so are the lines that say who was asked.

    Parameters:
        sink: takes what the lines say.
        gathering: the snapshot so far.
        kind: the kind of the file, for records of coverage that do not say what they speak of.
    """

    def __init__(self, sink: Sink, gathering: Gathering, kind: str) -> None:
        self._sink = sink
        self._gathering = gathering
        self._kind = kind
        self._noise: dict[bytes, list[int]] = {}
        self._judged: dict[bytes, tuple[str, str]] = {}
        self._covered: dict[bytes, set[int]] = {}
        self._owners: dict[bytes, int] = {}

    def read(self, first: int, lines: list[bytes]) -> Iterator[tuple[int, bytes]]:
        """Read a block of lines; those of another kind or form are given back.

        Parameters:
            first: the number of the first line.
            lines: the lines.
        """
        noise, gathering = self._noise, self._gathering
        for number, line in enumerate(lines, first):
            if line.startswith(_PERMISSION):
                counter = noise.get(line[_OWNER_ENDS:])
                if counter is not None:
                    counter[0] += 1
                    continue
            elif line.startswith(_COVERED) and self._cover(line):
                continue
            if line.startswith(_BEGINNINGS):
                gathering.noise.take_last()
                if read_right(line, number, self._sink, self._kind):
                    judged = gathering.noise.take_last()
                    if judged is not None and self._sink.explicit:
                        self._learn(line, judged)
                    continue
            if len(line) > 1:
                yield number, line

    def _learn(self, line: bytes, judged: tuple[str, str]) -> None:
        rest = line[_OWNER_ENDS:]
        if line.startswith(_PERMISSION) and rest[:2] == b'",' and len(self._noise) < _MOST:
            self._noise.setdefault(rest, [0])
            self._judged.setdefault(rest, judged)

    def _cover(self, line: bytes) -> bool:
        """Note that an owner was asked; false where the line has not the form of the collector."""
        rest = line[_COVERED_ENDS:]
        covered = self._covered.get(rest)
        if covered is None:
            try:
                record = _decode(line)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                return False
            section = SECTIONS.get(record.of or self._kind, "") if type(record) is Covered else ""
            if not section or section == "members" or rest[:1] != b'"' or len(self._covered) >= _MOST:
                return read_right(line, 0, self._sink, self._kind)
            assert type(record) is Covered  # noqa: S101 - it has a section
            covered = self._covered[rest] = self._gathering.covered_by(self._sink.side, section, record.folder)
        name = line[_COVERED_HEAD:_COVERED_ENDS]
        person = self._owners.get(name)
        if person is None:
            person = self._gathering.owner(self._sink.side, name.decode("ascii", "replace"))
            if len(self._owners) < MOST_OWNERS:
                self._owners[name] = person
        if person >= 0:
            covered.add(person)
        return True

    def counts(self) -> Iterator[tuple[str, str, int]]:
        """Kind, trustee and number of the lines that were known to be noise."""
        for rest, (count,) in self._noise.items():
            yield *self._judged[rest], count


def is_a_right(line: bytes) -> bool:
    """Whether a line is one of those that this module decodes by type."""
    return line.startswith(_BEGINNINGS)


def read_right(line: bytes, number: int, sink: Sink, kind: str) -> bool:
    """Put one record of a right, or of coverage, into the sink.

    Parameters:
        line, number: the line.
        sink: takes it.
        kind: the kind of the file, for records of coverage that do not say what they speak of.

    Returns:
        Whether the record has the form of the collector; if not, it has to be read in general.
    """
    try:
        record = _decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False
    if type(record) is MailboxPermission:
        sink.records += 1
        sink.right(
            number, "full_access", (record.on,), (record.user or record.sid,),
            _mailbox_rights(record.rights, "" if record.inherited else record.scope),
            DENY * record.deny | INHERITED * record.inherited, record.sid,
        )  # fmt: skip
    elif type(record) is SendAsPermission:
        sink.records += 1
        if gives_send_as(record.rights, record.extended):
            sink.right(
                number, "send_as", (record.on,), (record.trustee or record.sid,), _send_as(record.rights),
                DENY * record.deny | INHERITED * record.inherited, record.sid,
            )  # fmt: skip
    elif type(record) is FolderPermission:
        sink.records += 1
        _read_folder(record, number, sink)
    elif type(record) is Covered:
        section = SECTIONS.get(record.of or kind)
        if section:
            sink.covered(section, (record.on,), record.folder)
    elif type(record) is Failed:
        section = SECTIONS.get(record.of or kind)
        if section:
            sink.failed(section, (record.on,), record.message)
    return True


def _send_as(rights: tuple[str, ...]) -> tuple[str, ...]:
    return ("SendAs", EVERYTHING) if EVERYTHING in rights else ("SendAs",)


def _read_folder(record: FolderPermission, number: int, sink: Sink) -> None:
    if record.sharing is not None and sink.side == "online":
        sink.covered("sharing", (record.on,), record.folder or record.path.strip("/\\"))
    names = tuple(name for name in (record.user, record.guid, record.smtp, record.upn, record.legacyDn) if name)
    if record.userType in _NOBODY_IN_PARTICULAR:
        names = (record.userType,)
    sink.right(
        number, "folders", (record.on,), names or ("",), (*_role(record.rights), *(record.sharing or ())),
        WEAK * (len(names) == 1), folder=record.folder or record.path.strip("/\\"),
    )  # fmt: skip


@lru_cache(maxsize=1024)
def _mailbox_rights(rights: tuple[str, ...], scope: str) -> tuple[str, ...]:
    """The rights one by one, and an unusual inheritance; Exchange joins them with commas."""
    try:
        found = coerce.rights(list(rights), MAILBOX_RIGHTS)
    except LostValueError:
        found = rights
    return found if scope in ("", "All", "None") else (*found, f"InheritanceType={scope}")


@lru_cache(maxsize=1024)
def _role(rights: tuple[str, ...]) -> tuple[str, ...]:
    return folder_role(rights) if rights else ()


def gives_send_as(rights: tuple[str, ...], extended: tuple[str, ...]) -> bool:
    """Whether an entry gives Send As: the extended right by name, all extended rights, or everything.

    Source: Get-ADPermission; Get-RecipientPermission, whose only right is SendAs.
    """
    spelled = {_plain(right) for text in rights for right in text.split(",")}
    if "sendas" in spelled or "genericall" in spelled:
        return True
    return "extendedright" in spelled and (not extended or any(_plain(word) == "sendas" for word in extended))


def _plain(right: str) -> str:
    return right.strip().casefold().replace("-", "").replace(" ", "")
