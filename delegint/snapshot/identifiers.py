"""GUIDs and SIDs, as text or as the octets that directories hold."""

from __future__ import annotations

import re
from binascii import Error as Base64Error
from binascii import a2b_base64
from typing import Final
from uuid import UUID

from delegint.snapshot.values import Value
from delegint.snapshot.wrappers import items, unwrapped

DIGITS_OF_A_GUID: Final = r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"
GUID: Final = re.compile(rf"[{{(]?({DIGITS_OF_A_GUID})[)}}]?", re.IGNORECASE)
_PLAIN_GUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NO_GUID: Final = "00000000-0000-0000-0000-000000000000"
_GUID_LENGTH: Final = len(_NO_GUID)
_SID: Final = re.compile(r"S-1-(?:[0-9]{1,15}|0x[0-9a-f]{1,12})(?:-[0-9]{1,10}){1,15}", re.IGNORECASE)
_PLAIN_SID: Final = re.compile(r"S-1-5-21(?:-[0-9]{1,10}){4}")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]{8,92}={0,2}")
_DECIMAL_OCTETS: Final = re.compile(r"[0-9]{1,3}(?: [0-9]{1,3}){7,67}")


def guid(value: Value) -> str | None:
    """A GUID in lower case with dashes; None for zeros and for what is no GUID.

    Raises:
        LostValueError: as for `unwrapped`.
    """
    if type(value) is str and _PLAIN_GUID.fullmatch(value) and value != _NO_GUID:
        return value  # as nearly all are written
    octets = None if isinstance(value, str) else _octets(value)
    if octets is None:
        plain = unwrapped(value, ("Guid", "ObjectGuid", "value", "ToString"), required=False)
        if not isinstance(plain, str):
            return None
        stripped = plain.strip()
        if found := GUID.fullmatch(stripped):
            written = str(UUID(found[1])) if len(found[1]) != _GUID_LENGTH else found[1].lower()
            return None if written == _NO_GUID else written
        octets = _octets(stripped)
    return str(UUID(bytes_le=octets)) if octets is not None and len(octets) == 16 and any(octets) else None


def sid(value: Value) -> str | None:
    """A SID as `S-1-...`; None for what is no SID.

    Raises:
        LostValueError: as for `unwrapped`.

    Source: MS-DTYP, sections 2.4.2.1 and 2.4.2.2.
    """
    if type(value) is str and _PLAIN_SID.fullmatch(value):
        return value  # as nearly all are written
    octets = None if isinstance(value, str) else _octets(value)
    if octets is None:
        plain = unwrapped(value, ("SecurityIdentifier", "Sid", "value", "ToString"), required=False)
        if not isinstance(plain, str):
            return None
        stripped = plain.strip()
        if _SID.fullmatch(stripped):
            return stripped.upper().replace("X", "x")
        octets = _octets(stripped)
    if octets is None or octets[0] != 1 or not 1 <= octets[1] <= 15 or len(octets) != 8 + 4 * octets[1]:
        return None
    authority = int.from_bytes(octets[2:8], "big")
    parts = [int.from_bytes(octets[at : at + 4], "little") for at in range(8, len(octets), 4)]
    return "-".join(("S-1", f"0x{authority:X}" if authority >> 32 else str(authority), *map(str, parts)))


def _octets(value: Value) -> bytes | None:
    """The octets of a list of numbers, of the same as a text with blanks, or of base64."""
    value = items(value)
    if isinstance(value, str):
        if _DECIMAL_OCTETS.fullmatch(value):
            value = [*value.split(" ")]
        elif _BASE64.fullmatch(value):
            try:
                return a2b_base64(value, strict_mode=True)
            except Base64Error:
                return None
    if not isinstance(value, list) or not 8 <= len(value) <= 68:
        return None
    numbers = [octet for item in value if (octet := _octet(item)) is not None]
    return bytes(numbers) if len(numbers) == len(value) else None


def _octet(value: Value) -> int | None:
    if isinstance(value, str) and len(value) <= 3 and value.isascii() and value.isdecimal():
        value = int(value)
    return value if type(value) is int and 0 <= value <= 255 else None
