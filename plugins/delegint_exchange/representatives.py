"""The object that stands for a recipient on the side where it does not live: whether it is there, and what it allows.

Source: "Configure Exchange to support delegated mailbox permissions in a hybrid deployment"; [MS-OXOABK] 2.2.3.12.
"""

from __future__ import annotations

from typing import Final

from delegint.api import (
    NOWHERE,
    REMOTE_MAILBOXES,
    RESOURCE_MAILBOXES,
    Recipient,
    State,
    Unknown,
    powershell_quoted,
)

ACLABLE: Final = 0x40000000
"""The bit of msExchRecipientDisplayType without which no entry of an access control list can name the object."""
WITHOUT_OBJECT: Final = frozenset({"license_only", "cloud_only"})
"""How a mailbox came to be that has no object in Active Directory."""
CREATED: Final = "new_remote_mailbox"
"""The provenance of a mailbox that was created from on-premises, not moved."""
NEVER_MIGRATED: Final = WITHOUT_OBJECT | {CREATED}
_TYPES: Final = {
    "SharedMailbox": " -Shared", "EquipmentMailbox": " -Equipment",
    **dict.fromkeys(("RoomMailbox", "WorkspaceMailbox", "DeskMailbox"), " -Room"),
}  # fmt: skip
"""What New-RemoteMailbox and Enable-RemoteMailbox are told for a mailbox of each type; desks are rooms to them."""
_LISTING: Final = frozenset({"get-recipient", "get-exorecipient"})
"""What shows every recipient of a side."""
_FIRST_ONES: Final = 1000
"""How many recipients Exchange returns unless it is asked for more."""
_LEAVING_NOBODY_OUT: Final = frozenset({
    "-resultsize", "-properties", "-sortby", "-domaincontroller", "-readfromdomaincontroller", "-ignoredefaultscope",
    "-erroraction",
})  # fmt: skip
_CUT_OFF: Final = frozenset({"SNP001", "DRF016"})
"""What is found on a file that was not read to its end, or does not hold all there is."""
_MANIFEST: Final = "manifest"
"""The carrier of what a collector says of its own files."""
_KIND: Final = {"on_premises": "on_premises_object.kind", "online": "online_object.kind"}
_OTHERS: Final = {False: frozenset({"RemoteMailbox", "MailUser"}), True: frozenset({"group"})}
"""The kinds of objects that nobody sees who has listed the mailboxes of a side alone: for no group, and for a group."""
_ASKED_AFTERWARDS: Final = ("full_access", "folders", "resource_delegates")
"""The rights that the collector asks each mailbox for."""


