"""Upper case in the way of Windows: code point by code point, so that no comparison changes the length of a name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from unicodedata import normalize

_EDGES: Final = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
    "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""Blanks, and the marks without width that copying from a mail client leaves around a name."""


class _Capitals(dict[int, str]):
    """The capital of each code point, worked out when first met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        capital = self[code] = letter.upper() if code < 128 else _capital(letter)
        return capital


def _capital(letter: str) -> str:
    """The capital of a letter beyond ASCII; the letter itself where its capital is longer, or plain ASCII."""
    for capital in (letter.upper(), letter.title()):
        if len(capital) == 1:
            return letter if capital.isascii() else capital
    return letter


_CAPITALS: Final = _Capitals()


def fold(text: str) -> str:
    """The form in which names are compared: trimmed, composed, in capitals.

    Unlike `casefold`, it keeps `ß` apart from `ss`, and the Turkish letters without and with a dot from `I`.

    Source: String.Equals with OrdinalIgnoreCase; ToUpperInvariant.
    """
    if text.isascii():
        return text.strip().upper()
    return capitals(normalize("NFC", text).strip(_EDGES))


def fold_all(texts: Iterable[str]) -> list[str]:
    """What `fold` makes of each of many texts."""
    return [text.strip().upper() if text.isascii() else fold(text) for text in texts]


def capitals(text: str) -> str:
    """The text composed and in capitals."""
    if text.isascii():
        return text.upper()
    return normalize("NFC", normalize("NFC", text).translate(_CAPITALS))
