"""SYNC003: an Entra Connect server that is out of support."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import Finding, Severity, State, SyncEngine, Unknown, lifecycle, need, rule

_NEWEST: Final = lifecycle.CONNECT_NEWEST


@rule(
    "SYNC003",
    "entra-connect-retired",
    severity="warning",
    evidence=lifecycle.CONNECT_HISTORY,
    holds=f"releases up to {'.'.join(map(str, _NEWEST))}",
)
def entra_connect_retired(engine: SyncEngine, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An Entra Connect server of a release that is out of support, as each is a year after the next one came out. What is
    older than 2.5.79.0 is left to SYNC002, but for 1.x before 2026-09-30: it has synchronized nothing since 2023-10-01,
    which is an error. Silent on releases newer than those known here.

    ## Why it matters
    A retired release may stop working without notice, gets no more security fixes, and little help from support. What
    delegation takes from synchronization ends with it: Send on Behalf (`publicDelegates`), X500 addresses, and the
    objects of new trustees in Exchange Online.

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.5.79.0}
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.92.0}
    ```

    ## How to fix
    Install the current release from the Entra admin center, on a server in staging mode first where there is one. Then
    declare the new version here.
    """
    kind, version = engine.engine, engine.version
    if not isinstance(kind, Unknown) and kind != "connect":
        return
    if isinstance(version, Unknown):
        need(kind)
        yield version
    elif not lifecycle.CONNECT.rules_out(version):
        yield from _out_of_support(engine, version, state)
    elif lifecycle.CONNECT_1.rules_out(version) and lifecycle.CONNECT_1.day <= state.as_of < lifecycle.CONNECT.day:
        need(kind)
        yield _finding(engine, f"which has synchronized nothing since {lifecycle.CONNECT_1.day}", "error")


def _out_of_support(engine: SyncEngine, version: tuple[int, ...], state: State) -> Iterator[Finding | Unknown]:
    """Whether a release is among those that SYNC002 lets pass, and a newer one has been out for a year."""
    replaced = [
        (release, release.rules_out(version))
        for release in lifecycle.CONNECT_RETIRED
        if release.has_passed(state.as_of)
    ]
    newer = next((release for release, is_older in replaced if is_older), None)
    if newer is None and all(is_older is False for _, is_older in replaced):
        return
    need(engine.engine)
    if newer is None:
        yield engine.missing("version", "Get-ADSyncGlobalSettings")
    else:
        why = f"which has been out of support since {newer.day}, a year after {_dotted(newer.minimum)} replaced it"
        yield _finding(engine, why, "warning")


def _finding(engine: SyncEngine, why: str, severity: Severity) -> Finding:
    return engine.finding(
        f"{engine.name} runs Entra Connect {_dotted(need(engine.version))}, {why}",
        "version",
        fix=f"Upgrade {engine.name} to Entra Connect {_dotted(_NEWEST)} or later, and declare that version",
        severity=severity,
    )


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
