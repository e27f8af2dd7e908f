"""Who sends on behalf of somebody by nothing but what directory synchronization carries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from delegint.model.grants import Delegate, Mailbox, SendOnBehalf
from delegint.model.propagation import Presence, applied_on, managed_on, presence_on, seen_on
from delegint.model.recipients import Recipient
from delegint.model.unknown import Unknown

if TYPE_CHECKING:
    from delegint.model.state import State


_OTHER_SIDE: Final = {"on_premises": "online", "online": "on_premises"}


class Reliance(NamedTuple):
    """A Send on Behalf that is left to synchronization on one side, and is not known to get there.

    Parameters:
        grant: the Send on Behalf, or the delegate.
        home: where the owner is managed.
        presence: what propagation says of that side; where the home is not known, what it says of an owner who is
            managed on the other side.
        senders: the people who look there, and find the grant by no other way.
        unknown: what must be known to name the others, or to tell whether these find it.
    """

    grant: SendOnBehalf | Delegate
    home: str | Unknown
    presence: Presence
    senders: list[Recipient]
    unknown: list[Unknown]


def reliance(grant: SendOnBehalf | Delegate, side: str, state: State) -> Reliance | None:
    """Who relies on synchronization to find a grant on a side, at the state's point in time.

    None where nobody does, for all that is known, and where the grant is known to get there, wherever the owner is
    managed if that is not known. Without an engine, none is expected in an organization that is declared not to be
    hybrid.

    Parameters:
        grant: any Send on Behalf, and any delegate.
        side: where senders look: `on_premises` or `online`.
        state: the state at that point.
    """
    known = state.once(_Known).reliances
    asked = grant, side
    if asked not in known:
        known[asked] = _reliance(grant, side, state)
    return known[asked]


class _Known:
    """What has been worked out: several rules ask about each grant."""

    def __init__(self, _: State) -> None:
        self.reliances: dict[tuple[SendOnBehalf | Delegate, str], Reliance | None] = {}
        self.served: dict[tuple[Mailbox, str], Served] = {}


def _reliance(grant: SendOnBehalf | Delegate, side: str, state: State) -> Reliance | None:
    if not grant.is_list_entry:
        return None
    people, gaps = state.sides_of(grant.trustee)
    senders, unknown = people.get(side, []), list(gaps)
    if not senders and not unknown:
        return None
    home = managed_on(grant.owner, state)
    presence = presence_on(grant, side, _OTHER_SIDE[side] if isinstance(home, Unknown) else home, state)
    if _is_certain(grant, side, home, presence, state) or _is_without_synchronization(state):
        return None
    if senders:  # the grant at hand is not applied on this side, so that it serves nobody itself
        served = served_on(grant.mailbox, side, state)
        senders = [sender for sender in senders if sender not in served.people]
        if senders and served.unknown:
            senders, unknown = [], [*unknown, *served.unknown]
    if not senders and not unknown:
        return None
    if isinstance(home, Unknown):
        return Reliance(grant, home, presence, [], [home, *unknown])
    return Reliance(grant, home, presence, senders, unknown)


def _is_certain(
    grant: SendOnBehalf | Delegate, side: str, home: str | Unknown, presence: Presence, state: State
) -> bool:
    """Whether the grant gets to the side, wherever the owner is managed if that is not known."""
    if presence.there is not True:
        return False
    return not isinstance(home, Unknown) or presence_on(grant, side, side, state).there is True


def _is_without_synchronization(state: State) -> bool:
    hybrid = state.organization.hybrid
    return not state.sync_engines and not isinstance(hybrid, Unknown) and hybrid == "none"


def _is_applied(grant: SendOnBehalf | Delegate, side: str, home: str | Unknown) -> bool:
    applied = applied_on(grant, home)
    return not isinstance(applied, Unknown) and side in applied


class Served(NamedTuple):
    """Whom entries that are applied on a side serve there, and those that are on the list there already.

    Parameters:
        people: the trustees, and the members of groups.
        unknown: what is not known about the membership of these groups.
    """

    people: frozenset[Recipient]
    unknown: tuple[Unknown, ...]


def served_on(mailbox: Mailbox, side: str, state: State) -> Served:
    """Who finds a Send on Behalf of a mailbox on a side without synchronization, at the state's point in time.

    Parameters:
        mailbox: what is declared for the owner.
        side: where senders look.
        state: the state at that point.
    """
    known = state.once(_Known).served
    if (mailbox, side) not in known:
        known[mailbox, side] = _served_on(mailbox, side, state)
    return known[mailbox, side]


def _served_on(mailbox: Mailbox, side: str, state: State) -> Served:
    home = managed_on(mailbox.owner, state)
    applied = [
        grant.trustee
        for grant in mailbox.grants
        if isinstance(grant, (SendOnBehalf, Delegate)) and grant.is_list_entry and _is_applied(grant, side, home)
    ]
    expanded = [state.expand(listed) for listed in (*seen_on(mailbox.owner, side, state), *applied)]
    return Served(
        frozenset(person for people, _ in expanded for person in people),
        tuple(gap for _, gap in expanded if gap is not None),
    )


def differing_lists(owner: Recipient, people: Iterable[Recipient], state: State) -> list[tuple[str, ...]]:
    """What the comparison with the snapshot says of people who stand on the list of an owner on one side alone.

    Parameters:
        owner: whose lists.
        people: of whom.
        state: any point in time.

    Returns:
        what those differences are about, as findings name it.
    """
    keys = {person.key for person in people}
    return [about for about in state.now.once(_differences).get(owner.key, ()) if about[1].casefold() in keys]


def _differences(state: State) -> dict[str, list[tuple[str, ...]]]:
    """The differences between the two lists by their owner."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for difference in state.differences.found:
        if difference.verdict == "sides_differ":
            owner = state.recipient(difference.mailbox)
            found.setdefault(difference.mailbox.casefold() if owner is None else owner.key, []).append(difference.about)
    return found
