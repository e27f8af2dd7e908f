"""The commands that findings tell people to run, every value quoted."""

from __future__ import annotations

from typing import Final

from delegint.api import GROUPS, NOWHERE, Recipient, State, Unknown, powershell_quoted

_SETTERS: Final = {
    "DynamicDistributionGroup": "Set-DynamicDistributionGroup",
    "GroupMailbox": "Set-UnifiedGroup",
    "MailUser": "Set-MailUser",
}


def grant_send_as(owner: Recipient, trustee: Recipient, side: str) -> str:
    """The command that grants Send As on one side.

    On-premises the right sits on the object in Active Directory, which stands for a mailbox on either side.
    """
    identity, user = powershell_quoted(owner), powershell_quoted(trustee)
    if side == "online":
        return f"Add-RecipientPermission -Identity {identity} -Trustee {user} -AccessRights SendAs"
    name = f"(Get-Recipient {identity}).DistinguishedName"
    return f"Add-ADPermission -Identity {name} -User {user} -ExtendedRights 'Send As'"


def and_grant_send_as(owner: Recipient, trustee: Recipient, state: State) -> str:
    """`, and run ...`: how Send As is granted on the side of the sender; empty where that side is not known."""
    home = state.home_at(trustee)
    if isinstance(home, Unknown) or home == NOWHERE:
        return ""
    return f", and run {grant_send_as(owner, trustee, home)}"


def remove_send_on_behalf(owner: Recipient, trustee: Recipient) -> str:
    """The command that takes the trustee out of GrantSendOnBehalfTo."""
    kind = owner.type
    setter = "Set-Mailbox"
    if not isinstance(kind, Unknown):
        setter = _SETTERS.get(kind) or ("Set-DistributionGroup" if kind in GROUPS else setter)
    return f"{setter} {powershell_quoted(owner)} -GrantSendOnBehalfTo @{{Remove={powershell_quoted(trustee)}}}"
