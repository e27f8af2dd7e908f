"""The Lync, Skype for Business and Teams facts of the format, and its policies."""

from __future__ import annotations

from typing import Final

from delegint.api import ADDRESSES, BOOLEAN, CHECKED_BY, Schema, SchemaPart, ignoring_case, mapping
from delegint_lync.paths import LYNC_METHODS
from delegint_lync.people import TEAMS_MODES
from delegint_lync.policies import CLIENT_POLICY, VOICE_POLICY

_TEXT: Final[Schema] = {"type": "string"}
_TEXTS: Final[Schema] = {"type": "array", "items": _TEXT}
_SIDES: Final = ("on_premises", "online")
_JUDGED_BY_RULE: Final = "LYNC036"


def _assignment(noun: str) -> Schema:
    return {
        "description": f"The per-user {noun}; null: none is granted; left out: not known.",
        "type": ["string", "null"],
        "minLength": 1,
    }


def _policies(noun: str) -> Schema:
    return {
        "description": f"Each {noun} by its identity: Global, Site:<name>, or the name of a per-user policy.",
        "type": "object",
        "additionalProperties": {"$ref": f"#/$defs/{_definition(noun)}"},
    }


def _definition(noun: str) -> str:
    return noun.replace(" ", "_")


def _settings(cmdlet: str) -> Schema:
    """A rule judges the settings, so that their catalogue is read only where there are some."""
    description = f"Settings named and typed as in New-{cmdlet}; null is blank, where the setting may be blank."
    return {"description": description, "type": ["object", "null"], CHECKED_BY: _JUDGED_BY_RULE}


def _settings_for_editors() -> Schema:
    from delegint_lync.catalogue import schema_of

    return {
        _definition(kind.noun): {**schema_of(kind.cmdlet), **_settings(kind.cmdlet)}
        for kind in (CLIENT_POLICY, VOICE_POLICY)
    }


_LYNC_USER: Final = mapping(
    {
        "enabled": {**BOOLEAN, "description": "Enabled of Get-CsUser."},
        "home": {"enum": list(_SIDES), "description": "Where the account is homed; HostingProvider of Get-CsUser."},
        "registrar_pool": {**_TEXT, "description": "The registrar pool."},
        "sip_address": {**_TEXT, "description": "The SIP address, where it is not the mail address."},
        "enterprise_voice_enabled": {**BOOLEAN, "description": "EnterpriseVoiceEnabled of Get-CsUser."},
        "line_uri": {**_TEXT, "description": "The number, such as tel:+3225550100."},
        "client_policy": _assignment("client policy"),
        "voice_policy": _assignment("voice policy"),
        "conferencing_policy": _assignment("conferencing policy"),
        "delegates": {**ADDRESSES, "description": "The delegates that the server holds; Get-CsUserDelegates."},
    },
    "What Lync or Skype for Business Server knows about the person.",
)
_TEAMS_USER: Final = mapping(
    {
        "mode": ignoring_case(*TEAMS_MODES, description="The coexistence mode; TeamsUpgradeEffectiveMode."),
        "phone_system": {**BOOLEAN, "description": "Licensed for Teams Phone."},
        "number": {**_TEXT, "description": "The number; quote it, so that it stays text."},
        "calling_policy": _assignment("calling policy"),
        "meeting_policy": _assignment("meeting policy"),
    },
    "What Teams knows about the person.",
)

PART: Final = SchemaPart(
    sections={
        "lync": mapping(
            {
                "version": {
                    "enum": [2010, 2013, 2015, 2019, "2010", "2013", "2015", "2019", "SE"],
                    "description": "The lowest version in service.",
                },
                "sip_domains": {**_TEXTS, "description": "Get-CsSipDomain."},
                "sites": {
                    "description": "The sites by name, each with its registrar pools; Get-CsSite, Get-CsPool.",
                    "type": "object",
                    "additionalProperties": mapping({"pools": _TEXTS}),
                },
            },
            "The Lync or Skype for Business Server deployment.",
        ),
        "teams": mapping(
            {
                "module_version": {**_TEXT, "description": "The MicrosoftTeams module that is used; quote it."},
                "upgrade_default": {**_TEXT, "description": "The coexistence mode of the tenant."},
            },
            "The Teams tenant.",
        ),
        "client_policies": _policies(CLIENT_POLICY.noun),
        "voice_policies": _policies(VOICE_POLICY.noun),
    },
    definitions={_definition(kind.noun): _settings(kind.cmdlet) for kind in (CLIENT_POLICY, VOICE_POLICY)},
    for_editors=_settings_for_editors,
    recipient={"lync": _LYNC_USER, "teams": _TEAMS_USER},
    delegate={
        "lync_method": {
            "enum": list(LYNC_METHODS),
            "description": (
                "How the delegate gets onto the list of the Lync server; left out: the client for Enterprise Voice"
                " users, else the Exchange sync."
            ),
        },
    },
)
