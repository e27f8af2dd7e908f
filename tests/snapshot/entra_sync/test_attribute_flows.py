"""What is kept of the connectors and synchronization rules of a server, and that nothing private is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegint.model.observed import ExportedFile
from delegint.model.sync_carriage import carried_down, carried_up, has_writeback_build
from delegint.model.sync_proof import proofs
from delegint.snapshot.gathering import Gathering
from delegint.snapshot.losses import Losses
from delegint.snapshot.row import Row
from delegint.snapshot.sink import Sink
from delegint.snapshot.values import RawRecord
from delegint_entra_sync.exports import EXPORTS
from tests.snapshot.entra_sync.servers import (
    AAD,
    ACTIVE_DIRECTORY,
    ENTRA,
    FABRIKAM,
    HYBRID,
    REAL,
    STAGING,
    VERSION,
    connector,
    engine_of,
    entra,
    files_of,
    flow,
    forest,
    line_of,
    needs_real,
    of_files,
    read,
    rule,
    said,
)

DELEGATES = frozenset({"publicDelegates", "cloudPublicDelegates"})
AD_OF_REAL, ENTRA_OF_REAL = "ae4db4cc-b16b-4eb2-acf5-837ca84e4d7d", "b891884f-051e-4a83-95af-2544101c9083"


# -- the real server ----------------------------------------------------------------------------------------------


@needs_real
def test_real_server() -> None:
    observed = read(REAL)
    server = said(observed)
    assert len(server.pop("rules")) == 35
    assert [(known["identifier"], known["kind"], known.get("name")) for known in server["connectors"]] == [
        (AD_OF_REAL, "active_directory", "contoso.com"),
        (ENTRA_OF_REAL, "entra", None),
    ]
    del server["connectors"]
    assert server == {
        "engine": "connect",
        "version": "1.1.130.0",
        "exchange_hybrid_writeback": True,
        "staging": False,
        "scope": {
            "domains": ["contoso.com"],
            "excluded_ous": ["DC=contoso,DC=com"],
            "included_ous": ["OU=CORP,DC=contoso,DC=com"],
        },
    }
    assert [line_of(observed, key) for key in ("version", "staging", "exchange_hybrid_writeback")] == [1219, 1229, 1239]
    assert {
        note.code for note in observed.notes if not observed.place(note.origin).source.name.endswith(".txt")
    } == set()


@needs_real
def test_real_attributes_selected_at_the_connectors() -> None:
    active_directory, entra_id = said(read(REAL))["connectors"]
    assert (active_directory["every_attribute"], entra_id["every_attribute"]) == (False, False)
    needed = [
        "legacyExchangeDN",
        "msExchDelegateListLink",
        "msExchHideFromAddressLists",
        "msExchRecipientDisplayType",
        "proxyAddresses",
        "publicDelegates",
    ]
    assert active_directory["attributes"] == needed
    assert entra_id["attributes"] == [
        "cloudLegacyExchangeDN",
        "cloudMSExchDelegateListLink",
        "cloudMSExchRecipientDisplayType",
        "cloudPublicDelegates",
        *needed,
    ]


@needs_real
def test_real_flows_of_delegates() -> None:
    flows = [
        (kept["precedence"], kept["name"], kept["direction"], kept["object"], one["from"], one["to"])
        for kept in said(read(REAL))["rules"]
        for one in kept["flows"]
        if one["to"] in DELEGATES
    ]
    down, up = "cloudPublicDelegates", "publicDelegates"
    assert sorted(flows) == [
        (108, "In from AD - User Exchange", "inbound", "user", [up], up),
        (109, "In from AD - InetOrgPerson Exchange", "inbound", "inetOrgPerson", [up], up),
        (113, "In from AD - Group Exchange", "inbound", "group", [up], up),
        (116, "In from AD - Contact Common", "inbound", "contact", [up], up),
        (125, "Out to AAD - User ExchangeOnline", "outbound", "user", [up], up),
        (133, "Out to AAD - Contact ExchangeOnline", "outbound", "contact", [up], up),
        (141, "Out to AAD - Group ExchangeOnline", "outbound", "group", [up], up),
        (148, "In from AAD - Contact Exchange Hybrid", "inbound", "contact", [down], down),
        (149, "In from AAD - Group Exchange Hybrid", "inbound", "group", [down], down),
        (150, "In from AAD - User Exchange Hybrid", "inbound", "user", [down], down),
    ]


@needs_real
def test_real_flows_by_attribute() -> None:
    rules = said(read(REAL))["rules"]
    assert Counter((kept["direction"], one["to"]) for kept in rules for one in kept["flows"]) == {
        ("inbound", "cloudLegacyExchangeDN"): 3,
        ("inbound", "cloudMSExchDelegateListLink"): 1,
        ("inbound", "cloudMSExchRecipientDisplayType"): 1,
        ("inbound", "cloudPublicDelegates"): 3,
        ("inbound", "cloudSOAExchMailbox"): 1,
        ("inbound", "legacyExchangeDN"): 4,
        ("inbound", "mailEnabled"): 2,
        ("inbound", "msExchDelegateListLink"): 2,
        ("inbound", "msExchHideFromAddressLists"): 4,
        ("inbound", "msExchRecipientDisplayType"): 4,
        ("inbound", "proxyAddresses"): 5,
        ("inbound", "publicDelegates"): 4,
        ("outbound", "legacyExchangeDN"): 3,
        ("outbound", "msExchDelegateListLink"): 1,
        ("outbound", "msExchHideFromAddressLists"): 6,
        ("outbound", "msExchRecipientDisplayType"): 3,
        ("outbound", "proxyAddresses"): 22,
        ("outbound", "publicDelegates"): 3,
    }
    assert [kept for kept in rules if kept["name"] == "Out to AD - User Exchange Hybrid"] == [
        {
            "name": "Out to AD - User Exchange Hybrid",
            "direction": "outbound",
            "object": "user",
            "connector": AD_OF_REAL,
            "precedence": 158,
            "disabled": False,
            "scope": [],
            "flows": [
                {
                    "to": "proxyAddresses",
                    "from": ["cloudLegacyExchangeDN"],
                    "expression": 'IIF(IsNullOrEmpty([cloudLegacyExchangeDN]),NULL,"x500:" & [cloudLegacyExchangeDN])',
                    "constant": None,
                    "merges": True,
                }
            ],
        }
    ]


@needs_real
def test_real_server_does_not_write_public_delegates_back() -> None:
    engine = engine_of(read(REAL))
    assert engine.exchange_hybrid_writeback is True
    assert has_writeback_build(engine) is False
    up, down = carried_up(engine, "publicDelegates", "user"), carried_down(engine, "publicDelegates", "user")
    assert (up.carried, up.reason) == (
        True,
        "In from AD - User Exchange brings it in, and Out to AAD - User ExchangeOnline writes it out",
    )
    assert down.carried is False
    assert down.reason == (
        "In from AAD - User Exchange Hybrid brings it in as cloudPublicDelegates, and no rule writes it out to "
        "publicDelegates"
    )
    assert carried_down(engine, "proxyAddresses", "user").carried is True


@needs_real
def test_no_name_of_a_server_or_account_is_kept() -> None:
    written = "".join(path.read_text("utf-8-sig") for path in REAL.rglob("Connector_*.xml"))
    private = ["CONTOSO-SYNC01", "CONTOSO-DC01", "MSOL_d1edb676ca03", "Sync_", "onmicrosoft", "password"]
    assert [name for name in private if name not in written] == []
    observed = read(REAL)
    kept = str([getattr(observed, column) for column in observed.COLUMNS]).casefold()
    assert [name for name in private if name.casefold() in kept] == []
    assert "contoso.com" in kept


# -- connectors ---------------------------------------------------------------------------------------------------


def test_domains_are_the_selected_partitions_of_every_active_directory(tmp_path: Path) -> None:
    partitions = ("DC=Contoso,DC=com", "-DC=lab,DC=contoso,DC=com", "DC=DomainDnsZones,DC=contoso,DC=com")
    files = files_of(
        connector(ACTIVE_DIRECTORY, "AD", *partitions, "CN=Configuration,DC=contoso,DC=com"),
        connector(ENTRA, "Extensible2", "DC=tenant,DC=com"),
        connector(f"{{{FABRIKAM}}}", "AD", "dc=fabrikam, dc=com", name="fabrikam.com"),
    )
    observed = of_files(tmp_path, files)
    assert said(observed)["scope"] == {"domains": ["contoso.com", "fabrikam.com"]}
    assert engine_of(observed).domains == ("contoso.com", "fabrikam.com")


@pytest.mark.parametrize("partitions", [(), ("-DC=contoso,DC=com",), ("default",), ("DC=,DC=com",)])
def test_a_scope_without_a_domain_is_unknown(tmp_path: Path, partitions: tuple[str, ...]) -> None:
    assert engine_of(of_files(tmp_path, {"a.xml": connector(ACTIVE_DIRECTORY, "AD", *partitions)})).domains is None


def test_it_is_kept_to_what_a_connector_leads_and_what_is_selected_there(tmp_path: Path) -> None:
    other = "44444444-4444-4444-4444-444444444444"
    files = files_of(
        forest("mail", "PUBLICDelegates", "cloudProxyAddresses", "cloudMail"),
        entra(),
        connector(FABRIKAM, "Extensible2", subtype="Generic SQL (Microsoft)", name="HR", attributes=["mail"]),
        connector(other, "AD", subtype=AAD, name="odd.example"),
    )
    observed = of_files(tmp_path, files)
    assert said(observed)["connectors"] == [
        {
            "identifier": ACTIVE_DIRECTORY,
            "kind": "active_directory",
            "attributes": ["PUBLICDelegates", "cloudProxyAddresses"],
            "every_attribute": False,
            "name": "contoso.com",
        },
        {"identifier": ENTRA, "kind": "entra", "attributes": [], "every_attribute": True},
        {"identifier": FABRIKAM, "kind": "other", "attributes": [], "every_attribute": False},
        {
            "identifier": other,
            "kind": "active_directory",
            "attributes": [],
            "every_attribute": True,
            "name": "odd.example",
        },
    ]
    assert engine_of(observed).configuration is None


@pytest.mark.parametrize("subtype", [AAD, "Microsoft Entra ID (Microsoft)", "windows azure active directory"])
def test_the_connector_to_entra_is_told_by_its_subtype(subtype: str, tmp_path: Path) -> None:
    observed = of_files(tmp_path, {"a.xml": connector(ENTRA, "Extensible2", subtype=subtype)})
    assert [known["kind"] for known in said(observed)["connectors"]] == ["entra"]


@pytest.mark.parametrize("written", [connector("no GUID", "AD"), connector(ENTRA, "")])
def test_a_connector_without_an_identifier_or_a_type_is_not_kept(written: str, tmp_path: Path) -> None:
    assert said(of_files(tmp_path, {"a.xml": written})) == {}


CONTAINERS = ("-OU=Service,DC=contoso,DC=com", "-CN=Users,DC=contoso,DC=com", "OU=Mail,OU=Staff,DC=contoso,DC=com")


def test_containers_are_kept_as_left_out_and_taken_in(tmp_path: Path) -> None:
    files = files_of(
        connector(ACTIVE_DIRECTORY, "AD", "DC=contoso,DC=com", "-DC=lab,DC=com", containers=CONTAINERS),
        connector(FABRIKAM, "AD", "DC=fabrikam,DC=com", containers=["-OU=Old,DC=fabrikam,DC=com"]),
        connector(ENTRA, "Extensible2", "default", containers=["-OU=No,DC=contoso,DC=com"]),
    )
    scope = said(of_files(tmp_path, files))["scope"]
    assert scope["excluded_ous"] == [
        "OU=Service,DC=contoso,DC=com",
        "CN=Users,DC=contoso,DC=com",
        "OU=Old,DC=fabrikam,DC=com",
    ]
    assert scope["included_ous"] == ["OU=Mail,OU=Staff,DC=contoso,DC=com"]


def test_without_containers_nothing_is_said_to_be_left_out(tmp_path: Path) -> None:
    assert said(of_files(tmp_path, {"a.xml": forest()}))["scope"] == {"domains": ["contoso.com"]}


# -- rules --------------------------------------------------------------------------------------------------------


def test_a_rule_is_kept_with_the_flows_of_what_delegation_needs(tmp_path: Path) -> None:
    written = rule(
        "Ours",
        "Inbound",
        kind="inetOrgPerson",
        precedence=7,
        scope=["mail ISNOTNULL, cloudMastered NOTEQUAL True", "department EQUAL R and D"],
        flows=flow("mail", "mail")
        + flow("alias", "PublicDelegates", "mail", expression="[mail]", merge="MergeCaseInsensitive")
        + flow("CloudLegacyExchangeDN", constant="x")
        + "<mapping><src><attr>publicDelegates</attr></src></mapping>",
    )
    assert said(of_files(tmp_path, {"a.xml": written}))["rules"] == [
        {
            "name": "Ours",
            "direction": "inbound",
            "object": "inetOrgPerson",
            "connector": ACTIVE_DIRECTORY,
            "precedence": 7,
            "disabled": False,
            "scope": [
                [
                    {"attribute": "mail", "operator": "ISNOTNULL", "value": ""},
                    {"attribute": "cloudMastered", "operator": "NOTEQUAL", "value": "True"},
                ],
                [{"attribute": "department", "operator": "EQUAL", "value": "R and D"}],
            ],
            "flows": [
                {
                    "to": "alias",
                    "from": ["PublicDelegates", "mail"],
                    "expression": "[mail]",
                    "constant": None,
                    "merges": True,
                },
                {"to": "CloudLegacyExchangeDN", "from": [], "expression": None, "constant": "x", "merges": False},
            ],
        }
    ]


def test_what_a_rule_does_not_say_is_not_kept(tmp_path: Path) -> None:
    written = (
        "<synchronizationRule><id>{AB}</id><direction>Outbound</direction>"
        f"<attribute-mappings>{flow()}</attribute-mappings></synchronizationRule>"
    )
    observed = of_files(tmp_path, {"a.xml": written})
    [kept] = said(observed)["rules"]
    assert {key: kept[key] for key in ("name", "object", "connector", "precedence", "disabled", "scope")} == {
        "name": "",
        "object": None,
        "connector": None,
        "precedence": None,
        "disabled": None,
        "scope": [],
    }
    configuration = engine_of(observed).configuration
    assert configuration is not None
    [seen] = configuration.rules
    assert (seen.name, seen.object, seen.connector, seen.precedence, seen.disabled) == ("", "", "", None, None)


def test_a_disabled_rule_is_kept_as_such(tmp_path: Path) -> None:
    observed = of_files(tmp_path, {"a.xml": rule(disabled="<disabled>True</disabled>")})
    assert [kept["disabled"] for kept in said(observed)["rules"]] == [True]


def test_other_attributes_are_passed_over(tmp_path: Path) -> None:
    assert said(of_files(tmp_path, {"a.xml": rule(to="mail", source="mail")})) == {}


def test_rules_are_kept_in_the_order_of_the_files(tmp_path: Path) -> None:
    files = {f"{name}.xml": rule(name, precedence=number) for number, name in enumerate("cab")}
    assert [kept["name"] for kept in said(of_files(tmp_path, files))["rules"]] == ["a", "b", "c"]


# -- whatever stands in a record ----------------------------------------------------------------------------------

NAMES = sorted(
    {name for export in EXPORTS for names in export.needs for name in names}
    | {"Source", "Destination", "Expression", "Constant", "Merge", "ScopeFilter", "Conditions", "Attribute", "Operator"}
    | {"Identifier", "Subtype", "Attributes", "ExcludedContainers", "IncludedContainers", "SelectedPartitions"}
    | {"Connector", "Precedence", "SourceObjectType", "TargetObjectType"}
)
TEXTS = [
    "Inbound",
    "Outbound",
    "publicDelegates",
    "cloudProxyAddresses",
    VERSION,
    "AD",
    AAD,
    ENTRA,
    "DC=a",
    "OU=b,DC=a",
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8)
    | st.sampled_from([*TEXTS, "True", "user", "2.6.79.0", "..."]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip
ANY = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8)


def _with(**likely: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any record, but with some properties as they are meant to be."""
    return st.tuples(ANY, st.fixed_dictionaries(likely)).map(lambda parts: parts[0] | parts[1])


