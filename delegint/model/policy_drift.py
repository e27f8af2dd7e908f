"""Declared policies, and who is granted which, against those that the tenant has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from delegint.model.drift import Comparison, Difference
from delegint.model.facts import Facts
from delegint.model.policies import Policy, PolicyKind, read_identity
from delegint.model.recipient_parts import RecipientPart
from delegint.model.section import Section
from delegint.model.unknown import Unknown
from delegint.schema.catalogue import Setting, seconds
from delegint.schema.setting_values import complaints
from delegint.source.nodes import Node

if TYPE_CHECKING:
    from delegint.model.state import State

_NONE_GRANTED: Final = "none granted"
_BLANK: Final = "blank"
_MOST_SHOWN: Final = 60


# -- policies ---------------------------------------------------------------------------------------------------------


def comparison_of_policies(kinds: Iterable[PolicyKind]) -> Comparison:
    """What compares every declared policy, setting by setting, and then the policies that nobody has declared.

    A setting that is not declared never differs: an export shows them all, mostly with their defaults. Every deployment
    has a Global policy: an export without it does not hold all policies, and what it lacks may be there all the same.

    Parameters:
        kinds: the kinds of policies that the checker knows.

    Source: Get-CsClientPolicy, Get-CsVoicePolicy, parameter Filter.
    """
    listed = tuple(kinds)

    def compare_policies(state: State) -> Iterator[Difference | Unknown]:
        for kind in listed if state.environment is not None else ():
            yield from _compare_kind(kind, state)

    return compare_policies


def _compare_kind(kind: PolicyKind, state: State) -> Iterator[Difference | Unknown]:
    declared = state.policies(kind)
    seen = None if state.environment is None else state.environment.get(kind.section)
    if seen is None:
        if declared:
            yield _gap(kind, kind.section, "the tenant")
        return
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
    for key, node in policy.node.entries() if policy.node is not None else ():
        setting = kind.settings.get(key.casefold())
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
    """A value in the form in which both sides compare: without case and order, and blank as what it amounts to."""
    value = node.plain()
    if value is None:
        value = setting.default if setting.blank is None else setting.blank
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


def comparison_of_assignments(
    kinds: Iterable[PolicyKind], users: Callable[[State], Iterable[RecipientPart]]
) -> Comparison:
    """What compares each declared per-user policy: a name, or null for none. One that is left out is not managed.

    Parameters:
        kinds: the kinds of policies that the checker knows.
        users: the people who may be granted them.
    """
    granted = tuple(kind for kind in kinds if kind.assignment)

    def compare_assignments(state: State) -> Iterator[Difference | Unknown]:
        for user in users(state) if state.observed is not None else ():
            for kind in granted:
                declared = None if user.node is None else user.node.get(kind.assignment)
                if declared is not None:
                    yield from _compare_assignment(state, user, kind, declared)

    return compare_assignments


def _compare_assignment(
    state: State, user: RecipientPart, kind: PolicyKind, declared: Node
) -> Iterator[Difference | Unknown]:
    wanted = "" if declared.value is None else declared.value
    if not isinstance(wanted, str):
        return
    scope, name = read_identity(wanted.strip())
    if scope != "per-user":
        return  # cannot be granted, as another rule says
    recipient, fact = user.recipient, f"{kind.part}.{kind.assignment}"
    observed = state.observed if recipient.person >= 0 else None
    seen = None if observed is None else observed.fact(recipient.person, fact)
    if not isinstance(seen, str):
        yield Unknown(fact, recipient.address, "", kind.users)
    elif name.casefold() != seen.casefold():
        entry: Facts = Section(user.node, *user.path)
        yield Difference(
            "differs", entry, "", recipient.address, kind.noun, recipient.address,
            declared=name or _NONE_GRANTED, observed=seen or _NONE_GRANTED,
            place=None if observed is None else observed.place_of(recipient.person), keys=(kind.assignment,),
        )  # fmt: skip
