"""Days on which synchronization changes: each in one place, with its source, so that it can be corrected there."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from delegint.api import Evidence
from delegint_entra_sync.sources import HARDENING


class CutOff(NamedTuple):
    """The day from which a product no longer works below a version.

    Parameters:
        minimum: the lowest version that still works.
        day: the day from which the others do not.
        source: where that is said, and when it was last checked.
    """

    minimum: tuple[int, ...]
    day: date
    source: Evidence

    def has_passed(self, as_of: date) -> bool:
        """Whether the older versions have ceased to work."""
        return as_of >= self.day

    def rules_out(self, version: tuple[int, ...]) -> bool | None:
        """Whether `version` is too old; None where it is given so briefly that it may be either."""
        same_length = self.minimum[: len(version)]
        if version != same_length:
            return version < same_length
        return None if any(self.minimum[len(version) :]) else False


CONNECT: Final = CutOff((2, 5, 79, 0), date(2026, 9, 30), HARDENING)
"""Entra Connect; read in a copy of the page, not on the page itself."""
