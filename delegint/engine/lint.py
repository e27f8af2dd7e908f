"""The whole line: paths to a report."""

from __future__ import annotations

from delegint.engine.causes import attach_effects
from delegint.engine.evaluate import Crash, Evaluation, Gap, Result
from delegint.engine.given import UNREAD, Options, given, judge_passed_over
from delegint.engine.plugins import Plugin, Plugins
from delegint.engine.registry import Registry
from delegint.engine.rules import SEVERITIES, Rule
from delegint.engine.snapshots import snapshot_of
from delegint.engine.suppress import Suppressed, Suppressions
from delegint.model.build import build_state
from delegint.model.finding import Finding, Severity
from delegint.model.observed import Observed
from delegint.model.state import State
from delegint.model.wishes import all_wishes
from delegint.schema.check import check
from delegint.schema.vocabulary import Schema
from delegint.source.files import SourceFile
from delegint.source.merge import FORMAT_KEY, merge
from delegint.source.nodes import Node
from delegint.source.parse import parse
from delegint.source.places import Place, Problem
from delegint.source.suppressions import Suppression
from delegint.source.suppressions import suppressions as suppressions_in

CLEAN, FOUND, USAGE, INTERNAL = range(4)
"""Exit codes: nothing at or above the level of `--fail-on`, findings, wrong usage, an internal or plugin failure."""


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
    files = given(options, problems)
    report.missing = files.missing
    named = options.snapshot if options.snapshot is not None and options.snapshot.exists() else None
    if options.snapshot is not None and named is None:
        report.missing.append(str(options.snapshot))
    before = files.is_silent_on_snapshots
    observed = snapshot_of(named, None, plugins, problems, cached=options.cached) if before else None
    documents = [document for source in files.sources for document in parse(source, problems)]
    merged = merge(documents, problems)
    report.passed_over = judge_passed_over(merged.passed_over, files, schema, problems)
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
    results, report.suppressed = suppressions.divide(attach_effects(findings), _entries(report.state))
    results += _results_of(suppressions.unused(_not_judged(report)), rules)
    if files.shown is not None:
        results = [result for result in results if _touches(result, files.shown)]
        report.suppressed = [entry for entry in report.suppressed if _touches(entry.result, files.shown)]
    report.results = sorted(results, key=_order)
    report.plugins = plugins.all
    report.failed_plugins = plugins.failed
    return report


def _entries(state: State | None) -> dict[tuple[str, ...], Place]:
    """Where it is declared that somebody is to act for somebody, by the two people."""
    wishes = {} if state is None else state.once(all_wishes)
    return {wish.about: wish.declared.place_of() for found in wishes.values() for wish in found.people}


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
