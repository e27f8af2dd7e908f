"""The Teams facts of the format, and its policies."""

from __future__ import annotations

from typing import Final

from delegint.api import (
    ADDRESS,
    ADDRESSES,
    BOOLEAN,
    CHECKED_BY,
    TEAMS_MODES,
    VERSION,
    PolicySchemas,
    Schema,
    SchemaPart,
    ignoring_case,
    mapping,
)
from delegint_teams.policies import CALLING_DELEGATE, CALLING_SETTINGS, CATALOGUE, KINDS, calling_permissions

_TEXT: Final[Schema] = {"type": "string"}
_JUDGED_BY: Final = "TEAMS023"
_POLICIES: Final = PolicySchemas(KINDS, _JUDGED_BY)
_MODE: Final = ignoring_case(*TEAMS_MODES, description="The coexistence mode; TeamsUpgradeEffectiveMode.")

_JUDGED: Final[Schema] = {"type": "object", CHECKED_BY: _JUDGED_BY}
_CALLING: Final[Schema] = {
    "calling_settings": {"description": "Where calls go, named as in Set-CsUserCallingSettings.", **_JUDGED},
    "calling_permissions": {
        "description": "What a calling delegate may do in Teams, named as in New-CsUserCallingDelegate.",
        **_JUDGED,
    },
}

_TEAMS_USER: Final = mapping(
    {
        "mode": _MODE,
        "phone_system": {**BOOLEAN, "description": "Licensed for Teams Phone."},
        "enterprise_voice_enabled": {**BOOLEAN, "description": "EnterpriseVoiceEnabled of Get-CsOnlineUser."},
        "number": {
            "type": ["string", "null"],
            "description": "The number; quote it, so that it stays text. null: the person has none.",
        },
        "pstn": {
            "enum": ["calling_plan", "operator_connect", "direct_routing", "none"],
            "description": "What connects the person with the telephone network.",
        },
        **_POLICIES.assignments,
        "delegates": {**ADDRESSES, "description": "The calling delegates in force; Get-CsUserCallingSettings."},
        "calling_settings": {"$ref": "#/$defs/calling_settings"},
    },
    "What Teams knows about the person.",
)
_GROUP_POLICY: Final = mapping(
    {
        "group": ADDRESS,
        "policy_type": ignoring_case(
            *(kind.cmdlet.removeprefix("Cs") for kind in KINDS), description="Which kind of policy."
        ),
        "policy_name": {**_TEXT, "minLength": 1},
        "rank": {"type": "integer", "minimum": 1, "description": "1 goes before 2."},
    },
    "A policy that the members of a group have; New-CsGroupPolicyAssignment.",
    required=["group", "policy_type", "policy_name", "rank"],
)


def _for_editors() -> Schema:
    permissions = CATALOGUE.schema_of(CALLING_DELEGATE)
    permitted = {setting.name: permissions["properties"][setting.name] for setting in calling_permissions().values()}
    return {
        **_POLICIES.for_editors(),
        "calling_settings": {**CATALOGUE.schema_of(CALLING_SETTINGS), **_CALLING["calling_settings"]},
        "calling_permissions": {**permissions, "properties": permitted, **_CALLING["calling_permissions"]},
    }


PART: Final = SchemaPart(
    sections={
        "teams": mapping(
            {
                "module_version": {**VERSION, "description": "The MicrosoftTeams module that is used."},
                "upgrade_default": {**_MODE, "description": "The coexistence mode of the tenant."},
                "group_policy_assignments": {
                    "type": "array",
                    "items": _GROUP_POLICY,
                    "description": "The policies of groups; an empty list says that there are none.",
                },
            },
            "The Teams tenant.",
        ),
        **_POLICIES.sections,
    },
    definitions={**_POLICIES.definitions, **_CALLING},
    for_editors=_for_editors,
    recipient={"teams": _TEAMS_USER},
    delegate={
        "calling_permissions": {"$ref": "#/$defs/calling_permissions"},
    },
)
