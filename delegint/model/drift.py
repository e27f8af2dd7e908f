"""Where the tenant differs from what is declared: one difference, before a rule makes a finding of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from delegint.model.facts import Facts
from delegint.model.unknown import Unanswered, Unknown
from delegint.source.places import Place

if TYPE_CHECKING:
    from delegint.model.state import State

Verdict = Literal[
    "missing", "unmanaged", "differs", "denied", "inherited", "through_group", "unverifiable", "orphan",
    "soft_deleted", "ambiguous", "disabled", "one_side", "sides_differ", "incomplete",
]  # fmt: skip
"""What is wrong: each verdict is the matter of one rule of the family DRF.

missing: declared, and not in the tenant. unmanaged: in the tenant, and not declared. differs: other rights or settings.
denied: an entry in the tenant denies what is declared. inherited, through_group: the right is there, but not as an
entry of its own. unverifiable: declared, and nothing that was exported shows it. orphan: of a SID that nobody has.
soft_deleted: of a deleted user. ambiguous: of somebody who cannot be told. disabled: of somebody whose account is
disabled. one_side: Send As that one side has and the other lacks. sides_differ: Send on Behalf lists that differ.
incomplete: some of the pieces of a delegate.
"""


class Difference(NamedTuple):
    """One difference.

    Parameters:
        verdict: what kind of difference.
        entry: the declaration that it is about: a grant, a policy, or the entry of the mailbox.
        side: `on_premises`, `online`, or empty where sides do not matter.
        mailbox: the owner, as `delegint drift` groups by it; a policy section for policies.
        what: the right or setting, such as `Full Access` or `Calendar`.
        who: the trustee or the policy.
        declared, observed: both values in words; empty where there is none.
        place: the row of the export.
        keys: the keys below the entry whose value is meant.
        detail: what a message adds: which group, which pieces.
        severe: whether it does harm, where the same verdict may also be mere news.
        key: what tells it from other differences of its verdict on the entry.
    """

    verdict: Verdict
    entry: Facts
    side: str
    mailbox: str
    what: str
    who: str
    declared: str = ""
    observed: str = ""
    place: Place | None = None
    keys: tuple[str, ...] = ()
    detail: str = ""
    severe: bool = True
    key: str = ""

    @property
    def about(self) -> tuple[str, str, str]:
        """Mailbox, person and right, as findings name what they are about; see `Finding`."""
        return (self.mailbox.casefold(), self.who.casefold(), self.what.casefold())


Comparison = Callable[["State"], Iterator[Difference | Unknown]]
"""Compares one part of the state with the snapshot; yields unknown facts where the snapshot is silent."""


class Differences(NamedTuple):
    """All differences of a state.

    Parameters:
        found: the differences.
        gaps: what could not be compared, since the snapshot is silent.
        failures: the comparisons that failed, each with its error.
    """

    found: tuple[Difference, ...]
    gaps: tuple[Unknown, ...]
    failures: tuple[str, ...] = ()


def compare(state: State) -> Differences:
    """Compare the state with its snapshot; nothing without one."""
    if state.observed is None:
        return Differences((), (), ())
    found: list[Difference] = []
    gaps: list[Unknown] = []
    failures: list[str] = []
    for comparison in state.comparisons:
        try:
            for answer in comparison(state):
                if isinstance(answer, Unknown):
                    gaps.append(answer)
                else:
                    found.append(answer)
        except Unanswered as unanswered:
            gaps.append(unanswered.unknown)
        except Exception as error:  # noqa: BLE001 - a comparison of a plugin may raise anything; the others go on
            failures.append(f"{comparison.__module__}.{comparison.__name__}: {type(error).__name__}: {error}")
    return Differences(tuple(found), tuple(gaps), tuple(failures))
