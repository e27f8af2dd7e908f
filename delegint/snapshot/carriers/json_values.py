"""JSON as ConvertTo-Json writes it: lists, single objects, objects one after another, and what wraps them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final, NoReturn, TextIO

from delegint.snapshot.carriers.json_lines import AGAIN, DECODER, is_cut_off, mended, nests_deeper, problem_of, twice
from delegint.snapshot.files import ExportFile, read_up_to
from delegint.snapshot.values import RawRecord, Remark, UnreadableExportError, Value

MAX_ELEMENT: Final = 64 * 1024**2
"""Characters of one object; a mailbox with every property has 73,000."""
MAX_NESTING: Final = 64
"""Objects and lists inside each other; ConvertTo-Json itself stops at 100, and no useful export comes near that."""
MAX_WRAPPERS: Final = 4
"""Objects and lists around the records that are looked through."""
_BLOCK: Final = 256 * 1024
_NEAR_END: Final = 16
"""An error this near the end of the window may come from a word or number that is not all there yet."""
_BLANK: Final = re.compile("[ \t\r\n\ufeff\0\x1a]*")
_BETWEEN: Final = re.compile("[ \t\r\n\ufeff\0\x1a:,]*")
_LIST_WRAPPER: Final = re.compile(
    r'\{\s*(?:(?:"@odata\.[\w.]{1,40}"\s*:\s*"[^"\\]{0,2000}"|"Count"\s*:\s*\d{1,9})\s*,\s*){0,3}"value"\s*:\s*'
    r"(?=\[\s*[\]{])"
)
_ENDS: Final = "The file ends in the middle of a list or object; it was cut off"
_NEXT_PAGE: Final = "@odata.nextlink"
_FLAT: Final = "Pipe objects to `Select-Object <properties> | ConvertTo-Json -Depth 6`"


def read(export: ExportFile) -> Iterator[RawRecord]:
    """The objects of a JSON file, each as soon as it has been read.

    A list gives its elements, however many they are; so do the wrappers around one: `{"value": [...], "Count": 2}` and
    objects that hold nothing but one object or list of objects, such as `{"EWS": {"Mailbox": {...}}}`. An object that
    has lists among its properties is one record. Null among the elements is passed over.

    Parameters:
        export: the file; it takes a remark on a list that is not whole.

    Raises:
        UnreadableExportError: what follows is no JSON, or holds something else than objects.

    Source: ConvertTo-Json, https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/convertto-json
    """
    with export.open_text() as stream:
        window = _Window(stream)
        while char := window.peek():
            if char == "[":
                yield from _elements(window)
            elif char == "{" and window.skip(_LIST_WRAPPER):
                yield from _wrapped_list(window, export)
            elif char == "{":
                yield from window.records(wrapped=True)
            else:
                window.fail("This is no list and no object", _FLAT)


class _Window:
    """The part of the text that is being read, moving forward, and the line on which it begins."""

    def __init__(self, stream: TextIO) -> None:
        self.line = 1
        self._stream = stream
        self._text = ""
        self._at = 0
        self._ended = False
        self._failure: UnreadableExportError | None = None

    def peek(self) -> str:
        """The next character that is not blank; empty at the end."""
        while True:
            self._move(_past(_BLANK, self._text, self._at))
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._fill(_BLOCK)

    def take(self, char: str) -> bool:
        """Move past `char` where it comes next."""
        if self.peek() != char:
            return False
        self._at += 1
        return True

    def skip(self, pattern: re.Pattern[str]) -> bool:
        """Move past what `pattern` matches, if it does."""
        if len(self._text) - self._at < _BLOCK // 2 and not self._ended:
            self._fill(_BLOCK)
        end = _past(pattern, self._text, self._at)
        found = end > self._at
        self._move(end)
        return found

    def element(self) -> tuple[int, Value]:
        """Take the next value, with its line."""
        value, end = self._decode()
        line = self.line
        self._move(end)
        return line, value

    def records(self, *, wrapped: bool = False) -> Iterator[RawRecord]:
        """Take the next value and give the records in it.

        Parameters:
            wrapped: whether an object may be there for the sake of the one it holds.
        """
        value, end = self._decode()
        for position, record in _unwrapped(self._text, self._at, value, wrapped, MAX_WRAPPERS):
            self._move(position)
            if not isinstance(record, dict):
                self.fail("The list holds something else than objects", _FLAT)
            yield RawRecord(self.line, record)
        self._move(end)

    def fail(self, message: str, fix: str = AGAIN) -> NoReturn:
        """Give up here."""
        raise UnreadableExportError(message, self.line, fix)

    def expect(self, char: str, what: str) -> None:
        """Move past `char`, or give up because it is missing."""
        if not self.take(char):
            self.fail(f"This is no JSON: {what} is missing" if self.peek() else _ENDS)

    def _decode(self) -> tuple[Value, int]:
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                broken = not error.msg.startswith("Unterminated") and len(self._text) - error.pos > _NEAR_END
                if self._ended or broken:
                    self._fail_at(error)
            except RecursionError:
                self._fail_deep()
            except ValueError as error:
                self.fail(problem_of(error))
            else:
                if end < len(self._text) or self._ended:
                    return self._checked(value, end), end
            missing = MAX_ELEMENT - (len(self._text) - self._at)
            if missing <= 0:
                self.fail(f"One object has more than {MAX_ELEMENT:,} characters", _FLAT)
            self._fill(min(max(_BLOCK, len(self._text) - self._at), missing))

    def _checked(self, value: Value, end: int) -> Value:
        brackets = self._text.count("{", self._at, end) + self._text.count("[", self._at, end)
        if brackets > MAX_NESTING and nests_deeper(value, MAX_NESTING):
            self._fail_deep()
        return mended(value, self._text, self._at, end)

    def _fail_deep(self) -> NoReturn:
        self.fail(f"Objects and lists are nested more than {MAX_NESTING} deep", "Use `ConvertTo-Json -Depth 6`")

    def _fail_at(self, error: json.JSONDecodeError) -> NoReturn:
        if self._ended and is_cut_off(error, self._text):
            self.fail(_ENDS)
        self._move(error.pos)
        self.fail(problem_of(error))

    def _move(self, to: int) -> None:
        breaks = self._text.count("\n", self._at, to) + self._text.count("\r", self._at, to)
        if breaks:
            self.line += breaks - self._text.count("\r\n", self._at, to)
        self._at = to

    def _fill(self, size: int) -> None:
        if self._failure is not None:
            raise self._failure
        more, self._failure = read_up_to(self._stream, size)
        self._ended = not more
        self._text = self._text[self._at :] + more
        self._at = 0


def _separated(window: _Window, close: str) -> Iterator[None]:
    """Each place in a list or object for a value or property, which is to be taken before the next."""
    if window.take(close):
        return
    while True:
        yield None
        if window.take(close):
            return
        window.expect(",", "a comma")


def _elements(window: _Window) -> Iterator[RawRecord]:
    """The records of the list that comes next."""
    window.take("[")
    for _ in _separated(window, "]"):
        yield from window.records()


def _members(window: _Window) -> Iterator[str]:
    """The names up to the end of the object; whoever gets one takes its value before the next."""
    seen: set[str] = set()
    for _ in _separated(window, "}"):
        if window.peek() != '"':
            window.expect('"', "the name of a property")
        name = str(window.element()[1])
        if name in seen:
            window.fail(twice(name))
        seen.add(name)
        window.expect(":", "a colon")
        yield name


def _wrapped_list(window: _Window, export: ExportFile) -> Iterator[RawRecord]:
    """The rest of `{"value": [...], "Count": 2}`, from the list on."""
    yield from _elements(window)
    if window.take("}"):
        return
    window.expect(",", "a comma")
    for name in _members(window):
        line, _ = window.element()
        if name.casefold() == _NEXT_PAGE:
            message = "This answer has further pages, which are not in the file"
            export.remarks.append(Remark(line, message, "Follow @odata.nextLink and save every page"))


def _unwrapped(text: str, start: int, value: Value, wrapped: bool, left: int) -> Iterator[tuple[int, Value]]:
    """The records in a value that begins at `start`, each with its own beginning; other values as they are."""
    if isinstance(value, list) and left:
        position = start + 1
        for item in value:
            position = _past(_BETWEEN, text, position)
            yield from _unwrapped(text, position, item, wrapped, left - 1)
            position = DECODER.raw_decode(text, position)[1]
    elif isinstance(value, dict) and left and (name := _wrapper_property(value, wrapped)) is not None:
        yield from _unwrapped(text, _position_of(text, start, name), value[name], wrapped, left - 1)
    elif value is not None:
        yield start, value


def _position_of(text: str, start: int, wanted: str) -> int:
    """Where the value of a property begins in an object that is known to have it."""
    position = start + 1
    while True:
        name, position = DECODER.raw_decode(text, _past(_BETWEEN, text, position))
        position = _past(_BETWEEN, text, position)
        if name == wanted:
            return position
        position = DECODER.raw_decode(text, position)[1]


def _past(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return position if match is None else match.end()


def _wrapper_property(value: dict[str, Value], wrapped: bool) -> str | None:
    """The property for whose sake alone an object is there."""
    if value.keys() == {"value", "Count"} and isinstance(rows := value["value"], list):
        return "value" if all(isinstance(row, dict) and "value" not in row for row in rows) else None
    if not wrapped:
        return None
    holding = [name for name, item in value.items() if isinstance(item, (dict, list))]
    if len(holding) != 1 or not _is_rows(inner := value[holding[0]]):
        return None
    rows = inner if isinstance(inner, list) else [inner]
    others = [item for item in value.items() if item[0] != holding[0]]
    repeated = all(isinstance(row, dict) and row.get(name, ...) == item for name, item in others for row in rows)
    return holding[0] if repeated else None


def _is_rows(value: Value) -> bool:
    """Whether this is an object, or a list of objects, that may be a record rather than the form of one value."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(row, dict) and _is_rows(row) for row in value)
    if not isinstance(value, dict):
        return False
    return _is_rows(next(iter(value.values()))) if len(value) == 1 else "value" not in value
