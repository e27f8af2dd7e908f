"""The objects of CLIXML: what they come to, and which of them later ones may refer to."""

from __future__ import annotations

from typing import Final, TypeAlias

from delegint.snapshot.values import RawRecord, Value

TO_STRING: Final = "ToString"
_KEPT: Final = 6 * 1024 * 1024
"""Characters of finished records that a later one may refer to; twice as many are kept at most."""


class Top:
    """What surrounds the records."""

    __slots__ = ("line", "records")

    def __init__(self, records: list[RawRecord]) -> None:
        self.records = records
        self.line = 1

    def take(self, _name: str | None, value: Value) -> None:
        """One record is complete."""
        self.records.append(RawRecord(self.line, value if isinstance(value, dict) else {"value": value}))


class Open:
    """An object whose end has not been seen yet."""

    __slots__ = ("before", "content", "height", "into", "line", "name", "outer", "properties", "ref", "scalar", "text")

    def __init__(self, name: str | None, ref: str | None, into: Sink, outer: Open | None, before: int) -> None:
        self.name = name
        self.ref = ref
        self.into = into
        self.outer = outer
        self.before = before  # the size of the record when it began
        self.height = 1
        self.line = 1
        self.text: str | None = None
        self.properties: dict[str, Value] | None = None
        self.content: list[Value] | dict[str, Value] | Top | None = None
        self.scalar: tuple[Value] | None = None

    def take(self, name: str | None, value: Value) -> None:
        """Its text, or the value that it is: an enumeration's number, a text with notes."""
        if name == TO_STRING:
            self.text = str(value)
        else:
            self.scalar = (value,)

    def value(self) -> Value:
        """What it comes to; its own members count only where it is neither a collection nor a plain value."""
        if self.content is not None and not isinstance(self.content, Top):
            return self.content
        if self.scalar is not None:
            value = self.scalar[0]
            return {"value": value, "Value": self.text} if type(value) is int and self.text is not None else value
        if not self.properties:
            return {} if self.text is None else self.text
        if self.text is not None:
            self.properties.setdefault(TO_STRING, self.text)
        return self.properties


Sink: TypeAlias = "dict[str, Value] | list[Value] | Open | Top"
Finished: TypeAlias = "tuple[Value, int, int]"  # the value, its size, how deep it nests


class Referable:
    """The finished objects that `Ref` may name: all of the record being read, and of earlier ones those used last.

    Real exports do refer across records, such as to one OrganizationId that all share.
    """

    __slots__ = ("_older", "_size", "recent")

    def __init__(self) -> None:
        self.recent: dict[str, Finished] = {}
        """Takes each object that has ended."""
        self._older: dict[str, Finished] = {}
        self._size = 0  # of the records that the recent ones are from

    def recall(self, ref: str) -> Finished | None:
        """What the reference names; None where it is not, or no longer, known."""
        found = self.recent.get(ref)
        if found is None and (found := self._older.get(ref)) is not None:
            self.recent[ref] = found
        return found

    def end_record(self, size: int) -> None:
        """Forget what was not used for long, now that a record of the size has ended."""
        self._size += size
        if self._size > _KEPT:
            self._older, self.recent, self._size = self.recent, {}, 0


def text_of_key(value: Value) -> str | None:
    """The text of a dictionary's key, as PowerShell would show it."""
    if isinstance(value, dict):
        value = value.get("Value", value.get(TO_STRING))
    return None if value is None or isinstance(value, (dict, list)) else str(value)
