"""Whether the rules of an Entra Connect server carry an attribute from one directory to the other, and how.

An attribute is brought in from a connector to the metaverse by one rule, and written out to another connector by a
second. Of the rules that write one attribute, the one with the lowest number wins; a scoping filter, or the selection
of attributes at a connector, can keep it from doing so.

Source: "Microsoft Entra Connect Sync: Understanding the architecture", "... declarative provisioning".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from delegint.model.sync_rules import DELEGATION_ATTRIBUTES, Connector, Directory, SyncConfiguration, SyncFlow, SyncRule
from delegint.model.sync_scope import OBJECT_KINDS, ObjectKind, admission

Direction = Literal["up", "down"]
"""From Active Directory to Entra ID, and back."""
DIRECTIONS: Final[tuple[Direction, ...]] = ("up", "down")
Verdict = Literal["flows", "filtered", "overridden", "missing", "unknown"]
"""What becomes of an attribute on its way; unknown where the export does not tell."""
_BEST_FIRST: Final = ("flows", "unknown", "overridden", "filtered", "missing")
_CLOUD: Final = "cloud"
_X500: Final = {"proxyaddresses": "cloudlegacyexchangedn"}
"""What comes back as an address: the cloud's own internal one, as X500. Source: Exchange hybrid writeback."""
_NAMES: Final[dict[Directory, str]] = {
    "active_directory": "Active Directory",
    "entra": "Entra ID",
    "other": "others",
}
_CLEARED: Final = "authoritativenull"
"""What an expression gives that clears the attribute."""
_NO_VALUE: Final = frozenset({"null", "ignorethisflow", ""})
"""What an expression gives that leaves the attribute to the next rule."""


class ProvedFlow(NamedTuple):
    """What the rules make of one attribute of one type of object in one direction.

    Parameters:
        attribute: as Active Directory names it.
        direction: which way.
        kind: the type of object.
        verdict: what becomes of it.
        rules: the rules on the way, as far as it gets.
        reason: why, in words that follow "because".
        forest: the connector to Active Directory that is meant; empty where there is one at most.
        for_some: whether it flows for some objects and not for others, by what only the object can tell.
        silent: whether it is unknown since the export is not whole.
    """

    attribute: str
    direction: Direction
    kind: ObjectKind
    verdict: Verdict
    rules: tuple[SyncRule, ...]
    reason: str
    forest: str = ""
    for_some: bool = False
    silent: bool = False


class _Hop(NamedTuple):
    """One half of the way, and what it makes of the attribute."""

    verdict: Verdict
    rule: SyncRule | None
    to: str
    reason: str
    for_some: bool = False
    silent: bool = False


class _Way(NamedTuple):
    """The whole way, and what comes of the attribute."""

    verdict: Verdict
    rules: tuple[SyncRule, ...]
    reason: str
    for_some: bool = False
    silent: bool = False


class _End(NamedTuple):
    """One end of the way: a directory, and its connector where that is known."""

    directory: Directory
    connector: Connector | None


def proofs(configuration: SyncConfiguration) -> Iterator[ProvedFlow]:
    """Every attribute that delegation needs, in both directions, for each type of object and each forest."""
    for attribute in DELEGATION_ATTRIBUTES:
        for direction in DIRECTIONS:
            for kind in OBJECT_KINDS:
                yield from prove(configuration, attribute, direction, kind)


def prove(
    configuration: SyncConfiguration, attribute: str, direction: Direction, kind: ObjectKind
) -> tuple[ProvedFlow, ...]:
    """What becomes of one attribute: one answer for each connector to Active Directory.

    Parameters:
        configuration: the rules and connectors of one server.
        attribute: as Active Directory names it.
        direction: which way.
        kind: the type of object.
    """
    forests: tuple[Connector | None, ...] = configuration.active_directories or (None,)
    return tuple(
        _Prover(configuration, attribute, direction, kind, forest, several=len(forests) > 1).prove()
        for forest in forests
    )


