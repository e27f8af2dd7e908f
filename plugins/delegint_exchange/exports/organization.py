"""Get-OrganizationConfig, Get-HybridConfiguration, Get-AcceptedDomain, Get-ExchangeServer."""

from __future__ import annotations

import re
from typing import Any, Final

from delegint.api import Export, Row, Sink
from delegint_exchange.exports.ews import read_access

_SERVER: Final = ("organization", "exchange_server")
_ONLINE: Final = ("organization", "exchange_online")
_BETWEEN: Final = re.compile(r"[\s,;|]+")


def read_organization(row: Row, sink: Sink) -> None:
    """The organization: the switch for ACLable objects exists on-premises alone, and absent is not false."""
    aclable = row.flag("ACLableSyncedObjectEnabled", "aclable")
    if aclable is not None and sink.side != "online":
        sink.setting(row.line, (*_SERVER, "aclable_synced_object_enabled"), aclable)
    if sink.side == "on_premises":
        for key, value in read_access(row).items():
            sink.setting(row.line, (*_SERVER, f"ews_{key}"), value)
    ews = row.flag("EwsEnabled", "ewsEnabled") if sink.side == "online" else None
    if ews is not None:
        sink.setting(row.line, (*_ONLINE, "ews_enabled"), ews)
    managed = row.flag("ExchangeAttributesCloudManagedByDefault") if sink.side == "online" else None
    if managed is not None:
        sink.setting(row.line, (*_ONLINE, "attributes_cloud_managed_by_default"), managed)
    allowed = row.texts("EwsAllowedAppIDs", "ewsAllowed")
    if allowed is not None and sink.side == "online":
        sink.setting(row.line, (*_ONLINE, "ews_allowed_app_ids"), list(allowed))


def read_hybrid_configuration(row: Row, sink: Sink) -> None:
    """The hybrid configuration wizard leaves it; with free/busy among the features the hybrid is a full one.

    Without free/busy it may be a minimal one or an old one, so that nothing is said.

    Source: Get-HybridConfiguration; Hybrid Configuration wizard.
    """
    features = row.texts("Features") or ()
    if any(word.casefold() == "freebusy" for feature in features for word in _BETWEEN.split(feature)):
        sink.setting(row.line, ("organization", "hybrid"), "full")


def read_accepted_domain(row: Row, sink: Sink) -> None:
    """A domain that the organization takes mail for."""
    domain = row.text("DomainName", "domain")
    if domain:
        sink.setting(row.line, ("organization", "accepted_domains"), [domain.casefold()])


def read_settings_export(row: Row, sink: Sink) -> None:
    """The settings of a whole tenant in one object, as a compliance scanner writes them: only what concerns mail."""
    for part in row.parts("org_config"):
        read_organization(part, sink)
    for part in row.parts("accepted_domains"):
        read_accepted_domain(part, sink)


def _export(cmdlet: str, *needs: tuple[str, ...], **more: Any) -> Export:
    return Export(cmdlet, needs, sided=False, **more)


EXPORTS: Final = (
    _export(
        "Get-OrganizationConfig",
        ("ACLableSyncedObjectEnabled", "aclable", "ewsEnabled", "EwsEnabled"),
        ("Name", "name"),
        describe=read_organization,
        refuses=(
            "RecipientTypeDetails", "PrimarySmtpAddress", "SamAccountName", "ECPEnabled", "OWAEnabled", "MAPIEnabled",
        ),
        kind="organization",
    ),
    _export(
        "Get-HybridConfiguration", ("Features",), ("Domains", "TlsCertificateName"), describe=read_hybrid_configuration
    ),
    _export(
        "Get-AcceptedDomain",
        ("DomainName", "domain"),
        ("DomainType", "type"),
        describe=read_accepted_domain,
        refuses=("TargetDeliveryDomain", "TNEFEnabled"),
        kind="accepted-domain",
    ),
    _export(
        "a settings export of the tenant",
        ("org_config",),
        ("accepted_domains",),
        describe=read_settings_export,
        side="online",
    ),
)  # fmt: skip
