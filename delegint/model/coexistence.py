"""Where people are: on Lync or Skype for Business Server, or in the cloud with Teams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from delegint.model.answers import Answer
from delegint.model.recipient_parts import LyncUser, TeamsUser
from delegint.model.recipients import Recipient
from delegint.model.unknown import Unknown

if TYPE_CHECKING:
    from delegint.model.state import State

_CLOUD_POOLS: Final = ".lync.com"
_TEAMS_ONLY: Final = "teamsonly"
_LYNC_SECTIONS: Final = (
    "lync", "client_policies", "voice_policies", "conferencing_policies", "presence_policies", "meeting_configurations",
)  # fmt: skip
_TEAMS_SECTIONS: Final = ("teams", "teams_calling_policies", "teams_meeting_policies")
_MEETINGS_IN_TEAMS: Final = frozenset({"teamsonly", "sfbwithteamscollabandmeetings"})
_NO_MEETINGS_IN_TEAMS: Final = frozenset({"sfbonly", "sfbwithteamscollab"})


def lync_users(state: State) -> list[LyncUser]:
    """The declared people of whom anything is known of Lync or Skype for Business, in file order."""
    return [recipient.lync for recipient in _with_part("lync", state)]


def teams_users(state: State) -> list[TeamsUser]:
    """The declared people of whom anything is known of Teams, in file order."""
    return [recipient.teams for recipient in _with_part("teams", state)]


def _with_part(part: str, state: State) -> Iterator[Recipient]:
    """The few, perhaps, of a large directory; nothing is made for the others."""
    shown = state.observed is not None and part in state.observed.parts
    for recipient in state.recipients:
        node, observed = recipient.node, recipient.observed
        declared = node is not None and type(node.value) is dict and part in node.value
        if declared or (shown and observed is not None and observed.part(part)):
            yield recipient


def is_on_lync(person: Recipient, state: State) -> Answer:
    """Whether the person uses Lync or Skype for Business Server: not homed in the cloud, not disabled."""
    if is_homed_online(person, state):
        return False
    enabled = person.lync.enabled
    if not isinstance(enabled, Unknown) and not enabled:
        return False
    if person.teams.known and not person.lync.known and not isinstance(home := home_of(person, state), str):
        return home  # one of whom Teams alone knows may have moved
    return True if lync_in_sight(state, person) else person.missing("lync", "Get-CsUser")


def meets_in_lync(person: Recipient, state: State) -> Answer:
    """Whether online meetings of the person are Lync meetings; one coexistence mode has only them in Teams."""
    if teams_mode(person, state) == "sfbwithteamscollabandmeetings":
        return False
    return is_on_lync(person, state)


def meets_in_teams(person: Recipient, state: State) -> Answer:
    """Whether online meetings of the person are Teams meetings; in Islands mode they are where there is no server.

    Source: "Understand coexistence and upgrade": the modes and their meetings.
    """
    mode = teams_mode(person, state)
    if mode in _MEETINGS_IN_TEAMS:
        return True
    home = home_of(person, state)
    if not isinstance(home, Unknown) and home == "online":
        return True
    if mode in _NO_MEETINGS_IN_TEAMS:
        return False
    if mode == "islands" and isinstance(home, Unknown):
        return True
    if lync_in_sight(state, person):
        return False if not isinstance(home, Unknown) else person.teams.missing("mode", "Get-CsOnlineUser")
    return True if teams_in_sight(state, person) else person.missing("teams", "Get-CsOnlineUser")


def calls_in_teams(person: Recipient, state: State) -> Answer:
    """Whether calls of the person are handled in Teams: homed in the cloud, or nothing is known of Lync."""
    home = home_of(person, state)
    if not isinstance(home, Unknown):
        return home == "online"
    if lync_in_sight(state, person):
        return home
    return True if teams_in_sight(state, person) else person.missing("teams", "Get-CsOnlineUser")


def lync_in_sight(state: State, *people: Recipient) -> bool:
    """Whether the state says anything of Lync: the deployment, its policies, or one of the people."""
    return state.once(_speaks_of_lync) or any(person.lync.known for person in people)


def teams_in_sight(state: State, *people: Recipient) -> bool:
    """Whether the state says anything of Teams: the tenant, its policies, or one of the people."""
    return state.once(_speaks_of_teams) or any(person.teams.known for person in people)


def is_teams_only(person: Recipient, state: State) -> bool:
    """Whether the person is known to use Teams and nothing else."""
    return teams_mode(person, state) == _TEAMS_ONLY


def teams_mode(person: Recipient, state: State) -> str:
    """The coexistence mode without regard to case: the person's, else that of where the person is; empty if unknown.

    Who is homed in the cloud is in TeamsOnly, whatever the mode of the tenant. Who is homed on the servers has the mode
    of the tenant, but for TeamsOnly, which cannot be had there.

    Source: Grant-CsTeamsUpgradePolicy; "Skype for Business Online retirement", what to expect after it.
    """
    mode = person.teams.mode
    if not isinstance(mode, Unknown):
        return mode.casefold()
    home, default = _stated_home(person), state.teams.upgrade_default
    if home == "online":
        return _TEAMS_ONLY
    of_tenant = "" if isinstance(default, Unknown) else default.casefold()
    if home == "on_premises":
        return "" if of_tenant == _TEAMS_ONLY else of_tenant
    return of_tenant if of_tenant == _TEAMS_ONLY and not person.lync.known else ""


def home_of(person: Recipient, state: State) -> str | Unknown:
    """Where the account is homed, `on_premises` or `online`: as stated, else by registrar pool or coexistence mode.

    Source: Get-CsUser (HostingProvider, RegistrarPool); Grant-CsTeamsUpgradePolicy (TeamsOnly asks for the cloud).
    """
    homes = state.once(_homes)
    known = homes.get(person)
    if known is None:
        known = homes[person] = _work_out_home(person, state)
    return known


def is_homed_online(person: Recipient, state: State) -> bool:
    """Whether the person is known to be homed in the cloud."""
    home = home_of(person, state)
    return not isinstance(home, Unknown) and home == "online"


def _homes(_: State) -> dict[Recipient, str | Unknown]:
    """The homes that were asked for; nearly every rule about the two asks for them."""
    return {}


def _work_out_home(person: Recipient, state: State) -> str | Unknown:
    stated = _stated_home(person)
    if stated:
        return stated
    return "online" if is_teams_only(person, state) else person.lync.missing("home", "Get-CsUser")


def _stated_home(person: Recipient) -> str:
    """Where the account is homed by the word of Lync; empty where that says nothing."""
    home = person.lync.home
    if not isinstance(home, Unknown):
        return home
    pool = person.lync.registrar_pool
    if isinstance(pool, Unknown) or not pool.strip():
        return ""
    return "online" if pool.casefold().endswith(_CLOUD_POOLS) else "on_premises"


def _speaks_of_lync(state: State) -> bool:
    return state.lync.known or any(state.root.get(section) is not None for section in _LYNC_SECTIONS)


def _speaks_of_teams(state: State) -> bool:
    return state.teams.known or any(state.root.get(section) is not None for section in _TEAMS_SECTIONS)
