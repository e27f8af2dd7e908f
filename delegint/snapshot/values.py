"""The neutral form in which every carrier gives records."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"
"""What a property holds. A CLIXML object is a dict of its properties with `ToString` for its text; an enumeration that
came with its number is `{"value": 1, "Value": "UserMailbox"}`, as deserialized objects have it in JSON."""


class RawRecord(NamedTuple):
    """One object of the pipeline that was exported.

    Parameters:
        line: the 1-based line of the file on which it begins.
        values: its properties by name, in file order.
    """

    line: int
    values: dict[str, Value]


class Remark(NamedTuple):
    """Something that reading an export found doubtful, but could pass over.

    Parameters:
        line: the 1-based line; 1 where it concerns the file as a whole.
        message: what is wrong, one sentence without a full stop.
        fix: what to do, such as the command that avoids it.
    """

    line: int
    message: str
    fix: str = ""


class UnreadableExportError(ValueError):
    """An export cannot be read from `line` on; what was read before it still counts.

    Parameters: as those of `Remark`.
    """

    def __init__(self, message: str, line: int = 1, fix: str = "") -> None:
        super().__init__(message)
        self.remark = Remark(line, message, fix)
