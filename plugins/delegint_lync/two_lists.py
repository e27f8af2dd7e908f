"""The list that the Lync server holds, against the delegates that the sync would copy from Exchange."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from delegint.api import (
    EDITOR,
    ONLINE_MEETINGS,
    TOO_LOW,
    Answer,
    Grant,
    Mailbox,
    Recipient,
    State,
    Unknown,
    Wish,
    both,
    opposite,
    wishes_of,
)
from delegint_lync.held import Holding, makes_a_delegate
from delegint_lync.missed import is_explained
from delegint_lync.paths import SYNC, Pair


class Lists(NamedTuple):
    """Where the list of the server and the delegates in Exchange differ.

    Parameters:
        lacking: declared Exchange delegates whom the server does not hold.
        surplus: declared people whom it holds, and whom the sync would not have copied.
        unknown: what is not known of others.
    """

    lacking: list[Pair]
    surplus: list[Pair]
    unknown: list[Unknown]


def compared(mailbox: Mailbox, held: list[Holding], state: State) -> Lists:
    """Everybody of whom the state says something for the owner, by where they are and where they ought to be.

    Parameters:
        mailbox: what is declared for the owner.
        held: who is on the list of the server.
        state: the state.
    """
    lists = Lists([], [], [])
    for pair in _people(mailbox, state):
        on_the_list = any(holding.is_for(pair.delegate) for holding in held)
        differs = _is_surplus(pair) if on_the_list else _is_lacking(pair, state)
        if isinstance(differs, Unknown):
            lists.unknown.append(differs)
        elif differs:
            (lists.surplus if on_the_list else lists.lacking).append(pair)
    return lists


def _people(mailbox: Mailbox, state: State) -> Iterator[Pair]:
    """Everybody whom a grant that makes a delegate names, or who is to act for the owner in Lync."""
    found: dict[Recipient, tuple[Grant, frozenset[str]]] = {}
    for grant in filter(makes_a_delegate, mailbox.grants):
        found.setdefault(grant.trustee, (grant, frozenset()))
    wishes = wishes_of(mailbox.owner, state)
    for wish in () if wishes is None else wishes.people:
        found[wish.delegate] = (wish.declared, wish.purposes)
    for person, (grant, purposes) in found.items():
        if person is not mailbox.owner:
            yield Pair(Wish(mailbox, person, grant, purposes), state)


def _is_lacking(pair: Pair, state: State) -> Answer:
    """Whether the sync would have copied somebody, and nothing is known that keeps it from that."""
    if is_explained(pair, state):
        return False
    calendar = pair.calendar
    editor = calendar if isinstance(calendar, Unknown) else calendar is not None and calendar.worth == EDITOR
    return both(editor, pair.sends_on_behalf, opposite(pair.delegate.is_group))


def _is_surplus(pair: Pair) -> Answer:
    """Whether the sync would have left out somebody who cannot have come by the client or an administrator."""
    by_sync: Answer = pair.method in (None, SYNC) and (not pair.purposes or ONLINE_MEETINGS in pair.purposes)
    if by_sync and pair.purposes and pair.method is None:
        by_sync = opposite(pair.delegator.lync.enterprise_voice_enabled)
    calendar = pair.calendar
    enough = calendar if isinstance(calendar, Unknown) else calendar is not None and calendar.worth > TOO_LOW
    return both(by_sync, opposite(both(enough, pair.sends_on_behalf)))
