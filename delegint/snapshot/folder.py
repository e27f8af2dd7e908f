"""The files of a snapshot, and what their manifest says of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from delegint.snapshot.files import ExportFile
from delegint.snapshot.manifest import MANIFEST, Manifest, ManifestFile, read_manifest
from delegint.snapshot.sides import side_of_folder

MOST_FILES: Final = 20_000


class SnapshotError(Exception):
    """There is no snapshot to read; the message says why."""


class File:
    """One file of a snapshot, and what reading it has taught so far.

    Parameters:
        path: where it is.
        name: for people.
        parts: the folders that may name a side, those next to the snapshot first.
        manifest: that of its folder.
        listed: what the manifest says about the file.
        refused: why the file is not to be read; empty where it is.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        parts: tuple[str, ...],
        manifest: Manifest | None,
        listed: ManifestFile | None,
        refused: str = "",
    ) -> None:
        self.export = ExportFile(path, name)
        self.path = path
        self.name = name
        self.manifest = manifest
        self.listed = listed
        self.refused = refused
        self.carrier = ""
        self.side = (manifest.side if manifest is not None else "") or side_of_folder(parts)
        self.cmdlets: dict[str, None] = {}
        self.records = 0
        self.has_rights = False

    @property
    def is_digested(self) -> bool:
        """Whether the manifest states the digest of the file."""
        return self.listed is not None and bool(self.listed.sha256)

    @property
    def taken(self) -> str:
        """When it was collected; empty where nobody says."""
        return "" if self.manifest is None else self.manifest.ended or self.manifest.started


def files_of(root: Path, name: str) -> tuple[list[File], list[tuple[str, Manifest]]]:
    """The files of a snapshot in the order of their names, and its manifests; hidden files are left out.

    Parameters:
        root: a folder, or a single file.
        name: the snapshot, for people.

    Raises:
        SnapshotError: there is nothing there, or too much.
    """
    itself = Path(os.path.abspath(root))
    if root.is_file():
        return [File(root, name, (itself.parent.name,), None, None)], []
    if not root.is_dir():
        raise SnapshotError(f"{name} does not exist")
    manifests: dict[str, Manifest] = {}
    files = []
    inside = os.path.realpath(root)
    for path, parts in walk(root, name):
        if path.name == MANIFEST:
            continue
        above = path.parent
        key = str(above)
        if key not in manifests and (above / MANIFEST).is_file():
            manifests[key] = read_manifest(above / MANIFEST)
        manifest = manifests.get(key)
        listed = None if manifest is None else manifest.files.get(path.name)
        refused = _refusal(path, inside) if path.is_symlink() else ""
        shown = "/".join((name, *parts, path.name))
        files.append(File(path, shown, (*parts, itself.name), manifest, listed, refused))
    if not files:
        raise SnapshotError(f"{name} holds no export")
    named = [((name, *Path(key).relative_to(root).parts, MANIFEST), value) for key, value in manifests.items()]
    return files, [("/".join(parts), value) for parts, value in named]


def walk(root: Path, name: str) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Every file and every link below the root, with the folders between; hidden ones are left out.

    Parameters:
        root: the folder.
        name: the same, for people.

    Raises:
        SnapshotError: there are too many, as where somebody names a whole disk.
    """
    found = 0
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(inner for inner in folders if not inner.startswith("."))
        parts = Path(folder).relative_to(root).parts
        for entry in sorted([*names, *folders]):
            path = Path(folder, entry)
            if entry.startswith(".") or not (path.is_symlink() or path.is_file()):
                continue
            found += 1
            if found > MOST_FILES:
                raise SnapshotError(f"{name} holds more than {MOST_FILES:,} files; name the folder of the export")
            yield path, parts


def _refusal(link: Path, inside: str) -> str:
    """Why a link is not followed; a snapshot may come from a pull request, and must not show what else lies around."""
    target = Path(os.path.realpath(link))
    if not target.is_relative_to(inside):
        return "This link leads out of the snapshot and is not followed"
    return "This link leads to a folder and is not followed" if target.is_dir() else ""
