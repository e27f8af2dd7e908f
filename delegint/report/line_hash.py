"""The line fingerprint GitHub code scanning tracks an alert by.

Code scanning uses one partial fingerprint only, `primaryLocationLineHash`. Its upload action computes it
where it is missing and warns, per result, where a tool brings another value; uploads through the REST API
get none. So a report brings it along, computed exactly as the action computes it.

The value is `<hash>:<n>`. The hash covers the first 100 characters from the start of the line, reading on
into the lines that follow, without blanks and tabs, with every line break as one line feed, an end of file
mark of 65535, and zeros after it: a polynomial in 37 over UTF-16 code units, modulo 2**64, in hexadecimal
without leading zeros. `n` counts the lines so far, from the top of the file, that have this very hash.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from operator import mul

_BLOCK = 100
_MODULUS = 1 << 64
_POWERS = tuple(pow(37, _BLOCK - 1 - place, _MODULUS) for place in range(_BLOCK))
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def line_hashes(text: str, wanted: Collection[int]) -> dict[int, str]:
    """The `primaryLocationLineHash` of the wanted lines of a file.

    `text` is the whole file, decoded as UTF-8 with U+FFFD for what is malformed. A byte order mark has to be
    still there, as U+FEFF: GitHub counts it as a character of the first line. Lines are numbered from 1 and
    end at LF, CR or CRLF; after a last line break there is one more, empty line. Numbers outside the file are
    passed over. The result is in the order of the lines.
    """
    wanted = frozenset(wanted)
    stream = _stream(text)
    digests: dict[str, int] = {}  # by text: lines that read on alike need to be hashed once
    counts: dict[int, int] = {}  # by hash: "AZ" and "B5" read differently and hash alike
    hashes: dict[int, str] = {}
    start = 0
    for number in range(1, max(wanted, default=0) + 1):
        window = stream[start : start + _BLOCK]
        digest = digests.get(window)
        if digest is None:
            digest = digests[window] = sum(map(mul, map(ord, window), _POWERS)) % _MODULUS
        counts[digest] = count = counts.get(digest, 0) + 1
        if number in wanted:
            hashes[number] = f"{digest:x}:{count}"
        start = stream.find("\n", start) + 1
        if start == 0:
            break
    return hashes


def _stream(text: str) -> str:
    """What gets hashed: a character per code unit, no blanks, line feeds only, then end mark and zeros."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    if not text.isascii():
        text = _ASTRAL.sub(_surrogates, text)
    return text + "\uffff" + "\0" * (_BLOCK - 1)


def _surrogates(match: re.Match[str]) -> str:
    """The two UTF-16 code units of a character outside the basic plane, as two characters."""
    offset = ord(match[0]) - 0x10000
    return chr(0xD800 + (offset >> 10)) + chr(0xDC00 + (offset & 0x3FF))
