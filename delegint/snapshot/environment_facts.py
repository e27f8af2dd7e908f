"""What exports say of the environment: organization, sync engines, policies, the deployment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class EnvironmentFacts:
    """Facts by their paths in the format; of two for one path the first counts, unless they have ranks."""

    def __init__(self) -> None:
        self.entries: list[tuple[list[str], Any, int]] = []
        self._ranks: dict[tuple[str, ...], tuple[Sequence[int], int]] = {}

    def add(self, path: Sequence[str], value: Any, where: int, rank: Sequence[int] | None) -> None:
        """Keep a fact; with a rank, only if no earlier one for the path has a lower.

        Parameters:
            path: the keys that lead to it.
            value: what is stated.
            where: see `origin`.
            rank: what the lowest of several is told by, such as the build of a server.
        """
        if rank is not None:
            key = tuple(path)
            known = self._ranks.get(key)
            if known is not None:
                if tuple(rank) < tuple(known[0]):
                    self._ranks[key] = (rank, known[1])
                    self.entries[known[1]] = (list(path), value, where)
                return
            self._ranks[key] = (rank, len(self.entries))
        self.entries.append((list(path), value, where))
