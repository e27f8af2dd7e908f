"""Rules against the state: at every point in time that matters, each failure contained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from delegint.engine.rules import Rule
from delegint.engine.when import Window, windows
from delegint.model.booking import CalendarProcessing
from delegint.model.environment import SyncEngine
from delegint.model.facts import Facts
from delegint.model.finding import Finding, Severity
from delegint.model.grants import GRANT_KINDS, Mailbox
from delegint.model.migration import Batch
from delegint.model.recipients import Recipient
from delegint.model.state import State
from delegint.model.unknown import Unanswered, Unknown

_NEVER: Final[frozenset[int]] = frozenset()


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
        moves: dict[Recipient, frozenset[int]] = {}
        for number, batch in enumerate(state.batches, 1):
            for member in batch.members:
                moves[member] = moves.get(member, _NEVER) | {number}
        self._moves = moves
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
        for kind, subjects in (
            (State, [self._now]),
            (SyncEngine, self._now.sync_engines),
            (Batch, self._now.batches),
            (Recipient, self._now.recipients),
            (Mailbox, self._now.mailboxes),
            (CalendarProcessing, self._now.calendar_processing),
        ):
            for rule in by_subject.get(kind, ()):
                moments = tuple(range(len(self._states)))
                for subject in subjects:
                    self._run(rule, subject, moments)
        on_grants = {
            kind: list(
                dict.fromkeys(rule for asked in by_subject if issubclass(kind, asked) for rule in by_subject[asked])
            )
            for kind in GRANT_KINDS
        }
        if not any(on_grants.values()):
            return
        before = {kind: [rule for rule in rules if rule.when != "later"] for kind, rules in on_grants.items()}
        for mailbox in self._now.mailboxes:
            moves_owner = self._moves_of(mailbox.owner)
            for grant in mailbox.grants:
                moves = moves_owner | self._moves_of(grant.trustee)
                if moves:
                    moments = (0, *sorted(moves))
                    for rule in on_grants[type(grant)]:
                        self._run(rule, grant, moments)
                else:
                    for rule in before[type(grant)]:
                        for finding in self._ask(rule, grant, self._now):
                            self.results.append(Result(rule, finding))

    def _moves_of(self, recipient: Recipient) -> frozenset[int]:
        """The numbers of the batches that move a recipient, or a member of the group that it is."""
        if not self._now.batches:
            return _NEVER
        known = self._moves.get(recipient)
        if known is None:
            people = self._now.expand(recipient).people
            known = self._moves[recipient] = _NEVER.union(*(self._moves.get(person, _NEVER) for person in people))
        return known

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
        found: list[Finding] = []
        try:
            for answer in rule.check(subject, state):
                if isinstance(answer, Unknown):
                    self._note_gap(rule, answer)
                elif isinstance(answer, Finding):
                    found.append(answer)
                else:
                    raise TypeError(f"a rule yields findings and unknown facts, not {answer!r}")
        except Unanswered as unanswered:
            self._note_gap(rule, unanswered.unknown)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a rule may raise anything; the other rules go on
            self._note_crash(rule, subject, error)
        return found

    def _note_gap(self, rule: Rule, unknown: Unknown) -> None:
        rules, subjects = self._gaps.setdefault((unknown.fact, unknown.declare, unknown.cmdlet), ({}, {}))
        rules[rule.code] = None
        subjects[unknown.subject] = None

    def _note_crash(self, rule: Rule, subject: object, error: BaseException) -> None:
        earlier = self._crashes.get(rule.code)
        if earlier is None:
            whom = subject.subject if isinstance(subject, Facts) else "the state"
            self._crashes[rule.code] = Crash(rule, f"{type(error).__name__}: {error}", whom, 1)
        else:
            self._crashes[rule.code] = earlier._replace(times=earlier.times + 1)
