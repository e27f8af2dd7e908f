"""The settings of a policy as the state writes them, and what a snapshot adds."""

from __future__ import annotations

from delegint.api import Node, Policy


def declared_settings(policy: Policy) -> dict[str, Node]:
    """The settings that the state writes, by their names without regard to case; blank ones too."""
    return {} if policy.node is None else {name.casefold(): node for name, node in policy.node.entries()}


def setting_to_be(policy: Policy, name: str) -> Node | None:
    """A setting as it will be: as the state writes it, or else as the snapshot shows it; None where neither does."""
    declared = declared_settings(policy).get(name.casefold())
    if declared is not None or policy.observed is None:
        return declared
    return policy.observed.get(name)
