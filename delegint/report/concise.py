"""One line for each finding, for editors and grep: `file:line:column: severity CODE name: message`."""

from __future__ import annotations

from typing import TextIO

from delegint.engine.lint import Report
from delegint.engine.when import in_words
from delegint.report.style import Style
from delegint.report.summary import summary


def write(report: Report, stream: TextIO, style: Style) -> None:
    """Write the report; see `human.write` for the parameters."""
    for result in report.results:
        when = in_words(result.when)
        severity = style.paint(result.severity, result.severity)
        place = style.paint(str(result.finding.place), "strong")
        remark = style.paint(f" ({when})" if when else "", "faint")
        message = style.paint(result.finding.message, "plain")
        stream.write(style.line(f"{place}: {severity} {result.rule.code} {result.rule.name}: {message}{remark}"))
    stream.write(style.line(style.paint(summary(report), "plain")))
