"""TEAMS005, TEAMS006: calling delegates that Teams refuses for their number, or for the circle that they make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from delegint.api import (
    CALLS,
    Delegate,
    Finding,
    Recipient,
    State,
    Unknown,
    calls_in_teams,
    names,
    powershell_quoted,
    rule,
)
from delegint_teams.calls import CALLING_PERMISSIONS, CallingDelegate, CallingDelegates, calling_delegates
from delegint_teams.sources import CALLING_DELEGATE_PAGE, SHARED_LINE

_MOST: Final = 25
_MOST_PLACES: Final = 5


@rule("TEAMS005", "too-many-calling-delegates", severity="error", evidence=(CALLING_DELEGATE_PAGE, SHARED_LINE))
def too_many_calling_delegates(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An owner with more than 25 calling delegates in Teams, or a delegate of more than 25 owners. Those whom Teams has
    already count with those who are wanted, and everybody once.

    ## Why it matters
    Teams keeps to 25 in both directions. `New-CsUserCallingDelegate` refuses the next one, and calls do not ring
    there.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: online
        teams:
          mode: TeamsOnly
          delegates:
            - d01@contoso.com
            - d02@contoso.com
            - d03@contoso.com
            - d04@contoso.com
            - d05@contoso.com
            - d06@contoso.com
            - d07@contoso.com
            - d08@contoso.com
            - d09@contoso.com
            - d10@contoso.com
            - d11@contoso.com
            - d12@contoso.com
            - d13@contoso.com
            - d14@contoso.com
            - d15@contoso.com
            - d16@contoso.com
            - d17@contoso.com
            - d18@contoso.com
            - d19@contoso.com
            - d20@contoso.com
            - d21@contoso.com
            - d22@contoso.com
            - d23@contoso.com
            - d24@contoso.com
            - d25@contoso.com
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: online
        teams: {mode: TeamsOnly, delegates: [d01@contoso.com, d02@contoso.com]}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
    ```

    ## How to fix
    Take delegates out with `Remove-CsUserCallingDelegate`, or let a call queue ring the people.
    """
    everybody = state.once(calling_delegates)
    owners: dict[Recipient, list[CallingDelegate]] = {}
    for owner, delegates in everybody.items():
        undo = f"-Identity {powershell_quoted(owner)} -Delegate <delegate>"
        yield from _beyond(list(delegates.values()), (f"{owner} has", "calling delegates"), undo, salient="delegates")
        for delegate, entry in delegates.items():
            owners.setdefault(delegate, []).append(entry)
    for delegate, entries in owners.items():
        in_order = sorted(entries, key=lambda entry: not entry.held)
        undo = f"-Identity <owner> -Delegate {powershell_quoted(delegate)}"
        yield from _beyond(in_order, (f"{delegate} is one for", "people"), undo, salient="owners")


