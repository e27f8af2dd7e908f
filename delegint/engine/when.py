"""In which stretches of time a finding holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from delegint.model.migration import Batch, TimePoint


class Window(NamedTuple):
    """A stretch of time.

    Parameters:
        start: when it begins.
        healed_by: the batch after which it is over; None where it lasts.
    """

    start: TimePoint
    healed_by: Batch | None

    def __str__(self) -> str:
        return str(self.start) if self.healed_by is None else f"{self.start}, until {self.healed_by}"


def windows(points: Sequence[TimePoint], present: Sequence[int]) -> tuple[Window, ...]:
    """The stretches in which a finding holds.

    Parameters:
        points: the points in time at which the rule was asked; between two of them nothing changes for the subject.
        present: the numbers (`TimePoint.number`) of those at which the finding was seen.
    """
    stretches: list[Window] = []
    start: TimePoint | None = None
    for point in points:
        if point.number in present:
            start = start or point
        elif start is not None:
            stretches.append(Window(start, point.batch))
            start = None
    if start is not None:
        stretches.append(Window(start, None))
    return tuple(stretches)


def in_words(stretches: Sequence[Window]) -> str:
    """The stretches for people; empty for what holds now and lasts."""
    if not stretches or (len(stretches) == 1 and stretches[0].start.batch is None and stretches[0].healed_by is None):
        return ""
    return "; again ".join(str(stretch) for stretch in stretches)
