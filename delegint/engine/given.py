"""What a run is asked to do, and the files that this leads to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from delegint.schema.vocabulary import Schema
from delegint.source.discover import discover
from delegint.source.files import SourceFile
from delegint.source.merge import looks_like_a_state
from delegint.source.nodes import Node
from delegint.source.parse import parse
from delegint.source.places import Problem, whole_file

UNREAD: Final = frozenset({"FMT001", "FMT003", "FMT004"})
"""The findings on files of a state that could not be read, so that the state is not whole."""
_SNAPSHOT: Final = b"snapshot"
_UTF_16_SAMPLE: Final = 200


class Options:
    """What a run is asked to do.

    Parameters:
        paths: files and folders to lint.
        context: files and folders that belong to the state, but on which nothing is reported.
        stdin: the content and the name of a file given on standard input.
        select, ignore: see `Registry.choose`.
        as_of: the date for rules that are bound to one.
        snapshot: an export of the tenant; the state may name one too.
        cached: whether a prepared copy of the snapshot may be used and kept.
    """

    def __init__(
        self,
        paths: Sequence[Path] = (),
        *,
        context: Sequence[Path] = (),
        stdin: SourceFile | None = None,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        as_of: date | None = None,
        snapshot: Path | None = None,
        cached: bool = True,
    ) -> None:
        self.paths = list(paths)
        self.snapshot = snapshot
        self.cached = cached
        self.context = list(context)
        self.stdin = stdin
        self.select = list(select)
        self.ignore = list(ignore)
        self.as_of = as_of or date.today()


class Given(NamedTuple):
    """What the options lead to.

    Parameters:
        sources: the files that may belong to the state.
        suspects: files in the named folders that do not speak of delegint, and may have been meant to.
        named: the names of the files that were named themselves.
        shown: the names of the files to report on; None for all.
        missing: paths that do not exist.
    """

    sources: list[SourceFile]
    suspects: list[SourceFile]
    named: set[str]
    shown: set[str] | None
    missing: list[str]

    @property
    def is_silent_on_snapshots(self) -> bool:
        """Whether the state has no say in how a snapshot is read; it is then read first, when there is most room."""
        return not any(_SNAPSHOT in source.data or b"\0" in source.data[:_UTF_16_SAMPLE] for source in self.sources)


def given(options: Options, problems: list[Problem]) -> Given:
    """The files that the options lead to.

    Parameters:
        options: what to do.
        problems: takes files that cannot be read.
    """
    passed_over = [] if options.snapshot is None else [options.snapshot]
    found = discover(options.paths, problems, passed_over=passed_over)
    sources, named = list(found.sources), set(found.named)
    if options.stdin is not None:
        named.add(options.stdin.name)
        sources = [options.stdin, *(source for source in sources if source.name != options.stdin.name)]
    if not options.context:
        return Given(sources, found.suspects, named, None, found.missing)
    read = [*sources, *found.suspects]
    shown = {source.name for source in read} | named | {problem.place.source.name for problem in problems}
    around = discover(options.context, problems, found, passed_over)
    sources += [source for source in around.sources if source.name not in shown]
    return Given(sources, found.suspects, named, shown, found.missing + around.missing)


def judge_passed_over(documents: list[Node], files: Given, schema: Schema, problems: list[Problem]) -> list[str]:
    """Mention documents without the `delegint` key that were named, or look like a state; the others are passed over.

    Parameters:
        documents: those without the key among the files that may belong to the state.
        files: what the options lead to.
        schema: the format, whose sections tell a state.
        problems: takes what is found; what has been found so far tells which files could not be read.

    Returns: the names of the files that were named, and are passed over.
    """
    sections = tuple(schema["properties"])
    unreadable = {problem.place.source.name for problem in problems if problem.code in UNREAD}
    fix = "Begin the file with delegint: 1"
    names: list[str] = []
    unsuspected: list[Problem] = []  # what is wrong in a file that is none of ours is none of our business
    suspected = [document for source in files.suspects for document in parse(source, unsuspected)]
    for document in [*documents, *suspected]:
        reason = looks_like_a_state(document, sections)
        name = document.source.name
        if reason is not None:
            message = f"This file does not belong to the state: {reason}, but not the key delegint"
            problems.append(Problem("FMT012", message, whole_file(document.source), fix=fix, severity="error"))
        elif name in files.named:
            names.append(name)
            if not isinstance(document.value, dict):
                message = f"This file does not belong to the state: it holds {document.kind}, not a mapping"
                problems.append(Problem("FMT012", message, document.place, fix=fix))
    for source in files.sources:
        if source.name in files.named and source.name not in unreadable and not _has_document(source):
            names.append(source.name)
            message = "This file does not belong to the state: it is empty"
            problems.append(Problem("FMT012", message, whole_file(source), fix=fix))
    return names


def _has_document(source: SourceFile) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in source.lines)
