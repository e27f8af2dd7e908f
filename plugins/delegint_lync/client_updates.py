"""Builds and updates of the clients: whether a fault is gone from one.

Source: "You have been added as a delegate notice in Skype for Business"; "MAPI unavailable in the Skype for Business
2016 client"; security bulletin MS12-039, whose package for Lync 2010 is KB2693282.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from delegint.api import Answer, Client, Recipient, Unknown, lifecycle
from delegint_lync.installations import family, name_of, on_windows
from delegint_lync.sources import BULLETIN_2012, DELEGATE_LIMIT, MAPI_UNAVAILABLE

_MOST_DIGITS: Final = 8
_JUNE_2012: Final = lifecycle.Minimum((4, 0, 7577, 4098), BULLETIN_2012)
"""The build of Lync 2010 that the update of MS12-039 brings."""
_JUNE_2012_UPDATE: Final = 2693282
_JUNE_2012_BULLETIN: Final = 2707956


class Repair(NamedTuple):
    """What takes a fault away from a family of clients.

    Parameters:
        update: the number of the update of an MSI installation; None where there is none.
        builds: by channel, the first click-to-run build without the fault; an empty key for every channel.
    """

    update: int | None
    builds: Mapping[str, lifecycle.Minimum]

    def is_lacked_by(self, client: Client) -> Answer:
        """Whether the client has the fault still."""
        packaging = _packaging(client)
        if packaging == "click_to_run":
            return self._is_lacked_by_click_to_run(client)
        if packaging == "msi":
            return self._is_lacked_by_msi(client)
        either_way = (self._is_lacked_by_click_to_run(client), self._is_lacked_by_msi(client))
        for answer in (True, False):
            if all(one is answer for one in either_way):
                return answer
        return client.missing("packaging", "")

    def advice(self, client: Client) -> str:
        """What to do about a client that lacks it."""
        build = max(self._minima(client))
        click_to_run = f"update {name_of(client)} to build {build} or later"
        if _packaging(client) == "click_to_run":
            return click_to_run
        if self.update is None:
            return f"replace it by a click-to-run installation of build {build} or later"
        return f"install KB{self.update} and list it under updates" + (
            "" if _packaging(client) == "msi" else f" (click-to-run: {click_to_run})"
        )

    def _is_lacked_by_click_to_run(self, client: Client) -> Answer:
        build = client.build
        if isinstance(build, Unknown):
            return client.missing("build", "")
        verdicts = {minimum.rules_out(build) for minimum in self._minima(client)}
        if len(verdicts) > 1 and None not in verdicts:
            return client.missing("channel", "")
        verdict = verdicts.pop() if len(verdicts) == 1 else None
        return client.missing("build", "") if verdict is None else verdict

    def _is_lacked_by_msi(self, client: Client) -> Answer:
        if self.update is None:
            return True
        build = client.build
        if not isinstance(build, Unknown) and all(one.rules_out(build) is False for one in self.builds.values()):
            return False
        updates = updates_of(client)
        if updates is None:
            return client.missing("updates", "")
        if self.update in updates:
            return False
        # a later update of the same program would hold this one as well, and nothing tells whose update it is
        return client.missing("updates", "") if any(number > self.update for number in updates) else True

    def _minima(self, client: Client) -> list[lifecycle.Minimum]:
        channel = client.channel
        named = None if isinstance(channel, Unknown) else self.builds.get(channel)
        return list(self.builds.values()) if named is None else [named]


_MORE_THAN_TWO: Final = {
    2013: Repair(3114502, {"": lifecycle.Minimum((15, 0, 4787, 1002), DELEGATE_LIMIT)}),
    2016: Repair(
        None,
        {
            "current": lifecycle.Minimum((16, 0, 6741, 2017), DELEGATE_LIMIT),
            "first_release_deferred": lifecycle.Minimum((16, 0, 6741, 2017), DELEGATE_LIMIT),
            "deferred": lifecycle.Minimum((16, 0, 6741, 2048), DELEGATE_LIMIT),
        },
    ),
}
"""By family, what lets a delegate have more than two delegators. No figure is known for Lync 2010."""
PROFILE_USER: Final = Repair(
    3115268,
    {
        "current": lifecycle.Minimum((16, 0, 7167, 2040), MAPI_UNAVAILABLE),
        "first_release_deferred": lifecycle.Minimum((16, 0, 6965, 2078), MAPI_UNAVAILABLE),
        "deferred": lifecycle.Minimum((16, 0, 6965, 2092), MAPI_UNAVAILABLE),
    },
)
"""What lets the 2016 client do without PR_PROFILE_USER, which Outlook 2016 does not write."""


def more_than_two(client: Client) -> Repair | None:
    """What lets the client cope with more than two delegators; None where no such limit is known."""
    return _MORE_THAN_TWO.get(family(client) or 0)


def asks_for_profile_user(client: Client) -> Answer:
    """Whether it is a 2016 client that loses MAPI where Outlook has not written PR_PROFILE_USER."""
    return PROFILE_USER.is_lacked_by(client) if family(client) == 2016 else False


def is_of_june_2012(client: Client) -> Answer:
    """Whether it is Lync 2010 with the update of MS12-039 and nothing later.

    Updates are numbered in the order in which they are begun; the bulletin has a number of its own.
    """
    if family(client) != 2010:
        return False
    build, updates = client.build, updates_of(client) or frozenset()
    if any(number > _JUNE_2012_UPDATE and number != _JUNE_2012_BULLETIN for number in updates):
        return False
    if not isinstance(build, Unknown) and _JUNE_2012.rules_out(build) is not None:
        return build == _JUNE_2012.version
    if isinstance(client.updates, Unknown):
        return client.missing("build", "")
    return not updates.isdisjoint((_JUNE_2012_UPDATE, _JUNE_2012_BULLETIN))


def without_better(person: Recipient, is_faulty: Callable[[Client], Answer]) -> Client | Unknown | None:
    """A client with a fault, unless the person has another full client that is without it.

    Parameters:
        person: whose clients.
        is_faulty: whether a client has the fault.
    """
    first: Client | None = None
    unknown: Unknown | None = None
    for client in on_windows(person):
        answer = is_faulty(client)
        if isinstance(answer, Unknown):
            unknown = answer
        elif not answer:
            return None
        elif first is None:
            first = client
    return first if unknown is None else unknown


def updates_of(client: Client) -> frozenset[int] | None:
    """The numbers of the updates that are stated; None where nobody has said."""
    stated = client.updates
    if isinstance(stated, Unknown):
        return None
    numbers = (text.casefold().removeprefix("kb") for text in stated)
    return frozenset(int(number) for number in numbers if number.isdecimal() and len(number) <= _MOST_DIGITS)


def _packaging(client: Client) -> str | None:
    """As stated; a channel is one of click-to-run, a list of updates that of an MSI."""
    stated = client.packaging
    if not isinstance(stated, Unknown):
        return stated
    if not isinstance(client.channel, Unknown):
        return "click_to_run"
    return "msi" if updates_of(client) else None
