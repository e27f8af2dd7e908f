"""From what a user reads out to the help desk to the rules that speak of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from delegint.engine.rules import Rule

_SEARCHED: Final = ("Why it matters", "What it finds", "How to fix")
_LEAST: Final = 4
"""Letters: a shorter text stands in too many sentences to lead anywhere."""
_MOST: Final = 4000
"""Letters of a pasted error that are looked at."""
_QUOTED: Final = re.compile(r"`([^`]+)`")
_SENTENCE: Final = re.compile(r"(?<=[.:;])\s+")
_CODE: Final = re.compile(r"\b[2-5]\.\d{1,2}\.\d{1,3}\b|\b0x[0-9a-f]{8}\b|\b\w+exception\b|\bimceaex\b")
"""Enhanced status codes, MAPI errors, exceptions: what outlives every translation of the sentence around it."""
_COMMONPLACE: Final = frozenset({"0x80070005"})
"""Access denied, whatever the reason: it counts only where nothing else in the text leads anywhere."""


class Symptom(NamedTuple):
    """A rule that speaks of a text.

    Parameters:
        rule: which.
        quote: the sentence of its documentation that does.
    """

    rule: Rule
    quote: str


def rules_about(text: str, rules: Iterable[Rule]) -> list[Symptom]:
    """The rules whose documentation has the text, or quotes an error that stands in it; the best first.

    Parameters:
        text: a fragment of an error, such as `5.7.60`, or a whole one as pasted from a mail.
        rules: where to look.
    """
    wanted = _plain(text[:_MOST])
    if len(wanted) < _LEAST:
        return []
    scored = [(score, Symptom(rule, quote)) for rule in rules for score, quote in [_best(wanted, rule)] if score]
    strongest = max((score for score, _ in scored), default=0)
    kept = [(score, symptom) for score, symptom in scored if score > 1 or strongest == 1]
    return [symptom for _, symptom in sorted(kept, key=lambda pair: (-pair[0], pair[1].rule.code))]


def _best(wanted: str, rule: Rule) -> tuple[int, str]:
    """How well the documentation of a rule fits, and the sentence that fits best; 0 where none does."""
    best, quote = 0, ""
    codes = set(_CODE.findall(wanted))
    for heading in _SEARCHED:
        for sentence in _SENTENCE.split(" ".join(rule.sections.get(heading, "").split())):
            score = _score(wanted, codes, sentence)
            if score > best:
                best, quote = score, sentence
    return best, quote


def _score(wanted: str, codes: set[str], sentence: str) -> int:
    """1 for an error that many causes have, 2 for a code of the text, more for the words of an error themselves."""
    plain = _plain(sentence)
    if wanted in plain:
        return 4
    quoted = [_plain(part) for part in _QUOTED.findall(sentence)]
    if any(" " in part and len(part) > _LEAST and part in wanted for part in quoted):
        return 3
    common = codes & set(_CODE.findall(plain))
    return 2 if common - _COMMONPLACE else int(bool(common))


def _plain(text: str) -> str:
    """The text without regard to case, blanks, and what mail clients make of quotes."""
    folded = text.casefold().replace("\u2019", "'").replace("\u2018", "'").replace("\u201c", '"').replace("\u201d", '"')
    return " ".join(folded.split()).strip(" .'\"")
