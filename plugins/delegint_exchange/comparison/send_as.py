"""Send As: Get-ADPermission on-premises, Get-RecipientPermission in Exchange Online; no synchronization carries it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import Difference, Mailbox, Recipient, SendAs, Unknown
from delegint_exchange.comparison.rows import Presence
from delegint_exchange.comparison.view import BOTH, NOUNS, View, is_disabled_person

_KIND: Final = "send_as"
_WHAT: Final = NOUNS[_KIND]


def compare_send_as(view: View) -> Iterator[Difference | Unknown]:
    """Each declared entry on each side where it must be, and each entry that one side has alone."""
    told: set[int] = set()
    for grant in view.mailbox.of_kind(SendAs):
        told.add(grant.trustee.person)
        yield from _compare(view, grant)
    if not view.is_exclusive:  # there, what nobody declared is to be removed, and need not be the same on both sides
        yield from _on_one_side_only(view, told)


def _compare(view: View, grant: SendAs) -> Iterator[Difference | Unknown]:
    wanted, unknown = _wanted_sides(view, grant)
    yield from unknown
    found: dict[str, Presence] = {}
    for side in BOTH:
        if view.is_covered(_KIND, side):
            found[side] = view.presence(grant.trustee, view.on(_KIND, side))
        elif side in wanted:
            yield view.gap(_KIND, side)
    for side, presence in found.items():
        if side in wanted and presence.denied:
            row = presence.denied[0]
            yield view.difference(
                "denied", grant, side, grant.trustee, what=_WHAT, observed="denied", place=row.place,
                detail="" if row.trustee == grant.trustee.person else view.name_of(row.trustee),
            )  # fmt: skip
        elif side in wanted and not presence.direct:
            yield from view.absence(grant, side, _WHAT, presence)
    missing = _missing_side(found)
    if missing in wanted:
        yield _one_side(view, grant, grant.trustee, found, missing, severe=True)
    elif missing and grant.sides is None and not unknown and missing == view.home_side:
        yield _one_side(view, grant, grant.trustee, found, missing, severe=False)


def _wanted_sides(view: View, grant: SendAs) -> tuple[set[str], list[Unknown]]:
    """Where the entry must be: where it says, or else where the people who send live.

    Source: "Permissions in Exchange hybrid deployments".
    """
    if grant.sides is not None:
        return set(grant.sides), []
    required = view.state.now.required_sides(grant)
    return set(required.required), list(required.unknown)


def _missing_side(found: dict[str, Presence]) -> str:
    """The side that lacks an entry which the other has; empty where both are alike, or one is not known.

    A side that denies does not lack the entry, and one that gives the right through a group does not need it.
    """
    if len(found) < len(BOTH):
        return ""
    for side, other in (BOTH, BOTH[::-1]):
        here = found[side]
        if found[other].direct and not (here.reaches or here.denied or here.unclear):
            return side
    return ""


def _on_one_side_only(view: View, told: set[int]) -> Iterator[Difference]:
    """Entries that nobody declared, and that one side lacks, though it knows the trustee, who sends from there.

    It is never more than information: nobody has promised that they work.
    """
    if not all(view.is_covered(_KIND, side) for side in BOTH):
        return
    for side in BOTH:
        for row in view.on(_KIND, side):
            trustee = view.state.person(row.trustee)
            if trustee is None or row.trustee in told or row.denied or row.inherited or is_disabled_person(trustee):
                continue
            told.add(row.trustee)
            found = {each: view.presence(trustee, view.on(_KIND, each)) for each in BOTH}
            missing = _missing_side(found)
            known_there = missing in view.observed.sides_of(row.trustee)
            if known_there and missing in view.state.now.sides_of(trustee).people:
                yield _one_side(view, view.mailbox, trustee, found, missing, severe=False)


def _one_side(
    view: View, entry: SendAs | Mailbox, trustee: Recipient, found: dict[str, Presence], missing: str, *, severe: bool
) -> Difference:
    """Harm is done where the side is missing from which the trustee sends, or on which the entry is declared."""
    present = next(side for side in found if side != missing)
    return view.difference(
        "one_side", entry, missing, trustee, what=_WHAT, observed=present, place=found[present].direct[0].place,
        severe=severe, key=str(trustee),
    )  # fmt: skip
