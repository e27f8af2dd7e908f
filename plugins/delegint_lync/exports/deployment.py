"""The deployment of Lync or Skype for Business Server: its sites, version, SIP domains and PSTN usages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from delegint.api import Export, Row, Sink, read_identity

_CORE: Final = re.compile(r"(?:lync|skype for business) server (\d{4}|subscription edition), core components", re.ASCII)
"""The component that every cumulative update renews, on every server, with the name of the product."""
_PARTS: Final = ("Major", "Minor", "Build", "Revision")
_VERSIONS: Final = ("2010", "2013", "2015", "2019", "SE")
_SUBSCRIPTION: Final = "subscription edition"
_OF_THE_SHELL: Final = ("PSComputerName", "RunspaceId", "PSShowComputerName")


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


# -- version ----------------------------------------------------------------------------------------------------------


def read_patch_version(row: Row, sink: Sink) -> None:
    """The version and build of a server, by its core components: what an update leaves alone keeps its old build.

    Those of the oldest server count.

    Source: Get-CsServerPatchVersion.
    """
    match = _CORE.fullmatch((row.text("ComponentName") or "").strip().casefold())
    if match is None:
        return
    version, build = "SE" if match[1] == _SUBSCRIPTION else match[1], _build(row)
    parts = [] if build is None else build.split(".")
    numbers = [int(part) for part in parts] if all(map(str.isdecimal, parts)) else []
    rank = [_VERSIONS.index(version) if version in _VERSIONS else 0, *numbers]
    _state(row, sink, "version", version, rank)
    if build is not None:
        _state(row, sink, "build", build, rank)


def _build(row: Row) -> str | None:
    """Version, as text or taken apart, as ConvertTo-Json has it."""
    whole = row.part("Version")
    if whole is None:
        return row.text("Version")
    parts = [whole.number(part) for part in _PARTS]
    return None if None in parts else ".".join(map(str, parts))


# -- settings of the whole deployment ---------------------------------------------------------------------------------


def read_pstn_usage(row: Row, sink: Sink) -> None:
    """The PSTN usages, of which there is one list.

    Source: Get-CsPstnUsage.
    """
    usages = row.texts("Usage")
    if usages is not None and (row.text("Identity") or "").strip().casefold() == "global":
        _state(row, sink, "pstn_usages", list(usages))


def read_sip_domain(row: Row, sink: Sink) -> None:
    """A domain that SIP addresses may have.

    Source: Get-CsSipDomain.
    """
    domain = row.text("Name", "Identity")
    if domain:
        _state(row, sink, "sip_domains", [domain.strip().casefold()])


def read_oauth_configuration(row: Row, sink: Sink) -> None:
    """Whether the servers know where Exchange is; a blank address is one that nobody has set.

    Source: Get-CsOAuthConfiguration, Set-CsOAuthConfiguration.
    """
    is_blank = row.is_null("ExchangeAutodiscoverUrl")
    if is_blank or row.text("ExchangeAutodiscoverUrl") is not None:
        _state(row, sink, "exchange_autodiscover", not is_blank)


def _state(
    row: Row, sink: Sink, key: str, value: bool | str | Sequence[str], rank: Sequence[int] | None = None
) -> None:
    """A fact of the deployment; the cloud has cmdlets of the same names, and settings of its own."""
    if sink.side != "online":
        sink.setting(row.line, ("lync", key), value, rank=rank)


# -- how they are recognized ------------------------------------------------------------------------------------------


def _export(cmdlet: str, *needs: tuple[str, ...], **more: Any) -> Export:
    return Export(cmdlet, needs, sided=False, **more)


EXPORTS: Final = (
    _export("Get-CsPool", ("Fqdn", "Identity"), ("Site",), ("Services", "Computers"), describe=read_pool),
    _export("Get-CsSite", ("Identity",), ("Pools",), ("SiteId", "SiteType", "DisplayName"), describe=read_site),
    _export("Get-CsServerPatchVersion", ("ComponentName",), ("Version",), describe=read_patch_version),
    _export("Get-CsPstnUsage", ("Identity",), ("Usage",), describe=read_pstn_usage, refuses=("SipAddress",)),
    _export(
        "Get-CsSipDomain",
        ("Name", "Identity"),
        ("IsDefault",),
        describe=read_sip_domain,
        only=("Identity", "Name", "IsDefault", *_OF_THE_SHELL),
    ),
    _export("Get-CsOAuthConfiguration", ("ExchangeAutodiscoverUrl",), describe=read_oauth_configuration),
)
