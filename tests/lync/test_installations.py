"""What a client is, and whether an update has reached it."""

from __future__ import annotations

from datetime import date

import pytest

from delegint.api import Client, State, Unknown
from delegint.model.build import build_state
from delegint.source.files import SourceFile
from delegint.source.merge import merge
from delegint.source.parse import parse
from delegint.source.places import Problem
from delegint_lync.client_updates import PROFILE_USER, is_of_june_2012, more_than_two, updates_of, without_better
from delegint_lync.installations import basic, described, family, on_mac, on_windows, outlooks
from tests.linting import lint_text

NO_PATH = """\
delegint: 1
recipients:
  annelies@contoso.com: {lync: {enterprise_voice_enabled: true, client_policy: null, voice_policy: null}}
  ilse@contoso.com: {clients: CLIENTS}
delegations:
  annelies@contoso.com:
    folders:
      Calendar: {ilse@contoso.com: {rights: Editor, expects: [online_meetings]}}
client_policies: {Global: {}}
voice_policies: {Global: {}}
"""


def state_of(clients: str) -> State:
    text = f"delegint: 1\nrecipients:\n  ilse@contoso.com: {{clients: [{clients}]}}\n"
    problems: list[Problem] = []
    merged = merge(list(parse(SourceFile("desired.yaml", text.encode()), problems)), problems)
    assert merged.root is not None
    return build_state(merged.root, date(2026, 11, 22), problems)


def client_of(written: str) -> Client:
    found = state_of(written).recipients[0].installations
    assert not isinstance(found, Unknown)
    return found[0]


def answer_of(fact: object) -> object:
    """The answer, or the name of the fact that is wanting."""
    return fact.fact if isinstance(fact, Unknown) else fact


@pytest.mark.parametrize(
    ("client", "year", "words"),
    [
        ("lync_2010", 2010, "Lync 2010"),
        ("{product: lync_2013, packaging: msi}", 2013, "Lync 2013 (MSI)"),
        ("{product: skype_for_business_2015, build: 15.0.4787.1002}", 2013, "Skype for Business 2015 (15.0.4787.1002)"),
        (
            "{product: skype_for_business_2016, packaging: click_to_run, build: '16.0'}",
            2016,
            "Skype for Business 2016 (click-to-run, 16.0)",
        ),
        ("lync_basic", None, "Lync Basic"),
        ("skype_for_business_mac", None, "Skype for Business on Mac"),
    ],
)
def test_family_and_words(client: str, year: int | None, words: str) -> None:
    assert family(client_of(client)) == year
    assert described(client_of(client)) == words


def test_clients_are_told_apart() -> None:
    person = state_of(
        "owa, teams, lync_basic, lync_mac_2011, {product: lync_2013, platform: mac},"
        " {product: lync_2013, platform: android}, {product: lync_2010, platform: Windows}, skype_for_business_2016"
    ).recipients[0]
    assert [client.product for client in on_windows(person)] == ["lync_2010", "skype_for_business_2016"]
    assert [client.product for client in on_mac(person)] == ["lync_mac_2011", "lync_2013"]
    assert [client.product for client in basic(person)] == ["lync_basic"]


@pytest.mark.parametrize(
    ("mine", "theirs", "answer"),
    [
        ("", "{product: outlook_windows, build: '15.0'}", False),
        ("outlook_windows", "outlook_windows", False),
        ("outlook_windows", "{product: outlook_windows, build: '15.0'}", "clients.build"),
        ("{product: outlook_windows, build: '15.0'}, outlook_windows", "owa", False),
        (
            "{product: outlook_windows, build: '15.0'}, outlook_windows",
            "{product: outlook_windows, build: '15.1'}",
            False,
        ),
        ("{product: outlook_windows, build: '15.0'}", "{product: outlook_windows, build: '14.0'}", True),
    ],
)
def test_outlooks_are_compared_by_major_version(mine: str, theirs: str, answer: object) -> None:
    first, second = (outlooks(state_of(clients).recipients[0]) for clients in (mine, theirs))
    assert answer_of(first.differ_from(second)) == answer
    assert answer_of(second.differ_from(first)) == answer


@pytest.mark.parametrize(
    ("client", "answer"),
    [
        ("packaging: click_to_run, channel: current, build: 16.0.7167.2040", False),
        ("packaging: click_to_run, channel: current, build: 16.0.7167.2039", True),
        ("channel: deferred, build: 16.0.6965.2092", False),
        ("packaging: click_to_run, build: 16.0.6965.2100", "clients.channel"),
        ("packaging: click_to_run, build: 16.0.6965", "clients.build"),
        ("packaging: click_to_run, build: 16.0.6964", True),
        ("packaging: click_to_run, build: 16.0.7168", False),
        ("packaging: click_to_run", "clients.build"),
        ("packaging: msi", "clients.updates"),
        ("packaging: msi, updates: []", True),
        ("packaging: msi, updates: [KB3114960]", True),
        ("packaging: msi, updates: [kb3115268]", False),
        ("packaging: msi, updates: [KB3118327]", "clients.updates"),
        ("packaging: msi, build: 16.0.8000.1000", False),
        ("updates: [KB3115268]", False),
        ("build: 16.0.7167.2040", False),
        ("build: 16.0.4266.1003", "clients.packaging"),
        ("build: 16.0.4266.1003, updates: []", True),
    ],
)
def test_whether_a_repair_has_reached_a_client(client: str, answer: object) -> None:
    assert answer_of(PROFILE_USER.is_lacked_by(client_of(f"{{product: skype_for_business_2016, {client}}}"))) == answer


def test_no_limit_is_known_of_lync_2010() -> None:
    assert more_than_two(client_of("lync_2010")) is None


def test_numbers_of_updates_that_are_none_are_left_out() -> None:
    assert updates_of(client_of("lync_2010")) is None
    written = f"{{product: lync_2010, updates: [KB2693282, '2707956', none, 3, '{'9' * 5000}']}}"
    assert updates_of(client_of(written)) == frozenset({2693282, 2707956})


def test_a_client_without_the_fault_decides_before_one_of_which_nothing_is_known() -> None:
    person = state_of("lync_2010, {product: lync_2010, build: 4.0.7577.4098}, lync_2013").recipients[0]
    assert without_better(person, is_of_june_2012) is None
    person = state_of("lync_2010, {product: lync_2010, build: 4.0.7577.4098}").recipients[0]
    assert isinstance(without_better(person, is_of_june_2012), Unknown)
    person = state_of(
        "{product: lync_2010, build: 4.0.7577.4098}, {product: lync_2010, updates: [KB2693282]}"
    ).recipients[0]
    assert isinstance(without_better(person, is_of_june_2012), Client)


@pytest.mark.parametrize(
    ("clients", "found"),
    [("[lync_basic]", ["LYNC022"]), ("[lync_basic, lync_2013]", ["LYNC001", "LYNC022"]), ("[lync_2013]", ["LYNC001"])],
)
def test_only_an_error_takes_the_place_of_the_missing_path(clients: str, found: list[str]) -> None:
    report = lint_text(NO_PATH.replace("CLIENTS", clients), select=["LYNC001", "LYNC022"])
    assert sorted(result.rule.code for result in report.results) == found
