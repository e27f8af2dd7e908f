"""Where people meet and call: in Lync, in Teams, or nobody knows."""

from __future__ import annotations

import pytest

from delegint.model.coexistence import (
    calls_in_teams,
    home_of,
    is_on_lync,
    lync_users,
    meets_in_lync,
    meets_in_teams,
    teams_users,
)
from delegint.model.unknown import Unknown
from tests.model.states import person, state_of

POOL = "lync: {registrar_pool: pool1.contoso.com}"
CLOUD_POOL = "lync: {registrar_pool: sippoolam30e03.infra.LYNC.com}"
UNKNOWN = "unknown"


def answer(found: object) -> object:
    return UNKNOWN if isinstance(found, Unknown) else found


@pytest.mark.parametrize(
    ("facts", "section", "home", "on_lync", "meets_lync", "meets_teams", "calls_teams"),
    [
        ("", "", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
        (POOL, "", "on_premises", True, True, False, False),
        (CLOUD_POOL, "", "online", False, False, True, True),
        ("lync: {home: online}", "", "online", False, False, True, True),
        ("lync: {home: on_premises, enabled: false}", "", "on_premises", False, False, False, False),
        ("lync: {enabled: true}", "", UNKNOWN, True, True, UNKNOWN, UNKNOWN),
        (f"{POOL}, teams: {{mode: Islands}}", "", "on_premises", True, True, False, False),
        (f"{POOL}, teams: {{mode: SfBOnly}}", "", "on_premises", True, True, False, False),
        (f"{POOL}, teams: {{mode: SfBWithTeamsCollab}}", "", "on_premises", True, True, False, False),
        (f"{POOL}, teams: {{mode: sfbwithteamscollabandmeetings}}", "", "on_premises", True, False, True, False),
        ("teams: {mode: TeamsOnly}", "", "online", False, False, True, True),
        ("teams: {mode: SfBOnly}", "", UNKNOWN, UNKNOWN, UNKNOWN, False, True),
        ("teams: {phone_system: true}", "", UNKNOWN, UNKNOWN, UNKNOWN, True, True),
        ("", "teams: {upgrade_default: TeamsOnly}", "online", False, False, True, True),
        ("", "teams: {upgrade_default: Islands}", UNKNOWN, UNKNOWN, UNKNOWN, True, True),
        (POOL, "teams: {upgrade_default: SfBWithTeamsCollabAndMeetings}", "on_premises", True, False, True, False),
        (f"{POOL}, teams: {{mode: TeamsOnly}}", "", "on_premises", True, True, True, False),
        ("lync: {home: online}", "teams: {upgrade_default: SfBOnly}", "online", False, False, True, True),
        ("teams: {phone_system: true}", "lync: {version: SE}", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
        (POOL, "teams: {upgrade_default: TeamsOnly}", "on_premises", True, True, False, False),
        ("", "lync: {version: 2015}", UNKNOWN, True, True, UNKNOWN, UNKNOWN),
        ("", "client_policies: {Global: {}}", UNKNOWN, True, True, UNKNOWN, UNKNOWN),
        ("", "teams_calling_policies: {Global: {}}", UNKNOWN, UNKNOWN, UNKNOWN, True, True),
    ],
)
def test_where_somebody_meets_and_calls(
    facts: str, section: str, home: str, on_lync: object, meets_lync: object, meets_teams: object, calls_teams: object
) -> None:
    state = state_of(f"delegint: 1\nrecipients: {{ann@x.y: {{{facts}}}}}\n{section}\n")
    ann = person(state, "ann@x.y")
    assert answer(home_of(ann, state)) == home
    assert answer(is_on_lync(ann, state)) == on_lync
    assert answer(meets_in_lync(ann, state)) == meets_lync
    assert answer(meets_in_teams(ann, state)) == meets_teams
    assert answer(calls_in_teams(ann, state)) == calls_teams


def test_users_are_those_of_whom_anything_is_known() -> None:
    state = state_of("""
        delegint: 1
        recipients:
          ann@x.y: {lync: {enabled: true}}
          bob@x.y: {teams: {mode: TeamsOnly}}
          cid@x.y: {home: online}
        """)
    assert [str(user.recipient) for user in lync_users(state)] == ["ann@x.y"]
    assert [str(user.recipient) for user in teams_users(state)] == ["bob@x.y"]
