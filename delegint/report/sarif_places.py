"""Places as SARIF has them: one line, columns in UTF-16 code units, with the text and its surroundings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from delegint.report.json import pointer
from delegint.report.repository import remembering, uri_of
from delegint.source.files import SourceFile
from delegint.source.places import Place

ROOT: Final = "%SRCROOT%"
"""What relative addresses are relative to; GitHub and CodeQL call the root of the repository so."""
_LONGEST_REGION: Final = 500
_LONGEST_CONTEXT: Final = 1_500
_MARGIN: Final = 200


class Places:
    """Makes locations; keeps the address of each file, which it takes the disk to find out."""

    def __init__(self) -> None:
        self._uri: Callable[[str], str] = remembering(uri_of)

    def location(self, place: Place, path: tuple[str, ...] = ()) -> dict[str, Any]:
        """A SARIF location.

        Parameters:
            place: the stretch of a file.
            path: the keys that lead to the entry, where the location stands for one.
        """
        uri = self._uri(place.source.name)
        address = {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": ROOT}
        location: dict[str, Any] = {"physicalLocation": {"artifactLocation": address, **regions(place)}}
        if path:
            location["logicalLocations"] = [{"name": path[-1], "fullyQualifiedName": pointer(path), "kind": "property"}]
        return location


def regions(place: Place) -> dict[str, Any]:
    """The region of a place and its context region.

    GitHub shows an alert in a pull request only where all of its lines are part of the change, so the region ends with
    the first line of a longer stretch; and one very long line must not come along with every finding in it. What is
    empty, such as the place of a whole file, is widened to a character, if there is one.
    """
    text = place.source.line(place.line)
    start = min(place.column, len(text) + 1)
    end = place.end_column if place.end_line == place.line else len(text) + 1
    end = min(max(end, start + 1), start + _LONGEST_REGION, len(text) + 1)
    return {
        "region": _region(place.line, text, start, end),
        "contextRegion": _context(place.source, place.line, start, end),
    }


def units(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def _region(line: int, text: str, start: int, end: int) -> dict[str, Any]:
    first = units(text[: start - 1]) + 1
    return {
        "startLine": line,
        "startColumn": first,
        "endLine": line,
        "endColumn": first + units(text[start - 1 : end - 1]),
        "snippet": {"text": text[start - 1 : end - 1]},
    }


def _context(source: SourceFile, line: int, start: int, end: int) -> dict[str, Any]:
    """The line with those around it, or the middle of a long line."""
    first, last = max(line - 1, 1), max(min(line + 1, len(source.lines)), line)
    around = "\n".join(source.line(number) for number in range(first, last + 1))
    text = source.line(line)
    if len(around) > _LONGEST_CONTEXT:
        return _region(line, text, max(start - _MARGIN, 1), min(end + _MARGIN, len(text) + 1))
    return {"startLine": first, "endLine": last, "snippet": {"text": around}}
