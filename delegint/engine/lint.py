"""The whole line: paths to a report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from delegint.engine.causes import attach_effects
from delegint.engine.evaluate import Crash, Evaluation, Gap, Result
from delegint.engine.plugins import Plugin, Plugins
from delegint.engine.registry import Registry
from delegint.engine.rules import SEVERITIES, Rule
from delegint.engine.snapshots import snapshot_of
from delegint.engine.suppress import Suppressed, Suppressions
from delegint.model.build import build_state
from delegint.model.finding import Finding, Severity
from delegint.model.observed import Observed
from delegint.model.state import State
from delegint.schema.check import check
from delegint.schema.vocabulary import Schema
from delegint.source.discover import discover
from delegint.source.files import SourceFile
from delegint.source.merge import FORMAT_KEY, looks_like_a_state, merge
from delegint.source.nodes import Node
from delegint.source.parse import parse
from delegint.source.places import Problem, whole_file
from delegint.source.suppressions import Suppression
from delegint.source.suppressions import suppressions as suppressions_in

CLEAN, FOUND, USAGE, INTERNAL = range(4)
"""Exit codes: nothing at or above the level of `--fail-on`, findings, wrong usage, an internal or plugin failure."""
_SNAPSHOT: Final = b"snapshot"
_UTF_16_SAMPLE: Final = 200
UNREAD: Final = frozenset({"FMT001", "FMT003", "FMT004"})
"""The findings on files of a state that could not be read, so that the state is not whole."""


class Options:
    """What a run is asked to do.

    Parameters:
        paths: files and folders to lint.
        context: files and folders that belong to the state, but on which nothing is reported.
        stdin: the content and the name of a file given on standard input.
        select, ignore: see `Registry.choose`.
        as_of: the date for rules that are bound to one.
        snapshot: an export of the tenant; the state may name one too.
        cached: whether a prepared copy of the snapshot may be used and kept.
    """

    def __init__(
        self,
        paths: Sequence[Path] = (),
        *,
        context: Sequence[Path] = (),
        stdin: SourceFile | None = None,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        as_of: date | None = None,
        snapshot: Path | None = None,
        cached: bool = True,
    ) -> None:
        self.paths = list(paths)
        self.snapshot = snapshot
        self.cached = cached
        self.context = list(context)
        self.stdin = stdin
        self.select = list(select)
        self.ignore = list(ignore)
        self.as_of = as_of or date.today()


class Report:
    """What a run found.

    Parameters:
        results: by file, line, column and code.
        suppressed: findings that a comment in the state accepts.
        gaps: what was not evaluated and why.
        crashes: rules that failed.
        plugins: every plugin of the run, by whose names the rules say where they come from.
        failed_plugins: those that could not be used.
        missing: paths that do not exist.
        rules: the rules that ran.
        files: the files that belong to the state, by name.
        passed_over: named files without the `delegint` key.
        only_changes: whether some files of a larger state were named, none of which need belong to it.
        mailboxes, grants: how much was looked at.
        state: the state, where one could be read.
        snapshot: what the snapshot says; None without one.
        as_of: the date for rules that are bound to one.
    """

    def __init__(self, options: Options) -> None:
        self.results: list[Result] = []
        self.suppressed: list[Suppressed] = []
        self.gaps: list[Gap] = []
        self.crashes: list[Crash] = []
        self.plugins: list[Plugin] = []
        self.failed_plugins: list[Plugin] = []
        self.missing: list[str] = []
        self.rules: tuple[Rule, ...] = ()
        self.files: list[str] = []
        self.passed_over: list[str] = []
        self.only_changes = bool(options.context)
        self.mailboxes = 0
        self.grants = 0
        self.state: State | None = None
        self.snapshot: Observed | None = None
        self.as_of = options.as_of

    def counts(self) -> dict[Severity, int]:
        """How many results of each severity; effects count with their cause."""
        counts: dict[Severity, int] = dict.fromkeys(SEVERITIES, 0)
        for result in self.results:
            counts[result.severity] += 1
        return counts

    def everything(self) -> list[Result]:
        """The results, their effects, and what is suppressed: the order in which fingerprints are told apart."""
        effects = [effect for result in self.results for effect in result.effects]
        return [*self.results, *effects, *(entry.result for entry in self.suppressed)]

    def exit_code(self, fail_on: str, *, exit_zero: bool = False) -> int:
        """The exit code, the same in every output format.

        Parameters:
            fail_on: the least severity that fails, or `never`.
            exit_zero: whether findings never fail; wrong usage and internal failures still do.
        """
        if self.failed_plugins or self.crashes:
            return INTERNAL
        if self.missing:
            return USAGE
        failing = () if exit_zero or fail_on == "never" else SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        if any(result.severity in failing for result in self.results):
            return FOUND
        return CLEAN if self.files or self.only_changes else USAGE


def lint(options: Options, plugins: Plugins, registry: Registry, schema: Schema) -> Report:
    """Lint a state.

    Parameters:
        options: what to do.
        plugins: the plugins of the run, whose failures the report repeats.
        registry: their rules.
        schema: the format with their parts.

    Raises:
        UnknownRuleError: `select` or `ignore` names a rule that does not exist.
    """
    report = Report(options)
    report.rules = registry.choose(options.select, options.ignore)
    problems: list[Problem] = []
    given = _given(options, report, problems)
    named = options.snapshot if options.snapshot is not None and options.snapshot.exists() else None
    if options.snapshot is not None and named is None:
        report.missing.append(str(options.snapshot))
    before = _is_silent_on_snapshots(given)
    observed = snapshot_of(named, None, plugins, problems, cached=options.cached) if before else None
    documents = [document for source in given.sources for document in parse(source, problems)]
    merged = merge(documents, problems)
    _judge_passed_over(merged.passed_over, given, schema, report, problems)
    findings: list[Result] = []
    if merged.root is not None:
        problems.extend(check(merged.root, schema))
        complete = not any(problem.code in UNREAD for problem in problems)
        if not before:
            observed = snapshot_of(named, merged.root, plugins, problems, cached=options.cached)
        report.snapshot = observed
        comparisons = () if observed is None else plugins.comparisons()
        state = report.state = build_state(
            merged.root, options.as_of, problems, complete=complete, observed=observed, comparisons=comparisons
        )
        evaluation = Evaluation(state, report.rules)
        findings, report.gaps, report.crashes = evaluation.results, evaluation.gaps, evaluation.crashes
        report.mailboxes = len(state.mailboxes)
        report.grants = sum(len(mailbox.grants) for mailbox in state.mailboxes)
        report.files = _files_of(documents)
    rules = {rule.code: rule for rule in report.rules}
    suppressions = Suppressions(_comments(documents, problems), registry, rules, options.as_of, problems)
    findings.extend(_results_of(problems, rules))
    results, report.suppressed = suppressions.divide(attach_effects(findings))
    results += _results_of(suppressions.unused(_not_judged(report)), rules)
    if given.shown is not None:
        results = [result for result in results if _touches(result, given.shown)]
        report.suppressed = [entry for entry in report.suppressed if _touches(entry.result, given.shown)]
    report.results = sorted(results, key=_order)
    report.plugins = plugins.all
    report.failed_plugins = plugins.failed
    return report


def _is_silent_on_snapshots(given: _Given) -> bool:
    """Whether the state has no say in how a snapshot is read; it is then read first, when there is most room for it."""
    return not any(_SNAPSHOT in source.data or b"\0" in source.data[:_UTF_16_SAMPLE] for source in given.sources)


class _Given(NamedTuple):
    """What the options lead to.

    Parameters:
        sources: the files that may belong to the state.
        suspects: files in the named folders that do not speak of delegint, and may have been meant to.
        named: the names of the files that were named themselves.
        shown: the names of the files to report on; None for all.
    """

    sources: list[SourceFile]
    suspects: list[SourceFile]
    named: set[str]
    shown: set[str] | None


def _given(options: Options, report: Report, problems: list[Problem]) -> _Given:
    passed_over = [] if options.snapshot is None else [options.snapshot]
    found = discover(options.paths, problems, passed_over=passed_over)
    sources, named = list(found.sources), set(found.named)
    report.missing = found.missing
    if options.stdin is not None:
        named.add(options.stdin.name)
        sources = [options.stdin, *(source for source in sources if source.name != options.stdin.name)]
    if not options.context:
        return _Given(sources, found.suspects, named, None)
    read = [*sources, *found.suspects]
    shown = {source.name for source in read} | named | {problem.place.source.name for problem in problems}
    around = discover(options.context, problems, found, passed_over)
    report.missing += around.missing
    sources += [source for source in around.sources if source.name not in shown]
    return _Given(sources, found.suspects, named, shown)


def _judge_passed_over(
    passed_over: list[Node], given: _Given, schema: Schema, report: Report, problems: list[Problem]
) -> None:
    """A document without the `delegint` key is passed over; one that was named, or looks like a state, is mentioned."""
    sections = tuple(schema["properties"])
    unreadable = {problem.place.source.name for problem in problems if problem.code in UNREAD}
    fix = "Begin the file with delegint: 1"
    unsuspected: list[Problem] = []  # what is wrong in a file that is none of ours is none of our business
    suspected = [document for source in given.suspects for document in parse(source, unsuspected)]
    for document in [*passed_over, *suspected]:
        reason = looks_like_a_state(document, sections)
        name = document.source.name
        if reason is not None:
            message = f"This file does not belong to the state: {reason}, but not the key delegint"
            problems.append(Problem("FMT012", message, whole_file(document.source), fix=fix, severity="error"))
        elif name in given.named:
            report.passed_over.append(name)
            if not isinstance(document.value, dict):
                message = f"This file does not belong to the state: it holds {document.kind}, not a mapping"
                problems.append(Problem("FMT012", message, document.place, fix=fix))
    for source in given.sources:
        if source.name in given.named and source.name not in unreadable and not _has_document(source):
            report.passed_over.append(source.name)
            message = "This file does not belong to the state: it is empty"
            problems.append(Problem("FMT012", message, whole_file(source), fix=fix))


def _has_document(source: SourceFile) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in source.lines)


def _comments(documents: list[Node], problems: list[Problem]) -> list[Suppression]:
    """The suppressions in the files of the state."""
    by_source: dict[SourceFile, list[Node]] = {}
    for document in documents:
        if document.get(FORMAT_KEY) is not None:
            by_source.setdefault(document.source, []).append(document)
    return [found for source, ours in by_source.items() for found in suppressions_in(source, ours, problems)]


def _not_judged(report: Report) -> set[str]:
    """The codes of rules that may find nothing only because they could not look."""
    return {code for gap in report.gaps for code in gap.rules} | {crash.rule.code for crash in report.crashes}


def _files_of(documents: list[Node]) -> list[str]:
    ours = (document.source.name for document in documents if document.get(FORMAT_KEY) is not None)
    return list(dict.fromkeys(ours))


def _results_of(problems: list[Problem], rules: dict[str, Rule]) -> list[Result]:
    """The findings of the family FMT, which come from reading the files; what an alias repeats is told once."""
    told = {(problem.code, problem.place, problem.message): problem for problem in reversed(problems)}
    return [
        Result(
            rules[problem.code],
            Finding(
                problem.message,
                problem.place,
                problem.path,
                fix=problem.fix,
                related=problem.related,
                salient=problem.salient,
                severity=problem.severity,  # type: ignore[arg-type]
            ),
        )
        for problem in reversed(told.values())
        if problem.code in rules
    ]


def _touches(result: Result, shown: set[str]) -> bool:
    """Whether a finding stands in one of these files, or points into one of them."""
    places = [result.finding.place, *(related.place for related in result.finding.related)]
    return any(place.source.name in shown for place in places)


def _order(result: Result) -> tuple[str, int, int, str, str]:
    place = result.finding.place
    return (place.source.name, place.line, place.column, result.rule.code, result.finding.salient)
