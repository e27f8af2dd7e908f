"""Get-OrganizationConfig, Get-HybridConfiguration and Get-AcceptedDomain: facts of the organization."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.snapshot.exchange.tenants import NAMESPACE, codes, read, recognized, utf_16
from tests.snapshot.observing import SHARED, needs_shared, observe

ACLABLE = ["organization", "exchange_server", "aclable_synced_object_enabled"]
EWS = ["organization", "exchange_online", "ews_enabled"]
MANAGED = ["organization", "exchange_online", "attributes_cloud_managed_by_default"]
HYBRID = ["organization", "hybrid"]
DOMAINS = ["organization", "accepted_domains"]
CONFIG = {"Name": "Contoso", "ACLableSyncedObjectEnabled": False, "EwsEnabled": None}
CLIXML = (
    f'<Objs Version="1.1.0.1" xmlns="{NAMESPACE}"><Obj RefId="0"><Props><S N="Name">Contoso</S><Nil N="EwsEnabled" />'
    '<B N="ACLableSyncedObjectEnabled">false</B></Props></Obj></Objs>'
)


def settings(folder: Path, content: str | bytes, name: str = "onprem/export.json") -> list[tuple[list[str], Any]]:
    """What one export says of the environment."""
    return [(path, value) for path, value, _ in observe(folder, {name: content}).settings]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("export.json", json.dumps(CONFIG)),
        ("export.json", json.dumps([CONFIG])),
        ("export.csv", '"Name","ACLableSyncedObjectEnabled","EwsEnabled"\n"Contoso","False",\n'),
        ("export.xml", CLIXML),
        ("export.xml", utf_16(CLIXML)),
        ("export.jsonl", '{"k":"organization","name":"Contoso","guid":"","aclable":false,"ewsEnabled":null}\n'),
    ],
)
def test_every_form_of_the_organization(name: str, content: str | bytes, tmp_path: Path) -> None:
    observed = read(tmp_path, {name: content})
    assert [(path, value) for path, value, _ in observed.settings] == [(ACLABLE, False)]
    assert recognized(observed) == [("Get-OrganizationConfig", "on_premises")]
    assert codes(observed) == []


@pytest.mark.parametrize("value", [None, "", "WAHR"])
def test_a_switch_without_a_value_is_unknown(value: object, tmp_path: Path) -> None:
    assert settings(tmp_path, json.dumps(CONFIG | {"ACLableSyncedObjectEnabled": value})) == []


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"EwsEnabled": True}, [(EWS, True)]),
        ({"EwsEnabled": False}, [(EWS, False)]),
        ({"EwsEnabled": None}, []),
        ({"EwsEnabled": True, "ACLableSyncedObjectEnabled": False}, [(EWS, True)]),
        ({"EwsEnabled": None, "ExchangeAttributesCloudManagedByDefault": "True"}, [(MANAGED, True)]),
    ],
)
def test_online_there_is_no_switch_for_aclable_objects(
    columns: dict[str, Any], expected: list[Any], tmp_path: Path
) -> None:
    assert settings(tmp_path, json.dumps({"Name": "contoso.onmicrosoft.com"} | columns), "exo/export.json") == expected


def test_on_premises_the_switch_for_ews_is_not_that_of_exchange_online(tmp_path: Path) -> None:
    own = ["organization", "exchange_server", "ews_enabled"]
    assert settings(tmp_path, json.dumps(CONFIG | {"EwsEnabled": False})) == [(ACLABLE, False), (own, False)]


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        (["FreeBusy", "MoveMailbox", "Mailtips"], [(HYBRID, "full")]),
        ("FreeBusy, MoveMailbox", [(HYBRID, "full")]),
        ("MoveMailbox FreeBusy", [(HYBRID, "full")]),
        ({"value": ["FreeBusy"], "Count": 1}, [(HYBRID, "full")]),
        (["MoveMailbox"], []),
        ([], []),
        (None, []),
        ([0, 1], []),
        ("System.Object[]", []),
    ],
)
def test_free_busy_makes_a_hybrid_a_full_one(features: object, expected: list[Any], tmp_path: Path) -> None:
    configuration = {"Features": features, "Domains": ["contoso.com"], "TlsCertificateName": None}
    assert settings(tmp_path, json.dumps(configuration)) == expected


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("Contoso.com", ["contoso.com"]),
        ({"Address": "*.contoso.com", "Domain": "contoso.com"}, ["*.contoso.com"]),
        (None, None),
        ("Microsoft.Exchange.Data.SmtpDomainWithSubdomains", None),
    ],
)
def test_accepted_domains(domain: object, expected: list[str] | None, tmp_path: Path) -> None:
    found = settings(tmp_path, json.dumps([{"DomainName": domain, "DomainType": "Authoritative"}]))
    assert found == ([] if expected is None else [(DOMAINS, expected)])


@needs_shared
@pytest.mark.parametrize(
    ("name", "cmdlet", "expected"),
    [
        ("E16-GetOrganizationConfig", "Get-OrganizationConfig", [(ACLABLE, False)]),
        ("E19-GetOrganizationConfig", "Get-OrganizationConfig", [(ACLABLE, False)]),
        ("E19-GetHybridConfiguration", "Get-HybridConfiguration", [(HYBRID, "full")]),
        (
            "E16-GetAcceptedDomain",
            "Get-AcceptedDomain",
            [(DOMAINS, ["solo.com"]), (DOMAINS, ["*.contoso.local"]), (DOMAINS, ["*.com"])],
        ),
    ],
)
def test_real_exports_of_servers(name: str, cmdlet: str, expected: list[Any], tmp_path: Path) -> None:
    content = (SHARED / "css-exchange-clixml" / f"{name}.clixml.xml").read_bytes()
    observed = observe(tmp_path, {"onprem/export.xml": content})
    assert [file.cmdlet for file in observed.files] == [cmdlet]
    assert [(path, value) for path, value, _ in observed.settings][: len(expected)] == expected
    assert codes(observed) == []


@needs_shared
def test_a_real_export_of_the_settings_of_a_tenant(tmp_path: Path) -> None:
    content = (SHARED / "scubagear-json-csv" / "ProviderSettingsExport.json").read_bytes()
    observed = observe(tmp_path, {"export.json": content})
    assert [(file.cmdlet, file.side) for file in observed.files] == [("a settings export of the tenant", "online")]
    assert {tuple(path) for path, _, _ in observed.settings} == {tuple(DOMAINS)}


@needs_shared
def test_a_real_export_of_dynamic_groups(tmp_path: Path) -> None:
    content = (SHARED / "css-exchange-clixml" / "E16-GetDynamicDistributionGroupPfMailboxes.clixml.xml").read_bytes()
    observed = observe(tmp_path, {"export.xml": content})
    assert [(file.cmdlet, file.side) for file in observed.files] == [("Get-DynamicDistributionGroup", "on_premises")]
    assert set(observed.facts["type"]) == {"DynamicDistributionGroup"}
    assert codes(observed) == []
