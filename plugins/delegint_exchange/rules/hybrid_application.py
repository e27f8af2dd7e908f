"""HYB036, HYB037, HYB038: by which application and which interface the sides ask each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    ExchangeServer,
    Finding,
    Organization,
    Recipient,
    State,
    Unknown,
    lifecycle,
    names,
    need,
    rule,
)
from delegint_exchange.coexistence import calendars_across, has_delegates_across, persons_on_premises
from delegint_exchange.representatives import lives
from delegint_exchange.sources import MAILBOX_SETTINGS

_ABOUT: Final = (("organization.exchange_server",),)


@rule(
    "HYB036",
    "dedicated-hybrid-application-missing",
    severity="error",
    evidence=lifecycle.HYBRID_APP,
    when="every",
    absorbs=("HYB037",),
    holds=f"since {lifecycle.SHARED_SERVICE_PRINCIPAL_BLOCKED.day}",
)
def dedicated_hybrid_application_missing(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An organization with `dedicated_hybrid_app: false`, in which a person on-premises shares a calendar with somebody on
    the other side, by Full Access, a right on the calendar or as a delegate. It is told once. Where nothing is stated
    of the application, it is asked for only if delegates and managers live apart.

    ## Why it matters
    Since 2025-10-31 Exchange Online refuses EWS calls by the service principal that all hybrid organizations used to
    share, with a 403. People on-premises see no free/busy, MailTips or photos of mailboxes in Exchange Online, so that
    delegates cannot schedule. Mail and moves go on as before.

    ## Example
    ```yaml
    delegint: 1
    organization:
      hybrid: full
      exchange_server: {version: SE, dedicated_hybrid_app: false}
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    organization:
      hybrid: full
      exchange_server: {version: SE, dedicated_hybrid_app: true}
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}}}
    ```

    ## How to fix
    Create the dedicated hybrid application with the Hybrid Configuration wizard, or with the script
    `ConfigureExchangeHybridApplication.ps1`; enable its setting override on the servers (`New-SettingOverride`), and
    declare `dedicated_hybrid_app: true`.
    """
    server = state.organization.exchange_server
    app = server.dedicated_hybrid_app
    if app is True or not lifecycle.SHARED_SERVICE_PRINCIPAL_BLOCKED.has_passed(state.as_of):
        return
    if isinstance(app, Unknown):
        if has_delegates_across(state):
            yield app
    elif people := _on_premises_beside_online(state):
        yield server.finding(
            f"For want of a dedicated hybrid application, {names(people)} on-premises"
            f" {'sees' if len(people) == 1 else 'see'} no free/busy of Exchange Online",
            "dedicated_hybrid_app",
            fix="Create the application with the Hybrid Configuration wizard, and enable its setting override",
            about=_ABOUT,
        )


