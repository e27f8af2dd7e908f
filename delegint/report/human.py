"""The report for people at a terminal: the source line with carets, related places, the fix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TextIO

from delegint.engine.evaluate import Result
from delegint.engine.lint import Report
from delegint.engine.when import in_words
from delegint.report.escape import for_terminal, width
from delegint.report.style import Style
from delegint.report.summary import not_evaluated, summary
from delegint.source.places import Place

_ELLIPSIS: Final = "…"
_LEAST_EXCERPT: Final = 20
_MOST_EXCERPT: Final = 400
"""Columns of an excerpt where nothing limits it: a file may be one line of a megabyte."""


def write(report: Report, stream: TextIO, style: Style) -> None:
    """Write the report.

    Parameters:
        report: what was found.
        stream: where to.
        style: colour, width and runner.
    """
    for result in report.results:
        stream.writelines(style.line(line) for line in _result(result, style))
        stream.write("\n")
    label = style.paint("not evaluated", "strong")
    stream.writelines(style.line(f"{label}: {for_terminal(not_evaluated(gap))}") for gap in report.gaps)
    if report.gaps:
        stream.write("\n")
    worst = next((severity for severity, count in report.counts().items() if count), "good")
    stream.write(style.line(style.paint(summary(report), worst)))


def _result(result: Result, style: Style) -> Iterator[str]:
    finding = result.finding
    label = style.paint(f"{result.severity}[{result.rule.code}]", result.severity)
    yield f"{label} {style.paint(finding.message, 'strong')}"
    gutter = max((len(str(place.line)) for place in _shown(result)), default=1)
    yield _at(finding.place, gutter, style, result.rule.name)
    yield from _excerpt(finding.place, gutter, style, "^", result.severity)
    for related in finding.related:
        yield _at(related.place, gutter, style, related.message)
        yield from _excerpt(related.place, gutter, style, "-", "place")
    when = in_words(result.when)
    if when:
        yield _note("when", when, gutter, style)
    if finding.fix:
        yield _note("fix", finding.fix, gutter, style)
    for effect in result.effects:
        also = f"{effect.severity}[{effect.rule.code}] {effect.finding.message} ({effect.finding.place})"
        yield _note("with it", also, gutter, style)


def _shown(result: Result) -> Iterator[Place]:
    yield result.finding.place
    for related in result.finding.related:
        yield related.place


def _at(place: Place, gutter: int, style: Style, remark: str) -> str:
    return f"{' ' * gutter}{style.paint('-->', 'place')} {for_terminal(str(place))} {style.paint(remark, 'faint')}"


def _note(word: str, text: str, gutter: int, style: Style) -> str:
    return f"{' ' * gutter} {style.paint('=', 'place')} {style.paint(word, 'strong')}: {for_terminal(text)}"


def _excerpt(place: Place, gutter: int, style: Style, mark: str, tone: str) -> Iterator[str]:
    """The source line, and marks below the part that is meant; nothing for a file that has no such line."""
    text = place.source.line(place.line)
    if not text.strip():
        return
    end = place.end_column if place.end_line == place.line else len(text) + 1
    start, end = place.column - 1, max(end - 1, place.column)
    room = max(style.width - gutter - 3, _LEAST_EXCERPT) if style.width else _MOST_EXCERPT
    text, start, end = _cut(text.rstrip(), start, end, room)
    before, marked = for_terminal(text[:start]), for_terminal(text[start:end])
    number, bar = style.paint(f"{place.line:>{gutter}}", "place"), style.paint("|", "place")
    yield f"{number} {bar} {before}{marked}{for_terminal(text[end:])}"
    marks = style.paint(mark * max(width(marked), 1), tone)
    yield f"{' ' * gutter} {bar} {' ' * width(before)}{marks}"


def _cut(text: str, start: int, end: int, room: int) -> tuple[str, int, int]:
    """The part of a long line around the marked part, and where the marked part is in it; `room` is in columns."""
    if not room or width(for_terminal(text)) <= room:
        return text, start, end
    offset = max(start - room, 0)
    sizes = [width(for_terminal(character)) for character in text[offset : start + room]]
    first = last = start
    free = room - 2 * len(_ELLIPSIS)
    for limit in (free * 2 // 3, 0):  # a third goes before the mark, and more where the line ends soon after it
        while first > offset and free - sizes[first - 1 - offset] >= limit:
            first -= 1
            free -= sizes[first - offset]
        while last - offset < len(sizes) and free >= sizes[last - offset]:
            free -= sizes[last - offset]
            last += 1
    head, tail = _ELLIPSIS if first else "", _ELLIPSIS if last < len(text) else ""
    shift = len(head) - first
    return head + text[first:last] + tail, start + shift, max(start + 1, min(end, last)) + shift
