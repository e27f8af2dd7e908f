"""Anything at all as input: the documented exit code, a place, a remedy, never a traceback, never a hang."""

# ruff: noqa: E501 - a row of a table stays on one line

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Run

BOMB = "delegint: 1\na: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = (
    "delegint: 1\na: &a {"
    + ", ".join(f"k{number}: 0" for number in range(500))
    + "}\n"
    + "".join(f"b{number}: {{<<: *a}}\n" for number in range(400))
)
GOOD = "delegint: 1\nrecipients: {ilse@x.y: {home: cloud}}\n"
"""A state whose only defect stands at 2:31."""

CASES: dict[str, tuple[str | bytes, list[str]]] = {
    # what the file holds; what is found in it, by severity and code
    "malformed": ("delegint: 1\nrecipients: {a@b.c: {home: online\n", ["x.yaml:3:1: error FMT001"]),
    "tab in the indentation": ("delegint: 1\nrecipients:\n\ta@b.c: {}\n", ["x.yaml:3:1: error FMT001"]),
    "binary": (b"\x7fELF\2\1\1\0\0\0\0\0", ["x.yaml:1:1: error FMT001"]),
    "random bytes": (bytes(range(255, 0, -1)) * 100, ["x.yaml:1:16: error FMT001"]),
    "NUL bytes": ("delegint: 1\n# " + "x" * 2000 + "\na: \0\n", ["x.yaml:3:4: error FMT001"]),
    "invalid UTF-8": (b"delegint: 1\na: caf\xe9\n", ["x.yaml:2:7: error FMT001"]),
    "10,000 brackets": ("delegint: 1\na: " + "[" * 10_000 + "]" * 10_000, ["x.yaml:2:67: error FMT003"]),
    "10,000 open brackets": ("delegint: 1\na: " + "[" * 10_000, ["x.yaml:2:67: error FMT003"]),
    "10,000 block lists": ("- " * 10_000 + "x", ["x.yaml:1:129: error FMT003"]),
    "3,000 block mappings": ("\n".join(" " * depth + "delegint:" for depth in range(3_000)), ["x.yaml:65:65: error FMT003"]),
    "10,000 explicit keys": ("? " * 10_000, ["x.yaml:1:129: error FMT003"]),
    "alias bomb": (BOMB, ["x.yaml:7:8: error FMT003"]),
    "merge key bomb": (MERGES, ["x.yaml:102:11: error FMT003"]),
    "alias inside itself": ("delegint: 1\nrecipients: &r {a@b.c: *r}\n", ["x.yaml:2:24: error FMT003"]),
    "alias of nothing": ("delegint: *x\n", ["x.yaml:1:11: error FMT003"]),
    "huge scalar": ("delegint: 1\na: " + "x" * 10**6, ["x.yaml:2:4: error FMT003"]),
    "huge number": ("delegint: " + "9" * 10**6, ["x.yaml:1:11: error FMT003"]),
    "number of 65,536 digits": ("delegint: " + "9" * 65_536, ["x.yaml:1:11: error FMT007"]),
    "custom tag": ("delegint: !one 1\n", ["x.yaml:1:11: error FMT001", "x.yaml:1:11: error FMT007"]),
    "Python object": ('delegint: 1\nrecipients: !!python/object/apply:os.system ["touch owned"]\n', ["x.yaml:2:13: error FMT001", "x.yaml:2:13: error FMT006"]),
    "key that is a mapping": ("delegint: 1\n? {a: 1}\n: 2\n", ["x.yaml:2:3: error FMT003"]),
    "list": ("- delegint: 1\n", ["x.yaml:1:1: warning FMT012"]),
    "text": ("delegint", ["x.yaml:1:1: warning FMT012"]),
    "empty": ("", ["x.yaml:1:1: warning FMT012"]),
    "remarks only": ("# delegint: 1\n\n", ["x.yaml:1:1: warning FMT012"]),
    "byte order mark only": (b"\xef\xbb\xbf", ["x.yaml:1:1: warning FMT012"]),
    "empty document": ("---\n", ["x.yaml:2:1: warning FMT012"]),
    "format 2": ("delegint: 2\n", ["x.yaml:1:11: error FMT007"]),
    "format in quotes": ('delegint: "1"\n', ["x.yaml:1:11: error FMT007"]),
    "format misspelt": ("deleg_int: 1\n", ["x.yaml:1:1: error FMT012"]),
    "format missing": ("recipients: {}\ndelegations: {}\n", ["x.yaml:1:1: error FMT012"]),
    "sections of the wrong type": ("delegint: 1\nrecipients: 5\ndelegations: [1]\nmigration: x\n", ["x.yaml:2:13: error FMT006", "x.yaml:3:14: error FMT006", "x.yaml:4:12: error FMT006"]),
    "impossible day": ("delegint: 1\nmigration: {batches: [{name: w, to: online, members: [], date: 2026-02-30}]}\n", ["x.yaml:2:64: error FMT007"]),
    "addresses of all kinds": ('delegint: 1\nrecipients: {"": {}, "@": {}, "a@b@c": {}}\n', ['x.yaml:2:14: error FMT007', 'x.yaml:2:22: error FMT007', 'x.yaml:2:31: error FMT007']),
}  # fmt: skip
WARNINGS_ONLY = {name for name, (_, found) in CASES.items() if all("warning" in line for line in found)}


