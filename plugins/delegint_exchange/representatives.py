"""The object that stands for a recipient on the side where it does not live: whether it is there, and what it allows.

Source: "Configure Exchange to support delegated mailbox permissions in a hybrid deployment"; [MS-OXOABK] 2.2.3.12.
"""

from __future__ import annotations

from typing import Final

from delegint.api import NOWHERE, RESOURCE_MAILBOXES, Recipient, State, Unknown, powershell_quoted

ACLABLE: Final = 0x40000000
"""The bit of msExchRecipientDisplayType without which no entry of an access control list can name the object."""
WITHOUT_OBJECT: Final = frozenset({"license_only", "cloud_only"})
"""How a mailbox came to be that has no object in Active Directory."""
CREATED: Final = "new_remote_mailbox"
"""The provenance of a mailbox that was created from on-premises, not moved."""
_TYPES: Final = {"SharedMailbox": " -Shared", "RoomMailbox": " -Room", "EquipmentMailbox": " -Equipment"}
"""What New-RemoteMailbox and Enable-RemoteMailbox are told for a mailbox of each type."""
_LISTING: Final = frozenset({"get-recipient", "get-exorecipient"})
"""What shows every recipient of a side."""
_FIRST_ONES: Final = 1000
"""How many recipients Exchange returns unless it is asked for more."""


def display_type(mailbox: Recipient, state: State) -> int | Unknown:
    """The msExchRecipientDisplayType of the object on-premises at this point in time.

    A move makes a new object, so what is seen today says nothing about it. All that is known beforehand is what the
    organization makes of moved mailboxes; it never makes rooms and equipment ACL-able.

    Parameters:
        mailbox: one that lives online at this point in time.
        state: the state at that point.
    """
    observed = mailbox.on_premises_object
    here, before = state.home_at(mailbox), state.now.home_at(mailbox)
    if isinstance(here, Unknown) or (not isinstance(before, Unknown) and before == here):
        return observed.display_type
    switch = state.organization.exchange_server.aclable_synced_object_enabled
    if isinstance(switch, Unknown):
        return switch
    expected = switch and mailbox.is_one_of(RESOURCE_MAILBOXES) is False
    return ACLABLE if expected else observed.missing("msExchRecipientDisplayType", "Get-ADUser")


def has_no_object(mailbox: Recipient) -> bool:
    """Whether it is known that nothing stands on-premises for a mailbox in Exchange Online."""
    synced, provenance = mailbox.directory_synced, mailbox.provenance
    if not isinstance(synced, Unknown) and not synced:
        return True
    return not isinstance(provenance, Unknown) and provenance in WITHOUT_OBJECT


def lives(recipient: Recipient, side: str, state: State) -> bool:
    """Whether the mailbox is known to live on a side."""
    home = state.home_at(recipient)
    return not isinstance(home, Unknown) and home == side


def has_stayed(recipient: Recipient, side: str, state: State) -> bool:
    """Whether the mailbox lives on a side and has lived there before any batch, so that facts of today still count."""
    return lives(recipient, side, state) and lives(recipient, side, state.now)


def object_on(recipient: Recipient, side: str, state: State) -> bool | Unknown:
    """Whether the recipient has an object on a side, at this point in time: its mailbox, or what stands for that.

    The state tells by `home`, `on_premises_object`, `online_object`, `directory_synced`, `provenance` and
    `source_of_authority`; a snapshot of the recipients of that side tells too. A move leaves an object behind.

    Parameters:
        recipient: a mailbox, group or contact.
        side: `on_premises` or `online`.
        state: the state at that point.
    """
    stated = recipient.on_premises_object if side == "on_premises" else recipient.online_object
    if stated.known or lives(recipient, side, state) or lives(recipient, side, state.now):
        return True
    observed = state.observed
    if observed is not None and recipient.person >= 0:
        if side in observed.sides_of(recipient.person):
            return True
        if side in state.now.once(_sides_listed):
            return False
    home = state.home_at(recipient)
    if isinstance(home, Unknown):
        return True if recipient.directory_synced is True and not has_no_object(recipient) else home
    if home == NOWHERE:
        return _mastered(recipient, side)
    return recipient.directory_synced if side == "online" else _left_on_premises(recipient)


def _sides_listed(state: State) -> frozenset[str]:
    """The sides of which the snapshot has every recipient, so that who is not among them is not there."""
    observed = state.observed
    return frozenset(
        file.side
        for file in (() if observed is None else observed.files)
        if not _LISTING.isdisjoint(file.cmdlet.casefold().split(", "))
        and (file.records != _FIRST_ONES or "unlimited" in file.parameters.casefold())
        and "-filter" not in file.parameters.casefold()
    )


def _left_on_premises(mailbox: Recipient) -> bool | Unknown:
    """Whether something stands on-premises for a mailbox in Exchange Online, by how it came to be."""
    if has_no_object(mailbox):
        return False
    return True if isinstance(mailbox.provenance, str) else mailbox.directory_synced


def _mastered(recipient: Recipient, side: str) -> bool | Unknown:
    """Whether a recipient without a mailbox exists on a side, by where it is managed and whether it is synchronized."""
    synced, master = recipient.directory_synced, recipient.source_of_authority
    if synced is True:
        return True
    kind = recipient.type
    if not isinstance(kind, Unknown) and kind == "GroupMailbox":
        return side == "online"
    if isinstance(master, Unknown):
        return synced if isinstance(synced, Unknown) else side == "online"
    return True if master == side else synced


def make_aclable(mailbox: Recipient) -> str:
    """What to do about an object that is not ACL-able, as a sentence."""
    command = f"Set-RemoteMailbox {powershell_quoted(mailbox)} -ACLableSyncedObjectEnabled"
    return f"Run {command} on-premises, and state the msExchRecipientDisplayType that it leads to"


def create_object(mailbox: Recipient) -> str:
    """How to put an object on-premises for a mailbox in Exchange Online, as a sentence."""
    kind = mailbox.type
    what = "" if isinstance(kind, Unknown) else _TYPES.get(kind, "")
    aclable = "" if mailbox.is_one_of(RESOURCE_MAILBOXES) is True else " -ACLableSyncedObjectEnabled"
    if mailbox.directory_synced is True:
        command = f"Enable-RemoteMailbox {powershell_quoted(mailbox)} -RemoteRoutingAddress <routing address>"
    else:
        address = powershell_quoted(mailbox)
        command = f"New-RemoteMailbox -Name <name> -UserPrincipalName <the same> -PrimarySmtpAddress {address}"
    return (
        f"Run {command}{what}{aclable} on-premises, then Set-RemoteMailbox {powershell_quoted(mailbox)} -ExchangeGuid"
        " <that of the mailbox>, and let the directory synchronize"
    )
