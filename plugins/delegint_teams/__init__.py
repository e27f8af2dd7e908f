"""The Teams checker: meetings and calls for somebody else in the cloud, and the policies behind them (TEAMS)."""

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
    """Register TEAMS."""
    from delegint_teams import rules

    register(rules)


@hookimpl
def delegint_schema(register: Callable[[SchemaPart], None]) -> None:
    """Add the tenant, the policies, and what Teams knows about a recipient."""
    from delegint_teams.schema import PART

    register(PART)


@hookimpl
def delegint_exports(register: Callable[[Export], None]) -> None:
    """Read users and policies."""
    from delegint_teams.exports import register_all

    register_all(register)


@hookimpl
def delegint_comparisons(register: Callable[[Comparison], None]) -> None:
    """Compare the policies, and who is granted which."""
    from delegint.api import comparison_of_assignments, comparison_of_policies, teams_users
    from delegint_teams.policies import KINDS

    register(comparison_of_policies(KINDS))
    register(comparison_of_assignments(KINDS, teams_users))
