"""Annotations and the step summary, and that nothing in a state can pass for a command of its own."""

from __future__ import annotations

import re
import sys
from io import StringIO
from pathlib import Path

import pytest

from delegint.report.github import write
from delegint.report.step_summary import MOST_BYTES, as_markdown
from delegint.report.style import Style
from tests.linting import lint_text
from tests.report.command import delegint
from tests.report.runner_parser import Command, azure, github, is_safe, lines_read
from tests.report.states import OURS, install_plugin, many, write_state

HOSTILE = r"""
delegint: 1
"%0A::error::a": 1
"\n::error file=a,line=1::b": 1
"\r\n##[command]c": 1
"::stop-commands::d": 1
"##vso[task.setvariable variable=x]e": 1
"\e[31m##[add-mask]f\u202e": 1
"%25%0D%3A%2C": 1
":\u200D:warning::g": 1
recipients:
  "\n::set-output name=x::h@contoso.com": {home: "\r::error::i", "\n##[group]j": 1}
  "##[error]k@contoso.com": {type: "::add-mask::l", aliases: ["%0A::error::m"]}
"""
HOSTILE_NAMES = ["a,line=7,b=c.yaml", "%0A::error::x.yaml", "##[command]x.yaml", "::error::.yaml", " blank .yaml"]
ON_WINDOWS = pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be there")


def commands(out: str) -> list[Command]:
    """What a runner would act upon; every other line has nothing that comes near a command."""
    found = []
    for line in lines_read(out):
        command = github(line)
        if command is not None:
            assert line.startswith("::")
            found.append(command)
        else:
            assert is_safe(line)
        assert azure(line) is None
    return found


def test_annotations(tmp_path: Path) -> None:
    write_state(tmp_path)
    run = delegint(tmp_path, "-f", "github", "-s", OURS)
    assert (run.code, run.err) == (1, "")
    found = commands(run.out)
    assert [command.name for command in found] == ["error", "error", "warning", "warning"]
    assert found[0].properties == {
        "title": "MIG006 send-as-missing-after-batch",
        "file": "desired.yaml",
        "line": "8",
        "endline": "8",
        "col": "41",
        "endcolumn": "54",
    }
    message = found[0].data.split("\n")
    assert message[1] == "when: after wave-1, until wave-2"
    assert message[2].startswith("fix: Add online to sides")
    assert run.out.splitlines()[-1] == "2 errors, 2 warnings in 1 file (1 mailbox, 2 grants)."
    assert len(run.out.splitlines()) == 5


def test_the_last_property_is_a_number(tmp_path: Path) -> None:
    write_state(tmp_path)
    for line in delegint(tmp_path, "-f", "github", "-s", OURS).out.splitlines()[:-1]:
        assert re.match(r"::(error|warning) title=[^:]*,endColumn=\d+::", line)


def test_an_info_is_a_notice_with_its_effects(tmp_path: Path) -> None:
    write_state(tmp_path)
    site = install_plugin(tmp_path)
    run = delegint(tmp_path, "-f", "github", "-s", "ACME001,ACME002", "desired.yaml", PYTHONPATH=str(site))
    [command] = commands(run.out)
    assert (command.name, command.properties["title"]) == ("notice", "ACME001 acme-mailbox")
    assert command.data.split("\n")[1:] == [
        "fix: Leave [it] {alone}",
        "with it: ACME002 This follows (desired.yaml:7:3)",
    ]


def test_several_lines_have_no_columns(tmp_path: Path) -> None:
    write_state(tmp_path, "delegint: 1\nrecipients:\n  a@contoso.com:\n    home: [online,\n           online]\n")
    [command] = commands(delegint(tmp_path, "-f", "github", "-s", "FMT007").out)
    assert command.properties == {
        "title": "FMT007 wrong-value",
        "file": "desired.yaml",
        "line": "4",
        "endline": "5",
    }


def test_related_places(tmp_path: Path) -> None:
    write_state(tmp_path, "delegint: 1\nrecipients:\n  a@contoso.com: {}\n  a@contoso.com: {}\n")
    [command] = commands(delegint(tmp_path, "-f", "github", "-s", "FMT002").out)
    assert command.data.split("\n")[1].startswith("see: desired.yaml:3:3 ")


