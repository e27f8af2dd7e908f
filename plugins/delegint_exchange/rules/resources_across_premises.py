"""HYB007, HYB011, HYB012: rooms and equipment that live on the other side than the people who work with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    RESOURCE_MAILBOXES,
    Finding,
    FolderPermission,
    FullAccess,
    Recipient,
    State,
    Unknown,
    names,
    need,
    on_side,
    powershell_quoted,
    rule,
)
from delegint_exchange.across import opened_without_adding
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.commands import change_folder_rights
from delegint_exchange.representatives import ACLABLE as ACLABLE_BIT
from delegint_exchange.representatives import display_type, object_on
from delegint_exchange.sources import ACLABLE, DISPLAY_TYPE, OTHER_FOREST, OVERVIEW, REMOTE_RESOURCE

_UNSIGNED: Final = 0xFFFFFFFF
_USER_MAILBOX: Final = -1073741818 & _UNSIGNED
"""ACLableSyncedMailboxUser: what an ACL-able remote user mailbox has."""
_OF_RESOURCE: Final = {
    "RoomMailbox": -2147481850, "RemoteRoomMailbox": -2147481850,
    "EquipmentMailbox": -2147481594, "RemoteEquipmentMailbox": -2147481594,
}  # fmt: skip
_MANAGED: Final = RESOURCE_MAILBOXES | {"SharedMailbox", "RemoteSharedMailbox"}
"""Mailboxes whose rights are handed out by somebody else than a person who logs on to them."""


@rule("HYB007", "user-value-on-resource", severity="error", evidence=(ACLABLE, DISPLAY_TYPE))
def user_value_on_resource(recipient: Recipient, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    A room or equipment in Exchange Online whose object in Active Directory has the `msExchRecipientDisplayType` of an
    ACL-able user mailbox, -1073741818. Silent where the value is not stated; `HYB002` asks for it where it matters.

    ## Why it matters
    The documentation of ACL-able objects leaves resources out: the value is for user mailboxes. It says that the
    object stands for a user, so after the next synchronization the room may no longer be taken for a room.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      boardroom@contoso.com:
        type: RoomMailbox
        home: online
        on_premises_object: {kind: RemoteMailbox, msExchRecipientDisplayType: -1073741818}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      boardroom@contoso.com:
        type: RoomMailbox
        home: online
        on_premises_object: {kind: RemoteMailbox, msExchRecipientDisplayType: -2147481850}
    ```

    ## How to fix
    Take the value back to -2147481850 for a room, or -2147481594 for equipment. People on-premises add the room by its
    legacyExchangeDN, as an additional account, or as a calendar only.
    """
    if recipient.is_one_of(RESOURCE_MAILBOXES) is not True:
        return
    home, shown = state.home_at(recipient), recipient.on_premises_object.display_type
    if isinstance(shown, Unknown) or shown & _UNSIGNED != _USER_MAILBOX:
        return
    if not isinstance(home, Unknown) and home != "online":
        return
    right = _OF_RESOURCE.get(need(recipient.type))
    yield recipient.on_premises_object.finding(
        f"The object of {recipient} in Active Directory says that it is a user mailbox, which a resource must not",
        "msExchRecipientDisplayType",
        fix=None
        if right is None
        else f"Run Set-ADUser -Identity (Get-RemoteMailbox {powershell_quoted(recipient)}).DistinguishedName -Replace"
        f" @{{msExchRecipientDisplayType={right}}}",
        about=[(recipient.key,)],
    )


