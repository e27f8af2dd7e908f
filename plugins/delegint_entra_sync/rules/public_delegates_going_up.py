"""SYNC005, SYNC007: Send on Behalf on-premises that does not get to Exchange Online, or is not known to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from delegint.api import (
    Carriage,
    Delegate,
    Finding,
    Recipient,
    Related,
    Reliance,
    SendOnBehalf,
    State,
    SyncEngine,
    Unknown,
    differing_lists,
    is_cloud_managed,
    managed_on,
    names,
    need,
    powershell_quoted,
    reliance,
    rule,
)
from delegint_entra_sync.lists import Listed, send_on_behalf_of, somebody
from delegint_entra_sync.servers import has_stopped
from delegint_entra_sync.sources import CLOUD_SYNC_WRITEBACK, OVERVIEW, SYNCHRONIZED_ATTRIBUTES


@rule(
    "SYNC005",
    "public-delegates-do-not-reach-the-cloud",
    severity="error",
    evidence=(OVERVIEW, SYNCHRONIZED_ATTRIBUTES),
    when="every",
    absorbs=("DRF011", "SYNC006", "SYNC007"),
)
def public_delegates_do_not_reach_the_cloud(
    grant: SendOnBehalf | Delegate, state: State
) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Send on Behalf of a mailbox, group or contact that is managed on-premises, for a sender in Exchange Online, left to
    an Entra Connect server that does not carry `publicDelegates` up: attribute filtering leaves it out, the server is
    in staging mode, or the exported rules lack a hop, have it disabled, filter it out or override it. The finding names
    the hop. Also an entry that the list in Active Directory has, and the one in Exchange Online has not, by what is
    stated or by a snapshot, whatever the engine.

    ## Why it matters
    Exchange looks on the sender's side. There the list is empty, and sending is refused:
    `You do not have the permission to send the message on behalf of the specified user`
    (0x80070005-00000000-00000000).

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, excluded_attributes: [publicDelegates]}
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        send_on_behalf: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0}
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        send_on_behalf: [ilse@contoso.com]
    ```

    ## How to fix
    Select the attribute again in the wizard of Entra Connect, or restore the default rules in the Synchronization Rules
    Editor, and run a full synchronization. `delegint sync-proof` shows the whole way of the attribute. Of a group or a
    contact the list in Exchange Online cannot be changed by hand.
    """
    case = _left_to("connect", grant, state)
    carriage = None if case is None else case.presence.carriage
    if case is not None and case.senders and carriage is not None and carriage.carried is False:
        yield from case.unknown
        yield _not_carried(case, carriage, state)
        return
    late = list(_not_arrived(grant, state))
    yield from late
    if case is not None and not late:
        yield from _open(case)


