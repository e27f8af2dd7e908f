"""The Markdown page of a GitHub Actions step: the findings in a table, and what could not be judged."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Final

from delegint.engine.evaluate import Result
from delegint.engine.lint import Report
from delegint.engine.when import in_words
from delegint.report.escape import for_terminal, markdown
from delegint.report.notices import notices
from delegint.report.order import worst_first
from delegint.report.summary import counted, not_evaluated, summary

MOST_BYTES: Final = 1024 * 1024
"""GitHub drops the whole summary of a step that has more."""
_RESERVE: Final = 4096
_ICONS: Final = {"error": "❌", "warning": "⚠️", "info": "ℹ️"}  # noqa: RUF001 - the sign that GitHub itself uses


def add_summary(report: Report, file: str, path: Callable[[str], str]) -> None:
    """Append a summary to what the step has written already, without exceeding what GitHub takes.

    Parameters:
        report: what was found.
        file: the file that the runner names.
        path: takes the name of a file to the one to show.

    Raises:
        OSError: the file cannot be written.
    """
    with open(file, "ab") as stream:
        written = os.fstat(stream.fileno()).st_size
        text = as_markdown(report, path, MOST_BYTES - written)
        if text:
            stream.write((b"\n" if written else b"") + text.encode("utf-8", "replace"))


def as_markdown(report: Report, path: Callable[[str], str], most_bytes: int = MOST_BYTES) -> str:
    """The summary, worst findings first; empty where there is no room for any.

    Parameters:
        report: what was found.
        path: takes the name of a file to the one to show.
        most_bytes: how large it may become in UTF-8; findings and facts that do not fit are counted instead.
    """
    room = most_bytes - _RESERVE
    if room <= 0:
        return ""
    lines = ["## delegint", "", _text(summary(report)), ""]
    noticed = [f"- {_text(notice.message)}" for notice in notices(report)]
    lines += [*noticed, ""] if noticed else []
    if report.results:
        lines += ["| | Rule | Where | Finding |", "|---|---|---|---|"]
    room -= sum(map(_size, lines))
    rows = list(_fitting((_row(result, path) for result in worst_first(report.results)), room))
    room -= sum(map(_size, rows))
    lines += rows
    left_out = len(report.results) - len(rows)
    if left_out:
        lines += ["", f"{counted(left_out, 'more finding')} did not fit here; the log has them all."]
    gaps = list(_fitting((f"- {_text(not_evaluated(gap))}" for gap in report.gaps), room))
    if gaps:
        lines += ["", "### Not evaluated", "", *gaps]
    if len(gaps) < len(report.gaps):
        lines += ["", f"{counted(len(report.gaps) - len(gaps), 'more fact')} that are not stated did not fit here."]
    return "\n".join(lines) + "\n"


def _row(result: Result, path: Callable[[str], str]) -> str:
    finding, rule = result.finding, result.rule
    code = f"[{rule.code}]({rule.help_url})" if rule.help_url else rule.code
    when = in_words(result.when)
    parts = [_text(finding.message) + (f" ({_text(when)})" if when else "")]
    if finding.fix:
        parts.append(f"**Fix:** {_text(finding.fix)}")
    parts += [f"With it: {effect.rule.code} {_text(effect.finding.message)}" for effect in result.effects]
    place = f"{path(finding.place.source.name)}:{finding.place.line}:{finding.place.column}"
    sign = f"{_ICONS[result.severity]} {result.severity}"
    return f"| {sign} | {code} {rule.name} | {_text(place)} | {'<br>'.join(parts)} |"


def _fitting(lines: Iterator[str], room: int) -> Iterator[str]:
    """The first lines that fit together."""
    for line in lines:
        room -= _size(line)
        if room < 0:
            return
        yield line


def _size(line: str) -> int:
    return len(line.encode("utf-8", "replace")) + 1


def _text(text: str) -> str:
    return markdown(for_terminal(text))
