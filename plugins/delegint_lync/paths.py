"""The ways in which a delegate gets onto the list that the Lync server holds.

The server accepts an online meeting for somebody else only from the delegates on that list; mailbox rights play no
part. There are three ways onto it: the client of the delegator copies the Exchange delegates, the delegator adds the
delegate in the client, or an administrator writes the list.

Source: "Schedule an Online Meeting on behalf of someone else"; "Lync client administrative delegates cannot use the
Lync Meeting add-in"; "No delegation relationship in Lync 2013".
"""

from __future__ import annotations

from typing import Final

from delegint.api import (
    ONLINE_MEETINGS,
    TOO_LOW,
    Answer,
    CalendarRight,
    FullAccess,
    Grant,
    Mailbox,
    Recipient,
    SendAs,
    SendOnBehalf,
    State,
    Unknown,
    Wish,
    Wishes,
    both,
    calendar_right,
    either,
    meets_in_lync,
    need,
    normalized,
    opposite,
    sends_on_behalf,
)
from delegint_lync.policies import delegate_sync, delegation
from delegint_lync.standing import is_of_nobody, plan_of
from delegint_lync.tools import BY_TOOL, CMDLET, SEFAUTIL

SYNC, CLIENT, TOGGLE = ("exchange_sync", "client", "enterprise_voice_toggle")
LYNC_METHODS: Final = (SYNC, CLIENT, SEFAUTIL, CMDLET, TOGGLE)


class Pair(Wish):
    """Somebody who is to act for somebody else in Lync.

    Parameters:
        wish: who, for whom, and what for.
        state: the state.
    """

    __slots__ = ("_own", "state")

    def __init__(self, wish: Wish, state: State) -> None:
        super().__init__(wish.mailbox, wish.delegate, wish.declared, wish.purposes)
        self.state = state
        self._own: Wish | None = None

    # -- ways onto the list ---------------------------------------------------------------------------------------

    @property
    def has_path(self) -> Answer:
        """Whether one of the three ways is open."""
        if self.is_written_by_administrator:
            return True
        if self.method == TOGGLE:
            return may_have_delegates(self.delegator, self.state)
        added = self.is_added_in_client
        return True if added is True else either(added, self.is_copied_from_exchange)

    @property
    def is_written_by_administrator(self) -> bool:
        """Whether an administrator writes the list, or the server holds the delegate already; no policy bars that."""
        return self.method in BY_TOOL or self._is_on_the_list()

    @property
    def is_added_in_client(self) -> Answer:
        """Whether the delegator adds the delegate in the client, which only Enterprise Voice users can."""
        if self.entry is None or self.method not in (None, CLIENT):
            return False
        return both(self.delegator.lync.enterprise_voice_enabled, may_have_delegates(self.delegator, self.state))

    @property
    def is_copied_from_exchange(self) -> Answer:
        """Whether the delegator's client copies the delegate from Exchange."""
        calendar = self.calendar
        enough = calendar if isinstance(calendar, Unknown) else calendar is not None and calendar.worth > TOO_LOW
        return both(
            enough,
            self.sends_on_behalf,
            copies_delegates(self.delegator, self.state),
            may_have_delegates(self.delegator, self.state),
        )

    @property
    def is_meant_to_be_copied(self) -> Answer:
        """Whether the delegate is a calendar delegate who is to be copied from Exchange, be it possible or not."""
        if self.is_written_by_administrator:
            return False
        if self.entry is None and self.calendar is None:
            return False
        method = self.method
        return method == SYNC if method else opposite(self.delegator.lync.enterprise_voice_enabled)

    @property
    def method(self) -> str | None:
        """How the delegate gets onto the list, as stated."""
        node = None if self.entry is None else self.entry.value("lync_method")
        return node.value if node is not None and isinstance(node.value, str) else None

    def _is_on_the_list(self) -> bool:
        held = self.delegator.lync.delegates
        if isinstance(held, Unknown):
            return False
        sip = self.delegate.lync.sip_address
        own = None if isinstance(sip, Unknown) else normalized(sip)
        return any(self.state.recipient(address) is self.delegate or normalized(address) == own for address in held)

    # -- rights in Exchange ---------------------------------------------------------------------------------------

    @property
    def calendar(self) -> CalendarRight | Unknown | None:
        """The best right on the calendar in the delegate's own name; None where there is none."""
        return calendar_right(self._in_own_name(), self.state)

    @property
    def sends_on_behalf(self) -> bool:
        """Whether the delegate stands in GrantSendOnBehalfTo by name, by the delegate entry or a grant of its own."""
        if self.entry is not None and self.entry.sends_on_behalf:
            return True
        return self.mailbox.grant_to(SendOnBehalf, self.delegate) is not None

    @property
    def calendar_of_a_group(self) -> CalendarRight | None:
        """The right on the calendar that reaches the delegate through a group, where it is the best there is."""
        best = calendar_right(self, self.state)
        if best is None or isinstance(best, Unknown) or best.grant.trustee is self.delegate:
            return None
        return best

    @property
    def is_in_a_group_that_sends(self) -> bool:
        """Whether a group of the delegate may send on behalf, or the delegate by name."""
        return sends_on_behalf(self, self.state) is True

    def _in_own_name(self) -> Wish:
        """The same wish with the grants that name the delegate alone.

        A group that has the rights brings nobody onto the list: neither it nor its members appear among the delegates.

        Source: "Set up and troubleshoot Skype for Business Online delegation".
        """
        node = self.mailbox.node
        if self._own is None and node is not None:
            mailbox = Mailbox(self.delegator, self.mailbox.written, node)
            mailbox.grants = [grant for grant in self.mailbox.grants if grant.trustee is self.delegate]
            self._own = Wish(mailbox, self.delegate, self.declared, self.purposes)
        return self._own or self

    @property
    def mailbox_rights(self) -> tuple[list[str], Unknown | None]:
        """The rights on the whole mailbox in words, and what is not known about them."""
        found, unknown = [], None
        for kind in (FullAccess, SendAs, SendOnBehalf):
            has = self._has(kind)
            if isinstance(has, Unknown):
                unknown = has
            elif has:
                found.append(kind.noun)
        return found, unknown

    def _has(self, kind: type[Grant]) -> Answer:
        reaching = self.state.grants_reaching(self.mailbox, kind, self.delegate)
        if isinstance(reaching, Unknown):
            return reaching
        return any(
            not isinstance(grant, FullAccess) or (grant.has_right("FullAccess") and not grant.deny)
            for grant in reaching
        )


