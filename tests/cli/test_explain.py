"""`delegint explain` by code, by name, and by what a user reads out to the help desk."""

from __future__ import annotations

import pytest

from tests.conftest import Run


def headings(out: str) -> list[str]:
    """The rules of a list, or the one that is explained."""
    return [line for line in out.splitlines() if line[:1].isupper() and line[:6].rstrip("0123456789") != line[:6]]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("Your request can\u2019t be completed right now.", "HYB026"),
        ("IMCEAEX-_O=CONTOSO_OU=EXCHANGE+20ADMINISTRATIVE@contoso.com", "WB004"),
        ("  your REQUEST\n can't be   completed right now ", "HYB026"),
    ],
)
def test_an_error_that_one_rule_speaks_of_explains_that_rule(run: Run, error: str, code: str) -> None:
    done = run("explain", error)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{code} ")
    assert "\nHow to fix\n----------\n" in done.out


def test_an_error_of_several_rules_lists_them_with_the_sentence(run: Run) -> None:
    done = run("explain", "550 5.7.60 SMTP; Client does not have permissions to send as this sender")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "These rules speak of it; `delegint explain CODE` tells all about one."
    at = lines.index("HYB015 send-as-missing-on-sender-side")
    assert "5.7.60" in lines[at + 1]


@pytest.mark.parametrize(
    ("error", "codes"),
    [
        ("#550 5.1.11 RESOLVER.ADR.ExRecipNotFound; not found ##", {"WB004", "WB005", "WB010"}),
        (
            "554 5.2.0 STOREDRV.Deliver.Exception:DelegateUserValidationException; Failed to process message",
            {"MIG008", "WB005"},
        ),
    ],
)
def test_a_report_of_non_delivery_leads_to_every_cause(run: Run, error: str, codes: set[str]) -> None:
    listed = {line.split(" ")[0] for line in run("explain", error).out.splitlines()[1:]}
    assert listed >= codes


def test_access_denied_leads_on_only_where_nothing_else_does(run: Run) -> None:
    assert len(headings(run("explain", "0x80070005").out)) > 3
    with_more = run("explain", "[0x80070005-00000000-00000000] 554 5.2.0 SendAsDeniedException").out
    assert "EXC002" not in with_more


@pytest.mark.parametrize(
    "error",
    [
        "The name cannot be resolved. The name cannot be matched to a name in the address list.",
        "Outlook:\r\nThe name cannot be resolved.\r\nThe name cannot be matched to a name in the address list.\r\nOK",
        "I get: the name cannot be matched to a name in the address list (since Monday)",
    ],
)
def test_an_error_of_two_sentences_is_found_whole_in_part_and_in_a_longer_text(run: Run, error: str) -> None:
    done = run("explain", error)
    assert (done.code, done.err) == (0, "")
    assert {"EXC025 hidden-mailbox-opened-by-name", "HYB002 mailbox-not-aclable"} <= set(headings(done.out))
    assert all(line.count("`") % 2 == 0 for line in done.out.splitlines())


@pytest.mark.parametrize("word", ["a", "HYB0155"])
def test_a_code_that_there_is_not(run: Run, word: str) -> None:
    done = run("explain", word)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"delegint: No rule is called {word!r}.")


@pytest.mark.parametrize("error", ["", "zzz zzz", "\x1b[31m", "9.9.99 nothing of the kind"])
def test_what_no_rule_speaks_of(run: Run, error: str) -> None:
    done = run("explain", error)
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "delegint: No rule speaks of this error; try the code in it, such as 5.7.60, or a sentence of it, word for"
        " word\n"
    )


def test_an_endless_error_is_looked_at_in_part(run: Run) -> None:
    assert run("explain", "5.7.60 " + "x" * 100_000).code == 0


def test_evidence_that_nobody_has_read_for_a_year_says_so(run: Run) -> None:
    fresh, old = run("explain", "HYB015", "--as-of", "2027-11-23"), run("explain", "HYB015", "--as-of", "2027-11-24")
    assert "more than a year ago" not in fresh.out
    assert "(checked 2026-11-22, more than a year ago: read it again before you rely on it)" in old.out
    assert run("explain", "HYB015", "--as-of", "soon").code == 2
