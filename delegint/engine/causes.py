"""One cause, one finding: what a narrower rule explains is attached to it."""

from __future__ import annotations

from collections.abc import Iterable

from delegint.engine.evaluate import Result
from delegint.engine.rules import SEVERITIES


def attach_effects(results: Iterable[Result]) -> list[Result]:
    """The results that stand for themselves; each effect is found under the first cause that explains it.

    A cause explains an effect where its rule absorbs the other's, it is about all of the effect's people, and it is at
    least as severe: an error never disappears behind a warning.
    """
    everything = list(results)
    causes: dict[tuple[str, tuple[str, ...]], list[Result]] = {}
    for result in everything:
        for code in result.rule.absorbs:
            for people in result.finding.about:
                causes.setdefault((code, people), []).append(result)
    if not causes:
        return everything
    cause_of = {id(result): _cause_of(result, causes) for result in everything}
    remaining = []
    for result in everything:
        first = _first_cause(result, cause_of)
        if first is result:
            remaining.append(result)
        else:
            first.effects.append(result)
    return remaining


def _first_cause(result: Result, cause_of: dict[int, Result | None]) -> Result:
    """The end of the chain of causes, so that no effect is hidden under another.

    Rules that absorb each other explain nothing: of those in the circle, each stands for itself.
    """
    seen = {id(result)}
    current = result
    while (cause := cause_of[id(current)]) is not None:
        if id(cause) in seen:
            return result if cause is result else cause
        seen.add(id(cause))
        current = cause
    return current


def _cause_of(effect: Result, causes: dict[tuple[str, tuple[str, ...]], list[Result]]) -> Result | None:
    about = effect.finding.about
    for people in about:
        for cause in causes.get((effect.rule.code, people), ()):
            severe_enough = SEVERITIES.index(cause.severity) <= SEVERITIES.index(effect.severity)
            if cause is not effect and severe_enough and about <= cause.finding.about:
                return cause
    return None
