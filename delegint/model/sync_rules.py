"""The synchronization rules of an Entra Connect server, as exported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from delegint.model.facts import boolean, number, text, texts
from delegint.source.nodes import Node

if TYPE_CHECKING:
    from delegint.model.facts import ObservedFacts

DELEGATION_ATTRIBUTES: Final = (
    "publicDelegates",
    "proxyAddresses",
    "msExchRecipientDisplayType",
    "msExchDelegateListLink",
    "msExchHideFromAddressLists",
    "legacyExchangeDN",
)
"""What delegation needs on the other side; the names are those of Active Directory."""
Directory = Literal["active_directory", "entra", "other"]
"""What is behind a connector."""
_CLOUD: Final = "cloud"
_MOST_SHOWN: Final = 80
"""Characters of a condition in a message."""


class Condition(NamedTuple):
    """One condition of a scoping filter, as the rule has it: `mailNickname ISNOTNULL`."""

    attribute: str
    operator: str
    value: str

    def __str__(self) -> str:
        return " ".join(part if len(part) <= _MOST_SHOWN else f"{part[:_MOST_SHOWN]}…" for part in self if part)


class SyncFlow(NamedTuple):
    """One attribute flow.

    Parameters:
        to: the attribute that it fills.
        source: the attributes that it takes, in lower case; none for a constant.
        constant: the value that it gives to every object, `AuthoritativeNull` among them; else empty.
        expression: how the value is made; empty for a direct flow.
        merges: whether it adds to what other flows bring, in place of taking precedence.
    """

    to: str
    source: frozenset[str]
    constant: str = ""
    expression: str = ""
    merges: bool = False


class SyncRule(NamedTuple):
    """One rule.

    Parameters:
        name: as in the Synchronization Rules Editor.
        outbound: whether it writes from the metaverse to a connector; else it reads from one.
        object: the type of object at the connector, in lower case; empty where the rule does not say.
        connector: the GUID of the connector; empty where the rule does not say.
        precedence: the lower, the stronger; None where the rule does not say.
        disabled: None where the rule does not say.
        scope: groups of conditions, one of which must hold as a whole; none: the rule is for every object.
        flows: those of the attributes that delegation needs.
    """

    name: str
    outbound: bool
    object: str
    connector: str
    precedence: int | None
    disabled: bool | None
    scope: tuple[tuple[Condition, ...], ...]
    flows: tuple[SyncFlow, ...]


class Connector(NamedTuple):
    """One connector.

    Parameters:
        identifier: its GUID.
        directory: what is behind it.
        name: that of the forest, for Active Directory.
        attributes: those selected, of what delegation needs, in lower case; None where the export has no selection.
    """

    identifier: str
    directory: Directory
    name: str
    attributes: frozenset[str] | None

    def selects(self, attribute: str) -> bool:
        """Whether the attribute passes the connector, as far as is known."""
        return self.attributes is None or attribute.casefold() in self.attributes


class SyncConfiguration:
    """The rules and connectors of one server.

    Parameters:
        rules: those with flows that delegation needs, in the order of the export.
        connectors: all.
        is_whole: whether the export shows all rules of one server: no file of it is damaged, and no other server is
            mixed into it, of which a second connector to Entra ID would tell.
    """

    def __init__(
        self, rules: tuple[SyncRule, ...], connectors: tuple[Connector, ...], *, is_whole: bool = True
    ) -> None:
        self.rules = rules
        self.connectors = connectors
        self.is_whole = is_whole
        self._directories = {known.identifier: known.directory for known in connectors}
        self.active_directories = tuple(known for known in connectors if known.directory == "active_directory")
        """The connectors to Active Directory, one a forest."""

    def directory_of(self, rule: SyncRule, flow: SyncFlow) -> Directory | None:
        """What a rule reads from or writes to; without the connectors, what the names in the flow tell.

        What comes from Entra ID has a name that begins with `cloud`; a flow from there to Active Directory starts with
        such an attribute of the metaverse. None where neither tells.
        """
        found = self._directories.get(rule.connector)
        if found is not None:
            return found
        if rule.connector and self.active_directories:
            return None if "entra" in self._directories.values() else "entra"  # None: its connector is not exported
        if any(name.startswith(_CLOUD) for name in flow.source):
            return "active_directory" if rule.outbound else "entra"
        if flow.to.casefold() in flow.source:
            return "entra" if rule.outbound else "active_directory"
        return None


def configuration_in(observed: ObservedFacts | None, *, damaged: bool = False) -> SyncConfiguration | None:
    """What an export says of a server; None where it says nothing of its rules.

    Parameters:
        observed: the export.
        damaged: whether a file of it could not be read.
    """
    rules = None if observed is None else observed.get("rules")
    if observed is None or rules is None:
        return None
    listed = observed.get("connectors")
    connectors = () if listed is None else tuple(map(_connector, listed.items()))
    several = sum(connector.directory == "entra" for connector in connectors) > 1
    return SyncConfiguration(tuple(map(_rule, rules.items())), connectors, is_whole=not damaged and not several)


def _rule(node: Node) -> SyncRule:
    disabled, precedence = node.get("disabled"), node.get("precedence")
    return SyncRule(
        _text(node, "name"),
        _text(node, "direction") == "outbound",
        _text(node, "object").casefold(),
        _text(node, "connector"),
        None if precedence is None else number(precedence),
        None if disabled is None else boolean(disabled),
        tuple(tuple(map(_condition, group.items())) for group in _items(node, "scope")),
        tuple(map(_flow, _items(node, "flows"))),
    )


def _flow(node: Node) -> SyncFlow:
    merges = node.get("merges")
    return SyncFlow(
        _text(node, "to"),
        frozenset(name.casefold() for name in _texts(node, "from")),
        _text(node, "constant"),
        _text(node, "expression"),
        merges is not None and merges.value is True,
    )


def _condition(node: Node) -> Condition:
    return Condition(_text(node, "attribute"), _text(node, "operator").upper(), _text(node, "value"))


def _connector(node: Node) -> Connector:
    kind, every = _text(node, "kind"), node.get("every_attribute")
    directory: Directory = "active_directory" if kind == "active_directory" else "entra" if kind == "entra" else "other"
    selected = frozenset(name.casefold() for name in _texts(node, "attributes"))
    return Connector(
        _text(node, "identifier"),
        directory,
        _text(node, "name"),
        None if every is not None and every.value is True else selected,
    )


def _text(node: Node, key: str) -> str:
    child = node.get(key)
    return (None if child is None else text(child)) or ""


def _texts(node: Node, key: str) -> tuple[str, ...]:
    child = node.get(key)
    return (None if child is None else texts(child)) or ()


def _items(node: Node, key: str) -> list[Node]:
    child = node.get(key)
    return [] if child is None else child.items()