@pytest.mark.parametrize("name", CASES)
def test_bad_file(run: Run, tmp_path: Path, name: str) -> None:
    data, found = CASES[name]
    (tmp_path / "x.yaml").write_bytes(data if isinstance(data, bytes) else data.encode())
    concise = run("lint", "x.yaml", "--format", "concise", "--select", "FMT")
    assert concise.found == found
    assert concise.code == (2 if name in WARNINGS_ONLY else 1)  # nothing was linted
    assert concise.err == ""
    human = run("lint", "x.yaml", "--select", "FMT")
    assert human.code == concise.code
    assert human.out.count(" --> x.yaml:") >= len(found)
    assert "fix: " in human.out
    assert not (tmp_path / "owned").exists()


def test_other_files_are_linted_when_one_is_broken(run: Run, tmp_path: Path) -> None:
    for name in ("a", "c"):
        (tmp_path / f"{name}.yaml").write_text(GOOD.replace("ilse", name * 4))
    (tmp_path / "b.yaml").write_text("delegint: 1\na: [\n")
    done = run("lint", "--format", "concise", "--select", "FMT")
    assert done.code == 1
    assert done.found == ["a.yaml:2:31: error FMT007", "b.yaml:3:1: error FMT001", "c.yaml:2:31: error FMT007"]


def _folder(path: Path) -> None:
    (path / "x.yaml").mkdir()


def _link_to_nothing(path: Path) -> None:
    (path / "x.yaml").symlink_to("gone")


def _pipe(path: Path) -> None:
    os.mkfifo(path / "x.yaml")


def _endless(path: Path) -> None:
    (path / "x.yaml").symlink_to("/dev/zero")


def _large(path: Path) -> None:
    with (path / "x.yaml").open("wb") as stream:
        stream.write(b"delegint: 1\n#")
        stream.truncate(50 * 1024 * 1024)


@pytest.mark.parametrize(
    ("make", "named", "in_folder"),
    [
        (_folder, (2, []), (2, [])),
        (_link_to_nothing, (1, ["x.yaml:1:1: error FMT004"]), (1, ["x.yaml:1:1: error FMT004"])),
        (_pipe, (2, ["x.yaml:1:1: warning FMT012"]), (1, ["x.yaml:1:1: error FMT004"])),
        (_endless, (1, ["x.yaml:1:1: error FMT003"]), (1, ["x.yaml:1:1: error FMT004"])),
        (_large, (1, ["x.yaml:1:1: error FMT003"]), (1, ["x.yaml:1:1: error FMT003"])),
    ],
)
def test_what_is_no_ordinary_file(
    run: Run,
    tmp_path: Path,
    make: Callable[[Path], None],
    named: tuple[int, list[str]],
    in_folder: tuple[int, list[str]],
) -> None:
    make(tmp_path)
    for argument, (code, found) in (("x.yaml", named), (".", in_folder)):
        done = run("lint", argument, "--format", "concise")
        assert (done.code, done.found) == (code, found)


