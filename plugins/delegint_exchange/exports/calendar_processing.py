"""Get-CalendarProcessing: the delegates of rooms and of equipment."""

from __future__ import annotations

from typing import Final

from delegint.api import WEAK, Export, Row, Sink
from delegint_exchange.exports.entries import note_loss, owner_of


def read_calendar_processing(row: Row, sink: Sink) -> None:
    """The delegates of a room or of equipment: canonical names on-premises; names, GUIDs or legacy DNs online."""
    owner = owner_of(row)
    delegates = row.texts("ResourceDelegates", "delegates", expect="canonical name")
    if delegates is None:
        note_loss(row, sink, "resource_delegates", owner)
        return
    sink.covered("resource_delegates", owner)
    for name in delegates:
        sink.right(row.line, "resource_delegates", owner, (name,), (), WEAK)


EXPORTS: Final = (
    Export(
        "Get-CalendarProcessing",
        (
            ("ResourceDelegates", "delegates"),
            ("AutomateProcessing", "automate", "BookInPolicy", "AllBookInPolicy"),
            ("Identity", "on"),
        ),
        grant=read_calendar_processing,
        kind="calendar-processing",
    ),
)
