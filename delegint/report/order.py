"""The order for formats that show only the first so many findings."""

from __future__ import annotations

from collections.abc import Iterable

from delegint.engine.evaluate import Result
from delegint.engine.rules import SEVERITIES


def worst_first(results: Iterable[Result]) -> list[Result]:
    """Errors, then warnings, then infos; within a severity the order stays, which is by place."""
    return sorted(results, key=lambda result: SEVERITIES.index(result.severity))
