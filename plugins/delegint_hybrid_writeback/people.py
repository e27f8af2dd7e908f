"""Who of the people behind a trustee lives on which side."""

from __future__ import annotations

from typing import NamedTuple

from delegint.api import Recipient, State, Unknown


class Divided(NamedTuple):
    """People by the side on which their mailbox lives; those without one are on neither.

    Parameters:
        online, on_premises: the people, each once.
        unknown: what is not known about the membership and the homes of the others.
    """

    online: list[Recipient]
    on_premises: list[Recipient]
    unknown: list[Unknown]


def divide(trustee: Recipient, state: State) -> Divided:
    """The people behind a trustee by their side."""
    people, unknown = state.sides_of(trustee)
    return Divided(list(people.get("online", ())), list(people.get("on_premises", ())), list(unknown))
