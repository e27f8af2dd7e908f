"""WB005: recipients whose X500 address is missing in Exchange Online, so that replies to old mail bounce."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import Finding, Grant, Recipient, State, Unknown, powershell_quoted, rule
from delegint_hybrid_writeback.pairs import everybody, taking_part
from delegint_hybrid_writeback.sources import DOUBLE_MAILBOX, OVERVIEW, SYNCHRONIZED_ATTRIBUTES
from delegint_hybrid_writeback.x500 import has_x500_online, is_listed


@rule(
    "WB005",
    "x500-missing-online",
    severity="error",
    evidence=(OVERVIEW, DOUBLE_MAILBOX, SYNCHRONIZED_ATTRIBUTES),
    when="every",
)
def x500_missing_online(_: State, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A recipient whose internal address in Active Directory (`legacyExchangeDN`) is not among the `EmailAddresses` in
    Exchange Online as an X500 address. It is found for mailboxes that were moved, or that a batch moves to Exchange
    Online, and for owners and trustees of rights between the sides. Nothing is found where one of the two is not
    stated, and where both sides have the same `legacyExchangeDN`.

    ## Why it matters
    What was sent before the move, and every meeting and delegate entry from that time, names the internal address of
    old. Replies to it bounce with
    `550 5.1.11 RESOLVER.ADR.ExRecipNotFound; Recipient not found by Exchange Legacy encapsulated email address lookup`,
    and requests to stale delegates with `554 5.2.0 STOREDRV.Deliver.Exception:DelegateUserValidationException`.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: online
        provenance: migrated
        on_premises_object: {legacyExchangeDN: /o=Contoso/cn=annelies}
        online_object: {EmailAddresses: ["SMTP:annelies@contoso.com"]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: online
        provenance: migrated
        on_premises_object: {legacyExchangeDN: /o=Contoso/cn=annelies}
        online_object: {EmailAddresses: ["SMTP:annelies@contoso.com", "X500:/o=Contoso/cn=annelies"]}
    ```

    ## How to fix
    Add the address to `proxyAddresses` in Active Directory and let the directory synchronize. For a mailbox whose
    Exchange attributes are managed in the cloud, or that is not synchronized, add it in Exchange Online.
    """
    lacking = state.now.once(_lacking)
    if not lacking:
        return
    part = taking_part(lacking, state, (Grant,))
    for recipient in lacking:
        pairs, gaps = part.pairs.get(recipient), part.unknown.get(recipient, [])
        moved = _is_moved(recipient, state)
        if pairs or moved is True:
            yield _finding(recipient, pairs or [])
        else:
            yield from gaps
            if isinstance(moved, Unknown):
                yield moved


def _lacking(state: State) -> dict[Recipient, None]:
    """The recipients whose stated addresses in Exchange Online lack the X500 address."""
    return {recipient: None for recipient in everybody(state) if has_x500_online(recipient) is False}


def _is_moved(recipient: Recipient, state: State) -> bool | Unknown:
    """Whether the mailbox was moved to Exchange Online, or is to be moved there."""
    if any(batch.to == "online" for batch in state.batches_of(recipient)):
        return True
    home, provenance = state.now.home_at(recipient), recipient.provenance
    if not isinstance(provenance, Unknown):
        return provenance == "migrated"
    return provenance if isinstance(home, Unknown) or home == "online" else False


def _finding(recipient: Recipient, pairs: list[tuple[str, str]]) -> Finding:
    return recipient.finding(
        f"Exchange Online lacks the X500 address that {recipient} has on-premises, so that replies to old mail bounce",
        "online_object",
        "EmailAddresses",
        fix=f"{_addition(recipient)}, and list the address under EmailAddresses",
        about=[(recipient.key,), *dict.fromkeys(pairs)],
    )


def _addition(recipient: Recipient) -> str:
    """How the address gets to Exchange Online; Active Directory may have it already."""
    own, proxies = recipient.on_premises_object.legacy_exchange_dn, recipient.on_premises_object.proxy_addresses
    addition = f"{powershell_quoted(recipient)} -EmailAddresses @{{Add={powershell_quoted(f'X500:{own}')}}}"
    home = recipient.home
    lives_online = not isinstance(home, Unknown) and home == "online"
    if recipient.cloud_managed is True or recipient.directory_synced is False:  # identity: they may be unknown
        return f"Run {'Set-Mailbox' if lives_online else 'Set-MailUser'} {addition} in Exchange Online"
    if not isinstance(own, Unknown) and not isinstance(proxies, Unknown) and is_listed(own, proxies):
        return "Active Directory has the address: let the directory synchronize, look for errors of the object"
    command = "Set-RemoteMailbox" if lives_online else "Set-Mailbox"
    return f"Run {command} {addition} on-premises, let the directory synchronize"
