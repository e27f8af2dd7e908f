"""What a plugin adds to the format, and how core and parts become one schema."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from delegint.schema.core import Schema, core_schema

_EMPTY: Final[Schema] = {}


class SchemaPart(NamedTuple):
    """The keys that a plugin adds to the format; each is a mapping of key to JSON Schema 2020-12.

    Parameters:
        sections: keys of the top level.
        organization: facts of `organization`.
        recipient: facts of a recipient.
        delegate: options of a delegate.
        definitions: schemas that the others refer to as `#/$defs/NAME`.
    """

    sections: Schema = _EMPTY
    organization: Schema = _EMPTY
    recipient: Schema = _EMPTY
    delegate: Schema = _EMPTY
    definitions: Schema = _EMPTY


class SchemaConflictError(ValueError):
    """Two plugins, or a plugin and the core, claim the same key."""


def assemble(parts: Iterable[SchemaPart]) -> Schema:
    """The whole schema of the format.

    Raises:
        SchemaConflictError: a key is claimed twice.
    """
    schema = core_schema()
    definitions = schema["$defs"]
    for part in parts:
        _add(schema["properties"], part.sections, "section")
        _add(definitions["organization"]["properties"], part.organization, "fact of the organization")
        _add(definitions["recipient"]["properties"], part.recipient, "fact of a recipient")
        _add(definitions["delegate"]["properties"], part.delegate, "option of a delegate")
        _add(definitions, part.definitions, "definition")
    return schema


def _add(target: Schema, more: Schema, what: str) -> None:
    for key, value in more.items():
        if key in target:
            raise SchemaConflictError(f"the {what} {key} exists already")
        target[key] = value
