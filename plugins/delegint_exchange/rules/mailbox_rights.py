"""EXC001, EXC002: what may stand under `rights` of Full Access."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from delegint.api import (
    Finding,
    FullAccess,
    Node,
    SendAs,
    State,
    rule,
)
from delegint_exchange.commands import add_mailbox_rights, and_grant_send_as
from delegint_exchange.mailbox_rights import MAILBOX_RIGHTS, spelled
from delegint_exchange.sources import (
    ADD_MAILBOX_PERMISSION,
    GET_MAILBOX_PERMISSION,
    RECIPIENT_PERMISSION,
    REMOVE_MAILBOX_PERMISSION,
)

_BY_FOLDED: Final = {right.casefold(): right for right in MAILBOX_RIGHTS}


@rule(
    "EXC001",
    "unknown-mailbox-right",
    severity="error",
    evidence=(ADD_MAILBOX_PERMISSION, GET_MAILBOX_PERMISSION),
    absorbs=("EXC013",),
    holds="Exchange 2010 and later, Exchange Online",
)
def unknown_mailbox_right(grant: FullAccess, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    A right under `full_access` that Exchange does not know as a mailbox right. Case does not matter.

    ## Why it matters
    `Add-MailboxPermission` takes six values for `AccessRights` and refuses every other one. The whole command
    fails, so the rights beside the unknown one are not granted either.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {rights: [FullAcces]}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {rights: [FullAccess]}}
    ```

    ## How to fix
    Use FullAccess, ReadPermission, ExternalAccount, DeleteItem, ChangePermission or ChangeOwner. Roles such as
    Reviewer belong under `folders`.
    """
    for right, item in _rights(grant):
        folded = right.casefold()
        if spelled(right) or _is_send_as(right):
            continue
        nearest = get_close_matches(folded, _BY_FOLDED, 1, 0.7)
        meant = _BY_FOLDED[nearest[0]] if nearest else "<right>"
        command = add_mailbox_rights(grant.owner, grant.trustee, [meant], deny=grant.deny)
        yield grant.finding(
            f"{right} for {grant.trustee} on {grant.owner} is not a mailbox right",
            "rights",
            place=item.place,
            fix=f"Write {meant}, if that is meant, and run {command}"
            if nearest
            else f"Write one of {', '.join(MAILBOX_RIGHTS)}, and run {command}",
            salient=right,
        )


@rule(
    "EXC002",
    "send-as-among-mailbox-rights",
    severity="error",
    evidence=(ADD_MAILBOX_PERMISSION, REMOVE_MAILBOX_PERMISSION, RECIPIENT_PERMISSION),
    absorbs=("EXC011", "EXC012"),
)
def send_as_among_mailbox_rights(grant: FullAccess, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    Send As written as a mailbox right, under `rights` of `full_access`.

    ## Why it matters
    Only the removal cmdlet lists SendAs among the mailbox rights; `Add-MailboxPermission` does not take it. Send As
    is an extended right on the directory object, so nobody gets it this way, and the sender is refused:
    `You do not have the permission to send the message on behalf of the specified user` (0x80070005).

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {rights: [FullAccess, SendAs]}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {rights: [FullAccess]}}
        send_as: [ilse@contoso.com]
    ```

    ## How to fix
    Declare it under `send_as`. It is granted with `Add-RecipientPermission` online and with `Add-ADPermission`
    on-premises.
    """
    for right, item in _rights(grant):
        if _is_send_as(right):
            yield grant.finding(
                f"{right} for {grant.trustee} on {grant.owner} is not a mailbox right, and gives nobody Send As here",
                "rights",
                place=item.place,
                fix=f"Take it out of rights{_instead_of_right(grant, state)}",
                salient=right,
            )


def _instead_of_right(grant: FullAccess, state: State) -> str:
    if grant.deny:
        return ": whoever has no Send As is refused anyway"
    if grant.mailbox.grant_to(SendAs, grant.trustee) is not None:
        return ": send_as names the person already"
    return f", declare it under send_as{and_grant_send_as(grant.owner, grant.trustee, state)}"


def _rights(grant: FullAccess) -> Iterator[tuple[str, Node]]:
    """The rights as written, each with its item of the list."""
    rights = grant.value("rights")
    for item in rights.items() if rights is not None else ():
        if isinstance(item.value, str):
            yield item.value, item


def _is_send_as(right: str) -> bool:
    """Whether it means Send As, also as Add-ADPermission spells it."""
    return right.casefold().replace(" ", "").replace("-", "") == "sendas"
