"""Which rules run, what fails, on which files is reported: the options of `delegint lint`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run

STATE = """\
delegint: 1
recipients:
  invoices@contoso.com: {type: SharedMailbox, home: on_premises}
  ilse@contoso.com: {home: online, hoem: x}
delegations:
  invoices@contoso.com:
    send_as: {ilse@contoso.com: {sides: [on_premises]}, Ilse@contoso.com: {sides: [online]}}
"""
FMT005 = "a.yaml:4:36: error FMT005"
HYB014 = "a.yaml:7:15: warning HYB014"
HYB014_AGAIN = "a.yaml:7:57: warning HYB014"
HYB015 = "a.yaml:7:41: error HYB015"
HYB015_INFO = "a.yaml:7:83: info HYB015"


@pytest.fixture(autouse=True)
def _state(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(STATE)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--select", "HYB015"], [HYB015, HYB015_INFO]),
        (["--select", "hyb015"], [HYB015, HYB015_INFO]),
        (["-s", "send-as-missing-on-sender-side"], [HYB015, HYB015_INFO]),
        (["-s", "HYB01", "-i", "HYB015,HYB018"], [HYB014, HYB014_AGAIN]),
        (["-s", "HYB014,FMT005"], [FMT005, HYB014, HYB014_AGAIN]),
        (["-s", "HYB014", "-s", " FMT005 , HYB015"], [FMT005, HYB014, HYB015, HYB014_AGAIN, HYB015_INFO]),
        (["-s", "HYB014,HYB015,FMT", "-i", "Send-As-Across-Premises", "--ignore", "FMT005"], [HYB015, HYB015_INFO]),
        (["--select", "FMT"], [FMT005]),
        (["--ignore", "ALL"], []),
        (["--select", "all", "--ignore", "HYB,EXC,MIG,SYNC,WB,LYNC"], [FMT005]),
    ],
)
def test_rules_are_chosen_by_code_prefix_and_name(run: Run, options: list[str], found: list[str]) -> None:
    assert run("lint", "a.yaml", "--format", "concise", *options).found == found


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--select", "HYB015x"], "No rule, prefix or name is called 'HYB015x'. Did you mean HYB015?"),
        (
            ["--ignore", "send-as-accross-premises"],
            "No rule, prefix or name is called 'send-as-accross-premises'. Did you mean send-as-across-premises?",
        ),
        (["--ignore", "????"], "No rule, prefix or name is called '????'. `delegint rules` lists them."),
        (["--fail-on", "warn"], "--fail-on is error, warning, info or never, not 'warn'"),
        (["--color", "sometimes"], "--color is auto, always or never, not 'sometimes'"),
        (["--as-of", "2026-02-30"], "--as-of wants a day such as 2027-03-31, not '2026-02-30'"),
        (["--as-of", "tomorrow"], "--as-of wants a day such as 2027-03-31, not 'tomorrow'"),
        (["--format", "jsno"], "No format is called 'jsno'; did you mean json?"),
        (["--format", "\x1b[31m"], r"No format is called '\x1b[31m'; choose from human, concise, "),
    ],
)
def test_wrong_option_is_refused_with_a_suggestion(run: Run, options: list[str], message: str) -> None:
    done = run("lint", "a.yaml", *options)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"delegint: {message}")
    assert "\x1b" not in done.err


@pytest.mark.parametrize("options", [["--ignore", "FMT001,FMT003,FMT004"], ["--ignore", "ALL"], ["--select", "HYB015"]])
def test_what_keeps_files_from_being_read_is_never_silent(run: Run, tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "a.yaml").write_text("delegint: [\n")
    (tmp_path / "b.yaml").write_text("delegint: *x\n")
    (tmp_path / "c.yaml").symlink_to("gone")
    done = run("lint", "--format", "concise", *options)
    assert done.code == 1
    assert done.found == ["a.yaml:2:1: error FMT001", "b.yaml:1:11: error FMT003", "c.yaml:1:1: error FMT004"]


@pytest.mark.parametrize(
    ("select", "fail_on", "code"),
    [
        ("HYB015", "error", 1), ("HYB015", "never", 0), ("HYB014", "error", 0), ("HYB014", "warning", 1),
        ("HYB014", "info", 1), ("MIG006", "info", 0),
    ],
)  # fmt: skip
def test_level_that_fails(run: Run, select: str, fail_on: str, code: int) -> None:
    assert run("lint", "a.yaml", "--select", select, "--fail-on", fail_on).code == code


def test_exit_zero_forgives_findings_and_nothing_else(run: Run) -> None:
    assert run("lint", "a.yaml").code == 1
    assert run("lint", "a.yaml", "--exit-zero").code == 0
    assert run("lint", "a.yaml", "gone.yaml", "--exit-zero").code == 2
    assert run("lint", "a.yaml", "--exit-zero", "--plugin", "gone.py").code == 3


def test_exit_code_is_the_same_in_every_format(run: Run) -> None:
    codes = {name: run("lint", "a.yaml", "--format", name).code for name in ("human", "concise")}
    assert set(codes.values()) == {1}


def test_only_chosen_rules_are_called(run: Run, tmp_path: Path) -> None:
    (tmp_path / "loud.py").write_text(
        "from delegint.api import SendAs, State, documented, hookimpl, rule\n"
        "delegint_api = 1\n"
        "@rule('LOUD001', 'loud', severity='error', evidence=documented('x', checked='2026-11-22'))\n"
        "def loud(grant: SendAs, state: State):\n    'x'\n    print('called')\n    yield from ()\n"
        "@hookimpl\ndef delegint_rules(register):\n    register(loud)\n"
    )
    assert "called" in run("lint", "a.yaml", "--plugin", "loud.py", "--select", "LOUD001").err
    assert "called" not in run("lint", "a.yaml", "--plugin", "loud.py", "--select", "HYB015").err
    assert "called" not in run("lint", "a.yaml", "--plugin", "loud.py", "--ignore", "LOUD").err


def test_with_reads_the_rest_of_the_state_and_reports_on_the_named_files_only(run: Run, tmp_path: Path) -> None:
    people, grants, broken = (
        STATE.partition("delegations:\n")[0],
        "delegint: 1\ndelegations:\n" + STATE.partition("delegations:\n")[2],
        "delegint: 1\nrecipients: {x: {}}\n",
    )
    (tmp_path / "a.yaml").write_text(grants)
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "people.yaml").write_text(people)
    (tmp_path / "all" / "broken.yaml").write_text(broken)
    alone = run("lint", "a.yaml", "--format", "concise", "--select", "HYB015,FMT")
    assert {line.rpartition(" ")[2] for line in alone.found} == {"FMT010"}
    rule_of_a = ["a.yaml:4:41: error HYB015", "a.yaml:4:83: info HYB015"]
    done = run("lint", "a.yaml", "--with", "all", "--format", "concise", "--select", "HYB015,FMT")
    assert (done.code, done.found) == (1, rule_of_a)
    again = run("lint", "../a.yaml", "--with", "..", "--format", "concise", "--select", "HYB015,FMT", cwd="all")
    assert again.found == [f"../{line}" for line in rule_of_a]
    nothing = run("lint", "--with", "all", "--with", "a.yaml", "--format", "concise", "--select", "HYB015,FMT")
    assert (nothing.code, nothing.found) == (0, [])


def test_two_runs_print_the_same_bytes_whatever_the_hash_seed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(
        "delegint: 1\nrecipients: {x: {}, y: {}, ilse@contoso.com: {home: online, a: 1, b: 2}}\nmade: 1\n"
    )
    outputs = {run("lint", env={"PYTHONHASHSEED": seed}).out for seed in ("0", "1", "2", "3")}
    assert len(outputs) == 1
    places = [
        line.strip().split(" ")[1].split(":")
        for line in outputs.pop().splitlines()
        if line.strip().startswith("--> b.yaml")
    ]
    assert len(places) >= 5
