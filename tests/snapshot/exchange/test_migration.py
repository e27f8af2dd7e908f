"""Get-MigrationBatch, Get-MigrationUser and the CSV files of batches."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.snapshot.exchange.tenants import codes
from tests.snapshot.observing import observe

BATCH = {
    "Identity": "Wave 1",
    "Status": "Synced",
    "MigrationType": "ExchangeRemoteMove",
    "BatchDirection": "Onboarding",
    "CompleteAfter": "2026-12-01T03:00:00Z",
    "TotalCount": 2,
}
USER = {"Identity": "Alice@contoso.com", "BatchId": "Wave 1", "Status": "Synced", "RecipientType": "Mailbox"}
PLANNED = {"name": "Wave 1", "to": "online", "date": "2026-12-01"}


def batches(folder: Path, files: dict[str, str | bytes]) -> dict[str, dict[str, Any]]:
    """The batches that the exports plan, by name."""
    found = observe(folder, files).environment().get("migration_batches")
    shown = {}
    for name, node in found.entries() if found is not None else ():
        shown[name] = {
            key: [item.value for item in child.items()] if key == "members" else child.value
            for key, child in node.entries()
        }
    return shown


def of_rows(folder: Path, *rows: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The same of one JSON export."""
    return batches(folder, {"exo/export.json": json.dumps(rows)})


def test_a_batch(tmp_path: Path) -> None:
    assert of_rows(tmp_path, BATCH) == {"wave 1": PLANNED}


@pytest.mark.parametrize(
    ("columns", "changes"),
    [
        ({"Status": {"Value": "Synced"}}, {}),
        ({"Status": {"value": 7, "Value": "Synced"}}, {}),
        ({"Status": {"Value": "Completed"}}, {"void": True}),
        ({"Status": "CompletedWithErrors"}, {"void": True}),
        ({"Status": 7}, {"void": True}),
        ({"Status": 7, "State": "Waiting"}, {}),
        ({"Status": None}, {"void": True}),
        ({"BatchDirection": "Local"}, {"void": True, "to": None}),
        ({"BatchDirection": "Offboarding"}, {"to": "on_premises"}),
        ({"BatchDirection": 1}, {"to": None}),
        ({"BatchDirection": 1, "TargetDeliveryDomain": "contoso.mail.onmicrosoft.com"}, {}),
        ({"BatchDirection": None, "TargetDeliveryDomain": "contoso.com"}, {"to": None}),
        ({"CompleteAfter": None}, {"date": None}),
        ({"CompleteAfter": "9999-12-31T23:59:59Z"}, {"date": None}),
        ({"CompleteAfter": "0001-01-01T00:00:00Z"}, {"date": None}),
        ({"CompleteAfter": "01.12.2026 03:00:00"}, {"date": None}),
        ({"CompleteAfter": None, "StartAfter": "2026-12-01T03:00:00Z"}, {"date": None}),
        ({"CompleteAfter": "\\/Date(1796094000000)\\/".replace("\\", "")}, {}),
        ({"CompleteAfter": "1.12.2026 3:00", "CompleteAfterUTC": "2026-12-01T02:00:00"}, {}),
    ],
)
def test_what_a_batch_says(columns: dict[str, Any], changes: dict[str, Any], tmp_path: Path) -> None:
    expected = {key: value for key, value in (PLANNED | changes).items() if value is not None}
    assert of_rows(tmp_path, BATCH | columns) == {"wave 1": expected}


def test_a_batch_without_a_name_is_none(tmp_path: Path) -> None:
    assert of_rows(tmp_path, BATCH | {"Identity": None}) == {}


@pytest.mark.parametrize(
    ("columns", "members"),
    [
        ({}, ["alice@contoso.com"]),
        ({"BatchId": {"Name": "Wave 1", "Id": "x"}}, ["alice@contoso.com"]),
        ({"Identity": "alice", "MailboxIdentifier": "alice@contoso.com"}, None),
        ({"Identity": None, "MailboxIdentifier": "alice@contoso.com"}, ["alice@contoso.com"]),
        ({"Identity": "x", "MailboxEmailAddress": "alice@contoso.com"}, ["alice@contoso.com"]),
        ({"Status": None}, ["alice@contoso.com"]),
        ({"Status": "Completed"}, None),
        ({"Status": 3}, None),
        ({"Identity": "alice"}, None),
    ],
)
def test_who_moves_with_a_batch(columns: dict[str, Any], members: list[str] | None, tmp_path: Path) -> None:
    expected = {} if members is None else {"wave 1": {"members": members, "name": "Wave 1"}}
    assert of_rows(tmp_path, USER | columns) == expected


@pytest.mark.parametrize(
    "content",
    [
        "EmailAddress\nAlice@contoso.com\nbob@contoso.com\n",
        "EmailAddress;TargetDatabase;BadItemLimit\nalice@contoso.com;DB01;10\nbob@contoso.com;;\n",
        "UPN\nalice@contoso.com\nbob@contoso.com\n",
        '"PrimarySMTPAddress"\n"alice@contoso.com"\n"bob@contoso.com"\n',
        "Identity,MailboxType\nalice@contoso.com,PrimaryOnly\nbob@contoso.com,\n",
        "alice@contoso.com\nbob@contoso.com\n",
        "EmailAddress,Department\nalice@contoso.com,Sales\nbob@contoso.com,\n",
        "EmailAddress\nalice@contoso.com\nnobody\nbob@contoso.com\n",
    ],
)
@pytest.mark.parametrize("name", ["migration/Wave 3.csv", "Wave 3.csv"])
def test_the_file_of_a_batch(content: str, name: str, tmp_path: Path) -> None:
    expected = {"wave 3": {"name": "Wave 3", "members": ["alice@contoso.com", "bob@contoso.com"]}}
    assert batches(tmp_path, {name: content}) == expected


@pytest.mark.parametrize("content", ["Identity,Status\nalice@contoso.com,1\n", "UPN,Department\na@contoso.com,x\n"])
def test_a_file_with_columns_of_its_own_is_not_taken_for_a_batch(content: str, tmp_path: Path) -> None:
    observed = observe(tmp_path, {"x.csv": content})
    assert observed.settings == []
    assert codes(observed) == [("SNP003", 2)]


def test_a_file_with_passwords_is_refused(tmp_path: Path) -> None:
    observed = observe(tmp_path, {"x.csv": "EmailAddress,UserName,Password\na@contoso.com,a,secret\n"})
    assert observed.settings == []
    assert codes(observed) == [("SNP001", 1)]
    assert all("secret" not in note.message for note in observed.notes)


def test_the_collectors_records(tmp_path: Path) -> None:
    batch = (
        '{"k":"migration-batch","name":"Wave 1","status":"Synced","type":"ExchangeRemoteMove","startAfter":null,'
        '"completeAfter":"2026-12-01T03:00:00Z","direction":"Onboarding","total":1}\n'
    )
    user = '{"k":"migration-user","batch":"Wave 1","address":"alice@contoso.com","guid":"","status":"Synced"}\n'
    expected = {"wave 1": PLANNED | {"members": ["alice@contoso.com"]}}
    assert batches(tmp_path, {"exo/a.jsonl": batch, "exo/b.jsonl": user}) == expected
