"""Paths on the command line to the files of the state."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from delegint.source.files import MAX_FILE_BYTES, SourceFile, display_name
from delegint.source.places import Problem, whole_file

SUFFIXES: Final = (".yaml", ".yml", ".json")
_SKIPPED_FOLDERS: Final = frozenset({"node_modules", "__pycache__", "site-packages"})
_MARKER: Final = b"delegint"
_HEAD_BYTES: Final = 65_536


class Found:
    """The files that the given paths lead to.

    Parameters:
        sources: what was read and may belong to the state.
        named: the display names of files that were named themselves, rather than found in a folder.
        missing: paths that do not exist.
    """

    def __init__(self) -> None:
        self.sources: list[SourceFile] = []
        self.named: set[str] = set()
        self.missing: list[str] = []
        self._seen: set[str] = set()

    def first_time(self, path: Path) -> bool:
        """Whether this file has not been read before, under this name or another."""
        real = os.path.realpath(path)
        return not (real in self._seen or self._seen.add(real))  # type: ignore[func-returns-value]


def discover(paths: list[Path], problems: list[Problem]) -> Found:
    """Read the named files and, in the named folders, every YAML and JSON file that speaks of delegint.

    Folders whose name begins with a dot are passed over, as are node_modules and Python's own folders.

    Parameters:
        paths: files and folders.
        problems: takes files that cannot be read or are too large, and links that lead in a circle.
    """
    found = Found()
    for path in paths:
        if path.is_dir():
            for file in _walk(path, problems):
                if found.first_time(file):
                    _read(file, found, problems, named=False)
        elif os.path.lexists(path):
            found.named.add(display_name(path))
            if found.first_time(path):
                _read(path, found, problems, named=True)
        else:
            found.missing.append(str(path))
    return found


def _walk(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Files below `folder` by name; a linked folder is followed unless it leads back to one that holds it."""
    pending: list[tuple[Path, tuple[str, ...]]] = [(folder, ())]
    while pending:
        current, above = pending.pop()
        real = os.path.realpath(current)
        if real in above:
            source = SourceFile(display_name(current), b"")
            message = f"This link leads back to {display_name(Path(real))}, a folder that holds it; it is not followed"
            problems.append(Problem("FMT004", message, whole_file(source), fix="Remove the link", severity="warning"))
            continue
        try:
            entries = sorted(os.scandir(current), key=lambda entry: entry.name)
        except OSError as error:
            source = SourceFile(display_name(current), b"")
            problems.append(_unreadable(source, "folder", error))
            continue
        folders = []
        for entry in entries:
            if entry.is_dir():
                if not entry.name.startswith(".") and entry.name not in _SKIPPED_FOLDERS:
                    folders.append((Path(entry.path), (*above, real)))
            elif entry.name.lower().endswith(SUFFIXES):
                yield Path(entry.path)
        pending.extend(reversed(folders))


def _read(path: Path, found: Found, problems: list[Problem], *, named: bool) -> None:
    source = SourceFile(display_name(path), b"")
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        problems.append(_unreadable(source, "file", error))
        return
    speaks_of_us = _MARKER in data[: _HEAD_BYTES if len(data) > MAX_FILE_BYTES else len(data)]
    if not named and not speaks_of_us and _MARKER.decode().encode("utf-16-le") not in data[:_HEAD_BYTES]:
        return
    if len(data) > MAX_FILE_BYTES:
        size = MAX_FILE_BYTES // (1024 * 1024)
        message = f"This file is larger than {size} MiB and was not read"
        problems.append(Problem("FMT003", message, whole_file(source), fix="Split it: the state may have many files"))
        return
    found.sources.append(SourceFile(source.name, data))


def _unreadable(source: SourceFile, what: str, error: OSError) -> Problem:
    reason = (error.strerror or str(error)).lower()
    fix = "Check that it still exists and that you may read it"
    return Problem("FMT004", f"This {what} cannot be read: {reason}", whole_file(source), fix=fix, salient=reason)
