"""LYNC047: people of whom nobody can tell which policy counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from delegint.api import (
    Finding,
    LyncUser,
    PolicyKind,
    Recipient,
    Related,
    State,
    Unknown,
    all_wishes,
    effective_policy,
    is_on_lync,
    names,
    read_identity,
    rule,
)
from delegint_lync.policies import CLIENT_POLICY, VOICE_POLICY
from delegint_lync.sources import CMDLET_USER, EFFECTIVE_POLICY
from delegint_lync.standing import lync_identity

_KINDS: Final = (CLIENT_POLICY, VOICE_POLICY)


@rule("LYNC047", "effective-policy-not-proved", severity="info", evidence=(EFFECTIVE_POLICY, CMDLET_USER))
def effective_policy_not_proved(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An owner for whom others are to act, who is granted no client or voice policy, and of whom nobody can tell which
    one counts instead: there are site policies, and the site of the registrar pool is not known; or a snapshot shows
    that none is granted, and nothing shows the Global policy. People of one pool are told together. A pool that two
    sites list is LYNC038.

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
    unproved: dict[_Reason, list[tuple[LyncUser, PolicyKind]]] = {}
    for owner, wishes in state.once(all_wishes).items():
        found = [(reason, kind) for kind in _KINDS if (reason := _reason_for(owner.lync, kind, state)) is not None]
        if not found or is_on_lync(owner, state) is not True:
            continue
        yield from wishes.unknown
        for reason, kind in found if wishes.people else ():
            unproved.setdefault(reason, []).append((owner.lync, kind))
    yield from (_not_proved(reason, people, state) for reason, people in unproved.items())


class _Reason(NamedTuple):
    """Why nobody can tell which policy counts.

    Parameters:
        words: in words.
        pool: the registrar pool whose site is not known; None where it is something else.
        exports: whether a snapshot lacks the policies themselves.
    """

    words: str
    pool: str | None
    exports: bool = False


def _not_proved(reason: _Reason, people: list[tuple[LyncUser, PolicyKind]], state: State) -> Finding:
    kinds_of: dict[LyncUser, list[PolicyKind]] = {}
    for user, kind in people:
        kinds_of.setdefault(user, []).append(kind)
    alike: dict[tuple[PolicyKind, ...], list[Recipient]] = {}
    for user, some in kinds_of.items():
        alike.setdefault(tuple(some), []).append(user.recipient)
    users, kinds = list(kinds_of), list(dict.fromkeys(kind for _, kind in people))
    first, *others = users
    unproved = ", and ".join(_which(some, owners) for some, owners in alike.items())
    return first.finding(
        f"Nobody can tell {unproved}, who {'is' if len(users) == 1 else 'are'} granted none: {reason.words}",
        kinds_of[first][0].assignment,
        fix=f"{_what_would_show_it(reason, users, kinds)}{_or_ask_the_server(users, kinds, state)}",
        related=[
            Related(user.place_of(kinds_of[user][0].assignment), f"none is granted to {user.subject}")
            for user in others
        ],
        about=[(user.recipient.key,) for user in users],
    )


def _which(kinds: tuple[PolicyKind, ...], owners: list[Recipient]) -> str:
    return f"which {names(kind.noun for kind in kinds)} {'counts' if len(kinds) == 1 else 'count'} for {names(owners)}"


def _reason_for(user: LyncUser, kind: PolicyKind, state: State) -> _Reason | None:
    """Why nobody can tell which policy counts for somebody who is granted none."""
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
            return _Reason("there are site policies, and the registrar pool is not known", None)
        if state.lync.sites_of(pool):
            return None
        pool = pool.casefold()
        return _Reason(f"there are site policies, and no site is known to have the pool {pool}", pool)
    if effective.policy is None and user.observed is not None and user.observed.get(kind.assignment) is not None:
        return _Reason("the snapshot shows no policy in effect, and nothing shows the Global one", None, exports=True)
    return None


def _what_would_show_it(reason: _Reason, users: list[LyncUser], kinds: list[PolicyKind]) -> str:
    if reason.exports:
        return f"Export {names([*(f'Get-{kind.cmdlet}' for kind in kinds), 'Get-CsSite'])} too"
    if reason.pool is None:
        return f"State lync.registrar_pool of {names(user.recipient for user in users)}"
    return f"List {reason.pool} under lync.sites.<site>.pools"


def _or_ask_the_server(users: list[LyncUser], kinds: list[PolicyKind], state: State) -> str:
    """What shows the policy in effect, which Lync Server 2010 does not have."""
    version = state.lync.version
    if not isinstance(version, Unknown) and version == "2010":
        return ""
    if state.observed is not None:
        return "; or add Get-CsEffectivePolicy to the snapshot"
    keys = [kind.assignment for kind in kinds]
    return (
        f"; or run Get-CsEffectivePolicy -Identity {lync_identity(users[0].recipient)}"
        f"{' and so on' if len(users) > 1 else ''}, and write {names(f'effective_{key}' for key in keys)} in place of"
        f" {names(keys)}"
    )
