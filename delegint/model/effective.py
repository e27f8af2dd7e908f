"""Which policy counts for a user, why, and what it says about one setting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from delegint.model.policies import Policy, PolicyKind, read_identity
from delegint.model.recipients import Recipient
from delegint.model.unknown import Unknown
from delegint.schema.catalogue import Setting
from delegint.source.nodes import Node
from delegint.source.places import Place, Related

if TYPE_CHECKING:
    from delegint.model.state import State


class EffectivePolicy(NamedTuple):
    """The one policy that counts for a user, as a whole: settings are never merged between scopes.

    Parameters:
        policy: the winner; None where it is known to be the Global policy and the state does not declare it.
        reason: why it won, in words.
        passed_over: the policies of wider scope that do not count.
    """

    policy: Policy | None
    reason: str
    passed_over: tuple[Policy, ...]


class EffectiveSetting(NamedTuple):
    """What the policy that counts for a user says about one setting.

    Parameters:
        setting: which setting.
        policy: the policy that counts.
        reason: why that one counts, in words.
        passed_over: the policies of wider scope that do not count.
        node: the value as it stands in the policy; None where the policy leaves it out.
    """

    setting: Setting
    policy: Policy
    reason: str
    passed_over: tuple[Policy, ...]
    node: Node | None

    @property
    def stated(self) -> bool | int | str | None:
        """What the policy itself says: None for blank and left out alike, and for a list, which `node` has."""
        return _plain(self.node)

    @property
    def value(self) -> bool | int | str | None:
        """What counts: what is stated, or the documented default; None where the client or server decides."""
        stated = self.stated
        return self.setting.default if stated is None else stated

    def __str__(self) -> str:
        return (
            f"{self.setting.name} is {_word(self.setting, self.node)} in the {self.policy.kind.noun} {self.policy}"
            f" ({self.reason}){''.join(self._otherwise())}"
        )

    def _otherwise(self) -> Iterator[str]:
        """What wider policies say that do not count, where they say something else."""
        for policy in self.passed_over:
            node = policy.setting(self.setting.name)
            if node is not None and _plain(node) not in (None, self.value):
                yield f"; {policy} says {_word(self.setting, node)} and does not count"

    @property
    def place(self) -> Place:
        """Where the value stands; its key where it is blank, the policy's key where it is left out."""
        return place_of_setting(self.policy, self.setting.name)

    @property
    def related(self) -> Related:
        """The place of the value, to be shown beside a finding."""
        left_out = self.node is None
        return Related(self.place, f"{'left out' if left_out else _word(self.setting, self.node)} here")

    def wider(self, value: bool | int | str) -> Policy | None:
        """The policy of wider scope that has this value, and does not count."""
        return next((policy for policy in self.passed_over if _plain(policy.setting(self.setting.name)) == value), None)


def effective_setting(user: Recipient, kind: PolicyKind, name: str, state: State) -> EffectiveSetting | Unknown:
    """What counts for a user.

    A setting that the policy leaves out is blank where it may be blank, and else has its documented default; where
    there is neither, nobody knows.

    Parameters:
        user: whose policy.
        kind: which kind of policy.
        name: the setting, as the cmdlet spells it.
        state: the state.
    """
    effective = effective_policy(user, kind, state)
    if isinstance(effective, Unknown):
        return effective
    policy = effective.policy
    if policy is None:
        return Unknown(kind.section, f"the Global {kind.noun}", f"{kind.section}.Global", f"Get-{kind.cmdlet}")
    setting = kind.settings[name.casefold()]
    node = policy.setting(setting.name)
    if not says_anything(setting, node):
        declare = f"{kind.section}.{policy}.{setting.name}"
        return Unknown(setting.name, f"the {kind.noun} {policy}", declare, f"Get-{kind.cmdlet}")
    return EffectiveSetting(setting, policy, effective.reason, effective.passed_over, node)


def says_anything(setting: Setting, node: Node | None) -> bool:
    """Whether a policy can be said to have a value: a stated one of the right type, a blank or a default."""
    if node is None or node.value is None:
        return setting.nullable or setting.default is not None
    if setting.type == "array":
        return isinstance(node.value, list)
    plain = _plain(node)
    return plain is not None and isinstance(plain, bool) == (setting.type == "boolean")


def place_of_setting(policy: Policy, name: str) -> Place:
    """Where the value of a setting stands; its key where it is blank, the policy's key where it is left out."""
    node = policy.setting(name)
    if node is None:
        return policy.place_of()
    return node.key_place if node.value is None else node.place


