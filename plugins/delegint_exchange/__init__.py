"""The Exchange checker: legality of grants (EXC), cross-premises behaviour (HYB), migration batches (MIG)."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from delegint.api import Rule, SchemaPart, hookimpl

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
