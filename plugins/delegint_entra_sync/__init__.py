"""The Entra sync checker: what directory synchronization carries between the sides (SYNC)."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from delegint.api import Rule, SchemaPart, hookimpl

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
