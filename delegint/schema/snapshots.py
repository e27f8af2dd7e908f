"""The section of the format that says where the export of the tenant is, and how to read it."""

from __future__ import annotations

from typing import Final

from delegint.schema.vocabulary import DATE, Schema, mapping

NOISE_KINDS: Final = (
    "self", "system", "builtin", "administrators", "exchange-groups", "skype-groups", "internal", "group-owners",
    "no-rights", "system-folders", "system-mailboxes",
)  # fmt: skip
SNAPSHOT: Final[Schema] = mapping(
    {
        "path": {"type": "string", "minLength": 1, "description": "Where it is, from this file."},
        "netbios": {
            "description": "The DNS names of domains by NetBIOS name, as in CONTOSO: contoso.com.",
            "type": "object",
            "additionalProperties": {"type": "string"},
        },
        "ignore": {
            "description": "Trustees whose entries in the tenant are no drift.",
            "type": "array",
            "items": mapping(
                {
                    "trustee": {
                        "type": "string",
                        "description": "An address, DOMAIN\\name or SID; * stands for anything.",
                    },
                    "reason": {"type": "string", "minLength": 1},
                    "until": DATE,
                },
                required=["trustee", "reason"],
            ),
        },
        "show": {
            "description": "Kinds of entries that are taken for noise, and are to count as grants.",
            "type": "array",
            "items": {"enum": list(NOISE_KINDS)},
        },
    },
    "The export of the tenant that the state is compared with; --snapshot goes before it.",
)
