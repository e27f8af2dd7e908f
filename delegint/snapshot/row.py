"""Typed access to one record of an export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from delegint.snapshot import coerce, dates, identifiers
from delegint.snapshot.joined_lists import Expected
from delegint.snapshot.losses import SUSPECT, Losses, LostValueError, refuse_lost
from delegint.snapshot.rights import Names
from delegint.snapshot.values import RawRecord, Value
from delegint.snapshot.wrappers import items

T = TypeVar("T")
_UNPLAIN = (*SUSPECT, " ", "\t", "\r", "\n", "\xa0")
_MOST_SHAPES = 32
_MOST_COLUMNS = 2000


class Row:
    """One record, read property by property.

    A property is found by its name, exactly or else whatever its case; of several names the first that has a value
    wins. None is the answer where it is not there, has no value or has lost it; a loss is noted.

    Parameters:
        record: what the carrier gave.
        losses: takes note of lost values.
        prefix: the path to a nested object, such as `User.`.
        exact: whether names are spelled as asked for, as in the collector's own records.
    """

    __slots__ = ("_exact", "_losses", "_prefix", "_spellings", "_values", "line")

    def __init__(self, record: RawRecord, losses: Losses, prefix: str = "", *, exact: bool = False) -> None:
        self.line, self._values = record
        self._losses = losses
        self._prefix = prefix
        self._exact = exact
        self._spellings: dict[str, str] | None = None

    def has(self, *names: str) -> bool:
        """Whether there is a property of one of the names, be it without a value."""
        return any(name in self._values or self._spelling(name) is not None for name in names)

    def is_null(self, *names: str) -> bool:
        """Whether the first of the names that is there holds nothing: null, or a text without a character."""
        for name in names:
            spelling = self._spelling(name)
            if spelling is not None:
                value = self._values[spelling]
                return value is None or (isinstance(value, str) and not value.strip())
        return False

    def holds_null(self, *names: str) -> bool:
        """Whether the first of the names that is there holds null, which some cmdlets give for what was not asked."""
        found = next((spelling for name in names if (spelling := self._spelling(name)) is not None), None)
        return found is not None and self._values[found] is None

    def text(self, *names: str) -> str | None:
        """A text; one without a character is none."""
        for name in names:
            value = self._values.get(name)
            if value is None and self._exact:
                continue
            if type(value) is not str or not value or value.startswith(_UNPLAIN):
                try:
                    value = coerce.text(self._value(name))
                except LostValueError as lost:
                    self._note(name, lost)
                    return None
                if value is None:
                    continue
            if not value.isascii():
                self._losses.beyond_ascii = True
            elif "?" in value:
                self._losses.doubt(self._prefix + name, self.line, value)
            return value
        return None

    def flag(self, *names: str) -> bool | None:
        """Whether something is so; an empty text says nothing."""
        for name in names:
            value = self._values.get(name)
            if value is None and self._exact:
                continue
            if value is not True and value is not False:
                try:
                    value = coerce.boolean(self._value(name))
                except LostValueError as lost:
                    self._note(name, lost)
                    return None
                if value is None:
                    continue
            return value
        return None

    def number(self, *names: str) -> int | None:
        """A whole number."""
        return self._first(names, coerce.number)

    def display_type(self, *names: str) -> int | None:
        """An msExchRecipientDisplayType, signed."""
        return self._first(names, coerce.display_type)

    def texts(self, *names: str, expect: Expected = "any") -> tuple[str, ...] | None:
        """A list of texts: empty where the property is there without a value, None where it is not there or lost.

        Parameters:
            names: the names of the property.
            expect: the form of the values, by which a list that became one text is split; see `coerce.texts`.
        """
        there = False
        for name in names:
            spelling = self._spelling(name)
            if spelling is None:
                continue
            there = True
            try:
                found = coerce.texts(self._values[spelling], expect)
            except LostValueError as lost:
                self._note(name, lost)
                return None
            if found:
                return found
        return () if there else None

    def rights(self, name: str, table: Names) -> tuple[str, ...] | None:
        """Rights by name: empty where the property is there without a value, None where it is not there or lost."""
        spelling = self._spelling(name)
        if spelling is None:
            return None
        try:
            return coerce.rights(self._values[spelling], table)
        except LostValueError as lost:
            self._note(name, lost)
            return None

    def guid(self, *names: str) -> str | None:
        """A GUID in lower case; a text that is none counts as no value."""
        return self._first(names, identifiers.guid)

    def sid(self, *names: str) -> str | None:
        """A SID; a text that is none counts as no value."""
        return self._first(names, identifiers.sid)

    def date(self, *names: str) -> datetime | None:
        """An instant in UTC; a time without an offset counts only where the property's name ends in UTC."""
        for name in names:
            try:
                found = dates.date(self._value(name), utc=name.lower().endswith("utc"))
            except LostValueError as lost:
                self._note(name, lost)
                return None
            if found is not None:
                return found
        return None

    def enumeration(self, name: str, table: Names) -> str | None:
        """The name of an enumeration's value."""
        return self._first((name,), lambda value: coerce.enumeration(value, table))

    def part(self, name: str) -> Row | None:
        """A nested object; None where there is only a text in its place, or nothing."""
        value = self._value(name)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        return self._nested(name, value)

    def parts(self, name: str) -> Iterator[Row]:
        """The objects of a list; an object by itself is a list of one, and what is no object is passed over."""
        listed = items(self._value(name))
        for value in listed if isinstance(listed, list) else (listed,):
            part = self._nested(name, value)
            if part is not None:
                yield part

    def _nested(self, name: str, value: Value) -> Row | None:
        if isinstance(value, dict):
            return Row(RawRecord(self.line, value), self._losses, f"{self._prefix}{name}.", exact=self._exact)
        if isinstance(value, str):
            try:
                refuse_lost(value)
            except LostValueError as lost:
                self._note(name, lost)
        return None

    def _first(self, names: tuple[str, ...], read: Callable[[Value], T | None]) -> T | None:
        for name in names:
            value = self._value(name)
            if value is None:
                continue
            try:
                found = read(value)
            except LostValueError as lost:
                self._note(name, lost)
                return None
            if found is not None:
                return found
        return None

    def _value(self, name: str) -> Value:
        spelling = self._spelling(name)
        return None if spelling is None else self._values[spelling]

    def _spelling(self, name: str) -> str | None:
        if name in self._values:
            return name
        if self._exact:
            return None
        if self._spellings is None:
            read = _spellings if len(self._values) <= _MOST_COLUMNS else _spellings.__wrapped__
            self._spellings = read(tuple(self._values))
        return self._spellings.get(name.lower())

    def _note(self, name: str, lost: LostValueError) -> None:
        self._losses.note(self._prefix + name, self.line, lost)


@lru_cache(maxsize=_MOST_SHAPES)
def _spellings(columns: tuple[str, ...]) -> dict[str, str]:
    """The columns of an export by their names in lower case, worked out once for all records alike."""
    found: dict[str, str] = {}
    for column in columns:
        found.setdefault(column.lower(), column)
    return found
