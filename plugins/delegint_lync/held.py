"""The list of delegates that the Lync server holds for somebody, against the delegates that Exchange has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from delegint.api import (
    AMBIGUOUS,
    NOWHERE,
    Answer,
    Delegate,
    Finding,
    FolderPermission,
    Grant,
    LyncUser,
    Mailbox,
    Node,
    Observed,
    ObservedRight,
    Recipient,
    SendOnBehalf,
    State,
    Unknown,
    either,
    is_on_lync,
    lync_users,
    need,
    normalized,
    wishes_of,
)
from delegint_lync.tools import removing

_CALENDAR: Final = "Calendar"
_SHOWN_BY: Final = (
    (SendOnBehalf.section, "", "Send on Behalf entries", "Get-Mailbox"),
    (FolderPermission.section, _CALENDAR, "Calendar permissions", "Get-MailboxFolderPermission"),
)
"""What shows the delegates of a mailbox: the kind of right, the folder, both in words, and the cmdlet."""
_OF_DELEGATES: Final = frozenset({
    "editor", "author", "publishingeditor", "publishingauthor", "owner", "editowneditems", "editallitems",
})  # fmt: skip
"""Roles and single rights on the calendar that make somebody more than a reader or a mere contributor."""
_NOBODY: Final = ("Default", "Anonymous")


class Holding(NamedTuple):
    """Somebody on the list.

    Parameters:
        user: for whom the server holds the list.
        written: the address as it stands in the list.
        node: its place.
        people: the recipient that it stands for, by SIP address or else by any other; none where it is nobody's.
    """

    user: LyncUser
    written: str
    node: Node
    people: tuple[Recipient, ...]

    def __str__(self) -> str:
        return str(self.people[0]) if self.people else normalized(self.written)

    @property
    def about(self) -> tuple[str, str]:
        """Owner and delegate, as findings name them."""
        return (self.user.recipient.key, self.people[0].key if self.people else normalized(self.written))

    def is_for(self, person: Recipient) -> bool:
        """Whether it is this person who is on the list."""
        return person in self.people or normalized(person.address) == normalized(self.written)

    def finding(self, message: str, **more: Any) -> Finding:
        """A finding at the item of the list."""
        path = (*self.user.path, "delegates", self.written)
        return self.user.finding(message, "delegates", path=path, place=self.node.place, about=[self.about], **more)

    def removal(self, state: State) -> str:
        """The command that takes the delegate off the list, by the address that stands there."""
        return removing(self.user.recipient, normalized(self.written), state)


def held_for(user: LyncUser, state: State) -> list[Holding] | None:
    """Everybody on the list of somebody on Lync, each once; None where nobody has said who is on it."""
    node = user.value("delegates")
    if node is None or not isinstance(node.value, list) or not need(is_on_lync(user.recipient, state)):
        return None
    found: dict[object, Holding] = {}
    by_sip = state.once(_by_sip_address)
    for item in node.items():
        if isinstance(item.value, str) and "@" in item.value:
            either_way = (by_sip.get(normalized(item.value)), state.recipient(item.value))
            people = tuple(dict.fromkeys(person for person in either_way if person is not None))
            if user.recipient not in people:
                key = people[0] if people else normalized(item.value)
                found.setdefault(key, Holding(user, item.value, item, people))
    return list(found.values())


def unwanted(user: LyncUser, state: State) -> Iterator[Holding | Unknown]:
    """Who is on the list and whom nobody declares as a Lync delegate; the members of a group count as declared.

    Where the state says nothing of the owner's delegates, and others may exist, nobody is unwanted, unless Enterprise
    Voice is about to go.
    """
    mailbox = mailbox_of(user.recipient, state)
    if mailbox is None and not state.is_exclusive(mailbox) and not loses_voice(user):
        return
    for holding in held_for(user, state) or ():
        wanted = _is_wanted(holding, state)
        if isinstance(wanted, Unknown):
            yield wanted
        elif not wanted:
            yield holding


def _is_wanted(holding: Holding, state: State) -> Answer:
    wishes = wishes_of(holding.user.recipient, state)
    if wishes is None:
        return False
    if any(normalized(unknown.subject) == normalized(holding.written) for unknown in wishes.unknown):
        return True
    known = _is_among(holding, [wish.delegate for wish in (*wishes.people, *wishes.groups)], state)
    return either(known, *wishes.unknown)


def _is_among(holding: Holding, trustees: Iterable[Recipient], state: State) -> Answer:
    """Whether somebody on the list is one of the trustees, or a member of a group among them."""
    unknown: Unknown | None = None
    for trustee in trustees:
        people, gap = state.expand(trustee)
        if holding.is_for(trustee) or any(map(holding.is_for, people)):
            return True
        unknown = gap if unknown is None else unknown
    return False if unknown is None else unknown


def loses_voice(user: LyncUser) -> bool:
    """Whether the snapshot shows Enterprise Voice that the state does not want."""
    seen = None if user.observed is None else user.observed.get("enterprise_voice_enabled")
    return seen is not None and seen.value is True and user.enterprise_voice_enabled is False


# -- delegates in Exchange --------------------------------------------------------------------------------------------


def mailbox_of(owner: Recipient, state: State) -> Mailbox | None:
    """What is declared for somebody's mailbox."""
    return state.once(_mailboxes).get(owner)


