"""On which sides people live, and on which a grant must exist."""

from __future__ import annotations

from typing import Final, NamedTuple

from delegint.model.recipients import Recipient
from delegint.model.unknown import Unknown

NOWHERE: Final = "nowhere"
"""The home of recipients without a mailbox: groups, contacts, mail users, guests."""


class RequiredSides(NamedTuple):
    """The sides on which a grant must exist.

    Parameters:
        required: the senders by side, for Send As and Send on Behalf; everybody on the owner's side for the rest.
        advised: the side of the owner, where documents ask for both and practice does not.
        unknown: the people whose side is not known.

    Source: "Permissions in Exchange hybrid deployments"; "Overview of delegation in a Microsoft 365 hybrid
    environment".
    """

    required: dict[str, list[Recipient]]
    advised: str | None
    unknown: tuple[Unknown, ...]


class Sides(NamedTuple):
    """The people behind a trustee by the side on which they live.

    Parameters:
        people: the people by side; those without a mailbox are left out.
        unknown: what is not known: the membership of a group, or the home of a person.
    """

    people: dict[str, list[Recipient]]
    unknown: tuple[Unknown, ...]
