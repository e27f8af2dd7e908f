"""Running the real command in a test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

UNWANTED = {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TERM", "TF_BUILD", "DELEGINT_SARIF_CATEGORY"}


class Run(NamedTuple):
    """What a run of the command wrote, and its exit code."""

    code: int
    out: str
    err: str


def environment(**variables: str) -> dict[str, str]:
    """The environment of the tests without what changes a report, and with these variables."""
    kept = {
        name: value for name, value in os.environ.items() if name not in UNWANTED and not name.startswith("GITHUB_")
    }
    return kept | variables


def delegint(folder: Path, *arguments: str, stdin: str | bytes = b"", **variables: str) -> Run:
    """Run `delegint lint` in a folder with these environment variables, and no other that changes a report."""
    run = subprocess.run(
        [sys.executable, "-m", "delegint", "lint", "--as-of", "2026-11-22", *arguments],
        check=False,
        cwd=folder,
        env=environment(**variables),
        input=stdin if isinstance(stdin, bytes) else stdin.encode(),
        capture_output=True,
        timeout=60,
    )
    return Run(run.returncode, run.stdout.decode(), run.stderr.decode())
