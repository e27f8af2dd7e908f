"""Plugins: what a good one adds, what a bad one costs, and that none is loaded unless it is installed or named."""

# ruff: noqa: E501 - a row of a table stays on one line

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import LONGEST_RUN, Run

STATE = "delegint: 1\nrecipients: {ann@x.y: {home: online}, bob@x.y: {home: online}}\ndelegations: {ann@x.y: {send_as: [bob@x.y]}}\n"
HEAD = "from delegint.api import SchemaPart, SendAs, State, documented, hookimpl, rule\ndelegint_api = 1\n"
RULE = '''
@rule("ACME001", "acme-no-send-as", severity="error", evidence=documented("Acme rules", checked="2026-11-22"))
def no_send_as(grant: SendAs, state: State):
    """
    ## What it finds
    Any Send As.
    """
    yield grant.finding(f"Acme never lets {grant.trustee} send as {grant.owner}")

@hookimpl
def delegint_rules(register):
    register(no_send_as)
'''
GOOD = (
    HEAD
    + RULE
    + """
@hookimpl
def delegint_schema(register):
    register(SchemaPart(sections={"acme": {"type": "object", "properties": {"level": {"type": "integer"}}}}))

def count(report, stream, style):
    stream.write(f"{len(report.results)} found\\n")

@hookimpl
def delegint_reporters(register):
    register("acme", count)
"""
)
FOUND = "a.yaml:3:35: error ACME001"


@pytest.fixture(autouse=True)
def _state(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(STATE)


def write(tmp_path: Path, text: str, name: str = "acme.py") -> str:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)
    return name


@pytest.mark.parametrize("name", ["acme.py", "acme/__init__.py"])
def test_local_plugin_adds_a_rule_a_section_and_a_format(run: Run, tmp_path: Path, name: str) -> None:
    plugin = write(tmp_path, GOOD, name).removesuffix("/__init__.py")
    done = run("lint", "a.yaml", "--plugin", plugin, "--format", "concise")
    assert (done.code, done.found, done.err) == (1, [FOUND], "")
    assert "Acme never lets bob@x.y send as ann@x.y" in done.out
    (tmp_path / "a.yaml").write_text(STATE + "acme: {level: high}\n")
    assert run("lint", "a.yaml", "--plugin", plugin, "--format", "acme").out == "2 found\n"
    assert run("lint", "a.yaml", "--format", "concise").found == ["a.yaml:4:1: error FMT005"]
    assert run("explain", "ACME001", "--plugin", plugin).out.startswith(
        "ACME001 acme-no-send-as\nerror; holds for any version; from plugin acme\n"
    )
    assert any(
        rule["code"] == "ACME001" for rule in json.loads(run("rules", "--format", "json", "--plugin", plugin).out)
    )
    assert json.loads(run("schema", "--plugin", plugin).out)["properties"]["acme"]["properties"] == {
        "level": {"type": "integer"}
    }
    listed = json.loads(run("plugins", "--format", "json", "--plugin", plugin).out)[-1]
    assert listed == {
        "name": "acme",
        "distribution": None,
        "version": None,
        "target": plugin,
        "rules": 1,
        "failure": None,
    }


