"""Exports of Entra Connect for the tests: real and shared, or written on the spot; and the engine they show."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

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
FABRIKAM = "33333333-3333-3333-3333-333333333333"
"""The connector to a second forest."""
AAD = "Windows Azure Active Directory (Microsoft)"
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


def flow(
    to: str = "publicDelegates",
    *source: str,
    constant: str | None = None,
    expression: str | None = None,
    merge: str = "Update",
) -> str:
    """An attribute flow of a rule."""
    taken = "".join(f"<attr>{escape(name)}</attr>" for name in source) or escape(constant or "")
    made = "" if expression is None else f"<expression>{escape(expression)}</expression>"
    return (
        f"<mapping><dest>{escape(to)}</dest><src>{taken}</src>{made}<valueMergeType>{merge}</valueMergeType></mapping>"
    )


def rule(
    name: str = WRITEBACK,
    direction: str = "Outbound",
    to: str = "publicDelegates",
    source: str = "cloudPublicDelegates",
    *,
    disabled: str = "<disabled>False</disabled>",
    connector: str = ACTIVE_DIRECTORY,
    kind: str = "user",
    precedence: int | None = None,
    scope: Sequence[str] = (),
    flows: str = "",
) -> str:
    """A synchronization rule: with one flow, unless its flows are given.

    Parameters:
        name: of the rule.
        direction: Inbound or Outbound.
        to: the attribute that the one flow fills.
        source: the attribute that the one flow takes.
        disabled: the element that says so; empty for none.
        connector: its GUID; empty for none.
        kind: the type of object at the connector; empty for none.
        precedence: empty for none.
        scope: the scoping filter, a text for each group, such as `mail ISNOTNULL, cloudMastered NOTEQUAL True`.
        flows: what `flow` writes.
    """
    ends = ("targetObjectType", "sourceObjectType")
    near, far = ends if direction == "Outbound" else ends[::-1]
    return (
        f"<synchronizationRule>\n  <id>{{AB}}</id>\n  <name>{escape(name)}</name>\n"
        f"  <direction>{direction}</direction>\n  {disabled}\n"
        + (f"  <connector>{{{connector}}}</connector>\n" if connector else "")
        + f"  <{far}>person</{far}>\n"
        + (f"  <{near}>{kind}</{near}>\n" if kind else "")
        + ("" if precedence is None else f"  <precedence>{precedence}</precedence>\n")
        + f"  <attribute-mappings>{flows or flow(to, source)}</attribute-mappings>\n"
        f"  <synchronizationCriteria>{''.join(map(_group, scope))}</synchronizationCriteria>\n"
        "</synchronizationRule>\n"
    )


def _group(conditions: str) -> str:
    """A group of conditions, written with commas between them."""
    written = []
    for condition in conditions.split(", "):
        attribute, operator, *value = condition.split(" ", 2)
        written.append(
            f"<scope><csAttribute>{escape(attribute)}</csAttribute><csOperator>{operator}</csOperator>"
            f"<csValue>{escape(''.join(value))}</csValue></scope>"
        )
    return f"<conditions>{''.join(written)}</conditions>"


def files_of(*written: str) -> dict[str, str]:
    """A folder with these connectors and rules, in this order."""
    return {f"configuration/{number:03}.xml": text for number, text in enumerate(written)}


def connector(
    identifier: str = ACTIVE_DIRECTORY,
    kind: str = "AD",
    *partitions: str,
    name: str = "contoso.com",
    subtype: str = "",
    attributes: Sequence[str] = (),
    containers: Sequence[str] = (),
) -> str:
    """A connector.

    Parameters:
        identifier: its GUID.
        kind: AD or Extensible2.
        partitions: each of them selected unless its name begins with a minus.
        name: that of the forest.
        subtype: which extension it is.
        attributes: those selected; none for a connector without a selection.
        containers: of every partition: those left out, with a minus before them, and those taken in below.
    """
    out, within = ([unit for unit in containers if unit.startswith("-") is left] for left in (True, False))
    filtered = (
        f"<filter><containers><exclusions>{_each('exclusion', out)}</exclusions>"
        f"<inclusions>{_each('inclusion', within)}</inclusions></containers></filter>"
    )
    listed = "".join(
        f"<partition><name>{part.lstrip('-')}</name><selected>{int(not part.startswith('-'))}</selected>{filtered}"
        "</partition>"
        for part in partitions
    )
    return (
        f"<ma-data><id>{{{identifier}}}</id><name>{escape(name)}</name><category>{kind}</category>"
        f"<subtype>{subtype}</subtype><ma-partition-data>{listed}</ma-partition-data>"
        f"<attribute-inclusion>{_each('attribute', attributes)}</attribute-inclusion></ma-data>"
    )


def _each(tag: str, texts: Sequence[str]) -> str:
    return "".join(f"<{tag}>{text.lstrip('-')}</{tag}>" for text in texts)


def forest(*attributes: str, identifier: str = ACTIVE_DIRECTORY, name: str = "contoso.com") -> str:
    """A connector to Active Directory with the attributes selected there."""
    return connector(identifier, "AD", f"DC={name.replace('.', ',DC=')}", name=name, attributes=attributes)


def entra(*attributes: str, identifier: str = ENTRA) -> str:
    """The connector to Entra ID with the attributes selected there."""
    return connector(
        identifier, "Extensible2", "default", name="contoso.onmicrosoft.com - AAD", subtype=AAD, attributes=attributes
    )


IN_FROM_AD = rule("In from AD - User Exchange", "Inbound", source="publicDelegates", precedence=108)
OUT_TO_AAD = rule("Out to AAD - User ExchangeOnline", source="publicDelegates", connector=ENTRA, precedence=125)
IN_FROM_AAD = rule(
    "In from AAD - User Exchange Hybrid", "Inbound", to="cloudPublicDelegates", connector=ENTRA, precedence=150
)
OUT_TO_AD = rule(precedence=158)
BROUGHT = (IN_FROM_AD, OUT_TO_AAD, IN_FROM_AAD, OUT_TO_AD)
"""The rules that Entra Connect brings for publicDelegates of users."""


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
