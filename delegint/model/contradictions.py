"""Declared facts that the snapshot denies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.model.facts import ObservedFacts
from delegint.model.recipients import REMOTE_MAILBOXES, Recipient, normalized
from delegint.source.nodes import Node
from delegint.source.places import Problem, Related

_INTENT: Final = frozenset(
    {
        "client_policy", "voice_policy", "conferencing_policy", "presence_policy", "calling_policy", "meeting_policy",
        "group_policy_assignments", "partner_applications",
    }
)  # fmt: skip
"""Keys that say what should be; where the tenant differs, that is drift. Entries with several facts are among them."""
_COMPLETE: Final = frozenset({"members"})
"""Lists that the snapshot has whole, so that what it adds contradicts too."""
_MOST_SHOWN: Final = 3
_WHAT_IT_IS: Final = {normalized(kind): normalized(there) for kind, there in REMOTE_MAILBOXES.items()}
"""What on-premises Exchange calls a mailbox of the other side, and what it is there: two names of one type."""


def contradictions(
    recipients: list[Recipient], environment: list[tuple[Node | None, ObservedFacts | None, tuple[str, ...]]]
) -> Iterator[Problem]:
    """One problem for each declared fact that the snapshot sees otherwise.

    Parameters:
        recipients: the declared recipients.
        environment: declared mappings, what the snapshot says about each, and their paths.
    """
    for recipient in recipients:
        yield from _compare(recipient.node, recipient.observed, recipient.path, recipient.address)
    for node, observed, path in environment:
        yield from _compare(node, observed, path, ".".join(path))


def _compare(
    node: Node | None,
    observed: ObservedFacts | None,
    path: tuple[str, ...],
    subject: str,
    below: tuple[str, ...] = (),
) -> Iterator[Problem]:
    if node is None or observed is None:
        return
    for key, declared in node.entries():
        if key in _INTENT:
            continue
        if isinstance(declared.value, dict):
            yield from _compare(declared, observed.part(key), (*path, key), subject, (*below, key))
            continue
        seen = observed.get(key)
        if seen is None or isinstance(seen.value, dict):
            continue
        against = _difference(key, declared, seen)
        if against:
            yield Problem(
                "SNP004",
                f"{'.'.join((*below, key))} of {subject} is declared as {_shown(declared)}, but {against}",
                declared.place,
                (*path, key),
                "Correct the declaration, or make the change in the tenant and take the snapshot again",
                (Related(seen.place, "observed here"),),
            )


def _difference(key: str, declared: Node, seen: Node) -> str:
    """What the snapshot says instead; empty where both say the same."""
    if isinstance(declared.value, list) != isinstance(seen.value, list):
        return ""
    if not isinstance(declared.value, list):
        ours, theirs = _plain(declared), _plain(seen)
        if key == "type":
            ours, theirs = (_WHAT_IT_IS.get(str(kind), kind) for kind in (ours, theirs))
        return "" if ours == theirs else f"the snapshot says {_shown(seen)}"
    ours, theirs = {_plain(item): item for item in declared.items()}, {_plain(item): item for item in seen.items()}
    absent = [_shown(item) for name, item in ours.items() if name not in theirs]
    added = [_shown(item) for name, item in theirs.items() if name not in ours] if key in _COMPLETE else []
    parts = [(absent, "lacks"), (added, "adds")]
    said = [f"{verb} {', '.join(names[:_MOST_SHOWN])}{_more(names)}" for names, verb in parts if names]
    return f"the snapshot {' and '.join(said)}" if said else ""


def _more(names: list[str]) -> str:
    return f" and {len(names) - _MOST_SHOWN:,} more" if len(names) > _MOST_SHOWN else ""


def _plain(node: Node) -> object:
    """A value in the form in which both sides are compared: text without case, numbers as text."""
    value = node.value
    if isinstance(value, bool) or value is None:
        return value
    return normalized(str(value)).removeprefix("tel:")


def _shown(node: Node) -> str:
    value = node.value
    if isinstance(value, list):
        return ", ".join(_shown(item) for item in value[:_MOST_SHOWN]) or "nothing"
    return (
        {True: "true", False: "false", None: "nothing"}.get(value, str(value))
        if isinstance(value, bool | None)
        else str(value)
    )
