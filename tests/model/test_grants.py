"""What a grant says of itself: options and their defaults, rights without case, one mailbox for one owner."""

# ruff: noqa: E501 - a row of a table stays on one line

from __future__ import annotations

import pytest

from delegint.model.grants import Delegate, FolderPermission, FullAccess, Mailbox, SendAs, SendOnBehalf
from delegint.model.unknown import Unknown
from delegint.model.wording import names, powershell_quoted, side_name
from tests.model.states import built, state_of

STATE = state_of("""
    delegint: 1
    recipients: {boss@x.y: {}, ann@x.y: {}, bob@x.y: {}}
    delegations:
      boss@x.y:
        management: exclusive
        full_access: {ann@x.y: {rights: [readpermission], automapping: false, until: 2027-03-31}, bob@x.y: }
        send_as: {ann@x.y: {sides: [online]}, bob@x.y: {}}
        folders: {Calendar: {ann@x.y: Editor, bob@x.y: [ReadItems, CreateItems], Default: {rights: Reviewer}}, Tasks: {ann@x.y: {}}}
        delegates:
          ann@x.y: {folders: {CALENDAR: Editor, Tasks: Author}, send_on_behalf: false, meeting_requests: true, for: [make_calls]}
          bob@x.y: {send_on_behalf: {sides: [on_premises]}}
          boss@x.y:
      ann@x.y: {send_on_behalf: [bob@x.y]}
    """)
BOSS, ANN = STATE.mailboxes


def test_options_and_their_defaults() -> None:
    first, second = BOSS.of_kind(FullAccess)
    assert (first.rights, first.automapping, first.until, first.deny) == (
        ("readpermission",),
        False,
        "2027-03-31",
        False,
    )
    assert (second.rights, second.automapping, second.until, second.access) == (("FullAccess",), None, "", "")
    assert first.has_right("ReadPermission")
    assert not first.has_right("FullAccess")
    assert [grant.sides for grant in BOSS.of_kind(SendAs)] == [("online",), None]
    assert BOSS.management == "exclusive"
    assert isinstance(ANN.management, Unknown)


def test_folder_rights_in_all_their_forms() -> None:
    found = [(grant.folder, grant.rights) for grant in BOSS.of_kind(FolderPermission)]
    assert found == [
        ("Calendar", ("Editor",)),
        ("Calendar", ("ReadItems", "CreateItems")),
        ("Calendar", ("Reviewer",)),
        ("Tasks", ()),
    ]
    last = BOSS.of_kind(FolderPermission)[-1]
    assert last.path == ("delegations", "boss@x.y", "folders", "Tasks", "ann@x.y")
    assert repr(last) == "<FolderPermission of ann@x.y on boss@x.y>"
    assert last.subject == "the folder permission of ann@x.y on boss@x.y"


def test_delegate_bundles() -> None:
    ann, bob, boss = BOSS.of_kind(Delegate)
    assert (ann.sends_on_behalf, ann.sides, ann.calendar_right, ann.meeting_requests) == (
        False,
        None,
        ("Editor",),
        True,
    )
    assert (bob.sends_on_behalf, bob.sides, bob.calendar_right, bob.meeting_requests) == (
        True,
        ("on_premises",),
        None,
        None,
    )
    assert (boss.sends_on_behalf, boss.sides, boss.purposes, ann.purposes) == (True, None, (), ("make_calls",))


def test_grants_are_found_by_their_trustee_and_know_their_pair() -> None:
    ann = STATE.recipients[1]
    (on_behalf,) = ANN.of_kind(SendOnBehalf)
    assert BOSS.grant_to(SendAs, ann) is BOSS.of_kind(SendAs)[0]
    assert BOSS.grant_to(SendOnBehalf, ann) is None
    assert on_behalf.pair == ("ann@x.y", "bob@x.y")
    assert on_behalf.finding("x").about == {("ann@x.y", "bob@x.y")}
    assert on_behalf.finding("x", about=[("z",)]).about == {("z",)}
    assert on_behalf.finding("x", salient="s").path == ("delegations", "ann@x.y", "send_on_behalf", "bob@x.y")


def test_owner_named_twice_has_one_mailbox_with_the_grants_of_both_entries() -> None:
    state, problems = built("""
        delegint: 1
        recipients: {boss@x.y: {aliases: [chef@x.y]}, ann@x.y: {}, bob@x.y: {}}
        delegations:
          boss@x.y: {send_as: [ann@x.y]}
          chef@x.y: {send_as: [bob@x.y]}
        """)
    mailbox: Mailbox
    (mailbox,) = state.mailboxes
    assert [grant.path[1:] for grant in mailbox.grants] == [
        ("boss@x.y", "send_as", "ann@x.y"),
        ("chef@x.y", "send_as", "bob@x.y"),
    ]
    assert [(problem.code, str(problem.place), problem.message) for problem in problems] == [
        ("FMT002", "state.yaml:6:3", "chef@x.y and boss@x.y are one mailbox, boss@x.y")
    ]


def test_booking_settings_of_a_mailbox_that_is_named_twice_are_those_of_the_first_entry() -> None:
    state, problems = built("""
        delegint: 1
        recipients: {room@x.y: {aliases: [boardroom@x.y]}}
        calendar_processing:
          boardroom@x.y: {AutomateProcessing: AutoAccept}
          room@x.y: {AutomateProcessing: None}
        """)
    (room,) = state.recipients
    assert [settings.written for settings in state.calendar_processing] == ["boardroom@x.y"]
    assert state.calendar_processing_of(room).automate_processing == "AutoAccept"
    assert [(problem.code, str(problem.place), problem.message, problem.path) for problem in problems] == [
        (
            "FMT002",
            "state.yaml:6:3",
            "room@x.y and boardroom@x.y are one mailbox, room@x.y",
            ("calendar_processing", "room@x.y"),
        )
    ]
    assert [str(related.place) for related in problems[0].related] == ["state.yaml:5:3"]


@pytest.mark.parametrize(
    ("people", "text"),
    [
        ([], "nobody"),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more"),
    ],
)
def test_names_in_running_text(people: list[str], text: str) -> None:
    assert names(people) == text


def test_sides_and_commands_in_running_text() -> None:
    assert [side_name(side) for side in ("on_premises", "online", "nowhere")] == [
        "on-premises",
        "Exchange Online",
        "nowhere",
    ]
    assert powershell_quoted("O\u2019Brien's $(x)") == "'O\u2019\u2019Brien''s $(x)'"
