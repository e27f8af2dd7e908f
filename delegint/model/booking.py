"""How rooms and equipment answer meeting requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from delegint.model.facts import Fact, Facts, ObservedFacts, boolean, one_of
from delegint.model.observed import Observed
from delegint.model.recipients import Recipient
from delegint.model.unknown import Unknown
from delegint.source.nodes import Node

SECTION: Final = "calendar_processing"
BOOKING_LISTS: Final = ("BookInPolicy", "RequestInPolicy", "RequestOutOfPolicy")
"""The settings that list who may book, or ask for, a resource."""
_CMDLET: Final = "Get-CalendarProcessing"


class CalendarProcessing(Facts):
    """The settings of Set-CalendarProcessing for one mailbox.

    What a declared entry leaves out has the default of Exchange, but for `automate_processing`: what a resource begins
    with depends on where and when it was made.

    Parameters:
        owner: whose mailbox.
        written: the owner as written; the address where nothing is declared.
        node: the mapping; None where the state does not declare the settings.
        listed: the people of each of `BOOKING_LISTS` that is declared.

    Source: Set-CalendarProcessing.
    """

    __slots__ = ("listed", "observed", "owner", "written")

    automate_processing = Fact(one_of("None", "AutoUpdate", "AutoAccept"), _CMDLET, key="AutomateProcessing")
    forward_requests_to_delegates = Fact(boolean, _CMDLET, key="ForwardRequestsToDelegates", default=True)
    all_book_in_policy = Fact(boolean, _CMDLET, key="AllBookInPolicy", default=True)
    all_request_in_policy = Fact(boolean, _CMDLET, key="AllRequestInPolicy", default=False)
    all_request_out_of_policy = Fact(boolean, _CMDLET, key="AllRequestOutOfPolicy", default=False)
    remove_private_property = Fact(boolean, _CMDLET, key="RemovePrivateProperty", default=True)

    def __init__(
        self, owner: Recipient, written: str, node: Node | None, listed: dict[str, tuple[Recipient, ...]]
    ) -> None:
        super().__init__(node)
        self.observed: ObservedFacts | None = None if owner.observed is None else owner.observed.part(SECTION)
        self.owner = owner
        self.written = written
        self.listed = listed

    @property
    def path(self) -> tuple[str, str]:
        """See `Facts`."""
        return (SECTION, self.written)

    @property
    def subject(self) -> str:
        """See `Facts`."""
        return self.owner.address

    def missing(self, key: str, cmdlet: str) -> Unknown:
        """See `Facts`."""
        return Unknown(key, self.owner.address, f"{SECTION}.<address>.{key}", cmdlet)


def observed_lists(
    owner: Recipient, observed: Observed | None, lookup: Callable[[str], Recipient | None]
) -> dict[str, tuple[Recipient, ...]]:
    """The people of each of `BOOKING_LISTS` by a snapshot; whoever the state does not know stands for himself.

    Parameters:
        owner: whose mailbox.
        observed: the snapshot.
        lookup: the recipient behind an address.
    """
    listed: dict[str, tuple[Recipient, ...]] = {}
    if observed is not None and owner.person >= 0:
        for name in BOOKING_LISTS:
            people = observed.fact(owner.person, f"{SECTION}.{name}")
            if isinstance(people, list):
                listed[name] = tuple(lookup(str(person)) or Recipient(str(person), None) for person in people)
    return listed
