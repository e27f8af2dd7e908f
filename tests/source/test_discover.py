"""Paths to files: what is read, under which name, once, and what is said of the rest."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from delegint.source.discover import Found, discover
from delegint.source.files import MAX_FILE_BYTES, display_name
from delegint.source.places import Problem

STATE = "delegint: 1\n"


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(tmp_path)
    yield
    os.chdir(before)


def write(**files: str) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)


def names(found: Found) -> list[str]:
    return [source.name for source in found.sources]


def look(*paths: str) -> tuple[Found, list[Problem]]:
    problems: list[Problem] = []
    return discover([Path(path) for path in paths], problems), problems


def test_folders_give_what_speaks_of_delegint() -> None:
    write(**{
        "b.yaml": STATE, "a.yml": STATE, "C.JSON": '{"delegint": 1}', "sub/d.yaml": STATE, "sub/deeper/e.yaml": STATE,
        "other.yaml": "services: {}", "notes.txt": STATE, ".hidden/x.yaml": STATE, "node_modules/x.yaml": STATE,
        "sub/__pycache__/x.yaml": STATE, "lib/site-packages/x.yaml": STATE, ".one.yaml": STATE,
    })  # fmt: skip
    Path("wide.yaml").write_bytes(STATE.encode("utf-16"))
    found, problems = look(".")
    assert names(found) == [".one.yaml", "C.JSON", "a.yml", "b.yaml", "wide.yaml", "sub/d.yaml", "sub/deeper/e.yaml"]
    assert (problems, found.named, found.missing) == ([], set(), [])


def test_named_files_are_read_whatever_they_hold() -> None:
    write(**{"x.txt": "services: {}", ".hidden/y.yaml": STATE})
    found, problems = look("x.txt", ".hidden/y.yaml", "no/such.yaml", ".hidden")
    assert names(found) == ["x.txt", ".hidden/y.yaml"]
    assert (problems, found.named, found.missing) == ([], {"x.txt", ".hidden/y.yaml"}, ["no/such.yaml"])


def test_no_file_is_read_twice() -> None:
    write(**{"a.yaml": STATE, "sub/b.yaml": STATE})
    Path("again.yaml").symlink_to("a.yaml")
    Path("linked").symlink_to("sub")
    found, problems = look("a.yaml", "./sub/../a.yaml", ".", str(Path.cwd() / "sub"))
    assert names(found) == ["a.yaml", "linked/b.yaml"]
    assert problems == []
    assert names(discover([Path()], problems, found)) == []


def test_link_that_leads_in_a_circle_is_not_followed() -> None:
    write(**{"sub/deeper/a.yaml": STATE})
    Path("sub/deeper/up").symlink_to("..")
    Path("self.yaml").symlink_to("self.yaml")
    found, problems = look(".")
    assert names(found) == ["sub/deeper/a.yaml"]
    assert [(problem.code, str(problem.place), problem.severity) for problem in problems] == [
        ("FMT004", "self.yaml:1:1", None),
        ("FMT004", "sub/deeper/up:1:1", "warning"),
    ]
    assert problems[0].message == "This file cannot be read: too many levels of symbolic links"
    assert problems[1].message == "This link leads back to sub, a folder that holds it; it is not followed"


def test_links_between_siblings_do_not_multiply_the_work() -> None:
    for level in range(40):
        Path(f"d{level}").mkdir()
        for link in ("x", "y"):
            Path(f"d{level}/{link}").symlink_to(f"../d{level + 1}")
    write(**{"d40/a.yaml": STATE})
    found, problems = look(".")
    assert len(names(found)) == 1
    assert problems == []


def test_pipe_in_a_folder_is_not_waited_for_and_a_named_one_without_writer_is_empty() -> None:
    os.mkfifo("pipe.yaml")
    found, problems = look(".")
    assert names(found) == []
    assert [(problem.code, str(problem.place)) for problem in problems] == [("FMT004", "pipe.yaml:1:1")]
    assert problems[0].message == "This is no file but a pipe or a device; it is not read"
    found, problems = look("pipe.yaml")
    assert [source.data for source in found.sources] == [b""]
    assert problems == []


def test_named_pipe_with_a_writer_is_read_to_its_end() -> None:
    reader, writer = os.pipe()
    os.write(writer, STATE.encode())
    os.close(writer)
    found, problems = look(f"/dev/fd/{reader}")
    os.close(reader)
    assert [source.data for source in found.sources] == [STATE.encode()]
    assert problems == []


def test_what_cannot_be_read() -> None:
    Path("gone.yaml").symlink_to("nowhere")
    Path("folder.yaml").mkdir()
    found, problems = look(".", "gone.yaml")
    assert names(found) == []
    assert [(problem.code, str(problem.place), problem.message) for problem in problems] == [
        ("FMT004", "gone.yaml:1:1", "This file cannot be read: no such file or directory"),
    ]
    assert problems[0].fix == "Check that it still exists and that you may read it"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a file system that refuses its owner")
def test_forbidden_files_and_folders() -> None:
    write(**{"a.yaml": STATE, "sub/b.yaml": STATE})
    Path("a.yaml").chmod(0)
    Path("sub").chmod(0)
    _, problems = look(".")
    Path("sub").chmod(0o700)
    assert [str(problem.place) for problem in problems] == ["a.yaml:1:1", "sub:1:1"]


@pytest.mark.parametrize(("head", "expected"), [("delegint: 1\n", ["FMT003"]), ("other: 1\n", [])])
def test_file_that_is_too_large(head: str, expected: list[str]) -> None:
    with Path("big.yaml").open("wb") as stream:
        stream.write(head.encode())
        stream.truncate(MAX_FILE_BYTES + 1)
    found, problems = look(".")
    assert names(found) == []
    assert [problem.code for problem in problems] == expected


def test_names_for_people(tmp_path: Path) -> None:
    assert display_name(Path("sub") / "a.yaml") == "sub/a.yaml"
    assert display_name(tmp_path / "sub" / "a.yaml") == "sub/a.yaml"
    assert display_name(tmp_path.parent / "a.yaml") == (tmp_path.parent / "a.yaml").as_posix()
