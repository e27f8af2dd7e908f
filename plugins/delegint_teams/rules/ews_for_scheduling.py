"""TEAMS018: whether EWS on the servers lets the scheduling service of Teams in."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from delegint.api import ExchangeServer, Finding, MailboxEws, State, Unknown, Wishes, names, powershell_quoted, rule
from delegint_teams.meetings import about, booked_on_premises, owners
from delegint_teams.requirements import USER_AGENT
from delegint_teams.sources import INTERACTION_ISSUES

_ALLOW_LIST: Final = "EnforceAllowList"
_ENTRY: Final = f"*{USER_AGENT}*"


@rule("TEAMS018", "ews-closed-to-scheduler", severity="error", evidence=INTERACTION_ISSUES, when="every")
def ews_closed_to_scheduler(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Owners with a mailbox on-premises, now or after a batch, for whom somebody is to book Teams meetings, where EWS is
    off, or where `EwsApplicationAccessPolicy` keeps the scheduling service of Teams out: EnforceAllowList without an
    entry for `SchedulingService`, EnforceBlockList with one. What is set on the mailbox goes before what is set for the
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
    for since, some in booked.since.items():
        yield from _by_organization(some, since, server)
    for wishes in booked.wishes:
        yield from _by_mailbox(wishes)


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


def _by_organization(booked: list[Wishes], since: str, server: ExchangeServer) -> Iterator[Finding | Unknown]:
    """What is set for the organization, for the mailboxes that set nothing else."""
    if server.ews_enabled is False:
        concerned = [wishes for wishes in booked if wishes.owner.ews.enabled is not True]
        if concerned:
            yield _told(server, concerned, _off("ews_enabled", "the organization", "Set-OrganizationConfig"), since)
    policy = server.ews_application_access_policy
    if isinstance(policy, Unknown):
        return
    concerned = [wishes for wishes in booked if isinstance(wishes.owner.ews.application_access_policy, Unknown)]
    access = _Access(policy, server.ews_allow_list, server.ews_block_list, "ews_", "Set-OrganizationConfig")
    closed = _shut_out(access) if concerned else None
    if isinstance(closed, Unknown):
        yield closed
    elif closed is not None:
        yield _told(server, concerned, closed, since)


def _by_mailbox(wishes: Wishes) -> Iterator[Finding | Unknown]:
    owner, ews = wishes.owner, wishes.owner.ews
    command = f"Set-CASMailbox -Identity {powershell_quoted(owner)}"
    if ews.enabled is False:
        yield _told(ews, [wishes], _off("enabled", "the mailbox", command))
    policy = ews.application_access_policy
    if isinstance(policy, Unknown):
        return
    closed = _shut_out(_Access(policy, ews.allow_list, ews.block_list, "", command))
    if isinstance(closed, Unknown):
        yield closed
    elif closed is not None:
        yield _told(ews, [wishes], closed)


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


def _told(where: ExchangeServer | MailboxEws, concerned: list[Wishes], closed: _Closed, since: str = "") -> Finding:
    return where.finding(
        f"Delegates cannot book Teams meetings for {names(owners(concerned))}, on-premises: {closed.reason}",
        closed.key,
        fix=closed.fix,
        about=about(*concerned),
        salient=since,
    )
