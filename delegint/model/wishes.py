"""Who is to act for whom: book online meetings, make calls, take calls.

An entry under `for` says so, or a grant that is `expected` to allow it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from delegint.model.grants import Delegate, Grant, Mailbox
from delegint.model.recipients import Recipient
from delegint.model.unknown import Unknown

if TYPE_CHECKING:
    from delegint.model.state import State

ONLINE_MEETINGS, MAKE_CALLS, RECEIVE_CALLS = PURPOSES = ("online_meetings", "make_calls", "receive_calls")
CALLS: Final = (MAKE_CALLS, RECEIVE_CALLS)
_EMPTY: Final[frozenset[str]] = frozenset()


class Wish:
    """Somebody who is to act for somebody else.

    Parameters:
        mailbox: what is declared for the delegator.
        delegate: who is to act.
        declared: the first entry that says so.
        purposes: what for: `online_meetings`, `make_calls`, `receive_calls`.
    """

    __slots__ = ("declared", "delegate", "mailbox", "purposes")

    def __init__(self, mailbox: Mailbox, delegate: Recipient, declared: Grant, purposes: frozenset[str]) -> None:
        self.mailbox = mailbox
        self.delegate = delegate
        self.declared = declared
        self.purposes = purposes

    @property
    def delegator(self) -> Recipient:
        """For whom the delegate acts."""
        return self.mailbox.owner

    @property
    def about(self) -> tuple[str, str]:
        """The two people, as findings name them."""
        return (self.delegator.key, self.delegate.key)

    @property
    def entry(self) -> Delegate | None:
        """The delegate entry, where there is one."""
        return self.mailbox.grant_to(Delegate, self.delegate)

    @property
    def key(self) -> str:
        """The key under which the entry says what the delegate is to do."""
        return "for" if self.declared.value("for") is not None else "expects"


class Wishes:
    """Who is to act for the owner of one mailbox; what the rules about online meetings and calls are asked about.

    Parameters:
        mailbox: what is declared for the owner.
        people: the wishes for a person.
        groups: those for a group, which neither Lync nor Teams can serve.
        unknown: for whom nobody knows whether it is a group.
    """

    __slots__ = ("_by_purpose", "_said", "groups", "mailbox", "people", "unknown")

    def __init__(self, mailbox: Mailbox, said: Iterable[tuple[Grant, frozenset[str]]]) -> None:
        self.mailbox = mailbox
        self._said = list(said)
        self._by_purpose: dict[tuple[str, ...], Wishes] = {}
        people: list[Wish] = []
        groups: list[Wish] = []
        unknown: list[Unknown] = []
        for wish in _joined(mailbox, self._said):
            group = wish.delegate.is_group
            if isinstance(group, Unknown):
                unknown.append(group)
            else:
                (groups if group else people).append(wish)
        self.people = tuple(people)
        self.groups = tuple(groups)
        self.unknown = tuple(unknown)

    def __bool__(self) -> bool:
        return bool(self.people or self.groups or self.unknown)

    @property
    def owner(self) -> Recipient:
        """For whom they act."""
        return self.mailbox.owner

    @property
    def subject(self) -> str:
        """Whose wishes these are, for people."""
        return self.owner.address

    def of(self, *purposes: str) -> Wishes:
        """Those for one of the purposes, each declared by the first entry that has one of them."""
        known = self._by_purpose.get(purposes)
        if known is None:
            some = [(grant, wanted) for grant, wanted in self._said if not wanted.isdisjoint(purposes)]
            known = self._by_purpose[purposes] = Wishes(self.mailbox, some)
        return known


def all_wishes(state: State) -> dict[Recipient, Wishes]:
    """The wishes by owner; few mailboxes have any, so that the options of the grants are looked at once."""
    said: dict[Mailbox, list[tuple[Grant, frozenset[str]]]] = {}
    for mailbox in state.mailboxes:
        for grant in mailbox.grants:
            options = None if grant.node is None else grant.node.value
            if isinstance(options, dict) and ("for" in options or "expects" in options):
                wanted = _purposes(grant)
                if wanted and grant.trustee is not mailbox.owner and not grant.trustee.well_known:
                    said.setdefault(mailbox, []).append((grant, wanted))
    return {mailbox.owner: Wishes(mailbox, grants) for mailbox, grants in said.items()}


def wishes_of(owner: Recipient, state: State) -> Wishes | None:
    """Who is to act for somebody; None where nobody is."""
    return state.once(all_wishes).get(owner)


def as_wishes(mailbox: Mailbox) -> Wishes:
    """Everybody with a delegate entry, as if each were to act for no stated purpose."""
    others = (grant for grant in mailbox.of_kind(Delegate) if grant.trustee is not mailbox.owner)
    return Wishes(mailbox, [(grant, _EMPTY) for grant in others])


def _joined(mailbox: Mailbox, said: list[tuple[Grant, frozenset[str]]]) -> list[Wish]:
    """One wish for each delegate, at the first entry."""
    wishes: dict[Recipient, Wish] = {}
    for grant, wanted in said:
        first = wishes.get(grant.trustee)
        if first is None:
            wishes[grant.trustee] = Wish(mailbox, grant.trustee, grant, wanted)
        else:
            first.purposes |= wanted
    return list(wishes.values())


def _purposes(grant: Grant) -> frozenset[str]:
    wanted = set(grant.purposes) if isinstance(grant, Delegate) else set()
    if ONLINE_MEETINGS in grant.expects:
        wanted.add(ONLINE_MEETINGS)
    return frozenset(wanted)
