"""LYNC042: an account that is about to go, while somebody still acts for it or by it."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    ONLINE_MEETINGS,
    Answer,
    Finding,
    LyncUser,
    Recipient,
    Related,
    State,
    Unknown,
    Wish,
    all_wishes,
    is_homed_online,
    is_on_lync,
    meets_in_lync,
    names,
    rule,
    teams_mode,
    wishes_of,
)
from delegint_lync.sources import DISABLE_USER, SET_USER
from delegint_lync.standing import Plan, plan_of
from delegint_lync.tools import removing


@rule(
    "LYNC042",
    "disabled-with-live-delegations",
    severity="warning",
    evidence=(DISABLE_USER, SET_USER),
)
def disabled_with_live_delegations(user: LyncUser, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A person whose account for Lync is about to be disabled or removed, by `planned_change` or by `enabled: false`
    against a snapshot that says true, and who still is to act for somebody in Lync, or has delegates who are to.

    ## Why it matters
    `Set-CsUser -Enabled $false` keeps everything, the list of delegates too: the relation is back, unasked, when the
    account is. `Disable-CsUser` wipes the policies of the person and deletes the conferences that are booked; those
    that delegates have booked for an owner are the owner's.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {enabled: true, planned_change: remove}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {enabled: true, planned_change: remove}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}}
    ```

    ## How to fix
    Remove the delegations first, in the declarations and from the list of the server, and have meetings that are to
    take place booked anew by somebody who stays. Then disable or remove the account.
    """
    person = user.recipient
    plan = plan_of(person)
    if plan is None or is_homed_online(person, state):
        return
    own = wishes_of(person, state)
    if own is not None:
        in_lync = [wish for wish in own.people if not _is_for_teams(wish, state)]
        if in_lync:
            yield _owner_goes(plan, in_lync, state)
        else:
            yield from own.unknown
    others = []
    for wish in state.once(_wishes_by_delegate).get(person, ()):
        concerned = _is_for_lync(wish, state)
        if isinstance(concerned, Unknown):
            yield concerned
        elif concerned:
            others.append(wish)
    if others:
        yield _delegate_goes(plan, others, state)


def _is_for_lync(wish: Wish, state: State) -> Answer:
    """Whether what somebody is to do for the owner is done in Lync."""
    judge = meets_in_lync if wish.purposes <= {ONLINE_MEETINGS} else is_on_lync
    return judge(wish.delegator, state)


def _is_for_teams(wish: Wish, state: State) -> bool:
    """Whether it is about online meetings alone, of an owner on Lync who has them in Teams."""
    in_teams = teams_mode(wish.delegator, state) == "sfbwithteamscollabandmeetings"
    return in_teams and wish.purposes <= {ONLINE_MEETINGS}


def _wishes_by_delegate(state: State) -> dict[Recipient, list[Wish]]:
    found: dict[Recipient, list[Wish]] = {}
    for wishes in state.once(all_wishes).values():
        for wish in wishes.people:
            found.setdefault(wish.delegate, []).append(wish)
    return found


def _owner_goes(plan: Plan, wishes: list[Wish], state: State) -> Finding:
    owner, who = plan.user.recipient, names(wish.delegate for wish in wishes)
    effect = (
        f"Disable-CsUser wipes the policies of {owner} and deletes the conferences that are booked for {owner}"
        if plan.removes
        else f"Set-CsUser keeps the list of delegates, so that the relation is back with the account of {owner}"
    )
    return _goes(
        plan, wishes, f"{who} {'is' if len(wishes) == 1 else 'are'} still to act for {owner} in Lync", effect, state
    )


def _delegate_goes(plan: Plan, wishes: list[Wish], state: State) -> Finding:
    person, whom = plan.user.recipient, names(wish.delegator for wish in wishes)
    effect = (
        f"Disable-CsUser wipes the policies of {person} and deletes the conferences that {person} has booked,"
        f" and nothing takes {person} off the list of {whom}"
        if plan.removes
        else f"Set-CsUser keeps everything, so that {person} can act for {whom} again as soon as the account is enabled"
    )
    return _goes(plan, wishes, f"{person} is still to act for {whom} in Lync", effect, state)


def _goes(plan: Plan, wishes: list[Wish], still: str, effect: str, state: State) -> Finding:
    person, first = plan.user.recipient, wishes[0]
    end = "removed from" if plan.removes else "disabled for"
    return plan.user.finding(
        f"{person} is about to be {end} Lync, and {still}: {effect}",
        plan.key,
        fix=f"First take {first.key} from the entry of {first.delegate} under {first.delegator}, and run"
        f" {removing(first.delegator, first.delegate, state)}{' and so on' if len(wishes) > 1 else ''}; then run"
        f" {plan.command}",
        related=[Related(wish.declared.place_of(), "still declared here") for wish in wishes],
        salient="owner" if first.delegator is person else "delegate",
        about=[wish.about for wish in wishes],
    )
