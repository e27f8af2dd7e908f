"""The Exchange checker: legality of grants (EXC), cross-premises behaviour (HYB), migration batches (MIG)."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING

from delegint.api import Comparison, Rule, SchemaPart, hookimpl

if TYPE_CHECKING:
    from delegint.api import Export

delegint_api = 1


@hookimpl
def delegint_rules(register: Callable[[Rule | ModuleType], None]) -> None:
    """Register EXC, HYB and MIG."""
    from delegint_exchange import rules

    register(rules)


@hookimpl
def delegint_schema(register: Callable[[SchemaPart], None]) -> None:
    """Add the Exchange facts of the organization and of recipients."""
    from delegint_exchange.schema import PART

    register(PART)


@hookimpl
def delegint_exports(register: Callable[[Export], None]) -> None:
    """Read recipients, permissions, the organization and migration batches."""
    from delegint_exchange.exports import register_all

    register_all(register)


@hookimpl
def delegint_comparisons(register: Callable[[Comparison], None]) -> None:
    """Compare the delegations."""
    from delegint_exchange.comparison import COMPARISONS

    for comparison in COMPARISONS:
        register(comparison)
