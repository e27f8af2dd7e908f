"""The conditions of scoping filters: whom a rule is for, judged by an ordinary object."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegint.model.sync_rules import Condition, SyncRule
from delegint.model.sync_scope import OBJECT_KINDS, Admission, ObjectKind, admission


def _condition(text: str) -> Condition:
    attribute, operator, *value = text.split(" ", 2)
    return Condition(attribute, operator, "".join(value))


def _rule(*groups: str) -> SyncRule:
    """A rule with these groups of conditions, each written with commas between the conditions."""
    scope = tuple(tuple(map(_condition, group.split(", "))) if group else () for group in groups)
    return SyncRule("Rule", True, "user", "", 100, False, scope, ())


def _admits(*groups: str, kind: ObjectKind = "user") -> bool | None:
    return admission(_rule(*groups), kind).admits


HOLD = [
    "mailNickname ISNOTNULL",
    "mail ISNOTNULL",
    "proxyAddresses ISNOTNULL",
    "sourceAnchor ISNOTNULL",
    "cloudAnchor ISNOTNULL",
    "objectGUID ISNOTNULL",
    "displayName ISNOTNULL",
    "MAILNICKNAME ISNOTNULL",
    "adminDescription ISNULL",
    "adminDescription NOTSTARTSWITH User_",
    "adminDescription NOTENDSWITH _x",
    "adminDescription NOTCONTAINS x",
    "adminDescription NOTEQUAL User_filtered",
    "adminDescription EQUAL",
    "isCriticalSystemObject NOTEQUAL True",
    "isCriticalSystemObject EQUAL FALSE",
    "cloudFiltered NOTEQUAL True",
    "cloudMastered NOTEQUAL True",
    "mailEnabled EQUAL true",
    "contributingConnector EQUAL %Connector.ID%",
    "contributingConnectorExchange EQUAL %connector.id%",
    "memberCount ISBITNOTSET 2",
    "memberCount ISBITSET 1",
    "memberCount ISBITSET 0",
    "memberCount EQUAL 1",
    "accountEnabled ISNOTNULL",
    "memberCount LESSTHAN 50000",
    "memberCount LESSTHAN 2",
    "memberCount LESSTHAN_OR_EQUAL 1",
    "memberCount GREATERTHAN 0",
    "memberCount GREATERTHAN_OR_EQUAL 1",
    "mailEnabled STARTSWITH tr",
    "mailEnabled ENDSWITH UE",
    "mailEnabled CONTAINS ru",
    "memberCount ISNOTNULL",
]
FAIL = [
    "mailNickname ISNULL",
    "sourceAnchor ISNULL",
    "adminDescription ISNOTNULL",
    "adminDescription STARTSWITH User_",
    "adminDescription EQUAL User_filtered",
    "isCriticalSystemObject EQUAL True",
    "cloudFiltered EQUAL True",
    "cloudMastered EQUAL TRUE",
    "cloudMastered NOTEQUAL False",
    "mailEnabled EQUAL False",
    "mailEnabled NOTCONTAINS ru",
    "mailEnabled STARTSWITH",
    "mailEnabled NOTEQUAL True",
    "memberCount ISBITSET 2",
    "memberCount ISBITSET 3",
    "memberCount ISBITNOTSET 1",
    "memberCount LESSTHAN 1",
    "memberCount LESSTHAN_OR_EQUAL 0",
    "memberCount GREATERTHAN 1",
    "memberCount GREATERTHAN 50000",
    "memberCount GREATERTHAN_OR_EQUAL 2",
]
OPEN = [
    "extensionAttribute1 EQUAL x",
    "extensionAttribute1 NOTEQUAL x",
    "extensionAttribute1 ISNULL",
    "extensionAttribute1 ISNOTNULL",
    "department STARTSWITH x",
    " ISNULL",
    "mailNickname EQUAL annelies",
    "mailNickname NOTEQUAL annelies",
    "mail ENDSWITH @contoso.com",
    "mail NOTENDSWITH @contoso.com",
    "displayName CONTAINS x",
    "sourceAnchor LESSTHAN 5",
    "memberCount LESSTHAN many",
    "memberCount LESSTHAN -1",
    "memberCount LESSTHAN 1.5",
    "memberCount LESSTHAN 1000000000000000000",
    "memberCount LESSTHAN",
    "accountEnabled EQUAL True",
    "userAccountControl ISBITSET 2",
    "userAccountControl ISBITNOTSET 2",
    "mailEnabled GREATERTHAN 1",
    "adminDescription ISBITSET 1",
    "adminDescription ISBITNOTSET 1",
    "memberCount ISMEMBEROF 1",
    "mail ISMEMBEROF CN=Pilot",
    "mailEnabled ISIN True;False",
]


@pytest.mark.parametrize("condition", HOLD)
def test_an_ordinary_object_meets_the_condition(condition: str) -> None:
    assert admission(_rule(condition), "user") == Admission(True, ())


@pytest.mark.parametrize("condition", FAIL)
def test_no_ordinary_object_meets_the_condition(condition: str) -> None:
    assert admission(_rule(condition), "user") == Admission(False, (_condition(condition),))


@pytest.mark.parametrize("condition", OPEN)
def test_only_the_object_can_tell_whether_it_meets_the_condition(condition: str) -> None:
    assert admission(_rule(condition), "user") == Admission(None, (_condition(condition),))


@pytest.mark.parametrize(("value", "wanted"), [("User", "user"), ("Contact", "contact"), ("GROUP", "group")])
def test_the_type_of_the_object_is_known(value: str, wanted: ObjectKind) -> None:
    for kind in OBJECT_KINDS:
        assert _admits(f"sourceObjectType EQUAL {value}", kind=kind) is (kind == wanted)
        assert _admits(f"sourceObjectType NOTEQUAL {value}", kind=kind) is (kind != wanted)
        assert _admits("SourceObjectType EQUAL InetOrgPerson", kind=kind) is False


def test_a_rule_without_a_filter_is_for_every_object() -> None:
    assert admission(_rule(), "group") == Admission(True, ())


def test_a_group_without_conditions_is_met() -> None:
    assert admission(_rule("mailNickname ISNULL", ""), "user") == Admission(True, ())


def test_a_group_holds_as_a_whole() -> None:
    assert _admits("mail ISNOTNULL, cloudMastered NOTEQUAL True") is True
    assert _admits("mail ISNOTNULL, cloudMastered EQUAL True") is False
    assert _admits("mail ISNOTNULL, department EQUAL x") is None
    assert _admits("department EQUAL x, cloudMastered EQUAL True") is False


def test_to_meet_one_group_is_enough() -> None:
    assert _admits("mail ISNULL", "mail ISNOTNULL") is True
    assert _admits("department EQUAL x", "mail ISNOTNULL") is True
    assert _admits("mail ISNULL", "department EQUAL x") is None
    assert _admits("mail ISNULL", "cloudMastered EQUAL True") is False


def test_the_conditions_that_count_are_named() -> None:
    failed = admission(_rule("mail ISNULL, department EQUAL x, cloudMastered EQUAL True"), "user")
    assert str(failed) == "mail ISNULL and cloudMastered EQUAL True"
    unclear = admission(_rule("mail ISNULL", "department EQUAL R and D, mail ISNOTNULL, company NOTEQUAL y"), "user")
    assert str(unclear) == "department EQUAL R and D and company NOTEQUAL y"
    assert str(admission(_rule("mail ISNOTNULL"), "user")) == ""


def test_of_groups_that_are_alike_the_first_is_named() -> None:
    assert str(admission(_rule("mail ISNULL", "mailNickname ISNULL"), "user")) == "mail ISNULL"
    assert str(admission(_rule("department EQUAL x", "company EQUAL y"), "user")) == "department EQUAL x"


def test_a_number_of_thousands_of_digits_is_no_number() -> None:
    assert _admits(f"memberCount LESSTHAN {'9' * 10_000}") is None


OPPOSITES = {
    "ISNULL": "ISNOTNULL",
    "EQUAL": "NOTEQUAL",
    "STARTSWITH": "NOTSTARTSWITH",
    "ENDSWITH": "NOTENDSWITH",
    "CONTAINS": "NOTCONTAINS",
    "ISBITSET": "ISBITNOTSET",
    "LESSTHAN": "GREATERTHAN_OR_EQUAL",
    "GREATERTHAN": "LESSTHAN_OR_EQUAL",
}
_attributes = st.sampled_from(
    ["accountEnabled", "adminDescription", "mail", "memberCount", "sourceObjectType", "userAccountControl", "other"]
)
_values = st.sampled_from(["", "True", "user", "1", "2", "512", "-1", "\uff11", "\u00b2"]) | st.text(max_size=6)


def _alone(attribute: str, operator: str, value: str, kind: ObjectKind) -> bool | None:
    scope = ((Condition(attribute, operator, value),),)
    return admission(SyncRule("", False, "", "", None, None, scope, ()), kind).admits


@given(_attributes, st.sampled_from(sorted(OPPOSITES)), _values, st.sampled_from(OBJECT_KINDS))
def test_of_two_opposite_conditions_exactly_one_holds_or_neither_can_be_told(
    attribute: str, operator: str, value: str, kind: ObjectKind
) -> None:
    holds = _alone(attribute, operator, value, kind)
    opposite = _alone(attribute, OPPOSITES[operator], value, kind)
    assert opposite is (None if holds is None else not holds)


@given(_attributes | st.text(max_size=5), st.text(max_size=5), _values, st.sampled_from(OBJECT_KINDS))
def test_an_operator_that_nobody_knows_can_never_be_told(
    attribute: str, operator: str, value: str, kind: ObjectKind
) -> None:
    assert _alone(attribute, f"odd{operator}", value, kind) is None
