"""EXC005, EXC007, EXC009: trustees of a type that no access control list can name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    CONTACTS,
    Delegate,
    Finding,
    FolderPermission,
    FullAccess,
    Grant,
    SendAs,
    State,
    Unknown,
    names,
    need,
    rule,
)
from delegint_exchange.commands import enable_mail
from delegint_exchange.sources import (
    ADD_MAILBOX_PERMISSION,
    FOLDER_PERMISSION,
    GROUP_WITHOUT_MAIL_DISPUTED,
    MANAGE_PERMISSIONS,
    RECIPIENT_PERMISSION,
    SERVER_PERMISSIONS,
)

_NO_PRINCIPALS: Final = CONTACTS | {
    "MailUniversalDistributionGroup", "DynamicDistributionGroup", "GroupMailbox", "RoomList",
}  # fmt: skip
"""Types that are no security principal; of a MailNonUniversalGroup the type does not tell."""
_WITHOUT_MAIL: Final = "UniversalSecurityGroup"


@rule(
    "EXC005",
    "full-access-to-unsuitable-trustee",
    severity="error",
    evidence=(ADD_MAILBOX_PERMISSION, MANAGE_PERMISSIONS, GROUP_WITHOUT_MAIL_DISPUTED),
    when="every",
    absorbs=("EXC003", "EXC011", "EXC013", "EXC019", "EXC025"),
)
def full_access_to_unsuitable_trustee(grant: FullAccess, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    Full Access, or another mailbox right, for a contact, a distribution group, a dynamic distribution group, a
    Microsoft 365 group or a room list. Likewise for a security group that is not mail-enabled, on a mailbox that is in
    Exchange Online or that a batch moves there. On a mailbox that stays on-premises, where such a group works, it is
    information, and nothing at all in an organization that is declared not to be hybrid. A MailNonUniversalGroup may be
    a security group or not, and is left alone.

    ## Why it matters
    Only a security principal can stand in the list of a mailbox, and `Add-MailboxPermission` refuses the others. A
    security group without mail can be picked in Exchange Online, and then opens the mailbox for nobody.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      clerks@contoso.com: {type: MailUniversalDistributionGroup, members: [ilse@contoso.com]}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: [clerks@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      clerks@contoso.com: {type: MailUniversalSecurityGroup, members: [ilse@contoso.com]}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: [clerks@contoso.com]
    ```

    ## How to fix
    Name people or a mail-enabled security group. A universal security group of Active Directory becomes one with
    `Enable-DistributionGroup`; in place of one of Microsoft Entra ID make a new one with `New-DistributionGroup`.
    """
    kind = need(grant.trustee.type)
    if kind in _NO_PRINCIPALS:
        yield grant.finding(
            f"{grant.trustee} is a {kind}, which cannot hold {_what(grant)} on {grant.owner}",
            fix=_fix(grant, kind, state),
        )
    elif kind == _WITHOUT_MAIL:
        home = _home(grant, state)
        if home == "online":
            yield grant.finding(
                f"{grant.trustee} is a security group without mail, which gives nobody {_what(grant)} on {grant.owner}"
                " in Exchange Online",
                fix=_fix(grant, kind, state),
                salient="online",
            )
        elif home == "on_premises" and _stays(grant, state):
            yield grant.finding(
                f"{grant.trustee} is a security group without mail, whose {_what(grant)} on {grant.owner} would not"
                " survive a move to Exchange Online",
                fix=_fix(grant, kind, state),
                salient="on-premises",
                severity="info",
            )


