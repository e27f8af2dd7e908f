"""What an editor can complete: every setting of every policy, which a run leaves to a rule."""

from __future__ import annotations

import pytest

from delegint.api import CHECKED_BY
from tests.linting import everything

COUNTS = {
    "client_policy": 92,
    "voice_policy": 19,
    "conferencing_policy": 40,
    "presence_policy": 3,
    "meeting_configuration": 14,
    "teams_calling_policy": 38,
    "teams_meeting_policy": 119,
    "calling_settings": 14,
    "calling_permissions": 5,
}


@pytest.mark.parametrize(("definition", "count"), COUNTS.items())
def test_editors_get_every_setting(definition: str, count: int) -> None:
    plugins, _, _ = everything()
    full = plugins.schema(for_editors=True)["$defs"][definition]
    assert len(full["properties"]) == count
    assert full["additionalProperties"] is False
    assert all(setting["description"] for setting in full["properties"].values())


@pytest.mark.parametrize("definition", COUNTS)
def test_settings_are_left_to_a_rule(definition: str) -> None:
    _, registry, schema = everything()
    judge = schema["$defs"][definition][CHECKED_BY]
    assert "properties" not in schema["$defs"][definition]
    assert judge in {rule.code for rule in registry}
