"""Larger states without a defect: every rule leaves them alone, and judges them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.linting import found_in, gaps_in, lint_text

STATES = sorted(Path(__file__).parent.glob("*.yaml"))


@pytest.mark.parametrize("path", STATES, ids=[path.stem for path in STATES])
def test_a_state_without_a_defect_is_silent(path: Path) -> None:
    report = lint_text(path.read_text(encoding="utf-8"))
    assert report.crashes == []
    assert [(result.rule.code, result.finding.message) for result in report.results] == []
    assert found_in(report) == []
    assert gaps_in(report) == []
