"""Get-CsUser and Get-CsOnlineUser: what is known of a person, in every form of an export."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.snapshot.lync import exports
from tests.snapshot.lync.exports import OBJECT, SID, facts_of, notes_in, read, utf_16

ON_LYNC = {
    "lync.enabled": True,
    "lync.home": "on_premises",
    "lync.registrar_pool": "pool1.contoso.com",
    "lync.sip_address": "sip:annelies@contoso.com",
    "lync.enterprise_voice_enabled": False,
    "lync.line_uri": "tel:+3225550100",
    "lync.client_policy": "Executives",
    "lync.voice_policy": "",
    "lync.conferencing_policy": "Large Meetings",
}
FORMS: dict[str, tuple[str, str | bytes]] = {
    "collector": ("cs-user.jsonl", exports.COLLECTED_USER),
    "collector as an array": ("cs-user.json", f"[{exports.COLLECTED_USER}]"),
    "json of 5.1": ("users.json", exports.USER_5_1),
    "json of 5.1 in utf-16": ("users.json", utf_16(exports.USER_5_1)),
    "json of 7, one object": ("users.json", exports.USER_7),
    "json lines": ("users.jsonl", json.dumps(json.loads(exports.USER_7)) + "\n"),
    "csv": ("users.csv", exports.USER_CSV),
    "csv with semicolons": ("users.csv", exports.USER_CSV.replace('","', '";"').replace('",,"', '";;"')),
    "clixml": ("users.xml", exports.USER_CLIXML),
    "clixml in utf-16": ("users.xml", utf_16(exports.USER_CLIXML)),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_lync_user_says_the_same(form: str, tmp_path: Path) -> None:
    name, content = FORMS[form]
    observed = read(tmp_path, {f"onprem/{name}": content})
    assert facts_of(observed, "annelies@contoso.com") == ON_LYNC
    assert notes_in(observed) == []
    assert [(file.cmdlet, file.side) for file in observed.files] == [("Get-CsUser", "on_premises")]


def test_a_lync_user_is_no_recipient_by_that(tmp_path: Path) -> None:
    observed = read(tmp_path, {"onprem/users.csv": exports.USER_CSV})
    assert observed.sides_of(observed.person("annelies@contoso.com")) == ()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "account",
    [
        {"DistinguishedName": "CN=Annelies Bulkens,OU=Staff,DC=contoso,DC=com"},
        {"objectSid": SID, "DistinguishedName": ""},
    ],
    ids=["distinguished name", "SID"],
)
def test_a_lync_user_is_the_account_of_its_name(form: str, account: dict[str, str], tmp_path: Path) -> None:
    """Whoever has another mail address than SIP address and UPN is still one person."""
    name, content = FORMS[form]
    text = content.decode("utf-16") if isinstance(content, bytes) else content
    for address in ("sip:annelies@contoso.com", "annelies@contoso.com"):
        text = text.replace(address, address.replace("annelies", "a.bulkens"))
    found = {"ObjectGUID": OBJECT, "ObjectClass": "user", "mail": "boss@contoso.com", **account}
    observed = read(tmp_path, {f"onprem/{name}": text, "onprem/ad.json": json.dumps([found])})
    assert facts_of(observed, "boss@contoso.com")["lync.client_policy"] == "Executives"
    assert observed.person("a.bulkens@contoso.com") == observed.person("boss@contoso.com")


@pytest.mark.parametrize(
    ("provider", "home"),
    [
        ("SRV:", "on_premises"),
        ("srv:", "on_premises"),
        ("sipfed.online.lync.com", "online"),
        ("sipfed.online.gov.skypeforbusiness.us", "online"),
        ("sip.hoster.example", None),
        ("", None),
        (None, None),
    ],
)
def test_the_hosting_provider_tells_the_home(provider: str | None, home: str | None, tmp_path: Path) -> None:
    user = {"SipAddress": "sip:a@contoso.com", "RegistrarPool": "p.contoso.com", "HostingProvider": provider}
    observed = read(tmp_path, {"onprem/users.json": json.dumps(user)})
    assert facts_of(observed, "a@contoso.com").get("lync.home") == home


@pytest.mark.parametrize(
    ("columns", "policy"),
    [
        ({}, None),
        ({"ClientPolicy": None}, ""),
        ({"ClientPolicy": ""}, ""),
        ({"ClientPolicy": "Executives"}, "Executives"),
        ({"ClientPolicy": "tag:Executives"}, "Executives"),
        ({"ClientPolicy": "Global"}, ""),
        ({"ClientPolicy": {"Authority": "Tenant", "Name": "Executives"}}, "Executives"),
        ({"ClientPolicy": "Sales; North"}, "Sales; North"),
    ],
)
def test_a_blank_policy_is_none_granted_and_an_absent_one_unknown(
    columns: dict[str, object], policy: str | None, tmp_path: Path
) -> None:
    user = {"SipAddress": "sip:a@contoso.com", "RegistrarPool": "p.contoso.com", **columns}
    observed = read(tmp_path, {"onprem/users.json": json.dumps([user, {"SipAddress": "sip:b@contoso.com"}])})
    assert facts_of(observed, "a@contoso.com").get("lync.client_policy") == policy
    assert "lync.client_policy" not in facts_of(observed, "b@contoso.com")
    assert notes_in(observed) == []


def test_a_policy_that_the_export_lost_is_unknown(tmp_path: Path) -> None:
    rows = (
        '"SipAddress","ClientPolicy"\n"sip:a@contoso.com","Microsoft.Rtc.Management.AD.Policy"\n"sip:b@contoso.com",\n'
    )
    observed = read(tmp_path, {"onprem/users.csv": rows})
    assert "lync.client_policy" not in facts_of(observed, "a@contoso.com")
    assert facts_of(observed, "b@contoso.com")["lync.client_policy"] == ""
    assert notes_in(observed) == [("SNP002", "export/onprem/users.csv", 2)]


def test_a_record_without_a_name_is_nobody(tmp_path: Path) -> None:
    empty = {"SipAddress": None, "RegistrarPool": None, "Identity": "Annelies Bulkens"}
    observed = read(
        tmp_path,
        {
            "onprem/users.json": json.dumps(empty),
            "exo/teams.json": '[{"UserPrincipalName":"","TeamsCallingPolicy":null}]',
        },
    )
    assert observed.people == []


# -- Teams ------------------------------------------------------------------------------------------------------------

IN_TEAMS = {
    "teams.mode": "TeamsOnly",
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
            '"TeamsUpgradeEffectiveMode":"TeamsOnly","ClientPolicy":null,"VoicePolicy":"HybridVoice"}]'
        ),
    ),
    "policy objects in the wrapper of 5.1": (
        "teams.json",
        utf_16(
            f'{{\n    "UserPrincipalName":  "boss@contoso.com",\n    "Identity":  {{\n    "value":  "{OBJECT}",\n'
            f'    "Guid":  "{OBJECT}"\n }},\n    "TeamsCallingPolicy":  {{\n        "Authority":  "Tenant",\n'
            '        "Name":  "NoDelegation"\n    },\n    "TeamsMeetingPolicy":  null,\n'
            '    "TeamsUpgradeEffectiveMode":  "TeamsOnly",\n    "UserDirSyncEnabled":  true\n}\n'
        ),
    ),
    "csv": (
        "teams.csv",
        (
            '"UserPrincipalName","Identity","TeamsCallingPolicy","TeamsMeetingPolicy","TeamsUpgradeEffectiveMode",'
            '"UserDirSyncEnabled"\n'
            f'"boss@contoso.com","{OBJECT}","NoDelegation",,"TeamsOnly","True"\n'
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
            '<B N="UserDirSyncEnabled">true</B></Props></Obj></Objs>'
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
    [(["Teams", "PhoneSystem"], True), (["Teams", "AudioConferencing"], False), ([], None), (None, None)],
)
def test_the_features_tell_whether_there_is_teams_phone(
    features: list[str] | None, licensed: bool | None, tmp_path: Path
) -> None:
    user = {"UserPrincipalName": "a@contoso.com", "FeatureTypes": features, "LineUri": "tel:+3225550100"}
    known = facts_of(read(tmp_path, {"exo/teams.json": json.dumps([user])}), "a@contoso.com")
    assert known.get("teams.phone_system") is licensed
    assert known["teams.number"] == "tel:+3225550100"


@pytest.mark.parametrize(
    ("columns", "cmdlet"),
    [
        ({"SipAddress": "sip:a@contoso.com", "VoicePolicy": None}, "Get-CsUser"),
        (
            {"SipAddress": "sip:a@contoso.com", "ClientPolicy": None, "TeamsUpgradeEffectiveMode": "Islands"},
            "Get-CsUser",
        ),
        ({"UserPrincipalName": "a@contoso.com", "TeamsUpgradeEffectiveMode": "Islands"}, "Get-CsOnlineUser"),
        ({"SipAddress": "sip:a@contoso.com", "IsSipEnabled": True, "RegistrarPool": "p.lync.com"}, "Get-CsOnlineUser"),
    ],
)
def test_users_of_the_server_and_of_the_cloud_are_told_apart(
    columns: dict[str, object], cmdlet: str, tmp_path: Path
) -> None:
    observed = read(tmp_path, {"users.json": json.dumps([columns])})
    assert [file.cmdlet for file in observed.files] == [cmdlet]
    assert notes_in(observed) == []
