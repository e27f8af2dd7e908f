"""EXC008: trustees of a type that cannot hold the right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import CONTACTS, DISTRIBUTION_GROUPS, Finding, SendOnBehalf, State, need, rule
from delegint_exchange.commands import change_send_on_behalf
from delegint_exchange.sources import DISTRIBUTION_GROUP_DISPUTED, MANAGE_PERMISSIONS, SET_MAILBOX

_CANNOT_SEND: Final = CONTACTS | {"DynamicDistributionGroup", "GroupMailbox"}


@rule(
    "EXC008",
    "send-on-behalf-to-unsuitable-trustee",
    severity="error",
    evidence=(SET_MAILBOX, MANAGE_PERMISSIONS, DISTRIBUTION_GROUP_DISPUTED),
)
def send_on_behalf_to_unsuitable_trustee(grant: SendOnBehalf, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    Send on Behalf for a contact, a dynamic distribution group or a Microsoft 365 group. For a plain distribution group
    it is a warning, as Microsoft's pages contradict each other there.

    ## Why it matters
    `GrantSendOnBehalfTo` refuses such a trustee, or takes it and nobody can use the right. The sender then reads
    `You do not have the permission to send the message on behalf of the specified user`.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      assistants@contoso.com: {type: DynamicDistributionGroup}
    delegations:
      annelies@contoso.com:
        send_on_behalf: [assistants@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      assistants@contoso.com: {type: MailUniversalSecurityGroup, members: [ilse@contoso.com]}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        send_on_behalf: [assistants@contoso.com]
    ```

    ## How to fix
    Name a mail-enabled security group or the people themselves.
    """
    kind = need(grant.trustee.type)
    if kind in _CANNOT_SEND:
        yield grant.finding(
            f"{grant.trustee} is a {kind}, which cannot hold Send on Behalf for {grant.owner}", fix=_fix(grant)
        )
    elif kind in DISTRIBUTION_GROUPS:
        yield grant.finding(
            f"{grant.trustee} is a {kind}, and Microsoft's pages disagree on whether it can hold Send on Behalf for"
            f" {grant.owner}",
            fix=_fix(grant),
            salient="disputed",
            severity="warning",
        )


def _fix(grant: SendOnBehalf) -> str:
    remove = change_send_on_behalf("Remove", grant.owner, grant.trustee)
    return f"Name people or a mail-enabled security group, and run {remove}"
