"""What README and examples show is what the command says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TRANSCRIPTS = re.findall(r"```console\n\$ (delegint [^\n]+)\n(.*?)```", README, re.DOTALL)
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())


def said(*arguments: str) -> str:
    command = [sys.executable, "-m", "delegint", *arguments, "--as-of", "2026-11-22", "--color", "never"]
    unwanted = {"COLUMNS", "GITHUB_ACTIONS", "TF_BUILD"}
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=60
    )
    assert done.stderr == ""
    return done.stdout


def test_readme_has_a_transcript() -> None:
    drift = "delegint drift examples/tenant-drift --snapshot examples/tenant-drift/export"
    assert [command for command, _ in TRANSCRIPTS] == ["delegint lint examples/online-meetings", drift]


@pytest.mark.parametrize(("command", "output"), TRANSCRIPTS, ids=[command for command, _ in TRANSCRIPTS])
def test_transcript_is_what_the_command_says(command: str, output: str) -> None:
    assert said(*command.split()[1:]) == output


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_example_gives_its_output(example: Path) -> None:
    expected = (example / "output.txt").read_text(encoding="utf-8")
    export = ["--snapshot", f"examples/{example.name}/export"] if (example / "export").is_dir() else []
    assert said("lint", f"examples/{example.name}", *export) == expected


def test_examples_can_be_linted_together() -> None:
    assert "FMT" not in said("lint", "examples", "--format", "concise")


def test_state_of_the_readme_is_valid() -> None:
    states = re.findall(r"```yaml\n(delegint: 1\n.*?)```", README, re.DOTALL)
    assert len(states) == 1
    command = [sys.executable, "-m", "delegint", "lint", "-", "--select", "FMT", "--format", "concise"]
    done = subprocess.run(command, input=states[0], capture_output=True, encoding="utf-8", check=False, timeout=60)
    assert done.returncode == 0, done.stdout


def test_commands_are_one_line_each_and_need_only_python() -> None:
    commands = re.findall(r"^\$ (python3 .+)$", README, re.MULTILINE)
    assert len(commands) == 2
    assert all(command.startswith("python3 -m venv .venv && .venv/bin/python -m pip install") for command in commands)
