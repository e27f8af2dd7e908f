"""Get-ADSyncGlobalSettings, Get-ADSyncScheduler, and the folder that Get-ADSyncServerConfiguration writes."""

from __future__ import annotations

import re
from typing import Any, Final

from delegint.api import Export, Row, Sink

SERVER: Final = "entra_connect"
"""What the server is called: an export does not say, and the names of servers are never kept."""
ATTRIBUTES: Final = frozenset(
    {
        "publicdelegates",
        "cloudpublicdelegates",
        "msexchdelegatelistlink",
        "proxyaddresses",
        "msexchrecipientdisplaytype",
        "msexchhidefromaddresslists",
        "legacyexchangedn",
    }
)
"""The attributes that delegation needs on the other side, in lower case."""
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
    """A connector to Active Directory: which one it is, and the domains that are selected."""
    if (row.text("Type") or "").casefold() != "ad":
        return
    identifier = row.guid("Identifier")
    _keep(row, sink, "active_directories", [identifier] if identifier else None)
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
    """A synchronization rule: the flows to the attributes that delegation needs.

    Those of a rule that is disabled, or does not say so, stand apart: they carry nothing for sure.
    """
    direction = (row.text("Direction") or "").casefold()
    rule: dict[str, Any] = {
        "rule": row.text("Name") or "",
        "direction": direction,
        "object": row.text("TargetObjectType" if direction == "outbound" else "SourceObjectType"),
        "connector": row.guid("Connector"),
    }
    disabled = row.flag("Disabled")
    if disabled is not False:
        rule["disabled"] = disabled
    flows = [
        {**rule, "from": list(flow.texts("Source") or ()), "to": written}
        for flow in row.parts("Flows")
        if (written := flow.text("Destination")) and written.casefold() in ATTRIBUTES
    ]
    _keep(row, sink, "flows" if disabled is False else "idle_flows", flows or None)


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
