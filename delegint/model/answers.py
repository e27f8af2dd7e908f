"""Yes, no and unknown: how three-valued answers combine."""

from __future__ import annotations

from typing import TypeAlias

from delegint.model.unknown import Unknown

Answer: TypeAlias = bool | Unknown


def both(*answers: Answer) -> Answer:
    """Whether all are true: one no decides, whatever else is unknown."""
    return _combined(answers, decisive=False)


def either(*answers: Answer) -> Answer:
    """Whether one is true: one yes decides, whatever else is unknown."""
    return _combined(answers, decisive=True)


def opposite(answer: Answer) -> Answer:
    """Yes for no, no for yes; unknown stays unknown."""
    return answer if isinstance(answer, Unknown) else not answer


def _combined(answers: tuple[Answer, ...], *, decisive: bool) -> Answer:
    unknown: Unknown | None = None
    for answer in answers:
        if isinstance(answer, Unknown):
            unknown = answer if unknown is None else unknown
        elif answer is decisive:
            return decisive
    return not decisive if unknown is None else unknown
