"""What the tenant still has to be given before somebody's delegates can act in Lync, as a snapshot shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from delegint.api import (
    Delegate,
    Difference,
    FolderPermission,
    Grant,
    Place,
    Policy,
    Recipient,
    Related,
    SendOnBehalf,
    State,
    Unknown,
    effective_policy,
)
from delegint_lync.policies import CLIENT_POLICY, DELEGATE_SYNC, DELEGATION, VOICE_POLICY

_KINDS: Final = (CLIENT_POLICY, VOICE_POLICY)
_ASSIGNMENTS: Final[dict[tuple[str, ...], str]] = {(kind.assignment,): kind.noun for kind in _KINDS}
_SETTINGS: Final = (DELEGATE_SYNC, DELEGATION)
_VERDICTS: Final = ("missing", "incomplete", "differs")
_NOBODY: Final[tuple[Difference, ...]] = ()


class Change(NamedTuple):
    """Something that is declared and that the tenant does not have yet.

    Parameters:
        what: in words.
        place: where it is declared.
        now: what the tenant has, in words.
    """

    what: str
    place: Place
    now: str

    @property
    def related(self) -> Related:
        """The place, to be shown beside a finding."""
        return Related(self.place, f"in the tenant: {self.now}")


def changes(owner: Recipient, delegates: list[Recipient], state: State) -> Iterator[Change | Unknown]:
    """What is about to change for somebody and the delegates; nothing without a snapshot.

    Parameters:
        owner: whose policies, Enterprise Voice and mailbox.
        delegates: those whose rights in Exchange matter.
        state: knows the snapshot.
    """
    if state.observed is None or owner.person < 0:
        return
    differences = state.once(_differences)
    for difference in differences.of_people.get(owner.key, _NOBODY):
        keys = difference.keys
        yield Change(f"the {_ASSIGNMENTS[keys]}", difference.entry.place_of(*keys), difference.observed)
    yield from _of_policies(owner, differences.of_policies, state)
    yield from _enterprise_voice(owner)
    for difference in differences.of_mailboxes.get(owner.key, _NOBODY):
        entry = difference.entry
        if isinstance(entry, Grant) and entry.trustee in delegates:
            yield Change(f"the {difference.what} of {entry.trustee}", entry.place_of(), difference.observed or "none")


def _of_policies(owner: Recipient, differences: tuple[Difference, ...], state: State) -> Iterator[Change | Unknown]:
    """The switches in the policies that count; which count is asked only where one of the kind is about to change."""
    for kind in _KINDS:
        concerned = [each for each in differences if isinstance(each.entry, Policy) and each.entry.kind is kind]
        effective = effective_policy(owner, kind, state) if concerned else None
        if isinstance(effective, Unknown):
            yield effective
        elif effective is not None:
            for each in concerned:
                if each.entry is effective.policy:
                    what = f"the {kind.noun}" if each.verdict == "missing" else each.what
                    yield Change(what, each.entry.place_of(*each.keys), each.observed or "none")


def _enterprise_voice(owner: Recipient) -> Iterator[Change]:
    user = owner.lync
    key = "enterprise_voice_enabled"
    declared = None if user.node is None else user.node.get(key)
    seen = None if user.observed is None else user.observed.get(key)
    if declared is not None and seen is not None and {declared.value, seen.value} == {True, False}:
        yield Change("Enterprise Voice", declared.place, str(seen.value).lower())


# -- index ------------------------------------------------------------------------------------------------------------


class _Differences(NamedTuple):
    """The differences that matter here, by what they are about."""

    of_people: dict[str, list[Difference]]
    of_mailboxes: dict[str, list[Difference]]
    of_policies: tuple[Difference, ...]


def _differences(state: State) -> _Differences:
    people: dict[str, list[Difference]] = {}
    mailboxes: dict[str, list[Difference]] = {}
    policies: list[Difference] = []
    for difference in state.differences.found:
        entry = difference.entry
        if difference.verdict not in _VERDICTS:
            continue
        if isinstance(entry, Policy):
            if entry.kind in _KINDS and (difference.verdict == "missing" or difference.what in _SETTINGS):
                policies.append(difference)
        elif difference.keys in _ASSIGNMENTS:
            people.setdefault(difference.mailbox.casefold(), []).append(difference)
        elif _is_of_a_delegate(entry):
            mailboxes.setdefault(difference.mailbox.casefold(), []).append(difference)
    return _Differences(people, mailboxes, tuple(policies))


def _is_of_a_delegate(entry: object) -> bool:
    if isinstance(entry, FolderPermission):
        return entry.is_calendar
    return isinstance(entry, (Delegate, SendOnBehalf))
