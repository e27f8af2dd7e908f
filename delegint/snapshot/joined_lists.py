"""Lists that became one text, taken apart where every piece has a form that cannot be mistaken."""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

from delegint.snapshot.identifiers import DIGITS_OF_A_GUID, GUID
from delegint.snapshot.losses import JOINED, LostValueError

Expected: TypeAlias = Literal["any", "proxy address", "distinguished name", "canonical name", "address"]
"""The form that the values of a list are known to have."""
_TYPE: Final = r"(?:smtp|sip|spo|x500|x400|eum|msteams|notes|ccmail|gwise|msmail|ms|fax):"
_DOMAIN: Final = r"[\w-]+(?:\.[\w-]+)+/"
_FORMS: Final = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "proxy address": rf"(?:smtp|sip|spo):[^\s;,|]+|(?!smtp:|sip:|spo:){_TYPE}(?:(?![\s;,|]{_TYPE}).)+",
        "distinguished name": r"(?:CN|OU)=(?:(?!,\s?DC=).)+(?:,\s?DC=[\w-]+)+",
        "legacy name": r"/o=(?:(?![\s;,|]/o=).)+",
        "guid": rf"{GUID.pattern}(?![\w-])",
        "canonical name": rf"{_DOMAIN}(?:(?![\s;,|]{_DOMAIN}).)+",
        "address": r"[^\s;,|@]+@[^\s;,|@]+",
    }.items()
}
"""One value of a joined list each; it ends where a separator and the next value follow."""
_SEPARATORS: Final = " \t\r\n;,|"
_SEPARATOR: Final = re.compile(r"[\s;,|]+")
_SURE_SEPARATOR: Final = re.compile(rf"[;|\r\n]|\s{DIGITS_OF_A_GUID}\b", re.IGNORECASE)


def taken_apart(joined: str, expect: Expected) -> list[str]:
    """The values of a list that became one text.

    Parameters:
        joined: the text, neither empty nor with blanks around it.
        expect: the form of the values; `any` leaves a text of no known form whole.

    Raises:
        LostValueError: it cannot be told where one value ends and the next begins.
    """
    formatted = joined[0] == "{" and joined[-1] == "}" and not GUID.fullmatch(joined)
    if formatted:
        joined = joined[1:-1].strip()
    joined = joined.strip(_SEPARATORS)
    if not joined:
        return []
    forms = _FORMS.values() if expect == "any" else (_FORMS[expect], *_FORMS.values())
    form = next((form for form in forms if form.match(joined)), None)
    if form is not None:
        return _split_by(form, joined)
    if formatted and expect == "any":
        return joined.split(", ")
    if (_SURE_SEPARATOR if expect == "any" else _SEPARATOR).search(joined):
        raise LostValueError(joined, JOINED)
    return [joined]


def _split_by(form: re.Pattern[str], joined: str) -> list[str]:
    """The values, each of which has the form.

    Raises:
        LostValueError: something in the text has not.
    """
    found = []
    at = 0
    while match := form.match(joined, at):
        found.append(match[0].rstrip(_SEPARATORS))
        at = match.end()
        if at == len(joined):
            break
        between = _SEPARATOR.match(joined, at)
        if between is None:
            raise LostValueError(joined, JOINED)
        at = between.end()
    else:
        raise LostValueError(joined, JOINED)
    if form is _FORMS["canonical name"] and len({_forest(name) for name in found}) > 1:
        raise LostValueError(joined, JOINED)  # a name with a blank and a dot looks like the next one's domain
    return found


def _forest(canonical: str) -> tuple[str, ...]:
    return tuple(canonical.partition("/")[0].lower().split(".")[-2:])
