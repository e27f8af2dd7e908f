"""CLIXML: every real export of Exchange that is at hand."""

from __future__ import annotations

from typing import Any, Final

import pytest

from delegint.snapshot.carriers import clixml
from delegint.snapshot.files import ExportFile
from delegint.snapshot.values import RawRecord, Value
from tests.snapshot.clixml.exports import EXCHANGE, needs_exchange

pytestmark = needs_exchange

_LINES: Final[dict[str, list[int]]] = {
    "E16-GetAcceptedDomain": [2, 179, 310],
    "E16-GetDynamicDistributionGroupPfMailboxes": [2],
    "E16-GetExchangeAdSchemaClass-dictionary": [2],
    "E16-GetExchangeWellKnownSecurityGroups": [2, *range(15, 186, 10)],
    "E16-GetIrmConfiguration": [2],
    "E16-GetLocalGroupMember": [2, 36, 58, 80],
    "E16-GetOrganizationConfig": [2],
    "E16-Win32_PageFileSetting-empty": [],
    "E19-GetAcceptedDomain": [2, 179, 310],
    "E19-GetAcceptedDomain_Problem": [2, 179, 310, 441],
    "E19-GetDynamicDistributionGroupPfMailboxes": [2],
    "E19-GetDynamicDistributionGroupPfMailboxes1": [2, 481],
    "E19-GetExchangeWellKnownSecurityGroups": [2, *range(15, 186, 10)],
    "E19-GetGlobalMonitoringOverride": [2, 31, 56],
    "E19-GetHybridConfiguration": [2],
    "E19-GetIrmConfiguration": [2],
    "E19-GetLocalGroupMember": [2, 36, 58, 80],
    "E19-GetOrganizationConfig": [2],
    "E19-GetOrganizationConfig1": [2],
    "E19-GetPartnerApplication": [2, 177, 326, 458, 590],
    "E19-Win32_Processor1-restarted-refids": [2, 106, 190, 191],
    "TlsCipherLocalPath-plain-strings": list(range(2, 42)),
}
"""The line of each record."""


def _records(name: str) -> list[RawRecord]:
    path = EXCHANGE / f"{name}.clixml.xml"
    export = ExportFile(path, path.name)
    records = list(clixml.read(export))
    assert export.remarks == []
    return records


def _values(name: str) -> list[dict[str, Any]]:
    return [record.values for record in _records(name)]


def test_no_file_is_left_out() -> None:
    assert {path.name.removesuffix(".clixml.xml") for path in EXCHANGE.glob("*.xml")} == set(_LINES)


@pytest.mark.parametrize("name", _LINES)
def test_records_and_their_lines(name: str) -> None:
    assert [record.line for record in _records(name)] == _LINES[name]


@pytest.mark.parametrize("name", _LINES)
def test_no_serialization_data_anywhere(name: str) -> None:
    pending: list[Value] = [record.values for record in _records(name)]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            assert "SerializationData" not in value
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)


@pytest.mark.parametrize(
    ("name", "guid"),
    [
        ("E16-GetOrganizationConfig", "caa261bf-5660-4562-9848-1bdc78841a63"),
        ("E19-GetOrganizationConfig", "76fd9fb1-54f2-4fc8-8b04-97ca4824a55b"),
        ("E19-GetOrganizationConfig1", "76fd9fb1-54f2-4fc8-8b04-97ca4824a55b"),
    ],
)
def test_synced_objects_are_not_aclable(name: str, guid: str) -> None:
    [organization] = _values(name)
    assert organization["ACLableSyncedObjectEnabled"] is False
    assert (organization["Name"], organization["Guid"], len(organization)) == ("SoloORG", guid, 173)


def test_a_recipient() -> None:
    [group] = _values("E19-GetDynamicDistributionGroupPfMailboxes")
    assert len(group) == 106
    assert group["GrantSendOnBehalfTo"] == []
    assert group["RecipientTypeDetails"] == {"value": 2048, "Value": "DynamicDistributionGroup"}
    assert group["HiddenFromAddressListsEnabled"] is True
    assert group["WhenChanged"] == "2023-10-04T07:16:04-07:00"
    [address] = group["EmailAddresses"]
    assert address["ToString"] == "SMTP:PublicFolderMailboxes.419323dd2b7d4d04a724dcc15e467521@vnext.local"
    assert address["IsPrimaryAddress"] is True
    identity = group["Identity"]
    assert group["Id"] is identity
    assert identity["ObjectGuid"] == "9a84412a-cef3-49d3-88ac-38cb0c564721"
    assert identity["OrgHierarchyToIgnore"] is None
    assert identity["ToString"] == "VNext.local/Users/PublicFolderMailboxes.419323dd2b7d4d04a724dcc15e467521"
    assert identity["Depth"] == 3