class _Prover:
    """Follows one attribute of one type of object through the rules."""

    def __init__(
        self,
        configuration: SyncConfiguration,
        attribute: str,
        direction: Direction,
        kind: ObjectKind,
        forest: Connector | None,
        *,
        several: bool,
    ) -> None:
        self._configuration = configuration
        self._attribute = attribute
        self._direction = direction
        self._kind = kind
        self._forest = forest.name if forest is not None and several else ""
        entra = next((known for known in configuration.connectors if known.directory == "entra"), None)
        ends = _End("active_directory", forest), _End("entra", entra)
        self._from, self._to = ends if direction == "up" else ends[::-1]
        name = attribute.casefold()
        self._sources = {name} if direction == "up" else {name, _CLOUD + name, _X500.get(name, name)}
        self._writers: dict[tuple[bool, str], list[tuple[SyncRule, SyncFlow]]] = {}
        self._takers: dict[str, list[tuple[SyncRule, SyncFlow]]] = {}
        for rule in configuration.rules:
            if rule.object in ("", "*", kind):
                for flow in rule.flows:
                    self._note(rule, flow)

    def _note(self, rule: SyncRule, flow: SyncFlow) -> None:
        """Note who fills an attribute, and who takes one on its way out."""
        to = flow.to.casefold()
        self._writers.setdefault((rule.outbound, to), []).append((rule, flow))
        if rule.outbound and to == self._attribute.casefold() and self._is_at(self._to, rule, flow):
            for source in flow.source:
                self._takers.setdefault(source, []).append((rule, flow))

    def _is_at(self, end: _End, rule: SyncRule, flow: SyncFlow) -> bool:
        """Whether a rule reads from an end of the way, or writes to it."""
        directory = self._configuration.directory_of(rule, flow)
        other_forest = end.connector is not None and rule.connector not in ("", end.connector.identifier)
        return directory == end.directory and not (other_forest and directory == "active_directory")

    def prove(self) -> ProvedFlow:
        """The whole way."""
        ways = [self._way(hop) for hop in self._hops_in()]
        best = min(ways, key=lambda way: _BEST_FIRST.index(way.verdict))
        asked = self._attribute, self._direction, self._kind
        return ProvedFlow(*asked, best.verdict, best.rules, best.reason, self._forest, best.for_some, best.silent)

    def _hops_in(self) -> list[_Hop]:
        """The ways into the metaverse, one for each attribute that it may be kept in there."""
        found = sorted(
            (
                way
                for (outbound, _), ways in self._writers.items()
                for way in ways
                if not outbound and way[1].source & self._sources and self._is_at(self._from, *way)
            ),
            key=lambda way: _strength(way[0]),
        )
        connector = self._from.connector
        offered = {name for _, flow in found for name in flow.source & self._sources}
        if found and connector is not None and not any(map(connector.selects, offered)):
            return [_Hop("filtered", None, "", self._not_selected(self._from))]
        plain_first = sorted(found, key=lambda way: bool(way[1].expression))
        by_name: dict[str, list[tuple[SyncRule, SyncFlow]]] = {}
        for way in found:
            by_name.setdefault(way[1].to.casefold(), []).append(way)
        kept_as = dict.fromkeys(flow.to.casefold() for rule, flow in plain_first if not rule.disabled)
        return [self._hop(by_name[name], outbound=False) for name in kept_as] or [self._hop(found, outbound=False)]

    def _way(self, into: _Hop) -> _Way:
        """The way on from the metaverse; what is filtered on the way in for some only may still be lost later."""
        first = () if into.rule is None else (into.rule,)
        if into.verdict not in ("flows", "unknown") and not into.for_some:
            return _Way(into.verdict, first, into.reason)
        sources = {into.to.casefold()} if into.to else self._sources
        found = dict.fromkeys(way for source in sources for way in self._takers.get(source, ()))
        out = self._hop(sorted(found, key=lambda way: _strength(way[0])), outbound=True)
        rules = first if out.rule is None else (*first, out.rule)
        if into.verdict == "unknown":
            if out.verdict in ("flows", "unknown") or out.for_some:
                return _Way("unknown", rules, into.reason, silent=into.silent)
            return _Way(out.verdict, rules, out.reason)
        reason = f"{into.reason}, and {out.reason}"
        if out.verdict == "unknown":
            return _Way("unknown", rules, reason, silent=out.silent)
        connector = self._to.connector
        arrives = out.verdict == "flows" or out.for_some
        if arrives and connector is not None and not connector.selects(self._attribute):
            return _Way("filtered", rules, f"{reason}, but {self._not_selected(self._to)}")
        if into.for_some and arrives:
            return _Way(into.verdict, rules, reason, for_some=True)
        return _Way(out.verdict, rules, reason, out.for_some)

    # -- one hop --------------------------------------------------------------------------------------------------

    def _hop(self, found: list[tuple[SyncRule, SyncFlow]], *, outbound: bool) -> _Hop:
        """What the flows of one hop come to."""
        verb = "writes it out" if outbound else "brings it in"
        enabled = [way for way in found if way[0].disabled is False]
        if not enabled:
            return self._without_rule(found, verb, outbound=outbound)
        admitted = [(admission(rule, self._kind), rule, flow) for rule, flow in enabled]
        let_in, rule, flow = min(admitted, key=lambda way: (True, None, False).index(way[0].admits))
        if let_in.admits is not True:
            doubtful = [way for way in found if way[0].disabled is None and admission(way[0], self._kind).admits]
            if doubtful:
                return self._without_rule(doubtful, verb, outbound=outbound)
        as_ = "" if outbound or flow.to.casefold() in (self._attribute.casefold(), "") else f" as {flow.to}"
        did = f"{rule.name} {verb}{as_}"
        if let_in.admits is False:
            return _Hop("filtered", rule, flow.to, f"{did}, but for no {self._kind} (scope: {let_in})")
        taken = {name for way in enabled for name in way[1].source}
        overridden = self._overridden(rule, flow, taken, outbound=outbound)
        if overridden is not None and not overridden.for_some:
            return overridden
        if let_in.admits is None:
            return _Hop("filtered", rule, flow.to, f"{did} for objects alone with {let_in}", for_some=True)
        if _CLEARED in flow.expression.casefold():
            why = f"{did} by an expression that clears it for some objects"
            return _Hop("filtered", rule, flow.to, why, for_some=True)
        if overridden is not None:
            return overridden._replace(reason=f"{did}, but {overridden.reason}")
        return _Hop("flows", rule, flow.to, did)

    def _overridden(self, rule: SyncRule, flow: SyncFlow, taken: set[str], *, outbound: bool) -> _Hop | None:
        """What becomes of a flow where another rule fills the attribute first; None where none does.

        The first rule that does so for every object decides; else one of which it cannot be told, else some objects.
        """
        doubt: _Hop | None = None
        for_some: _Hop | None = None
        for other, by in self._stronger(rule, flow, taken, outbound=outbound):
            what = "another attribute" if by.source else "a value of its own"
            instead = f"{other.name} writes {what} to {flow.to} before {rule.name} can"
            let_in = admission(other, self._kind)
            if other.disabled is None:
                doubt = doubt or _Hop("unknown", rule, flow.to, f"{instead}, unless it is disabled, which it hides")
            elif other.precedence is None or rule.precedence is None:
                doubt = doubt or _Hop("unknown", rule, flow.to, f"{instead}, if it has precedence, which is not stated")
            elif let_in.admits:
                return _Hop("overridden", rule, flow.to, f"{instead} ({_order(other, rule)})")
            elif for_some is None:
                why = f"for objects with {let_in} {instead} ({_order(other, rule)})"
                for_some = _Hop("overridden", rule, flow.to, why, for_some=True)
        return doubt or for_some

    def _without_rule(self, found: list[tuple[SyncRule, SyncFlow]], verb: str, *, outbound: bool) -> _Hop:
        """No rule in force takes the attribute on: one that is disabled, none, or none that was exported."""
        in_doubt = next(((rule, flow) for rule, flow in found if rule.disabled is None), None)
        if in_doubt is not None:
            rule, flow = in_doubt
            return _Hop("unknown", None, flow.to, f"{rule.name}, which {verb}, does not say whether it is disabled")
        end = self._to if outbound else self._from
        if not self._is_whole(outbound=outbound):
            why = f"the export is not whole: it does not show what the rules do with {_NAMES[end.directory]}"
            return _Hop("unknown", None, "", why, silent=True)
        if found:
            rule = found[0][0]
            return _Hop("missing", None, "", f"{rule.name}, which {verb}, is disabled")
        if self._undecided(outbound=outbound):
            return _Hop("unknown", None, "", "the connectors are not in the export, which tell where a rule writes to")
        what = f"no rule {verb} to {self._attribute}" if outbound else f"no rule {verb}"
        return _Hop("missing", None, "", what)

    def _stronger(
        self, rule: SyncRule, flow: SyncFlow, sources: set[str], *, outbound: bool
    ) -> Iterator[tuple[SyncRule, SyncFlow]]:
        """The rules that fill the same attribute first with something else, for all objects or for some."""
        if flow.merges:
            return
        for other, by in self._writers.get((outbound, flow.to.casefold()), ()):
            if other is rule or other.disabled or (outbound and not self._writes_there(rule, other, by)):
                continue
            if None not in (other.precedence, rule.precedence) and (other.precedence or 0) >= (rule.precedence or 0):
                continue
            same = not by.merges and not by.source & sources
            if same and not _gives_nothing(by) and admission(other, self._kind).admits is not False:
                yield other, by

    def _writes_there(self, rule: SyncRule, other: SyncRule, flow: SyncFlow) -> bool:
        """Whether another rule writes where a rule does; into the metaverse, all do, whatever they read from."""
        if rule.connector:
            return other.connector == rule.connector
        return self._configuration.directory_of(other, flow) == self._to.directory

    # -- what the export shows --------------------------------------------------------------------------------------

    def _is_whole(self, *, outbound: bool) -> bool:
        """Whether a rule that is not in the export is not there.

        With the connectors to both directories, and rules in both directions, it is. Rules alone show what they are
        for: those to Active Directory are there if that is by which publicDelegates comes in from it, which every
        server has that has Exchange in its forest.
        """
        if not self._configuration.is_whole:
            return False
        known = {connector.directory for connector in self._configuration.connectors}
        if {"active_directory", "entra"} <= known:
            return {rule.outbound for rule in self._configuration.rules} == {True, False}
        end = self._to if outbound else self._from
        if outbound and end.directory == "active_directory":
            return any(not rule.outbound and "publicdelegates" in flow.source for rule, flow in self._all_flows())
        return any(
            rule.outbound is outbound and self._configuration.directory_of(rule, flow) == end.directory
            for rule, flow in self._all_flows()
        )

    def _undecided(self, *, outbound: bool) -> bool:
        """Whether it cannot be told of some rule in force whether it is the one, since no connector was exported."""
        return any(
            rule.outbound is outbound
            and outbound
            and rule.disabled is False
            and rule.object in ("", "*", self._kind)
            and flow.to.casefold() == self._attribute.casefold()
            and self._configuration.directory_of(rule, flow) is None
            for rule, flow in self._all_flows()
        )

    def _all_flows(self) -> Iterator[tuple[SyncRule, SyncFlow]]:
        return ((rule, flow) for rule in self._configuration.rules for flow in rule.flows)

    def _not_selected(self, end: _End) -> str:
        name = end.connector.name if end.connector is not None and end.connector.name else _NAMES[end.directory]
        source = self._attribute if end is self._to or self._direction == "up" else f"its value in {_NAMES['entra']}"
        return f"{source} is not among the attributes selected at the connector to {name}"


def _strength(rule: SyncRule) -> tuple[bool, int, str]:
    return rule.precedence is None, rule.precedence or 0, rule.name


def _order(first: SyncRule, second: SyncRule) -> str:
    return f"precedence {first.precedence} before {second.precedence}"


def _gives_nothing(flow: SyncFlow) -> bool:
    """Whether a flow leaves the attribute to the next rule."""
    return not flow.source and (flow.constant or flow.expression).strip().strip("\"'").casefold() in _NO_VALUE
