"""MIG001, MIG002: batches that part mailboxes which share rights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import Finding, Related, State, Unknown, names, rule
from delegint_exchange.clusters import Cluster, Cut, Ties, batches_of
from delegint_exchange.sources import HYBRID_AUTOMAPPING, HYBRID_PERMISSIONS, OVERVIEW

_MOST_TOLD: Final = 2
_MOST_NAMED: Final = 30
"""People in a fix, who are to be written into a batch."""
_MOST_PLACES: Final = 20


@rule("MIG001", "batches-part-pair", severity="warning", evidence=(OVERVIEW, HYBRID_PERMISSIONS, HYBRID_AUTOMAPPING))
def batches_part_pair(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Two mailboxes that live on one side and share rights, of which a batch moves one and another batch, or none, the
    other. Full Access without automapping and Send on Behalf work between the sides, so a pair that shares no other
    right is told as information. A batch whose mailboxes already live where it moves them is taken as carried out.

    ## Why it matters
    From the first move until the second one the two live apart. Meanwhile the mailbox is not automapped, Send As and
    rights on folders are outside support, and a delegate can do only the basics. A later batch that brings the two
    together again ends this, but does not prevent it.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      invoices@contoso.com:
        full_access: [ilse@contoso.com]
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [ilse@contoso.com]}
        - {name: wave-2, date: 2026-12-12, to: online, members: [invoices@contoso.com]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      invoices@contoso.com:
        full_access: [ilse@contoso.com]
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [ilse@contoso.com, invoices@contoso.com]}
    ```

    ## How to fix
    Name both as members of one batch.
    """
    ties = state.once(Ties)
    for cut in ties.cuts:
        yield _parted_pair(cut, state)
    yield from ties.unknown(strong=True)
    yield from ties.unknown(strong=False)


@rule(
    "MIG002",
    "batches-part-cluster",
    severity="warning",
    evidence=(OVERVIEW, HYBRID_PERMISSIONS),
    absorbs=("MIG001", "MIG012"),
)
def batches_part_cluster(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Three mailboxes and more, tied to each other by rights that should not be parted, that do not all move in the same
    batch. Such rights are Full Access that is not stated as `automapping: false`, rights on folders, Send As, delegates
    and resource delegates. It is told once for all of them, at the first right that the batches cut; `MIG001` tells
    of each pair, and `MIG003` of groups that are too large to be moved together.

    ## Why it matters
    Whoever receives rights from several mailboxes has to move together with all of them, so one mailbox that is left
    behind holds back everybody around it. Between the moves there is no automapping, Send As and rights on folders
    are outside support, and delegates can do only the basics.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises}
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates: [ilse@contoso.com]
      invoices@contoso.com:
        full_access: [ilse@contoso.com]
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [annelies@contoso.com, ilse@contoso.com]}
        - {name: wave-2, date: 2026-12-12, to: online, members: [invoices@contoso.com]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises}
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates: [ilse@contoso.com]
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [annelies@contoso.com, ilse@contoso.com]}
        - {name: wave-2, date: 2026-12-12, to: online, members: [invoices@contoso.com]}
    ```

    ## How to fix
    Move all of them in one batch. Where they are too many, replace the rights that the batches cut by ones that work
    between the sides, which are Full Access without automapping and Send on Behalf, or accept them one by one.
    """
    ties = state.once(Ties)
    for cluster in ties.clusters():
        yield _parted_cluster(cluster, state)
    yield from ties.unknown(strong=True)


def _parted_pair(cut: Cut, state: State) -> Finding:
    grant = cut.grant
    rights = names(dict.fromkeys(found.noun for found in cut.grants))
    through = f" of {grant.trustee}" if grant.trustee.is_group is True else ""
    return grant.finding(
        f"{cut.courses(state)}, which cuts the {rights}{through} between them"
        if cut.strong
        else f"{cut.courses(state)}; between the two moves the {rights}{through} has to work across the sides",
        fix=f"Name {_both(cut)} as members of one batch",
        related=batches_of(grant.owner, cut.batch, cut.apart),
        about=cut.pairs,
        severity=None if cut.strong else "info",
    )


def _both(cut: Cut) -> str:
    """Owner and trustee, as a batch names them: of a group, those of its members who do not move with the owner."""
    grant = cut.grant
    if grant.trustee.is_group is not True:
        return f"{grant.owner} and {grant.trustee}"
    people = dict.fromkeys(person for people in cut.apart.values() for person in people)
    return names((grant.owner, *people), _MOST_NAMED)


def _parted_cluster(cluster: Cluster, state: State) -> Finding:
    told = "; ".join(cut.courses(state) for cut in cluster.cuts[:_MOST_TOLD])
    more = f"; and {len(cluster.cuts) - _MOST_TOLD} more" if len(cluster.cuts) > _MOST_TOLD else ""
    first, *others = cluster.cuts
    return first.grant.finding(
        f"{len(cluster.members)} mailboxes that share rights do not move together: {told}{more}",
        fix=f"Name {names(cluster.members, _MOST_NAMED)} as members of one batch",
        related=[Related(cut.grant.place_of(), cut.courses(state)) for cut in others[:_MOST_PLACES]],
        about=cluster.pairs,
    )
