"""`delegint collector`."""

from __future__ import annotations

from pathlib import Path

import pytest

from delegint.collector.script import SIDES, collector_script
from tests.conftest import Run


def test_script_is_printed(run: Run) -> None:
    done = run("collector")
    assert (done.code, done.out, done.err) == (0, collector_script(SIDES), "")


@pytest.mark.parametrize("side", [*SIDES, "all"])
def test_one_side(run: Run, side: str) -> None:
    done = run("collector", "--side", side)
    assert (done.code, done.err) == (0, "")
    assert done.out == collector_script(SIDES if side == "all" else (side,))


def test_script_in_a_file(run: Run, tmp_path: Path) -> None:
    done = run(
        "collector", "--output", "collect.ps1", "--mailbox", " anna@contoso.com", "--mailbox", "room@contoso.com"
    )
    assert (done.code, done.out, done.err) == (0, "", "")
    written = (tmp_path / "collect.ps1").read_bytes()
    assert written == collector_script(SIDES, ("anna@contoso.com", "room@contoso.com")).encode()


def test_address_beyond_ascii_goes_to_a_file_only(run: Run, tmp_path: Path) -> None:
    done = run("collector", "--side", "sync", "--mailbox", "m\u00fcller@contoso.com")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "delegint: a script with an address that is not ASCII needs --output FILE, since a terminal may change it\n"
    )
    assert run("collector", "--mailbox", "m\u00fcller@contoso.com", "-o", "c.ps1").code == 0
    assert (tmp_path / "c.ps1").read_bytes().startswith(b"\xef\xbb\xbf<#\n")


@pytest.mark.parametrize("address", ["anna", "", "a b@contoso.com", "a@contoso.com\nGet-Date", "a@contoso.com\x07"])
def test_what_is_no_address(run: Run, address: str) -> None:
    done = run("collector", "--mailbox", address)
    assert (done.code, done.out) == (2, "")
    assert "is no SMTP address" in done.err


def test_address_with_bytes_that_are_no_text(run: Run) -> None:
    assert run("collector", "--output", "c.ps1", "--mailbox", "\udcff@contoso.com").code == 2


def test_side_that_does_not_exist(run: Run) -> None:
    done = run("collector", "--side", "cloud")
    assert (done.code, done.out) == (2, "")
    assert "'cloud' is none of on-premises, online, sync or all" in " ".join(done.err.split())


def test_file_that_cannot_be_written(run: Run) -> None:
    done = run("collector", "--output", "gone/collect.ps1")
    assert (done.code, done.err) == (2, "delegint: gone/collect.ps1 cannot be written: no such file or directory\n")
