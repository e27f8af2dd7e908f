"""Rules made for a test, and their run over a state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from delegint.engine.evaluate import Evaluation, Result
from delegint.engine.rules import Rule, When, documented
from delegint.engine.when import in_words
from delegint.model.finding import Severity
from delegint.model.grants import SendAs
from tests.model.states import state_of

Check = Callable[[Any, Any], Iterator[Any]]
MOVES = """
    delegint: 1
    recipients:
      boss@x.y: {home: on_premises}
      ann@x.y: {home: on_premises}
      bob@x.y: {home: online}
      team@x.y: {type: MailUniversalSecurityGroup, members: [ann@x.y, bob@x.y]}
    delegations:
      boss@x.y: {send_as: [ann@x.y]}
    migration:
      batches:
        - {name: one, date: 2026-12-01, to: online, members: [ann@x.y]}
        - {name: two, date: 2026-12-02, to: online, members: [boss@x.y]}
        - {name: other, date: 2026-12-03, to: on_premises, members: [bob@x.y]}
        - {name: three, date: 2026-12-04, to: on_premises, members: [ann@x.y]}
"""


def made(
    check: Check | None,
    *,
    code: str = "TST001",
    subject: type = SendAs,
    when: When = "now",
    severity: Severity = "error",
    absorbs: tuple[str, ...] = (),
) -> Rule:
    """A rule that is asked about `subject`."""
    return Rule(
        code,
        f"rule-{code.lower()}",
        severity=severity,
        evidence=(documented("A page", checked="2026-11-22"),),
        documentation="",
        check=check,
        subjects=(subject,),
        when=when,
        absorbs=absorbs,
    )


def asked(*rules: Rule, text: str = MOVES) -> Evaluation:
    """The rules, run over a state."""
    return Evaluation(state_of(text), rules)


def times(results: list[Result]) -> list[str]:
    """When each result holds, in words."""
    return [in_words(result.when) for result in results]
