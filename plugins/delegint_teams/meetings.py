"""Online meetings for somebody else in Teams: who is to book them, and which modes have them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from delegint.api import (
    ONLINE_MEETINGS,
    Answer,
    Recipient,
    Related,
    State,
    Unknown,
    Wish,
    Wishes,
    all_wishes,
    lync_in_sight,
    meets_in_teams,
    need,
    teams_in_sight,
    teams_users,
)

MODES_WITH_MEETINGS: Final = frozenset({"teamsonly", "sfbwithteamscollabandmeetings"})
MODES_WITHOUT_MEETINGS: Final = frozenset({"sfbonly", "sfbwithteamscollab"})
"""Coexistence modes, without regard to case; in Islands mode meetings may be in Teams or not."""


class Booked(NamedTuple):
    """The Teams meetings that somebody is to book in mailboxes on-premises.

    Parameters:
        since: who is to book them, for each owner, by the batch that first brought the mailboxes there; by the empty
            text for those that are there before any batch. What holds for some of them at another time than for others
            has to be told apart.
        unknown: by owner, what keeps one from being counted or left out.
    """

    since: dict[str, list[Wishes]]
    unknown: dict[Recipient, Unknown]

    @property
    def wishes(self) -> list[Wishes]:
        """All of them."""
        return [wishes for some in self.since.values() for wishes in some]


def meeting_wishes(wishes: Wishes, state: State) -> Wishes:
    """Who is to book Teams meetings for the owner; nobody where the owner's meetings are no Teams meetings.

    Raises:
        Unanswered: nobody has said whether they are.
    """
    found = wishes.of(ONLINE_MEETINGS)
    return found if found and need(books_in_teams(wishes.owner, state)) else Wishes(wishes.mailbox, ())


def booked_on_premises(state: State) -> Booked:
    """Who is to book Teams meetings for owners whose mailboxes live on-premises by then; to be worked out `once`."""
    since: dict[str, list[Wishes]] = {}
    unknown: dict[Recipient, Unknown] = {}
    for owner, wishes in _before_any_batch(state).once(all_wishes).items():
        found = wishes.of(ONLINE_MEETINGS)
        home = state.home_at(owner) if found else ""
        if not found or (not isinstance(home, Unknown) and home != "on_premises"):
            continue
        in_teams = books_in_teams(owner, state)
        if isinstance(in_teams, Unknown):
            unknown[owner] = in_teams
        elif in_teams and isinstance(home, Unknown):
            unknown[owner] = home
        elif in_teams:
            since.setdefault(_first_brought_by(owner, state), []).append(found)
    return Booked(since, unknown)


def _first_brought_by(owner: Recipient, state: State) -> str:
    """The batch that brought a mailbox on-premises; empty where it was there before."""
    before = state.now.home_at(owner)
    if state.point.batch is None or (not isinstance(before, Unknown) and before == "on_premises"):
        return ""
    carried_out = state.batches[: state.point.number]
    return next((batch.name for batch in carried_out if batch.to == "on_premises" and owner in batch.members), "")


def owners(booked: Sequence[Wishes]) -> list[Recipient]:
    """For whom."""
    return [wishes.owner for wishes in booked]


def about(*booked: Wishes) -> list[tuple[str, str]]:
    """The pairs of people, as findings name them."""
    return [wish.about for wishes in booked for wish in everybody(wishes)]


def everybody(wishes: Wishes) -> tuple[Wish, ...]:
    """People and groups alike, where the difference does not matter."""
    return (*wishes.people, *wishes.groups)


def books_in_teams(owner: Recipient, state: State) -> Answer:
    """Whether meetings of the owner are in Teams; they are not where the state speaks of Lync and never of Teams."""
    in_teams = meets_in_teams(owner, state)
    if isinstance(in_teams, Unknown) and lync_in_sight(state, owner):
        return in_teams if teams_in_sight(state) or _before_any_batch(state).once(teams_users) else False
    return in_teams


def _before_any_batch(state: State) -> State:
    """For what no batch changes, and need not be worked out again after each."""
    return state if state.point.batch is None else state.now


def stated_mode(person: Recipient, state: State) -> list[Related]:
    """Where the mode of somebody is stated."""
    own, default = person.teams.value("mode"), state.teams.value("upgrade_default")
    if own is not None:
        return [Related(own.place, f"mode of {person}")]
    return [] if default is None else [Related(default.place, "mode of the tenant")]
