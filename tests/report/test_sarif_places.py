"""Regions, columns and addresses of SARIF results."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from delegint.report.sarif_places import regions
from delegint.source.files import SourceFile
from delegint.source.places import Place
from tests.report.sarif_reading import run_of, uri
from tests.report.states import write_state


def test_columns_count_utf_16_code_units(tmp_path: Path) -> None:
    text = 'delegint: 1\nrecipients:\n  "田😀@contoso.com": {home: online, colour: red}\n'
    write_state(tmp_path, text)
    [result] = run_of(tmp_path, "--select", "FMT005")["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    line = text.splitlines()[2].encode("utf-16-le")
    meant = line[2 * (region["startColumn"] - 1) : 2 * (region["endColumn"] - 1)].decode("utf-16-le")
    assert meant == region["snippet"]["text"] == "colour"


def test_a_stretch_of_several_lines_is_cut_to_the_first(tmp_path: Path) -> None:
    write_state(tmp_path, "delegint: 1\nrecipients:\n  a@contoso.com:\n    home: [online,\n           online]\n")
    [result] = run_of(tmp_path, "--select", "FMT007")["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["endLine"], region["endColumn"]) == (4, 11, 4, 19)
    assert region["snippet"] == {"text": "[online,"}


@pytest.mark.parametrize(
    ("text", "place", "region", "context"),
    [
        ("", (1, 1, 1, 1), (1, 1, ""), ""),
        ("ab\n", (1, 1, 1, 1), (1, 2, "a"), "ab\n"),
        ("ab\ncd\nef\ngh\n", (2, 2, 3, 1), (2, 3, "d"), "ab\ncd\nef"),
        ("ab\n", (2, 1, 2, 1), (1, 1, ""), "ab\n"),
        ("ab\n", (7, 3, 7, 4), (1, 1, ""), "\n"),
        ("ab\r\ncd\r\n", (1, 1, 1, 3), (1, 3, "ab"), "ab\ncd"),
        ("x" * 900, (1, 1, 1, 901), (1, 501, "x" * 500), "x" * 900),
        ("x" * 9_000, (1, 1_001, 1, 1_003), (1_001, 1_003, "xx"), "x" * 402),
    ],
)
def test_regions(text: str, place: tuple[int, int, int, int], region: tuple[int, int, str], context: str) -> None:
    found = regions(Place(SourceFile("a.yaml", text.encode()), *place))
    own = found["region"]
    assert (own["startColumn"], own["endColumn"], own["snippet"]["text"]) == region
    assert own["startLine"] == own["endLine"] == place[0]
    assert found["contextRegion"]["snippet"]["text"] == context
    assert found["contextRegion"]["startLine"] <= own["startLine"] <= found["contextRegion"]["endLine"]


def test_addresses_are_relative_to_the_root_of_the_repository(tmp_path: Path) -> None:
    inside, outside = tmp_path / "repository", tmp_path / "elsewhere"
    (inside / ".git").mkdir(parents=True)
    write_state(inside, "delegint: 1\nx: 1\n", name="tenants/a b/100% [田].yaml")
    write_state(outside, "delegint: 1\ny: 1\n", name="other.yaml")
    run = run_of(inside / "tenants", "a b", "../../elsewhere", "--select", "FMT005")
    by_message = {result["message"]["text"].split(".")[0]: result for result in run["results"]}
    ours = by_message["The section x is not known"]
    assert uri(ours) == "tenants/a%20b/100%25%20%5B%E7%94%B0%5D.yaml"
    assert unquote(uri(ours)) == "tenants/a b/100% [田].yaml"
    theirs = by_message["The section y is not known"]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert theirs == {"uri": (outside / "other.yaml").as_uri()}
    assert run["originalUriBaseIds"] == {"%SRCROOT%": {"description": {"text": "The root of the repository."}}}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links_are_resolved(tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    write_state(repository, "delegint: 1\nx: 1\n", name="real/a.yaml")
    (repository / "link").symlink_to("real")
    outside = write_state(tmp_path, "delegint: 1\ny: 1\n", name="b.yaml")
    (repository / "b.yaml").symlink_to(outside)
    (tmp_path / "checkout").symlink_to(repository)
    run = run_of(tmp_path / "checkout", "link/a.yaml", "b.yaml", "--select", "FMT005")
    assert [uri(result) for result in run["results"]] == ["b.yaml", "real/a.yaml"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every file name is Unicode")
def test_a_file_name_that_is_no_unicode_keeps_its_bytes(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/\xff:#.yaml", "wb") as stream:
        stream.write(b"delegint: 1\nx: 1\n")
    [result] = run_of(tmp_path)["results"]
    assert uri(result) == "%FF%3A%23.yaml"
