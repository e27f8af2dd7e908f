"""Get-CsUser and Get-CsEffectivePolicy: what is known of a person, in every form of an export."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from delegint.api import Unknown, effective_policy
from delegint_lync.policies import VOICE_POLICY
from tests.linting import lint_text
from tests.snapshot.lync import exports
from tests.snapshot.lync.exports import OBJECT, SID, clixml, facts_of, notes_in, read, utf_16

ON_LYNC = {
    "lync.enabled": True,
    "lync.home": "on_premises",
    "lync.registrar_pool": "pool1.contoso.com",
    "lync.sip_address": "sip:annelies@contoso.com",
    "lync.enterprise_voice_enabled": False,
    "lync.remote_call_control_enabled": False,
    "lync.audio_video_disabled": True,
    "lync.line_uri": "tel:+3225550100",
    "lync.line_server_uri": "sip:pbx@contoso.com",
    "lync.private_line": "tel:+3225550199",
    "lync.client_policy": "Executives",
    "lync.voice_policy": "",
    "lync.conferencing_policy": "Large Meetings",
    "lync.presence_policy": "",
}
FORMS: dict[str, tuple[str, str | bytes]] = {
    "collector": ("cs-user.jsonl", exports.COLLECTED_USER),
    "collector as an array": ("cs-user.json", f"[{exports.COLLECTED_USER}]"),
    "json of 5.1": ("users.json", exports.USER_5_1),
    "json of 5.1 in utf-16": ("users.json", utf_16(exports.USER_5_1)),
    "json of 7, one object": ("users.json", exports.USER_7),
    "json lines": ("users.jsonl", json.dumps(json.loads(exports.USER_7)) + "\n"),
    "csv": ("users.csv", exports.USER_CSV),
    "csv with semicolons": ("users.csv", exports.USER_CSV.replace('",', '";').replace(";,", ";;")),
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


# -- the policies that count ------------------------------------------------------------------------------------------

COUNTS = {
    "lync.effective_client_policy": "Executives",
    "lync.effective_voice_policy": "Global",
    "lync.effective_conferencing_policy": "Site:Redmond",
    "lync.effective_presence_policy": "Service:Registrar:pool1.contoso.com",
}
DN = "CN=Annelies Bulkens,OU=Staff,DC=contoso,DC=com"
EFFECTIVE = {
    "Identity": DN,
    "LocationProfile": "Global",
    "ClientPolicy": "Tag:Executives",
    "VoicePolicy": "global",
    "ConferencingPolicy": "Site:Redmond",
    "PresencePolicy": "Service:Registrar:pool1.contoso.com",
}
EFFECTIVE_FORMS: dict[str, tuple[str, str | bytes]] = {
    "json of 5.1 in utf-16": (
        "effective.json",
        utf_16(json.dumps([EFFECTIVE | {"Identity": {"DistinguishedName": DN, "Rdn": "CN=x"}}], indent=4)),
    ),
    "json of 7, one object": ("effective.json", json.dumps(EFFECTIVE)),
    "json lines": ("effective.jsonl", json.dumps(EFFECTIVE) + "\n"),
    "csv": (
        "effective.csv",
        ",".join(f'"{name}"' for name in EFFECTIVE)
        + "\r\n"
        + ",".join(f'"{value}"' for value in EFFECTIVE.values())
        + "\r\n",
    ),
    "clixml": (
        "effective.xml",
        clixml(
            f'<Obj N="Identity" RefId="1"><Props><S N="DistinguishedName">{DN}</S></Props></Obj>'
            + "".join(f'<S N="{name}">{value}</S>' for name, value in list(EFFECTIVE.items())[1:])
        ),
    ),
}


@pytest.mark.parametrize("form", EFFECTIVE_FORMS)
def test_every_form_of_the_policies_that_count_says_the_same(form: str, tmp_path: Path) -> None:
    name, content = EFFECTIVE_FORMS[form]
    observed = read(tmp_path, {f"onprem/{name}": content, "onprem/users.json": exports.USER_7})
    assert facts_of(observed, "annelies@contoso.com") == ON_LYNC | COUNTS
    assert notes_in(observed) == []
    assert {file.cmdlet for file in observed.files} == {"Get-CsEffectivePolicy", "Get-CsUser"}
    assert len(observed.people) == 1


@pytest.mark.parametrize(
    "names",
    [
        {"Identity": "sip:annelies@contoso.com"},
        {"Identity": "annelies@contoso.com"},
        {"Identity": "Annelies Bulkens", "SipAddress": "sip:annelies@contoso.com"},
        {"Identity": "Annelies Bulkens", "UserPrincipalName": "annelies@contoso.com"},
    ],
)
def test_whose_policies_count_is_told_by_any_sure_name(names: dict[str, str], tmp_path: Path) -> None:
    row = {**names, "ClientPolicy": "Global", "LocationProfile": "Global"}
    observed = read(tmp_path, {"effective.json": json.dumps(row)})
    assert facts_of(observed, "annelies@contoso.com") == {"lync.effective_client_policy": "Global"}


def test_a_display_name_does_not_tell_whose_policies_count(tmp_path: Path) -> None:
    row = {"Identity": "Annelies Bulkens", "ClientPolicy": "Global", "LocationProfile": "Global"}
    assert read(tmp_path, {"effective.json": json.dumps(row)}).people == []


@pytest.mark.parametrize("columns", [{}, {"ClientPolicy": None}, {"ClientPolicy": ""}, {"ClientPolicy": " "}])
def test_a_policy_always_counts_so_that_a_blank_says_nothing(columns: dict[str, str | None], tmp_path: Path) -> None:
    row = {
        "Identity": DN,
        "SipAddress": "sip:a@contoso.com",
        "VoicePolicy": "Global",
        "LocationProfile": "x",
        **columns,
    }
    observed = read(tmp_path, {"effective.json": json.dumps(row)})
    assert facts_of(observed, "a@contoso.com") == {"lync.effective_voice_policy": "Global"}


def test_a_policy_that_counts_and_is_lost_is_unknown(tmp_path: Path) -> None:
    row = {"SipAddress": "sip:a@contoso.com", "ClientPolicy": "@{Identity=Global}", "LocationProfile": "Global"}
    observed = read(tmp_path, {"effective.json": json.dumps(row)})
    assert facts_of(observed, "a@contoso.com") == {}
    assert notes_in(observed) == [("SNP002", "export/effective.json", 1)]


@pytest.mark.parametrize(
    ("identity", "counts"), [("Global", "Global"), ("Site:Redmond", "Site:Redmond"), ("Tag:executives", "Executives")]
)
def test_the_policy_that_the_snapshot_shows_counts_where_no_pool_tells(identity: str, counts: str) -> None:
    policies = [{"Identity": name, "EnableDelegation": True} for name in ("Global", "Site:Redmond", "Tag:Executives")]
    user = {"SipAddress": "sip:boss@contoso.com", "VoicePolicy": None, "HostingProvider": "SRV:"}
    effective = {"SipAddress": "sip:boss@contoso.com", "VoicePolicy": identity, "LocationProfile": "Global"}
    rows = {"policies": policies, "users": user, "effective": effective}
    state = lint_text(
        "delegint: 1\nrecipients: {boss@contoso.com: {home: on_premises}}\n",
        exports={f"onprem/{name}.json": json.dumps(listed) for name, listed in rows.items()},
    ).state
    assert state is not None
    found = effective_policy(state.recipients[0], VOICE_POLICY, state)
    assert not isinstance(found, Unknown)
    assert str(found.policy) == counts
