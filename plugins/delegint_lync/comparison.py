"""Declared policies, and who is granted which, against those that the tenant has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from delegint.api import (
    Comparison,
    Difference,
    Facts,
    Node,
    Observed,
    Policy,
    PolicyKind,
    Recipient,
    Section,
    State,
    Unknown,
    read_identity,
)
from delegint_lync.catalogue import Setting, seconds, settings_of
from delegint_lync.policies import DELEGATE_SYNC, KINDS
from delegint_lync.values import complaints

_NONE_GRANTED: Final = "none granted"
_BLANK: Final = "blank"
_MOST_SHOWN: Final = 60


class Assignment(NamedTuple):
    """A per-user policy that a recipient may be granted.

    Parameters:
        part: the mapping below the recipient.
        key: the key below the mapping.
        noun: what an administrator calls it.
        cmdlet: which cmdlet shows it.
    """

    part: str
    key: str
    noun: str
    cmdlet: str


_ASSIGNMENTS: Final = (
    Assignment("lync", "client_policy", "client policy", "Get-CsUser"),
    Assignment("lync", "voice_policy", "voice policy", "Get-CsUser"),
    Assignment("lync", "conferencing_policy", "conferencing policy", "Get-CsUser"),
    Assignment("teams", "calling_policy", "calling policy", "Get-CsOnlineUser"),
    Assignment("teams", "meeting_policy", "meeting policy", "Get-CsOnlineUser"),
)


# -- policies ---------------------------------------------------------------------------------------------------------


def compare_policies(state: State) -> Iterator[Difference | Unknown]:
    """Every declared policy, setting by setting, and then the policies that nobody has declared.

    A setting that is not declared never differs: an export shows them all, mostly with their defaults. Every deployment
    has a Global policy: an export without it does not hold all policies, and what it lacks may be there all the same.

    Source: Get-CsClientPolicy, Get-CsVoicePolicy, parameter Filter.
    """
    if state.environment is None:
        return
    for kind in KINDS:
        declared, seen = state.policies(kind), state.environment.get(kind.section)
        if seen is None:
            if declared:
                yield _gap(kind, kind.section, "the tenant")
            continue
        whole = any(read_identity(key)[0] == "global" for key, _ in seen.entries())
        for policy in declared:
            if policy.observed is not None:
                yield from _compare_settings(policy)
            elif whole:
                yield Difference("missing", policy, "", kind.section, kind.noun, policy.key)
            else:
                yield _gap(kind, kind.section, f"the {kind.noun} {policy}")
        yield from _undeclared(state, kind)


def _gap(kind: PolicyKind, fact: str, subject: str) -> Unknown:
    """What a comparison wants where the snapshot does not show it."""
    return Unknown(fact, subject, "", f"Get-{kind.cmdlet}")


def _compare_settings(policy: Policy) -> Iterator[Difference | Unknown]:
    """Each declared setting; one that the format does not take is the matter of another rule."""
    kind, observed = policy.kind, policy.observed
    catalogue = settings_of(kind.cmdlet)
    for key, node in policy.node.entries() if policy.node is not None else ():
        setting = catalogue.get(key.casefold())
        if setting is None or observed is None or any(complaints(setting, node)):
            continue
        seen = observed.get(setting.name)
        if seen is None:
            yield _gap(kind, setting.name, f"the {kind.noun} {policy}")
        elif _comparable(setting, node) != _comparable(setting, seen):
            yield Difference(
                "differs", policy, "", kind.section, setting.name, policy.key, declared=_shown(node),
                observed=_shown(seen), place=seen.place, keys=(key,),
            )  # fmt: skip


def _undeclared(state: State, kind: PolicyKind) -> Iterator[Difference]:
    """Policies that only the tenant has, where the state says that there are to be no others.

    The Global policy is always there and cannot be removed.
    """
    section, management = state.root.get(kind.section), state.root.get("management")
    if section is None or management is None or management.value != "exclusive":
        return
    for policy in state.observed_policies(kind):
        if policy.scope != "global":
            yield Difference(
                "unmanaged", Section(section, kind.section), "", kind.section, kind.noun, policy.key,
                place=policy.place_of(), key=policy.key.casefold(),
            )  # fmt: skip


def _comparable(setting: Setting, node: Node) -> object:
    """A value in the form in which both sides compare: without case and order, and blank as what it amounts to.

    Source: New-CsClientPolicy, New-CsVoicePolicy, where they state a default; Set-CsClientPolicy, parameter
    EnableExchangeDelegateSync.
    """
    value = node.plain()
    if value is None:
        value = False if setting.name == DELEGATE_SYNC else setting.default
    if isinstance(value, list):
        return frozenset(_item(item) for item in value) or None
    if isinstance(value, str):
        length = seconds(value) if setting.timespan else None
        return value.strip().casefold() or None if length is None else length
    return value


def _item(item: object) -> object:
    if isinstance(item, dict):
        return frozenset((str(key), str(value).casefold()) for key, value in item.items())
    return str(item).casefold()


def _shown(node: Node) -> str:
    """A value in words."""
    value = node.plain()
    if value is None:
        return _BLANK
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        items = [f"{item.get('Name')}={item.get('Value')}" if isinstance(item, dict) else str(item) for item in value]
        value = ", ".join(items) or "an empty list"
    text = str(value)
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}\N{HORIZONTAL ELLIPSIS}"


# -- who is granted which ---------------------------------------------------------------------------------------------


def compare_assignments(state: State) -> Iterator[Difference | Unknown]:
    """Each declared per-user policy: a name, or null for none. One that is left out is not managed."""
    if state.observed is None:
        return
    for recipient in state.recipients:
        for assignment in _ASSIGNMENTS:
            part = None if recipient.node is None else recipient.node.get(assignment.part)
            declared = None if part is None else part.get(assignment.key)
            if part is not None and declared is not None:
                yield from _compare_assignment(state.observed, recipient, assignment, part, declared)


def _compare_assignment(
    observed: Observed, recipient: Recipient, assignment: Assignment, part: Node, declared: Node
) -> Iterator[Difference | Unknown]:
    wanted = "" if declared.value is None else declared.value
    if not isinstance(wanted, str):
        return
    scope, name = read_identity(wanted.strip())
    if scope != "per-user":
        return  # cannot be granted, as another rule says
    fact = f"{assignment.part}.{assignment.key}"
    seen = observed.fact(recipient.person, fact) if recipient.person >= 0 else None
    if not isinstance(seen, str):
        yield Unknown(fact, recipient.address, "", assignment.cmdlet)
    elif name.casefold() != seen.casefold():
        entry: Facts = Section(part, *recipient.path, assignment.part)
        yield Difference(
            "differs", entry, "", recipient.address, assignment.noun, recipient.address,
            declared=name or _NONE_GRANTED, observed=seen or _NONE_GRANTED, keys=(assignment.key,),
        )  # fmt: skip


COMPARISONS: Final[tuple[Comparison, ...]] = (compare_policies, compare_assignments)
