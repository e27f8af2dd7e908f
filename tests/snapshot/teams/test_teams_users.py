"""Get-CsOnlineUser and Get-CsUserCallingSettings: what is known of a person, in every form of an export."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.snapshot.lync import exports
from tests.snapshot.lync.exports import OBJECT, clixml, facts_of, notes_in, read, utf_16

IN_TEAMS = {
    "teams.mode": "TeamsOnly",
    "teams.enterprise_voice_enabled": True,
    "teams.calling_policy": "NoDelegation",
    "teams.meeting_policy": "",
    "directory_synced": True,
}
ONLINE_FORMS: dict[str, tuple[str, str | bytes]] = {
    "collector": (
        "cs-online-user.jsonl",
        (
            f'{{"k":"cs-online-user","edoid":"{OBJECT}","upn":"boss@contoso.com","sip":"sip:boss@contoso.com",'
            '"enabled":true,"enterpriseVoice":true,"callingPolicy":"NoDelegation","meetingPolicy":"",'
            '"upgradeMode":"TeamsOnly","directorySynced":true}\n'
        ),
    ),
    "policy objects": (
        "teams.json",
        (
            f'{{"UserPrincipalName":"boss@contoso.com","Identity":"{OBJECT}","SipAddress":"sip:boss@contoso.com",'
            '"TeamsCallingPolicy":{"Authority":"Tenant","Name":"NoDelegation"},"TeamsMeetingPolicy":null,'
            '"TeamsUpgradeEffectiveMode":"TeamsOnly","UserDirSyncEnabled":true,"EnterpriseVoiceEnabled":true}'
        ),
    ),
    "policy names, earlier properties": (
        "teams.json",
        (
            f'[{{"UserPrincipalName":"boss@contoso.com","ObjectId":"{OBJECT}","SipAddress":"boss@contoso.com",'
            '"TeamsCallingPolicy":"Tag:NoDelegation","TeamsMeetingPolicy":"Global","DirSyncEnabled":"True",'
            '"TeamsUpgradeEffectiveMode":"TeamsOnly","ClientPolicy":null,"VoicePolicy":"HybridVoice",'
            '"EnterpriseVoiceEnabled":true}]'
        ),
    ),
    "policy objects in the wrapper of 5.1": (
        "teams.json",
        utf_16(
            f'{{\n    "UserPrincipalName":  "boss@contoso.com",\n    "Identity":  {{\n    "value":  "{OBJECT}",\n'
            f'    "Guid":  "{OBJECT}"\n }},\n    "TeamsCallingPolicy":  {{\n        "Authority":  "Tenant",\n'
            '        "Name":  "NoDelegation"\n    },\n    "TeamsMeetingPolicy":  null,\n'
            '    "TeamsUpgradeEffectiveMode":  "TeamsOnly",\n    "EnterpriseVoiceEnabled":  true,\n'
            '    "UserDirSyncEnabled":  true\n}\n'
        ),
    ),
    "csv": (
        "teams.csv",
        (
            '"UserPrincipalName","Identity","TeamsCallingPolicy","TeamsMeetingPolicy","TeamsUpgradeEffectiveMode",'
            '"UserDirSyncEnabled","EnterpriseVoiceEnabled"\n'
            f'"boss@contoso.com","{OBJECT}","NoDelegation",,"TeamsOnly","True","True"\n'
        ),
    ),
    "clixml": (
        "teams.xml",
        (
            f'<Objs Version="1.1.0.1" xmlns="{exports.NAMESPACE}"><Obj RefId="0"><Props>'
            f'<S N="UserPrincipalName">boss@contoso.com</S><G N="Identity">{OBJECT}</G>'
            '<Obj N="TeamsCallingPolicy" RefId="1"><MS><S N="Authority">Tenant</S><S N="Name">NoDelegation</S></MS>'
            "</Obj>"
            '<Nil N="TeamsMeetingPolicy" /><S N="TeamsUpgradeEffectiveMode">TeamsOnly</S>'
            '<B N="UserDirSyncEnabled">true</B><B N="EnterpriseVoiceEnabled">true</B></Props></Obj></Objs>'
        ),
    ),
}


@pytest.mark.parametrize("form", ONLINE_FORMS)
def test_every_form_of_a_teams_user_says_the_same(form: str, tmp_path: Path) -> None:
    name, content = ONLINE_FORMS[form]
    observed = read(tmp_path, {f"exo/{name}": content})
    assert facts_of(observed, "boss@contoso.com") == IN_TEAMS
    assert notes_in(observed) == []
    assert [(file.cmdlet, file.side) for file in observed.files] == [("Get-CsOnlineUser", "online")]


@pytest.mark.parametrize("form", ONLINE_FORMS)
def test_a_teams_user_is_the_recipient_with_its_object_id(form: str, tmp_path: Path) -> None:
    name, content = ONLINE_FORMS[form]
    text = content.decode("utf-16") if isinstance(content, bytes) else content
    mailbox = {
        "Guid": "11111111-1111-1111-1111-111111111111",
        "ExternalDirectoryObjectId": OBJECT,
        "RecipientTypeDetails": "UserMailbox",
        "PrimarySmtpAddress": "annelies@contoso.com",
        "EmailAddresses": ["SMTP:annelies@contoso.com"],
    }
    observed = read(tmp_path, {f"exo/{name}": text, "exo/mailboxes.json": json.dumps([mailbox])})
    assert facts_of(observed, "annelies@contoso.com")["teams.calling_policy"] == "NoDelegation"
    assert observed.person("boss@contoso.com") == observed.person("annelies@contoso.com")


def test_a_teams_policy_lost_to_the_depth_is_unknown(tmp_path: Path) -> None:
    user = {"UserPrincipalName": "a@contoso.com", "TeamsCallingPolicy": "@{Authority=Tenant; Name=NoDelegation}"}
    observed = read(tmp_path, {"exo/teams.json": json.dumps([user])})
    assert "teams.calling_policy" not in facts_of(observed, "a@contoso.com")
    assert notes_in(observed) == [("SNP002", "export/exo/teams.json", 1)]


@pytest.mark.parametrize(
    ("features", "licensed"),
    [
        (["Teams", "PhoneSystem"], True),
        (["Teams", "AudioConferencing"], False),
        (["Teams,CallingPlan", "AudioConferencing"], False),
        (["AudioConferencing;PhoneSystem"], True),
        ("AudioConferencing;PhoneSystem", None),
        ("Teams, PhoneSystem", True),
        ("Teams PhoneSystem", True),
        (" , ", None),
        ([], None),
        (None, None),
    ],
)
def test_the_features_tell_whether_there_is_teams_phone(
    features: list[str] | str | None, licensed: bool | None, tmp_path: Path
) -> None:
    user = {"UserPrincipalName": "a@contoso.com", "FeatureTypes": features, "LineUri": "tel:+3225550100"}
    known = facts_of(read(tmp_path, {"exo/teams.json": json.dumps([user])}), "a@contoso.com")
    assert known.get("teams.phone_system") is licensed
    assert known["teams.number"] == "tel:+3225550100"


@pytest.mark.parametrize(
    ("features", "licensed"), [(["Teams", "PhoneSystem"], True), (["Teams"], False), ([], None), (None, None)]
)
def test_the_collector_writes_the_features(features: list[str] | None, licensed: bool | None, tmp_path: Path) -> None:
    line = {"k": "cs-online-user", "upn": "a@contoso.com", "callingPolicy": "", "features": features}
    observed = read(tmp_path, {"exo/cs-online-user.jsonl": json.dumps(line, separators=(",", ":")) + "\n"})
    assert facts_of(observed, "a@contoso.com").get("teams.phone_system") is licensed


@pytest.mark.parametrize("flag", [True, False, None])
def test_enterprise_voice(flag: bool | None, tmp_path: Path) -> None:
    user = {"UserPrincipalName": "a@contoso.com", "TeamsCallingPolicy": None, "EnterpriseVoiceEnabled": flag}
    known = facts_of(read(tmp_path, {"exo/teams.json": json.dumps([user])}), "a@contoso.com")
    assert known.get("teams.enterprise_voice_enabled") is flag


@pytest.mark.parametrize(
    ("line", "number"), [("tel:+3225550100", "tel:+3225550100"), (None, ""), ("", ""), (" ", ""), ("-", None)]
)
def test_a_blank_number_says_that_there_is_none(line: str | None, number: str | None, tmp_path: Path) -> None:
    user = {"UserPrincipalName": "a@contoso.com", "TeamsCallingPolicy": None} | (
        {} if line == "-" else {"LineUri": line}
    )
    known = facts_of(read(tmp_path, {"exo/teams.json": json.dumps([user])}), "a@contoso.com")
    assert known.get("teams.number") == number


def test_the_line_of_the_collector_says_nothing_of_the_number(tmp_path: Path) -> None:
    line = {"k": "cs-online-user", "upn": "a@contoso.com", "callingPolicy": "", "LineUri": None}
    observed = read(tmp_path, {"exo/cs-online-user.jsonl": json.dumps(line, separators=(",", ":")) + "\n"})
    assert "teams.number" not in facts_of(observed, "a@contoso.com")


# -- the policies that count ------------------------------------------------------------------------------------------

ASSIGNED = [
    {"PolicyType": "TeamsMessagingPolicy", "PolicyAssignment": {"DisplayName": "Quiet", "AssignmentType": "Direct"}},
    {"PolicyType": "TeamsCallingPolicy", "PolicyAssignment": {"DisplayName": "Sales", "AssignmentType": "Group"}},
    {"PolicyType": "teamsMeetingPolicy", "PolicyAssignment": {"displayName": "Tag:Kiosk", "groupId": None}},
]
USER: dict[str, Any] = {"UserPrincipalName": "a@contoso.com", "TeamsCallingPolicy": None}
_POLICY = (
    '<Obj RefId="{0}"><Props><S N="PolicyType">{1}</S><Obj N="PolicyAssignment" RefId="{0}0">{2}</Obj></Props></Obj>'
)
EFFECTIVE_FORMS: dict[str, tuple[str, str | bytes]] = {
    "json of 5.1": ("teams.json", utf_16(json.dumps([USER | {"EffectivePolicyAssignments": ASSIGNED}], indent=4))),
    "json of 5.1, the list in its wrapper": (
        "teams.json",
        json.dumps(USER | {"EffectivePolicyAssignments": {"value": ASSIGNED, "Count": 3}}),
    ),
    "json of 7": ("teams.json", json.dumps(USER | {"EffectivePolicyAssignments": ASSIGNED})),
    "clixml": (
        "teams.xml",
        clixml(
            '<S N="UserPrincipalName">a@contoso.com</S><Nil N="TeamsCallingPolicy" />'
            '<Obj N="EffectivePolicyAssignments" RefId="9"><LST>'
            + _POLICY.format(1, "TeamsCallingPolicy", '<Props><S N="DisplayName">Sales</S></Props>')
            + _POLICY.format(2, "TeamsMeetingPolicy", '<MS><S N="DisplayName">Kiosk</S></MS>')
            + "</LST></Obj>"
        ),
    ),
}


@pytest.mark.parametrize("form", EFFECTIVE_FORMS)
def test_every_form_of_the_policies_that_count_says_the_same(form: str, tmp_path: Path) -> None:
    name, content = EFFECTIVE_FORMS[form]
    observed = read(tmp_path, {f"exo/{name}": content})
    assert facts_of(observed, "a@contoso.com") == {
        "teams.calling_policy": "",
        "teams.effective_calling_policy": "Sales",
        "teams.effective_meeting_policy": "Kiosk",
    }
    assert notes_in(observed) == []


@pytest.mark.parametrize(
    ("assigned", "policy"),
    [
        ({"DisplayName": "global"}, "Global"),
        ({"DisplayName": None}, None),
        ({"AssignmentType": "Direct"}, None),
        (None, None),
        ("Sales", None),
    ],
)
def test_the_calling_policy_that_counts(assigned: object, policy: str | None, tmp_path: Path) -> None:
    listed = [{"PolicyType": "TeamsCallingPolicy", "PolicyAssignment": assigned}]
    rows = json.dumps(USER | {"EffectivePolicyAssignments": listed})
    known = facts_of(read(tmp_path, {"exo/teams.json": rows}), "a@contoso.com")
    assert known.get("teams.effective_calling_policy") == policy
    assert "teams.effective_meeting_policy" not in known


def test_policies_that_count_and_are_lost_to_the_depth_are_unknown(tmp_path: Path) -> None:
    listed = [{"PolicyType": "TeamsCallingPolicy", "PolicyAssignment": "@{DisplayName=Sales}"}]
    observed = read(tmp_path, {"exo/teams.json": json.dumps(USER | {"EffectivePolicyAssignments": listed})})
    assert facts_of(observed, "a@contoso.com") == {"teams.calling_policy": ""}
    assert notes_in(observed) == [("SNP002", "export/exo/teams.json", 1)]


def test_a_table_has_no_room_for_the_policies_that_count_and_nobody_is_told(tmp_path: Path) -> None:
    table = (
        '"UserPrincipalName","TeamsCallingPolicy","EffectivePolicyAssignments"\r\n'
        '"a@contoso.com","Sales","System.Collections.Generic.List`1[System.Object]"\r\n'
    )
    observed = read(tmp_path, {"exo/teams.csv": table})
    assert facts_of(observed, "a@contoso.com") == {"teams.calling_policy": "Sales"}
    assert notes_in(observed) == []


# -- calls ------------------------------------------------------------------------------------------------------------

SETTINGS: dict[str, Any] = {
    "SipUri": "sip:boss@contoso.com",
    "IsForwardingEnabled": True,
    "ForwardingType": "Simultaneous",
    "ForwardingTarget": None,
    "ForwardingTargetType": "MyDelegates",
    "IsUnansweredEnabled": False,
    "UnansweredTarget": None,
    "UnansweredTargetType": "Voicemail",
    "Delegates": [
        {"Id": "sip:ilse@contoso.com", "MakeCalls": True, "ManageSettings": True},
        {"Id": "karl@contoso.com", "MakeCalls": False, "ManageSettings": True},
    ],
    "Delegators": None,
}
IN_FORCE = {
    "teams.calling_settings.IsForwardingEnabled": True,
    "teams.calling_settings.ForwardingType": "Simultaneous",
    "teams.calling_settings.ForwardingTargetType": "MyDelegates",
    "teams.calling_settings.IsUnansweredEnabled": False,
    "teams.calling_settings.UnansweredTargetType": "Voicemail",
    "teams.delegates": ["ilse@contoso.com", "karl@contoso.com"],
}
_DELEGATE = '<Obj RefId="{0}"><ToString>Id:{1}</ToString><Props><S N="Id">{1}</S></Props></Obj>'
SETTINGS_FORMS: dict[str, tuple[str, str | bytes]] = {
    "json of 5.1": ("calls.json", utf_16(json.dumps([SETTINGS], indent=4))),
    "json of 7": ("calls.json", json.dumps(SETTINGS)),
    "json lines": ("calls.jsonl", json.dumps(SETTINGS) + "\n"),
    "clixml": (
        "calls.xml",
        clixml(
            '<S N="SipUri">sip:boss@contoso.com</S><B N="IsForwardingEnabled">true</B>'
            '<S N="ForwardingType">Simultaneous</S><S N="ForwardingTargetType">MyDelegates</S>'
            '<B N="IsUnansweredEnabled">false</B><S N="UnansweredTargetType">Voicemail</S>'
            '<Obj N="Delegates" RefId="9"><LST>'
            + _DELEGATE.format(1, "sip:ilse@contoso.com")
            + _DELEGATE.format(2, "karl@contoso.com")
            + "</LST></Obj>"
        ),
    ),
}


@pytest.mark.parametrize("form", SETTINGS_FORMS)
def test_every_form_of_the_calling_settings_says_the_same(form: str, tmp_path: Path) -> None:
    name, content = SETTINGS_FORMS[form]
    observed = read(tmp_path, {f"exo/{name}": content})
    assert facts_of(observed, "boss@contoso.com") == IN_FORCE
    assert [(file.cmdlet, file.side) for file in observed.files] == [("Get-CsUserCallingSettings", "online")]
    assert notes_in(observed) == []


def test_who_has_never_changed_a_setting_has_no_delegates_and_nothing_else_is_known(tmp_path: Path) -> None:
    row = dict.fromkeys(SETTINGS) | {"SipUri": "sip:boss@contoso.com"}
    observed = read(tmp_path, {"exo/calls.json": json.dumps(row)})
    assert facts_of(observed, "boss@contoso.com") == {"teams.delegates": []}


@pytest.mark.parametrize(
    ("delegates", "notes"),
    [
        (["@{Id=sip:ilse@contoso.com; MakeCalls=True}"], [("SNP002", "export/exo/calls.json", 1)]),
        ([{"MakeCalls": True}], []),
        ([{"Id": "sip:ilse@contoso.com"}, {"Id": None}], []),
        (["Id:sip:ilse@contoso.com"], []),
    ],
)
def test_a_list_of_delegates_that_is_not_whole_is_unknown(
    delegates: list[object], notes: list[tuple[str, str, int]], tmp_path: Path
) -> None:
    row = {"SipUri": "sip:boss@contoso.com", "IsForwardingEnabled": False, "Delegates": delegates}
    observed = read(tmp_path, {"exo/calls.json": json.dumps(row)})
    assert facts_of(observed, "boss@contoso.com") == {"teams.calling_settings.IsForwardingEnabled": False}
    assert notes_in(observed) == notes


def test_settings_of_nobody(tmp_path: Path) -> None:
    assert read(tmp_path, {"exo/calls.json": '{"SipUri":null,"IsForwardingEnabled":true}'}).people == []


def test_delegates_are_the_recipients_that_have_the_addresses(tmp_path: Path) -> None:
    mailbox = {
        "Guid": "11111111-1111-1111-1111-111111111111",
        "RecipientTypeDetails": "UserMailbox",
        "PrimarySmtpAddress": "ilse@mail.example",
        "EmailAddresses": ["SMTP:ilse@mail.example", "SIP:ilse@contoso.com"],
    }
    files = {"exo/calls.json": json.dumps(SETTINGS), "exo/mailboxes.json": json.dumps([mailbox])}
    known = facts_of(read(tmp_path, files), "boss@contoso.com")
    assert known["teams.delegates"] == ["ilse@mail.example", "karl@contoso.com"]
