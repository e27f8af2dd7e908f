"""Distinguished names and canonical names: forms that compare alike, and what can be told from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from delegint.snapshot.identities.folding import capitals

_BREAK: Final = re.compile(r'\\.|[",]', re.DOTALL)
_ESCAPE: Final = re.compile(r"((?:\\[0-9A-Fa-f]{2})+)|\\(.?)", re.DOTALL)


def dn_key(folded: str) -> str:
    r"""The form in which distinguished names are compared: `\,`, `\2C` and `"..."` alike, without blanks around commas.

    Parameters:
        folded: the name, as `fold` gives it.

    Source: RFC 4514; RFC 1779 for quotes.
    """
    if _is_even(folded):
        return folded
    return ",".join(map(_evened, _parts(folded)))


def dn_keys(folded: list[str]) -> list[str]:
    """What `dn_key` makes of each of many names; mostly one look at all of them is enough."""
    return folded if _is_even("\n".join(folded)) else [dn_key(name) for name in folded]


def canonical_of(key: str) -> str:
    r"""The canonical name of the object with a distinguished name; empty where no domain stands in it.

    Parameters:
        key: as `dn_key` gives it.

    Source: canonicalName is the DNS name of the domain and the path from the top, with `\/` for a slash in a name.
    """
    name = next(_parts(key))
    container = _canonical_container(key[len(name) + 1 :])
    return container and f"{container}/{_shown(name)}"


def domain_of(key: str) -> str:
    """The DNS name of the domain in which the object lies; empty where the name does not say.

    Parameters:
        key: as `dn_key` gives it.
    """
    labels = []
    rest = key
    while rest:
        rest, _, part = rest.rpartition(",")
        if not part.startswith("DC=") or rest.endswith("\\"):
            break
        labels.append(part[3:])
    return ".".join(reversed(labels))


@lru_cache(maxsize=1 << 12)
def _canonical_container(key: str) -> str:
    domain = domain_of(key)
    if not domain:
        return ""
    names = [_shown(part) for part in _parts(key)][: -1 - domain.count(".")]
    return "/".join((domain, *reversed(names)))


def _shown(part: str) -> str:
    """The value of a part, as canonical names have it."""
    value = part.partition("=")[2]
    if "\\" in value:
        value = _plain(value)
    return value.replace("/", "\\/") if "/" in value else value


def _is_even(text: str) -> bool:
    """Whether a name is written as its key would be."""
    if "\\" in text:
        text = text.replace("\\,", "")
    return not ("\\" in text or '"' in text or ", " in text or " ," in text or "= " in text or " =" in text)


def _parts(text: str) -> Iterator[str]:
    """The parts between the commas that separate."""
    if "\\" not in text and '"' not in text:
        yield from text.split(",")
        return
    start, quoted = 0, False
    for found in _BREAK.finditer(text):
        if found[0] == '"':
            quoted = not quoted
        elif found[0] == "," and not quoted:
            yield text[start : found.start()]
            start = found.end()
    yield text[start:]


def _evened(part: str) -> str:
    """One part with the least escaping."""
    kind, equals, value = part.partition("=")
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == '"' and not value.endswith('\\"'):
        value = value[1:-1]
    value = capitals(_plain(value).strip()).replace("\\", "\\\\").replace(",", "\\,").replace('"', '\\"')
    return kind.strip() + equals + value


def _plain(value: str) -> str:
    """A value without escapes."""
    if value.count("\\") == value.count("\\,"):
        return value.replace("\\,", ",")
    return _ESCAPE.sub(_unescaped, value)


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        return bytes.fromhex(found[1].replace("\\", "")).decode(errors="backslashreplace")
    return found[2]
