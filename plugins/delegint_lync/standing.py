"""What the two people of a delegation are to Lync: enabled there, homed elsewhere, or no people at all."""

from __future__ import annotations

from typing import Final, NamedTuple

from delegint.api import (
    CALLS,
    ONLINE_MEETINGS,
    RESOURCE_MAILBOXES,
    Answer,
    Facts,
    Recipient,
    Related,
    State,
    Unknown,
    Wish,
    calls_in_teams,
    either,
    is_homed_online,
    is_on_lync,
    meets_in_lync,
    meets_in_teams,
    normalized,
    opposite,
    teams_in_sight,
)

_OF_NOBODY: Final = RESOURCE_MAILBOXES | {"SharedMailbox", "RemoteSharedMailbox"}
"""Types of mailboxes with which no person signs in."""
_EMPTY: Final = {"registrar_pool": "has no registrar pool", "sip_address": "has no SIP address"}


class Lack(NamedTuple):
    """What keeps somebody from signing in to Lync.

    Parameters:
        key: the fact that says so.
        words: the same in a message.
    """

    key: str
    words: str


def lack_of(person: Recipient) -> Lack | Unknown | None:
    """What keeps the person from signing in; None where nothing does, or nothing of Lync is stated of the person.

    Who is about to be disabled is another matter.

    Source: Get-CsUser (a user without a pool cannot sign in); Set-CsUser.
    """
    user = person.lync
    if not user.known or not isinstance(user.planned_change, Unknown):
        return None
    enabled = user.enabled
    if enabled is False:
        return Lack("enabled", "is not enabled for Lync")
    for key, words in _EMPTY.items():
        node = user.value(key)
        if node is not None and isinstance(node.value, str | None) and not normalized(node.value or ""):
            return Lack(key, words)
    return enabled if isinstance(enabled, Unknown) else None


def is_of_nobody(party: Recipient) -> Answer:
    """Whether it is a shared mailbox, a room or equipment."""
    return party.is_one_of(_OF_NOBODY)


def is_asked_of_lync(wish: Wish, state: State) -> Answer:
    """Whether one of the purposes is a matter of Lync, be the owner enabled there or not.

    An owner who is not enabled may be somebody who uses Teams instead.
    """
    owner = wish.delegator
    meetings, calls = ONLINE_MEETINGS in wish.purposes, not wish.purposes.isdisjoint(CALLS)
    answers: list[Answer] = []
    if owner.lync.enabled is not False:
        answers += [meets_in_lync(owner, state)] if meetings else []
        answers += [is_on_lync(owner, state)] if calls else []
    elif is_homed_online(owner, state):
        return False
    elif not teams_in_sight(state, owner):
        return True
    else:
        answers += [opposite(meets_in_teams(owner, state))] if meetings else []
        answers += [opposite(calls_in_teams(owner, state))] if calls else []
    return either(*answers)


def stated(facts: Facts, key: str) -> list[Related]:
    """Where the state, or the snapshot, says so."""
    node = facts.value(key)
    return [] if node is None else [Related(node.place, f"{key} of {facts.subject}")]
