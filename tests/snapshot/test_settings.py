"""The section `snapshot` of a state: a path that leads nowhere else, NetBIOS names, noise to show, whom to ignore."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from delegint.snapshot.settings import ignored_trustees, settings_of
from delegint.source.files import SourceFile
from delegint.source.nodes import Node
from delegint.source.parse import parse
from delegint.source.places import Problem
from tests.linting import lint_text
from tests.snapshot.observing import PEOPLE, write


def section(text: str, name: str = "desired.yaml") -> Node:
    """A state with this section `snapshot`."""
    problems: list[Problem] = []
    [root] = parse(SourceFile(name, f"delegint: 1\nsnapshot: {text}\n".encode()), problems)
    assert problems == []
    return root


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a snapshot in it and a neighbour."""
    write(tmp_path, {"here/exports/exo/a.jsonl": PEOPLE, "neighbour/a.jsonl": PEOPLE, "here-too/a.jsonl": PEOPLE})
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


@pytest.mark.parametrize(
    ("written", "name", "path"),
    [
        ("exports", "desired.yaml", "exports"),
        ("exports/exo/a.jsonl", "desired.yaml", "exports/exo/a.jsonl"),
        ("./not/there", "desired.yaml", "not/there"),
        ("../exports", "states/desired.yaml", "states/../exports"),
        ("exports", "states/desired.yaml", "states/exports"),
        ("inner/../exports", "desired.yaml", "inner/../exports"),
    ],
)
def test_a_path_counts_from_the_file_that_states_it(here: Path, written: str, name: str, path: str) -> None:
    problems: list[Problem] = []
    found = settings_of(section(f"{{path: {written}}}", name), problems)
    assert problems == []
    assert found.path is not None
    assert os.path.normpath(found.path) == os.path.normpath(path)
    assert found.place is not None
    assert (found.place.source.name, found.place.line) == (name, 2)


@pytest.mark.parametrize(
    "written", ["..", ".", "../neighbour", "../here-too", "/etc", "exports/../..", "linked", "linked/x", "'/'"]
)
def test_a_path_that_leads_out_of_the_current_folder_is_refused(here: Path, written: str) -> None:
    (here / "linked").symlink_to("../neighbour")
    problems: list[Problem] = []
    assert settings_of(section(f"{{path: {written}}}"), problems).path is None
    [problem] = problems
    assert problem.code == "SNP001"
    assert problem.message == f"The snapshot {written.strip(chr(39))} lies outside the current folder and is not read"
    assert problem.path == ("snapshot", "path")
    assert problem.place.line == 2


def test_an_absolute_path_into_the_current_folder_is_fine(here: Path) -> None:
    problems: list[Problem] = []
    found = settings_of(section(f"{{path: '{here}/exports'}}"), problems)
    assert (found.path, problems) == (Path("exports"), [])


@pytest.mark.parametrize("text", ["{}", "{path: ''}", "{path: 5}", "{path: [exports]}", "{path: null}", "[]", "x"])
def test_a_section_without_a_path(text: str) -> None:
    problems: list[Problem] = []
    assert settings_of(section(text), problems) == (None, None, {}, ())
    assert problems == []


def test_no_state_and_no_section() -> None:
    [bare] = parse(SourceFile("a.yaml", b"delegint: 1\n"), [])
    assert settings_of(None, []) == settings_of(bare, []) == (None, None, {}, ())
    assert ignored_trustees(bare) == []


def test_the_other_settings() -> None:
    found = settings_of(section("{netbios: {CONTOSO: contoso.com, ODD: 5}, show: [self, 5]}"), [])
    assert (found.netbios, found.shown) == ({"CONTOSO": "contoso.com"}, ("self",))


def test_trustees_to_ignore() -> None:
    text = """
  ignore:
    - {trustee: "CONTOSO\\\\BESAdmin", reason: mobile, until: 2027-01-31}
    - {trustee: backup@contoso.com, reason: backup}
    - {trustee: late@contoso.com, reason: x, until: tomorrow}
    - {reason: nobody}
    - {trustee: 5}"""
    found = ignored_trustees(section(text))
    assert [(entry.trustee, entry.until, entry.node.place.line) for entry in found] == [
        ("CONTOSO\\BESAdmin", date(2027, 1, 31), 4),
        ("backup@contoso.com", None, 5),
        ("late@contoso.com", None, 6),
    ]


def test_a_run_reads_the_snapshot_that_its_state_names(here: Path) -> None:
    state = "delegint: 1\nsnapshot: {path: exports}\nrecipients:\n  ilse@contoso.com: {home: on_premises}\n"
    report = lint_text(state, select=["SNP"])
    [result] = report.results
    assert result.finding.message == "home of ilse@contoso.com is declared as on_premises, but the snapshot says online"


@pytest.mark.parametrize(
    ("path", "message", "line"),
    [
        ("../neighbour", "The snapshot ../neighbour lies outside the current folder and is not read", 2),
        ("gone", "gone does not exist", 2),
    ],
)
def test_a_run_without_the_snapshot_that_its_state_names_says_so_there(
    here: Path, path: str, message: str, line: int
) -> None:
    report = lint_text(f"delegint: 1\nsnapshot: {{path: {path}}}\n", select=["SNP"])
    assert report.snapshot is None
    assert [(str(result.finding.place), result.finding.message) for result in report.results] == [
        (f"desired.yaml:{line}:18", message)
    ]
