"""Which attributes the exported synchronization rules carry, and whether they write publicDelegates back."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegint.model.environment import SyncEngine
from delegint.model.unknown import Unknown
from delegint.snapshot.gathering import Gathering
from delegint.snapshot.losses import Losses
from delegint.snapshot.row import Row
from delegint.snapshot.sink import Sink
from delegint.snapshot.values import RawRecord
from delegint_entra_sync.exports import EXPORTS
from delegint_entra_sync.flows import has_current_build, missing_rule, writes_public_delegates_back
from tests.snapshot.entra_sync.servers import (
    ACTIVE_DIRECTORY,
    ENTRA,
    REAL,
    VERSION,
    WRITEBACK,
    as_json,
    connector,
    engine_of,
    line_of,
    needs_real,
    of_files,
    read,
    rule,
    rules,
    said,
)

NEEDS = "(needs build 1.1.553.0 or later and the Exchange hybrid option)"
DELEGATES = frozenset({"publicDelegates", "cloudPublicDelegates"})


def _engine(folder: Path, *written: str, declared: str = "", **files: str) -> SyncEngine:
    return engine_of(of_files(folder, rules(*written) | files), declared)


def _is_unknown(answer: object, fact: str = "public_delegates_written_back") -> bool:
    return isinstance(answer, Unknown) and answer.fact == fact


# -- the real server ----------------------------------------------------------------------------------------------


@needs_real
def test_real_server() -> None:
    observed = read(REAL)
    server = said(observed)
    del server["flows"]
    assert server == {
        "engine": "connect",
        "version": "1.1.130.0",
        "exchange_hybrid_writeback": True,
        "staging": False,
        "scope": {"domains": ["contoso.com"]},
        "active_directories": ["ae4db4cc-b16b-4eb2-acf5-837ca84e4d7d"],
    }
    assert [line_of(observed, key) for key in ("version", "staging", "exchange_hybrid_writeback")] == [1219, 1229, 1239]
    assert {
        note.code for note in observed.notes if not observed.place(note.origin).source.name.endswith(".txt")
    } == set()


@needs_real
def test_real_flows_of_delegates() -> None:
    flows = [flow for flow in said(read(REAL))["flows"] if flow["to"] in DELEGATES]
    assert sorted((flow["rule"], flow["direction"], flow["from"], flow["to"], flow["object"]) for flow in flows) == [
        (
            "In from AAD - Contact Exchange Hybrid",
            "inbound",
            ["cloudPublicDelegates"],
            "cloudPublicDelegates",
            "contact",
        ),
        ("In from AAD - Group Exchange Hybrid", "inbound", ["cloudPublicDelegates"], "cloudPublicDelegates", "group"),
        ("In from AAD - User Exchange Hybrid", "inbound", ["cloudPublicDelegates"], "cloudPublicDelegates", "user"),
        ("In from AD - Contact Common", "inbound", ["publicDelegates"], "publicDelegates", "contact"),
        ("In from AD - Group Exchange", "inbound", ["publicDelegates"], "publicDelegates", "group"),
        ("In from AD - InetOrgPerson Exchange", "inbound", ["publicDelegates"], "publicDelegates", "inetOrgPerson"),
        ("In from AD - User Exchange", "inbound", ["publicDelegates"], "publicDelegates", "user"),
        ("Out to AAD - Contact ExchangeOnline", "outbound", ["publicDelegates"], "publicDelegates", "contact"),
        ("Out to AAD - Group ExchangeOnline", "outbound", ["publicDelegates"], "publicDelegates", "group"),
        ("Out to AAD - User ExchangeOnline", "outbound", ["publicDelegates"], "publicDelegates", "user"),
    ]


@needs_real
def test_real_flows_by_attribute() -> None:
    flows = said(read(REAL))["flows"]
    assert Counter((flow["direction"], flow["to"]) for flow in flows) == {
        ("inbound", "cloudPublicDelegates"): 3,
        ("inbound", "publicDelegates"): 4,
        ("inbound", "legacyExchangeDN"): 4,
        ("inbound", "msExchDelegateListLink"): 2,
        ("inbound", "msExchHideFromAddressLists"): 4,
        ("inbound", "msExchRecipientDisplayType"): 4,
        ("inbound", "proxyAddresses"): 5,
        ("outbound", "publicDelegates"): 3,
        ("outbound", "legacyExchangeDN"): 3,
        ("outbound", "msExchDelegateListLink"): 1,
        ("outbound", "msExchHideFromAddressLists"): 6,
        ("outbound", "msExchRecipientDisplayType"): 3,
        ("outbound", "proxyAddresses"): 22,
    }
    assert [flow for flow in flows if flow["from"] == ["cloudLegacyExchangeDN"] and flow["object"] == "user"] == [
        {
            "rule": "Out to AD - User Exchange Hybrid",
            "direction": "outbound",
            "from": ["cloudLegacyExchangeDN"],
            "to": "proxyAddresses",
            "object": "user",
            "connector": "ae4db4cc-b16b-4eb2-acf5-837ca84e4d7d",
        }
    ]


@needs_real
def test_real_server_does_not_write_public_delegates_back() -> None:
    engine = engine_of(read(REAL))
    assert engine.exchange_hybrid_writeback is True
    assert writes_public_delegates_back(engine) is False
    assert missing_rule(engine) == f"Out to AD - User Exchange Hybrid PublicDelegates writeback {NEEDS}"


@needs_real
def test_no_name_of_a_server_or_account_is_kept() -> None:
    written = "".join(path.read_text("utf-8-sig") for path in REAL.rglob("Connector_*.xml"))
    private = ["CONTOSO-SYNC01", "MSOL_d1edb676ca03", "Sync_", "onmicrosoft", "password"]
    assert [name for name in private if name not in written] == []
    observed = read(REAL)
    kept = str([getattr(observed, column) for column in observed.COLUMNS]).casefold()
    assert [name for name in private if name.casefold() in kept] == []
    assert "contoso.com" in kept


# -- connectors ---------------------------------------------------------------------------------------------------


def test_domains_are_the_selected_partitions_of_every_active_directory(tmp_path: Path) -> None:
    partitions = ("DC=Contoso,DC=com", "-DC=lab,DC=contoso,DC=com", "DC=DomainDnsZones,DC=contoso,DC=com")
    files = {
        "Connectors/1.xml": connector(ACTIVE_DIRECTORY, "AD", *partitions, "CN=Configuration,DC=contoso,DC=com"),
        "Connectors/2.xml": connector(ENTRA, "Extensible2", "DC=tenant,DC=com"),
        "Connectors/3.xml": connector("{33333333-3333-3333-3333-333333333333}", "AD", "dc=fabrikam, dc=com"),
    }
    observed = of_files(tmp_path, files)
    assert said(observed) == {
        "engine": "connect",
        "active_directories": [ACTIVE_DIRECTORY, "33333333-3333-3333-3333-333333333333"],
        "scope": {"domains": ["contoso.com", "fabrikam.com"]},
    }
    assert engine_of(observed).domains == ("contoso.com", "fabrikam.com")


@pytest.mark.parametrize("partitions", [(), ("-DC=contoso,DC=com",), ("default",), ("DC=,DC=com",)])
def test_a_scope_without_a_domain_is_unknown(tmp_path: Path, partitions: tuple[str, ...]) -> None:
    assert engine_of(of_files(tmp_path, {"a.xml": connector(ACTIVE_DIRECTORY, "AD", *partitions)})).domains is None


# -- rules --------------------------------------------------------------------------------------------------------


def test_other_attributes_are_passed_over(tmp_path: Path) -> None:
    assert said(of_files(tmp_path, {"a.xml": rule(to="mail", source="mail")})) == {}


def test_a_newer_server_writes_public_delegates_back(tmp_path: Path) -> None:
    assert writes_public_delegates_back(_engine(tmp_path, rule())) is True


def test_a_disabled_rule_counts_as_not_there(tmp_path: Path) -> None:
    observed = of_files(tmp_path, rules(rule(disabled="<disabled>True</disabled>")))
    engine = engine_of(observed)
    assert [flow["rule"] for flow in said(observed)["flows"]] == ["In from AD - User Exchange"]
    assert writes_public_delegates_back(engine) is False
    assert missing_rule(engine) == f"{WRITEBACK} (disabled)"


def test_a_copy_of_a_disabled_rule_does_its_work(tmp_path: Path) -> None:
    off = rule(disabled="<disabled>True</disabled>")
    assert writes_public_delegates_back(_engine(tmp_path, off, rule("Copy of the default rule"))) is True


def test_a_rule_that_does_not_say_whether_it_is_disabled_leaves_it_open(tmp_path: Path) -> None:
    assert _is_unknown(writes_public_delegates_back(_engine(tmp_path, rule(disabled=""))))


def test_a_disabled_rule_for_another_attribute_is_not_the_missing_one(tmp_path: Path) -> None:
    engine = _engine(tmp_path, rule(to="proxyAddresses", disabled="<disabled>True</disabled>"))
    assert writes_public_delegates_back(engine) is False
    assert missing_rule(engine) == f"{WRITEBACK} {NEEDS}"


@pytest.mark.parametrize("target", ["group", "contact", "Group"])
def test_groups_and_contacts_are_no_mailboxes(tmp_path: Path, target: str) -> None:
    assert writes_public_delegates_back(_engine(tmp_path, rule(target=target))) is False


def test_the_flow_to_entra_is_not_writeback(tmp_path: Path) -> None:
    assert writes_public_delegates_back(_engine(tmp_path, rule(source="publicDelegates", connector=ENTRA))) is False


def test_a_rule_of_ones_own_to_active_directory_is_told_by_its_connector(tmp_path: Path) -> None:
    custom = rule("Our own", source="delegatesFromCloud")
    assert writes_public_delegates_back(_engine(tmp_path / "1", custom, **{"a.xml": connector()})) is True
    assert writes_public_delegates_back(_engine(tmp_path / "2", custom, **{"a.xml": connector(ENTRA)})) is False
    assert _is_unknown(writes_public_delegates_back(_engine(tmp_path / "3", custom)))


def test_an_inbound_rule_writes_nothing_back(tmp_path: Path) -> None:
    assert writes_public_delegates_back(_engine(tmp_path, rule("In from AAD", "Inbound"))) is False


def test_some_rules_alone_prove_nothing(tmp_path: Path) -> None:
    files = {"a.xml": rule("Out to AD - User Exchange Hybrid", to="proxyAddresses", source="cloudLegacyExchangeDN")}
    assert _is_unknown(writes_public_delegates_back(engine_of(of_files(tmp_path, files))))
    off = {"b.xml": rule(disabled="<disabled>True</disabled>")}
    assert _is_unknown(writes_public_delegates_back(engine_of(of_files(tmp_path, off))))


def test_no_rules_at_all_leave_it_open(tmp_path: Path) -> None:
    settings = {"a.json": as_json([{"Name": VERSION, "Value": "2.6.79.0"}])}
    assert _is_unknown(writes_public_delegates_back(engine_of(of_files(tmp_path, settings))))
    assert _is_unknown(writes_public_delegates_back(engine_of(of_files(tmp_path / "none", {"b.csv": "a,b\n1,2\n"}))))


@pytest.mark.parametrize(
    ("version", "current"),
    [("1.1.553.0", True), ("1.1.552.0", False), ("1.1.130.0", False), ("1.10.0.0", True), ("2.6.79.0", True),
     ("1.1", True), ("1.0", False)],
)  # fmt: skip
def test_the_build_decides_where_no_rules_were_exported(tmp_path: Path, version: str, *, current: bool) -> None:
    engine = engine_of(of_files(tmp_path, {"a.json": as_json([{"Name": VERSION, "Value": version}])}))
    assert has_current_build(engine) is current
    answer = writes_public_delegates_back(engine)
    assert _is_unknown(answer) if current else answer is False


def test_a_rule_of_ones_own_counts_before_an_old_build(tmp_path: Path) -> None:
    engine = _engine(tmp_path, rule(), **{"a.json": as_json([{"Name": VERSION, "Value": "1.1.130.0"}])})
    assert has_current_build(engine) is False
    assert writes_public_delegates_back(engine) is True


def test_a_build_that_nobody_states_is_unknown(tmp_path: Path) -> None:
    assert _is_unknown(has_current_build(_engine(tmp_path)), "version")


@pytest.mark.parametrize("written", [True, False])
def test_what_is_declared_counts_first(tmp_path: Path, *, written: bool) -> None:
    declared = f"public_delegates_written_back: {str(written).lower()}"
    exported = () if written else (rule(),)
    assert writes_public_delegates_back(_engine(tmp_path, *exported, declared=declared)) is written


# -- whatever stands in a record ----------------------------------------------------------------------------------

NAMES = [*sorted({name for export in EXPORTS for names in export.needs for name in names}), "Source", "Destination"]
VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(max_size=8),
        st.sampled_from(["Inbound", "Outbound", "publicDelegates", VERSION, "AD", "DC=a", "True", "2.6.79.0", "..."]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)),
    max_leaves=20,
)  # fmt: skip


@given(values=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8), number=st.integers(0, len(EXPORTS) - 1))
def test_any_record_is_read_without_an_error(values: dict[str, Any], number: int) -> None:
    export = EXPORTS[number]
    gathering = Gathering()
    assert export.describe is not None
    export.describe(Row(RawRecord(7, values), Losses(export.cmdlet)), Sink(gathering, 0, "a.json", "", "json"))
    gathering.who_is_who()
    settings = gathering.observed([], {}).settings
    assert {tuple(path[:2]) for path, _, _ in settings} <= {("entra_sync", "entra_connect")}
    kinds = {"version": str, "staging": bool, "exchange_hybrid_writeback": bool}
    assert all(isinstance(value, kinds.get(path[2], object)) for path, value, _ in settings)
    assert bool(settings) == (["entra_sync", "entra_connect", "engine"] in [path for path, _, _ in settings])
