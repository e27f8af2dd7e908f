"""The configuration of a synchronization server, as Get-ADSyncServerConfiguration writes it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest

from delegint.snapshot.carriers import sync_xml
from delegint.snapshot.files import ExportFile
from delegint.snapshot.values import RawRecord
from tests.snapshot.clixml.exports import SERVER, needs_server, refused, written

_RULE: Final = "<synchronizationRule><id>{{AB}}</id><direction>Inbound</direction>{}</synchronizationRule>"
_STATED: Final = "<disabled>False</disabled>"
_AD: Final = "ae4db4cc-b16b-4eb2-acf5-837ca84e4d7d"
_ENTRA: Final = "b891884f-051e-4a83-95af-2544101c9083"


def _read(path: Path) -> list[RawRecord]:
    export = ExportFile(path, path.name)
    records = list(sync_xml.read(export))
    assert export.remarks == []
    return records


def _rules() -> list[dict[str, Any]]:
    return [record.values for path in sorted(SERVER.glob("SynchronizationRules/*.xml")) for record in _read(path)]


def _named(name: str) -> dict[str, Any]:
    [rule] = [rule for rule in _rules() if rule["Name"] == name]
    return rule


def _with(attribute: str) -> list[str]:
    """The names of the rules with a flow to the attribute, by precedence."""
    rules = sorted(_rules(), key=lambda rule: rule["Precedence"])
    return [rule["Name"] for rule in rules for flow in rule["Flows"] if flow["Destination"] == attribute]


def _rule(folder: Path, content: str) -> dict[str, Any]:
    export = written(folder, _RULE.format(_STATED + content))
    [record] = sync_xml.read(export)
    assert export.remarks == []
    return record.values


@needs_server
def test_every_real_file_is_read() -> None:
    found = Counter(record.values["Kind"] for path in SERVER.rglob("*.xml") for record in _read(path))
    assert found == {"sync-setting": 37, "connector": 2, "synchronization-rule": 62}


@needs_server
def test_real_global_settings() -> None:
    records = _read(SERVER / "GlobalSettings" / "MV.xml")
    assert [record.line for record in records] == list(range(1204, 1241))
    settings = {record.values["Name"]: record.values["Value"] for record in records}
    assert settings["Microsoft.OptionalFeature.HybridExchange"] == "True"
    assert settings["Microsoft.Synchronize.StagingMode"] == "False"
    assert settings["Microsoft.Synchronize.ServerConfigurationVersion"] == "1.1.130.0"
    assert settings["Microsoft.SynchronizationOption.AnchorAttribute"] == "objectGUID"
    assert settings["Microsoft.GroupWriteBack.Forest"] == ""
    assert records[-2].values == {
        "Kind": "sync-setting",
        "Name": "Microsoft.OptionalFeature.HybridExchange",
        "Value": "True",
        "Scope": "SynchronizationGlobal",
        "DataType": "String",
    }


@needs_server
def test_real_connectors() -> None:
    [forest] = _read(SERVER / "Connectors" / f"Connector_{{{_AD}}}.xml")
    [entra] = _read(SERVER / "Connectors" / f"Connector_{{{_ENTRA}}}.xml")
    assert (forest.line, entra.line) == (1, 1)
    attributes = forest.values.pop("Attributes"), entra.values.pop("Attributes")
    assert forest.values == {
        "Kind": "connector",
        "Name": "contoso.com",
        "Identifier": _AD,
        "Type": "AD",
        "Subtype": "",
        "Partitions": ["DC=contoso,DC=com"],
        "SelectedPartitions": ["DC=contoso,DC=com"],
        "ExcludedContainers": ["DC=contoso,DC=com"],
        "IncludedContainers": ["OU=CORP,DC=contoso,DC=com"],
    }
    assert entra.values == {
        "Kind": "connector",
        "Name": "contoso.onmicrosoft.com - AAD",
        "Identifier": _ENTRA,
        "Type": "Extensible2",
        "Subtype": "Windows Azure Active Directory (Microsoft)",
        "Partitions": ["default"],
        "SelectedPartitions": ["default"],
        "ExcludedContainers": [],
        "IncludedContainers": [""],
    }
    assert all(isinstance(found, list) and "publicDelegates" in found for found in attributes)
    assert sum(len(found) for found in attributes if isinstance(found, list)) == 293


@needs_server
def test_no_host_or_account_of_the_real_configuration_is_kept() -> None:
    text = str([record.values for path in SERVER.rglob("*.xml") for record in _read(path)]).lower()
    assert "contoso-sync01" not in text
    connector = (SERVER / "Connectors" / f"Connector_{{{_AD}}}.xml").read_text(encoding="utf-8")
    for tag in ("forest-login-user", "last-dc"):
        private = connector.partition(f"<{tag}>")[2].partition("<")[0].lower()
        assert private
        assert private not in text


@needs_server
def test_real_rules() -> None:
    rules = _rules()
    assert Counter(rule["Direction"] for rule in rules) == {"Inbound": 28, "Outbound": 34}
    assert [rule["Disabled"] for rule in rules] == [False] * 62
    assert sorted(rule["Precedence"] for rule in rules) == list(range(100, 162))
    assert {rule["Connector"] for rule in rules} == {_AD, _ENTRA}
    flows = Counter(flow["Type"] for rule in rules for flow in rule["Flows"])
    assert flows == {"direct": 802, "expression": 391, "constant": 7}
    assert Counter(flow["Merge"] for rule in rules for flow in rule["Flows"]) == {
        "Update": 1195,
        "MergeCaseInsensitive": 5,
    }
    assert Counter(len(rule["ScopeFilter"]) for rule in rules) == {1: 44, 0: 17, 4: 1}
    groups = [group["Conditions"] for rule in rules for group in rule["ScopeFilter"]]
    assert Counter(map(len, groups)) == {1: 21, 2: 20, 3: 2, 5: 5}


@needs_server
def test_a_real_rule() -> None:
    rule = _named("In from AD - InetOrgPerson AccountEnabled")
    flows = {flow["Destination"]: flow for flow in rule.pop("Flows")}
    assert rule == {
        "Kind": "synchronization-rule",
        "Name": "In from AD - InetOrgPerson AccountEnabled",
        "Identifier": "9a365cc7-9ec7-4dd8-adab-cf212e21204e",
        "ImmutableTag": "Microsoft.InfromADInetOrgPersonAccountEnabled.003",
        "Direction": "Inbound",
        "Disabled": False,
        "Connector": _AD,
        "SourceObjectType": "inetOrgPerson",
        "TargetObjectType": "person",
        "LinkType": "Join",
        "Precedence": 103,
        "ScopeFilter": [{"Conditions": [{"Attribute": "userAccountControl", "Operator": "ISBITNOTSET", "Value": "2"}]}],
    }
    assert flows["accountEnabled"] == {
        "Destination": "accountEnabled",
        "Source": [],
        "Type": "constant",
        "Expression": None,
        "Constant": "True",
        "Merge": "Update",
    }
    assert flows["cn"]["Type"] == "direct"
    assert flows["cn"]["Source"] == ["cn"]
    assert flows["domainFQDN"] == {
        "Destination": "domainFQDN",
        "Source": [],
        "Type": "expression",
        "Expression": "%Domain.FQDN%",
        "Constant": None,
        "Merge": "Update",
    }
    assert flows["objectSidString"]["Source"] == ["objectSid"]
    assert flows["objectSidString"]["Expression"] == "StringFromSid([objectSid])"


@needs_server
def test_public_delegates_go_to_the_cloud_and_do_not_come_back() -> None:
    assert _with("publicDelegates") == [
        "In from AD - User Exchange",
        "In from AD - InetOrgPerson Exchange",
        "In from AD - Group Exchange",
        "In from AD - Contact Common",
        "Out to AAD - User ExchangeOnline",
        "Out to AAD - Contact ExchangeOnline",
        "Out to AAD - Group ExchangeOnline",
    ]
    assert _with("cloudPublicDelegates") == [
        "In from AAD - Contact Exchange Hybrid",
        "In from AAD - Group Exchange Hybrid",
        "In from AAD - User Exchange Hybrid",
    ]
    writeback = _named("Out to AD - User Exchange Hybrid")
    assert [flow["Destination"] for flow in writeback["Flows"]] == [
        "msExchBlockedSendersHash",
        "msExchSafeRecipientsHash",
        "msExchSafeSendersHash",
        "msExchUCVoiceMailSettings",
        "msExchUserHoldPolicies",
        "proxyAddresses",
    ]
    assert _named("Out to AD - InetOrgPerson Exchange Hybrid")["ScopeFilter"] == [
        {"Conditions": [{"Attribute": "contributingConnectorExchange", "Operator": "EQUAL", "Value": "%Connector.ID%"}]}
    ]


@pytest.mark.parametrize(("text", "wanted"), [("True", True), ("False", False), ("true", True)])
def test_whether_a_rule_is_disabled(text: str, wanted: bool, tmp_path: Path) -> None:
    [record] = sync_xml.read(written(tmp_path, _RULE.format(f"<disabled>{text}</disabled>")))
    assert record.values["Disabled"] is wanted


@pytest.mark.parametrize("content", ["", "<disabled />", "<disabled>perhaps</disabled>"])
def test_a_rule_that_does_not_say_so(content: str, tmp_path: Path) -> None:
    export = written(tmp_path, "\n" + _RULE.format(content))
    [record] = sync_xml.read(export)
    assert record.line == 2
    assert record.values["Disabled"] is None
    assert export.remarks == [(2, "The rule does not say whether it is disabled", "")]


def test_what_a_rule_does_not_state_is_unknown(tmp_path: Path) -> None:
    assert _rule(tmp_path, "") == {
        "Kind": "synchronization-rule",
        "Name": None,
        "Identifier": "ab",
        "ImmutableTag": None,
        "Direction": "Inbound",
        "Disabled": False,
        "Connector": None,
        "SourceObjectType": None,
        "TargetObjectType": None,
        "LinkType": None,
        "Precedence": None,
        "Flows": [],
        "ScopeFilter": [],
    }
    assert _rule(tmp_path, "<precedence>first</precedence>")["Precedence"] is None


def test_flows(tmp_path: Path) -> None:
    mappings = (
        "<mapping><dest>a</dest><src><attr>b</attr><attr>c</attr></src><expression>[b] &amp; [c]</expression></mapping>"
        "<mapping><dest>d</dest><src>yes</src><valueMergeType>Merge</valueMergeType></mapping>"
        "<mapping><dest>e</dest><src /></mapping>"
        "<mapping><dest>f</dest><src>\n <attr>g</attr>\n</src></mapping><mapping />"
    )
    flows = _rule(tmp_path, f"<attribute-mappings>{mappings}</attribute-mappings>")["Flows"]
    keys = ("Destination", "Source", "Type", "Expression", "Constant", "Merge")
    assert [tuple(flow[key] for key in keys) for flow in flows] == [
        ("a", ["b", "c"], "expression", "[b] & [c]", None, None),
        ("d", [], "constant", None, "yes", "Merge"),
        ("e", [], "constant", None, "", None),
        ("f", ["g"], "direct", None, None, None),
        (None, [], "constant", None, None, None),
    ]


def test_groups_of_conditions(tmp_path: Path) -> None:
    scope = "<scope><csAttribute>{}</csAttribute><csOperator>EQUAL</csOperator><csValue>{}</csValue></scope>"
    groups = f"<conditions>{scope.format('a', 1)}{scope.format('b', 2)}</conditions><conditions />"
    found = _rule(tmp_path, f"<synchronizationCriteria>{groups}</synchronizationCriteria>")["ScopeFilter"]
    assert found == [
        {
            "Conditions": [
                {"Attribute": "a", "Operator": "EQUAL", "Value": "1"},
                {"Attribute": "b", "Operator": "EQUAL", "Value": "2"},
            ]
        },
        {"Conditions": []},
    ]


def _settings(parameters: str) -> str:
    values = f"<parameter-values>{parameters}</parameter-values>"
    return f"<saved-mv-configuration server='SYNC01'><mv-data>\n{values}</mv-data></saved-mv-configuration>"


def test_global_settings(tmp_path: Path) -> None:
    parameters = '<parameter name="a" use="Global" dataType="String"> x </parameter>\n<parameter name="b" />'
    records = list(sync_xml.read(written(tmp_path, _settings(parameters))))
    assert records == [
        RawRecord(2, {"Kind": "sync-setting", "Name": "a", "Value": "x", "Scope": "Global", "DataType": "String"}),
        RawRecord(3, {"Kind": "sync-setting", "Name": "b", "Value": "", "Scope": None, "DataType": None}),
    ]


@pytest.mark.parametrize(
    "attributes",
    ['name="a" encrypted="1"', 'name="Microsoft.ServiceAccount"', 'name="UserName"', 'name="Sync.ServerName"'],
)
def test_secrets_accounts_and_hosts_are_not_kept(attributes: str, tmp_path: Path) -> None:
    [record] = sync_xml.read(written(tmp_path, _settings(f"<parameter {attributes}>secret</parameter>")))
    assert record.values["Value"] is None


def test_settings_about_passwords_and_users_are_no_secrets(tmp_path: Path) -> None:
    names = ["Microsoft.OptionalFeature.PasswordHashSync", "Microsoft.OptionalFeature.UserWriteBack"]
    text = _settings("".join(f'<parameter name="{name}" encrypted="0">False</parameter>' for name in names))
    assert [record.values["Value"] for record in sync_xml.read(written(tmp_path, text))] == ["False", "False"]


def test_a_setting_without_a_name_is_left_out(tmp_path: Path) -> None:
    export = written(tmp_path, _settings("<parameter>x</parameter>"))
    assert list(sync_xml.read(export)) == []
    assert export.remarks == [(2, "A global setting has no name; it is left out", "")]


def test_global_settings_that_state_none(tmp_path: Path) -> None:
    export = written(tmp_path, "<saved-mv-configuration />")
    assert list(sync_xml.read(export)) == []
    [remark] = export.remarks
    assert remark.line == 1
    assert remark.message == "The file states no global settings; it may come from another version of the server"
    assert remark.fix == "Add (Get-ADSyncGlobalSettings).Parameters as JSON"


def test_a_connector(tmp_path: Path) -> None:
    partitions = (
        "<partition><name>DC=a</name><selected>1</selected><custom-data><name>host</name></custom-data></partition>"
        "<partition><name>DC=b</name><selected>0</selected></partition><partition><name>DC=c</name></partition>"
        "<partition />"
    )
    private = "<private-configuration><name>svc</name><id>x</id></private-configuration>"
    text = (
        f"<ma-data>{private}<id>{{AB}}</id><name>a</name><ma-partition-data>{partitions}</ma-partition-data></ma-data>"
    )
    [record] = sync_xml.read(written(tmp_path, text))
    assert record.values == {
        "Kind": "connector",
        "Name": "a",
        "Identifier": "ab",
        "Type": None,
        "Subtype": None,
        "Partitions": ["DC=a", "DC=b", "DC=c"],
        "SelectedPartitions": ["DC=a"],
        "ExcludedContainers": [],
        "IncludedContainers": [],
        "Attributes": [],
    }


def test_containers_are_those_of_the_selected_partitions(tmp_path: Path) -> None:
    def partition(name: str, selected: int, *units: str) -> str:
        left_out, taken_in = units
        return (
            f"<partition><name>DC={name}</name><selected>{selected}</selected><filter><object-classes>"
            "<object-class>user</object-class></object-classes><containers>"
            f"<exclusions><exclusion>{left_out}</exclusion><exclusion>OU=x,DC={name}</exclusion></exclusions>"
            f"<inclusions><inclusion> {taken_in} </inclusion></inclusions></containers></filter></partition>"
        )

    partitions = partition("a", 1, "OU=b,DC=a", "OU=c,DC=a") + partition("d", 0, "OU=e,DC=d", "OU=f,DC=d")
    partitions += partition("g", 1, "OU=h,DC=g", "OU=i,DC=g") + "<partition><selected>1</selected></partition>"
    text = f"<ma-data><id>a</id><name>b</name><ma-partition-data>{partitions}</ma-partition-data></ma-data>"
    [record] = sync_xml.read(written(tmp_path, text))
    assert record.values["ExcludedContainers"] == ["OU=b,DC=a", "OU=x,DC=a", "OU=h,DC=g", "OU=x,DC=g"]
    assert record.values["IncludedContainers"] == ["OU=c,DC=a", "OU=i,DC=g"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<html />", "The root element html is none of a synchronization server's configuration"),
        ("<ma-data><id>a</id></ma-data>", "The connector has no id or no name"),
        ("<ma-data><name>a</name></ma-data>", "The connector has no id or no name"),
        ("<synchronizationRule><id>a</id></synchronizationRule>", "The synchronization rule has no id or no direction"),
        ("<synchronizationRule />", "The synchronization rule has no id or no direction"),
        ("", "The file is empty"),
        ("<ma-data><id>", "The file ends before its last element does; it is cut off"),
        (
            "<!DOCTYPE ma-data><ma-data />",
            "The file declares a document type, which could make it refer to other files",
        ),
        ("<ma-data>&a;</ma-data>", "The file uses an entity, which no export does"),
        (f"<ma-data>{'<schema>' * 100_000}", "Elements are nested more than 64 deep"),
        (f"<ma-data>{'<partition>' * 100_000}", "Elements are nested more than 64 deep"),
        (f"<ma-data><id>{'x' * (4 * 1024 * 1024 + 1)}</id></ma-data>", "A value is longer than 4 MiB"),
        (f"<ma-data><id>{'x' * (6 * 1024 * 1024)}", "A value is longer than 4 MiB"),
        (f"<ma-data>{'<partition />' * 200_001}</ma-data>", "The file has more than 200,000 settings"),
    ],
)
def test_refusals(text: str, message: str, tmp_path: Path) -> None:
    records, remark = refused(written(tmp_path, text), sync=True)
    assert records == []
    assert (remark.line, remark.message) == (1, message)


def test_what_is_not_read_may_be_long(tmp_path: Path) -> None:
    text = f"<ma-data><id>a</id><name>b</name><schema>{'x' * (5 * 1024 * 1024)}</schema></ma-data>"
    [record] = sync_xml.read(written(tmp_path, text))
    assert record.values["Name"] == "b"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    text = "<synchronizationRule><id>a</id><name>J\xfcrgen</name><direction>Inbound</direction>"
    [record] = sync_xml.read(written(tmp_path, f"{text}{_STATED}</synchronizationRule>", encoding))
    assert record.values["Name"] == "J\xfcrgen"
