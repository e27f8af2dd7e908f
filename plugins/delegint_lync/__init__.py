"""The Lync checker: delegates of Lync and Skype for Business, and the policies that decide about them (LYNC)."""

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
    """Register LYNC."""
    from delegint_lync import rules

    register(rules)


@hookimpl
def delegint_schema(register: Callable[[SchemaPart], None]) -> None:
    """Add the deployment, the policies, and what Lync and Teams know about a recipient."""
    from delegint_lync.schema import PART

    register(PART)


@hookimpl
def delegint_exports(register: Callable[[Export], None]) -> None:
    """Read users, policies, pools and sites."""
    from delegint_lync.exports import register_all

    register_all(register)


@hookimpl
def delegint_comparisons(register: Callable[[Comparison], None]) -> None:
    """Compare the policies, and who is granted which."""
    from delegint.api import comparison_of_assignments, comparison_of_policies, lync_users
    from delegint_lync.policies import GRANTED, KINDS

    register(comparison_of_policies(KINDS))
    register(comparison_of_assignments(GRANTED, lync_users))
