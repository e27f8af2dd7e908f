"""Rules at every point in time that matters, and every failure of a rule contained."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from delegint.engine.rules import When
from delegint.engine.when import Window, in_words, windows
from delegint.model.environment import SyncEngine
from delegint.model.finding import Finding
from delegint.model.grants import Grant, Mailbox
from delegint.model.migration import NOW, Batch
from delegint.model.recipients import Recipient
from delegint.model.state import State
from delegint.model.unknown import need
from tests.engine.asking import MOVES, asked, made, times
from tests.model.states import state_of


def in_state(*points: int) -> Callable[[Any, State], Iterator[Finding]]:
    """A rule that finds something at these points in time."""

    def check(grant: Grant, state: State) -> Iterator[Finding]:
        if state.point.number in points:
            yield grant.finding("found")

    return check


@pytest.mark.parametrize(
    ("points", "when", "expected"),
    [
        # the grant concerns ann and boss: the rule is asked now and after batches 1, 2 and 4
        ([0, 1, 2, 4], "every", [""]),
        ([0], "every", ["now, until one"]),
        ([0, 1], "every", ["now, until two"]),
        ([1], "every", ["after one, until two"]),
        ([2], "every", ["after two, until three"]),
        ([4], "every", ["after three"]),
        ([0, 2], "every", ["now, until one; again after two, until three"]),
        ([1, 4], "every", ["after one, until two; again after three"]),
        ([3], "every", []),
        ([], "every", []),
        ([0, 1, 2, 4], "later", ["after one"]),
        ([0], "later", []),
        ([4], "later", ["after three"]),
        ([0, 1], "now", [""]),
        ([1], "now", []),
    ],
)
def test_stretches_of_time(points: list[int], when: When, expected: list[str]) -> None:
    assert times(asked(made(in_state(*points), when=when)).results) == expected


def test_windows_name_where_they_begin_and_what_heals_them() -> None:
    points = state_of(MOVES).points
    found = windows(points, [1, 2, 4])
    assert found == (Window(points[1], points[3].batch), Window(points[4], None))
    assert in_words(found) == "after one, until other; again after three"
    assert in_words([Window(NOW, None)]) == in_words([]) == ""


def test_grant_to_a_group_is_asked_about_when_a_member_moves() -> None:
    seen: list[str] = []

    def check(grant: Grant, state: State) -> Iterator[Finding]:
        seen.append(str(state.point))
        yield from ()

    asked(made(check, when="every"), text=MOVES.replace("send_as: [ann@x.y]", "send_as: [team@x.y]"))
    assert seen == ["now", "after one", "after two", "after other", "after three"]


def test_grant_that_no_batch_touches_is_asked_about_once() -> None:
    text = MOVES.replace("boss@x.y: {send_as: [ann@x.y]}", "bob@x.y: {send_as: [bob@x.y]}").replace(
        "members: [bob", "members: [boss"
    )
    assert times(asked(made(in_state(0), when="every"), text=text).results) == [""]
    assert asked(made(in_state(0, 1), when="later"), text=text).results == []


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (State, ["State"]),
        (SyncEngine, ["c1"]),
        (Batch, ["one", "two", "other", "three"]),
        (Recipient, ["boss@x.y", "ann@x.y", "bob@x.y", "team@x.y"]),
        (Mailbox, ["delegations.boss@x.y"]),
        (Grant, ["the Send As of ann@x.y on boss@x.y"]),
    ],
)
def test_every_subject_is_asked_about_once(subject: type, expected: list[str]) -> None:
    seen: list[str] = []

    def check(about: Any, state: State) -> Iterator[Finding]:
        named = getattr(about, "name", None) if subject in (SyncEngine, Batch) else getattr(about, "subject", None)
        seen.append(named or type(about).__name__)
        yield from ()

    asked(made(check, subject=subject), text=MOVES + "    entra_sync: {c1: {}}\n")
    assert seen == expected


def test_rule_about_the_state_sees_the_state_of_each_time() -> None:
    def check(about: State, state: State) -> Iterator[Finding]:
        assert about is state
        if about.point.number > 2:
            yield Finding("found", about.root.place, ())

    assert times(asked(made(check, subject=State, when="every")).results) == ["after other"]


def failing_by(error: BaseException) -> Callable[[Any, Any], Iterator[Finding]]:
    def check(grant: Grant, state: State) -> Iterator[Finding]:
        yield grant.finding("found before it failed")
        raise error

    return check


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (ValueError("no"), "ValueError: no"),
        (SystemExit(0), "SystemExit: 0"),
        (RecursionError("deep"), "RecursionError: deep"),
        (AssertionError(), "AssertionError: "),
    ],
)
def test_failing_rule_is_noted_and_the_others_go_on(error: BaseException, shown: str) -> None:
    run = asked(made(failing_by(error)), made(in_state(0), code="TST002"))
    assert [result.rule.code for result in run.results] == ["TST001", "TST002"]
    (crash,) = run.crashes
    assert (crash.rule.code, crash.error, crash.times) == ("TST001", shown, 1)
    assert crash.subject == "the Send As of ann@x.y on boss@x.y"


def test_failures_of_one_rule_are_counted_with_the_first_subject() -> None:
    def check(recipient: Recipient, state: State) -> Iterator[Finding]:
        yield from failing_by(ValueError(recipient.address))(recipient, state)

    def about_all(about: State, state: State) -> Iterator[Finding]:
        yield Finding("found", about.root.place, ())
        sys.exit("over")

    run = asked(made(check, subject=Recipient), made(about_all, code="TST000", subject=State))
    assert [(crash.rule.code, crash.subject, crash.error, crash.times) for crash in run.crashes] == [
        ("TST000", "the state", "SystemExit: over", 1),
        ("TST001", "boss@x.y", "ValueError: boss@x.y", 4),
    ]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("a text", "TypeError: a rule yields findings and unknown facts, not 'a text'"),
        (None, "TypeError: a rule yields findings and unknown facts, not None"),
    ],
)
def test_rule_that_yields_something_else_has_failed(answer: object, error: str) -> None:
    def check(grant: Grant, state: State) -> Iterator[Any]:
        yield answer

    assert [crash.error for crash in asked(made(check)).crashes] == [error]


def test_rule_that_yields_nothing_at_all_has_failed() -> None:
    def check(grant: Grant, state: State) -> Any:
        """A rule whose author forgot to yield."""

    run = asked(made(check))
    assert [crash.error for crash in run.crashes] == ["TypeError: 'NoneType' object is not iterable"]


def test_what_is_not_stated_is_a_gap_with_its_rules_and_subjects() -> None:
    def wants(code: str, subject: str) -> Callable[[Any, State], Iterator[Any]]:
        def check(recipient: Recipient, state: State) -> Iterator[Any]:
            if code == "raises":
                need(recipient.home)
            else:
                yield recipient.home if not recipient.is_group else recipient.finding("found")

        return check

    text = "delegint: 1\nrecipients: {b@x.y: {}, a@x.y: {}}\n"
    rules = [
        made(wants("raises", ""), code="TST002", subject=Recipient),
        made(wants("", ""), code="TST001", subject=Recipient),
    ]
    (gap,) = asked(*rules, text=text).gaps
    assert gap.rules == ("TST001", "TST002")
    assert gap.subjects == ("b@x.y", "a@x.y")
    assert (gap.fact, gap.declare) == ("home", "recipients.<address>.home")
