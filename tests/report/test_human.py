"""The reports for people: excerpts and carets where they belong, and nothing hidden or obeyed."""

from __future__ import annotations

import re
import sys
import unicodedata
from pathlib import Path

import pytest

from delegint.report.escape import width
from tests.report.command import delegint
from tests.report.runner_parser import is_safe
from tests.report.states import install_plugin, write_state

HOSTILE = r"""
delegint: 1
"\e[31mred": 1
"\e]8;;https://evil.example\x07link": 1
"%0A::error::a": 1
"\n::error file=a::b": 1
"##[command]c ##vso[task.complete]": 1
"\u202Eexe\u202C\u200B\u2066": 1
"\0\b\x7f\x9b\r\N": 1
recipients:
  "\n::error::d@contoso.com": {home: "\r::error::e \e[2J"}
"""
RAW = "delegint: 1\n::error::x: 1\n'##vso[task.complete]': 1\n'a\u202eb\u200b': 1 # \u2066\n".encode()
needs_terminal = pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")


def test_human(tmp_path: Path) -> None:
    write_state(tmp_path)
    run = delegint(tmp_path, "-s", "HYB015,MIG006")
    assert (run.code, run.err) == (1, "")
    assert run.out == (
        "error[MIG006] ilse@contoso.com sends as invoices@contoso.com from Exchange Online, "
        "where this Send As is not applied\n"
        " --> desired.yaml:8:41 send-as-missing-after-batch\n"
        "8 |     send_as: {ilse@contoso.com: {sides: [on_premises]}, bob@contoso.com: {sides: [on_premises]}}\n"
        "  |                                         ^^^^^^^^^^^^^\n"
        "  = when: after wave-1, until wave-2\n"
        "  = fix: Add online to sides, and run Add-RecipientPermission -Identity 'invoices@contoso.com' "
        "-Trustee 'ilse@contoso.com' -AccessRights SendAs\n"
        "\n"
        "error[HYB015] bob@contoso.com sends as invoices@contoso.com from Exchange Online, "
        "where this Send As is not applied\n"
        " --> desired.yaml:8:82 send-as-missing-on-sender-side\n"
        "8 |     send_as: {ilse@contoso.com: {sides: [on_premises]}, bob@contoso.com: {sides: [on_premises]}}\n"
        "  |                                                                                  ^^^^^^^^^^^^^\n"
        "  = fix: Add online to sides, and run Add-RecipientPermission -Identity 'invoices@contoso.com' "
        "-Trustee 'bob@contoso.com' -AccessRights SendAs\n"
        "\n"
        "2 errors in 1 file (1 mailbox, 2 grants).\n"
    )


def test_concise(tmp_path: Path) -> None:
    write_state(tmp_path)
    run = delegint(tmp_path, "-f", "concise", "-s", "HYB015,MIG006")
    assert run.out == (
        "desired.yaml:8:41: error MIG006 send-as-missing-after-batch: ilse@contoso.com sends as invoices@contoso.com "
        "from Exchange Online, where this Send As is not applied (after wave-1, until wave-2)\n"
        "desired.yaml:8:82: error HYB015 send-as-missing-on-sender-side: bob@contoso.com sends as invoices@contoso.com "
        "from Exchange Online, where this Send As is not applied\n"
        "2 errors in 1 file (1 mailbox, 2 grants).\n"
    )


def test_related_places_share_the_gutter(tmp_path: Path) -> None:
    filler = "# filler\n" * 8
    write_state(tmp_path, f"delegint: 1\nrecipients:\n  a@contoso.com: {{}}\n{filler}  a@contoso.com: {{}}\n")
    lines = delegint(tmp_path, "-s", "FMT002").out.splitlines()
    assert lines[1:4] == [
        "  --> desired.yaml:12:3 duplicate-key",
        "12 |   a@contoso.com: {}",
        "   |   ^^^^^^^^^^^^^",
    ]
    assert lines[4].startswith("  --> desired.yaml:3:3 ")
    assert lines[5:7] == [" 3 |   a@contoso.com: {}", "   |   -------------"]


