"""WB003: an Entra Connect server that is to write Send on Behalf back, and whose rules do not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import Delegate, Finding, Reliance, SendOnBehalf, State, Unknown, has_writeback_build, lifecycle, rule
from delegint_hybrid_writeback.refusals import engine_behind, finding_of, refusal
from delegint_hybrid_writeback.sources import (
    OVERVIEW,
    SEND_ON_BEHALF_AFTER_MIGRATION,
    SYNCHRONIZED_ATTRIBUTES,
    VERSION_HISTORY,
)

_STATED: Final = "public_delegates_written_back"


@rule(
    "WB003",
    "public-delegates-not-carried-back",
    severity="error",
    evidence=(OVERVIEW, SEND_ON_BEHALF_AFTER_MIGRATION, SYNCHRONIZED_ATTRIBUTES, VERSION_HISTORY),
    when="every",
    absorbs=("DRF011",),
)
def public_delegates_not_carried_back(grant: SendOnBehalf | Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Send on Behalf of a mailbox in Exchange Online for a sender on-premises, left to an Entra Connect server that has
    the Exchange hybrid option on, but whose rules do not carry `publicDelegates` back: its build is older than
    1.1.553.0, or the exported rules lack a hop, have it disabled, filter it out or override it. The finding names the
    hop, and `delegint sync-proof` shows the whole way. Without an export, a later build is taken to have the rule,
    which it brings. `public_delegates_written_back` counts before either.

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
    ```xml sync/SynchronizationRules/SynchronizationRule_{e7165896-0027-41d0-bd87-509b984a281e}.xml
    <synchronizationRule>
      <id>{e7165896-0027-41d0-bd87-509b984a281e}</id>
      <name>In from AAD - User Exchange Hybrid</name>
      <direction>Inbound</direction>
      <disabled>False</disabled>
      <attribute-mappings>
        <mapping><dest>cloudPublicDelegates</dest><src><attr>cloudPublicDelegates</attr></src></mapping>
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
    ```xml sync/SynchronizationRules/SynchronizationRule_{e7165896-0027-41d0-bd87-509b984a281e}.xml
    <synchronizationRule>
      <id>{e7165896-0027-41d0-bd87-509b984a281e}</id>
      <name>In from AAD - User Exchange Hybrid</name>
      <direction>Inbound</direction>
      <disabled>False</disabled>
      <attribute-mappings>
        <mapping><dest>cloudPublicDelegates</dest><src><attr>cloudPublicDelegates</attr></src></mapping>
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
    case = refusal(grant, "rules", state)
    if case is None:
        return
    yield from case.unknown
    if case.senders:
        engine = engine_behind(case)
        newest = ".".join(map(str, lifecycle.CONNECT_NEWEST))
        editor = f"restore the flow in the Synchronization Rules Editor of {engine.name}"
        is_stated = case.presence.carriage is not None and case.presence.carriage.fact == _STATED
        why = "" if is_stated else f"{engine.name} does not write publicDelegates back, since "
        yield finding_of(
            case,
            f"{why}{case.presence.reason}",
            state,
            instead=f"upgrade {engine.name} to {newest} or later" if _is_too_old(case) else editor,
            setting=_STATED if is_stated else "exchange_hybrid_writeback",
            note="so stated here" if is_stated else "Exchange hybrid writeback is on here",
        )


def _is_too_old(case: Reliance) -> bool:
    """Whether the build does not bring the rule, so that there is nothing to restore."""
    return has_writeback_build(engine_behind(case)) is False
