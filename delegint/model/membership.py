"""Who is in which group."""

from __future__ import annotations

from typing import NamedTuple

from delegint.model.directory import Directory
from delegint.model.recipients import Recipient
from delegint.model.unknown import Unknown


class Expansion(NamedTuple):
    """The people behind a trustee.

    Parameters:
        people: the recipient itself, or the members of the group and of the groups in it, each once.
        unknown: what is not known about the membership; None where `people` is everybody.
    """

    people: tuple[Recipient, ...]
    unknown: Unknown | None


class Membership:
    """The members of every declared group, resolved once, so that unknown addresses among them are noticed.

    Parameters:
        directory: resolves the addresses of members.
    """

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._members: dict[Recipient, tuple[Recipient, ...]] = {}
        self._expansions: dict[Recipient, Expansion] = {}
        for group in directory.declared:
            node = None if group.node is None else group.node.get("members")
            if node is not None:
                self._members[group] = directory.resolve_all(node, (*group.path, "members"))

    def expand(self, recipient: Recipient) -> Expansion:
        """The people behind a recipient; groups inside groups are followed, and each is entered once."""
        known = self._expansions.get(recipient)
        if known is None:
            known = self._expansions[recipient] = self._expand(recipient)
        return known

    def direct(self, group: Recipient) -> Expansion:
        """The members of a group alone, without those of the groups in it."""
        return Expansion(self._members_of(group), _gap(group))

    def _members_of(self, group: Recipient) -> tuple[Recipient, ...]:
        """The direct members; those of a group that only the snapshot knows are resolved when somebody asks."""
        known = self._members.get(group)
        if known is None:
            node = group.value("members")
            known = self._members[group] = self._directory.resolve_all(node, (*group.path, "members"))
        return known

    def _expand(self, recipient: Recipient) -> Expansion:
        if recipient.is_group is False:  # identity, not truth: it may be unknown
            return Expansion((recipient,), None)
        people: dict[Recipient, None] = {}
        unknown: Unknown | None = None
        pending, entered = [recipient], {recipient}
        while pending:
            current = pending.pop()
            is_group = current.is_group
            if isinstance(is_group, Unknown):
                people[current] = None
                unknown = is_group if unknown is None else unknown
            elif not is_group:
                people[current] = None
            else:
                unknown = _gap(current) if unknown is None else unknown
                for member in reversed(self._members_of(current)):
                    if member not in entered:
                        entered.add(member)
                        pending.append(member)
        return Expansion(tuple(people), unknown)


def _gap(group: Recipient) -> Unknown | None:
    """What is not known about the direct members of a group."""
    members = group.members
    if isinstance(members, Unknown):
        return members
    complete = group.membership_complete
    if isinstance(complete, Unknown) or complete:
        return None
    return group.missing("members", "Get-DistributionGroupMember")
