"""Paths on the command line to the files of the state."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from delegint.source.files import MAX_FILE_BYTES, SourceFile, display_name
from delegint.source.places import Problem, whole_file

SUFFIXES: Final = (".yaml", ".yml", ".json")
_SKIPPED_FOLDERS: Final = frozenset({"node_modules", "__pycache__", "site-packages"})
_MARKER: Final = b"delegint"
_LIKE_OURS: Final = re.compile(rb"^\W*(?:delegations|recipients|del[a-z_-]{3,8})\W*:", re.IGNORECASE | re.MULTILINE)
_HEAD_BYTES: Final = 65_536
_MANIFEST: Final = "manifest.json"
_SNAPSHOT: Final = b'"delegint_snapshot"'


class Found:
    """The files that the given paths lead to.

    Parameters:
        sources: what was read and may belong to the state.
        named: the display names of files that were named themselves, rather than found in a folder.
        missing: paths that do not exist.
        suspects: files in folders that do not speak of delegint, and may have been meant to.
    """

    def __init__(self) -> None:
        self.sources: list[SourceFile] = []
        self.named: set[str] = set()
        self.missing: list[str] = []
        self.suspects: list[SourceFile] = []
        self._seen: set[str] = set()

    def remember(self, other: Found) -> None:
        """Take what `other` has read for read."""
        self._seen |= other._seen

    def first_time(self, path: Path) -> bool:
        """Whether this file has not been read before, under this name or another."""
        real = os.path.realpath(path)
        return not (real in self._seen or self._seen.add(real))  # type: ignore[func-returns-value]


def discover(
    paths: list[Path], problems: list[Problem], already: Found | None = None, passed_over: Sequence[Path] = ()
) -> Found:
    """Read the named files and, in the named folders, every YAML and JSON file that speaks of delegint.

    Folders whose name begins with a dot are passed over, as are node_modules, Python's own folders, and snapshots.

    Parameters:
        paths: files and folders.
        problems: takes files that cannot be read or are too large, and links that lead in a circle.
        already: what has been read before, and is not read again under another name.
        passed_over: folders that hold no state, such as the snapshot of the run.
    """
    avoided = {os.path.realpath(path) for path in passed_over}
    found = Found()
    if already is not None:
        found.remember(already)
    for path in paths:
        if path.is_dir():
            for file in _walk(path, problems, avoided):
                if found.first_time(file):
                    _read(file, found, problems, named=False)
        elif os.path.lexists(path):
            found.named.add(display_name(path))
            if found.first_time(path):
                _read(path, found, problems, named=True)
        else:
            found.missing.append(str(path))
    return found


def _walk(folder: Path, problems: list[Problem], avoided: set[str]) -> Iterator[Path]:
    """Files below `folder` by name; a linked folder is followed unless it leads back to one that holds it."""
    pending: list[tuple[Path, tuple[str, ...]]] = [(folder, ())]
    visited: set[str] = set()  # links to siblings, level below level, would otherwise double the work with each level
    while pending:
        current, above = pending.pop()
        real = os.path.realpath(current)
        if real in above:
            source = SourceFile(display_name(current), b"")
            message = f"This link leads back to {display_name(Path(real))}, a folder that holds it; it is not followed"
            problems.append(Problem("FMT004", message, whole_file(source), fix="Remove the link", severity="warning"))
            continue
        if real in visited or real in avoided:
            continue
        visited.add(real)
        try:
            entries = sorted(os.scandir(current), key=lambda entry: entry.name)
        except OSError as error:
            source = SourceFile(display_name(current), b"")
            problems.append(_unreadable(source, "folder", error))
            continue
        if any(entry.name == _MANIFEST and _is_snapshot(entry.path) for entry in entries):
            continue
        folders = []
        for entry in entries:
            if _is_folder(entry):
                if not entry.name.startswith(".") and entry.name not in _SKIPPED_FOLDERS:
                    folders.append((Path(entry.path), (*above, real)))
            elif entry.name.lower().endswith(SUFFIXES):
                yield Path(entry.path)
        pending.extend(reversed(folders))


def _is_snapshot(manifest: str) -> bool:
    """Whether a folder's manifest says that the collector has filled it."""
    try:
        with open(manifest, "rb", opener=_open_without_waiting) as stream:
            return _SNAPSHOT in stream.read(_HEAD_BYTES)
    except OSError:
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # such as a link to itself; reading it will say why
        return False


def _read(path: Path, found: Found, problems: list[Problem], *, named: bool) -> None:
    source = SourceFile(display_name(path), b"")
    try:
        with open(path, "rb", opener=_open_without_waiting) as stream:
            if not named and not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                problems.append(_no_file(source))  # a pipe or a terminal could keep the run waiting for ever
                return
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        problems.append(_unreadable(source, "file", error))
        return
    if not named and not _speaks_of_us(data):
        if len(data) <= MAX_FILE_BYTES and _LIKE_OURS.search(data):
            found.suspects.append(SourceFile(source.name, data))
        return
    if len(data) > MAX_FILE_BYTES:
        size = MAX_FILE_BYTES // (1024 * 1024)
        message = f"This file is larger than {size} MiB and was not read"
        problems.append(Problem("FMT003", message, whole_file(source), fix="Split it: the state may have many files"))
        return
    found.sources.append(SourceFile(source.name, data))


def _open_without_waiting(path: str, flags: int) -> int:
    """Open a pipe that nobody writes to as well, as an empty file; reading one that has a writer does wait."""
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    if stat.S_ISFIFO(os.fstat(descriptor).st_mode):
        os.set_blocking(descriptor, True)
    return descriptor


def _no_file(source: SourceFile) -> Problem:
    fix = "Name it on the command line to read it all the same, or remove it"
    return Problem("FMT004", "This is no file but a pipe or a device; it is not read", whole_file(source), fix=fix)


def _unreadable(source: SourceFile, what: str, error: OSError) -> Problem:
    reason = (error.strerror or str(error)).lower()
    fix = "Check that it still exists and that you may read it"
    return Problem("FMT004", f"This {what} cannot be read: {reason}", whole_file(source), fix=fix, salient=reason)


def _speaks_of_us(data: bytes) -> bool:
    """Whether the content may belong to the state; of what is too large to be read, the beginning decides."""
    head = data[:_HEAD_BYTES]
    if _MARKER in head.lower() or _MARKER.decode().encode("utf-16-le") in head:
        return True
    return len(data) <= MAX_FILE_BYTES and _MARKER in data
