"""The real command, run in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sysconfig
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import settings

settings.register_profile("unhurried", deadline=None)  # a busy machine is no defect
settings.load_profile("unhurried")
COMMAND = Path(sysconfig.get_path("scripts")) / ("delegint.exe" if os.name == "nt" else "delegint")
LONGEST_RUN = 60


class Outcome:
    """What a run printed and how it ended; making one proves that no run ever shows a traceback."""

    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.code = done.returncode
        self.out = done.stdout.decode("utf-8", "surrogateescape")
        self.err = done.stderr.decode("utf-8", "surrogateescape")
        assert "Traceback" not in self.out + self.err
        assert "internal error" not in self.err

    @property
    def found(self) -> list[str]:
        """The concise lines without their message, such as `a.yaml:1:3: error FMT001`."""
        return [" ".join(line.split(" ", 3)[:3]) for line in self.out.splitlines()[:-1]]


class Run(Protocol):
    """Runs `delegint` in the folder of the test."""

    def __call__(
        self, *arguments: str, stdin: bytes = b"", env: dict[str, str] | None = None, cwd: str = "."
    ) -> Outcome: ...


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the installed command in `tmp_path`."""

    def call(*arguments: str, stdin: bytes = b"", env: dict[str, str] | None = None, cwd: str = ".") -> Outcome:
        done = subprocess.run(
            [COMMAND, *arguments],
            input=stdin,
            capture_output=True,
            check=False,
            cwd=tmp_path / cwd,
            env=environment(env),
            timeout=LONGEST_RUN,
        )
        return Outcome(done)

    return call


def environment(more: dict[str, str] | None = None) -> dict[str, str]:
    """The environment of a run: without what would change the look of its output."""
    ours = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "GITHUB_ACTIONS", "TF_BUILD", "DELEGINT_TRACEBACK")
    return {name: value for name, value in os.environ.items() if name not in ours} | (more or {})
