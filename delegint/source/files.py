"""One source file: its bytes, its name for people, its lines."""

from __future__ import annotations

from pathlib import Path

MAX_FILE_BYTES = 32 * 1024 * 1024
"""A larger file is refused; a state of this size is better split by department or by section."""


class SourceFile:
    """The content of one file of the desired state.

    Parameters:
        name: the path as the user would write it, with forward slashes; `-` input carries the name it was given.
        data: the raw bytes, in UTF-8 or UTF-16, with or without a byte order mark.
    """

    __slots__ = ("_lines", "data", "name")

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.data = data
        self._lines: list[str] | None = None

    @property
    def text(self) -> str:
        """The decoded content without its byte order mark; undecodable bytes become U+FFFD."""
        if self.data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return self.data.decode("utf-16", "replace")
        return self.data.decode("utf-8", "replace").removeprefix("\ufeff")

    @property
    def lines(self) -> list[str]:
        """The lines without their line breaks, split where YAML ends a line (not at form feeds or U+2028)."""
        if self._lines is None:
            self._lines = self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return self._lines

    def line(self, number: int) -> str:
        """The text of the 1-based line `number`, or an empty string beyond the end."""
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else ""


def display_name(path: Path) -> str:
    """The name of a file for people: relative to the current folder where it lies below it, with forward slashes."""
    if path.is_absolute():
        try:
            return path.relative_to(Path.cwd()).as_posix()
        except ValueError:
            return path.as_posix()
    return path.as_posix()
