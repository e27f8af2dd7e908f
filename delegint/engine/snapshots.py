"""The snapshot of a run: found, read or taken from the cache, and what reading it found wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from delegint.model.observed import Note, Observed
from delegint.source.files import SourceFile, display_name
from delegint.source.nodes import Node
from delegint.source.places import Problem, whole_file

if TYPE_CHECKING:
    from delegint.engine.plugins import Plugins


def snapshot_of(
    named: Path | None, root: Node | None, plugins: Plugins, problems: list[Problem], *, cached: bool
) -> Observed | None:
    """What the snapshot of the run says; None where there is none.

    Parameters:
        named: the snapshot on the command line; it goes before the one that the state names.
        root: the merged state.
        plugins: know the exports.
        problems: takes what is wrong with the snapshot.
        cached: whether a prepared copy may be used and kept.
    """
    if named is None and (root is None or root.get("snapshot") is None):
        return None
    from delegint.snapshot.cache import prepared
    from delegint.snapshot.folder import SnapshotError
    from delegint.snapshot.settings import settings_of

    settings = settings_of(root, problems if named is None else [])
    path = settings.path if named is None else named
    if path is None:
        return None
    name = display_name(path)

    def read() -> Observed:
        from delegint.snapshot.reading import read_snapshot  # a prepared copy needs none of the readers

        return read_snapshot(path, name, plugins.exports(), netbios=settings.netbios, shown=settings.shown)

    known = [f"{plugin.name} {plugin.version}" for plugin in plugins.loaded]
    options = [name, *known, *sorted(f"{key}={value}" for key, value in settings.netbios.items()), *settings.shown]
    try:
        observed = prepared(path, options, read) if cached else read()
    except SnapshotError as error:
        place = settings.place if named is None and settings.place else whole_file(SourceFile(name, b""))
        problems.append(Problem("SNP001", str(error), place, ("snapshot",), "Name the folder that holds the export"))
        return None
    problems.extend(_problem(note, observed) for note in observed.notes if note.code.startswith("SNP"))
    return observed


def _problem(note: Note, observed: Observed) -> Problem:
    place = observed.place(note.origin)
    path = ("snapshot", place.source.name)
    return Problem(note.code, note.message, place, path, note.fix or None, salient=note.salient or note.message)