BROKEN = {
    "import error": ("import no_such_module\n", "ModuleNotFoundError: No module named 'no_such_module'"),
    "syntax error": ("def (\n", "SyntaxError: invalid syntax (acme.py, line 1)"),
    "exit at import": ("import sys\nsys.exit(0)\n", "SystemExit: 0"),
    "no version": (GOOD.replace("delegint_api = 1\n", ""), "it does not say which interface it was written for; add delegint_api = 1"),
    "other version": (GOOD.replace("api = 1", "api = 2"), "it was written for interface 2, this delegint has 1"),
    "misspelt hook": (HEAD + "def delegint_rule(register): ...\n", "delegint_rule is not a hook; did you mean delegint_rules?"),
    "misspelt marked hook": (HEAD + "@hookimpl\ndef delegint_report(register): ...\n", "delegint_report is not a hook; did you mean delegint_reporters?"),
    "unlike any hook": (HEAD + "def delegint_zzzzzzzz(): ...\n", "delegint_zzzzzzzz is not a hook; the hooks are delegint_rules, delegint_schema, delegint_reporters"),
    "unmarked hook": (GOOD.replace("@hookimpl\ndef delegint_rules", "def delegint_rules"), "delegint_rules is not marked as a hook; put @hookimpl above it"),
    "misspelt prefix": (HEAD + "@hookimpl\ndef deleg_rules(register): ...\n", "PluginValidationError: unknown hook 'deleg_rules' in plugin "),
    "other parameters": (HEAD + "@hookimpl\ndef delegint_rules(registry): ...\n", "PluginValidationError: "),
    "hook that raises": (HEAD + "@hookimpl\ndef delegint_rules(register): raise KeyError('x')\n", "KeyError: 'x'"),
    "hook that exits": (HEAD + "@hookimpl\ndef delegint_schema(register): raise SystemExit(0)\n", "SystemExit: 0"),
    "code that is taken": (GOOD.replace("ACME001", "HYB014"), "DuplicateRuleError: HYB014 acme-no-send-as is taken by HYB014 send-as-across-premises of exchange"),
    "name that is taken": (GOOD.replace("acme-no-send-as", "send-as-across-premises"), "DuplicateRuleError: ACME001 send-as-across-premises is taken by HYB014 send-as-across-premises of exchange"),
    "section that is taken": (GOOD.replace('"acme": {"type"', '"recipients": {"type"'), "SchemaConflictError: the section recipients exists already"),
    "bad code": (GOOD.replace("ACME001", "acme1"), "RuleDefinitionError: acme1 acme-no-send-as: a code is like HYB015, a name like send-as-missing-on-sender-side"),
    "bad subject": (GOOD.replace("grant: SendAs", "grant: 'Nobody'"), "RuleDefinitionError: ACME001: annotate the first parameter with what the rule is asked about, not 'Nobody'"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_broken_plugin_is_named_and_everything_else_goes_on(run: Run, tmp_path: Path, name: str) -> None:
    text, failure = BROKEN[name]
    write(tmp_path, text)
    (tmp_path / "a.yaml").write_text(STATE + "made: 1\n")
    done = run("lint", "a.yaml", "--plugin", "acme.py", "--format", "concise")
    assert done.code == 3
    assert "a.yaml:4:1: error FMT005" in done.found
    assert done.err.startswith(f"delegint: plugin acme (acme.py) cannot be used: {failure}")
    assert done.err.count("\n") == 1
    listed = run("plugins", "--plugin", "acme.py")
    assert listed.code == 3
    assert f"failed: {failure}" in listed.out


def test_every_command_says_that_a_plugin_failed(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "x = 1 / 0\n")
    for command in (("rules",), ("schema",), ("explain", "HYB015"), ("lint", "a.yaml", "--exit-zero")):
        done = run(*command, "--plugin", "acme.py")
        assert (done.code, done.err) == (
            3,
            "delegint: plugin acme (acme.py) cannot be used: ZeroDivisionError: division by zero\n",
        )
        assert done.out
    done = run("lint", "a.yaml", "--plugin", "acme.py", "--select", "ACME001")
    assert done.code == 2
    assert done.err.startswith("delegint: plugin acme (acme.py) cannot be used: ZeroDivisionError")
    assert "No rule, prefix or name is called 'ACME001'." in done.err


@pytest.mark.parametrize(
    ("named", "failure"),
    [
        ("gone.py", "there is no such file"),
        ("a.yaml", "this is not a Python module"),
        ("folder", "FileNotFoundError: "),
    ],
)
def test_plugin_that_is_not_there(run: Run, tmp_path: Path, named: str, failure: str) -> None:
    (tmp_path / "folder").mkdir()
    done = run("lint", "a.yaml", "--plugin", named)
    assert done.code == 3
    assert done.err.startswith(f"delegint: plugin {Path(named).stem} ({named}) cannot be used: {failure}")


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("raise ValueError('no')", "ValueError: no"),
        ("import sys; sys.exit(0)", "SystemExit: 0"),
        ("yield 'text'", "TypeError: a rule yields findings and unknown facts, not 'text'"),
        ("yield from grant", "TypeError: 'SendAs' object is not iterable"),
    ],
)
def test_rule_that_fails_is_named_and_the_others_go_on(run: Run, tmp_path: Path, line: str, error: str) -> None:
    write(tmp_path, HEAD + RULE.replace("    yield grant", f"    {line}\n    yield grant"))
    (tmp_path / "a.yaml").write_text(STATE.replace("[bob@x.y]", "[bob@x.y, ann@x.y]") + "made: 1\n")
    done = run("lint", "a.yaml", "--plugin", "acme.py", "--format", "concise")
    assert done.code == 3
    assert "a.yaml:4:1: error FMT005" in done.found
    assert done.err == (
        "delegint: rule ACME001 of plugin acme failed on the Send As of bob@x.y on ann@x.y and 1 more: "
        f"{error}; the other rules went on\n"
    )


