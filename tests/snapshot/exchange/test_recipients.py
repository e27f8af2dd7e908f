"""Get-Mailbox and its kin: what is known of a recipient, in every form of an export."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.snapshot.exchange.mailboxes import FORMS, KNOWN, OBJECTS_5_1, RAW
from tests.snapshot.exchange.tenants import (
    ALICE,
    ALICE_GUID,
    LEGACY,
    codes,
    facts_of,
    granted,
    read,
    recognized,
)
from tests.snapshot.observing import covered, observe, people


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_mailbox_says_the_same(form: str, tmp_path: Path) -> None:
    name, content = FORMS[form]
    observed = read(tmp_path, {name: content})
    assert facts_of(observed, "mia@contoso.com") == KNOWN
    assert granted(observed) == [("send_on_behalf", "mia@contoso.com", ALICE)]
    assert covered(observed) == {"send_on_behalf/on_premises": ["mia@contoso.com"]}
    assert recognized(observed) == [("Get-Mailbox", "on_premises")]
    for address in ("m@contoso.com", "mia@corp.contoso.com"):
        assert observed.name_of(observed.person(address)) == "mia@contoso.com"
    assert codes(observed) == ([("SNP006", 2)] if "cp1252" in form else [])


@pytest.mark.parametrize("form", FORMS)
def test_every_form_tells_that_it_was_taken_on_premises(form: str, tmp_path: Path) -> None:
    name, content = FORMS[form]
    assert [file.side for file in observe(tmp_path, {name: content}).files] == ["on_premises"]


def test_an_identity_that_is_an_object_gives_the_distinguished_name(tmp_path: Path) -> None:
    record = {key: value for key, value in OBJECTS_5_1.items() if key not in ("DistinguishedName", "Guid")}
    account = {"DistinguishedName": "CN=Mia,CN=Users,DC=contoso,DC=com", "ObjectClass": "user", "mail": "x@contoso.com"}
    files = {
        "export.json": json.dumps([record]),
        "accounts.json": json.dumps([account | {"ObjectGUID": ALICE_GUID[::-1]}]),
    }
    observed = read(tmp_path, files)
    assert observed.person("x@contoso.com") == observed.person("mia@contoso.com") >= 0


def known(folder: Path, record: dict[str, Any], side: str = "onprem") -> dict[str, Any]:
    """What one more record on a side says of its recipient."""
    return people(read(folder, {"export.json": json.dumps([record])}, side))["mia@contoso.com"]


MIA = {"PrimarySmtpAddress": "mia@contoso.com", "RecipientTypeDetails": "UserMailbox"}


@pytest.mark.parametrize("name", ["HiddenFromAddressListsEnabled", "LitigationHoldEnabled", "AccountDisabled"])
@pytest.mark.parametrize("value", [None, "", "WAHR", {"a": 1}])
def test_what_was_not_asked_or_is_lost_is_unknown(name: str, value: object, tmp_path: Path) -> None:
    facts = known(tmp_path, MIA | {name: value})
    assert facts == {"home": "on_premises", "on_premises_object.kind": "Mailbox", "type": "UserMailbox"}


@pytest.mark.parametrize(
    ("listed", "asked"),
    [({}, False), ({"GrantSendOnBehalfTo": None}, False), ({"GrantSendOnBehalfTo": []}, True)],
)
def test_a_list_that_was_not_asked_for_is_not_empty(listed: dict[str, Any], asked: bool, tmp_path: Path) -> None:
    observed = read(tmp_path, {"export.json": json.dumps([MIA | listed])}, "exo")
    assert covered(observed) == ({"send_on_behalf/online": ["mia@contoso.com"]} if asked else {})


def test_an_empty_cell_of_a_csv_is_an_empty_list(tmp_path: Path) -> None:
    rows = '"PrimarySmtpAddress","RecipientTypeDetails","GrantSendOnBehalfTo"\n"mia@contoso.com","UserMailbox",\n'
    assert covered(read(tmp_path, {"export.csv": rows})) == {"send_on_behalf/on_premises": ["mia@contoso.com"]}


@pytest.mark.parametrize(
    ("kind", "home", "type_"),
    [
        ("RemoteUserMailbox", "online", "UserMailbox"),
        (8589934592, "online", "RoomMailbox"),
        (17179869184, "online", "EquipmentMailbox"),
        ("RemoteSharedMailbox", "online", "SharedMailbox"),
        ("LinkedMailbox", "on_premises", "LinkedMailbox"),
        (16, "on_premises", "RoomMailbox"),
    ],
)
def test_the_type_tells_where_a_mailbox_lives(kind: object, home: str, type_: str, tmp_path: Path) -> None:
    facts = known(tmp_path, MIA | {"RecipientTypeDetails": kind})
    assert (facts["home"], facts["type"]) == (home, type_)


REMOTE = MIA | {
    "RecipientTypeDetails": "RemoteUserMailbox",
    "RemoteRoutingAddress": "SMTP:mia@contoso.mail.onmicrosoft.com",
    "ExchangeGuid": "00000000-0000-0000-0000-000000000000",
}


@pytest.mark.parametrize(
    ("remote", "provenance"),
    [
        ("ProvisionMailbox", "new_remote_mailbox"),
        ("ProvisionMailbox, SharedMailbox", "new_remote_mailbox"),
        (97, "new_remote_mailbox"),
        ({"value": 1, "Value": "ProvisionMailbox"}, "new_remote_mailbox"),
        ("Migrated", "migrated"),
        (100, "migrated"),
        ("4", "migrated"),
        ("Migrated, ProvisionArchive", "migrated"),
        (5, None),
        ("DeprovisionMailbox", None),
        (0, None),
        (None, None),
        ("System.Object[]", None),
    ],
)
def test_a_remote_mailbox_tells_how_it_came_to_be(remote: object, provenance: str | None, tmp_path: Path) -> None:
    observed = read(tmp_path, {"export.json": json.dumps(REMOTE | {"RemoteRecipientType": remote})})
    assert recognized(observed) == [("Get-RemoteMailbox", "on_premises")]
    facts = people(observed)["mia@contoso.com"]
    assert facts.pop("provenance", None) == provenance
    assert facts == {
        "home": "online",
        "on_premises_object.kind": "RemoteMailbox",
        "on_premises_object.remote_routing_address": "SMTP:mia@contoso.mail.onmicrosoft.com",
        "on_premises_object.remote_type": "RemoteUserMailbox",
        "type": "UserMailbox",
    }


def test_the_collectors_line_tells_it_too(tmp_path: Path) -> None:
    line = (
        '{"k":"recipient","guid":"77777777-7777-7777-7777-777777777777","primarySmtp":"mia@contoso.com",'
        '"rtd":"RemoteUserMailbox","remoteType":"Migrated"}\n'
    )
    for name, content in (("export.jsonl", line), ("export.json", f"[{line}]")):
        facts = people(read(tmp_path / name, {name: content}))["mia@contoso.com"]
        assert facts["provenance"] == "migrated"


def test_a_mailbox_on_premises_has_no_remote_past(tmp_path: Path) -> None:
    assert "provenance" not in known(tmp_path, MIA | {"RemoteRecipientType": "ProvisionMailbox"})


def test_dir_synced_counts_in_exchange_online_alone(tmp_path: Path) -> None:
    """On-premises it is always false, which says nothing of Entra Connect."""
    onprem = json.dumps([MIA | {"IsDirSynced": False, "GrantSendOnBehalfTo": None}])
    online = json.dumps([MIA | {"IsDirSynced": True, "RecipientTypeDetails": "MailUser"}])
    observed = observe(tmp_path, {"onprem/export.json": onprem, "exo/export.json": online})
    assert people(observed)["mia@contoso.com"]["directory_synced"] is True
    assert codes(observed) == []


def test_two_exports_of_one_recipient_may_list_its_addresses_in_any_order(tmp_path: Path) -> None:
    one = MIA | {"EmailAddresses": ["SMTP:mia@contoso.com", "smtp:m@contoso.com"]}
    other = MIA | {"EmailAddresses": ["smtp:m@contoso.com", "SMTP:mia@contoso.com"]}
    online = [record | {"IsDirSynced": True, "LegacyExchangeDN": LEGACY + "mia"} for record in (one, other)]
    onprem = [
        record | {"RecipientTypeDetails": "RemoteUserMailbox", "LegacyExchangeDN": "/o=A/cn=mia"}
        for record in (one, other)
    ]
    names = ("a", "b")
    files = {f"onprem/{name}.json": json.dumps(record) for name, record in zip(names, onprem, strict=True)}
    files |= {f"exo/{name}.json": json.dumps(record) for name, record in zip(names, online, strict=True)}
    observed = observe(tmp_path, files)
    facts = people(observed)["mia@contoso.com"]
    assert facts["on_premises_object.proxyAddresses"] == facts["online_object.EmailAddresses"] == one["EmailAddresses"]
    assert facts["on_premises_object.legacyExchangeDN"] == "/o=A/cn=mia"
    assert facts["online_object.legacyExchangeDN"] == LEGACY + "mia"
    assert codes(observed) == []


@pytest.mark.parametrize(
    ("columns", "cmdlet"),
    [
        ({}, "Get-Recipient"),
        ({"ExternalEmailAddress": "SMTP:x@y.com"}, "Get-Recipient"),
        ({"ExternalEmailAddress": "SMTP:x@y.com", "UserPrincipalName": "mia@contoso.com"}, "Get-MailUser"),
        ({"GrantSendOnBehalfTo": []}, "Get-Mailbox"),
        ({"ExchangeGuid": ""}, "Get-Mailbox"),
        ({"GroupType": "Universal", "GrantSendOnBehalfTo": []}, "Get-DistributionGroup"),
        ({"RecipientFilter": "x", "GrantSendOnBehalfTo": []}, "Get-DynamicDistributionGroup"),
        (
            REMOTE | {"GrantSendOnBehalfTo": [], "UserPrincipalName": "x", "ExternalEmailAddress": ""},
            "Get-RemoteMailbox",
        ),
    ],
)
def test_the_columns_tell_the_cmdlet(columns: dict[str, Any], cmdlet: str, tmp_path: Path) -> None:
    observed = read(tmp_path, {"export.json": json.dumps([MIA | columns])})
    assert [name for name, _ in recognized(observed)] == [cmdlet]


def test_an_account_that_takes_no_mail_is_no_recipient(tmp_path: Path) -> None:
    user = {"RecipientTypeDetails": "User", "WindowsEmailAddress": "mia@contoso.com", "Guid": RAW["Guid"]}
    observed = read(tmp_path, {"export.json": json.dumps([user])})
    person = observed.person("mia@contoso.com")
    assert observed.sides_of(person) == ()
    assert people(observed)["mia@contoso.com"] == {}


@pytest.mark.parametrize(
    ("record", "facts"),
    [
        (
            {"RecipientTypeDetails": "GuestMailUser"},
            {"external": True, "online_object.kind": "GuestMailUser", "type": "GuestMailUser"},
        ),
        ({"RecipientTypeDetails": "MailUser"}, {"online_object.kind": "MailUser", "type": "MailUser"}),
        ({"RecipientTypeDetails": 1024}, {"online_object.kind": "group", "type": "MailUniversalSecurityGroup"}),
        ({"RecipientTypeDetails": 1099511627776}, {"online_object.kind": "group", "type": "GroupMailbox"}),
        ({"RecipientTypeDetails": None}, {}),
        (
            {"RecipientTypeDetails": "UserMailbox", "ArchiveState": "Local", "IsExchangeCloudManaged": True},
            {
                "archive": "cloud",
                "cloud_managed": True,
                "home": "online",
                "online_object.kind": "Mailbox",
                "type": "UserMailbox",
            },
        ),
        (
            {"RecipientTypeDetails": "UserMailbox", "ArchiveState": "Unheard"},
            {"home": "online", "online_object.kind": "Mailbox", "type": "UserMailbox"},
        ),
    ],
)
def test_recipients_of_exchange_online(record: dict[str, Any], facts: dict[str, Any], tmp_path: Path) -> None:
    assert known(tmp_path, MIA | record, "exo") == facts


def test_a_stand_in_does_not_contradict_the_mailbox(tmp_path: Path) -> None:
    online = MIA | {"RecipientTypeDetails": "MailUser", "HiddenFromAddressListsEnabled": True, "IsDirSynced": True}
    files = {"onprem/a.json": json.dumps([MIA | {"GrantSendOnBehalfTo": []}]), "exo/b.json": json.dumps([online])}
    observed = observe(tmp_path, files)
    facts = people(observed)["mia@contoso.com"]
    assert (facts["type"], facts["home"], facts["hidden_from_address_lists"]) == ("UserMailbox", "on_premises", True)
    assert observed.sides_of(observed.person("mia@contoso.com")) == ("on_premises", "online")
    assert codes(observed) == []


@pytest.mark.parametrize("cmdlet", ["Get-EXOMailbox", "Get-EXORecipient", "Get-RemoteMailbox", "Get-Mailbox"])
def test_a_manifest_names_the_cmdlet(cmdlet: str, tmp_path: Path) -> None:
    manifest = {
        "delegint_snapshot": 1,
        "files": [{"path": "export.json", "cmdlet": cmdlet}],
        "ended": "2026-11-22T07:00:00Z",
    }
    record = REMOTE if "Remote" in cmdlet else MIA | {"ExchangeGuid": ""}
    files = {"exo/export.json": json.dumps([record]), "exo/manifest.json": json.dumps(manifest)}
    observed = observe(tmp_path, files)
    assert [name for name, _ in recognized(observed)] == [cmdlet]
