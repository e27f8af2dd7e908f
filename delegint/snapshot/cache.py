"""A prepared snapshot, kept for the next run.

The copy lies in the user's own cache folder and never in the snapshot. It is used only where every file of the snapshot
is still the one that was read, by name, size, times and inode, and where its own digest holds; everything else is read
again. Nothing in it is executed.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from hashlib import blake2b
from pathlib import Path
from time import time_ns
from typing import Any, Final

import msgspec

from delegint import __version__
from delegint.model.observed import ExportedFile, Fact, Note, Observed
from delegint.model.observed_rights import Row
from delegint.snapshot.folder import SnapshotError, walk

_FORM: Final = 3
"""Raised whenever the columns change their meaning."""
_DIGEST: Final = 32
_MAGIC: Final = b"delegint snapshot\n"
_MOST_BYTES: Final = 1 << 30
_TOO_YOUNG: Final = 2_000_000_000
"""Nanoseconds: a file that changed so shortly before may change again without its times telling."""
_Columns = tuple[
    list[ExportedFile], list[Note], dict[str, dict[str, int]], list[str], dict[str, int], dict[str, list[int]],
    list[int], list[int], dict[str, list[Fact]], list[str], list[Row], dict[str, list[int]], dict[str, dict[int, str]],
    list[tuple[list[str], Any, int]], dict[str, list[str]],
]  # fmt: skip


def prepared(root: Path, options: Iterable[str], read: Callable[[], Observed]) -> Observed:
    """The snapshot from the copy, or else read, and copied for the next time.

    Parameters:
        root: the snapshot.
        options: whatever else the outcome depends on.
        read: reads it.
    """
    began = time_ns()
    state = _state_of(root)
    if state is None:
        return read()
    newest, described = state
    key = blake2b("\0".join((str(_FORM), __version__, *options, *described)).encode(), digest_size=_DIGEST).digest()
    name = blake2b(os.path.realpath(root).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    path = cache_folder() / f"{name}.snapshot"
    known = _load(path, key)
    if known is not None:
        return known
    observed = read()
    after = _state_of(root)
    if began - newest > _TOO_YOUNG and after is not None and after[1] == described:
        _store(path, key, observed)
    return observed


def cache_folder() -> Path:
    """Where prepared snapshots are kept: `DELEGINT_CACHE_DIR`, or the cache folder of the user."""
    stated = os.environ.get("DELEGINT_CACHE_DIR")
    if stated:
        return Path(stated)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base, "delegint")


def _state_of(root: Path) -> tuple[int, list[str]] | None:
    """The newest change below the root, in nanoseconds, and every file with what tells that it has changed."""
    newest, described = 0, []
    try:
        for path in [root] if root.is_file() else (path for path, _ in walk(root, str(root))):
            state = path.stat()
            newest = max(newest, state.st_mtime_ns, state.st_ctime_ns)
            described.append(
                f"{path.relative_to(root)}\0{state.st_size}\0{state.st_mtime_ns}\0{state.st_ctime_ns}\0{state.st_ino}"
            )
    except (OSError, ValueError, SnapshotError):  # the reading will say why
        return None
    return newest, described


def _load(path: Path, key: bytes) -> Observed | None:
    """The copy, where it is whole, ours, and that of this snapshot."""
    try:
        with open(path, "rb") as stream:
            state = os.fstat(stream.fileno())
            if state.st_size > _MOST_BYTES or not _is_ours(state):
                return None
            if stream.read(len(_MAGIC)) != _MAGIC or stream.read(_DIGEST) != key:
                return None
            digest, data = stream.read(_DIGEST), stream.read()
        if blake2b(data, digest_size=_DIGEST).digest() != digest:
            return None
        return Observed(*msgspec.msgpack.decode(data, type=_Columns))
    except (OSError, msgspec.MsgspecError, ValueError):
        return None


def _is_ours(state: os.stat_result) -> bool:
    """Whether nobody else could have written the file."""
    return not hasattr(os, "getuid") or (state.st_uid == os.getuid() and not state.st_mode & 0o022)


def _store(path: Path, key: bytes, observed: Observed) -> None:
    """Keep a copy; a cache that cannot be written is no matter."""
    data = msgspec.msgpack.encode(tuple(getattr(observed, name) for name in Observed.COLUMNS))
    if len(data) > _MOST_BYTES:
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new.")
        try:
            with open(handle, "wb") as stream:
                stream.writelines((_MAGIC, key, blake2b(data, digest_size=_DIGEST).digest(), data))
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError:
        return
