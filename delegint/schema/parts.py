"""What a plugin adds to the format, and how core and parts become one schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from delegint.schema.core import core_schema
from delegint.schema.vocabulary import Schema

_EMPTY: Final[Schema] = {}


class SchemaPart(NamedTuple):
    """The keys that a plugin adds to the format; each is a mapping of key to JSON Schema 2020-12.

    Parameters:
        sections: keys of the top level.
        organization: facts of `organization`.
        recipient: facts of a recipient.
        delegate: options of a delegate.
        definitions: schemas that the others refer to as `#/$defs/NAME`.
        for_editors: gives fuller versions of some definitions by name, such as large catalogues of settings; called
            only where the schema is printed, since a run need not wait for them.
    """

    sections: Schema = _EMPTY
    organization: Schema = _EMPTY
    recipient: Schema = _EMPTY
    delegate: Schema = _EMPTY
    definitions: Schema = _EMPTY
    for_editors: Callable[[], Schema] | None = None


class SchemaConflictError(ValueError):
    """Two plugins, or a plugin and the core, claim the same key."""


def assemble(parts: Iterable[SchemaPart], *, for_editors: bool = False) -> Schema:
    """The whole schema of the format.

    Parameters:
        parts: what the plugins add.
        for_editors: whether it is to be read by people and editors, and worth waiting for.

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
        if for_editors and part.for_editors is not None:
            definitions.update(part.for_editors())
    return schema


def _add(target: Schema, more: Schema, what: str) -> None:
    for key, value in more.items():
        if key in target:
            raise SchemaConflictError(f"the {what} {key} exists already")
        target[key] = value
