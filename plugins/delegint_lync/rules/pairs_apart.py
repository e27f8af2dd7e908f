"""LYNC020, LYNC021: two people whose mailboxes, or whose registrar pools, are in different places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    CALLS,
    NOWHERE,
    Finding,
    Recipient,
    State,
    Unknown,
    Wish,
    Wishes,
    is_homed_online,
    is_on_lync,
    need,
    on_side,
    powershell_quoted,
    rule,
)
from delegint_lync.sources import HYBRID_DELEGATION, LOCATION_ROUTING, ONLINE_DELEGATION, RESILIENCY
from delegint_lync.standing import is_asked_of_lync, lync_identity, stated

_TWO: Final = 2
"""Sites without which two pools cannot be on different ones."""


@rule(
    "LYNC020",
    "mailboxes-of-lync-pair-apart",
    severity="error",
    evidence=(ONLINE_DELEGATION, HYBRID_DELEGATION),
    absorbs=("HYB025",),
    when="every",
)
def mailboxes_of_lync_pair_apart(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Two people of whom one is to act for the other in Lync or Skype for Business Server, and of whom one has the mailbox
    on-premises and the other in Exchange Online. Mailboxes that are together are left alone, wherever the accounts are
    homed. What else does not work between the sides is HYB025, which is attached.

    ## Why it matters
    Delegation asks for both mailboxes on one side. Else the delegate may never appear in Lync, or does, and lacks
    private items and the free/busy times.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, lync: {registrar_pool: pool1.contoso.com}}
      ilse@contoso.com: {home: on_premises, lync: {registrar_pool: pool1.contoso.com}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, lync: {registrar_pool: pool1.contoso.com}}
      ilse@contoso.com: {home: online, lync: {registrar_pool: pool1.contoso.com}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Move both mailboxes in one batch, in either direction.
    """
    if wishes.owner.lync.enabled is False:
        return
    for wish in wishes.people:
        apart = _mailboxes_compared(wish, state)
        if apart is None:
            continue
        asked = is_asked_of_lync(wish, state)
        if isinstance(asked, Unknown):
            yield asked
        elif asked:
            yield apart


@rule("LYNC021", "lync-pair-on-two-sites", severity="info", evidence=(RESILIENCY, LOCATION_ROUTING))
def lync_pair_on_two_sites(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Two people of whom one is to handle calls for the other, and whose registrar pools are on different sites under
    `lync.sites`.

    ## Why it matters
    When a site, or the line between the two, fails, calls are no longer delegated. Where calls are routed by location,
    one and the same call may also be allowed for the one person and not for the other.

    ## Example
    ```yaml
    delegint: 1
    lync:
      sites: {Redmond: {pools: [pool1.contoso.com]}, Brussels: {pools: [pool2.contoso.com]}}
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {registrar_pool: pool1.contoso.com}}
      ilse@contoso.com: {home: on_premises, lync: {registrar_pool: pool2.contoso.com}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    lync:
      sites: {Redmond: {pools: [pool1.contoso.com]}, Brussels: {pools: [pool2.contoso.com]}}
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {registrar_pool: pool1.contoso.com}}
      ilse@contoso.com: {home: on_premises, lync: {registrar_pool: pool1.contoso.com}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
    ```

    ## How to fix
    Home both on one site, best in one pool, with `Move-CsUser`.
    """
    found = wishes.of(*CALLS)
    sites = state.lync.value("sites") if found.people else None
    if sites is None or len(list(sites.entries())) < _TWO or not need(is_on_lync(wishes.owner, state)):
        return
    for wish in found.people:
        if not is_homed_online(wish.delegate, state):
            yield from _sites_compared(wish, state)


def _mailboxes_compared(wish: Wish, state: State) -> Finding | Unknown | None:
    """What is wrong with where the two mailboxes live; who has none lives nowhere."""
    owner, delegate = wish.delegator, wish.delegate
    here, there = state.home_at(owner), state.home_at(delegate)
    for home in (here, there):
        if not isinstance(home, Unknown) and home == NOWHERE:
            return None
    if isinstance(here, Unknown):
        return here
    if isinstance(there, Unknown):
        return there
    if here == there:
        return None
    behind = owner if there == "online" else delegate
    return wish.declared.finding(
        f"{delegate} cannot act for {owner} in Lync reliably: the mailbox of {owner} is {on_side(here)}, that of"
        f" {delegate} {on_side(there)}",
        wish.key,
        fix=_move(behind, state),
        related=[*stated(owner, "home"), *stated(delegate, "home")],
        about=(wish.about,),
    )


def _move(behind: Recipient, state: State) -> str:
    """How the two get together: by the batch that is planned already, where there is one."""
    batch = state.next_batch_of(behind)
    if batch is not None and batch.to == "online":
        return f"Carry out {batch}, which moves {behind} to Exchange Online; until then the two cannot rely on it"
    return (
        f"Move {behind} to Exchange Online too, in a batch under migration.batches, with New-MoveRequest -Identity"
        f" {powershell_quoted(behind)} -Remote; or keep both on-premises"
    )


def _sites_compared(wish: Wish, state: State) -> Iterator[Finding | Unknown]:
    owner, delegate = wish.delegator, wish.delegate
    here, there = owner.lync.registrar_pool, delegate.lync.registrar_pool
    if isinstance(here, Unknown) or isinstance(there, Unknown):
        yield from (pool for pool in (here, there) if isinstance(pool, Unknown))
        return
    if here.casefold() == there.casefold():
        return
    site, other = _site_of(here, state), _site_of(there, state)
    if isinstance(site, Unknown) or isinstance(other, Unknown):
        yield from (unknown for unknown in (site, other) if isinstance(unknown, Unknown))
    elif site.casefold() != other.casefold():
        yield wish.declared.finding(
            f"{delegate} cannot handle calls for {owner} while a site or the line between the two is down: {owner} is"
            f" homed on site {site}, {delegate} on site {other}",
            wish.key,
            fix=f"Write lync.registrar_pool: {here} for {delegate}, and run"
            f" Move-CsUser -Identity {lync_identity(delegate)} -Target {powershell_quoted(here)}",
            related=[*stated(owner.lync, "registrar_pool"), *stated(delegate.lync, "registrar_pool")],
            about=(wish.about,),
        )


def _site_of(pool: str, state: State) -> str | Unknown:
    site = state.lync.site_of(pool)
    return Unknown("sites", f"pool {pool}", "lync.sites.<site>.pools", "Get-CsPool") if site is None else site
