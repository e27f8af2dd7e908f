"""Events of the C parser to a positioned tree."""

from __future__ import annotations

import re
from typing import Final

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
from delegint.source.nodes import Node
from delegint.source.places import Place, Problem, whole_file

_SURROGATE_PAIR: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_READER_POSITION_UNKNOWN: Final = -1


def parse(source: SourceFile, problems: list[Problem]) -> list[Node]:
    """The documents of a file, in order.

    What cannot be read is appended to `problems` and ends the file: the documents before it are returned.

    Parameters:
        source: a YAML file of one or more documents, or a JSON file.
        problems: takes what is wrong, with its place.
    """
    data = _join_json_surrogates(source) if source.name.lower().endswith(".json") else source.data
    builder = TreeBuilder(source, problems)
    try:
        _feed(CParser(data), builder)
    except MarkedYAMLError as error:
        problems.append(_syntax_problem(source, error))
    except YAMLError as error:  # the reader's own error: it knows a position in the bytes only
        problems.append(_reader_problem(source, error))
    except UnicodeError:
        problems.append(_reader_problem(source, None))
    return builder.documents


def _feed(parser: CParser, builder: TreeBuilder) -> None:
    """Hand every event to the builder; the order of the tests is the order of their frequency."""
    while True:
        event = parser.get_event()
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


def _join_json_surrogates(source: SourceFile) -> bytes:
    r"""JSON writes characters beyond U+FFFF as two \u escapes, which YAML does not know: write the character itself."""
    if source.data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\\u" not in source.data:
        return source.data

    def joined(match: re.Match[bytes]) -> bytes:
        prefix = match.group(1)
        pair = match.group(0)[len(prefix) :].decode("ascii")
        character = bytes.fromhex(pair[2:6] + pair[8:12]).decode("utf-16-be")
        return prefix + character.encode()

    return _SURROGATE_PAIR.sub(joined, source.data)


def _syntax_problem(source: SourceFile, error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Problem("FMT001", f"This is not YAML: {error.problem}", whole_file(source))
    place = Place(source, mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)
    what = str(error.problem)
    opened = error.context_mark
    if error.context and opened is not None and (opened.line, opened.column) != (mark.line, mark.column):
        what += f", {error.context} that began on line {opened.line + 1}"
    return Problem("FMT001", f"This is not YAML: {what}", place, fix=_syntax_fix(source, place, what), salient=what)


def _syntax_fix(source: SourceFile, place: Place, what: str) -> str:
    line = source.line(place.line)
    if "\t" in line[: place.column]:
        return "Indent with spaces: YAML does not allow a tab there"
    if line[place.column - 1 : place.column] in ("@", "`", "%"):
        return "Put the value in quotes: unquoted text cannot begin with this character"
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
