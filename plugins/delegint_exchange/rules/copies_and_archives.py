"""HYB028, HYB029: what does not follow a mailbox to the people on the other side: sent items and archives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from delegint.api import (
    Delegate,
    Finding,
    FullAccess,
    Grant,
    Mailbox,
    Recipient,
    SendAs,
    SendOnBehalf,
    State,
    Unknown,
    names,
    rule,
)
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.sources import CLOUD_ARCHIVE, MANAGE_PERMISSIONS, SENT_ITEMS

_APART_FROM_OUTLOOK: Final = frozenset({"owa", "separate_profile"})
"""Ways to open a mailbox that find its archive wherever it is."""


@rule("HYB028", "sent-items-copy-across-premises", severity="warning", evidence=SENT_ITEMS, when="every")
def sent_items_copy_across_premises(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A mailbox that keeps what others send as it (`message_copy_for_sent_as`) or on behalf of it
    (`message_copy_for_send_on_behalf`), while somebody who may do so lives on the other side. A delegate counts as one
    who sends on behalf. People whose Outlook keeps the copy itself, with `delegate_sent_items_style: 1`, are left out.

    ## Why it matters
    The copy is made where the message is sent, and does not reach a mailbox in the other environment, which Microsoft
    does not support. Those who share the mailbox miss part of what was sent from it, and nothing says so.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises, message_copy_for_sent_as: true}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        send_as: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online, message_copy_for_sent_as: true}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        send_as: [ilse@contoso.com]
    ```

    ## How to fix
    Move mailbox and sender together. Until then, set DelegateSentItemsStyle to 1 in the registry of those who use
    Outlook for Windows, which then keeps the copy in the mailbox itself, and declare it.
    """
    for mailbox in state.now.once(_keeping_copies):
        owner = mailbox.owner
        if owner.message_copy_for_sent_as is True:
            yield from _not_copied(owner, mailbox.of_kind(SendAs), "message_copy_for_sent_as", "as", state)
        if owner.message_copy_for_send_on_behalf is True:
            delegates = [grant for grant in mailbox.of_kind(Delegate) if grant.sends_on_behalf]
            grants = [*mailbox.of_kind(SendOnBehalf), *delegates]
            yield from _not_copied(owner, grants, "message_copy_for_send_on_behalf", "on behalf of", state)


@rule("HYB029", "archive-not-shown", severity="warning", evidence=(CLOUD_ARCHIVE, MANAGE_PERMISSIONS), when="every")
def archive_not_shown(grant: FullAccess, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Full Access that `expects: [archive]` although the archive will not be shown: the mailbox is opened with
    `access: additional_mailbox`, or it lives on-premises and has its archive in Exchange Online. The latter is left
    alone where the mailbox is opened in OWA or in a profile of its own.

    ## Why it matters
    The mailbox opens, but no archive appears below it in Outlook. A mailbox added under *Advanced* comes without its
    archive, and automapping does not lead from a mailbox on-premises to an archive in Exchange Online.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, archive: cloud}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: true, expects: [archive]}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, archive: cloud}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: true, expects: [archive]}}
    ```

    ## How to fix
    Add a mailbox that lives on one side with its archive by automapping or as an additional account. Where the archive
    alone is in Exchange Online, open the mailbox in OWA or in a profile of its own, or move it to its archive.
    """
    if "archive" not in grant.expects or not gives_a_right(grant):
        return
    who = f"Members of {grant.trustee} do" if grant.trustee.is_group is True else f"{grant.trustee} does"
    message = f"{who} not see the archive of {grant.owner} in Outlook"
    if grant.access not in _APART_FROM_OUTLOOK and (split := _is_split(grant.owner, state)) is not False:
        if not isinstance(split, Unknown):
            yield grant.finding(
                f"{message}: the mailbox lives on-premises, the archive in Exchange Online",
                "expects",
                fix=f"State access: owa or separate_profile, or move {grant.owner} to Exchange Online",
            )
            return
        if grant.access != "additional_mailbox":
            yield split
    if grant.access == "additional_mailbox":
        yield grant.finding(
            f"{message}, opened as additional_mailbox",
            "access",
            fix="Have the mailbox automapped or added as an additional account, and state that access",
        )


def _keeping_copies(state: State) -> list[Mailbox]:
    """The mailboxes that are to keep what others send for them."""
    return [
        mailbox
        for mailbox in state.mailboxes
        if mailbox.owner.message_copy_for_sent_as is True or mailbox.owner.message_copy_for_send_on_behalf is True
    ]


def _not_copied(
    owner: Recipient, grants: Sequence[Grant], setting: str, how: str, state: State
) -> Iterator[Finding | Unknown]:
    """What one of the two settings does not copy, for the people who send from the other side."""
    senders: dict[Recipient, None] = {}
    for grant in grants:
        for person in state.expand(grant.trustee).people:
            style = person.delegate_sent_items_style
            if not isinstance(style, Unknown) and style == 1:
                continue
            apart = state.is_cross_premises(owner, person)
            if isinstance(apart, Unknown):
                yield apart
            elif apart:
                senders[person] = None
        gap = state.expand(grant.trustee).unknown
        if gap is not None:
            yield gap
    if senders:
        send = "sends" if len(senders) == 1 else "send"
        yield owner.finding(
            f"What {names(senders)} {send} {how} {owner} from the other side is not copied to the mailbox",
            setting,
            fix="Move them together, or state delegate_sent_items_style: 1 once Outlook keeps the copy itself",
            about=[(owner.key, person.key) for person in senders],
        )


def _is_split(owner: Recipient, state: State) -> bool | Unknown:
    """Whether the mailbox lives on-premises, and its archive in Exchange Online."""
    home, archive = state.home_at(owner), owner.archive
    if not isinstance(home, Unknown) and home != "on_premises":
        return False
    if not isinstance(archive, Unknown) and archive != "cloud":
        return False
    return next((fact for fact in (home, archive) if isinstance(fact, Unknown)), True)
