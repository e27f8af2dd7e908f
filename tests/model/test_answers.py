"""Three-valued answers: what is known decides wherever it can."""

from __future__ import annotations

import pytest

from delegint.api import Unknown
from delegint.model.answers import Answer, both, either, opposite

UNKNOWN = Unknown("home", "ilse@contoso.com", "recipients.<address>.home")
OTHER = Unknown("type", "ilse@contoso.com", "recipients.<address>.type")


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ((), True),
        ((True, True), True),
        ((True, False), False),
        ((UNKNOWN, False), False),
        ((False, UNKNOWN), False),
        ((True, UNKNOWN, OTHER), UNKNOWN),
    ],
)
def test_both(answers: tuple[Answer, ...], wanted: Answer) -> None:
    assert both(*answers) is wanted


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ((), False),
        ((False, False), False),
        ((True, False), True),
        ((UNKNOWN, True), True),
        ((True, UNKNOWN), True),
        ((False, UNKNOWN, OTHER), UNKNOWN),
    ],
)
def test_either(answers: tuple[Answer, ...], wanted: Answer) -> None:
    assert either(*answers) is wanted


def test_opposite() -> None:
    assert opposite(True) is False
    assert opposite(False) is True
    assert opposite(UNKNOWN) is UNKNOWN
