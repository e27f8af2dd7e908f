"""One row of a cmdlet, in the neutral form of every carrier, says the same."""

from __future__ import annotations

import json
from typing import NamedTuple

import pytest

from delegint.snapshot.losses import Losses
from delegint.snapshot.rights import (
    ACCESS_CONTROL_TYPE,
    AD_RIGHTS,
    EXTENDED_RIGHTS,
    FOLDER_RIGHTS,
    FOLDER_USER_TYPE,
    INHERITANCE_TYPE,
    MAILBOX_RIGHTS,
    RECIPIENT_RIGHTS,
    SHARING_FLAGS,
)
from delegint.snapshot.row import Row
from delegint.snapshot.values import RawRecord, Value

ROOM, ALICE, SID = "contoso.com/Users/Room 1", "CONTOSO\\alice", "S-1-5-21-1-2-3-1105"
BOB = "6f6c2a0e-4f2b-4a55-9a0e-0d4c1d2b3c4d"
BASE: dict[str, Value] = {"Identity": ROOM, "User": ALICE, "IsInherited": False}


def read(values: dict[str, Value]) -> tuple[Row, Losses]:
    losses = Losses("Get-MailboxPermission")
    return Row(RawRecord(1, values), losses), losses


class FullAccess(NamedTuple):
    identity: str | None
    user: str | None
    rights: tuple[str, ...] | None
    deny: bool | None
    inherited: bool | None
    inheritance: str | None


FULL_ACCESS: dict[str, dict[str, Value]] = {
    "5.1": {**BASE, "AccessRights": [1], "Deny": {"IsPresent": False}, "InheritanceType": 1},
    "remote session": {
        **BASE,
        "AccessRights": [{"value": 1, "Value": "FullAccess"}],
        "Deny": {"IsPresent": False},
        "InheritanceType": {"value": 1, "Value": "All"},
        "PSComputerName": "ex01.contoso.com",
        "RunspaceId": "0b0e1d0e-0f3c-4a1e-8d6a-6a1c7f1f2a3b",
        "PSShowComputerName": False,
    },
    "wrapped list": {
        **BASE,
        "AccessRights": {"value": ["FullAccess"], "Count": 1},
        "Deny": {"IsPresent": False},
        "InheritanceType": 1,
    },
    "CSV": {
        "Identity": ROOM,
        "User": ALICE,
        "AccessRights": "FullAccess",
        "Deny": "False",
        "IsInherited": "False",
        "InheritanceType": "All",
    },
    "formatted CSV": {**BASE, "AccessRights": "{FullAccess}", "Deny": "FALSE", "InheritanceType": "all"},
    "objects": {
        "Identity": {"ToString": ROOM, "DistinguishedName": "CN=Room 1,CN=Users,DC=contoso,DC=com"},
        "User": {"RawIdentity": ALICE, "SecurityIdentifier": {"Value": SID}},
        "AccessRights": 1,
        "Deny": False,
        "IsInherited": 0,
        "InheritanceType": "1",
    },
}


@pytest.mark.parametrize("carrier", FULL_ACCESS)
def test_full_access(carrier: str) -> None:
    row, losses = read(FULL_ACCESS[carrier])
    assert FullAccess(
        row.text("Identity"),
        row.text("User"),
        row.rights("AccessRights", MAILBOX_RIGHTS),
        row.flag("Deny"),
        row.flag("IsInherited"),
        row.enumeration("InheritanceType", INHERITANCE_TYPE),
    ) == FullAccess(ROOM, ALICE, ("FullAccess",), False, False, "All")
    assert losses.remarks() == []


CLIXML: dict[str, Value] = {
    "Identity": {
        "DistinguishedName": "CN=Room 1,CN=Users,DC=contoso,DC=com",
        "ObjectGuid": "9a84412a-cef3-49d3-88ac-38cb0c564721",
        "ToString": ROOM,
    },
    "User": {"RawIdentity": ALICE, "SecurityIdentifier": SID, "ToString": ALICE},
    "AccessRights": [{"value": 131073, "Value": "FullAccess, ReadPermission"}],
    "Deny": {"IsPresent": False, "ToString": "False"},
    "IsInherited": False,
    "InheritanceType": {"value": 1, "Value": "All"},
}
STRINGS: dict[str, Value] = {
    **BASE,
    "AccessRights": ["FullAccess, ReadPermission"],
    "Deny": {"IsPresent": False},
    "InheritanceType": "All",
}
COLLECTOR: dict[str, Value] = {
    "k": "mailbox-permission", "on": "9a84412a-cef3-49d3-88ac-38cb0c564721", "id": ROOM, "user": ALICE, "sid": SID,
    "rights": ["FullAccess", "ReadPermission"], "deny": False, "inherited": False, "scope": "All",
}  # fmt: skip


