"""Planned batches, and the points in time that they make."""

from __future__ import annotations

from typing import NamedTuple

from delegint.model.facts import Facts, Option, text
from delegint.model.recipients import Recipient
from delegint.source.nodes import Node


class Batch(Facts):
    """Mailboxes that move together.

    Parameters:
        node: the entry.
        position: its position in `migration.batches`, counted from 0.
        members: the recipients that move.
    """

    __slots__ = ("members", "position")

    name = Option(text, "unnamed batch")
    date = Option(text, "")
    to = Option(text, "")
    kind = Option(text, "remote_move")

    def __init__(self, node: Node, position: int, members: tuple[Recipient, ...]) -> None:
        super().__init__(node)
        self.position = position
        self.members = members

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> tuple[str, ...]:
        """See `Facts`; a batch goes by its name, which outlives a change of order."""
        return ("migration", "batches", self.name)


class TimePoint(NamedTuple):
    """Now, or the time after a batch.

    Parameters:
        number: 0 for now, n after the n-th batch by date.
        batch: the batch that was moved last; None for now.
    """

    number: int
    batch: Batch | None

    def __str__(self) -> str:
        return "now" if self.batch is None else f"after {self.batch}"


NOW = TimePoint(0, None)
