"""Get-MailboxFolderPermission: the folder, the trustee in all its forms, roles and sharing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.snapshot.exchange.tenants import ALICE, ALICE_GUID, BOB, BOB_GUID, LEGACY, codes, granted, read, read_rows
from tests.snapshot.observing import covered, table

ENTRY = {
    "Identity": "alice:\\Kalender",
    "FolderName": "Kalender",
    "User": "Bob Example",
    "AccessRights": ["Editor"],
    "SharingPermissionFlags": None,
}
EDITOR = [("folders", ALICE, BOB, "Editor")]


def user(**members: Any) -> dict[str, Any]:
    """A MailboxFolderUserId."""
    return {"User": {"UserType": {"Value": "Internal"}, "DisplayName": "Somebody", **members}}


@pytest.mark.parametrize(
    "columns",
    [
        {},
        user(RecipientPrincipal={"Guid": {"Guid": BOB_GUID}, "PrimarySmtpAddress": BOB}),
        user(RecipientPrincipal={"Guid": None, "PrimarySmtpAddress": {"Local": "bob", "Address": BOB}}),
        user(RecipientPrincipal=LEGACY + "bob"),
        user(ADRecipient={"Guid": BOB_GUID, "LegacyExchangeDN": LEGACY + "bob"}, RecipientPrincipal=None),
        user(ADRecipient="contoso.com/Users/Bob Example"),
        user(UserPrincipalName=BOB),
        user(UserType=2, UserPrincipalName=BOB),
        user(DisplayName=None, ToString="Bob Example"),
        {"User": {"value": "Bob Example"}},
    ],
)
def test_the_trustee_in_every_form(columns: dict[str, Any], tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ENTRY, **columns})
    assert granted(observed) == EDITOR
    assert codes(observed) == []


def test_a_display_name_alone_is_weak_evidence(tmp_path: Path) -> None:
    sure = user(RecipientPrincipal={"Guid": BOB_GUID})
    observed = read_rows(tmp_path, {**ENTRY, "User": "Bob Example"}, {**ENTRY, **sure, "FolderName": "A"})
    assert [right.weak for right in observed.all_rights()][1:] == [False]


@pytest.mark.parametrize(
    ("columns", "written"),
    [
        ({"User": "Default"}, "Default"),
        ({"User": "Standard"}, "Default"),
        ({"User": "Par défaut"}, "Default"),
        ({"User": "Anonym"}, "Anonymous"),
        (user(UserType={"Value": "Default"}, DisplayName="Predefinito"), "Default"),
        (user(UserType=1, DisplayName="Anonimo"), "Anonymous"),
        (user(UserType="Anonymous", DisplayName="?"), "Anonymous"),
        ({"User": "Predefinito", "UserType": "Default"}, "Default"),
    ],
)
def test_default_and_anonymous_in_every_language(columns: dict[str, Any], written: str, tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ENTRY, **columns})
    assert [right.written for right in observed.all_rights()] == [written]


def test_a_person_who_is_called_standard_is_a_person(tmp_path: Path) -> None:
    named = user(DisplayName="Standard", RecipientPrincipal={"Guid": BOB_GUID})
    assert granted(read_rows(tmp_path, {**ENTRY, **named})) == EDITOR


@pytest.mark.parametrize(
    ("rights", "words"),
    [
        (["Editor"], ("Editor",)),
        ([1147], ("Editor",)),
        ("{Reviewer}", ("Reviewer",)),
        (["ReadItems", "FolderVisible"], ("Reviewer",)),
        (["CreateItems", "FolderVisible", "EditOwnedItems"], ("EditOwnedItems", "CreateItems", "FolderVisible")),
        ([], ("None",)),
        (None, ("None",)),
        (["None"], ("None",)),
        ([2048], ("AvailabilityOnly",)),
    ],
)
def test_roles_and_single_rights(rights: object, words: tuple[str, ...], tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ENTRY, "AccessRights": rights})
    [(kind, owner, trustee, *found)] = granted(observed)
    assert (kind, owner, trustee, sorted(found)) == ("folders", ALICE, BOB, sorted(words))
    assert covered(observed) == {"folders/on_premises/calendar": [ALICE]}


@pytest.mark.parametrize(
    ("columns", "folder"),
    [
        ({"FolderType": "Calendar"}, "Calendar"),
        ({}, "Calendar"),
        ({"Identity": "alice:\\Kalender\\Team", "FolderName": "Team"}, "Kalender/Team"),
        ({"Identity": "alice:\\Kalender\\Team", "FolderName": "Team", "FolderType": "User Created"}, "Kalender/Team"),
        ({"Identity": "alice:\\A\uf8ffB", "FolderName": "A/B"}, "A/B"),
        ({"Identity": f"{ALICE_GUID}:\\Calendar", "FolderName": "Calendar"}, "Calendar"),
        ({"Identity": "x", "Mailbox": ALICE}, "Calendar"),
    ],
)
def test_the_folder_is_told_by_its_type_or_its_path(columns: dict[str, str], folder: str, tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ENTRY, **columns})
    assert [(observed.name_of(right.owner), right.folder) for right in observed.all_rights()] == [(ALICE, folder)]


@pytest.mark.parametrize(
    ("sharing", "words"),
    [
        (None, ()),
        ("None", ()),
        ("Delegate", ("Delegate",)),
        (["Delegate", "CanViewPrivateItems"], ("Delegate", "CanViewPrivateItems")),
        ("Delegate, CanViewPrivateItems", ("Delegate", "CanViewPrivateItems")),
    ],
)
def test_sharing_tells_delegates_from_editors(sharing: object, words: tuple[str, ...], tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ENTRY, "SharingPermissionFlags": sharing})
    assert granted(observed) == [("folders", ALICE, BOB, "Editor", *words)]


@pytest.mark.parametrize(
    "columns",
    [
        {"User": "Microsoft.Exchange.Management.StoreTasks.MailboxFolderUserId"},
        {"User": "@{UserType=Internal; DisplayName=Bob}"},
        {"AccessRights": "Microsoft.Exchange.Management.StoreTasks.MailboxFolderAccessRight[]"},
    ],
)
def test_what_is_lost_is_no_right_and_covers_nobody(columns: dict[str, str], tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ENTRY, **columns})
    assert granted(observed) == []
    assert covered(observed) == {}
    assert codes(observed) == [("SNP002", 1)]
    assert list(observed.failed) == ["folders/on_premises"]


@pytest.mark.parametrize("written", ["NT:S-1-5-21-1-2-3-1177", "NT USER:S-1-5-21-1-2-3-1177", None])
def test_who_is_gone_is_an_orphan(written: str | None, tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ENTRY, "User": written})
    assert [right.orphan for right in observed.all_rights()] == [True]


def test_somebody_of_another_organization_is_nobody_here(tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ENTRY, **user(UserType=3, DisplayName="ExchangePublishedUser.bob@contoso.com")})
    assert [(right.trustee, right.orphan) for right in observed.all_rights()] == [(-1, False)]


def test_the_collectors_record_as_an_array(tmp_path: Path) -> None:
    record = (
        f'[{{"k":"folder-permission","on":"{ALICE_GUID}","folder":"Calendar","path":"/Kalender","user":"Bob",'
        f'"userType":"Internal","guid":"{BOB_GUID}","upn":"","smtp":"","legacyDn":"","rights":["Editor"],'
        '"sharing":["Delegate"]}]'
    )
    observed = read(tmp_path, {"export.json": record})
    assert granted(observed) == [("folders", ALICE, BOB, "Editor", "Delegate")]
    assert covered(observed) == {"folders/on_premises/calendar": [ALICE]}


def test_a_csv_with_a_column_of_guids(tmp_path: Path) -> None:
    rows = table(("MailboxGuid", "FolderType", "User", "Guid", "AccessRights"),
                 (ALICE_GUID, "Calendar", "Bob", BOB_GUID, "Editor"))  # fmt: skip
    assert granted(read(tmp_path, {"export.csv": rows}, "exo")) == EDITOR
