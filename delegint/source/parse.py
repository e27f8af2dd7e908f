"""Events of the C parser to a positioned tree."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from _ruamel_yaml import CParser
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from delegint.source.builder import TreeBuilder
from delegint.source.files import SourceFile
from delegint.source.json_escapes import join_surrogates, restore_columns
from delegint.source.nodes import Node
from delegint.source.places import Place, Problem, whole_file

_OLD_LINE_BREAK: Final = re.compile("[\x85\u2028\u2029]")
_READER_POSITION_UNKNOWN: Final = -1
_COLON_IN_FLOW: Final = "unexpected ':'"
MOST_BYTES_IN_PYTHON: Final = 256 * 1024
"""Of a file that only the slow parser can read."""


def parse(source: SourceFile, problems: list[Problem]) -> list[Node]:
    """The documents of a file, in order.

    What cannot be read is appended to `problems` and ends the file: the documents before it are returned.

    Parameters:
        source: a YAML file of one or more documents, or a JSON file.
        problems: takes what is wrong, with its place.
    """
    unclear = _old_line_break(source)
    if unclear is not None:
        problems.append(unclear)
        return []
    if source.name.lower().endswith(".json"):
        joined = join_surrogates(source)
        if joined.columns:
            found: list[Problem] = []
            documents = _documents(source, joined.data, found)
            problems.extend(restore_columns(documents, found, joined.columns))
            return documents
    return _documents(source, source.data, problems)


def _documents(source: SourceFile, data: bytes, problems: list[Problem]) -> list[Node]:
    found: list[Problem] = []
    builder = TreeBuilder(source, found)
    try:
        _feed(CParser(data).get_event, builder)
    except MarkedYAMLError as error:
        if _COLON_IN_FLOW in str(error.problem) and len(data) <= MOST_BYTES_IN_PYTHON:
            return _documents_in_python(source, data, problems)
        found.append(_syntax_problem(source, error))
    except YAMLError as error:  # the reader's own error: it knows a position in the bytes only
        found.append(_reader_problem(source, error))
    except UnicodeError:
        found.append(_reader_problem(source, None))
    problems.extend(found)
    return builder.documents


def _documents_in_python(source: SourceFile, data: bytes, problems: list[Problem]) -> list[Node]:
    """The documents by the parser written in Python.

    The one written in C refuses unquoted text with a colon inside brackets, such as `[smtp:ilse@contoso.com]`, which
    YAML 1.2 allows and administrators write. This one reads it, some thirty times slower.
    """
    from ruamel.yaml import YAML

    builder = TreeBuilder(source, problems)
    try:
        _feed(YAML(typ="safe", pure=True).parse(data).__next__, builder)
    except MarkedYAMLError as error:
        problems.append(_syntax_problem(source, error))
    return builder.documents


def _feed(next_event: Callable[[], Any], builder: TreeBuilder) -> None:
    """Hand every event to the builder; the order of the tests is the order of their frequency."""
    while True:
        event = next_event()
        kind = type(event)
        if kind is ScalarEvent:
            builder.scalar(event)
        elif kind is MappingStartEvent:
            builder.start(event, {})
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            builder.end(event)
        elif kind is SequenceStartEvent:
            builder.start(event, [])
        elif kind is AliasEvent:
            builder.alias(event)
        elif kind is DocumentStartEvent:
            builder.start_document()
        elif kind is DocumentEndEvent:
            builder.end_document()
        elif kind is StreamEndEvent:
            return
        if builder.stopped:
            return


def _old_line_break(source: SourceFile) -> Problem | None:
    """The first character that ends a line for the parser, as in YAML 1.1, and for nobody else, as in YAML 1.2.

    What follows it in a comment would be read, although every editor shows it as part of the comment.
    """
    if source.data.isascii() or _OLD_LINE_BREAK.search(source.text) is None:
        return None
    for number, line in enumerate(source.lines, 1):
        match = None if line.isascii() else _OLD_LINE_BREAK.search(line)
        if match is not None:
            name = f"U+{ord(match[0]):04X}"
            place = Place(source, number, match.start() + 1, number, match.start() + 2)
            message = f"The character {name} stands here, which only some readers of YAML take for the end of a line"
            return Problem("FMT001", message, place, fix="Remove it; in double quotes it may be escaped", salient=name)
    return None


def _syntax_problem(source: SourceFile, error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Problem("FMT001", f"This is not {_language(source)}: {error.problem}", whole_file(source))
    place = Place(source, mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)
    what = str(error.problem)
    opened = error.context_mark
    if error.context and opened is not None and (opened.line, opened.column) != (mark.line, mark.column):
        what += f", {error.context} that began on line {opened.line + 1}"
    message = f"This is not {_language(source)}: {what}"
    return Problem("FMT001", message, place, fix=_syntax_fix(source, place, what), salient=what)


def _language(source: SourceFile) -> str:
    return "JSON" if source.name.lower().endswith(".json") else "YAML"


def _syntax_fix(source: SourceFile, place: Place, what: str) -> str:
    line = source.line(place.line)
    if "\t" in line[: place.column]:
        return "Indent with spaces: YAML does not allow a tab there"
    if line[place.column - 1 : place.column] in ("@", "`", "%"):
        return "Put the value in quotes: unquoted text cannot begin with this character"
    if "unexpected ':'" in what:
        return "Put the text in quotes: in a file of this size, unquoted text inside brackets cannot hold a colon"
    if "mapping values are not allowed" in what:
        return 'Check the indentation of this line and the one above; text that holds ": " needs quotes'
    if "directive" in what or "document" in what:
        return "Separate documents with a line that holds only ---"
    return "Check the brackets, quotes and indentation here and on the line above"


def _reader_problem(source: SourceFile, error: YAMLError | None) -> Problem:
    position = getattr(error, "position", _READER_POSITION_UNKNOWN)
    reason = getattr(error, "reason", "the bytes cannot be decoded")
    fix = "Save the file as UTF-8 text"
    if b"\0" in source.data[:1024] and source.data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return Problem("FMT001", "This is a binary file, not YAML", whole_file(source), fix=fix)
    place = whole_file(source)
    if position >= 0:
        before = SourceFile(source.name, source.data[:position])
        line = len(before.lines)
        column = len(before.lines[-1]) + 1
        place = Place(source, line, column, line, column + 1)
    return Problem("FMT001", f"This is not readable text: {reason}", place, fix=fix, salient=str(reason))
