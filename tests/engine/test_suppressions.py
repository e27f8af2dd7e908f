"""Comments that suppress findings: what they cover, what they must say, and when they stop."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from delegint.engine.given import Options
from delegint.engine.lint import lint
from tests.linting import Expected, everything, found_in, lint_text

HEAD = """\
delegint: 1
recipients:
  invoices@contoso.com: {type: SharedMailbox, home: on_premises}
  ilse@contoso.com: {home: online}
  bob@contoso.com: {home: online}
delegations:
  invoices@contoso.com:
"""
"""Seven lines; Send As of either of the two across the sides is HYB014."""
SELECT = ["HYB014", "FMT"]


def found(body: str, *, as_of: date = date(2026, 11, 22), select: list[str] | None = None) -> list[tuple[str, str]]:
    report = lint_text(HEAD + body, select=select or SELECT, as_of=as_of)
    return [(expected.place, expected.code) for expected in found_in(report)]


COVERING = {
    "behind the entry": """\
    send_as:
      ilse@contoso.com: {}  # delegint: ignore[HYB014] reason="pilot"
""",
    "above the entry": """\
    send_as:
      # delegint: ignore[HYB014] reason="pilot"
      ilse@contoso.com: {}
""",
    "above, with lines between": """\
    send_as:
      # delegint: ignore[HYB014] reason="pilot"

      # she moves in May
      ilse@contoso.com: {}
""",
    "behind a list item": """\
    send_as:
      - ilse@contoso.com  # delegint: ignore[HYB014] reason="pilot"
""",
    "behind an entry written in one line": """\
    send_as: [ilse@contoso.com]  # delegint: ignore[HYB014] reason="pilot"
""",
    "on the whole section": """\
    # delegint: ignore[HYB014] reason="pilot"
    send_as:
      bob@contoso.com: {}
      ilse@contoso.com: {}
""",
    "by name": """\
    send_as: [ilse@contoso.com]  # delegint: ignore[send-as-across-premises] reason="pilot"
""",
    "several, one of them of another rule of this run": """\
    send_as: [ilse@contoso.com]  # delegint: ignore[HYB015, HYB014] reason="pilot"
""",
    "until today": """\
    send_as: [ilse@contoso.com]  # delegint: ignore[HYB014] until=2026-11-22 reason="pilot"
""",
}


@pytest.mark.parametrize("body", COVERING.values(), ids=COVERING)
def test_finding_is_suppressed(body: str) -> None:
    assert found(body) == []


def test_suppressed_finding_is_kept_with_its_reason() -> None:
    report = lint_text(HEAD + COVERING["behind the entry"], select=SELECT)
    assert [(entry.result.rule.code, entry.suppression.reason) for entry in report.suppressed] == [("HYB014", "pilot")]
    assert report.exit_code("warning") == 0


def test_the_next_entry_is_not_covered() -> None:
    body = """\
    send_as:
      ilse@contoso.com: {}  # delegint: ignore[HYB014] reason="pilot"
      bob@contoso.com: {}
"""
    assert found(body) == [("10:7", "HYB014")]


MALFORMED = {
    "no reason": ("# delegint: ignore[HYB014]", "This suppression gives no reason, and does not hold without one"),
    "empty reason": ('# delegint: ignore[HYB014] reason=" "', "This suppression gives no reason, and does not hold"),
    "no rule": ('# delegint: ignore[] reason="x"', "not written as it must be"),
    "no brackets": ('# delegint: ignore HYB014 reason="x"', "not written as it must be"),
    "misspelt": ('# delegint: ignroe[HYB014] reason="x"', "not written as it must be"),
    "unknown rule": ('# delegint: ignore[HYB914] reason="x"', "No rule is called 'HYB914'"),
    "a prefix": ('# delegint: ignore[HYB] reason="x"', "No rule is called 'HYB'"),
    "no such day": ('# delegint: ignore[HYB014] reason="x" until=2027-02-30', "2027-02-30 is not a day"),
    "another option": ('# delegint: ignore[HYB014] reason="x" ticket=1', "Only reason and until may follow"),
}


@pytest.mark.parametrize(("comment", "message"), MALFORMED.values(), ids=MALFORMED)
def test_malformed_suppression_suppresses_nothing(comment: str, message: str) -> None:
    report = lint_text(f"{HEAD}    send_as: [ilse@contoso.com]  {comment}\n", select=SELECT)
    assert found_in(report) == [Expected("8:15", "HYB014", "warning"), Expected("8:34", "FMT013", "error")]
    assert message in report.results[1].finding.message


def test_comment_behind_nothing_is_malformed() -> None:
    body = '    send_as: [ilse@contoso.com]\n# delegint: ignore[HYB014] reason="x"\n'
    assert found(body) == [("8:15", "HYB014"), ("9:1", "FMT013")]


def test_ended_suppression_suppresses_nothing() -> None:
    body = '    send_as: [ilse@contoso.com]  # delegint: ignore[HYB014] reason="x" until=2027-01-31\n'
    assert found(body, as_of=date(2027, 1, 31)) == []
    assert found(body, as_of=date(2027, 2, 1)) == [("8:15", "HYB014"), ("8:34", "FMT014")]


def test_unused_suppression_is_reported() -> None:
    body = '    send_on_behalf: [ilse@contoso.com]  # delegint: ignore[HYB014] reason="x"\n'
    assert found(body) == [("8:41", "FMT015")]


def test_suppression_of_a_rule_that_did_not_run_is_not_called_unused() -> None:
    body = '    send_on_behalf: [ilse@contoso.com]  # delegint: ignore[HYB014] reason="x"\n'
    assert found(body, select=["FMT"]) == []


def test_suppression_of_a_rule_that_could_not_judge_is_not_called_unused() -> None:
    state = """\
