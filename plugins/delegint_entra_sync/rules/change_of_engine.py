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
    to = next((engine for engine in state.sync_engines if engine.name == planned), None)
    if to is None and planned.casefold() != _OUT_OF_SCOPE and state.sync_engines:
        yield recipient.finding(
            f"{recipient} is to be synchronized by {planned}, which entra_sync does not have",
            _PLAN,
            fix=f"Write one of {names((engine.name for engine in state.sync_engines), 10)}, or none",
        )
    elif recipient.planned_by_procedure is not True:  # identity: it may be unknown
        yield from _change(recipient, planned, to, state)


def _change(recipient: Recipient, planned: str, to: SyncEngine | None, state: State) -> Iterator[Finding | Unknown]:
    """What becomes of the rights of somebody for whom no procedure is stated."""
    current = state.sync_engine_of(recipient)
    if current is None or current is to:
        return
    stake = state.once(_at_stake)
    grants = stake.grants.get(recipient, [])
    if not grants:
        yield from stake.doubts.get(recipient, [])
        yield from stake.groups
    elif planned.casefold() != _OUT_OF_SCOPE and to is None:
        yield Unknown("entra_sync", "the organization", "entra_sync")
    elif to is None or not _keeps_the_object(need(current), to):
        yield _finding(recipient, current, to, grants)


def _finding(
    recipient: Recipient, current: SyncEngine | Unknown, to: SyncEngine | None, grants: list[Grant]
) -> Finding:
    rights = names(f"the {grant.noun} of {grant.trustee} on {grant.owner}" for grant in grants)
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
        f"{recipient} is to {change} {rights}",
        _PLAN,
        fix=fix,
        related=[Related(grant.place_of(), "a right that would be orphaned") for grant in grants[:_MOST_RELATED]],
        about=[grant.pair for grant in grants],
    )


def _keeps_the_object(current: SyncEngine, to: SyncEngine) -> bool:
    """Whether both are Entra Connect: a server takes over the objects of another by their source anchor."""
    kinds = [current.engine, to.engine]
    if any(not isinstance(kind, Unknown) and kind == "cloud_sync" for kind in kinds):
        return False
    return all(need(kind) == "connect" for kind in kinds)


class _Stake(NamedTuple):
    """What those have to lose whose engine is to change.

    Parameters:
        grants: by recipient, those that exist in Exchange Online.
        doubts: by recipient, what must be known of the others to tell whether they do.
        groups: the groups with rights of which it is not known whom they hold.
    """

    grants: dict[Recipient, list[Grant]]
    doubts: dict[Recipient, list[Unknown]]
    groups: list[Unknown]


def _at_stake(state: State) -> _Stake:
    """The rights in Exchange Online of everybody whose engine is to change."""
    changing = {one for one in state.recipients if not isinstance(one.planned_sync_engine, Unknown)}
    stake = _Stake({}, {}, [])
    inside: dict[Recipient, list[Recipient]] = {}
    for mailbox in state.mailboxes:
        for grant in mailbox.grants:
            trustee = grant.trustee
            concerned = [one for one in (grant.owner, trustee) if one in changing]
            there = _exists_online(grant, state) if concerned or trustee.is_group is True else False
            if there is False:  # identity: it may be unknown
                continue
            if trustee.is_group is True:
                if trustee not in inside:
                    inside[trustee] = _changing_inside(trustee, changing, state, stake.groups)
                concerned += inside[trustee]
            for one in dict.fromkeys(concerned):
                if isinstance(there, Unknown):
                    stake.doubts.setdefault(one, []).append(there)
                else:
                    stake.grants.setdefault(one, []).append(grant)
    return stake


def _changing_inside(
    group: Recipient, changing: set[Recipient], state: State, unknown: list[Unknown]
) -> list[Recipient]:
    """Who in a group, or in one of the groups in it, is to change; they may be groups themselves."""
    entered: dict[Recipient, None] = {}
    pending = [group]
    while pending:
        members, gap = state.members_of(pending.pop())
        unknown += [] if gap is None else [gap]
        for member in members:
            if member not in entered:
                entered[member] = None
                pending += [member] if member.is_group is True else []
    return [member for member in entered if member in changing]


def _exists_online(grant: Grant, state: State) -> Answer:
    """Whether the right exists, or will exist, in Exchange Online."""
    if grant.trustee.well_known:
        return False
    if state.moves_of(grant.owner) or state.moves_of(grant.trustee):
        return True
    if isinstance(grant, (SendAs, SendOnBehalf, Delegate)) and "online" in (grant.sides or ()):
        return True
    home, (people, unknown) = state.home_at(grant.owner), state.sides_of(grant.trustee)
    here: Answer = home if isinstance(home, Unknown) else home == "online"
    return either(here, "online" in people, *unknown[:1])
