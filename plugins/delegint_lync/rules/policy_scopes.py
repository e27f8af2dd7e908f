"""LYNC038: policies whose scope cannot be, and sites that share a pool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    Finding,
    Node,
    Observed,
    Policy,
    Related,
    State,
    Unknown,
    distinct_policies,
    is_on_lync,
    lync_users,
    names,
    rule,
)
from delegint_lync.policies import KINDS, MEETING_CONFIGURATION
from delegint_lync.sources import (
    CLIENT_POLICY_PAGE,
    MEETING_CONFIGURATION_PAGE,
    VOICE_POLICY_PAGE,
)

_SERVICE: Final = "userserver:"


@rule(
    "LYNC038",
    "policy-scope-misused",
    severity="error",
    evidence=(CLIENT_POLICY_PAGE, VOICE_POLICY_PAGE, MEETING_CONFIGURATION_PAGE),
)
def policy_scope_misused(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Two policies of one kind with one identity, such as `Site:Redmond` and `site:redmond`; a policy for a site that
    `lync.sites` does not have; a scope that the kind of policy does not take: only a meeting configuration can be for
    a pool, and no meeting configuration can be granted to people; and a pool that two sites under `lync.sites` list. A
    site policy that counts for nobody, as everybody known at the site is granted another, is told as information.

    ## Why it matters
    `New-CsClientPolicy` and its sisters refuse a second policy for a site, and a site that does not exist. A policy
    that counts for nobody is edited without effect. A pool is at one site, whose policies count for the people on it:
    listed twice, nobody can tell which do.

    ## Example
    ```yaml
    delegint: 1
    client_policies:
      Site:Redmond: {EnableExchangeDelegateSync: true}
      site:redmond: {DisableSavingIM: true}
    ```

    ## Instead
    ```yaml
    delegint: 1
    client_policies:
      Site:Redmond: {EnableExchangeDelegateSync: true, DisableSavingIM: true}
    ```

    ## How to fix
    Merge the policies of one site, name a site of the topology (`Get-CsSite`), and grant to people by name what is to
    count for some of them.
    """
    yield from _pools_of_two_sites(state)
    for kind in KINDS:
        policies, findings = distinct_policies(kind, state)
        yield from findings
        for policy in policies:
            yield from _refused(policy, state)
            if policy.scope == "site" and kind.assignment:
                yield from _of_nobody(policy, state)


# -- scopes -----------------------------------------------------------------------------------------------------------


def _refused(policy: Policy, state: State) -> Iterator[Finding]:
    """Where no New- cmdlet takes the identity."""
    kind, scope = policy.kind, policy.scope
    if kind is MEETING_CONFIGURATION:
        if scope == "per-user" or (scope == "service" and not policy.name.casefold().startswith(_SERVICE)):
            yield policy.finding(
                f"{policy} is no identity of a {kind.noun}, which is for a pool, for a site, or Global",
                fix="Write Service:UserServer:<pool>, Site:<name> or Global",
            )
    elif scope == "service":
        yield policy.finding(
            f"{policy} is no identity of a {kind.noun}, which cannot be for a pool",
            fix=f"Write Site:<name>, or a name that Grant-{kind.cmdlet} gives to people",
        )
    if scope == "site":
        sites = _sites(state)
        if sites is not None and policy.name.casefold() not in sites:
            yield policy.finding(
                f"The {kind.noun} {policy} is for a site that is not declared",
                fix=f"Declare {policy.name} under lync.sites"
                + (f", or name one of the others: {names(sites.values())}" if sites else ""),
            )


def _pools_of_two_sites(state: State) -> Iterator[Finding]:
    """The pools that a second site lists, by the word of the state."""
    sites = None if state.lync.node is None else state.lync.node.get("sites")
    first: dict[str, tuple[str, Node]] = {}
    for site, node in sites.entries() if sites is not None else ():
        pools = node.get("pools")
        for item in pools.items() if pools is not None else ():
            if not isinstance(item.value, str):
                continue
            other, where = first.setdefault(item.value.casefold(), (site, item))
            if other != site:
                yield state.lync.finding(
                    f"The pool {item.value} cannot be at both sites, {other} and {site}",
                    path=("lync", "sites", site, "pools", item.value),
                    place=item.place,
                    fix=f"Leave {item.value} under the site that Get-CsPool shows for it, and take it out of the other",
                    related=[Related(where.place, f"listed for {other} here")],
                )


def _sites(state: State) -> dict[str, str] | None:
    """The names of the sites; None where the state does not list them.

    Those of a snapshot alone are not all: a site without pools is not among them.
    """
    node, seen = state.lync.node, state.lync.observed
    declared = None if node is None else node.get("sites")
    if declared is None or not isinstance(declared.value, dict):
        return None
    observed = None if seen is None else seen.get("sites")
    listed = (sites for sites in (declared, observed) if sites is not None)
    return {name.casefold(): name for sites in listed for name, _ in sites.entries()}


def _of_nobody(policy: Policy, state: State) -> Iterator[Finding]:
    """A site policy where all people of the site that anybody knows of are granted one of their own."""
    people = []
    for person, granted in _granted_at(policy, state):
        if not granted:
            return
        people.append(person)
    if people:
        verb = "are" if len(people) > 1 else "is"
        yield policy.finding(
            f"The {policy.kind.noun} {policy} counts for nobody known at the site: {names(people)} {verb} granted one"
            " by name",
            fix=f"Write {policy.kind.assignment}: null for whom it is to count, or remove {policy}",
            severity="info",
        )


def _granted_at(policy: Policy, state: State) -> Iterator[tuple[str, bool]]:
    """Everybody who is or may be at the site, each with whether one is surely granted a policy of the kind."""
    site, assignment = policy.name.casefold(), policy.kind.assignment
    declared: set[int] = set()
    for user in state.once(lync_users):
        declared.add(user.recipient.person)
        if is_on_lync(user.recipient, state) is False:
            continue
        pool = user.registrar_pool
        where = None if isinstance(pool, Unknown) else state.lync.site_of(pool)
        if where is None or where.casefold() == site:
            node = user.value(assignment)
            granted = where is not None and node is not None and isinstance(node.value, str)
            yield user.recipient.address, granted
    if state.observed is not None:
        yield from _granted_in(state.observed, declared, policy, state)


def _granted_in(observed: Observed, declared: set[int], policy: Policy, state: State) -> Iterator[tuple[str, bool]]:
    """Those whom only the snapshot knows."""
    for person, address in enumerate(observed.people):
        pool = None if person in declared else observed.fact(person, "lync.registrar_pool")
        where = state.lync.site_of(pool) if isinstance(pool, str) else None
        if where is not None and where.casefold() == policy.name.casefold():
            yield address, bool(observed.fact(person, f"lync.{policy.kind.assignment}"))