def test_numbers_that_begin_anew_in_the_middle() -> None:
    first, second = _values("E19-GetDynamicDistributionGroupPfMailboxes1")
    assert first == second
    assert first["Id"] is first["Identity"]
    assert second["Id"] is second["Identity"]
    assert second["Id"] is not first["Id"]


def test_records_that_are_references() -> None:
    processors = _values("E19-Win32_Processor1-restarted-refids")
    assert [processor["DeviceID"] for processor in processors] == ["CPU0", "CPU1", "CPU0", "CPU1"]
    assert processors[2] is processors[0]
    assert processors[3] is processors[1]
    assert processors[0]["__DERIVATION"] == [
        "CIM_Processor",
        "CIM_LogicalDevice",
        "CIM_LogicalElement",
        "CIM_ManagedSystemElement",
    ]


def test_a_dictionary() -> None:
    [found] = _values("E16-GetExchangeAdSchemaClass-dictionary")
    properties = found["Properties"]
    assert len(properties) == 29
    assert properties["usnchanged"] == [58095]
    assert properties["objectcategory"] == ["CN=Class-Schema,CN=Schema,CN=Configuration,DC=Solo,DC=local"]
    assert len(properties["maycontain"]) == 36
    assert found["ToString"] == "System.DirectoryServices.SearchResult"


@pytest.mark.parametrize("name", ["E16-GetAcceptedDomain", "E19-GetAcceptedDomain"])
def test_records_that_share_an_object(name: str) -> None:
    domains = _values(name)
    assert [domain["DomainName"]["ToString"] for domain in domains] == ["Solo.com", "*.contoso.local", "*.com"]
    assert [domain["DomainType"]["Value"] for domain in domains] == ["Authoritative", "Authoritative", "InternalRelay"]
    assert [domain["Default"] for domain in domains] == [True, False, False]
    assert domains[2]["OrganizationId"] is domains[1]["OrganizationId"] is domains[0]["OrganizationId"]


def test_a_list_of_enumerations() -> None:
    [hybrid] = _values("E19-GetHybridConfiguration")
    features = [feature["Value"] for feature in hybrid["Features"]]
    assert features == [
        "FreeBusy",
        "MoveMailbox",
        "Mailtips",
        "MessageTracking",
        "OwaRedirection",
        "OnlineArchive",
        "SecureMail",
        "Photos",
    ]
    assert hybrid["Features"][-1]["value"] == 8
    assert hybrid["WhenChangedUTC"] == "2025-04-09T14:16:22Z"


def test_security_identifiers() -> None:
    members = _values("E19-GetLocalGroupMember")
    assert members[0]["Name"] == "SOLO\\Domain Admins"
    assert members[0]["SID"]["Value"] == "S-1-5-21-1281225956-1072373970-2205875210-512"
    assert members[0]["SID"]["BinaryLength"] == 28


def test_text_without_objects() -> None:
    suites = _values("TlsCipherLocalPath-plain-strings")
    assert suites[0] == {"value": "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384_P256"}
    assert all(suite.keys() == {"value"} for suite in suites)


@pytest.mark.parametrize("name", ["E16-GetIrmConfiguration", "E19-GetIrmConfiguration"])
def test_utf_16(name: str) -> None:
    [found] = _values(name)
    assert found["Name"] == "ControlPoint Config"
    assert found["LicensingLocation"] == []
    assert found["ServiceLocation"] is None
    assert found["TransportDecryptionSetting"] == {"value": 1, "Value": "Optional"}


def test_applications_and_groups() -> None:
    applications = _values("E19-GetPartnerApplication")
    assert [(found["Name"], found["Enabled"]) for found in applications] == [
        ("Exchange Online", True),
        ("Microsoft Graph", True),
        ("TeamsScheduler", False),
        ("CloudVoicemail", False),
        ("SfBLegacy", True),
    ]
    groups = _values("E19-GetExchangeWellKnownSecurityGroups")
    assert groups[0]["SID"] == "S-1-5-21-1281225956-1072373970-2205875210-1123"
    assert [group["WellKnownName"] is None for group in groups].count(True) == 1
    overrides = _values("E19-GetGlobalMonitoringOverride")
    assert overrides[0]["Identity"] == "FrontendTransport\\OnPremisesInboundProxy"
    assert overrides[0]["PSShowComputerName"] is False
