"""What becomes of an attribute on its way through the rules: every verdict, on real XML, and whatever the rules are."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegint.model.sync_proof import DIRECTIONS, Direction, ProvedFlow, Verdict, proofs, prove
from delegint.model.sync_rules import (
    DELEGATION_ATTRIBUTES,
    Condition,
    Connector,
    Directory,
    SyncConfiguration,
    SyncFlow,
    SyncRule,
    configuration_in,
)
from delegint.model.sync_scope import OBJECT_KINDS, ObjectKind
from tests.snapshot.entra_sync.servers import (
    BROUGHT,
    ENTRA,
    FABRIKAM,
    IN_FROM_AAD,
    IN_FROM_AD,
    OUT_TO_AAD,
    OUT_TO_AD,
    REAL,
    WRITEBACK,
    connector,
    engine_of,
    entra,
    files_of,
    flow,
    forest,
    needs_real,
    of_files,
    read,
    rule,
)

BOTH = (forest(), entra())
"""The connectors, each without a selection of attributes."""
OFF = "<disabled>True</disabled>"
IN, UP, OUT_UP = "In from AAD - User Exchange Hybrid", "In from AD - User Exchange", "Out to AAD - User ExchangeOnline"
INTO = f"{IN} brings it in as cloudPublicDelegates"
WRITTEN = f"{WRITEBACK} writes it out"
UP_AND_OUT = f"{UP} brings it in, and {OUT_UP} writes it out"
CLEARED = flow(expression="AuthoritativeNull")
STOP = rule("Stop", precedence=50, flows=CLEARED)


def _configuration(folder: Path, *written: str) -> SyncConfiguration:
    found = engine_of(of_files(folder, files_of(*written))).configuration
    assert found is not None
    return found


def _proofs(
    folder: Path, *written: str, attribute: str = "publicDelegates", way: Direction = "down", kind: ObjectKind = "user"
) -> tuple[ProvedFlow, ...]:
    return prove(_configuration(folder, *written), attribute, way, kind)


def _proof(
    folder: Path, *written: str, attribute: str = "publicDelegates", way: Direction = "down", kind: ObjectKind = "user"
) -> ProvedFlow:
    [proof] = _proofs(folder, *written, attribute=attribute, way=way, kind=kind)
    assert (proof.attribute, proof.direction, proof.kind, proof.forest) == (attribute, way, kind, "")
    return proof


class _Case(NamedTuple):
    """Connectors and rules, and what they make of publicDelegates of users."""

    written: tuple[str, ...]
    rules: list[str]
    reason: str
    way: Direction = "down"


def _check(folder: Path, case: _Case, verdict: Verdict, *, for_some: bool = False) -> None:
    proof = _proof(folder, *case.written, way=case.way)
    assert (proof.verdict, [found.name for found in proof.rules], proof.reason, proof.for_some) == (
        verdict,
        case.rules,
        case.reason,
        for_some,
    )


# -- flows --------------------------------------------------------------------------------------------------------

ALL = f"{INTO}, and {WRITTEN}"
FLOWS = {
    "back by the rules of the product": _Case((*BOTH, *BROUGHT), [IN, WRITEBACK], ALL),
    "up by the rules of the product": _Case((*BOTH, *BROUGHT), [UP, OUT_UP], UP_AND_OUT, "up"),
    "told by the names alone, back": _Case(BROUGHT, [IN, WRITEBACK], ALL),
    "told by the names alone, up": _Case(BROUGHT, [UP, OUT_UP], UP_AND_OUT, "up"),
    "what is no connector to a forest leads to Entra ID": _Case((forest(), *BROUGHT), [IN, WRITEBACK], ALL),
    "the connector to Entra ID alone": _Case((entra(), *BROUGHT), [IN, WRITEBACK], ALL),
    "selected at both connectors, in any case": _Case(
        (forest("PUBLICDELEGATES"), entra("mail", "CloudPublicDelegates"), *BROUGHT), [IN, WRITEBACK], ALL
    ),
    "a rule of ones own, by its connector": _Case(
        (
            *BOTH,
            rule("Our way in", "Inbound", to="delegatesFromCloud", connector=ENTRA),
            rule("Our way out", source="delegatesFromCloud"),
        ),
        ["Our way in", "Our way out"],
        "Our way in brings it in as delegatesFromCloud, and Our way out writes it out",
    ),
    "rules that name neither an object nor a connector": _Case(
        (
            *BOTH,
            rule("In", "Inbound", to="cloudPublicDelegates", connector="", kind=""),
            rule("Out", connector="", kind="*"),
        ),
        ["In", "Out"],
        "In brings it in as cloudPublicDelegates, and Out writes it out",
    ),
    "of two rules the stronger one": _Case(
        (*BOTH, IN_FROM_AAD, OUT_TO_AD, rule("A copy", precedence=7)),
        [IN, "A copy"],
        f"{INTO}, and A copy writes it out",
    ),
    "a rule without a precedence is the weakest": _Case(
        (*BOTH, IN_FROM_AAD, rule("A copy"), OUT_TO_AD), [IN, WRITEBACK], ALL
    ),
    "a copy does the work of a disabled rule": _Case(
        (*BOTH, IN_FROM_AAD, rule(disabled=OFF, precedence=158), rule("A copy", precedence=200)),
        [IN, "A copy"],
        f"{INTO}, and A copy writes it out",
    ),
    "a copy does the work of a rule that is for nobody": _Case(
        (*BOTH, IN_FROM_AAD, rule(scope=["mailNickname ISNULL"], precedence=158), rule("A copy", precedence=200)),
        [IN, "A copy"],
        f"{INTO}, and A copy writes it out",
    ),
    "kept in two places, of which one is written out": _Case(
        (*BOTH, rule("Aside", "Inbound", to="aside", connector=ENTRA, precedence=9), IN_FROM_AAD, OUT_TO_AD),
        [IN, WRITEBACK],
        ALL,
    ),
    "kept as it is before what is made of it": _Case(
        (
            *BOTH,
            rule(
                "Both", "Inbound", connector=ENTRA, precedence=9,
                flows=flow("delegateCount", "cloudPublicDelegates", expression="Count([cloudPublicDelegates])")
                + flow("delegatesFromCloud", "cloudPublicDelegates"),
            ),
            rule("Counted", precedence=1, flows=flow("publicDelegates", "delegateCount", merge="Merge")),
            rule("Plain", precedence=2, flows=flow("publicDelegates", "delegatesFromCloud", merge="Merge")),
        ),
        ["Both", "Plain"],
        "Both brings it in as delegatesFromCloud, and Plain writes it out",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FLOWS)
def test_it_flows_where_one_rule_brings_it_in_and_another_writes_it_out(name: str, tmp_path: Path) -> None:
    _check(tmp_path, FLOWS[name], "flows")


NO_OBSTACLE = {
    "a weaker rule": rule("Stop", precedence=500, flows=CLEARED),
    "a rule of the same precedence": rule("Stop", precedence=158, flows=CLEARED),
    "a disabled rule": rule("Stop", precedence=50, disabled=OFF, flows=CLEARED),
    "a rule for another type of object": rule("Stop", precedence=50, kind="group", flows=CLEARED),
    "a rule that is for nobody": rule("Stop", precedence=50, scope=["mailNickname ISNULL"], flows=CLEARED),
    "a rule that adds to the list": rule(
        "More", precedence=50, flows=flow("publicDelegates", "assistant", merge="Merge")
    ),
    "a rule for another attribute": rule("Other", precedence=50, flows=flow("proxyAddresses", constant="x")),
    "a rule that gives no value": rule("Pass", precedence=50, flows=flow(expression="NULL")),
    "a rule that passes": rule("Pass", precedence=50, flows=flow(expression=" IgnoreThisFlow ")),
    "a constant without text": rule("Pass", precedence=50, flows=flow(constant='""')),
    "a constant that is not there": rule("Pass", precedence=50, flows=flow()),
    "a rule to the other side": rule("Up", precedence=50, connector=ENTRA, flows=CLEARED),
}


@pytest.mark.parametrize("name", NO_OBSTACLE)
def test_not_every_rule_for_the_same_attribute_is_in_the_way(name: str, tmp_path: Path) -> None:
    _check(tmp_path, _Case((*BOTH, *BROUGHT, NO_OBSTACLE[name]), [IN, WRITEBACK], ALL), "flows")


@pytest.mark.parametrize("merge", ["Merge", "MergeCaseInsensitive"])
def test_what_is_merged_takes_no_precedence_over_others(merge: str, tmp_path: Path) -> None:
    merging = rule(precedence=158, flows=flow("publicDelegates", "cloudPublicDelegates", merge=merge))
    _check(tmp_path, _Case((*BOTH, IN_FROM_AAD, STOP, merging), [IN, WRITEBACK], ALL), "flows")


def test_a_stronger_rule_for_some_objects_is_an_exception(tmp_path: Path) -> None:
    stop = rule(
        "Stop", precedence=50, scope=["extensionAttribute1 EQUAL x, cloudMastered NOTEQUAL True"], flows=CLEARED
    )
    other = rule("Other", precedence=51, scope=["department EQUAL y"], source="assistant")
    proof = _proof(tmp_path, *BOTH, *BROUGHT, stop, other)
    assert (proof.verdict, proof.for_some) == ("overridden", True)
    assert proof.reason == (
        f"{ALL}, but for objects with extensionAttribute1 EQUAL x Stop writes a value of its own to publicDelegates"
        f" before {WRITEBACK} can (precedence 50 before 158)"
    )


def test_a_rule_for_all_goes_before_one_for_some(tmp_path: Path) -> None:
    some = rule("Some", precedence=50, scope=["department EQUAL y"], flows=CLEARED)
    every = rule("Every", precedence=60, flows=CLEARED)
    proof = _proof(tmp_path, *BOTH, *BROUGHT, some, every)
    assert (proof.verdict, proof.for_some) == ("overridden", False)
    assert proof.reason.startswith(f"{INTO}, and Every writes a value of its own")


def test_a_rule_without_a_precedence_may_be_in_the_way(tmp_path: Path) -> None:
    proof = _proof(tmp_path, *BOTH, *BROUGHT, rule("Stop", flows=CLEARED))
    assert proof.verdict == "unknown"
    assert "if it has precedence" in proof.reason


def test_an_expression_that_clears_the_attribute_for_some(tmp_path: Path) -> None:
    legal = flow("publicDelegates", "cloudPublicDelegates", expression='IIF([department]="x",AuthoritativeNull,[a])')
    proof = _proof(tmp_path, *BOTH, IN_FROM_AAD, IN_FROM_AD, rule("Legal", precedence=50, flows=legal))
    assert (proof.verdict, proof.for_some) == ("filtered", True)
    assert proof.reason.endswith("Legal writes it out by an expression that clears it for some objects")


def test_a_rule_in_doubt_goes_before_one_that_is_for_nobody(tmp_path: Path) -> None:
    nobody = rule("Nobody", scope=["mailNickname ISNULL"])
    assert _proof(tmp_path, *BOTH, IN_FROM_AAD, nobody, rule("Doubtful", disabled="")).verdict == "unknown"


def test_a_rule_in_doubt_keeps_the_name_in_the_metaverse(tmp_path: Path) -> None:
    into = rule("In", "Inbound", to="ours", connector=ENTRA, disabled="")
    out = rule("Out", source="ours")
    assert _proof(tmp_path, *BOTH, into, out, OUT_TO_AAD).verdict == "unknown"


def test_a_connector_that_is_not_in_the_export_leaves_it_open(tmp_path: Path) -> None:
    elsewhere = rule("Elsewhere", connector=FABRIKAM)
    assert _proof(tmp_path, *BOTH, IN_FROM_AAD, IN_FROM_AD, elsewhere).verdict == "unknown"


def test_two_servers_in_one_export_prove_nothing_missing(tmp_path: Path) -> None:
    other = entra(identifier=FABRIKAM)
    assert _proof(tmp_path, *BOTH, other, IN_FROM_AAD, OUT_TO_AAD).verdict == "unknown"


# -- filtered -----------------------------------------------------------------------------------------------------

FILTERED = {
    "back: not selected at the connector to Active Directory": _Case(
        (forest("mail"), entra(), *BROUGHT),
        [IN, WRITEBACK],
        f"{ALL}, but publicDelegates is not among the attributes selected at the connector to contoso.com",
    ),
    "back: not selected at the connector to Entra ID": _Case(
        (forest(), entra("mail", "publicDelegates"), *BROUGHT),
        [],
        "its value in Entra ID is not among the attributes selected at the connector to Entra ID",
    ),
    "up: not selected at the connector to Active Directory": _Case(
        (forest("mail"), entra(), *BROUGHT),
        [],
        "publicDelegates is not among the attributes selected at the connector to contoso.com",
        "up",
    ),
    "up: not selected at the connector to Entra ID": _Case(
        (forest(), entra("mail", "cloudPublicDelegates"), *BROUGHT),
        [UP, OUT_UP],
        f"{UP_AND_OUT}, but publicDelegates is not among the attributes selected at the connector to Entra ID",
        "up",
    ),
    "not selected at a connector to Active Directory without a name": _Case(
        (connector(name="", attributes=["mail"]), entra(), *BROUGHT),
        [IN, WRITEBACK],
        f"{ALL}, but publicDelegates is not among the attributes selected at the connector to Active Directory",
    ),
    "by the scope of the rule that writes it out": _Case(
        (*BOTH, IN_FROM_AAD, rule(scope=["cloudMastered EQUAL True, sourceObjectType EQUAL User"])),
        [IN, WRITEBACK],
        f"{ALL}, but for no user (scope: cloudMastered EQUAL True)",
    ),
    "by the scope of the rule that brings it in": _Case(
        (
            *BOTH,
            rule(
                "In", "Inbound", to="cloudPublicDelegates", connector=ENTRA, scope=["mail ISNULL, mailNickname ISNULL"]
            ),
            OUT_TO_AD,
        ),
        ["In"],
        "In brings it in as cloudPublicDelegates, but for no user (scope: mail ISNULL and mailNickname ISNULL)",
    ),
    "for some on the way in, and for nobody on the way out": _Case(
        (
            *BOTH,
            rule("In", "Inbound", to="cloudPublicDelegates", connector=ENTRA, scope=["department EQUAL x"]),
            rule("Out", scope=["mailNickname ISNULL"]),
        ),
        ["In", "Out"],
        "In brings it in as cloudPublicDelegates for objects alone with department EQUAL x, and Out writes it out, "
        "but for no user (scope: mailNickname ISNULL)",
    ),
    "for some on the way in, and not selected where it is to go": _Case(
        (
            forest("mail"),
            entra(),
            rule("In", "Inbound", to="cloudPublicDelegates", connector=ENTRA, scope=["department EQUAL x"]),
            rule("Out"),
        ),
        ["In", "Out"],
        "In brings it in as cloudPublicDelegates for objects alone with department EQUAL x, and Out writes it out, but "
        "publicDelegates is not among the attributes selected at the connector to contoso.com",
    ),
}


@pytest.mark.parametrize("name", FILTERED)
def test_it_is_filtered_where_no_such_object_or_not_the_attribute_passes(name: str, tmp_path: Path) -> None:
    _check(tmp_path, FILTERED[name], "filtered")


FOR_SOME = {
    "on the way out": _Case(
        (
            *BOTH,
            IN_FROM_AAD,
            rule(scope=["extensionAttribute1 EQUAL x, mailNickname ISNOTNULL, department NOTEQUAL y"]),
        ),
        [IN, WRITEBACK],
        f"{ALL} for objects alone with extensionAttribute1 EQUAL x and department NOTEQUAL y",
    ),
    "on the way in": _Case(
        (
            *BOTH,
            rule("In", "Inbound", to="cloudPublicDelegates", connector=ENTRA, scope=["department EQUAL x"]),
            OUT_TO_AD,
        ),
        ["In", WRITEBACK],
        f"In brings it in as cloudPublicDelegates for objects alone with department EQUAL x, and {WRITTEN}",
    ),
    "on both": _Case(
        (
            *BOTH,
            rule("In", "Inbound", to="cloudPublicDelegates", connector=ENTRA, scope=["department EQUAL x"]),
            rule("Out", scope=["company EQUAL y"]),
        ),
        ["In", "Out"],
        "In brings it in as cloudPublicDelegates for objects alone with department EQUAL x, and Out writes it out for "
        "objects alone with company EQUAL y",
    ),
}


@pytest.mark.parametrize("name", FOR_SOME)
def test_it_is_filtered_where_a_scope_asks_for_what_only_the_object_can_tell(name: str, tmp_path: Path) -> None:
    _check(tmp_path, FOR_SOME[name], "filtered", for_some=True)


def test_what_is_not_selected_flows_for_nobody_whatever_the_scope(tmp_path: Path) -> None:
    some = rule(scope=["department EQUAL x"])
    proof = _proof(tmp_path, forest("mail"), entra(), IN_FROM_AAD, some)
    assert (proof.verdict, proof.for_some) == ("filtered", False)


def test_what_is_overridden_for_all_flows_for_nobody_whatever_the_scope(tmp_path: Path) -> None:
    some = rule(scope=["department EQUAL x"], precedence=158)
    proof = _proof(tmp_path, *BOTH, IN_FROM_AAD, some, STOP)
    assert (proof.verdict, proof.for_some) == ("overridden", False)


# -- overridden ---------------------------------------------------------------------------------------------------


def _before(name: str, what: str, to: str, other: str, numbers: str) -> str:
    return f"{name} writes {what} to {to} before {other} can (precedence {numbers})"


OVERRIDDEN = {
    "by what clears it": _Case(
        (*BOTH, *BROUGHT, STOP),
        [IN, WRITEBACK],
        f"{INTO}, and {_before('Stop', 'a value of its own', 'publicDelegates', WRITEBACK, '50 before 158')}",
    ),
    "by a constant": _Case(
        (*BOTH, *BROUGHT, rule("Fixed", precedence=157, flows=flow("PUBLICdelegates", constant="CN=boss"))),
        [IN, WRITEBACK],
        f"{INTO}, and {_before('Fixed', 'a value of its own', 'publicDelegates', WRITEBACK, '157 before 158')}",
    ),
    "by the constant that clears it": _Case(
        (*BOTH, *BROUGHT, rule("Stop", precedence=0, flows=flow(constant="AuthoritativeNull"))),
        [IN, WRITEBACK],
        f"{INTO}, and {_before('Stop', 'a value of its own', 'publicDelegates', WRITEBACK, '0 before 158')}",
    ),
    "by another attribute": _Case(
        (*BOTH, *BROUGHT, rule("Other", precedence=50, source="assistant")),
        [IN, WRITEBACK],
        f"{INTO}, and {_before('Other', 'another attribute', 'publicDelegates', WRITEBACK, '50 before 158')}",
    ),
    "by a rule for every object": _Case(
        (*BOTH, *BROUGHT, rule("Other", precedence=50, source="assistant", kind="*")),
        [IN, WRITEBACK],
        f"{INTO}, and {_before('Other', 'another attribute', 'publicDelegates', WRITEBACK, '50 before 158')}",
    ),
    "by a second rule, where the first is for some objects": _Case(
        (*BOTH, *BROUGHT, rule("First", precedence=1, scope=["department EQUAL x"], flows=CLEARED), STOP),
        [IN, WRITEBACK],
        f"{INTO}, and {_before('Stop', 'a value of its own', 'publicDelegates', WRITEBACK, '50 before 158')}",
    ),
    "on the way in, from the other directory": _Case(
        (*BOTH, *BROUGHT, rule("Stop", "Inbound", precedence=9, flows=flow("cloudPublicDelegates", constant="x"))),
        [IN],
        _before("Stop", "a value of its own", "cloudPublicDelegates", IN, "9 before 150"),
    ),
    "up, on the way in": _Case(
        (*BOTH, *BROUGHT, rule("Other", "Inbound", precedence=9, source="managedBy")),
        [UP],
        _before("Other", "another attribute", "publicDelegates", UP, "9 before 108"),
        "up",
    ),
    "up, on the way out": _Case(
        (*BOTH, *BROUGHT, rule("Stop", precedence=9, connector=ENTRA, flows=CLEARED)),
        [UP, OUT_UP],
        f"{UP} brings it in, and {_before('Stop', 'a value of its own', 'publicDelegates', OUT_UP, '9 before 125')}",
        "up",
    ),
    "for those that it is brought in for": _Case(
        (
            *BOTH,
            rule("In", "Inbound", to="cloudPublicDelegates", connector=ENTRA, scope=["department EQUAL x"]),
            OUT_TO_AD,
            STOP,
        ),
        ["In", WRITEBACK],
        "In brings it in as cloudPublicDelegates for objects alone with department EQUAL x, and "
        + _before("Stop", "a value of its own", "publicDelegates", WRITEBACK, "50 before 158"),
    ),
}


@pytest.mark.parametrize("name", OVERRIDDEN)
def test_it_is_overridden_where_a_stronger_rule_writes_something_else(name: str, tmp_path: Path) -> None:
    _check(tmp_path, OVERRIDDEN[name], "overridden")


def test_a_constant_at_the_same_connector_overrides_without_the_connectors_too(tmp_path: Path) -> None:
    assert _proof(tmp_path, *BROUGHT, STOP).verdict != "flows"


def test_a_stronger_rule_that_does_not_say_whether_it_is_disabled_leaves_it_open(tmp_path: Path) -> None:
    stop = rule("Stop", precedence=50, disabled="", flows=CLEARED)
    assert _proof(tmp_path, *BOTH, *BROUGHT, stop).verdict == "unknown"


# -- missing ------------------------------------------------------------------------------------------------------

NOT_OUT = f"{INTO}, and no rule writes it out to publicDelegates"
MISSING = {
    "no rule brings it in": _Case((*BOTH, IN_FROM_AD, OUT_TO_AD), [], "no rule brings it in"),
    "no rule writes it out": _Case((*BOTH, IN_FROM_AAD, OUT_TO_AAD), [IN], NOT_OUT),
    "no rule writes it out, and the connectors are not there": _Case((IN_FROM_AD, IN_FROM_AAD), [IN], NOT_OUT),
    "up: no rule brings it in": _Case((*BOTH, IN_FROM_AAD, OUT_TO_AAD), [], "no rule brings it in", "up"),
    "up: no rule writes it out": _Case(
        (*BOTH, IN_FROM_AD, OUT_TO_AD),
        [UP],
        f"{UP} brings it in, and no rule writes it out to publicDelegates",
        "up",
    ),
    "the rule that brings it in is disabled": _Case(
        (*BOTH, rule("In", "Inbound", to="cloudPublicDelegates", connector=ENTRA, disabled=OFF), OUT_TO_AD),
        [],
        "In, which brings it in, is disabled",
    ),
    "the rule that writes it out is disabled": _Case(
        (*BOTH, *BROUGHT[:3], rule(disabled=OFF)), [IN], f"{INTO}, and {WRITEBACK}, which writes it out, is disabled"
    ),
    "of two disabled rules the stronger one is named": _Case(
        (*BOTH, IN_FROM_AAD, rule("Weak", disabled=OFF, precedence=9), rule("Strong", disabled=OFF, precedence=8)),
        [IN],
        f"{INTO}, and Strong, which writes it out, is disabled",
    ),
    "a rule to Entra ID is no writeback": _Case(
        (*BOTH, IN_FROM_AAD, rule("Back up", connector=ENTRA)), [IN], NOT_OUT
    ),
    "a rule of another attribute is no writeback": _Case(
        (*BOTH, IN_FROM_AAD, rule("Other", to="proxyAddresses")), [IN], NOT_OUT
    ),
    "brought in for some, and not written out": _Case(
        (
            *BOTH,
            rule("In", "Inbound", to="cloudPublicDelegates", connector=ENTRA, scope=["department EQUAL x"]),
            OUT_TO_AAD,
        ),
        ["In"],
        "In brings it in as cloudPublicDelegates for objects alone with department EQUAL x, and no rule writes it out "
        "to publicDelegates",
    ),
    "what is not selected matters to nobody where no rule takes it": _Case(
        (forest("mail"), entra("mail"), OUT_TO_AD, IN_FROM_AD), [], "no rule brings it in"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISSING)
def test_it_is_missing_where_no_rule_in_force_takes_it_on(name: str, tmp_path: Path) -> None:
    _check(tmp_path, MISSING[name], "missing")


@pytest.mark.parametrize("kind", ["inetOrgPerson", "computer", "Group", "contact", "person"])
def test_other_types_of_objects_are_no_users(kind: str, tmp_path: Path) -> None:
    out = rule(kind=kind)
    _check(tmp_path / "out", _Case((*BOTH, IN_FROM_AAD, out), [IN], NOT_OUT), "missing")
    into = rule("In", "Inbound", to="cloudPublicDelegates", connector=ENTRA, kind=kind)
    _check(tmp_path / "in", _Case((*BOTH, into, OUT_TO_AD), [], "no rule brings it in"), "missing")


@pytest.mark.parametrize("kind", ["contact", "group"])
def test_contacts_and_groups_have_rules_of_their_own(kind: ObjectKind, tmp_path: Path) -> None:
    into = rule("In", "Inbound", source="publicDelegates", kind=kind.title())
    out = rule(
        "Out", source="publicDelegates", connector=ENTRA, kind=kind, scope=[f"sourceObjectType EQUAL {kind.title()}"]
    )
    found = {asked: _proof(tmp_path, *BOTH, into, out, way="up", kind=asked) for asked in OBJECT_KINDS}
    assert {asked: proof.verdict for asked, proof in found.items()} == {
        asked: "flows" if asked == kind else "missing" for asked in OBJECT_KINDS
    }
    assert found[kind].reason == "In brings it in, and Out writes it out"


# -- unknown ------------------------------------------------------------------------------------------------------

NOT_WHOLE = "the export is not whole: it does not show what the rules do with"
UNDECIDED = "the connectors are not in the export, which tell where a rule writes to"
UNKNOWN = {
    "the rule that brings it in does not say whether it is disabled": _Case(
        (*BOTH, rule("In", "Inbound", to="cloudPublicDelegates", connector=ENTRA, disabled=""), OUT_TO_AD),
        [WRITEBACK],
        "In, which brings it in, does not say whether it is disabled",
    ),
    "the rule that writes it out does not": _Case(
        (*BOTH, IN_FROM_AAD, rule(disabled="<disabled>perhaps</disabled>")),
        [IN],
        f"{INTO}, and {WRITEBACK}, which writes it out, does not say whether it is disabled",
    ),
    "of one that is disabled and one that does not say so": _Case(
        (*BOTH, IN_FROM_AAD, rule(disabled=OFF, precedence=1), rule("A copy", disabled="", precedence=2)),
        [IN],
        f"{INTO}, and A copy, which writes it out, does not say whether it is disabled",
    ),
    "the way out alone": _Case((OUT_TO_AD,), [WRITEBACK], f"{NOT_WHOLE} Entra ID"),
    "nothing of the way out": _Case((IN_FROM_AAD,), [IN], f"{INTO}, and {NOT_WHOLE} Active Directory"),
    "nothing of either way": _Case((rule(to="proxyAddresses"),), [], f"{NOT_WHOLE} Entra ID"),
    "up: the way out alone": _Case((OUT_TO_AAD,), [OUT_UP], f"{NOT_WHOLE} Active Directory", "up"),
    "up: nothing of the way out": _Case(
        (IN_FROM_AD,), [UP], f"{UP} brings it in, and {NOT_WHOLE} Entra ID", "up"
    ),
    "rules in one direction, with the connectors": _Case(
        (*BOTH, IN_FROM_AD, IN_FROM_AAD), [IN], f"{INTO}, and {NOT_WHOLE} Active Directory"
    ),
    "a way out of ones own without the connectors": _Case(
        (IN_FROM_AD, rule("In", "Inbound", to="aside", connector=ENTRA), rule("Out", source="aside")),
        ["In"],
        f"In brings it in as aside, and {UNDECIDED}",
    ),
    "a way out of ones own beside that of the product": _Case(
        (IN_FROM_AD, IN_FROM_AAD, rule("Out", source="aside")), [IN], f"{INTO}, and {UNDECIDED}"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNKNOWN)
def test_it_is_unknown_where_the_export_does_not_tell(name: str, tmp_path: Path) -> None:
    _check(tmp_path, UNKNOWN[name], "unknown")


@pytest.mark.parametrize(
    "written",
    [
        rule("Out", source="aside", disabled=OFF),
        rule("Out", source="aside", kind="group"),
        rule("Out", to="mail", source="publicDelegates"),
        rule("In", "Inbound", to="publicDelegates", source="aside"),
    ],
    ids=["disabled", "for groups", "to another attribute", "inbound"],
)
def test_a_rule_that_cannot_be_the_way_out_leaves_nothing_open(written: str, tmp_path: Path) -> None:
    _check(tmp_path, _Case((IN_FROM_AD, IN_FROM_AAD, written), [IN], NOT_OUT), "missing")


def test_a_way_out_that_is_for_nobody_settles_it_whatever_brings_it_in(tmp_path: Path) -> None:
    out = rule(scope=["mailNickname ISNULL"])
    reason = f"{WRITTEN}, but for no user (scope: mailNickname ISNULL)"
    _check(tmp_path / "part", _Case((out,), [WRITEBACK], reason), "filtered")
    doubtful = rule("In", "Inbound", to="cloudPublicDelegates", connector=ENTRA, disabled="")
    _check(tmp_path / "doubt", _Case((*BOTH, doubtful, out), [WRITEBACK], reason), "filtered")


def test_a_way_out_for_some_does_not_settle_what_brings_it_in(tmp_path: Path) -> None:
    proof = _proof(tmp_path, rule(scope=["department EQUAL x"]))
    assert (proof.verdict, proof.for_some) in (("unknown", False), ("filtered", True))


def test_a_disabled_rule_in_an_export_that_is_not_whole_proves_nothing(tmp_path: Path) -> None:
    assert _proof(tmp_path, rule(disabled=OFF)).verdict == "unknown"


# -- what comes back of the addresses -----------------------------------------------------------------------------


def test_of_the_addresses_the_internal_one_of_the_cloud_comes_back(tmp_path: Path) -> None:
    internal = "cloudLegacyExchangeDN"
    into = rule("In", "Inbound", to=internal, source=internal, connector=ENTRA)
    out = rule("Out", to="proxyAddresses", source=internal)
    proof = _proof(tmp_path, *BOTH, into, out, attribute="proxyAddresses")
    assert (proof.verdict, proof.reason) == (
        "flows",
        "In brings it in as cloudLegacyExchangeDN, and Out writes it out",
    )
    assert _proof(tmp_path, *BOTH, into, out, attribute="proxyAddresses", way="up").verdict == "missing"
    assert _proof(tmp_path, *BOTH, into, out, attribute="legacyExchangeDN").reason == (
        "In brings it in as cloudLegacyExchangeDN, and no rule writes it out to legacyExchangeDN"
    )


# -- several forests ----------------------------------------------------------------------------------------------

TWO = (forest(), forest(identifier=FABRIKAM, name="fabrikam.com"), entra())
IN_FROM_FABRIKAM = rule("In from Fabrikam", "Inbound", source="publicDelegates", connector=FABRIKAM, precedence=109)
OUT_TO_FABRIKAM = rule("Out to Fabrikam", connector=FABRIKAM, precedence=159)


def test_each_forest_has_a_proof_of_its_own(tmp_path: Path) -> None:
    found = _proofs(tmp_path, *TWO, *BROUGHT)
    assert [(proof.forest, proof.verdict, proof.reason) for proof in found] == [
        ("contoso.com", "flows", ALL),
        ("fabrikam.com", "missing", NOT_OUT),
    ]
    found = _proofs(tmp_path, *TWO, *BROUGHT, way="up")
    assert [(proof.forest, proof.verdict, proof.reason) for proof in found] == [
        ("contoso.com", "flows", UP_AND_OUT),
        ("fabrikam.com", "missing", "no rule brings it in"),
    ]


def test_forests_that_differ_are_unknown_for_the_server(tmp_path: Path) -> None:
    proof = engine_of(of_files(tmp_path, files_of(*TWO, *BROUGHT))).proof("publicDelegates", "down", "user")
    assert proof is not None
    assert (proof.verdict, proof.rules, proof.reason) == (
        "unknown",
        (),
        f"the forests differ: contoso.com: {ALL}; fabrikam.com: {NOT_OUT}",
    )


def test_forests_that_agree_have_one_answer(tmp_path: Path) -> None:
    engine = engine_of(of_files(tmp_path, files_of(*TWO, *BROUGHT, IN_FROM_FABRIKAM, OUT_TO_FABRIKAM)))
    down, up = (engine.proof("publicDelegates", way, "user") for way in ("down", "up"))
    assert down is not None
    assert up is not None
    assert (down.verdict, down.reason, up.verdict, up.reason) == ("flows", ALL, "flows", UP_AND_OUT)
    group = engine.proof("publicDelegates", "up", "group")
    assert group is not None
    assert (group.verdict, group.reason) == ("missing", "no rule brings it in")


@pytest.mark.parametrize("first_for_some", [True, False])
def test_forests_of_which_one_filters_all_and_one_filters_some_differ(first_for_some: bool, tmp_path: Path) -> None:
    scopes = ["department EQUAL x", "mailNickname ISNULL"][:: 1 if first_for_some else -1]
    outs = [rule(scope=scopes[:1]), rule("Out to Fabrikam", connector=FABRIKAM, scope=scopes[1:])]
    proof = engine_of(of_files(tmp_path, files_of(*TWO, IN_FROM_AAD, *outs))).proof("publicDelegates", "down", "user")
    assert proof is not None
    assert proof.verdict == "unknown"


def test_a_server_without_exported_rules_has_no_proof(tmp_path: Path) -> None:
    engine = engine_of(of_files(tmp_path, files_of(*BOTH)), "{engine: connect}")
    assert engine.configuration is None
    assert engine.proof("publicDelegates", "down", "user") is None
    assert configuration_in(None) is None


def test_what_is_asked_twice_is_proved_once(tmp_path: Path) -> None:
    engine = engine_of(of_files(tmp_path, files_of(*BOTH, *BROUGHT)))
    assert engine.proof("publicDelegates", "up", "user") is engine.proof("publicDelegates", "up", "user")


# -- the configuration as read ------------------------------------------------------------------------------------


def test_a_configuration_is_read_from_the_files(tmp_path: Path) -> None:
    other = "44444444-4444-4444-4444-444444444444"
    written = rule(
        "Out",
        scope=["mailNickname IsNotNull, extensionAttribute1 EQUAL a b", "mail ISNOTNULL"],
        precedence=7,
        disabled="",
        flows=flow("publicDelegates", "CloudPublicDelegates", "Other", expression="x", merge="Merge")
        + flow("mail", "mail")
        + flow("proxyAddresses", constant="y"),
    )
    read = _configuration(
        tmp_path, forest("mail", "PublicDelegates"), connector(other, "Extensible2", subtype="SQL"), entra(), written
    )
    expected = SyncConfiguration(
        rules=(
            SyncRule(
                name="Out",
                outbound=True,
                object="user",
                connector="11111111-1111-1111-1111-111111111111",
                precedence=7,
                disabled=None,
                scope=(
                    (Condition("mailNickname", "ISNOTNULL", ""), Condition("extensionAttribute1", "EQUAL", "a b")),
                    (Condition("mail", "ISNOTNULL", ""),),
                ),
                flows=(
                    SyncFlow("publicDelegates", frozenset({"cloudpublicdelegates", "other"}), "", "x", merges=True),
                    SyncFlow("proxyAddresses", frozenset(), "y"),
                ),
            ),
        ),
        connectors=(
            Connector(
                "11111111-1111-1111-1111-111111111111",
                "active_directory",
                "contoso.com",
                frozenset({"publicdelegates"}),
            ),
            Connector(other, "other", "", None),
            Connector(ENTRA, "entra", "", None),
        ),
    )
    assert (read.rules, read.connectors, read.is_whole) == (expected.rules, expected.connectors, True)


def test_a_rule_to_another_directory_is_neither_way(tmp_path: Path) -> None:
    other = "44444444-4444-4444-4444-444444444444"
    sql = connector(other, "Extensible2", subtype="Generic SQL")
    out = rule("Out to SQL", connector=other)
    _check(tmp_path, _Case((*BOTH, sql, IN_FROM_AAD, out), [IN], NOT_OUT), "missing")


# -- the real server ----------------------------------------------------------------------------------------------

REAL_VERDICTS: dict[tuple[str, Direction], tuple[Verdict, Verdict, Verdict]] = {
    ("publicDelegates", "up"): ("flows", "flows", "flows"),
    ("publicDelegates", "down"): ("missing", "missing", "missing"),
    ("proxyAddresses", "up"): ("flows", "flows", "flows"),
    ("proxyAddresses", "down"): ("flows", "flows", "flows"),
    ("msExchRecipientDisplayType", "up"): ("flows", "flows", "flows"),
    ("msExchRecipientDisplayType", "down"): ("missing", "missing", "missing"),
    ("msExchDelegateListLink", "up"): ("flows", "missing", "missing"),
    ("msExchDelegateListLink", "down"): ("missing", "missing", "missing"),
    ("msExchHideFromAddressLists", "up"): ("flows", "flows", "flows"),
    ("msExchHideFromAddressLists", "down"): ("missing", "missing", "missing"),
    ("legacyExchangeDN", "up"): ("flows", "flows", "flows"),
    ("legacyExchangeDN", "down"): ("missing", "missing", "missing"),
}
"""Of users, contacts and groups."""
EXCHANGE_UP = {
    "user": [UP, OUT_UP],
    "contact": ["In from AD - Contact Common", "Out to AAD - Contact ExchangeOnline"],
    "group": ["In from AD - Group Exchange", "Out to AAD - Group ExchangeOnline"],
}
REAL_RULES: dict[tuple[str, Direction], dict[str, list[str]]] = {
    ("publicDelegates", "up"): EXCHANGE_UP,
    ("proxyAddresses", "up"): {
        "user": ["In from AD - User Common from Exchange", "Out to AAD - User Identity"],
        "contact": ["In from AD - Contact Common", "Out to AAD - Contact Identity"],
        "group": ["In from AD - Group Common", "Out to AAD - Group Identity"],
    },
    ("proxyAddresses", "down"): {
        "user": [IN, "Out to AD - User Exchange Hybrid"],
        "contact": ["In from AAD - Contact Exchange Hybrid", "Out to AD - Contact Exchange Hybrid"],
        "group": ["In from AAD - Group Exchange Hybrid", "Out to AD - Group Exchange Hybrid"],
    },
    ("msExchRecipientDisplayType", "up"): EXCHANGE_UP,
    ("msExchDelegateListLink", "up"): {"user": EXCHANGE_UP["user"]},
    ("msExchHideFromAddressLists", "up"): EXCHANGE_UP,
    ("legacyExchangeDN", "up"): EXCHANGE_UP,
}


def _real() -> list[ProvedFlow]:
    configuration = engine_of(read(REAL)).configuration
    assert configuration is not None
    return list(proofs(configuration))


@needs_real
def test_every_verdict_on_the_real_server() -> None:
    found = _real()
    assert [(proof.attribute, proof.direction, proof.kind, proof.verdict) for proof in found] == [
        (attribute, way, kind, verdict)
        for (attribute, way), verdicts in REAL_VERDICTS.items()
        for kind, verdict in zip(("user", "contact", "group"), verdicts, strict=True)
    ]
    assert len(found) == 36
    assert [proof for proof in found if proof.forest or proof.for_some] == []


@needs_real
def test_the_rules_on_the_way_on_the_real_server() -> None:
    flowing: dict[tuple[str, Direction], dict[str, list[str]]] = {}
    for proof in _real():
        if proof.verdict == "flows":
            named = [found.name for found in proof.rules]
            flowing.setdefault((proof.attribute, proof.direction), {})[proof.kind] = named
    assert flowing == REAL_RULES


@needs_real
def test_where_the_real_server_loses_what_comes_back() -> None:
    lost = {
        (proof.attribute, proof.kind): proof.reason
        for proof in _real()
        if proof.direction == "down" and proof.reason not in ("no rule brings it in", "") and proof.verdict != "flows"
    }
    brought = {
        ("publicDelegates", "user"): "cloudPublicDelegates",
        ("publicDelegates", "contact"): "cloudPublicDelegates",
        ("publicDelegates", "group"): "cloudPublicDelegates",
        ("msExchRecipientDisplayType", "user"): "cloudMSExchRecipientDisplayType",
        ("msExchDelegateListLink", "user"): "cloudMSExchDelegateListLink",
        ("legacyExchangeDN", "user"): "cloudLegacyExchangeDN",
        ("legacyExchangeDN", "contact"): "cloudLegacyExchangeDN",
        ("legacyExchangeDN", "group"): "cloudLegacyExchangeDN",
    }
    assert lost == {
        (
            attribute,
            kind,
        ): f"In from AAD - {kind.title()} Exchange Hybrid brings it in as {kept}, and no rule writes it "
        f"out to {attribute}"
        for (attribute, kind), kept in brought.items()
    }


# -- whatever the rules are ---------------------------------------------------------------------------------------

_names = st.sampled_from(
    ["publicDelegates", "cloudPublicDelegates", "proxyAddresses", "cloudLegacyExchangeDN", "legacyExchangeDN", "aside"]
)
_guids = st.sampled_from(["a", "b", "c", "e", ""])
_conditions = st.builds(
    Condition,
    st.sampled_from(["mailNickname", "sourceObjectType", "userAccountControl", "department", ""]),
    st.sampled_from(["ISNULL", "ISNOTNULL", "EQUAL", "NOTEQUAL", "ISBITSET", "LESSTHAN", "STARTSWITH", "ODD", ""]),
    st.sampled_from(["User", "True", "2", "x", ""]),
)
_flows = st.builds(
    SyncFlow,
    _names,
    st.frozensets(_names.map(str.casefold), max_size=2),
    st.sampled_from(["", "", "AuthoritativeNull", "NULL", "x"]),
    st.sampled_from(["", "", "AuthoritativeNull", "IgnoreThisFlow", "[aside]"]),
    st.booleans(),
)
_rules = st.builds(
    SyncRule,
    st.sampled_from(["", "one", "two", "three"]),
    st.booleans(),
    st.sampled_from(["user", "user", "contact", "group", "inetorgperson", "*", ""]),
    _guids,
    st.none() | st.integers(0, 200),
    st.sampled_from([False, False, False, True, None]),
    st.lists(st.lists(_conditions, max_size=2).map(tuple), max_size=2).map(tuple),
    st.lists(_flows, max_size=3).map(tuple),
)
_directories: st.SearchStrategy[Directory] = st.sampled_from(["active_directory", "entra", "other"])
_connectors = st.builds(
    Connector,
    _guids,
    _directories,
    st.sampled_from(["", "contoso.com", "fabrikam.com"]),
    st.none() | st.frozensets(_names.map(str.casefold), max_size=4),
)
_configurations = st.builds(
    SyncConfiguration, st.lists(_rules, max_size=8).map(tuple), st.lists(_connectors, max_size=4).map(tuple)
)


@given(_configurations)
def test_any_configuration_is_proved_and_says_what_it_rests_on(configuration: SyncConfiguration) -> None:
    found = list(proofs(configuration))
    assert found == list(proofs(configuration))
    forests = [known.name for known in configuration.connectors if known.directory == "active_directory"]
    shown = forests if len(forests) > 1 else [""]
    assert [(proof.attribute, proof.direction, proof.kind, proof.forest) for proof in found] == [
        (attribute, way, kind, name)
        for attribute in DELEGATION_ATTRIBUTES
        for way in DIRECTIONS
        for kind in OBJECT_KINDS
        for name in shown
    ]
    for proof in found:
        assert proof.reason
        assert len(proof.rules) <= 2
        assert all(on_the_way.disabled is False for on_the_way in proof.rules)
        assert all(on_the_way.object in ("", "*", proof.kind) for on_the_way in proof.rules)
        if proof.for_some:
            assert proof.verdict == "filtered"
        if proof.verdict == "flows":
            assert [on_the_way.outbound for on_the_way in proof.rules] == [False, True]
            assert [step.name in proof.reason for step in proof.rules] == [True, True]


@given(_configurations)
def test_rules_that_are_all_disabled_carry_nothing(configuration: SyncConfiguration) -> None:
    off = SyncConfiguration(tuple(one._replace(disabled=True) for one in configuration.rules), configuration.connectors)
    assert {(proof.verdict, proof.rules) for proof in proofs(off)} <= {
        ("missing", ()),
        ("unknown", ()),
        ("filtered", ()),
    }


@given(_configurations)
def test_the_verdict_does_not_hang_on_the_order_of_the_files(configuration: SyncConfiguration) -> None:
    rules = [one._replace(precedence=number) for number, one in enumerate(configuration.rules)]
    forth, back = (SyncConfiguration(tuple(rules[::step]), configuration.connectors) for step in (1, -1))
    assert [(proof.verdict, proof.rules, proof.for_some) for proof in proofs(forth)] == [
        (proof.verdict, proof.rules, proof.for_some) for proof in proofs(back)
    ]
