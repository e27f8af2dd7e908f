"""The object that stands for a recipient on the side where it does not live: whether it is there, and what it allows.

Source: "Configure Exchange to support delegated mailbox permissions in a hybrid deployment"; [MS-OXOABK] 2.2.3.12.
"""

from __future__ import annotations

from typing import Final

from delegint.api import NOWHERE, RESOURCE_MAILBOXES, Recipient, State, Unknown

ACLABLE: Final = 0x40000000
"""The bit of msExchRecipientDisplayType without which no entry of an access control list can name the object."""
WITHOUT_OBJECT: Final = frozenset({"license_only", "cloud_only"})
"""How a mailbox came to be that has no object in Active Directory."""
_SYNCED_GROUPS: Final = frozenset({
    "MailUniversalSecurityGroup", "UniversalSecurityGroup", "MailUniversalDistributionGroup", "MailNonUniversalGroup",
})  # fmt: skip


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


def object_on(recipient: Recipient, side: str, state: State) -> bool | Unknown:
    """Whether the recipient has an object on a side, at this point in time: its mailbox, or what stands for that.

    The state tells by `home`, `on_premises_object`, `online_object`, `directory_synced`, `provenance` and
    `source_of_authority`; a snapshot of the recipients of that side tells too.

    Parameters:
        recipient: a mailbox, group or contact.
        side: `on_premises` or `online`.
        state: the state at that point.
    """
    home = state.home_at(recipient)
    stated = recipient.on_premises_object if side == "on_premises" else recipient.online_object
    if home == side or stated.known:
        return True
    if state.observed is not None and recipient.person >= 0:
        if side in state.observed.sides_of(recipient.person):
            return True
        if state.observed.has_people_on(side):
            return False
    if isinstance(home, Unknown):
        return home
    return _by_synchronization(recipient, side, home)


def _by_synchronization(recipient: Recipient, side: str, home: str) -> bool | Unknown:
    """Whether directory synchronization has made, or has come from, an object on the side."""
    synced = recipient.directory_synced
    if side == "online":
        return synced if home == NOWHERE or isinstance(synced, bool) else recipient.missing("directory_synced", "")
    if home == "online":
        return False if has_no_object(recipient) else synced
    kind = recipient.type
    if kind == "GroupMailbox" or (not isinstance(kind, Unknown) and kind in _SYNCED_GROUPS and synced is False):
        return False
    master = recipient.source_of_authority
    if master == "on_premises" or synced is True:
        return True
    return synced if isinstance(synced, Unknown) else False
