"""Declared delegations against those that the tenant has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import Comparison, Difference, State, Unknown
from delegint_exchange.comparison.delegates import compare_delegates
from delegint_exchange.comparison.folders import compare_folders
from delegint_exchange.comparison.lists import compare_delegates_of_resources, compare_send_on_behalf
from delegint_exchange.comparison.mailbox_access import compare_full_access
from delegint_exchange.comparison.send_as import compare_send_as
from delegint_exchange.comparison.unmanaged import Ignored, compare_the_rest
from delegint_exchange.comparison.view import Shared, View

_PARTS: Final = (
    compare_full_access, compare_send_as, compare_send_on_behalf, compare_delegates_of_resources, compare_folders,
    compare_delegates,
)  # fmt: skip


def compare_delegations(state: State) -> Iterator[Difference | Unknown]:
    """Every mailbox that the state speaks of, kind by kind, and then what the tenant has besides."""
    observed = state.observed
    if observed is None:
        return
    ignored, shared = Ignored(state, observed), Shared(state)
    for mailbox in state.mailboxes:
        if mailbox.owner.person < 0:
            yield Unknown("the recipient", mailbox.owner.address, "", "Get-Recipient")
            continue
        view = View(state, observed, mailbox, shared)
        for part in _PARTS:
            yield from part(view)
        yield from compare_the_rest(view, ignored)


COMPARISONS: Final[tuple[Comparison, ...]] = (compare_delegations,)
