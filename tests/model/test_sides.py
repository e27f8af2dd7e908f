"""Where mailboxes live, who is behind a group, and on which sides a grant must exist."""

# ruff: noqa: E501 - a row of a table stays on one line

from __future__ import annotations

from itertools import product

import pytest

from delegint.model.grants import FolderPermission, FullAccess, Grant, SendAs, SendOnBehalf
from delegint.model.sides import NOWHERE
from delegint.model.unknown import Unknown
from tests.model.states import person, state_of

PEOPLE = """
    delegint: 1
    recipients:
      on1@x.y: {home: on_premises}
      on2@x.y: {home: on_premises}
      exo1@x.y: {home: online}
      exo2@x.y: {home: online}
      who1@x.y: {}
      who2@x.y: {}
      contact1@x.y: {type: MailContact}
      contact2@x.y: {type: GuestMailUser}
      both@x.y: {type: MailUniversalSecurityGroup, members: [on2@x.y, exo2@x.y]}
      inner@x.y: {type: MailUniversalSecurityGroup, members: [exo1@x.y, outer@x.y]}
      outer@x.y: {type: MailUniversalSecurityGroup, members: [inner@x.y, on1@x.y, exo1@x.y]}
      open@x.y: {type: MailUniversalSecurityGroup, members: [exo1@x.y, contact1@x.y], membership_complete: false}
      unlisted@x.y: {type: MailUniversalSecurityGroup}
      empty@x.y: {type: MailUniversalSecurityGroup, members: []}
"""
STATE = state_of(PEOPLE)


@pytest.mark.parametrize(
    ("address", "people", "unknown"),
    [
        ("on1", ["on1"], None),
        ("outer", ["on1", "exo1"], None),
        ("inner", ["exo1", "on1"], None),
        ("open", ["exo1", "contact1"], "members"),
        ("unlisted", [], "members"),
        ("empty", [], None),
    ],
)
def test_people_behind_a_trustee(address: str, people: list[str], unknown: str | None) -> None:
    expansion = STATE.expand(person(STATE, f"{address}@x.y"))
    assert [member.address.removesuffix("@x.y") for member in expansion.people] == people
    assert (None if expansion.unknown is None else expansion.unknown.fact) == unknown
    assert STATE.expand(person(STATE, f"{address}@x.y")) == expansion


def test_gap_in_a_group_inside_a_group_is_a_gap_of_both() -> None:
    state = state_of("""
        delegint: 1
        recipients:
          a@x.y: {type: MailUniversalSecurityGroup, members: [b@x.y]}
          b@x.y: {type: MailUniversalSecurityGroup, members: [c@x.y], membership_complete: false}
          c@x.y: {type: nonsense}
        """)
    expansion = state.expand(person(state, "a@x.y"))
    assert [str(member) for member in expansion.people] == ["c@x.y"]
    assert expansion.unknown is not None
    assert (expansion.unknown.fact, expansion.unknown.subject) == ("members", "b@x.y")


HOMES = {"on": "on_premises", "exo": "online", "contact": "nowhere", "who": "unknown"}


def cross(owner: str, trustee: str) -> str:
    answer = STATE.is_cross_premises(person(STATE, f"{owner}@x.y"), person(STATE, f"{trustee}@x.y"))
    return f"? {answer.fact}" if isinstance(answer, Unknown) else str(answer)


@pytest.mark.parametrize(("owner", "trustee"), list(product(HOMES, HOMES)))
def test_cross_premises_truth_table(owner: str, trustee: str) -> None:
    expected = "False"
    if "contact" not in (owner, trustee):
        expected = "? home" if "who" in (owner, trustee) else str(owner != trustee)
    assert cross(owner + "1", trustee + "2") == expected


@pytest.mark.parametrize(
    ("owner", "trustee", "expected"),
    [
        ("on1", "both", "True"), ("exo1", "both", "True"), ("who1", "both", "? home"), ("contact1", "both", "False"),
        ("on1", "open", "True"), ("exo1", "open", "? members"), ("on1", "unlisted", "? members"), ("on1", "empty", "False"),
        ("who1", "empty", "False"),
    ],
)  # fmt: skip
def test_one_person_of_a_group_on_the_other_side_is_enough(owner: str, trustee: str, expected: str) -> None:
    assert cross(owner, trustee) == expected


def test_homes_change_with_the_batches_in_the_order_of_their_dates() -> None:
    state = state_of("""
        delegint: 1
        recipients:
          ann@x.y: {home: on_premises}
          bob@x.y: {home: on_premises}
          who@x.y: {}
          team@x.y: {type: MailUniversalSecurityGroup, members: []}
          room@x.y: {type: MailContact}
        migration:
          batches:
            - {name: undated, to: on_premises, members: [ann@x.y]}
            - {name: late, date: 2027-02-01, to: on_premises, members: [bob@x.y]}
            - {name: early, date: 2026-12-05, to: online, members: [ann@x.y, bob@x.y, who@x.y]}
        """)
    assert [str(point) for point in state.points] == ["now", "after early", "after late", "after undated"]
    ann, bob, who, team, room = state.recipients
    assert [state.home_at(ann, point) for point in state.points] == ["on_premises", "online", "online", "on_premises"]
    assert [state.at(point).home_at(bob) for point in state.points] == [
        "on_premises",
        "online",
        "on_premises",
        "on_premises",
    ]
    assert isinstance(state.home_at(who), Unknown)
    assert state.home_at(who, state.points[1]) == "online"
    assert state.at(state.points[2]).now.home_at(ann) == "on_premises"
    assert {state.home_at(team), state.home_at(room, state.points[3])} == {NOWHERE}
    assert str(state.next_batch_of(ann)) == "early"
    assert state.next_batch_of(room) is None
    assert state.batches[0].path == ("migration", "batches", "early")
    assert state.batches[0].position == 2


