"""What the collector says about its own files."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from delegint.snapshot.values import Remark

MANIFEST: Final = "manifest.json"
_KEY: Final = "delegint_snapshot"
_VERSION: Final = 1
_MOST_BYTES: Final = 16 * 1024 * 1024
_SIDES: Final = {"on_premises": "on_premises", "onprem": "on_premises", "online": "online", "exo": "online", "sync": ""}
_CHUNK: Final = 1 << 20


class ManifestFile(NamedTuple):
    """One file that a manifest speaks of.

    Parameters:
        kind: the collector's kind of record, such as `mailbox-permission`; may be empty.
        cmdlet: the cmdlet; may be empty.
        parameters: the parameters it was called with, as text.
        records, total, errors: how many records, owners asked and owners that failed; None where not stated.
        sha256: the digest of the file; may be empty.
    """

    kind: str
    cmdlet: str
    parameters: str
    records: int | None
    total: int | None
    errors: int | None
    sha256: str


class Manifest(NamedTuple):
    """The manifest of one folder.

    Parameters:
        side: `on_premises`, `online`, or empty.
        started, ended: ISO 8601 in UTC; empty where not stated (a collector that was stopped has no end).
        files: by name, relative to the folder, with forward slashes.
        remarks: what is wrong with the manifest itself.
    """

    side: str
    started: str
    ended: str
    files: dict[str, ManifestFile]
    remarks: list[Remark]


def read_manifest(path: Path) -> Manifest:
    """The manifest of a folder; one that cannot be read is empty but for its remark."""
    remarks: list[Remark] = []
    values = _load(path, remarks)
    listed = values.get("files")
    files = {}
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("path"), str):
            files[entry["path"].replace("\\", "/").removeprefix("./")] = ManifestFile(
                _text(entry, "kind"),
                _text(entry, "cmdlet"),
                _text(entry, "parameters"),
                _number(entry, "records"),
                _number(entry, "total"),
                _number(entry, "errors"),
                _text(entry, "sha256").lower(),
            )
    side = _SIDES.get((_text(values, "side") or _text(values, "environment")).casefold(), "")
    if files and not _text(values, "ended"):
        remarks.append(Remark(1, "The collection was stopped before its end", "Run the collector again with -Resume"))
    return Manifest(side, _text(values, "started"), _text(values, "ended"), files, remarks)


def _load(path: Path, remarks: list[Remark]) -> dict[str, Any]:
    try:
        with open(path, "rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise ValueError("it is too large")
        values = json.loads(data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        remarks.append(Remark(1, f"The manifest cannot be read: {reason}", "Run the collector again"))
        return {}
    if not isinstance(values, dict) or values.get(_KEY) != _VERSION:
        remarks.append(Remark(1, f"This is no manifest that delegint knows: it lacks {_KEY}: {_VERSION}"))
        return {}
    return values


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    digest = sha256()
    with open(path, "rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _text(values: dict[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""


def _number(values: dict[str, Any], key: str) -> int | None:
    value = values.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
