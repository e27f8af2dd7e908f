"""Which policy counts, why, and what it says in words: grants, groups with ranks, sites, and what a snapshot shows."""

# ruff: noqa: E501 - a row of a table stays on one line

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

import pytest

from delegint.model.build import build_state
from delegint.model.effective import (
    EffectivePolicy,
    EffectiveSetting,
    effective_policy,
    effective_setting,
    place_of_setting,
    says_anything,
)
from delegint.model.observed import ExportedFile, Fact, Observed, origin
from delegint.model.observed_facts import tree_facts
from delegint.model.policies import PolicyKind
from delegint.model.state import State
from delegint.model.unknown import Unknown
from delegint.schema.catalogue import Catalogue, Setting
from delegint.source.files import SourceFile
from delegint.source.nodes import node_at
from delegint.source.parse import parse
from delegint.source.places import Problem
from tests.model.states import AS_OF, person, state_of

_LYNC, _TEAMS = Catalogue("delegint_lync"), Catalogue("delegint_teams")
CLIENT = PolicyKind("client_policies", "client_policy", "client policy", "CsClientPolicy", _LYNC)
VOICE = PolicyKind("voice_policies", "voice_policy", "voice policy", "CsVoicePolicy", _LYNC)
CALLING = PolicyKind(
    "teams_calling_policies", "calling_policy", "Teams calling policy", "CsTeamsCallingPolicy", _TEAMS, "teams", "Get-CsOnlineUser",
)  # fmt: skip

SYNC = "EnableExchangeDelegateSync"
POOL = "registrar_pool: pool1.x.y"
SITES = "{Redmond: {pools: [pool1.x.y]}}"


def observed_state(text: str, facts: Mapping[str, Fact], policies: tuple[str, ...] = ()) -> State:
    """A state with a snapshot that has some facts of one person, and some client policies without any setting."""
    users, problems = ExportedFile("users.csv", "csv", "Get-CsUser", "on_premises", 1, ""), list[Problem]()
    observed = Observed(
        [users], [], {}, ["ann@x.y"], {"ann@x.y": 0}, {}, [1], [origin(0, 2)],
        {key: [value] for key, value in facts.items()}, [], [], {}, {},
        [(["client_policies", identity], {}, origin(0, 3)) for identity in policies], {},
    )  # fmt: skip
    (root,) = parse(SourceFile("state.yaml", dedent(text).encode()), problems)
    state = build_state(root, AS_OF, problems, observed=observed)
    assert problems == []
    return state


def lync_state(
    policies: str,
    facts: str,
    sites: str = "{}",
    seen: Mapping[str, Fact] | None = None,
    only_seen: tuple[str, ...] = (),
) -> State:
    text = f"""
        delegint: 1
        lync: {{sites: {sites}}}
        recipients: {{ann@x.y: {{lync: {{{facts}}}}}}}
        client_policies: {{{policies}}}
        """
    return state_of(text) if seen is None else observed_state(text, seen, only_seen)


def counts(state: State, kind: PolicyKind) -> EffectivePolicy:
    found = effective_policy(person(state, "ann@x.y"), kind, state)
    assert not isinstance(found, Unknown), found
    return found


def gap(state: State, kind: PolicyKind) -> tuple[str, str, str, str]:
    found = effective_policy(person(state, "ann@x.y"), kind, state)
    assert isinstance(found, Unknown), found
    return found.fact, found.subject, found.declare, found.cmdlet


def shown(found: EffectivePolicy) -> tuple[str, str, list[str]]:
    return str(found.policy), found.reason, [str(policy) for policy in found.passed_over]


# -- the policies of groups -------------------------------------------------------------------------------------------

BOARD = "{group: board@x.y, policy_type: TeamsCallingPolicy, policy_name: Board, rank: 2}"
STAFF = "{group: staff@x.y, policy_type: teamscallingpolicy, policy_name: 'tag:STAFF', rank: 10}"
MEETINGS = "{group: staff@x.y, policy_type: TeamsMeetingPolicy, policy_name: Board, rank: 1}"
OTHERS = "{group: others@x.y, policy_type: TeamsCallingPolicy, policy_name: Staff, rank: 1}"
ABOVE = "{group: nested@x.y, policy_type: TeamsCallingPolicy, policy_name: Staff, rank: 1}"
NO_RANK = "{group: staff@x.y, policy_type: TeamsCallingPolicy, policy_name: Staff}"
OPEN = "{group: open@x.y, policy_type: TeamsCallingPolicy, policy_name: Board, rank: 1}"
NOBODY = "{group: nobody@x.y, policy_type: TeamsCallingPolicy, policy_name: Board, rank: 1}"
UNSEEN = "{group: staff@x.y, policy_type: TeamsCallingPolicy, policy_name: Unseen, rank: 1}"
ALL_POLICIES = "Global: {AllowDelegation: true}, Board: {AllowDelegation: false}, Staff: {AllowDelegation: true}"


