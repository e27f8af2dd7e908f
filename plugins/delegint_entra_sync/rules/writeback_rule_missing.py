"""WB003: an Entra Connect server that is to write Send on Behalf back, and has no rule that does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    Delegate,
    Finding,
    Related,
    SendOnBehalf,
    State,
    SyncEngine,
    Unknown,
    lifecycle,
    names,
    need,
    powershell_quoted,
    rule,
)
from delegint_entra_sync.flows import has_current_build, missing_rule, writes_public_delegates_back
from delegint_entra_sync.reliance import is_left_to_writeback, reliant_senders
from delegint_entra_sync.sources import (
    OVERVIEW,
    SEND_ON_BEHALF_AFTER_MIGRATION,
    SYNCHRONIZED_ATTRIBUTES,
    VERSION_HISTORY,
)

_OPTION: Final = "exchange_hybrid_writeback"


@rule(
    "WB003",
    "connect-older-than-public-delegates-writeback",
    severity="error",
    evidence=(OVERVIEW, SEND_ON_BEHALF_AFTER_MIGRATION, SYNCHRONIZED_ATTRIBUTES, VERSION_HISTORY),
    when="every",
)
def connect_older_than_public_delegates_writeback(
    grant: SendOnBehalf | Delegate, state: State
) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Send on Behalf of a mailbox in Exchange Online for a sender on-premises, left to an Entra Connect server that has
    the Exchange hybrid option on, but no rule in force that writes `publicDelegates` back: its build is older than
    1.1.553.0, or the exported rules lack it or have it disabled. Without an export, a later build is taken to have the
    rule, which it brings.

    ## Why it matters
    The option is on and looks sufficient. The sender is refused:
    `You do not have the permission to send the message on behalf of the specified user`
    (0x80070005-00000000-00000000).

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: true}
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        send_on_behalf: [ilse@contoso.com]
    ```
    ```xml sync/SynchronizationRules/SynchronizationRule_{e5e5058b-034a-4403-b438-6046f5d19e0c}.xml
    <synchronizationRule>
      <id>{e5e5058b-034a-4403-b438-6046f5d19e0c}</id>
      <name>In from AD - User Exchange</name>
      <direction>Inbound</direction>
      <disabled>False</disabled>
      <attribute-mappings>
        <mapping><dest>publicDelegates</dest><src><attr>publicDelegates</attr></src></mapping>
      </attribute-mappings>
    </synchronizationRule>
    ```
    ```xml sync/SynchronizationRules/SynchronizationRule_{5f1c0a44-7e1f-4c56-9d3b-0f6d7f6a2b11}.xml
    <synchronizationRule>
      <id>{5f1c0a44-7e1f-4c56-9d3b-0f6d7f6a2b11}</id>
      <name>Out to AD - User Exchange Hybrid PublicDelegates writeback</name>
      <direction>Outbound</direction>
      <disabled>True</disabled>
      <attribute-mappings>
        <mapping><dest>publicDelegates</dest><src><attr>cloudPublicDelegates</attr></src></mapping>
      </attribute-mappings>
    </synchronizationRule>
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
        send_on_behalf: [ilse@contoso.com]
    ```
    ```xml sync/SynchronizationRules/SynchronizationRule_{e5e5058b-034a-4403-b438-6046f5d19e0c}.xml
    <synchronizationRule>
      <id>{e5e5058b-034a-4403-b438-6046f5d19e0c}</id>
      <name>In from AD - User Exchange</name>
      <direction>Inbound</direction>
      <disabled>False</disabled>
      <attribute-mappings>
        <mapping><dest>publicDelegates</dest><src><attr>publicDelegates</attr></src></mapping>
      </attribute-mappings>
    </synchronizationRule>
    ```
    ```xml sync/SynchronizationRules/SynchronizationRule_{5f1c0a44-7e1f-4c56-9d3b-0f6d7f6a2b11}.xml
    <synchronizationRule>
      <id>{5f1c0a44-7e1f-4c56-9d3b-0f6d7f6a2b11}</id>
      <name>Out to AD - User Exchange Hybrid PublicDelegates writeback</name>
      <direction>Outbound</direction>
      <disabled>False</disabled>
      <attribute-mappings>
        <mapping><dest>publicDelegates</dest><src><attr>cloudPublicDelegates</attr></src></mapping>
      </attribute-mappings>
    </synchronizationRule>
    ```

    ## How to fix
    Upgrade a build that is too old. Otherwise enable the rule in the Synchronization Rules Editor, or let the wizard of
    Entra Connect bring the default rules back. Until then, apply the grant to the remote mailbox in Active Directory as
    well and name both sides here.
    """
    if not is_left_to_writeback(grant):
        return
    engine = state.sync_engine_of(grant.owner)
    writes = state.once(_writes_back).get(engine) if isinstance(engine, SyncEngine) else engine
    if engine is None or writes is None or writes is True:
        return
    reliant = reliant_senders(grant, state)
    yield from reliant.unknown
    if reliant.senders:
        server = need(engine)
        if need(server.exchange_hybrid_writeback) and need(server.engine) == "connect":
            need(writes)
            yield _finding(grant, names(reliant.senders), server)


def _writes_back(state: State) -> dict[SyncEngine, bool | Unknown]:
    """Of each engine of which it is in question whether it writes publicDelegates back; the rules are read once."""
    return {engine: _of(engine) for engine in state.sync_engines if _is_in_question(engine)}


def _is_in_question(engine: SyncEngine) -> bool:
    """Whether it may be Entra Connect with the option on; other engines have rules of their own."""
    kind = engine.engine
    return engine.exchange_hybrid_writeback is not False and (isinstance(kind, Unknown) or kind == "connect")


def _of(engine: SyncEngine) -> bool | Unknown:
    """Whether it writes back, by its rules or else by its build."""
    writes = writes_public_delegates_back(engine)
    return has_current_build(engine) if isinstance(writes, Unknown) else writes


def _finding(grant: SendOnBehalf | Delegate, senders: str, engine: SyncEngine) -> Finding:
    at: tuple[str, ...] = ("sides",)
    declare = "sides: [on_premises, online]"
    if isinstance(grant, Delegate):
        at, declare = ("send_on_behalf", "sides"), f"send_on_behalf: {{{declare}}}"
    owner, trustee = powershell_quoted(grant.owner), powershell_quoted(grant.trustee)
    minimum = ".".join(map(str, lifecycle.CONNECT.minimum))
    editor = f"Enable or restore the rule in the Synchronization Rules Editor of {engine.name}"
    mend = f"Upgrade {engine.name} to {minimum} or later" if has_current_build(engine) is False else editor
    return grant.finding(
        f"{senders} cannot send on behalf of {grant.owner} from on-premises: {engine.name} does not write"
        f" publicDelegates back for want of the rule {missing_rule(engine)}",
        *at,
        fix=(
            f"{mend}; or write {declare}, and run"
            f" Set-RemoteMailbox {owner} -GrantSendOnBehalfTo @{{Add={trustee}}} on-premises"
        ),
        related=(Related(engine.place_of(_OPTION), "Exchange hybrid writeback is on here"),),
    )
