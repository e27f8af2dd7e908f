"""The plain values of CLIXML: what the text of an element comes to."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

_ESCAPE: Final = re.compile(r"_[xX]([0-9A-Fa-f]{4})_")
_INTEGER: Final = re.compile(r"\s*[+-]?[0-9]{1,20}\s*")
_REAL: Final = re.compile(r"\s*[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?\s*")
_INFINITE: Final = frozenset({"NaN", "INF", "-INF", "Infinity", "-Infinity"})
_BOOLEANS: Final = {"true": True, "false": False, "1": True, "0": False}


def unescaped(text: str) -> str:
    """Text without the escapes for what XML cannot hold; half a surrogate pair becomes U+FFFD."""
    if "_x" not in text and "_X" not in text:
        return text
    units = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _real(text: str) -> float | str:
    """A number; what is none in JSON either stays text."""
    if text in _INFINITE:
        return text
    if len(text) > 1000 or not _REAL.fullmatch(text):
        raise ValueError(text)
    return float(text)


def _boolean(text: str) -> bool:
    value = _BOOLEANS.get(text.strip().lower())
    if value is None:
        raise ValueError(text)
    return value


def _character(text: str) -> str:
    unit = _integer(text)
    if not 0 <= unit <= 0xFFFF:
        raise ValueError(text)
    return unescaped(f"_x{unit:04X}_")


PLAIN_VALUES: Final[dict[str, Callable[[str], Any]]] = {
    **dict.fromkeys(("S", "URI", "Version", "SemanticVersion", "XD", "SBK"), unescaped),
    **dict.fromkeys(("DT", "TS", "BA"), str),
    **dict.fromkeys(("By", "SB", "I16", "I32", "I64", "U16", "U32", "U64"), _integer),
    **dict.fromkeys(("Sg", "Db", "D"), _real),
    "B": _boolean,
    "C": _character,
    "G": str.lower,
}