def test_files_are_relative_to_the_root_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write_state(tmp_path, name="tenants/contoso/desired.yaml")
    found = commands(delegint(tmp_path / "tenants", "-f", "github", "-s", OURS, "contoso").out)
    assert {command.properties["file"] for command in found} == {"tenants/contoso/desired.yaml"}


def test_a_file_outside_the_repository_keeps_its_name(tmp_path: Path) -> None:
    (tmp_path / "a" / ".git").mkdir(parents=True)
    write_state(tmp_path, name="b.yaml")
    found = commands(delegint(tmp_path / "a", "-f", "github", "-s", OURS, "../b.yaml").out)
    assert {command.properties["file"] for command in found} == {"../b.yaml"}


@pytest.mark.parametrize("variable", ["GITHUB_ACTIONS", "TF_BUILD", "OTHER"])
def test_keys_and_values_start_no_command(tmp_path: Path, variable: str) -> None:
    write_state(tmp_path, HOSTILE)
    run = delegint(tmp_path, "-f", "github", **{variable: "true"})
    found = commands(run.out)
    as_json = delegint(tmp_path, "-f", "json")
    assert len(found) == as_json.out.count('"fingerprint"') >= 12
    assert {command.name for command in found} <= {"error", "warning", "notice"}
    assert all(command.properties["file"] == "desired.yaml" for command in found)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u200d\u202e]", "".join(command.data for command in found))
    # One line each for message, when, see and fix, however the text would break them
    assert all(re.match(r"(when|see|fix|with it): ", line) for c in found for line in c.data.split("\n")[1:])
    assert "The section %0A::error::a is not known" in [command.data.split("\n")[0] for command in found]


@ON_WINDOWS
@pytest.mark.parametrize("name", [*HOSTILE_NAMES, "a\n::error::b.yaml", "a\r##[error]b.yaml"])
def test_file_names_start_no_command(tmp_path: Path, name: str) -> None:
    write_state(tmp_path, "delegint: 1\nx: 1\n", name=name)
    [command] = commands(delegint(tmp_path, "-f", "github").out)
    assert command.properties["file"] == name
    assert (command.properties["line"], command.properties["endcolumn"]) == ("2", "2")


@ON_WINDOWS
def test_missing_paths_and_crashes_start_no_command(tmp_path: Path) -> None:
    write_state(tmp_path)
    site = install_plugin(tmp_path)
    named = ("desired.yaml", "##[add-mask]a", "\n::error::b", "-s", "ACME003")
    run = delegint(tmp_path, *named, "-f", "github", PYTHONPATH=str(site), GITHUB_ACTIONS="true")
    assert run.code == 3
    assert commands(run.out) == commands(run.err) == []
    assert "a defect" in run.err


@pytest.mark.parametrize(
    ("number", "told"), [(10, ""), (11, "1 more warning is "), (1_300, "1,290 more warnings are ")]
)
def test_more_than_github_shows(tmp_path: Path, number: int, told: str) -> None:
    write_state(tmp_path, many(number) + "nonsense: 1\n")
    run = delegint(tmp_path, "-f", "github", "-s", "HYB014,FMT005")
    assert [command.name for command in commands(run.out)] == ["error"] + ["warning"] * number
    rest = run.out.splitlines()[number + 1 :]
    assert len(rest) == (2 if told else 1)
    if told:
        assert rest[0].startswith(told + ("not shown as an annotation" if number == 11 else "not shown as annotations"))
        assert rest[0].endswith("; GitHub shows 10 of each level for a step, and this log has them all.")


# The step summary


def summary_of(folder: Path, *arguments: str, **variables: str) -> str:
    file = folder / "summary.md"
    delegint(folder, "-f", "github", *arguments, GITHUB_STEP_SUMMARY=str(file), **variables)
    return file.read_text(encoding="utf-8")