@rule("TEAMS006", "circle-of-calling-delegates", severity="error", evidence=SHARED_LINE, absorbs=("EXC017",))
def circle_of_calling_delegates(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Two people of whom each is to handle calls for the other in Teams, or an owner who is to be the owner's own
    delegate; as a warning a longer circle, in which the calls of everybody come round. Calling delegates whom Teams has
    already belong to a circle too.

    ## Why it matters
    Teams permits no circle. People who are delegates of each other see the delegates of their own and not the line
    that they are to look after.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
      ilse@contoso.com:
        delegates:
          annelies@contoso.com: {for: [receive_calls]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly}}
      bob@contoso.com: {home: online, teams: {mode: TeamsOnly}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
      ilse@contoso.com:
        delegates:
          bob@contoso.com: {for: [receive_calls]}
    ```

    ## How to fix
    Take one of them out, with `Remove-CsUserCallingDelegate` where Teams has it already, and the owner in any case. Two
    people who stand in for each other are better served by call forwarding, or by a call group of both.
    """
    yield from _own_delegates(state)
    everybody = state.once(calling_delegates)
    one_way: dict[Recipient, list[Recipient]] = {}
    seen: set[Recipient] = set()
    for owner, delegates in everybody.items():
        seen.add(owner)
        for delegate, entry in delegates.items():
            back = everybody.get(delegate, {}).get(owner)
            if back is None:
                one_way.setdefault(owner, []).append(delegate)
            elif delegate not in seen:
                yield _circle([entry, back])
    for people in _longer_circles(one_way):
        yield _circle(_entries(people, everybody))


def _beyond(
    entries: list[CallingDelegate], count: tuple[str, str], undo: str, *, salient: str
) -> Iterator[Finding | Unknown]:
    """What is wrong with the first entry over the limit, if so many are about Teams."""
    certain = [entry for entry in entries if entry.unknown is None]
    if len(certain) > _MOST:
        first, (before, after) = certain[_MOST], count
        yield first.finding(
            f"{first.delegate} cannot become a calling delegate of {first.owner} in Teams:"
            f" {before} {len(certain)} {after}, and the limit is {_MOST}",
            fix=f"Declare {len(certain) - _MOST} fewer, or run Remove-CsUserCallingDelegate {undo} for as many others",
            about=[entry.about for entry in certain[_MOST:]],
            salient=salient,
        )
    elif len(entries) > _MOST:
        yield from (entry.unknown for entry in entries if entry.unknown is not None)


def _own_delegates(state: State) -> Iterator[Finding | Unknown]:
    """The entries by which an owner is to handle the owner's calls, which no wish is made of."""
    for mailbox in state.mailboxes:
        owner = mailbox.owner
        own = (grant for grant in mailbox.grants if grant.trustee is owner and isinstance(grant, Delegate))
        entry = next((grant for grant in own if not set(CALLS).isdisjoint(grant.purposes)), None)
        if entry is None or owner.is_group is not False:
            continue
        in_teams = True if entry.value(CALLING_PERMISSIONS) is not None else calls_in_teams(owner, state)
        if isinstance(in_teams, Unknown):
            yield in_teams
        elif in_teams:
            yield entry.finding(
                f"{owner} cannot be a calling delegate of {owner} in Teams: nobody handles calls for oneself",
                "for",
                fix=f"Take {entry.written} out of the delegates of {owner}",
                salient="self",
            )


def _circle(entries: Sequence[CallingDelegate]) -> Finding | Unknown:
    """A circle of calling delegates, each the owner of the next entry; it stands at the last that is wanted."""
    for entry in entries:
        if entry.unknown is not None:
            return entry.unknown
    wanted = [entry for entry in entries if entry.wish is not None]
    last = (wanted or entries)[-1]
    owner, delegate = last.owner, last.delegate
    message = (
        f"{owner} and {delegate} are calling delegates of each other, which Teams does not permit"
        if len(entries) == 2
        else f"The calling delegates of {names(entry.owner for entry in entries)} make a circle, which Teams does not"
        " permit"
    )
    return last.finding(
        message,
        fix=_taken_out(last),
        related=[entry.related for entry in entries if entry is not last][:_MOST_PLACES],
        about=[entry.about for entry in entries],
        severity=None if len(entries) == 2 else "warning",
        salient="circle",
    )


def _taken_out(entry: CallingDelegate) -> str:
    owner, delegate = entry.owner, entry.delegate
    remove = (
        f"Remove-CsUserCallingDelegate -Identity {powershell_quoted(owner)} -Delegate {powershell_quoted(delegate)}"
    )
    if entry.wish is None:
        return f"Run {remove}"
    calls = " and ".join(purpose for purpose in CALLS if purpose in entry.wish.purposes)
    declare = f"Take {calls} from {delegate} among the delegates of {owner}"
    return f"{declare}, and run {remove}" if entry.held else declare


def _entries(people: list[Recipient], everybody: CallingDelegates) -> list[CallingDelegate]:
    return [everybody[owner][delegate] for owner, delegate in pairwise([*people, people[0]])]


def _longer_circles(delegates: dict[Recipient, list[Recipient]]) -> Iterator[list[Recipient]]:
    """One circle for each way back to somebody on the path by which it was found, depth first."""
    done: set[Recipient] = set()
    for start, first in delegates.items():
        path: dict[Recipient, Iterator[Recipient]] = {} if start in done else {start: iter(first)}
        while path:
            person, others = next(reversed(path.items()))
            delegate = next(others, None)
            if delegate is None:
                done.add(person)
                del path[person]
            elif delegate in path:
                people = list(path)
                yield people[people.index(delegate) :]
            elif delegate in delegates and delegate not in done:
                path[delegate] = iter(delegates[delegate])
