"""What a stranger's file may cost: every limit stops the reading at its exact place, and what came before stays."""

from __future__ import annotations

import pytest

from delegint.source.builder import MAX_ALIAS_NODES, MAX_DEPTH, MAX_SCALAR_LENGTH
from tests.source.reading import read, read_one, said

BOMB = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGE_BOMB = (
    "a: &a {"
    + ", ".join(f"k{number}: 0" for number in range(500))
    + "}\n"
    + "".join(f"b{number:03}: {{<<: *a}}\n" for number in range(400))
)
DEEP_BY_ALIAS = "".join(
    f"x{number}: &x{number} {'[' * 50}{f'*x{number - 1}' if number else 1}{']' * 50}\n" for number in range(30)
)


@pytest.mark.parametrize(
    "text", ["[" * MAX_DEPTH + "]" * MAX_DEPTH, "- " * MAX_DEPTH + "x", "{a: " * MAX_DEPTH + "}" * MAX_DEPTH]
)
def test_as_deep_as_allowed(text: str) -> None:
    read_one(text)


@pytest.mark.parametrize(
    ("text", "code", "place", "message"),
    [
        ("[" * 10_000 + "]" * 10_000, "FMT003", "1:65", "Mappings and lists are nested more than 64 deep"),
        ("- " * 10_000, "FMT003", "1:129", "Mappings and lists are nested more than 64 deep"),
        ("{a: " * 10_000, "FMT003", "1:257", "Mappings and lists are nested more than 64 deep"),
        ("\n".join(" " * depth + "a:" for depth in range(2_000)), "FMT003", "65:65", "Mappings and lists are nested"),
        ("a: {x: &x {y: *x}}", "FMT003", "1:15", "The alias *x stands inside the value it repeats"),
        ("a: &x [1]\nb: &x [*x]", "FMT003", "2:8", "The alias *x stands inside the value it repeats"),
        ("a: *nobody", "FMT003", "1:4", "The alias *nobody repeats a value that is not there"),
        (BOMB, "FMT003", "6:8", "Aliases repeat more than 100,000 values"),
        (MERGE_BOMB, "FMT003", "101:12", "Merge keys repeat more than 100,000 values"),
        (DEEP_BY_ALIAS, "FMT003", "2:59", "Mappings and lists are nested more than 64 deep"),
        ("a: " + "x" * (MAX_SCALAR_LENGTH + 1), "FMT003", "1:4", "This value is longer than 65,536 characters"),
        ("a: 1\nb: |\n" + "  x\n" * 50_000, "FMT003", "2:4", "This value is longer than 65,536 characters"),
        ("a: [1, 2\nb: 3", "FMT001", "2:2", "This is not YAML: did not find expected ',' or ']'"),
        ("a:\n\tb: 1", "FMT001", "2:1", "This is not YAML: found character that cannot start any token"),
        ("a: @x", "FMT001", "1:4", "This is not YAML: found character that cannot start any token"),
        ("a: b: c", "FMT001", "1:5", "This is not YAML: mapping values are not allowed in this context"),
        ('a: "x\nb: 1', "FMT001", "2:5", "This is not YAML: found unexpected end of stream"),
    ],
)
def test_reading_stops_where_it_must(text: str, code: str, place: str, message: str) -> None:
    documents, problems = read(text)
    assert documents == []
    assert said(problems) == [(code, place)]
    assert problems[-1].message.startswith(message)
    assert problems[-1].fix


@pytest.mark.parametrize("broken", ["[", "a: *x", "[" * 99, "\tx: 1"])
def test_documents_before_the_broken_one_stay(broken: str) -> None:
    documents, problems = read("a: 1\n---\nb: 2\n---\n" + broken)
    assert [document.plain() for document in documents] == [{"a": 1}, {"b": 2}]
    assert [problem.place.line for problem in problems] == [6 if broken == "[" else 5]


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("a:\n\tb: 1", "Indent with spaces: YAML does not allow a tab there"),
        ("a: @x", "Put the value in quotes: unquoted text cannot begin with this character"),
        ("a: %x", "Put the value in quotes: unquoted text cannot begin with this character"),
        ("a: b: c", 'Check the indentation of this line and the one above; text that holds ": " needs quotes'),
        ("a: 1\n%YAML 1.2\n", "Separate documents with a line that holds only ---"),
        ("a: [", "Check the brackets, quotes and indentation here and on the line above"),
    ],
)
def test_remedy_fits_the_defect(text: str, fix: str) -> None:
    assert read(text)[1][0].fix == fix


def test_what_opened_is_named_where_it_is_not_closed() -> None:
    (problem,) = read("a:\n  b: [1\nc: 2\n")[1]
    assert problem.message.endswith("while parsing a flow sequence that began on line 2")


def test_aliases_up_to_the_limit_cost_nothing_more() -> None:
    text = "a: &a [" + "1, " * 99 + "1]\nb: [" + "*a, " * 989 + "*a]"
    root = read_one(text)
    assert MAX_ALIAS_NODES == 100_000
    assert [len(child.items()) for _, child in root.entries()] == [100, 990]


def test_many_duplicates_are_found_in_linear_time() -> None:
    _, problems = read("a: 1\n" * 50_000)
    assert len(problems) == 49_999
    assert problems[-1].salient == "49999"
