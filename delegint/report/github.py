"""The report for GitHub Actions: an annotation for each finding, and a step summary."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final, TextIO

from delegint.engine.evaluate import Result
from delegint.engine.lint import Report
from delegint.engine.when import in_words
from delegint.model.finding import Severity
from delegint.report.escape import for_runner, for_terminal, github_data, github_property
from delegint.report.order import worst_first
from delegint.report.repository import in_repository, remembering
from delegint.report.step_summary import add_summary
from delegint.report.style import Style
from delegint.report.summary import counted, not_evaluated, summary

COMMANDS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "notice"}
_LINE_BREAK: Final = re.compile("([\r\n])")
MOST_ANNOTATIONS: Final = 10
"""GitHub shows no more of each level for one step; the log has them all."""
_SUMMARY_FILE: Final = "GITHUB_STEP_SUMMARY"


def write(report: Report, stream: TextIO, style: Style) -> None:  # noqa: ARG001 - a log of commands has no style
    """Write the report, and add to the step summary where the runner names a file for it.

    See `human.write` for the parameters.
    """
    path = remembering(lambda name: in_repository(name) or name)
    ordered = worst_first(report.results)
    stream.writelines(_command(result, path) + "\n" for result in ordered)
    lines = [*_not_shown(ordered), *(f"not evaluated: {not_evaluated(gap)}" for gap in report.gaps), summary(report)]
    destination = os.environ.get(_SUMMARY_FILE)
    if destination:
        try:
            add_summary(report, destination, path)
        except OSError as error:
            lines.append(f"The step summary cannot be written: {(error.strerror or str(error)).lower()}.")
    stream.writelines(for_runner(for_terminal(line)) + "\n" for line in lines)


def _command(result: Result, path: Callable[[str], str]) -> str:
    """One workflow command.

    The properties end with a number: the runner trims blanks at the end of the last one, and a file name may end so.
    """
    place = result.finding.place
    properties = {
        "title": f"{result.rule.code} {result.rule.name}",
        "file": path(place.source.name),
        "line": str(place.line),
        "endLine": str(place.end_line),
    }
    if place.line == place.end_line:  # GitHub passes over columns that belong to different lines
        properties |= {"col": str(place.column), "endColumn": str(place.end_column)}
    written = ",".join(f"{name}={github_property(_printable(value))}" for name, value in properties.items())
    message = "\n".join(for_runner(for_terminal(line)) for line in _message(result))
    return f"::{COMMANDS[result.severity]} {written}::{github_data(message)}"


def _printable(value: str) -> str:
    """A property in which only line breaks, which the runner's escape carries, are left of what steers a terminal."""
    return "".join(part if part in "\r\n" else for_terminal(part) for part in _LINE_BREAK.split(value))


def _message(result: Result) -> Iterator[str]:
    finding = result.finding
    yield finding.message
    when = in_words(result.when)
    if when:
        yield f"when: {when}"
    for related in finding.related:
        yield f"see: {related.place} {related.message}"
    if finding.fix:
        yield f"fix: {finding.fix}"
    for effect in result.effects:
        yield f"with it: {effect.rule.code} {effect.finding.message} ({effect.finding.place})"


def _not_shown(results: list[Result]) -> Iterator[str]:
    """What the limit keeps from view: the log still has it."""
    counts = Counter(result.severity for result in results)
    for severity in COMMANDS:
        more = counts[severity] - MOST_ANNOTATIONS
        if more > 0:
            verb = "is not shown as an annotation" if more == 1 else "are not shown as annotations"
            yield (
                f"{counted(more, f'more {severity}')} {verb}; "
                f"GitHub shows {MOST_ANNOTATIONS} of each level for a step, and this log has them all."
            )
