"""Which carrier a file is shows in its content, and what was made for the screen is refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from delegint.snapshot.carriers.detect import carrier_of, read
from delegint.snapshot.files import HEAD_CHARACTERS, ExportFile
from delegint.snapshot.values import RawRecord, UnreadableExportError

SHARED = Path(__file__).resolve().parents[3] / ".." / "shared" / "data"
OBJECT = '{"Identity": "a", "User": "b"}'
TABLE = """
Identity             User                 AccessRights
--------             ----                 ------------
contoso.com/Users... CONTOSO\\alice        {FullAccess}
"""
LIST = """

Identity     : contoso.com/Users/Room 1
User         : CONTOSO\\alice
AccessRights : {FullAccess, ReadPermission, DeleteItem,
               ...}
Deny         :

Identity     : contoso.com/Users/Room 2
"""
TRANSCRIPT = """**********************
Start der Windows PowerShell-Aufzeichnung
Startzeit: 20261122031000
"""
MATRIX = [
    ("", "empty"),
    ("\r\n \t\r\n", "empty"),
    ("\x1a", "empty"),
    ("[]", "json"),
    (f"  [\r\n{OBJECT}]", "json"),
    (OBJECT, "json"),
    ('{\r\n    "Identity":  "a"\r\n}\r\n', "json"),
    (f"{OBJECT}{OBJECT}\n{OBJECT}", "json"),
    (f"{OBJECT}\n{{\n", "json"),
    (f"{OBJECT}\n[", "json"),
    ("{nothing}\n{nothing}\n", "json"),
    ("{" * 5000 + "}\n{", "json"),
    (f"{OBJECT}\n{OBJECT}", "json lines"),
    (f"\n{OBJECT}\r\n\r\n{OBJECT[:9]}", "json lines"),
    (f'{{"a": "{"x" * HEAD_CHARACTERS}"}}\n{OBJECT}\n', "json lines"),
    ('<Objs Version="1.1.0.1">', "clixml"),
    ('#< CLIXML\r\n<Objs Version="1.1.0.1">', "clixml"),
    ('<?xml version="1.0"?><saved-ma-configuration>', "sync xml"),
    ("<synchronizationRule>", "sync xml"),
    ("#TYPE Selected.System.String\r\n", "csv"),
    ('"Identity","User"\r\n"a","b"\r\n', "csv"),
    ("EmailAddress\r\na@contoso.com\r\n", "csv"),
    ("a@contoso.com\r\nb@contoso.com\r\n", "csv"),
    ("Name;Note\r\nAnna;Head : of sales\r\n---;---\r\n", "csv"),
    ("Time : zone\r\n", "csv"),
    (TABLE, "text table"),
    (TABLE.replace("\n", "\r\n"), "text table"),
    ("\x1b[32;1mName User\x1b[0m\n\x1b[32;1m---- ----\x1b[0m\n", "text table"),
    ("User\n----\n", "text table"),
    (LIST, "text table"),
    (TRANSCRIPT, "text table"),
    ("PS C:\\Scripts> Get-Mailbox\n", "text table"),
]


def written(folder: Path, text: str | bytes) -> ExportFile:
    path = folder / "export.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return ExportFile(path, "export.txt")


@pytest.mark.parametrize(("text", "carrier"), MATRIX)
def test_carriers(tmp_path: Path, text: str, carrier: str) -> None:
    assert carrier_of(written(tmp_path, text)) == carrier
    assert carrier_of(written(tmp_path, text.encode("utf-8-sig"))) == carrier
    assert carrier_of(written(tmp_path, gzip.compress(text.encode("utf-16")))) == carrier


@pytest.mark.parametrize("text", [TABLE, LIST, TRANSCRIPT])
def test_text_for_the_screen_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableExportError, match=r"^This is text for the screen") as caught:
        list(read(written(tmp_path, text)))
    assert "| ConvertTo-Json -Depth 6 | Out-File export.json -Encoding utf8`" in caught.value.remark.fix


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04\x14\0\6\0\x08\0", "This is an Excel workbook or a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an Excel workbook of the old form"),
        (b"%PDF-1.7", "This is a PDF document"),
        (b"<!DOCTYPE html><html>", "This is a web page"),
        (b"<HTML lang='de'>", "This is a web page"),
        (b" " * HEAD_CHARACTERS + b"{}", "The file begins with nothing but blanks"),
    ],
)
def test_other_kinds_of_file(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(UnreadableExportError) as caught:
        carrier_of(written(tmp_path, data))
    assert str(caught.value) == message
    assert caught.value.remark.fix


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("", []),
        (f"[\n{OBJECT}]", [RawRecord(2, {"Identity": "a", "User": "b"})]),
        (f"\n{OBJECT}\n{OBJECT}\n", [RawRecord(line, {"Identity": "a", "User": "b"}) for line in (2, 3)]),
        ("Identity;User\na;b\n", [RawRecord(2, {"Identity": "a", "User": "b"})]),
    ],
)
def test_the_reader_follows_from_the_content(tmp_path: Path, text: str, records: list[RawRecord]) -> None:
    assert list(read(written(tmp_path, text))) == records


def test_json_lines_that_end_in_a_broken_gzip(tmp_path: Path) -> None:
    lines = "".join(f'{{"n": {number}, "t": "{"x" * 40_000}"}}\n' for number in range(3))
    packed = gzip.compress(lines.encode(), compresslevel=0)
    assert carrier_of(written(tmp_path, packed[:50_000])) == "json lines"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not here")
@pytest.mark.parametrize(
    ("pattern", "carrier", "count"),
    [
        ("exo-cmdlets-json/*.json", "json", 5),
        ("scubagear-json-csv/*.json", "json", 3),
        ("scubagear-json-csv/*.csv", "csv", 2),
        ("enterprise-delegation-graph/*.csv", "csv", 1),
        ("css-exchange-clixml/*.xml", "clixml", 22),
        ("entra-connect-server-configuration/**/*.xml", "sync xml", 65),
    ],
)
def test_real_files(pattern: str, carrier: str, count: int) -> None:
    found = [carrier_of(ExportFile(path, path.name)) for path in SHARED.glob(pattern)]
    assert found == [carrier] * count
