"""Who may send for the owner of a mailbox."""

from __future__ import annotations

from typing import Final

from delegint.api import Delegate, Grant, Mailbox, Recipient, ResourceDelegate, SendAs, SendOnBehalf, State, Unknown

SENDING: Final[tuple[type[Grant], ...]] = (SendAs, SendOnBehalf, Delegate, ResourceDelegate)
"""The kinds of grants that come with Send As, or with Send on Behalf."""


def lets_send(grant: Grant) -> bool:
    """Whether a grant of one of these kinds lets its trustee send; a delegate entry can say that it does not."""
    return not isinstance(grant, Delegate) or grant.sends_on_behalf


def may_send(mailbox: Mailbox, person: Recipient, state: State) -> bool | Unknown:
    """Whether anything that is declared lets the person send for the owner, directly or through a group."""
    unknown: Unknown | None = None
    for kind in SENDING:
        reaching = state.grants_reaching(mailbox, kind, person)
        if isinstance(reaching, Unknown):
            unknown = reaching
        elif any(map(lets_send, reaching)):
            return True
    return False if unknown is None else unknown
