"""Microsoft's validator, with the rules of GitHub, finds nothing to say against the SARIF report."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.report.command import delegint
from tests.report.sarif_reading import HOSTILE, validated
from tests.report.states import ACCEPTED, OURS, STATE, install_plugin, many, write_state

MULTITOOL = os.environ.get("DELEGINT_SARIF_MULTITOOL", "")
# Not held against us: that the repository is not named, addresses that want the network, names that are not
# PascalCase (ours are the names people select rules by), and arguments without quotes (ours are whole sentences).
UNHEEDED = {("note", f"SARIF{number}") for number in (2003, 2006, 2012, 2015)}
needs_multitool = pytest.mark.skipif(
    not MULTITOOL, reason="DELEGINT_SARIF_MULTITOOL does not name the binary of Microsoft's SARIF Multitool"
)


def remarks(report: Path) -> set[tuple[str, str]]:
    """The level and rule of all that Microsoft's validator says about a report, notes included."""
    verdict = report.with_suffix(".verdict")
    command = [MULTITOOL, "validate", str(report), "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note"]
    subprocess.run([*command, "--output", str(verdict)], check=True, capture_output=True, timeout=300)
    run = json.loads(verdict.read_text(encoding="utf-8-sig"))["runs"][0]
    assert run["invocations"][0]["executionSuccessful"] is True
    return {(result.get("level", "warning"), result["ruleId"]) for result in run["results"]}


@needs_multitool
@pytest.mark.parametrize(
    ("texts", "options"),
    [
        (["delegint: 1\n"], ["-s", "FMT"]),
        ([STATE, many(30)], ["-s", f"FMT,{OURS},ACME001,ACME002"]),
        ([ACCEPTED], ["-s", f"FMT,{OURS}"]),
        ([HOSTILE], ["-s", "FMT,ACME"]),
        (["", "hello", "delegint", "recipients:\n  a: {}\n"], []),
        ([STATE, "other: 1\n"], ["nowhere", "--plugin", "local.py"]),
    ],
    ids=["nothing found", "findings", "suppressed", "hostile", "no state", "failures, all rules"],
)
def test_microsofts_validator_finds_nothing(tmp_path: Path, texts: list[str], options: list[str]) -> None:
    site = install_plugin(tmp_path)
    named = [write_state(tmp_path, text, name=f"{number}.yaml").name for number, text in enumerate(texts)]
    done = delegint(tmp_path, *named, *options, "-f", "sarif", "-o", "report.sarif", PYTHONPATH=str(site))
    assert done.out == ""
    validated((tmp_path / "report.sarif").read_text())
    said = remarks(tmp_path / "report.sarif")
    assert ("note", "SARIF2012") in said  # so notes do come through
    assert said <= UNHEEDED


@needs_multitool
def test_microsofts_validator_does_look(tmp_path: Path) -> None:
    write_state(tmp_path)
    log = json.loads(delegint(tmp_path, "-f", "sarif", "-s", OURS).out)
    del log["runs"][0]["tool"]["driver"]["rules"][0]["help"]
    del log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["contextRegion"]
    (tmp_path / "report.sarif").write_text(json.dumps(log))
    assert remarks(tmp_path / "report.sarif") - UNHEEDED == {("error", "GH2012"), ("note", "SARIF2011")}
