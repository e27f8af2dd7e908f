"""Get-DistributionGroupMember and Get-CalendarProcessing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from delegint.model.observed import Observed
from tests.snapshot.exchange.tenants import (
    ALICE,
    ALICE_GUID,
    BOB,
    BOB_GUID,
    LEGACY,
    ROOM,
    ROOM_GUID,
    codes,
    granted,
    read,
    read_rows,
    recognized,
)
from tests.snapshot.observing import covered, people, table

CALENDAR = {"Identity": "Room 1", "AutomateProcessing": "AutoAccept", "ResourceDelegates": ["Alice Example"]}
DELEGATED = [("resource_delegates", ROOM, ALICE)]


@pytest.mark.parametrize("side", ["onprem", "exo"])
@pytest.mark.parametrize(
    "delegates",
    [
        ["Alice Example"],
        [ALICE_GUID],
        ALICE_GUID,
        [LEGACY + "alice"],
        LEGACY + "alice",
        ["contoso.com/Users/Alice Example"],
        {"value": ["alice"], "Count": 1},
        [{"DistinguishedName": "CN=Alice Example,CN=Users,DC=contoso,DC=com", "Name": "Alice"}],
        [ALICE],
    ],
)
def test_the_delegates_of_a_room_in_every_form(delegates: object, side: str, tmp_path: Path) -> None:
    if (side == "exo" and "contoso.com/" in str(delegates)) or "DC=" in str(delegates):
        side = "onprem"  # forms that only servers have
    observed = read_rows(tmp_path, CALENDAR | {"ResourceDelegates": delegates}, side=side)
    assert granted(observed) == DELEGATED
    assert codes(observed) == []


def settings(observed: Observed) -> dict[str, object]:
    """The booking settings of the room."""
    found = people(observed)[ROOM]
    prefix = "calendar_processing."
    return {key.removeprefix(prefix): value for key, value in found.items() if key.startswith(prefix)}


@pytest.mark.parametrize("side", ["onprem", "exo"])
def test_the_settings_of_a_room(side: str, tmp_path: Path) -> None:
    row = CALENDAR | {
        "AllBookInPolicy": False, "AllRequestInPolicy": "True", "RemovePrivateProperty": None,
        "BookInPolicy": [ALICE, "nobody@fabrikam.com"], "RequestInPolicy": [], "AutomateProcessing": 2,
    }  # fmt: skip
    observed = read_rows(tmp_path, row, side=side)
    assert settings(observed) == {
        "AutomateProcessing": "AutoAccept", "AllBookInPolicy": False, "AllRequestInPolicy": True,
        "BookInPolicy": [ALICE, "nobody@fabrikam.com"], "RequestInPolicy": [],
    }  # fmt: skip
    assert codes(observed) == []


def test_the_settings_of_a_mailbox_that_nobody_knows_are_nobodys(tmp_path: Path) -> None:
    observed = read_rows(tmp_path, CALENDAR | {"Identity": "Room 99", "AllBookInPolicy": False})
    assert not [key for key in observed.facts if key.startswith("calendar_processing.")]


@pytest.mark.parametrize("automate", [2, "AutoUpdate", None])
@pytest.mark.parametrize("delegates", [[], None, ""])
def test_a_room_without_delegates_was_asked(delegates: object, automate: object, tmp_path: Path) -> None:
    row = CALENDAR | {"ResourceDelegates": delegates, "AutomateProcessing": automate}
    observed = read_rows(tmp_path, row)
    assert granted(observed) == []
    assert covered(observed) == {"resource_delegates/on_premises": [ROOM]}
    assert recognized(observed) == [("Get-CalendarProcessing", "on_premises")]


@pytest.mark.parametrize("delegates", ["System.Collections.ArrayList", "Alice Example;Bob Example"])
def test_delegates_that_are_lost_are_not_none(delegates: str, tmp_path: Path) -> None:
    rows = table(("Identity", "AutomateProcessing", "ResourceDelegates"), ("Room 1", "AutoAccept", delegates))
    observed = read(tmp_path, {"export.csv": rows}, "exo")
    assert granted(observed) == []
    assert covered(observed) == {}
    assert codes(observed) == [("SNP002", 2)]
    assert list(observed.failed) == ["resource_delegates/online"]


@pytest.mark.parametrize("form", ["export.jsonl", "export.json"])
def test_the_collectors_record(form: str, tmp_path: Path) -> None:
    record = {"k": "calendar-processing", "on": ROOM_GUID, "automate": "AutoAccept", "delegates": ["Alice Example"]}
    content = json.dumps(record, separators=(",", ":"))
    observed = read(tmp_path, {form: content if form.endswith("l") else f"[{content}]"})
    assert granted(observed) == DELEGATED


GROUP = (
    '{"k":"recipient","guid":"55555555-5555-5555-5555-555555555555","primarySmtp":"team@contoso.com",'
    '"rtd":"MailUniversalSecurityGroup","name":"Team"}\n'
)
MEMBER: dict[str, Any] = {"Group": "team@contoso.com", "PrimarySmtpAddress": BOB, "RecipientTypeDetails": "UserMailbox"}


def members(folder: Path, *rows: dict[str, Any]) -> object:
    """Who is in the group."""
    observed = read(folder, {"export.json": json.dumps(rows), "groups.jsonl": GROUP})
    assert recognized(observed) == [("Get-DistributionGroupMember", "on_premises")]
    return observed.fact(observed.person("team@contoso.com"), "members")


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"Group": None, "GroupPrimarySmtpAddress": "team@contoso.com"},
        {"GroupIdentity": "Team", "Group": ""},
        {"Guid": BOB_GUID, "PrimarySmtpAddress": ""},
        {"DistinguishedName": "CN=Bob Example,CN=Users,DC=contoso,DC=com", "PrimarySmtpAddress": None},
        {"Name": "Bob Example", "PrimarySmtpAddress": None},
        {"Guid": BOB_GUID, "Name": "Somebody"},
    ],
)
def test_a_member_in_every_form(columns: dict[str, Any], tmp_path: Path) -> None:
    assert members(tmp_path, MEMBER | columns) == [BOB]


def test_a_member_whom_nobody_knows_goes_by_the_address(tmp_path: Path) -> None:
    stranger = MEMBER | {"PrimarySmtpAddress": "x@else.com", "Guid": "99999999-9999-9999-9999-999999999999"}
    assert members(tmp_path, stranger, MEMBER | {"Group": None}, MEMBER | {"PrimarySmtpAddress": None}) == [
        "x@else.com"
    ]


@pytest.mark.parametrize("form", ["export.jsonl", "export.json"])
def test_the_collectors_member(form: str, tmp_path: Path) -> None:
    record = (
        '{"k":"group-member","on":"55555555-5555-5555-5555-555555555555",'
        f'"guid":"{BOB_GUID}","smtp":"","sam":"bob","dn":"","name":"Bob"}}'
    )
    observed = read(tmp_path, {form: record + "\n" if form.endswith("l") else f"[{record}]", "groups.jsonl": GROUP})
    assert observed.fact(observed.person("team@contoso.com"), "members") == [BOB]
