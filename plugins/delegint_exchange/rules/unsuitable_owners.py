"""EXC006: recipients of a type that cannot carry the right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    CONTACTS,
    GROUPS,
    Delegate,
    Finding,
    FolderPermission,
    FullAccess,
    Grant,
    Mailbox,
    ResourceDelegate,
    SendAs,
    SendOnBehalf,
    State,
    names,
    need,
    rule,
)
from delegint_exchange.commands import enable_mail
from delegint_exchange.sources import (
    ADD_MAILBOX_PERMISSION,
    MANAGE_PERMISSIONS,
    RECIPIENT_PERMISSION,
    SERVER_PERMISSIONS,
)

_WITHOUT_MAILBOX: Final = GROUPS - {"GroupMailbox"} | CONTACTS | {"GuestMailUser", "PublicFolder"}
_WITHOUT_ADDRESS: Final = "UniversalSecurityGroup"
_INSIDE: Final[dict[type[Grant], str]] = {
    FullAccess: "Full Access",
    FolderPermission: "rights on folders",
    Delegate: "the rights of a delegate",
    ResourceDelegate: "the rights of a resource delegate",
}
"""What somebody may do inside a mailbox."""


@rule(
    "EXC006",
    "unsuitable-owner",
    severity="error",
    evidence=(MANAGE_PERMISSIONS, SERVER_PERMISSIONS, ADD_MAILBOX_PERMISSION, RECIPIENT_PERMISSION),
    absorbs=("EXC025", "EXC045"),
)
def unsuitable_owner(mailbox: Mailbox, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    Full Access, rights on folders, delegates or resource delegates on a recipient that has no mailbox: a group, a
    contact, a guest or a public folder. Send As and Send on Behalf on a security group that is not mail-enabled.

    Left alone are a Microsoft 365 group, whose mailbox takes Full Access with the switch `GroupMailbox`; a mail user,
    which takes it in Exchange 2016 and later and in Exchange Online; and Send As and Send on Behalf on a contact, which
    the cmdlets take.

    ## Why it matters
    There is nothing to open and nothing to send from. The cmdlet refuses the entry, or takes it and nobody can ever
    use it.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      sales@contoso.com: {type: MailUniversalDistributionGroup}
      ilse@contoso.com: {home: online}
    delegations:
      sales@contoso.com:
        full_access: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      sales@contoso.com: {type: MailUniversalDistributionGroup}
      ilse@contoso.com: {home: online}
    delegations:
      sales@contoso.com:
        send_as: [ilse@contoso.com]
    ```

    ## How to fix
    Grant Send As or Send on Behalf, if sending is meant. If reading is meant, use a mailbox, such as a shared one.
    """
    if not mailbox.grants:
        return
    kind = need(mailbox.owner.type)
    if kind in _WITHOUT_MAILBOX:
        for section, what in _INSIDE.items():
            yield from _finding(
                mailbox,
                section,
                f"is a {kind}, which has no mailbox to carry {what}",
                f"Take {section.section} out, and grant what is meant on a mailbox, such as a shared one",
            )
    if kind == _WITHOUT_ADDRESS:
        for sending in (SendAs, SendOnBehalf):
            yield from _finding(
                mailbox,
                sending,
                f"is a security group without mail, which has no address to carry {sending.noun}",
                enable_mail(mailbox.owner, state),
            )


def _finding(mailbox: Mailbox, section: type[Grant], why: str, fix: str) -> Iterator[Finding]:
    """One finding for all grants of a kind."""
    grants = mailbox.of_kind(section)
    if grants:
        trustees = names(dict.fromkeys(grant.trustee for grant in grants))
        yield mailbox.finding(
            f"{mailbox.owner} {why} for {trustees}",
            section.section,
            fix=fix,
            about={grant.pair for grant in grants},
        )
