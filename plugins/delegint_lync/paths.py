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
    opposite,
    sends_on_behalf,
)
from delegint_lync.policies import delegate_sync, delegation

SYNC, CLIENT, SEFAUTIL, CMDLET, TOGGLE = LYNC_METHODS = (
    "exchange_sync", "client", "sefautil", "set_csuserdelegates", "enterprise_voice_toggle",
)  # fmt: skip
_BY_ADMINISTRATOR: Final = (SEFAUTIL, CMDLET, TOGGLE)


class Pair(Wish):
    """Somebody who is to act for somebody else in Lync.

    Parameters:
        wish: who, for whom, and what for.
        state: the state.
    """

    __slots__ = ("state",)

    def __init__(self, wish: Wish, state: State) -> None:
        super().__init__(wish.mailbox, wish.delegate, wish.declared, wish.purposes)
        self.state = state

    # -- ways onto the list ---------------------------------------------------------------------------------------

    @property
    def has_path(self) -> Answer:
        """Whether one of the three ways is open."""
        if self.is_written_by_administrator:
            return True
        added = self.is_added_in_client
        return True if added is True else either(added, self.is_copied_from_exchange)

    @property
    def is_written_by_administrator(self) -> bool:
        """Whether an administrator writes the list, or the server holds the delegate already; no policy bars that."""
        return self.method in _BY_ADMINISTRATOR or self._is_on_the_list()

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
        own = None if isinstance(sip, Unknown) else _bare(sip)
        return any(self.state.recipient(address) is self.delegate or _bare(address) == own for address in held)

    # -- rights in Exchange ---------------------------------------------------------------------------------------

    @property
    def calendar(self) -> CalendarRight | Unknown | None:
        """The best right on the calendar, from the delegate entry or from the folder; None where there is none."""
        return calendar_right(self, self.state)

    @property
    def sends_on_behalf(self) -> Answer:
        """Whether the delegate stands in GrantSendOnBehalfTo, by the delegate entry or by a grant of its own."""
        return sends_on_behalf(self, self.state)

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
    """The people who are to act for an owner, with their ways onto the list."""
    return [Pair(wish, state) for wish in wishes.people]


def meeting_wishes(wishes: Wishes, state: State) -> Wishes:
    """Who is to book online meetings for the owner; nobody where they are no Lync meetings.

    Raises:
        Unanswered: nobody has said whether they are.
    """
    found = wishes.of(ONLINE_MEETINGS)
    return found if found and need(meets_in_lync(wishes.owner, state)) else Wishes(wishes.mailbox, ())


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


# -- words --------------------------------------------------------------------------------------------------------


def _bare(address: str) -> str:
    """A SIP address without its scheme and without regard to case."""
    return address.strip().casefold().removeprefix("sip:")
