"""Get-CASMailbox, Get-PartnerApplication and the EWS switches of the organization."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.snapshot.exchange.tenants import ALICE, ALICE_GUID, NAMESPACE, codes, read, recognized, utf_16
from tests.snapshot.observing import SHARED, needs_shared, observe, people

SERVER = ("organization", "exchange_server")
BLANK = {
    "Name": "Alice Example", "Guid": ALICE_GUID, "PrimarySmtpAddress": ALICE, "OWAEnabled": True, "EwsEnabled": None,
    "EwsApplicationAccessPolicy": None, "EwsAllowList": None, "EwsBlockList": None,
}  # fmt: skip
LISTED = BLANK | {
    "EwsEnabled": True, "EwsApplicationAccessPolicy": "EnforceAllowList",
    "EwsAllowList": ["MicrosoftNinja/*", "*SchedulingService*"],
}  # fmt: skip
ALLOWED = {
    "enabled": True, "application_access_policy": "EnforceAllowList",
    "allow_list": ["MicrosoftNinja/*", "*SchedulingService*"], "block_list": [],
}  # fmt: skip
_CLIXML_ACCESS = (
    '<B N="EwsEnabled">true</B><Obj N="EwsApplicationAccessPolicy" RefId="1"><ToString>EnforceAllowList</ToString>'
    '<I32>0</I32></Obj><Obj N="EwsAllowList" RefId="2"><LST><S>MicrosoftNinja/*</S><S>*SchedulingService*</S></LST>'
    '</Obj><Nil N="EwsBlockList" />'
)


def _clixml(properties: str) -> str:
    return f'<Objs Version="1.1.0.1" xmlns="{NAMESPACE}"><Obj RefId="0"><Props>{properties}</Props></Obj></Objs>'


FORMS: dict[str, tuple[str, str | bytes]] = {
    "json of 5.1": ("export.json", utf_16(json.dumps([LISTED], indent=4))),
    "json of 5.1, the list in its wrapper": (
        "export.json",
        json.dumps(LISTED | {"EwsAllowList": {"value": LISTED["EwsAllowList"], "Count": 2}}),
    ),
    "json of 7": ("export.json", json.dumps(LISTED)),
    "csv with the list as it is shown": (
        "export.csv",
        (
            '"Name","PrimarySmtpAddress","EwsEnabled","EwsApplicationAccessPolicy","EwsAllowList","EwsBlockList"\r\n'
            f'"Alice Example","{ALICE}","True","enforceallowlist","{{MicrosoftNinja/*, *SchedulingService*}}",""\r\n'
        ),
    ),
    "clixml": (
        "export.xml",
        _clixml(
            f'<G N="Guid">{ALICE_GUID}</G><S N="PrimarySmtpAddress">{ALICE}</S><B N="OWAEnabled">true</B>'
            + _CLIXML_ACCESS
        ),
    ),
}


def _ews(folder: Path, row: dict[str, Any], side: str = "onprem") -> dict[str, Any]:
    facts = people(read(folder, {"export.json": json.dumps(row)}, side))[ALICE]
    return {key.removeprefix("ews."): fact for key, fact in facts.items() if key.startswith("ews.")}


@pytest.mark.parametrize("side", ["onprem", "exo"])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_mailbox(form: str, side: str, tmp_path: Path) -> None:
    name, content = FORMS[form]
    observed = read(tmp_path, {name: content}, side)
    found = people(observed)
    assert {key: fact for key, fact in found[ALICE].items() if key.startswith("ews.")} == {
        f"ews.{key}": value for key, value in ALLOWED.items()
    }
    assert len(found) == 3
    assert recognized(observed) == [("Get-CASMailbox", "online" if side == "exo" else "on_premises")]
    assert codes(observed) == []


@pytest.mark.parametrize(
    ("columns", "stated"),
    [
        ({}, {}),
        ({"EwsEnabled": False}, {"enabled": False}),
        ({"EwsEnabled": "", "EwsApplicationAccessPolicy": ""}, {}),
        ({"EwsEnabled": "WAHR"}, {}),
        ({"EwsApplicationAccessPolicy": 1}, {}),
        ({"EwsApplicationAccessPolicy": "Something"}, {}),
        (
            {"EwsApplicationAccessPolicy": "EnforceBlockList", "EwsBlockList": ["Foo/*"]},
            {"application_access_policy": "EnforceBlockList", "allow_list": [], "block_list": ["Foo/*"]},
        ),
        ({"EwsAllowList": []}, {}),
        ({"EwsAllowList": ["Foo/*"]}, {"allow_list": ["Foo/*"]}),
        (
            {"EwsApplicationAccessPolicy": "EnforceAllowList", "EwsAllowList": "System.Object[]"},
            {"application_access_policy": "EnforceAllowList", "block_list": []},
        ),
    ],
)
def test_a_blank_states_nothing_but_an_empty_list_where_a_policy_refers_to_it(
    columns: dict[str, Any], stated: dict[str, Any], tmp_path: Path
) -> None:
    assert _ews(tmp_path, BLANK | columns) == stated


def test_a_list_that_was_not_exported_is_unknown(tmp_path: Path) -> None:
    row = {"PrimarySmtpAddress": ALICE, "EwsEnabled": True, "EwsApplicationAccessPolicy": "EnforceAllowList"}
    assert _ews(tmp_path, row) == {"enabled": True, "application_access_policy": "EnforceAllowList"}


def test_a_lost_list_is_told(tmp_path: Path) -> None:
    row = BLANK | {"EwsApplicationAccessPolicy": "EnforceAllowList", "EwsAllowList": "System.Object[]"}
    assert codes(read(tmp_path, {"export.json": json.dumps(row)})) == [("SNP002", 1)]


def test_who_is_only_known_by_protocols_exists_on_no_side_by_that(tmp_path: Path) -> None:
    observed = observe(tmp_path, {"exo/export.json": json.dumps(LISTED)})
    assert observed.sides_of(observed.person(ALICE)) == ()
    assert observe(tmp_path / "none", {"exo/export.json": '{"EwsEnabled":true,"OWAEnabled":true}'}).people == []


@needs_shared
def test_a_real_mailbox_of_exchange_online(tmp_path: Path) -> None:
    content = (SHARED / "exo-cmdlets-json" / "exo-cas-mailbox.json").read_bytes()
    observed = observe(tmp_path, {"exo/export.json": content})
    assert people(observed) == {"user@example.com": {"ews.enabled": True}}
    assert recognized(observed) == [("Get-CASMailbox", "online")]
    assert codes(observed) == []


# -- the organization -------------------------------------------------------------------------------------------------

ORGANIZATION = {"Name": "Contoso", "ACLableSyncedObjectEnabled": None} | {
    name: value for name, value in LISTED.items() if name.startswith("Ews")
}
ORGANIZATION_FORMS: dict[str, tuple[str, str | bytes]] = {
    "json of 5.1": (
        "export.json",
        utf_16(json.dumps([ORGANIZATION], indent=4)),
    ),
    "csv": (
        "export.csv",
        (
            '"Name","EwsEnabled","EwsApplicationAccessPolicy","EwsAllowList","EwsBlockList"\r\n'
            '"Contoso","True","EnforceAllowList","{MicrosoftNinja/*, *SchedulingService*}",\r\n'
        ),
    ),
    "clixml": ("export.xml", _clixml('<S N="Name">Contoso</S>' + _CLIXML_ACCESS)),
}


@pytest.mark.parametrize("form", ORGANIZATION_FORMS)
def test_every_form_of_the_organization(form: str, tmp_path: Path) -> None:
    name, content = ORGANIZATION_FORMS[form]
    observed = read(tmp_path, {name: content})
    assert observed.environment().plain() == {
        "organization": {"exchange_server": {f"ews_{key}": value for key, value in ALLOWED.items()}}
    }
    assert recognized(observed) == [("Get-OrganizationConfig", "on_premises")]
    assert codes(observed) == []


def test_the_lists_of_exchange_online_are_not_those_of_the_servers(tmp_path: Path) -> None:
    lost = {"EwsAllowList": "System.Object[]"}
    observed = read(tmp_path, {"export.json": json.dumps(ORGANIZATION | lost)}, "exo")
    assert codes(observed) == []
    assert observed.environment().plain() == {"organization": {"exchange_online": {"ews_enabled": True}}}


def test_an_organization_that_states_nothing(tmp_path: Path) -> None:
    row = dict.fromkeys(ORGANIZATION) | {"Name": "Contoso"}
    assert read(tmp_path, {"export.json": json.dumps(row)}).environment().plain() == {}


# -- partner applications ---------------------------------------------------------------------------------------------

SCHEDULER = "7557eb47-c689-4224-abcf-aef9bd7573df"
LEGACY = "00000004-0000-0ff1-ce00-000000000000"
APPLICATIONS = [
    {"application_id": SCHEDULER, "enabled": False},
    {"application_id": LEGACY, "enabled": True},
]
PARTNER_FORMS: dict[str, tuple[str, str | bytes]] = {
    "json of 5.1": (
        "export.json",
        utf_16(
            json.dumps(
                [
                    {"Enabled": False, "ApplicationIdentifier": SCHEDULER.upper(), "Name": "Teams"},
                    {"Enabled": True, "ApplicationIdentifier": LEGACY, "Name": "Lync"},
                ]
            )
        ),
    ),
    "json lines": (
        "export.jsonl",
        "".join(
            json.dumps({"ApplicationIdentifier": entry["application_id"], "Enabled": str(entry["enabled"])}) + "\n"
            for entry in APPLICATIONS
        ),
    ),
    "csv": (
        "export.csv",
        f'"ApplicationIdentifier","Enabled"\r\n"{SCHEDULER}","False"\r\n"{LEGACY}","True"\r\n',
    ),
}


@pytest.mark.parametrize("form", PARTNER_FORMS)
def test_every_form_of_the_partner_applications(form: str, tmp_path: Path) -> None:
    name, content = PARTNER_FORMS[form]
    observed = read(tmp_path, {name: content})
    assert observed.environment().plain() == {
        "organization": {"exchange_server": {"partner_applications": APPLICATIONS}}
    }
    assert [cmdlet for cmdlet, _ in recognized(observed)] == ["Get-PartnerApplication"]
    assert codes(observed) == []


@pytest.mark.parametrize(("enabled", "known"), [(None, None), ("", None), ("WAHR", None), ("true", True)])
def test_whether_an_application_is_enabled(enabled: object, known: bool | None, tmp_path: Path) -> None:
    rows = [{"ApplicationIdentifier": LEGACY, "Enabled": enabled}, {"ApplicationIdentifier": None, "Enabled": True}]
    tree = read(tmp_path, {"export.json": json.dumps(rows)}).environment()
    assert tree.plain() == {
        "organization": {"exchange_server": {"partner_applications": [{"application_id": LEGACY, "enabled": known}]}}
    }


def test_partner_applications_of_exchange_online_are_none_of_the_servers(tmp_path: Path) -> None:
    name, content = PARTNER_FORMS["csv"]
    assert read(tmp_path, {name: content}, "exo").environment().plain() == {}


@needs_shared
def test_the_real_partner_applications_of_a_server(tmp_path: Path) -> None:
    content = (SHARED / "css-exchange-clixml" / "E19-GetPartnerApplication.clixml.xml").read_bytes()
    observed = observe(tmp_path, {"onprem/export.xml": content})
    assert recognized(observed) == [("Get-PartnerApplication", "on_premises")]
    assert observed.environment().plain() == {
        "organization": {
            "exchange_server": {
                "partner_applications": [
                    {"application_id": "00000002-0000-0ff1-ce00-000000000000", "enabled": True},
                    {"application_id": "00000003-0000-0000-c000-000000000000", "enabled": True},
                    {"application_id": SCHEDULER, "enabled": False},
                    {"application_id": "db7de2b5-2149-435e-8043-e080dd50afae", "enabled": False},
                    {"application_id": LEGACY, "enabled": True},
                ]
            }
        }
    }
    assert codes(observed) == []