def teams_state(groups: str | None, granted: str = "calling_policy: null", policies: str = ALL_POLICIES) -> State:
    listed = "" if groups is None else f"group_policy_assignments: [{groups}]"
    return state_of(f"""
        delegint: 1
        teams: {{{listed}}}
        recipients:
          ann@x.y: {{teams: {{{granted}}}}}
          bob@x.y: {{type: UserMailbox}}
          staff@x.y: {{type: MailUniversalSecurityGroup, members: [ann@x.y, bob@x.y]}}
          board@x.y: {{type: MailUniversalSecurityGroup, members: [ann@x.y]}}
          nested@x.y: {{type: MailUniversalSecurityGroup, members: [board@x.y]}}
          others@x.y: {{type: MailUniversalSecurityGroup, members: [bob@x.y]}}
          open@x.y: {{type: MailUniversalSecurityGroup, members: [bob@x.y], membership_complete: false}}
        teams_calling_policies: {{{policies}}}
        """)


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([], ("Global", "the Global policy, as no narrower one applies", [])),
        ([STAFF], ("Staff", "of the group staff@x.y, rank 10", ["Global"])),
        ([STAFF, BOARD], ("Board", "of the group board@x.y, rank 2", ["Global"])),
        ([BOARD, STAFF], ("Board", "of the group board@x.y, rank 2", ["Global"])),
        ([BOARD, ABOVE], ("Board", "of the group board@x.y, rank 2", ["Global"])),
        ([OTHERS], ("Global", "the Global policy, as no narrower one applies", [])),
        ([OTHERS, STAFF], ("Staff", "of the group staff@x.y, rank 10", ["Global"])),
        ([MEETINGS], ("Global", "the Global policy, as no narrower one applies", [])),
        ([NO_RANK], ("Global", "the Global policy, as no narrower one applies", [])),
    ],
)
def test_the_group_of_the_highest_rank_goes_before_global(
    groups: list[str], expected: tuple[str, str, list[str]]
) -> None:
    assert shown(counts(teams_state(", ".join(groups)), CALLING)) == expected


def test_a_granted_policy_goes_before_that_of_a_group() -> None:
    state = teams_state(BOARD, "calling_policy: staff")
    assert shown(counts(state, CALLING)) == ("Staff", "granted per user", ["Board", "Global"])


def test_a_granted_policy_counts_where_nobody_knows_the_groups() -> None:
    assert shown(counts(teams_state(None, "calling_policy: Staff"), CALLING))[2] == ["Global"]


def test_groups_do_not_matter_where_only_the_global_policy_is_known() -> None:
    state = teams_state(None, policies="Global: {AllowDelegation: true}")
    assert shown(counts(state, CALLING))[0] == "Global"
    assert counts(teams_state(None, policies=""), CALLING).policy is None


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (None, ("group_policy_assignments", "teams", "teams.group_policy_assignments", "Get-CsGroupPolicyAssignment")),
        (NOBODY, ("members", "nobody@x.y", "recipients.<address>.members", "Get-MgGroupMember")),
        (f"{STAFF}, {OPEN}", ("members", "open@x.y", "recipients.<address>.members", "Get-DistributionGroupMember")),
        (UNSEEN, ("teams_calling_policies", "ann@x.y", "teams_calling_policies.Unseen", "Get-CsTeamsCallingPolicy")),
    ],
)
def test_what_is_not_known_of_groups_is_not_guessed(groups: str | None, expected: tuple[str, str, str, str]) -> None:
    assert gap(teams_state(groups), CALLING) == expected


# -- what is granted --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["Global", "'Site:Redmond'", "Unseen"])
def test_what_cannot_be_granted_counts_for_nobody(written: str) -> None:
    state = lync_state("Global: {}, 'Site:Redmond': {}", f"client_policy: {written}, {POOL}", SITES)
    assert gap(state, CLIENT)[:2] == ("client_policies", "ann@x.y")


def test_a_granted_policy_counts_where_nobody_knows_the_site() -> None:
    state = lync_state("Global: {}, 'Site:Redmond': {}, Board: {}", f"client_policy: Board, {POOL}")
    assert shown(counts(state, CLIENT)) == ("Board", "granted per user", ["Global"])


