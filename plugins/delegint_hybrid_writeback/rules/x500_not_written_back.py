"""WB004: mailboxes in Exchange Online whose X500 address is missing on-premises, so that replies bounce."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from delegint.api import (
    Carriage,
    Delegate,
    Finding,
    Recipient,
    Related,
    State,
    SyncEngine,
    Unknown,
    names,
    powershell_quoted,
    rule,
)
from delegint_hybrid_writeback.people import Divided, divide
from delegint_hybrid_writeback.sources import (
    CLOUD_SYNC_WRITEBACK,
    MEETING_UPDATE_BOUNCES,
    OVERVIEW,
    SYNCHRONIZED_ATTRIBUTES,
)
from delegint_hybrid_writeback.x500 import all_written_back, engine_without, groups_left_out, has_x500

_SETTING: Final = "exchange_hybrid_writeback"
_PEOPLE: Final = frozenset({"UserMailbox", "LinkedMailbox"})


@rule(
    "WB004",
    "x500-not-written-back",
    severity="error",
    evidence=(OVERVIEW, MEETING_UPDATE_BOUNCES, SYNCHRONIZED_ATTRIBUTES, CLOUD_SYNC_WRITEBACK),
    when="every",
)
def x500_not_written_back(subject: Delegate | State, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A mailbox in Exchange Online whose internal address (`LegacyExchangeDN`) does not come back to Active Directory as
    an X500 address, while people on-premises write to it. It is an error at each delegate between the sides, and where
    the stated addresses lack it; otherwise one warning at the engine that does not write it back. Cloud sync never
    writes the addresses of groups back, which is a warning of its own.

    ## Why it matters
    What is answered or updated on-premises goes to that internal address, which nobody there knows:
    `550 5.1.11 RESOLVER.ADR.ExRecipNotFound; Recipient not found by Exchange Legacy encapsulated email address lookup`,
    with an IMCEAEX address in the report. Delegates meet it when they update a meeting of their manager.

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: false}
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: true}
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates: [ilse@contoso.com]
    ```

    ## How to fix
    Switch on `Exchange hybrid deployment` in Entra Connect, or `Exchange hybrid writeback` in cloud sync. Where one
    mailbox still lacks the address, add it with `Set-RemoteMailbox -EmailAddresses @{Add='X500:...'}`.
    """
    if isinstance(subject, Delegate):
        yield from _at_delegate(subject, state)
    else:
        yield from _at_recipients(state)
        yield from _at_engines(state)


def _at_delegate(delegate: Delegate, state: State) -> Iterator[Finding | Unknown]:
    """The error at a delegate between the sides."""
    if all_written_back(state):
        return
    across = _across(delegate, state)
    yield from across.unknown
    lacking: dict[SyncEngine, tuple[Carriage, list[Recipient]]] = {}
    for mailbox in across.online:
        carriage = engine_without(mailbox, state)
        if isinstance(carriage, Unknown):
            yield carriage
        elif carriage is not None:
            lacking.setdefault(carriage.engine, (carriage, []))[1].append(mailbox)
    for engine, (carriage, mailboxes) in lacking.items():
        yield delegate.finding(
            f"What {names(across.on_premises)} on-premises answers or updates for {names(mailboxes)} may bounce:"
            f" {engine.name} does not write X500 addresses back{_since(carriage)}",
            fix=_mend(carriage),
            related=_deciding(carriage),
            salient=engine.name,
        )


def _across(delegate: Delegate, state: State) -> Divided:
    """The two ends of a delegate between the sides; nobody where both live on one side."""
    here = state.home_at(delegate.owner)
    online, on_premises, unknown = divide(delegate.trustee, state)
    if isinstance(here, Unknown):
        return Divided([], [], [here, *unknown] if online or on_premises or unknown else [])
    if here == "online":
        concerned = engine_without(delegate.owner, state) is not None
        return Divided([delegate.owner] if on_premises else [], on_premises, unknown if concerned else [])
    if here == "on_premises":
        return Divided(online, [delegate.owner], unknown)
    return Divided([], [], [])


def _without_x500(state: State) -> list[Recipient]:
    """The recipients whose stated addresses lack the X500 address, wherever they live."""
    return [
        recipient for recipient in state.recipients if recipient.online_object.known and has_x500(recipient) is False
    ]


def _at_recipients(state: State) -> Iterator[Finding]:
    """The error at a mailbox whose stated addresses lack the X500 address."""
    lacking = [recipient for recipient in state.now.once(_without_x500) if _lives(recipient, "online", state)]
    if lacking and any(_lives(recipient, "on_premises", state) for recipient in state.recipients):
        for mailbox in lacking:
            address = powershell_quoted(f"X500:{mailbox.online_object.legacy_exchange_dn}")
            command = f"Set-RemoteMailbox {powershell_quoted(mailbox)} -EmailAddresses @{{Add={address}}}"
            yield mailbox.finding(
                f"Active Directory lacks the X500 address of {mailbox}, so that replies from on-premises bounce",
                "on_premises_object",
                "proxyAddresses",
                fix=f"Run {command} on-premises, and list the address under proxyAddresses",
                about=((mailbox.key,),),
            )


