"""TEAMS017, TEAMS018: whether the servers let the scheduling service of Teams in."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from delegint.api import (
    ExchangeServer,
    Finding,
    PartnerApplication,
    Recipient,
    State,
    Unknown,
    Wishes,
    names,
    powershell_quoted,
    rule,
)
from delegint_teams.meetings import Booked, about, booked_on_premises
from delegint_teams.requirements import LEGACY_SCHEDULER, OWN_APPLICATION, ROLE_ENTRY, SCHEDULER, USER_AGENT
from delegint_teams.sources import INTERACTION_ISSUES, OAUTH_2025

_ALLOW_LIST: Final = "EnforceAllowList"
_ENTRY: Final = f"*{USER_AGENT}*"


@rule(
    "TEAMS017",
    "scheduler-application-missing",
    severity="error",
    evidence=(OAUTH_2025, INTERACTION_ISSUES),
)
def scheduler_application_missing(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Owners with a mailbox on-premises for whom somebody is to book Teams meetings, and no enabled partner application
    `7557eb47-c689-4224-abcf-aef9bd7573df` among those of Exchange, or one whose linked account has no role with
    `GetDelegate`. Until June 2025 the application of Skype for Business Online served,
    `00000004-0000-0ff1-ce00-000000000000`; where it is still the only one, that is a warning.

    ## Why it matters
    As that application the scheduling service of Teams asks Exchange for the delegates. Where Exchange does not know
    it, the delegate gets `Looks like you don't have permission to schedule meetings for this account`. Microsoft is to
    retire the older application.

    ## Example
    ```yaml
    delegint: 1
    organization:
      hybrid: full
      exchange_server:
        version: SE
        partner_applications: [{application_id: 00000002-0000-0ff1-ce00-000000000000}]
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
    organization:
      hybrid: full
      exchange_server:
        version: SE
        partner_applications:
          - {application_id: 00000002-0000-0ff1-ce00-000000000000}
          - {application_id: 7557eb47-c689-4224-abcf-aef9bd7573df, role_entries: [GetDelegate]}
    recipients:
      annelies@contoso.com: {home: on_premises, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Make an application account whose only role has `GetDelegate`, and run `New-PartnerApplication` with it. Keep the
    older application for now: greetings of Cloud Voicemail still need it.
    """
    booked = state.once(booked_on_premises)
    yield from booked.unknown.values()
    if not booked.wishes:
        return
    server = state.organization.exchange_server
    listed = server.partner_applications
    if isinstance(listed, Unknown):
        yield listed
        return
    enabled = [application for application in listed if application.enabled is not False]
    entries = [application.role_entries for application in enabled if _is(application, SCHEDULER)]
    if any(_allows(entry) for entry in entries):
        return
    legacy = any(_is(application, LEGACY_SCHEDULER) for application in enabled)
    if legacy and not OWN_APPLICATION.has_passed(state.as_of):
        return
    unknown = next((entry for entry in entries if isinstance(entry, Unknown)), None)
    if unknown is not None:
        yield unknown
        return
    reason, fix = _what_to_do(listed, there=bool(entries))
    cannot = "may soon be unable to" if legacy else "cannot"
    serves = ", and only the application of Skype for Business Online still serves" if legacy else ""
    yield server.finding(
        f"Delegates {cannot} book Teams meetings for {names(booked.owners)}, on-premises: {reason}{serves}",
        "partner_applications",
        fix=f"{fix}; keep {LEGACY_SCHEDULER} for now" if legacy else fix,
        about=about(*booked.wishes),
        severity="warning" if legacy else None,
    )


