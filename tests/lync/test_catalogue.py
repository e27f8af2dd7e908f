"""The catalogue of settings: complete, well formed, and read only where there are policies."""

from __future__ import annotations

import subprocess
import sys

import pytest
from jsonschema import Draft202012Validator

from delegint_lync.policies import CATALOGUE
from tests.linting import lint_text

KINDS = ("CsClientPolicy", "CsVoicePolicy")


def test_the_two_switches() -> None:
    sync = CATALOGUE.settings_of("CsClientPolicy")["enableexchangedelegatesync"]
    delegation = CATALOGUE.settings_of("CsVoicePolicy")["enabledelegation"]
    assert (sync.type, sync.nullable, sync.default) == ("boolean", True, None)
    assert (delegation.type, delegation.nullable, delegation.default) == ("boolean", False, True)


@pytest.mark.parametrize("kind", KINDS)
def test_schema_for_editors_is_valid(kind: str) -> None:
    schema = CATALOGUE.schema_of(kind)
    Draft202012Validator.check_schema(schema)
    for setting in CATALOGUE.settings_of(kind).values():
        if setting.default is not None:
            assert Draft202012Validator(schema).is_valid({setting.name: setting.default})
    assert not Draft202012Validator(schema).is_valid({"NoSuchSetting": True})


def test_documented_defaults_draw_no_complaint() -> None:
    states = [
        f"delegint: 1\n{section}:\n  Global:\n    {setting.name}: {str(setting.default).lower()}\n"
        if isinstance(setting.default, bool)
        else f"delegint: 1\n{section}:\n  Global:\n    {setting.name}: {setting.default!r}\n"
        for kind, section in zip(KINDS, ("client_policies", "voice_policies"), strict=True)
        for setting in CATALOGUE.settings_of(kind).values()
        if setting.default is not None
    ]
    assert states
    for state in states:
        assert lint_text(state, select=["LYNC036", "FMT"]).results == []


def test_catalogue_is_not_read_for_a_state_without_policies() -> None:
    code = (
        "import sys\n"
        "from tests.linting import lint_text\n"
        "report = lint_text('delegint: 1\\nrecipients: {ilse@contoso.com: {home: online}}\\n')\n"
        "assert 'LYNC036' in [rule.code for rule in report.rules]\n"
        "from delegint_lync.policies import CATALOGUE\n"
        "print(CATALOGUE.is_read)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
