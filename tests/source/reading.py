"""Reading a text, for the tests of this folder."""

from __future__ import annotations

from typing import Any

from delegint.source.files import SourceFile
from delegint.source.nodes import Node
from delegint.source.parse import parse
from delegint.source.places import Place, Problem


def read(text: str | bytes, name: str = "state.yaml") -> tuple[list[Node], list[Problem]]:
    """The documents, and what is wrong."""
    problems: list[Problem] = []
    data = text.encode() if isinstance(text, str) else text
    return parse(SourceFile(name, data), problems), problems


def read_one(text: str | bytes, name: str = "state.yaml") -> Node:
    """The one document of a text in which nothing is wrong."""
    (document,), problems = read(text, name)
    assert problems == []
    return document


def value_of(text: str) -> Any:
    """What a text of one document says."""
    return read_one(text).plain()


def at(place: Place | None) -> tuple[int, int, int, int]:
    """Line, column, line and column of the end."""
    assert place is not None
    return (place.line, place.column, place.end_line, place.end_column)


def said(problems: list[Problem]) -> list[tuple[str, str]]:
    """Code and place of each problem."""
    return [(problem.code, f"{problem.place.line}:{problem.place.column}") for problem in problems]