def test_reasons_of_site_and_global() -> None:
    site = lync_state("Global: {}, 'Site:Redmond': {}", f"client_policy: null, {POOL}", SITES)
    assert shown(counts(site, CLIENT)) == (
        "Site:Redmond", "of site Redmond, where the registrar pool is", ["Global"],
    )  # fmt: skip
    undeclared = counts(lync_state("Board: {}", "client_policy: null"), CLIENT)
    assert undeclared == (None, "the Global policy, which is not declared", ())


def test_policies_that_only_a_snapshot_has() -> None:
    state = lync_state("Board: {}", "", seen={"lync.client_policy": ""}, only_seen=("Global",))
    assert shown(counts(state, CLIENT))[0] == "Global"
    state = lync_state("Board: {}", "", seen={"lync.client_policy": "Seen"}, only_seen=("Global", "Seen"))
    assert shown(counts(state, CLIENT)) == ("Seen", "granted per user", ["Global"])


# -- what is in effect ------------------------------------------------------------------------------------------------

POLICIES = "Global: {}, 'Site:Redmond': {}, Board: {}"


@pytest.mark.parametrize(
    ("effective", "expected", "passed_over"),
    [
        ("global", "Global", []),
        ("'site:REDMOND'", "Site:Redmond", ["Global"]),
        ("'tag:board'", "Board", ["Global"]),
    ],
)
def test_the_policy_in_effect_counts_where_nobody_says_what_is_granted(
    effective: str, expected: str, passed_over: list[str]
) -> None:
    state = lync_state(POLICIES, f"effective_client_policy: {effective}")
    assert shown(counts(state, CLIENT)) == (expected, "in effect, as Get-CsEffectivePolicy shows", passed_over)


def test_the_policy_in_effect_counts_where_the_grant_is_not_readable() -> None:
    state = lync_state(POLICIES, "client_policy: [Board], effective_client_policy: Global")
    # the grant is declared and nobody knows as what, so what is in effect may be about to change
    assert gap(state, CLIENT)[0] == "lync.client_policy"


@pytest.mark.parametrize(
    ("granted", "effective"), [("", "Unseen"), ("", "Site:Berlin"), ("client_policy: null, ", "Site:Berlin")]
)
def test_a_policy_in_effect_that_is_none_of_the_state_is_asked_for(granted: str, effective: str) -> None:
    state = lync_state("Global: {}", f"{granted}effective_client_policy: '{effective}'")
    assert gap(state, CLIENT) == (
        "client_policies", "ann@x.y", f"client_policies.{effective}", "Get-CsClientPolicy",
    )  # fmt: skip


@pytest.mark.parametrize("shown_policy", ["Global", "Site:Redmond"])
def test_a_wide_policy_in_effect_proves_that_none_is_granted(shown_policy: str) -> None:
    state = lync_state(POLICIES, f"client_policy: null, effective_client_policy: '{shown_policy}'")
    assert shown(counts(state, CLIENT))[0] == shown_policy


def test_a_declared_setting_goes_before_an_observed_one_in_another_case() -> None:
    state = state_of("delegint: 1\nclient_policies: {Global: {enableexchangedelegatesync: true}}\n")
    (policy,) = state.policies(CLIENT)
    policy.observed = tree_facts(node_at({"EnableExchangeDelegateSync": None}, policy.place_of()))
    node = policy.setting("EnableExchangeDelegateSync")
    assert node is not None
    assert node.value is True


@pytest.mark.parametrize("effective", ["1", "[Board]", "null"])
def test_a_policy_in_effect_that_cannot_be_read_says_nothing(effective: str) -> None:
    state = lync_state(POLICIES, f"effective_client_policy: {effective}")
    assert gap(state, CLIENT) == (
        "lync.client_policy", "ann@x.y", "recipients.<address>.lync.client_policy", "Get-CsUser",
    )  # fmt: skip


def test_the_policy_in_effect_settles_which_site_counts() -> None:
    seen = {"lync.client_policy": "", "lync.effective_client_policy": "Site:Redmond"}
    for declared in (POOL, f"client_policy: null, {POOL}"):
        state = lync_state(POLICIES, declared, seen=seen)
        assert shown(counts(state, CLIENT)) == (
            "Site:Redmond", "in effect, as Get-CsEffectivePolicy shows", ["Global"],
        )  # fmt: skip


def test_a_policy_in_effect_that_is_about_to_be_taken_off_is_stale() -> None:
    seen = {"lync.client_policy": "Board", "lync.effective_client_policy": "Board"}
    state = lync_state(POLICIES, f"client_policy: null, {POOL}", seen=seen)
    assert gap(state, CLIENT)[:2] == ("sites", "pool pool1.x.y")


