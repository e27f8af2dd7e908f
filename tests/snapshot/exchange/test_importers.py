"""Lists of delegations that public scripts write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.snapshot.exchange.tenants import ALICE, BOB, ROOM, ROOM_GUID, codes, flags, granted, read, recognized
from tests.snapshot.observing import SHARED, covered, needs_shared, observe, people, rights, table

FAST_TRACK = (
    "Mailbox,User,AccessRights\n"
    f"{ROOM},{ALICE},Full Access\n"
    f"{ROOM},{BOB},Send As\n"
    f"{ROOM},{BOB},SendOnBehalfTo\n"
    f"{ROOM},{BOB},Calendar Folder\n"
    f"{BOB},None,None\n"
    f"{ALICE},,\n"
)


def test_find_mailbox_delegates(tmp_path: Path) -> None:
    observed = read(tmp_path, {"export.csv": FAST_TRACK})
    assert recognized(observed) == [("Find-MailboxDelegates", "on_premises")]
    assert granted(observed) == [
        ("full_access", ROOM, ALICE, "FullAccess"),
        ("send_as", ROOM, BOB, "SendAs"),
        ("send_on_behalf", ROOM, BOB),
        ("unspecified", ROOM, BOB),
    ]
    assert codes(observed) == []


def test_nobody_knows_what_the_script_was_told_to_ask(tmp_path: Path) -> None:
    """Each kind is a switch of the script, so a mailbox without a row of a kind may not have been asked."""
    observed = read(tmp_path, {"export.csv": FAST_TRACK})
    assert all(who == [ROOM] for who in covered(observed).values())


def test_a_list_alone_knows_its_mailboxes(tmp_path: Path) -> None:
    observed = observe(tmp_path, {"exo/export.csv": f"Mailbox,Delegate,Permission\n{ROOM},{BOB},Delegation\n{BOB},,\n"})
    assert observed.people == [ROOM, BOB]
    assert rights(observed) == [("unspecified", "online", ROOM, BOB)]


@needs_shared
def test_the_real_list_of_an_organization(tmp_path: Path) -> None:
    content = (SHARED / "enterprise-delegation-graph" / "enterprise-delegation-pseudonymised.csv").read_bytes()
    observed = observe(tmp_path, {"onprem/export.csv": content})
    assert [(file.cmdlet, file.side, file.records) for file in observed.files] == [
        ("Find-MailboxDelegates", "on_premises", 14_479)
    ]
    kinds = [right.kind for right in observed.all_rights()]
    assert (kinds.count("send_as"), kinds.count("unspecified"), len(kinds)) == (4_703, 1_322, 6_025)
    assert all("@" in name for name in observed.people)
    assert {code for code, _ in codes(observed)} == {"SNP006"}


GRANTOR = (
    "Grantor Primary SMTP", "Grantor Display Name", "Grantor Recipient Type", "Grantor Environment", "Folder",
    "Permission", "Allow/Deny", "Inherited", "InheritanceType", "Trustee Original Identity", "Trustee Primary SMTP",
    "Trustee Display Name", "Trustee Recipient Type", "Trustee Environment",
)  # fmt: skip


def gruber(*rows: tuple[str, str, str, str, str, str]) -> str:
    """A list of Export-RecipientPermissions: environment, folder, permission, allow, inherited, identity."""
    lines = [
        (ROOM, "Room 1", "UserMailbox/RoomMailbox", place, folder, permission, allow, inherited, "None", who, ALICE)
        for place, folder, permission, allow, inherited, who in rows
    ]
    return "\ufeff" + table(GRANTOR, *((*line, "", "", "") for line in lines)).replace('","', '";"')


@pytest.mark.parametrize(
    ("folder", "permission", "expected"),
    [
        ("", "FullAccess", [("full_access", "FullAccess")]),
        ("", "FullAccess, ReadPermission", [("full_access", "FullAccess", "ReadPermission")]),
        ("", "SendAs", [("send_as", "SendAs")]),
        ("", "SendOnBehalf", [("send_on_behalf",)]),
        ("/Kalender", "Editor", [("folders", "Editor")]),
        ("/Kalender", "CreateItems, FolderVisible", [("folders", "Contributor")]),
        ("", "ManagedBy", []),
        ("", "Forward_ForwardingAddress_DeliverAndForward", []),
        ("/Kalender", "", [("folders", "None")]),
        ("", "", []),
    ],
)
def test_export_recipient_permissions(
    folder: str, permission: str, expected: list[tuple[str, ...]], tmp_path: Path
) -> None:
    observed = read(
        tmp_path, {"export.csv": gruber(("On-Prem", folder, permission, "Allow", "False", "CONTOSO\\alice"))}
    )
    assert granted(observed) == [(kind, ROOM, ALICE, *words) for kind, *words in expected]
    assert {right.folder for right in observed.all_rights()} <= {folder.strip("/").replace("Kalender", "Calendar")}
    assert {"full_access/on_premises", "send_as/on_premises", "send_on_behalf/on_premises"} <= set(covered(observed))
    assert [name for name, _ in recognized(observed)] == ["Export-RecipientPermissions"]
    assert codes(observed) == []


def test_each_row_says_on_which_side_it_was_seen(tmp_path: Path) -> None:
    content = gruber(
        ("Cloud", "", "SendAs", "Allow", "", "alice@contoso.com"),
        ("On-Prem", "", "SendAs", "Deny", "True", "CONTOSO\\alice"),
        ("Elsewhere", "", "SendAs", "Allow", "", "CONTOSO\\alice"),
    )
    observed = observe(tmp_path, {"export.csv": content})
    assert [(side, flags(observed)[at]) for at, (_, side, *_) in enumerate(rights(observed))] == [
        ("online", (False, False)),
        ("on_premises", (True, True)),
    ]
    assert observed.sides_of(observed.person(ROOM)) in (("on_premises", "online"), ("online",))
    assert people(observed)[ROOM]["type"] == "RoomMailbox"


@pytest.mark.parametrize("group", ["CONTOSO\\Team     [MemberRecurse] CONTOSO\\alice", "Team     [MemberDirect] alice"])
def test_members_that_the_script_has_put_in_place_of_a_group_have_no_right_themselves(
    group: str, tmp_path: Path
) -> None:
    assert granted(read(tmp_path, {"export.csv": gruber(("On-Prem", "", "SendAs", "Allow", "", group))})) == []


@pytest.mark.parametrize(("allow", "inherited"), [("Zulassen", "False"), ("Allow", "FALSCH")])
def test_how_an_entry_stands_may_be_lost(allow: str, inherited: str, tmp_path: Path) -> None:
    observed = read(tmp_path, {"export.csv": gruber(("On-Prem", "", "SendAs", allow, inherited, "CONTOSO\\alice"))})
    assert granted(observed) == []
    assert list(observed.failed.values()) == [{0: "Line 2 of export/onprem/export.csv cannot be read in full"}]


def test_default_of_a_folder_in_german(tmp_path: Path) -> None:
    content = gruber(("On-Prem", "/Kalender", "Reviewer", "Allow", "", "Standard")).replace(f'"{ALICE}"', '""')
    assert [right.written for right in read(tmp_path, {"export.csv": content}).all_rights()] == ["Default"]


MODULE = (
    "PermissionIdentity", "TargetObjectGUID", "TargetPrimarySMTPAddress", "TargetDistinguishedName",
    "TargetRecipientTypeDetails", "TargetFolderPath", "TargetFolderType", "FolderAccessRights", "PermissionType",
    "AssignmentType", "TrusteeIdentity", "IsInherited", "TrusteePrimarySMTPAddress",
)  # fmt: skip


@pytest.mark.parametrize(
    ("folder", "kind", "assignment", "who", "expected"),
    [
        (("", "", ""), "FullAccess", "Direct", ALICE, [("full_access", ROOM, ALICE, "FullAccess")]),
        (("", "", ""), "SendAs", "Undetermined", ALICE, [("send_as", ROOM, ALICE, "SendAs")]),
        (("", "", ""), "SendOnBehalf", "Direct", ALICE, [("send_on_behalf", ROOM, ALICE)]),
        (("/Kalender", "Calendar", "ReadItems|FolderVisible"), "Folder", "Direct", ALICE,
         [("folders", ROOM, ALICE, "Reviewer")]),
        (("", "", ""), "None", "Direct", "", []),
        (("", "", ""), "None", "Direct", ALICE, []),
        (("", "", ""), "AutoMapping", "Direct", ALICE, []),
        (("", "", ""), "FullAccess", "GroupMembership", ALICE, []),
    ],
)  # fmt: skip
def test_export_exchange_permission(
    folder: tuple[str, str, str], kind: str, assignment: str, who: str, expected: list[object], tmp_path: Path
) -> None:
    row = ("1", ROOM_GUID, ROOM, "CN=Room 1,CN=Users,DC=contoso,DC=com", "RoomMailbox", *folder, kind, assignment, who)
    observed = read(tmp_path, {"export.csv": table(MODULE, (*row, "False", who))})
    assert granted(observed) == expected
    assert {right.folder for right in observed.all_rights()} <= {"Calendar", ""}
    assert recognized(observed) == [("Export-ExchangePermission", "on_premises")]
    assert codes(observed) == []


def test_its_targets_are_known_by_all_their_keys(tmp_path: Path) -> None:
    row = ("1", ROOM_GUID, ROOM, "CN=Room 1,CN=Users,DC=contoso,DC=com", "RoomMailbox", "", "", "", "SendAs", "Direct")
    observed = observe(tmp_path, {"export.csv": table(MODULE, (*row, "x", "True", ""), (*row, "y", "", ""))})
    assert [(file.side, file.records) for file in observed.files] == [("on_premises", 2)]
    assert people(observed) == {ROOM: {"type": "RoomMailbox"}}
    assert flags(observed) == [(False, True), (False, False)]


INVENTORY = ("User", "User Sid", "Mailbox address", "Mailbox type", "Is soft-deleted", "Access Rights")


def test_mailbox_permissions_inventory(tmp_path: Path) -> None:
    rows = table(
        INVENTORY,
        (ALICE, "S-1-5-21-9-8-7-1", ROOM, "RoomMailbox", "False", "FullAccess,ReadPermission"),
        (BOB, "", ROOM, "RoomMailbox", "True", "FullAccess"),
        (BOB, "", ROOM, "RoomMailbox", "False", "ReadPermission"),
        ("", "S-1-5-21-9-8-7-2", ROOM, "RoomMailbox", "False", "FullAccess"),
    )
    observed = read(tmp_path, {"export.csv": rows.replace('","', '";"')}, "exo")
    assert granted(observed) == [
        ("full_access", ROOM, ALICE, "FullAccess", "ReadPermission"),
        ("full_access", ROOM, "-1: S-1-5-21-9-8-7-2", "FullAccess"),
    ]
    assert recognized(observed) == [("Mailbox_Permissions_inventory", "online")]
    assert covered(observed) == {"full_access/online": [ROOM]}


def test_mailbox_folder_permissions_inventory(tmp_path: Path) -> None:
    rows = table(
        ("Mailbox address", "Mailbox type", "Folder identity", "User", "Permissions", "Permission Type"),
        (ROOM, "RoomMailbox", f"{ROOM}:\\Calendar", ALICE, "Editor", "Internal"),
        (ROOM, "RoomMailbox", f"{ROOM}:\\Calendar\\Team", BOB, "ReadItems;FolderVisible", "Internal"),
        (ROOM, "RoomMailbox", f"{ROOM}:\\Calendar", "Default", "AvailabilityOnly", "Default"),
        (ROOM, "RoomMailbox", f"{ROOM}:\\Calendar", "NT:S-1-5-21-1-2-3-9", "Editor", "Orphaned"),
        (ROOM, "RoomMailbox", f"{ROOM}:\\Calendar", BOB, "System.Object[]", "Internal"),
    )
    observed = read(tmp_path, {"export.csv": rows}, "exo")
    assert [(right.folder, right.rights, right.orphan) for right in observed.all_rights()] == [
        ("Calendar", ("Editor",), False),
        ("Calendar/Team", ("Reviewer",), False),
        ("Calendar", ("AvailabilityOnly",), False),
        ("Calendar", ("Editor",), True),
    ]
    assert codes(observed) == [("SNP002", 6)]


@pytest.mark.parametrize(
    "row",
    [(ROOM, "System.Object[]", "Send As"), (ROOM, ALICE, "@{Right=SendAs}")],
)
def test_what_is_lost_is_no_right(row: tuple[str, str, str], tmp_path: Path) -> None:
    observed = read(tmp_path, {"export.csv": table(("Mailbox", "User", "AccessRights"), row)})
    assert granted(observed) == []
    assert codes(observed) == [("SNP002", 2)]


def test_a_mailbox_that_is_called_by_a_name_is_looked_up(tmp_path: Path) -> None:
    rows = table(("Mailbox", "User", "AccessRights"), ("Room 1", ALICE, "Send As"), ("", ALICE, "Send As"))
    observed = read(tmp_path, {"export.csv": rows})
    assert granted(observed) == [("send_as", ROOM, ALICE, "SendAs")]
