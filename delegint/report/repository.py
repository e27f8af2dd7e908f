"""File names as GitHub wants them: relative to the root of the repository, not to the working folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote_from_bytes


def in_repository(name: str) -> str | None:
    """A file relative to the root of the repository it is in, with forward slashes; None where it is outside.

    Links are resolved, as GitHub knows a file by the name under which it is committed. A link to a file outside keeps
    its own name. Without a repository the working folder stands for its root.

    Parameters:
        name: absolute, or relative to the working folder.
    """
    root = _root(os.path.realpath(os.curdir))
    path = os.path.abspath(name)
    for candidate in (
        os.path.realpath(path),
        os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path)),
    ):
        if candidate.startswith(root.rstrip(os.sep) + os.sep):
            return os.path.relpath(candidate, root).replace(os.sep, "/")
    return None


def _root(folder: str) -> str:
    """The nearest folder above, or the folder itself, that holds `.git`: a folder, or a file in a linked work tree."""
    for candidate in (Path(folder), *Path(folder).parents):
        if (candidate / ".git").exists():
            return str(candidate)
    return folder


def uri_of(name: str) -> str:
    """A file as a percent-encoded URI reference: relative to the root of the repository, absolute outside of it.

    A name that is no Unicode keeps its bytes. See `in_repository` for the parameter.
    """
    relative = in_repository(name)
    if relative is None:
        return Path(os.path.abspath(name)).as_uri()
    return quote_from_bytes(os.fsencode(relative), safe="/")


def remembering(function: Callable[[str], str]) -> Callable[[str], str]:
    """The function with its answers kept: a report names few files many times, and each question asks the disk."""
    answers: dict[str, str] = {}

    def remembered(name: str) -> str:
        if name not in answers:
            answers[name] = function(name)
        return answers[name]

    return remembered
