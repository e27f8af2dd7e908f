"""Exports for the tests on CLIXML and on synchronization servers: written on the spot, or real and shared."""

from __future__ import annotations

from pathlib import Path

import pytest

from delegint.snapshot.carriers import clixml, sync_xml
from delegint.snapshot.files import ExportFile
from delegint.snapshot.values import RawRecord, Remark, UnreadableExportError, Value

SHARED = Path(__file__).parents[4] / "shared" / "data"
EXCHANGE = SHARED / "css-exchange-clixml"
SERVER = SHARED / "entra-connect-server-configuration"
ROOT = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">'
needs_exchange = pytest.mark.skipif(not EXCHANGE.is_dir(), reason="the real exports are not here")
needs_server = pytest.mark.skipif(not SERVER.is_dir(), reason="the real configuration is not here")


def written(folder: Path, text: str, encoding: str = "utf-8") -> ExportFile:
    """A file with this text."""
    path = folder / "export.xml"
    path.write_bytes(text.encode(encoding))
    return ExportFile(path, path.name)


def objects(folder: Path, body: str) -> list[RawRecord]:
    """The records of a CLIXML file with this body, read without a remark."""
    export = written(folder, f"{ROOT}\n{body}\n</Objs>")
    records = list(clixml.read(export))
    assert export.remarks == []
    return records


def value(folder: Path, body: str) -> Value:
    """What a property with this content comes to."""
    [record] = objects(folder, f'<Obj RefId="0"><MS>{body}</MS></Obj>')
    [(name, found)] = record.values.items()
    assert name == "P"
    return found


def remarked(folder: Path, body: str) -> tuple[list[dict[str, Value]], list[Remark]]:
    """The records of a CLIXML file with this body, and the remarks on it."""
    export = written(folder, f"{ROOT}\n{body}\n</Objs>")
    return [record.values for record in clixml.read(export)], export.remarks


def refused(export: ExportFile, *, sync: bool = False) -> tuple[list[dict[str, Value]], Remark]:
    """The records that come before the file is refused, and why it is."""
    records: list[dict[str, Value]] = []
    with pytest.raises(UnreadableExportError) as raised:  # noqa: PT012 - what comes before the error counts too
        for record in (sync_xml if sync else clixml).read(export):
            records.append(record.values)  # noqa: PERF401
    return records, raised.value.remark
