"""Get-MailboxPermission on both sides: trustees, how entries stand, and what is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.snapshot.exchange.tenants import ALICE, BOB, ROOM, codes, flags, granted, read, read_rows, recognized
from tests.snapshot.observing import covered, table

ENTRY = {
    "Identity": "contoso.com/Users/Room 1",
    "User": "CONTOSO\\alice",
    "AccessRights": ["FullAccess"],
    "Deny": False,
    "IsInherited": False,
    "InheritanceType": "All",
}
ONLINE = {**ENTRY, "Identity": "Room 1", "User": "alice@contoso.com"}


@pytest.mark.parametrize(
    "user",
    [
        "CONTOSO\\alice",
        "S-1-5-21-1-2-3-1105",
        "contoso.com/Users/Alice Example",
        {"RawIdentity": "CONTOSO\\alice", "SecurityIdentifier": {"BinaryLength": 28, "Value": "S-1-5-21-1-2-3-1105"}},
        {"RawIdentity": "CONTOSO\\alice", "SecurityIdentifier": None},
        {"RawIdentity": "OLD\\renamed", "SecurityIdentifier": "S-1-5-21-1-2-3-1105"},
        {"BinaryLength": 28, "AccountDomainSid": "S-1-5-21-1-2-3", "Value": "S-1-5-21-1-2-3-1105"},
        {"value": "CONTOSO\\alice"},
        ["CONTOSO\\alice"],
    ],
)
def test_the_trustee_in_every_form(user: object, tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ENTRY, "User": user})
    assert granted(observed) == [("full_access", ROOM, ALICE, "FullAccess")]
    assert codes(observed) == []


@pytest.mark.parametrize(
    "identity",
    [
        "contoso.com/Users/Room 1",
        "9a84412a-cef3-49d3-88ac-38cb0c564721",
        {"DistinguishedName": "CN=Room 1,CN=Users,DC=contoso,DC=com", "Parent": {"Parent": "contoso.com"}},
        {"DistinguishedName": "CN=Gone,DC=contoso,DC=com", "ObjectGuid": "9A84412A-CEF3-49D3-88AC-38CB0C564721"},
    ],
)
def test_the_owner_in_every_form(identity: object, tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ENTRY, "Identity": identity})
    assert granted(observed) == [("full_access", ROOM, ALICE, "FullAccess")]


@pytest.mark.parametrize(
    ("columns", "stands"),
    [
        ({}, (False, False)),
        ({"Deny": True}, (True, False)),
        ({"Deny": {"IsPresent": True}}, (True, False)),
        ({"Deny": "True"}, (True, False)),
        ({"IsInherited": "True"}, (False, True)),
        ({"Deny": None, "IsInherited": None}, (False, False)),
        ({"Deny": {"IsPresent": True}, "IsInherited": True}, (True, True)),
    ],
)
def test_how_an_entry_stands(columns: dict[str, Any], stands: tuple[bool, bool], tmp_path: Path) -> None:
    assert flags(read_rows(tmp_path, {**ENTRY, **columns})) == [stands]


def test_a_projection_without_deny_and_inherited_keeps_what_stands_there(tmp_path: Path) -> None:
    observed = read(tmp_path, {"export.csv": table(ENTRY, ("contoso.com/Users/Room 1", "CONTOSO\\alice", "FullAccess"))
        .replace(',"Deny","IsInherited","InheritanceType"', "")})  # fmt: skip
    assert granted(observed) == [("full_access", ROOM, ALICE, "FullAccess")]
    assert flags(observed) == [(False, False)]


@pytest.mark.parametrize(
    "columns",
    [
        {"Deny": "WAHR"},
        {"IsInherited": "FALSCH"},
        {"User": "Microsoft.Exchange.Configuration.Tasks.SecurityPrincipalIdParameter"},
        {"AccessRights": "{FullAccess, ReadPermission...}"},
        {"AccessRights": "@{value=FullAccess}"},
    ],
)
def test_an_entry_of_which_something_is_lost_is_no_grant_and_covers_nobody(
    columns: dict[str, Any], tmp_path: Path
) -> None:
    observed = read_rows(tmp_path, {**ENTRY, **columns})
    assert granted(observed) == []
    assert covered(observed) == {}
    assert [code for code, _ in codes(observed)] == ["SNP002"]
    assert list(observed.failed) == ["full_access/on_premises"]


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ("All", ("FullAccess",)),
        (1, ("FullAccess",)),
        (None, ("FullAccess",)),
        ("None", ("FullAccess",)),
        (2, ("FullAccess", "InheritanceType=Descendents")),
        ("Children", ("FullAccess", "InheritanceType=Children")),
    ],
)
def test_an_entry_that_does_not_reach_everywhere_says_so(scope: object, words: tuple[str, ...], tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ENTRY, "InheritanceType": scope})
    assert granted(observed) == [("full_access", ROOM, ALICE, *words)]


@pytest.mark.parametrize("rights", [131072, "ReadPermission", [], None, ["ExternalAccount"]])
def test_an_entry_that_opens_nothing_still_shows_that_the_mailbox_was_asked(rights: object, tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ENTRY, "AccessRights": rights})
    assert granted(observed) == []
    assert covered(observed) == {"full_access/on_premises": [ROOM]}


def test_a_trustee_without_a_name_is_an_orphan(tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ENTRY, "User": None}, {**ENTRY, "User": "NULL SID"})
    assert [(right.written, right.orphan) for right in observed.all_rights()] == [("", True), ("NULL SID", True)]


def test_in_exchange_online_the_address_beside_the_sid_is_the_trustees(tmp_path: Path) -> None:
    row = {**ONLINE, "User": "Somebody", "UserSid": "S-1-5-21-9-8-7-4242", "PrimarySmtpAddress": BOB}
    assert granted(read_rows(tmp_path, row, side="exo")) == [("full_access", ROOM, BOB, "FullAccess")]


def test_elsewhere_an_added_address_column_is_not_taken_for_the_trustees(tmp_path: Path) -> None:
    row = {**ONLINE, "PrimarySmtpAddress": ROOM}
    assert granted(read_rows(tmp_path, row, side="exo")) == [("full_access", ROOM, ALICE, "FullAccess")]


def test_the_raw_answer_of_exchange_online_has_a_list_for_each_user(tmp_path: Path) -> None:
    listed = [
        {"AccessRights": ["FullAccess"], "Deny": False, "IsInherited": False, "InheritanceType": "All"},
        {"AccessRights": ["ChangePermission"], "Deny": {"IsPresent": True}, "IsInherited": False},
        {"AccessRights": "System.String[]", "Deny": False, "IsInherited": False},
    ]
    row = {"Identity": "Room 1", "User": "alice@contoso.com", "PermissionList": listed}
    observed = read_rows(tmp_path, row, side="exo")
    assert granted(observed) == [
        ("full_access", ROOM, ALICE, "FullAccess"),
        ("full_access", ROOM, ALICE, "ChangePermission"),
    ]
    assert flags(observed) == [(False, False), (True, False)]
    assert codes(observed) == [("SNP002", 1)]


@pytest.mark.parametrize(
    ("row", "side"),
    [
        (ENTRY, "on_premises"),
        ({**ENTRY, "Identity": {"DistinguishedName": "CN=Room 1,CN=Users,DC=contoso,DC=com"}}, "on_premises"),
        ({**ENTRY, "Identity": "Room 1"}, "on_premises"),
        ({**ONLINE, "UserSid": "S-1-5-21-9-8-7-4242"}, "online"),
        ({**ONLINE, "User": "NAMPR09A006\\Administrators"}, "online"),
        (ONLINE, ""),
        ({**ONLINE, "User": "NT AUTHORITY\\SELF"}, ""),
    ],
)
def test_the_forms_of_names_tell_the_side(row: dict[str, Any], side: str, tmp_path: Path) -> None:
    from tests.snapshot.observing import observe

    observed = observe(tmp_path, {"export.json": json.dumps([row])})
    assert [file.side for file in observed.files] == [side]
    assert [code for code, _ in codes(observed)].count("SNP003") == (not side)


def test_a_manifest_names_the_cmdlet(tmp_path: Path) -> None:
    manifest = {
        "delegint_snapshot": 1,
        "side": "online",
        "started": "2026-11-22T06:00:00Z",
        "ended": "2026-11-22T07:00:00Z",
        "files": [{"path": "export.json", "cmdlet": "Get-EXOMailboxPermission"}],
    }
    files = {"export.json": json.dumps([ONLINE]), "manifest.json": json.dumps(manifest)}
    observed = read(tmp_path, files, "exo")
    assert recognized(observed) == [("Get-EXOMailboxPermission", "online")]
    assert granted(observed) == [("full_access", ROOM, ALICE, "FullAccess")]