def is_exchange_delegate(holding: Holding, state: State) -> Answer:
    """Whether somebody on the list is a delegate in Exchange too.

    What is declared decides where nothing else is to be; otherwise what the snapshot shows counts beside it.
    """
    mailbox = mailbox_of(holding.user.recipient, state)
    trustees = (grant.trustee for grant in (() if mailbox is None else mailbox.grants) if makes_a_delegate(grant))
    declared = _is_among(holding, trustees, state)
    if declared is True or state.is_exclusive(mailbox):
        return declared
    return either(declared, _is_observed(holding, state))


def makes_a_delegate(grant: Grant) -> bool:
    """Whether a grant is one of those of which a delegate in Exchange is made."""
    if isinstance(grant, FolderPermission):
        return grant.is_calendar and not grant.trustee.well_known and _lets_edit(grant.rights)
    return isinstance(grant, (Delegate, SendOnBehalf))


def _is_observed(holding: Holding, state: State) -> Answer:
    """Whether the snapshot shows a delegate; unknown where it does not show the delegates of the mailbox at all."""
    owner, observed = holding.user.recipient, state.observed
    if observed is None or owner.person < 0:
        return _not_shown(owner, *_SHOWN_BY[0][2:])
    answers: list[Answer] = [
        _concerns(row, holding, state) for row in observed.rights_on(owner.person) if _is_of_a_delegate(row)
    ]
    return either(*answers, *_not_covered(owner, observed, state))


def _not_covered(owner: Recipient, observed: Observed, state: State) -> Iterator[Unknown]:
    home = state.home_at(owner)
    if isinstance(home, Unknown):
        yield home
    elif home != NOWHERE:
        for kind, folder, what, cmdlet in _SHOWN_BY:
            if not observed.covers(owner.person, kind, home, folder):
                yield _not_shown(owner, what, cmdlet)


def _not_shown(owner: Recipient, what: str, cmdlet: str) -> Unknown:
    return Unknown(what, owner.address, "delegations.<address>.management", cmdlet)


def _is_of_a_delegate(row: ObservedRight) -> bool:
    if row.kind == FolderPermission.section:
        return row.folder.casefold() == _CALENDAR.casefold() and _lets_edit(row.rights)
    return row.kind == SendOnBehalf.section and not row.denied


def _concerns(row: ObservedRight, holding: Holding, state: State) -> Answer:
    """Whether an entry is one of somebody on the list; unknown where it does not tell whose it is."""
    trustee = state.person(row.trustee)
    if trustee is not None:
        return _is_among(holding, [trustee], state) if trustee.is_group is True else holding.is_for(trustee)
    if normalized(row.written) == normalized(holding.written):
        return True
    is_name = "@" not in row.written and row.written not in _NOBODY and not row.orphan
    if row.trustee == AMBIGUOUS or (is_name and all(person.person < 0 for person in holding.people)):
        return Unknown(f"the person called {row.written}", holding.user.subject, "", "Get-Recipient")
    return False


def _lets_edit(rights: Iterable[str]) -> bool:
    return not _OF_DELEGATES.isdisjoint(right.casefold() for right in rights)


# -- indexes ----------------------------------------------------------------------------------------------------------


def _by_sip_address(state: State) -> dict[str, Recipient]:
    found: dict[str, Recipient] = {}
    for user in state.once(lync_users):
        address = user.sip_address
        if not isinstance(address, Unknown):
            found.setdefault(normalized(address), user.recipient)
    return found


def _mailboxes(state: State) -> dict[Recipient, Mailbox]:
    return {mailbox.owner: mailbox for mailbox in state.mailboxes}