@pytest.mark.parametrize("values", [CLIXML, STRINGS, COLLECTOR])
def test_full_access_and_read_permission(values: dict[str, Value]) -> None:
    row, losses = read(values)
    rights = row.rights("AccessRights" if row.has("AccessRights") else "rights", MAILBOX_RIGHTS)
    inheritance = row.enumeration("InheritanceType" if row.has("InheritanceType") else "scope", INHERITANCE_TYPE)
    assert row.text("Identity", "id") == ROOM
    assert row.text("User", "user") == ALICE
    assert rights == ("FullAccess", "ReadPermission")
    assert (row.flag("Deny"), row.flag("IsInherited", "inherited"), inheritance) == (False, False, "All")
    assert losses.remarks() == []


def test_clixml_and_the_collector_keep_what_identifies() -> None:
    for values in (CLIXML, COLLECTOR):
        row, _ = read(values)
        assert row.sid("sid", "User") == SID
        assert row.guid("on", "Identity") == "9a84412a-cef3-49d3-88ac-38cb0c564721"


def test_the_csv_without_a_calculated_column_has_lost_the_rights() -> None:
    lost = "Microsoft.Exchange.Management.RecipientTasks.MailboxRights[]"
    row, losses = read({**BASE, "AccessRights": lost, "Deny": "False"})
    assert row.rights("AccessRights", MAILBOX_RIGHTS) is None
    assert [remark.message for remark in losses.remarks()] == [
        f"Get-MailboxPermission wrote AccessRights as {lost} in 1 record, so its value is lost"
    ]


def test_full_access_online() -> None:
    row, losses = read(json.loads(
        '{"Identity":"6f6c2a0e-4f2b-4a55-9a0e-0d4c1d2b3c4d","User":"alice@example.com",'
        '"AccessRights":["FullAccess, ReadPermission"],"Deny":false,"InheritanceType":"All","IsInherited":false,'
        '"UserSid":"S-1-5-21-9-8-7-4242","PrimarySmtpAddress":""}'
    ))  # fmt: skip
    assert row.guid("Identity") == BOB
    assert row.sid("UserSid", "User") == "S-1-5-21-9-8-7-4242"
    assert row.text("PrimarySmtpAddress", "User") == "alice@example.com"
    assert row.rights("AccessRights", MAILBOX_RIGHTS) == ("FullAccess", "ReadPermission")
    assert losses.remarks() == []


@pytest.mark.parametrize("rights", [["SendAs"], [1], "SendAs", "1", "{SendAs}", [{"value": 1, "Value": "SendAs"}]])
@pytest.mark.parametrize("control", ["Allow", 0, "0", {"value": 0, "Value": "Allow"}])
def test_send_as_online(rights: Value, control: Value) -> None:
    row, _ = read(
        {"Identity": "Room 1", "Trustee": "alice@example.com", "AccessControlType": control, "AccessRights": rights}
    )
    assert row.rights("AccessRights", RECIPIENT_RIGHTS) == ("SendAs",)
    assert row.enumeration("AccessControlType", ACCESS_CONTROL_TYPE) == "Allow"


@pytest.mark.parametrize("rights", [["ExtendedRight"], [256], "{ExtendedRight}", "ExtendedRight", 256])
@pytest.mark.parametrize("extended", [["Send-As"], "{Send-As}", "Send-As", [{"ToString": "Send-As"}]])
def test_send_as_on_premises(rights: Value, extended: Value) -> None:
    row, _ = read({"User": ALICE, "AccessRights": rights, "ExtendedRights": extended})
    assert row.rights("AccessRights", AD_RIGHTS) == ("ExtendedRight",)
    assert row.rights("ExtendedRights", EXTENDED_RIGHTS) == row.texts("ExtendedRights") == ("Send-As",)


@pytest.mark.parametrize(
    "value",
    [
        ["contoso.com/Users/Alice", "contoso.com/Users/Bob"],
        [{"ToString": "contoso.com/Users/Alice", "Rdn": {}}, {"ToString": "contoso.com/Users/Bob", "Rdn": {}}],
        "contoso.com/Users/Alice contoso.com/Users/Bob",
        "contoso.com/Users/Alice;contoso.com/Users/Bob",
        "{contoso.com/Users/Alice, contoso.com/Users/Bob}",
    ],
)
def test_send_on_behalf_on_premises(value: Value) -> None:
    row, losses = read({"GrantSendOnBehalfTo": value})
    assert row.texts("GrantSendOnBehalfTo", expect="canonical name") == (
        "contoso.com/Users/Alice",
        "contoso.com/Users/Bob",
    )
    assert losses.remarks() == []


