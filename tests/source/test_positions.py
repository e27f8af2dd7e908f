"""Whatever way a tree is written, it is read back, and every scalar knows the characters that it was written with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from delegint.source.files import SourceFile
from delegint.source.nodes import Node
from delegint.source.parse import parse
from delegint.source.places import Place, Problem
from tests.strategies import Document, Written, documents


def scalars_of(node: Node) -> Iterator[Place]:
    if isinstance(node.value, dict):
        for child in node.value.values():
            yield from scalars_of(child)
    elif isinstance(node.value, list):
        for child in node.value:
            yield from scalars_of(child)
    else:
        yield node.place


def keys_of(node: Node) -> Iterator[Place]:
    for _, child in node.entries():
        yield child.key_place
        yield from keys_of(child)
    for child in node.items():
        yield from keys_of(child)


def written_at(source: SourceFile, place: Place) -> Written:
    assert place.line == place.end_line
    return Written(place.line, place.column, source.line(place.line)[place.column - 1 : place.end_column - 1])


def by_ruamel(text: str) -> Any:
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    return reader.load(text)


@given(documents(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_scalar_stands_where_it_was_written(document: Document, encoding: str, line_break: str) -> None:
    source = SourceFile("state.yaml", document.text.replace("\n", line_break).encode(encoding))
    problems: list[Problem] = []
    (root,) = parse(source, problems)
    assert problems == []
    assert root.plain() == document.tree
    assert [written_at(source, place) for place in scalars_of(root)] == document.values
    assert [written_at(source, place) for place in keys_of(root)] == document.keys


@given(documents())
def test_what_is_read_is_what_another_yaml_1_2_reader_reads(document: Document) -> None:
    (root,) = parse(SourceFile("state.yaml", document.text.encode()), [])
    assert root.plain() == by_ruamel(document.text)


# Fixed examples: the two parsers differ in anchors and block scalars that nobody writes.
@settings(derandomize=True, max_examples=500)
@given(st.text(st.sampled_from("ab:# -'\"\\\n,[]{}?1."), max_size=40))
def test_where_both_readers_accept_a_text_they_agree(text: str) -> None:
    problems: list[Problem] = []
    read = parse(SourceFile("state.yaml", text.encode()), problems)
    try:
        other = by_ruamel(text)
    except (
        YAMLError,
        ValueError,
        TypeError,
        AssertionError,
        IndexError,
        AttributeError,
        KeyError,
        NotImplementedError,
    ):
        return
    if problems or len(read) != 1 or not keyed_by_text(other):
        return
    assert repr(read[0].plain()) == repr(other)


def keyed_by_text(tree: Any) -> bool:
    if isinstance(tree, dict):
        return all(isinstance(key, str) and keyed_by_text(value) for key, value in tree.items())
    return (
        all(map(keyed_by_text, tree))
        if isinstance(tree, list)
        else isinstance(tree, (str, int, float, bool, type(None)))
    )
