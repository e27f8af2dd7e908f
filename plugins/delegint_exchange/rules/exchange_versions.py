"""HYB034, HYB035: servers on-premises that are too old for a hybrid organization."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from delegint.api import Finding, Severity, State, Unknown, lifecycle, need, rule
from delegint_exchange.coexistence import coexists
from delegint_exchange.sources import ACLABLE, HYBRID_PERMISSIONS, HYBRID_PREREQUISITES

_UPGRADE: Final = "Move the mailboxes and the hybrid configuration to Exchange SE, and declare version: SE"
_EXTENDED: Final = frozenset({"2016", "2019"})
"""The versions for which an extension of support was sold."""
_ABOUT: Final = (("organization.exchange_server",),)


@rule(
    "HYB034",
    "exchange-server-too-old",
    severity="error",
    evidence=(lifecycle.SUPPORT, ACLABLE, HYBRID_PERMISSIONS),
    absorbs=("HYB035",),
    holds="by version, up to its end of support",
)
def exchange_server_too_old(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A version of Exchange Server without support, in an organization whose mailboxes live, or will live, on both sides:
    2010; 2013 since 2023-04-11, and before that day below its cumulative update 10; 2016 and 2019 since 2025-10-14.
    With `extended_support: true` the last two were a warning until 2026-10-31, when the last extension ended.

    ## Why it matters
    Rights between the sides are supported between Exchange Online and supported servers alone. Older servers get no
    fixes, among them those that hybrid organizations need: the dedicated hybrid application, and free/busy through
    Graph. Exchange 2010 has no rights between the sides at all, and 2013 before CU10 cannot make remote mailboxes
    ACL-able.

    ## Example
    ```yaml
    delegint: 1
    organization:
      hybrid: full
      exchange_server: {version: 2019, build: 15.2.1748.10}
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: online}
    ```

    ## Instead
    ```yaml
    delegint: 1
    organization:
      hybrid: full
      exchange_server: {version: SE}
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: online}
    ```

    ## How to fix
    Upgrade to Exchange SE, in place from 2019 CU14 and CU15, by new servers from the others. `version` is the lowest
    version in service, so declare the new one when the last old server is gone.
    """
    server = state.organization.exchange_server
    version = server.version
    if not server.declared or (not isinstance(version, Unknown) and version not in lifecycle.EXCHANGE_SUPPORT_ENDED):
        return
    if not coexists(state):
        return
    version = need(version)
    end = lifecycle.EXCHANGE_SUPPORT_ENDED[version]
    severity: Severity = "error"
    verdict = f"has had no support since {end.day}"
    if not end.has_passed(state.as_of):
        if version == "2013":
            build = server.build
            too_old = build if isinstance(build, Unknown) else lifecycle.ACLABLE_SWITCH.rules_out(build)
            if too_old is None:
                yield server.missing("build", "Get-ExchangeServer")
            if not need(too_old):
                return
            verdict = "before CU10 cannot make remote mailboxes ACL-able"
        elif version == "2010":
            verdict = "has no rights between the sides"
        else:
            return
    elif version in _EXTENDED and server.extended_support is True:
        if lifecycle.EXTENDED_SUPPORT_ENDED.has_passed(state.as_of):
            verdict = f"{verdict}, and no extended support since {lifecycle.EXTENDED_SUPPORT_ENDED.day}"
        else:
            severity = "warning"
            last_day = lifecycle.EXTENDED_SUPPORT_ENDED.day - timedelta(days=1)
            verdict = f"{verdict} but the extended one, which ends on {last_day}"
    yield server.finding(
        f"Exchange {version}, the lowest version on-premises, {verdict}",
        "version",
        fix=_UPGRADE,
        severity=severity,
        about=_ABOUT,
    )


@rule(
    "HYB035",
    "exchange-build-not-current",
    severity="warning",
    evidence=(HYBRID_PREREQUISITES, lifecycle.BUILDS),
    holds="Exchange 2013, 2016 and 2019",
)
def exchange_build_not_current(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A build of Exchange 2013, 2016 or 2019 that is older than the last cumulative update but one, in an organization
    whose mailboxes live, or will live, on both sides. Exchange SE is not judged: announcements disagree on the days of
    its updates. Once support for the version has ended, a build that is not stated is not asked for.

    ## Why it matters
    A hybrid organization is supported with the current cumulative update on all servers, or the one before it.

    ## Example
    ```yaml
    delegint: 1
    organization:
      hybrid: full
      exchange_server: {version: 2019, build: 15.2.1258.12}
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: online}
    ```

    ## Instead
    ```yaml
    delegint: 1
    organization:
      hybrid: full
      exchange_server: {version: 2019, build: 15.2.1748.10}
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: online}
    ```

    ## How to fix
    Install the latest cumulative update, and then its latest security update, on every server, and declare the lowest
    build that remains (`Get-ExchangeServer`).
    """
    server = state.organization.exchange_server
    version, build = server.version, server.build
    if isinstance(version, Unknown):
        return
    oldest = lifecycle.OLDEST_SUPPORTED_BUILD.get(version)
    if oldest is None or not coexists(state):
        return
    if isinstance(build, Unknown):
        if not lifecycle.EXCHANGE_SUPPORT_ENDED[version].has_passed(state.as_of):
            yield build
        return
    too_old = oldest.rules_out(build)
    if too_old is None:
        yield server.missing("build", "Get-ExchangeServer")
    elif too_old:
        yield server.finding(
            f"Exchange {version} {'.'.join(map(str, build))} on-premises is older than {oldest}, the last cumulative"
            " update but one",
            "build",
            fix="Install the latest cumulative update on every server, and declare the lowest build that remains",
            about=_ABOUT,
        )
