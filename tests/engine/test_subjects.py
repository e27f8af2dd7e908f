"""What a rule is asked about: a kind of grant, all kinds that it stands for, and each grant once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from delegint.model.grants import Delegate, Grant, SendAs, SendOnBehalf, SidedGrant
from tests.engine.asking import asked, made

STATE = """
    delegint: 1
    recipients: {boss@x.y: {home: online}, ann@x.y: {home: online}}
    delegations: {boss@x.y: {send_as: [ann@x.y], send_on_behalf: [ann@x.y], delegates: [ann@x.y]}}
"""


@pytest.mark.parametrize(
    ("subject", "kinds"),
    [(SendAs, [SendAs]), (SidedGrant, [SendAs, SendOnBehalf]), (Grant, [SendAs, SendOnBehalf, Delegate])],
)
def test_a_rule_is_asked_about_every_kind_that_its_subject_stands_for(subject: type, kinds: list[type]) -> None:
    seen: list[type] = []

    def look(grant: Grant, _: Any) -> Iterator[Any]:
        seen.append(type(grant))
        yield from ()

    asked(made(look, subject=subject), text=STATE)
    assert seen == kinds


def test_a_rule_with_two_subjects_that_overlap_is_asked_once() -> None:
    seen: list[str] = []

    def look(grant: Grant, _: Any) -> Iterator[Any]:
        seen.append(grant.noun)
        yield from ()

    rule = made(look)
    rule.subjects = (SendAs, SidedGrant)
    asked(rule, text=STATE)
    assert seen == ["Send As", "Send on Behalf"]