NEEDED = st.sampled_from(["publicDelegates", "cloudPublicDelegates", "ProxyAddresses", "mail"])
FLOWS = st.lists(_with(Destination=NEEDED, Source=st.lists(NEEDED, max_size=2)), min_size=1, max_size=2)
RECORDS = {
    "anything": ANY,
    "a setting": _with(Name=st.sampled_from([VERSION, HYBRID, STAGING]), Value=st.sampled_from(["1.2", "True", ""])),
    "a connector": _with(Type=st.sampled_from(["AD", "Extensible2", ""]), Identifier=st.just(ENTRA)),
    "a rule": _with(Direction=st.sampled_from(["Inbound", "Outbound"]), Disabled=st.booleans(), Flows=FLOWS),
}
READERS = {"a setting": -3, "a connector": -2, "a rule": -1}


@pytest.mark.parametrize("likely", RECORDS)
@given(data=st.data(), number=st.integers(0, len(EXPORTS) - 1))
def test_any_record_is_read_and_proved_without_an_error(likely: str, data: st.DataObject, number: int) -> None:
    export = EXPORTS[READERS.get(likely, number)]
    values = data.draw(RECORDS[likely])
    gathering = Gathering()
    assert export.describe is not None
    export.describe(Row(RawRecord(7, values), Losses(export.cmdlet)), Sink(gathering, 0, "a.json", "", "json"))
    gathering.who_is_who()
    observed = gathering.observed([ExportedFile("a.json", "json", export.cmdlet, "", 1, "")], {})
    settings = observed.settings
    assert {tuple(path[:2]) for path, _, _ in settings} <= {("entra_sync", "entra_connect")}
    kinds = {"version": str, "staging": bool, "exchange_hybrid_writeback": bool, "rules": list, "connectors": list}
    assert all(isinstance(value, kinds.get(path[2], object)) for path, value, _ in settings)
    assert bool(settings) == (["entra_sync", "entra_connect", "engine"] in [path for path, _, _ in settings])
    configuration = engine_of(observed).configuration
    assert (configuration is None) == ("rules" not in {path[2] for path, _, _ in settings})
    if configuration is not None:
        assert len(list(proofs(configuration))) == 36
