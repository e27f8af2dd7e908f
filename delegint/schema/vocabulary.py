"""The words in which the sections of the format are described."""

from __future__ import annotations

from typing import Any, Final

Schema = dict[str, Any]

CHECKED_BY: Final = "x-delegint-checked-by"
"""Names the rule that checks a value instead of the schema, which then only serves editors."""
IGNORE_CASE: Final = "x-delegint-ignore-case"
"""Marks an enumeration of text that is compared without case."""
EXPECTED: Final = "x-delegint-expected"
"""Says for people what a pattern wants."""
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIER: Final = "https://delegint.github.io/delegint/format-1.schema.json"

ADDRESS: Final[Schema] = {
    "description": "A primary SMTP address, or any alias, UPN or sip: address of the recipient.",
    "type": "string",
    "pattern": r"^\s*(?:[Ss][Mm][Tt][Pp]:|[Ss][Ii][Pp]:)?[^@\s]+@[^@\s]+\s*$",
    EXPECTED: "an address such as ilse@contoso.com",
}
FOLDER_TRUSTEE: Final[Schema] = {
    "description": "An address, or Default or Anonymous, which stand for whoever has no entry and for nobody known.",
    "type": "string",
    "pattern": r"^\s*(?:(?:[Ss][Mm][Tt][Pp]:|[Ss][Ii][Pp]:)?[^@\s]+@[^@\s]+"
    r"|[Dd][Ee][Ff][Aa][Uu][Ll][Tt]|[Aa][Nn][Oo][Nn][Yy][Mm][Oo][Uu][Ss])\s*$",
    EXPECTED: "an address such as ilse@contoso.com, Default or Anonymous",
}
DATE: Final[Schema] = {
    "type": "string",
    "pattern": r"^[0-9]{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-9])|(?:0[13-9]|1[0-2])-30|(?:0[13578]|1[02])-31)$",
    EXPECTED: "a date such as 2027-03-31",
}
VERSION: Final[Schema] = {
    "type": "string",
    "pattern": r"^\d+(?:\.\d+){1,3}$",
    EXPECTED: "a version such as 2.6.79.0; one with a single dot needs quotes",
}
ADDRESSES: Final[Schema] = {"type": "array", "items": {"$ref": "#/$defs/address"}}
BOOLEAN: Final[Schema] = {"type": "boolean"}


def ignoring_case(*values: str, description: str = "") -> Schema:
    """An enumeration that the product compares without case, and therefore so do we."""
    schema: Schema = {"type": "string", "enum": list(values), IGNORE_CASE: True}
    return {"description": description, **schema} if description else schema


def mapping(properties: Schema, description: str = "", **more: Any) -> Schema:
    """A mapping with these keys and no others."""
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False, **more}
    return {"description": description, **schema} if description else schema
