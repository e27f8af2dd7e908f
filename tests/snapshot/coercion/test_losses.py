"""What an export has lost is counted and told once for each property, with the command that keeps it."""

from __future__ import annotations

import pytest

from delegint.snapshot.losses import DEPTH, JOINED, REWRITTEN, TYPE_NAME, Losses, LostValueError
from delegint.snapshot.values import Remark

AGAIN = "Export it again with the script that `delegint collector` prints"


def test_nothing_lost_is_nothing_to_tell() -> None:
    assert Losses("Get-Mailbox").remarks() == []


def test_a_property_that_is_lost_throughout() -> None:
    losses = Losses("Get-Mailbox")
    for line in range(3, 415):
        losses.note("GrantSendOnBehalfTo", line, LostValueError("System.String[]", TYPE_NAME))
    assert losses.remarks() == [
        Remark(
            3,
            "Get-Mailbox wrote GrantSendOnBehalfTo as System.String[] in 412 records, so its values are lost",
            f"{AGAIN}, or with: Get-Mailbox -ResultSize Unlimited | Select-Object -Property *, "
            "@{Name='GrantSendOnBehalfTo'; Expression={@($_.GrantSendOnBehalfTo | ForEach-Object { \"$_\" })}} "
            "-ExcludeProperty GrantSendOnBehalfTo | ConvertTo-Json -Depth 6 | "
            "Set-Content -Encoding UTF8 Get-Mailbox.json",
        )
    ]


def test_a_property_that_is_lost_in_several_ways_is_told_once() -> None:
    losses = Losses("Get-Mailbox")
    losses.note("EmailAddresses", 9, LostValueError("SMTP:a@x FOO b", JOINED))
    for line in range(2, 1236):
        losses.note("EmailAddresses", line, LostValueError("System.Object[]", TYPE_NAME))
    (remark,) = losses.remarks()
    assert remark.line == 2
    assert remark.message == (
        "Get-Mailbox wrote EmailAddresses as SMTP:a@x FOO b, which cannot be taken apart surely, in 1 record and as "
        "System.Object[] in 1,234 records, so its values are lost"
    )


def test_one_value_is_one_value() -> None:
    losses = Losses("Get-Thing")
    losses.note("Settings", 5, LostValueError("@{inbound=True; outbound=True}", DEPTH))
    (remark,) = losses.remarks()
    assert remark.message == (
        "Get-Thing wrote Settings as @{inbound=True; outbound=True}, which is what ConvertTo-Json writes beyond its "
        "depth, in 1 record, so its value is lost"
    )
    assert "with: Get-Thing | Select-Object -Property *, " in remark.fix


def test_what_a_spreadsheet_rewrote_is_to_be_given_as_it_was() -> None:
    losses = Losses("Get-ADUser")
    losses.note("msExchRecipientDisplayType", 2, LostValueError("-1,07E+09", REWRITTEN))
    (remark,) = losses.remarks()
    assert remark.message == (
        "Get-ADUser wrote msExchRecipientDisplayType as -1,07E+09, which is a number that a spreadsheet has rewritten, "
        "in 1 record, so its value is lost"
    )
    assert remark.fix.startswith(
        "Give delegint the file as PowerShell wrote it, not saved by a spreadsheet. Export it again"
    )
    assert "Get-ADUser -Filter * -Properties * | Select-Object" in remark.fix


def test_remarks_come_in_the_order_of_the_lines() -> None:
    losses = Losses("Get-Mailbox")
    losses.note("B", 7, LostValueError("System.Object[]", TYPE_NAME))
    losses.note("A", 4, LostValueError("System.Object[]", TYPE_NAME))
    assert [remark.line for remark in losses.remarks()] == [4, 7]


def test_a_nested_property_needs_only_the_depth() -> None:
    losses = Losses("Get-MailboxPermission")
    losses.note("User.SecurityIdentifier", 4, LostValueError("System.Object[]", TYPE_NAME))
    assert losses.remarks()[0].fix == (
        f"{AGAIN}, or with: Get-Mailbox -ResultSize Unlimited | Get-MailboxPermission | ConvertTo-Json -Depth 6 | "
        "Set-Content -Encoding UTF8 Get-MailboxPermission.json"
    )


@pytest.mark.parametrize("cmdlet", ["Get-MailboxFolderPermission", "Get-DistributionGroupMember"])
def test_for_a_cmdlet_that_needs_more_than_a_mailbox_only_the_collector_is_told(cmdlet: str) -> None:
    losses = Losses(cmdlet)
    losses.note("User", 4, LostValueError("System.Object", TYPE_NAME))
    assert losses.remarks()[0].fix == AGAIN


def test_without_a_cmdlet_only_the_collector_is_told() -> None:
    losses = Losses("")
    losses.note("A", 4, LostValueError("System.Object[]", TYPE_NAME))
    assert losses.remarks() == [
        Remark(4, "The cmdlet wrote A as System.Object[] in 1 record, so its value is lost", AGAIN)
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        (12, "12"),
        ([1, 2, 3], "a list of 3"),
        ([""] * 1500, "a list of 1,500"),
        ({"A": 1, "B": 2, "C": 3}, "an object with A, B, C"),
        ({"A": 1, "B": 2, "C": 3, "D": 4}, "an object with A, B, C, others"),
        ({"k" * 100: 1}, f"an object with {'k' * 59}…"),
        ({}, "an object without members"),
    ],
)
def test_what_is_shown_is_short(value, shown: str) -> None:  # type: ignore[no-untyped-def]
    assert LostValueError(value, JOINED).shown == shown


def test_umlauts_that_became_question_marks() -> None:
    losses = Losses("Get-Mailbox")
    losses.doubt("DisplayName", 7, "M?ller")
    losses.doubt("Name", 5, "?zlem")
    losses.doubt("DisplayName", 9, "J?ger")
    assert losses.remarks() == [
        Remark(
            5,
            "Get-Mailbox wrote DisplayName and Name with question marks in 2 records, such as ?zlem, and nothing "
            "beyond ASCII, so letters such as ü are probably lost",
            f"{AGAIN}, or with: Get-Mailbox -ResultSize Unlimited | ConvertTo-Json -Depth 6 | "
            "Set-Content -Encoding UTF8 Get-Mailbox.json",
        )
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DisplayName", "Who is there?"),
        ("DisplayName", "? 1"),
        ("Notes", "M?ller"),
        ("DisplayName", "1?2"),
        ("DisplayName", "?"),
        ("DisplayName", "Who? Me"),
        ("DisplayName", "https://contoso.com/page?id"),
    ],
)
def test_a_question_mark_that_is_one(name: str, text: str) -> None:
    losses = Losses("Get-Mailbox")
    losses.doubt(name, 1, text)
    assert losses.remarks() == []


@pytest.mark.parametrize("text", ["M?ller", "Gro?e", "Hans ?bel", "?zg?r", "?berblick"])
def test_a_question_mark_that_was_a_letter(text: str) -> None:
    losses = Losses("Get-Mailbox")
    losses.doubt("DisplayName", 3, text)
    (remark,) = losses.remarks()
    assert (remark.line, f", such as {text}, " in remark.message) == (3, True)


def test_an_export_with_umlauts_has_lost_none() -> None:
    losses = Losses("Get-Mailbox")
    losses.doubt("DisplayName", 1, "M?ller")
    losses.beyond_ascii = True
    assert losses.remarks() == []
