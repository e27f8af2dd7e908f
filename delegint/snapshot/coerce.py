"""One property of an export as a value of one kind, whatever the carrier made of it.

Each function takes what a carrier gave and returns the value, or None where there is none or it is unknown.
"""

from __future__ import annotations

import re
from typing import Final

from delegint.snapshot.joined_lists import Expected, taken_apart
from delegint.snapshot.losses import NO_FORM, NOT_BOOLEAN, OUT_OF_RANGE, REWRITTEN, SUSPECT, LostValueError
from delegint.snapshot.rights import FOLDER_RIGHTS, WHOLE_NUMBER, Names, flags, folder_role, hexadecimal, rights_in
from delegint.snapshot.values import Value
from delegint.snapshot.wrappers import items, unwrapped

_BOOLEANS: Final = {"true": True, "$true": True, "1": True, "false": False, "$false": False, "0": False}
_TEXT_MEMBERS: Final = (
    "ProxyAddressString", "ToString", "value", "Address", "RawIdentity", "DistinguishedName", "Guid", "DisplayName",
    "Name", "SmtpAddress",
)  # fmt: skip
"""Members of the objects that stand for a text, the most telling first."""
_MANGLED: Final = re.compile(r"[-+]?[0-9][0-9.,'\s]*(?:[eE][-+]?[0-9]+)?")
_EXACT: Final = 1_000_000
"""Above it a number with a decimal point may be one that was rounded."""
_TICKS: Final = 10_000_000


def text(value: Value) -> str | None:
    """The text of a value; that of an object is its ToString or its most telling member.

    Raises:
        LostValueError: the name of a type, a text cut off, or an object without a text.
    """
    if isinstance(value, str) and value and not value.startswith(SUSPECT) and not value.isspace():
        return value
    if isinstance(value, dict) and "ToString" not in value:
        if "IsPresent" in value:
            raise LostValueError(value, NO_FORM)
        ticks, prefix, address = (value.get(name) for name in ("Ticks", "PrefixString", "AddressString"))
        if isinstance(ticks, int):
            return _time_span(ticks)
        if isinstance(prefix, str) and isinstance(address, str) and not value.get("ProxyAddressString"):
            return f"{prefix}:{address}"
    plain = unwrapped(value, _TEXT_MEMBERS)
    return None if plain is None else str(plain)


def boolean(value: Value) -> bool | None:
    """Whether it is true; an empty text is unknown, and not false.

    Raises:
        LostValueError: neither true nor false, such as `WAHR` of a German spreadsheet.
    """
    plain = unwrapped(value, ("IsPresent", "value", "ToString"), bool)
    if plain is None or isinstance(plain, bool):
        return plain
    known = _BOOLEANS.get(str(plain).strip().lower())
    if known is None:
        raise LostValueError(plain, NOT_BOOLEAN)
    return known


def number(value: Value) -> int | None:
    """A whole number; None for a text such as `Unlimited`.

    Raises:
        LostValueError: a number that may have been rounded, such as `1,07374E+09`.
    """
    plain = unwrapped(value, ("value", "ToString"), int)
    if isinstance(plain, str):
        stripped = plain.strip()
        if WHOLE_NUMBER.fullmatch(stripped):
            return int(stripped)
        if _MANGLED.fullmatch(stripped):
            raise LostValueError(plain, REWRITTEN)
        return None
    if isinstance(plain, float):
        if not plain.is_integer() or abs(plain) >= _EXACT:
            raise LostValueError(plain, REWRITTEN)
        return int(plain)
    return None if isinstance(plain, bool) else plain


def display_type(value: Value) -> int | None:
    """An msExchRecipientDisplayType as the signed number of 32 bits that Active Directory has.

    Raises:
        LostValueError: as for `number`, or more than 32 bits.
    """
    found = number(value)
    if found is None:
        return None
    if not -(1 << 31) <= found < 1 << 32:
        raise LostValueError(value, OUT_OF_RANGE)
    return found - (1 << 32) if found >= 1 << 31 else found


def texts(value: Value, expect: Expected = "any") -> tuple[str, ...]:
    """The texts of a list; nothing is an empty list.

    A list that became one text is split only where every piece has the form of a name that cannot be mistaken.

    Parameters:
        value: the value.
        expect: the form of the values. Where it is `any`, a text of no known form is one value, blanks and all.

    Raises:
        LostValueError: as for `text`, or the list cannot be taken apart surely.
    """
    listed = items(value)
    if isinstance(listed, list):
        return tuple([found for item in listed if (found := text(item)) is not None])
    joined = text(listed)
    return () if joined is None else tuple(taken_apart(joined.strip(), expect))


def rights(value: Value, table: Names) -> tuple[str, ...]:
    """The names of rights, each once; numbers are taken apart, and a bit without a name is such as `0x10`.

    Folder rights that are a role together are that role.

    Raises:
        LostValueError: as for `texts`.
    """
    listed = items(value)
    found: dict[str, None] = {}
    for item in listed if isinstance(listed, list) else (listed,):
        plain = unwrapped(item, ("ToString", "value"))
        if isinstance(plain, (bool, float)):
            raise LostValueError(plain, NO_FORM)
        if isinstance(plain, int):
            found.update(dict.fromkeys(flags(plain, table)))
        elif plain is not None:
            found.update(dict.fromkeys(rights_in(plain, table)))
    return folder_role(found) if table is FOLDER_RIGHTS and found else tuple(found)


def enumeration(value: Value, table: Names) -> str | None:
    """The name of an enumeration's value; a number without a name is such as `0x10`.

    Raises:
        LostValueError: as for `text`.
    """
    if type(value) is str and value.upper() in table.spelled:
        return table.spelled[value.upper()]
    plain = unwrapped(value, ("ToString", "value"))
    if plain is None:
        return None
    if isinstance(plain, (bool, float)):
        raise LostValueError(plain, NO_FORM)
    if isinstance(plain, str):
        stripped = plain.strip()
        if not WHOLE_NUMBER.fullmatch(stripped):
            return table.spelled.get(stripped.upper(), stripped)
        plain = int(stripped)
    return table.numbers.get(plain) or hexadecimal(plain)


def _time_span(ticks: int) -> str:
    seconds = abs(ticks) // _TICKS
    days, clock = divmod(seconds, 86400)
    hours, minutes = divmod(clock // 60, 60)
    return f"{'-' * (ticks < 0)}{f'{days}.' * (days > 0)}{hours:02}:{minutes:02}:{clock % 60:02}"
