"""Facts about the two sides and what connects them."""

from __future__ import annotations

from delegint.model.facts import Fact, Facts, boolean, dotted_version, label, one_of, text, texts
from delegint.source.nodes import Node


class Section(Facts):
    """A mapping with a fixed place in the state."""

    __slots__ = ("_path",)

    def __init__(self, node: Node | None, *path: str) -> None:
        super().__init__(node)
        self._path = path

    @property
    def path(self) -> tuple[str, ...]:
        """See `Facts`."""
        return self._path


class ExchangeServer(Section):
    """The on-premises side."""

    __slots__ = ()

    version = Fact(label, "Get-ExchangeServer")
    build = Fact(dotted_version, "Get-ExchangeServer")
    aclable_synced_object_enabled = Fact(boolean, "Get-OrganizationConfig")
    dedicated_hybrid_app = Fact(boolean, "Get-SettingOverride")
    coexistence_api = Fact(one_of("ews", "graph"))


class ExchangeOnline(Section):
    """The online side."""

    __slots__ = ()

    ews_enabled = Fact(boolean, "Get-OrganizationConfig")


class Organization(Section):
    """The Exchange organization, on both sides."""

    __slots__ = ()

    hybrid = Fact(one_of("none", "minimal", "full"), "Get-HybridConfiguration")
    accepted_domains = Fact(texts, "Get-AcceptedDomain")
    tenant_routing_domain = Fact(text)

    @property
    def exchange_server(self) -> ExchangeServer:
        """The on-premises side; not declared where there is none."""
        return ExchangeServer(self.value("exchange_server"), *self.path, "exchange_server")

    @property
    def exchange_online(self) -> ExchangeOnline:
        """The online side."""
        return ExchangeOnline(self.value("exchange_online"), *self.path, "exchange_online")


class SyncEngine(Section):
    """One Entra Connect server or one cloud sync configuration."""

    __slots__ = ()

    engine = Fact(one_of("connect", "cloud_sync"))
    version = Fact(dotted_version, "Get-ADSyncGlobalSettings")
    exchange_hybrid_writeback = Fact(boolean, "Get-ADSyncGlobalSettings")

    @property
    def name(self) -> str:
        """The key under `entra_sync`."""
        return self.path[-1]

    @property
    def domains(self) -> tuple[str, ...] | None:
        """The Active Directory domains in its scope; None where the scope is not stated."""
        scope = self.value("scope")
        domains = None if scope is None else scope.get("domains")
        return None if domains is None else texts(domains)


class Lync(Section):
    """The Lync or Skype for Business Server deployment."""

    __slots__ = ()

    version = Fact(label, "Get-CsServerVersion")
    sip_domains = Fact(texts, "Get-CsSipDomain")

    def site_of(self, pool: str) -> str | None:
        """The site of a registrar pool, as declared under `lync.sites`; None where no site lists it."""
        sites = self.value("sites")
        for name, site in sites.entries() if sites is not None else ():
            pools = site.get("pools")
            listed = () if pools is None else texts(pools) or ()
            if pool.casefold() in (known.casefold() for known in listed):
                return name
        return None