def test_a_policy_that_is_about_to_be_granted_goes_before_the_one_in_effect() -> None:
    seen = {"lync.client_policy": "", "lync.effective_client_policy": "Site:Redmond"}
    state = lync_state(POLICIES, f"client_policy: Board, {POOL}", SITES, seen=seen)
    assert shown(counts(state, CLIENT)) == ("Board", "granted per user", ["Site:Redmond", "Global"])


def test_the_site_of_the_pool_goes_before_what_is_in_effect() -> None:
    seen = {"lync.client_policy": "", "lync.effective_client_policy": "Global"}
    state = lync_state(POLICIES, f"client_policy: null, {POOL}", SITES, seen=seen)
    assert shown(counts(state, CLIENT))[0] == "Site:Redmond"


def test_the_policy_in_effect_in_teams() -> None:
    state = teams_state(None, "effective_calling_policy: Board")
    assert shown(counts(state, CALLING)) == ("Board", "in effect, as Get-CsOnlineUser shows", ["Global"])


def test_a_group_policy_that_is_not_declared_is_asked_for_where_only_global_is() -> None:
    groups = "{group: board@x.y, policy_type: TeamsCallingPolicy, policy_name: Unseen, rank: 1}"
    state = teams_state(groups, policies="Global: {AllowDelegation: false}")
    assert gap(state, CALLING)[:3] == ("teams_calling_policies", "ann@x.y", "teams_calling_policies.Unseen")


# -- settings in words ------------------------------------------------------------------------------------------------


def setting_in(state: State, kind: PolicyKind, name: str) -> EffectiveSetting:
    found = effective_setting(person(state, "ann@x.y"), kind, name, state)
    assert not isinstance(found, Unknown), found
    return found


def voice_state(settings: str) -> State:
    return state_of(f"""
        delegint: 1
        recipients: {{ann@x.y: {{lync: {{voice_policy: null}}}}}}
        voice_policies: {{Global: {{{settings}}}}}
        """)


@pytest.mark.parametrize(
    ("settings", "name", "words", "stated", "value"),
    [
        (f"{SYNC}: true", SYNC, f"{SYNC} is true in", True, True),
        (f"{SYNC}: false", SYNC.lower(), f"{SYNC} is false in", False, False),
        (f"{SYNC}: null", SYNC, f"{SYNC} is blank in", None, None),
        ("", SYNC, f"{SYNC} is blank in", None, None),
        ("MaximumNumberOfContacts: 250.0", "MaximumNumberOfContacts", "MaximumNumberOfContacts is 250 in", 250, 250),
        ("MaximumNumberOfContacts: 250", "MaximumNumberOfContacts", "MaximumNumberOfContacts is 250 in", 250, 250),
        ("displayphoto: NoPhoto", "DisplayPhoto", "DisplayPhoto is NoPhoto in", "NoPhoto", "NoPhoto"),
        ("", "DisplayPhoto", "DisplayPhoto is blank in", None, "AllPhotos"),
    ],
)
def test_a_setting_of_a_client_policy(settings: str, name: str, words: str, stated: object, value: object) -> None:
    found = setting_in(lync_state(f"Global: {{{settings}}}", "client_policy: null"), CLIENT, name)
    assert str(found) == f"{words} the client policy Global (the Global policy, as no narrower one applies)"
    assert (found.stated, found.value) == (stated, value)


@pytest.mark.parametrize(
    ("settings", "name", "words", "value"),
    [
        ("", "EnableDelegation", "EnableDelegation is true by default in", True),
        ("EnableDelegation: null", "EnableDelegation", "EnableDelegation is true by default in", True),
        ("PstnUsages: [Local, Long]", "PstnUsages", "PstnUsages is Local, Long in", None),
        ("PstnUsages: []", "PstnUsages", "PstnUsages is an empty list in", None),
        ("", "PSTNVoicemailEscapeTimer", "PSTNVoicemailEscapeTimer is 1500 by default in", 1500),
        (
            "",
            "CallForwardingSimulRingUsageType",
            "CallForwardingSimulRingUsageType is VoicePolicyUsage by default in",
            "VoicePolicyUsage",
        ),
    ],
)
def test_a_setting_that_is_left_out_has_its_default(settings: str, name: str, words: str, value: object) -> None:
    found = setting_in(voice_state(settings), VOICE, name)
    assert str(found).startswith(words)
    assert found.value == value


