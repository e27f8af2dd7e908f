"""Recipients: mailboxes, groups, contacts, each with what is known about it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from delegint.model.clients import Client, clients_in
from delegint.model.facts import (
    Fact,
    Facts,
    ObservedFacts,
    boolean,
    number,
    one_of,
    quantity,
    text,
    texts,
)
from delegint.model.recipient_parts import LyncUser, MailboxEws, OnlineObject, OnPremisesObject, TeamsUser
from delegint.model.unknown import Unknown
from delegint.schema.clients import MEETING_CLIENTS
from delegint.schema.core import RECIPIENT_TYPES
from delegint.source.nodes import Node

RESOURCE_MAILBOXES: Final = frozenset({
    "RoomMailbox", "EquipmentMailbox", "WorkspaceMailbox", "DeskMailbox", "RemoteRoomMailbox", "RemoteEquipmentMailbox",
})  # fmt: skip
REMOTE_MAILBOXES: Final = {
    "RemoteUserMailbox": "UserMailbox",
    "RemoteSharedMailbox": "SharedMailbox",
    "RemoteRoomMailbox": "RoomMailbox",
    "RemoteEquipmentMailbox": "EquipmentMailbox",
}
"""What on-premises Exchange calls a mailbox that lives in Exchange Online, and what it is there."""
MAILBOXES: Final = RESOURCE_MAILBOXES | REMOTE_MAILBOXES.keys() | {
    "UserMailbox", "SharedMailbox", "LinkedMailbox", "TeamMailbox", "DiscoveryMailbox", "ArbitrationMailbox",
    "SchedulingMailbox", "LegacyMailbox", "PublicFolderMailbox",
}  # fmt: skip
"""RecipientTypeDetails of objects that have a mailbox on one side or the other."""
SECURITY_GROUPS: Final = frozenset({"MailUniversalSecurityGroup", "UniversalSecurityGroup"})
DISTRIBUTION_GROUPS: Final = frozenset({"MailUniversalDistributionGroup", "MailNonUniversalGroup"})
GROUPS: Final = SECURITY_GROUPS | DISTRIBUTION_GROUPS | {"DynamicDistributionGroup", "GroupMailbox", "RoomList"}
CONTACTS: Final = frozenset({"MailContact", "MailForestContact"})


NOBODY: Final = -1
"""The number of a recipient that no snapshot describes."""


class Recipient(Facts):
    """A recipient, named by its primary SMTP address.

    Where it is not declared under `recipients`, every fact is unknown. `Default` and `Anonymous`, the two trustees of
    folder permissions that are nobody in particular, are recipients with `well_known` true.

    `person` is the number under which a snapshot knows the recipient; `NOBODY` where it does not.

    Facts and where they are read: `type` (Get-Recipient), `home` (Get-Mailbox, Get-RemoteMailbox), the others as
    their descriptors say. The format documents their meaning.
    """

    __slots__ = ("_is_group", "_lync", "_teams", "_type", "address", "observed", "person", "well_known")

    stated_type = Fact(one_of(*RECIPIENT_TYPES), "Get-Recipient", key="type", default="UserMailbox")
    home = Fact(one_of("on_premises", "online"), "Get-Recipient")
    aliases = Fact[tuple[str, ...]](texts, "Get-Recipient", default=())
    labels = Fact[tuple[str, ...]](texts, default=())
    members = Fact(texts, "Get-DistributionGroupMember")
    membership_complete = Fact(boolean, default=True)
    directory_synced = Fact(boolean, "Get-MsolUser or Get-MgUser")
    sync_engine = Fact(text)
    planned_sync_engine = Fact(text)
    planned_by_procedure = Fact(boolean)
    cloud_managed = Fact(boolean, "Get-Mailbox")
    source_of_authority = Fact(one_of("on_premises", "online"), "Get-MgGroup")
    provenance = Fact(one_of("migrated", "new_remote_mailbox", "license_only", "cloud_only", "on_premises_native"))
    hidden_from_address_lists = Fact(boolean, "Get-Mailbox")
    account_enabled = Fact(boolean, "Get-ADUser or Get-MgUser")
    external = Fact(boolean)
    licenses = Fact(texts, "Get-MgUserLicenseDetail")
    mailbox_size_gb = Fact(quantity, "Get-MailboxStatistics")
    archive = Fact(one_of("none", "local", "cloud"), "Get-Mailbox")
    litigation_hold = Fact(boolean, "Get-Mailbox")
    receives_protected_mail = Fact(boolean)
    message_copy_for_sent_as = Fact(boolean, "Get-Mailbox")
    message_copy_for_send_on_behalf = Fact(boolean, "Get-Mailbox")
    delegate_sent_items_style = Fact(number)
    delegate_forward_rules = Fact(number)
    default_calendar_right = Fact(text, "Get-MailboxFolderPermission")

    def __init__(self, address: str, node: Node | None, *, well_known: bool = False) -> None:
        super().__init__(node)
        self.observed: ObservedFacts | None = None
        self.person = NOBODY
        self.address = address
        self.well_known = well_known
        self._type: str | Unknown | None = None
        self._is_group: bool | Unknown | None = None
        self._lync: LyncUser | None = None
        self._teams: TeamsUser | None = None

    def __str__(self) -> str:
        return self.address

    def __repr__(self) -> str:
        return f"<Recipient {self.address}>"

    @property
    def key(self) -> str:
        """The address without regard to case: what two findings about one person have in common."""
        return self.address.casefold()

    @property
    def path(self) -> tuple[str, ...]:
        """See `Facts`."""
        return ("recipients", self.address)

    @property
    def subject(self) -> str:
        """See `Facts`."""
        return self.address

    def missing(self, key: str, cmdlet: str) -> Unknown:
        """See `Facts`."""
        return Unknown(key, self.address, f"recipients.<address>.{key}", cmdlet)

    @property
    def type(self) -> str | Unknown:
        """RecipientTypeDetails; UserMailbox where a declared recipient does not say."""
        known = self._type
        if known is None:
            known = self._type = self.stated_type
        return known

    @property
    def is_group(self) -> bool | Unknown:
        """Whether it is a group of any kind."""
        known = self._is_group
        if known is None:
            known = self._is_group = self.is_one_of(GROUPS)
        return known

    @property
    def has_mailbox(self) -> bool | Unknown:
        """Whether it is an object with a mailbox, on whichever side."""
        return self.is_one_of(MAILBOXES)

    def is_one_of(self, types: Collection[str]) -> bool | Unknown:
        """Whether its RecipientTypeDetails is one of `types`; false for Default and Anonymous."""
        if self.well_known:
            return False
        kind = self.type
        return kind if isinstance(kind, Unknown) else kind in types

    @property
    def clients(self) -> frozenset[str] | Unknown:
        """The clients in use, such as `outlook_windows` and `owa`, but for those that serve meetings and calls."""
        node = self.value("clients")
        if node is None or not isinstance(node.value, list):
            return self.missing("clients", "")
        products = frozenset(client.product for client in clients_in(node))
        others = products.difference(MEETING_CLIENTS)
        return self.missing("clients", "") if products and not others else others

    @property
    def installations(self) -> tuple[Client, ...] | Unknown:
        """Every client in use, with what is known of its installation."""
        node = self.value("clients")
        if node is None or not isinstance(node.value, list):
            return self.missing("clients", "")
        return clients_in(node, *self.path, "clients")

    @property
    def lync(self) -> LyncUser:
        """What Lync or Skype for Business knows about the person."""
        known = self._lync
        if known is None:
            known = self._lync = LyncUser(self)
        return known

    @property
    def teams(self) -> TeamsUser:
        """What Teams knows about the person."""
        known = self._teams
        if known is None:
            known = self._teams = TeamsUser(self)
        return known

    @property
    def ews(self) -> MailboxEws:
        """What EWS is allowed to do with the mailbox."""
        return MailboxEws(self)

    @property
    def on_premises_object(self) -> OnPremisesObject:
        """The object that stands for the recipient in Active Directory."""
        return OnPremisesObject(self, "on_premises_object")

    @property
    def online_object(self) -> OnlineObject:
        """The object that stands for the recipient in Exchange Online."""
        return OnlineObject(self, "online_object")


def normalized(address: str) -> str:
    """The form in which addresses are compared: without case, surrounding blanks, `smtp:` and `sip:`.

    Source: the format, principle 3.
    """
    key = address.strip().casefold()
    if key.startswith(("smtp:", "sip:")):
        key = key.partition(":")[2]
    return key
