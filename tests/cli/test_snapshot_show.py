"""`delegint snapshot show`: the ledger of a snapshot."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from delegint.report.ledger import write_ledger
from delegint.report.style import Style
from tests.conftest import Run
from tests.linting import everything
from tests.snapshot.observing import ANNELIES, ILSE, KARL, PEOPLE, full_access, lines, observe, recipient, write

MANIFEST = (
    '{"delegint_snapshot":1,"side":"online","started":"2026-11-20T01:00:00Z","ended":"2026-11-20T02:00:00Z",'
    '"files":[{"path":"rights.jsonl","kind":"mailbox-permission","total":3}]}'
)
SMALL = {
    "tenant/exo/manifest.json": MANIFEST,
    "tenant/exo/people.jsonl": PEOPLE,
    "tenant/exo/rights.jsonl": lines(
        full_access(ANNELIES, "NT AUTHORITY\\SELF", sid="S-1-5-10"),
        full_access(ILSE, "NT AUTHORITY\\SELF", sid="S-1-5-10"),
        full_access(ILSE, "CONTOSO\\Domain Admins", deny=True, inherited=True),
        full_access(ANNELIES, "ilse@contoso.com"),
        full_access(ANNELIES, "gone@contoso.com"),
        {"k": "covered", "on": ANNELIES},
        {"k": "covered", "on": ILSE},
        {"k": "error", "on": KARL, "message": "The operation timed out"},
    ),
    "tenant/onprem/people.csv": '"Guid","PrimarySmtpAddress","RecipientTypeDetails"\r\n'
    f'"{"a" * 8}-aaaa-aaaa-aaaa-{"a" * 12}","karl@contoso.com","RemoteUserMailbox"\r\n',
    "tenant/notes.csv": "Colour,Shape\nred,round\n",
}
LEDGER = """\
Files
  tenant/notes.csv          csv         not read                               0 records
  tenant/exo/people.jsonl   json lines  Get-Recipient         Exchange Online  3 records
  tenant/exo/rights.jsonl   json lines  Get-MailboxPermission Exchange Online  5 records
  tenant/onprem/people.csv  csv         Get-Recipient         on-premises      1 record
  tenant/exo/manifest.json  manifest                          Exchange Online

People
  4 people, groups and rooms included
  1 with an object on-premises
  3 with an object in Exchange Online

Rights
  Full Access in Exchange Online  2 entries  2 owners answered  1 failed
  karl@contoso.com failed (full_access/online): The operation timed out

Taken for noise
  administrators: 1 entry, inherited and denying entries of administrators
  self: 2 entries, the owner's own entry (S-1-5-10)

Age
  Exchange Online: 2026-11-20T01:00:00Z to 2026-11-20T02:00:00Z, 2 days ago

Doubts and losses
  tenant/notes.csv:2:1: SNP003 No plugin knows an export with the properties Colour, Shape
  tenant/onprem/people.csv:2:1: SNP005 karl@contoso.com is the address of an object on each side, and nothing tells \
whether they are one person
  tenant/exo/rights.jsonl:5:1: SNP006 1 trustee is no recipient of the snapshot: gone@contoso.com

"""


def words(text: str) -> str:
    """A text without what lines columns up."""
    return "\n".join(" ".join(line.split()) for line in text.splitlines())


def test_the_ledger_of_a_small_snapshot(run: Run, tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    done = run("snapshot", "show", "tenant", "--no-cache", "--as-of", "2026-11-22")
    assert (done.code, done.err) == (0, "")
    upper, facts, lower = done.out.partition("Facts\n")
    assert words(upper) == words(LEDGER)
    assert not [line for line in done.out.splitlines() if line != line.rstrip()]
    about_facts, heading, about_rules = lower.partition("\nRules that compare\n")
    assert facts
    assert heading
    known, unknown, *lacking = about_facts.splitlines()
    assert known.startswith("  known: type 4, home 4")
    assert "on_premises_object.remote_type 1" in known
    assert unknown == "  not known, by the cmdlet that shows it:"
    assert ["Get-DistributionGroupMember", "members"] in [line.split() for line in lacking]
    assert not [line for line in lacking if "home" in line.replace("lync.home", "").split(", ")]
    rules = [line.strip() for line in about_rules.splitlines() if line]
    in_part = next(line for line in rules if "DRF005" in line)
    assert in_part.startswith("in part  DRF")
    assert "for want of Get-" in in_part
    assert next(line for line in rules if "DRF010" in line).startswith("cannot ")


def test_what_was_taken_for_noise_by_trustee(run: Run, tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    done = run("snapshot", "show", "tenant", "--no-cache", "--show-ignored")
    assert words("""
Taken for noise
  administrators: 1 entry, inherited and denying entries of administrators
    1 times CONTOSO\\Domain Admins
  self: 2 entries, the owner's own entry (S-1-5-10)
    2 times NT AUTHORITY\\SELF