def test_summary(tmp_path: Path) -> None:
    write_state(tmp_path)
    lines = summary_of(tmp_path, "desired.yaml", "-s", OURS).splitlines()
    assert lines[:3] == ["## delegint", "", "2 errors, 2 warnings in 1 file (1 mailbox, 2 grants)."]
    rows = [line for line in lines if line.startswith("| ")][1:]
    assert [row.split(" | ")[1].split("]")[0] for row in rows] == ["[MIG006", "[HYB015", "[HYB014", "[HYB014"]
    assert rows[0].startswith(
        "| ❌ error | [MIG006](https://delegint.github.io/delegint/rules/MIG006/) send-as-missing-after-batch "
        "| desired.yaml:8:41 | "
    )
    assert " (after wave-1, until wave-2)<br>**Fix:** Add online to sides" in rows[0]


def test_summary_is_appended(tmp_path: Path) -> None:
    write_state(tmp_path)
    (tmp_path / "summary.md").write_text("# Before\n")
    assert summary_of(tmp_path, "-s", OURS).startswith("# Before\n\n## delegint\n")


def test_summary_says_what_was_not_evaluated_and_what_failed(tmp_path: Path) -> None:
    text = "delegint: 1\nrecipients: {a@contoso.com: {}, b@contoso.com: {home: online}}\n"
    write_state(tmp_path, text + "delegations: {a@contoso.com: {send_as: [b@contoso.com]}}\n")
    site = install_plugin(tmp_path)
    summary = summary_of(tmp_path, "desired.yaml", "nowhere", "-s", "HYB014,ACME003", PYTHONPATH=str(site))
    assert "\n- nowhere does not exist\n" in summary
    assert "\n- Rule ACME003 of plugin acme failed on " in summary
    assert "\n### Not evaluated\n\n- HYB014: home of a@contoso.com is not stated" in summary
    assert "|---" not in summary


def test_summary_of_hostile_text(tmp_path: Path) -> None:
    text = HOSTILE + r'"<img src=x>| `a` [b](https://evil.example) **c**\n| d |": 1' + "\n"
    write_state(tmp_path, text)
    summary = summary_of(tmp_path)
    assert r"&lt;img src=x&gt;\| \`a\` \[b\](https://evil.example) \*\*c\*\*\\x0a\| d \|" in summary
    rows = [line for line in summary.splitlines() if line.startswith("| ")]
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 5 for row in rows)
    assert not re.search(r"<(?!br>)", summary)


@pytest.mark.parametrize("written", [0, MOST_BYTES - 20_000, MOST_BYTES - 100, MOST_BYTES + 1])
def test_summary_stays_within_what_github_takes(tmp_path: Path, written: int) -> None:
    write_state(tmp_path, many(6_000) + "nonsense: 1\n")
    file = tmp_path / "summary.md"
    file.write_bytes(b"x" * written)
    summary = summary_of(tmp_path, "-s", "HYB014,FMT005")
    assert len(summary.encode()) <= max(MOST_BYTES, written)
    rows = summary.count("\n| ") - 1
    if written > MOST_BYTES - 1_000:
        assert summary == "x" * written
    else:
        assert rows > 30
        assert "| ❌ error | [FMT005]" in summary
        assert f"\n{6_001 - rows:,} more findings did not fit here; the log has them all.\n" in summary


def test_facts_that_do_not_fit_are_counted() -> None:
    people = "".join(f"  a{n}@contoso.com: {{}}\n" for n in range(3))
    grants = "".join(f"  a{n}@contoso.com: {{send_as: [a{(n + 1) % 3}@contoso.com]}}\n" for n in range(3))
    report = lint_text(f"delegint: 1\nrecipients:\n{people}delegations:\n{grants}", select=["HYB014"])
    report.gaps *= 200
    text = as_markdown(report, str, 10_000)
    told = re.search(r"\n(\d+) more facts that are not stated did not fit here\.\n", text)
    assert told is not None
    assert text.count("\n- HYB014: ") + int(told[1]) == len(report.gaps)


def test_a_summary_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    write_state(tmp_path)
    run = delegint(tmp_path, "-f", "github", "-s", OURS, GITHUB_STEP_SUMMARY=str(tmp_path / "no" / "summary.md"))
    assert run.code == 1
    assert run.out.splitlines()[-1] == "The step summary cannot be written: no such file or directory."
    assert run.err == ""


def test_without_the_runner_nothing_is_written_beside_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.chdir(tmp_path)
    write(lint_text(many(1), select=["HYB014"]), StringIO(), Style())
    assert list(tmp_path.iterdir()) == []
