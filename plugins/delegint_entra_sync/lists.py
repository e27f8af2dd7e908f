"""Lists of people as Active Directory and Exchange Online have them: stated by hand, or exported."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from delegint.api import Recipient, State, Unknown, normalized

_KIND: Final = "send_on_behalf"


class Listed(NamedTuple):
    """The entries of a list.

    Parameters:
        members: the recipients, or the texts that stand for nobody, each with how the list has it.
        unclear: the texts that are no addresses, behind which anybody may stand.
    """

    members: dict[Recipient | str, str]
    unclear: list[str]


def read_list(written: Iterable[str], state: State) -> Listed:
    """A list as it is stated: recipients where the texts stand for one."""
    return _listed((state.recipient(name), name) for name in written)


def send_on_behalf_of(owner: Recipient, side: str, state: State) -> Listed | None:
    """The list of Send on Behalf on a side, stated or exported; None where it is not known."""
    stated = owner.online_object.grant_send_on_behalf_to
    if side == "on_premises":
        stated = owner.on_premises_object.public_delegates
    if not isinstance(stated, Unknown):
        return read_list(stated, state)
    observed = state.observed
    if observed is None or owner.person < 0 or not observed.covers(owner.person, _KIND, side):
        return None
    rows = (row for row in observed.rights_on(owner.person) if row.kind == _KIND and row.side == side)
    return _listed((state.person(row.trustee), row.written) for row in rows)


def somebody(name: str, owner: Recipient) -> Unknown:
    """What must be known where a list of the owner has a name that stands for nobody in particular."""
    return Unknown(f"the person called {name}", owner.address, "", "Get-Recipient")


def _listed(entries: Iterable[tuple[Recipient | None, str]]) -> Listed:
    found = Listed({}, [])
    for recipient, name in entries:
        found.members[normalized(name) if recipient is None else recipient] = str(recipient or name)
        if recipient is None and "@" not in name:
            found.unclear.append(name)
    return found
