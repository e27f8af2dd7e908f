"""Get-CsClientPolicy and its like: settings typed as the catalogue has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegint.api import Row
from delegint.schema.catalogue import seconds
from delegint.snapshot.losses import Losses
from delegint.snapshot.policy_settings import settings_in
from delegint.snapshot.values import RawRecord
from delegint_lync.policies import CATALOGUE
from tests.snapshot.lync import exports
from tests.snapshot.lync.exports import notes_in, read, utf_16

FORMS: dict[str, tuple[str, str | bytes]] = {
    "collector": ("cs-policy.jsonl", exports.POLICIES_COLLECTED),
    "collector as an array": (
        "cs-policy.json",
        json.dumps([json.loads(line) for line in exports.POLICIES_COLLECTED.splitlines()]),
    ),
    "json of 5.1": ("policies.json", exports.POLICIES_5_1),
    "json of 5.1 in utf-16": ("policies.json", utf_16(exports.POLICIES_5_1)),
    "json of 7": ("policies.json", exports.POLICIES_7),
    "json lines": ("policies.jsonl", exports.POLICIES_LINES),
    "clixml": ("policies.xml", exports.POLICIES_CLIXML),
    "clixml in utf-16": ("policies.xml", utf_16(exports.POLICIES_CLIXML)),
}
TENANT = {
    "client_policies": {
        "Global": {
            "DisplayPhoto": "AllPhotos",
            "EnableExchangeDelegateSync": None,
            "MAPIPollInterval": "00:30:00",
            "MaximumNumberOfContacts": 250,
            "PolicyEntry": None,
        },
        "Executives": {"EnableExchangeDelegateSync": True},
    }
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_policy_says_the_same(form: str, tmp_path: Path) -> None:
    name, content = FORMS[form]
    observed = read(tmp_path, {f"onprem/{name}": content})
    assert observed.environment().plain() == TENANT
    assert notes_in(observed) == []


def test_a_setting_is_placed_on_the_line_of_its_policy(tmp_path: Path) -> None:
    environment = read(tmp_path, {"onprem/policies.jsonl": exports.POLICIES_LINES}).environment()
    policies = environment.get("client_policies")
    assert policies is not None
    lines = {name: node.place.line for name, node in policies.entries()}
    assert lines == {"Global": 1, "Executives": 2}


def test_a_table_has_a_column_for_each_setting(tmp_path: Path) -> None:
    rows = (
        '"Identity","EnableDelegation","PstnUsages","PSTNVoicemailEscapeTimer","Description"\r\n'
        '"Global","True","Local;Long Distance","1500",\r\n'
        '"Site:Berlin","False",,"1500","for the site; not for rooms"\r\n'
        '"Tag:None","","Local",,\r\n'
    )
    observed = read(tmp_path, {"onprem/voice.csv": rows})
    assert observed.environment().plain() == {
        "voice_policies": {
            "Global": {"EnableDelegation": True, "PSTNVoicemailEscapeTimer": 1500, "Description": None},
            "Site:Berlin": {
                "EnableDelegation": False, "PSTNVoicemailEscapeTimer": 1500, "PstnUsages": None,
                "Description": "for the site; not for rooms",
            },
            "None": {
                "EnableDelegation": None, "PSTNVoicemailEscapeTimer": None, "PstnUsages": ["Local"],
                "Description": None,
            },
        }
    }  # fmt: skip
    assert notes_in(observed) == [("SNP002", "export/onprem/voice.csv", 2)]


@pytest.mark.parametrize("identity", ["Global", "global", "GLOBAL"])
def test_the_global_policy_has_one_spelling(identity: str, tmp_path: Path) -> None:
    observed = read(tmp_path, {"p.json": json.dumps({"Identity": identity, "EnableDelegation": True})})
    assert observed.environment().plain() == {"voice_policies": {"Global": {"EnableDelegation": True}}}


@pytest.mark.parametrize(
    "record",
    [
        {"k": "cs-policy", "cmdlet": "Get-CsTeamsCallingPolicy", "identity": "Global", "settings": {}},
        {"k": "cs-policy", "cmdlet": None, "identity": "Global", "settings": {"EnableDelegation": True}},
    ],
)
def test_policies_without_a_section_are_passed_over(record: dict[str, Any], tmp_path: Path) -> None:
    observed = read(tmp_path, {"exo/policies.json": json.dumps([record])})
    assert observed.environment().plain() == {}
    assert notes_in(observed) == []


def test_policies_of_the_retired_cloud_are_no_policies_of_the_server(tmp_path: Path) -> None:
    policies = '{"Identity":"Global","EnableExchangeDelegateSync":true}'
    assert read(tmp_path, {"exo/policies.json": policies}).environment().plain() == {}


def test_a_policy_without_an_identity_is_left_out(tmp_path: Path) -> None:
    policies = '[{"Identity":null,"EnableDelegation":true},{"Identity":"Global","EnableDelegation":false}]'
    environment = read(tmp_path, {"onprem/policies.json": policies}).environment()
    assert environment.plain() == {"voice_policies": {"Global": {"EnableDelegation": False}}}


def test_a_policy_whose_settings_are_lost_is_there_all_the_same(tmp_path: Path) -> None:
    record = '{"k":"cs-policy","cmdlet":"Get-CsVoicePolicy","identity":"Tag:A","settings":"@{EnableDelegation=True}"}\n'
    observed = read(tmp_path, {"onprem/cs-policy.jsonl": record})
    assert observed.environment().plain() == {"voice_policies": {"A": {}}}
    assert notes_in(observed) == [("SNP002", "export/onprem/cs-policy.jsonl", 1)]


# -- every kind -------------------------------------------------------------------------------------------------------

KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "Get-CsConferencingPolicy": (
        "conferencing_policies",
        {"AllowIPAudio": True, "MaxMeetingSize": 250, "EnableAppDesktopSharing": "Desktop", "Description": None},
    ),
    "Get-CsPresencePolicy": ("presence_policies", {"MaxPromptedSubscriber": 200, "MaxCategorySubscription": 1000}),
    "Get-CsMeetingConfiguration": (
        "meeting_configurations",
        {"AdmitAnonymousUsersByDefault": False, "DesignateAsPresenter": "Company", "HelpURL": None},
    ),
}
IDENTITIES = {"Global": "Global", "Site:Redmond": "Site:Redmond", "Tag:Executives": "Executives"}
CARRIERS = ("collector", "json of 5.1", "json of 7", "json lines", "csv", "clixml")


def _exported(cmdlet: str, carrier: str, settings: dict[str, Any]) -> tuple[str, str | bytes]:
    rows = [{"Identity": identity, **settings} for identity in IDENTITIES]
    if carrier == "collector":
        lines = [
            {"k": "cs-policy", "cmdlet": cmdlet, "identity": identity, "settings": settings} for identity in IDENTITIES
        ]
        return "cs-policy.jsonl", "".join(f"{json.dumps(line, separators=(',', ':'))}\n" for line in lines)
    if carrier == "json of 5.1":
        return "policies.json", utf_16(json.dumps(rows, indent=4))
    if carrier == "json of 7":
        return "policies.json", json.dumps(rows)
    if carrier == "json lines":
        return "policies.jsonl", "".join(f"{json.dumps(row)}\n" for row in rows)
    if carrier == "csv":
        cells = [",".join("" if value is None else f'"{value}"' for value in row.values()) for row in rows]
        return "policies.csv", "\r\n".join([",".join(f'"{name}"' for name in rows[0]), *cells, ""])
    tags = {bool: "B", int: "I32", str: "S"}
    objects = "".join(
        f'<Obj RefId="{number}"><Props>'
        + "".join(
            f'<Nil N="{name}" />'
            if value is None
            else f'<{tags[type(value)]} N="{name}">{str(value).lower() if value is False or value is True else value}'
            f"</{tags[type(value)]}>"
            for name, value in row.items()
        )
        + "</Props></Obj>"
        for number, row in enumerate(rows)
    )
    return "policies.xml", f'<Objs Version="1.1.0.1" xmlns="{exports.NAMESPACE}">{objects}</Objs>'


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("cmdlet", KINDS)
def test_every_kind_of_policy_in_every_carrier(cmdlet: str, carrier: str, tmp_path: Path) -> None:
    section, settings = KINDS[cmdlet]
    name, content = _exported(cmdlet, carrier, settings)
    observed = read(tmp_path, {f"onprem/{name}": content})
    assert observed.environment().plain() == {section: dict.fromkeys(IDENTITIES.values(), settings)}
    assert notes_in(observed) == []
    assert [file.cmdlet for file in observed.files] == ["Get-Cs*Policy" if carrier == "collector" else cmdlet]


def test_a_meeting_configuration_of_a_pool(tmp_path: Path) -> None:
    row = {"Identity": "Service:UserServer:pool1.contoso.com", "PstnCallersBypassLobby": True}
    found = read(tmp_path, {"onprem/meetings.json": json.dumps(row)}).environment().plain()
    assert found == {
        "meeting_configurations": {"Service:UserServer:pool1.contoso.com": {"PstnCallersBypassLobby": True}}
    }


# -- single values ----------------------------------------------------------------------------------------------------


def _read(cmdlet: str, **values: Any) -> dict[str, Any]:
    return settings_in(Row(RawRecord(1, values), Losses("")), CATALOGUE.settings_of(cmdlet))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (True, True), ("True", True), ("false", False), (0, False), (None, None), ("", None), (" ", None),
    ],
)  # fmt: skip
def test_a_switch_is_true_false_or_blank(written: object, value: bool | None) -> None:
    assert _read("CsClientPolicy", EnableExchangeDelegateSync=written) == {"EnableExchangeDelegateSync": value}


@pytest.mark.parametrize(
    ("setting", "written"),
    [
        ("EnableExchangeDelegateSync", "WAHR"),
        ("EnableExchangeDelegateSync", "System.Object"),
        ("MaximumNumberOfContacts", "Unlimited"),
        ("MaximumNumberOfContacts", "1,07374E+09"),
        ("IMWarning", "System.String[]"),
        ("DisplayPhoto", 2),
        ("DisplayPhoto", "2"),
        ("MAPIPollInterval", "System.TimeSpan"),
        ("PolicyEntry", "System.Object[]"),
        ("PolicyEntry", ["Name=A;Value=B"]),
        ("PolicyEntry", [{"Name": "A"}]),
        ("PolicyEntry", [{"Name": "A", "Value": "B"}, {"Name": "C", "Value": None}]),
        ("PolicyEntry", "A, B"),
    ],
)
def test_a_value_that_cannot_be_told_is_left_out(setting: str, written: object) -> None:
    assert _read("CsClientPolicy", **{setting: written}) == {}


@pytest.mark.parametrize(
    ("cmdlet", "setting", "written", "value"),
    [
        ("CsClientPolicy", "DisplayPhoto", "allphotos", "AllPhotos"),
        ("CsClientPolicy", "DisplayPhoto", {"value": 2, "Value": "AllPhotos"}, "AllPhotos"),
        ("CsClientPolicy", "DisplayPhoto", "SomethingNew", "SomethingNew"),
        ("CsClientPolicy", "MaximumNumberOfContacts", "250", 250),
        ("CsClientPolicy", "MAPIPollInterval", "P1DT2H3M4.5S", "1.02:03:04"),
        ("CsClientPolicy", "MAPIPollInterval", "soon", "soon"),
        ("CsClientPolicy", "PolicyEntry", [], []),
        ("CsClientPolicy", "PolicyEntry", {"Name": "A", "Value": "B"}, [{"Name": "A", "Value": "B"}]),
        ("CsVoicePolicy", "PstnUsages", [], []),
        ("CsVoicePolicy", "PstnUsages", ["Local", "Long Distance"], ["Local", "Long Distance"]),
        ("CsVoicePolicy", "PstnUsages", "Local, Long Distance", ["Local", "Long Distance"]),
        ("CsVoicePolicy", "pstnusages", {"value": ["Local"], "Count": 1}, ["Local"]),
    ],
)
def test_a_value_has_the_type_of_the_catalogue(cmdlet: str, setting: str, written: object, value: object) -> None:
    assert list(_read(cmdlet, **{setting: written}).values()) == [value]


@given(st.integers(0, 10**8))
def test_a_length_of_time_stays_as_long_as_it_is(length: int) -> None:
    hours, minutes, rest = length // 3600, length // 60 % 60, length % 60
    written = f"PT{hours}H{minutes}M{rest}S"
    found = _read("CsClientPolicy", MAPIPollInterval=written)["MAPIPollInterval"]
    assert seconds(found) == length


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["Name", "Value", "x"]), inner),
    max_leaves=6,
)
_TYPES = {"boolean": bool, "integer": int, "string": str, "array": list}


@pytest.mark.parametrize(
    "cmdlet", ["CsClientPolicy", "CsVoicePolicy", "CsConferencingPolicy", "CsMeetingConfiguration"]
)
@given(data=st.data())
def test_whatever_an_export_holds_a_setting_has_its_type_or_none(cmdlet: str, data: st.DataObject) -> None:
    catalogue = CATALOGUE.settings_of(cmdlet)
    names = st.sampled_from([setting.name for setting in catalogue.values()])
    values = data.draw(st.dictionaries(names, _VALUES, max_size=5))
    for name, value in _read(cmdlet, **values).items():
        assert value is None or type(value) is _TYPES[catalogue[name.casefold()].type]
