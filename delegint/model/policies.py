"""Policies of Lync, Skype for Business and Teams."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from delegint.model.facts import Facts, ObservedFacts
from delegint.schema.catalogue import Catalogue, Setting
from delegint.source.nodes import Node

Scope = Literal["global", "site", "service", "per-user"]
_PREFIXES: Final[tuple[tuple[str, Scope], ...]] = (("site:", "site"), ("service:", "service"), ("tag:", "per-user"))


class PolicyKind(NamedTuple):
    """A kind of policy.

    Parameters:
        section: the top-level key under which its policies are declared.
        assignment: the key below `recipients.<address>` and `part` that names the per-user policy; empty for a kind
            that nobody is granted.
        noun: what an administrator calls it.
        cmdlet: the noun of its cmdlets, such as `CsClientPolicy`.
        catalogue: knows its settings.
        part: the mapping below the recipient: `lync` or `teams`.
        users: the cmdlet that shows who is granted which.
        built_in: the per-user policies that every tenant has.
    """

    section: str
    assignment: str
    noun: str
    cmdlet: str
    catalogue: Catalogue
    part: str = "lync"
    users: str = "Get-CsUser"
    built_in: tuple[str, ...] = ()

    @property
    def settings(self) -> dict[str, Setting]:
        """Its settings by their names without regard to case."""
        return self.catalogue.settings_of(self.cmdlet)


class Policy(Facts):
    """One policy; its settings are the keys of its mapping.

    Parameters:
        kind: the kind of policy.
        key: the identity as written: `Global`, `Site:Redmond`, or a name with or without `Tag:`.
        node: the settings; None for a policy that only the snapshot has.
        observed: the settings in the snapshot.
    """

    __slots__ = ("key", "kind", "name", "observed", "scope")

    def __init__(self, kind: PolicyKind, key: str, node: Node | None, observed: ObservedFacts | None = None) -> None:
        super().__init__(node)
        self.observed = observed
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
        declared = None if self.node is None else self.node.get(name)
        if declared is None and self.node is not None:
            folded = name.casefold()
            declared = next((node for key, node in self.node.entries() if key.casefold() == folded), None)
        return self.value(name) if declared is None else declared


def read_identity(identity: str) -> tuple[Scope, str]:
    """Scope and name of a policy: `Global`, `Site:<name>`, `Service:<type>:<pool>`, `Tag:<name>` or a bare name.

    Source: New-CsClientPolicy, New-CsVoicePolicy and Set-CsMeetingConfiguration, parameter Identity.
    """
    folded = identity.casefold()
    if folded == "global":
        return "global", identity
    for prefix, scope in _PREFIXES:
        if folded.startswith(prefix):
            return scope, identity[len(prefix) :]
    return "per-user", identity
