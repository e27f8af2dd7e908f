"""TEAMS021: what a move to Teams leaves behind."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    CALLS,
    MAKE_CALLS,
    RECEIVE_CALLS,
    Finding,
    LyncUser,
    Recipient,
    Related,
    State,
    Unknown,
    Wish,
    Wishes,
    all_wishes,
    home_of,
    is_homed_online,
    names,
    powershell_quoted,
    rule,
    wishes_of,
)
from delegint_teams.calls import PERMISSION_FOR, held_delegates
from delegint_teams.parties import move_to_teams
from delegint_teams.policies import CALLING_DELEGATE, calling_permissions
from delegint_teams.sources import CONSOLIDATION, MOVE_USERS, PSTN_UPGRADE


@rule(
    "TEAMS021",
    "delegation-left-behind-in-move",
    severity="warning",
    evidence=(PSTN_UPGRADE, CONSOLIDATION, MOVE_USERS),
)
def delegation_left_behind_in_move(asked: Wishes | LyncUser, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Somebody who is homed in the cloud, by `lync.home` or by the mode TeamsOnly, and for whom the Lync server holds
    delegates, where the state has nobody handle calls in Teams; two people of whom one is to handle calls for the
    other, and of whom only one has moved; and an owner or delegate with Enterprise Voice who moves and is stated to
    have no Teams Phone. Delegates of somebody without Enterprise Voice only book meetings, and need no successor.

    ## Why it matters
    `Move-CsUser` carries no delegates over, and calls are set up anew in Teams. Call delegation does not reach from one
    side to the other. For a user with Enterprise Voice and without Teams Phone, the cmdlet stops unless it is given
    `-BypassEnterpriseVoiceCheck`.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        lync: {home: online, enterprise_voice_enabled: true, delegates: [ilse@contoso.com]}
        teams: {mode: TeamsOnly, phone_system: true}
      ilse@contoso.com: {lync: {home: online}, teams: {mode: TeamsOnly, phone_system: true}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        lync: {home: online, enterprise_voice_enabled: true, delegates: [ilse@contoso.com]}
        teams: {mode: TeamsOnly, phone_system: true}
      ilse@contoso.com: {lync: {home: online}, teams: {mode: TeamsOnly, phone_system: true}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [make_calls, receive_calls]}
    ```

    ## How to fix
    Move people who work together in one step, with Teams Phone for those who have Enterprise Voice, and set their
    calling delegates up again with `New-CsUserCallingDelegate`. Where nobody is to handle calls any more, take
    `lync.delegates` out.
    """
    if isinstance(asked, Wishes):
        for wish in asked.of(*CALLS).people:
            yield from _split(wish, state)
    elif is_homed_online(asked.recipient, state):
        yield from _not_carried_over(asked, state)
        yield from _without_license(asked, state)


def _split(wish: Wish, state: State) -> Iterator[Finding]:
    """A pair of which one is in the cloud, and the other is known to be on-premises."""
    owner, delegate = wish.delegator, wish.delegate
    here, there = home_of(owner, state), home_of(delegate, state)
    if isinstance(here, Unknown) or isinstance(there, Unknown) or here == there:
        return
    moved, stays = (owner, delegate) if here == "online" else (delegate, owner)
    yield wish.declared.finding(
        f"{delegate} can no longer handle calls for {owner} once {moved} is in Teams and {stays} is not",
        wish.key,
        fix=f"Move {stays} in the same step, with {move_to_teams(stays)}, and set the calling delegate up in Teams",
        about=(wish.about,),
    )


def _not_carried_over(user: LyncUser, state: State) -> Iterator[Finding | Unknown]:
    """The delegates of the Lync server; without Enterprise Voice they book meetings, of which Exchange has its own."""
    held, person = held_delegates(user, state), user.recipient
    if isinstance(held, Unknown) or not held or user.enterprise_voice_enabled is False:
        return
    wishes, in_force = wishes_of(person, state), held_delegates(person.teams, state)
    if (wishes is not None and wishes.of(*CALLS)) or (not isinstance(in_force, Unknown) and in_force):
        return
    if isinstance(user.enterprise_voice_enabled, Unknown):
        yield user.enterprise_voice_enabled
        return
    give_up = "" if user.node is None or user.node.get("delegates") is None else "; or take lync.delegates out"
    yield user.finding(
        f"{names(held)} can no longer handle calls for {person} in Teams: the delegates of the Lync server are not"
        " carried over, and nobody is declared to handle calls there",
        "delegates",
        fix=f"Declare for: [{MAKE_CALLS}, {RECEIVE_CALLS}] for those who are to go on, and run"
        f" {_set_up(person, held)}{give_up}",
        related=[Related(person.place_of("teams" if person.teams.known else "lync"), "moves to Teams")],
        about=[(person.key, delegate.key) for delegate in held],
    )


def _set_up(owner: Recipient, delegates: tuple[Recipient, ...]) -> str:
    """The command that makes the first of them a calling delegate, with all that it asks for."""
    allowed = {PERMISSION_FOR[purpose] for purpose in CALLS}
    permissions = " ".join(
        f"-{setting.name} ${str(setting.name in allowed).lower()}" for setting in calling_permissions().values()
    )
    command = f"New-{CALLING_DELEGATE} -Identity {powershell_quoted(owner)} -Delegate {powershell_quoted(delegates[0])}"
    return f"{command} {permissions}{', and so for the others' if len(delegates) > 1 else ''}"


def _without_license(user: LyncUser, state: State) -> Iterator[Finding]:
    person = user.recipient
    if user.enterprise_voice_enabled is not True or person.teams.phone_system is not False:
        return
    held = user.delegates
    if person in state.once(_who_acts) or (not isinstance(held, Unknown) and held):
        yield person.teams.finding(
            f"{person} has Enterprise Voice and no Teams Phone: Move-CsUser stops, or calls are lost in the move",
            "phone_system",
            fix=f"License Teams Phone for {person} before the move, and write phone_system: true; or give calls up,"
            " with Move-CsUser -BypassEnterpriseVoiceCheck",
            related=[Related(user.place_of("enterprise_voice_enabled"), "Enterprise Voice")],
            about=((person.key,),),
        )


def _who_acts(state: State) -> frozenset[Recipient]:
    """Those for whom somebody acts, and those who act."""
    found: set[Recipient] = set()
    for owner, wishes in state.once(all_wishes).items():
        found.update((owner, *(wish.delegate for wish in wishes.people)))
    return frozenset(found)
