"""TEAMS025: identities of policies, and of those who get them by their group, that Teams does not take."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from delegint.api import (
    Finding,
    Node,
    Place,
    PolicyKind,
    Related,
    State,
    distinct_policies,
    normalized,
    read_identity,
    rule,
)
from delegint_teams.policies import KINDS
from delegint_teams.sources import CALLING_POLICY_PAGE, PRECEDENCE

_KEY: Final = "group_policy_assignments"
_SIMILAR_ADDRESS: Final = 0.8
_SIMILAR_POLICY: Final = 0.7


@rule(
    "TEAMS025",
    "teams-policy-identity-wrong",
    severity="error",
    evidence=(PRECEDENCE, CALLING_POLICY_PAGE),
)
def teams_policy_identity_wrong(state: State, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    Two policies of one kind with one identity, such as `Executives` and `Tag:executives`; one without a name; a policy
    for a site or a pool, which Teams does not have. Under `group_policy_assignments`: two of one kind for one group, or
    with one rank; a policy that is neither declared nor there in every tenant, where policies of the kind are stated at
    all; and a group that is nobody in the state.

    ## Why it matters
    The second policy of a name is refused, and so is one with a scope. A group has one policy of a kind, and of two
    groups the one with the lower rank wins: where that is not clear, nobody can tell which policy a person gets. What
    is assigned to nobody, or does not exist, leaves people with the Global policy.

    ## Example
    ```yaml
    delegint: 1
    teams_calling_policies:
      Executives: {AllowDelegation: true}
      Tag:executives: {AllowDelegation: false}
    ```

    ## Instead
    ```yaml
    delegint: 1
    teams_calling_policies:
      Executives: {AllowDelegation: true}
    ```

    ## How to fix
    Keep one of two policies. Grant to a group, or to people by name, what is to count for some of them. Give each
    assignment of a kind a rank of its own (`Get-CsGroupPolicyAssignment` shows them).
    """
    for kind in KINDS:
        yield from _wrong_identities(kind, state)
    yield from _wrong_assignments(state)


# -- policies ---------------------------------------------------------------------------------------------------------


def _wrong_identities(kind: PolicyKind, state: State) -> Iterator[Finding]:
    policies, findings = distinct_policies(kind, state)
    yield from findings
    for policy in policies:
        if policy.scope in ("site", "service"):
            whom = "a site" if policy.scope == "site" else "a pool"
            yield policy.finding(
                f"{policy} is no identity of a {kind.noun}, which cannot be for {whom}",
                fix=f"Write Global, or a name that Grant-{kind.cmdlet} gives to people or groups",
            )


# -- policies of groups -----------------------------------------------------------------------------------------------


class _Assignment(NamedTuple):
    """An entry of `teams.group_policy_assignments`.

    Parameters:
        node: the entry.
        kind: the kind of policy.
        group: the address of the group.
        policy: the name of the policy.
        rank: 1 goes before 2.
    """

    node: Node
    kind: PolicyKind
    group: str
    policy: str
    rank: int

    def place_of(self, key: str) -> Place:
        """Where the value of a key stands."""
        value = self.node.get(key)
        return self.node.place if value is None else value.place


def _wrong_assignments(state: State) -> Iterator[Finding]:
    of_groups: dict[tuple[PolicyKind, object], _Assignment] = {}
    of_ranks: dict[tuple[PolicyKind, int], _Assignment] = {}
    for entry in _assignments(state):
        group = state.recipient(entry.group)
        twin = of_groups.setdefault((entry.kind, group or normalized(entry.group)), entry)
        rival = entry if twin is not entry else of_ranks.setdefault((entry.kind, entry.rank), entry)
        if twin is not entry:
            yield _finding(
                state,
                entry,
                "group",
                f"{entry.group} has two policies of one kind, the {entry.kind.noun} {twin.policy} and {entry.policy}",
                fix="Keep one of the two",
                related=[Related(twin.place_of("group"), "the first one")],
            )
        elif rival is not entry:
            yield _finding(
                state,
                entry,
                "rank",
                f"{rival.group} and {entry.group} have one rank, {entry.rank}, for their {entry.kind.noun}, so that"
                " neither goes first",
                fix="Give each a rank of its own, and run Set-CsGroupPolicyAssignment -GroupId <object ID>"
                f" -PolicyType {_type_of(entry.kind)} -Rank <rank>",
                related=[Related(rival.place_of("rank"), f"the rank of {rival.group}")],
            )
        yield from _policy_that_does_not_resolve(entry, state)
        if group is None and "@" in entry.group:
            yield from _group_that_is_nobody(entry, state)


