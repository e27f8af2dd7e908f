"""Which carrier a file is, by its content alone, and the reader for it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Final, Literal, TypeAlias

from delegint.snapshot.carriers.json_lines import MAX_LINE
from delegint.snapshot.files import HEAD_CHARACTERS, ExportFile
from delegint.snapshot.values import RawRecord, UnreadableExportError

Carrier: TypeAlias = Literal["json lines", "json", "csv", "clixml", "sync xml", "text table", "empty"]

_READERS: Final[dict[Carrier, str]] = {
    "json lines": "json_lines",
    "json": "json_values",
    "csv": "delimited",
    "clixml": "clixml",
    "sync xml": "sync_xml",
}
_BLANK: Final = " \t\r\n\ufeff\0\x1a"
_CLIXML_WITHIN: Final = 800
_TABLE_LINES: Final = 20
_LINES_TRIED: Final = 1000
_FOREIGN: Final = {
    "PK\x03\x04": "an Excel workbook or a ZIP archive",
    "\xd0\xcf\x11\xe0": "an Excel workbook of the old form",
    "%PDF": "a PDF document",
}
_PAGE: Final = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_COLOUR: Final = re.compile(r"\x1b\[[\d;]*m")
_UNDERLINES: Final = re.compile(r"\s*-{2,}(?:\s+-+)*\s*")
_LISTED: Final = re.compile(r"([A-Za-z_$][\w.$()\- ]*?) *:(?: .*)?")
_TRANSCRIPT: Final = re.compile(r"\*{10,}\s|PS [^\r\n>]{0,200}> ")
_INSTEAD: Final = (
    "Use `... | Select-Object <properties> | ConvertTo-Json -Depth 6 | Out-File export.json -Encoding utf8`, "
    "without Format-Table or Format-List, or run `delegint collector`"
)


def read(export: ExportFile) -> Iterator[RawRecord]:
    """The records of an export, whatever carries them; none for an empty file.

    Parameters:
        export: the file; it takes remarks.

    Raises:
        UnreadableExportError: the file is nothing that can be read, or cannot be read further.
    """
    carrier = carrier_of(export)
    if carrier == "text table":
        message = "This is text for the screen: PowerShell cuts values in it, so it cannot be read safely"
        raise UnreadableExportError(message, fix=_INSTEAD)
    if carrier != "empty":
        yield from import_module(f"delegint.snapshot.carriers.{_READERS[carrier]}").read(export)


def carrier_of(export: ExportFile) -> Carrier:
    """What carries the records of an export.

    `text table` stands for everything that was made for the screen: Format-Table, Format-List, transcripts.

    Parameters:
        export: the file, of which the head is read, and one line more where JSON has long ones.

    Raises:
        UnreadableExportError: it is a file of another kind, such as a workbook, or cannot be read at all.
    """
    head = export.head
    text = head.lstrip(_BLANK)
    if not text:
        if len(head) < HEAD_CHARACTERS:
            return "empty"
        raise UnreadableExportError("The file begins with nothing but blanks", fix=_INSTEAD)
    for beginning, kind in _FOREIGN.items():
        if text.startswith((beginning, beginning.encode("latin-1").decode("cp1252", "replace"))):
            raise UnreadableExportError(f"This is {kind}", fix="Save it as `CSV UTF-8` and use that file")
    if text[0] == "[":
        return "json"
    if text[0] == "{":
        return "json lines" if _has_an_object_a_line(export) else "json"
    if text[0] == "<" or text.startswith("#< CLIXML"):
        return _kind_of_xml(text)
    return "text table" if _is_for_the_screen(text) else "csv"


def _kind_of_xml(text: str) -> Carrier:
    if _PAGE.match(text):
        fix = "Open the address yourself, sign in, and save the data rather than the page"
        raise UnreadableExportError("This is a web page", fix=fix)
    return "clixml" if "<Objs" in text[:_CLIXML_WITHIN] else "sync xml"


def _has_an_object_a_line(export: ExportFile) -> bool:
    """Whether the first line is a whole object and another begins on the next; blank lines are passed over."""
    first = ""
    with export.open_text() as stream:
        try:
            for _ in range(_LINES_TRIED):
                line = stream.readline(MAX_LINE + 2).strip(_BLANK)
                if first and line:
                    return line.startswith("{") and line != "{"
                if line and not _is_object(line):
                    return False
                first = first or line
        except UnreadableExportError:
            return bool(first)
    return False


def _is_object(line: str) -> bool:
    if not line.endswith("}"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _is_for_the_screen(text: str) -> bool:
    """Whether there is a line of dashes below a header, a list of `Name : value`, or a transcript."""
    if _TRANSCRIPT.match(text):
        return True
    lines = [line for line in _COLOUR.sub("", text).splitlines()[:_TABLE_LINES] if line.strip()]
    return any(map(_UNDERLINES.fullmatch, lines[1:])) or _is_list(lines)


def _is_list(lines: list[str]) -> bool:
    """Whether lines have a name and a colon, in the same column as Format-List sets them."""
    if len(lines) < 2:
        return False
    colons = {line.find(" :") for line in lines if not line.startswith(" ")}
    return len(colons) == 1 and min(colons) > 0 and all(_LISTED.fullmatch(line) for line in lines if line[0] != " ")
