"""Linting a text in a test, and the cases in Markdown that rules and scenarios are tested by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from delegint.engine.lint import Options, Report, lint
from delegint.engine.plugins import Plugins
from delegint.engine.registry import Registry
from delegint.schema.core import Schema
from delegint.source.files import SourceFile

AS_OF = date(2026, 11, 22)
_CASE = re.compile(r"^## (?P<title>.+?)\n(?P<body>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_YAML = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
_FOUND = re.compile(
    r"^- `(?P<place>\d+:\d+)` (?:(?P<code>[A-Z]+\d+) )?(?P<severity>error|warning|info)(?:: (?P<message>.+))?$",
    re.MULTILINE,
)
_NOT_EVALUATED = re.compile(r"^- not evaluated: (?P<codes>[A-Z0-9, ]+) for want of `(?P<fact>[^`]+)`$", re.MULTILINE)
_AS_OF = re.compile(r"^As of (\d{4}-\d\d-\d\d)\.$", re.MULTILINE)


@cache
def everything() -> tuple[Plugins, Registry, Schema]:
    """The installed plugins, their rules and the format; loaded once for all tests."""
    plugins = Plugins()
    registry, schema = plugins.registry(), plugins.schema()
    assert [plugin.failure for plugin in plugins.failed] == []
    return plugins, registry, schema


def lint_text(
    text: str | bytes, *, select: Sequence[str] = (), as_of: date = AS_OF, name: str = "desired.yaml"
) -> Report:
    """The report on one file."""
    data = text.encode() if isinstance(text, str) else text
    options = Options(stdin=SourceFile(name, data), select=select, as_of=as_of)
    return lint(options, *everything())


class Expected(NamedTuple):
    """One finding that a case expects."""

    place: str
    code: str
    severity: str


class Case(NamedTuple):
    """One case of a Markdown file: a state, and all that is to be found in it."""

    title: str
    state: str
    found: list[Expected]
    messages: list[str]
    not_evaluated: list[tuple[str, str]]
    as_of: date


def cases(path: Path, code: str = "") -> list[Case]:
    """The cases of a Markdown file.

    A case is a heading `## title`, a fenced `yaml` block and, for each finding, a line
    ``- `7:15` HYB015 error: part of the message``; where `code` is given, the lines leave the code out. A case
    without such lines expects silence. ``- not evaluated: HYB014 for want of `home` `` expects a gap, and
    `As of 2027-04-01.` moves the date.
    """
    found = []
    for match in _CASE.finditer(path.read_text()):
        body = match["body"]
        yaml = _YAML.search(body)
        assert yaml is not None, f"{path.name}: {match['title']} has no state"
        after = body[yaml.end() :]
        lines = list(_FOUND.finditer(after))
        gaps = [
            (name.strip(), gap["fact"]) for gap in _NOT_EVALUATED.finditer(after) for name in gap["codes"].split(",")
        ]
        stated = [line for line in after.splitlines() if line.startswith("- ")]
        assert len(stated) == len(lines) + len(list(_NOT_EVALUATED.finditer(after))), f"{path.name}: {match['title']}"
        as_of = _AS_OF.search(body)
        found.append(
            Case(
                match["title"],
                yaml.group(1),
                sorted(Expected(line["place"], line["code"] or code, line["severity"]) for line in lines),
                [line["message"] for line in lines if line["message"]],
                sorted(gaps),
                date.fromisoformat(as_of.group(1)) if as_of else AS_OF,
            )
        )
    return found


def found_in(report: Report) -> list[Expected]:
    """What a report says, in the form of expectations; effects follow their cause."""
    results = [*report.results, *(effect for result in report.results for effect in result.effects)]
    return sorted(
        Expected(f"{result.finding.place.line}:{result.finding.place.column}", result.rule.code, result.severity)
        for result in results
    )


def gaps_in(report: Report) -> list[tuple[str, str]]:
    """The rules that were not evaluated, each with the fact it wanted."""
    return sorted({(code, gap.fact) for gap in report.gaps for code in gap.rules})
