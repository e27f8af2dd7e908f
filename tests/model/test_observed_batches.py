"""Batches that only an export knows: they count where the state says nothing of a migration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from delegint.engine.lint import Report
from tests.linting import found_in, lint_text
from tests.snapshot.observing import lines

STATE = """\
delegint: 1
recipients:
  invoices@contoso.com: {type: SharedMailbox, home: on_premises}
  ilse@contoso.com: {home: on_premises, aliases: [i.peeters@contoso.com]}
delegations:
  invoices@contoso.com:
    send_as: {ilse@contoso.com: {sides: [on_premises]}}
"""
MIG001, MIG006 = "7:15 MIG001 warning", "7:41 MIG006 error"


def batch(name: str = "Wave 1", **more: Any) -> dict[str, Any]:
    """A record of Get-MigrationBatch."""
    plain = {"status": "Syncing", "direction": "Onboarding", "completeAfter": "2026-12-05T08:00:00Z", "total": 1}
    return {"k": "migration-batch", "name": name, "type": "ExchangeRemoteMove", **plain, **more}


def user(address: str, name: str = "wave 1", status: str = "Synced") -> dict[str, Any]:
    """A record of Get-MigrationUser."""
    return {"k": "migration-user", "batch": name, "address": address, "guid": "", "status": status}


def linted(exports: Mapping[str, str], state: str = STATE) -> Report:
    """The report, on all that may be said of batches and of the export."""
    return lint_text(state, select=["MIG", "FMT", "SNP"], exports=exports)


def found(report: Report) -> list[str]:
    """Findings in short."""
    return [f"{expected.place} {expected.code} {expected.severity}" for expected in found_in(report)]


def batches(report: Report) -> list[tuple[str, str, str, list[str]]]:
    """Name, date, destination and members of each batch."""
    assert report.state is not None
    return [
        (batch.name, batch.date, batch.to, [str(member) for member in batch.members]) for batch in report.state.batches
    ]


def test_a_batch_of_exchange_feeds_the_rules_on_batches() -> None:
    report = linted({"exo/a.jsonl": lines(batch(), user("I.Peeters@contoso.com"))})
    assert batches(report) == [("Wave 1", "2026-12-05", "online", ["ilse@contoso.com"])]
    assert found(report) == [MIG001, MIG006]
    [parted, missing] = report.results
    assert parted.finding.message == (
        "invoices@contoso.com is in no batch, ilse@contoso.com moves with Wave 1, which cuts the Send As between them"
    )
    [place] = [
        related.place for related in parted.finding.related if related.message == "Wave 1 moves ilse@contoso.com"
    ]
    assert str(place).endswith("/export/exo/a.jsonl:1:1")
    assert missing.finding.message == (
        "ilse@contoso.com sends as invoices@contoso.com from Exchange Online, where this Send As is not applied"
    )
    assert [str(window) for window in missing.when] == ["after Wave 1"]


def test_a_csv_says_who_moves_and_not_where_to_so_nothing_is_guessed() -> None:
    report = linted({"migration/wave-2.csv": "EmailAddress,BadItemLimit\nilse@contoso.com,10\n"})
    assert batches(report) == [("wave-2", "", "", ["ilse@contoso.com"])]
    assert found(report) == [MIG001]
    [result] = report.results
    assert str(result.finding.related[0].place).endswith("/export/migration/wave-2.csv:2:1")
    assert report.state is not None
    member = report.state.batches[0].members[0]
    after = report.state.at(report.state.points[1])
    assert after.home_at(member) == report.state.home_at(member) == "on_premises"


def test_a_csv_and_the_batch_of_its_name_are_one() -> None:
    report = linted(
        {
            "exo/a.jsonl": lines(batch("Wave-2"), user("ilse@contoso.com", "WAVE-2")),
            "migration/wave-2.csv": "EmailAddress\nilse@contoso.com\ninvoices@contoso.com\n",
        }
    )
    assert batches(report) == [("Wave-2", "2026-12-05", "online", ["ilse@contoso.com", "invoices@contoso.com"])]
    assert found(report) == ["7:41 MIG006 warning"]


def test_whom_nobody_knows_is_left_out_without_a_word() -> None:
    report = linted(
        {
            "exo/a.jsonl": lines(
                batch(), user("gone@contoso.com"), user("no address"), user(""), user("ilse@contoso.com")
            )
        }
    )
    assert batches(report) == [("Wave 1", "2026-12-05", "online", ["ilse@contoso.com"])]
    assert found(report) == [MIG001, MIG006]


@pytest.mark.parametrize("migration", ["migration: {batches: []}\n", "migration: {}\n"])
def test_a_state_that_speaks_of_a_migration_is_the_only_plan(migration: str) -> None:
    report = linted({"exo/a.jsonl": lines(batch(), user("ilse@contoso.com"))}, STATE + migration)
    assert (batches(report), found(report)) == ([], [])


@pytest.mark.parametrize(
    "more",
    [{"status": "Completed"}, {"status": "COMPLETEDWITHERRORS"}, {"status": "Removing"}, {"direction": "Local"}],
)
def test_a_batch_that_has_ended_or_stays_on_its_side_parts_nobody(more: dict[str, str]) -> None:
    report = linted(
        {
            "exo/a.jsonl": lines(batch(**more), user("ilse@contoso.com")),
            "migration/Wave 1.csv": "EmailAddress\nilse@contoso.com\n",
        }
    )
    assert (batches(report), found(report)) == ([], [])


def test_a_user_who_has_moved_is_no_longer_a_member() -> None:
    report = linted({"exo/a.jsonl": lines(batch(), user("ilse@contoso.com", status="Completed"))})
    assert (batches(report), found(report)) == ([("Wave 1", "2026-12-05", "online", [])], [])


def test_a_batch_that_only_its_users_name() -> None:
    report = linted(
        {"exo/a.jsonl": lines(user("ilse@contoso.com", "Night Move"), user("invoices@contoso.com", "night move"))}
    )
    assert batches(report) == [("Night Move", "", "", ["ilse@contoso.com", "invoices@contoso.com"])]
    assert found(report) == []


def test_the_order_of_batches_is_that_of_their_dates() -> None:
    report = linted(
        {
            "exo/a.jsonl": lines(
                batch("later", completeAfter="2026-12-20T00:00:00Z"),
                batch("some day", completeAfter=""),
                batch("sooner", completeAfter="2026-12-01T22:00:00Z"),
                batch("back", direction="Offboarding", completeAfter="2027-01-01T00:00:00Z"),
            )
        }
    )
    assert [found_batch[:3] for found_batch in batches(report)] == [
        ("sooner", "2026-12-01", "online"),
        ("later", "2026-12-20", "online"),
        ("back", "2027-01-01", "on_premises"),
        ("some day", "", "online"),
    ]


def test_a_batch_without_anybody_and_an_export_without_batches() -> None:
    assert batches(linted({"exo/a.jsonl": lines(batch())})) == [("Wave 1", "2026-12-05", "online", [])]
    assert batches(linted({"exo/a.jsonl": lines({"k": "accepted-domain", "domain": "contoso.com", "type": "x"})})) == []
