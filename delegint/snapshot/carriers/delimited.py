"""CSV as Export-Csv writes it, as Excel saves it again and as people write it by hand."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple, TextIO

from delegint.snapshot.files import ExportFile
from delegint.snapshot.values import RawRecord, Remark, UnreadableExportError, Value

MAX_CELL: Final = 1024**2
"""Characters of one cell; a group of 10,000 members takes half of it."""
MAX_ROW: Final = 4 * 1024**2
"""Characters of one row with the line breaks in it."""
MAX_COLUMNS: Final = 4096
"""A mailbox with every property has 250."""
DELIMITERS: Final = ",;\t|"
"""Which one it is shows in the header alone: cells may hold any of them."""
ADDRESS_COLUMN: Final = "EmailAddress"
"""What the one column of a migration file without a header is called."""
_ADDRESS: Final = re.compile(r"[^\s@,;|\"']+@[^\s@,;|\"']+\.[^\s@,;|\"']+")
_QUOTED: Final = re.compile(r'"[^"]*"?')
_SEPARATOR_LINE: Final = re.compile(r"sep=([,;\t|])\s*", re.IGNORECASE)
_TYPE_LINE: Final = "#TYPE "
_PASSWORD: Final = "password"  # noqa: S105 - the name of a column that is refused
_AGAIN: Final = "Export it again with `Export-Csv -NoTypeInformation -Encoding utf8`"
_SAVE_AGAIN: Final = "Give each column a name of its own, in the first line"
_COPY_END: Final = "\x1a"
"""What `copy a.csv+b.csv` of the old command line leaves behind the text."""


def read(export: ExportFile) -> Iterator[RawRecord]:
    """The rows of a CSV file as objects: every value is text, an empty cell is None, a missing cell is no property.

    Parameters:
        export: the file; it takes remarks on rows that do not fit the header, each kind once with the first line.

    Raises:
        UnreadableExportError: the header cannot be used, the file is cut off, or a cell or row is beyond the limits.

    Source: Export-Csv, https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/export-csv
    """
    csv.field_size_limit(MAX_CELL)
    oddities = _Oddities()
    with export.open_text() as stream:
        try:
            yield from _records(_Lines(stream, oddities), oddities)
        finally:
            export.remarks.extend(oddities.remarks())


class _Kind(NamedTuple):
    """A way in which rows are odd, in words for one row and for more."""

    one: str
    more: str
    effect: str


_SHORT: Final = _Kind("row has", "rows have", "fewer cells than the header; what is missing counts as not exported")
_LONG: Final = _Kind("row has", "rows have", "more cells than the header and cannot be read safely; left out")
_HEADER: Final = _Kind("row is", "rows are", "the header again, as in files that were put together; passed over")
_UNNAMED: Final = _Kind("row has", "rows have", "a value in a column without a name; the value was left out")
_ZERO: Final = _Kind("line has", "lines have", "NUL characters, as where encodings are mixed; they were dropped")


class _Oddities:
    """What is odd about rows, counted by kind."""

    def __init__(self) -> None:
        self._counts: Counter[_Kind] = Counter()
        self._first: dict[_Kind, int] = {}

    def note(self, kind: _Kind, line: int) -> None:
        """Count a row."""
        self._counts[kind] += 1
        self._first.setdefault(kind, line)

    def remarks(self) -> list[Remark]:
        """A remark for each kind, with the first line."""
        return [
            Remark(self._first[kind], f"{count:,} {kind.one if count == 1 else kind.more} {kind.effect}", _AGAIN)
            for kind, count in self._counts.items()
        ]


class _Lines:
    """The lines of the file for the CSV reader, counted and bounded."""

    def __init__(self, stream: TextIO, oddities: _Oddities) -> None:
        self.number = 0
        self.row_begins = 1
        self.ended = False
        self.complete = True
        self._stream = stream
        self._oddities = oddities
        self._left = MAX_ROW

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(self._left + 1)
        if not line:
            self.ended = True
            raise StopIteration
        self.number += 1
        self._left -= len(line)
        if self._left < 0:
            raise self.too_long(f"row has more than {MAX_ROW:,} characters")
        self.complete = line[-1] in "\r\n"
        if "\0" in line:
            self._oddities.note(_ZERO, self.number)
            line = line.replace("\0", "")
        return "" if line == _COPY_END else line

    def begin_row(self) -> None:
        """The next line begins a row."""
        self.row_begins = self.number + 1
        self._left = MAX_ROW

    def too_long(self, what: str) -> UnreadableExportError:
        """The error on a row or cell that does not end."""
        message = f"This {what}; a quotation mark may be missing"
        return UnreadableExportError(message, self.row_begins, _AGAIN)


def _records(lines: _Lines, oddities: _Oddities) -> Iterator[RawRecord]:
    first, delimiter = _first_line(lines)
    if first is None:
        return
    header_line = lines.number
    reader = csv.reader(_after(first, lines), delimiter=delimiter)
    written = _next_row(reader, lines)
    if _ADDRESS.fullmatch(written[0].strip()) and not any(cell.strip() for cell in written[1:]):
        yield RawRecord(header_line, {ADDRESS_COLUMN: written[0].strip()})
        written = [ADDRESS_COLUMN]
    columns = _columns(written, header_line)
    while True:
        lines.begin_row()
        row = _next_row(reader, lines)
        if lines.ended and not row:
            return
        if not any(row) or row[0].startswith(_TYPE_LINE):
            continue
        if row == written:
            oddities.note(_HEADER, lines.row_begins)
        elif any(cell.strip() for cell in row[len(columns) :]):
            oddities.note(_LONG, lines.row_begins)
        else:
            yield RawRecord(lines.row_begins, _values(columns, row, lines, oddities))


def _first_line(lines: _Lines) -> tuple[str | None, str]:
    """The first line of the header and the delimiter."""
    stated = None
    for line in lines:
        text = line.lstrip("\ufeff")
        separator = _SEPARATOR_LINE.fullmatch(text)
        if separator is not None:
            stated = separator[1]
        elif text.strip() and not text.startswith(_TYPE_LINE):
            bare = _QUOTED.sub("", text)
            return text, stated or max(DELIMITERS, key=bare.count)
        lines.begin_row()
    return None, ""


def _after(first: str, lines: _Lines) -> Iterator[str]:
    yield first
    yield from lines


def _next_row(reader: Iterator[list[str]], lines: _Lines) -> list[str]:
    """The next row; empty for a blank line and at the end of the file."""
    try:
        row = next(reader, [])
    except csv.Error:
        raise lines.too_long(f"row has a cell of more than {MAX_CELL:,} characters") from None
    if lines.ended and row:
        message = "The file ends inside quotation marks: it was cut off, or one is missing in this row"
        raise UnreadableExportError(message, lines.row_begins, _AGAIN)
    return row


def _columns(written: list[str], line: int) -> list[str]:
    """The names of the columns; empty for one that has none.

    Raises:
        UnreadableExportError: the header has a password, the same name twice, a value or too many names.
    """
    columns = [name.strip("\ufeff \t\r\n") for name in written]
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        raise UnreadableExportError("The first line names no column", line, _SAVE_AGAIN)
    counts = Counter(name.casefold() for name in columns if name)
    if _PASSWORD in counts:
        message = "This file has a column of passwords and was not read"
        raise UnreadableExportError(message, line, "Remove the column, and change the passwords if others could see it")
    if len(columns) > MAX_COLUMNS:
        raise UnreadableExportError(f"The header has more than {MAX_COLUMNS:,} columns", line, _AGAIN)
    if any(_ADDRESS.fullmatch(name) for name in columns):
        raise UnreadableExportError("The first line holds values, not the names of columns", line, _SAVE_AGAIN)
    twice = next((name for name in columns if counts[name.casefold()] > 1), None)
    if twice is not None:
        raise UnreadableExportError(f"The column {twice[:80]!r} stands twice in the header", line, _SAVE_AGAIN)
    return columns


def _values(columns: list[str], row: list[str], lines: _Lines, oddities: _Oddities) -> dict[str, Value]:
    """The cells by the name of their column.

    Raises:
        UnreadableExportError: the row is the last, has no line break and lacks cells, so that the last may be half.
    """
    if len(row) < len(columns):
        if not lines.complete:
            raise UnreadableExportError(
                "The file ends in the middle of this row; it was cut off", lines.row_begins, _AGAIN
            )
        oddities.note(_SHORT, lines.row_begins)
    if "" in columns and any(cell.strip() for name, cell in zip(columns, row, strict=False) if not name):
        oddities.note(_UNNAMED, lines.row_begins)
    return {name: cell or None for name, cell in zip(columns, row, strict=False) if name}
