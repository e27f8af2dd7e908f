"""Whether the scoping filter of a synchronization rule lets an ordinary object in, be its account enabled or not."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from delegint.model.sync_rules import Condition, SyncRule

ObjectKind = Literal["user", "contact", "group"]
"""The types of objects in a directory that can have Send on Behalf."""
OBJECT_KINDS: Final[tuple[ObjectKind, ...]] = ("user", "contact", "group")
_SET: Final = "\0"
"""Stands for a value that every such object has, whatever it is."""
_ORDINARY: Final = {
    "accountenabled": _SET,
    "admindescription": "",
    "cloudanchor": _SET,
    "cloudfiltered": "False",
    "cloudmastered": "False",
    "contributingconnector": "%Connector.ID%",
    "contributingconnectorexchange": "%Connector.ID%",
    "displayname": _SET,
    "iscriticalsystemobject": "False",
    "mail": _SET,
    "mailenabled": "True",
    "mailnickname": _SET,
    "membercount": "1",
    "objectguid": _SET,
    "proxyaddresses": _SET,
    "sourceanchor": _SET,
}
"""A synchronized object with an address that is managed on-premises, is nothing of the system, and is not filtered out.

Source: the scoping filters of the rules that Entra Connect brings; an object that fails one of them is not synchronized
at all, or is managed in the cloud.
"""


class Admission(NamedTuple):
    """Whether a rule is for an ordinary object.

    Parameters:
        admits: None where that depends on what only the object can tell.
        conditions: those that keep the object out, or would have to be known.
    """

    admits: bool | None
    conditions: tuple[Condition, ...]

    def __str__(self) -> str:
        return " and ".join(map(str, self.conditions))


def admission(rule: SyncRule, kind: ObjectKind) -> Admission:
    """Whether the scoping filter of a rule lets an ordinary object of a kind in; to meet one group is enough."""
    best = Admission(True, ()) if not rule.scope else None
    for group in rule.scope:
        answers = [(condition, _holds(condition, kind)) for condition in group]
        failed = tuple(condition for condition, holds in answers if holds is False)
        open_ = tuple(condition for condition, holds in answers if holds is None)
        found = Admission(False, failed) if failed else Admission(None, open_) if open_ else Admission(True, ())
        if best is None or _RANK[found.admits] < _RANK[best.admits]:
            best = found
    return best or Admission(True, ())


_RANK: Final = {True: 0, None: 1, False: 2}


def _holds(condition: Condition, kind: ObjectKind) -> bool | None:
    """Whether a condition holds for an ordinary object; None where that cannot be told.

    Source: Microsoft Entra Connect Sync, declarative provisioning, scoping filter; comparisons disregard case.
    """
    name, operator, wanted = condition.attribute.casefold(), condition.operator, condition.value.casefold()
    value = kind if name == "sourceobjecttype" else _ORDINARY.get(name)
    if value is None:
        return None
    value = value.casefold()
    negated = _POSITIVE.get(operator)
    if negated is not None:
        opposite = _holds(condition._replace(operator=negated), kind)
        return None if opposite is None else not opposite
    if operator == "ISNULL":
        return not value
    if value == _SET:
        return None
    if operator == "EQUAL":
        return value == wanted
    if operator in _TEXT_TESTS:
        return bool(wanted) and _TEXT_TESTS[operator](value, wanted)
    if value.isdecimal() and wanted.isdecimal() and len(wanted) <= _MOST_DIGITS:
        return _number_holds(operator, int(value), int(wanted))
    return None


_MOST_DIGITS: Final = 18
"""Of a number in a condition; Python itself refuses to convert a few thousand."""
_POSITIVE: Final = {
    "ISNOTNULL": "ISNULL",
    "NOTEQUAL": "EQUAL",
    "NOTSTARTSWITH": "STARTSWITH",
    "NOTENDSWITH": "ENDSWITH",
    "NOTCONTAINS": "CONTAINS",
    "ISBITNOTSET": "ISBITSET",
}
_TEXT_TESTS: Final = {"STARTSWITH": str.startswith, "ENDSWITH": str.endswith, "CONTAINS": str.__contains__}


def _number_holds(operator: str, value: int, wanted: int) -> bool | None:
    comparisons = {
        "LESSTHAN": value < wanted,
        "LESSTHAN_OR_EQUAL": value <= wanted,
        "GREATERTHAN": value > wanted,
        "GREATERTHAN_OR_EQUAL": value >= wanted,
        "ISBITSET": value & wanted == wanted,
    }
    return comparisons.get(operator)
