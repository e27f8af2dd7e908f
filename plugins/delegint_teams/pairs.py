"""Who acts for whom, from both sides."""

from __future__ import annotations

from delegint.api import PURPOSES, Recipient, State, all_wishes


def pairs_of(person: Recipient, state: State) -> list[tuple[str, str]]:
    """The pairs to which a person belongs, as owner or as delegate, as findings name them."""
    return state.once(_pairs).get(person, [])


def _pairs(state: State) -> dict[Recipient, list[tuple[str, str]]]:
    found: dict[Recipient, list[tuple[str, str]]] = {}
    for owner, every_wish in state.once(all_wishes).items():
        wishes = every_wish.of(*PURPOSES)
        for wish in (*wishes.people, *wishes.groups):
            for person in (owner, wish.delegate):
                found.setdefault(person, []).append(wish.about)
    return found
