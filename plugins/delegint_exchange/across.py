"""The rights across the sides, by the mailbox in Exchange Online for which an object on-premises must stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from delegint.api import (
    RESOURCE_MAILBOXES,
    Delegate,
    FolderPermission,
    FullAccess,
    Grant,
    Recipient,
    SendAs,
    SendOnBehalf,
    State,
)
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.representatives import lives

_NOT_ADDED: Final = frozenset({"additional_account", "separate_profile", "owa"})
"""Ways to open a mailbox without adding it to the profile of another one."""
_NOT_ADDED_RESOURCE: Final = _NOT_ADDED | {"calendar_only", "x500_name"}
_BY_ACCESS_CONTROL_LIST: Final = (FullAccess, FolderPermission, Delegate)
_SENDING: Final = (SendAs, SendOnBehalf)


def opened_without_adding(grant: Grant) -> bool:
    """Whether the trustee opens the mailbox in a way that needs no ACL-able object; Full Access alone can say so."""
    opening = grant if isinstance(grant, FullAccess) else grant.mailbox.grant_to(FullAccess, grant.trustee)
    if opening is None or not gives_a_right(opening):
        return False
    is_resource = grant.owner.is_one_of(RESOURCE_MAILBOXES) is True
    return opening.access in (_NOT_ADDED_RESOURCE if is_resource else _NOT_ADDED)


class Stretch(NamedTuple):
    """A right across the sides for which the object on-premises of a mailbox in Exchange Online counts.

    Parameters:
        grant: the right; the mailbox is that of its owner, or of its trustee.
        start, end: from which point in time, and before which one.
    """

    grant: Grant
    start: int
    end: int


class Across(dict[Recipient, list[Stretch]]):
    """The mailboxes in Exchange Online with rights across the sides, now or after a batch."""

    def at(self, state: State) -> Iterator[Recipient]:
        """Those of one point in time."""
        number = state.point.number
        for mailbox, stretches in self.items():
            if any(stretch.start <= number < stretch.end for stretch in stretches):
                yield mailbox

    def about(self, mailbox: Recipient) -> Iterator[tuple[str, ...]]:
        """The mailbox, and owner and trustee of each of its rights, at whatever point in time."""
        yield (mailbox.key,)
        yield from (stretch.grant.pair for stretch in self[mailbox])


def across_premises(state: State) -> Across:
    """The rights across the sides by mailbox in Exchange Online; for `State.once` of the state before any batch."""
    states = [state, *(state.at(point) for point in state.points[1:])]
    found = Across()
    for mailbox in state.mailboxes:
        for grant in mailbox.grants:
            moments = sorted({0} | state.moves_of(grant.owner) | state.moves_of(grant.trustee))
            for start, end in zip(moments, [*moments[1:], len(states)], strict=True):
                for person in _represented(grant, states[start]):
                    found.setdefault(person, []).append(Stretch(grant, start, end))
    return found


def _represented(grant: Grant, state: State) -> Iterator[Recipient]:
    """The end of a right across the sides for which an object on-premises must stand, at this point in time.

    The owner, where people on-premises use the mailbox; the trustee, where a mailbox on-premises must name somebody
    who lives online. Send As and Send on Behalf are checked where the sender is, and need no sender elsewhere.
    """
    owner, trustee = grant.owner, grant.trustee
    if lives(owner, "online", state):
        if (
            state.sides_of(trustee).people.get("on_premises")
            and gives_a_right(grant)
            and (isinstance(grant, _SENDING) or not opened_without_adding(grant))
        ):
            yield owner
    elif (
        not isinstance(grant, _SENDING)
        and lives(owner, "on_premises", state)
        and trustee.is_group is False
        and lives(trustee, "online", state)
        and gives_a_right(grant)
    ):
        yield trustee


def needing_aclable(state: State) -> Across:
    """Those of the mailboxes, rooms and equipment apart, whose objects must be ACL-able; for `State.once` likewise."""
    found = Across()
    for mailbox, stretches in state.once(across_premises).items():
        if mailbox.is_one_of(RESOURCE_MAILBOXES) is False:  # rooms and equipment are never ACL-able
            listed = [stretch for stretch in stretches if isinstance(stretch.grant, _BY_ACCESS_CONTROL_LIST)]
            if listed:
                found[mailbox] = listed
    return found
