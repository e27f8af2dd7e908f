"""The positioned tree: one class, because there will be hundreds of thousands of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from delegint.source.files import SourceFile
from delegint.source.places import Place

Scalar: TypeAlias = str | int | float | bool | None
Span: TypeAlias = int

_LINE_BITS, _COLUMN_BITS = 24, 24
_END_BITS = _LINE_BITS + _COLUMN_BITS
_LINE_MASK, _COLUMN_MASK = (1 << _LINE_BITS) - 1, (1 << _COLUMN_BITS) - 1


def pack_span(line: int, column: int, end_line: int, end_column: int) -> Span:
    """Four 0-based numbers as one integer: a tuple of them would double the memory of the tree."""
    return (line << _COLUMN_BITS | column) << _END_BITS | end_line << _COLUMN_BITS | end_column


def span_of_line(line: int) -> Span:
    """The span of the beginning of a 1-based line, without extent."""
    start = (line - 1) << _COLUMN_BITS
    return start << _END_BITS | start


def split_span(span: Span) -> tuple[int, int, int, int]:
    """The four 0-based numbers of `pack_span`."""
    start, end = span >> _END_BITS, span & ((1 << _END_BITS) - 1)
    return start >> _COLUMN_BITS, start & _COLUMN_MASK, end >> _COLUMN_BITS & _LINE_MASK, end & _COLUMN_MASK


def unpack_span(source: SourceFile, span: Span) -> Place:
    """The 1-based place that `span` stands for."""
    line, column, end_line, end_column = split_span(span)
    return Place(source, line + 1, column + 1, end_line + 1, end_column + 1)


class Node:
    """A value of the state with its place.

    Parameters:
        source: the file it was written in.
        value: a mapping of key text to nodes, a list of nodes, or a scalar of the YAML 1.2 core schema.
        span: where the value stands (where it is defined, when an alias led here).
        key_span: where its key stands, when it is the value of a mapping.
        alias_span: where the alias or merge key stands that brought it here.
    """

    __slots__ = ("alias_span", "key_span", "source", "span", "value")

    def __init__(
        self,
        source: SourceFile,
        value: dict[str, Node] | list[Node] | Scalar,
        span: Span,
        key_span: Span | None = None,
        alias_span: Span | None = None,
    ) -> None:
        self.source = source
        self.value = value
        self.span = span
        self.key_span = key_span
        self.alias_span = alias_span

    def __repr__(self) -> str:
        return f"<Node {self.kind} at {self.place}>"

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return unpack_span(self.source, self.span)

    @property
    def key_place(self) -> Place:
        """Where the key stands; the value's own place for an item of a list."""
        return unpack_span(self.source, self.span if self.key_span is None else self.key_span)

    @property
    def alias_place(self) -> Place | None:
        """Where the alias or merge key stands through which this node is used, if it is."""
        return None if self.alias_span is None else unpack_span(self.source, self.alias_span)

    @property
    def kind(self) -> str:
        """What the value is, in words for people."""
        value = self.value
        if isinstance(value, dict):
            return "a mapping"
        if isinstance(value, list):
            return "a list"
        return {str: "text", bool: "a boolean", int: "a whole number", float: "a number"}.get(type(value), "nothing")

    def get(self, key: str) -> Node | None:
        """The value under `key` of a mapping; None where there is none, or where this is no mapping."""
        value = self.value
        return value.get(key) if isinstance(value, dict) else None

    def entries(self) -> Iterator[tuple[str, Node]]:
        """The keys and values of a mapping in file order; nothing for any other value."""
        if isinstance(self.value, dict):
            yield from self.value.items()

    def items(self) -> list[Node]:
        """The items of a list; nothing for any other value."""
        return self.value if isinstance(self.value, list) else []

    def used_as(self, *, key_span: Span | None, alias_span: Span | None) -> Node:
        """The same value reached through another key or alias."""
        return Node(self.source, self.value, self.span, key_span, alias_span)

    def plain(self) -> object:
        """The value and all below it as dicts, lists and scalars."""
        value = self.value
        if isinstance(value, dict):
            return {key: node.plain() for key, node in value.items()}
        if isinstance(value, list):
            return [node.plain() for node in value]
        return value


def node_at(value: Any, place: Place) -> Node:
    """A value of an export as a node of the tree, all of it at one place."""
    span = span_of_line(place.line)
    if isinstance(value, dict):
        value = {key: node_at(item, place) for key, item in value.items()}
    elif isinstance(value, (list, tuple)):
        value = [node_at(item, place) for item in value]
    return Node(place.source, value, span, span)
