"""HYB014, HYB015, MIG006: Send As between people who live on different sides, now and after each batch."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import NOWHERE, Finding, Recipient, SendAs, State, Unknown, names, need, on_side, rule, side_name
from delegint_exchange.commands import grant_send_as
from delegint_exchange.representatives import object_on
from delegint_exchange.sources import HYBRID_CONSIDERATIONS, HYBRID_PERMISSIONS, OVERVIEW


@rule("HYB014", "send-as-across-premises", severity="warning", evidence=(HYBRID_PERMISSIONS, OVERVIEW), when="every")
def send_as_across_premises(grant: SendAs, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Send As between a mailbox on one side and a sender on the other, or on a group, for another group whose members live
    on both sides.

    ## Why it matters
    It usually works once it is applied on the sender's side, but Microsoft does not support it: nobody will help when
    it stops working.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        send_as: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        send_on_behalf: {ilse@contoso.com: {sides: [on_premises, online]}}
    ```

    ## How to fix
    Grant Send on Behalf, which is supported between the sides, or move owner and sender together.
    """
    here = state.home_at(grant.owner)
    if not isinstance(here, Unknown) and here == NOWHERE:
        sides = state.required_sides(grant)
        if len(sides.required) > 1:
            yield grant.finding(
                f"Members of {grant.trustee} send as {grant.owner} from both sides, which Microsoft does not support",
                fix="Grant Send on Behalf instead, or move the members to one side",
            )
        else:
            yield from sides.unknown
    elif need(state.is_cross_premises(grant.owner, grant.trustee)):
        who = f"Members of {grant.trustee}" if grant.trustee.is_group is True else str(grant.trustee)
        yield grant.finding(
            f"{who} and {grant.owner} live on different sides, between which Send As is not supported",
            fix="Move the two together, or declare it under send_on_behalf instead:"
            f" {{{grant.trustee}: {{sides: [on_premises, online]}}}}",
        )


@rule(
    "HYB015",
    "send-as-missing-on-sender-side",
    severity="error",
    evidence=(OVERVIEW, HYBRID_PERMISSIONS, HYBRID_CONSIDERATIONS),
)
def send_as_missing_on_sender_side(grant: SendAs, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Send As whose `sides` leave out the side that the sender sends from. That it leaves out the owner's side is told as
    information. A grant without `sides` is applied wherever it must exist, and is never found. Silent where the owner
    is known to have no object on that side, which `HYB016` tells.

    ## Why it matters
    Exchange checks Send As on the sender's side, and no synchronization carries it there. The sender gets a refusal:
    `You do not have the permission to send the message on behalf of the specified user` (0x80070005), or by SMTP
    5.7.60, `Client does not have permissions to send as this sender`.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        send_as: {ilse@contoso.com: {sides: [on_premises]}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        send_as: {ilse@contoso.com: {sides: [on_premises, online]}}
    ```

    ## How to fix
    Name both sides. On-premises it is `Add-ADPermission -ExtendedRights "Send As"` on the object that stands for the
    owner; online it is `Add-RecipientPermission` on the mailbox or mail user of the owner.
    """
    if grant.sides is None:
        return
    sides = state.required_sides(grant)
    for side, senders in sides.required.items():
        if side not in grant.sides and object_on(grant.owner, side, state) is not False:
            yield _not_applied(grant, side, senders)
    yield from sides.unknown
    if sides.advised is not None and sides.advised not in grant.sides:
        yield grant.finding(
            f"This Send As is not applied {on_side(sides.advised)}, where {grant.owner} lives",
            "sides",
            fix=f"Add {sides.advised} to sides: the documentation asks for both sides",
            salient=f"advised {sides.advised}",
            severity="info",
        )


@rule(
    "MIG006", "send-as-missing-after-batch", severity="error", evidence=(OVERVIEW, HYBRID_CONSIDERATIONS), when="later"
)
def send_as_missing_after_batch(grant: SendAs, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Send As that is applied on the sender's side today, and no longer will be once a batch has moved the sender. Where
    the owner moves to the same side it is a warning, since explicit grants move with the mailbox.

    ## Why it matters
    The sender is refused from the first message after the move, with 0x80070005 or 5.7.60,
    `Client does not have permissions to send as this sender`: Send As does not follow the sender to the other side, and
    nothing synchronizes it.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      invoices@contoso.com:
        send_as: {ilse@contoso.com: {sides: [on_premises]}}
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [ilse@contoso.com]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      invoices@contoso.com:
        send_as: {ilse@contoso.com: {sides: [on_premises, online]}}
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [ilse@contoso.com]}
    ```

    ## How to fix
    Apply the grant on the other side in the runbook of the batch, and name that side here.
    """
    if grant.sides is None:
        return
    already = state.now.required_sides(grant).required
    sides = state.required_sides(grant)
    for side, senders in sides.required.items():
        if side not in grant.sides and side not in already and object_on(grant.owner, side, state) is not False:
            yield (
                _moved_along(grant, side, senders)
                if _moves_there(grant, side, state)
                else _not_applied(grant, side, senders)
            )
    yield from sides.unknown


def _not_applied(grant: SendAs, side: str, senders: list[Recipient]) -> Finding:
    verb = "sends" if len(senders) == 1 else "send"
    return grant.finding(
        f"{names(senders)} {verb} as {grant.owner} from {side_name(side)}, where this Send As is not applied",
        "sides",
        fix=f"Add {side} to sides, and run {grant_send_as(grant.owner, grant.trustee, side)}",
        salient=side,
    )


def _moves_there(grant: SendAs, side: str, state: State) -> bool:
    """Whether the owner has moved to the side as well, and has taken what is granted explicitly along."""
    here, before = state.home_at(grant.owner), state.now.home_at(grant.owner)
    known = not isinstance(here, Unknown) and not isinstance(before, Unknown)
    return known and here == side and before != side


def _moved_along(grant: SendAs, side: str, senders: list[Recipient]) -> Finding:
    return grant.finding(
        f"{names(senders)} keeps Send As for {grant.owner} in {side_name(side)} only if it moves along, as explicit"
        " grants do and inherited ones do not",
        "sides",
        fix=f"Add {side} to sides, and after the move run {grant_send_as(grant.owner, grant.trustee, side)}",
        salient=side,
        severity="warning",
    )