def test_effects_stand_under_their_cause(tmp_path: Path) -> None:
    write_state(tmp_path)
    site = install_plugin(tmp_path)
    out = delegint(tmp_path, "desired.yaml", "-s", "ACME001,ACME002", PYTHONPATH=str(site)).out
    assert "\n  = with it: info[ACME002] This follows (desired.yaml:7:3)\n" in out
    assert out.splitlines()[-1] == "1 info in 1 file (1 mailbox, 2 grants)."


def test_not_evaluated(tmp_path: Path) -> None:
    text = "delegint: 1\nrecipients: {a@contoso.com: {}, b@contoso.com: {home: online}}\n"
    write_state(tmp_path, text + "delegations: {a@contoso.com: {send_as: [b@contoso.com]}}\n")
    lines = delegint(tmp_path, "-s", "HYB014").out.splitlines()
    assert lines[0].startswith("not evaluated: HYB014: home of a@contoso.com is not stated (declare recipients.")
    assert lines[1] == ""
    assert lines[2].startswith("Nothing found in 1 file (1 mailbox, 1 grant); 1 rule ")


# Carets


def carets(out: str) -> tuple[str, str]:
    """An excerpt of the report and the marks below it, without the gutter."""
    lines = out.splitlines()
    row = next(number for number, line in enumerate(lines) if re.fullmatch(r" +\| +\^+", line))
    return lines[row - 1].partition(" | ")[2], lines[row].partition(" | ")[2]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("  a@contoso.com: {home: online, colour: red}", "colour"),
        ("  田中@contoso.com: {home: online, colour: red}", "colour"),
        ("  a@contoso.com: {home: online, 色: red}", "色"),
        ("  a@contoso.com: {labels: [e\u0301\u0301], colour: red}", "colour"),
        ("  a@contoso.com: {labels: [😀], colour: red}", "colour"),
        ("  a@contoso.com: {home:\t\tonline,\tcolour:\tred}", "colour"),
        ("  a@contoso.com: {labels: [a\u200bb], colour: red}", "colour"),
    ],
)
def test_carets_stand_below_what_is_meant(tmp_path: Path, line: str, meant: str) -> None:
    write_state(tmp_path, f"delegint: 1\nrecipients:\n{line}\n")
    excerpt, marks = carets(delegint(tmp_path, "-s", "FMT005").out)
    before = excerpt[: excerpt.index(meant)]
    assert marks == " " * width(before) + "^" * width(meant)


@needs_terminal
def test_carets_on_a_terminal_stand_below_wide_characters(tmp_path: Path) -> None:
    from tests.report.terminal import on_terminal

    write_state(tmp_path, "delegint: 1\nrecipients:\n  田中太郎@contoso.com: {home: online, 色色: red}\n")
    seen = on_terminal(tmp_path, "-s", "FMT005", columns=100)
    row = next(number for number, line in enumerate(seen.lines) if line.startswith("3 |"))
    [first, second] = seen.columns_of(row, "色")
    assert seen.columns_of(row + 1, "^") == [first, first + 1, second, second + 1]


@needs_terminal
@pytest.mark.parametrize("columns", [40, 60, 100])
def test_excerpts_fit_into_the_terminal(tmp_path: Path, columns: int) -> None:
    from tests.report.terminal import on_terminal

    write_state(
        tmp_path, "delegint: 1\nrecipients:\n" + f"  a@contoso.com: {{labels: [{'x' * 300}], colour: {'y' * 300}}}\n"
    )
    seen = on_terminal(tmp_path, "-s", "FMT005", columns=columns)
    row = next(number for number, line in enumerate(seen.lines) if line.startswith("3 | …"))
    assert seen.lines[row].endswith("…")
    assert seen.lines[row + 1].startswith("  | ")  # so the excerpt was not wrapped
    first, *_, last = seen.columns_of(row + 1, "^")
    assert "".join(seen.screen.buffer[row][column].data for column in range(first, last + 1)) == "colour"


