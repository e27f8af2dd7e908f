"""Who is to act for whom, by purpose, each pair once."""

from __future__ import annotations

from delegint.model.wishes import as_wishes, wishes_of
from tests.model.states import built, person

STATE = """
    delegint: 1
    recipients:
      ann@x.y: {aliases: [annie@x.y]}
      bob@x.y: {aliases: ["sip:robert@x.y"]}
      cid@x.y: {}
      all@x.y: {type: MailUniversalSecurityGroup, members: [cid@x.y]}
    delegations:
      ann@x.y:
        full_access:
          sip:robert@x.y: {expects: [online_meetings, send]}
          dan@else.where: {expects: [online_meetings]}
        delegates:
          bob@x.y: {for: [make_calls]}
          cid@x.y: {folders: {Calendar: Editor}}
          all@x.y: {for: [receive_calls]}
          annie@x.y: {for: [make_calls]}
        folders: {Calendar: {Default: {rights: Reviewer, expects: [online_meetings]}}}
      bob@x.y:
        send_as: [ann@x.y]
    """


def test_wishes_of_one_pair_are_joined_at_the_first_entry() -> None:
    state, _ = built(STATE)
    found = wishes_of(person(state, "annie@x.y"), state)
    assert found is not None
    assert found.subject == "ann@x.y"
    (bob,) = found.people
    assert bob.purposes == {"online_meetings", "make_calls"}
    assert (bob.declared.section, bob.key) == ("full_access", "expects")
    assert bob.entry is not None
    assert bob.about == ("ann@x.y", "bob@x.y")
    assert [str(wish.delegate) for wish in found.groups] == ["all@x.y"]
    assert [unknown.subject for unknown in found.unknown] == ["dan@else.where"]


def test_one_purpose_is_declared_by_the_first_entry_that_has_it() -> None:
    state, _ = built(STATE)
    found = wishes_of(person(state, "ann@x.y"), state)
    assert found is not None
    calls = found.of("make_calls", "receive_calls")
    (bob,) = calls.people
    assert (bob.declared.section, bob.key) == ("delegates", "for")
    assert bob.purposes == {"make_calls"}
    assert calls.unknown == ()
    assert calls is found.of("make_calls", "receive_calls")
    assert found.of("receive_calls").people == ()
    assert found.of("receive_calls")


def test_who_wants_nothing_has_no_wishes() -> None:
    state, _ = built(STATE)
    assert wishes_of(person(state, "bob@x.y"), state) is None
    assert not as_wishes(state.mailboxes[1])


def test_every_delegate_entry_can_be_taken_for_a_wish() -> None:
    state, _ = built(STATE)
    found = as_wishes(state.mailboxes[0])
    assert [str(wish.delegate) for wish in found.people] == ["bob@x.y", "cid@x.y"]
    assert [str(wish.delegate) for wish in found.groups] == ["all@x.y"]
    assert all(not wish.purposes for wish in found.people)
