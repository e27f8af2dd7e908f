"""The collector's script, put together from its fragments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files
from typing import Final

from delegint import __version__
from delegint.model.wording import powershell_quoted

SIDES: Final = {"on-premises": "OnPremises", "online": "Online", "sync": "Sync"}
"""The sides as the command spells them, and as the script does."""
_EXCHANGE: Final = frozenset({"on-premises", "online"})
_EVERYWHERE: Final = frozenset(SIDES)
_FRAGMENTS: Final = (
    ("head", _EVERYWHERE),
    ("values", _EVERYWHERE),
    ("files", _EVERYWHERE),
    ("organization", _EXCHANGE),
    ("recipients", _EXCHANGE),
    ("recipients-on-premises", frozenset({"on-premises"})),
    ("recipients-online", frozenset({"online"})),
    ("owners", _EXCHANGE),
    ("groups", _EXCHANGE),
    ("mailbox-permissions", _EXCHANGE),
    ("send-as-on-premises", frozenset({"on-premises"})),
    ("send-as-online", frozenset({"online"})),
    ("folder-permissions", _EXCHANGE),
    ("calendar-processing", _EXCHANGE),
    ("directory", frozenset({"on-premises"})),
    ("policies", _EXCHANGE),
    ("skype", frozenset({"on-premises"})),
    ("teams", frozenset({"online"})),
    ("migration", _EXCHANGE),
    ("sync", frozenset({"sync"})),
    ("start", _EVERYWHERE),
    ("run-on-premises", frozenset({"on-premises"})),
    ("run-online", frozenset({"online"})),
    ("run-sync", frozenset({"sync"})),
    ("finish", _EVERYWHERE),
)
"""In the order of the script, with the sides that need them."""
_BYTE_ORDER_MARK: Final = "\ufeff"
_PLACE: Final = re.compile(r"'@@(SIDES|MAILBOXES|VERSION)@@'")


def collector_script(sides: Iterable[str], mailboxes: Iterable[str] = ()) -> str:
    """The script.

    Parameters:
        sides: those of `SIDES` that it can collect.
        mailboxes: addresses that `-Mailbox` stands for where it is not given.

    Source: about_Character_Encoding: Windows PowerShell takes a script without a byte order mark for ANSI, so one that
        is not ASCII begins with the mark.
    """
    wanted = [side for side in SIDES if side in set(sides)]
    values = {
        "SIDES": _list_of(SIDES[side] for side in wanted),
        "MAILBOXES": _list_of(mailboxes),
        "VERSION": powershell_quoted(__version__),
    }
    fragments = [_fragment(name) for name, needed_by in _FRAGMENTS if needed_by.intersection(wanted)]
    text = _PLACE.sub(lambda place: values[place[1]], "\n".join(fragments))
    return text if text.isascii() else _BYTE_ORDER_MARK + text


def _list_of(texts: Iterable[str]) -> str:
    return ", ".join(map(powershell_quoted, texts))


def _fragment(name: str) -> str:
    return (files(__package__) / "fragments" / f"{name}.ps1").read_text(encoding="ascii")
