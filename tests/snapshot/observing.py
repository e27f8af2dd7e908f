"""Snapshots for the tests of the reader: written on the spot, read, and shown in a form that is easy to compare."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from delegint.model.observed import Observed
from delegint.snapshot.reading import read_snapshot
from tests.linting import everything

SHARED = Path(__file__).parents[3] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the real exports are not here")
DOMAIN_SID = "S-1-5-21-1004336348-1177238915-682003330"
ANNELIES, ILSE, KARL, ROOM = (f"{digit * 8}-{digit * 4}-{digit * 4}-{digit * 4}-{digit * 12}" for digit in "1234")

Said = tuple[str, int, str, str]
"""A note: its code, its line, its message, and the file."""


def recipient(guid: str, name: str, **more: Any) -> dict[str, Any]:
    """A record of a mailbox as the collector writes it."""
    smtp = {"primarySmtp": f"{name}@contoso.com"} if name else {}
    return {"k": "recipient", "guid": guid, **smtp, "rtd": "UserMailbox", **more}


def full_access(on: str, user: str, *rights: str, **more: Any) -> dict[str, Any]:
    """A record of Get-MailboxPermission as the collector writes it."""
    return {"k": "mailbox-permission", "on": on, "user": user, "rights": rights or ("FullAccess",), **more}


def lines(*records: Mapping[str, Any]) -> str:
    """Records as JSON Lines, in the collector's own form: compact, and beyond ASCII as it is."""
    return "".join(json.dumps(record, separators=(",", ":"), ensure_ascii=False) + "\n" for record in records)


PEOPLE = lines(recipient(ANNELIES, "annelies"), recipient(ILSE, "ilse"), recipient(KARL, "karl"))


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def observe(folder: Path, files: Mapping[str, str | bytes], **more: Any) -> Observed:
    """Write a snapshot and read it with everything that is installed."""
    plugins = everything()[0]
    exports = plugins.exports()
    assert [plugin.failure for plugin in plugins.failed] == []
    return read_snapshot(write(folder, files), "export", exports, **more)


def said(observed: Observed) -> list[Said]:
    """The notes."""
    places = [(note, observed.place(note.origin)) for note in observed.notes]
    return [(note.code, place.line, note.message, place.source.name) for note, place in places]


def rights(observed: Observed) -> list[tuple[str, ...]]:
    """Every right in words: kind, side, owner, trustee or how it is written, and what is granted."""
    return [
        (
            right.kind,
            right.side,
            observed.name_of(right.owner),
            observed.name_of(right.trustee) if right.trustee >= 0 else f"{right.trustee}: {right.written}",
            *right.rights,
        )
        for right in observed.all_rights()
    ]


def people(observed: Observed) -> dict[str, dict[str, Any]]:
    """What is known of each person."""
    return {
        name: {key: column[person] for key, column in sorted(observed.facts.items()) if column[person] is not None}
        for person, name in enumerate(observed.people)
    }


def covered(observed: Observed) -> dict[str, list[str]]:
    """Who was asked for what."""
    return {key: sorted(map(observed.name_of, owners)) for key, owners in sorted(observed.covered.items())}


def total(counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """How many entries of each kind of noise."""
    return {kind: sum(trustees.values()) for kind, trustees in sorted(counts.items())}


def table(*rows: Iterable[str]) -> str:
    """A CSV file as Export-Csv writes it: every cell in quotes."""
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in rows)