def effective_policy(user: Recipient, kind: PolicyKind, state: State) -> EffectivePolicy | Unknown:
    """The policy that counts for a user: the granted one; else that of the site or of a group; else Global.

    One whole policy wins. Unknown where nobody has said which policy the user is granted, where the named one is not
    declared, or where a site or group policy might apply and nobody knows whether it does. What a snapshot shows as
    the policy in effect counts where the state is silent.

    Parameters:
        user: whose policy.
        kind: which kind of policy.
        state: knows the policies, the pools of the sites, and the policies of groups.

    Source: Get-CsEffectivePolicy, Grant-CsClientPolicy; "Assign policies in Teams", precedence.
    """
    policies = (*state.policies(kind), *state.observed_policies(kind))
    facts = user.teams if kind.part == "teams" else user.lync
    assignment = facts.value(kind.assignment)
    if assignment is None or not (assignment.value is None or isinstance(assignment.value, str)):
        shown = _in_effect(user, kind, policies) if assignment is None else None
        return facts.missing(kind.assignment, kind.users) if shown is None else shown
    wider = tuple(policy for policy in policies if policy.scope == "global")
    between = _of_group(user, kind, policies, state) if kind.part == "teams" else _of_site(user, policies, state)
    if isinstance(assignment.value, str):
        found = _named(assignment.value, policies)
        if found is None or found.scope != "per-user":
            return _not_declared(kind, user, assignment.value)
        return EffectivePolicy(found, "granted per user", (*_passed_over(between), *wider))
    if between is not None and not isinstance(between, Unknown):
        return between._replace(passed_over=wider)
    shown = _in_effect(user, kind, policies)
    if shown is not None:
        return shown
    if between is not None:
        return between
    if not wider:
        return EffectivePolicy(None, "the Global policy, which is not declared", ())
    return EffectivePolicy(wider[0], "the Global policy, as no narrower one applies", ())


def _passed_over(between: EffectivePolicy | Unknown | None) -> tuple[Policy, ...]:
    """The site or group policy, where there is one, which the granted one goes before."""
    return () if between is None or isinstance(between, Unknown) or between.policy is None else (between.policy,)


def _named(identity: str, policies: tuple[Policy, ...]) -> Policy | None:
    scope, name = read_identity(identity)
    folded = name.casefold()
    return next((policy for policy in policies if policy.scope == scope and policy.name.casefold() == folded), None)


def _not_declared(kind: PolicyKind, user: Recipient, name: str) -> Unknown:
    return Unknown(kind.section, str(user), f"{kind.section}.{name}", f"Get-{kind.cmdlet}")


def _in_effect(user: Recipient, kind: PolicyKind, policies: tuple[Policy, ...]) -> EffectivePolicy | Unknown | None:
    """What is shown as the policy in effect; unknown where the state has no such policy, None where nothing is shown.

    Nor where the state grants none and one was granted: what is in effect is then about to change.
    """
    facts = user.teams if kind.part == "teams" else user.lync
    shown = facts.value(f"effective_{kind.assignment}")
    if shown is None or not isinstance(shown.value, str):
        return None
    declared = None if facts.node is None else facts.node.get(kind.assignment)
    granted = None if facts.observed is None else facts.observed.get(kind.assignment)
    was_granted = read_identity(shown.value)[0] == "per-user" and (granted is None or granted.value is not None)
    if declared is not None and was_granted:
        return None
    policy = _named(shown.value, policies)
    if policy is None:
        return _not_declared(kind, user, shown.value)
    cmdlet = "Get-CsOnlineUser" if kind.part == "teams" else "Get-CsEffectivePolicy"
    wider = tuple(other for other in policies if other.scope == "global" and other is not policy)
    return EffectivePolicy(policy, f"in effect, as {cmdlet} shows", wider)


def _of_site(user: Recipient, policies: tuple[Policy, ...], state: State) -> EffectivePolicy | Unknown | None:
    """The policy of the site in which the user's registrar pool is; of no matter where no site policy is known."""
    of_sites = {policy.name.casefold(): policy for policy in policies if policy.scope == "site"}
    if not of_sites:
        return None
    pool = user.lync.registrar_pool
    if isinstance(pool, Unknown):
        return pool
    site = state.lync.site_of(pool)
    if site is None:
        return Unknown("sites", f"pool {pool}", "lync.sites.<site>.pools", "Get-CsPool")
    policy = of_sites.get(site.casefold())
    if policy is None:
        return None
    return EffectivePolicy(policy, f"of site {policy.name}, where the registrar pool is", ())


def _of_group(
    user: Recipient, kind: PolicyKind, policies: tuple[Policy, ...], state: State
) -> EffectivePolicy | Unknown | None:
    """The policy of the group of the highest rank; who is in a group inside the group does not get it.

    Where nobody has said which groups have policies, that is of no matter as long as only the Global one is known.

    Source: New-CsGroupPolicyAssignment.
    """
    assignments = state.teams.group_policies
    if isinstance(assignments, Unknown):
        return None if all(policy.scope == "global" for policy in policies) else assignments
    for assignment in sorted(assignments, key=lambda assignment: assignment.rank):
        if assignment.policy_type != kind.cmdlet.removeprefix("Cs").casefold():
            continue
        group = state.recipient(assignment.group)
        if group is None:
            return Unknown("members", assignment.group, "recipients.<address>.members", "Get-MgGroupMember")
        people, gap = state.members_of(group)
        if user in people:
            found = _named(assignment.policy_name, policies)
            if found is None:
                return _not_declared(kind, user, assignment.policy_name)
            return EffectivePolicy(found, f"of the group {group}, rank {assignment.rank}", ())
        if gap is not None:
            return gap
    return None


def _plain(node: Node | None) -> bool | int | str | None:
    value = None if node is None else node.value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, (bool, int, str)) else None


def _word(setting: Setting, node: Node | None) -> str:
    """A value in words; left out, it is the default where there is one, and else blank."""
    value = _plain(node)
    if node is not None and isinstance(node.value, list):
        return ", ".join(str(item.value) for item in node.value) or "an empty list"
    if isinstance(value, bool):
        return str(value).lower()
    if value is not None:
        return str(value)
    if setting.default is None or setting.nullable:
        return "blank"
    default = setting.default
    return f"{str(default).lower() if isinstance(default, bool) else default} by default"
