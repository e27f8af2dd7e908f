"""Policies of Lync, Skype for Business and Teams, and which one counts for a user."""

from __future__ import annotations

from typing import Literal, NamedTuple

from delegint.model.facts import Facts
from delegint.source.nodes import Node

Scope = Literal["global", "site", "per-user"]


class PolicyKind(NamedTuple):
    """A kind of policy.

    Parameters:
        section: the top-level key under which its policies are declared.
        assignment: the key below `recipients.<address>.lync` that names the per-user policy.
        noun: what an administrator calls it.
        cmdlet: the noun of its cmdlets, such as `CsClientPolicy`.
    """

    section: str
    assignment: str
    noun: str
    cmdlet: str


class Policy(Facts):
    """One declared policy; its settings are the keys of its mapping.

    Parameters:
        kind: the kind of policy.
        key: the identity as written: `Global`, `Site:Redmond`, or a name with or without `Tag:`.
        node: the settings.
    """

    __slots__ = ("key", "kind", "name", "scope")

    def __init__(self, kind: PolicyKind, key: str, node: Node) -> None:
        super().__init__(node)
        self.kind = kind
        self.key = key
        self.scope, self.name = read_identity(key)

    def __str__(self) -> str:
        return self.key

    @property
    def path(self) -> tuple[str, ...]:
        """See `Facts`."""
        return (self.kind.section, self.key)

    def setting(self, name: str) -> Node | None:
        """The value of a setting, whose name is compared without case; None where the policy leaves it out."""
        exact = self.value(name)
        if exact is not None or self.node is None:
            return exact
        folded = name.casefold()
        return next((node for key, node in self.node.entries() if key.casefold() == folded), None)


class EffectivePolicy(NamedTuple):
    """The one policy that counts for a user, as a whole: settings are never merged between scopes.

    Parameters:
        policy: the winner; None where it is known to be the global or a site policy that the state does not declare.
        reason: why it won, in words.
        passed_over: the declared policies of wider scope that do not count.
    """

    policy: Policy | None
    reason: str
    passed_over: tuple[Policy, ...]


def read_identity(identity: str) -> tuple[Scope, str]:
    """Scope and name of a policy identity: `Global`, `Site:<name>`, `Tag:<name>` or a bare name.

    Source: New-CsClientPolicy and New-CsVoicePolicy, parameter Identity.
    """
    folded = identity.casefold()
    if folded == "global":
        return "global", identity
    if folded.startswith("site:"):
        return "site", identity[len("site:") :]
    return "per-user", identity[len("tag:") :] if folded.startswith("tag:") else identity
