"""The identity of a finding: it survives moved lines, renamed files and reworded messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from delegint.engine.evaluate import Result

LENGTH = 32


def fingerprints(results: Iterable[Result]) -> dict[int, str]:
    """The fingerprint of each result by `id(result)`: unique within the run, 32 hexadecimal digits.

    It is built from the rule, the keys that lead to the entry and the salient value, without regard to case.

    Parameters:
        results: in the order of the report.
    """
    seen: Counter[str] = Counter()
    identities: dict[int, str] = {}
    for result in results:
        finding = result.finding
        text = "\0".join((result.rule.code, *finding.path, "", finding.salient)).casefold()
        seen[text] += 1
        if seen[text] > 1:
            text += f"\0{seen[text]}"
        identities[id(result)] = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
    return identities
