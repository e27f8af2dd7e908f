"""Who is to act for whom in Lync: by an entry under `for`, or by a grant that is expected to allow it."""

from __future__ import annotations

from typing import Final, NamedTuple

from delegint.api import Delegate, Grant, Mailbox, Recipient, State, Unknown, need
from delegint_lync.paths import Pair
from delegint_lync.people import meets_in_lync

ONLINE_MEETINGS: Final = "online_meetings"


class Wishes(NamedTuple):
    """Who is to act for the owner of a mailbox.

    Parameters:
        people: the pairs with a person.
        groups: the pairs with a group, which Lync cannot serve.
        unknown: for whom nobody knows whether it is a group.
    """

    people: tuple[Pair, ...]
    groups: tuple[Pair, ...]
    unknown: tuple[Unknown, ...]

    def __bool__(self) -> bool:
        return any(self)


NO_WISHES: Final = Wishes((), (), ())


def wishes(mailbox: Mailbox, state: State, *purposes: str) -> Wishes:
    """Who is declared to act for the owner, for one of `purposes` or for any.

    A delegate entry says so under `for`, and any grant that is expected to allow online meetings under `expects`.
    """
    declared: dict[Recipient, tuple[Grant, frozenset[str]]] = {}
    for grant in state.once(_wishing).get(mailbox, ()):
        wanted = _purposes(grant)
        trustee = grant.trustee
        if not wanted or trustee is mailbox.owner or trustee.well_known or (purposes and wanted.isdisjoint(purposes)):
            continue
        first, known = declared.get(trustee, (grant, frozenset()))
        declared[trustee] = (first, known | wanted)
    return _sorted_out([Pair(mailbox, person, grant, wanted, state) for person, (grant, wanted) in declared.items()])


def meeting_wishes(mailbox: Mailbox, state: State) -> Wishes:
    """Who is to book online meetings for the owner, where the owner's meetings are Lync meetings.

    Raises:
        Unanswered: nobody has said whether they are.
    """
    found = wishes(mailbox, state, ONLINE_MEETINGS)
    return found if found and need(meets_in_lync(mailbox.owner, state)) else NO_WISHES


def exchange_delegates(mailbox: Mailbox, state: State) -> Wishes:
    """Everybody with a delegate entry, wanted in Lync or not."""
    return _sorted_out([Pair(mailbox, grant.trustee, grant, frozenset(), state) for grant in mailbox.of_kind(Delegate)])


def _wishing(state: State) -> dict[Mailbox, list[Grant]]:
    """The few grants with options that may say what the trustee is to do."""
    found: dict[Mailbox, list[Grant]] = {}
    for mailbox in state.mailboxes:
        for grant in mailbox.grants:
            options = None if grant.node is None else grant.node.value
            if isinstance(options, dict) and ("for" in options or "expects" in options):
                found.setdefault(mailbox, []).append(grant)
    return found


def _sorted_out(pairs: list[Pair]) -> Wishes:
    if not pairs:
        return NO_WISHES
    people: list[Pair] = []
    groups: list[Pair] = []
    unknown: list[Unknown] = []
    for pair in pairs:
        group = pair.delegate.is_group
        if isinstance(group, Unknown):
            unknown.append(group)
        else:
            (groups if group else people).append(pair)
    return Wishes(tuple(people), tuple(groups), tuple(unknown))


def _purposes(grant: Grant) -> frozenset[str]:
    wanted = set(grant.purposes) if isinstance(grant, Delegate) else set()
    if ONLINE_MEETINGS in grant.expects:
        wanted.add(ONLINE_MEETINGS)
    return frozenset(wanted)