def _assignments(state: State) -> Iterator[_Assignment]:
    """The declared ones that are whole; what is wrong with others, the format says."""
    kinds = {_type_of(kind).casefold(): kind for kind in KINDS}
    node = state.teams.node
    listed = None if node is None else node.get(_KEY)
    for entry in () if listed is None else listed.items():
        nodes = (entry.get(key) for key in ("group", "policy_type", "policy_name", "rank"))
        group, kind, policy, rank = (None if node is None else node.value for node in nodes)
        known = kinds.get(kind.casefold()) if isinstance(kind, str) else None
        if known and isinstance(group, str) and isinstance(policy, str) and isinstance(rank, int):
            yield _Assignment(entry, known, group, policy, rank)


def _policy_that_does_not_resolve(entry: _Assignment, state: State) -> Iterator[Finding]:
    kind, (scope, name) = entry.kind, read_identity(entry.policy)
    observed = state.observed_policies(kind)
    if scope == "global" or (state.root.get(kind.section) is None and not observed):
        return
    named = [policy.name for policy in (*state.policies(kind), *observed) if policy.scope == "per-user"]
    known = {policy.casefold(): policy for policy in (*kind.built_in, *named)}
    if scope == "per-user" and name.casefold() in known:
        return
    nearest = get_close_matches(name.casefold(), known, 1, _SIMILAR_POLICY)
    declare = f"Declare {name} under {kind.section}"
    if nearest:
        declare = f"Did you mean {known[nearest[0]]}? Or declare {name} under {kind.section}"
    elif scope != "per-user":
        declare = f"Name a policy that is declared under {kind.section}"
    yield _finding(
        state,
        entry,
        "policy_name",
        f"{entry.group} is assigned the {kind.noun} {entry.policy}, which is not declared",
        fix=declare,
    )


def _group_that_is_nobody(entry: _Assignment, state: State) -> Iterator[Finding]:
    known, folded = state.once(_addresses), normalized(entry.group)
    if folded in known:
        return  # claimed by two, as reading the addresses has shown
    nearest = get_close_matches(folded, known, 1, _SIMILAR_ADDRESS)
    yield _finding(
        state,
        entry,
        "group",
        f"The {entry.kind.noun} {entry.policy} is assigned to {entry.group}, which is not the address of any recipient",
        fix=f"Did you mean {known[nearest[0]]}?"
        if nearest
        else f"Declare it: recipients: {{{entry.group}: {{type: …}}}}",
    )


def _addresses(state: State) -> dict[str, str]:
    """The addresses of the declared recipients, each with its recipient."""
    found: dict[str, str] = {}
    for recipient in state.recipients:
        aliases = recipient.value("aliases")
        listed = () if aliases is None else (alias.value for alias in aliases.items())
        for address in (recipient.address, *listed):
            if isinstance(address, str):
                found.setdefault(normalized(address), recipient.address)
    return found


def _type_of(kind: PolicyKind) -> str:
    return kind.cmdlet.removeprefix("Cs")


def _finding(state: State, entry: _Assignment, key: str, message: str, **more: Any) -> Finding:
    salient = f"{entry.kind.section} {normalized(entry.group)} {key}"
    return state.teams.finding(message, _KEY, place=entry.place_of(key), salient=salient, **more)
