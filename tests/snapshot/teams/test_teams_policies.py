"""Get-CsTeamsCallingPolicy, Get-CsTeamsMeetingPolicy, and what else the tenant says of policies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from delegint.api import Unknown, effective_policy
from delegint_teams.policies import CALLING_POLICY
from tests.linting import lint_text
from tests.snapshot.lync.exports import NAMESPACE, OBJECT, clixml, notes_in, read, utf_16

KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "Get-CsTeamsCallingPolicy": (
        "teams_calling_policies",
        {
            "AllowDelegation": False,
            "AllowPrivateCalling": True,
            "BusyOnBusyEnabledType": "Disabled",
            "Description": None,
        },
    ),
    "Get-CsTeamsMeetingPolicy": (
        "teams_meeting_policies",
        {"AllowOutlookAddIn": True, "AllowIPAudio": True, "AllowMeetNow": False, "AutoAdmittedUsers": "Everyone"},
    ),
}
CARRIERS = ("collector", "json of 5.1", "json of 7", "json lines", "csv", "clixml")
IDENTITIES = {"Global": "Global", "Tag:NoDelegation": "NoDelegation"}


def _exported(cmdlet: str, carrier: str, settings: dict[str, Any]) -> tuple[str, str | bytes]:
    rows = [{"Identity": identity, **settings, "Unheard": "of"} for identity in IDENTITIES]
    if carrier == "collector":
        lines = [
            {"k": "cs-online-policy", "cmdlet": cmdlet, "identity": identity, "settings": settings}
            for identity in IDENTITIES
        ]
        return "cs-online-policy.jsonl", "".join(f"{json.dumps(line, separators=(',', ':'))}\n" for line in lines)
    if carrier == "json of 5.1":
        return "policies.json", utf_16(json.dumps(rows, indent=4))
    if carrier == "json of 7":
        return "policies.json", json.dumps(rows)
    if carrier == "json lines":
        return "policies.jsonl", "".join(f"{json.dumps(row)}\n" for row in rows)
    if carrier == "csv":
        cells = [",".join("" if value is None else f'"{value}"' for value in row.values()) for row in rows]
        return "policies.csv", "\r\n".join([",".join(f'"{name}"' for name in rows[0]), *cells, ""])
    objects = "".join(f"<Obj RefId='{number}'><MS>{_members(row)}</MS></Obj>" for number, row in enumerate(rows))
    return "policies.xml", f'<Objs Version="1.1.0.1" xmlns="{NAMESPACE}">{objects}</Objs>'


def _members(row: dict[str, Any]) -> str:
    written = {name: ("Nil", "") if value is None else _tagged(value) for name, value in row.items()}
    return "".join(f'<{tag} N="{name}">{text}</{tag}>' for name, (tag, text) in written.items())


def _tagged(value: bool | str) -> tuple[str, str]:
    return ("B", str(value).lower()) if isinstance(value, bool) else ("S", value)


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("cmdlet", KINDS)
def test_every_kind_of_policy_in_every_carrier(cmdlet: str, carrier: str, tmp_path: Path) -> None:
    section, settings = KINDS[cmdlet]
    name, content = _exported(cmdlet, carrier, settings)
    observed = read(tmp_path, {f"exo/{name}": content})
    assert observed.environment().plain() == {section: dict.fromkeys(IDENTITIES.values(), settings)}
    assert notes_in(observed) == []
    expected = "Get-CsTeams*Policy" if carrier == "collector" else cmdlet
    assert [(file.cmdlet, file.side) for file in observed.files] == [(expected, "online")]


def test_meeting_policies_with_all_their_settings_are_no_conferencing_policies(tmp_path: Path) -> None:
    row = {
        "Identity": "Global", "AllowIPAudio": True, "AllowIPVideo": True, "AllowAnnotations": None,
        "AllowSharedNotes": True, "AllowAnonymousUsersToDialOut": False, "AllowPrivateMeetingScheduling": True,
    }  # fmt: skip
    observed = read(tmp_path, {"policies.json": json.dumps([row])})
    assert [file.cmdlet for file in observed.files] == ["Get-CsTeamsMeetingPolicy"]


@pytest.mark.parametrize("cmdlet", ["Get-CsTeamsMessagingPolicy", "Get-CsClientPolicy", "TeamsCallingPolicy", None])
def test_collected_policies_without_a_section_are_passed_over(cmdlet: str | None, tmp_path: Path) -> None:
    line = {"k": "cs-online-policy", "cmdlet": cmdlet, "identity": "Global", "settings": {"AllowDelegation": True}}
    observed = read(tmp_path, {"exo/cs-online-policy.json": json.dumps([line])})
    assert observed.environment().plain() == {}
    assert notes_in(observed) == []


# -- groups -----------------------------------------------------------------------------------------------------------

GROUPS = [
    {"GroupId": OBJECT, "PolicyType": "TeamsMeetingBroadcastPolicy", "PolicyName": "Live", "Rank": 1},
    {"GroupId": OBJECT, "PolicyType": "TeamsCallingPolicy", "PolicyName": "NoDelegation", "Rank": 2},
    {"GroupId": OBJECT, "PolicyType": "teamsmeetingpolicy", "PolicyName": "Kiosk", "Rank": 7},
]
ENTRIES = [
    {"group": OBJECT, "policy_type": "TeamsCallingPolicy", "policy_name": "NoDelegation", "rank": 2},
    {"group": OBJECT, "policy_type": "teamsmeetingpolicy", "policy_name": "Kiosk", "rank": 7},
]
GROUP_FORMS: dict[str, tuple[str, str | bytes]] = {
    "json of 5.1": ("groups.json", utf_16(json.dumps(GROUPS, indent=4))),
    "json of 7": ("groups.json", json.dumps(GROUPS)),
    "csv": (
        "groups.csv",
        '"GroupId","PolicyType","PolicyName","Rank"\r\n'
        + "".join(",".join(f'"{value}"' for value in row.values()) + "\r\n" for row in GROUPS),
    ),
    "clixml": (
        "groups.xml",
        f'<Objs Version="1.1.0.1" xmlns="{NAMESPACE}">'
        + "".join(
            f'<Obj RefId="{row["Rank"]}"><Props><I32 N="Rank">{row["Rank"]}</I32>'
            + "".join(f'<S N="{name}">{value}</S>' for name, value in row.items() if name != "Rank")
            + "</Props></Obj>"
            for row in GROUPS
        )
        + "</Objs>",
    ),
}


@pytest.mark.parametrize("form", GROUP_FORMS)
def test_every_form_of_the_policies_of_groups_says_the_same(form: str, tmp_path: Path) -> None:
    name, content = GROUP_FORMS[form]
    observed = read(tmp_path, {f"exo/{name}": content})
    assert observed.environment().plain() == {"teams": {"group_policy_assignments": ENTRIES}}
    assert [(file.cmdlet, file.side) for file in observed.files] == [("Get-CsGroupPolicyAssignment", "online")]
    assert notes_in(observed) == []


def test_where_groups_have_other_policies_only_they_are_known_to_have_none_of_these(tmp_path: Path) -> None:
    observed = read(tmp_path, {"exo/groups.json": json.dumps(GROUPS[:1])})
    assert observed.environment().plain() == {"teams": {"group_policy_assignments": []}}


# -- the mode of the tenant -------------------------------------------------------------------------------------------

MODES = [
    {"Identity": "Tag:UpgradeToTeams", "Description": "x", "Mode": "TeamsOnly", "NotifySfbUsers": False},
    {"Identity": "Global", "Description": "x", "Mode": "Islands", "NotifySfbUsers": False},
]
MODE_FORMS: dict[str, tuple[str, str | bytes]] = {
    "json of 5.1": ("modes.json", utf_16(json.dumps(MODES, indent=4))),
    "json of 7": ("modes.json", json.dumps(MODES)),
    "csv": ("modes.csv", '"Identity","Mode","NotifySfbUsers"\r\n"Global","Islands","False"\r\n'),
    "clixml": (
        "modes.xml",
        clixml('<S N="Identity">Global</S><S N="Mode">Islands</S><B N="NotifySfbUsers">false</B>'),
    ),
}


@pytest.mark.parametrize("form", MODE_FORMS)
def test_the_mode_of_the_tenant_is_that_of_the_global_policy(form: str, tmp_path: Path) -> None:
    name, content = MODE_FORMS[form]
    observed = read(tmp_path, {f"exo/{name}": content})
    assert observed.environment().plain() == {"teams": {"upgrade_default": "Islands"}}
    assert [(file.cmdlet, file.side) for file in observed.files] == [("Get-CsTeamsUpgradePolicy", "online")]
    assert notes_in(observed) == []


@pytest.mark.parametrize("row", [MODES[0], MODES[1] | {"Mode": None}, MODES[1] | {"Mode": "@{x=y}"}])
def test_no_mode_of_the_tenant(row: dict[str, Any], tmp_path: Path) -> None:
    assert read(tmp_path, {"exo/modes.json": json.dumps([row])}).environment().plain() == {}


def test_on_premises_the_policy_has_no_mode(tmp_path: Path) -> None:
    row = {"Identity": "Global", "Description": "Notifications are disabled", "NotifySfbUsers": False}
    assert [file.cmdlet for file in read(tmp_path, {"onprem/modes.json": json.dumps([row])}).files] == [""]


# -- which policy counts ----------------------------------------------------------------------------------------------

STATE = """\
delegint: 1
recipients:
  boss@contoso.com: {home: online}
