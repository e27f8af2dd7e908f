"""Colour and width: options, environment, pipes and real terminals."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from delegint.report.style import Style, style_for
from tests.report.command import delegint
from tests.report.states import OURS, write_state

ESCAPE = "\x1b["
needs_terminal = pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")


@pytest.mark.parametrize("output_format", ["human", "concise"])
@pytest.mark.parametrize(
    ("options", "variables", "colored"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": ""}, False),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        (["--color", "always"], {"NO_COLOR": "1", "TERM": "dumb"}, True),
    ],
)
def test_color_in_a_pipe(
    tmp_path: Path, output_format: str, options: list[str], variables: dict[str, str], colored: bool
) -> None:
    write_state(tmp_path)
    out = delegint(tmp_path, "-f", output_format, "-s", OURS, *options, **variables).out
    assert (ESCAPE in out) is colored


@pytest.mark.parametrize("output_format", ["human", "concise"])
def test_color_adds_nothing_but_color(tmp_path: Path, output_format: str) -> None:
    import re

    write_state(tmp_path)
    plain, colored = (
        delegint(tmp_path, "-f", output_format, "-s", OURS, "--color", when).out for when in ("never", "always")
    )
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain
    assert colored.count("\x1b[0m") == len(re.findall(r"\x1b\[[1-9]", colored))


@needs_terminal
@pytest.mark.parametrize(
    ("options", "variables", "colored"),
    [
        ([], {}, True),
        (["--color", "never"], {}, False),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"TERM": "dumb"}, False),
        ([], {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
)
def test_color_on_a_terminal(tmp_path: Path, options: list[str], variables: dict[str, str], colored: bool) -> None:
    from tests.report.terminal import on_terminal

    write_state(tmp_path)
    seen = on_terminal(tmp_path, "-s", OURS, *options, columns=80, **variables)
    assert (ESCAPE.encode() in seen.data) is colored
    assert "2 errors, 2 warnings in 1 file (1 mailbox, 2 grants)." in seen.lines


@needs_terminal
def test_severities_have_their_colors(tmp_path: Path) -> None:
    from tests.report.terminal import on_terminal

    write_state(tmp_path)
    seen = on_terminal(tmp_path, "-s", OURS, columns=120)
    rows = {line.split("]")[0]: row for row, line in enumerate(seen.lines) if "[" in line.split(" ")[0]}
    assert seen.color_at(rows["error[MIG006"], 0) == "red"
    assert seen.color_at(rows["warning[HYB014"], 0) == "brown"  # what the emulator calls the third colour


@pytest.mark.parametrize("when", ["Always", "yes", ""])
def test_an_unknown_choice_is_wrong_usage(tmp_path: Path, when: str) -> None:
    write_state(tmp_path)
    run = delegint(tmp_path, "--color", when)
    assert (run.code, run.out) == (2, "")
    assert run.err == f"delegint: --color is auto, always or never, not {when!r}\n"


def test_a_file_gets_no_color(tmp_path: Path) -> None:
    write_state(tmp_path)
    delegint(tmp_path, "-s", OURS, "-o", "report.txt")
    assert ESCAPE not in (tmp_path / "report.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("columns", "width"), [("40", 40), ("0", 0), ("wide", 0), ("", 0), ("-5", 0), ("٤٠", 40)])
def test_width_of_a_pipe(columns: str, width: int, tmp_path: Path) -> None:
    with open(tmp_path / "out", "w") as stream:
        assert style_for(stream, "auto", {"COLUMNS": columns}).width == width


@pytest.mark.parametrize(
    ("variables", "runner"),
    [
        ({}, False),
        ({"GITHUB_ACTIONS": "true"}, True),
        ({"TF_BUILD": "True"}, True),
        ({"GITHUB_ACTIONS": "false"}, False),
    ],
)
def test_runners(variables: dict[str, str], runner: bool, tmp_path: Path) -> None:
    with open(tmp_path / "out", "w") as stream:
        style = style_for(stream, "auto", variables)
    assert style.runner is runner
    assert style.line("##[error]x") == ("## [error]x\n" if runner else "##[error]x\n")


def test_paint_makes_safe() -> None:
    assert Style(color=True).paint("a\x1bb", "error") == "\x1b[1;31ma\\x1bb\x1b[0m"
    assert Style(color=True).paint("a", "plain") == "a"
    assert Style(color=True).paint("", "error") == ""
    assert Style().paint("a\x1bb", "error") == "a\\x1bb"
