"""Get-CalendarProcessing: the delegates of rooms and of equipment."""

from __future__ import annotations

from typing import Final

from delegint.api import WEAK, Export, Fact, Names, Row, Sink
from delegint_exchange.exports.entries import note_loss, owner_of

_SECTION: Final = "calendar_processing."
_AUTOMATE: Final = Names({0: "None", 1: "AutoUpdate", 2: "AutoAccept"})
"""AutomateProcessing, as CalendarProcessingFlags counts it."""
_FLAGS: Final = {
    "ForwardRequestsToDelegates": "forward",
    "AllBookInPolicy": "allBookIn",
    "AllRequestInPolicy": "allRequestIn",
    "AllRequestOutOfPolicy": "allRequestOut",
    "RemovePrivateProperty": "removePrivate",
}
_LISTS: Final = {"BookInPolicy": "bookIn", "RequestInPolicy": "requestIn", "RequestOutOfPolicy": "requestOut"}
"""The settings, and what the collector calls them."""


def read_calendar_processing(row: Row, sink: Sink) -> None:
    """The settings of a room or of equipment, and its delegates.

    Those are canonical names on-premises; names, GUIDs or legacy DNs online.
    """
    owner = owner_of(row)
    settings: dict[str, Fact] = {setting: row.flag(setting, short) for setting, short in _FLAGS.items()}
    settings["AutomateProcessing"] = row.enumeration("AutomateProcessing", _AUTOMATE) or row.enumeration(
        "automate", _AUTOMATE
    )
    people = {setting: row.texts(setting, short, expect="any") for setting, short in _LISTS.items()}
    sink.owner_facts(
        owner,
        {_SECTION + setting: value for setting, value in settings.items() if value is not None},
        {_SECTION + setting: listed for setting, listed in people.items() if listed is not None},
    )
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
