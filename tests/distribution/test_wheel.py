"""What is built: the wheel has everything that a run needs, and registers the built-in checkers as anybody's."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_wheel_holds_core_plugins_and_their_data(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "delegint", "plugins"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    assert {name.removeprefix("plugins/") for name in tracked} <= names


def test_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    checkers = {path.name for path in (ROOT / "plugins").iterdir() if (path / "__init__.py").is_file()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"delegint", *checkers}


def test_checkers_are_entry_points_of_the_public_group(wheel: zipfile.ZipFile) -> None:
    name = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    lines = wheel.read(name).decode().splitlines()
    group = lines[lines.index("[delegint]") + 1 :]
    registered = {line.partition(" = ")[2] for line in group if " = " in line}
    checkers = {path.name for path in (ROOT / "plugins").iterdir() if (path / "__init__.py").is_file()}
    assert checkers <= registered


def test_typed_marker_is_shipped(wheel: zipfile.ZipFile) -> None:
    assert "delegint/py.typed" in wheel.namelist()
