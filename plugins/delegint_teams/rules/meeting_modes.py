"""TEAMS011, TEAMS014: a coexistence mode that has no meetings in Teams, or that the person cannot have."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    ONLINE_MEETINGS,
    Finding,
    Recipient,
    Related,
    State,
    TeamsUser,
    Unknown,
    Wishes,
    home_of,
    is_homed_online,
    is_on_lync,
    lync_users,
    names,
    powershell_quoted,
    rule,
    teams_mode,
)
from delegint_teams.meetings import MODES_WITHOUT_MEETINGS, about, everybody, stated_mode
from delegint_teams.pairs import pairs_of
from delegint_teams.parties import and_without_pool, move_to_teams
from delegint_teams.sources import COEXISTENCE, ONLINE_RETIREMENT, UPGRADE_POLICY_PAGE


@rule(
    "TEAMS011",
    "mode-without-teams-meetings",
    severity="error",
    evidence=(COEXISTENCE, UPGRADE_POLICY_PAGE),
)
def mode_without_teams_meetings(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An owner for whom somebody is to book online meetings, who is not on Skype for Business Server, and whose
    coexistence mode is SfBOnly or SfBWithTeamsCollab.

    ## Why it matters
    In these modes Outlook has no option for Teams meetings, whatever the meeting policy says, and where there is no
    Skype for Business either, no online meeting can be booked at all.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: SfBWithTeamsCollab}}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: SfBWithTeamsCollabAndMeetings}}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Grant a mode with meetings in Teams: TeamsOnly or SfBWithTeamsCollabAndMeetings.
    """
    owner, found = wishes.owner, wishes.of(ONLINE_MEETINGS)
    if not found or teams_mode(owner, state) not in MODES_WITHOUT_MEETINGS:
        return
    on_lync = is_on_lync(owner, state)  # unknown only where nothing of Lync is in sight
    if not isinstance(on_lync, Unknown) and on_lync:
        return
    booking = everybody(found)
    if not booking:
        yield from found.unknown
        return
    own = owner.teams.mode
    message = f"{names(wish.delegate for wish in booking)} cannot book Teams meetings for {owner}: the mode"
    fix = f"grant it: Grant-CsTeamsUpgradePolicy -Identity {powershell_quoted(owner)} -PolicyName UpgradeToTeams"
    if isinstance(own, Unknown):
        yield booking[0].declared.finding(
            f"{message} of the tenant, {state.teams.upgrade_default}, has none",
            booking[0].key,
            fix=f"Write mode: TeamsOnly under teams of {owner}, and {fix}",
            related=stated_mode(owner, state),
            about=about(found),
        )
    else:
        yield owner.teams.finding(
            f"{message} {own} has none", "mode", fix=f"Write TeamsOnly, and {fix}", about=about(found)
        )


@rule(
    "TEAMS014",
    "mode-impossible-for-home",
    severity="error",
    evidence=(UPGRADE_POLICY_PAGE, ONLINE_RETIREMENT),
    absorbs=("TEAMS011", "TEAMS002", "LYNC044"),
)
def mode_impossible_for_home(asked: TeamsUser | State, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    TeamsOnly as the mode of somebody who is homed on Skype for Business Server, by `lync.home` or by the registrar
    pool, or of the tenant while people are homed there; and any other mode of somebody who is homed in the cloud.

    ## Why it matters
    `Grant-CsTeamsUpgradePolicy` refuses TeamsOnly for an account on-premises, and for the tenant as long as there are
    any. In the cloud there has been nothing but Teams since 31 July 2021: every other mode is overridden, and calls and
    meetings go where TeamsOnly leads them.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {lync: {home: on_premises}, teams: {mode: TeamsOnly}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {lync: {home: online}, teams: {mode: TeamsOnly}}
    ```

    ## How to fix
    Move the account with `Move-CsUser`, which grants TeamsOnly as well, or leave it on-premises with another mode. In
    the cloud, write TeamsOnly.
    """
    if isinstance(asked, State):
        yield from _tenant_before_people(asked)
        return
    mode, person = asked.mode, asked.recipient
    if isinstance(mode, Unknown):
        return
    if mode == "TeamsOnly":
        if _is_on_premises(person, home_of(person, state)):
            yield _on_premises_in_teams_only(asked, state)
        return
    if is_homed_online(person, state):
        yield asked.finding(
            f"{person} cannot have the mode {mode}: {person} is homed in the cloud, where there is only TeamsOnly",
            "mode",
            fix="Write TeamsOnly, and run Grant-CsTeamsUpgradePolicy"
            f" -Identity {powershell_quoted(person)} -PolicyName UpgradeToTeams",
            about=[(person.key,), *pairs_of(person, state)],
        )


def _tenant_before_people(state: State) -> Iterator[Finding]:
    default = state.teams.upgrade_default
    if isinstance(default, Unknown) or default != "TeamsOnly":
        return
    people = [
        user.recipient
        for user in state.once(lync_users)
        if _is_on_premises(user.recipient, home_of(user.recipient, state))
    ]
    if people:
        yield state.teams.finding(
            f"TeamsOnly cannot be the mode of the tenant while people are homed on-premises: {names(people)}",
            "upgrade_default",
            fix="Write another mode for the tenant, and grant TeamsOnly to those who have moved, until all have",
            related=[_homed_on_premises(people[0])],
            about=[(person.key,) for person in people],
        )


def _is_on_premises(person: Recipient, home: str | Unknown) -> bool:
    """Whether an account is in use on-premises, for all that is known."""
    return not isinstance(home, Unknown) and home == "on_premises" and person.lync.enabled is not False


def _homed_on_premises(person: Recipient) -> Related:
    key = "registrar_pool" if isinstance(person.lync.home, Unknown) else "home"
    return Related(person.lync.place_of(key), "homed on-premises")


def _on_premises_in_teams_only(user: TeamsUser, state: State) -> Finding:
    person = user.recipient
    return user.finding(
        f"{person} cannot have the mode TeamsOnly: {person} is homed on-premises",
        "mode",
        fix=f"Write home: online under lync{and_without_pool(person)}, and run {move_to_teams(person)}; or write"
        " another mode",
        related=[_homed_on_premises(person)],
        about=[(person.key,), *pairs_of(person, state)],
    )
