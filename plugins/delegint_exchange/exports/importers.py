"""Lists of delegations that public scripts write, read by their description in `dumps`."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import partial
from typing import Final

from delegint.api import DENY, FOLDER_RIGHTS, INHERITED, RECIPIENT_TYPE_DETAILS, Export, Keys, Row, Sink
from delegint_exchange.exports.dumps import DUMPS, RIGHTS, SIDES, UNSPECIFIED, Dump
from delegint_exchange.exports.entries import is_blank, note_loss
from delegint_exchange.exports.folder_permissions import folder_name, well_known

_NOBODY: Final = frozenset({"", "none"})


def read_mailbox(dump: Dump, row: Row, sink: Sink) -> None:
    """Each row names a mailbox, which is all that such a dump says of it."""
    sink = _on_its_side(dump, row, sink)
    found = {key: row.guid(column) if "guid" in key else row.text(column) for key, column in dump.keys}
    address = (found.get("smtp") or "").strip()
    keys = Keys(
        guid=found.get("guid"),
        exchange_guid=found.get("exchange_guid"),
        dn=found.get("dn"),
        smtp=address if "@" in address else None,
        display_name=found.get("display_name"),
    )
    strong = keys.guid or (keys.smtp or "").casefold()
    if sink.side and strong and sink.first_time(f"{sink.side} {strong}"):
        sink.person(row.line, "online" if sink.side == "online" else "exchange", keys, weaker=_type(dump, row))


def read_delegation(dump: Dump, row: Row, sink: Sink) -> None:
    """A row of a list of delegations: who may do what on which mailbox."""
    sink = _on_its_side(dump, row, sink)
    owner = tuple(name for column in dump.owner if (name := row.text(column)))
    if not sink.side or not owner or _is_passed_over(dump, row):
        return
    for kind in dump.asked:
        sink.covered(kind, owner)
    trustee = tuple(dict.fromkeys(name for column in dump.trustee if (name := row.text(column))))
    sid = (row.sid(dump.sid) if dump.sid else None) or ""
    rights = _rights(dump, row)
    flags = _flags(dump, row)
    if rights is None or flags is None or (not trustee and not is_blank(row, *dump.trustee)):
        note_loss(row, sink, UNSPECIFIED, owner)
        return
    if not trustee and not sid:
        return
    folder = _folder(dump, row)
    for kind, words in rights.items():
        who = well_known(trustee) if kind == "folders" else trustee
        sink.right(row.line, kind, owner, who or (sid,), words, flags, sid, folder if kind == "folders" else "")


def _rights(dump: Dump, row: Row) -> Mapping[str, tuple[str, ...]] | None:
    """What the row grants, by kind; empty for what is no right on a mailbox, None for what is lost."""
    if _folder(dump, row):
        roles = row.rights(dump.folder_rights, FOLDER_RIGHTS)
        return None if roles is None else {"folders": roles or ("None",)}
    written = row.text(*dump.permission)
    if written is None:
        return {} if is_blank(row, *dump.permission) else None
    found: dict[str, tuple[str, ...]] = {}
    for word in written.split(dump.separator) if dump.separator else (written,):
        plain = word.strip().casefold().replace(" ", "").replace("-", "")
        kind, right = RIGHTS.get(plain, ("" if plain in _NOBODY else dump.other, ""))
        if kind:
            found[kind] = (*found.get(kind, ()), right) if right else found.get(kind, ())
    return found


def _flags(dump: Dump, row: Row) -> int | None:
    """How the entry stands; None where the columns that say so cannot be read."""
    inherited = row.flag(dump.inherited) if dump.inherited else None
    if inherited is None and dump.inherited and not is_blank(row, dump.inherited):
        return None
    allow = (row.text(dump.allow) or "").strip().casefold() if dump.allow else ""
    if allow not in ("", "allow", "deny"):
        return None
    return DENY * (allow == "deny") | INHERITED * (inherited is True)


def _folder(dump: Dump, row: Row) -> str:
    return folder_name(*(row.text(column) for column in dump.folder))


def _is_passed_over(dump: Dump, row: Row) -> bool:
    return any(word in (row.text(column) or "").casefold() for column, word in dump.passed_over)


def _type(dump: Dump, row: Row) -> dict[str, str]:
    """RecipientTypeDetails, which may follow RecipientType and a slash."""
    written = (row.text(dump.kind) or "").rpartition("/")[2] if dump.kind else ""
    known = RECIPIENT_TYPE_DETAILS.spelled.get(written.strip().upper())
    return {} if known is None else {"type": known}


def _on_its_side(dump: Dump, row: Row, sink: Sink) -> Sink:
    """The sink for the side that the row names; the file's own where it names none."""
    written = row.text(dump.environment) if dump.environment else None
    side = sink.side if written is None else SIDES.get(written.strip().casefold(), "")
    if side == sink.side:
        return sink
    other = copy(sink)
    other.side = side
    return other


EXPORTS: Final = tuple(
    Export(
        dump.name,
        dump.needs,
        describe=partial(read_mailbox, dump),
        grant=partial(read_delegation, dump),
        refuses=dump.refuses,
        side=dump.side,
        sided=not dump.environment,
    )
    for dump in DUMPS
)
