"""Who needs the calendar of somebody on the other side, and what free/busy is shown there.

Between the sides, free/busy is asked for in the name of the organization relationship, which stands for nobody in
particular: Exchange answers with what Default may see, whatever the person who asks has been granted.

Source: "Users can't see free/busy information after a mailbox is moved to Microsoft 365".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import Final, NamedTuple

from delegint.api import (
    NOWHERE,
    RESOURCE_MAILBOXES,
    Delegate,
    FolderPermission,
    FullAccess,
    Grant,
    Recipient,
    State,
    Unknown,
)
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.folder_rights import single_rights, spelled
from delegint_exchange.representatives import lives

_BOTH_SIDES: Final = frozenset({"on_premises", "online"})
_NO_READING: Final = frozenset({"FolderVisible", "CreateItems"})
_NO_PERSON: Final = RESOURCE_MAILBOXES | {"SharedMailbox", "RemoteSharedMailbox"}


class Sight(IntEnum):
    """What rights on a calendar show of it."""

    NOTHING = 0
    TIMES = 1
    SUBJECTS = 2
    ITEMS = 3


def sight_of(rights: Iterable[str]) -> Sight | None:
    """What the rights on a calendar show of it; None where they are misspelt, or change what they do not show."""
    known = [spelled(right) for right in rights]
    if None in known:
        return None
    single = single_rights(right for right in known if right is not None)
    if "ReadItems" in single:
        return Sight.ITEMS
    if "LimitedDetails" in known:
        return Sight.SUBJECTS
    if "AvailabilityOnly" in known:
        return Sight.TIMES
    return Sight.NOTHING if single <= _NO_READING else None


class DefaultRight(NamedTuple):
    """What Default may do with a calendar.

    Parameters:
        rights: the role, or the single rights.
        grant: the entry under `folders`; None where the recipient itself states it.
    """

    rights: tuple[str, ...]
    grant: FolderPermission | None

    def __str__(self) -> str:
        return ", ".join(self.rights)


def default_right(owner: Recipient, state: State) -> DefaultRight | None:
    """What Default may do with somebody's calendar; None where nobody has stated it."""
    entry = state.now.once(_default_entries).get(owner)
    if entry is not None:
        return DefaultRight(entry.rights, entry)
    stated = owner.default_calendar_right
    return None if isinstance(stated, Unknown) else DefaultRight((stated,), None)


def _default_entries(state: State) -> dict[Recipient, FolderPermission]:
    found: dict[Recipient, FolderPermission] = {}
    for mailbox in state.mailboxes:
        for grant in mailbox.of_kind(FolderPermission):
            if grant.trustee.well_known and grant.trustee.address == "Default" and grant.is_calendar:
                found.setdefault(mailbox.owner, grant)
    return found


def hidden_calendars(state: State) -> list[tuple[Recipient, DefaultRight]]:
    """The owners whose calendar is stated to show Default nothing; the same at every point in time."""
    return state.now.once(_hidden_calendars)


def _hidden_calendars(state: State) -> list[tuple[Recipient, DefaultRight]]:
    owners = dict.fromkeys([*state.recipients, *(mailbox.owner for mailbox in state.mailboxes)])
    stated = ((owner, default_right(owner, state)) for owner in owners)
    return [(owner, right) for owner, right in stated if right and sight_of(right.rights) is Sight.NOTHING]


def people_apart(grant: Grant, state: State) -> list[Recipient]:
    """The people behind the trustee who are known to live on another side than the owner."""
    if grant.trustee.well_known:
        return []
    here = state.home_at(grant.owner)
    if isinstance(here, Unknown) or here == NOWHERE:
        return []
    people = state.sides_of(grant.trustee).people
    return [person for side, there in people.items() if side != here for person in there]


def opens_the_calendar(grant: Grant) -> bool:
    """Whether somebody in particular is to look into the calendar by this grant."""
    if isinstance(grant, FolderPermission):
        return grant.is_calendar and gives_a_right(grant)
    return isinstance(grant, Delegate) or (isinstance(grant, FullAccess) and gives_a_right(grant))


class Apart(NamedTuple):
    """A grant on a calendar, and the people behind it who live on another side than its owner."""

    grant: Grant
    people: list[Recipient]


def calendars_across(state: State) -> Iterator[Apart]:
    """The grants on calendars whose owner lives on another side than somebody who is to look into them."""
    for mailbox in state.mailboxes:
        for grant in mailbox.grants:
            if opens_the_calendar(grant):
                people = people_apart(grant, state)
                if people:
                    yield Apart(grant, people)


def persons_on_premises(apart: Apart, state: State) -> list[Recipient]:
    """Those on-premises, the owner or the others, who look at calendars themselves: no rooms, no shared mailboxes."""
    owner = apart.grant.owner
    here = [] if not apart.people else apart.people if lives(owner, "online", state) else [owner]
    return [recipient for recipient in here if recipient.is_one_of(_NO_PERSON) is False]


def has_delegates_across(state: State) -> bool:
    """Whether a delegate, in the sense of Outlook, lives apart from the manager, the one on-premises being a person."""
    bundles = (grant for mailbox in state.mailboxes for grant in mailbox.of_kind(Delegate))
    return any(persons_on_premises(Apart(grant, people_apart(grant, state)), state) for grant in bundles)


def sides_in_use(state: State) -> frozenset[str]:
    """The sides on which declared recipients are known to live."""
    homes = [state.home_at(recipient) for recipient in state.recipients]
    return frozenset(home for home in homes if not isinstance(home, Unknown)) & _BOTH_SIDES


def coexists(state: State) -> bool:
    """Whether mailboxes live, or will live, on both sides; by the word of the organization where no home is stated."""
    hybrid = state.organization.hybrid
    if not isinstance(hybrid, Unknown) and hybrid == "none":
        return False
    sides = state.once(sides_in_use)
    if sides | {batch.to for batch in state.batches} >= _BOTH_SIDES:
        return True
    return not isinstance(hybrid, Unknown) and sides != {"online"}