def test_where_a_setting_stands() -> None:
    state = lync_state(
        f"Global: {{{SYNC}: true}}, Blank: {{{SYNC}: null}}, Without: {{DisableSavingIM: true}}", "client_policy: null"
    )
    places = [str(place_of_setting(policy, SYNC)) for policy in state.policies(CLIENT)]
    assert places == ["state.yaml:5:56", "state.yaml:5:71", "state.yaml:5:106"]


@pytest.mark.parametrize(
    ("settings", "message"), [(f"{SYNC}: false", "false here"), (f"{SYNC}: null", "blank here"), ("", "left out here")]
)
def test_the_related_place_tells_what_stands_there(settings: str, message: str) -> None:
    found = setting_in(lync_state(f"Global: {{{settings}}}", "client_policy: null"), CLIENT, SYNC)
    assert found.related.message == message
    assert found.related.place == found.place


@pytest.mark.parametrize(
    ("own", "site", "everybody", "words"),
    [
        ("", "", f"{SYNC}: true", "; Global says true and does not count"),
        (
            f"{SYNC}: null",
            f"{SYNC}: true",
            f"{SYNC}: true",
            "; Site:Redmond says true and does not count; Global says true and does not count",
        ),
        (f"{SYNC}: false", f"{SYNC}: true", f"{SYNC}: false", "; Site:Redmond says true and does not count"),
        (f"{SYNC}: true", f"{SYNC}: true", f"{SYNC}: null", ""),
        ("", f"{SYNC}: null", "", ""),
    ],
)
def test_wider_policies_that_say_something_else(own: str, site: str, everybody: str, words: str) -> None:
    policies = f"Board: {{{own}}}, Global: {{{everybody}}}, 'Site:Redmond': {{{site}}}"
    found = setting_in(lync_state(policies, f"client_policy: Board, {POOL}", SITES), CLIENT, SYNC)
    assert str(found).partition("(granted per user)")[2] == words
    wider = found.wider(value=True)
    expected = "Site:Redmond" if site == f"{SYNC}: true" else "Global" if everybody == f"{SYNC}: true" else "None"
    assert str(wider) == expected


# -- settings that nobody knows ---------------------------------------------------------------------------------------


def test_a_setting_of_the_global_policy_that_is_not_declared() -> None:
    state = lync_state("Board: {}", "client_policy: null")
    found = effective_setting(person(state, "ann@x.y"), CLIENT, SYNC, state)
    assert isinstance(found, Unknown)
    assert (found.fact, found.subject, found.declare) == (
        "client_policies", "the Global client policy", "client_policies.Global",
    )  # fmt: skip


def test_a_setting_where_nobody_knows_the_policy() -> None:
    state = lync_state("Global: {}", "")
    found = effective_setting(person(state, "ann@x.y"), CLIENT, SYNC, state)
    assert isinstance(found, Unknown)
    assert found.fact == "lync.client_policy"


@pytest.mark.parametrize("settings", ["", "AllowDelegation: null", "AllowDelegation: 'no'", "AllowDelegation: 1"])
def test_a_setting_without_a_default_that_the_policy_does_not_say(settings: str) -> None:
    state = teams_state("", policies=f"Global: {{{settings}}}")
    found = effective_setting(person(state, "ann@x.y"), CALLING, "allowdelegation", state)
    assert isinstance(found, Unknown)
    assert (found.fact, found.subject, found.declare, found.cmdlet) == (
        "AllowDelegation", "the Teams calling policy Global", "teams_calling_policies.Global.AllowDelegation",
        "Get-CsTeamsCallingPolicy",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "name", "says"),
    [
        (f"{SYNC}: 'true'", SYNC, False),
        (f"{SYNC}: [true]", SYNC, False),
        ("MaximumNumberOfContacts: true", "MaximumNumberOfContacts", False),
        ("MaximumNumberOfContacts: [1]", "MaximumNumberOfContacts", False),
        ("IMWarning: {a: b}", "IMWarning", False),
        ("IMWarning: careful", "IMWarning", True),
        ("PolicyEntry: [{Name: A, Value: B}]", "PolicyEntry", True),
        ("", "PolicyEntry", True),
    ],
)
def test_values_that_say_something(settings: str, name: str, says: bool) -> None:
    state = lync_state(f"Global: {{{settings}}}", "client_policy: null")
    [policy] = state.policies(CLIENT)
    assert says_anything(CLIENT.settings[name.casefold()], policy.setting(name)) is says


def test_a_setting_that_may_not_be_blank_and_has_no_default() -> None:
    assert says_anything(Setting("A", "string"), None) is False
    assert says_anything(Setting("A", "string", nullable=True), None) is True
    assert says_anything(Setting("A", "integer", default=0), None) is True
