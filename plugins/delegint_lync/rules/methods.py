"""LYNC043: an administrator is to write the list of delegates by a means that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from delegint.api import (
    Delegate,
    Finding,
    Recipient,
    Related,
    State,
    Unknown,
    Wishes,
    is_homed_online,
    is_on_lync,
    names,
    need,
    rule,
)
from delegint_lync.lifecycle import DELEGATES_BY_CMDLET, product
from delegint_lync.sources import SEFAUTIL_CMDLETS, SEFAUTIL_TOOL, SET_USER_DELEGATES
from delegint_lync.tools import CMDLET, SEFAUTIL, WITHOUT_CMDLETS, has_cmdlets

_CMDLET_NAME: Final = "Set-CsUserDelegates"
_OTHERWISE: Final = "exchange_sync, or client where the owner has Enterprise Voice"


@rule(
    "LYNC043",
    "administrator-method-not-available",
    severity="error",
    evidence=(SET_USER_DELEGATES, SEFAUTIL_CMDLETS, SEFAUTIL_TOOL),
)
def administrator_method_not_available(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    `lync_method: set_csuserdelegates` in a deployment before Skype for Business Server 2019 CU1 of July 2019, or with
    `exchange_autodiscover: false`; `lync_method: sefautil` with a blank `lync.sefautil_pool`, as a warning; either of
    the two for an owner who is homed in the cloud, as a warning.

    ## Why it matters
    `Set-CsUserDelegates` came with that update, and asks for Autodiscover. SEFAUtil signs in as a trusted application
    and does nothing without one. Both write the lists of the own servers only. The delegate stays off the list, and
    booking ends in `Please contact the owner of the account to get delegate permissions in Lync`.

    ## Example
    ```yaml
    delegint: 1
    lync: {version: 2015, sefautil_pool: sefautil.contoso.com}
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings], lync_method: set_csuserdelegates}
    ```

    ## Instead
    ```yaml
    delegint: 1
    lync: {version: 2015, sefautil_pool: sefautil.contoso.com}
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings], lync_method: sefautil}
    ```

    ## How to fix
    Choose a method that the deployment has. For SEFAUtil, create the pool and the application with
    `New-CsTrustedApplicationPool` and `New-CsTrustedApplication`.
    """
    entries, owner = _entries(wishes, CMDLET, SEFAUTIL), wishes.owner
    if not entries:
        return
    if is_homed_online(owner, state):
        yield _homed_online(entries, owner)
    elif need(is_on_lync(owner, state)):
        by_cmdlet, by_tool = _entries(wishes, CMDLET), _entries(wishes, SEFAUTIL)
        if by_cmdlet:
            yield from _cmdlet_missing(by_cmdlet, owner, state)
        if by_tool:
            yield from _tool_missing(by_tool, owner, state)


def _entries(wishes: Wishes, *methods: str) -> list[Delegate]:
    """The delegate entries of the owner that name one of the methods."""
    stated = ((entry, entry.value("lync_method")) for entry in wishes.mailbox.of_kind(Delegate))
    return [entry for entry, node in stated if node is not None and node.value in methods]


def _homed_online(entries: list[Delegate], owner: Recipient) -> Finding:
    return _finding(
        entries,
        f"No administrator can put {_who(entries)} on the list of {owner}, who is homed in the cloud: SEFAUtil and"
        f" {_CMDLET_NAME} write the lists of the own servers only",
        fix="Remove lync_method; for calls in Teams, add the delegates with New-CsUserCallingDelegate",
        severity="warning",
    )


def _cmdlet_missing(entries: list[Delegate], owner: Recipient, state: State) -> Iterator[Finding | Unknown]:
    refused = f"{_CMDLET_NAME} cannot put {_who(entries)} on the list of {owner}"
    lync, available = state.lync, has_cmdlets(state)
    if isinstance(available, Unknown):
        yield available
    elif not available:
        yield _not_in_this_version(entries, refused, state)
        return
    if lync.exchange_autodiscover is False:
        yield _finding(
            entries,
            f"{refused}: it asks for Autodiscover, and exchange_autodiscover is false",
            fix="Run Set-CsOAuthConfiguration -ExchangeAutodiscoverUrl <address>, and write"
            f" exchange_autodiscover: true; or write lync_method: {SEFAUTIL}",
            related=[Related(lync.place_of("exchange_autodiscover"), "false here")],
        )


def _not_in_this_version(entries: list[Delegate], refused: str, state: State) -> Finding:
    lync, version = state.lync, need(state.lync.version)
    if version in WITHOUT_CMDLETS:
        return _finding(
            entries,
            f"{refused}: {product(version)} does not have it",
            fix=f"Write lync_method: {SEFAUTIL}, {_OTHERWISE}",
            related=[Related(lync.place_of("version"), f"{version} here")],
        )
    return _finding(
        entries,
        f"{refused}: {product(version)} has it from build {DELEGATES_BY_CMDLET} (CU1) on",
        fix=f"Install a later cumulative update; or write lync_method: {SEFAUTIL}, {_OTHERWISE}",
        related=[Related(lync.place_of("build"), "an older one here")],
    )


def _tool_missing(entries: list[Delegate], owner: Recipient, state: State) -> Iterator[Finding | Unknown]:
    stated = state.lync.value("sefautil_pool")
    if stated is None:
        yield state.lync.missing("sefautil_pool", "Get-CsTrustedApplicationPool")
    elif not isinstance(stated.value, str) or not stated.value.strip():
        yield _finding(
            entries,
            f"SEFAUtil cannot put {_who(entries)} on the list of {owner}: it has no trusted application pool",
            fix="Create one with New-CsTrustedApplicationPool and name it under lync.sefautil_pool; or write"
            f" lync_method: {_OTHERWISE}",
            related=[Related(state.lync.place_of("sefautil_pool"), "blank here")],
            severity="warning",
        )


def _who(entries: list[Delegate]) -> str:
    return names(entry.trustee for entry in entries)


def _finding(entries: list[Delegate], message: str, **more: Any) -> Finding:
    return entries[0].finding(message, "lync_method", about=[entry.pair for entry in entries], **more)
