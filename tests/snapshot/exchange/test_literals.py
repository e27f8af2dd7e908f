"""One row in every carrier: what each form of the same entry says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.snapshot.exchange.literals import BOTH, FULL_ACCESS, LOST_CSV
from tests.snapshot.exchange.tenants import (
    ALICE,
    BOB,
    ROOM,
    codes,
    flags,
    granted,
    read,
    recognized,
)
from tests.snapshot.observing import covered, table


@pytest.mark.parametrize("form", FULL_ACCESS)
def test_full_access_on_premises(form: str, tmp_path: Path) -> None:
    name, content, words = FULL_ACCESS[form]
    observed = read(tmp_path, {name: content})
    assert granted(observed) == [("full_access", ROOM, ALICE, *words)]
    assert flags(observed) == [(False, False)]
    assert covered(observed) == {"full_access/on_premises": [ROOM]}
    assert recognized(observed) == [("Get-MailboxPermission", "on_premises")]
    assert codes(observed) == []


def test_rights_that_are_the_name_of_a_type_are_lost_and_cover_nobody(tmp_path: Path) -> None:
    observed = read(tmp_path, {"export.csv": LOST_CSV})
    assert granted(observed) == []
    assert covered(observed) == {}
    assert codes(observed) == [("SNP002", 3)]
    assert list(observed.failed["full_access/on_premises"].values()) == [
        "Line 3 of export/onprem/export.csv cannot be read in full"
    ]


def test_full_access_online(tmp_path: Path) -> None:
    row = (
        '{"Identity":"9a84412a-cef3-49d3-88ac-38cb0c564721","User":"alice@contoso.com",'
        '"AccessRights":["FullAccess, ReadPermission"],"Deny":false,"InheritanceType":"All","IsInherited":false,'
        '"UserSid":"S-1-5-21-9-8-7-4242","PrimarySmtpAddress":""}'
    )
    observed = read(tmp_path, {"export.json": row}, "exo")
    assert granted(observed) == [("full_access", ROOM, ALICE, *BOTH)]
    assert [right.sid for right in observed.all_rights()] == ["S-1-5-21-9-8-7-4242"]
    assert codes(observed) == []


def test_full_access_online_in_a_csv(tmp_path: Path) -> None:
    rows = (
        '"Identity","User","AccessRights","Deny","IsInherited"\n'
        '"Room 1","alice@contoso.com","FullAccess","False","False"\n'
        '"Room 1","NAMPR09A006\\Administrators","FullAccess","True","True"\n'
        '"Room 1","S-1-5-21-9-8-7-9999","FullAccess","False","False"\n'
    )
    observed = read(tmp_path, {"export.csv": rows}, "exo")
    assert granted(observed) == [
        ("full_access", ROOM, ALICE, "FullAccess"),
        ("full_access", ROOM, "-1: S-1-5-21-9-8-7-9999", "FullAccess"),
    ]
    assert [right.orphan for right in observed.all_rights()] == [False, True]
    assert observed.ignored == {"internal": {"NAMPR09A006\\Administrators": 1}}


SEND_AS_ONLINE = {
    "names": '{"Identity":"Room 1","Trustee":"alice@contoso.com","AccessControlType":"Allow","AccessRights":["SendAs"],'
    '"IsInherited":false,"InheritanceType":"None"}',
    "numbers": '{"Identity":"Room 1","Trustee":"alice@contoso.com","AccessControlType":0,"AccessRights":[1],'
    '"IsInherited":false,"InheritanceType":"None"}',
}


@pytest.mark.parametrize("form", SEND_AS_ONLINE)
def test_send_as_online(form: str, tmp_path: Path) -> None:
    observed = read(tmp_path, {"export.json": SEND_AS_ONLINE[form]}, "exo")
    assert granted(observed) == [("send_as", ROOM, ALICE, "SendAs")]
    assert recognized(observed) == [("Get-RecipientPermission", "online")]
    assert codes(observed) == []


def test_send_as_whose_rights_are_the_name_of_a_type_is_lost(tmp_path: Path) -> None:
    rows = (
        '"Identity","Trustee","AccessControlType","AccessRights"\n'
        '"Room 1","alice@contoso.com","Allow",'
        '"System.Collections.Generic.List`1[Microsoft.Exchange.Management.AdminApiProvider.RecipientAccessRight]"\n'
    )
    observed = read(tmp_path, {"export.csv": rows}, "exo")
    assert granted(observed) == []
    assert covered(observed) == {}
    assert codes(observed) == [("SNP002", 2)]


SEND_AS_ON_PREMISES = {
    "names": r'{"Identity":"contoso.com/Users/Room 1","User":"CONTOSO\\alice","AccessRights":["ExtendedRight"],'
    r'"ExtendedRights":["Send-As"],"Deny":false,"IsInherited":false}',
    "numbers": r'{"Identity":"contoso.com/Users/Room 1","User":"CONTOSO\\alice","AccessRights":[256],'
    r'"ExtendedRights":["Send-As"],"Deny":false,"IsInherited":false}',
    "formatted cells": '"Identity","User","AccessRights","ExtendedRights","Deny","IsInherited"\n'
    '"contoso.com/Users/Room 1","CONTOSO\\alice","{ExtendedRight}","{Send-As}","False","False"\n',
}


@pytest.mark.parametrize("form", SEND_AS_ON_PREMISES)
def test_send_as_on_premises(form: str, tmp_path: Path) -> None:
    observed = read(tmp_path, {"export.txt": SEND_AS_ON_PREMISES[form]})
    assert granted(observed) == [("send_as", ROOM, ALICE, "SendAs")]
    assert recognized(observed) == [("Get-ADPermission", "on_premises")]
    assert codes(observed) == []


ROOM_RECORD = {
    "Identity": "contoso.com/Users/Room 1",
    "RecipientTypeDetails": "RoomMailbox",
    "PrimarySmtpAddress": ROOM,
}


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (["contoso.com/Users/Alice Example", "contoso.com/Users/Bob Example"], [ALICE, BOB]),
        ([{"DistinguishedName": "CN=Alice Example,CN=Users,DC=contoso,DC=com", "Rdn": "CN=Alice"}], [ALICE]),
        ("contoso.com/Users/Alice Example contoso.com/Users/Bob Example", [ALICE, BOB]),
        ([], []),
        ("", []),
    ],
)
def test_send_on_behalf_on_premises(listed: object, expected: list[str], tmp_path: Path) -> None:
    record = json.dumps([{**ROOM_RECORD, "GrantSendOnBehalfTo": listed}])
    observed = read(tmp_path, {"export.json": record})
    assert granted(observed) == [("send_on_behalf", ROOM, who) for who in expected]
    assert covered(observed) == {"send_on_behalf/on_premises": [ROOM]}
    assert codes(observed) == []


def test_send_on_behalf_online_names_people_or_gives_their_guid(tmp_path: Path) -> None:
    record = {"PrimarySmtpAddress": ROOM, "RecipientTypeDetails": "RoomMailbox"}
    listed = {**record, "GrantSendOnBehalfTo": ["Bob Example", "0f3b6f0e-1b7e-4f0c-8a34-0a3d0f8f9c11"]}
    observed = read(tmp_path, {"export.json": json.dumps(listed)}, "exo")
    assert granted(observed) == [("send_on_behalf", ROOM, BOB), ("send_on_behalf", ROOM, ALICE)]


@pytest.mark.parametrize("cell", ["System.Collections.ArrayList", "Alice Example;Bob"])
def test_a_list_that_cannot_be_taken_apart_is_lost(cell: str, tmp_path: Path) -> None:
    columns = ("PrimarySmtpAddress", "RecipientTypeDetails", "GrantSendOnBehalfTo")
    rows = table(columns, (ROOM, "RoomMailbox", cell))
    observed = read(tmp_path, {"export.csv": rows})
    assert granted(observed) == []
    assert covered(observed) == {}
    assert codes(observed) == [("SNP002", 2)]


def test_public_delegates_of_active_directory(tmp_path: Path) -> None:
    record = (
        '{"DistinguishedName":"CN=Room 1,CN=Users,DC=contoso,DC=com","publicDelegates":'
        '["CN=Alice Example,CN=Users,DC=contoso,DC=com","CN=Bob Example,CN=Users,DC=contoso,DC=com"],'
        '"msExchRecipientDisplayType":-1073741818}'
    )
    observed = read(tmp_path, {"export.json": record})
    assert granted(observed) == [("send_on_behalf", ROOM, ALICE), ("send_on_behalf", ROOM, BOB)]
    person = observed.person(ROOM)
    assert observed.fact(person, "on_premises_object.msExchRecipientDisplayType") == -1073741818
    assert observed.fact(person, "on_premises_object.publicDelegates") == [ALICE, BOB]
    assert recognized(observed) == [("Get-ADObject", "on_premises")]


FOLDER = r"""[{"Identity":"alice:\\Kalender","FolderName":"Kalender","User":"Standard",
"AccessRights":["AvailabilityOnly"],"SharingPermissionFlags":null},
 {"Identity":"alice:\\Kalender","FolderName":"Kalender","User":{"UserType":{"Value":"Internal"},
"DisplayName":"Bob Example","RecipientPrincipal":{"Guid":{"Guid":"6f6c2a0e-4f2b-4a55-9a0e-0d4c1d2b3c4d"}},
"UserPrincipalName":null},"AccessRights":["Editor"],"SharingPermissionFlags":"Delegate, CanViewPrivateItems"},
 {"Identity":"alice:\\Kalender","FolderName":"Kalender","User":"NT:S-1-5-21-1-2-3-1177","AccessRights":["Reviewer"],
"SharingPermissionFlags":null}]
"""


def test_rights_on_a_folder(tmp_path: Path) -> None:
    observed = read(tmp_path, {"export.json": FOLDER}, "exo")
    assert granted(observed) == [
        ("folders", ALICE, "-1: Default", "AvailabilityOnly"),
        ("folders", ALICE, BOB, "Editor", "Delegate", "CanViewPrivateItems"),
        ("folders", ALICE, "-1: NT:S-1-5-21-1-2-3-1177", "Reviewer"),
    ]
    assert [right.orphan for right in observed.all_rights()] == [False, False, True]
    assert {right.folder for right in observed.all_rights()} == {"Calendar"}
    assert covered(observed) == {"folders/online/calendar": [ALICE], "sharing/online/calendar": [ALICE]}
    assert recognized(observed) == [("Get-MailboxFolderPermission", "online")]


def test_rights_on_a_folder_in_a_csv(tmp_path: Path) -> None:
    rows = (
        '"Identity";"FolderName";"User";"AccessRights";"SharingPermissionFlags"\n'
        '"alice:\\Kalender";"Kalender";"Bob Example";"Editor";"Delegate"\n'
        '"alice:\\Kalender";"Kalender";"Anonym";"None";""\n'
    )
    observed = read(tmp_path, {"export.csv": rows}, "exo")
    assert granted(observed) == [
        ("folders", ALICE, BOB, "Editor", "Delegate"),
        ("folders", ALICE, "-1: Anonymous", "None"),
    ]


def test_the_lines_of_a_batch(tmp_path: Path) -> None:
    rows = "EmailAddress,TargetDatabase,BadItemLimit\nalice@contoso.com,DB01,10\nbob@contoso.com,,\n"
    observed = read(tmp_path, {"export.csv": rows})
    assert [(path, value) for path, value, _ in observed.settings] == [
        (["migration_batches", "export", "name"], "export"),
        (["migration_batches", "export", "members"], [ALICE]),
        (["migration_batches", "export", "members"], [BOB]),
    ]


def test_an_error_of_idfix(tmp_path: Path) -> None:
    rows = (
        "DISTINGUISHEDNAME,COMMONNAME,OBJECTCLASS,ATTRIBUTE,ERROR,VALUE,UPDATE,PROPOSEDACTION,ACTION\n"
        '"CN=Alice,OU=Users,DC=contoso,DC=com",Alice,user,proxyAddresses,duplicate,smtp:a@contoso.com,,EDIT,EDIT\n'
    )
    observed = read(tmp_path, {"export.csv": rows})
    assert [(note.code, note.message) for note in observed.notes] == [
        (
            "SNP005",
            "IdFix: proxyAddresses of CN=Alice,OU=Users,DC=contoso,DC=com is a duplicate: smtp:a@contoso.com",
        )
    ]
    assert codes(observed) == [("SNP005", 2)]


@pytest.mark.parametrize(
    "user",
    [
        (
            '{"UserPrincipalName":"boss@example.com","Identity":"6f6c2a0e-4f2b-4a55-9a0e-0d4c1d2b3c4e",'
            '"SipAddress":"sip:boss@example.com","TeamsCallingPolicy":{"Authority":"Tenant","Name":"NoDelegation"},'
            '"EnterpriseVoiceEnabled":true}'
        ),
        '{"UserPrincipalName":"boss@example.com","TeamsCallingPolicy":"NoDelegation"}',
    ],
)
def test_a_policy_of_teams_is_an_object_or_a_name(user: str, tmp_path: Path) -> None:
    observed = read(tmp_path, {"export.json": user}, "exo")
    assert observed.fact(observed.person("boss@example.com"), "teams.calling_policy") == "NoDelegation"
    assert codes(observed) == []


def test_policies_of_teams(tmp_path: Path) -> None:
    rows = '[{"Identity":"Global","AllowDelegation":true},{"Identity":"Tag:NoDelegation","AllowDelegation":false}]'
    observed = read(tmp_path, {"export.json": rows}, "exo")
    assert recognized(observed) == [("Get-CsTeamsCallingPolicy", "online")]
    assert codes(observed) == []


def test_settings_of_entra_connect(tmp_path: Path) -> None:
    rows = (
        '[{"Name":"Microsoft.OptionalFeature.HybridExchange","Value":"True"},'
        '{"Name":"Microsoft.Synchronize.StagingMode","Value":"False"}]'
    )
    observed = read(tmp_path, {"export.json": rows})
    assert [cmdlet for cmdlet, _ in recognized(observed)] == ["Get-ADSyncGlobalSettings"]
    assert codes(observed) == []
