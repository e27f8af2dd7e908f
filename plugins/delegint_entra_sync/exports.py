"""Get-ADSyncGlobalSettings, Get-ADSyncScheduler, and the folder that Get-ADSyncServerConfiguration writes."""

from __future__ import annotations

import re
from typing import Any, Final

from delegint.api import DELEGATION_ATTRIBUTES, Export, Row, Sink

SERVER: Final = "entra_connect"
"""What the server is called: an export does not say, and the names of servers are never kept."""
_ATTRIBUTES: Final = frozenset(name.casefold() for name in DELEGATION_ATTRIBUTES)
_CLOUD: Final = "cloud"
"""What the name of an attribute begins with that comes from Entra ID, such as cloudPublicDelegates."""
_KINDS: Final = {"ad": "active_directory", "extensible2": "other"}
_ENTRA: Final = re.compile(r"azure active directory|\bentra\b", re.IGNORECASE)
_VERSION: Final = "version"
_FACTS: Final = {
    "microsoft.synchronize.serverconfigurationversion": _VERSION,
    "microsoft.optionalfeature.hybridexchange": "exchange_hybrid_writeback",
    "microsoft.synchronize.stagingmode": "staging",
}
"""The parameters that are read. Others may hold names of accounts and servers, and are passed over unread."""
_DOTTED: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9}){1,3}")
_CONFIGURATION: Final = "Get-ADSyncServerConfiguration"


def read_settings(row: Row, sink: Sink) -> None:
    """The global settings as one object with a list of parameters."""
    for parameter in row.parts("Parameters"):
        read_setting(parameter, sink)


def read_setting(row: Row, sink: Sink) -> None:
    """One parameter of the global settings; an empty value says nothing.

    Source: Get-ADSyncGlobalSettings; microsoft/AADConnectConfigDocumenter, sample data of an Entra Connect server.
    """
    fact = _FACTS.get((row.text("Name") or "").strip().casefold())
    if fact == _VERSION:
        version = (row.text("Value") or "").strip()
        _keep(row, sink, fact, version if _DOTTED.fullmatch(version) else None)
    elif fact is not None:
        _keep(row, sink, fact, row.flag("Value"))


def read_scheduler(row: Row, sink: Sink) -> None:
    """The scheduler, of which only the staging mode says what leaves the server."""
    _keep(row, sink, "staging", row.flag("StagingModeEnabled", "staging"))


def read_connector(row: Row, sink: Sink) -> None:
    """A connector: to what it leads, which attributes are selected, and of Active Directory the domains and what they
    leave out.

    Of a domain of which only single units were ticked, the domain is left out and the units are taken in.
    """
    kind = (row.text("Type") or "").casefold()
    to_entra = _ENTRA.search(row.text("Subtype") or "") is not None
    identifier = row.guid("Identifier")
    connector = {
        "identifier": identifier,
        "kind": "entra" if to_entra and kind != "ad" else _KINDS.get(kind, "other"),
        "attributes": [name for name in row.texts("Attributes") or () if is_needed(name)],
        "every_attribute": not row.texts("Attributes"),
    }
    if kind == "ad":
        connector["name"] = row.text("Name") or ""
    _keep(row, sink, "connectors", [connector] if identifier and kind else None)
    if kind != "ad":
        return
    for key, name in (("excluded_ous", "ExcludedContainers"), ("included_ous", "IncludedContainers")):
        _keep(row, sink, f"scope.{key}", list(row.texts(name, expect="distinguished name") or ()) or None)
    partitions = row.texts("SelectedPartitions", expect="distinguished name") or ()
    domains = [domain for partition in partitions if (domain := _domain(partition))]
    _keep(row, sink, "scope.domains", domains or None)


def read_policy(row: Row, sink: Sink) -> None:
    """The settings that the wizard exports: the domains, and nothing of the accounts and hosts that stand beside them.

    Source: Microsoft Entra Connect, import and export of configuration settings.
    """
    domains = [
        domain
        for directory in row.parts("onpremisesDirectoryPolicy")
        for partition in directory.parts("partitionFilters")
        if (domain := _domain(partition.text("distinguishedName") or ""))
    ]
    _keep(row, sink, "scope.domains", domains or None)


