"""SARIF that the official schema, Microsoft's validator and GitHub take without a word."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from delegint.report.line_hash import line_hashes
from delegint.report.sarif import MOST_SHOWN, write
from delegint.report.style import Style
from tests.linting import lint_text
from tests.report.command import delegint
from tests.report.sarif_reading import HOSTILE, run_of, validated
from tests.report.states import ACCEPTED, OURS, install_plugin, many, write_state


def test_results(tmp_path: Path) -> None:
    file = write_state(tmp_path)
    run = run_of(tmp_path, "desired.yaml", "--select", OURS)
    found = [(result["ruleId"], result["level"]) for result in run["results"]]
    assert found == [("MIG006", "error"), ("HYB015", "error"), ("HYB014", "warning"), ("HYB014", "warning")]
    first = run["results"][0]
    assert first["message"]["text"].count(" (after wave-1, until wave-2). To fix: ") == 1
    assert first["properties"] == {"when": [{"from": "wave-1", "until": "wave-2"}]}
    [location] = first["locations"]
    assert location["logicalLocations"] == [
        {
            "name": "sides",
            "fullyQualifiedName": "/delegations/invoices@contoso.com/send_as/ilse@contoso.com/sides",
            "kind": "property",
        }
    ]
    lines = file.read_text().splitlines()
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "desired.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {
            "startLine": 8,
            "startColumn": 41,
            "endLine": 8,
            "endColumn": 54,
            "snippet": {"text": "[on_premises]"},
        },
        "contextRegion": {"startLine": 7, "endLine": 9, "snippet": {"text": "\n".join(lines[6:9])}},
    }
    assert run["columnKind"] == "utf16CodeUnits"
    assert run["automationDetails"] == {"id": "delegint/"}
    [invocation] = run["invocations"]
    assert invocation["executionSuccessful"] is True
    assert invocation["toolExecutionNotifications"] == invocation["toolConfigurationNotifications"] == []


def test_suppressed_results_are_there_with_their_reason(tmp_path: Path) -> None:
    write_state(tmp_path, ACCEPTED)
    run = run_of(tmp_path, "desired.yaml", "--select", OURS)
    found = [(result["ruleId"], result.get("suppressions")) for result in run["results"]]
    reason = [{"kind": "inSource", "justification": "pilot (until 2027-01-31)"}]
    assert found == [("MIG006", None), ("HYB015", None), ("HYB014", reason), ("HYB014", reason)]


def test_fingerprints(tmp_path: Path) -> None:
    file = write_state(tmp_path)
    run = run_of(tmp_path, "desired.yaml", "--select", OURS)
    as_json = json.loads(delegint(tmp_path, "-f", "json", "-s", OURS, "desired.yaml").out)
    expected = {finding["fingerprint"] for finding in as_json["findings"]}
    line_hash = line_hashes(file.read_text(), [8])[8]
    prints = [result["partialFingerprints"] for result in run["results"]]
    assert {each["delegint/entry/v1"] for each in prints} == expected
    assert {each["primaryLocationLineHash"] for each in prints} == {line_hash}


def test_the_line_hash_counts_a_byte_order_mark(tmp_path: Path) -> None:
    text = "\ufeffdelegint: 1\nx: 1\n"
    write_state(tmp_path, text)
    [result] = run_of(tmp_path, "--select", "FMT005")["results"]
    assert result["partialFingerprints"]["primaryLocationLineHash"] == line_hashes(text, [2])[2]
    write_state(tmp_path, "\ufeffx: 1\ndelegint: 1\n")
    [result] = run_of(tmp_path, "--select", "FMT005")["results"]
    assert result["partialFingerprints"]["primaryLocationLineHash"] != line_hashes("x: 1\ndelegint: 1\n", [1])[1]


def test_rules(tmp_path: Path) -> None:
    write_state(tmp_path)
    run = run_of(tmp_path, "desired.yaml", "--select", OURS)
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    rule = rules["HYB015"]
    assert rule["name"] == "send-as-missing-on-sender-side"
    assert rule["helpUri"] == "https://delegint.github.io/delegint/rules/HYB015/"
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"]["precision"] == "very-high"
    assert rule["properties"]["problem.severity"] == "error"
    assert rule["properties"]["tags"] == ["delegation", "HYB", "exchange"]
    headings = re.findall(r"^## (.+)$", rule["help"]["markdown"], re.MULTILINE)
    assert headings == ["What it finds", "Why it matters", "Example", "Instead", "How to fix", "Evidence"]
    assert "extensions" not in run["tool"]


def test_rules_of_others_are_in_extensions(tmp_path: Path) -> None:
    write_state(tmp_path)
    site = install_plugin(tmp_path, name="exchange")  # the name of one of ours
    run = run_of(tmp_path, "desired.yaml", "--select", f"{OURS},ACME001,ACME002", PYTHONPATH=str(site))
    [extension] = run["tool"]["extensions"]
    assert (extension["name"], extension["version"]) == ("acme_lint", "2.5")
    assert [rule["id"] for rule in extension["rules"]] == ["ACME001", "ACME002"]
    assert extension["rules"][0]["defaultConfiguration"] == {"level": "note"}
    assert extension["rules"][0]["properties"]["problem.severity"] == "recommendation"
    assert {rule["id"][:3] for rule in run["tool"]["driver"]["rules"]} == {"FMT", "HYB", "MIG"}
    result = run["results"][-1]
    assert result["rule"] == {"id": "ACME001", "index": 0, "toolComponent": {"index": 0}}
    text = result["message"]["text"]
    assert text.startswith(
        r"{{0}} \[here\](https://evil.example). To fix: Leave [it] {{alone}}. It also leads to [ACME002"
    )
    assert result["relatedLocations"][0]["message"]["text"] == "This follows."
    assert result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 7


def test_a_distribution_without_metadata(tmp_path: Path) -> None:
    write_state(tmp_path)
    site = install_plugin(tmp_path)
    (site / "acme_lint-2.5.dist-info" / "METADATA").unlink()
    run = run_of(tmp_path, "desired.yaml", "--select", "ACME001", code=0, PYTHONPATH=str(site))
    assert run["tool"]["extensions"][0]["name"] == "acme_lint"


def test_notifications(tmp_path: Path) -> None:
    write_state(tmp_path)
    write_state(tmp_path, "other: 1\n", name="other.yaml")
    site = install_plugin(tmp_path)
    named = ("desired.yaml", "other.yaml", "nowhere", "--plugin", "local.py", "--select", "ACME003")
    [invocation] = run_of(tmp_path, *named, code=3, PYTHONPATH=str(site))["invocations"]
    assert invocation["executionSuccessful"] is False
    execution, configuration = (
        [(entry["descriptor"]["id"], entry["level"]) for entry in invocation[name]]
        for name in ("toolExecutionNotifications", "toolConfigurationNotifications")
    )
    assert execution == [("plugin-failed", "error"), ("rule-crashed", "error")]
    assert configuration == [("missing-path", "error"), ("file-passed-over", "note")]
    crash = invocation["toolExecutionNotifications"][1]
    assert crash["associatedRule"] == {"id": "ACME003", "index": 0, "toolComponent": {"index": 0}}


def test_what_was_not_evaluated_is_a_notification(tmp_path: Path) -> None:
    text = "delegint: 1\nrecipients: {a@contoso.com: {}, b@contoso.com: {home: online}}\n"
    write_state(tmp_path, text + "delegations: {a@contoso.com: {send_as: [b@contoso.com]}}\n")
    [invocation] = run_of(tmp_path, "--select", "HYB014", code=0)["invocations"]
    [gap] = invocation["toolExecutionNotifications"]
    assert (gap["descriptor"], gap["level"]) == ({"id": "not-evaluated"}, "note")
    assert gap["message"]["text"].startswith("HYB014: home of a@contoso.com is not stated")
    assert invocation["executionSuccessful"] is True


def test_related_places_are_linked(tmp_path: Path) -> None:
    write_state(tmp_path, "delegint: 1\nrecipients:\n  a@contoso.com: {}\n  a@contoso.com: {}\n")
    [result] = run_of(tmp_path, "--select", "FMT002")["results"]
    [related] = result["relatedLocations"]
    assert related["physicalLocation"]["region"]["startLine"] == 3
    assert f"See: [{related['message']['text']}](1)." in result["message"]["text"]


def test_the_category_can_be_named(tmp_path: Path) -> None:
    write_state(tmp_path)
    run = run_of(tmp_path, "-s", OURS, DELEGINT_SARIF_CATEGORY="delegint/contoso")
    assert run["automationDetails"] == {"id": "delegint/contoso/"}


def test_hostile_text_makes_no_link_and_no_placeholder(tmp_path: Path) -> None:
    write_state(tmp_path, HOSTILE)
    run = run_of(tmp_path)
    texts = [result["message"]["text"] for result in run["results"]]
    assert sum(r"\[our\](1)" in text for text in texts) == 1
    assert not any(re.search(r"(?<!\\)\]\((?!\d+\))", text) for text in texts)
    assert not any(re.search(r"(?<!\{)\{\d+\}", text) for text in texts)


@pytest.mark.parametrize(("number", "cut"), [(MOST_SHOWN, False), (MOST_SHOWN + 1, True)])
def test_what_github_does_not_show_is_told(number: int, cut: bool) -> None:
    from io import StringIO

    report = lint_text(many(1) + "nonsense: 1\n", select=["HYB014", "FMT005"])
    error, warning = sorted(report.results, key=lambda result: result.severity)
    report.results = [warning] * (number - 1) + [error]
    stream = StringIO()
    write(report, stream, Style())
    run = json.loads(stream.getvalue())["runs"][0]
    assert (len(run["results"]), run["results"][0]["level"]) == (number, "error")
    notes = run["invocations"][0]["toolExecutionNotifications"]
    told = [note["message"]["text"] for note in notes if note["descriptor"]["id"] == "results-cut"]
    assert told == (["5,001 findings, of which GitHub shows the first 5,000, the most severe."] if cut else [])


def test_more_than_github_takes_are_left_out(tmp_path: Path) -> None:
    write_state(tmp_path, many(25_001) + "nonsense: 1\n")
    done = delegint(tmp_path, "-f", "sarif", "-s", "HYB014,FMT005")
    run = json.loads(done.out)["runs"][0]
    assert len(run["results"]) == 25_000
    assert run["results"][0]["ruleId"] == "FMT005"
    notes = run["invocations"][0]["toolExecutionNotifications"]
    [told] = [note["message"]["text"] for note in notes]
    assert told.startswith("25,002 findings, of which this report holds the 25,000 most severe. ")


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    write_state(tmp_path, many(30))
    runs = [delegint(tmp_path, "-f", "sarif", "-s", OURS, PYTHONHASHSEED=seed) for seed in ("1", "2")]
    assert runs[0] == runs[1]
    assert len(validated(runs[0].out)["results"]) == 30
