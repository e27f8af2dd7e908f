"""TEAMS016, TEAMS019: a mailbox that Teams does not reach, or does not find."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from delegint.api import (
    NOWHERE,
    ExchangeServer,
    Finding,
    Recipient,
    Related,
    Severity,
    State,
    SyncEngine,
    Unknown,
    Wishes,
    names,
    powershell_quoted,
    rule,
)
from delegint_teams.meetings import Booked, about, booked_on_premises, everybody, meeting_wishes, owners
from delegint_teams.requirements import AUTODISCOVER_FOR_DELEGATES, MAILBOX_FOR_CALENDAR, WITHOUT_CALENDAR
from delegint_teams.sources import ADD_IN_ISSUES, EXCHANGE_AND_TEAMS, HYBRID_AGENT_DISPUTED, INTERACTION_ISSUES


@rule(
    "TEAMS016",
    "mailbox-platform-unfit-for-teams",
    severity="error",
    evidence=(EXCHANGE_AND_TEAMS, INTERACTION_ISSUES, HYBRID_AGENT_DISPUTED),
    when="every",
)
def mailbox_platform_unfit_for_teams(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Owners with a mailbox on-premises, now or after a batch, for whom somebody is to book Teams meetings, where Teams
    does not reach the mailbox: a modern hybrid connection, EWS and Autodiscover that are not published, Autodiscover
    that is answered by a server older than Exchange 2013 CU19, a synchronization without Exchange hybrid writeback, or
    an owner who is not synchronized. Servers older than Exchange 2016 CU3 are told as a warning: Teams shows no
    calendar for mailboxes on them. Each fact is judged where it is stated.

    ## Why it matters
    Teams finds the mailbox by Autodiscover and asks it through EWS. Where that fails, the delegate gets `Looks like you
    don't have permission to schedule meetings for this account`, or the calendar in Teams stays away.

    ## Example
    ```yaml
    delegint: 1
    organization: {hybrid: full, exchange_server: {version: 2019, hybrid_connection: modern}}
    recipients:
      annelies@contoso.com: {home: on_premises, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    organization: {hybrid: full, exchange_server: {version: 2019, hybrid_connection: classic, ews_published: true}}
    recipients:
      annelies@contoso.com: {home: on_premises, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    A classic full hybrid with EWS and Autodiscover published, current Exchange Server, and users who are synchronized
    with writeback; or move the mailboxes to Exchange Online.
    """
    booked = state.once(booked_on_premises)
    yield from booked.unknown.values()
    if not booked.wishes:
        return
    server = state.organization.exchange_server
    unfit = list(_unfit(server))
    for since, concerned in booked.since.items():
        yield from (_platform(fact, concerned, since, server) for fact in unfit)
    yield from _not_written_back(booked, state)
    yield from _not_synced(booked)
    connection, hybrid = server.hybrid_connection, state.organization.hybrid
    if isinstance(connection, Unknown) and not unfit and (isinstance(hybrid, Unknown) or hybrid != "none"):
        yield connection


