"""One cause, one finding; and the identity by which a finding is known again."""

from __future__ import annotations

import pytest

from delegint.engine.causes import attach_effects
from delegint.engine.evaluate import Result
from delegint.engine.fingerprint import fingerprints
from delegint.model.finding import Finding, Severity
from delegint.source.files import SourceFile
from delegint.source.places import Place
from tests.engine.asking import made

Pair = tuple[str, str]
A_B, A_C = ("a", "b"), ("a", "c")


def result(
    code: str,
    *about: Pair,
    severity: Severity = "error",
    absorbs: str = "",
    path: tuple[str, ...] = ("x",),
    salient: str = "",
) -> Result:
    place = Place(SourceFile("state.yaml", b""), 1, 1, 1, 1)
    rule = made(None, code=code, severity=severity, absorbs=tuple(absorbs.split()))
    return Result(rule, Finding("found", place, path, about=about, salient=salient))


def attached(*results: Result) -> dict[str, list[str]]:
    return {one.rule.code: [effect.rule.code for effect in one.effects] for one in attach_effects(results)}


@pytest.mark.parametrize(
    ("cause", "effect", "absorbed"),
    [
        (result("A001", A_B, absorbs="B001"), result("B001", A_B), True),
        (result("A001", A_B, A_C, absorbs="B001"), result("B001", A_C), True),
        (result("A001", A_B, absorbs="B001"), result("B001", A_B, A_C), False),
        (result("A001", A_B, absorbs="B001"), result("B001", A_C), False),
        (result("A001", A_B, absorbs="B001"), result("B001"), False),
        (result("A001", absorbs="B001"), result("B001", A_B), False),
        (result("A001", A_B, absorbs="C001"), result("B001", A_B), False),
        (result("A001", A_B, absorbs="B001", severity="warning"), result("B001", A_B), False),
        (result("A001", A_B, absorbs="B001", severity="warning"), result("B001", A_B, severity="info"), True),
        (result("A001", A_B, absorbs="B001", severity="info"), result("B001", A_B, severity="info"), True),
    ],
)
def test_cause_is_about_all_of_it_and_as_severe(cause: Result, effect: Result, absorbed: bool) -> None:
    expected = {"A001": ["B001"]} if absorbed else {"A001": [], "B001": []}
    assert attached(effect, cause) == expected


def test_severity_of_the_finding_counts_before_that_of_the_rule() -> None:
    cause = result("A001", A_B, absorbs="B001")
    cause.finding.severity = "warning"
    assert attached(cause, result("B001", A_B)) == {"A001": [], "B001": []}


def test_chain_of_causes_hides_nothing() -> None:
    chain = [result("C001", A_B), result("B001", A_B, absorbs="C001"), result("A001", A_B, absorbs="B001")]
    assert attached(*chain) == {"A001": ["C001", "B001"]}


def test_rules_that_absorb_each_other_both_stay() -> None:
    circle = [result("A001", A_B, absorbs="B001"), result("B001", A_B, absorbs="A001"), result("C001", A_B)]
    assert attached(*circle) == {"A001": [], "B001": [], "C001": []}
    led_in = [result("A001", A_B, absorbs="B001 C001"), result("B001", A_B, absorbs="A001"), result("C001", A_B)]
    assert attached(*led_in) == {"A001": ["C001"], "B001": []}


def test_rule_does_not_absorb_its_own_finding_but_a_sister_of_it() -> None:
    assert attached(result("A001", A_B, absorbs="A001")) == {"A001": []}


def test_fingerprints_differ_by_rule_path_and_salient_value_alone() -> None:
    results = [
        result("A001", path=("a", "b")), result("B001", path=("a", "b")), result("A001", path=("a", "c")),
        result("A001", path=("a", "b"), salient="s"), result("A001", path=("a",), salient="b"),
        result("A001", path=("a", "b", "")),
    ]  # fmt: skip
    made_now = fingerprints(results)
    assert len(set(made_now.values())) == len(results)
    assert all(len(one) == 32 and set(one) <= set("0123456789abcdef") for one in made_now.values())


def test_fingerprint_survives_moved_lines_other_words_another_file_and_another_case() -> None:
    before = result("A001", A_B, path=("delegations", "ann@x.y"), salient="online")
    after = result("A001", path=("delegations", "Ann@X.Y"), salient="ONLINE")
    after.finding.message = "said otherwise"
    after.finding.place = Place(SourceFile("renamed.yaml", b""), 99, 7, 99, 8)
    assert list(fingerprints([before]).values()) == list(fingerprints([after]).values())


def test_equal_findings_are_numbered_in_the_order_of_the_report() -> None:
    twins = [result("A001"), result("A001"), result("A001")]
    first, second, third = fingerprints(twins).values()
    assert len({first, second, third}) == 3
    assert list(fingerprints(twins[:2]).values()) == [first, second]


def test_lone_surrogate_has_a_fingerprint() -> None:
    assert len(fingerprints([result("A001", path=("\udcff",))])) == 1
