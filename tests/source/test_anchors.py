"""Documents, anchors, aliases, merge keys and duplicate keys: what is reached twice knows both places."""

from __future__ import annotations

import pytest

from delegint.source.nodes import Node
from tests.source.reading import at, read, read_one, said


def child(node: Node, *keys: str) -> Node:
    for key in keys:
        found = node.get(key)
        assert found is not None
        node = found
    return node


def test_several_documents() -> None:
    documents, problems = read("---\na: 1\n---\n- x\n...\n# only a remark\n---\ntext\n")
    assert problems == []
    assert [document.plain() for document in documents] == [{"a": 1}, ["x"], "text"]
    assert [document.kind for document in documents] == ["a mapping", "a list", "text"]
    assert at(documents[1].place) == (4, 1, 5, 1)


def test_anchors_end_with_their_document() -> None:
    documents, problems = read("a: &x 1\n---\nb: *x\n")
    assert [document.plain() for document in documents] == [{"a": 1}]
    assert said(problems) == [("FMT003", "3:4")]
    assert problems[0].message == "The alias *x repeats a value that is not there"


def test_alias_keeps_the_place_of_the_definition_and_learns_that_of_its_use() -> None:
    root = read_one("a: &x [1, 2]\nb:\n  c: *x\nd: [*x]\n")
    assert root.plain() == {"a": [1, 2], "b": {"c": [1, 2]}, "d": [[1, 2]]}
    used = child(root, "b", "c")
    assert at(used.place) == (1, 4, 1, 13)  # an anchor belongs to its value
    assert at(used.key_place) == (3, 3, 3, 4)
    assert at(used.alias_place) == (3, 6, 3, 8)
    (item,) = child(root, "d").items()
    assert at(item.alias_place) == (4, 5, 4, 7)
    assert child(root, "a").alias_place is None
    assert repr(used) == "<Node a list at state.yaml:1:4>"


def test_alias_and_anchor_as_keys() -> None:
    root = read_one("&x ilse@contoso.com: 1\nb: {*x : 2}\n")
    assert root.plain() == {"ilse@contoso.com": 1, "b": {"ilse@contoso.com": 2}}
    assert at(child(root, "b", "ilse@contoso.com").key_place) == (2, 5, 2, 7)


@pytest.mark.parametrize(
    ("merge", "expected"),
    [
        ("<<: *a", {"x": 1, "y": 1, "own": 0}),
        ("<<: [*a, *b]", {"x": 1, "y": 1, "z": 2, "own": 0}),
        ("<<: [*b, *a]", {"y": 2, "z": 2, "x": 1, "own": 0}),
        ("<<: *a, <<: *b", {"x": 1, "y": 1, "z": 2, "own": 0}),
        ("<<: *a, y: 9", {"x": 1, "y": 9, "own": 0}),
        ("y: 9, <<: *a", {"x": 1, "y": 9, "own": 0}),
        ("<<: {x: 5, y: 6}", {"x": 5, "y": 6, "own": 0}),
        ("<<: []", {"own": 0}),
        ('"<<": 5', {"<<": 5, "own": 0}),
    ],
)
def test_merge_keys(merge: str, expected: dict[str, int]) -> None:
    root = read_one(f"a: &a {{x: 1, y: 1}}\nb: &b {{y: 2, z: 2}}\nc: {{{merge}, own: 0}}\n")
    assert child(root, "c").plain() == expected


def test_inherited_value_keeps_its_place_and_knows_the_place_of_use() -> None:
    root = read_one("base: &base\n  x: 1\nc:\n  <<: *base\n  y: 2\nd: &d {<<: *base}\ne: {<<: *d}\n")
    inherited = child(root, "c", "x")
    assert at(inherited.place) == (2, 6, 2, 7)
    assert at(inherited.key_place) == (2, 3, 2, 4)
    assert at(inherited.alias_place) == (4, 7, 4, 12)
    assert child(root, "c", "y").alias_place is None
    twice = child(root, "e", "x")
    assert at(twice.place) == (2, 6, 2, 7)
    assert at(twice.alias_place) == (7, 9, 7, 11)
    assert child(root, "base", "x").alias_place is None


@pytest.mark.parametrize(
    ("text", "place", "kind"),
    [
        ("c: {<<: 5}", "1:9", "a whole number"),
        ("c: {<<: [{x: 1}, text]}", "1:9", "text"),
        ("a: &a [1]\nc: {<<: *a}", "2:9", "a whole number"),
    ],
)
def test_merge_key_takes_mappings_only(text: str, place: str, kind: str) -> None:
    _, problems = read(text)
    assert said(problems) == [("FMT001", place)]
    assert problems[0].message == f"A merge key takes a mapping or a list of mappings, not {kind}"


def test_duplicate_keys_are_each_found_once_and_the_first_counts() -> None:
    documents, problems = read("a: 1\nb:\n  c: {x: 1, x: 2}\n  'c': 3\na: 2\na: 3\n")
    assert documents[0].plain() == {"a": 1, "b": {"c": {"x": 1}}}
    assert [(at(problem.place), problem.path, problem.salient) for problem in problems] == [
        ((3, 13, 3, 14), ("b", "c", "x"), "1"),
        ((4, 3, 4, 6), ("b", "c"), "1"),
        ((5, 1, 5, 2), ("a",), "1"),
        ((6, 1, 6, 2), ("a",), "2"),
    ]
    assert {problem.code for problem in problems} == {"FMT002"}
    assert [at(problem.related[0].place) for problem in problems[2:]] == [(1, 1, 1, 2), (1, 1, 1, 2)]


@pytest.mark.parametrize("key", ["? [a]\n: 1", "? {a: 1}\n: 1", "{a: 1}: 2", "a: &x [1]\n*x : 2"])
def test_keys_are_text(key: str) -> None:
    documents, problems = read(key + "\n")
    assert documents == []
    assert [problem.code for problem in problems] == ["FMT003"]
    assert problems[0].message == "A key must be text, not a mapping or a list"
    assert problems[0].fix == "Write the address as the key"