def _domain(partition: str) -> str:
    """`contoso.com` of `DC=contoso,DC=com`; empty for a partition that is no domain, such as that of DNS zones."""
    labels = [part.strip().partition("=") for part in partition.split(",")]
    if any(kind.strip().casefold() != "dc" or not label.strip() for kind, _, label in labels):
        return ""
    names = [label.strip().casefold() for _, _, label in labels]
    return "" if names[0] in ("forestdnszones", "domaindnszones") else ".".join(names)


def read_rule(row: Row, sink: Sink) -> None:
    """A synchronization rule: whom it is for, and the flows of what delegation needs."""
    outbound = (row.text("Direction") or "").casefold() == "outbound"
    flows = [kept for flow in row.parts("Flows") if (kept := _flow(flow)) is not None]
    rule: dict[str, Any] = {
        "name": row.text("Name") or "",
        "direction": "outbound" if outbound else "inbound",
        "object": row.text("TargetObjectType" if outbound else "SourceObjectType"),
        "connector": row.guid("Connector"),
        "precedence": row.number("Precedence"),
        "disabled": row.flag("Disabled"),
        "scope": [[_condition(part) for part in group.parts("Conditions")] for group in row.parts("ScopeFilter")],
        "flows": flows,
    }
    _keep(row, sink, "rules", [rule] if flows else None)


def _flow(flow: Row) -> dict[str, Any] | None:
    """A flow that begins or ends with an attribute that delegation needs; None for any other."""
    to, source = flow.text("Destination"), flow.texts("Source") or ()
    if to is None or not any(map(is_needed, (to, *source))):
        return None
    return {
        "to": to,
        "from": list(source),
        "expression": flow.text("Expression"),
        "constant": flow.text("Constant"),
        "merges": (flow.text("Merge") or "").casefold().startswith("merge"),
    }


def _condition(condition: Row) -> dict[str, Any]:
    names = {"attribute": "Attribute", "operator": "Operator", "value": "Value"}
    return {key: condition.text(name) or "" for key, name in names.items()}


def is_needed(name: str) -> bool:
    """Whether delegation needs an attribute on the other side, be it under the name that it has in Entra ID."""
    return name.casefold().removeprefix(_CLOUD) in _ATTRIBUTES


def _keep(row: Row, sink: Sink, key: str, value: Any) -> None:
    """Keep a fact of the server by its dotted key, where it is known; whatever it is, the server is Entra Connect."""
    if value is None:
        return
    if sink.first_time("engine"):
        sink.setting(row.line, ("entra_sync", SERVER, "engine"), "connect")
    sink.setting(row.line, ("entra_sync", SERVER, *key.split(".")), value)


def _export(cmdlet: str, *needs: tuple[str, ...], **more: Any) -> Export:
    return Export(cmdlet, needs, sided=False, **more)


EXPORTS: Final = (
    _export(
        "Get-ADSyncGlobalSettings",
        ("Parameters",),
        describe=read_settings,
        refuses=("Identity", "Guid", "CmdletName"),
    ),
    _export(
        "Get-ADSyncGlobalSettings",
        ("Name", "name"),
        ("Value", "value"),
        describe=read_setting,
        refuses=("Identity", "Guid", "RecipientTypeDetails", "User", "Trustee"),
        kind="sync-setting",
    ),
    _export(
        "Get-ADSyncScheduler",
        ("StagingModeEnabled", "staging"),
        ("SyncCycleEnabled", "enabled", "MaintenanceEnabled", "SchedulerSuspended"),
        describe=read_scheduler,
        kind="sync-scheduler",
    ),
    _export(
        "the settings of Entra Connect",
        ("onpremisesDirectoryPolicy",),
        ("deploymentMetadata", "policyMetadata"),
        describe=read_policy,
    ),
    _export(_CONFIGURATION, ("Kind",), ("Name",), ("Value",), ("DataType",), describe=read_setting),
    _export(_CONFIGURATION, ("Kind",), ("Type",), ("SelectedPartitions",), describe=read_connector),
    _export(_CONFIGURATION, ("Kind",), ("Direction",), ("Disabled",), ("Flows",), describe=read_rule),
)
