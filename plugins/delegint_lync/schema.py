"""The Lync and Skype for Business facts of the format, and its policies."""

from __future__ import annotations

from typing import Final

from delegint.api import ADDRESSES, BOOLEAN, VERSION, PolicySchemas, Schema, SchemaPart, mapping
from delegint_lync.paths import LYNC_METHODS
from delegint_lync.policies import KINDS

_TEXT: Final[Schema] = {"type": "string"}
_TEXTS: Final[Schema] = {"type": "array", "items": _TEXT}
_SIDES: Final = ("on_premises", "online")
_POLICIES: Final = PolicySchemas(KINDS, judged_by="LYNC036")


_LYNC_USER: Final = mapping(
    {
        "enabled": {**BOOLEAN, "description": "Enabled of Get-CsUser."},
        "home": {"enum": list(_SIDES), "description": "Where the account is homed; HostingProvider of Get-CsUser."},
        "registrar_pool": {**_TEXT, "description": "The registrar pool."},
        "sip_address": {**_TEXT, "description": "The SIP address, where it is not the mail address."},
        "enterprise_voice_enabled": {**BOOLEAN, "description": "EnterpriseVoiceEnabled of Get-CsUser."},
        "line_uri": {**_TEXT, "description": "The number, such as tel:+3225550100."},
        "remote_call_control_enabled": {**BOOLEAN, "description": "RemoteCallControlTelephonyEnabled of Get-CsUser."},
        "audio_video_disabled": {**BOOLEAN, "description": "AudioVideoDisabled of Get-CsUser."},
        "line_server_uri": {**_TEXT, "description": "LineServerURI of Get-CsUser, such as sip:annelies@contoso.com."},
        "private_line": {**_TEXT, "description": "PrivateLine of Get-CsUser; calls to it skip the delegates."},
        "call_via_work": {**BOOLEAN, "description": "The person uses Call Via Work."},
        "call_forwarding": mapping(
            {
                "mode": {"enum": ["none", "forward", "simultaneous_ring"]},
                "target": {"enum": ["delegates", "team", "number", "voicemail"]},
                "delegate_ring_wait_time": {"type": "integer", "minimum": 0, "description": "In seconds."},
            },
            "Where calls to the person go; Get-CsUserCallForwardingSettings.",
        ),
        "planned_change": {
            "enum": ["disable", "remove"],
            "description": "What is about to be done: disable, with Set-CsUser; remove, with Disable-CsUser.",
        },
        **_POLICIES.assignments,
        "delegates": {**ADDRESSES, "description": "The delegates that the server holds; Get-CsUserDelegates."},
    },
    "What Lync or Skype for Business Server knows about the person.",
)
PART: Final = SchemaPart(
    sections={
        "lync": mapping(
            {
                "version": {
                    "enum": [2010, 2013, 2015, 2019, "2010", "2013", "2015", "2019", "SE"],
                    "description": "The lowest version in service.",
                },
                "build": {**VERSION, "description": "The build of the lowest version; Get-CsServerPatchVersion."},
                "sip_domains": {**_TEXTS, "description": "Get-CsSipDomain."},
                "pstn_usages": {**_TEXTS, "description": "The PSTN usages of the deployment; Get-CsPstnUsage."},
                "exchange_autodiscover": {
                    **BOOLEAN,
                    "description": "ExchangeAutodiscoverUrl is set; Get-CsOAuthConfiguration.",
                },
                "sefautil_pool": {**_TEXT, "description": "The trusted application pool under which SEFAUtil runs."},
                "sites": {
                    "description": "The sites by name, each with its registrar pools; Get-CsSite, Get-CsPool.",
                    "type": "object",
                    "additionalProperties": mapping({"pools": _TEXTS}),
                },
            },
            "The Lync or Skype for Business Server deployment.",
        ),
        **_POLICIES.sections,
    },
    definitions=_POLICIES.definitions,
    for_editors=_POLICIES.for_editors,
    recipient={"lync": _LYNC_USER},
    delegate={
        "lync_method": {
            "enum": list(LYNC_METHODS),
            "description": (
                "How the delegate gets onto the list of the Lync server; left out: the client for Enterprise Voice"
                " users, else the Exchange sync. enterprise_voice_toggle: added in the client while Enterprise Voice"
                " was switched on for that purpose."
            ),
        },
    },
)