delegint: 1
recipients:
  invoices@contoso.com: {type: SharedMailbox}
  ilse@contoso.com: {home: online}
delegations:
  invoices@contoso.com:
    send_as: [ilse@contoso.com]  # delegint: ignore[HYB014] reason="x"
"""
    assert found_in(lint_text(state, select=SELECT)) == []


def test_text_that_looks_like_a_comment_is_none() -> None:
    body = """\
    send_as:
      ilse@contoso.com:
        ticket: "see # delegint: ignore[HYB014] reason='x'"
        reason: |
          # delegint: ignore[HYB014] reason="x"
"""
    assert found(body) == [("9:7", "HYB014")]


def test_what_cannot_be_read_cannot_be_suppressed() -> None:
    state = 'delegint: 1\nrecipients:  # delegint: ignore[FMT003] reason="x"\n  a@contoso.com: &a {aliases: [*a]}\n'
    assert Expected("3:32", "FMT003", "error") in found_in(lint_text(state))


def test_suppressed_findings_of_files_around_are_not_reported(tmp_path: Path) -> None:
    (tmp_path / "around.yaml").write_text(HEAD + COVERING["behind the entry"])
    (tmp_path / "changed.yaml").write_text("delegint: 1\nrecipients: {ann@contoso.com: {home: online}}\n")
    whole = lint(Options([tmp_path]), *everything())
    changed = lint(Options([tmp_path / "changed.yaml"], context=[tmp_path]), *everything())
    assert [entry.result.rule.code for entry in whole.suppressed] == ["HYB014"]
    assert changed.suppressed == []


TWO_DELEGATES = """\
delegint: 1
recipients:
  annelies@contoso.com: {lync: {enterprise_voice_enabled: false, client_policy: null, voice_policy: null}}
  ilse@contoso.com: {}
  bob@contoso.com: {}
client_policies: {Global: {}}
delegations:
  annelies@contoso.com:
    delegates:
      ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}  #1
      bob@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}  #2
"""
"""LYNC003 joins the two at the first entry."""
IGNORED = '# delegint: ignore[LYNC003] reason="by hand"'


@pytest.mark.parametrize(
    ("first", "second", "standing"),
    [("", "", ["10:7"]), (IGNORED, "", ["10:7"]), ("", IGNORED, ["10:7"]), (IGNORED, IGNORED, [])],
)
def test_a_finding_about_two_people_stands_as_long_as_one_entry_is_not_covered(
    first: str, second: str, standing: list[str]
) -> None:
    text = TWO_DELEGATES.replace("#1", first).replace("#2", second)
    report = lint_text(text, select=["LYNC003", "FMT"])
    assert [expected.place for expected in found_in(report) if expected.code == "LYNC003"] == standing
    assert [expected.code for expected in found_in(report) if expected.code != "LYNC003"] == []
    assert len(report.suppressed) == (0 if standing else 1)


def test_a_comment_on_the_mailbox_covers_everybody_in_it() -> None:
    text = TWO_DELEGATES.replace(
        "  annelies@contoso.com:\n    delegates:", f"  {IGNORED}\n  annelies@contoso.com:\n    delegates:"
    )
    report = lint_text(text, select=["LYNC003", "FMT"])
    assert found_in(report) == []
    assert len(report.suppressed) == 1
