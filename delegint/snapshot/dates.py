"""Dates, where the export says which instant they are."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from delegint.snapshot.values import Value
from delegint.snapshot.wrappers import unwrapped

_SCRIPT_DATE: Final = re.compile(r"/Date\((-?[0-9]{1,15})(?:[-+][0-9]{4})?\)/")
_ISO_DATE: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(Z|[-+][0-9:]+)?"
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def date(value: Value, *, utc: bool = False) -> datetime | None:
    """The instant in UTC; None for a date as a culture writes it, and for the year 1, which .NET has for unset.

    Parameters:
        value: the value.
        utc: whether a time without an offset is UTC, as in WhenChangedUTC; otherwise its instant is unknown.

    Raises:
        LostValueError: as for `unwrapped`.
    """
    plain = unwrapped(value, ("value", "ToString"))
    if not isinstance(plain, str):
        return None
    stripped = plain.strip()
    try:
        if found := _SCRIPT_DATE.fullmatch(stripped):
            instant = _EPOCH + timedelta(milliseconds=int(found[1]))
        elif (found := _ISO_DATE.fullmatch(stripped)) and (found[1] or utc):
            written = datetime.fromisoformat(stripped)
            instant = written.astimezone(UTC) if found[1] else written.replace(tzinfo=UTC)
        else:
            return None
    except (ValueError, OverflowError):
        return None
    return None if instant.year == 1 else instant
