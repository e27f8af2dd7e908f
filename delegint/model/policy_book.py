"""The policies of a state by kind: those that are declared, and those that only a snapshot has."""

from __future__ import annotations

from delegint.model.observed_facts import TreeFacts, tree_facts
from delegint.model.policies import Policy, PolicyKind, Scope, read_identity
from delegint.source.nodes import Node


class PolicyBook:
    """Policies of every kind, each kind read when first asked for.

    Parameters:
        root: the merged state.
        environment: what a snapshot says of policies, as a tree of the format; None without one.
    """

    def __init__(self, root: Node, environment: Node | None) -> None:
        self._root = root
        self._environment = environment
        self._read: dict[PolicyKind, tuple[tuple[Policy, ...], tuple[Policy, ...]]] = {}

    def declared(self, kind: PolicyKind) -> tuple[Policy, ...]:
        """The declared policies in file order, each with what the snapshot says of it."""
        return self._of_kind(kind)[0]

    def observed(self, kind: PolicyKind) -> tuple[Policy, ...]:
        """The policies that only the snapshot has."""
        return self._of_kind(kind)[1]

    def _of_kind(self, kind: PolicyKind) -> tuple[tuple[Policy, ...], tuple[Policy, ...]]:
        known = self._read.get(kind)
        if known is None:
            seen: dict[tuple[Scope, str], tuple[str, TreeFacts | None]] = {}
            for key, node in _entries(self._environment, kind):
                seen.setdefault(_identity(key), (key, tree_facts(node)))
            declared = tuple(
                Policy(kind, key, node, seen.get(_identity(key), ("", None))[1])
                for key, node in _entries(self._root, kind)
            )
            names = {_identity(policy.key) for policy in declared}
            others = tuple(
                Policy(kind, key, None, facts) for identity, (key, facts) in seen.items() if identity not in names
            )
            known = self._read[kind] = (declared, others)
        return known


def _entries(tree: Node | None, kind: PolicyKind) -> list[tuple[str, Node]]:
    section = None if tree is None else tree.get(kind.section)
    return [] if section is None else list(section.entries())


def _identity(key: str) -> tuple[Scope, str]:
    """Scope and name as they compare; the Global policy has one name alone."""
    scope, name = read_identity(key)
    return scope, name.casefold()