@pytest.mark.parametrize(
    ("name", "shown"), [(b"\xff.yaml", r"\udcff.yaml"), (b"a\nb::error::.yaml", r"a\x0ab::error::.yaml")]
)
def test_name_that_is_no_text(run: Run, tmp_path: Path, name: bytes, shown: str) -> None:
    (tmp_path / os.fsdecode(name)).write_text(GOOD)
    done = run("lint", "--format", "concise")
    assert done.code == 1
    assert done.out.startswith(f"{shown}:2:31: error FMT007 ")


def test_path_that_does_not_exist(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("delegint: 1\n")
    done = run("lint", "a.yaml", "no/such.yaml", "--with", "nor-this")
    assert done.code == 2
    assert done.err == "delegint: no/such.yaml does not exist\ndelegint: nor-this does not exist\n"


def test_folder_without_a_state(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("services: {}\n")
    done = run("lint")
    assert done.code == 2
    assert done.err == "delegint: no desired state here: no YAML or JSON file whose top level says delegint: 1\n"
    assert done.out == "Nothing found; no desired state was read.\n"


def test_folders_linked_in_a_circle(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    (tmp_path / "sub" / "a.yaml").write_text(GOOD)
    done = run("lint", "--format", "concise")
    assert done.found == ["sub/a.yaml:2:31: error FMT007", "sub/up:1:1: warning FMT004"]


def test_standard_input(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    done = run("lint", "-", "--format", "concise", stdin=GOOD.replace("ilse", "bob").encode())
    assert (done.code, done.found) == (1, ["stdin.yaml:2:30: error FMT007"])
    done = run("lint", "-", "--stdin-filename", "sub/b.yaml", "--format", "concise", stdin=b"\xff")
    assert (done.code, done.found) == (1, ["sub/b.yaml:1:1: error FMT001"])
    done = run("lint", "-", "a.yaml", "--stdin-filename", "a.yaml", "--format", "concise", stdin=b"delegint: 1\n")
    assert (done.code, done.found) == (0, [])
    done = run("lint", "-", "--format", "concise")
    assert (done.code, done.found) == (2, ["stdin.yaml:1:1: warning FMT012"])


def test_a_changed_file_that_is_no_state_is_no_defect_beside_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services: {}\n")
    assert run("lint", "compose.yaml").code == 2
    done = run("lint", "compose.yaml", "--with", ".")
    assert (done.code, done.err) == (0, "")


GRANTS = "delegations:\n  invoices@contoso.com: {send_as: {ilse@contoso.com: {sides: [on_premises]}}}\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (GRANTS, ["sub/grants.yaml:1:1: error FMT012"]),
        ("delegnt: 1\n" + GRANTS, ["sub/grants.yaml:1:1: error FMT012"]),
        ("DelegInt: 1\nrecipients: {}\n", ["sub/grants.yaml:1:1: error FMT012"]),
        ('{"recipients": {}, "migration": {}}\n', ["sub/grants.yaml:1:1: error FMT012"]),
        ("recipients: [a@contoso.com]\nsmtp: {}\n", []),
        ("delegations: [\n", []),  # some other tool's file, and broken at that
        ("signed: {delegations: {}}\n", []),
    ],
)
def test_a_file_in_a_folder_that_was_meant_to_belong(run: Run, tmp_path: Path, text: str, found: list[str]) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "people.yaml").write_text("delegint: 1\nrecipients: {ilse@contoso.com: {home: online}}\n")
    (tmp_path / "sub" / "grants.yaml").write_text(text)
    done = run("lint", "sub", "--format", "concise")
    assert (done.code, done.found, done.err) == (1 if found else 0, found, "")
