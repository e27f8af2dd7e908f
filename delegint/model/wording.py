"""How messages name people, sides and commands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_SIDES: Final = {"on_premises": "on-premises", "online": "Exchange Online"}
_MOST_NAMES: Final = 3
_QUOTES: Final = "'\u2018\u2019\u201a\u201b"


def side_name(side: str) -> str:
    """A side in running text."""
    return _SIDES.get(side, side)


def on_side(side: str) -> str:
    """Where something is that is on a side: `on-premises`, or `in Exchange Online`."""
    return side_name(side) if side == "on_premises" else f"in {side_name(side)}"


def names(people: Iterable[object], most: int = _MOST_NAMES) -> str:
    """`a, b and c`, or `a, b, c and 7 more`.

    Parameters:
        people: whoever is to be named.
        most: how many of them; where somebody has to act on each, more than in a message.
    """
    everybody = list(people)
    named = [str(person) for person in everybody[:most]]
    if len(everybody) > most:
        return f"{', '.join(named)} and {len(everybody) - most:,} more"
    if len(named) < 2:
        return named[0] if named else "nobody"
    return f"{', '.join(named[:-1])} and {named[-1]}"


def powershell_quoted(text: object) -> str:
    """Text as a PowerShell string in which nothing is expanded.

    PowerShell ends a single-quoted string at the typographic quotes as well, so those are doubled too.
    """
    quoted = str(text)
    for quote in _QUOTES:
        quoted = quoted.replace(quote, quote * 2)
    return f"'{quoted}'"
