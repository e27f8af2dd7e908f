"""The hybrid writeback checker: what has to come back from Exchange Online into Active Directory (WB)."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from delegint.api import Rule, hookimpl

delegint_api = 1


@hookimpl
def delegint_rules(register: Callable[[Rule | ModuleType], None]) -> None:
    """Register WB."""
    from delegint_hybrid_writeback import rules

    register(rules)
