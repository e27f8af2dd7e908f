"""DRF010, DRF011: what one side of the hybrid has, and the other lacks."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import Difference, Finding, State, rule
from delegint_exchange.drift import addition, differences, finding, on_side
from delegint_exchange.sources import AD_PERMISSION, HYBRID_PERMISSIONS, RECIPIENT_PERMISSION, SYNCHRONIZED_ATTRIBUTES


@rule(
    "DRF010",
    "send-as-on-one-side",
    severity="error",
    evidence=(HYBRID_PERMISSIONS, AD_PERMISSION, RECIPIENT_PERMISSION),
    absorbs=("DRF004", "DRF005"),
    reads=("Get-ADPermission", "Get-RecipientPermission"),
)
def send_as_on_one_side(state: State, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    Send As that one side of the hybrid has, and the other lacks. It is an error where the entry is declared and the
    side lacks it from which the person sends, or for which it is declared. It is information where only the side of the
    mailbox lacks it, and where nobody has declared the entry at all. Nothing is found where neither the person nor the
    mailbox lives on the side that lacks it, and in an `exclusive` mailbox for entries that are to be removed.

    ## Why it matters
    Exchange asks the directory of the sender's side whether somebody may send as somebody else, and no synchronization
    carries that right from one side to the other. After a move it is the other side that counts.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        send_as: [ilse@contoso.com]
    ```
    ```jsonl onprem/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com","exchangeGuid":"aaaaaaaa-0000-0000-0000-000000000001"}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com","exchangeGuid":"aaaaaaaa-0000-0000-0000-000000000002"}
    ```
    ```jsonl onprem/send-as.jsonl
    {"k":"send-as","on":"11111111-1111-1111-1111-111111111111","trustee":"ilse@contoso.com","rights":["ExtendedRight"],"extended":["Send-As"]}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"33333333-3333-3333-3333-333333333333","primarySmtp":"annelies@contoso.com","exchangeGuid":"aaaaaaaa-0000-0000-0000-000000000001"}
    {"k":"recipient","guid":"44444444-4444-4444-4444-444444444444","primarySmtp":"ilse@contoso.com","exchangeGuid":"aaaaaaaa-0000-0000-0000-000000000002"}
    ```
    ```jsonl exo/send-as.jsonl
    {"k":"covered","on":"33333333-3333-3333-3333-333333333333","of":"send-as"}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        send_as: [ilse@contoso.com]
    ```
    ```jsonl onprem/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com","exchangeGuid":"aaaaaaaa-0000-0000-0000-000000000001"}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com","exchangeGuid":"aaaaaaaa-0000-0000-0000-000000000002"}
    ```
    ```jsonl onprem/send-as.jsonl
    {"k":"send-as","on":"11111111-1111-1111-1111-111111111111","trustee":"ilse@contoso.com","rights":["ExtendedRight"],"extended":["Send-As"]}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"33333333-3333-3333-3333-333333333333","primarySmtp":"annelies@contoso.com","exchangeGuid":"aaaaaaaa-0000-0000-0000-000000000001"}
    {"k":"recipient","guid":"44444444-4444-4444-4444-444444444444","primarySmtp":"ilse@contoso.com","exchangeGuid":"aaaaaaaa-0000-0000-0000-000000000002"}
    ```
    ```jsonl exo/send-as.jsonl
    {"k":"send-as","on":"33333333-3333-3333-3333-333333333333","trustee":"ilse@contoso.com","rights":["SendAs"]}
    ```

    ## How to fix
    Grant the right on the side that lacks it; the finding has the command.
    """
    for difference in differences(state, "one_side"):
        yield finding(
            difference,
            f"{difference.who} has Send As on {difference.mailbox} only{_holder(difference)}, and lacks it"
            f"{on_side(difference)}",
            fix=f"Grant it there: {addition(difference)}",
            severity=None if difference.severe else "info",
        )


@rule(
    "DRF011",
    "send-on-behalf-differs-between-sides",
    severity="error",
    evidence=(SYNCHRONIZED_ATTRIBUTES, HYBRID_PERMISSIONS),
    absorbs=("DRF004", "DRF005"),
    reads=("Get-Mailbox",),
)
def send_on_behalf_differs_between_sides(state: State, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    Somebody who is on the Send on Behalf list of one side, and not on that of the other, where both sides know mailbox
    and person. It is an error where synchronization should have carried the entry: Entra Connect carries
    `publicDelegates` upwards, and with Exchange hybrid writeback that of user mailboxes in Exchange Online downwards.
    Elsewhere it is information, and only where the person sends from the side that lacks the entry.

    ## Why it matters
    Where synchronization does not do its work, everything else that it carries is doubtful as well. Meanwhile senders
    on one side are refused.

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: true}
    recipients:
      annelies@contoso.com: {home: online, directory_synced: true}
      ilse@contoso.com: {home: on_premises, directory_synced: true}
    delegations:
      annelies@contoso.com:
        send_on_behalf: [ilse@contoso.com]
    ```
    ```jsonl onprem/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com","exchangeGuid":"aaaaaaaa-0000-0000-0000-000000000001","sendOnBehalf":[]}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com","exchangeGuid":"aaaaaaaa-0000-0000-0000-000000000002"}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"33333333-3333-3333-3333-333333333333","primarySmtp":"annelies@contoso.com","exchangeGuid":"aaaaaaaa-0000-0000-0000-000000000001","sendOnBehalf":["ilse@contoso.com"]}
    {"k":"recipient","guid":"44444444-4444-4444-4444-444444444444","primarySmtp":"ilse@contoso.com","exchangeGuid":"aaaaaaaa-0000-0000-0000-000000000002"}
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: true}
    recipients:
      annelies@contoso.com: {home: online, directory_synced: true}
      ilse@contoso.com: {home: on_premises, directory_synced: true}
    delegations:
      annelies@contoso.com:
        send_on_behalf: [ilse@contoso.com]
    ```
    ```jsonl onprem/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com","exchangeGuid":"aaaaaaaa-0000-0000-0000-000000000001","sendOnBehalf":["ilse@contoso.com"]}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com","exchangeGuid":"aaaaaaaa-0000-0000-0000-000000000002"}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"33333333-3333-3333-3333-333333333333","primarySmtp":"annelies@contoso.com","exchangeGuid":"aaaaaaaa-0000-0000-0000-000000000001","sendOnBehalf":["ilse@contoso.com"]}
    {"k":"recipient","guid":"44444444-4444-4444-4444-444444444444","primarySmtp":"ilse@contoso.com","exchangeGuid":"aaaaaaaa-0000-0000-0000-000000000002"}
    ```

    ## How to fix
    Run the synchronization and look for export errors of the object; where nothing carries the entry, add it by hand.
    """
    for difference in differences(state, "sides_differ"):
        carried = ", though synchronization should carry it there" if difference.severe else ""
        fix = f"Add it there: {addition(difference)}"
        if difference.severe:
            fix = "Run Start-ADSyncSyncCycle -PolicyType Delta, and look for export errors of the object"
        yield finding(
            difference,
            f"{difference.who} has Send on Behalf for {difference.mailbox} only{_holder(difference)}, and lacks it"
            f"{on_side(difference)}{carried}",
            fix=fix,
            severity=None if difference.severe else "info",
        )


def _holder(difference: Difference) -> str:
    """The side that has the entry."""
    return on_side(difference._replace(side=difference.observed))
