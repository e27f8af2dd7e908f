"""Send on Behalf and the delegates of resources: lists of names on an object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    NOWHERE,
    Carriage,
    Delegate,
    Difference,
    ResourceDelegate,
    SendOnBehalf,
    Unknown,
    carriage_to,
)
from delegint_exchange.comparison.view import BOTH, NOUNS, View, is_disabled_person

_SEND_ON_BEHALF: Final = "send_on_behalf"
_RESOURCE: Final = "resource_delegates"


def compare_send_on_behalf(view: View) -> Iterator[Difference | Unknown]:
    """Each declared entry where it is applied, and the two lists of a mailbox that has two."""
    told: set[tuple[int, str]] = set()
    for grant in view.mailbox.of_kind(SendOnBehalf):
        sides, unknown = _sides_of(view, grant)
        yield from unknown
        for side in sides:
            if not view.is_covered(_SEND_ON_BEHALF, side):
                yield view.gap(_SEND_ON_BEHALF, side)
                continue
            found = view.presence(grant.trustee, view.on(_SEND_ON_BEHALF, side))
            if not found.direct:
                told.add((grant.trustee.person, side))
                yield from view.absence(grant, side, NOUNS[_SEND_ON_BEHALF], found)
    yield from _compare_sides(view, told)


def _sides_of(view: View, grant: SendOnBehalf) -> tuple[tuple[str, ...], tuple[Unknown, ...]]:
    """Where the entry is applied: where it says, or where the mailbox lives; for a group, where the senders live."""
    if grant.sides is not None:
        return grant.sides, ()
    home = view.home
    if isinstance(home, Unknown):
        return (), (home,)
    if home != NOWHERE:
        return (home,), ()
    required = view.state.now.required_sides(grant)
    return tuple(required.required), required.unknown


def _compare_sides(view: View, told: set[tuple[int, str]]) -> Iterator[Difference | Unknown]:
    """PublicDelegates against GrantSendOnBehalfTo; people whom the other side cannot name are left out.

    They should be equal where something carries the one to the other: Entra Connect from Active Directory upwards, the
    hybrid writeback downwards, for users alone. Elsewhere a difference matters where somebody sends from the side that
    lacks the entry.

    Source: "Attributes synchronized by Microsoft Entra Connect".
    """
    if not all(side in view.sides and view.is_covered(_SEND_ON_BEHALF, side) for side in BOTH):
        return
    people = {side: {row.trustee: row for row in view.on(_SEND_ON_BEHALF, side) if row.trustee >= 0} for side in BOTH}
    for side, other in (BOTH, BOTH[::-1]):
        carried = _is_carried(view, side)
        for person, row in people[other].items():
            if person in people[side] or side not in view.observed.sides_of(person):
                continue
            if is_disabled_person(view.state.person(person)):
                continue  # who should have no rights at all
            entry = _declaration(view, person)
            if not carried:
                matters = _matters(view, entry, person, side, told)
                if isinstance(matters, Unknown):
                    yield matters
                    continue
                if not matters:
                    continue
            who = view.name_of(person) if entry is None else entry.trustee
            yield view.difference(
                "sides_differ", entry or view.mailbox, side, who, what=NOUNS[_SEND_ON_BEHALF], observed=other,
                place=row.place, severe=carried, key=str(who),
            )  # fmt: skip


def _declaration(view: View, person: int) -> SendOnBehalf | Delegate | None:
    """What the state says of a person's Send on Behalf."""
    own = next((grant for grant in view.mailbox.of_kind(SendOnBehalf) if grant.trustee.person == person), None)
    bundles = (grant for grant in view.mailbox.of_kind(Delegate) if grant.sends_on_behalf)
    return own or next((grant for grant in bundles if grant.trustee.person == person), None)


def _matters(
    view: View, entry: SendOnBehalf | Delegate | None, person: int, side: str, told: set[tuple[int, str]]
) -> bool | Unknown:
    """Whether an entry that nothing carries to a side is wanted there: by somebody who sends from it."""
    if (person, side) in told or (entry is None and view.is_exclusive):
        return False
    if entry is not None and entry.sides is not None and side not in entry.sides:
        return False
    trustee = view.state.person(person)
    senders, unknown = ({}, ()) if trustee is None else view.state.now.sides_of(trustee)
    return side in senders or (unknown[0] if unknown else False)


def _is_carried(view: View, side: str) -> bool:
    """Whether synchronization is known to bring the list to a side."""
    if side == "on_premises" and view.home_side != "online":
        return False
    carriage = carriage_to(view.owner, side, view.state)
    return isinstance(carriage, Carriage) and carriage.carried is True


def compare_delegates_of_resources(view: View) -> Iterator[Difference | Unknown]:
    """Each declared delegate of a room or of equipment."""
    grants = view.mailbox.of_kind(ResourceDelegate)
    if not grants:
        return
    if isinstance(view.home, Unknown):
        yield view.home
        return
    side = view.home_side
    if side is None:
        return
    if not view.is_covered(_RESOURCE, side):
        yield view.gap(_RESOURCE, side)
        return
    for grant in grants:
        found = view.presence(grant.trustee, view.on(_RESOURCE, side))
        if not found.direct:
            yield from view.absence(grant, side, NOUNS[_RESOURCE], found)


def implied_senders(view: View) -> set[int]:
    """Who is on the list of Send on Behalf because of another declaration: delegates, and delegates of resources.

    Source: Set-CalendarProcessing, parameter ResourceDelegates; Outlook adds every delegate to GrantSendOnBehalfTo.
    """
    implied = {grant.trustee.person for grant in view.mailbox.of_kind(Delegate) if grant.sends_on_behalf}
    implied |= {grant.trustee.person for grant in view.mailbox.of_kind(ResourceDelegate)}
    for side in view.sides:
        implied |= {row.trustee for row in view.on(_RESOURCE, side)}
    return implied
