"""The Entra sync checker: what directory synchronization carries between the sides (SYNC)."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING

from delegint.api import Rule, SchemaPart, hookimpl

if TYPE_CHECKING:
    from delegint.api import Export

delegint_api = 1


@hookimpl
def delegint_rules(register: Callable[[Rule | ModuleType], None]) -> None:
    """Register SYNC."""
    from delegint_entra_sync import rules

    register(rules)


@hookimpl
def delegint_schema(register: Callable[[SchemaPart], None]) -> None:
    """Add the synchronization engines, and what is known about the synchronization of each recipient."""
    from delegint_entra_sync.schema import PART

    register(PART)


@hookimpl
def delegint_exports(register: Callable[[Export], None]) -> None:
    """Read the settings, the schedule and the synchronization rules of Entra Connect."""
    from delegint_entra_sync.exports import EXPORTS

    for export in EXPORTS:
        register(export)
