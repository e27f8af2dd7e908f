"""Every rule: its documentation, its two examples, and its cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from delegint.engine.rules import HEADINGS, Rule
from tests.linting import Case, cases, everything, found_in, gaps_in, lint_text, unsaid

HERE = Path(__file__).parent
RULES = list(everything()[1])
WITHOUT_EXAMPLE = {"FMT004"}
CHECKED = [rule for rule in RULES if rule.check is not None]
WITH_EXAMPLE = [rule for rule in RULES if rule.code not in WITHOUT_EXAMPLE]


def _id(rule: Rule) -> str:
    return rule.code


@pytest.mark.parametrize("rule", RULES, ids=_id)
def test_documentation_has_its_headings_in_order(rule: Rule) -> None:
    headings = [
        heading for heading in HEADINGS if rule.code not in WITHOUT_EXAMPLE or heading not in ("Example", "Instead")
    ]
    assert list(rule.sections) == headings
    assert all(rule.sections.values())
    assert rule.summary
    assert len(rule.summary) <= 1024


@pytest.mark.parametrize("rule", RULES, ids=_id)
def test_rule_stands_on_evidence(rule: Rule) -> None:
    assert rule.evidence
    assert all(evidence.title for evidence in rule.evidence)


@pytest.mark.parametrize("rule", WITH_EXAMPLE, ids=_id)
def test_example_is_found(rule: Rule) -> None:
    report = lint_text(rule.example("Example"), exports=rule.exports("Example"), select=[rule.code])
    assert rule.code in {expected.code for expected in found_in(report)}


@pytest.mark.parametrize("rule", WITH_EXAMPLE, ids=_id)
def test_example_is_valid_apart_from_what_it_shows(rule: Rule) -> None:
    report = lint_text(rule.example("Example"), exports=rule.exports("Example"), select=list({rule.code, "FMT", "SNP"}))
    assert {expected.code for expected in found_in(report)} == {rule.code}


@pytest.mark.parametrize("rule", WITH_EXAMPLE, ids=_id)
def test_instead_is_clean(rule: Rule) -> None:
    """Clean of the rule and of format errors, and judged: not merely not evaluated."""
    report = lint_text(rule.example("Instead"), exports=rule.exports("Instead"), select=list({rule.code, "FMT", "SNP"}))
    assert found_in(report) == []
    assert gaps_in(report) == []


CASES = [(path.stem, case) for path in sorted(HERE.glob("*.md")) for case in cases(path, path.stem)]


@pytest.mark.parametrize(("code", "case"), CASES, ids=[f"{code}: {case.title}" for code, case in CASES])
def test_case(code: str, case: Case) -> None:
    report = lint_text(case.state, exports=case.exports, select=[code], as_of=case.as_of)
    assert found_in(report) == case.found
    assert gaps_in(report) == case.not_evaluated
    assert unsaid(report, case) == []


@pytest.mark.parametrize("rule", CHECKED, ids=_id)
def test_rule_has_a_near_miss(rule: Rule) -> None:
    near_misses = [case for code, case in CASES if code == rule.code and case.title.startswith("Near miss")]
    assert near_misses
    for case in near_misses:
        assert case.found == []
