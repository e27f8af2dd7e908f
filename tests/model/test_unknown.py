"""Unknown is not false: it answers nothing, and the readers of facts never guess."""

# ruff: noqa: E501 - a row of a table stays on one line

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import pytest

from delegint.model.facts import boolean, dotted_version, label, number, one_of, text, texts, words
from delegint.model.unknown import Unanswered, Unknown, need
from tests.model.states import person, state_of
from tests.strategies import node_of

HOME = Unknown("home", "ilse@contoso.com", "recipients.<address>.home", "Get-Mailbox")

QUESTIONS: list[Callable[[Any], object]] = [
    bool, hash, iter, operator.not_,
    lambda fact: fact == "online", lambda fact: fact != "online", lambda fact: fact.__eq__("online"), lambda fact: fact < 1,
    lambda fact: fact <= 1, lambda fact: fact > 1, lambda fact: fact >= 1, lambda fact: 1 in fact,
    lambda fact: fact in {"online", "x"}, lambda fact: fact in ("online", "x"), lambda fact: fact and True, lambda fact: fact or 1,
    lambda fact: {fact: 1}, need,
]  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_is_refused(question: Callable[[Any], object]) -> None:
    with pytest.raises(Unanswered, match=r"^home of ilse@contoso\.com is not stated$") as refusal:
        question(HOME)
    assert refusal.value.unknown is HOME


def test_what_may_be_asked() -> None:
    assert isinstance(HOME, Unknown)
    assert str(HOME) == "home of ilse@contoso.com is not stated"
    assert repr(HOME) == "Unknown('home', 'ilse@contoso.com')"
    assert need("online") == "online"
    assert need(False) is False


@pytest.mark.parametrize(
    ("reader", "value", "expected"),
    [
        (text, "a", "a"), (text, 1, None), (text, None, None), (text, ["a"], None),
        (label, "2015", "2015"), (label, 2015, "2015"), (label, True, None), (label, 1.5, None),
        (boolean, False, False), (boolean, 0, None), (boolean, "false", None),
        (number, 3, 3), (number, True, None), (number, "3", None),
        (texts, ["a", 1, "b"], ("a", "b")), (texts, "a", None), (texts, [], ()),
        (words, "a", ("a",)), (words, ["a"], ("a",)), (words, 1, None),
        (one_of("on_premises", "online"), "OnLine", "online"), (one_of("x"), "y", None), (one_of("x"), 1, None),
        (dotted_version, "15.2.2562.37", (15, 2, 2562, 37)), (dotted_version, 15.2, (15, 2)), (dotted_version, "15", (15,)), (dotted_version, 15, None),
        (dotted_version, "15.x", None), (dotted_version, "", None), (dotted_version, "15..2", None), (dotted_version, "9" * 5000 + ".1", None),
    ],
)  # fmt: skip
def test_reader_takes_its_own_type_and_nothing_else(
    reader: Callable[[Any], object], value: object, expected: object
) -> None:
    assert reader(node_of(value)) == expected


def test_facts_of_declared_and_of_unknown_recipients() -> None:
    state = state_of("""
        delegint: 1
        recipients:
          ann@x.y: {home: Online, aliases: [a@x.y], lync: {enabled: true, registrar_pool: 5}, clients: [owa, {product: mac}]}
          bob@x.y:
        """)
    ann, bob = person(state, "ann@x.y"), person(state, "bob@x.y")
    assert need(ann.type) == need(bob.type) == "UserMailbox"
    assert need(ann.home) == "online"
    assert need(bob.aliases) == ()
    assert need(ann.lync.enabled) is True
    assert need(ann.clients) == {"owa", "mac"}
    for fact, declare in [
        (bob.home, "recipients.<address>.home"),
        (bob.clients, "recipients.<address>.clients"),
        (ann.lync.registrar_pool, "recipients.<address>.lync.registrar_pool"),
        (bob.lync.enabled, "recipients.<address>.lync.enabled"),
        (bob.on_premises_object.kind, "recipients.<address>.on_premises_object.kind"),
        (bob.online_object.email_addresses, "recipients.<address>.online_object.EmailAddresses"),
    ]:
        assert isinstance(fact, Unknown)
        assert fact.declare == declare


def test_places_of_facts_and_of_what_is_not_there() -> None:
    state = state_of("delegint: 1\nrecipients:\n  ann@x.y: {lync: {enabled: true}}\n")
    ann = person(state, "ann@x.y")
    assert str(ann.place_of("lync", "enabled")) == "state.yaml:3:29"
    assert str(ann.place_of("lync", "registrar_pool")) == "state.yaml:3:13"
    assert str(ann.place_of()) == "state.yaml:3:3"
    assert ann.finding("x", "lync").path == ("recipients", "ann@x.y", "lync")
    assert ann.lync.path == ("recipients", "ann@x.y", "lync")
    assert state.organization.path == ("organization",)
    with pytest.raises(LookupError, match="organization is not declared and has no place"):
        state.organization.place_of()
