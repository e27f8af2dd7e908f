"""SYNC017: objects that another engine is to synchronize, and the rights that do not survive the change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from delegint.api import (
    Answer,
    Delegate,
    Finding,
    Grant,
    Recipient,
    Related,
    SendAs,
    SendOnBehalf,
    State,
    SyncEngine,
    Unknown,
    either,
    names,
    need,
    rule,
)
from delegint_entra_sync.sources import CLOUD_SYNC, CLOUD_SYNC_TOPOLOGIES

_OUT_OF_SCOPE: Final = "none"
_PLAN: Final = "planned_sync_engine"
_MOST_RELATED: Final = 3
_MOST_PAIRS: Final = 100
"""Of owner and trustee, for a finding about somebody in a group with rights on many mailboxes."""
_Numbered = list[tuple[int, Grant]]


@rule(
    "SYNC017",
    "change-of-engine-recreates-object",
    severity="warning",
    evidence=(CLOUD_SYNC, CLOUD_SYNC_TOPOLOGIES),
)
def change_of_engine_recreates_object(recipient: Recipient, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Somebody who is to pass from Entra Connect to cloud sync or back, from one configuration of cloud sync to another,
    or out of every scope (`planned_sync_engine`), without the documented steps (`planned_by_procedure: true`), and has
    rights that exist in Exchange Online: as owner, as trustee, or in a group that is one. Rights that stay on-premises
    with all their people do not count, nor does a change between two Entra Connect servers. A `planned_sync_engine`
    that `entra_sync` does not have is told in any case.

    ## Why it matters
    What leaves one scope before the other engine has taken it over is deleted in Entra ID and created anew. The
    rights in Exchange Online still name the old object, and show up as `NT:S-1-5-21-...` or under a name that resolves
    to nobody.

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.92.0}
      emea: {engine: cloud_sync, agent_version: 1.1.1370.0}
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online, sync_engine: connect1}
      ilse@contoso.com: {home: online, sync_engine: connect1, planned_sync_engine: emea}
    delegations:
      invoices@contoso.com:
        full_access: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.92.0}
      emea: {engine: cloud_sync, agent_version: 1.1.1370.0}
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online, sync_engine: connect1}
      ilse@contoso.com: {home: online, sync_engine: connect1, planned_sync_engine: emea, planned_by_procedure: true}
    delegations:
      invoices@contoso.com:
        full_access: [ilse@contoso.com]
    ```

    ## How to fix
    Follow the documented steps for Entra Connect beside cloud sync, which hand an object over without deleting it, and
    say so here. Otherwise note the rights before the change, and grant them again afterwards.
    """
    planned = recipient.planned_sync_engine
    if isinstance(planned, Unknown):
        return
    to = state.once(_engines).get(planned)
    if to is None and planned.casefold() != _OUT_OF_SCOPE and state.sync_engines:
        yield recipient.finding(
            f"{recipient} is to be synchronized by {planned}, which entra_sync does not have",
            _PLAN,
            fix=f"Write one of {names((engine.name for engine in state.sync_engines), 10)}, or none",
        )
    elif recipient.planned_by_procedure is not True:  # identity: it may be unknown
        yield from _change(recipient, planned, to, state)


def _engines(state: State) -> dict[str, SyncEngine]:
    """The engines by name."""
    return {engine.name: engine for engine in reversed(state.sync_engines)}


def _change(recipient: Recipient, planned: str, to: SyncEngine | None, state: State) -> Iterator[Finding | Unknown]:
    """What becomes of the rights of somebody for whom no procedure is stated."""
    current = state.sync_engine_of(recipient)
    if current is None or current is to:
        return
    stake = state.once(_Stake)
    rights = stake.rights_of(recipient)
    if not rights.number:
        yield from rights.doubts
        yield from stake.unknown
    elif planned.casefold() != _OUT_OF_SCOPE and to is None:
        yield Unknown("entra_sync", "the organization", "entra_sync")
    elif to is None or not _keeps_the_object(need(current), to):
        yield _finding(recipient, current, to, rights)


def _finding(recipient: Recipient, current: SyncEngine | Unknown, to: SyncEngine | None, rights: _Rights) -> Finding:
    related = rights.first[:_MOST_RELATED]
    lost = [f"the {grant.noun} of {grant.trustee} on {grant.owner}" for grant in related]
    if to is None:
        engine = "" if isinstance(current, Unknown) else f" of {current.name}"
        change = f"leave the scope{engine}, which deletes its object in Exchange Online and orphans"
        fix = (
            f"Keep {recipient} in the scope, or write planned_by_procedure: true where its object is kept; otherwise"
            " take the rights away before the change"
        )
    else:
        change = (
            f"pass from {need(current).name} to {to.name}, which deletes its object in Exchange Online, creates it anew"
            " and orphans"
        )
        fix = (
            f"Hand {recipient} over by the documented steps, and write planned_by_procedure: true; otherwise grant the"
            " rights again after the change"
        )
    return recipient.finding(
        f"{recipient} is to {change} {names([*lost, *range(rights.number - len(lost))])}",
        _PLAN,
        fix=fix,
        related=[Related(grant.place_of(), "a right that would be orphaned") for grant in related],
        about=rights.about,
    )


