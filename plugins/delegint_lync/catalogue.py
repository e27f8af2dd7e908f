"""The settings of client and voice policies: their types, values and limits, as the cmdlets document them.

Read only where a state has policies: the data is large, and most states have none.

Source: New-CsClientPolicy, Set-CsClientPolicy, New-CsVoicePolicy, Set-CsVoicePolicy.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pkgutil import get_data
from typing import Any, Final, NamedTuple

from delegint.api import Schema

CONTROL_PARAMETERS: Final = frozenset({"identity", "instance", "inmemory", "force", "whatif", "confirm", "tenant"})
"""Parameters of the cmdlets that are no settings."""
_TIMESPAN: Final = re.compile(r"(?:(\d+)\.)?(\d{1,2}):(\d\d):(\d\d)\Z", re.ASCII)


class Setting(NamedTuple):
    """A setting of a policy.

    Parameters:
        name: as the cmdlet spells it.
        type: `boolean`, `integer`, `string` or `array`.
        timespan: whether the text is a length of time, hh:mm:ss.
        items: of a list, `string` or `object` (with Name and Value).
        allowed: the only values; empty where any will do.
        minimum, maximum: limits of a number or of a length of time.
        pattern: a regular expression that the text matches.
        max_length: the most characters.
        default: the documented default.
        nullable: whether it may be blank.
        deprecated, no_effect: what the page says of its use.
        versions: in which product versions it exists.
        description: what it does.
    """

    name: str
    type: str
    timespan: bool = False
    items: str = ""
    allowed: tuple[str, ...] = ()
    minimum: int | str | None = None
    maximum: int | str | None = None
    pattern: str = ""
    max_length: int | None = None
    default: bool | int | str | None = None
    nullable: bool = False
    deprecated: bool = False
    no_effect: bool = False
    versions: tuple[str, ...] = ()
    description: str = ""


@cache
def settings_of(cmdlet: str) -> dict[str, Setting]:
    """The settings of one kind of policy by their names without regard to case.

    Parameters:
        cmdlet: the noun of its cmdlets, such as `CsClientPolicy`.
    """
    return {name.casefold(): _setting(name, facts) for name, facts in _catalogue()[cmdlet].items()}


def seconds(timespan: str) -> int | None:
    """The length of a time written as hh:mm:ss or d.hh:mm:ss; None where it is not written so."""
    match = _TIMESPAN.match(timespan)
    if match is None:
        return None
    days, hours, minutes, rest = (int(part or 0) for part in match.groups())
    if hours > 23 or minutes > 59 or rest > 59:
        return None
    return ((days * 24 + hours) * 60 + minutes) * 60 + rest


def schema_of(cmdlet: str) -> Schema:
    """The settings of one kind of policy as a JSON Schema, for editors; judging values is a rule's matter."""
    properties = {setting.name: _schema(setting) for setting in settings_of(cmdlet).values()}
    return {"type": ["object", "null"], "properties": properties, "additionalProperties": False}


@cache
def _catalogue() -> dict[str, dict[str, dict[str, Any]]]:
    data = get_data(__package__, "catalogue.json")
    assert data is not None  # noqa: S101 - the file is part of the package
    catalogue: dict[str, dict[str, dict[str, Any]]] = json.loads(data)
    return catalogue


def _setting(name: str, facts: dict[str, Any]) -> Setting:
    more: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in facts.items()}
    return Setting(name, **more)


def _schema(setting: Setting) -> Schema:
    schema: Schema = {
        "description": setting.description,
        "type": [setting.type, "null"] if setting.nullable else setting.type,
    }
    if setting.allowed:
        schema["enum"] = [*setting.allowed, None] if setting.nullable else list(setting.allowed)
    if setting.items:
        schema["items"] = _ENTRY if setting.items == "object" else {"type": "string"}
    for key, value in (("minimum", setting.minimum), ("maximum", setting.maximum)):
        if isinstance(value, int):
            schema[key] = value
    if setting.pattern:
        schema["pattern"] = setting.pattern
    if setting.max_length is not None:
        schema["maxLength"] = setting.max_length
    if setting.default is not None:
        schema["default"] = setting.default
    if setting.deprecated:
        schema["deprecated"] = True
    return schema


_ENTRY: Final[Schema] = {
    "type": "object",
    "properties": {"Name": {"type": "string"}, "Value": {"type": "string"}},
    "required": ["Name", "Value"],
    "additionalProperties": False,
}
