"""Rights by name and by number: the tables, flags taken apart, and folder rights that are a role together."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegint.snapshot import coerce
from delegint.snapshot.losses import JOINED, NO_FORM, OUT_OF_RANGE, LostValueError
from delegint.snapshot.rights import (
    AD_RIGHTS,
    EXTENDED_RIGHTS,
    FOLDER_RIGHTS,
    MAILBOX_RIGHTS,
    RECIPIENT_RIGHTS,
    REMOTE_RECIPIENT_TYPE,
    SHARING_FLAGS,
    Names,
    folder_role,
)
from delegint.snapshot.values import Value

BOTH = ("FullAccess", "ReadPermission")
FLAGS = {
    "ReadItems": 1, "CreateItems": 2, "EditOwnedItems": 8, "DeleteOwnedItems": 16, "EditAllItems": 32,
    "DeleteAllItems": 64, "CreateSubfolders": 128, "FolderOwner": 256, "FolderContact": 512, "FolderVisible": 1024,
}  # fmt: skip
ROLES = {
    "Owner": 2043, "PublishingEditor": 1275, "Editor": 1147, "PublishingAuthor": 1179, "Author": 1051,
    "NonEditingAuthor": 1043, "Reviewer": 1025, "Contributor": 1026, "AvailabilityOnly": 2048, "LimitedDetails": 6144,
    "None": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        [131073],
        131073,
        "131073",
        ["FullAccess, ReadPermission"],
        ["FullAccess", "ReadPermission"],
        "FullAccess, ReadPermission",
        "FullAccess,ReadPermission",
        "{FullAccess, ReadPermission}",
        "FullAccess ReadPermission",
        "fullaccess;READPERMISSION",
        "FullAccess\r\nReadPermission",
        "1 131072",
        [1, 131072],
        [{"value": 131073, "Value": "FullAccess, ReadPermission"}],
        [{"value": 1, "Value": "FullAccess"}, {"value": 131072, "Value": "ReadPermission"}],
        [{"ToString": "FullAccess, ReadPermission"}],
        {"value": ["FullAccess", "ReadPermission"], "Count": 2},
        {"value": [131073], "Count": 1},
        ["FullAccess", None, "", "ReadPermission", "FullAccess"],
    ],
)
def test_mailbox_rights_in_every_form(value: Value) -> None:
    assert coerce.rights(value, MAILBOX_RIGHTS) == BOTH


@pytest.mark.parametrize(
    ("table", "value", "names"),
    [
        (MAILBOX_RIGHTS, 2, ("SendAs",)),
        (MAILBOX_RIGHTS, 4, ("ExternalAccount",)),
        (MAILBOX_RIGHTS, 65536, ("DeleteItem",)),
        (MAILBOX_RIGHTS, 262144, ("ChangePermission",)),
        (MAILBOX_RIGHTS, 524288, ("ChangeOwner",)),
        (MAILBOX_RIGHTS, [131077], ("FullAccess", "ExternalAccount", "ReadPermission")),
        (RECIPIENT_RIGHTS, [1], ("SendAs",)),
        (RECIPIENT_RIGHTS, ["SendAs"], ("SendAs",)),
        (AD_RIGHTS, [256], ("ExtendedRight",)),
        (AD_RIGHTS, "{ExtendedRight}", ("ExtendedRight",)),
        (AD_RIGHTS, 983551, ("GenericAll",)),
        (AD_RIGHTS, 262144, ("WriteDacl",)),
        (AD_RIGHTS, 524288, ("WriteOwner",)),
        (AD_RIGHTS, 16 + 32 + 256, ("ReadProperty", "WriteProperty", "ExtendedRight")),
        (AD_RIGHTS, 983551 + 16777216, ("GenericAll", "AccessSystemSecurity")),
        (AD_RIGHTS, 131220, ("GenericRead",)),
        (EXTENDED_RIGHTS, ["Send-As"], ("Send-As",)),
        (EXTENDED_RIGHTS, "{Send-As, Receive-As}", ("Send-As", "Receive-As")),
        (EXTENDED_RIGHTS, "send-as Receive-As", ("Send-As", "Receive-As")),
        (EXTENDED_RIGHTS, ["User-Change-Password"], ("User-Change-Password",)),
        (EXTENDED_RIGHTS, None, ()),
        (SHARING_FLAGS, "Delegate, CanViewPrivateItems", ("Delegate", "CanViewPrivateItems")),
        (SHARING_FLAGS, None, ()),
        (REMOTE_RECIPIENT_TYPE, 97, ("ProvisionMailbox", "SharedMailbox")),
        (REMOTE_RECIPIENT_TYPE, 100, ("Migrated", "SharedMailbox")),
        (REMOTE_RECIPIENT_TYPE, "ProvisionMailbox, RoomMailbox", ("ProvisionMailbox", "RoomMailbox")),
        (MAILBOX_RIGHTS, 16, ("0x10",)),
        (MAILBOX_RIGHTS, 17, ("FullAccess", "0x10")),
        (AD_RIGHTS, -2147483648, ("0x80000000",)),
        (MAILBOX_RIGHTS, 0, ()),
        (MAILBOX_RIGHTS, "", ()),
        (MAILBOX_RIGHTS, [], ()),
        (MAILBOX_RIGHTS, "{}", ()),
        (MAILBOX_RIGHTS, "Unheard", ("Unheard",)),
        (MAILBOX_RIGHTS, ["FullAccess"] * 300, ("FullAccess",)),
        (MAILBOX_RIGHTS, ", ".join(["FullAccess"] * 300), ("FullAccess",)),
    ],
)
def test_rights_by_table(table: Names, value: Value, names: tuple[str, ...]) -> None:
    assert coerce.rights(value, table) == names


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("Full Access", JOINED),
        ("FullAccess Unheard", JOINED),
        (["FullAccess, Read Permission"], JOINED),
        (True, NO_FORM),
        ([1.5], NO_FORM),
        ([{"Unheard": 1}], NO_FORM),
        (2**64, OUT_OF_RANGE),
        (-(2**63) - 1, OUT_OF_RANGE),
    ],
)
def test_rights_that_are_lost(value: Value, why: str) -> None:
    with pytest.raises(LostValueError) as caught:
        coerce.rights(value, MAILBOX_RIGHTS)
    assert caught.value.why == why


@pytest.mark.parametrize(("role", "number"), ROLES.items())
def test_a_folder_role_is_the_same_by_name_by_number_and_by_its_flags(role: str, number: int) -> None:
    flags: list[Value] = [name for name, bit in FLAGS.items() if number & bit] if number < 2048 else [role]
    bits: list[Value] = [bit for bit in FLAGS.values() if number & bit] if number < 2048 else [number]
    forms: list[Value] = [
        [role],
        role.upper(),
        number,
        [number],
        str(number),
        {"value": number, "Value": role},
        [role, role],
    ]
    if number:
        forms += [flags, bits, [*flags, role], f"{{{', '.join(map(str, flags))}}}"]
    assert [coerce.rights(form, FOLDER_RIGHTS) for form in forms] == [(role,)] * len(forms)


@pytest.mark.parametrize(
    ("names", "canonical"),
    [
        ((), ("None",)),
        (("None",), ("None",)),
        (("None", "Reviewer"), ("Reviewer",)),
        (("Reviewer", "Contributor"), ("ReadItems", "CreateItems", "FolderVisible")),
        (("FolderVisible", "ReadItems"), ("Reviewer",)),
        (("AvailabilityOnly", "LimitedDetails"), ("LimitedDetails",)),
        (("Reviewer", "AvailabilityOnly"), ("ReadItems", "FolderVisible", "AvailabilityOnly")),
        (("Editor", "CreateSubfolders"), ("PublishingEditor",)),
        (("Reviewer", "Custom"), ("Reviewer", "Custom")),
        (("Custom", "0x4"), ("0x4", "Custom")),
        (("None", "Custom"), ("Custom",)),
    ],
)
def test_folder_rights_compare(names: tuple[str, ...], canonical: tuple[str, ...]) -> None:
    assert folder_role(names) == canonical


@given(st.lists(st.sampled_from([*ROLES, *FLAGS, "Custom", "0x4"])), st.randoms(use_true_random=False))
def test_order_repetition_and_case_do_not_change_folder_rights(names: list[str], chance: random.Random) -> None:
    canonical = folder_role(names)
    mixed = [*names, *names]
    chance.shuffle(mixed)
    assert folder_role(mixed) == canonical
    assert folder_role(canonical) == canonical
    assert folder_role(name if name in ("Custom", "0x4") else name.lower() for name in names) == canonical
    numbers = FLAGS | ROLES
    total = bits = 0
    for name in names:
        total |= numbers.get(name, 0)
    for name in canonical:
        bits |= numbers.get(name, 0)
    assert bits == total


@pytest.mark.parametrize("table", [MAILBOX_RIGHTS, AD_RIGHTS, REMOTE_RECIPIENT_TYPE])
@given(st.data())
def test_a_sum_of_flags_comes_apart_into_just_these(table: Names, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, 2**31 - 1))
    names = coerce.rights(number, table)
    by_name = {name: bits for bits, name in table.numbers.items()}
    parts = [int(name, 16) if name.startswith("0x") else by_name[name] for name in names]
    assert sum(parts) == number
    assert len(set(names)) == len(names)
    assert coerce.rights(", ".join(names), table) == names
    assert coerce.rights(list(names), table) == names