TRAP = "open('owned', 'w').close()\nfrom delegint.api import hookimpl\ndelegint_api = 1\n"


def install(folder: Path, distribution: str, entry_points: str) -> None:
    info = folder / f"{distribution}-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(
        f"[console_scripts]\nx = y:z\n\n[delegint]\n{entry_points}\n\n[other]\nq = r\n"
    )


def test_nothing_is_loaded_from_the_folder_that_is_linted(run: Run, tmp_path: Path) -> None:
    for name in (
        "delegint_plugin.py",
        "acme.py",
        "conftest.py",
        "delegint_local.py",
        "delegint_exchange.py",
        "typer.py",
    ):
        write(tmp_path, TRAP, name)
    install(tmp_path, "acme", "acme = acme")
    done = run("lint")
    assert (done.code, done.err) == (0, "")
    subprocess.run(
        [sys.executable, "-m", "delegint", "lint"], cwd=tmp_path, check=True, capture_output=True, timeout=LONGEST_RUN
    )
    assert not (tmp_path / "owned").exists()


def test_installed_plugin_is_found_by_its_entry_point(run: Run, tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    packages.mkdir()
    write(packages, GOOD, "acme_rules.py")
    write(packages, f"class Holder:\n    class inner:\n        {GOOD.splitlines()[1]}\n", "acme_nested.py")
    install(packages, "acme_delegint", "acme = acme_rules\nnested = acme_nested:Holder.inner\nbroken = acme_gone")
    env = {"PYTHONPATH": str(packages)}
    done = run("plugins", "--format", "json", env=env)
    assert done.code == 3
    listed = {row["name"]: row for row in json.loads(done.out) if row["distribution"] != "delegint"}
    assert {name: (row["distribution"], row["version"], row["rules"]) for name, row in listed.items()} == {
        "acme": ("acme_delegint", "1.2", 1), "nested": ("acme_delegint", "1.2", 0), "broken": ("acme_delegint", "1.2", 0),
    }  # fmt: skip
    assert [listed[name]["failure"] for name in ("acme", "nested", "broken")] == [
        None,
        None,
        "ModuleNotFoundError: No module named 'acme_gone'",
    ]
    linted = run("lint", "a.yaml", "--format", "concise", env=env)
    assert (linted.code, linted.found) == (3, [FOUND])
    assert linted.err == (
        "delegint: plugin broken (acme_delegint, entry point broken = acme_gone) cannot be used: "
        "ModuleNotFoundError: No module named 'acme_gone'\n"
    )
    human = run("plugins", env=env).out.splitlines()
    assert [line.split()[0] for line in human][:4] == ["entra_sync", "exchange", "hybrid_writeback", "lync"]
    assert f"{'acme':<20}{'acme_delegint 1.2':<28}1 rule" in human


def test_plugin_cannot_take_the_place_of_another_by_its_name(run: Run, tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    packages.mkdir()
    write(packages, GOOD, "acme_rules.py")
    install(packages, "acme_delegint", "exchange = acme_rules")
    (tmp_path / "a.yaml").write_text(STATE.replace("bob@x.y: {home: online}", "bob@x.y: {home: on_premises}"))
    done = run("lint", "a.yaml", "--format", "concise", "--select", "HYB014,ACME", env={"PYTHONPATH": str(packages)})
    assert done.found == [FOUND, "a.yaml:3:35: warning HYB014"]


def test_metadata_that_cannot_be_read_is_passed_over(run: Run, tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    (packages / "odd-1.dist-info").mkdir(parents=True)
    (packages / "odd-1.dist-info" / "entry_points.txt").write_bytes(b"[delegint]\nx = \xff\n")
    (packages / "none-1.dist-info").mkdir()
    done = run("plugins", env={"PYTHONPATH": f"{packages}:{tmp_path / 'gone'}:{tmp_path / 'a.yaml'}"})
    assert (done.code, done.err) == (0, "")


def test_a_format_that_fails_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "loud.py").write_text(
        "from delegint.api import hookimpl\n"
        "delegint_api = 1\n"
        "@hookimpl\n"
        "def delegint_reporters(register):\n"
        "    register('loud', lambda report, stream, style: 1 / 0)\n"
    )
    (tmp_path / "desired.yaml").write_text("delegint: 1\n")
    done = run("lint", "desired.yaml", "--plugin", "loud.py", "--format", "loud")
    assert done.code == 3
    assert done.err == "delegint: the format loud of a plugin failed: ZeroDivisionError: division by zero\n"
