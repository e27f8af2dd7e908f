"""Get-CsUser, the policies, pools and sites of Lync and Skype for Business Server."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from delegint.api import Export, Fact, Keys, Row, Sink, add_policy, granted_policy, read_identity
from delegint_lync.policies import CLIENT_POLICY, CONFERENCING_POLICY, KINDS, VOICE_POLICY

if TYPE_CHECKING:
    from delegint.api import PolicyKind

_ONLINE_PROVIDER: Final = "sipfed.online"
"""How the name of every cloud begins, such as `sipfed.online.lync.com`."""
_SERVER_PROVIDER: Final = "srv:"
_SIP: Final = ("SipAddress", "sip")
_UPN: Final = ("UserPrincipalName", "upn")


# -- people -----------------------------------------------------------------------------------------------------------


def read_user(row: Row, sink: Sink) -> None:
    """A user of Lync or Skype for Business Server.

    A blank policy is one that nobody granted: a site policy or the Global one counts.

    Source: Get-CsUser.
    """
    sip = row.text(*_SIP)
    facts: dict[str, Fact] = {
        "lync.enabled": row.flag("Enabled"),
        "lync.home": _home(row.text("HostingProvider")),
        "lync.registrar_pool": row.text("RegistrarPool"),
        "lync.sip_address": sip,
        "lync.enterprise_voice_enabled": row.flag("EnterpriseVoiceEnabled", "enterpriseVoice"),
        "lync.line_uri": row.text("LineURI"),
        "lync.client_policy": granted_policy(row, "ClientPolicy"),
        "lync.voice_policy": granted_policy(row, "VoicePolicy"),
        "lync.conferencing_policy": granted_policy(row, "ConferencingPolicy"),
    }
    keys = Keys(
        sip=sip,
        upn=row.text(*_UPN),
        sam=row.text("SamAccountName", "sam"),
        dn=_distinguished_name(row),
        sid=row.sid("Sid"),
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


# -- policies ---------------------------------------------------------------------------------------------------------


def read_collected_policy(row: Row, sink: Sink) -> None:
    """A policy of any kind, as the collector writes it."""
    cmdlet = (row.text("cmdlet") or "").strip().casefold()
    kind = next((kind for kind in KINDS if cmdlet == f"get-{kind.cmdlet}".casefold()), None)
    if kind is not None:
        _keep(kind, row, row.part("settings"), sink)


def _reader_of(kind: PolicyKind) -> Callable[[Row, Sink], None]:
    """What reads the policies of one kind, as their cmdlet gives them."""

    def read_policy(row: Row, sink: Sink) -> None:
        _keep(kind, row, row, sink)

    return read_policy


def _keep(kind: PolicyKind, row: Row, settings: Row | None, sink: Sink) -> None:
    """The policies of the cloud are policies of their own, and retired.

    Source: "Move users between on-premises and cloud".
    """
    if sink.side != "online":
        add_policy(kind, row, settings, sink)


# -- sites ------------------------------------------------------------------------------------------------------------


def read_pool(row: Row, sink: Sink) -> None:
    """A pool, and the site that it is in.

    Source: Get-CsPool.
    """
    pool, site = row.text("Fqdn", "Identity"), row.text("Site")
    if pool and site:
        _add_pools(row, sink, site, [pool])


def read_site(row: Row, sink: Sink) -> None:
    """A site with its pools.

    Source: Get-CsSite.
    """
    site, pools = row.text("Identity"), row.texts("Pools")
    if site and pools:
        _add_pools(row, sink, site, list(pools))


def _add_pools(row: Row, sink: Sink, site: str, pools: list[str]) -> None:
    name = read_identity(site.strip())[1]
    fresh = [pool for pool in pools if sink.first_time(f"{name}/{pool}".casefold())]
    if fresh:
        sink.setting(row.line, ("lync", "sites", name, "pools"), fresh)


# -- how they are recognized ------------------------------------------------------------------------------------------


def _export(cmdlet: str, *needs: tuple[str, ...], **more: Any) -> Export:
    return Export(cmdlet, needs, sided=False, **more)


EXPORTS: Final = (
    Export(
        "Get-CsUser",
        (_SIP, ("RegistrarPool", "HostingProvider", "ClientPolicy", "VoicePolicy", "ConferencingPolicy")),
        describe=read_user,
        refuses=("TeamsCallingPolicy", "callingPolicy", "FeatureTypes", "IsSipEnabled", "UserDirSyncEnabled"),
        kind="cs-user",
        side="on_premises",
    ),
    _export(
        "Get-Cs*Policy",
        ("k",),
        ("cmdlet",),
        ("identity",),
        ("settings",),
        describe=read_collected_policy,
        kind="cs-policy",
    ),
    _export(
        f"Get-{CLIENT_POLICY.cmdlet}",
        ("Identity",),
        (
            "EnableExchangeDelegateSync", "EnableExchangeContactSync", "DisableSavingIM", "DisableCalendarPresence",
            "MAPIPollInterval", "EnableClientMusicOnHold", "DisplayPhoto",
        ),
        describe=_reader_of(CLIENT_POLICY),
        refuses=("SipAddress",),
    ),
    _export(
        f"Get-{VOICE_POLICY.cmdlet}",
        ("Identity",),
        ("EnableDelegation", "EnableTeamCall", "AllowSimulRing", "PstnUsages", "PreventPSTNTollBypass"),
        describe=_reader_of(VOICE_POLICY),
        refuses=("SipAddress",),
    ),
    _export(
        f"Get-{CONFERENCING_POLICY.cmdlet}",
        ("Identity",),
        ("AllowIPAudio", "MaxMeetingSize", "EnableDialInConferencing"),
        describe=_reader_of(CONFERENCING_POLICY),
        refuses=("SipAddress",),
    ),
    _export("Get-CsPool", ("Fqdn", "Identity"), ("Site",), ("Services", "Computers"), describe=read_pool),
    _export("Get-CsSite", ("Identity",), ("Pools",), ("SiteId", "SiteType", "DisplayName"), describe=read_site),
)  # fmt: skip


def register_all(register: Callable[[Export], None]) -> None:
    """Register every export of Lync and Skype for Business Server."""
    for export in EXPORTS:
        register(export)
