"""The CSV of IdFix: identities that Entra Connect will not synchronize as they are."""

from __future__ import annotations

from typing import Final

from delegint.api import Export, Row, Sink

_ERRORS: Final = {
    "duplicate": "is a duplicate",
    "format": "has a wrong format",
    "topleveldomain": "has a top-level domain that cannot be routed",
    "domainpart": "has characters in the domain that are not allowed",
    "localpart": "has characters before the @ that are not allowed",
    "length": "is too long",
    "blank": "is blank",
    "character": "has characters that are not allowed",
}
"""Source: IdFix, "Error types"."""
_DONE: Final = "complete"


def _column(name: str) -> tuple[str, str]:
    """The header of a column, and how a Turkish computer writes it in capitals."""
    return name, name.replace("I", "İ")


_DN, _ATTRIBUTE, _ACTION = _column("DISTINGUISHEDNAME"), _column("ATTRIBUTE"), _column("ACTION")


def read_error(row: Row, sink: Sink) -> None:
    """One value that is wrong; what IdFix has mended already is passed over."""
    error = (row.text("ERROR") or "").strip()
    if not error or (row.text(*_ACTION) or "").strip().casefold() == _DONE:
        return
    who = row.text(*_DN) or row.text("COMMONNAME") or "an object without a name"
    attribute = row.text(*_ATTRIBUTE) or "an attribute"
    value, update = row.text("VALUE"), row.text("UPDATE")
    wrong = _ERRORS.get(error.casefold(), f"has the error {error}")
    message = f"IdFix: {attribute} of {who} {wrong}{f': {value}' if value else ''}"
    fix = f"Set {attribute} to {update}" if update else f"Correct {attribute} in Active Directory"
    sink.conflict(row.line, message, f"{fix}, and run IdFix again", f"{who} {attribute} {value or ''}".strip())


EXPORTS: Final = (
    Export(
        "IdFix",
        (_DN, _ATTRIBUTE, ("ERROR",), ("VALUE",), _ACTION),
        describe=read_error,
        side="on_premises",
        sided=False,
    ),
)
