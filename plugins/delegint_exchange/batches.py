"""Batches as a plan: which of them are still to come, and where each one finds the mailboxes that it is to move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from delegint.api import (
    Batch,
    Finding,
    FullAccess,
    Grant,
    Recipient,
    Related,
    SendAs,
    State,
    Unknown,
    side_name,
)
from delegint_exchange.representatives import object_on

_ANOTHER_TENANT: Final = "another tenant"
_MOST_PLACES: Final = 20
_BOTH: Final = ("on_premises", "online")
_WITHOUT_MAIL: Final = ("UniversalSecurityGroup",)


def is_past(batch: Batch, state: State) -> bool:
    """Whether the date of a batch has come; one without a date is still to come."""
    return bool(batch.date) and batch.date <= state.as_of.isoformat()


def leaves_the_tenant(batch: Batch) -> bool:
    """Whether it moves mailboxes into another tenant."""
    return batch.kind == "cross_tenant"


def destination(batch: Batch) -> str:
    """The side to which a batch moves mailboxes, or `another tenant`; empty where that is not known."""
    return _ANOTHER_TENANT if leaves_the_tenant(batch) else batch.to


class InVain(NamedTuple):
    """A batch that has nothing to do for one of its members.

    Parameters:
        batch: the batch.
        earlier: the one that moves the member to the same place before; None where the member lives there today.
    """

    batch: Batch
    earlier: Batch | None


def moves_in_vain(member: Recipient, state: State) -> Iterator[InVain]:
    """The batches that move a mailbox to where it is by then.

    Those that are taken as carried out are left out: see `State.next_batch_of`. One whose date is still to come has not
    been, wherever the mailbox lives.
    """
    home = state.home_at(member)
    here = home if isinstance(home, str) else ""
    earlier: Batch | None = None
    ahead = False
    for batch in dict.fromkeys(state.batches_of(member)):
        there = destination(batch)
        if not there:
            continue
        if there != here:
            here, earlier, ahead = there, batch, True
        elif ahead or (batch.date and not is_past(batch, state)):
            yield InVain(batch, earlier)
        else:
            earlier = batch


def may_stand_for_a_mailbox(member: Recipient, state: State) -> bool:
    """Whether a mail user may be no more than what the other side, or the other tenant, knows of a mailbox."""
    if member.type != "MailUser":
        return False
    if isinstance(member.home, str) or any(leaves_the_tenant(batch) for batch in state.batches_of(member)):
        return True
    stated = member.node is not None and member.node.get("type") is not None
    return not stated and state.observed is not None and not all(map(state.observed.has_people_on, _BOTH))


def listed_before(state: State) -> dict[Batch, Batch]:
    """The batches that stand right after one of a later date; those of an export stand in no order."""
    if state.root.get("migration") is None:
        return {}
    dated = sorted((batch for batch in state.batches if batch.date), key=lambda batch: batch.position)
    return {later: first for first, later in pairwise(dated) if later.date < first.date}


def why_dropped(trustee: Recipient, side: str, state: State) -> str:
    """Why a move to a side drops the rights of a trustee; empty where nothing says that it does."""
    if trustee.is_one_of(_WITHOUT_MAIL) is True:
        return "is a security group without a mail address"
    return f"has no object in {side_name(side)}" if object_on(trustee, side, state) is False else ""


def has_group_keeping(grant: Grant, side: str, batch: Batch, state: State) -> bool | Unknown:
    """Whether the trustee has the same right through another group, by an entry on the mailbox itself that moves along.

    Parameters:
        grant: Full Access or Send As; of other rights the answer is no.
        side: where the mailbox is.
        batch: what moves it.
        state: the state; what a snapshot shows there counts too.
    """
    people, gap = state.expand(grant.trustee)
    if not isinstance(grant, (FullAccess, SendAs)) or gap is not None or not people:
        return False
    unknown: Unknown | None = None
    for group in _groups_having(grant, side, state):
        if group is not grant.trustee and not why_dropped(group, batch.to, state):
            members, gap = state.expand(group)
            if members and set(people) <= set(members):
                return True
            unknown = gap if unknown is None else unknown
    return False if unknown is None else unknown


def _groups_having(grant: FullAccess | SendAs, side: str, state: State) -> Iterator[Recipient]:
    """The groups with the right of a grant on the mailbox itself, declared or seen."""
    wanted = _folded(grant)
    for other in grant.mailbox.of_kind(type(grant)):
        denied = isinstance(other, FullAccess) and other.deny
        if other.trustee.is_group is True and not denied and wanted <= _folded(other):
            yield other.trustee
    observed, owner = state.observed, grant.owner.person
    for row in observed.rights_on(owner) if observed is not None and owner >= 0 else ():
        if (row.kind, row.side) == (grant.section, side) and not row.denied and not row.inherited:
            group = state.person(row.trustee)
            if group is not None and group.is_group is True and wanted <= {right.casefold() for right in row.rights}:
                yield group


def _folded(grant: FullAccess | SendAs) -> frozenset[str]:
    """The rights that an entry names, without case; none for Send As, which is one right by itself."""
    return frozenset(map(str.casefold, grant.rights)) if isinstance(grant, FullAccess) else frozenset()


def at_members(batch: Batch, people: Sequence[Recipient], state: State, message: str, **more: Any) -> Finding:
    """One finding about some members of a batch, at the first of them, with the others as related places.

    Parameters:
        batch: the batch.
        people: whom it is about; at least one.
        state: the state.
        message: see `Finding`.
        more: the other parameters of `Finding`.
    """
    listed = batch.value("members")
    places = {
        state.recipient(item.value): item.place
        for item in reversed(listed.items() if listed is not None else ())
        if isinstance(item.value, str)
    }
    first, *others = people
    also = [Related(places[person], str(person)) for person in others[:_MOST_PLACES] if person in places]
    more.setdefault("place", places.get(first) or batch.place_of("members"))
    return batch.finding(message, "members", related=[*more.pop("related", ()), *also], **more)
