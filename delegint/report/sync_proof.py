"""What the synchronization rules of a server carry, attribute by attribute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple, TextIO

from delegint.model.environment import SyncEngine
from delegint.model.sync_carriage import is_brought_by_default
from delegint.model.sync_proof import DIRECTIONS, Direction, ProvedFlow
from delegint.model.sync_rules import SyncRule
from delegint.model.unknown import Unknown
from delegint.report.escape import for_terminal, width
from delegint.report.json import dump
from delegint.report.style import Style
from delegint.report.summary import counted

_TITLES: Final[dict[Direction, str]] = {
    "up": "Active Directory to Entra ID",
    "down": "Entra ID to Active Directory",
}
_TONES: Final = {"flows": "good", "filtered": "warning", "overridden": "warning", "missing": "error", "unknown": "info"}
_X500: Final = "proxyAddresses (X500)"
"""What comes back of the addresses is the X500 address alone."""


class EngineProof(NamedTuple):
    """What is proved of one server.

    Parameters:
        engine: the server.
        flows: what its rules make of each attribute, in the order in which they are to be shown.
    """

    engine: SyncEngine
    flows: Sequence[ProvedFlow]


def write_proofs(proved: Sequence[EngineProof], stream: TextIO, style: Style) -> None:
    """Write the table for people: one for each server and direction.

    What no rule carries and no rule of the product would is faint; there is nothing to mend.

    Parameters:
        proved: the servers.
        stream: where to.
        style: colour and runner.
    """
    for engine, flows in proved:
        stream.write(style.line(style.paint(_headline(engine), "strong")))
        for direction in DIRECTIONS:
            _write_table([flow for flow in flows if flow.direction == direction], direction, stream, style)
        _write_rules(flows, stream, style)
        stream.write("\n" + style.line(for_terminal(_summary(flows))))


def write_proofs_as_json(proved: Sequence[EngineProof], stream: TextIO, style: Style) -> None:
    """Write the table for machines; the form has a version of its own."""
    del style
    document: dict[str, Any] = {
        "version": 1,
        "engines": [
            {
                "name": engine.name,
                "version": _plain(engine, "version"),
                "exchange_hybrid_writeback": _plain(engine, "exchange_hybrid_writeback"),
                "staging": _plain(engine, "staging"),
                "flows": [_as_json(flow) for flow in flows],
            }
            for engine, flows in proved
        ],
    }
    dump(document, stream)


def _write_table(flows: Sequence[ProvedFlow], direction: Direction, stream: TextIO, style: Style) -> None:
    if not flows:
        return
    stream.write("\n" + style.line(style.paint(_TITLES[direction], "strong")))
    several = any(flow.forest for flow in flows)
    rows = [[for_terminal(cell) for cell in _cells(flow, several=several)] for flow in flows]
    sizes = [max(width(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    for flow, row in zip(flows, rows, strict=True):
        cells = [text + " " * (size - width(text)) for text, size in zip(row, sizes, strict=False)]
        tone = _TONES[flow.verdict] if _is_of_interest(flow) else "faint"
        cells[-1] = style.paint(cells[-1], tone)
        last = row[-1] if _is_of_interest(flow) else style.paint(row[-1], "faint")
        stream.write(style.line(f"  {'  '.join((*cells, last))}".rstrip()))


def _write_rules(flows: Sequence[ProvedFlow], stream: TextIO, style: Style) -> None:
    """The rules on all ways, strongest first, with whom they are for."""
    rules = sorted({rule for flow in flows for rule in flow.rules}, key=_strength)
    if not rules:
        return
    stream.write("\n" + style.line(style.paint("Rules on the way, by precedence", "strong")))
    cells = [
        ("?" if rule.precedence is None else str(rule.precedence), for_terminal(rule.name), for_terminal(_scope(rule)))
        for rule in rules
    ]
    first, second = (max(width(row[column]) for row in cells) for column in range(2))
    for number, name, scope in cells:
        padding = " " * (second - width(name))
        stream.write(style.line(f"  {number.rjust(first)}  {name}{padding}  {scope}".rstrip()))


def _strength(rule: SyncRule) -> tuple[bool, int, str]:
    return rule.precedence is None, rule.precedence or 0, rule.name


def _scope(rule: SyncRule) -> str:
    """The scoping filter in words; empty for a rule for every object."""
    return " or ".join(" and ".join(map(str, group)) for group in rule.scope)


def _cells(flow: ProvedFlow, *, several: bool) -> list[str]:
    """Attribute, object, forest where there are several, verdict, and the rules or the reason."""
    attribute = _X500 if (flow.attribute, flow.direction) == ("proxyAddresses", "down") else flow.attribute
    detail = " → ".join(rule.name for rule in flow.rules) if flow.verdict == "flows" else flow.reason
    return [attribute, flow.kind, *([flow.forest] if several else []), flow.verdict, detail]


def _is_of_interest(flow: ProvedFlow) -> bool:
    """Whether a flow is there, or is one that the product brings."""
    return flow.verdict != "missing" or _is_brought(flow)


def _is_brought(flow: ProvedFlow) -> bool:
    return is_brought_by_default(flow.attribute, flow.direction, flow.kind)


def _headline(engine: SyncEngine) -> str:
    version, option = engine.version, engine.exchange_hybrid_writeback
    known = "" if isinstance(version, Unknown) else f" {'.'.join(map(str, version))}"
    writeback = "not stated" if isinstance(option, Unknown) else "on" if option else "off"
    staging = ", in staging mode: nothing of this is written" if engine.staging is True else ""
    return f"{engine.name}: Entra Connect{known}, Exchange hybrid writeback {writeback}{staging}"


def _summary(flows: Sequence[ProvedFlow]) -> str:
    flowing = sum(flow.verdict == "flows" for flow in flows)
    lost = [flow for flow in flows if flow.verdict != "flows" and _is_brought(flow)]
    said = f"{flowing} of {counted(len(flows), 'flow')} proved"
    if not lost:
        return f"{said}; nothing is lost that Entra Connect brings by itself."
    return f"{said}; of what Entra Connect brings by itself, {len(lost)} {'is' if len(lost) == 1 else 'are'} not."


def _plain(engine: SyncEngine, key: str) -> Any:
    node = engine.value(key)
    return None if node is None else node.value


def _as_json(flow: ProvedFlow) -> dict[str, Any]:
    return {
        "attribute": flow.attribute,
        "direction": flow.direction,
        "object": flow.kind,
        "forest": flow.forest or None,
        "verdict": flow.verdict,
        "expected": is_brought_by_default(flow.attribute, flow.direction, flow.kind),
        "rules": [
            {"name": rule.name, "precedence": rule.precedence, "scope": _scope(rule) or None} for rule in flow.rules
        ],
        "reason": flow.reason,
    }
