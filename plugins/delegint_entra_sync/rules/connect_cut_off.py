"""SYNC002: an Entra Connect server that Microsoft no longer lets synchronize, or soon will not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import Finding, State, SyncEngine, Unknown, lifecycle, need, rule

_NEWEST: Final = ".".join(map(str, lifecycle.CONNECT_NEWEST))


@rule(
    "SYNC002",
    "entra-connect-below-cut-off",
    severity="error",
    evidence=lifecycle.CONNECT.source,
    holds=f"since {lifecycle.CONNECT.day}",
    absorbs=("DRF011",),
)
def entra_connect_below_cut_off(engine: SyncEngine, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An Entra Connect server older than 2.5.79.0, which stopped synchronizing on 2026-09-30; before that day it is told
    as a warning. A version 1 that stopped earlier is left to `SYNC003` until then.

    ## Why it matters
    Synchronization fails as a whole, so that Active Directory and Exchange Online drift apart: Send on Behalf
    (`publicDelegates`), hidden mailboxes, X500 addresses and the values that make a mailbox usable in an access list
    all stay as they were on that day.

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.4.131.0, exchange_hybrid_writeback: true}
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: true}
    ```

    ## How to fix
    Install the current version from the Entra admin center; it needs .NET Framework 4.7.2 and TLS 1.2. Servers from
    2.3.20.0 on can be upgraded automatically (`Set-ADSyncAutoUpgrade`). Then declare the new version here.
    """
    kind, version = engine.engine, engine.version
    if not isinstance(kind, Unknown) and kind != "connect":
        return
    too_old = version if isinstance(version, Unknown) else lifecycle.CONNECT.rules_out(version)
    if too_old is False:
        return
    need(kind)
    if need(too_old) is None:
        yield engine.missing("version", "Get-ADSyncGlobalSettings")
        return
    passed = lifecycle.CONNECT.has_passed(state.as_of)
    consequence = "has not synchronized since" if passed else "stops synchronizing on"
    if need(version)[0] == 1 and not lifecycle.CONNECT.has_passed(state.as_of):
        return  # it has not synchronized for years, as SYNC003 says
    yield engine.finding(
        f"{engine.name} runs Entra Connect {'.'.join(map(str, need(version)))}, which {consequence}"
        f" {lifecycle.CONNECT.day}",
        "version",
        fix=f"Upgrade {engine.name} to Entra Connect {_NEWEST} or later, and declare that version",
        severity="error" if passed else "warning",
        about=_left_apart(engine, state) if passed else (),
    )


def _left_apart(engine: SyncEngine, state: State) -> Iterator[tuple[str, ...]]:
    """The Send on Behalf lists of two sides that differ, where this engine should have carried the one to the other."""
    for difference in state.differences.found:
        owner = state.recipient(difference.mailbox) if difference.verdict == "sides_differ" else None
        if owner is not None and state.sync_engine_of(owner) is engine:
            yield difference.about
