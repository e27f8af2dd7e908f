"""Get-CsUserDelegates and Get-CsUserCallForwardingSettings: delegates, and where calls go."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.snapshot.lync import exports
from tests.snapshot.lync.exports import clixml, facts_of, notes_in, read, utf_16

BOSS = "boss@contoso.com"
LISTED = {"User": "sip:boss@contoso.com", "Delegates": ["sip:ilse@contoso.com", "SIP:Karl@contoso.com"]}
TWO = ["ilse@contoso.com", "Karl@contoso.com"]
FORMS: dict[str, tuple[str, str | bytes]] = {
    "collector": (
        "cs-user-delegates.jsonl",
        json.dumps({"k": "cs-user-delegates", "sip": LISTED["User"], "delegates": LISTED["Delegates"]}) + "\n",
    ),
    "json of 5.1 in utf-16": ("delegates.json", utf_16(json.dumps([LISTED], indent=4))),
    "json of 5.1, the list in its wrapper": (
        "delegates.json",
        json.dumps([LISTED | {"Delegates": {"value": LISTED["Delegates"], "Count": 2}}]),
    ),
    "json of 7": ("delegates.json", json.dumps(LISTED)),
    "csv, joined by a script": (
        "delegates.csv",
        '"User","Delegates"\r\n"sip:boss@contoso.com","sip:ilse@contoso.com;SIP:Karl@contoso.com"\r\n',
    ),
    "clixml": (
        "delegates.xml",
        clixml(
            '<S N="User">sip:boss@contoso.com</S><Obj N="Delegates" RefId="1">'
            "<LST><S>sip:ilse@contoso.com</S><S>SIP:Karl@contoso.com</S></LST></Obj>"
        ),
    ),
}


def _facts(folder: Path, row: Mapping[str, Any]) -> dict[str, Any]:
    return facts_of(read(folder, {"onprem/calls.json": json.dumps(row)}), BOSS)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_list_of_delegates_says_the_same(form: str, tmp_path: Path) -> None:
    name, content = FORMS[form]
    observed = read(tmp_path, {f"onprem/{name}": content})
    assert facts_of(observed, BOSS) == {"lync.delegates": TWO}
    assert notes_in(observed) == []
    assert [(file.cmdlet, file.side) for file in observed.files] == [("Get-CsUserDelegates", "on_premises")]


def test_owner_and_delegates_are_the_recipients_that_have_the_addresses(tmp_path: Path) -> None:
    users = [
        {"SipAddress": f"sip:{name}@contoso.com", "UserPrincipalName": f"{name}@corp.example", "RegistrarPool": "p"}
        for name in ("boss", "ilse")
    ]
    mailboxes = [
        {
            "Guid": f"{number * 8}-1111-1111-1111-111111111111",
            "RecipientTypeDetails": "UserMailbox",
            "PrimarySmtpAddress": f"{name}@mail.example",
            "EmailAddresses": [f"SMTP:{name}@mail.example", f"SIP:{name}@contoso.com"],
        }
        for number, name in (("1", "boss"), ("2", "ilse"))
    ]
    files = {"calls": LISTED, "users": users, "mailboxes": mailboxes}
    observed = read(tmp_path, {f"onprem/{name}.json": json.dumps(rows) for name, rows in files.items()})
    assert facts_of(observed, "boss@mail.example")["lync.delegates"] == ["ilse@mail.example", "Karl@contoso.com"]


@pytest.mark.parametrize("empty", [[], None, "", {"value": [], "Count": 0}])
def test_who_has_no_delegates_is_known_to_have_none(empty: object, tmp_path: Path) -> None:
    assert _facts(tmp_path, LISTED | {"Delegates": empty}) == {"lync.delegates": []}


def test_a_lost_list_is_unknown(tmp_path: Path) -> None:
    observed = read(tmp_path, {"d.csv": '"User","Delegates"\n"sip:boss@contoso.com","System.Object[]"\n'})
    assert facts_of(observed, BOSS) == {}
    assert notes_in(observed) == [("SNP002", "export/d.csv", 2)]


def test_who_did_not_answer_the_collector_is_unknown(tmp_path: Path) -> None:
    lines = (
        '{"k":"cs-user-delegates","sip":"sip:boss@contoso.com","delegates":[]}\n'
        '{"k":"error","on":"sip:ilse@contoso.com","of":"cs-user-delegates","message":"no"}\n'
    )
    observed = read(tmp_path, {"onprem/cs-user-delegates.jsonl": lines, "onprem/users.json": exports.USER_5_1})
    assert facts_of(observed, BOSS) == {"lync.delegates": []}
    assert "lync.delegates" not in facts_of(observed, "ilse@contoso.com")
    assert notes_in(observed) == []


@pytest.mark.parametrize("user", ["boss@contoso.com", "CONTOSO\\boss", "Boss", None])
def test_lists_of_delegates_of_another_making_are_none_of_lync(user: str | None, tmp_path: Path) -> None:
    assert read(tmp_path, {"onprem/d.json": json.dumps(LISTED | {"User": user})}).people == []


@pytest.mark.parametrize("more", ["AccessRights", "Identity", "FolderName"])
def test_a_list_with_other_properties_is_another_export(more: str, tmp_path: Path) -> None:
    observed = read(tmp_path, {"onprem/d.json": json.dumps(LISTED | {more: "x"})})
    assert "Get-CsUserDelegates" not in [file.cmdlet for file in observed.files]


# -- where calls go ---------------------------------------------------------------------------------------------------

OFF = {
    "User": "sip:boss@contoso.com",
    "CallForwardingEnabled": False,
    "ForwardDestination": None,
    "ForwardImmediateEnabled": False,
    "SimultaneousRingEnabled": False,
    "SimultaneousRingDestination": None,
    "ForwardToDelegates": False,
    "SimultaneousRingDelegates": False,
    "TeamRingEnabled": False,
    "Team": [],
    "Delegates": [],
    "DelegateRingWaitTime": 0,
    "TeamDelegateRingWaitTime": 0,
    "SettingsActiveWorkhours": False,
    "UnansweredToVoicemail": False,
    "UnansweredCallForwardDestination": None,
    "UnansweredWaitTime": 30,
}
_FORWARD = {"CallForwardingEnabled": True, "ForwardImmediateEnabled": True}
_RING = {"SimultaneousRingEnabled": True}


@pytest.mark.parametrize(
    ("settings", "mode", "target"),
    [
        ({}, "none", None),
        ({**_FORWARD, "ForwardToDelegates": True}, "forward", "delegates"),
        ({**_FORWARD, "ForwardDestination": "Delegates"}, "forward", "delegates"),
        ({**_FORWARD, "ForwardDestination": "+3225550100"}, "forward", "number"),
        ({**_FORWARD, "ForwardDestination": "tel:+3225550100;ext=100"}, "forward", "number"),
        ({**_FORWARD, "ForwardDestination": "sip:+3225550100@contoso.com;user=phone"}, "forward", "number"),
        ({**_FORWARD, "ForwardDestination": "sip:boss@contoso.com;opaque=app:voicemail"}, "forward", "voicemail"),
        ({**_FORWARD, "ForwardDestination": "sip:karl@contoso.com"}, "forward", None),
        ({**_FORWARD, "ForwardDestination": None}, "forward", None),
        ({**_RING, "SimultaneousRingDelegates": True}, "simultaneous_ring", "delegates"),
        ({**_RING, "TeamRingEnabled": True}, "simultaneous_ring", "team"),
        ({**_RING, "SimultaneousRingDestination": "Team"}, "simultaneous_ring", "team"),
        ({**_RING, "SimultaneousRingDestination": "+32 2 555 01 00"}, "simultaneous_ring", "number"),
        ({**_RING, **_FORWARD}, None, None),
        ({"CallForwardingEnabled": True}, None, None),
        ({"ForwardToDelegates": True}, None, None),
        ({"SimultaneousRingEnabled": None}, None, None),
        ({"ForwardImmediateEnabled": "WAHR"}, None, None),
    ],
)
def test_where_calls_go(settings: dict[str, Any], mode: str | None, target: str | None, tmp_path: Path) -> None:
    known = _facts(tmp_path, OFF | settings)
    assert (known.get("lync.call_forwarding.mode"), known.get("lync.call_forwarding.target")) == (mode, target)
    assert (known["lync.call_forwarding.delegate_ring_wait_time"], known["lync.delegates"]) == (0, [])


FORWARDING_FORMS: dict[str, tuple[str, str | bytes]] = {
    "json of 5.1": ("calls.json", utf_16(json.dumps([OFF | _FORWARD | {"ForwardToDelegates": True}], indent=4))),
    "json of 7": ("calls.json", json.dumps(OFF | _FORWARD | {"ForwardToDelegates": True})),
    "csv of the properties that matter": (
        "calls.csv",
        (
            '"User","CallForwardingEnabled","ForwardImmediateEnabled","SimultaneousRingEnabled","ForwardToDelegates",'
            '"DelegateRingWaitTime","Delegates"\r\n"sip:boss@contoso.com","True","True","False","True","0",""\r\n'
        ),
    ),
    "clixml": (
        "calls.xml",
        clixml(
            '<S N="User">sip:boss@contoso.com</S><B N="CallForwardingEnabled">true</B>'
            '<B N="ForwardImmediateEnabled">true</B><B N="SimultaneousRingEnabled">false</B>'
            '<B N="ForwardToDelegates">true</B><I32 N="DelegateRingWaitTime">0</I32>'
            '<Obj N="Delegates" RefId="1"><LST /></Obj>'
        ),
    ),
}


@pytest.mark.parametrize("form", FORWARDING_FORMS)
def test_every_form_of_call_forwarding_says_the_same(form: str, tmp_path: Path) -> None:
    name, content = FORWARDING_FORMS[form]
    observed = read(tmp_path, {f"onprem/{name}": content})
    assert facts_of(observed, BOSS) == {
        "lync.call_forwarding.mode": "forward",
        "lync.call_forwarding.target": "delegates",
        "lync.call_forwarding.delegate_ring_wait_time": 0,
        "lync.delegates": [],
    }
    assert [file.cmdlet for file in observed.files] == ["Get-CsUserCallForwardingSettings"]
    assert notes_in(observed) == []
