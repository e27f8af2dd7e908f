"""Comments that suppress findings: `# delegint: ignore[HYB014] reason="pilot mailbox" until=2027-01-31`.

A comment covers the entry that it stands on: the mapping entry or list item that begins furthest to the left on its
own line, or, where the comment has the line to itself, on the next line that holds something. An entry is covered as a
whole, however many lines it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from delegint.source.files import SourceFile
from delegint.source.nodes import Node, split_span
from delegint.source.places import Place, Problem

_COMMENT: Final = re.compile(r"(?:^|(?<=\s))#\s*delegint\s*:\s*(?P<word>[A-Za-z-]+)(?P<rest>.*)$")
_DIRECTIVE: Final = re.compile(r"\s*\[(?P<rules>[^\]]*)\](?P<options>.*)$")
_OPTION: Final = re.compile(r'\s*(?P<key>[a-z]+)\s*=\s*(?:"(?P<quoted>[^"]*)"|(?P<bare>\S+))')
_KEYWORD: Final = "ignore"
_FORM: Final = 'Write # delegint: ignore[HYB014] reason="why" until=2027-01-31; until may be left out'
_LIKE_ENOUGH: Final = 0.7

Point = tuple[int, int]
"""A 0-based line and column."""


class Suppression(NamedTuple):
    """One comment that suppresses findings.

    Parameters:
        place: where the comment stands.
        rules: the codes or names between the brackets, as written.
        reason: why, for the reader of the next year.
        until: the last day on which it holds; None where it has no end.
        start, end: the stretch of the file that it covers.
    """

    place: Place
    rules: tuple[str, ...]
    reason: str
    until: date | None
    start: Point
    end: Point

    def covers(self, place: Place) -> bool:
        """Whether a finding at `place` stands in the covered entry."""
        same_file = place.source is self.place.source
        return same_file and self.start <= (place.line - 1, place.column - 1) < self.end


class _MalformedError(ValueError):
    """A comment does not suppress what it was meant to.

    Parameters:
        message: why.
        fix: what to write instead.
    """

    def __init__(self, message: str, fix: str = _FORM) -> None:
        super().__init__(message)
        self.fix = fix


class _Entry(NamedTuple):
    start: Point
    end: Point


def suppressions(source: SourceFile, documents: list[Node], problems: list[Problem]) -> list[Suppression]:
    """The suppressions in one file.

    Parameters:
        source: the file.
        documents: its documents.
        problems: takes comments that are meant to suppress something and are not written as they must be.
    """
    if _KEYWORD[:3].encode() not in source.data or b"#" not in source.data:
        return []
    comments = [(number, match) for number, line in enumerate(source.lines) if (match := _candidate(line)) is not None]
    if not comments:
        return []
    entries, scalars = _entries_and_scalars(documents)
    found = []
    for number, match in comments:
        point = (number, match.start())
        if not any(start <= point < end for start, end in scalars):
            place = Place(source, number + 1, match.start() + 1, number + 1, len(match.string.rstrip()) + 1)
            try:
                found.append(_read(place, match, entries))
            except _MalformedError as error:
                problems.append(Problem("FMT013", str(error), place, fix=error.fix, salient=match[0].strip()))
    return found


def _candidate(line: str) -> re.Match[str] | None:
    """A comment that addresses delegint with a word that is, or was meant to be, `ignore`."""
    if "delegint" not in line or "#" not in line:
        return None
    match = _COMMENT.search(line)
    if match is None or SequenceMatcher(None, match["word"].casefold(), _KEYWORD).ratio() < _LIKE_ENOUGH:
        return None
    return match


def _read(place: Place, match: re.Match[str], entries: dict[int, _Entry]) -> Suppression:
    """The suppression that a comment spells out.

    Raises:
        _MalformedError: it does not hold, and why.
    """
    directive = _DIRECTIVE.match(match["rest"])
    rules = tuple(word.strip() for word in directive["rules"].split(",") if word.strip()) if directive else ()
    if match["word"] != _KEYWORD or directive is None or not rules:
        raise _MalformedError("This comment was meant to suppress a finding, but is not written as it must be")
    options = _options(directive["options"])
    if options is None:
        raise _MalformedError("Only reason and until may follow the brackets of a suppression")
    reason = options.get("reason", "").strip()
    if not reason:
        raise _MalformedError("This suppression gives no reason, and does not hold without one")
    covered = _entry_of(place, match, entries)
    if covered is None:
        raise _MalformedError("No entry follows this suppression", "Put it on the line above an entry, or behind one")
    return Suppression(place, rules, reason, _day(options.get("until")), covered.start, covered.end)


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise _MalformedError(f"{text} is not a day; the suppression does not hold") from None


def _options(text: str) -> dict[str, str] | None:
    """`reason="…" until=…` as a mapping; None where anything else stands there."""
    options: dict[str, str] = {}
    position = 0
    while text[position:].strip():
        match = _OPTION.match(text, position)
        if match is None or match["key"] not in ("reason", "until") or match["key"] in options:
            return None
        options[match["key"]] = match["quoted"] if match["quoted"] is not None else match["bare"]
        position = match.end()
    return options


def _entry_of(place: Place, match: re.Match[str], entries: dict[int, _Entry]) -> _Entry | None:
    """The entry that a comment stands behind, or the one below a comment that has its line to itself."""
    number = place.line - 1
    if match.string[: match.start()].strip():
        return entries.get(number)
    for below, text in enumerate(place.source.lines[number + 1 :], number + 1):
        if text.strip() and not text.lstrip().startswith("#"):
            return entries.get(below)
    return None


def _entries_and_scalars(documents: list[Node]) -> tuple[dict[int, _Entry], list[_Entry]]:
    """The leftmost entry that begins on each line, and the stretches of all keys and values that hold text."""
    entries: dict[int, _Entry] = {}
    scalars: list[_Entry] = []
    for node, is_entry in _nodes(documents):
        value_span = node.span if node.alias_span is None else node.alias_span
        line, column, end_line, end_column = split_span(value_span)
        if not isinstance(node.value, (dict, list)):
            scalars.append(_Entry((line, column), (end_line, end_column)))
        if node.key_span is not None:
            line, column, key_end_line, key_end_column = split_span(node.key_span)
            scalars.append(_Entry((line, column), (key_end_line, key_end_column)))
        if is_entry:
            known = entries.get(line)
            if known is None or column < known.start[1]:
                entries[line] = _Entry((line, column), (end_line, end_column))
    return entries, scalars


def _nodes(documents: list[Node]) -> Iterator[tuple[Node, bool]]:
    """Every node where it is written, and whether it is an entry; what an alias repeats is seen where it is defined."""
    pending = [(document, False) for document in documents]
    while pending:
        node, is_entry = pending.pop()
        yield node, is_entry
        if node.alias_span is None:
            children = node.value.values() if isinstance(node.value, dict) else node.items()
            pending.extend((child, True) for child in children)
