"""The settings of a policy in an export, typed as the catalogue has them."""

from __future__ import annotations

import re
from typing import Any, Final

from delegint.api import Row
from delegint_lync.catalogue import Setting, settings_of

_DURATION: Final = re.compile(
    r"P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d+)?S)?)?", re.ASCII
)
"""A length of time as Export-Clixml writes it."""


def settings_in(row: Row, cmdlet: str) -> dict[str, Any]:
    """What an export says about each setting; None where it is blank.

    A setting that the export lacks, or whose value it has lost, is left out.

    Parameters:
        row: the policy, or the object that holds its settings.
        cmdlet: see `settings_of`.
    """
    found: dict[str, Any] = {}
    for setting in settings_of(cmdlet).values():
        if row.is_null(setting.name):
            found[setting.name] = None
        elif row.has(setting.name):
            value = _value(row, setting)
            if value is not None:
                found[setting.name] = value
    return found


def _value(row: Row, setting: Setting) -> Any:
    if setting.type == "boolean":
        return row.flag(setting.name)
    if setting.type == "integer":
        return row.number(setting.name)
    if setting.type == "array":
        return _entries(row, setting.name) if setting.items == "object" else _list(row, setting.name)
    text = row.text(setting.name)
    if text is None:
        return None
    if setting.timespan:
        return _timespan(text.strip())
    return _choice(setting, text) if setting.allowed else text


def _list(row: Row, name: str) -> list[str] | None:
    """A list of names, which the collector joins by commas."""
    listed = row.texts(name)
    if listed is None:
        return None
    parts = (part.strip() for text in listed for part in text.split(","))
    return [part for part in parts if part]


def _entries(row: Row, name: str) -> list[dict[str, str]] | None:
    """Entries with Name and Value; None where one of them has another form."""
    if row.texts(name) is None:
        return None
    listed = [(entry.text("Name"), entry.text("Value")) for entry in row.parts(name)]
    entries = [{"Name": entry, "Value": value} for entry, value in listed if entry and value]
    whole = len(entries) == len(listed) and (listed or row.texts(name) == ())
    return entries if whole else None


def _choice(setting: Setting, text: str) -> str | None:
    """One of the values of an enumeration; a number stands for one of them, but the documents do not say for which."""
    folded = {choice.casefold(): choice for choice in setting.allowed}
    written = text.strip()
    return None if written.isdecimal() else folded.get(written.casefold(), written)


def _timespan(text: str) -> str | None:
    """A length of time as hh:mm:ss; one of another form as it is."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return text
    days, hours, minutes, rest = (int(part or 0) for part in match.groups())
    total = ((days * 24 + hours) * 60 + minutes) * 60 + rest
    days, clock = divmod(total, 86400)
    return f"{f'{days}.' * (days > 0)}{clock // 3600:02}:{clock // 60 % 60:02}:{clock % 60:02}"
