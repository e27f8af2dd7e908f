"""Linting a text in a test, and the cases in Markdown that rules and scenarios are tested by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from delegint.engine.evaluate import Result
from delegint.engine.given import Options
from delegint.engine.lint import Report, lint
from delegint.engine.plugins import Plugins
from delegint.engine.registry import Registry
from delegint.schema.vocabulary import Schema
from delegint.source.files import SourceFile

AS_OF = date(2026, 11, 22)
_CASE = re.compile(r"^## (?P<title>.+?)\n(?P<body>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_YAML = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
_EXPORT = re.compile(r"```\w+ (\S+)\n(.*?)```", re.DOTALL)
_FOUND = re.compile(
    r"^- `(?P<place>(?:[\w./-]+:)?\d+:\d+)` (?:(?P<code>[A-Z]+\d+) )?"
    r"(?P<severity>error|warning|info)(?:: (?P<message>.+))?$(?:\n  fix: (?P<fix>.+)$)?",
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
    text: str | bytes,
    *,
    select: Sequence[str] = (),
    as_of: date = AS_OF,
    name: str = "desired.yaml",
    exports: Mapping[str, str | bytes] | None = None,
) -> Report:
    """The report on one file, compared with a snapshot where there are exports, by their names below it."""
    data = text.encode() if isinstance(text, str) else text
    with TemporaryDirectory() as folder:
        for file, content in (exports or {}).items():
            path = Path(folder, "export", file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        snapshot = Path(folder, "export") if exports else None
        options = Options(stdin=SourceFile(name, data), select=select, as_of=as_of, snapshot=snapshot, cached=False)
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
    messages: list[tuple[Expected, str]]
    fixes: list[tuple[Expected, str]]
    not_evaluated: list[tuple[str, str]]
    as_of: date
    exports: dict[str, str]


def cases(path: Path, code: str = "") -> list[Case]:
    """The cases of a Markdown file.

    A case is a heading `## title`, a fenced `yaml` block, any number of fenced blocks such as
    ` ```jsonl exo/recipients.jsonl ` for the files of a snapshot and, for each finding, a line
    ``- `7:15` HYB015 error: part of the message``; where `code` is given, the lines leave the code out. A line
    ``  fix: part of the fix`` may follow. A case without such lines expects silence. A finding in the snapshot has the
    file before the line.
    ``- not evaluated: HYB014 for want of `home` `` expects a gap, and
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
                sorted(_expected(line, code) for line in lines),
                [(_expected(line, code), line["message"]) for line in lines if line["message"]],
                [(_expected(line, code), line["fix"]) for line in lines if line["fix"]],
                sorted(gaps),
                date.fromisoformat(as_of.group(1)) if as_of else AS_OF,
                dict(_EXPORT.findall(body)),
            )
        )
    return found


def _expected(line: re.Match[str], code: str) -> Expected:
    return Expected(line["place"], line["code"] or code, line["severity"])


def found_in(report: Report) -> list[Expected]:
    """What a report says, in the form of expectations; effects follow their cause."""
    return sorted(_found(result) for result in _with_effects(report))


def unsaid(report: Report, case: Case) -> list[tuple[Expected, str]]:
    """The messages and fixes of a case that the findings at their places do not give."""
    said = [(_found(result), result.finding.message, result.finding.fix or "") for result in _with_effects(report)]
    unsaid_messages = [
        (expected, part)
        for expected, part in case.messages
        if not any(found == expected and part in message for found, message, _ in said)
    ]
    unsaid_fixes = [
        (expected, f"fix: {part}")
        for expected, part in case.fixes
        if not any(found == expected and part in fix for found, _, fix in said)
    ]
    return unsaid_messages + unsaid_fixes


def _with_effects(report: Report) -> list[Result]:
    return [*report.results, *(effect for result in report.results for effect in result.effects)]


def _found(result: Result) -> Expected:
    return Expected(_place(result), result.rule.code, result.severity)


def _place(result: Result) -> str:
    """Line and column, after the name of the file where it is one of the snapshot."""
    place = result.finding.place
    _, inside, name = place.source.name.partition("/export/")
    return f"{name}:{place.line}:{place.column}" if inside else f"{place.line}:{place.column}"


def gaps_in(report: Report) -> list[tuple[str, str]]:
    """The rules that were not evaluated, each with the fact it wanted."""
    return sorted({(code, gap.fact) for gap in report.gaps for code in gap.rules})
