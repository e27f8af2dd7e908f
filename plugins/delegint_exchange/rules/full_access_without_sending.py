"""EXC011: mailboxes that are opened by people who cannot send from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    Finding,
    FullAccess,
    Mailbox,
    Recipient,
    State,
    Unknown,
    names,
    rule,
)
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.commands import and_grant_send_as
from delegint_exchange.sending import has_senders, may_send
from delegint_exchange.sources import MANAGE_PERMISSIONS, SEND_WITH_FULL_ACCESS, SHARED_MAILBOXES

_SHARED: Final = frozenset({"SharedMailbox", "RemoteSharedMailbox"})
_OWN_ACCOUNT: Final = frozenset({"additional_account", "separate_profile"})
"""Ways to open a mailbox for which Send on Behalf is not enough, so that EXC012 looks at them."""


@rule(
    "EXC011",
    "full-access-without-sending",
    severity="error",
    evidence=(MANAGE_PERMISSIONS, SHARED_MAILBOXES, SEND_WITH_FULL_ACCESS),
)
def full_access_without_sending(mailbox: Mailbox, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Full Access with `expects: [send]` for somebody for whom neither Send As nor Send on Behalf is declared, be it
    directly, through a group or as a delegate. What a snapshot shows counts as well, unless the files are the whole
    truth (`management: exclusive`). Where they are, a shared mailbox from which nobody at all may send is information,
    if an entry does not say with `expects` what it is for.

    Full Access alone may be all that is wanted, to an archive or to the mailbox of somebody who has left: who states
    `expects: []` has said so. That some who open a mailbox may send from it and others may not is no finding either.

    ## Why it matters
    Full Access opens the mailbox and sends nothing. Whoever tries is refused with 0x80070005:
    `You do not have the permission to send the message on behalf of the specified user`.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {expects: [send]}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {expects: [send]}}
        send_as: [ilse@contoso.com]
    ```

    ## How to fix
    Grant Send As, or Send on Behalf where recipients are to see who wrote.
    """
    opening = [grant for grant in mailbox.of_kind(FullAccess) if gives_a_right(grant)]
    if not opening:
        return
    senders = has_senders(mailbox, state)
    for grant in opening:
        if "send" in grant.expects and grant.access not in _OWN_ACCOUNT:
            yield from _broken_promise(grant, state) if senders else _refused(grant, [grant.trustee], state)
    plain = [grant for grant in opening if grant.value("expects") is None]
    if senders or not plain or not state.is_exclusive(mailbox):
        return
    shared = mailbox.owner.is_one_of(_SHARED)
    if isinstance(shared, Unknown):
        yield shared
    elif shared:
        yield mailbox.finding(
            f"Nobody may send from {mailbox.owner}, which {names(grant.trustee for grant in plain)} can open",
            "full_access",
            fix="Declare who may send under send_as or send_on_behalf; if nobody is to send, state expects: []",
            about={grant.pair for grant in plain},
            severity="info",
        )


def _broken_promise(grant: FullAccess, state: State) -> Iterator[Finding | Unknown]:
    """Those of the people behind a trustee who cannot send."""
    if may_send(grant.mailbox, grant.trustee, state) is True:
        return
    people, unknown = state.expand(grant.trustee)
    refused = []
    for person in people:
        answer = may_send(grant.mailbox, person, state)
        if isinstance(answer, Unknown):
            yield answer
        elif not answer:
            refused.append(person)
    if unknown is not None:
        yield unknown
    if refused:
        yield from _refused(grant, refused, state)


def _refused(grant: FullAccess, people: list[Recipient], state: State) -> Iterator[Finding]:
    group = "" if grant.trustee in people else f" of {grant.trustee}"
    who = f"Members of {grant.trustee}" if grant.trustee.is_group is True and not group else f"{names(people)}{group}"
    yield grant.finding(
        f"{who} cannot send from {grant.owner} as expected: neither Send As nor Send on Behalf is declared",
        "expects",
        fix=f"Declare {grant.trustee} under send_as{and_grant_send_as(grant.owner, grant.trustee, state)}",
    )
