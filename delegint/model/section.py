"""Mappings with a fixed place in the state."""

from __future__ import annotations

from delegint.model.facts import Facts, ObservedFacts
from delegint.source.nodes import Node


class Section(Facts):
    """A mapping with a fixed place in the state."""

    __slots__ = ("_path", "observed")

    def __init__(self, node: Node | None, *path: str, observed: ObservedFacts | None = None) -> None:
        super().__init__(node)
        self.observed = observed
        self._path = path

    def _below(self, name: str) -> tuple[Node | None, ObservedFacts | None]:
        """The declared and the observed part of a mapping below."""
        node = None if self.node is None else self.node.get(name)
        return node, None if self.observed is None else self.observed.part(name)

    @property
    def path(self) -> tuple[str, ...]:
        """See `Facts`."""
        return self._path
