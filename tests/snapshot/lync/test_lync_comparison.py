"""Policies and assignments against the snapshot: what a difference says, and what cannot be compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from delegint.api import (
    Difference,
    State,
    Unknown,
    comparison_of_assignments,
    comparison_of_policies,
    lync_users,
    teams_users,
)
from delegint_lync.policies import GRANTED, KINDS
from delegint_teams.policies import KINDS as TEAMS_KINDS
from tests.linting import lint_text


def _state(text: str, exports: Mapping[str, str] | None = None) -> State:
    state = lint_text(f"delegint: 1\n{text}", exports=exports).state
    assert state is not None
    return state


def _compared(
    text: str, *policies: Mapping[str, Any], users: list[Mapping[str, Any]] | None = None
) -> list[Difference]:
    exports = {}
    if policies:
        exports["onprem/policies.json"] = json.dumps(policies)
    if users:
        exports["onprem/users.json"] = json.dumps(users)
    return [difference for difference in _answers(_state(text, exports)) if isinstance(difference, Difference)]


def _answers(state: State) -> list[Difference | Unknown]:
    comparisons = (
        comparison_of_policies((*KINDS, *TEAMS_KINDS)),
        comparison_of_assignments(GRANTED, lync_users),
        comparison_of_assignments(TEAMS_KINDS, teams_users),
    )
    return [answer for comparison in comparisons for answer in comparison(state)]


def _gaps(state: State) -> list[tuple[str, str, str]]:
    return [(gap.fact, gap.subject, gap.cmdlet) for gap in _answers(state) if isinstance(gap, Unknown)]


def test_without_a_snapshot_there_is_nothing_to_compare() -> None:
    text = "client_policies: {Global: {DisableSavingIM: true}}\nrecipients: {a@contoso.com: {lync: {client_policy: A}}}"
    assert _answers(_state(text)) == []


def test_a_setting_that_differs() -> None:
    policy = {"Identity": "Tag:Executives", "EnableDelegation": False}
    (found,) = _compared("voice_policies:\n  Executives: {enabledelegation: true}", policy)
    assert (found.verdict, found.side, found.mailbox, found.who) == ("differs", "", "voice_policies", "Executives")
    assert (found.what, found.declared, found.observed) == ("EnableDelegation", "true", "false")
    assert found.entry.place_of(*found.keys).column == 34
    assert found.place is not None
    assert (found.place.source.name.rpartition("/")[2], found.place.line) == ("policies.json", 1)


def test_a_policy_that_is_missing() -> None:
    others = [{"Identity": "Global", "EnableDelegation": True}, {"Identity": "Tag:Redmond", "EnableDelegation": True}]
    (found,) = _compared("voice_policies: {Site:Redmond: {EnableDelegation: true}}", *others)
    assert (found.verdict, found.mailbox, found.what, found.who) == (
        "missing", "voice_policies", "voice policy", "Site:Redmond",
    )  # fmt: skip
    assert found.entry.place_of().column == 18


def test_a_policy_that_is_not_declared() -> None:
    policies = [{"Identity": name, "EnableDelegation": True} for name in ("Global", "Site:Redmond", "Tag:B")]
    text = "management: exclusive\nvoice_policies: {b: {EnableDelegation: true}}"
    (found,) = _compared(text, *policies)
    assert (found.verdict, found.what, found.who, found.severe) == ("unmanaged", "voice policy", "Site:Redmond", True)
    place = found.entry.place_of()
    assert (place.line, place.column) == (3, 1)


@pytest.mark.parametrize("management", ["additive", "exclusive"])
def test_a_kind_that_is_not_declared_is_not_managed(management: str) -> None:
    policy = {"Identity": "Tag:B", "EnableDelegation": True}
    assert _compared(f"management: {management}\nclient_policies: {{}}", policy) == []


@pytest.mark.parametrize(
    ("declared", "observed", "shown"),
    [
        ("PolicyEntry: [{Name: A, Value: B}]", [{"Name": "A", "Value": "C"}], ("A=B", "A=C")),
        ("PolicyEntry: [{Name: A, Value: B}]", [], ("A=B", "an empty list")),
        ("MaximumNumberOfContacts: 250", 300, ("250", "300")),
        ("MAPIPollInterval: '00:30:00'", "00:45:00", ("00:30:00", "00:45:00")),
        ("IMWarning: careful", "x" * 61, ("careful", f"{'x' * 59}\N{HORIZONTAL ELLIPSIS}")),
        ("IMWarning: careful", None, ("careful", "blank")),
        ("DisplayPhoto: NoPhoto", None, ("NoPhoto", "blank")),
    ],
)
def test_values_are_shown_in_words(declared: str, observed: object, shown: tuple[str, str]) -> None:
    policy = {"Identity": "Global", "DisplayPhoto": None, declared.partition(":")[0]: observed}
    (found,) = _compared(f"client_policies: {{Global: {{{declared}}}}}", policy)
    assert (found.declared, found.observed) == shown


@pytest.mark.parametrize(
    ("declared", "observed"),
    [
        ("PolicyEntry: []", None),
        ("PolicyEntry: null", []),
        (
            "PolicyEntry: [{Name: A, Value: B}, {Name: C, Value: D}]",
            [{"Name": "C", "Value": "d"}, {"Name": "A", "Value": "b"}],
        ),
        ("IMWarning: ''", None),
        ("IMWarning: Careful", "careful"),
        ("MAPIPollInterval: '0.00:30:00'", "00:30:00"),
        ("DisplayPhoto: AllPhotos", None),
        ("DisplayPhoto: null", "allphotos"),
        ("EnableExchangeDelegateSync: false", None),
        ("EnableExchangeDelegateSync: null", False),
    ],
)
def test_values_that_amount_to_the_same_do_not_differ(declared: str, observed: object) -> None:
    policy = {"Identity": "Global", "DisplayPhoto": "NoPhoto", declared.partition(":")[0]: observed}
    assert _compared(f"client_policies: {{Global: {{{declared}}}}}", policy) == []


def test_blank_is_not_false_where_no_document_says_so() -> None:
    policy = {"Identity": "Global", "DisableSavingIM": None}
    (found,) = _compared("client_policies: {Global: {DisableSavingIM: false}}", policy)
    assert (found.declared, found.observed) == ("false", "blank")


def test_an_assignment_that_differs() -> None:
    text = "recipients:\n  a@contoso.com: {lync: {client_policy: Executives}}"
    user = {"SipAddress": "sip:a@contoso.com", "ClientPolicy": None}
    (found,) = _compared(text, users=[user])
    assert (found.verdict, found.mailbox, found.what, found.who) == (
        "differs", "a@contoso.com", "client policy", "a@contoso.com",
    )  # fmt: skip
    assert (found.declared, found.observed) == ("Executives", "none granted")
    place = found.entry.place_of(*found.keys)
    assert (place.line, place.column) == (3, 41)


@pytest.mark.parametrize("declared", ["Global", "Site:Redmond", "5", "[A]", "tag:B", "' b '", "B"])
def test_what_cannot_be_granted_and_what_is_granted_do_not_differ(declared: str) -> None:
    user = {"SipAddress": "sip:a@contoso.com", "ClientPolicy": "B"}
    assert _compared(f"recipients: {{a@contoso.com: {{lync: {{client_policy: {declared}}}}}}}", users=[user]) == []


def test_conferencing_policies_are_compared_too() -> None:
    user = {"SipAddress": "sip:a@contoso.com", "ConferencingPolicy": "B"}
    (found,) = _compared("recipients: {a@contoso.com: {lync: {conferencing_policy: C}}}", users=[user])
    assert (found.what, found.declared, found.observed) == ("conferencing policy", "C", "B")


def test_what_the_snapshot_does_not_show_is_a_gap() -> None:
    text = (
        "recipients: {a@contoso.com: {lync: {client_policy: A}}, b@contoso.com: {teams: {calling_policy: null}}}\n"
        "client_policies: {Global: {DisableSavingIM: true}}\n"
        "voice_policies: {Global: {EnableDelegation: true}, B: {EnableDelegation: true}}"
    )
    exports = {
        "onprem/users.json": '{"SipAddress":"sip:a@contoso.com","RegistrarPool":"pool1.contoso.com"}',
        "onprem/voice.json": '{"Identity":"Tag:C","EnableDelegation":true,"EnableTeamCall":true}',
    }
    assert _gaps(_state(text, exports)) == [
        ("client_policies", "the tenant", "Get-CsClientPolicy"),
        ("voice_policies", "the voice policy Global", "Get-CsVoicePolicy"),
        ("voice_policies", "the voice policy B", "Get-CsVoicePolicy"),
        ("lync.client_policy", "a@contoso.com", "Get-CsUser"),
        ("teams.calling_policy", "b@contoso.com", "Get-CsOnlineUser"),
    ]


def test_a_setting_without_a_column_is_a_gap() -> None:
    exports = {"onprem/voice.csv": '"Identity","EnableTeamCall"\n"Global","True"\n'}
    state = _state("voice_policies: {Global: {EnableDelegation: true, EnableTeamCall: true}}", exports)
    assert _gaps(state) == [("EnableDelegation", "the voice policy Global", "Get-CsVoicePolicy")]
