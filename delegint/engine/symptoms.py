"""From what a user reads out to the help desk to the rules that speak of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from delegint.engine.rules import Rule

_SEARCHED: Final = ("Why it matters", "What it finds", "How to fix")
_LEAST: Final = 4
"""Letters: a shorter text stands in too many sentences to lead anywhere."""
_TELLING: Final = 20
"""Letters of a quoted sentence that is looked for in a longer text."""
_IN_WORDS: Final = 100
"""The score of a text that shares words with an error, above whatever codes can reach."""
_HELD: Final = "\x00"
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
    codes = set(_CODE.findall(wanted))
    scored = [(score, Symptom(rule, quote)) for rule in rules for score, quote in [_best(wanted, codes, rule)] if score]
    strongest = max((score for score, _ in scored), default=0)
    least = min(_IN_WORDS, strongest)
    kept = [(score, symptom) for score, symptom in scored if score >= least]
    return [symptom for _, symptom in sorted(kept, key=lambda pair: (-pair[0], pair[1].rule.code))]


def _best(wanted: str, codes: set[str], rule: Rule) -> tuple[int, str]:
    """How well the documentation of a rule fits, and the sentence that fits best; 0 where none does."""
    best, quote = 0, ""
    for heading in _SEARCHED:
        for sentence in _sentences(rule.sections.get(heading, "")):
            score = _score(wanted, codes, sentence)
            if score > best:
                best, quote = score, sentence
    return best, quote


def _sentences(text: str) -> list[str]:
    """The sentences of a text; what is quoted stays whole, however many sentences it has."""
    joined = _QUOTED.sub(lambda quoted: quoted[0].replace(" ", _HELD), " ".join(text.split()))
    return [sentence.replace(_HELD, " ") for sentence in _SENTENCE.split(joined)]


def _score(wanted: str, codes: set[str], sentence: str) -> int:
    """How much a sentence has of the text: its words, or those of an error in it; else how many of its codes.

    A code that stands for every kind of refusal counts least.
    """
    plain = _plain(sentence)
    if wanted in plain:
        return _IN_WORDS + 1
    for quoted in _QUOTED.findall(sentence):
        parts = (quoted, *_SENTENCE.split(quoted))
        if any(" " in part and len(part) >= _TELLING and _plain(part) in wanted for part in parts):
            return _IN_WORDS
    common = codes & set(_CODE.findall(plain))
    return 2 * len(common - _COMMONPLACE) or int(bool(common))


def _plain(text: str) -> str:
    """The text without regard to case, blanks, and what mail clients make of quotes."""
    folded = text.casefold().replace("\u2019", "'").replace("\u2018", "'").replace("\u201c", '"').replace("\u201d", '"')
    return " ".join(folded.split()).strip(" .'\"")
