"""The Lync checker: delegates of Lync and Skype for Business, and the policies that decide about them (LYNC)."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from delegint.api import Rule, SchemaPart, hookimpl

delegint_api = 1


@hookimpl
def delegint_rules(register: Callable[[Rule | ModuleType], None]) -> None:
    """Register LYNC."""
    from delegint_lync import rules

    register(rules)


@hookimpl
def delegint_schema(register: Callable[[SchemaPart], None]) -> None:
    """Add the deployment, the policies, and what Lync and Teams know about a recipient."""
    from delegint_lync.schema import PART

    register(PART)
