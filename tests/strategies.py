"""Hypothesis strategies: trees, trees written as YAML with a record of what stands where, and JSON Schemas."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from hypothesis import strategies as st

from delegint.source.files import SourceFile
from delegint.source.nodes import Node, pack_span

PLAIN_TEXT = re.compile(r"[A-Za-z][A-Za-z0-9_@.-]*\Z")
NOT_TEXT = {"null", "true", "false"}

letters = st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\u2028\u2029\ufeff")
words = st.sampled_from(
    ["yes", "no", "on", "NO", "y", "ilse@contoso.com", "Editor", "1", "0x1F", "null", "true", "~", ""]
)
texts = words | st.text(letters, max_size=12) | st.text(st.sampled_from("a:# -'\"\\\n\t,[]{}&*!|>%@`"), max_size=8)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=25
)


class Written(NamedTuple):
    """One scalar of a document: its 1-based place, and its characters."""

    line: int
    column: int
    characters: str


class Document(NamedTuple):
    """A tree as YAML.

    Parameters:
        text: the YAML.
        tree: what it says.
        values: the scalars that are values, in file order.
        keys: the keys, in file order.
    """

    text: str
    tree: Any
    values: list[Written]
    keys: list[Written]


class _Writer:
    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.text = ""
        self.values: list[Written] = []
        self.keys: list[Written] = []

    def collection(self, tree: Any, indent: int, *, flow: bool) -> None:
        flow = flow or not tree or self.draw(st.booleans())
        if flow:
            self._flow(tree, indent)
            return
        for item in tree:
            self.text += self.draw(st.sampled_from(["\n", "  # a: [remark]\n", "\n\n"])) + " " * indent
            if isinstance(tree, dict):
                self._key(item)
                self._value(tree[item], indent)
            else:
                self.text += "-"
                self._value(item, indent)

    def _value(self, value: Any, indent: int) -> None:
        if isinstance(value, (dict, list)):
            self.text += " "
            self.collection(value, indent + self.draw(st.sampled_from([1, 2, 4])), flow=False)
        else:
            self.text += self.draw(st.sampled_from([" ", "   "]))
            self.scalar(value, self.values)

    def _flow(self, tree: Any, indent: int) -> None:
        opening, closing = "{}" if isinstance(tree, dict) else "[]"
        gap = self.draw(st.sampled_from(["", " ", "\n" + " " * (indent + 1)]))
        self.text += opening
        for number, item in enumerate(tree):
            self.text += "," + (gap or " ") if number else gap
            if isinstance(tree, dict):
                self._key(item)
                self.text += " "
            value = tree[item] if isinstance(tree, dict) else item
            if isinstance(value, (dict, list)):
                self.collection(value, indent + 1, flow=True)
            else:
                self.scalar(value, self.values)
        self.text += gap + closing

    def _key(self, key: str) -> None:
        self.scalar(key, self.keys)
        self.text += ":"

    def scalar(self, value: Any, record: list[Written]) -> None:
        characters = self.draw(st.sampled_from(_spellings(value)))
        before = self.text.rpartition("\n")[2]
        record.append(Written(self.text.count("\n") + 1, len(before) + 1, characters))
        self.text += characters


def _spellings(value: Any) -> list[str]:
    if value is None:
        return ["null", "~", "Null", "NULL"]
    if isinstance(value, bool):
        return ["true", "True", "TRUE"] if value else ["false", "False", "FALSE"]
    if isinstance(value, int):
        return [str(value), f"+{value}", hex(value), f"0o{value:o}"] if value >= 0 else [str(value)]
    if isinstance(value, float):
        return [repr(value).replace("inf", ".inf")]
    spellings = [json.dumps(value, ensure_ascii=False)]
    if value.isprintable():
        spellings.append("'" + value.replace("'", "''") + "'")
    if PLAIN_TEXT.match(value) and value.casefold() not in NOT_TEXT:
        spellings.append(value)
    return spellings


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A mapping or list, written in a mixture of styles."""
    tree = draw(trees.filter(lambda tree: isinstance(tree, (dict, list))))
    writer = _Writer(draw)
    writer.text = draw(st.sampled_from(["", "---\n", "# first\n", "%YAML 1.2\n---\n"]))
    writer.collection(tree, 0, flow=False)
    return Document(writer.text + "\n", tree, writer.values, writer.keys)


def node_of(value: Any, source: SourceFile | None = None) -> Node:
    """A tree of nodes without places."""
    source = source or SourceFile("made.yaml", b"")
    inner: Any = value
    if isinstance(value, dict):
        inner = {key: node_of(child, source) for key, child in value.items()}
    elif isinstance(value, list):
        inner = [node_of(child, source) for child in value]
    return Node(source, inner, pack_span(0, 0, 0, 0))