def _at_engines(state: State) -> Iterator[Finding | Unknown]:
    """One warning for an engine that leaves addresses out, where no delegate between the sides makes it an error."""
    groups = groups_left_out(state)
    if all_written_back(state) and not groups:
        return
    homes = _homes(state)
    exposed: dict[SyncEngine, list[Recipient]] = {}
    reasons: dict[SyncEngine, Carriage] = {}
    gaps: list[Unknown] = []
    for mailbox in homes.online:
        carriage = engine_without(mailbox, state)
        if isinstance(carriage, Unknown):
            gaps.append(carriage)
        elif carriage is not None:
            reasons[carriage.engine] = carriage
            exposed.setdefault(carriage.engine, []).append(mailbox)
    if not homes.people_on_premises or not homes.online:
        concerned = exposed or gaps or (homes.people_on_premises and state.sync_engines)
        yield from homes.unknown[:1] if concerned else ()
        return
    yield from gaps
    accused = _engines_with_delegates_across(state, exposed)
    for engine, mailboxes in exposed.items():
        if engine not in accused:
            why = reasons[engine]
            yield _warning(engine, mailboxes, "X500 addresses", _mend(why), since=_since(why), at=why.fact or _SETTING)
    for engine, members in groups.items():
        by_hand = "Add the LegacyExchangeDN of each group as an X500 address in Active Directory"
        yield _warning(engine, members, "the X500 addresses of groups", by_hand, "groups")


def _warning(
    engine: SyncEngine,
    mailboxes: list[Recipient],
    what: str,
    fix: str,
    salient: str = "",
    since: str = "",
    at: str = _SETTING,
) -> Finding:
    return engine.finding(
        f"{engine.name} does not write {what} back, so that replies from on-premises to {names(mailboxes)} may"
        f" bounce{since}",
        at,
        fix=fix,
        salient=salient,
        severity="warning",
    )


def _engines_with_delegates_across(state: State, engines: dict[SyncEngine, list[Recipient]]) -> set[SyncEngine]:
    """Those of the engines that a delegate between the sides accuses already."""
    found: set[SyncEngine] = set()
    for mailbox in state.mailboxes:
        for grant in mailbox.grants:
            if len(found) == len(engines):
                return found
            if isinstance(grant, Delegate):
                accused = (engine_without(recipient, state) for recipient in _across(grant, state).online)
                found.update(carriage.engine for carriage in accused if isinstance(carriage, Carriage))
    return found


class _Homes(NamedTuple):
    """The mailboxes online, whether people have one on-premises, and the homes that nobody has stated."""

    online: list[Recipient]
    people_on_premises: bool
    unknown: list[Unknown]


def _homes(state: State) -> _Homes:
    online: list[Recipient] = []
    people_on_premises = False
    unknown: list[Unknown] = []
    for recipient in state.recipients:
        home = state.home_at(recipient)
        if isinstance(home, Unknown):
            unknown.append(home)
        elif home == "online":
            online.append(recipient)
        elif home == "on_premises":
            people_on_premises = people_on_premises or recipient.is_one_of(_PEOPLE) is True
    return _Homes(online, people_on_premises, unknown)


def _lives(recipient: Recipient, side: str, state: State) -> bool:
    home = state.home_at(recipient)
    return not isinstance(home, Unknown) and home == side


def _since(carriage: Carriage) -> str:
    """The evidence, where the exported rules or the mode of the server give some."""
    is_plain = carriage.proof is None and carriage.fact == _SETTING
    return "" if is_plain else f", since {carriage.reason}"


def _deciding(carriage: Carriage) -> tuple[Related, ...]:
    """The setting on which it rests."""
    engine = carriage.engine
    if not carriage.fact or engine.value(carriage.fact) is None:
        return ()
    said = "Exchange hybrid writeback is off here" if carriage.fact == _SETTING else "so stated here"
    return (Related(engine.place_of(carriage.fact), said),)


def _mend(carriage: Carriage) -> str:
    """What to do about an engine that does not write the addresses back."""
    engine = carriage.engine
    if carriage.fact == "staging":
        return f"Take {engine.name} out of staging mode, or declare under sync_engine which server works"
    if carriage.fact != _SETTING:
        return f"Restore the flow to proxyAddresses in {engine.name}: delegint sync-proof shows where it is lost"
    kind = engine.engine
    is_connect = not isinstance(kind, Unknown) and kind == "connect"
    setting = "Exchange hybrid deployment" if is_connect else "Exchange hybrid writeback"
    return f"Switch on {setting} for {engine.name}, and declare {_SETTING}: true under entra_sync.{engine.name}"
