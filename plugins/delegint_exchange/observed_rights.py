"""Who has a right on a mailbox, where the snapshot counts beside that which is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from delegint.api import FullAccess, Grant, Mailbox, ObservedRight, Recipient, State, Unknown, names
from delegint_exchange.clusters import gives_a_right


def has_observed_right(kind: str, owner: Recipient, person: Recipient, state: State) -> bool:
    """Whether the snapshot shows a right of a person on a mailbox, on any side, that nothing there denies.

    The right may be one of a group that holds the person; a group whose members nobody has stated gives none. An
    inherited denial comes after an entry that allows on the mailbox itself, and before an inherited one.

    Parameters:
        kind: `full_access`, which counts the right FullAccess alone, `send_as` or `send_on_behalf`.
        owner: whose mailbox.
        person: who may have the right; a group has those that name it.
        state: with the snapshot; without one nobody has any.
    """
    observed = state.observed
    if observed is None or owner.person < 0 or person.person < 0:
        return False
    entries: dict[str, list[tuple[bool, bool]]] = {}
    for row in observed.rights_on(owner.person):
        if row.kind == kind and _gives(row) and concerns(row, person, state):
            entries.setdefault(row.side, []).append((row.inherited, not row.denied))
    return any(allowed for _, allowed in map(min, entries.values()))


def concerns(row: ObservedRight, person: Recipient, state: State) -> bool:
    """Whether an entry is one of the person, or of a group that holds it."""
    if row.trustee == person.person:
        return row.trustee >= 0
    other = state.person(row.trustee)
    return other is not None and other.is_group is True and person in state.expand(other).people


def has_full_access(mailbox: Mailbox, person: Recipient, state: State) -> bool | Unknown:
    """Whether Full Access opens the mailbox to a person; what the snapshot shows counts where nothing forbids it."""
    declared = state.grants_reaching(mailbox, FullAccess, person)
    known = [] if isinstance(declared, Unknown) else declared
    if any(map(gives_a_right, known)):
        return True
    counts = not state.is_exclusive(mailbox) and not any(grant.deny for grant in known)
    if counts and has_observed_right(FullAccess.section, mailbox.owner, person, state):
        return True
    return declared if isinstance(declared, Unknown) else False


def shut_out(
    grant: Grant, state: State, sees: Callable[[Recipient], bool | Unknown] | None = None
) -> tuple[list[Recipient], list[Unknown]]:
    """The people behind a trustee to whom Full Access does not open the mailbox anyway, and what is not known of them.

    Parameters:
        grant: whose trustee; where all of several people are shut out, it stands for them.
        state: the state.
        sees: who is not shut out for another reason; None where nobody is.
    """
    mailbox = grant.mailbox
    if sees is None and not _is_open_to_anybody(mailbox, state):
        return [grant.trustee], []

    def is_let_in(person: Recipient) -> bool | Unknown:
        seen = False if sees is None else sees(person)
        return has_full_access(mailbox, person, state) if seen is False else seen

    if is_let_in(grant.trustee) is True:
        return [], []
    people, gap = state.expand(grant.trustee)
    answers = [(person, is_let_in(person)) for person in people]
    outside = [person for person, answer in answers if answer is False]
    unknown = [answer for _, answer in answers if isinstance(answer, Unknown)]
    if gap is not None:
        return outside, [gap, *unknown]
    return [grant.trustee] if len(outside) == len(people) > 1 else outside, unknown


def of_whom(people: Iterable[Recipient], trustee: Recipient) -> str:
    """People in words, with the group through which they are meant."""
    listed = list(people)
    return str(trustee) if listed == [trustee] else f"{names(listed)} of {trustee}"


def _is_open_to_anybody(mailbox: Mailbox, state: State) -> bool:
    """Whether Full Access that counts is declared or observed at all."""
    if any(map(gives_a_right, mailbox.of_kind(FullAccess))):
        return True
    observed, owner = state.observed, mailbox.owner.person
    if observed is None or owner < 0 or state.is_exclusive(mailbox):
        return False
    return any(row.kind == FullAccess.section and row.trustee >= 0 for row in observed.rights_on(owner))


def _gives(row: ObservedRight) -> bool:
    """Whether the entry is about the whole right."""
    return row.kind != FullAccess.section or any(right.casefold() == "fullaccess" for right in row.rights)
