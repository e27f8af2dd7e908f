"""The lines of JSON Lines, in blocks and one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

import msgspec

from delegint.snapshot.values import RawRecord, UnreadableExportError, Value

LONGEST_LINE: Final = 1 << 20
"""In bytes; a longer line is no record of the collector."""
_BLOCK: Final = 1 << 20


def blocks_of(stream: BinaryIO) -> Iterator[tuple[int, list[bytes]]]:
    """The lines of a file in blocks of about a mebibyte, each with the number of its first line.

    Raises:
        UnreadableExportError: a line is too long.
    """
    number, rest = 1, b""
    while block := stream.read(_BLOCK):
        lines = (rest + block).split(b"\n")
        rest = lines.pop()
        if len(rest) > LONGEST_LINE:
            message = "This line is longer than a mebibyte"
            raise UnreadableExportError(message, number + len(lines), "Collect the snapshot again")
        yield number, lines
        number += len(lines)
    if rest:
        yield number, [rest]


def lines_of(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines of a file with their numbers, blank ones left out.

    Raises:
        UnreadableExportError: a line is too long.
    """
    for first, lines in blocks_of(stream):
        for number, line in enumerate(lines, first):
            if len(line) > 1 or line.strip():
                yield number, line


def untyped(line: bytes, number: int) -> RawRecord:
    """A line of any other kind.

    Raises:
        UnreadableExportError: it is no JSON object, as where a file was cut off.
    """
    try:
        values: Value = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        message = "This line is no JSON object; the file may have been cut off"
        fix = "Collect the file again; -Resume repairs no more than a torn last line"
        raise UnreadableExportError(message, number, fix) from None
    if not isinstance(values, dict):
        raise UnreadableExportError("This line is no JSON object", number)
    return RawRecord(number, values)
