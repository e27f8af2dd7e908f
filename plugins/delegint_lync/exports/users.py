"""Get-CsUser and Get-CsEffectivePolicy: where people are homed, what they are granted, and what counts for them."""

from __future__ import annotations

from typing import Final

from delegint.api import Export, Fact, Keys, Row, Sink, granted_policy
from delegint_lync.exports.policies import key_of
from delegint_lync.policies import GRANTED

_ONLINE_PROVIDER: Final = "sipfed.online"
"""How the name of every cloud begins, such as `sipfed.online.lync.com`."""
_SERVER_PROVIDER: Final = "srv:"
_SIP: Final = ("SipAddress", "sip")
_UPN: Final = ("UserPrincipalName", "upn")
_POLICIES: Final = {kind.assignment: kind.cmdlet.removeprefix("Cs") for kind in GRANTED}
"""The property that names each kind of policy, such as ClientPolicy."""
_FLAGS: Final = {
    "enabled": ("Enabled", "enabled"),
    "enterprise_voice_enabled": ("EnterpriseVoiceEnabled", "enterpriseVoice"),
    "remote_call_control_enabled": ("RemoteCallControlTelephonyEnabled", "remoteCallControl"),
    "audio_video_disabled": ("AudioVideoDisabled", "audioVideoDisabled"),
}
_TEXTS: Final = {
    "registrar_pool": ("RegistrarPool", "registrarPool"),
    "sip_address": _SIP,
    "line_uri": ("LineURI", "lineUri"),
    "line_server_uri": ("LineServerURI", "lineServerUri"),
    "private_line": ("PrivateLine", "privateLine"),
}
_GRANTED: Final = {key: (name, f"{name[0].lower()}{name[1:]}") for key, name in _POLICIES.items()}
"""Facts by key, each with the property of Get-CsUser and what the collector calls it."""
_Names = dict[str, str]


def _named(form: int) -> tuple[_Names, _Names, _Names]:
    """Flags, texts and policies by the names of one form: users come by the hundred thousand."""
    flags, texts, granted = (
        {f"lync.{key}": names[form] for key, names in table.items()} for table in (_FLAGS, _TEXTS, _GRANTED)
    )
    return flags, texts, granted


_FORMS: Final = (_named(0), _named(1))


def read_user(row: Row, sink: Sink) -> None:
    """A user of Lync or Skype for Business Server.

    A blank policy is one that nobody granted: a site policy or the Global one counts.

    Source: Get-CsUser.
    """
    flags, texts, granted = _FORMS[row.has("k")]
    facts: dict[str, Fact] = {"lync.home": _home(row.text("HostingProvider", "hostingProvider"))}
    for key, name in flags.items():
        facts[key] = row.flag(name)
    for key, name in texts.items():
        facts[key] = row.text(name)
    for key, name in granted.items():
        facts[key] = granted_policy(row, name)
    keys = Keys(
        sip=row.text(*_SIP),
        upn=row.text(*_UPN),
        sam=row.text("SamAccountName", "sam"),
        dn=_distinguished_name(row),
        sid=row.sid("Sid", "sid"),
    )
    if any(keys):
        sink.person(row.line, "lync", keys, facts=facts, on_side=False)


def _home(provider: str | None) -> str | None:
    """Where an account is homed; None for a provider that is neither the own servers nor the cloud of Microsoft."""
    folded = (provider or "").strip().casefold()
    if folded.startswith(_ONLINE_PROVIDER):
        return "online"
    return "on_premises" if folded == _SERVER_PROVIDER else None


def _distinguished_name(row: Row) -> str | None:
    """The distinguished name, which is what Identity holds, be it as text or in an object."""
    identity = row.part("Identity")
    nested = None if identity is None else identity.text("DistinguishedName")
    written = row.text("dn", "DistinguishedName") or nested or row.text("Identity") or ""
    return written if "=" in written.partition(",")[0] else None


def read_effective_policy(row: Row, sink: Sink) -> None:
    """The policies that count for a user: Global, one of a site, or a granted one.

    One is always in force, so that a blank tells nothing.

    Source: Get-CsEffectivePolicy.
    """
    facts: dict[str, Fact] = {
        f"lync.effective_{key}": None if (identity := row.text(name)) is None else key_of(identity)
        for key, name in _POLICIES.items()
    }
    keys = Keys(sip=row.text("SipAddress"), upn=row.text("UserPrincipalName"), dn=_distinguished_name(row))
    if not any(keys):
        keys = _keys_of(row.text("Identity") or "")
    if any(keys):
        sink.person(row.line, "lync", keys, facts=facts, on_side=False)


def _keys_of(identity: str) -> Keys:
    """A user who is named by an address; a display name may be that of two."""
    if "@" not in identity:
        return Keys()
    return Keys(sip=identity) if identity.casefold().startswith("sip:") else Keys(upn=identity)


EXPORTS: Final = (
    Export(
        "Get-CsUser",
        (_SIP, ("RegistrarPool", "HostingProvider", *_POLICIES.values())),
        describe=read_user,
        refuses=("TeamsCallingPolicy", "callingPolicy", "FeatureTypes", "IsSipEnabled", "UserDirSyncEnabled"),
        kind="cs-user",
        side="on_premises",
        exact=True,
    ),
    Export(
        "Get-CsEffectivePolicy",
        (("Identity", "SipAddress"), tuple(_POLICIES.values()), ("LocationProfile",)),
        describe=read_effective_policy,
        refuses=("RegistrarPool", "DialPlan"),
        side="on_premises",
    ),
)
