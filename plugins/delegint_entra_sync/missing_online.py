"""The grants that need an object in Exchange Online which synchronization does not bring there."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from delegint.api import (
    NOWHERE,
    Answer,
    Delegate,
    FolderPermission,
    FullAccess,
    Grant,
    Recipient,
    SendAs,
    SendOnBehalf,
    State,
    Unknown,
    both,
)
from delegint_entra_sync.scopes import left_out

Cause = Literal["scope", "type", "engine"]
"""The scope leaves the object out, nothing of its type is synchronized, or there is no engine at all."""
_OWN_CREDENTIALS: Final = frozenset({"additional_account", "separate_profile", "owa"})
"""Ways to open a mailbox for which its own side alone has to know it."""
_NEVER_SYNCHRONIZED: Final = frozenset({"DynamicDistributionGroup"})


class Stretch(NamedTuple):
    """A grant that needs an object in vain.

    Parameters:
        grant: which.
        start, end: from which point in time, and before which one.
        unknown: what must be known to tell whether it needs the object; None where it does for sure.
    """

    grant: Grant
    start: int
    end: int
    unknown: Unknown | None


class Missing(NamedTuple):
    """What Exchange Online has no object for.

    Parameters:
        cause: why not.
        needed: the grants that need the object.
    """

    cause: Cause
    needed: list[Stretch]


def missing_online(state: State) -> dict[Recipient, Missing]:
    """Owners and trustees that Exchange Online lacks, now or later; for `State.once` of the state before any batch."""
    states = [state, *(state.at(point) for point in state.points[1:])]
    causes: dict[Recipient, Cause | None] = {}
    found: dict[Recipient, Missing] = {}
    for mailbox in state.mailboxes:
        for grant in mailbox.grants:
            for person in (grant.owner, grant.trustee):
                if person not in causes:
                    causes[person] = _cause(person, state)
                cause = causes[person]
                if cause is not None and (stretches := _stretches(grant, person, cause, states)):
                    found.setdefault(person, Missing(cause, [])).needed.extend(stretches)
    return found


def has_no_engine(state: State) -> bool:
    """Whether the organization is hybrid, and `entra_sync: {}` says that nothing synchronizes it."""
    hybrid, stated = state.organization.hybrid, state.root.get("entra_sync")
    if isinstance(hybrid, Unknown) or hybrid == "none" or state.sync_engines:
        return False
    return stated is not None and isinstance(stated.value, dict)


def _cause(recipient: Recipient, state: State) -> Cause | None:
    """What keeps a recipient out of Exchange Online, where nothing says that it is there nevertheless."""
    cause: Cause | None = None
    if state.once(has_no_engine):
        cause = "engine"
    elif recipient.is_one_of(_NEVER_SYNCHRONIZED) is True:  # identity: the type may be unknown
        cause = "type"
    elif left_out(recipient, state) is not None:
        cause = "scope"
    return None if cause is None or recipient.well_known or _is_seen_online(recipient, state) else cause


def _is_seen_online(recipient: Recipient, state: State) -> bool:
    """Whether anything says that Exchange Online has an object, so that the scope is not what it seems."""
    master, home, observed = recipient.source_of_authority, state.home_at(recipient), state.observed
    return (
        recipient.directory_synced is True
        or recipient.online_object.known
        or (isinstance(master, str) and master == "online")
        or (isinstance(home, str) and home == "online")
        or (observed is not None and recipient.person >= 0 and "online" in observed.sides_of(recipient.person))
    )


def _stretches(grant: Grant, person: Recipient, cause: Cause, states: list[State]) -> list[Stretch]:
    """When a grant needs an object of its owner or its trustee in Exchange Online."""
    now = states[0]
    moments = sorted({0} | now.moves_of(grant.owner) | now.moves_of(grant.trustee))
    found = []
    for start, end in zip(moments, [*moments[1:], len(states)], strict=True):
        needed = _needs(grant, person, cause, states[start])
        if needed is not False:  # identity: it may be unknown
            found.append(Stretch(grant, start, end, needed if isinstance(needed, Unknown) else None))
    return found


def _needs(grant: Grant, person: Recipient, cause: Cause, state: State) -> Answer:
    if isinstance(grant, FullAccess) and grant.deny:
        return False
    if isinstance(grant, FolderPermission) and [right.casefold() for right in grant.rights] == ["none"]:
        return False
    if person is grant.owner:
        return both(_stands_on_premises(person, state), _needs_owner(grant, state))
    if cause == "type":
        return False  # such a group can be given nothing, wherever it is
    return both(_stands_on_premises(person, state), _needs_trustee(grant, state))


def _stands_on_premises(recipient: Recipient, state: State) -> Answer:
    """Whether it is the object in Active Directory that would have to be synchronized."""
    home = state.home_at(recipient)
    if isinstance(home, Unknown) or home != NOWHERE:
        return home if isinstance(home, Unknown) else home == "on_premises"
    master = recipient.source_of_authority
    return recipient.on_premises_object.known or (isinstance(master, str) and master == "on_premises")


def _needs_owner(grant: Grant, state: State) -> Answer:
    """Whether somebody in Exchange Online uses the mailbox or group by the object that stands for it there."""
    if "online" in (_sides(grant) or ()):
        return True
    if isinstance(grant, FullAccess) and grant.access in _OWN_CREDENTIALS:
        return False
    return _has_people_online(grant.trustee, state)


def _needs_trustee(grant: Grant, state: State) -> Answer:
    """Whether the right names the trustee in Exchange Online."""
    if "online" in (_sides(grant) or ()):
        return True
    here = state.home_at(grant.owner)
    lives_online: Answer = here if isinstance(here, Unknown) else here == "online"
    if not isinstance(grant, (SendAs, SendOnBehalf)):
        return lives_online
    if grant.sides is not None:
        return False
    if grant.trustee.is_group is not False:  # identity: it may be unknown
        return _has_people_online(grant.trustee, state)
    is_written_back = isinstance(grant, SendOnBehalf) and grant.propagation != "manual"
    return lives_online if is_written_back else False


def _sides(grant: Grant) -> tuple[str, ...] | None:
    """Where Send As or Send on Behalf is said to be applied."""
    return grant.sides if isinstance(grant, (SendAs, SendOnBehalf, Delegate)) else None


def _has_people_online(trustee: Recipient, state: State) -> Answer:
    people, unknown = state.sides_of(trustee)
    return True if people.get("online") else unknown[0] if unknown else False
