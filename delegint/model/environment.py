"""Facts about the two sides and what connects them."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from delegint.model.facts import Fact, boolean, dotted_version, label, number, one_of, text, texts
from delegint.model.recipient_parts import EWS_ACCESS_POLICIES, TEAMS_MODES
from delegint.model.section import Section
from delegint.model.sync_proof import Direction, ProvedFlow, prove
from delegint.model.sync_rules import SyncConfiguration, configuration_in
from delegint.model.sync_scope import ObjectKind
from delegint.model.unknown import Unknown


class PartnerApplication(Section):
    """An application that the servers on-premises let act for others."""

    __slots__ = ()

    application_id = Fact(text, "Get-PartnerApplication")
    enabled = Fact(boolean, "Get-PartnerApplication", default=True)
    role_entries = Fact(texts, "Get-ManagementRoleEntry")


class ExchangeServer(Section):
    """The on-premises side."""

    __slots__ = ()

    version = Fact(label, "Get-ExchangeServer")
    build = Fact(dotted_version, "Get-ExchangeServer")
    aclable_synced_object_enabled = Fact(boolean, "Get-OrganizationConfig")
    dedicated_hybrid_app = Fact(boolean, "Get-SettingOverride")
    dedicated_hybrid_app_id = Fact(text, "Get-MgApplication")
    coexistence_api = Fact(one_of("ews", "graph"))
    extended_support = Fact(boolean)
    resource_forest = Fact(boolean)
    hybrid_modern_authentication = Fact(boolean, "Get-AuthServer")
    hybrid_connection = Fact(one_of("classic", "modern"), "Get-HybridConfiguration")
    autodiscover_build = Fact(dotted_version, "Get-ClientAccessService")
    ews_published = Fact(boolean, "Get-WebServicesVirtualDirectory")
    ews_enabled = Fact(boolean, "Get-OrganizationConfig")
    ews_application_access_policy = Fact(one_of(*EWS_ACCESS_POLICIES), "Get-OrganizationConfig")
    ews_allow_list = Fact(texts, "Get-OrganizationConfig")
    ews_block_list = Fact(texts, "Get-OrganizationConfig")

    @property
    def partner_applications(self) -> tuple[PartnerApplication, ...] | Unknown:
        """The partner applications; unknown where the state does not list any, be it as an empty list."""
        listed = self.value("partner_applications")
        if listed is None:
            return self.missing("partner_applications", "Get-PartnerApplication")
        return tuple(PartnerApplication(node, *self.path, "partner_applications") for node in listed.items())


class ExchangeOnline(Section):
    """The online side."""

    __slots__ = ()

    ews_enabled = Fact(boolean, "Get-OrganizationConfig")
    ews_allowed_app_ids = Fact(texts, "Get-OrganizationConfig")
    attributes_cloud_managed_by_default = Fact(boolean, "Get-OrganizationConfig")
    modern_authentication_required = Fact(boolean, "Get-AuthenticationPolicy")


class Relationship(Section):
    """One organization relationship: what one side shows the other of free/busy."""

    __slots__ = ()

    source = Fact(one_of("on_premises", "online"), "Get-OrganizationRelationship", key="from")
    target = Fact(one_of("on_premises", "online"), "Get-OrganizationRelationship", key="to")
    free_busy_access_enabled = Fact(boolean, "Get-OrganizationRelationship", default=True)
    free_busy_access_level = Fact(one_of("None", "AvailabilityOnly", "LimitedDetails"), "Get-OrganizationRelationship")


class RemoteDomain(Section):
    """What one side does with mail for a domain of the other."""

    __slots__ = ()

    domain = Fact(text, "Get-RemoteDomain")
    tnef_enabled = Fact(boolean, "Get-RemoteDomain")


class Application(Section):
    """How the declared grants are applied: by which tool, and by whom."""

    __slots__ = ()

    method = Fact(one_of("powershell", "eac", "outlook", "ews", "graph"))
    actor = Fact(one_of("admin", "owner"))


class Organization(Section):
    """The Exchange organization, on both sides."""

    __slots__ = ()

    hybrid = Fact(one_of("none", "minimal", "full"), "Get-HybridConfiguration")
    accepted_domains = Fact(texts, "Get-AcceptedDomain")
    tenant_routing_domain = Fact(text)

    @property
    def exchange_server(self) -> ExchangeServer:
        """The on-premises side; not declared where there is none."""
        node, observed = self._below("exchange_server")
        return ExchangeServer(node, *self.path, "exchange_server", observed=observed)

    @property
    def exchange_online(self) -> ExchangeOnline:
        """The online side."""
        node, observed = self._below("exchange_online")
        return ExchangeOnline(node, *self.path, "exchange_online", observed=observed)

    @property
    def only_side(self) -> str | None:
        """Where everything lives in an organization that is declared not to be hybrid and to have one side."""
        if isinstance(self.hybrid, Unknown) or self.hybrid != "none":
            return None
        server, online = self.exchange_server.known, self.exchange_online.known
        if server == online:
            return None
        return "on_premises" if server else "online"

    @property
    def relationships(self) -> tuple[Relationship, ...] | Unknown:
        """The organization relationships; unknown where the state does not list any, be it as an empty list."""
        listed = self.value("relationships")
        if listed is None:
            return self.missing("relationships", "Get-OrganizationRelationship")
        return tuple(Relationship(node, *self.path, "relationships") for node in listed.items())

    @property
    def remote_domains(self) -> tuple[RemoteDomain, ...] | Unknown:
        """The remote domains of the on-premises side."""
        listed = self.exchange_server.value("remote_domains")
        if listed is None:
            return self.exchange_server.missing("remote_domains", "Get-RemoteDomain")
        return tuple(RemoteDomain(node, *self.path, "exchange_server", "remote_domains") for node in listed.items())


class SyncEngine(Section):
    """One Entra Connect server or one cloud sync configuration."""

    __slots__ = ("__dict__",)
    damaged = False
    """Whether a file of its export could not be read."""

    engine = Fact(one_of("connect", "cloud_sync"))
    version = Fact(dotted_version, "Get-ADSyncGlobalSettings")
    agent_version = Fact(dotted_version)
    exchange_hybrid_writeback = Fact(boolean, "Get-ADSyncGlobalSettings")
    public_delegates_written_back = Fact(boolean, "Get-ADSyncServerConfiguration")
    public_delegates_synchronized = Fact(boolean, "Get-ADSyncServerConfiguration")
    exchange_hybrid_permissions = Fact(boolean)
    exchange_schema = Fact(boolean)
    agent_restarted = Fact(boolean)
    attribute_writeback = Fact(boolean)
    staging = Fact(boolean, "Get-ADSyncScheduler")

    @property
    def name(self) -> str:
        """The key under `entra_sync`."""
        return self.path[-1]

    @property
    def domains(self) -> tuple[str, ...] | None:
        """The Active Directory domains in its scope; None where the scope is not stated."""
        scope = self.value("scope")
        listed = None if scope is None else scope.get("domains")
        return None if listed is None else texts(listed)

    @property
    def excluded_attributes(self) -> frozenset[str]:
        """The attributes that are said to be left out, in lower case."""
        node = self.value("excluded_attributes")
        return frozenset(name.casefold() for name in (None if node is None else texts(node)) or ())

    @cached_property
    def configuration(self) -> SyncConfiguration | None:
        """The exported rules; None without an export of them."""
        return configuration_in(self.observed, damaged=self.damaged)

    @cached_property
    def _proved(self) -> dict[tuple[str, Direction, ObjectKind], ProvedFlow | None]:
        return {}

    def proof(self, attribute: str, direction: Direction, kind: ObjectKind) -> ProvedFlow | None:
        """What the exported rules make of an attribute; None without an export of them.

        Where the forests differ, the verdict is unknown.
        """
        asked = (attribute, direction, kind)
        if asked not in self._proved:
            self._proved[asked] = self._prove(*asked)
        return self._proved[asked]

    def _prove(self, attribute: str, direction: Direction, kind: ObjectKind) -> ProvedFlow | None:
        if self.configuration is None:
            return None
        first, *others = prove(self.configuration, attribute, direction, kind)
        if all((other.verdict, other.for_some) == (first.verdict, first.for_some) for other in others):
            return first
        said = "; ".join(f"{proof.forest}: {proof.reason}" for proof in (first, *others))
        return first._replace(verdict="unknown", rules=(), reason=f"the forests differ: {said}")


class Lync(Section):
    """The Lync or Skype for Business Server deployment."""

    __slots__ = ()

    version = Fact(label, "Get-CsServerPatchVersion")
    build = Fact(dotted_version, "Get-CsServerPatchVersion")
    pstn_usages = Fact(texts, "Get-CsPstnUsage")
    exchange_autodiscover = Fact(boolean, "Get-CsOAuthConfiguration")
    sefautil_pool = Fact(text, "Get-CsTrustedApplicationPool")
    sip_domains = Fact(texts, "Get-CsSipDomain")

    def site_of(self, pool: str) -> str | None:
        """The site of a registrar pool, as declared under `lync.sites`; None where no site lists it, or two do."""
        sites = self.sites_of(pool)
        return sites[0] if len(sites) == 1 else None

    def sites_of(self, pool: str) -> list[str]:
        """The sites that list a registrar pool; more than one is a contradiction."""
        found = []
        sites = self.value("sites")
        for name, site in sites.entries() if sites is not None else ():
            pools = site.get("pools")
            listed = () if pools is None else texts(pools) or ()
            if pool.casefold() in (known.casefold() for known in listed):
                found.append(name)
        return found


class GroupPolicy(NamedTuple):
    """A Teams policy that the members of a group have.

    Parameters:
        group: its address.
        policy_type: such as `teamscallingpolicy`, without regard to case.
        policy_name: which policy.
        rank: 1 goes before 2.
    """

    group: str
    policy_type: str
    policy_name: str
    rank: int


class Teams(Section):
    """The Teams tenant."""

    __slots__ = ()

    module_version = Fact(dotted_version, "Get-Module")
    upgrade_default = Fact(one_of(*TEAMS_MODES), "Get-CsTeamsUpgradePolicy")

    @property
    def group_policies(self) -> tuple[GroupPolicy, ...] | Unknown:
        """The policies of groups; unknown where the state does not list any, be it as an empty list."""
        listed = self.value("group_policy_assignments")
        if listed is None:
            return self.missing("group_policy_assignments", "Get-CsGroupPolicyAssignment")
        found = []
        for entry in listed.items():
            nodes = [entry.get(key) for key in ("group", "policy_type", "policy_name")]
            group, kind, name = (None if node is None else text(node) for node in nodes)
            rank = entry.get("rank")
            place = None if rank is None else number(rank)
            if group and kind and name and place is not None:
                found.append(GroupPolicy(group, kind.casefold(), name, place))
        return tuple(found)