def display_type(mailbox: Recipient, state: State) -> int | Unknown:
    """The msExchRecipientDisplayType of the object on-premises at this point in time.

    A move makes a new object, so what is seen today says nothing about it. All that is known beforehand is what the
    organization makes of moved mailboxes; it never makes rooms and equipment ACL-able. Where it
    is known to make nothing ACL-able, HYB004 says so once, and no object is judged before it is there.

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
    is_resource = mailbox.is_one_of(RESOURCE_MAILBOXES) is not False
    return observed.missing("msExchRecipientDisplayType", "Get-ADUser") if is_resource else ACLABLE


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
        group = recipient.is_group
        if not isinstance(group, Unknown) and (side, group) in state.now.once(_listed):
            return False
    home = state.home_at(recipient)
    if isinstance(home, Unknown):
        return True if recipient.directory_synced is True and not has_no_object(recipient) else home
    if home == NOWHERE:
        return _mastered(recipient, side, state)
    return recipient.directory_synced if side == "online" else _left_on_premises(recipient)


def _listed(state: State) -> frozenset[tuple[str, bool]]:
    """Of what the snapshot has everything, so that who is not among it is not there: the side, and whether groups.

    The collector asks for rights only once it has listed all recipients, which is how a run that failed is told. A file
    of which no parameters are known may hold recipients of one kind alone, so others must be seen as well.
    """
    observed = state.observed
    if observed is None:
        return frozenset()
    manifests = {file.name for file in observed.files if file.carrier == _MANIFEST}
    sources = ((observed.place(note.origin).source.name, note.code) for note in observed.notes)
    doubted = {name for name, code in sources if code in _CUT_OFF or name in manifests}
    found: set[tuple[str, bool]] = set()
    for file in observed.files:
        manifest = f"{file.name.rpartition('/')[0]}/manifest.json"
        if _LISTING.isdisjoint(file.cmdlet.casefold().split(", ")) or not doubted.isdisjoint((file.name, manifest)):
            continue
        finished = any(observed.coverage(kind, file.side).covered for kind in _ASKED_AFTERWARDS)
        if _leaves_nobody_out(file.parameters, file.records) and (finished or manifest not in manifests):
            shown = set(observed.facts.get(_KIND.get(file.side, ""), ()))
            found.update((file.side, group) for group in (False, True) if file.parameters or shown & _OTHERS[group])
    return frozenset(found)


def _leaves_nobody_out(parameters: str, records: int) -> bool:
    """Whether a cmdlet that shows every recipient shows all of them with these parameters."""
    said = parameters.casefold().replace(":", " ").split()
    options = {word for word in said if word.startswith("-")}
    return options <= _LEAVING_NOBODY_OUT and (
        "unlimited" in said or ("-resultsize" not in options and records != _FIRST_ONES)
    )


def _left_on_premises(mailbox: Recipient) -> bool | Unknown:
    """Whether something stands on-premises for a mailbox in Exchange Online, by how it came to be."""
    if has_no_object(mailbox):
        return False
    return True if isinstance(mailbox.provenance, str) else mailbox.directory_synced


def _mastered(recipient: Recipient, side: str, state: State) -> bool | Unknown:
    """Whether a recipient without a mailbox exists on a side, by where it is managed and whether it is synchronized."""
    synced, master, kind = recipient.directory_synced, recipient.source_of_authority, recipient.type
    if synced is True:
        return True
    if isinstance(kind, str) and kind == "GroupMailbox":
        return side == "online"
    is_dynamic = isinstance(kind, str) and kind == "DynamicDistributionGroup"  # which is never synchronized
    if isinstance(synced, Unknown) and not is_dynamic:
        return True if isinstance(master, str) and master == side else synced
    where = master if isinstance(master, str) else state.organization.only_side or master
    return where if isinstance(where, Unknown) else where == side


def make_aclable(mailbox: Recipient) -> str:
    """What to do about an object that is not ACL-able, as a sentence."""
    command = f"Set-RemoteMailbox {powershell_quoted(mailbox)} -ACLableSyncedObjectEnabled"
    later = ", now and after the next writeback from Exchange Online" if mailbox.cloud_managed is True else ""
    return f"Run {command} on-premises, and state the msExchRecipientDisplayType that it leads to{later}"


def create_object(owner: Recipient) -> str:
    """How to put an object on-premises for a recipient of Exchange Online that is no group, as a sentence."""
    name = powershell_quoted(owner)
    kind = owner.type
    if owner.has_mailbox is False:
        command = "New-MailUser" if isinstance(kind, str) and kind == "MailUser" else "New-MailContact"
        return (
            f"Run {command} on-premises with -PrimarySmtpAddress {name} and the ExternalEmailAddress that it has online"
        )
    what = "" if isinstance(kind, Unknown) else _TYPES.get(REMOTE_MAILBOXES.get(kind, kind), "")
    aclable = "" if owner.is_one_of(RESOURCE_MAILBOXES) is True else " -ACLableSyncedObjectEnabled"
    if owner.directory_synced is True or owner.cloud_managed is True:
        command = f"Enable-RemoteMailbox {name} -RemoteRoutingAddress <routing address>"
    else:
        command = f"New-RemoteMailbox -Name <name> -UserPrincipalName <the same> -PrimarySmtpAddress {name}"
    return (
        f"Run {command}{what}{aclable} on-premises, then Set-RemoteMailbox {name} -ExchangeGuid"
        " <that of the mailbox>, and let the directory synchronize"
    )
