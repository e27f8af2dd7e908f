"""The report for programs, version 1: members, order, encoding."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from delegint import __version__
from delegint.report.json import pointer
from tests.report.command import delegint
from tests.report.states import ACCEPTED, OURS, install_plugin, many, write_state

MEMBERS = ["version", "tool", "as_of", "summary", "findings", "suppressed", "not_evaluated", "notices"]
FINDING = [
    *("rule", "name", "severity", "message", "path", "location", "related", "when"),
    *("evidence", "help_url", "fix", "fingerprint", "effects"),
]
BETWEEN_BATCHES = [{"from": "wave-1", "until": "wave-2"}]


def report_on(folder: Path, *arguments: str, code: int = 1, **variables: str) -> dict[str, Any]:
    run = delegint(folder, "--format", "json", *arguments, **variables)
    assert run.code == code, run.err
    assert run.out.isascii()
    loaded: dict[str, Any] = json.loads(run.out)
    assert list(loaded) == MEMBERS
    return loaded


def test_the_whole_report(tmp_path: Path) -> None:
    write_state(tmp_path)
    report = report_on(tmp_path, "desired.yaml", "--select", OURS)
    assert report["version"] == 1
    assert report["tool"] == {"name": "delegint", "version": __version__}
    assert report["as_of"] == "2026-11-22"
    assert list(report["summary"]) == ["counts", "files", "mailboxes", "grants", "rules"]
    assert list(report["summary"]["counts"].items()) == [("error", 2), ("warning", 2), ("info", 0)]
    assert (report["summary"]["files"], report["summary"]["mailboxes"], report["summary"]["grants"]) == (1, 1, 2)
    found = [(finding["rule"], finding["severity"], finding["when"]) for finding in report["findings"]]
    assert found == [
        ("HYB014", "warning", BETWEEN_BATCHES),
        ("MIG006", "error", BETWEEN_BATCHES),
        ("HYB014", "warning", []),
        ("HYB015", "error", []),
    ]
    assert all(list(finding) == FINDING for finding in report["findings"])
    assert report["not_evaluated"] == report["notices"] == []


def test_suppressed_findings(tmp_path: Path) -> None:
    write_state(tmp_path, ACCEPTED)
    report = report_on(tmp_path, "desired.yaml", "--select", OURS)
    assert [finding["rule"] for finding in report["findings"]] == ["MIG006", "HYB015"]
    assert [(entry["rule"], entry["when"]) for entry in report["suppressed"]] == [
        ("HYB014", BETWEEN_BATCHES),
        ("HYB014", []),
    ]
    place = {"file": "desired.yaml", "line": 8, "column": 5, "end_line": 8, "end_column": 63}
    suppression = {"reason": "pilot", "until": "2027-01-31", "location": place}
    assert report["suppressed"][0]["suppression"] == suppression
    identities = [entry["fingerprint"] for entry in [*report["findings"], *report["suppressed"]]]
    assert len(set(identities)) == 4


def test_a_finding(tmp_path: Path) -> None:
    write_state(tmp_path, name="states/one.yaml")
    finding = report_on(tmp_path, "states", "--select", "HYB015")["findings"][0]
    assert finding["name"] == "send-as-missing-on-sender-side"
    assert finding["path"] == "/delegations/invoices@contoso.com/send_as/bob@contoso.com/sides"
    assert finding["location"] == {
        "file": "states/one.yaml",
        "line": 8,
        "column": 82,
        "end_line": 8,
        "end_column": 95,
    }
    assert finding["help_url"] == "https://delegint.github.io/delegint/rules/HYB015/"
    assert finding["evidence"][0]["grade"] == "documented"
    assert list(finding["evidence"][0]) == ["grade", "title", "checked"]
    assert finding["fix"]["description"].startswith("Add online to sides")
    assert (len(finding["fingerprint"]), finding["effects"], finding["related"]) == (32, [], [])


def test_what_a_location_spans_is_what_is_meant(tmp_path: Path) -> None:
    text = 'delegint: 1\nrecipients:\n  "田😀@contoso.com": {home: online, colour: red}\n'
    write_state(tmp_path, text)
    location = report_on(tmp_path, "--select", "FMT005")["findings"][0]["location"]
    line = text.splitlines()[location["line"] - 1]
    assert line[location["column"] - 1 : location["end_column"] - 1] == "colour"


def test_fingerprints_outlive_moved_lines_and_renamed_files(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    write_state(before)
    write_state(after, "# moved\n\n" + (before / "desired.yaml").read_text(), name="renamed.yaml")
    first, second = report_on(before, "--select", OURS), report_on(after, "--select", OURS)
    assert [finding["location"]["line"] for finding in second["findings"]] == [10] * 4
    identities = [finding["fingerprint"] for finding in first["findings"]]
    assert identities == [finding["fingerprint"] for finding in second["findings"]]
    assert len(set(identities)) == 4


def test_related_places(tmp_path: Path) -> None:
    write_state(tmp_path, "delegint: 1\nrecipients:\n  a@contoso.com: {}\n  a@contoso.com: {}\n")
    finding = report_on(tmp_path, "--select", "FMT002")["findings"][0]
    assert (finding["rule"], finding["location"]["line"]) == ("FMT002", 4)
    assert finding["related"][0]["message"]
    assert finding["related"][0]["location"] == {
        "file": "desired.yaml",
        "line": 3,
        "column": 3,
        "end_line": 3,
        "end_column": 16,
    }


def test_not_evaluated(tmp_path: Path) -> None:
    text = (
        "delegint: 1\nrecipients:\n  a@contoso.com: {}\n  b@contoso.com: {home: online}\n"
        "delegations:\n  a@contoso.com: {send_as: [b@contoso.com]}\n"
    )
    write_state(tmp_path, text)
    report = report_on(tmp_path, "--select", "HYB014", code=0)
    [gap] = report["not_evaluated"]
    assert list(gap) == ["rules", "fact", "subjects", "declare", "cmdlet"]
    assert (gap["rules"], gap["fact"], gap["subjects"]) == (["HYB014"], "home", ["a@contoso.com"])
    assert gap["declare"]


def test_notices(tmp_path: Path) -> None:
    write_state(tmp_path)
    write_state(tmp_path, "other: 1\n", name="other.yaml")
    site = install_plugin(tmp_path)
    named = ("desired.yaml", "other.yaml", "nowhere", "--plugin", "local.py", "--select", "ACME003")
    notices = report_on(tmp_path, *named, code=3, PYTHONPATH=str(site))["notices"]
    assert [notice["kind"] for notice in notices] == [
        "plugin-failed",
        "rule-crashed",
        "missing-path",
        "file-passed-over",
    ]
    assert all(notice["message"] for notice in notices)
    plugin, rule, missing, passed_over = ({**notice, "message": ""} for notice in notices)
    assert plugin == {
        "kind": "plugin-failed",
        "message": "",
        "plugin": "local",
        "distribution": None,
        "entry_point": None,
        "file": "local.py",
        "reason": "there is no such file",
    }
    assert (rule["rule"], rule["plugin"], rule["times"]) == ("ACME003", "acme", 1)
    assert rule["reason"] == "ValueError: a defect\n::error::of the rule"
    assert missing == {"kind": "missing-path", "message": "", "path": "nowhere"}
    assert passed_over == {"kind": "file-passed-over", "message": "", "file": "other.yaml"}


def test_a_failed_distribution_is_named(tmp_path: Path) -> None:
    write_state(tmp_path)
    site = install_plugin(tmp_path)
    (site / "acme_lint.py").write_text("raise SystemExit('no')", encoding="utf-8")
    [notice] = report_on(tmp_path, "desired.yaml", "--select", OURS, code=3, PYTHONPATH=str(site))["notices"]
    assert (notice["plugin"], notice["distribution"], notice["entry_point"]) == ("acme", "acme_lint", "acme_lint")
    assert (notice["file"], notice["reason"]) == (None, "SystemExit: no")


def test_effects(tmp_path: Path) -> None:
    write_state(tmp_path)
    site = install_plugin(tmp_path)
    report = report_on(tmp_path, "desired.yaml", "--select", "ACME001,ACME002", code=0, PYTHONPATH=str(site))
    [finding] = report["findings"]
    [effect] = finding["effects"]
    assert (finding["rule"], effect["rule"], effect["message"]) == ("ACME001", "ACME002", "This follows")
    assert list(effect) == FINDING[:-1]
    assert effect["fingerprint"] != finding["fingerprint"]
    assert effect["help_url"] is None
    assert report["summary"]["counts"]["info"] == 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every file name is Unicode")
def test_a_file_name_that_is_no_unicode(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/\xff.yaml", "wb") as stream:
        stream.write(b"delegint: 1\nx: 1\n")
    assert report_on(tmp_path)["findings"][0]["location"]["file"] == "\ufffd.yaml"


def test_beyond_the_basic_plane(tmp_path: Path) -> None:
    write_state(tmp_path, "delegint: 1\n😀é: 1\n")
    assert report_on(tmp_path)["findings"][0]["path"] == "/😀é"


@pytest.mark.parametrize(
    ("path", "expected"),
    [((), ""), (("a", "b"), "/a/b"), (("a/b", "~1", ""), "/a~1b/~01/"), (("田",), "/田")],
)
def test_pointers(path: tuple[str, ...], expected: str) -> None:
    assert pointer(path) == expected


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    write_state(tmp_path, many(30))
    runs = [delegint(tmp_path, "-f", "json", "-s", OURS, PYTHONHASHSEED=seed) for seed in ("1", "2")]
    assert runs[0] == runs[1]
    assert runs[0].out.startswith('{\n  "version": 1,\n')
    assert len(json.loads(runs[0].out)["findings"]) == 30


def test_an_empty_report_is_json_too(tmp_path: Path) -> None:
    report = report_on(tmp_path, code=2)
    assert report["findings"] == []
    assert report["summary"]["files"] == 0


def test_to_a_file(tmp_path: Path) -> None:
    write_state(tmp_path)
    run = delegint(tmp_path, "-f", "json", "-s", OURS, "-o", "report.json")
    assert (run.code, run.out) == (1, "")
    assert len(json.loads((tmp_path / "report.json").read_bytes())["findings"]) == 4


def shape(value: Any) -> Any:
    """The members of a document, without their values."""
    if isinstance(value, dict):
        return {name: shape(item) for name, item in value.items()}
    return [shape(item) for item in value] if isinstance(value, list) else type(value).__name__


def test_the_documented_example_is_what_comes_out(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    page = (pytestconfig.rootpath / "docs" / "output.md").read_text(encoding="utf-8")
    state, example = (page.split(f"```{language}\n", 1)[1].split("```", 1)[0] for language in ("yaml", "json"))
    write_state(tmp_path, state)
    report, documented = report_on(tmp_path, "--select", "HYB015"), json.loads(example)
    for each in (report, documented):
        assert [finding.pop("rule") for finding in each["findings"]] == ["HYB015"]
        for finding in each["findings"]:
            finding.pop("evidence")
    assert shape(report) == shape(documented)
    assert report["findings"][0]["location"] == documented["findings"][0]["location"]
    assert report["findings"][0]["path"] == documented["findings"][0]["path"]
