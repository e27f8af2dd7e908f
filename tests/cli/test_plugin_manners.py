"""A plugin that prints, or yields what is no finding, spoils neither the report nor the run."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Run

PLUGIN = """\
from delegint.api import SendAs, State, documented, hookimpl, rule
delegint_api = 1
print("loaded")

@rule("LOUD001", "loud", severity="error", evidence=documented("x", checked="2026-11-22"))
def loud(grant: SendAs, state: State):
    '''
    ## What it finds
    Nothing.
    '''
    print("called")
    yield grant.finding({MESSAGE})

@hookimpl
def delegint_rules(register):
    register({REGISTERED})
"""
STATE = """\
delegint: 1
recipients: {a@contoso.com: {home: online}, b@contoso.com: {home: online}}
delegations: {a@contoso.com: {send_as: [b@contoso.com]}}
"""


def prepare(folder: Path, message: str = "'too loud'", registered: str = "loud") -> None:
    (folder / "state.yaml").write_text(STATE)
    (folder / "loud.py").write_text(PLUGIN.replace("{MESSAGE}", message).replace("{REGISTERED}", registered))


def test_what_a_plugin_prints_stays_out_of_the_report(run: Run, tmp_path: Path) -> None:
    prepare(tmp_path)
    done = run("lint", "state.yaml", "--plugin", "loud.py", "--format", "json", "--select", "LOUD001")
    assert [finding["rule"] for finding in json.loads(done.out)["findings"]] == ["LOUD001"]
    assert done.err == "loaded\ncalled\n"


def test_a_message_that_is_no_text_is_the_rules_failure(run: Run, tmp_path: Path) -> None:
    prepare(tmp_path, message="5")
    done = run("lint", "state.yaml", "--plugin", "loud.py", "--select", "LOUD001")
    assert done.code == 3
    assert "rule LOUD001 of plugin loud failed on the Send As of b@contoso.com on a@contoso.com: TypeError" in done.err


def test_what_is_no_rule_cannot_be_registered(run: Run, tmp_path: Path) -> None:
    prepare(tmp_path, registered="5")
    done = run("lint", "state.yaml", "--plugin", "loud.py")
    assert done.code == 3
    assert "cannot be used: TypeError: register takes a rule or a module, not 5" in done.err
