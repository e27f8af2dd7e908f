"""The one policy that counts for a user: per user, else the site of the pool, else Global; never a mixture."""

# ruff: noqa: E501 - a row of a table stays on one line

from __future__ import annotations

import pytest

from delegint.model.effective import effective_policy
from delegint.model.policies import PolicyKind, read_identity
from delegint.model.state import State
from delegint.model.unknown import Unknown
from delegint.schema.catalogue import Catalogue
from tests.model.states import person, state_of

CLIENT = PolicyKind("client_policies", "client_policy", "client policy", "CsClientPolicy", Catalogue("delegint_lync"))
GLOBAL, SITE, NAMED = "Global: {EnableX: 1}", "'Site:Redmond': {EnableX: 2}", "Executives: {enablex: 3}"


def state_with(policies: str, assignment: str, pool: str = "registrar_pool: Pool1.x.y") -> State:
    return state_of(f"""
        delegint: 1
        lync: {{sites: {{Redmond: {{pools: [pool1.x.y]}}, Bonn: {{}}}}}}
        recipients: {{ann@x.y: {{lync: {{{assignment}{pool}}}}}}}
        client_policies: {{{policies}}}
        """)


@pytest.mark.parametrize(
    ("policies", "assignment", "pool", "expected", "passed_over"),
    [
        ([GLOBAL, SITE, NAMED], "client_policy: Executives, ", "Pool1.x.y", "Executives", ["Site:Redmond", "Global"]),
        ([GLOBAL, SITE, NAMED], "client_policy: eXecutives, ", "Pool1.x.y", "Executives", ["Site:Redmond", "Global"]),
        (
            [GLOBAL, SITE, NAMED],
            "client_policy: 'Tag:Executives', ",
            "Pool1.x.y",
            "Executives",
            ["Site:Redmond", "Global"],
        ),
        ([GLOBAL, "'Tag:Executives': {}"], "client_policy: executives, ", "Pool1.x.y", "Tag:Executives", ["Global"]),
        ([GLOBAL, SITE, NAMED], "client_policy: Executives, ", "elsewhere.x.y", "Executives", ["Global"]),
        ([GLOBAL, SITE, NAMED], "client_policy: null, ", "Pool1.x.y", "Site:Redmond", ["Global"]),
        ([GLOBAL, "'SITE:redmond': {}"], "client_policy: null, ", "Pool1.x.y", "SITE:redmond", ["Global"]),
        ([GLOBAL, "'Site:Bonn': {}"], "client_policy: null, ", "Pool1.x.y", "Global", []),
        ([GLOBAL, NAMED], "client_policy: null, ", "elsewhere.x.y", "Global", []),
        ([NAMED], "client_policy: null, ", "Pool1.x.y", None, []),
        ([], "client_policy: null, ", "Pool1.x.y", None, []),
    ],
)
def test_narrowest_scope_wins_as_a_whole(
    policies: list[str], assignment: str, pool: str, expected: str | None, passed_over: list[str]
) -> None:
    state = state_with(", ".join(policies), assignment, f"registrar_pool: {pool}")
    found = effective_policy(person(state, "ann@x.y"), CLIENT, state)
    assert not isinstance(found, Unknown)
    assert (None if found.policy is None else str(found.policy)) == expected
    assert [str(policy) for policy in found.passed_over] == passed_over
    assert found.reason


@pytest.mark.parametrize(
    ("policies", "assignment", "pool", "declare"),
    [
        ([GLOBAL], "", "registrar_pool: Pool1.x.y", "recipients.<address>.lync.client_policy"),
        (
            [GLOBAL],
            "client_policy: [Executives], ",
            "registrar_pool: Pool1.x.y",
            "recipients.<address>.lync.client_policy",
        ),
        ([GLOBAL], "client_policy: Executives, ", "registrar_pool: Pool1.x.y", "client_policies.Executives"),
        ([GLOBAL, SITE], "client_policy: null, ", "registrar_pool: elsewhere.x.y", "lync.sites.<site>.pools"),
        ([GLOBAL, SITE], "client_policy: null, ", "enabled: true", "recipients.<address>.lync.registrar_pool"),
    ],
)
def test_what_is_not_stated_is_not_guessed(policies: list[str], assignment: str, pool: str, declare: str) -> None:
    state = state_with(", ".join(policies), assignment, pool)
    found = effective_policy(person(state, "ann@x.y"), CLIENT, state)
    assert isinstance(found, Unknown)
    assert found.declare == declare


def test_settings_are_found_without_case_and_never_merged() -> None:
    state = state_with(f"{GLOBAL}, {NAMED}", "client_policy: Executives, ")
    widest, named = state.policies(CLIENT)
    setting = named.setting("EnableX")
    assert setting is not None
    assert (setting.value, str(setting.place)) == (3, "state.yaml:5:63")
    assert named.setting("Other") is None
    assert widest.path == ("client_policies", "Global")
    assert state.policies(CLIENT) is state.policies(CLIENT)


@pytest.mark.parametrize(
    ("written", "identity"),
    [
        ("Global", ("global", "Global")), ("GLOBAL", ("global", "GLOBAL")), ("Site:Redmond", ("site", "Redmond")),
        ("site:A:B", ("site", "A:B")), ("Tag:Executives", ("per-user", "Executives")), ("Executives", ("per-user", "Executives")),
    ],
)  # fmt: skip
def test_identities(written: str, identity: tuple[str, str]) -> None:
    assert read_identity(written) == identity


@pytest.mark.parametrize(
    ("engines", "recipient", "expected"),
    [
        ("{c1: {engine: connect}}", "{}", "c1"),
        ("{c1: {}, c2: {engine: cloud_sync}}", "{sync_engine: c2}", "c2"),
        ("{c1: {}, c2: {}}", "{}", "? sync_engine"),
        ("{c1: {}}", "{sync_engine: c9}", "? sync_engine"),
        ("{}", "{}", "? entra_sync"),
        ("{c1: {}}", "{directory_synced: false}", "None"),
        ("{c1: {}}", "{directory_synced: true}", "c1"),
    ],
)
def test_engine_that_synchronizes_a_recipient(engines: str, recipient: str, expected: str) -> None:
    state = state_of(f"delegint: 1\nentra_sync: {engines}\nrecipients: {{ann@x.y: {recipient}}}\n")
    found = state.sync_engine_of(state.recipients[0])
    shown = f"? {found.fact}" if isinstance(found, Unknown) else str(found and found.name)
    assert shown == expected


def test_facts_of_an_engine() -> None:
    state = state_of(
        "delegint: 1\nentra_sync:\n  c1: {engine: cloud_sync, version: 2.6.79.0, scope: {domains: [corp.x.y]}}\n  c2: {engine: connect}\n"
    )
    first, second = state.sync_engines
    assert (first.engine, first.version, first.domains) == ("cloud_sync", (2, 6, 79, 0), ("corp.x.y",))
    assert (second.engine, second.domains) == ("connect", None)
