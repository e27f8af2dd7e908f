"""The settings of policies: their types, values and limits, as the cmdlets document them.

The data belong to the checker of the product, and are read only where a state has policies: they are large, and most
states have none.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from delegint.schema.vocabulary import Schema

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
        blank: what a blank amounts to, where no default is documented and it is known all the same.
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
    blank: bool | None = None
    nullable: bool = False
    deprecated: bool = False
    no_effect: bool = False
    versions: tuple[str, ...] = ()
    description: str = ""


class Catalogue:
    """The settings of every kind of policy of one product.

    Parameters:
        package: the package that holds the data, a JSON file with the settings by cmdlet noun and name.
        file: its name.
    """

    def __init__(self, package: str, file: str = "catalogue.json") -> None:
        self._package = package
        self._file = file
        self._data: dict[str, dict[str, dict[str, Any]]] = {}
        self._settings: dict[str, dict[str, Setting]] = {}

    @property
    def is_read(self) -> bool:
        """Whether anybody has asked for a setting yet."""
        return bool(self._data)

    def settings_of(self, cmdlet: str) -> dict[str, Setting]:
        """The settings of one kind of policy by their names without regard to case.

        Parameters:
            cmdlet: the noun of its cmdlets, such as `CsClientPolicy`.
        """
        known = self._settings.get(cmdlet)
        if known is None:
            listed = self._read()[cmdlet]
            known = {name.casefold(): _setting(name, facts) for name, facts in listed.items()}
            self._settings[cmdlet] = known
        return known

    def schema_of(self, cmdlet: str) -> Schema:
        """The settings of one kind of policy as a JSON Schema, for editors; judging values is a rule's matter."""
        properties = {setting.name: _schema(setting) for setting in self.settings_of(cmdlet).values()}
        return {"type": ["object", "null"], "properties": properties, "additionalProperties": False}

    def _read(self) -> dict[str, dict[str, dict[str, Any]]]:
        if not self._data:
            import json
            from pkgutil import get_data

            data = get_data(self._package, self._file)
            assert data is not None  # noqa: S101 - the file is part of the package
            self._data = json.loads(data)
        return self._data


def seconds(timespan: str) -> int | None:
    """The length of a time written as hh:mm:ss or d.hh:mm:ss; None where it is not written so."""
    match = _TIMESPAN.match(timespan)
    if match is None:
        return None
    days, hours, minutes, rest = (int(part or 0) for part in match.groups())
    if hours > 23 or minutes > 59 or rest > 59:
        return None
    return ((days * 24 + hours) * 60 + minutes) * 60 + rest


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