@rule(
    "HYB037",
    "ews-off-before-graph",
    severity="error",
    evidence=(lifecycle.EWS_RETIREMENT, lifecycle.HYBRID_APP),
    when="every",
    holds=f"since {lifecycle.EWS_OFF_BY_DEFAULT.day}",
)
def ews_off_before_graph(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Servers on-premises that ask Exchange Online through EWS, be it that `coexistence_api: ews` is stated, or that the
    version or build is too old for Graph, while a person there shares a calendar with somebody on the other side. Until
    2027-04-01 it is silent where `ews_enabled` is true and `ews_allowed_app_ids` name the dedicated hybrid application.

    ## Why it matters
    Since 2026-10-01 EWS is off in Exchange Online but for allowed applications, and on 2027-04-01 it ends for good.
    From then on free/busy, MailTips and photos no longer cross from Exchange Online to people on-premises.

    ## Example
    ```yaml
    delegint: 1
    organization:
      hybrid: full
      exchange_server: {version: SE, build: 15.2.2562.17, dedicated_hybrid_app: true}
      exchange_online: {ews_enabled: false}
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    organization:
      hybrid: full
      exchange_server: {version: SE, build: 15.2.2562.37, dedicated_hybrid_app: true, coexistence_api: graph}
      exchange_online: {ews_enabled: false}
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}}}
    ```

    ## How to fix
    Install the hotfix update of May 2026 for Exchange SE, or a later one, and give the dedicated hybrid application its
    permissions in Graph. Until 2027-04-01 the application can be let through meanwhile, with
    `Set-OrganizationConfig -EwsEnabled $true -EwsAllowedAppIDs` in Exchange Online.
    """
    if not lifecycle.EWS_OFF_BY_DEFAULT.has_passed(state.as_of):
        return
    server = state.organization.exchange_server
    key = _shown_by(server)
    if not key:
        asked = server.coexistence_api
        if isinstance(asked, Unknown) and _may_be_old(server) and has_delegates_across(state):
            yield asked
        return
    people = _on_premises_beside_online(state)
    if not people:
        return
    ended = lifecycle.EWS_ENDED.has_passed(state.as_of)
    if not ended and _is_allowed(state.organization):
        return
    off = (
        f"which ended on {lifecycle.EWS_ENDED.day}"
        if ended
        else f"which has been off for them since {lifecycle.EWS_OFF_BY_DEFAULT.day}"
    )
    yield server.finding(
        f"The servers on-premises ask Exchange Online through EWS, {off}: {names(people)}"
        f" {'sees' if len(people) == 1 else 'see'} no free/busy from there",
        key,
        fix=f"Update to Exchange SE {lifecycle.GRAPH_FREE_BUSY} or later, give the dedicated hybrid application its"
        " permissions in Graph, and declare coexistence_api: graph",
        about=_ABOUT,
    )


@rule(
    "HYB038",
    "grants-applied-through-ews",
    severity="error",
    evidence=(lifecycle.EWS_RETIREMENT, MAILBOX_SETTINGS),
    when="every",
    holds=f"since {lifecycle.EWS_OFF_BY_DEFAULT.day}",
)
def grants_applied_through_ews(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    `apply: {method: ews}`, where grants are declared on mailboxes in Exchange Online and EWS is off there, or lets no
    application in. Until 2027-04-01 it is silent where `ews_enabled` is true and `ews_allowed_app_ids` name anybody:
    which application applies the grants cannot be stated.

    ## Why it matters
    Since 2026-10-01 EWS is off in Exchange Online but for allowed applications, and on 2027-04-01 it ends for good. The
    tool can then neither read nor write the settings of delegates.

    ## Example
    ```yaml
    delegint: 1
    apply: {method: ews}
    organization:
      exchange_online: {ews_enabled: false}
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    apply: {method: powershell}
    organization:
      exchange_online: {ews_enabled: false}
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}}}
    ```

    ## How to fix
    Write the flags of delegates with `Add-MailboxFolderPermission -SharingPermissionFlags`, and who gets the meeting
    requests with the mailbox settings of Graph, and state that method.
    """
    method = state.application.method
    if isinstance(method, Unknown) or method != "ews":
        return
    if not lifecycle.EWS_OFF_BY_DEFAULT.has_passed(state.as_of):
        return
    owners = [mailbox.owner for mailbox in state.mailboxes if mailbox.grants and lives(mailbox.owner, "online", state)]
    ended = lifecycle.EWS_ENDED.has_passed(state.as_of)
    if not owners or not (ended or _lets_nobody_in(state.organization)):
        return
    off = f"ended on {lifecycle.EWS_ENDED.day}" if ended else f"has been off since {lifecycle.EWS_OFF_BY_DEFAULT.day}"
    yield state.application.finding(
        f"The grants on {names(owners)} cannot be applied through EWS, which {off} in Exchange Online",
        "method",
        fix="Apply them with PowerShell or Graph, and state that method",
    )


def _on_premises_beside_online(state: State) -> list[Recipient]:
    """The persons on-premises who share a calendar with somebody in Exchange Online."""
    shared = (persons_on_premises(apart, state) for apart in calendars_across(state))
    return list(dict.fromkeys(person for persons in shared for person in persons))


def _shown_by(server: ExchangeServer) -> str:
    """The fact that shows that the servers ask through EWS; empty where none does."""
    build, version, asked = server.build, server.version, server.coexistence_api
    if not isinstance(build, Unknown) and lifecycle.GRAPH_FREE_BUSY.rules_out(build):
        return "build"
    if not isinstance(version, Unknown) and version != "SE":
        return "version"
    return "coexistence_api" if not isinstance(asked, Unknown) and asked == "ews" else ""


def _may_be_old(server: ExchangeServer) -> bool:
    """Whether the dedicated application is in place, and all that is missing is through what the servers ask."""
    build = server.build
    too_old = None if isinstance(build, Unknown) else lifecycle.GRAPH_FREE_BUSY.rules_out(build)
    return too_old is None and server.dedicated_hybrid_app is True


def _is_allowed(organization: Organization) -> bool:
    """Whether Exchange Online still lets the dedicated hybrid application in through EWS."""
    if organization.exchange_server.dedicated_hybrid_app is False or _lets_nobody_in(organization):
        return False
    allowed = need(organization.exchange_online.ews_allowed_app_ids)
    app = need(organization.exchange_server.dedicated_hybrid_app_id)
    return app.casefold() in (known.casefold() for known in allowed)


def _lets_nobody_in(organization: Organization) -> bool:
    """Whether EWS is off in Exchange Online, or is on for no application at all."""
    online = organization.exchange_online
    enabled, allowed = online.ews_enabled, online.ews_allowed_app_ids
    if enabled is False or (not isinstance(allowed, Unknown) and not allowed):
        return True
    need(enabled)
    need(allowed)
    return False