@rule(
    "HYB011",
    "resource-as-additional-mailbox",
    severity="error",
    evidence=(OVERVIEW, REMOTE_RESOURCE),
    when="every",
    absorbs=("HYB002", "HYB009"),
)
def resource_as_additional_mailbox(grant: FullAccess, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Full Access to a room or equipment that lives on the other side than the person, who opens it as an additional
    mailbox or counts on automapping. Where `access` is not stated it is a warning, or an error if the object
    on-premises is known not to be ACL-able. Silent with `access: x500_name`, `additional_account`, `calendar_only`,
    `separate_profile` and `owa`; where the object has been made ACL-able, which `HYB007` tells; and where a room online
    has no object on-premises at all. Rights on folders of a room open that folder alone, and are left to `HYB018`.

    ## Why it matters
    Objects that stand for rooms and equipment of the other side are never ACL-able, so Outlook does not find them,
    whatever rights it has given:
    `The name cannot be resolved. The name cannot be matched to a name in the address list.`

    ## Example
    ```yaml
    delegint: 1
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: on_premises}
      ilse@contoso.com: {home: online}
    delegations:
      boardroom@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false, access: additional_mailbox}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: on_premises}
      ilse@contoso.com: {home: online}
    delegations:
      boardroom@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false, access: x500_name}}
    ```

    ## How to fix
    Have the mailbox added by its legacyExchangeDN or X500 address, as an additional account, or as a calendar only, and
    say so with `access`. Where nobody needs to look into it, let the resource answer by itself
    (`AutomateProcessing: AutoAccept`).
    """
    owner = grant.owner
    if owner.is_one_of(RESOURCE_MAILBOXES) is not True or not gives_a_right(grant) or opened_without_adding(grant):
        return
    here, sides = state.home_at(owner), state.sides_of(grant.trustee)
    if isinstance(here, Unknown):
        if sides.people or sides.unknown:
            yield here
        return
    shown = display_type(owner, state) if here == "online" else None
    if isinstance(shown, Unknown):
        if object_on(owner, "on_premises", state) is False:
            return
    elif shown is not None and shown & ACLABLE_BIT:
        return
    for side, people in sides.people.items():
        if side != here:
            yield _not_found(grant, people, (side, here), proven=isinstance(shown, int))
    yield from sides.unknown


@rule("HYB012", "outlook-permissions-across-premises", severity="error", evidence=(OVERVIEW, OTHER_FOREST))
def outlook_permissions_across_premises(grant: FolderPermission, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    A right on a folder of a room, of equipment or of a shared mailbox that is to be given in Outlook
    (`apply: {method: outlook}`) by somebody who lives on the other side: the person whom the grant names as its
    `owner`. Silent where no `owner` is named by the address of a recipient, where an administrator applies the grants
    (`actor: admin`), and for a shared mailbox that this person has as an additional account.

    ## Why it matters
    Outlook takes the entry, and it is gone when the properties are opened again, or they do not open:
    `Cannot display the folder properties. The folder may have been deleted or the server where the folder is stored may
    be unavailable.`

    ## Example
    ```yaml
    delegint: 1
    apply: {method: outlook}
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: on_premises}
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      boardroom@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: {rights: Reviewer, owner: annelies@contoso.com}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    apply: {method: powershell}
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: on_premises}
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      boardroom@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: {rights: Reviewer, owner: annelies@contoso.com}}
    ```

    ## How to fix
    Have an administrator give the right with `Add-MailboxFolderPermission`, or `Set-MailboxFolderPermission` for
    Default and Anonymous, or somebody in Outlook who lives on the side of the mailbox. A shared mailbox can also be
    added as an additional account first.
    """
    if grant.owner.is_one_of(_MANAGED) is not True or not _is_given_in_outlook(state):
        return
    written = grant.value("owner")
    manager = state.recipient(written.value) if written is not None and isinstance(written.value, str) else None
    if manager is None or manager.is_group is not False or _has_as_account(grant, manager):
        return
    if need(state.is_cross_premises(grant.owner, manager)):
        change: Final = "Set" if grant.trustee.well_known else "Add"  # Default and Anonymous always have an entry
        yield grant.finding(
            f"{manager} cannot give {grant.trustee} a right on {grant.folder} of {grant.owner} in Outlook, since the"
            " two live on different sides",
            fix="Have an administrator run "
            + change_folder_rights(change, grant.owner, grant.folder, grant.trustee, grant.rights),
        )


def _not_found(grant: FullAccess, people: list[Recipient], sides: tuple[str, str], *, proven: bool) -> Finding:
    """Who does not find the resource.

    Parameters:
        grant: the Full Access.
        people: those who live on the other side.
        sides: theirs, and that of the resource.
        proven: whether the object of the resource is known not to be ACL-able.
    """
    there, here = map(on_side, sides)
    unsaid = "" if grant.access else ", and how else it is opened is not stated"
    automapping = "" if grant.automapping is False or grant.trustee.is_group is True else ", and automapping: false"
    return grant.finding(
        f"{names(people)} {there} cannot add {grant.owner}, a resource {here}, as a mailbox in Outlook{unsaid}",
        fix="Have it added by its legacyExchangeDN, as an additional account or as a calendar only, and state access:"
        f" x500_name, additional_account or calendar_only{automapping}",
        severity=None if grant.access or proven else "warning",
    )


def _is_given_in_outlook(state: State) -> bool:
    method, actor = state.application.method, state.application.actor
    if isinstance(method, Unknown) or method != "outlook":
        return False
    return isinstance(actor, Unknown) or actor != "admin"


def _has_as_account(grant: FolderPermission, manager: Recipient) -> bool:
    """Whether the person has the mailbox as an additional account, which helps with all but resources."""
    opening = grant.mailbox.grant_to(FullAccess, manager)
    if opening is None or grant.owner.is_one_of(RESOURCE_MAILBOXES) is True:
        return False
    return gives_a_right(opening) and opening.access == "additional_account"
