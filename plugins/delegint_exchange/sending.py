"""Who may send for the owner of a mailbox."""

from __future__ import annotations

from typing import Final

from delegint.api import (
    Delegate,
    Grant,
    Mailbox,
    ObservedRight,
    Recipient,
    ResourceDelegate,
    SendAs,
    SendOnBehalf,
    State,
    Unknown,
)
from delegint_exchange.observed_rights import has_observed_right

SENDING: Final[tuple[type[Grant], ...]] = (SendAs, SendOnBehalf, Delegate, ResourceDelegate)
"""The kinds of grants that come with Send As, or with Send on Behalf."""
_SHOWN: Final = tuple(kind.section for kind in SENDING if kind is not Delegate)
"""Those of them that a snapshot shows as such; a delegate it shows as Send on Behalf."""


def lets_send(grant: Grant) -> bool:
    """Whether a grant of one of these kinds lets its trustee send; a delegate entry can say that it does not."""
    return not isinstance(grant, Delegate) or grant.sends_on_behalf


def has_senders(mailbox: Mailbox, state: State) -> bool:
    """Whether anybody may send for the owner; what the snapshot shows counts where the files are not everything."""
    declared = any(lets_send(grant) for kind in SENDING for grant in mailbox.of_kind(kind))
    return declared or bool(_observed(mailbox, state))


def may_send(mailbox: Mailbox, person: Recipient, state: State) -> bool | Unknown:
    """Whether the person may send for the owner, directly or through a group; see `has_senders`."""
    unknown: Unknown | None = None
    for kind in SENDING:
        reaching = state.grants_reaching(mailbox, kind, person)
        if isinstance(reaching, Unknown):
            unknown = reaching
        elif any(map(lets_send, reaching)):
            return True
    observed = _observed(mailbox, state)
    if any(has_observed_right(kind, mailbox.owner, person, state) for kind in {row.kind for row in observed}):
        return True
    for row in observed:
        trustee = state.person(row.trustee)
        if unknown is None and trustee is not None:
            unknown = state.expand(trustee).unknown
    return False if unknown is None else unknown


def _observed(mailbox: Mailbox, state: State) -> list[ObservedRight]:
    """The entries of the snapshot that let somebody send; none where what nobody declared is to go."""
    observed, owner = state.observed, mailbox.owner.person
    if observed is None or owner < 0 or state.is_exclusive(mailbox):
        return []
    return [row for row in observed.rights_on(owner) if row.kind in _SHOWN and not row.denied]
