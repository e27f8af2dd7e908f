"""What the state itself says about its snapshot."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import NamedTuple

from delegint.source.files import display_name
from delegint.source.nodes import Node
from delegint.source.places import Place, Problem

SECTION = "snapshot"


class Settings(NamedTuple):
    """The section `snapshot` of the state.

    Parameters:
        path: where the snapshot is; None where the state does not say.
        place: where the state says so.
        netbios: the DNS names of domains by NetBIOS name.
        shown: kinds of noise that count as grants all the same.
    """

    path: Path | None
    place: Place | None
    netbios: dict[str, str]
    shown: tuple[str, ...]


def settings_of(root: Node | None, problems: list[Problem]) -> Settings:
    """Read the section; values that violate the schema are left out, and have been reported.

    The path counts from the file that states it. It must lead to somewhere below the current folder: a state comes from
    pull requests, and must not make a run read whatever lies on the machine.

    Parameters:
        root: the merged state.
        problems: takes a path that leads elsewhere.
    """
    section = None if root is None else root.get(SECTION)
    netbios = None if section is None else section.get("netbios")
    shown = None if section is None else section.get("show")
    return Settings(
        *_path(None if section is None else section.get("path"), problems),
        {
            name: node.value
            for name, node in (netbios.entries() if netbios is not None else ())
            if isinstance(node.value, str)
        },
        tuple(item.value for item in (shown.items() if shown is not None else ()) if isinstance(item.value, str)),
    )


def _path(node: Node | None, problems: list[Problem]) -> tuple[Path | None, Place | None]:
    if node is None or not isinstance(node.value, str) or not node.value:
        return None, None
    path = Path(node.source.name).parent / node.value
    here = Path.cwd().resolve()
    resolved = Path(os.path.realpath(path))
    if resolved == here or not resolved.is_relative_to(here):
        problems.append(
            Problem(
                "SNP001",
                f"The snapshot {node.value} lies outside the current folder and is not read",
                node.place,
                (SECTION, "path"),
                "Put it below the folder in which delegint runs, or name it with --snapshot",
            )
        )
        return None, None
    return Path(os.path.normpath(display_name(path))), node.place


class Ignored(NamedTuple):
    """An entry of `snapshot.ignore`.

    Parameters:
        trustee: who is ignored, as exports name it.
        until: the last day on which the entry holds; None without end.
        node: the entry.
    """

    trustee: str
    until: date | None
    node: Node


def ignored_trustees(root: Node) -> list[Ignored]:
    """The trustees that a state wants ignored, such as accounts of backups and archives."""
    section = root.get(SECTION)
    entries = None if section is None else section.get("ignore")
    found = []
    for entry in entries.items() if entries is not None else ():
        trustee, until = entry.get("trustee"), entry.get("until")
        if trustee is not None and isinstance(trustee.value, str):
            try:
                day = date.fromisoformat(str(until.value)) if until is not None else None
            except ValueError:
                day = None
            found.append(Ignored(trustee.value, day, entry))
    return found
