"""JSON Lines: one object a line; and the JSON decoder that takes nothing an export cannot hold."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final, NoReturn

from delegint.snapshot.files import ExportFile
from delegint.snapshot.values import RawRecord, UnreadableExportError, Value

MAX_LINE: Final = 1024**2
"""Characters of a line; a group of 10,000 members takes half of it."""
MAX_LINE_NESTING: Final = 16
"""Objects and lists inside each other on a line; the collector needs three."""
AGAIN: Final = "Run the export again, to its end"
_BLANK: Final = " \t\r\n\ufeff\0\x1a"
"""With what gluing files leaves between and behind them."""
_HALF_PAIR: Final = re.compile(r"\\u[dD][89a-fA-F]")
_CUT_OFF: Final = re.compile(r"\\?[\w.+-]*\s*")
"""What is left after an error where a word, a number or an escape is not all there."""


class RefusedError(ValueError):
    """JSON that Python would take and no export holds: a name twice in an object, NaN, a number beyond all bounds."""


def read(export: ExportFile) -> Iterator[RawRecord]:
    """The object on each line; blank lines are passed over.

    Parameters:
        export: the file.

    Raises:
        UnreadableExportError: a line is no object, is cut off or goes beyond the limits; the lines before it stand.
    """
    with export.open_text() as stream:
        number = 0
        while line := stream.readline(MAX_LINE + 2):
            number += 1
            if line.strip(_BLANK):
                yield RawRecord(number, _object_on(line, number))


def decode(text: str) -> Value:
    """A single JSON value that is the whole text, blanks aside.

    Raises:
        ValueError: it is not JSON, or a `RefusedError`.
        RecursionError: it nests beyond all bounds.
    """
    value: Value = DECODER.decode(text)
    return mended(value, text, 0, len(text))


def nests_deeper(value: Value, most: int) -> bool:
    """Whether there are more than `most` lists and objects inside each other."""
    level = [value]
    for _ in range(most + 1):
        level = [child for item in level for child in _children(item)]
        if not level:
            return False
    return True


def mended(value: Value, text: str, start: int, end: int) -> Value:
    """The value with U+FFFD for each half of a character beyond U+FFFF, as is left where a name was cut.

    Parameters:
        value: what was decoded.
        text: what it was decoded from.
        start: where it begins there.
        end: where it ends.
    """
    halves = text.find("\\u", start, end) >= 0 and _HALF_PAIR.search(text, start, end) is not None
    return _without_half_pairs(value) if halves else value


def problem_of(error: ValueError) -> str:
    """What is wrong with a text that is no JSON, as a sentence."""
    if isinstance(error, RefusedError):
        return str(error)
    if isinstance(error, json.JSONDecodeError):
        return f"This is no JSON: {error.msg[0].lower()}{error.msg[1:].removesuffix(' at').removesuffix(' starting')}"
    return "This is no JSON: a number has too many digits"


def is_cut_off(error: ValueError, text: str) -> bool:
    """Whether an error in the text comes from its end being missing."""
    if not isinstance(error, json.JSONDecodeError):
        return False
    return error.msg.startswith("Unterminated") or _CUT_OFF.fullmatch(text, error.pos) is not None


def twice(name: str) -> str:
    """The sentence on a name that an object has twice."""
    return f"The property {name[:80]!r} stands twice in one object"


def _object_on(line: str, number: int) -> dict[str, Value]:
    if len(line) > MAX_LINE and len(line.rstrip("\r\n")) > MAX_LINE:
        fix = "Select the properties you need, with `Select-Object`, before `ConvertTo-Json -Compress`"
        raise UnreadableExportError(f"This line has more than {MAX_LINE:,} characters", number, fix)
    try:
        value = decode(line)
    except RecursionError:
        raise _too_deep(number) from None
    except ValueError as error:
        if is_cut_off(error, line):
            raise UnreadableExportError("This line ends in the middle of an object", number, AGAIN) from None
        raise UnreadableExportError(problem_of(error), number, AGAIN) from None
    if not isinstance(value, dict):
        fix = "Write one object a line: `... | ForEach-Object { $_ | ConvertTo-Json -Compress }`"
        raise UnreadableExportError("This line holds something else than one object", number, fix)
    if line.count("{") + line.count("[") > MAX_LINE_NESTING and nests_deeper(value, MAX_LINE_NESTING):
        raise _too_deep(number)
    return value


def _without_half_pairs(value: Value) -> Value:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [_without_half_pairs(item) for item in value]
    if isinstance(value, dict):
        return {str(_without_half_pairs(name)): _without_half_pairs(item) for name, item in value.items()}
    return value


def _too_deep(line: int) -> UnreadableExportError:
    message = f"Objects and lists are nested more than {MAX_LINE_NESTING} deep on this line"
    return UnreadableExportError(message, line, "Use `ConvertTo-Json -Compress -Depth 6`")


def _children(value: Value) -> list[Value]:
    if isinstance(value, dict):
        return list(value.values()) or [None]
    if isinstance(value, list):
        return value or [None]
    return []


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names differ, if only in case."""
    values = dict(pairs)
    if len(values) != len(pairs):
        names = sorted(name for name, _ in pairs)
        raise RefusedError(twice(next(name for name, after in pairwise(names) if name == after)))
    return values


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise RefusedError(f"The number {text[:40]} is beyond all bounds")
    return number


def _constant(text: str) -> NoReturn:
    raise RefusedError(f"{text} is no number that JSON knows")


DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_float=_float, parse_constant=_constant)
"""Refuses what no export holds, and tells `value` and `Value` apart."""
