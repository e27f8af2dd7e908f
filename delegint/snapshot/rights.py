"""Rights and other enumerations: their names, by number and as they are spelled, and rights that add up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from delegint.snapshot.losses import JOINED, OUT_OF_RANGE, LostValueError


class Names:
    """The names of an enumeration, or of flags that add up.

    Parameters:
        numbers: the names by number.
        others: names whose numbers are not known.
    """

    __slots__ = ("numbers", "spelled")

    def __init__(self, numbers: dict[int, str], *others: str) -> None:
        self.numbers = dict(sorted(numbers.items(), reverse=True))
        self.spelled = {name.upper(): name for name in (*numbers.values(), *others)}


MAILBOX_RIGHTS: Final = Names({
    1: "FullAccess", 2: "SendAs", 4: "ExternalAccount", 65536: "DeleteItem", 131072: "ReadPermission",
    262144: "ChangePermission", 524288: "ChangeOwner",
})  # fmt: skip
"""AccessRights of Get-MailboxPermission."""
RECIPIENT_RIGHTS: Final = Names({1: "SendAs"})
"""AccessRights of Get-RecipientPermission: here 1 is not FullAccess."""
AD_RIGHTS: Final = Names({
    1: "CreateChild", 2: "DeleteChild", 4: "ListChildren", 8: "Self", 16: "ReadProperty", 32: "WriteProperty",
    64: "DeleteTree", 128: "ListObject", 256: "ExtendedRight", 65536: "Delete", 131072: "ReadControl",
    131076: "GenericExecute", 131112: "GenericWrite", 131220: "GenericRead", 262144: "WriteDacl", 524288: "WriteOwner",
    983551: "GenericAll", 1048576: "Synchronize", 16777216: "AccessSystemSecurity",
})  # fmt: skip
"""AccessRights of Get-ADPermission. Source: System.DirectoryServices.ActiveDirectoryRights."""
EVERYTHING: Final = "GenericAll"
"""Full control of an object of Active Directory, which every object gives to its administrators by itself."""
EXTENDED_RIGHTS: Final = Names({}, "Send-As", "Receive-As")
_FOLDER_FLAGS: Final = Names({
    1: "ReadItems", 2: "CreateItems", 8: "EditOwnedItems", 16: "DeleteOwnedItems", 32: "EditAllItems",
    64: "DeleteAllItems", 128: "CreateSubfolders", 256: "FolderOwner", 512: "FolderContact", 1024: "FolderVisible",
    2048: "AvailabilityOnly", 6144: "LimitedDetails",
})  # fmt: skip
FOLDER_RIGHTS: Final = Names({
    **_FOLDER_FLAGS.numbers, 0: "None", 1025: "Reviewer", 1026: "Contributor", 1043: "NonEditingAuthor", 1051: "Author",
    1147: "Editor", 1179: "PublishingAuthor", 1275: "PublishingEditor", 2043: "Owner",
})  # fmt: skip
"""AccessRights of Get-MailboxFolderPermission. Source: MS-OXCPERM, PidTagMemberRights."""
_FOLDER_BITS: Final = {name.upper(): bits for bits, name in FOLDER_RIGHTS.numbers.items()}
SHARING_FLAGS: Final = Names({}, "None", "Delegate", "CanViewPrivateItems")
REMOTE_RECIPIENT_TYPE: Final = Names({
    1: "ProvisionMailbox", 2: "ProvisionArchive", 4: "Migrated", 8: "DeprovisionMailbox", 0x20: "RoomMailbox",
    0x40: "EquipmentMailbox", 0x60: "SharedMailbox",
})  # fmt: skip
"""msExchRemoteRecipientType, a sum."""
RECIPIENT_TYPE_DETAILS: Final = Names(
    {
        1: "UserMailbox", 2: "LinkedMailbox", 4: "SharedMailbox", 8: "LegacyMailbox", 16: "RoomMailbox",
        32: "EquipmentMailbox", 64: "MailContact", 128: "MailUser", 256: "MailUniversalDistributionGroup",
        512: "MailNonUniversalGroup", 1024: "MailUniversalSecurityGroup", 2048: "DynamicDistributionGroup",
        4096: "PublicFolder", 1 << 29: "DiscoveryMailbox", 1 << 31: "RemoteUserMailbox", 1 << 33: "RemoteRoomMailbox",
        1 << 34: "RemoteEquipmentMailbox", 1 << 35: "RemoteSharedMailbox", 1 << 37: "TeamMailbox",
        1 << 40: "GroupMailbox", 1 << 41: "SchedulingMailbox",
    },
    "GuestMailUser", "ArbitrationMailbox", "MonitoringMailbox", "PublicFolderMailbox", "AuditLogMailbox",
    "SupervisoryReviewPolicyMailbox", "LinkedRoomMailbox",
)  # fmt: skip
INHERITANCE_TYPE: Final = Names({0: "None", 1: "All", 2: "Descendents", 3: "SelfAndChildren", 4: "Children"})
ACCESS_CONTROL_TYPE: Final = Names({0: "Allow", 1: "Deny"})
FOLDER_USER_TYPE: Final = Names({0: "Default", 1: "Anonymous", 2: "Internal", 3: "External", 4: "Unknown"})
WHOLE_NUMBER: Final = re.compile(r"[-+]?[0-9]{1,20}")
_BETWEEN_RIGHTS: Final = re.compile(r"[,;|\r\n]")
_MOST_KEPT: Final = 256
"""Characters of a text of rights that is kept because it will come again."""


def folder_role(names: Iterable[str]) -> tuple[str, ...]:
    """Folder rights in the form in which they compare: the role that they add up to, else single rights in order."""
    total = 0
    unknown = set[str]()
    for name in names:
        bits = _FOLDER_BITS.get(name.upper())
        if bits is None:
            unknown.add(name)
        else:
            total |= bits
    if unknown and not total:
        return tuple(sorted(unknown))
    role = FOLDER_RIGHTS.numbers.get(total)
    return (*((role,) if role else flags(total, _FOLDER_FLAGS)), *sorted(unknown))


def flags(number: int, table: Names) -> tuple[str, ...]:
    """The names of the bits of a number, as Enum.ToString of .NET finds them: the greatest first, told in order.

    Raises:
        LostValueError: it has more than 64 bits.
    """
    name = table.numbers.get(number)
    if name is not None:
        return (name,)
    rest = _unsigned(number)
    found = []
    for bits, name in table.numbers.items():
        if bits and rest & bits == bits:
            rest -= bits
            found.append(name)
    return (*reversed(found), *([hexadecimal(rest)] if rest else ()))


def hexadecimal(number: int) -> str:
    """A number that has no name.

    Raises:
        LostValueError: it has more than 64 bits.
    """
    return f"0x{_unsigned(number):X}"


def rights_in(joined: str, table: Names) -> tuple[str, ...]:
    """The names of the rights that a text lists, by name or by number.

    Raises:
        LostValueError: it cannot be told where one right ends and the next begins, or as for `flags`.
    """
    read = _rights_in if len(joined) <= _MOST_KEPT else _rights_in.__wrapped__
    return read(joined, table)


@lru_cache(maxsize=4096)
def _rights_in(joined: str, table: Names) -> tuple[str, ...]:
    joined = joined.strip()
    if joined[0] == "{" and joined[-1] == "}":
        joined = joined[1:-1]
    found: list[str] = []
    for piece in _BETWEEN_RIGHTS.split(joined):
        words = piece.split()
        for word in words:
            if WHOLE_NUMBER.fullmatch(word):
                found += flags(int(word), table)
                continue
            known = table.spelled.get(word.upper())
            if known is None and len(words) > 1:
                raise LostValueError(joined, JOINED)
            found.append(known or word)
    return tuple(found)


def _unsigned(number: int) -> int:
    if not -(1 << 63) <= number < 1 << 64:
        raise LostValueError(number, OUT_OF_RANGE)
    return number if number >= 0 else number + (1 << (32 if number >= -(1 << 31) else 64))
