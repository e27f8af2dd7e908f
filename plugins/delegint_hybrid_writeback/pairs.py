"""Who has rights on the mailbox of somebody on the other side."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from delegint.api import (
    NOWHERE,
    Delegate,
    FolderPermission,
    FullAccess,
    Grant,
    Recipient,
    State,
    Unknown,
)

BY_ACCESS_CONTROL_LIST: Final = (FullAccess, FolderPermission, Delegate)
"""The grants that name somebody in an access control list of the mailbox."""


class Apart(NamedTuple):
    """The people behind a trustee who live on the other side than the owner.

    Parameters:
        people: the people, each once.
        unknown: what is not known about the owner and the others.
    """

    people: list[Recipient]
    unknown: list[Unknown]


def apart(grant: Grant, state: State) -> Apart:
    """Whom a grant ties to its owner across the sides; nobody where it gives nothing to anybody in particular."""
    if grant.trustee.well_known or (isinstance(grant, FullAccess) and grant.deny):
        return Apart([], [])
    here = state.home_at(grant.owner)
    if not isinstance(here, Unknown) and here == NOWHERE:
        return Apart([], [])
    there, gaps = state.sides_of(grant.trustee)
    if isinstance(here, Unknown):
        return Apart([], [here, *gaps] if there or gaps else [])
    people = [person for side, those in there.items() if side != here for person in those]
    return Apart(people, list(gaps))


class TakingPart(NamedTuple):
    """Who of some recipients has a part in a right across the sides.

    Parameters:
        pairs: owner and trustee of each such right, by recipient.
        unknown: what must be known to tell of the others, by recipient.
    """

    pairs: dict[Recipient, list[tuple[str, str]]]
    unknown: dict[Recipient, list[Unknown]]


def taking_part(wanted: Collection[Recipient], state: State, kinds: tuple[type[Grant], ...]) -> TakingPart:
    """Those of the recipients who own a mailbox that is used from the other side, or who use one.

    Parameters:
        wanted: the recipients in question.
        state: the state at some point in time.
        kinds: the kinds of grants that count.
    """
    found = TakingPart({}, {})
    for mailbox in state.mailboxes if wanted else ():
        for grant in mailbox.grants:
            if isinstance(grant, kinds) and _may_concern(grant, wanted):
                people, gaps = apart(grant, state)
                for recipient in (grant.owner, *people) if people else ():
                    if recipient in wanted:
                        found.pairs.setdefault(recipient, []).append(grant.pair)
                for recipient in (grant.owner, grant.trustee) if gaps else ():
                    if recipient in wanted:
                        found.unknown.setdefault(recipient, []).extend(gaps)
    return found


def _may_concern(grant: Grant, wanted: Collection[Recipient]) -> bool:
    """Whether one of the recipients is owner or trustee, or may be in the group that is the trustee."""
    return grant.owner in wanted or grant.trustee in wanted or grant.trustee.is_group is not False


def everybody(state: State) -> Iterator[Recipient]:
    """The declared recipients, and the owners and trustees that only a snapshot knows; each once."""
    found = dict.fromkeys(state.recipients)
    for mailbox in state.mailboxes:
        found.setdefault(mailbox.owner)
        for grant in mailbox.grants:
            found.setdefault(grant.trustee)
    return iter(found)
