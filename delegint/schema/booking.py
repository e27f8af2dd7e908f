"""The section of the format for booking settings, named and typed as in Set-CalendarProcessing."""

from __future__ import annotations

from typing import Final

from delegint.schema.vocabulary import ADDRESSES, BOOLEAN, Schema, ignoring_case, mapping

CALENDAR_PROCESSING: Final[Schema] = {
    "description": "How rooms and equipment answer meeting requests, by the address of the mailbox.",
    "type": "object",
    "propertyNames": {"$ref": "#/$defs/address"},
    "additionalProperties": mapping(
        {
            "AutomateProcessing": ignoring_case(
                "None", "AutoUpdate", "AutoAccept", description="What answers requests; AutoAccept: the resource."
            ),
            "ForwardRequestsToDelegates": {**BOOLEAN, "description": "true when left out."},
            "AllBookInPolicy": {**BOOLEAN, "description": "Everybody books without approval; true when left out."},
            "AllRequestInPolicy": {**BOOLEAN, "description": "Everybody may ask for approval; false when left out."},
            "AllRequestOutOfPolicy": {**BOOLEAN, "description": "The same outside of the policy; false when left out."},
            "BookInPolicy": {**ADDRESSES, "description": "Who books without approval."},
            "RequestInPolicy": {**ADDRESSES, "description": "Who may ask for approval."},
            "RequestOutOfPolicy": {**ADDRESSES, "description": "Who may ask for approval outside of the policy."},
            "RemovePrivateProperty": {**BOOLEAN, "description": "true when left out."},
        },
        "The settings of one mailbox.",
    ),
}
