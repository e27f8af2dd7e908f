"""Whom the names of an owner mean; every export has many rows of one owner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from delegint.model.observed_rights import AMBIGUOUS
from delegint.model.recipients import NOBODY
from delegint.snapshot.identities.resolve import Resolution, Resolver

MOST_OWNERS: Final = 1 << 19
"""Owners that are kept by name."""


class Owners:
    """The owners of rows, by the names that the rows give them.

    Parameters:
        resolver: knows the people.
    """

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._known: dict[str, dict[str, int]] = {}

    def of(self, side: str, names: Sequence[str]) -> int:
        """The person whom the names mean on a side; `NOBODY`, or `AMBIGUOUS`."""
        if not names:
            return NOBODY
        known = self._known.setdefault(side, {})
        person = known.get(names[0]) if len(names) == 1 else None
        if person is None:
            person = NOBODY if len(names) > 1 else self._resolver.of_guid(names[0])
            if person < 0:
                person = person_of(self._resolver.resolve(tuple(names), side))
            if len(names) == 1 and len(known) < MOST_OWNERS:
                known[names[0]] = person
        return person


def person_of(resolution: Resolution) -> int:
    """The one person whom names mean for sure; else `AMBIGUOUS` or `NOBODY`."""
    if resolution.person >= 0 and not resolution.contradictory:
        return resolution.person
    return AMBIGUOUS if resolution.candidates else NOBODY