@rule(
    "EXC007",
    "send-as-to-unsuitable-trustee",
    severity="error",
    evidence=(RECIPIENT_PERMISSION, MANAGE_PERMISSIONS, SERVER_PERMISSIONS),
    absorbs=("EXC010", "HYB014", "HYB015", "MIG006"),
)
def send_as_to_unsuitable_trustee(grant: SendAs, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    Send As for a contact, a distribution group, a dynamic distribution group, a Microsoft 365 group or a room list. A
    MailNonUniversalGroup may be a security group or not, and is left alone.

    ## Why it matters
    The grant is refused, or it stands there and gives nobody anything. The sender reads
    `You do not have the permission to send the message on behalf of the specified user` (0x80070005); a device or an
    application that submits by SMTP is refused with 5.7.60,
    `Client does not have permissions to send as this sender`.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      clerks@contoso.com: {type: GroupMailbox, members: [ilse@contoso.com]}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        send_as: [clerks@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      clerks@contoso.com: {type: MailUniversalSecurityGroup, members: [ilse@contoso.com]}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        send_as: [clerks@contoso.com]
    ```

    ## How to fix
    Name people with a mailbox, mail users with an account, or a mail-enabled security group.
    """
    kind = need(grant.trustee.type)
    if kind in _NO_PRINCIPALS:
        yield grant.finding(
            f"{grant.trustee} is a {kind}, which cannot hold Send As for {grant.owner}", fix=_fix(grant, kind, state)
        )


@rule(
    "EXC009",
    "folder-right-to-unsuitable-trustee",
    severity="error",
    evidence=FOLDER_PERMISSION,
    absorbs=("EXC027", "EXC031", "EXC032", "EXC043", "HYB018", "HYB025"),
)
def folder_right_to_unsuitable_trustee(grant: FolderPermission | Delegate, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    A right on a folder, or a delegate entry, for a contact, a distribution group, a dynamic distribution group, a
    Microsoft 365 group, a room list, or a security group that is not mail-enabled. A MailNonUniversalGroup may be a
    security group or not, and is left alone. Default and Anonymous are for folders only; under `delegates` they are no
    address, which the check of the format finds.

    ## Why it matters
    The entry of a folder needs somebody who has both an address and a SID. `Add-MailboxFolderPermission` refuses every
    other value of its parameter `User`, and nobody gets to see the folder.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      sales@contoso.com: {type: MailUniversalDistributionGroup, members: [ilse@contoso.com]}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        folders:
          Calendar: {sales@contoso.com: Reviewer}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      sales@contoso.com: {type: MailUniversalSecurityGroup, members: [ilse@contoso.com]}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        folders:
          Calendar: {sales@contoso.com: Reviewer}
    ```

    ## How to fix
    Name people, mail users or a mail-enabled security group, whose groups inside it count as well.
    """
    if grant.trustee.well_known:
        return
    kind = need(grant.trustee.type)
    if kind in _NO_PRINCIPALS or kind == _WITHOUT_MAIL:
        what = "be a delegate" if isinstance(grant, Delegate) else f"hold a right on {grant.folder}"
        yield grant.finding(
            f"{grant.trustee} is a {kind}, which cannot {what} of {grant.owner}", fix=_fix(grant, kind, state)
        )


def _home(grant: FullAccess, state: State) -> str:
    """Where the mailbox lives; that of a Microsoft 365 group is always online."""
    return "online" if grant.owner.is_one_of(("GroupMailbox",)) is True else need(state.home_at(grant.owner))


def _stays(grant: FullAccess, state: State) -> bool:
    """Whether the mailbox is on-premises for good, in an organization that has another side."""
    hybrid = state.organization.hybrid
    if not isinstance(hybrid, Unknown) and hybrid == "none":
        return False
    before = state.now.home_at(grant.owner)
    return not isinstance(before, Unknown) and before == "on_premises" and state.next_batch_of(grant.owner) is None


def _what(grant: FullAccess) -> str:
    return "Full Access" if grant.has_right("FullAccess") else names(grant.rights)


def _fix(grant: Grant, kind: str, state: State) -> str:
    if kind == _WITHOUT_MAIL:
        return f"{enable_mail(grant.trustee, state)}; or name people"
    return f"Name people or a mail-enabled security group under {grant.section} instead"
