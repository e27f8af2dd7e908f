"""SYNC001: grants that are left to directory synchronization, which does not carry them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    Delegate,
    Finding,
    FolderPermission,
    FullAccess,
    SendAs,
    State,
    Unknown,
    names,
    powershell_quoted,
    rule,
)
from delegint_entra_sync.sources import OVERVIEW, SYNCHRONIZED_ATTRIBUTES

_SIDES: Final = ("on_premises", "online")


@rule("SYNC001", "never-synchronized", severity="error", evidence=(OVERVIEW, SYNCHRONIZED_ATTRIBUTES))
def never_synchronized(
    grant: FullAccess | SendAs | FolderPermission | Delegate,
    state: State,  # noqa: ARG001
) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A grant that says `propagation: sync` although directory synchronization carries nothing of its kind: Full Access,
    Send As, folder permissions, and the meeting requests and private items of a delegate. Send on Behalf is never
    found.

    ## Why it matters
    The other side never learns of the grant. Whoever sends from there gets
    `You do not have the permission to send the message on behalf of the specified user` (0x80070005), and waiting for
    the next synchronization does not change that.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        send_as: {ilse@contoso.com: {propagation: sync}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        send_as: {ilse@contoso.com: {sides: [on_premises, online]}}
    ```

    ## How to fix
    Name both sides of a Send As, and apply it on each. Everything else is stored in the mailbox itself: remove
    `propagation`, and apply the grant where the mailbox lives.
    """
    if grant.propagation != "sync":
        return
    what = _never_carried(grant)
    if what:
        yield grant.finding(
            f"Directory synchronization never carries {what} of {grant.trustee} on {grant.owner} to the other side",
            "propagation",
            fix=_fix(grant),
        )


def _never_carried(grant: FullAccess | SendAs | FolderPermission | Delegate) -> str:
    """The part of the grant that is left to synchronization in vain; empty where there is none."""
    if isinstance(grant, SendAs):
        return "" if set(_SIDES) <= set(grant.sides or ()) else grant.noun
    if isinstance(grant, FullAccess):
        return grant.noun
    if isinstance(grant, FolderPermission):
        return f"the {grant.noun}"
    parts = ["meeting requests"] if grant.meeting_requests else []
    parts += ["private items"] if grant.private_items else []
    if parts:
        return f"the {names(parts)}"
    return "" if grant.sends_on_behalf else f"the {grant.noun}"


def _fix(grant: FullAccess | SendAs | FolderPermission | Delegate) -> str:
    owner, trustee = powershell_quoted(grant.owner), powershell_quoted(grant.trustee)
    if isinstance(grant, SendAs):
        commands = {
            "on_premises": (
                f"Add-ADPermission -Identity (Get-Recipient {owner}).DistinguishedName -User {trustee}"
                " -ExtendedRights 'Send As' on-premises"
            ),
            "online": (
                f"Add-RecipientPermission -Identity {owner} -Trustee {trustee} -AccessRights SendAs in Exchange Online"
            ),
        }
        missing = [commands[side] for side in _SIDES if side not in (grant.sides or ())]
        return f"Write sides: [on_premises, online] in place of propagation, and run {names(missing)}"
    if isinstance(grant, FullAccess):
        rights = ", ".join(powershell_quoted(right) for right in grant.rights)
        deny = " -Deny" if grant.deny else ""
        automapping = " -AutoMapping $false" if grant.automapping is False else ""
        command = f"Add-MailboxPermission -Identity {owner} -User {trustee} -AccessRights {rights}{deny}{automapping}"
    elif isinstance(grant, FolderPermission):
        verb = "Set" if grant.trustee.well_known else "Add"
        folder = powershell_quoted(f"{grant.owner}:\\{grant.folder}")
        rights = ", ".join(powershell_quoted(right) for right in grant.rights)
        command = f"{verb}-MailboxFolderPermission -Identity {folder} -User {trustee} -AccessRights {rights}"
    else:
        return "Remove propagation, and let the owner add the delegate in Outlook, which stores the rest in the mailbox"
    return f"Remove propagation, and run {command} where the mailbox lives"
