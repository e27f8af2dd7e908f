"""A prepared copy is used where it is whole, ours and of this very snapshot, and never otherwise."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

import msgspec
import pytest

from delegint.model.observed import Observed
from delegint.snapshot import cache, folder
from delegint.snapshot.cache import cache_folder, prepared
from delegint.snapshot.folder import SnapshotError
from tests.snapshot.observing import ANNELIES, PEOPLE, full_access, lines, observe, people, rights, said

GRANTS = lines(
    full_access(ANNELIES, "ilse@contoso.com"), {"k": "migration-user", "batch": "one", "address": "a@b.c", "status": ""}
)
LONG_AGO = 1_700_000_000


class Snapshot:
    """A snapshot that has not changed for long, and how often it has been read."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.times = 0
        self.files = {"exo/a.jsonl": PEOPLE + GRANTS}

    def read(self) -> Observed:
        self.times += 1
        return observe(self.root, self.files)

    def prepared(self, *options: str) -> Observed:
        return prepared(self.root, options, self.read)


@pytest.fixture
def snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    monkeypatch.setenv("DELEGINT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "_TOO_YOUNG", -1)
    made = Snapshot(tmp_path / "export")
    observe(made.root, made.files)
    made.files = {}
    return made


@pytest.fixture
def kept(snapshot: Snapshot) -> Path:
    """The one copy that is kept of the snapshot."""
    snapshot.prepared("one")
    [copy] = cache_folder().iterdir()
    return copy


def everything_of(observed: Observed) -> list[object]:
    """All columns, in the order in which they came to be."""
    return [getattr(observed, name) for name in Observed.COLUMNS]


def test_a_second_run_reads_the_copy_and_finds_the_same(snapshot: Snapshot) -> None:
    first, second = snapshot.prepared("one"), snapshot.prepared("one")
    assert snapshot.times == 1
    assert everything_of(first) == everything_of(second)
    assert (people(first), rights(first), said(first)) == (people(second), rights(second), said(second))
    assert str(first.environment().get("migration_batches")) == str(second.environment().get("migration_batches"))


def test_a_single_file(snapshot: Snapshot) -> None:
    snapshot.root = snapshot.root / "exo/a.jsonl"
    read = snapshot.read

    def once() -> Observed:
        snapshot.root, whole = snapshot.root.parents[1], snapshot.root
        try:
            return read()
        finally:
            snapshot.root = whole

    prepared(snapshot.root, (), once)
    prepared(snapshot.root, (), once)
    assert snapshot.times == 1


def _append(root: Path) -> None:
    with open(root / "exo/a.jsonl", "a") as stream:
        stream.write(lines(full_access(ANNELIES, "karl@contoso.com")))


def _same_size(root: Path) -> None:
    path = root / "exo/a.jsonl"
    path.write_text(path.read_text().replace("ilse@", "karl@"))


def _replace(root: Path) -> None:
    path, times = root / "exo/a.jsonl", os.stat(root / "exo/a.jsonl")
    (root / "new").write_bytes(path.read_bytes())
    os.replace(root / "new", path)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.mark.parametrize(
    "change",
    [
        _append,
        _same_size,
        _replace,
        lambda root: (root / "exo/b.jsonl").write_text(""),
        lambda root: os.rename(root / "exo/a.jsonl", root / "exo/c.jsonl"),
        lambda root: os.utime(root / "exo/a.jsonl", (LONG_AGO, LONG_AGO)),
    ],
)
def test_a_snapshot_that_has_changed_is_read_again(
    snapshot: Snapshot, kept: Path, change: Callable[[Path], None]
) -> None:
    change(snapshot.root)
    snapshot.prepared("one")
    assert snapshot.times == 2


def test_other_options_and_another_version_are_another_key(
    snapshot: Snapshot, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot.prepared("two")
    assert snapshot.times == 2
    snapshot.prepared("two")
    assert snapshot.times == 2
    monkeypatch.setattr(cache, "__version__", "99.0")
    snapshot.prepared("two")
    assert snapshot.times == 3


def _flip(position: int) -> Callable[[bytes], bytes]:
    def flip(data: bytes) -> bytes:
        changed = bytearray(data)
        changed[position] ^= 1
        return bytes(changed)

    return flip


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: data[:0],
        lambda data: data[:10],
        lambda data: data[:60],
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: b"no" + data,
        _flip(3),
        _flip(30),
        _flip(60),
        _flip(100),
        _flip(-1),
    ],
)
def test_a_damaged_copy_is_read_again_and_mended(
    snapshot: Snapshot, kept: Path, harm: Callable[[bytes], bytes]
) -> None:
    whole = kept.read_bytes()
    kept.write_bytes(harm(whole))
    assert rights(snapshot.prepared("one")) == [
        ("full_access", "online", "annelies@contoso.com", "ilse@contoso.com", "FullAccess")
    ]
    assert snapshot.times == 2
    assert kept.read_bytes() == whole


