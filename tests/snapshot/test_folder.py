"""Which files belong to a snapshot, and what its manifests say."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from delegint.snapshot import folder as folders
from delegint.snapshot.folder import SnapshotError, files_of
from delegint.snapshot.manifest import ManifestFile, read_manifest
from delegint.snapshot.values import Remark
from tests.snapshot.observing import (
    ANNELIES,
    ILSE,
    KARL,
    PEOPLE,
    covered,
    full_access,
    lines,
    observe,
    recipient,
    rights,
    said,
    write,
)

RIGHTS = lines(full_access(ANNELIES, "ilse@contoso.com"), {"k": "covered", "on": KARL})


def manifest(*files: dict[str, Any], **more: Any) -> str:
    """A manifest of the collector."""
    stated = {"side": "online", "started": "2026-11-20T01:00:00Z", "ended": "2026-11-20T02:30:00Z", **more}
    return json.dumps({"delegint_snapshot": 1, "collector": "0.1.0", **stated, "files": files})


def listed(root: Path) -> list[tuple[str, str]]:
    """The files by name, and the side of each."""
    return [(file.name, file.side) for file in files_of(root, "export")[0]]


def test_every_file_in_the_order_of_names_with_the_side_of_its_folder(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(("b.csv", "a/onprem/2/x", "a/onprem/1/x", "EXO/y", "other/z", "Cloud/onprem/w"), "x"))
    assert listed(tmp_path) == [
        ("export/b.csv", ""),
        ("export/Cloud/onprem/w", "online"),
        ("export/EXO/y", "online"),
        ("export/a/onprem/1/x", "on_premises"),
        ("export/a/onprem/2/x", "on_premises"),
        ("export/other/z", ""),
    ]


def test_the_snapshot_itself_may_be_the_folder_of_one_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write(tmp_path / "exo", {"a.csv": "x", "onprem/b.csv": "x"})
    assert listed(root) == [("export/a.csv", "online"), ("export/onprem/b.csv", "on_premises")]
    assert listed(root / "onprem/b.csv") == [("export", "on_premises")]
    monkeypatch.chdir(root)
    assert listed(Path())[0] == ("export/a.csv", "online")


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys((".git/config", "exo/.DS_Store", "exo/.partial/x.csv", "exo/x.csv"), "x"))
    assert listed(tmp_path) == [("export/exo/x.csv", "online")]


def test_a_single_file(tmp_path: Path) -> None:
    path = write(tmp_path, {"x.jsonl": PEOPLE}) / "x.jsonl"
    [file], manifests = files_of(path, "x.jsonl")
    assert (file.path, file.name, file.side, manifests) == (path, "x.jsonl", "", [])


@pytest.mark.parametrize(
    ("files", "inside", "message"),
    [
        ({}, "nowhere", "export does not exist"),
        ({}, "", "export holds no export"),
        ({".hidden": "x", "manifest.json": "{}"}, "", "export holds no export"),
    ],
)
def test_no_snapshot(tmp_path: Path, files: dict[str, str], inside: str, message: str) -> None:
    with pytest.raises(SnapshotError, match=f"^{message}$"):
        files_of(write(tmp_path, files) / inside, "export")


def test_a_folder_with_too_many_files_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST_FILES", 3)
    write(tmp_path, {f"exo/{number}.csv": "x" for number in range(3)})
    assert len(listed(tmp_path)) == 3
    write(tmp_path, {"onprem/4.csv": "x"})
    message = "^export holds more than 3 files; name the folder of the export$"
    with pytest.raises(SnapshotError, match=message):
        files_of(tmp_path, "export")


def test_links_that_lead_out_to_folders_or_nowhere_are_not_followed_and_that_is_said(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("Password,RecipientTypeDetails\nhunter2,UserMailbox\n")
    root = write(tmp_path / "snapshot", {"exo/a.jsonl": PEOPLE, "exo/rights.jsonl": RIGHTS})
    (root / "exo/b.csv").symlink_to(secret)
    (root / "exo/c.csv").symlink_to("gone.csv")
    (root / "exo/d").symlink_to("../exo")
    (root / "onprem").symlink_to(tmp_path)
    (root / "exo/e.jsonl").symlink_to("rights.jsonl")
    observed = observe(root, {})
    out = "This link leads out of the snapshot and is not followed"
    assert said(observed)[:4] == [
        ("SNP001", 1, out, "export/onprem"),
        ("SNP001", 1, out, "export/exo/b.csv"),
        ("SNP001", 1, "This file cannot be read: no such file or directory", "export/exo/c.csv"),
        ("SNP001", 1, "This link leads to a folder and is not followed", "export/exo/d"),
    ]
    assert len(rights(observed)) == 2, "a link within the snapshot is a file like any other"
    assert "hunter2" not in repr(said(observed))
    assert "Password" not in repr(said(observed))


def test_what_is_no_regular_file_is_left_out_and_never_waited_for(tmp_path: Path) -> None:
    write(tmp_path, {"exo/a.jsonl": PEOPLE})
    os.mkfifo(tmp_path / "exo/pipe.csv")
    (tmp_path / "exo/also.csv").symlink_to("pipe.csv")
    observed = observe(tmp_path, {})
    assert said(observed) == [("SNP001", 1, "This is no regular file", "export/exo/also.csv")]


def test_what_a_manifest_says(tmp_path: Path) -> None:
    entry = {
        "path": ".\\sub\\p.jsonl",
        "kind": "send-as",
        "cmdlet": "Get-RecipientPermission",
        "parameters": "-ResultSize Unlimited",
        "total": 3,
        "errors": 1,
        "records": 7,
        "sha256": "ABCDEF",
    }
    path = write(tmp_path, {"manifest.json": manifest(entry)}) / "manifest.json"
    found = read_manifest(path)
    assert (found.side, found.started, found.ended) == ("online", "2026-11-20T01:00:00Z", "2026-11-20T02:30:00Z")
    assert found.files == {
        "sub/p.jsonl": ManifestFile("send-as", "Get-RecipientPermission", "-ResultSize Unlimited", 7, 3, 1, "abcdef")
    }
    assert found.remarks == []


@pytest.mark.parametrize(
    ("stated", "side"),
    [
        ({"side": "on_premises"}, "on_premises"),
        ({"side": "EXO"}, "online"),
        ({"side": "", "environment": "onprem"}, "on_premises"),
        ({"side": "sync"}, ""),
        ({"side": "moon"}, ""),
        ({"side": 5}, ""),
    ],
)
def test_the_side_of_a_manifest(tmp_path: Path, stated: dict[str, Any], side: str) -> None:
    assert read_manifest(write(tmp_path, {"m": manifest(**stated)}) / "m").side == side


def test_values_of_other_kinds_count_as_none(tmp_path: Path) -> None:
    odd = {"path": "a", "kind": 1, "total": True, "errors": "2", "records": 1.5, "sha256": None}
    found = read_manifest(write(tmp_path, {"m": manifest(odd, {"kind": "no path"}, started=5)}) / "m")
    assert found.files == {"a": ManifestFile("", "", "", None, None, None, "")}
    assert found.started == ""
    assert (
        read_manifest(write(tmp_path, {"m": '{"delegint_snapshot":1,"files":{"a":1},"ended":"x"}'}) / "m").files == {}
    )


def test_a_collection_that_was_stopped(tmp_path: Path) -> None:
    found = read_manifest(write(tmp_path, {"m": manifest({"path": "a"}, ended=None)}) / "m")
    assert found.remarks == [
        Remark(1, "The collection was stopped before its end", "Run the collector again with -Resume")
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The manifest cannot be read: Expecting value: line 1 column 1 (char 0)"),
        (b"[" * 200_000, "The manifest cannot be read: maximum recursion depth exceeded"),
        (b"\xff\xff", "The manifest cannot be read: 'utf-8' codec can't decode byte 0xff"),
        (b" " * (16 * 1024 * 1024 + 1), "The manifest cannot be read: it is too large"),
        (b"[]", "This is no manifest that delegint knows: it lacks delegint_snapshot: 1"),
        (b'{"delegint_snapshot": 2}', "This is no manifest that delegint knows: it lacks delegint_snapshot: 1"),
    ],
)
def test_a_manifest_that_cannot_be_read_says_so_and_nothing_else(tmp_path: Path, content: bytes, message: str) -> None:
    found = read_manifest(write(tmp_path, {"m": content}) / "m")
    assert (found.side, found.files) == ("", {})
    [remark] = found.remarks
    assert remark.message.startswith(message)


def test_a_manifest_that_is_a_folder_or_gone(tmp_path: Path) -> None:
    [remark] = read_manifest(tmp_path).remarks
    assert remark.message == "The manifest cannot be read: Is a directory"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_manifest_that_windows_powershell_wrote(tmp_path: Path, encoding: str) -> None:
    found = read_manifest(write(tmp_path, {"m": manifest(side="exo").encode(encoding)}) / "m")
    assert (found.side, found.remarks) == ("online", [])


def test_a_manifest_gives_side_kind_and_time(tmp_path: Path) -> None:
    data = {
        "path": "rights.jsonl",
        "kind": "mailbox-permission",
        "total": 2,
        "sha256": sha256(RIGHTS.encode()).hexdigest(),
    }
    observed = observe(
        tmp_path,
        {
            "manifest.json": manifest({"path": "none.jsonl"}, side="sync"),
            "none.jsonl": "",
            "first/people.jsonl": PEOPLE,
            "first/manifest.json": manifest(side="online"),
            "second/rights.jsonl": RIGHTS,
            "second/manifest.json": manifest(data, started="2026-11-19T23:00:00Z"),
        },
    )
    assert said(observed) == []
    assert rights(observed) == [("full_access", "online", "annelies@contoso.com", "ilse@contoso.com", "FullAccess")]
    assert covered(observed) == {"full_access/online": ["karl@contoso.com"]}
    assert observed.taken == {"online": ["2026-11-19T23:00:00Z", "2026-11-20T02:30:00Z"]}
    assert [tuple(file)[:6] for file in observed.files] == [
        ("export/none.jsonl", "empty", "", "", 0, "2026-11-20T02:30:00Z"),
        ("export/first/people.jsonl", "json lines", "Get-Recipient", "online", 3, "2026-11-20T02:30:00Z"),
        ("export/second/rights.jsonl", "json lines", "Get-MailboxPermission", "online", 1, "2026-11-20T02:30:00Z"),
        ("export/manifest.json", "manifest", "", "", 0, "2026-11-20T02:30:00Z"),
        ("export/first/manifest.json", "manifest", "", "online", 0, "2026-11-20T02:30:00Z"),
        ("export/second/manifest.json", "manifest", "", "online", 0, "2026-11-20T02:30:00Z"),
    ]


@pytest.mark.parametrize(
    ("parameters", "cmdlet", "messages"),
    [
        (
            "-Trustee ilse",
            "Get-RecipientPermission",
            ["Get-Recipient was filtered by -Trustee, which misses SID history"],
        ),
        (
            "-Identity $null",
            "Get-Recipient",
            ["Get-Recipient was called with an empty identity, which returns everything or nothing"],
        ),
        ("-ResultSize Unlimited", "Get-Recipient", []),
    ],
)
def test_parameters_that_leave_something_out(tmp_path: Path, parameters: str, cmdlet: str, messages: list[str]) -> None:
    files = {
        "manifest.json": manifest({"path": "a.jsonl", "cmdlet": cmdlet, "parameters": parameters}),
        "a.jsonl": PEOPLE,
    }
    assert [(code, line, message) for code, line, message, _ in said(observe(tmp_path, files))] == [
        ("DRF016", 1, message) for message in messages
    ]


@pytest.mark.parametrize(
    ("number", "parameters", "noted"), [(1000, "", True), (1000, "-ResultSize UNLIMITED", False), (999, "", False)]
)
def test_exactly_a_thousand_recipients(tmp_path: Path, number: int, parameters: str, noted: bool) -> None:
    guids = [f"{number:08x}-0000-0000-0000-000000000001" for number in range(number)]
    found = lines(*(recipient(guid, f"user{guid[:8]}") for guid in guids))
    entry = {"path": "a.jsonl", "parameters": parameters}
    notes = said(observe(tmp_path, {"manifest.json": manifest(entry), "a.jsonl": found}))
    message = "Get-Recipient gave exactly 1,000 records, which is where it stops unless asked for more"
    assert notes == ([("DRF016", 1, message, "export/a.jsonl")] if noted else [])


def test_a_file_that_is_not_what_its_manifest_describes(tmp_path: Path) -> None:
    entry = {"path": "a.jsonl", "kind": "recipient", "sha256": sha256(PEOPLE.encode()).hexdigest()}
    files = {"manifest.json": manifest(entry), "a.jsonl": PEOPLE[:-1]}
    message = "The file is not the one that its manifest describes: it was changed or cut off"
    assert said(observe(tmp_path, files)) == [("DRF016", 1, message, "export/a.jsonl")]


def test_an_empty_file_is_doubtful_unless_the_manifest_lists_it(tmp_path: Path) -> None:
    files = {"exo/none.jsonl": "", "exo/people.jsonl": PEOPLE}
    message = "This file is empty: nothing was there, or the command failed"
    assert said(observe(tmp_path / "a", files)) == [("SNP006", 1, message, "export/exo/none.jsonl")]
    stated = manifest({"path": "none.jsonl", "kind": "recipient"}, {"path": "people.jsonl"})
    assert said(observe(tmp_path / "b", files | {"exo/manifest.json": stated})) == []


def test_owners_that_failed_are_kept_with_the_message(tmp_path: Path) -> None:
    records = lines(
        {"k": "error", "on": ILSE, "of": "mailbox-permission", "message": "The operation couldn't be performed"},
        {"k": "error", "on": KARL, "of": "calendar-processing", "message": "no"},
        {"k": "error", "on": "99999999-9999-9999-9999-999999999999", "of": "send-as", "message": "nobody"},
        {"k": "error", "on": KARL, "of": "something new", "message": "no"},
    )
    observed = observe(tmp_path, {"exo/a.jsonl": PEOPLE + records})
    ilse, karl = observed.person("ilse@contoso.com"), observed.person("karl@contoso.com")
    assert observed.failed == {
        "full_access/online": {ilse: "The operation couldn't be performed"},
        "resource_delegates/online": {karl: "no"},
    }
    assert observed.failure(ilse, "full_access", "online") == "The operation couldn't be performed"
    assert observed.failure(ilse, "send_as", "online") is None
