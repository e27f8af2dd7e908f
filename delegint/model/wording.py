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


def names(people: Iterable[object]) -> str:
    """`a, b and c`, or `a, b, c and 7 more`."""
    everybody = [str(person) for person in people]
    if len(everybody) > _MOST_NAMES:
        return f"{', '.join(everybody[:_MOST_NAMES])} and {len(everybody) - _MOST_NAMES} more"
    if len(everybody) == 1:
        return everybody[0]
    return f"{', '.join(everybody[:-1])} and {everybody[-1]}" if everybody else "nobody"


def powershell_quoted(text: object) -> str:
    """Text as a PowerShell string in which nothing is expanded.

    PowerShell ends a single-quoted string at the typographic quotes as well, so those are doubled too.
    """
    quoted = "".join(character * 2 if character in _QUOTES else character for character in str(text))
    return f"'{quoted}'"
