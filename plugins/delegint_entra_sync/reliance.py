"""Who sends on behalf from on-premises by nothing but what synchronization writes back."""

from __future__ import annotations

from typing import NamedTuple

from delegint.api import Delegate, Recipient, SendOnBehalf, State, Unknown


class Reliant(NamedTuple):
    """The senders that a grant leaves to writeback.

    Parameters:
        senders: the people on-premises, each once.
        unknown: what must be known to name the others.
    """

    senders: list[Recipient]
    unknown: list[Unknown]


def is_left_to_writeback(grant: SendOnBehalf | Delegate) -> bool:
    """Whether only writeback can bring the grant to Active Directory.

    It cannot for groups and for mailboxes managed in the cloud, whatever the rules.

    Source: Attributes synchronized by Microsoft Entra Connect, Exchange hybrid writeback.
    """
    owner = grant.owner
    if not _sends_on_behalf(grant) or _is_applied_on_premises(grant):
        return False
    if isinstance(grant, Delegate) and grant.mailbox.grant_to(SendOnBehalf, grant.trustee) is not None:
        return False  # the Send on Behalf beside the delegate says which sides have it
    return owner.is_group is not True and owner.cloud_managed is not True  # identity: they may be unknown


def reliant_senders(grant: SendOnBehalf | Delegate, state: State) -> Reliant:
    """The people on-premises behind the trustee who look in Active Directory, and find the grant by no other way."""
    here = state.home_at(grant.owner)
    if not isinstance(here, Unknown) and here != "online":
        return Reliant([], [])
    people, gaps = state.sides_of(grant.trustee)
    senders, unknown = people.get("on_premises", []), list(gaps)
    if isinstance(here, Unknown):
        return Reliant([], [here, *unknown] if senders or unknown else [])
    served, doubts = _served(grant, state) if senders else (set(), [])
    left = [] if grant.trustee in served else [sender for sender in senders if sender not in served]
    return Reliant([], [*unknown, *doubts]) if left and doubts else Reliant(left, unknown)


def _served(grant: SendOnBehalf | Delegate, state: State) -> tuple[set[Recipient], list[Unknown]]:
    """Whom another grant of the mailbox serves on-premises, or Active Directory is stated to have."""
    served = _seen_in_active_directory(grant.owner, state)
    unknown: list[Unknown] = []
    for other in grant.mailbox.grants:
        if isinstance(other, (SendOnBehalf, Delegate)) and _sends_on_behalf(other) and _is_applied_on_premises(other):
            people, gap = state.expand(other.trustee)
            served.update(people)
            unknown += [] if gap is None else [gap]
    return served, unknown


def _seen_in_active_directory(owner: Recipient, state: State) -> set[Recipient]:
    """Those whom `publicDelegates` names; what was seen before a move says nothing about the time after it."""
    home, seen = owner.home, owner.on_premises_object.public_delegates
    if isinstance(home, Unknown) or home != "online" or isinstance(seen, Unknown):
        return set()
    return {person for person in map(state.recipient, seen) if person is not None}


def _sends_on_behalf(grant: SendOnBehalf | Delegate) -> bool:
    return isinstance(grant, SendOnBehalf) or grant.sends_on_behalf


def _is_applied_on_premises(grant: SendOnBehalf | Delegate) -> bool:
    """Whether somebody applies it in Active Directory: the sides say so, or it is carried over by hand."""
    return grant.propagation == "manual" if grant.sides is None else "on_premises" in grant.sides
