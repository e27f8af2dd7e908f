"""WB010: Exchange hybrid writeback of cloud sync without what it needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import Finding, State, SyncEngine, Unknown, lifecycle, need, rule
from delegint_hybrid_writeback.sources import CLOUD_SYNC_WRITEBACK

AGENT: Final = lifecycle.Minimum((1, 1, 1107, 0), CLOUD_SYNC_WRITEBACK)
"""The first provisioning agent that knows Exchange hybrid writeback."""


@rule("WB010", "cloud-sync-writeback-not-ready", severity="error", evidence=CLOUD_SYNC_WRITEBACK)
def cloud_sync_writeback_not_ready(
    engine: SyncEngine,
    state: State,  # noqa: ARG001
) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Exchange hybrid writeback of Entra Cloud Sync that cannot work: the provisioning agent is older than 1.1.1107.0, the
    Exchange schema is missing in Active Directory, or the agent has not been restarted since the schema was extended.

    ## Why it matters
    The setting is greyed out, or it is on and writes nothing: no X500 addresses, no holds, no safe senders. What is
    answered on-premises to a mailbox in Exchange Online bounces with `550 5.1.11 RESOLVER.ADR.ExRecipNotFound`.

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      emea: {engine: cloud_sync, agent_version: 1.1.977.0, exchange_hybrid_writeback: true}
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      emea: {engine: cloud_sync, agent_version: 1.1.1370.0, exchange_hybrid_writeback: true}
    ```

    ## How to fix
    Install the current agent, extend the schema with `Setup.exe /PrepareSchema` of Exchange, and restart the service of
    the agent after that. Then declare the new facts here.
    """
    if _is(engine.engine, "connect") or engine.exchange_hybrid_writeback is False:
        return
    version = engine.agent_version
    too_old = version if isinstance(version, Unknown) else AGENT.rules_out(version)
    lacks_schema, not_restarted = engine.exchange_schema is False, engine.agent_restarted is False  # may be unknown
    if too_old is False and not lacks_schema and not not_restarted:
        return
    if isinstance(too_old, Unknown) and not lacks_schema and not not_restarted and not _is_on(engine):
        return  # nothing is known that would speak against it
    need(engine.engine)
    need(engine.exchange_hybrid_writeback)
    yield from _about_version(engine, too_old)
    if lacks_schema:
        yield engine.finding(
            f"{engine.name} cannot write back: Active Directory lacks the Exchange schema",
            "exchange_schema",
            fix="Run Setup.exe /PrepareSchema of Exchange Server, restart the agent, and declare exchange_schema: true",
        )
    if not_restarted:
        yield engine.finding(
            f"The agent of {engine.name} still runs from before the schema was extended, and writes nothing back",
            "agent_restarted",
            fix="Restart the provisioning agent on each of its servers, and declare agent_restarted: true",
        )


def _is_on(engine: SyncEngine) -> bool:
    """Whether it is known to be cloud sync with the writeback switched on."""
    return engine.exchange_hybrid_writeback is True and _is(engine.engine, "cloud_sync")


def _is(kind: str | Unknown, wanted: str) -> bool:
    return not isinstance(kind, Unknown) and kind == wanted


def _about_version(engine: SyncEngine, too_old: bool | Unknown | None) -> Iterator[Finding | Unknown]:
    if isinstance(too_old, Unknown):
        yield too_old
    elif too_old is None:
        yield engine.missing("agent_version", "")
    elif too_old:
        version = ".".join(map(str, need(engine.agent_version)))
        yield engine.finding(
            f"The agent of {engine.name} has version {version}; Exchange hybrid writeback needs {AGENT} or later",
            "agent_version",
            fix=f"Install the current provisioning agent on each server of {engine.name}, and declare its version",
        )
