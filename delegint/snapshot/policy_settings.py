"""Policies, and who is granted which, as exports have them; the settings are typed as the catalogue has them."""

from __future__ import annotations

import re
from typing import Any, Final

from delegint.model.policies import PolicyKind, read_identity
from delegint.schema.catalogue import Setting
from delegint.snapshot.row import Row
from delegint.snapshot.sink import Sink

_DURATION: Final = re.compile(
    r"P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d+)?S)?)?", re.ASCII
)
"""A length of time as Export-Clixml writes it."""


def add_policy(kind: PolicyKind, row: Row, settings: Row | None, sink: Sink) -> None:
    """Keep a policy with its settings.

    Parameters:
        kind: the kind of policy.
        row: the object that has its identity.
        settings: the object that has its settings; None where they were lost.
        sink: takes it.
    """
    identity = row.text("Identity", "identity")
    if identity is None:
        return
    scope, name = read_identity(identity.strip())
    key = {"global": "Global", "site": f"Site:{name}", "service": f"Service:{name}"}.get(scope, name)
    sink.setting(row.line, (kind.section, key), {} if settings is None else settings_in(settings, kind.settings))


def granted_policy(row: Row, *names: str) -> str | None:
    """The name of the policy that a person is granted; empty where there is none, None where the export does not say.

    Parameters:
        row: the person.
        names: the property, and what the collector calls it.
    """
    written = row.text(*names)
    if written is None:
        was_asked = row.is_null(*names) and not (row.has("k") and row.holds_null(*names))
        return "" if was_asked else None
    scope, name = read_identity(written.strip())
    return name if scope == "per-user" else ""


def settings_in(row: Row, settings: dict[str, Setting]) -> dict[str, Any]:
    """What an export says about each setting; None where it is blank.

    A setting that the export lacks, or whose value it has lost, is left out.

    Parameters:
        row: the policy, or the object that holds its settings.
        settings: those of its kind.
    """
    found: dict[str, Any] = {}
    for setting in settings.values():
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
