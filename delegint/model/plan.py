"""Whom the planned batches move, and when."""

from __future__ import annotations

from typing import Final

from delegint.model.membership import Membership
from delegint.model.migration import NOW, Batch, TimePoint
from delegint.model.recipients import Recipient

_NEVER: Final[frozenset[int]] = frozenset()


class Plan:
    """The batches in the order in which they are carried out, by the recipients that they name.

    Parameters:
        batches: sorted by date.
        membership: who the members of a group are.
    """

    def __init__(self, batches: tuple[Batch, ...], membership: Membership) -> None:
        self._membership = membership
        self.batches = batches
        self.points = (NOW, *(TimePoint(number, batch) for number, batch in enumerate(batches, 1)))
        self._batches_of: dict[Recipient, list[Batch]] = {}
        self._moves_of: dict[Recipient, frozenset[int]] = {}
        for number, batch in enumerate(batches, 1):
            for member in batch.members:
                self._batches_of.setdefault(member, []).append(batch)
                self._moves_of[member] = self._moves_of.get(member, _NEVER) | {number}

    def batches_of(self, recipient: Recipient) -> list[Batch]:
        """The batches that name the recipient, carried out or not."""
        return self._batches_of.get(recipient, [])

    def moves_of(self, recipient: Recipient) -> frozenset[int]:
        """The numbers of the points in time before which the recipient moves, or a member of the group that it is."""
        if not self.batches:
            return _NEVER
        known = self._moves_of.get(recipient)
        if known is None:
            people = self._membership.expand(recipient).people
            known = _NEVER.union(*(self._moves_of.get(person, _NEVER) for person in people))
            self._moves_of[recipient] = known
        return known
