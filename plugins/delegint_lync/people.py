"""Where people are: on Lync or Skype for Business Server, or in the cloud with Teams."""

from __future__ import annotations

from typing import Final

from delegint.api import Recipient, State, Unknown
from delegint_lync.answers import Answer
from delegint_lync.policies import KINDS

TEAMS_MODES: Final = ("TeamsOnly", "Islands", "SfBOnly", "SfBWithTeamsCollab", "SfBWithTeamsCollabAndMeetings")
_CLOUD_POOLS: Final = ".lync.com"


def is_on_lync(person: Recipient, state: State) -> Answer:
    """Whether the person uses Lync or Skype for Business Server: not homed in the cloud, not disabled."""
    home = home_of(person, state)
    if not isinstance(home, Unknown) and home == "online":
        return False
    enabled = person.lync.enabled
    if not isinstance(enabled, Unknown) and not enabled:
        return False
    return True if lync_in_sight(state, person) else _no_lync_facts(person)


def meets_in_lync(person: Recipient, state: State) -> Answer:
    """Whether online meetings of the person are Lync meetings; one coexistence mode has only them in Teams."""
    if teams_mode(person, state) == "sfbwithteamscollabandmeetings":
        return False
    return is_on_lync(person, state)


def lync_in_sight(state: State, *people: Recipient) -> bool:
    """Whether the state says anything of Lync: the deployment, its policies, or one of the people."""
    root = state.root
    return (
        state.lync.known
        or any(root.get(kind.section) is not None for kind in KINDS)
        or any(person.lync.known for person in people)
    )


def is_teams_only(person: Recipient, state: State) -> bool:
    """Whether the person is known to use Teams and nothing else."""
    return teams_mode(person, state) == "teamsonly"


def teams_mode(person: Recipient, state: State) -> str:
    """The coexistence mode without regard to case: the person's, else the tenant's; empty where neither is stated.

    The tenant's does not reach people who are homed on Lync, so it is not asked where Lync facts are stated.
    """
    teams, key = person.value("teams"), "mode"
    if (teams is None or teams.get(key) is None) and not person.lync.known:
        teams, key = state.root.get("teams"), "upgrade_default"
    mode = None if teams is None else teams.get(key)
    return mode.value.casefold() if mode is not None and isinstance(mode.value, str) else ""


def home_of(person: Recipient, state: State) -> str | Unknown:
    """Where the account is homed, `on_premises` or `online`: as stated, else by coexistence mode or registrar pool.

    Source: Get-CsUser (HostingProvider, RegistrarPool); Grant-CsTeamsUpgradePolicy (TeamsOnly asks for the cloud).
    """
    home = person.lync.home
    if not isinstance(home, Unknown):
        return home
    if is_teams_only(person, state):
        return "online"
    pool = person.lync.registrar_pool
    if isinstance(pool, Unknown):
        return home
    return "online" if pool.casefold().endswith(_CLOUD_POOLS) else "on_premises"


def _no_lync_facts(person: Recipient) -> Unknown:
    return person.missing("lync", "Get-CsUser")
