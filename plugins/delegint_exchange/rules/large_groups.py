"""MIG003: groups so large that nobody can move everybody in them in one batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from delegint.api import Batch, Finding, Recipient, Related, State, Unknown, names, need, rule
from delegint_exchange.clusters import Cut, Ties
from delegint_exchange.sources import HYBRID_PERMISSIONS

_MOST_PLACES: Final = 20
_MOST_PARTS: Final = 3


@rule("MIG003", "large-group-ties-mailboxes", severity="info", evidence=HYBRID_PERMISSIONS)
def large_group_ties_mailboxes(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A group of more than fifty people that has Send As, or a right on a folder, and whose members do not all move in the
    same batch. It is told once for each group, and neither `MIG001` nor `MIG002` counts such a right. Full Access of a
    group ties nobody, since Exchange never automaps a mailbox for a group.

    ## Why it matters
    Such a right ties the mailbox to everybody in the group, and through them to everything else that they have rights
    on. To move all of that at once is seldom possible.

    ## Example
    ```yaml
    delegint: 1
    recipients: {
      orders@contoso.com: {type: SharedMailbox, home: on_premises},
      a01@contoso.com: &here {home: on_premises},
      a02@contoso.com: *here, a03@contoso.com: *here, a04@contoso.com: *here, a05@contoso.com: *here,
      a06@contoso.com: *here, a07@contoso.com: *here, a08@contoso.com: *here, a09@contoso.com: *here,
      a10@contoso.com: *here, a11@contoso.com: *here, a12@contoso.com: *here, a13@contoso.com: *here,
      a14@contoso.com: *here, a15@contoso.com: *here, a16@contoso.com: *here, a17@contoso.com: *here,
      a18@contoso.com: *here, a19@contoso.com: *here, a20@contoso.com: *here, a21@contoso.com: *here,
      a22@contoso.com: *here, a23@contoso.com: *here, a24@contoso.com: *here, a25@contoso.com: *here,
      a26@contoso.com: *here, a27@contoso.com: *here, a28@contoso.com: *here, a29@contoso.com: *here,
      a30@contoso.com: *here, a31@contoso.com: *here, a32@contoso.com: *here, a33@contoso.com: *here,
      a34@contoso.com: *here, a35@contoso.com: *here, a36@contoso.com: *here, a37@contoso.com: *here,
      a38@contoso.com: *here, a39@contoso.com: *here, a40@contoso.com: *here, a41@contoso.com: *here,
      a42@contoso.com: *here, a43@contoso.com: *here, a44@contoso.com: *here, a45@contoso.com: *here,
      a46@contoso.com: *here, a47@contoso.com: *here, a48@contoso.com: *here, a49@contoso.com: *here,
      a50@contoso.com: *here, a51@contoso.com: *here,
      staff@contoso.com: {type: MailUniversalSecurityGroup, members: [
        a01@contoso.com, a02@contoso.com, a03@contoso.com, a04@contoso.com, a05@contoso.com, a06@contoso.com,
        a07@contoso.com, a08@contoso.com, a09@contoso.com, a10@contoso.com, a11@contoso.com, a12@contoso.com,
        a13@contoso.com, a14@contoso.com, a15@contoso.com, a16@contoso.com, a17@contoso.com, a18@contoso.com,
        a19@contoso.com, a20@contoso.com, a21@contoso.com, a22@contoso.com, a23@contoso.com, a24@contoso.com,
        a25@contoso.com, a26@contoso.com, a27@contoso.com, a28@contoso.com, a29@contoso.com, a30@contoso.com,
        a31@contoso.com, a32@contoso.com, a33@contoso.com, a34@contoso.com, a35@contoso.com, a36@contoso.com,
        a37@contoso.com, a38@contoso.com, a39@contoso.com, a40@contoso.com, a41@contoso.com, a42@contoso.com,
        a43@contoso.com, a44@contoso.com, a45@contoso.com, a46@contoso.com, a47@contoso.com, a48@contoso.com,
        a49@contoso.com, a50@contoso.com, a51@contoso.com
      ]},
    }
    delegations:
      orders@contoso.com:
        send_as: [staff@contoso.com]
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [orders@contoso.com, a01@contoso.com]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      orders@contoso.com: {type: SharedMailbox, home: on_premises}
      clerks@contoso.com: {type: MailUniversalSecurityGroup, members: [a01@contoso.com, a02@contoso.com]}
      a01@contoso.com: {home: on_premises}
      a02@contoso.com: {home: on_premises}
    delegations:
      orders@contoso.com:
        send_as: [clerks@contoso.com]
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [orders@contoso.com, a01@contoso.com]}
    ```

    ## How to fix
    Move the mailboxes without regard to the group, and plan for the time in between: Full Access, which a group may
    have between the sides, in place of rights on folders, and Send on Behalf in place of Send As. Or give the right to
    the few who need it.
    """
    ties = state.once(Ties)
    tied: dict[Recipient, list[Cut]] = {}
    for cut in ties.spread:
        tied.setdefault(cut.grant.trustee, []).append(cut)
    for group, cuts in tied.items():
        people = state.sides_of(group).people[need(state.home_at(cuts[0].grant.owner))]
        yield _spread_group(group, cuts, Counter(map(state.next_batch_of, people)))
    for gap in ties.unknown(strong=True):
        if gap.fact == "members":
            yield gap


def _spread_group(group: Recipient, cuts: list[Cut], by_batch: Counter[Batch | None]) -> Finding:
    owners = [cut.grant.owner for cut in cuts]
    parts = [_part(count, batch) for batch, count in by_batch.items()]
    spread = f"of whom {names(parts)}" if len(parts) <= _MOST_PARTS else "who do not move together"
    first, *others = cuts
    return first.grant.finding(
        f"{group} ties {names(owners)} to {sum(by_batch.values()):,} people on the same side, {spread}",
        fix=f"Move them without regard to {group}, and until all are together replace what it has by Full Access and"
        " Send on Behalf, which work between the sides",
        related=[Related(cut.grant.place_of(), f"{cut.grant.owner}, tied as well") for cut in others[:_MOST_PLACES]],
        about=set().union(*(cut.pairs for cut in cuts)),
    )


def _part(count: int, batch: Batch | None) -> str:
    if batch is None:
        return f"{count:,} stay{'s' if count == 1 else ''}"
    return f"{count:,} move{'s' if count == 1 else ''} with {batch}"