def pairs(wishes: Wishes, state: State) -> list[Pair]:
    """The people who are to act for an owner, with their ways onto the list; those whose account goes are LYNC042."""
    return [Pair(wish, state) for wish in wishes.people if plan_of(wish.delegate) is None]


def meeting_wishes(wishes: Wishes, state: State) -> Wishes:
    """Who is to book online meetings for the owner; nobody where they are no Lync meetings.

    Nor for an owner whose account goes, which is LYNC042, or who is no person, which is LYNC015.

    Raises:
        Unanswered: nobody has said whether they are.
    """
    found, owner = wishes.of(ONLINE_MEETINGS), wishes.owner
    if not found or plan_of(owner) is not None or is_of_nobody(owner) is True:
        return Wishes(wishes.mailbox, ())
    return found if need(meets_in_lync(owner, state)) else Wishes(wishes.mailbox, ())


def who_needs_the_sync(found: Wishes, state: State) -> tuple[list[Pair], Unknown | None]:
    """The pairs for whom the sync is the way, and what is not known about the others.

    It is where the state says so, and where the owner has no Enterprise Voice and no administrator helps.
    """
    others = [pair for pair in pairs(found, state) if pair.method != TOGGLE and not pair.is_written_by_administrator]
    stated = [pair for pair in others if pair.method == SYNC]
    voice: Answer = len(stated) == len(others) or found.owner.lync.enterprise_voice_enabled
    if isinstance(voice, Unknown):
        return stated, voice
    return stated if voice else others, None


def to_be_copied(wishes: Wishes, state: State) -> tuple[list[Pair], list[Unknown]]:
    """The pairs whom the sync is to copy, be it possible or not, and what is not known about others."""
    copied, unknown = [], []
    for pair in pairs(wishes, state):
        meant = pair.is_meant_to_be_copied
        if isinstance(meant, Unknown):
            unknown.append(meant)
        elif meant:
            copied.append(pair)
    return copied, unknown


# -- people -------------------------------------------------------------------------------------------------------


def copies_delegates(person: Recipient, state: State) -> Answer:
    """Whether the delegate sync is on for the person; blank is off."""
    switch = delegate_sync(person, state)
    return switch if isinstance(switch, Unknown) else switch.value is True


def may_have_delegates(person: Recipient, state: State) -> Answer:
    """Whether the voice policy lets the person have delegates; blank is on."""
    switch = delegation(person, state)
    return switch if isinstance(switch, Unknown) else switch.value is not False
