"""Policies of Lync, Skype for Business and Teams, and which one counts for a user."""

from __future__ import annotations

from typing import Literal, NamedTuple

from delegint.model.environment import Lync
from delegint.model.facts import Facts, ObservedFacts
from delegint.model.recipients import Recipient
from delegint.model.unknown import Unknown
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


def effective_policy(
    user: Recipient, kind: PolicyKind, policies: tuple[Policy, ...], lync: Lync
) -> EffectivePolicy | Unknown:
    """The policy that counts for a user: the per-user one, else that of the registrar pool's site, else Global.

    One whole policy wins. Unknown where nobody has said which per-user policy the user has, where the named one is not
    declared, or where a site policy might apply and the site of the user is not known.

    Parameters:
        user: whose policy.
        kind: which kind of policy.
        policies: the declared policies of this kind, and those that only a snapshot knows.
        lync: knows which pool belongs to which site.

    Source: Get-CsEffectivePolicy, Grant-CsClientPolicy.
    """
    assignment = user.lync.value(kind.assignment)
    if assignment is None or not (assignment.value is None or isinstance(assignment.value, str)):
        return user.lync.missing(kind.assignment, "Get-CsUser")
    wider = tuple(policy for policy in policies if policy.scope == "global")
    site = _site_of(user, policies, lync)
    of_site = tuple(policy for policy in policies if _belongs_to(policy, site))
    if isinstance(assignment.value, str):
        wanted = read_identity(assignment.value)[1].casefold()
        for policy in policies:
            if policy.scope == "per-user" and policy.name.casefold() == wanted:
                return EffectivePolicy(policy, "granted per user", (*of_site, *wider))
        return Unknown(kind.section, str(user), f"{kind.section}.{assignment.value}", f"Get-{kind.cmdlet}")
    if isinstance(site, Unknown):
        return site
    if of_site:
        return EffectivePolicy(of_site[0], f"of site {of_site[0].name}, where the registrar pool is", wider)
    if not wider:
        return EffectivePolicy(None, "the Global policy, which is not declared", ())
    return EffectivePolicy(wider[0], "the Global policy, as no narrower one applies", ())


def _belongs_to(policy: Policy, site: str | Unknown | None) -> bool:
    return policy.scope == "site" and isinstance(site, str) and policy.name.casefold() == site.casefold()


def _site_of(user: Recipient, policies: tuple[Policy, ...], lync: Lync) -> str | Unknown | None:
    """The site of the user's registrar pool; None where no site policy is declared, so that it does not matter."""
    if all(policy.scope != "site" for policy in policies):
        return None
    pool = user.lync.registrar_pool
    if isinstance(pool, Unknown):
        return pool
    return lync.site_of(pool) or Unknown("sites", f"pool {pool}", "lync.sites.<site>.pools", "Get-CsPool")
