"""What a rule must be, what its documentation gives, and the choice among rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from delegint.engine.registry import DuplicateRuleError, Registry, UnknownRuleError
from delegint.engine.rules import Evidence, Rule, RuleDefinitionError, conflicting, documented, field_reported, rule
from delegint.model.finding import Severity
from delegint.model.grants import Grant, SendAs, SendOnBehalf
from delegint.model.state import State
from tests.engine.asking import made

SEEN = documented("A page", checked="2026-11-22")
RUMOUR = conflicting("Two pages", checked="2026-11-22")


def check(grant: SendAs, state: State) -> Iterator[Any]:
    """
    ## What it finds
    Something
    odd. And more.

    ## Example
    ```yaml
    delegint: 1
    ```

    ## How to fix
    Look.
    """
    yield from ()


def test_documentation_is_read_by_its_headings() -> None:
    found = rule("ACME001", "acme-odd", severity="warning", evidence=SEEN)(check)
    assert list(found.sections) == ["What it finds", "Example", "How to fix"]
    assert found.summary == "Something odd."
    assert found.example("Example") == "delegint: 1\n"
    assert found.example("Instead") == ""
    assert (found.family, found.evidence, found.subjects, found.when, found.ignorable) == (
        "ACME",
        (SEEN,),
        (SendAs,),
        "now",
        True,
    )
    assert repr(found) == "<Rule ACME001 acme-odd>"
    assert made(None).summary == ""
    assert [SEEN.grade, field_reported("x", checked="y").grade, RUMOUR.grade] == [
        "documented",
        "field-reported",
        "conflicting",
    ]


def of_two(grant: SendAs | SendOnBehalf, state: State) -> Iterator[Any]:
    yield from ()


def without(grant, state):  # type: ignore[no-untyped-def]
    yield from ()


def of_what_nobody_asks(policy: Evidence, state: State) -> Iterator[Any]:
    yield from ()


def evaluated(grant: Any, state: Any) -> Iterator[Any]:
    yield from ()


evaluated.__annotations__ = {"grant": SendAs | SendOnBehalf}


@pytest.mark.parametrize(
    ("function", "subjects"),
    [(check, (SendAs,)), (of_two, (SendAs, SendOnBehalf)), (evaluated, (SendAs, SendOnBehalf))],
)
def test_first_annotation_says_what_a_rule_is_asked_about(
    function: Callable[..., Any], subjects: tuple[type, ...]
) -> None:
    assert rule("ACME001", "acme", severity="error", evidence=SEEN)(function).subjects == subjects


@pytest.mark.parametrize(
    ("code", "name", "severity", "evidence", "function", "message"),
    [
        ("acme1", "x", "error", SEEN, check, "acme1 x: a code is like HYB015"),
        ("ACME1234", "x", "error", SEEN, check, "ACME1234 x: a code is like HYB015"),
        ("ACME001", "Not-Kebab", "error", SEEN, check, "a name like send-as-missing-on-sender-side"),
        ("ACME001", "x", "error", RUMOUR, check, "ACME001: documents that contradict each other never give an error"),
        (
            "ACME001",
            "x",
            "error",
            SEEN,
            without,
            "ACME001: annotate the first parameter with what the rule is asked about, not None",
        ),
        (
            "ACME001",
            "x",
            "error",
            SEEN,
            of_what_nobody_asks,
            "ACME001: annotate the first parameter with what the rule is asked about, not 'Evidence'",
        ),
    ],
)
def test_rule_that_is_not_written_as_it_must_be(
    code: str, name: str, severity: Severity, evidence: Any, function: Callable[..., Any], message: str
) -> None:
    with pytest.raises(RuleDefinitionError, match=message):
        rule(code, name, severity=severity, evidence=evidence)(function)


def test_contradicting_documents_may_give_a_warning_or_stand_beside_better_evidence() -> None:
    assert rule("ACME001", "x", severity="warning", evidence=RUMOUR)(check).evidence == (RUMOUR,)
    assert rule("ACME001", "x", severity="error", evidence=(RUMOUR, SEEN))(check).evidence == (RUMOUR, SEEN)


def registry(*rules: Rule) -> Registry:
    known = Registry()
    for one in rules:
        known.add(one)
    return known


def test_registry_lists_by_code_and_finds_by_code_and_name() -> None:
    second, first = made(None, code="BBB001"), made(None, code="AAA002", subject=Grant)
    known = registry(second, first, first)
    assert [one.code for one in known] == ["AAA002", "BBB001"]
    assert len(known) == 2
    assert known.find("aaa002") is known.find("RULE-AAA002") is first
    with pytest.raises(UnknownRuleError, match=r"^No rule is called 'AAA003'\. Did you mean AAA002\?$"):
        known.find("AAA003")


@pytest.mark.parametrize(("code", "name"), [("AAA001", "other"), ("AAA009", "rule-aaa001")])
def test_code_and_name_belong_to_one_rule(code: str, name: str) -> None:
    known = registry(made(None, code="AAA001"))
    rival = made(None, code=code)
    rival.name = name
    with pytest.raises(DuplicateRuleError, match=rf"^{code} {name} is taken by AAA001 rule-aaa001 of delegint$"):
        known.add(rival)
    assert len(known) == 1


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ([], [], ["AAA001", "AAB001", "FMT001"]),
        (["AA"], [], ["AAA001", "AAB001", "FMT001"]),
        (["AAA"], [], ["AAA001", "FMT001"]),
        (["aab001", "rule-aaa001"], ["AAA001"], ["AAB001", "FMT001"]),
        (["ALL"], ["all"], ["FMT001"]),
    ],
)
def test_choice(select: list[str], ignore: list[str], expected: list[str]) -> None:
    fixed = made(None, code="FMT001")
    fixed.ignorable = False
    known = registry(made(None, code="AAA001"), made(None, code="AAB001"), fixed)
    assert [one.code for one in known.choose(select, ignore)] == expected


@pytest.mark.parametrize("word", ["AAC", "", " ", "AAA0011", "rule"])
def test_word_that_fits_no_rule_is_an_error(word: str) -> None:
    with pytest.raises(UnknownRuleError, match="No rule, prefix or name is called"):
        registry(made(None, code="AAA001")).choose([word], [])