def test_a_copy_with_a_right_digest_and_wrong_columns(snapshot: Snapshot, kept: Path) -> None:
    data = kept.read_bytes()
    key = data[len(b"delegint snapshot\n") :][:32]
    for content in (b"\xc1", msgspec.msgpack.encode([1, 2, 3]), msgspec.msgpack.encode({"files": []})):
        digest = blake2b(content, digest_size=32).digest()
        kept.write_bytes(b"delegint snapshot\n" + key + digest + content)
        snapshot.prepared("one")
    assert snapshot.times == 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
@pytest.mark.parametrize("mode", [0o666, 0o620, 0o602])
def test_a_copy_that_others_could_have_written_is_not_trusted(snapshot: Snapshot, kept: Path, mode: int) -> None:
    kept.chmod(mode)
    snapshot.prepared("one")
    assert snapshot.times == 2
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not hasattr(os, "chown") or os.getuid() != 0, reason="only root can give a file away")
def test_a_copy_of_another_user_is_not_trusted(snapshot: Snapshot, kept: Path) -> None:
    os.chown(kept, 12345, -1)
    snapshot.prepared("one")
    assert snapshot.times == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_folder_and_copy_are_the_users_own(snapshot: Snapshot, kept: Path) -> None:
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.suffix == ".snapshot"


def test_a_cache_that_cannot_be_written_is_no_matter(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DELEGINT_CACHE_DIR", str(tmp_path / "file"))
    assert len(rights(snapshot.prepared())) == len(rights(snapshot.prepared())) == 1
    assert snapshot.times == 2
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_copy_that_stands_in_the_way_as_a_folder(snapshot: Snapshot, kept: Path) -> None:
    kept.unlink()
    kept.mkdir()
    (kept / "x").write_text("")
    snapshot.prepared("one")
    assert snapshot.times == 2
    assert [path.name for path in kept.parent.iterdir()] == [kept.name], "no temporary file is left behind"


def test_a_file_that_changes_while_it_is_read_keeps_no_copy(snapshot: Snapshot) -> None:
    def read() -> Observed:
        found = snapshot.read()
        _append(snapshot.root)
        return found

    prepared(snapshot.root, ("one",), read)
    assert not cache_folder().exists()
    snapshot.prepared("one")
    assert snapshot.times == 2


def test_files_that_have_just_changed_keep_no_copy(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_TOO_YOUNG", 300_000_000)
    _append(snapshot.root)
    snapshot.prepared("one")
    assert not cache_folder().exists()
    time.sleep(0.5)
    snapshot.prepared("one")
    snapshot.prepared("one")
    assert snapshot.times == 2


def test_a_folder_with_too_many_files_is_refused_and_keeps_no_copy(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (snapshot.root / "exo/b.jsonl").write_text("")
    monkeypatch.setattr(folder, "MOST_FILES", 1)
    with pytest.raises(SnapshotError, match="holds more than 1 files"):
        snapshot.prepared("one")
    assert not cache_folder().exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets few users make links")
def test_a_new_link_counts_as_a_change(snapshot: Snapshot, kept: Path) -> None:
    (snapshot.root / "link").symlink_to("exo")
    assert [note.message for note in snapshot.prepared("one").notes] == [
        "This link leads to a folder and is not followed"
    ]
    assert snapshot.times == 2


def test_too_large_a_picture_keeps_no_copy(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_MOST_BYTES", 100)
    snapshot.prepared("one")
    assert not cache_folder().exists()


def test_too_large_a_copy_is_not_read(snapshot: Snapshot, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_MOST_BYTES", 100)
    snapshot.prepared("one")
    assert snapshot.times == 2


def test_a_snapshot_that_is_not_there_is_left_to_the_reader(tmp_path: Path) -> None:
    def read() -> Observed:
        raise RuntimeError("asked")

    with pytest.raises(RuntimeError, match="asked"):
        prepared(tmp_path / "gone", (), read)


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x/cache", "HOME": "/home/ilse"}, "/x/cache/delegint"),
        ("linux", {"HOME": "/home/ilse"}, "/home/ilse/.cache/delegint"),
        ("darwin", {"HOME": "/Users/ilse"}, "/Users/ilse/Library/Caches/delegint"),
        ("win32", {"LOCALAPPDATA": "/c/ilse/Local", "HOME": "/c/ilse"}, "/c/ilse/Local/delegint"),
        ("win32", {"HOME": "/c/ilse"}, "/c/ilse/delegint"),
        ("linux", {"DELEGINT_CACHE_DIR": "/mine", "HOME": "/home/ilse"}, "/mine"),
    ],
)
def test_the_folder_of_the_user(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], folder: str
) -> None:
    for name in ("DELEGINT_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert cache_folder() == Path(folder)
