"""Get-ADUser and Get-ADObject: attributes, octets, and what was not asked for."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.snapshot.exchange.tenants import ALICE, BOB, LEGACY, codes, facts_of, granted, read, recognized
from tests.snapshot.observing import covered, observe, people, table

GUID = "77777777-7777-7777-7777-777777777788"
OCTETS = list(UUID(GUID).bytes_le)
ALICES, BOBS = (f"CN={name} Example,CN=Users,DC=contoso,DC=com" for name in ("Alice", "Bob"))
ACCOUNT: dict[str, Any] = {
    "DistinguishedName": "CN=Mia,CN=Users,DC=contoso,DC=com",
    "Enabled": True,
    "ObjectClass": "user",
    "ObjectGUID": GUID,
    "SamAccountName": "mia",
    "SID": {"BinaryLength": 28, "AccountDomainSid": {}, "Value": "S-1-5-21-1-2-3-2001"},
    "UserPrincipalName": "mia@contoso.com",
    "mail": "mia@contoso.com",
    "mailNickname": "mia",
    "legacyExchangeDN": LEGACY + "mia",
    "proxyAddresses": ["smtp:m@contoso.com", "SMTP:mia@contoso.com"],
    "publicDelegates": [ALICES, BOBS],
    "msExchDelegateListLink": ALICES,
    "msExchRecipientDisplayType": -1073741818,
    "msExchRecipientTypeDetails": 2147483648,
    "msExchRemoteRecipientType": 4,
    "msExchHideFromAddressLists": True,
    "adminCount": 1,
}
KNOWN = {
    "account_enabled": True,
    "hidden_from_address_lists": True,
    "home": "online",
    "on_premises_object.adminCount": 1,
    "on_premises_object.kind": "RemoteMailbox",
    "on_premises_object.mailNickname": "mia",
    "on_premises_object.msExchDelegateListLink": [ALICE],
    "on_premises_object.organizational_unit": "CN=Users,DC=contoso,DC=com",
    "on_premises_object.msExchRecipientDisplayType": -1073741818,
    "on_premises_object.publicDelegates": [ALICE, BOB],
    "on_premises_object.remote_type": "RemoteUserMailbox",
    "provenance": "migrated",
    "type": "UserMailbox",
}
_CELLS = {key: str(value) for key, value in ACCOUNT.items()} | {
    "SID": "S-1-5-21-1-2-3-2001",
    "proxyAddresses": "SMTP:mia@contoso.com|smtp:m@contoso.com",
    "publicDelegates": f"{ALICES};{BOBS}",
}
COLLECTED = {
    "k": "ad-object", "guid": GUID, "sid": "S-1-5-21-1-2-3-2001", "sidHistory": [], "dn": ACCOUNT["DistinguishedName"],
    "sam": "mia", "upn": "mia@contoso.com", "mail": "mia@contoso.com", "mailNickname": "mia",
    "proxies": ACCOUNT["proxyAddresses"], "legacyDn": LEGACY + "mia", "displayType": "-1073741818",
    "typeDetails": "2147483648", "remoteType": "4", "publicDelegates": [ALICES, BOBS], "delegateList": [ALICES],
    "adminCount": "1", "enabled": True, "consistencyGuid": "",
}  # fmt: skip
FORMS = {
    "one object": ("export.json", json.dumps(ACCOUNT, indent=4)),
    "several": ("export.json", json.dumps([ACCOUNT])),
    "CSV": ("export.csv", table(_CELLS, _CELLS.values())),
    "collected": ("export.jsonl", json.dumps(COLLECTED, separators=(",", ":")) + "\n"),
    "collected, as an array": ("export.json", json.dumps([COLLECTED])),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_an_account_says_the_same(form: str, tmp_path: Path) -> None:
    name, content = FORMS[form]
    observed = read(tmp_path, {name: content})
    found = facts_of(observed, "mia@contoso.com")
    if "collected" in form:
        assert found == {key: fact for key, fact in KNOWN.items() if key != "hidden_from_address_lists"}
    else:
        assert found == KNOWN
    assert granted(observed) == [
        ("send_on_behalf", "mia@contoso.com", ALICE),
        ("send_on_behalf", "mia@contoso.com", BOB),
    ]
    assert observed.sides_of(observed.person("mia@contoso.com")) == ("on_premises",)
    assert [side for _, side in recognized(observed)] == ["on_premises"]
    assert codes(observed) == []


def known(folder: Path, **columns: Any) -> dict[str, Any]:
    """What one account says, with these attributes besides those that Get-ADUser always has."""
    always = {key: ACCOUNT[key] for key in ("DistinguishedName", "ObjectClass", "ObjectGUID", "UserPrincipalName")}
    return people(read(folder, {"export.json": json.dumps([always | columns])}))["mia@contoso.com"]


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (-1073741818, -1073741818),
        (3221225478, -1073741818),
        ("1073741824", 1073741824),
        (0, 0),
        ("-2147483642", -2147483642),
        ("-1,07E+09", None),
        (None, None),
        (1 << 40, None),
    ],
)
def test_the_display_type_is_signed(value: object, number: int | None, tmp_path: Path) -> None:
    facts = known(tmp_path, msExchRecipientDisplayType=value)
    assert facts.get("on_premises_object.msExchRecipientDisplayType") == number


@pytest.mark.parametrize(
    ("columns", "enabled"),
    [
        ({"Enabled": False}, False),
        ({"Enabled": None, "userAccountControl": 514}, False),
        ({"userAccountControl": "512"}, True),
        ({"userAccountControl": 66050}, False),
        ({}, None),
        ({"Enabled": "WAHR"}, None),
    ],
)
def test_whether_an_account_is_enabled(columns: dict[str, Any], enabled: bool | None, tmp_path: Path) -> None:
    assert known(tmp_path, **columns).get("account_enabled") is enabled


@pytest.mark.parametrize(
    ("details", "facts"),
    [
        (1, {"home": "on_premises", "on_premises_object.kind": "Mailbox", "type": "UserMailbox"}),
        (128, {"on_premises_object.kind": "MailUser", "type": "MailUser"}),
        (1024, {"on_premises_object.kind": "group", "type": "MailUniversalSecurityGroup"}),
        (123456789, {}),
        (None, {}),
    ],
)
def test_the_type_in_active_directory(details: int | None, facts: dict[str, Any], tmp_path: Path) -> None:
    lies = {"on_premises_object.organizational_unit": "CN=Users,DC=contoso,DC=com"}
    assert known(tmp_path, msExchRecipientTypeDetails=details) == facts | lies


@pytest.mark.parametrize(
    ("name", "container"),
    [
        ("CN=Mia,OU=Staff,DC=contoso,DC=com", "OU=Staff,DC=contoso,DC=com"),
        (r"CN=Moss\, Mia,OU=Staff\, all,DC=contoso,DC=com", r"OU=Staff\, all,DC=contoso,DC=com"),
        ("DC=com", None),
        ("CN=Mia,", None),
    ],
)
def test_where_an_account_lies(name: str, container: str | None, tmp_path: Path) -> None:
    assert known(tmp_path, DistinguishedName=name).get("on_premises_object.organizational_unit") == container


@pytest.mark.parametrize(("written", "fact"), [("", ""), ("  ", ""), (None, None), ("mia", "mia")])
def test_an_alias_that_was_not_asked_for_is_not_empty(written: object, fact: str | None, tmp_path: Path) -> None:
    assert known(tmp_path, mailNickname=written).get("on_premises_object.mailNickname") == fact


def test_an_empty_cell_says_nothing_of_the_alias(tmp_path: Path) -> None:
    observed = read(tmp_path, {"export.csv": table(_CELLS, (_CELLS | {"mailNickname": ""}).values())})
    assert "on_premises_object.mailNickname" not in people(observed)["mia@contoso.com"]


def test_a_mailbox_on_premises_has_no_remote_past(tmp_path: Path) -> None:
    facts = known(tmp_path, msExchRecipientTypeDetails=1, msExchRemoteRecipientType=1)
    assert "provenance" not in facts


@pytest.mark.parametrize(
    "written", [OCTETS, " ".join(map(str, OCTETS)), base64.b64encode(bytes(OCTETS)).decode(), GUID]
)
@pytest.mark.parametrize("attribute", ["ObjectGUID", "mS-DS-ConsistencyGuid", "msExchMailboxGuid"])
def test_guids_in_octets(attribute: str, written: object, tmp_path: Path) -> None:
    """The same object, under another address, is found by its GUID, its anchor or its mailbox."""
    account: dict[str, Any] = {"DistinguishedName": "CN=M,DC=contoso,DC=com", "mail": "mia@contoso.com"}
    account["ObjectClass"] = "user"
    account = account | {"objectSid": "", attribute: written}
    key = {"mS-DS-ConsistencyGuid": "ImmutableId", "msExchMailboxGuid": "ExchangeGuid"}.get(attribute, "Guid")
    value = base64.b64encode(bytes(OCTETS)).decode() if key == "ImmutableId" else GUID
    mailbox = {"RecipientTypeDetails": "UserMailbox", "PrimarySmtpAddress": "m.m@contoso.com", key: value}
    side = "onprem" if key == "Guid" else "exo"
    observed = observe(tmp_path, {"onprem/a.json": json.dumps([account]), f"{side}/b.json": json.dumps([mailbox])})
    assert observed.person("mia@contoso.com") == observed.person("m.m@contoso.com")
    assert codes(observed) == []


def test_octets_that_a_csv_has_lost(tmp_path: Path) -> None:
    rows = table(("DistinguishedName", "ObjectClass", "ObjectGUID", "msExchMailboxGuid"),
                 ("CN=M,DC=contoso,DC=com", "user", GUID, "System.Byte[]"))  # fmt: skip
    assert codes(read(tmp_path, {"export.csv": rows})) == [("SNP002", 2)]


@pytest.mark.parametrize(
    ("written", "asked"),
    [([], True), (None, False), ("Microsoft.ActiveDirectory.Management.ADPropertyValueCollection", False)],
)
def test_delegates_that_were_not_asked_for_or_are_lost_are_not_none(
    written: object, asked: bool, tmp_path: Path
) -> None:
    account = {**ACCOUNT, "publicDelegates": written}
    observed = read(tmp_path, {"export.json": json.dumps([account])})
    assert bool(covered(observed)) is asked
    assert ("on_premises_object.publicDelegates" in people(observed)["mia@contoso.com"]) is asked


def test_an_account_without_exchange_attributes_is_no_recipient(tmp_path: Path) -> None:
    account = {key: ACCOUNT[key] for key in ("DistinguishedName", "ObjectGUID", "SamAccountName", "UserPrincipalName")}
    observed = read(tmp_path, {"export.json": json.dumps([account])})
    assert observed.sides_of(observed.person("mia@contoso.com")) == ()


def test_the_sip_address_is_a_name_too(tmp_path: Path) -> None:
    account = {**ACCOUNT, "msRTCSIP-PrimaryUserAddress": "sip:mia.m@contoso.com"}
    observed = read(tmp_path, {"export.json": json.dumps([account])})
    assert observed.name_of(observed.person("mia.m@contoso.com")) == "mia@contoso.com"


@pytest.mark.parametrize(
    ("columns", "cmdlet"),
    [
        (("DistinguishedName", "ObjectClass", "ObjectGUID"), "Get-ADObject"),
        (("DistinguishedName", "publicDelegates"), "Get-ADObject"),
        (("DistinguishedName", "msExchDelegateListLink"), "Get-ADObject"),
        (("DistinguishedName", "ObjectGUID", "GivenName", "Surname"), "Get-ADUser"),
    ],
)
def test_the_columns_tell_the_cmdlet(columns: tuple[str, ...], cmdlet: str, tmp_path: Path) -> None:
    observed = read(tmp_path, {"export.json": json.dumps([{name: ACCOUNT.get(name, "x") for name in columns}])})
    assert recognized(observed) == [(cmdlet, "on_premises")]
