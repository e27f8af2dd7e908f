"""What a snapshot says about one person or about a part of the environment, looked up like declared facts."""

from __future__ import annotations

from typing import Any

from delegint.model.observed import Observed
from delegint.source.nodes import Node, node_at
from delegint.source.places import Place


class PersonFacts:
    """The facts of one person, looked up like the keys of a mapping.

    Parameters:
        observed: the snapshot.
        person: whose facts.
        prefix: the mapping below the recipient, such as `lync.`; empty for the recipient itself.
    """

    __slots__ = ("_observed", "_person", "_prefix")

    def __init__(self, observed: Observed, person: int, prefix: str = "") -> None:
        self._observed = observed
        self._person = person
        self._prefix = prefix

    def get(self, key: str) -> Node | None:
        """The observed value of a fact; nothing for what is known to be empty, such as a policy that nobody granted."""
        observed = self._observed
        name = self._prefix + key
        column = observed.facts.get(name)
        value = None if column is None else column[self._person]
        if value is None:
            if name not in observed.parts:
                return None
            below = self._below(f"{name}.")
            return node_at(below, self.place) if below else None
        return observed.node(self._person, None if value == "" else value)

    def __bool__(self) -> bool:
        fact, names = self._observed.fact, self._observed.parts.get(self._prefix[:-1], ())
        return not self._prefix or any(fact(self._person, name) is not None for name in names)

    def _below(self, prefix: str) -> dict[str, Any]:
        """The facts of a mapping."""
        below = {}
        for key in self._observed.parts.get(prefix[:-1], ()):
            value = self._observed.fact(self._person, key)
            if value is not None:
                below[key[len(prefix) :]] = None if value == "" else value
        return below

    def part(self, name: str) -> PersonFacts:
        """The facts of a mapping below."""
        return PersonFacts(self._observed, self._person, f"{self._prefix}{name}.")

    @property
    def place(self) -> Place:
        """Where the person is described."""
        return self._observed.place_of(self._person)


class TreeFacts:
    """What a snapshot says about a mapping of the environment.

    Parameters:
        node: the mapping, with its places in the export.
    """

    __slots__ = ("_node",)

    def __init__(self, node: Node) -> None:
        self._node = node

    def get(self, key: str) -> Node | None:
        """See `ObservedFacts`."""
        return self._node.get(key)

    def part(self, name: str) -> TreeFacts | None:
        """See `ObservedFacts`."""
        return tree_facts(self._node.get(name))

    def __bool__(self) -> bool:
        return bool(self._node.value)

    @property
    def place(self) -> Place:
        """See `ObservedFacts`."""
        return self._node.place


def tree_facts(node: Node | None) -> TreeFacts | None:
    """What a snapshot says about a mapping, if it says anything."""
    return None if node is None else TreeFacts(node)