"""
PERSON: dict[str, Any] = {"UserPrincipalName": "boss@contoso.com", "TeamsCallingPolicy": None}
POLICIES = [{"Identity": "Global", "AllowDelegation": True}, {"Identity": "Tag:NoDelegation", "AllowDelegation": False}]
IN_EFFECT = {"PolicyType": "TeamsCallingPolicy", "PolicyAssignment": {"DisplayName": "NoDelegation"}}


def _counts(more: str = "", **rows: object) -> str | tuple[str, str]:
    exports = {f"exo/{name}.json": json.dumps(listed) for name, listed in rows.items()}
    state = lint_text(STATE + more, exports=exports).state
    assert state is not None
    found = effective_policy(state.recipients[0], CALLING_POLICY, state)
    return (found.fact, found.subject) if isinstance(found, Unknown) else str(found.policy)


def test_without_the_policies_of_groups_nobody_knows_which_policy_counts() -> None:
    assert _counts(users=PERSON, policies=POLICIES) == ("group_policy_assignments", "teams")


def test_the_object_id_of_a_group_does_not_tell_its_members() -> None:
    assert _counts(users=PERSON, policies=POLICIES, groups=GROUPS) == ("members", OBJECT)


def test_a_group_whose_recipient_is_known_is_found_by_its_object_id() -> None:
    group = {
        "RecipientTypeDetails": "MailUniversalSecurityGroup", "PrimarySmtpAddress": "board@contoso.com",
        "ExternalDirectoryObjectId": OBJECT, "Guid": "00000000-0000-0000-0000-0000000000aa",
    }  # fmt: skip
    members = "  board@contoso.com: {members: [boss@contoso.com], type: MailUniversalSecurityGroup}\n"
    exports = {"users": PERSON, "policies": POLICIES, "groups": GROUPS, "recipients": group}
    assert _counts(members, **exports) == "NoDelegation"
    assert _counts(members, **{**exports, "groups": [GROUPS[1] | {"GroupId": OBJECT.upper()}]}) == "NoDelegation"


def test_where_no_group_has_a_calling_policy_the_global_one_counts() -> None:
    assert _counts(users=PERSON, policies=POLICIES, groups=GROUPS[:1]) == "Global"


def test_the_policy_in_effect_counts_whatever_group_it_comes_from() -> None:
    user = PERSON | {"EffectivePolicyAssignments": [IN_EFFECT]}
    assert _counts(users=user, policies=POLICIES, groups=GROUPS) == "NoDelegation"
