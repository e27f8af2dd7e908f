"""Rules against the state: at every point in time that matters, each failure contained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from delegint.engine.rules import Rule
from delegint.engine.when import Window, windows
from delegint.model.booking import CalendarProcessing
from delegint.model.coexistence import lync_users, teams_users
from delegint.model.environment import SyncEngine
from delegint.model.facts import Facts
from delegint.model.finding import Finding, Severity
from delegint.model.grants import GRANT_KINDS, Mailbox
from delegint.model.migration import Batch
from delegint.model.recipient_parts import LyncUser, TeamsUser
from delegint.model.recipients import Recipient
from delegint.model.state import State
from delegint.model.unknown import Unanswered, Unknown
from delegint.model.wishes import Wishes, all_wishes

_NOTHING: Final = object()
_WHATEVER_A_RULE_RAISES: Final = (Exception, SystemExit)
"""One rule that fails, or that another plugin wrote badly, must not keep the others from being asked."""


class Result:
    """A finding with its rule and its time.

    Parameters:
        rule: which rule found it.
        finding: what it said.
        when: the stretches of time in which it holds; empty where time does not matter.
        effects: findings of wider rules that this one explains.
    """

    __slots__ = ("effects", "finding", "rule", "when")

    def __init__(self, rule: Rule, finding: Finding, when: tuple[Window, ...] = ()) -> None:
        self.rule = rule
        self.finding = finding
        self.when = when
        self.effects: list[Result] = []

    @property
    def severity(self) -> Severity:
        """That of the finding, or else that of the rule."""
        return self.finding.severity or self.rule.severity


class Gap(NamedTuple):
    """A fact whose absence kept rules from judging.

    Parameters:
        fact: its name, such as `home`.
        declare: where to declare it.
        cmdlet: which cmdlet shows it; may be empty.
        rules: the codes of the rules that wanted it.
        subjects: whose fact it is, each once, in the order of their first mention.
    """

    fact: str
    declare: str
    cmdlet: str
    rules: tuple[str, ...]
    subjects: tuple[str, ...]


class Crash(NamedTuple):
    """A rule that failed.

    Parameters:
        rule: which.
        error: type and message of the exception.
        subject: the first object it failed on.
        times: on how many objects.
    """

    rule: Rule
    error: str
    subject: str
    times: int


class Evaluation:
    """Runs rules over a state and keeps what they say.

    Parameters:
        state: the state before any batch.
        rules: the rules of this run; no other rule is called.
    """

    def __init__(self, state: State, rules: Iterable[Rule]) -> None:
        self.results: list[Result] = []
        self._states = [state.at(point) for point in state.points]
        self._now = self._states[0]
        self._gaps: dict[tuple[str, str, str], tuple[dict[str, None], dict[str, None]]] = {}
        self._crashes: dict[str, Crash] = {}
        by_subject: dict[type, list[Rule]] = {}
        for rule in rules:
            for subject in rule.subjects:
                by_subject.setdefault(subject, []).append(rule)
        self._run_all(by_subject)

    @property
    def gaps(self) -> list[Gap]:
        """What was not evaluated, and for want of which fact."""
        return [
            Gap(fact, declare, cmdlet, tuple(sorted(rules)), tuple(subjects))
            for (fact, declare, cmdlet), (rules, subjects) in sorted(self._gaps.items())
        ]

    @property
    def crashes(self) -> list[Crash]:
        """The rules that failed."""
        return [self._crashes[code] for code in sorted(self._crashes)]

    def _run_all(self, by_subject: dict[type, list[Rule]]) -> None:
        every = tuple(range(len(self._states)))
        everybody: tuple[tuple[type, Iterable[object]], ...] = (
            (State, [self._now]),
            (SyncEngine, self._now.sync_engines),
            (Batch, self._now.batches),
            (Recipient, self._now.recipients),
            (CalendarProcessing, self._now.calendar_processing),
            (LyncUser, self._now.once(lync_users) if LyncUser in by_subject else ()),
            (TeamsUser, self._now.once(teams_users) if TeamsUser in by_subject else ()),
            (Wishes, self._now.once(all_wishes).values() if Wishes in by_subject else ()),
        )
        for kind, subjects in everybody:
            rules = by_subject.get(kind, ())
            at_once = [rule for rule in rules if rule.when == "now"]
            for subject in subjects:
                self._run_now(at_once, subject)
            for rule in rules:
                for subject in subjects if rule.when != "now" else ():
                    self._run(rule, subject, self._moments_of(subject, every))
        self._run_on_mailboxes(by_subject)

    def _moments_of(self, subject: object, every: tuple[int, ...]) -> tuple[int, ...]:
        """The times at which something of a subject may be new; of wishes, those at which somebody has moved."""
        if not isinstance(subject, Wishes):
            return every
        people = [subject.owner, *(wish.delegate for wish in (*subject.people, *subject.groups))]
        return (0, *sorted(frozenset().union(*map(self._now.moves_of, people))))

    def _run_on_mailboxes(self, by_subject: dict[type, list[Rule]]) -> None:
        """Mailboxes and their grants, each at the times at which one of the people concerned has moved."""
        on_mailboxes = by_subject.get(Mailbox, [])
        on_grants = {
            kind: list(
                dict.fromkeys(rule for asked in by_subject if issubclass(kind, asked) for rule in by_subject[asked])
            )
            for kind in GRANT_KINDS
        }
        if not on_mailboxes and not any(on_grants.values()):
            return
        on_mailboxes_before = [rule for rule in on_mailboxes if rule.when != "later"]
        before = {kind: [rule for rule in rules if rule.when != "later"] for kind, rules in on_grants.items()}
        moves_of = self._now.moves_of
        for mailbox in self._now.mailboxes:
            moves_owner = all_moves = moves_of(mailbox.owner)
            for grant in mailbox.grants:
                moves = moves_owner | moves_of(grant.trustee)
                if moves:
                    all_moves |= moves
                    moments = (0, *sorted(moves))
                    for rule in on_grants[type(grant)]:
                        self._run(rule, grant, moments)
                else:
                    self._run_now(before[type(grant)], grant)
            if all_moves:
                moments = (0, *sorted(all_moves))
                for rule in on_mailboxes:
                    self._run(rule, mailbox, moments)
            else:
                self._run_now(on_mailboxes_before, mailbox)

    def _run_now(self, rules: list[Rule], subject: object) -> None:
        """Ask rules about what no batch moves; nearly all of them say nothing, and that is all that has to be seen."""
        now = self._now
        for rule in rules:
            try:
                answers = iter(rule.check(subject, now))  # type: ignore[misc]  # a rule without a check has no subjects
                first = next(answers, _NOTHING)
            except _WHATEVER_A_RULE_RAISES as error:
                self._note_failure(rule, subject, error)
                continue
            if first is not _NOTHING:
                found = self._heard(rule, subject, chain((first,), answers))
                self.results.extend(Result(rule, finding) for finding in found)

    def _run(self, rule: Rule, subject: object, moments: tuple[int, ...]) -> None:
        if rule.when == "now" or len(moments) == 1:
            if rule.when != "later":
                self.results.extend(Result(rule, finding) for finding in self._ask(rule, subject, self._now))
            return
        seen: dict[tuple[object, ...], tuple[Finding, list[int]]] = {}
        for moment in moments if rule.when == "every" else moments[1:]:
            state = self._states[moment]
            for finding in self._ask(rule, state if isinstance(subject, State) else subject, state):
                key = (finding.path, finding.salient)
                seen.setdefault(key, (finding, []))[1].append(moment)
        for finding, present in seen.values():
            points = windows([self._states[moment].point for moment in moments], present)
            self.results.append(Result(rule, finding, points))

    def _ask(self, rule: Rule, subject: object, state: State) -> Sequence[Finding]:
        """What a rule finds; what it found before it failed, or learned that it cannot judge, still counts."""
        assert rule.check is not None  # noqa: S101 - rules without a check have no subjects
        try:
            answers = iter(rule.check(subject, state))
        except _WHATEVER_A_RULE_RAISES as error:
            self._note_failure(rule, subject, error)
            return ()
        return self._heard(rule, subject, answers)

    def _heard(self, rule: Rule, subject: object, answers: Iterator[object]) -> Sequence[Finding]:
        found: list[Finding] = []
        try:
            for answer in answers:
                if isinstance(answer, Unknown):
                    self._note_gap(rule, answer)
                elif isinstance(answer, Finding):
                    found.append(answer)
                else:
                    raise TypeError(f"a rule yields findings and unknown facts, not {answer!r}")
        except _WHATEVER_A_RULE_RAISES as error:
            self._note_failure(rule, subject, error)
        return found

    def _note_failure(self, rule: Rule, subject: object, error: BaseException) -> None:
        if isinstance(error, Unanswered):
            self._note_gap(rule, error.unknown)
        else:
            self._note_crash(rule, subject, error)

    def _note_gap(self, rule: Rule, unknown: Unknown) -> None:
        rules, subjects = self._gaps.setdefault((unknown.fact, unknown.declare, unknown.cmdlet), ({}, {}))
        rules[rule.code] = None
        subjects[unknown.subject] = None

    def _note_crash(self, rule: Rule, subject: object, error: BaseException) -> None:
        earlier = self._crashes.get(rule.code)
        if earlier is None:
            whom = subject.subject if isinstance(subject, (Facts, Wishes)) else "the state"
            self._crashes[rule.code] = Crash(rule, f"{type(error).__name__}: {error}", whom, 1)
        else:
            self._crashes[rule.code] = earlier._replace(times=earlier.times + 1)