@pytest.mark.parametrize("value", [[], "", None, {"value": [], "Count": 0}, "{}"])
def test_nobody_sends_on_behalf(value: Value) -> None:
    assert read({"GrantSendOnBehalfTo": value})[0].texts("GrantSendOnBehalfTo") == ()


@pytest.mark.parametrize("value", ["System.Collections.ArrayList", "Alice Example;Bob", "System.Object[]"])
def test_send_on_behalf_that_is_lost_is_not_nobody(value: Value) -> None:
    row, losses = read({"GrantSendOnBehalfTo": value})
    assert row.texts("GrantSendOnBehalfTo") is None
    assert len(losses.remarks()) == 1


def test_public_delegates() -> None:
    names = ["CN=Alice,OU=Users,DC=contoso,DC=com", "CN=Bob,OU=Users,DC=contoso,DC=com"]
    for value in (names, " ".join(names), ";".join(names), {"value": list(names), "Count": 2}):
        row, _ = read({"publicDelegates": value, "msExchRecipientDisplayType": -1073741818})  # type: ignore[dict-item]
        assert row.texts("publicDelegates", expect="distinguished name") == tuple(names)
        assert row.display_type("msExchRecipientDisplayType") == -1073741818


def test_folder_permissions() -> None:
    rows = json.loads(
        r"""[{"Identity":"alice:\\Kalender","FolderName":"Kalender","User":"Standard","AccessRights":["AvailabilityOnly"],
        "SharingPermissionFlags":null},
        {"Identity":"alice:\\Kalender","FolderName":"Kalender","User":{"UserType":{"Value":"Internal"},
        "DisplayName":"Bob Example","RecipientPrincipal":{"Guid":{"Guid":"6f6c2a0e-4f2b-4a55-9a0e-0d4c1d2b3c4d"}},
        "UserPrincipalName":null},
        "AccessRights":["Editor"],"SharingPermissionFlags":"Delegate, CanViewPrivateItems"},
        {"Identity":"alice:\\Kalender","FolderName":"Kalender","User":"NT:S-1-5-21-1-2-3-1177","AccessRights":["Reviewer"],
        "SharingPermissionFlags":null}]"""
    )
    standard, bob, orphan = (read(values)[0] for values in rows)
    assert [row.text("User") for row in (standard, bob, orphan)] == [
        "Standard",
        "Bob Example",
        "NT:S-1-5-21-1-2-3-1177",
    ]
    rights = [row.rights("AccessRights", FOLDER_RIGHTS) for row in (standard, bob, orphan)]
    assert rights == [("AvailabilityOnly",), ("Editor",), ("Reviewer",)]
    assert bob.rights("SharingPermissionFlags", SHARING_FLAGS) == ("Delegate", "CanViewPrivateItems")
    assert orphan.rights("SharingPermissionFlags", SHARING_FLAGS) == ()
    user = bob.part("User")
    assert user is not None
    assert user.enumeration("UserType", FOLDER_USER_TYPE) == "Internal"
    assert user.text("UserPrincipalName") is None
    principal = user.part("RecipientPrincipal")
    assert principal is not None
    assert principal.guid("Guid") == BOB
    assert standard.part("User") is None


@pytest.mark.parametrize("value", [{"Authority": "Tenant", "Name": "NoDelegation"}, "NoDelegation"])
def test_policies(value: Value) -> None:
    row, _ = read({"TeamsCallingPolicy": value, "EnterpriseVoiceEnabled": True, "AllowDelegation": "False"})
    assert row.text("TeamsCallingPolicy") == "NoDelegation"
    assert row.flag("EnterpriseVoiceEnabled") is True
    assert row.flag("AllowDelegation") is False


def test_sync_settings() -> None:
    row, losses = read({"Name": "Microsoft.OptionalFeature.HybridExchange", "Value": "True"})
    assert row.text("Name") == "Microsoft.OptionalFeature.HybridExchange"
    assert row.text("Value") == "True"
    assert row.flag("Value") is True
    assert losses.remarks() == []


def test_migration_users() -> None:
    row, _ = read({"EmailAddress": "bob@contoso.com", "TargetDatabase": "", "BadItemLimit": "10"})
    assert row.text("EmailAddress") == "bob@contoso.com"
    assert row.text("TargetDatabase") is None
    assert row.number("BadItemLimit") == 10
