"""TEAMS002, TEAMS007: people who cannot have calling delegates in Teams, or cannot be one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from delegint.api import CALLS, Finding, Related, State, Unknown, Wish, Wishes, names, rule
from delegint_teams.calls import calling_wishes, calls_by_delegate
from delegint_teams.parties import Elsewhere, also_here, cannot, kept_from_teams, why_no_party
from delegint_teams.sources import CALLING_DELEGATE_PAGE, GUESTS, PSTN_UPGRADE, SHARED_LINE


@rule("TEAMS002", "calling-party-not-in-teams-only", severity="error", evidence=(SHARED_LINE, PSTN_UPGRADE))
def calling_party_not_in_teams_only(asked: Wishes | State, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Somebody who is to have calling delegates in Teams, or to be one, and whose coexistence mode is not TeamsOnly, or
    who is homed on-premises. Each is told once, at the first entry.

    ## Why it matters
    Calls for somebody else exist in Teams for two people in TeamsOnly mode. In any other mode the settings for
    delegates are missing, or calls ring in Skype for Business; Teams Phone is not supported in Islands mode at all.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: online, teams: {mode: Islands}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
    ```

    ## How to fix
    Bring both to TeamsOnly: with `Grant-CsTeamsUpgradePolicy -PolicyName UpgradeToTeams` in the cloud, with
    `Move-CsUser` from Skype for Business Server.
    """
    if isinstance(asked, State):
        for wanted in state.once(calls_by_delegate).values():
            yield from _delegate_elsewhere(wanted, state)
        return
    found = calling_wishes(asked, state)
    yield from found.unknown
    if not found.people:
        return
    owner = None if why_no_party(found.owner) else kept_from_teams(found.owner, state)
    if isinstance(owner, Unknown):
        yield owner
    elif owner is not None:
        who = names(wish.delegate for wish in found.people)
        yield _not_teams_only(f"{who} cannot handle calls for {found.owner} in Teams", owner, found.people)


@rule(
    "TEAMS007",
    "guest-or-group-as-calling-party",
    severity="error",
    evidence=(GUESTS, CALLING_DELEGATE_PAGE, SHARED_LINE),
)
def guest_or_group_as_calling_party(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A guest, somebody external, a contact or a group that is to handle calls for somebody else in Teams, or for whom
    somebody is to handle calls there.

    ## Why it matters
    Calls for somebody else are kept from guests, on both sides. A contact has no account in Teams, and a calling
    delegate is one person: no group can be added, and the members of one are not added in its place.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly}}
      ilse@fabrikam.com: {type: GuestMailUser}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@fabrikam.com: {for: [receive_calls]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
    ```

    ## How to fix
    Give the person a member account of the tenant, and name that one. Instead of a group name its people one by one.
    """
    calls = wishes.of(*CALLS)
    parties = [wishes.owner, *(wish.delegate for wish in (*calls.people, *calls.groups))]
    if not calls.unknown and not any(map(why_no_party, parties)):
        return
    found = calling_wishes(wishes, state)
    yield from found.unknown
    everybody = [*found.people, *found.groups]
    why = why_no_party(found.owner) if everybody else None
    if why is not None:
        first = everybody[0]
        yield first.declared.finding(
            f"{names(wish.delegate for wish in everybody)} cannot handle calls for {found.owner} in Teams:"
            f" {found.owner} {why} and can have no calling delegates",
            first.key,
            fix=f"Remove {first.key} here, or declare the delegates for a member account of the tenant",
            about=[wish.about for wish in everybody],
            salient=found.owner.key,
        )
    for wish in everybody:
        reason = why_no_party(wish.delegate)
        if reason is not None:
            yield _no_calling_delegate(wish, reason, state)


def _no_calling_delegate(wish: Wish, reason: str, state: State) -> Finding:
    fix = f"Name a member account of the tenant instead of {wish.delegate}"
    if wish.delegate.is_group is True:
        people, _ = state.expand(wish.delegate)
        fix = f"Name the people one by one{f': {names(people)}' if people else ''}"
    return wish.declared.finding(
        f"{cannot([wish])}: {wish.delegate} {reason} and can be no calling delegate",
        wish.key,
        fix=fix,
        about=(wish.about,),
        salient=wish.delegate.key,
    )


def _delegate_elsewhere(wanted: list[Wish], state: State) -> Iterator[Finding | Unknown]:
    """A delegate who is kept from Teams, whoever the owners are."""
    delegate = wanted[0].delegate
    elsewhere = None if why_no_party(delegate) else kept_from_teams(delegate, state)
    if isinstance(elsewhere, Unknown):
        yield elsewhere
    elif elsewhere is not None:
        yield _not_teams_only(cannot(wanted), elsewhere, wanted, also_here(wanted))


def _not_teams_only(
    who_cannot: str, elsewhere: Elsewhere, wishes: Sequence[Wish], also: Sequence[Related] = ()
) -> Finding:
    first = wishes[0]
    return first.declared.finding(
        f"{who_cannot}: {elsewhere.why}, and calls for somebody else ask for TeamsOnly",
        first.key,
        fix=elsewhere.fix,
        related=[elsewhere.related, *also],
        about=[wish.about for wish in wishes],
        salient=elsewhere.person.key,
    )