def _keeps_the_object(current: SyncEngine, to: SyncEngine) -> bool:
    """Whether both are Entra Connect: a server takes over the objects of another by their source anchor."""
    kinds = [current.engine, to.engine]
    if any(not isinstance(kind, Unknown) and kind == "cloud_sync" for kind in kinds):
        return False
    return all(need(kind) == "connect" for kind in kinds)


class _Rights(NamedTuple):
    """What somebody has to lose whose engine is to change.

    Parameters:
        first: the first of the grants that exist in Exchange Online.
        about: their owners and trustees.
        number: how many there are.
        doubts: what must be known of the others to tell whether they do.
    """

    first: list[Grant]
    about: frozenset[tuple[str, str]]
    number: int
    doubts: list[Unknown]


class _Held(NamedTuple):
    """What all have to lose who are members of the same groups.

    Parameters:
        groups: the trustees among these groups and those around them.
        grants: their grants that exist in Exchange Online.
        rights: those of the members who have none by name.
    """

    groups: dict[Recipient, None]
    grants: _Numbered
    rights: _Rights


class _Stake:
    """The rights in Exchange Online of everybody whose engine is to change.

    Those of a group are kept for the group, and the groups around somebody are gone through once for all its members.

    Parameters:
        state: the state before any batch.
    """

    def __init__(self, state: State) -> None:
        changing = {one for one in state.recipients if not isinstance(one.planned_sync_engine, Unknown)}
        self.unknown: list[Unknown] = []
        self._grants: dict[Recipient, _Numbered] = {}
        self._doubts: dict[Recipient, list[Unknown]] = {}
        self._groups: dict[Recipient, None] = {}
        self._around: dict[Recipient, list[Recipient]] = {}
        self._held: dict[tuple[Recipient, ...], _Held] = {}
        every = (grant for mailbox in state.mailboxes for grant in mailbox.grants)
        for number, grant in enumerate(every):
            trustee = grant.trustee
            concerned = {one: None for one in (grant.owner, trustee) if one in changing}
            if trustee.is_group is True:
                concerned[trustee] = None
            there = _exists_online(grant, state) if concerned else False
            if there is False:  # identity: it may be unknown
                continue
            if trustee.is_group is True:
                self._groups[trustee] = None
            for one in concerned:
                if isinstance(there, Unknown):
                    self._doubts.setdefault(one, []).append(there)
                else:
                    self._grants.setdefault(one, []).append((number, grant))
        self._enter(changing, state)

    def _enter(self, changing: set[Recipient], state: State) -> None:
        """Note which groups with rights, and groups in them, those are in who are to change."""
        entered = dict(self._groups)
        pending = list(entered)
        while pending:
            group = pending.pop()
            members, gap = state.members_of(group)
            self.unknown += [] if gap is None else [gap]
            for member in members:
                if member.is_group is True or member in changing:
                    self._around.setdefault(member, []).append(group)
                if member.is_group is True and member not in entered:
                    entered[member] = None
                    pending.append(member)

    def rights_of(self, recipient: Recipient) -> _Rights:
        """What one of those who are to change has to lose: by name, and as a member of groups."""
        own, doubts = self._grants.get(recipient, []), self._doubts.get(recipient, [])
        around = tuple(self._around.get(recipient, ()))
        if around not in self._held:
            self._held[around] = self._held_by(around)
        held = self._held[around]
        if not own and not doubts:
            return held.rights
        number = len(held.grants) + sum(grant.trustee not in held.groups for _, grant in own)
        first = sorted({*own[:_MOST_PAIRS], *held.grants[:_MOST_PAIRS]})
        return _rights(first, number, doubts + held.rights.doubts)

    def _held_by(self, around: tuple[Recipient, ...]) -> _Held:
        entered = dict.fromkeys(around)
        pending = list(around)
        while pending:
            for group in self._around.get(pending.pop(), ()):
                if group not in entered:
                    entered[group] = None
                    pending.append(group)
        groups = {group: None for group in entered if group in self._groups}
        grants = sorted(entry for group in groups for entry in self._grants.get(group, ()))
        doubts = {(doubt.fact, doubt.subject): doubt for group in groups for doubt in self._doubts.get(group, ())}
        return _Held(groups, grants, _rights(grants, len(grants), list(doubts.values())))


def _rights(grants: _Numbered, number: int, doubts: list[Unknown]) -> _Rights:
    first = [grant for _, grant in grants[:_MOST_PAIRS]]
    return _Rights(first, frozenset(grant.pair for grant in first), number, doubts)


def _exists_online(grant: Grant, state: State) -> Answer:
    """Whether the right exists, or will exist, in Exchange Online."""
    if grant.trustee.well_known:
        return False
    if state.moves_of(grant.owner) or state.moves_of(grant.trustee):
        return True
    if isinstance(grant, (SendAs, SendOnBehalf, Delegate)) and "online" in (grant.sides or ()):
        return True
    home = state.home_at(grant.owner)
    here: Answer = home if isinstance(home, Unknown) else home == "online"
    if here is True:  # before a large group is looked into
        return True
    people, unknown = state.sides_of(grant.trustee)
    return either(here, "online" in people, *unknown[:1])
