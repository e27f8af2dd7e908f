"""The commands that findings tell people to run, every value quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

from delegint.api import GROUPS, NOWHERE, REMOTE_MAILBOXES, FullAccess, Recipient, State, Unknown, powershell_quoted
from delegint_exchange.folder_rights import spelled as spelled_folder_right
from delegint_exchange.folders import names_on_path
from delegint_exchange.mailbox_rights import spelled as spelled_mailbox_right
from delegint_exchange.representatives import has_no_object

SEND_AS: Final = "-ExtendedRights 'Send As'"
"""How Get-ADPermission and its kin name the right."""
_FULL_ACCESS: Final = "FullAccess"
_TO_FILL_IN: Final = re.compile(r"<[a-z ]+>")
_SETTERS: Final = {
    "DynamicDistributionGroup": "Set-DynamicDistributionGroup",
    "GroupMailbox": "Set-UnifiedGroup",
    "GuestMailUser": "Set-MailUser",
    "MailContact": "Set-MailContact",
    "MailForestContact": "Set-MailContact",
    "MailUser": "Set-MailUser",
    "PublicFolder": "Set-MailPublicFolder",
}


def add_mailbox_rights(
    owner: object,
    trustee: object,
    rights: Iterable[str] = (_FULL_ACCESS,),
    *,
    automapping: bool | None = None,
    deny: bool = False,
) -> str:
    """The command that gives rights on a whole mailbox, or denies them.

    Parameters:
        owner, trustee: recipients, their addresses, or what stands for several of them, such as `<member>`.
        rights: what is given, or denied.
        automapping: None for what the cmdlet does by itself, which is to automap.
        deny: whether the rights are denied.
    """
    mapping = "" if automapping is None else f" -AutoMapping ${str(automapping).lower()}"
    return f"Add{_mailbox_rights(owner, trustee, rights)} -InheritanceType All{mapping}{' -Deny' if deny else ''}"


def remove_mailbox_rights(
    owner: object, trustee: object, rights: Iterable[str] = (_FULL_ACCESS,), *, deny: bool = False
) -> str:
    """The command that takes rights on a whole mailbox away, or a denial of them; see `add_mailbox_rights`."""
    return f"Remove{_mailbox_rights(owner, trustee, rights)}{' -Deny' if deny else ''}"


def grant_full_access(grant: FullAccess) -> str:
    """The command that applies an entry as it is declared, to the whole mailbox."""
    automapping = False if grant.automapping is False else None
    return add_mailbox_rights(grant.owner, grant.trustee, grant.rights, automapping=automapping, deny=grant.deny)


def change_automapping(owner: object, trustee: object, *, wanted: bool) -> str:
    """The commands that change the automapping of an entry: to add it again does not.

    Source: Add-MailboxPermission, parameter AutoMapping.
    """
    add = add_mailbox_rights(owner, trustee, automapping=wanted)
    return f"{remove_mailbox_rights(owner, trustee)} (where it is granted already), then {add}"


def _mailbox_rights(owner: object, trustee: object, rights: Iterable[str]) -> str:
    listed = ",".join(spelled_mailbox_right(right) or _quoted(right) for right in rights)
    return f"-MailboxPermission -Identity {_quoted(owner)} -User {_quoted(trustee)} -AccessRights {listed}"


def change_folder_rights(
    change: Literal["Add", "Set", "Remove"], owner: object, folder: str, trustee: object, rights: Iterable[str] = ()
) -> str:
    """The command for the entry of a trustee on one folder.

    Parameters:
        change: whether the entry is to be made, to be changed, or to go.
        owner, trustee: recipients, their addresses, or what stands for several of them; Default and Anonymous too.
        folder: its path as people write it, with slashes or backslashes; empty for the root of the mailbox.
        rights: the role, or the single rights; none where the entry goes.
    """
    identity = powershell_quoted(f"{owner}:\\" + "\\".join(names_on_path(folder)))
    listed = ",".join(spelled_folder_right(right) or _quoted(right) for right in rights)
    command = f"{change}-MailboxFolderPermission -Identity {identity} -User {_quoted(trustee)}"
    return f"{command} -AccessRights {listed}" if listed else command


def _quoted(value: object) -> str:
    """A value as PowerShell reads it; what stands for several values is for people to fill in."""
    text = str(value)
    return text if _TO_FILL_IN.fullmatch(text) else powershell_quoted(text)


def grant_send_as(owner: object, trustee: object, side: str) -> str:
    """The command that grants Send As on one side.

    On-premises the right sits on the object in Active Directory, which stands for a mailbox on either side.

    Parameters:
        owner, trustee: recipients, or their addresses.
        side: `on_premises` or `online`.
    """
    return _send_as("Add", owner, trustee, side, SEND_AS)


def revoke_send_as(owner: object, trustee: object, side: str, right: str = SEND_AS) -> str:
    """The command that takes Send As away on one side.

    Parameters:
        owner, trustee, side: see `grant_send_as`.
        right: what the entry on-premises gives, as parameters of Remove-ADPermission.
    """
    return _send_as("Remove", owner, trustee, side, right)


def _send_as(verb: str, owner: object, trustee: object, side: str, right: str) -> str:
    identity, user = powershell_quoted(owner), powershell_quoted(trustee)
    if side == "online":
        return f"{verb}-RecipientPermission -Identity {identity} -Trustee {user} -AccessRights SendAs"
    return f"{verb}-ADPermission -Identity (Get-Recipient {identity}).DistinguishedName -User {user} {right}"


def and_grant_send_as(owner: Recipient, trustee: Recipient, state: State) -> str:
    """`, and run ...`: how Send As is granted on the side of the sender; empty where that side is not known."""
    home = state.home_at(trustee)
    if isinstance(home, Unknown) or home == NOWHERE:
        return ""
    return f", and run {grant_send_as(owner, trustee, home)}"


def change_send_on_behalf(change: Literal["Add", "Remove"], owner: Recipient, trustee: object, side: str = "") -> str:
    """The command that puts the trustee into GrantSendOnBehalfTo, or takes the trustee out.

    Parameters:
        change: which of the two.
        owner: the recipient with the list.
        trustee: a recipient, or an address.
        side: on which side; empty for the one where the owner lives.
    """
    setter = f"{_setter(owner, side)} -Identity {powershell_quoted(owner)}"
    return f"{setter} -GrantSendOnBehalfTo @{{{change}={powershell_quoted(trustee)}}}"


def show_in_address_lists(owner: Recipient, state: State) -> str:
    """The command that shows the mailbox in the address lists; a synchronized one is mastered on-premises."""
    home = state.now.home_at(owner)
    mastered = _is_mastered_on_premises(owner, state) if isinstance(home, str) and home == "online" else False
    cmdlet = _setter(owner, "") if mastered is False else "Set-RemoteMailbox"
    otherwise = " on-premises if it is synchronized, or else Set-Mailbox with the same" if mastered is None else ""
    return f"{cmdlet} {powershell_quoted(owner)} -HiddenFromAddressListsEnabled $false{otherwise}"


def enable_mail(group: Recipient, state: State) -> str:
    """How a security group without mail becomes mail-enabled, as a sentence; one of Microsoft Entra ID never does."""
    mastered = _is_mastered_on_premises(group, state)
    if mastered is False:
        create = "New-DistributionGroup -Name <name> -Type Security -Members <members>"
        return f"Run {create} with the members of {group}, and declare the new group in its place"
    where = "on-premises, where it is one of Active Directory" if mastered is None else "on-premises"
    enable = f"Enable-DistributionGroup -Identity <name of the group> {where}"
    return f"Run {enable}, and declare its type MailUniversalSecurityGroup"


def _is_mastered_on_premises(recipient: Recipient, state: State) -> bool | None:
    """Whether its attributes are written on-premises; None where nothing tells."""
    master, hybrid = recipient.source_of_authority, state.organization.hybrid
    if has_no_object(recipient) or recipient.cloud_managed is True or (isinstance(master, str) and master == "online"):
        return False
    if recipient.directory_synced is True or recipient.on_premises_object.known or isinstance(master, str):
        return True
    if recipient.is_one_of(REMOTE_MAILBOXES) is True:
        return True
    server, online = state.organization.exchange_server.known, state.organization.exchange_online.known
    one_sided = isinstance(hybrid, str) and hybrid == "none" and server != online
    return server if one_sided else None


def _setter(owner: Recipient, side: str) -> str:
    """The cmdlet that writes GrantSendOnBehalfTo."""
    kind, home = owner.type, "online" if owner.is_one_of(REMOTE_MAILBOXES) is True else owner.home
    if isinstance(kind, str) and (kind in GROUPS or kind in _SETTERS):
        return _SETTERS.get(kind, "Set-DistributionGroup")
    if not side or not isinstance(home, str) or home == side:
        return "Set-Mailbox"
    return "Set-RemoteMailbox" if side == "on_premises" else "Set-MailUser"
