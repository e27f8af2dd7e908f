"""The hooks, run by the real pre-commit in a real repository, with a third-party plugin beside delegint."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IDENTITY = {
    "GIT_AUTHOR_NAME": "Tester",
    "GIT_AUTHOR_EMAIL": "tester@contoso.com",
    "GIT_COMMITTER_NAME": "Tester",
    "GIT_COMMITTER_EMAIL": "tester@contoso.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
}
PEOPLE = """\
delegint: 1
recipients:
  invoices@contoso.com: {type: SharedMailbox, home: on_premises}
  annelies@contoso.com: {home: online}
  ilse@contoso.com: {home: online}
"""
UNTOUCHED = """\
delegint: 1
delegations:
  annelies@contoso.com:
    send_as: {ilse@contoso.com: {sides: [on_premises]}}
"""
VIOLATION = """\
delegint: 1
delegations:
  invoices@contoso.com:
    send_as: {ilse@contoso.com: {sides: [on_premises]}}
"""
CLEAN = """\
delegint: 1
delegations:
  invoices@contoso.com:
    send_on_behalf: {ilse@contoso.com: {sides: [on_premises, online], ticket: CHG-1042}}
"""
PLUGIN = '''\
from collections.abc import Iterator

from delegint.api import Finding, SendOnBehalf, State, field_reported, hookimpl, rule

delegint_api = 1


@rule("ACME001", "without-ticket", severity="error", evidence=field_reported("Policy", checked="2026-11-22"))
def without_ticket(grant: SendOnBehalf, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    Send on Behalf without a ticket.
    """
    if not grant.ticket:
        yield grant.finding(f"{grant.trustee} has no ticket")


@hookimpl
def delegint_rules(register):
    register(without_ticket)
'''
PLUGIN_PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "acme-delegation"
version = "1.0"
[project.entry-points.delegint]
acme = "acme_delegation"
[tool.hatch.build.targets.wheel]
only-include = ["acme_delegation.py"]
"""


def git(folder: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **IDENTITY}
    # a hook that runs the tests leaves these behind, and they would lead git back to the outer repository
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        environment.pop(name, None)
    return subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, check=check, capture_output=True, text=True, timeout=600
    )


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A repository that holds delegint as it stands in the working tree, and its revision."""
    folder = tmp_path_factory.mktemp("hooks") / "delegint"
    listed = git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z").stdout.split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "delegint")
    return folder, git(folder, "rev-parse", "HEAD").stdout.strip()


@pytest.fixture(scope="module")
def state(hooks: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A repository with a desired state in several files, and the hook installed."""
    plugin = tmp_path_factory.mktemp("plugin")
    (plugin / "acme_delegation.py").write_text(PLUGIN)
    (plugin / "pyproject.toml").write_text(PLUGIN_PROJECT)
    folder = tmp_path_factory.mktemp("state")
    dependencies = f'["acme-delegation @ {plugin.as_uri()}"]'
    (folder / ".pre-commit-config.yaml").write_text(
        f"""\
repos:
  - repo: {hooks[0].as_uri()}
    rev: {hooks[1]}
    hooks:
      - id: delegint
        additional_dependencies: {dependencies}
        exclude: ^\\.
      - id: delegint-all
        additional_dependencies: {dependencies}
        exclude: ^\\.
        stages: [manual]
"""
    )
    (folder / "people.yaml").write_text(PEOPLE)
    (folder / "untouched.yaml").write_text(UNTOUCHED)
    (folder / "compose.yaml").write_text("services: {web: {image: nginx}}\n")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRE_COMMIT_HOME", str(tmp_path_factory.mktemp("cache")))
        subprocess.run([sys.executable, "-m", "pre_commit", "install"], cwd=folder, check=True, timeout=600)
        yield folder


def commit(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    (folder / "delegations.yaml").write_text(text)
    git(folder, "add", "delegations.yaml")
    return git(folder, "commit", "--message", "change", check=False)


def test_manifest_is_valid() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]
    assert subprocess.run(command, check=False, timeout=60).returncode == 0


def test_violation_stops_the_commit_and_only_changed_files_are_reported(state: Path) -> None:
    done = commit(state, VIOLATION)
    output = done.stdout + done.stderr
    assert done.returncode == 1
    assert "error[HYB015] ilse@contoso.com sends as invoices@contoso.com from Exchange Online" in output
    assert "delegations.yaml:4:41" in output
    assert "untouched.yaml" not in output


def test_third_party_plugin_is_run(state: Path) -> None:
    done = commit(state, CLEAN.replace(", ticket: CHG-1042", ""))
    assert done.returncode == 1
    assert "error[ACME001] ilse@contoso.com has no ticket" in done.stdout + done.stderr


def test_clean_change_is_committed(state: Path) -> None:
    done = commit(state, CLEAN)
    assert done.returncode == 0, done.stdout + done.stderr
    assert git(state, "log", "-1", "--format=%s").stdout.strip() == "change"


def test_file_that_is_no_state_is_left_alone(state: Path) -> None:
    (state / "compose.yaml").write_text("services: {web: {image: caddy}}\n")
    git(state, "add", "compose.yaml")
    done = git(state, "commit", "--message", "compose", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_whole_state_is_reported_by_the_other_hook(state: Path) -> None:
    command = [sys.executable, "-m", "pre_commit", "run", "delegint-all", "--all-files", "--hook-stage", "manual"]
    done = subprocess.run(command, cwd=state, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 1
    assert "untouched.yaml:4:41" in done.stdout