@rule("TEAMS019", "hidden-mailbox-in-teams", severity="error", evidence=ADD_IN_ISSUES)
def hidden_mailbox_in_teams(wishes: Wishes, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    An owner for whom somebody is to book Teams meetings, and whose mailbox is hidden from address lists. It is judged
    where `hidden_from_address_lists` is stated, or in the snapshot.

    ## Why it matters
    The add-in looks the owner up in the address list. It does not find a hidden one, and what the delegate books lacks
    the details by which to join.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, hidden_from_address_lists: true, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, hidden_from_address_lists: false, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Show the mailbox in the address lists, and let the delegate restart Outlook.
    """
    owner = wishes.owner
    if owner.hidden_from_address_lists is not True:
        return
    found = meeting_wishes(wishes, state)
    booking = everybody(found)
    if booking:
        yield booking[0].declared.finding(
            f"Teams meetings that {names(wish.delegate for wish in booking)} {_book(len(booking))} for {owner} lack the"
            f" details by which to join: {owner} is hidden from address lists",
            booking[0].key,
            fix=f"Declare hidden_from_address_lists: false, run {_show_in_address_lists(owner, state)}, and restart"
            " Outlook",
            related=[Related(owner.place_of("hidden_from_address_lists"), "hidden here")],
            about=about(found),
        )


class _Unfit(NamedTuple):
    """A fact of the servers that keeps Teams from a mailbox on-premises."""

    key: str
    reason: str
    fix: str
    severity: Severity = "error"


def _unfit(server: ExchangeServer) -> Iterator[_Unfit]:
    connection = server.hybrid_connection
    if not isinstance(connection, Unknown) and connection == "modern":
        yield _Unfit(
            "hybrid_connection",
            "Teams does not reach mailboxes through the agent of a modern hybrid",
            "Publish EWS and Autodiscover, set up a classic full hybrid, and write hybrid_connection: classic. The"
            " documentation contradicts itself here: its section on OAuth lets the modern hybrid pass",
        )
    if server.ews_published is False:
        yield _Unfit(
            "ews_published",
            "EWS and Autodiscover are not reachable from the internet",
            "Publish both to Microsoft 365, and write ews_published: true",
        )
    build = server.autodiscover_build
    if not isinstance(build, Unknown) and AUTODISCOVER_FOR_DELEGATES.rules_out(build):
        yield _Unfit(
            "autodiscover_build",
            f"Autodiscover is answered by build {_dotted(build)}, and Teams asks for Exchange 2013 CU19"
            f" ({AUTODISCOVER_FOR_DELEGATES}) or later",
            "Let a newer server answer Autodiscover, and write its build",
        )
    yield from _old_servers(server)


def _platform(fact: _Unfit, concerned: list[Wishes], since: str, server: ExchangeServer) -> Finding:
    return server.finding(
        f"{_cannot_book(owners(concerned), fact.severity)}: {fact.reason}",
        fact.key,
        fix=fact.fix,
        about=about(*concerned),
        salient=since,
        severity=fact.severity,
    )


def _old_servers(server: ExchangeServer) -> Iterator[_Unfit]:
    """The servers of the mailboxes, of which only the oldest in service is stated."""
    build, version = server.build, server.version
    if not isinstance(build, Unknown):
        key, stated, old = "build", f"build {_dotted(build)}", MAILBOX_FOR_CALENDAR.rules_out(build) is True
    else:
        known = not isinstance(version, Unknown)
        key, stated, old = "version", f"Exchange {version}", known and version in WITHOUT_CALENDAR
    if old:
        yield _Unfit(
            key,
            f"there are still servers with {stated}, and Teams shows no calendar for mailboxes on servers older than"
            f" Exchange 2016 CU3 ({MAILBOX_FOR_CALENDAR})",
            "Move the mailboxes to a newer server or to Exchange Online",
            "warning",
        )


def _not_written_back(booked: Booked, state: State) -> Iterator[Finding]:
    """The engines without writeback, each with the owners whom it synchronizes."""
    by_engine: dict[tuple[str, str], tuple[SyncEngine, list[Wishes]]] = {}
    for since, some in booked.since.items():
        for wishes in some:
            engine = state.sync_engine_of(wishes.owner)
            if isinstance(engine, SyncEngine) and engine.exchange_hybrid_writeback is False:
                by_engine.setdefault((engine.name, since), (engine, []))[1].append(wishes)
    for (_, since), (engine, concerned) in by_engine.items():
        yield engine.finding(
            f"{_cannot_book(owners(concerned))}: {engine.name} synchronizes without Exchange hybrid writeback",
            "exchange_hybrid_writeback",
            fix=f"{_switch_on_writeback(engine)}, and write exchange_hybrid_writeback: true",
            about=about(*concerned),
            salient=since,
        )


def _switch_on_writeback(engine: SyncEngine) -> str:
    kind = engine.engine
    if isinstance(kind, Unknown):
        return "Switch Exchange hybrid writeback on, where the engine is configured"
    if kind == "connect":
        return "Switch Exchange hybrid deployment on, in the wizard of Entra Connect under optional features"
    return (
        f"Switch Exchange hybrid writeback on, among the properties of the configuration {engine.name} of Entra Cloud"
        " Sync"
    )


def _show_in_address_lists(owner: Recipient, state: State) -> str:
    """The command where it is carried out: attributes of a synchronized mailbox online are written on-premises."""
    what = f"-Identity {powershell_quoted(owner)} -HiddenFromAddressListsEnabled $false"
    stated = state.home_at(owner)
    home = "" if isinstance(stated, Unknown) else stated
    if home != "online" or owner.directory_synced is False or owner.cloud_managed is True:
        return f"Set-{'MailUser' if home == NOWHERE else 'Mailbox'} {what}"
    if owner.directory_synced is True:
        return f"Set-RemoteMailbox {what} on-premises"
    return f"Set-Mailbox {what}, or Set-RemoteMailbox with the same on-premises if it is synchronized"


def _not_synced(booked: Booked) -> Iterator[Finding]:
    for wishes in booked.wishes:
        owner = wishes.owner
        if owner.directory_synced is False:
            yield owner.finding(
                f"{_cannot_book([owner])}: the account is not synchronized, so that Teams knows nothing of the mailbox",
                "directory_synced",
                fix=f"Bring {owner} into the scope of the synchronization, and write directory_synced: true",
                about=about(wishes),
            )


def _cannot_book(whom: list[Recipient], severity: Severity = "error") -> str:
    live = "whose mailbox lives" if len(whom) == 1 else "whose mailboxes live"
    cannot = "cannot" if severity == "error" else "may be unable to"
    return f"Delegates {cannot} book Teams meetings for {names(whom)}, {live} on-premises"


def _book(people: int) -> str:
    return "books" if people == 1 else "book"


def _dotted(build: tuple[int, ...]) -> str:
    return ".".join(map(str, build))