@rule(
    "SYNC007",
    "cloud-sync-may-not-carry-public-delegates",
    severity="warning",
    evidence=CLOUD_SYNC_WRITEBACK,
    when="every",
)
def cloud_sync_may_not_carry_public_delegates(
    grant: SendOnBehalf | Delegate, state: State
) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Send on Behalf of a mailbox, group or contact that is managed on-premises, for a sender in Exchange Online, left to
    cloud sync. Nothing is found where `public_delegates_synchronized` says that its configuration maps the attribute;
    where it says the opposite, this is an error.

    ## Why it matters
    No document says whether cloud sync carries `publicDelegates` from Active Directory to Entra ID. Where it does not,
    the sender is refused:
    `You do not have the permission to send the message on behalf of the specified user`
    (0x80070005-00000000-00000000).

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      emea: {engine: cloud_sync, agent_version: 1.1.1370.0}
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        send_on_behalf: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      emea: {engine: cloud_sync, agent_version: 1.1.1370.0, public_delegates_synchronized: true}
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        send_on_behalf: [ilse@contoso.com]
    ```

    ## How to fix
    Look for `publicDelegates` in the attribute mapping of the configuration, and declare what you find. Where it is
    missing, apply the grant to the mail user in Exchange Online with `Set-MailUser -GrantSendOnBehalfTo`, if Exchange
    Online allows that, and name both sides here.
    """
    case = _left_to("cloud_sync", grant, state)
    carriage = None if case is None else case.presence.carriage
    if case is None or not case.senders or carriage is None or isinstance(carriage.engine.engine, Unknown):
        yield from () if case is None else _open(case)
        return
    yield from case.unknown
    yield _by_cloud_sync(case, carriage)


def _left_to(kind: Literal["connect", "cloud_sync"], grant: SendOnBehalf | Delegate, state: State) -> Reliance | None:
    """Who relies on an engine of a kind to bring the list of an object that is managed on-premises to Exchange Online.

    What no engine synchronizes is told by SYNC004. Where it is not known which kind it is, or where the object is
    managed, it may be left to either.
    """
    case = reliance(grant, "online", state)
    if case is None or case.presence.there is True or case.presence.way == "nowhere":
        return None
    if is_cloud_managed(grant.owner, state) or (not isinstance(case.home, Unknown) and case.home != "on_premises"):
        return None
    engines = state.sync_engines if case.presence.engine is None else (case.presence.engine,)
    kinds = [engine.engine for engine in engines]
    return case if not kinds or any(isinstance(known, Unknown) or known == kind for known in kinds) else None


def _open(case: Reliance) -> Iterator[Unknown]:
    """What must be known to tell."""
    yield from case.unknown
    if case.senders and isinstance(case.presence.there, Unknown):
        yield case.presence.there


def _not_carried(case: Reliance, carriage: Carriage, state: State) -> Finding:
    engine, fact, grant = carriage.engine, carriage.fact, case.grant
    return _finding(
        grant,
        f"{names(case.senders)} cannot send on behalf of {grant.owner} from Exchange Online: {_why(carriage)}",
        f"{_mend(carriage)}{_or_by_hand(grant)}",
        related=(Related(engine.place_of(fact), "so stated here"),) if fact else (),
        about=(grant.pair, *differing_lists(grant.owner, (grant.trustee, *case.senders), state)),
    )


def _by_cloud_sync(case: Reliance, carriage: Carriage) -> Finding:
    engine, grant = carriage.engine, case.grant
    if carriage.carried is False:
        cannot, why = "cannot", _why(carriage)
        fix = f"Map publicDelegates in the configuration of {engine.name}, if cloud sync lets you"
    else:
        cannot = "may not be able to"
        why = f"{engine.name} is cloud sync, of which no document says whether it carries publicDelegates up"
        fix = f"Declare public_delegates_synchronized under entra_sync.{engine.name}"
    return _finding(
        grant,
        f"{names(case.senders)} {cannot} send on behalf of {grant.owner} from Exchange Online: {why}",
        f"{fix}{_or_by_hand(grant)}",
        severity="error" if carriage.carried is False else "warning",
        related=(Related(engine.place_of(carriage.fact), "so stated here"),) if carriage.fact else (),
    )


def _why(carriage: Carriage) -> str:
    """Why the list does not go up; what is said of the engine itself needs no more words."""
    if carriage.fact in ("staging", "public_delegates_synchronized"):
        return carriage.reason
    return f"{carriage.engine.name} does not carry publicDelegates up, since {carriage.reason}"


def _not_arrived(grant: SendOnBehalf | Delegate, state: State) -> Iterator[Finding | Unknown]:
    """An entry that Active Directory has, and Exchange Online has not, stated or exported; today, since both move on.

    Where the server has stopped synchronizing, SYNC002 says so for everything.
    """
    owner = grant.owner
    if state.point.number or not grant.is_list_entry or owner.cloud_managed is True:
        return
    senders, engine = state.sides_of(grant.trustee).people.get("online", []), state.sync_engine_of(owner)
    if not senders or not isinstance(engine, SyncEngine) or has_stopped(engine, state):
        return
    from_ad, online = (send_on_behalf_of(owner, side, state) for side in ("on_premises", "online"))
    if from_ad is None or online is None or grant.trustee not in from_ad.members:
        return
    senders, gaps = _not_listed(senders, online, owner, state)
    if not senders:
        return
    if need(managed_on(owner, state)) != "on_premises":
        return
    yield from gaps
    if gaps:
        return
    yield _finding(
        grant,
        f"{names(senders)} cannot send on behalf of {owner} from Exchange Online: Active Directory has"
        f" {grant.trustee} in publicDelegates, and it has not arrived",
        f"{_look(engine)}{_or_by_hand(grant)}",
        related=_stated_online(owner),
        about=(grant.pair, *differing_lists(owner, (grant.trustee, *senders), state)),
    )


def _not_listed(
    senders: list[Recipient], listed: Listed, owner: Recipient, state: State
) -> tuple[list[Recipient], list[Unknown]]:
    """The senders whom a list names neither directly nor by a group; and what must be known of those it names."""
    expanded = [state.expand(one) for one in listed.members if isinstance(one, Recipient)]
    served = {person for people, _ in expanded for person in people}
    left = [sender for sender in senders if sender not in served]
    unknown = [gap for _, gap in expanded if gap is not None] + [somebody(name, owner) for name in listed.unclear]
    return left, unknown if left else []


def _stated_online(owner: Recipient) -> tuple[Related, ...]:
    """The list in Exchange Online, where it is stated on the recipient."""
    online = owner.online_object
    is_stated = not isinstance(online.grant_send_on_behalf_to, Unknown)
    return (Related(online.place_of("GrantSendOnBehalfTo"), "the list in Exchange Online"),) if is_stated else ()


def _mend(carriage: Carriage) -> str:
    """What to do about a server that does not carry the list up; a filter may be the selection of attributes."""
    engine, fact, proof = carriage.engine.name, carriage.fact, carriage.proof
    if fact == "staging":
        return f"Take {engine} out of staging mode"
    if fact == "excluded_attributes":
        return f"Select publicDelegates again in the wizard of {engine}, and run a full synchronization"
    wizard = ", or the selection of the attribute in its wizard," if proof and proof.verdict == "filtered" else ""
    return f"Restore the flow in the Synchronization Rules Editor of {engine}{wizard} and run a full synchronization"


def _look(engine: SyncEngine) -> str:
    """What to do about an engine that is thought to carry the list up."""
    kind = engine.engine
    if not isinstance(kind, Unknown) and kind == "cloud_sync":
        return f"Look for publicDelegates in the attribute mapping of {engine.name}, and let it provision again"
    return f"Look at delegint sync-proof, and run a full synchronization of {engine.name}"


def _or_by_hand(grant: SendOnBehalf | Delegate) -> str:
    """How to put the grant on the mail user in Exchange Online; groups can be changed on-premises alone."""
    if grant.owner.has_mailbox is not True:  # identity: it may be unknown
        return ""
    sides = "sides: [on_premises, online]"
    declare = f"send_on_behalf: {{{sides}}}" if isinstance(grant, Delegate) else sides
    owner, trustee = powershell_quoted(grant.owner), powershell_quoted(grant.trustee)
    return (
        f"; or write {declare}, and run Set-MailUser {owner} -GrantSendOnBehalfTo @{{Add={trustee}}} in Exchange"
        " Online, if it lets you"
    )


def _finding(grant: SendOnBehalf | Delegate, message: str, fix: str, **more: Any) -> Finding:
    at = ("send_on_behalf", "sides") if isinstance(grant, Delegate) else ("sides",)
    return grant.finding(message, *at, fix=fix, **more)
