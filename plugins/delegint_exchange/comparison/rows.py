"""The rows of one kind on one side of a mailbox, found by whom they concern."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from delegint.api import DENY, ObservedRight, Unknown


class Presence(NamedTuple):
    """The rows that concern one trustee.

    Parameters:
        direct: rows that allow, and stand on the mailbox itself.
        denied: explicit rows that deny the trustee, or a group that holds it.
        inherited: rows that allow, and come from above.
        through: direct rows of groups that hold the trustee.
        unclear: what is to be known before the trustee can be said to lack the right: who the trustee of a row is,
            or who is in a group.
    """

    direct: list[ObservedRight]
    denied: list[ObservedRight]
    inherited: list[ObservedRight]
    through: list[ObservedRight]
    unclear: Unknown | None

    @property
    def reaches(self) -> bool:
        """Whether the trustee has the right, by whatever way."""
        return bool(self.direct or self.through or self.inherited)


class Rows(list[ObservedRight]):
    """Rows of one kind on one side, found by their trustee; what is asked for most is a trustee with one row."""

    def __init__(self, rows: Iterable[ObservedRight] = ()) -> None:
        super().__init__(rows)
        self._of: dict[int, list[ObservedRight]] | None = None
        self._uncertain: list[ObservedRight] | None = None
        self._denies: bool | None = None

    def of(self, person: int) -> list[ObservedRight]:
        """The rows that name a person itself."""
        return self._by_trustee().get(person, [])

    def only(self, person: int) -> ObservedRight | None:
        """The one row of a person that just allows, where no row denies anybody anything; None where there is more."""
        if self._denies is None:
            self._denies = any(row.flags & DENY for row in self)
        rows = () if self._denies else self._by_trustee().get(person, ())
        return rows[0] if len(rows) == 1 and not rows[0].flags else None

    def of_others(self, person: int, is_group: Callable[[int], bool]) -> list[ObservedRight]:
        """The rows of groups, and of trustees who are not known; they may concern the person too."""
        if self._uncertain is None:
            self._uncertain = [
                row for trustee, rows in self._by_trustee().items() if trustee < 0 or is_group(trustee) for row in rows
            ]
        if not self._uncertain:
            return self._uncertain
        return [row for row in self._uncertain if row.trustee < 0 or row.trustee != person]

    def _by_trustee(self) -> dict[int, list[ObservedRight]]:
        if self._of is None:
            self._of = {}
            for row in self:
                self._of.setdefault(row.trustee, []).append(row)
        return self._of


def add_row(found: Presence, row: ObservedRight, allowed: list[ObservedRight]) -> None:
    """Put a row where it belongs: among those that deny, that come from above, or that allow."""
    if not row.flags:
        allowed.append(row)
    elif row.denied:
        if not row.inherited:
            found.denied.append(row)
    elif row.inherited:
        found.inherited.append(row)
    else:
        allowed.append(row)


NO_ROWS: Final = Rows()