""") in words(done.out)


def test_nothing_to_tell(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"one.jsonl": PEOPLE})
    done = run("snapshot", "show", "one.jsonl", "--no-cache")
    assert done.code == 0
    for heading, line in (
        ("Rights", "none"),
        ("Taken for noise", "nothing"),
        ("Age", "not stated; only the manifest of the collector says when a snapshot was taken"),
        ("Doubts and losses", "none"),
    ):
        assert f"{heading}\n  {line}\n\n" in done.out
    assert "Files\n  one.jsonl  json lines  Get-Recipient" in done.out


@pytest.mark.parametrize(
    ("as_of", "age"),
    [
        ("2026-11-20", ", 0 days ago"),
        ("2026-11-21", ", 1 day ago"),
        ("2026-11-19", ""),
        ("2027-11-20", ", 365 days ago"),
    ],
)
def test_age(tmp_path: Path, as_of: str, age: str) -> None:
    observed = observe(tmp_path, SMALL)
    stream = io.StringIO()
    write_ledger(observed, everything()[1], stream, Style(), as_of=date.fromisoformat(as_of), show_ignored=False)
    assert f"Exchange Online: 2026-11-20T01:00:00Z to 2026-11-20T02:00:00Z{age}\n" in stream.getvalue()


def test_a_time_that_is_none_has_no_age(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"exo/a.jsonl": PEOPLE, "exo/manifest.json": MANIFEST.replace("2026-11-20T", "some day ")})
    done = run("snapshot", "show", "exo", "--no-cache")
    assert "Exchange Online: some day 01:00:00Z to some day 02:00:00Z\n" in done.out


def test_a_file_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"exo/a.jsonl": PEOPLE, "exo/b.jsonl": PEOPLE[:-5]})
    done = run("snapshot", "show", "exo", "--no-cache")
    assert (done.code, done.err) == (1, "")
    assert "exo/b.jsonl:3:1: SNP001 This line is no JSON object; the file may have been cut off" in done.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone"], "gone does not exist"),
        (["empty"], "empty holds no export"),
        (["exo", "--as-of", "never"], "--as-of wants a day such as 2027-03-31, not 'never'"),
        (["exo", "--color", "red"], "--color is auto, always or never, not 'red'"),
    ],
)
def test_wrong_usage(run: Run, tmp_path: Path, arguments: list[str], message: str) -> None:
    write(tmp_path, {"exo/a.jsonl": PEOPLE, "empty/.keep": ""})
    done = run("snapshot", "show", *arguments, "--no-cache")
    assert (done.code, done.out, done.err) == (2, "", f"delegint: {message}\n")


def test_no_command_and_no_folder(run: Run) -> None:
    assert "show" in run("snapshot").out + run("snapshot").err
    assert run("snapshot", "show").code == 2


def test_a_plugin_that_fails(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"exo/a.jsonl": PEOPLE, "broken.py": "raise ValueError('no')\n"})
    done = run("snapshot", "show", "exo", "--no-cache", "--plugin", "broken.py")
    assert (done.code, done.err[:24]) == (3, "delegint: plugin broken ")
    assert done.out.startswith("Files\n")


@pytest.mark.parametrize("variables", [{}, {"GITHUB_ACTIONS": "true"}])
def test_hostile_names(run: Run, tmp_path: Path, variables: dict[str, str]) -> None:
    bad = "\x1b]0;t\x07\x1b[31m\u202eabc\n::error::x\r"
    people = lines(
        {**recipient(ANNELIES, ""), "displayName": bad},
        {"k": bad},
        {"k": "error", "on": ANNELIES, "of": "send-as", "message": bad},
    )
    noise = lines(
        full_access(ANNELIES, f"BUILTIN\\{bad}"), {"k": "covered", "on": ANNELIES, "of": "mailbox-permission"}
    )
    write(tmp_path, {"exo/a.jsonl": people, "exo/b.jsonl": noise, "exo/c.csv": f'"{bad}","b"\n1,2\n'})
    done = run("snapshot", "show", "exo", "--no-cache", "--show-ignored", env=variables)
    assert done.code == 0
    for character in "\x1b\x07\r\u202e":
        assert character not in done.out + done.err
    assert not [line for line in done.out.splitlines() if line.startswith("::")]
    assert "1 times BUILTIN" in done.out


def test_many_owners_that_failed_are_counted_and_three_of_them_named(run: Run, tmp_path: Path) -> None:
    guids = [f"{number:08x}-0000-0000-0000-000000000001" for number in range(5)]
    found = [recipient(guid, f"user{number}") for number, guid in enumerate(guids)]
    failed = [{"k": "error", "on": guid, "of": "folder-permission", "message": "no"} for guid in guids]
    write(tmp_path, {"exo/a.jsonl": lines(*found, *failed)})
    done = run("snapshot", "show", "exo", "--no-cache")
    assert "folder permissions in Exchange Online  0 entries  0 owners answered  5 failed\n" in done.out
    assert done.out.count("failed (folders/online): no") == 3