@pytest.mark.parametrize(
    ("organization", "home"),
    [
        ("{hybrid: none, exchange_server: {version: '2019'}}", "on_premises"),
        ("{hybrid: none, exchange_online: {ews_enabled: true}}", "online"),
        ("{hybrid: none, exchange_server: {}, exchange_online: {}}", None),
        ("{hybrid: none}", None),
        ("{hybrid: full, exchange_server: {version: '2019'}}", None),
        ("{exchange_server: {version: '2019'}}", None),
    ],
)
def test_without_a_hybrid_configuration_everything_lives_on_the_one_side(organization: str, home: str | None) -> None:
    state = state_of(f"delegint: 1\norganization: {organization}\nrecipients: {{a@x.y: {{}}, b@x.y: {{home: online}}}}")
    found = state.home_at(state.recipients[0])
    assert (None if isinstance(found, Unknown) else found) == home
    assert state.home_at(state.recipients[1]) == "online"


SENDER_SIDES = [
    # owner, trustee, required sides with their people, advised, unknown: table 0.8 of the domain notes, row by row
    ("on1", "on2", {"on_premises": ["on2"]}, None, []),
    ("exo1", "exo2", {"online": ["exo2"]}, None, []),
    ("on1", "exo1", {"online": ["exo1"]}, "on_premises", []),
    ("exo1", "on1", {"on_premises": ["on1"]}, "online", []),
    ("on1", "both", {"on_premises": ["on2"], "online": ["exo2"]}, None, []),
    ("both", "exo1", {"online": ["exo1"]}, None, []),
    ("both", "on1", {"on_premises": ["on1"]}, None, []),
    ("who1", "on1", {"on_premises": ["on1"]}, None, []),
    ("on1", "who1", {}, "on_premises", ["home"]),
    ("on1", "open", {"online": ["exo1"]}, "on_premises", ["members"]),
    ("on1", "contact1", {}, "on_premises", []),
]


@pytest.mark.parametrize("kind", [SendAs, SendOnBehalf])
@pytest.mark.parametrize(("owner", "trustee", "required", "advised", "unknown"), SENDER_SIDES)
def test_sending_must_be_allowed_on_the_side_of_the_sender(
    kind: type[Grant], owner: str, trustee: str, required: dict[str, list[str]], advised: str | None, unknown: list[str]
) -> None:
    state = state_of(f"{PEOPLE}\n    delegations: {{{owner}@x.y: {{{kind.section}: [{trustee}@x.y]}}}}\n")
    sides = state.required_sides(state.mailboxes[0].grants[0])
    found = {side: [str(sender).removesuffix("@x.y") for sender in senders] for side, senders in sides.required.items()}
    assert (found, sides.advised, [gap.fact for gap in sides.unknown]) == (required, advised, unknown)


@pytest.mark.parametrize(
    ("kind", "entry"),
    [(FullAccess, "full_access: [exo2@x.y]"), (FolderPermission, "folders: {Calendar: {exo2@x.y: Editor}}")],
)
@pytest.mark.parametrize(
    ("owner", "side"), [("on1", "on_premises"), ("exo1", "online"), ("contact1", None), ("who1", None)]
)
def test_everything_else_sits_on_the_side_of_the_owner(
    kind: type[Grant], entry: str, owner: str, side: str | None
) -> None:
    state = state_of(f"{PEOPLE}\n    delegations: {{{owner}@x.y: {{{entry}}}}}\n")
    (grant,) = state.mailboxes[0].of_kind(kind)
    sides = state.required_sides(grant)
    assert sides.required == ({side: [grant.owner]} if side else {})
    assert sides.advised is None
    assert [gap.fact for gap in sides.unknown] == (["home"] if owner == "who1" else [])


def test_required_sides_follow_the_sender_through_a_batch() -> None:
    state = state_of(
        f"{PEOPLE}\n    delegations: {{on1@x.y: {{send_as: [on2@x.y]}}}}\n"
        "    migration: {batches: [{name: w, to: online, members: [on2@x.y]}]}\n"
    )
    (grant,) = state.mailboxes[0].grants
    sides = [state.at(point).required_sides(grant) for point in state.points]
    assert [(list(side.required), side.advised) for side in sides] == [
        (["on_premises"], None),
        (["online"], "on_premises"),
    ]


def test_grants_that_reach_a_person_directly_and_through_groups() -> None:
    state = state_of(
        f"{PEOPLE}\n"
        "    delegations:\n"
        "      on1@x.y: {send_as: [both@x.y, outer@x.y, exo1@x.y], full_access: [unlisted@x.y], send_on_behalf: [open@x.y]}\n"
    )
    (mailbox,) = state.mailboxes

    def reaching(kind: type[Grant], address: str) -> list[str] | str:
        answer = state.grants_reaching(mailbox, kind, person(state, address))
        return answer.fact if isinstance(answer, Unknown) else [grant.written for grant in answer]

    assert reaching(SendAs, "exo1@x.y") == ["exo1@x.y", "outer@x.y"]
    assert reaching(SendAs, "exo2@x.y") == ["both@x.y"]
    assert reaching(SendAs, "who1@x.y") == []
    assert reaching(FullAccess, "on2@x.y") == "members"
    assert reaching(SendOnBehalf, "exo1@x.y") == ["open@x.y"]
    assert reaching(SendOnBehalf, "exo2@x.y") == "members"
    assert reaching(FolderPermission, "exo1@x.y") == []
