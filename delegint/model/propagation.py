"""On which sides a declared Send on Behalf will exist after a cycle of directory synchronization, and by which way.

The list of those who may send on behalf of somebody is an attribute, `publicDelegates` in Active Directory and
`GrantSendOnBehalfTo` in Exchange, and the only right that synchronization carries at all. It goes up by Entra Connect,
for users, contacts and groups; it comes back for users alone, by the Exchange hybrid writeback of Entra Connect.

Source: "Attributes synchronized by Microsoft Entra Connect"; "Exchange hybrid writeback with cloud sync"; "Overview of
delegation in a Microsoft 365 hybrid environment".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from delegint.model.answers import Answer
from delegint.model.environment import SyncEngine
from delegint.model.grants import Delegate, SendOnBehalf
from delegint.model.recipients import CONTACTS, Recipient
from delegint.model.sides import NOWHERE
from delegint.model.sync_carriage import DELEGATES, Carriage, carried_down, carried_up
from delegint.model.sync_scope import ObjectKind
from delegint.model.unknown import Unknown

if TYPE_CHECKING:
    from delegint.model.state import State

Way = Literal["applied", "seen", "synchronized", "written_back", "by_hand", "nowhere"]
"""How a grant gets to a side.

`applied`: the declaration says so. `seen`: it is there already. `synchronized`: it comes up from Active Directory.
`written_back`: it comes down from Exchange Online. `by_hand`: nothing brings it. `nowhere`: there is no object for it.
"""


_CLOUD_ONLY: Final = frozenset({"GroupMailbox"})
_NEVER_SYNCHRONIZED: Final = _CLOUD_ONLY | {"DynamicDistributionGroup"}


class Presence(NamedTuple):
    """Whether a Send on Behalf will exist on one side.

    Parameters:
        there: whether it will; unknown, where that depends on what nobody has stated.
        way: how it gets there; where `there` is unknown, how it would.
        reason: why, or why not, in words that follow "because".
        engine: the engine that carries it, or does not.
        carriage: what that engine does with the attribute; None where that is not asked.
    """

    there: Answer
    way: Way
    reason: str
    engine: SyncEngine | None = None
    carriage: Carriage | None = None


class Propagation(NamedTuple):
    """Where a Send on Behalf will exist.

    Parameters:
        on_premises: in Active Directory, on the mailbox, the remote mailbox, the group or the contact.
        online: in Exchange Online, on the mailbox, the mail user, the group or the contact.
    """

    on_premises: Presence
    online: Presence


_APPLIED = Presence(True, "applied", "it is applied there")


def propagation(grant: SendOnBehalf | Delegate, state: State) -> Propagation:
    """Where a declared Send on Behalf will exist after a cycle of synchronization, at the state's point in time.

    Without `sides` it is applied where the owner is managed; `propagation: manual` says that somebody carries it over.

    Parameters:
        grant: the Send on Behalf, or the delegate whose bundle has one.
        state: knows the homes and the engines.
    """
    home = managed_on(grant.owner, state)
    return Propagation(presence_on(grant, "on_premises", home, state), presence_on(grant, "online", home, state))


def presence_on(grant: SendOnBehalf | Delegate, side: str, home: str | Unknown, state: State) -> Presence:
    """Whether a declared Send on Behalf will exist on one side.

    Parameters:
        grant: see `propagation`.
        side: which side.
        home: where the owner is managed, or what is assumed of it.
        state: see `propagation`.
    """
    applied = applied_on(grant, home)
    if isinstance(applied, Unknown):
        return Presence(applied, "applied", f"where {grant.owner} is managed is not known")
    if side in applied:
        return _APPLIED
    way = _down if side == "on_premises" else _up
    return _seen(grant, side, state) or way(grant.owner, home, state)


def managed_on(owner: Recipient, state: State) -> str | Unknown:
    """The side on which the attributes of an owner are managed: that of the mailbox; of a group, its authority."""
    home = state.home_at(owner)
    if isinstance(home, Unknown) or home != NOWHERE:
        return home
    master, synced = owner.source_of_authority, owner.directory_synced
    if not isinstance(master, Unknown):
        return master
    if owner.is_one_of(_CLOUD_ONLY) is True:
        return "online"
    if isinstance(synced, Unknown):
        return state.organization.only_side or ("on_premises" if _has_object(owner) else master)
    return "on_premises" if synced else "online"


def is_cloud_managed(owner: Recipient, state: State) -> bool:
    """Whether Exchange attributes are managed in the cloud: no longer, once a batch has moved the mailbox back.

    Source: Cloud-based management of Exchange attributes: it must be switched off before a mailbox is moved back.
    """
    if owner.cloud_managed is not True:
        return False
    home, before = state.home_at(owner), state.now.home_at(owner)
    has_moved_back = not isinstance(home, Unknown) and home == "on_premises"
    return not has_moved_back or (not isinstance(before, Unknown) and before == "on_premises")


def applied_on(grant: SendOnBehalf | Delegate, home: str | Unknown) -> tuple[str, ...] | Unknown:
    """The sides on which somebody applies the grant.

    Parameters:
        grant: see `propagation`.
        home: where the owner is managed.
    """
    if grant.sides is not None:
        return grant.sides
    if grant.propagation == "manual":
        return ("on_premises", "online")
    return home if isinstance(home, Unknown) else (home,)


def object_kind(owner: Recipient) -> ObjectKind:
    """What an owner is in Active Directory; mailboxes of every type are users."""
    if owner.is_group is True:
        return "group"
    return "contact" if owner.is_one_of(CONTACTS) is True else "user"


def _up(owner: Recipient, home: str | Unknown, state: State) -> Presence:
    """From Active Directory to Exchange Online."""
    if is_cloud_managed(owner, state):
        return Presence(False, "by_hand", f"the Exchange attributes of {owner} are managed in the cloud")
    if not isinstance(home, Unknown) and home == "online":
        if object_kind(owner) != "user":
            return Presence(False, "by_hand", f"{owner} is managed in the cloud")
        missing = owner.online_object.missing("GrantSendOnBehalfTo", "Get-Mailbox")
        return Presence(missing, "synchronized", "no document says whether the list of a mailbox online is overwritten")
    return _carried(owner, "synchronized", state)


def _down(owner: Recipient, home: str | Unknown, state: State) -> Presence:
    """From Exchange Online to Active Directory."""
    if isinstance(home, Unknown):
        return Presence(home, "written_back", f"where {owner} is managed is not known")
    if home != "online":
        return Presence(False, "by_hand", f"writeback serves mailboxes in Exchange Online alone, and {owner} is none")
    return _carried(owner, "written_back", state)


def carriage_to(owner: Recipient, side: str, state: State, attribute: str = DELEGATES) -> Carriage | Unknown | None:
    """What the engine of an owner does with an attribute on its way to a side; None where no engine has the owner.

    Parameters:
        owner: whose attribute.
        side: where it is to get.
        state: knows the engines.
        attribute: which; the list of those who may send on behalf when left out.
    """
    known, kind = state.now.once(_Carriages), object_kind(owner)
    engine = state.sync_engine_of(owner)
    if isinstance(engine, SyncEngine):
        return known.of(engine, side, kind, attribute)
    if isinstance(engine, Unknown) and isinstance(owner.sync_engine, Unknown):
        working = [one for one in state.sync_engines if one.staging is not True] or state.sync_engines
        return _agreed([known.of(one, side, kind, attribute) for one in working]) or engine
    return engine


def _agreed(carriages: list[Carriage]) -> Carriage | None:
    """What all engines do, for the same cause, so that it does not matter which of them it is; the first speaks."""
    if not carriages or isinstance(carriages[0].carried, Unknown):
        return None
    products = [carriage.engine.engine for carriage in carriages]
    answers = {(carriage.carried is True, carriage.fact) for carriage in carriages}
    if any(isinstance(carriage.carried, Unknown) for carriage in carriages) or len(answers) > 1:
        return None
    if any(isinstance(product, Unknown) or product != products[0] for product in products):
        return None
    return carriages[0]


class _Carriages:
    """What each engine does with each attribute; worked out once for all objects."""

    def __init__(self, _: State) -> None:
        self._known: dict[tuple[SyncEngine, str, ObjectKind, str], Carriage] = {}

    def of(self, engine: SyncEngine, side: str, kind: ObjectKind, attribute: str) -> Carriage:
        """What an engine does with an attribute of an object."""
        asked = engine, side, kind, attribute
        known = self._known.get(asked)
        if known is None:
            carried = carried_up if side == "online" else carried_down
            known = self._known[asked] = carried(engine, attribute, kind)
        return known


def _carried(owner: Recipient, way: Way, state: State) -> Presence:
    """What becomes of the list on its way to the other side."""
    if owner.is_one_of(_NEVER_SYNCHRONIZED) is True:
        return Presence(False, "nowhere", f"{owner} is a {owner.type}, which is not synchronized")
    carriage = carriage_to(owner, "online" if way == "synchronized" else "on_premises", state)
    if carriage is None:
        return Presence(False, "nowhere", f"nothing synchronizes {owner}")
    if isinstance(carriage, Unknown):
        return Presence(carriage, way, f"which engine synchronizes {owner} is not known")
    answer, engine = carriage.carried, carriage.engine
    if way == "written_back" and owner.cloud_managed is True and answer is True:
        missing = owner.on_premises_object.missing("publicDelegates", "Get-ADUser")
        why = "no document says whether writeback serves mailboxes managed in the cloud"
        return Presence(missing, way, why, engine, carriage)
    return Presence(answer, "by_hand" if answer is False else way, carriage.reason, engine, carriage)


def _seen(grant: SendOnBehalf | Delegate, side: str, state: State) -> Presence | None:
    """Whether the object on a side is known to have the entry."""
    return Presence(True, "seen", "it is there already") if grant.trustee in seen_on(grant.owner, side, state) else None


def seen_on(owner: Recipient, side: str, state: State) -> list[Recipient]:
    """Whom the list of an owner names on a side, by what is stated, or else by a snapshot.

    What was seen before a move says nothing about the time after it.
    """
    if any(number <= state.point.number for number in state.moves_of(owner)):
        return []
    stated = owner.online_object.grant_send_on_behalf_to
    if side == "on_premises":
        stated = owner.on_premises_object.public_delegates
    found: Iterable[Recipient | None]
    if not isinstance(stated, Unknown):
        found = map(state.recipient, stated)
    elif state.observed is None or owner.person < 0:
        return []
    else:
        rows = state.observed.rights_on(owner.person)
        found = (state.person(row.trustee) for row in rows if (row.kind, row.side) == (SendOnBehalf.section, side))
    return [recipient for recipient in found if recipient is not None]


def _has_object(owner: Recipient) -> bool:
    return owner.on_premises_object.known
