"""Whole states under all rules: what is found, what is attached to it, and what keeps silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.linting import Case, cases, found_in, gaps_in, lint_text, unsaid

HERE = Path(__file__).parent
SCENARIOS = [(path.stem, case) for path in sorted(HERE.glob("*.md")) for case in cases(path)]


@pytest.mark.parametrize(("family", "case"), SCENARIOS, ids=[f"{family}: {case.title}" for family, case in SCENARIOS])
def test_scenario(family: str, case: Case) -> None:
    report = lint_text(case.state, as_of=case.as_of, exports=case.exports)
    assert report.crashes == []
    assert found_in(report) == case.found
    assert gaps_in(report) == case.not_evaluated
    assert unsaid(report, case) == []
