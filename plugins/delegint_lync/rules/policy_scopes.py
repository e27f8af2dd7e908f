"""LYNC038, LYNC047: policies whose scope cannot be, and people of whom nobody can tell which scope counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    Finding,
    LyncUser,
    Observed,
    Policy,
    PolicyKind,
    Related,
    State,
    Unknown,
    Wishes,
    effective_policy,
    is_on_lync,
    lync_users,
    names,
    need,
    powershell_quoted,
    read_identity,
    rule,
)
from delegint_lync.policies import CLIENT_POLICY, KINDS, MEETING_CONFIGURATION, VOICE_POLICY
from delegint_lync.sources import (
    CLIENT_POLICY_PAGE,
    CMDLET_USER,
    EFFECTIVE_POLICY,
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
    a pool, and no meeting configuration can be granted to people. A site policy that counts for nobody, as everybody
    known at the site is granted another, is told as information.

    ## Why it matters
    `New-CsClientPolicy` and its sisters refuse a second policy for a site, and a site that does not exist. A policy
    that counts for nobody is edited without effect.

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
    for kind in KINDS:
        first: dict[tuple[str, str], Policy] = {}
        for policy in state.policies(kind):
            twin = first.setdefault((policy.scope, policy.name.casefold()), policy)
            if twin is not policy:
                yield policy.finding(
                    f"{policy} and {twin} are one {kind.noun}, which cannot be there twice",
                    fix=f"Move the settings to {twin}, and remove {policy}",
                    related=[Related(twin.place_of(), f"{twin} is here")],
                )
                continue
            yield from _refused(policy, state)
            if policy.scope == "site" and kind.assignment:
                yield from _of_nobody(policy, state)


@rule("LYNC047", "effective-policy-not-proved", severity="info", evidence=(EFFECTIVE_POLICY, CMDLET_USER))
def effective_policy_not_proved(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An owner for whom others are to act, who is granted no client or voice policy, and of whom nobody can tell which
    one counts instead: there are site policies, and the site of the registrar pool is not known; or a snapshot shows
    that none is granted, and nothing shows the Global policy.

    ## Why it matters
    `Get-CsUser` shows what is granted to people. A blank `ClientPolicy` there does not mean that no policy counts: the
    one of the site does, or else the Global one. Which of them it is decides about the delegates, and rules that ask
    for it have not been evaluated.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {lync: {registrar_pool: pool1.contoso.com, client_policy: null}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    client_policies:
      Global: {EnableExchangeDelegateSync: true}
      Site:Redmond: {EnableExchangeDelegateSync: false}
    ```

    ## Instead
    ```yaml
    delegint: 1
    lync: {sites: {Bonn: {pools: [pool1.contoso.com]}, Redmond: {pools: [pool2.contoso.com]}}}
    recipients:
      annelies@contoso.com: {lync: {registrar_pool: pool1.contoso.com, client_policy: null}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    client_policies:
      Global: {EnableExchangeDelegateSync: true}
      Site:Redmond: {EnableExchangeDelegateSync: false}
    ```

    ## How to fix
    List the pools below `lync.sites`, or add `Get-CsSite` and the policies to the snapshot. On Lync Server 2013 and
    later `Get-CsEffectivePolicy` shows the policy that counts, in a snapshot as well.
    """
    user = wishes.owner.lync
    found = [(kind, gap) for kind in (CLIENT_POLICY, VOICE_POLICY) if (gap := _unproved(user, kind, state))]
    if not found or not need(is_on_lync(wishes.owner, state)):
        return
    yield from wishes.unknown
    if wishes.people:
        kind, (why, fix) = found[0]
        kinds = [unproved.noun for unproved, _ in found]
        yield user.finding(
            f"Nobody can tell which {names(kinds)} {'count' if len(kinds) > 1 else 'counts'} for {wishes.owner}, who is"
            f" granted none: {why}",
            kind.assignment,
            fix=f"{fix}{_or_ask_the_server(user, kind, state)}",
            about=((wishes.owner.key,),),
        )


# -- scopes -----------------------------------------------------------------------------------------------------------


def _refused(policy: Policy, state: State) -> Iterator[Finding]:
    """Where no New- cmdlet takes the identity."""
    kind, scope = policy.kind, policy.scope
    if not policy.name.strip():
        yield policy.finding(f"{policy} is a {kind.noun} without a name", fix="Write the name behind the colon")
        return
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


# -- which one counts -------------------------------------------------------------------------------------------------


def _unproved(user: LyncUser, kind: PolicyKind, state: State) -> tuple[str, str] | None:
    """Why nobody can tell which policy counts for somebody who is granted none, and what would show it."""
    granted = user.value(kind.assignment)
    shown = user.value(f"effective_{kind.assignment}")
    if granted is None or granted.value is not None:
        return None
    if shown is not None and isinstance(shown.value, str) and read_identity(shown.value)[0] != "per-user":
        return None
    effective = effective_policy(user.recipient, kind, state)
    if isinstance(effective, Unknown):
        pool = user.registrar_pool
        if isinstance(pool, Unknown):
            return "there are site policies, and the registrar pool is not known", "State lync.registrar_pool"
        return (
            f"there are site policies, and no site is known to have the pool {pool}",
            f"List {pool} under lync.sites.<site>.pools",
        )
    if effective.policy is None and user.observed is not None and user.observed.get(kind.assignment) is not None:
        return (
            f"the snapshot shows no policy in effect, and nothing shows the Global {kind.noun}",
            f"Export Get-{kind.cmdlet} and Get-CsSite too",
        )
    return None


def _or_ask_the_server(user: LyncUser, kind: PolicyKind, state: State) -> str:
    """What shows the policy in effect, which Lync Server 2010 does not have."""
    version = state.lync.version
    if not isinstance(version, Unknown) and version == "2010":
        return ""
    if state.observed is not None:
        return "; or add Get-CsEffectivePolicy to the snapshot"
    return (
        f"; or run Get-CsEffectivePolicy -Identity {powershell_quoted(user.recipient)}, and write"
        f" effective_{kind.assignment} in place of {kind.assignment}"
    )
