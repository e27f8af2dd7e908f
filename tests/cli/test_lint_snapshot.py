"""`delegint lint --snapshot`: findings whose places are in exports, in every format; the cache; what is no state."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.report.sarif_reading import validated
from tests.snapshot.observing import ANNELIES, ILSE, PEOPLE, full_access, lines, recipient, write

STATE = """\
delegint: 1
recipients:
  annelies@contoso.com: {home: on_premises}
delegations:
  annelies@contoso.com:
    full_access: [ilse@contoso.com]
"""
TORN = PEOPLE + '{"k":"recipient","gu'
FILES = {
    "a.yaml": STATE,
    "export/exo/people.jsonl": TORN,
    "export/exo/rights.jsonl": lines(full_access(ANNELIES, "gone@contoso.com")),
    "export/notes.csv": "Colour,Shape\nred,round\n",
}
LINES = [
    "a.yaml:3:32: warning SNP004",
    "export/exo/people.jsonl:4:1: error SNP001",
    "export/exo/rights.jsonl:1:1: info SNP006",
    "export/notes.csv:2:1: info SNP003",
]
OPTIONS = ("lint", "a.yaml", "--snapshot", "export", "--no-cache", "--select", "FMT,SNP")


@pytest.fixture(autouse=True)
def _files(tmp_path: Path) -> None:
    write(tmp_path, FILES)


def test_findings_in_exports_stand_there(run: Run) -> None:
    done = run(*OPTIONS, "-f", "concise")
    assert (done.code, done.found, done.err) == (1, LINES, "")


def test_for_people_an_export_has_no_excerpt(run: Run) -> None:
    done = run(*OPTIONS)
    assert done.code == 1
    assert (
        "error[SNP001] This line is no JSON object; the file may have been cut off\n"
        " --> export/exo/people.jsonl:4:1 unreadable-export\n"
        "  = fix: Collect the file again; -Resume repairs no more than a torn last line\n"
    ) in done.out
    assert " --> export/exo/people.jsonl:1:1 observed here\n" in done.out


def test_as_json(run: Run) -> None:
    done = run(*OPTIONS, "-f", "json")
    assert done.code == 1
    findings = json.loads(done.out)["findings"]
    assert [(finding["rule"], finding["location"]["file"]) for finding in findings] == [
        ("SNP004", "a.yaml"),
        ("SNP001", "export/exo/people.jsonl"),
        ("SNP006", "export/exo/rights.jsonl"),
        ("SNP003", "export/notes.csv"),
    ]
    assert len({finding["fingerprint"] for finding in findings}) == 4


def test_as_sarif(run: Run) -> None:
    done = run(*OPTIONS, "-f", "sarif")
    assert done.code == 1
    results = validated(done.out)["results"]
    places = [result["locations"][0]["physicalLocation"] for result in results]
    assert [(place["artifactLocation"]["uri"], place["region"]["startLine"]) for place in places] == [
        ("export/exo/people.jsonl", 4),
        ("a.yaml", 3),
        ("export/exo/rights.jsonl", 1),
        ("export/notes.csv", 2),
    ]
    [observed] = results[1]["relatedLocations"]
    assert observed["physicalLocation"]["artifactLocation"]["uri"] == "export/exo/people.jsonl"


def test_as_annotations_of_github(run: Run) -> None:
    done = run(*OPTIONS, "-f", "github", env={"GITHUB_ACTIONS": "true"})
    assert done.code == 1
    commands = [line.partition("::")[2].partition("::")[0] for line in done.out.splitlines() if line.startswith("::")]
    assert [(command.split(" ")[0], command.split(",")[1:3]) for command in commands] == [
        ("error", ["file=export/exo/people.jsonl", "line=4"]),
        ("warning", ["file=a.yaml", "line=3"]),
        ("notice", ["file=export/exo/rights.jsonl", "line=1"]),
        ("notice", ["file=export/notes.csv", "line=2"]),
    ]


@pytest.mark.parametrize("output_format", ["human", "concise", "json", "sarif", "github"])
def test_a_run_from_the_cache_is_the_same_run(run: Run, tmp_path: Path, output_format: str) -> None:
    cache = {"DELEGINT_CACHE_DIR": str(tmp_path / "cache"), "GITHUB_ACTIONS": "true"}
    options = [option for option in OPTIONS if option != "--no-cache"]
    plain = run(*OPTIONS, "-f", output_format, env=cache)
    assert not (tmp_path / "cache").exists()
    time.sleep(2.1)  # files that have just changed are not kept
    first, second = (run(*options, "-f", output_format, env=cache) for _ in range(2))
    assert len(list((tmp_path / "cache").iterdir())) == 1
    assert (
        plain.out.replace(str(tmp_path), "")
        == first.out.replace(str(tmp_path), "")
        == second.out.replace(str(tmp_path), "")
    )
    assert plain.code == first.code == second.code == 1


def test_nothing_is_ever_written_into_the_snapshot(run: Run, tmp_path: Path) -> None:
    def content() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in (tmp_path / "export").rglob("*") if path.is_file()}

    before = content()
    done = run("lint", "a.yaml", "--snapshot", "export", env={"DELEGINT_CACHE_DIR": str(tmp_path / "cache")})
    assert done.code == 1
    assert content() == before


HOSTILE = "\x1b[31m\x1b]0;t\x07\u202egpj\r\n::error file=x::owned\n##vso[task.complete]"


@pytest.mark.parametrize("output_format", ["human", "concise", "github"])
@pytest.mark.parametrize("variables", [{}, {"GITHUB_ACTIONS": "true"}, {"NO_COLOR": "1", "TF_BUILD": "True"}])
def test_hostile_values_in_an_export(run: Run, tmp_path: Path, output_format: str, variables: dict[str, str]) -> None:
    records = lines(
        recipient(ANNELIES, "annelies", proxies=[f"smtp:{HOSTILE}@contoso.com"]),
        recipient(ILSE, "ilse", proxies=[f"smtp:{HOSTILE}@contoso.com"]),
        {"k": HOSTILE},
        full_access(HOSTILE, "ilse@contoso.com"),
        full_access(ANNELIES, f"{HOSTILE}@contoso.com"),
    )
    write(tmp_path, {"export/exo/people.jsonl": records, "export/notes.csv": f'"{HOSTILE}","Shape"\nred,round\n'})
    done = run(*OPTIONS, "-f", output_format, env=variables)
    for character in "\x1b\x07\r\u202e":
        assert character not in done.out + done.err
    assert "owned" in done.out  # it is told, and without effect
    commands = [line for line in done.out.splitlines() if line.startswith(("::", "##"))]
    assert not [line for line in commands if "file=x" in line.partition("::")[2].partition("::")[0]]
    assert not [line for line in commands if line.startswith("##")]
    assert output_format == "github" or commands == [] or all(line.startswith("::stop-commands") for line in commands)


def test_a_report_on_hostile_values_is_valid_for_machines(run: Run, tmp_path: Path) -> None:
    records = lines(recipient(ANNELIES, "annelies"), {"k": HOSTILE}, full_access(HOSTILE, "[x](http://evil.example)"))
    write(tmp_path, {"export/exo/people.jsonl": records, "export/田😀 [1](x).csv": f'"{HOSTILE}","b"\n1,2\n'})
    validated(run(*OPTIONS, "-f", "sarif").out)
    json.loads(run(*OPTIONS, "-f", "json").out)


# -- what lies in the linted folder and is no state --------------------------------------------------------------

SPY = "delegint: 1\nrecipients:\n  spy@contoso.com: {hoem: x}\n"


def test_the_snapshot_of_the_run_is_not_read_as_a_state(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"export/state.yaml": SPY})
    inside = run("lint", "--select", "FMT005", "-f", "concise")
    assert inside.found == ["export/state.yaml:3:21: error FMT005"]
    done = run("lint", "--snapshot", "export", "--no-cache", "--select", "FMT005", "-f", "concise")
    assert (done.code, done.found) == (0, [])
    named = run(
        "lint", "export/state.yaml", "--snapshot", "export", "--no-cache", "--select", "FMT005", "-f", "concise"
    )
    assert named.found == ["export/state.yaml:3:21: error FMT005"], "what is named is read"


def test_a_folder_that_the_collector_has_filled_is_no_state_wherever_it_lies(run: Run, tmp_path: Path) -> None:
    write(
        tmp_path,
        {"old/exo/manifest.json": '{"delegint_snapshot": 1}', "old/exo/state.yaml": SPY, "old/exo/sub/b.yaml": SPY},
    )
    assert run("lint", "old", "a.yaml", "--select", "FMT005", "-f", "concise").found == []
    write(tmp_path, {"old/exo/manifest.json": '{"name": "something else"}'})
    assert run("lint", "old", "--select", "FMT005", "-f", "concise").found == ["old/exo/state.yaml:3:21: error FMT005"]


def test_an_unreadable_manifest_hides_nothing(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"old/state.yaml": SPY})
    (tmp_path / "old/manifest.json").mkdir()
    assert run("lint", "old", "--select", "FMT005", "-f", "concise").found == ["old/state.yaml:3:21: error FMT005"]


def test_a_snapshot_that_is_none(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"empty/.keep": "", "b.yaml": "delegint: 1\n"})
    done = run("lint", "b.yaml", "--snapshot", "empty", "--no-cache", "-f", "concise")
    assert (done.code, done.found) == (1, ["empty:1:1: error SNP001"])
    assert "empty holds no export" in done.out


def test_a_snapshot_that_does_not_exist_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"b.yaml": "delegint: 1\n"})
    done = run("lint", "b.yaml", "--snapshot", "gone", "--no-cache", "-f", "concise")
    assert (done.code, done.found) == (2, [])
    assert done.err == "delegint: gone does not exist\n"
