"""The ways in which a delegate gets onto the list that the Lync server holds.

The server accepts an online meeting for somebody else only from the delegates on that list; mailbox rights play no
part. There are three ways onto it: the client of the delegator copies the Exchange delegates, the delegator adds the
delegate in the client, or an administrator writes the list.

Source: "Schedule an Online Meeting on behalf of someone else"; "Lync client administrative delegates cannot use the
Lync Meeting add-in"; "No delegation relationship in Lync 2013".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from delegint.api import (
    ONLINE_MEETINGS,
    Answer,
    FolderPermission,
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
    either,
    meets_in_lync,
    need,
    opposite,
)
from delegint_lync.policies import delegate_sync, delegation

SYNC, CLIENT, SEFAUTIL, CMDLET, TOGGLE = LYNC_METHODS = (
    "exchange_sync", "client", "sefautil", "set_csuserdelegates", "enterprise_voice_toggle",
)  # fmt: skip
_BY_ADMINISTRATOR: Final = (SEFAUTIL, CMDLET, TOGGLE)

TOO_LOW, DOUBTFUL, EDITOR = range(3)
"""What a calendar right is worth to the sync: Editor is asked for, and sources differ about its neighbours."""
_ROLES: Final = {
    "editor": EDITOR,
    **dict.fromkeys(("author", "publishingauthor", "publishingeditor", "owner"), DOUBTFUL),
    **dict.fromkeys(
        ("none", "availabilityonly", "limiteddetails", "reviewer", "contributor", "noneditingauthor"), TOO_LOW
    ),
}
_AUTHOR_RIGHTS: Final = frozenset({"createitems", "readitems"})
_EDITOR_RIGHTS: Final = _AUTHOR_RIGHTS | {"editallitems", "deleteallitems"}
_EDITING: Final = frozenset({"editowneditems", "editallitems"})
_BEYOND_EDITOR: Final = frozenset({"createsubfolders", "folderowner"})
_SINGLE_RIGHTS: Final = (
    _EDITOR_RIGHTS | _EDITING | _BEYOND_EDITOR | {"deleteowneditems", "foldercontact", "foldervisible"}
)
_CALENDAR: Final = "calendar"


class CalendarRight(NamedTuple):
    """A right of the delegate on the calendar.

    Parameters:
        grant: the entry that gives it.
        rights: the role, or the single rights, as written.
        worth: `TOO_LOW`, `DOUBTFUL` or `EDITOR`.
    """

    grant: Grant
    rights: tuple[str, ...]
    worth: int


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
        if self.entry is None and not any(self._calendar_rights()):
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
        best: CalendarRight | None = None
        unknown: Unknown | None = None
        for grant, rights in self._calendar_rights():
            if isinstance(rights, Unknown):
                unknown = rights if unknown is None else unknown
                continue
            worth = _worth(rights)
            if worth is None:
                unknown = grant.missing("rights", "Get-MailboxFolderPermission") if unknown is None else unknown
            elif best is None or worth > best.worth:
                best = CalendarRight(grant, rights, worth)
        return unknown if unknown is not None and (best is None or best.worth < EDITOR) else best

    def _calendar_rights(self) -> Iterator[tuple[Grant, tuple[str, ...] | Unknown]]:
        entry = self.entry
        if entry is not None and entry.calendar_right is not None:
            yield entry, entry.calendar_right
        for grant in self.mailbox.of_kind(FolderPermission):
            if grant.folder.casefold() != _CALENDAR or grant.trustee.well_known:
                continue
            people, gap = self.state.expand(grant.trustee)
            if self.delegate in people:
                yield grant, grant.rights
            elif gap is not None:
                yield grant, gap

    @property
    def sends_on_behalf(self) -> Answer:
        """Whether the delegate stands in GrantSendOnBehalfTo, by the delegate entry or by a grant of its own."""
        if self.entry is not None and self.entry.sends_on_behalf:
            return True
        return self._has(SendOnBehalf)

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


def _worth(rights: tuple[str, ...]) -> int | None:
    """What a role, or a list of single rights, is worth to the sync; None where it is neither."""
    folded = frozenset(right.casefold() for right in rights)
    if len(folded) == 1 and folded <= _ROLES.keys():
        return _ROLES[next(iter(folded))]
    if not folded or not folded <= _SINGLE_RIGHTS:
        return None
    if folded >= _EDITOR_RIGHTS:
        return DOUBTFUL if folded & _BEYOND_EDITOR else EDITOR
    return DOUBTFUL if folded >= _AUTHOR_RIGHTS and folded & _EDITING else TOO_LOW


def _bare(address: str) -> str:
    """A SIP address without its scheme and without regard to case."""
    return address.strip().casefold().removeprefix("sip:")
