"""WB006, WB008, WB012: senders on-premises whom writeback could not serve, whatever its settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import Delegate, Finding, SendOnBehalf, State, Unknown, names, need, object_kind, rule
from delegint_hybrid_writeback.refusals import finding_of, refusal
from delegint_hybrid_writeback.sources import CLOUD_MANAGED, OVERVIEW, SYNCHRONIZED_ATTRIBUTES

_NO_OBJECT: Final = frozenset({"GroupMailbox"})


@rule(
    "WB006",
    "send-on-behalf-of-groups-not-written-back",
    severity="error",
    evidence=SYNCHRONIZED_ATTRIBUTES,
    when="every",
)
def send_on_behalf_of_groups_not_written_back(
    grant: SendOnBehalf | Delegate, state: State
) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Send on Behalf of a group that is managed in Exchange Online, for a sender on-premises, applied in Exchange Online
    alone. The group exists in the cloud only (`directory_synced: false`, or a Microsoft 365 group), or its source of
    authority was switched (`source_of_authority: online`). A contact that is managed in Exchange Online is no better.

    ## Why it matters
    Writeback carries `publicDelegates` of users, never of groups and contacts. The sender is refused on-premises:
    `You do not have the permission to send the message on behalf of the specified user`
    (0x80070005-00000000-00000000).

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: true}
    recipients:
      clerks@contoso.com: {type: MailUniversalSecurityGroup, source_of_authority: online, members: []}
      ilse@contoso.com: {home: on_premises}
    delegations:
      clerks@contoso.com:
        send_on_behalf: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: true}
    recipients:
      clerks@contoso.com: {type: MailUniversalSecurityGroup, source_of_authority: online, members: []}
      ilse@contoso.com: {home: on_premises}
    delegations:
      clerks@contoso.com:
        send_on_behalf: {ilse@contoso.com: {sides: [on_premises, online]}}
    ```

    ## How to fix
    Apply the grant to the object of the group in Active Directory as well, and name both sides here; or move the sender
    to Exchange Online. A group without an object in Active Directory cannot serve a sender there: move the sender.
    """
    case = refusal(grant, "group", state)
    if case is None or grant.owner.is_one_of(_NO_OBJECT) is True:  # of these, HYB016 says that nothing is there
        return
    yield from case.unknown
    if case.senders:
        what = f"{grant.owner} is a {object_kind(grant.owner)} that is managed in the cloud"
        why = f"writeback carries Send on Behalf of users, and {what}"
        yield finding_of(case, why, state, instead=f"move {names(case.senders)} to Exchange Online")


@rule(
    "WB008",
    "send-on-behalf-of-a-cloud-managed-mailbox",
    severity="error",
    evidence=CLOUD_MANAGED,
    when="every",
)
def send_on_behalf_of_a_cloud_managed_mailbox(
    grant: SendOnBehalf | Delegate, state: State
) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Send on Behalf of a mailbox whose Exchange attributes are managed in the cloud (`cloud_managed: true`), for a sender
    on-premises, applied in Exchange Online alone. Where the Exchange hybrid writeback of Entra Connect is on, it is
    information only: no document says whether it serves such mailboxes.

    ## Why it matters
    The writeback for mailboxes managed in the cloud carries 24 attributes; `publicDelegates`, the switch that hides a
    mailbox and the link for automapping are not among them. The sender is refused:
    `You do not have the permission to send the message on behalf of the specified user`
    (0x80070005-00000000-00000000).

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: false}
    recipients:
      annelies@contoso.com: {home: online, cloud_managed: true}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        send_on_behalf: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: false}
    recipients:
      annelies@contoso.com: {home: online, cloud_managed: true}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        send_on_behalf: {ilse@contoso.com: {sides: [on_premises, online]}}
    ```

    ## How to fix
    Apply the grant to the remote mailbox in Active Directory as well, and name both sides here.
    """
    case = refusal(grant, "cloud_managed", state)
    if case is None:
        return
    yield from case.unknown
    if not case.senders:
        return
    carriage = case.presence.carriage
    if carriage is not None and carriage.carried is True:
        why = (
            f"{grant.owner} is managed in the cloud, and no document says whether {carriage.engine.name} writes it back"
        )
        yield finding_of(case, why, state, severity="info")
    else:
        need(case.presence.there)
        why = f"{grant.owner} is managed in the cloud, from where Send on Behalf is not written back"
        yield finding_of(case, why, state)


@rule(
    "WB012",
    "send-on-behalf-applied-to-the-mail-user-alone",
    severity="error",
    evidence=(SYNCHRONIZED_ATTRIBUTES, OVERVIEW),
    when="every",
    absorbs=("SYNC008",),
)
def send_on_behalf_applied_to_the_mail_user_alone(
    grant: SendOnBehalf | Delegate, state: State
) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Send on Behalf of a mailbox on-premises for a sender on-premises, where `sides` names Exchange Online alone.

    ## Why it matters
    The grant is put on the mail user that stands for the mailbox in Exchange Online. Writeback serves mailboxes that
    live there; nothing brings the grant to Active Directory, where the sender is looked up and refused:
    `You do not have the permission to send the message on behalf of the specified user`
    (0x80070005-00000000-00000000).

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: true}
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        send_on_behalf: {ilse@contoso.com: {sides: [online]}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: true}
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        send_on_behalf: {ilse@contoso.com: {sides: [on_premises]}}
    ```

    ## How to fix
    Apply the grant on-premises, from where Entra Connect synchronizes it, and name that side here.
    """
    case = refusal(grant, "wrong_side", state)
    if case is None or grant.owner.has_mailbox is False:  # on a group or a contact it cannot be applied online at all
        return
    yield from case.unknown
    if case.senders:
        why = "the mailbox lives on-premises, and the grant is applied to its mail user in Exchange Online alone"
        yield finding_of(case, why, state, sides="[on_premises]")
