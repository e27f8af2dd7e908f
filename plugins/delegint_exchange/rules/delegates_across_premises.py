"""HYB026, MIG007: delegates whose manager lives, or moves, apart from them."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import NOWHERE, Delegate, Finding, Recipient, State, Unknown, names, rule
from delegint_exchange.clusters import Apart, batches_of, courses, stand_of
from delegint_exchange.sources import DELEGATES_AFTER_MIGRATION, OVERVIEW, OWA_MEETING


@rule(
    "HYB026",
    "meeting-requests-in-owa",
    severity="error",
    evidence=(OVERVIEW, OWA_MEETING),
    when="every",
    absorbs=("HYB019",),
)
def meeting_requests_in_owa(grant: Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A delegate with `meeting_requests: true` whose manager lives on the other side, and who uses OWA. One who has
    Outlook for Windows as well gets a warning.

    ## Why it matters
    A meeting request of a manager on the other side cannot be answered in OWA:
    `Your request can't be completed right now. Please try again later.`

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: online, clients: [owa]}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, meeting_requests: true}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: online, clients: [outlook_windows]}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, meeting_requests: true}
    ```

    ## How to fix
    Have the delegate answer in Outlook for Windows, or move the two together.
    """
    if grant.meeting_requests is not True:
        return
    in_owa: list[Recipient] = []
    in_both: list[Recipient] = []
    people, gap = state.expand(grant.trustee)
    for person in people:
        apart = state.is_cross_premises(grant.owner, person)
        if isinstance(apart, Unknown):
            yield from _unless_pointless(person, apart)
        elif apart:
            clients = person.clients
            if isinstance(clients, Unknown):
                yield clients
            elif "owa" in clients:
                (in_both if "outlook_windows" in clients else in_owa).append(person)
    if gap is not None:
        yield gap
    message = f"cannot answer meeting requests of {grant.owner}, on the other side, in OWA"
    fix = "Have meeting requests answered in Outlook for Windows, or move the two together"
    if in_owa:
        yield grant.finding(f"{names(in_owa)} {message}", "meeting_requests", fix=fix, salient="OWA alone")
    if in_both:
        message += ", only in Outlook for Windows"
        yield grant.finding(
            f"{names(in_both)} {message}", "meeting_requests", fix=fix, salient="OWA and Outlook", severity="warning"
        )


@rule(
    "MIG007",
    "private-items-after-separate-moves",
    severity="warning",
    evidence=(DELEGATES_AFTER_MIGRATION, OVERVIEW),
)
def private_items_after_separate_moves(grant: Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A delegate with `private_items: true` who does not move in the same batch as the manager. A batch whose mailboxes
    already live where it moves them is taken as carried out.

    ## Why it matters
    After separate moves Outlook may list the delegate twice, or with the permission None, and the delegate no longer
    sees private items. The rights on folders and Send on Behalf survive.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, private_items: true}
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [annelies@contoso.com]}
        - {name: wave-2, date: 2026-12-12, to: online, members: [ilse@contoso.com]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, private_items: true}
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [annelies@contoso.com, ilse@contoso.com]}
    ```

    ## How to fix
    Move the two in one batch. Where that cannot be, remove the delegate in Outlook after each of the moves, and add
    the delegate again with the box for private items ticked.
    """
    if grant.private_items is not True or not state.batches:
        return
    owner = stand_of(grant.owner, state)
    if not isinstance(owner.home, Unknown) and owner.home == NOWHERE:
        return
    people, gap = state.expand(grant.trustee)
    apart: Apart = {}
    crossing = False
    for person in people:
        stand = stand_of(person, state)
        if stand.batch is owner.batch:
            continue
        if isinstance(stand.home, Unknown):
            yield stand.home
        elif stand.home != NOWHERE:
            if isinstance(owner.home, Unknown):
                yield owner.home
            else:
                apart.setdefault(stand.batch, []).append(person)
                crossing = crossing or stand.home != owner.home
    if gap is not None:
        yield gap
    if apart:
        yield _moved_apart(grant, apart, state, crossing=crossing)


def _unless_pointless(person: Recipient, unknown: Unknown) -> Iterator[Unknown]:
    """What is not known, unless the person is known not to use OWA, so that it does not matter."""
    clients = person.clients
    if isinstance(clients, Unknown) or "owa" in clients:
        yield unknown


def _moved_apart(grant: Delegate, apart: Apart, state: State, *, crossing: bool) -> Finding:
    batch = stand_of(grant.owner, state).batch
    people = [person for some in apart.values() for person in some]
    today = ", today from different sides" if crossing else ""
    return grant.finding(
        f"{courses(grant.owner, batch, apart, state)}{today}: {names(people)} may lose sight of private items",
        "private_items",
        fix=f"Name {names([grant.owner, *people])} as members of one batch, or add the delegate again after each move",
        related=batches_of(grant.owner, batch, apart),
    )
