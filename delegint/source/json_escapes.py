r"""Characters beyond U+FFFF in JSON: two `\u` escapes, which YAML does not know, for one character."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from delegint.source.files import SourceFile
from delegint.source.nodes import Node, Span, pack_span, split_span
from delegint.source.places import Place, Problem

_PAIR: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_SAVED: Final = len(r"\ud83d\ude00") - 1
"""Columns by which what follows on the line moves to the left."""


class Joined(NamedTuple):
    """The text of a JSON file that YAML can read, and where it differs from the file.

    Parameters:
        data: the text, encoded.
        columns: the 0-based columns of the joined characters, by 0-based line.
    """

    data: bytes
    columns: dict[int, list[int]]


def join_surrogates(source: SourceFile) -> Joined:
    r"""Write each pair such as `\ud83d\ude00` as the character that it stands for."""
    if b"\\u" not in source.data and b"\\\0u" not in source.data:
        return Joined(source.data, {})
    columns: dict[int, list[int]] = {}
    lines: list[str] = []
    if "\ufffd" in source.text:  # perhaps bytes that are no text, which the parser must see
        return Joined(source.data, {})
    for number, line in enumerate(source.lines):
        places: list[int] = []

        def joined(match: re.Match[str], places: list[int] = places) -> str:
            places.append(match.end(1) - _SAVED * len(places))
            return match[1] + bytes.fromhex(match[2] + match[3]).decode("utf-16-be")

        lines.append(_PAIR.sub(joined, line))
        if places:
            columns[number] = places
    if not columns:
        return Joined(source.data, {})
    return Joined("\n".join(lines).encode("utf-8"), columns)


def restore_columns(nodes: list[Node], problems: list[Problem], columns: dict[int, list[int]]) -> list[Problem]:
    """Move nodes, and return the problems moved, to where they stand in the file as it was written.

    Parameters:
        nodes: the documents that were read from the joined text.
        problems: what reading it found wrong.
        columns: see `Joined`.
    """
    pending, seen = list(nodes), set()
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        node.span = _moved(node.span, columns)
        node.key_span = None if node.key_span is None else _moved(node.key_span, columns)
        node.alias_span = None if node.alias_span is None else _moved(node.alias_span, columns)
        pending.extend(node.value.values() if isinstance(node.value, dict) else node.items())
    return [
        problem._replace(
            place=_moved_place(problem.place, columns),
            related=tuple(item._replace(place=_moved_place(item.place, columns)) for item in problem.related),
        )
        for problem in problems
    ]


def _moved(span: Span, columns: dict[int, list[int]]) -> Span:
    line, column, end_line, end_column = split_span(span)
    return pack_span(line, _shifted(line, column, columns), end_line, _shifted(end_line, end_column, columns))


def _moved_place(place: Place, columns: dict[int, list[int]]) -> Place:
    return place._replace(
        column=_shifted(place.line - 1, place.column - 1, columns) + 1,
        end_column=_shifted(place.end_line - 1, place.end_column - 1, columns) + 1,
    )


def _shifted(line: int, column: int, columns: dict[int, list[int]]) -> int:
    return column + _SAVED * sum(joined < column for joined in columns.get(line, ()))