@rule("TEAMS018", "ews-closed-to-scheduler", severity="error", evidence=INTERACTION_ISSUES)
def ews_closed_to_scheduler(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Owners with a mailbox on-premises for whom somebody is to book Teams meetings, where EWS is off, or where
    `EwsApplicationAccessPolicy` keeps the scheduling service of Teams out: EnforceAllowList without an entry for
    `SchedulingService`, EnforceBlockList with one. What is set on the mailbox goes before what is set for the
    organization. Each is judged where it is stated.

    ## Why it matters
    Teams asks for the delegates through EWS. Where it is kept out, the delegate gets `Looks like you don't have
    permission to schedule meetings for this account`.

    ## Example
    ```yaml
    delegint: 1
    organization:
      hybrid: full
      exchange_server:
        version: SE
        ews_application_access_policy: EnforceAllowList
        ews_allow_list: [MicrosoftNinja/*]
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
    organization:
      hybrid: full
      exchange_server:
        version: SE
        ews_application_access_policy: EnforceAllowList
        ews_allow_list: [MicrosoftNinja/*, "*SchedulingService*"]
    recipients:
      annelies@contoso.com: {home: on_premises, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Switch EWS on, and put `*SchedulingService*` on the list of those who may use it, with `Set-OrganizationConfig`, or
    `Set-CASMailbox` for one mailbox.
    """
    booked, server = state.once(booked_on_premises), state.organization.exchange_server
    stated = server.ews_enabled is False or not isinstance(server.ews_application_access_policy, Unknown)
    for owner, unknown in booked.unknown.items():
        if stated or owner.ews.known:
            yield unknown
    yield from _by_organization(booked, server)
    for wishes in booked.wishes:
        yield from _by_mailbox(wishes)


def _is(application: PartnerApplication, identifier: str) -> bool:
    stated = application.application_id
    return not isinstance(stated, Unknown) and stated.strip(" {}").casefold() == identifier


def _allows(entries: tuple[str, ...] | Unknown) -> bool:
    """Whether the roles are known to allow what the service does; an entry may have the name of its role before it."""
    if isinstance(entries, Unknown):
        return False
    return any(entry.rpartition("\\")[2].strip().casefold() == ROLE_ENTRY.casefold() for entry in entries)


def _what_to_do(listed: tuple[PartnerApplication, ...], *, there: bool) -> tuple[str, str]:
    """What is wrong with the application of the scheduling service, and the way out."""
    if there:
        reason = f"the roles of the account of the partner application {SCHEDULER} do not have {ROLE_ENTRY}"
        return reason, f"Assign the linked account a role that has {ROLE_ENTRY}, and write it under role_entries"
    identifier = powershell_quoted(SCHEDULER)
    if any(_is(application, SCHEDULER) for application in listed):
        reason = f"the partner application {SCHEDULER} is disabled"
        find = f"Get-PartnerApplication | Where-Object ApplicationIdentifier -eq {identifier}"
        return reason, f"Run {find} | Set-PartnerApplication -Enabled $true, and write enabled: true"
    reason = f"Exchange has no partner application {SCHEDULER}, as which Teams asks for the delegates"
    create = f"New-PartnerApplication -Name 'TeamsScheduler' -ApplicationIdentifier {identifier} -Enabled $true"
    return (
        reason,
        f"Run {create}, with an account whose role has {ROLE_ENTRY} as -LinkedAccount, and list it in the state",
    )


class _Access(NamedTuple):
    """Who may use EWS, for the organization or for one mailbox.

    Parameters:
        policy: EnforceAllowList or EnforceBlockList.
        allowed: who may, where the policy is the first.
        blocked: who may not, where it is the second.
        prefix: what the keys begin with.
        command: the cmdlet that changes it.
    """

    policy: str
    allowed: tuple[str, ...] | Unknown
    blocked: tuple[str, ...] | Unknown
    prefix: str
    command: str


class _Closed(NamedTuple):
    """What keeps the scheduling service out: where it stands, why, and what opens it."""

    key: str
    reason: str
    fix: str


def _by_organization(booked: Booked, server: ExchangeServer) -> Iterator[Finding | Unknown]:
    if server.ews_enabled is False:
        concerned = [wishes for wishes in booked.wishes if wishes.owner.ews.enabled is not True]
        if concerned:
            off = _off("ews_enabled", "the organization", "Set-OrganizationConfig")
            yield server.finding(_cannot_book(concerned, off), off.key, fix=off.fix, about=about(*concerned))
    policy = server.ews_application_access_policy
    if isinstance(policy, Unknown):
        return
    concerned = [wishes for wishes in booked.wishes if isinstance(wishes.owner.ews.application_access_policy, Unknown)]
    access = _Access(policy, server.ews_allow_list, server.ews_block_list, "ews_", "Set-OrganizationConfig")
    closed = _shut_out(access) if concerned else None
    if isinstance(closed, Unknown):
        yield closed
    elif closed is not None:
        yield server.finding(_cannot_book(concerned, closed), closed.key, fix=closed.fix, about=about(*concerned))


def _by_mailbox(wishes: Wishes) -> Iterator[Finding | Unknown]:
    owner, ews = wishes.owner, wishes.owner.ews
    command = f"Set-CASMailbox -Identity {powershell_quoted(owner)}"
    if ews.enabled is False:
        off = _off("enabled", "the mailbox", command)
        yield ews.finding(_cannot_book([wishes], off), off.key, fix=off.fix, about=about(wishes))
    policy = ews.application_access_policy
    if isinstance(policy, Unknown):
        return
    closed = _shut_out(_Access(policy, ews.allow_list, ews.block_list, "", command))
    if isinstance(closed, Unknown):
        yield closed
    elif closed is not None:
        yield ews.finding(_cannot_book([wishes], closed), closed.key, fix=closed.fix, about=about(wishes))


def _off(key: str, what: str, command: str) -> _Closed:
    return _Closed(key, f"EWS is off for {what}", f"Write {key}: true, and run {command} -EwsEnabled $true")


def _shut_out(access: _Access) -> _Closed | Unknown | None:
    allows = access.policy == _ALLOW_LIST
    listed = access.allowed if allows else access.blocked
    if isinstance(listed, Unknown):
        return listed
    entry = next((entry for entry in listed if _covers(entry)), None)
    if allows and entry is None:
        key = f"{access.prefix}allow_list"
        return _Closed(
            key,
            f"EwsApplicationAccessPolicy is {access.policy}, and no entry of {key} lets {USER_AGENT} in",
            f'Add "{_ENTRY}" to {key}, and run {access.command} -EwsAllowList @{{Add={powershell_quoted(_ENTRY)}}}',
        )
    if not allows and entry is not None:
        key = f"{access.prefix}block_list"
        return _Closed(
            key,
            f"EwsApplicationAccessPolicy is {access.policy}, and {entry} in {key} keeps {USER_AGENT} out",
            f"Take {entry} out of {key}, and run {access.command} -EwsBlockList @{{Remove={powershell_quoted(entry)}}}",
        )
    return None


def _covers(entry: str) -> bool:
    """Whether an entry of a list means the scheduling service; the entries are patterns."""
    pattern, agent = entry.strip().casefold(), USER_AGENT.casefold()
    return agent in pattern or fnmatchcase(agent, pattern)


def _cannot_book(concerned: list[Wishes], closed: _Closed) -> str:
    owners: list[Recipient] = [wishes.owner for wishes in concerned]
    return f"Delegates cannot book Teams meetings for {names(owners)}, on-premises: {closed.reason}"
