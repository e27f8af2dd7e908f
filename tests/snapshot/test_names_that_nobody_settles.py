"""Trustees behind whom somebody stands, and the snapshot does not tell who: neither missing nor undeclared."""

from __future__ import annotations

import json

import pytest

from tests.linting import found_in, lint_text

STATE = """\
delegint: 1
management: exclusive
recipients:
  info@contoso.com: {type: SharedMailbox, home: on_premises}
  ann@contoso.com: {home: on_premises}
delegations:
  info@contoso.com:
    full_access: [ann@contoso.com]
"""
PEOPLE = [
    {"Identity": "corp.contoso.com/Users/Info", "SamAccountName": "info", "PrimarySmtpAddress": "info@contoso.com",
     "RecipientTypeDetails": "SharedMailbox", "DistinguishedName": "CN=Info,CN=Users,DC=corp,DC=contoso,DC=com"},
    {"Identity": "corp.contoso.com/Users/Ann", "SamAccountName": "ann", "PrimarySmtpAddress": "ann@contoso.com",
     "RecipientTypeDetails": "UserMailbox", "DistinguishedName": "CN=Ann,CN=Users,DC=corp,DC=contoso,DC=com"},
    {"Identity": "emea.contoso.com/Users/Bob", "SamAccountName": "bob", "PrimarySmtpAddress": "bob@contoso.com",
     "RecipientTypeDetails": "UserMailbox", "DistinguishedName": "CN=Bob,CN=Users,DC=emea,DC=contoso,DC=com"},
]  # fmt: skip


def row(user: str) -> dict[str, object]:
    return {
        "Identity": "corp.contoso.com/Users/Info",
        "User": user,
        "AccessRights": ["FullAccess"],
        "Deny": False,
        "IsInherited": False,
    }


def exports(*users: str) -> dict[str, str]:
    return {
        "onprem/people.json": json.dumps(PEOPLE),
        "onprem/rights.json": json.dumps([row(user) for user in ("NT AUTHORITY\\SELF", *users)]),
    }


def test_an_account_of_an_unknown_domain_is_neither_missing_nor_undeclared() -> None:
    report = lint_text(STATE, exports=exports("CONTOSO\\ann"), select=["DRF", "SNP"])
    said = [(result.rule.code, result.finding.message, result.finding.fix) for result in report.results]
    assert said == [
        (
            "SNP006",
            "Nothing tells which domain CONTOSO stands for, so that CONTOSO\\ann cannot be told",
            "Say which in the state, by its DNS name: snapshot: {netbios: {CONTOSO: corp.contoso.com}}",
        )
    ]
    assert [gap.fact for gap in report.gaps] == ["the person called CONTOSO\\ann"]


def test_the_state_settles_the_domain() -> None:
    settled = STATE + "snapshot: {netbios: {CONTOSO: corp.contoso.com}}\n"
    report = lint_text(settled, exports=exports("CONTOSO\\ann"), select=["DRF", "SNP"])
    assert (found_in(report), report.gaps) == ([], [])


def test_near_miss_an_account_that_nobody_has_is_undeclared() -> None:
    report = lint_text(STATE, exports=exports("CONTOSO\\svc-backup"), select=["DRF004", "DRF005"])
    assert {expected.code for expected in found_in(report)} == {"DRF004", "DRF005"}


def test_a_name_that_lost_letters_is_nobody_s() -> None:
    report = lint_text(STATE, exports=exports("CONTOSO\\M?ller"), select=["DRF"])
    assert found_in(report) == []


@pytest.mark.parametrize("written", ["CONTOSO\\Domain Admins", "S-1-5-21-1-2-3-512"])
def test_full_control_of_administrators_is_no_send_as(written: str) -> None:
    entry = {**row(written), "AccessRights": ["GenericAll"], "ExtendedRights": None}
    files = {**exports(), "onprem/ad.json": json.dumps([entry])}
    report = lint_text(STATE.replace("ann@contoso.com]", "bob@contoso.com]"), exports=files, select=["DRF004"])
    assert found_in(report) == []


def test_near_miss_full_control_of_a_person_is_send_as() -> None:
    entry = {**row("bob@contoso.com"), "AccessRights": ["GenericAll"], "ExtendedRights": None}
    files = {**exports(), "onprem/ad.json": json.dumps([entry])}
    report = lint_text(STATE, exports=files, select=["DRF004"])
    assert [result.finding.message for result in report.results] == [
        "bob@contoso.com has Send As (SendAs, GenericAll) on info@contoso.com on-premises, which nobody has declared"
    ]
    assert "-AccessRights GenericAll" in str(report.results[0].finding.fix)


def test_a_slash_and_a_dot_in_a_name_make_no_domain() -> None:
    room = {
        "Identity": {"DistinguishedName": "CN=Room 1. OG / Sued,CN=Users,DC=corp,DC=contoso,DC=com"},
        "SamAccountName": "room",
        "PrimarySmtpAddress": "room@contoso.com",
        "RecipientTypeDetails": "RoomMailbox",
    }
    files = {**exports("CORP\\ann"), "onprem/people.json": json.dumps([*PEOPLE[:2], room])}
    report = lint_text(STATE, exports=files, select=["DRF004", "DRF005"])
    assert found_in(report) == []
