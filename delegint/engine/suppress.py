"""Findings that somebody has accepted, and suppressions that accept nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from delegint.engine.evaluate import Result
from delegint.engine.registry import Registry, UnknownRuleError
from delegint.source.places import Place, Problem
from delegint.source.suppressions import Suppression


class Suppressed(NamedTuple):
    """A finding that a comment suppresses.

    Parameters:
        result: the finding.
        suppression: the comment.
    """

    result: Result
    suppression: Suppression


class Suppressions:
    """The suppressions of a run, those that hold and those that do not.

    Parameters:
        found: the comments, in file order.
        registry: knows the rules.
        selected: the codes of the rules of this run: no suppression of another one is called unused.
        as_of: the day of the run.
        problems: takes suppressions that name an unknown rule, or have ended.
    """

    def __init__(
        self,
        found: Iterable[Suppression],
        registry: Registry,
        selected: Iterable[str],
        as_of: date,
        problems: list[Problem],
    ) -> None:
        self._holding: list[tuple[Suppression, str]] = []
        self._used: set[int] = set()
        ran = set(selected)
        for suppression in found:
            for word in suppression.rules:
                code = self._code(word, suppression, registry, problems)
                if code is None:
                    continue
                if suppression.until is not None and suppression.until < as_of:
                    problems.append(_ended(suppression, code))
                elif code in ran:
                    self._holding.append((suppression, code))

    def divide(
        self, results: Iterable[Result], entries: Mapping[tuple[str, ...], Place]
    ) -> tuple[list[Result], list[Suppressed]]:
        """The findings that stand, and those that are suppressed.

        A finding that joins several people stands as long as the entry of one of them is not covered.

        Parameters:
            results: the findings.
            entries: where each pair of people is declared, as findings name them.
        """
        standing: list[Result] = []
        suppressed: list[Suppressed] = []
        for result in results:
            holding = self._that_covers(result, entries)
            if holding is None:
                standing.append(result)
                result.effects = [effect for effect in result.effects if self._that_covers(effect, entries) is None]
            else:
                suppressed.append(Suppressed(result, holding))
        return standing, suppressed

    def unused(self, not_judged: set[str]) -> list[Problem]:
        """One problem for each suppression that has covered no finding so far.

        Parameters:
            not_judged: codes of rules that may find nothing only because they could not look.
        """
        return [
            Problem(
                "FMT015",
                f"Nothing is suppressed here: {code} finds nothing on this entry",
                suppression.place,
                fix="Remove the comment",
                salient=code,
            )
            for index, (suppression, code) in enumerate(self._holding)
            if index not in self._used and code not in not_judged
        ]

    def _that_covers(self, result: Result, entries: Mapping[tuple[str, ...], Place]) -> Suppression | None:
        if not result.rule.ignorable:
            return None
        holding = self._at(result.finding.place, result)
        about = result.finding.about
        joined = [entries[people] for people in about if people in entries] if len(about) > 1 else []
        covering = [self._at(place, result) for place in joined]
        if holding is not None and None in covering and any(holding.covers(place) for place in joined):
            return None
        return holding

    def _at(self, place: Place, result: Result) -> Suppression | None:
        for index, (suppression, code) in enumerate(self._holding):
            if code == result.rule.code and suppression.covers(place):
                self._used.add(index)
                return suppression
        return None

    def _code(self, word: str, suppression: Suppression, registry: Registry, problems: list[Problem]) -> str | None:
        try:
            return registry.find(word).code
        except UnknownRuleError as error:
            problem = Problem("FMT013", str(error).rstrip("."), suppression.place, fix=_NAMES, salient=word)
            problems.append(problem)
            return None


_NAMES = "Name the rule by its code or name; prefixes do not suppress"


def _ended(suppression: Suppression, code: str) -> Problem:
    return Problem(
        "FMT014",
        f"This suppression of {code} ended on {suppression.until}",
        suppression.place,
        fix="Mend the finding and remove the comment, or name a later day",
        salient=code,
    )