@pytest.mark.parametrize("filler", ["x", "田", "é"])
@pytest.mark.parametrize("columns", [1, 10, 40, 41])
def test_narrow(tmp_path: Path, filler: str, columns: int) -> None:
    write_state(
        tmp_path,
        "delegint: 1\nrecipients:\n" + f"  a@contoso.com: {{labels: [{filler * 90}], colour: {filler * 90}}}\n",
    )
    excerpt, marks = carets(delegint(tmp_path, "-s", "FMT005", COLUMNS=str(columns)).out)
    assert width(excerpt) <= max(columns - 4, 20)
    start = width(marks) - len(marks.lstrip())
    assert excerpt[excerpt.index("c") :].startswith("colour"[: len(marks.lstrip())])
    assert width(excerpt[: excerpt.index("c")]) == start


def test_a_pipe_gets_whole_lines_up_to_a_limit(tmp_path: Path) -> None:
    line = f"  a@contoso.com: {{labels: [{'x' * 300}], colour: red}}"
    write_state(tmp_path, f"delegint: 1\nrecipients:\n{line}\n")
    assert carets(delegint(tmp_path, "-s", "FMT005").out)[0] == line
    write_state(tmp_path, f"delegint: 1\nrecipients:\n{line.replace('x', 'x' * 10)}\n")
    excerpt, marks = carets(delegint(tmp_path, "-s", "FMT005").out)
    assert len(excerpt) <= 400
    assert excerpt[marks.index("^") :].startswith("colour")


# What a state must not do to its reader


@pytest.mark.parametrize("output_format", ["human", "concise"])
@pytest.mark.parametrize("state", [HOSTILE.encode(), RAW], ids=["escaped", "raw"])
def test_no_control_gets_through(tmp_path: Path, output_format: str, state: bytes) -> None:
    (tmp_path / "desired.yaml").write_bytes(state)
    run = delegint(tmp_path, "-f", output_format)
    assert run.code == 1
    unseen = {character for character in run.out if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")}
    assert unseen == {"\n"}
    assert "\\u202e" in run.out


@pytest.mark.parametrize("variable", ["GITHUB_ACTIONS", "TF_BUILD"])
@pytest.mark.parametrize("output_format", ["human", "concise"])
@pytest.mark.parametrize("state", [HOSTILE.encode(), RAW], ids=["escaped", "raw"])
def test_runners_find_no_command(tmp_path: Path, variable: str, output_format: str, state: bytes) -> None:
    (tmp_path / "desired.yaml").write_bytes(state)
    for color in ("never", "always"):
        run = delegint(tmp_path, "-f", output_format, "--color", color, **{variable: "True"})
        assert is_safe(run.out)
        assert is_safe(run.err)
        assert "## vso [task.complete]" in run.out or "##vso [task.complete]" in run.out
    assert not is_safe(delegint(tmp_path, "-f", output_format).out)  # people see what is written


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be there")
@pytest.mark.parametrize("name", ["::error::a.yaml", "##[error]b.yaml", "a\n::error::c.yaml", "\x1b[31md.yaml"])
def test_hostile_file_names(tmp_path: Path, name: str) -> None:
    write_state(tmp_path, "delegint: 1\nx: 1\n", name=name)
    for output_format in ("human", "concise"):
        run = delegint(tmp_path, "-f", output_format, GITHUB_ACTIONS="true")
        assert is_safe(run.out)
        assert "\x1b" not in run.out
        assert len(run.out.splitlines()) == (7 if output_format == "human" else 2)


@needs_terminal
def test_a_terminal_obeys_nothing(tmp_path: Path) -> None:
    from tests.report.terminal import on_terminal

    write_state(tmp_path, HOSTILE)
    seen = on_terminal(tmp_path, columns=200)
    assert seen.lines[0].startswith("error[FMT005] ")  # the screen has not been cleared
    assert any("\\x1b[2J" in line for line in seen.lines)
    assert "evil.example" in "\n".join(seen.lines)
    assert b"\x1b]8" not in seen.data


def test_what_the_output_cannot_encode_is_escaped(tmp_path: Path) -> None:
    write_state(tmp_path, 'delegint: 1\n"é田": 1\n')
    run = delegint(tmp_path, "-f", "concise", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert run.code == 1
    assert "The section \\xe9\\u7530 is not known" in run.out
