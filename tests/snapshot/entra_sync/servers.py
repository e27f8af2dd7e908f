"""Exports of Entra Connect for the tests: real and shared, or written on the spot; and the engine they show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from delegint.engine.plugins import Plugins
from delegint.model.environment import SyncEngine
from delegint.model.observed import Observed
from delegint.model.observed_facts import tree_facts
from delegint.snapshot.exports import Exports
from delegint.snapshot.reading import read_snapshot
from delegint.source.files import SourceFile
from delegint.source.parse import parse

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "entra-connect-server-configuration"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="the real configuration is not here")
ACTIVE_DIRECTORY = "11111111-1111-1111-1111-111111111111"
ENTRA = "22222222-2222-2222-2222-222222222222"
VERSION = "Microsoft.Synchronize.ServerConfigurationVersion"
HYBRID = "Microsoft.OptionalFeature.HybridExchange"
STAGING = "Microsoft.Synchronize.StagingMode"
WRITEBACK = "Out to AD - User Exchange Hybrid PublicDelegates writeback"


def read(root: Path) -> Observed:
    """What a snapshot says, read by every plugin there is."""
    return read_snapshot(root, "export", _exports())


@cache
def _exports() -> Exports:
    return Plugins().exports()


def of_files(folder: Path, files: Mapping[str, str | bytes]) -> Observed:
    """The same for files written on the spot."""
    for name, content in files.items():
        path = folder / "export" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(folder / "export")


def said(observed: Observed) -> Any:
    """What it says of the one server, as plain values."""
    engines = observed.environment().get("entra_sync")
    if engines is None:
        return {}
    [(name, engine)] = engines.entries()
    assert name == "entra_connect"
    return engine.plain()


def engine_of(observed: Observed, declared: str = "") -> SyncEngine:
    """The engine as rules see it, with what is declared of it in YAML."""
    engines = observed.environment().get("entra_sync")
    seen = None if engines is None else engines.get("entra_connect")
    node = parse(SourceFile("desired.yaml", declared.encode()), [])[0] if declared else None
    return SyncEngine(node, "entra_sync", "connect1", observed=tree_facts(seen))


def line_of(observed: Observed, *path: str) -> int:
    """The line on which the first export says it."""
    return next(observed.place(where).line for keys, _, where in observed.settings if keys[2:] == list(path))


def rule(
    name: str = WRITEBACK,
    direction: str = "Outbound",
    to: str = "publicDelegates",
    source: str = "cloudPublicDelegates",
    *,
    disabled: str = "<disabled>False</disabled>",
    connector: str = ACTIVE_DIRECTORY,
    target: str = "user",
) -> str:
    """A synchronization rule with one flow."""
    return (
        f"<synchronizationRule>\n  <id>{{AB}}</id>\n  <name>{name}</name>\n  <direction>{direction}</direction>\n"
        f"  {disabled}\n  <connector>{{{connector}}}</connector>\n"
        f"  <sourceObjectType>person</sourceObjectType>\n  <targetObjectType>{target}</targetObjectType>\n"
        f"  <attribute-mappings><mapping><dest>{to}</dest><src><attr>{source}</attr></src></mapping>"
        "</attribute-mappings>\n</synchronizationRule>\n"
    )


def rules(*more: str) -> dict[str, str]:
    """A folder of rules: the one by which publicDelegates comes in from Active Directory, and others."""
    written = [rule("In from AD - User Exchange", "Inbound", source="publicDelegates"), *more]
    return {f"SynchronizationRules/{number}.xml": text for number, text in enumerate(written)}


def connector(identifier: str = ACTIVE_DIRECTORY, kind: str = "AD", *partitions: str) -> str:
    """A connector with partitions, each of them selected unless its name begins with a minus."""
    listed = "".join(
        f"<partition><name>{name.lstrip('-')}</name><selected>{int(not name.startswith('-'))}</selected></partition>"
        for name in partitions
    )
    return (
        f"<ma-data><id>{{{identifier}}}</id><name>contoso.com</name><category>{kind}</category>"
        f"<ma-partition-data>{listed}</ma-partition-data></ma-data>"
    )


def parameters(**more: Any) -> list[dict[str, Any]]:
    """The parameters of the global settings, among them one that names a server."""
    values = {
        VERSION: "2.6.79.0",
        HYBRID: "True",
        STAGING: "False",
        "Microsoft.Synchronize.ServerName": "SYNC01",
    } | more
    return [{"Name": name, "Value": value, "Scope": "SynchronizationGlobal"} for name, value in values.items()]


def as_json(value: Any) -> str:
    """What ConvertTo-Json writes, as far as it matters."""
    return json.dumps(value, indent=2)
