"""Who can have calling delegates in Teams, or be one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from delegint.api import (
    CONTACTS,
    GROUPS,
    Recipient,
    Related,
    State,
    Unknown,
    Wish,
    home_of,
    lync_in_sight,
    names,
    powershell_quoted,
    teams_mode,
)

_TEAMS_ONLY: Final = "teamsonly"
_GUEST: Final = frozenset({"GuestMailUser"})
_NO_ACCOUNT: Final = GROUPS | CONTACTS
_MOST_PLACES: Final = 5


def why_no_party(person: Recipient) -> str | None:
    """Why somebody can neither have calling delegates nor be one, in words; None where nothing says so."""
    if person.is_one_of(_GUEST) is True:  # identity, not truth: it may be unknown
        return "is a guest"
    if person.external is True:
        return "is external"
    if person.is_one_of(_NO_ACCOUNT) is True:
        return f"is a {person.type}"
    return None


class Elsewhere(NamedTuple):
    """Somebody who is not in TeamsOnly mode.

    Parameters:
        person: who.
        why: what says so, in words.
        fix: what to declare and to run.
        related: where it is said.
    """

    person: Recipient
    why: str
    fix: str
    related: Related


def kept_from_teams(person: Recipient, state: State) -> Elsewhere | Unknown | None:
    """What keeps somebody from TeamsOnly; unknown where Lync is in sight and nobody has said where the home is."""
    mode = teams_mode(person, state)
    if mode == _TEAMS_ONLY:
        return None
    if not mode and not lync_in_sight(state, person):
        return None  # everybody whom no server keeps elsewhere is in TeamsOnly
    home = home_of(person, state)
    on_premises = not isinstance(home, Unknown) and home == "on_premises"
    fix = _move(person, state) if on_premises else _upgrade(person)
    own = person.teams.mode
    if not mode:
        if not on_premises:
            return home if isinstance(home, Unknown) else None
        key = "registrar_pool" if isinstance(person.lync.home, Unknown) else "home"
        place = Related(person.lync.place_of(key), f"{key} of {person}")
        return Elsewhere(person, f"{person} is homed on-premises", fix, place)
    if isinstance(own, Unknown):
        tenant = state.teams.place_of("upgrade_default")
        why = f"{person} has the coexistence mode of the tenant, {state.teams.upgrade_default}"
        return Elsewhere(person, why, fix, Related(tenant, "the mode of the tenant"))
    place = Related(person.teams.place_of("mode"), f"mode of {person}")
    return Elsewhere(person, f"{person} has the coexistence mode {own}", fix, place)


def _upgrade(person: Recipient) -> str:
    return (
        f"Write teams: {{mode: TeamsOnly}} for {person}, and run"
        f" Grant-CsTeamsUpgradePolicy -Identity {powershell_quoted(person)} -PolicyName UpgradeToTeams"
    )


def _move(person: Recipient, state: State) -> str:
    """The move to the cloud, which Lync Server 2010 does not support."""
    version = state.lync.version
    if not isinstance(version, Unknown) and version == "2010":
        return f"Home {person} in the cloud, by way of a later version than Lync Server 2010"
    return (
        f"Write lync: {{home: online}} and teams: {{mode: TeamsOnly}} for {person}{and_without_pool(person)}, and run"
        f" {move_to_teams(person)}"
    )


def move_to_teams(person: Recipient) -> str:
    """The command that moves an account to the cloud, and grants TeamsOnly."""
    return f"Move-CsUser -Identity {powershell_quoted(person)} -Target sipfed.online.lync.com"


def and_without_pool(person: Recipient) -> str:
    """`, take ... out`: what is declared of the servers and would contradict the move."""
    node = person.lync.node
    return "" if node is None or node.get("registrar_pool") is None else ", take registrar_pool out"


def cannot(wishes: Sequence[Wish]) -> str:
    """What becomes of the wishes for one delegate, in words."""
    return f"{wishes[0].delegate} cannot handle calls for {names(wish.delegator for wish in wishes)} in Teams"


def also_here(wishes: Sequence[Wish]) -> list[Related]:
    """Where the wishes after the first stand, which a finding at the first is about as well."""
    others = wishes[1 : 1 + _MOST_PLACES]
    return [Related(wish.declared.place_of(wish.key), f"{wish.delegate} for {wish.delegator}") for wish in others]
