"""The part of the format that belongs to no product: organization, recipients, delegations, migration."""

from __future__ import annotations

from typing import Final

from delegint.schema.booking import CALENDAR_PROCESSING
from delegint.schema.clients import CLIENTS
from delegint.schema.snapshots import SNAPSHOT
from delegint.schema.vocabulary import (
    ADDRESS,
    ADDRESSES,
    BOOLEAN,
    CHECKED_BY,
    DATE,
    DIALECT,
    FOLDER_TRUSTEE,
    IDENTIFIER,
    Schema,
    ignoring_case,
    mapping,
)

RECIPIENT_TYPES: Final = (
    "UserMailbox", "SharedMailbox", "RoomMailbox", "EquipmentMailbox", "WorkspaceMailbox", "DeskMailbox",
    "LinkedMailbox", "TeamMailbox", "DiscoveryMailbox", "ArbitrationMailbox", "SchedulingMailbox", "LegacyMailbox",
    "MailUser", "MailContact", "GuestMailUser", "MailForestContact", "RemoteUserMailbox", "RemoteSharedMailbox",
    "RemoteRoomMailbox", "RemoteEquipmentMailbox", "MailUniversalSecurityGroup", "UniversalSecurityGroup",
    "MailUniversalDistributionGroup", "MailNonUniversalGroup", "DynamicDistributionGroup", "GroupMailbox", "RoomList",
    "PublicFolder", "PublicFolderMailbox",
)  # fmt: skip
FOLDER_ROLES: Final = (
    "None", "Owner", "PublishingEditor", "Editor", "PublishingAuthor", "Author", "NonEditingAuthor", "Reviewer",
    "Contributor", "AvailabilityOnly", "LimitedDetails",
)  # fmt: skip
FOLDER_RIGHTS: Final = (
    "CreateItems", "CreateSubfolders", "DeleteAllItems", "DeleteOwnedItems", "EditAllItems", "EditOwnedItems",
    "FolderContact", "FolderOwner", "FolderVisible", "ReadItems",
)  # fmt: skip
ACCESS_METHODS: Final = (
    "automapping", "additional_mailbox", "additional_account", "separate_profile", "calendar_only", "x500_name", "owa",
)  # fmt: skip
SIDES: Final = ("on_premises", "online")
EXPECTATIONS: Final = (
    "send",
    "archive",
    "private_items",
    "private_items_hidden",
    "online_meetings",
    "approval",
    "booking_by_editing",
    "scheduling_details",
    "meeting_details",
)


def addressed(options: str, description: str) -> Schema:
    """The short form, a list of addresses, or the long form, a mapping from address to options."""
    return {
        "description": description,
        "type": ["array", "object"],
        "items": {"$ref": "#/$defs/address"},
        "propertyNames": {"$ref": "#/$defs/address"},
        "additionalProperties": {"$ref": f"#/$defs/{options}"},
    }


GOVERNANCE: Final[Schema] = {
    "until": {**DATE, "description": "The day after which the grant should be gone; for people, no rule reads it."},
    "ticket": {"type": "string", "description": "The change or request that asked for it."},
    "owner": {"type": "string", "description": "Who answers for it."},
    "reason": {"type": "string", "description": "Why it exists."},
    "propagation": {"enum": ["sync", "manual"], "description": "How it reaches the other side; manual: by hand."},
    "expects": {
        "type": "array",
        "items": {"enum": list(EXPECTATIONS)},
        "description": "What the owner counts on, so that a promise that cannot be kept is found.",
    },
}
_SIDES: Final[Schema] = {
    "type": "array",
    "items": {"enum": list(SIDES)},
    "minItems": 1,
    "description": (
        "Where the grant is applied; left out: wherever it must exist. Send on Behalf is then applied where the mailbox"
        " lives, and reaches the other side by directory synchronization."
    ),
}
_FOLDER_RIGHTS: Final[Schema] = {
    "description": "One role, or a list of single rights.",
    "items": {
        "type": "string",
        "if": {"type": "string"},
        "then": {**ignoring_case(*FOLDER_ROLES, *FOLDER_RIGHTS), CHECKED_BY: "EXC028"},
    },
    "if": {"type": "string"},
    "then": {**ignoring_case(*FOLDER_ROLES), CHECKED_BY: "EXC028"},
}


def _options(more: Schema) -> Schema:
    """Options of one grant; an empty value says the same as no options."""
    return {"type": ["object", "null"], "properties": {**more, **GOVERNANCE}, "additionalProperties": False}


def core_schema() -> Schema:
    """The schema without any plugin: the anchors that plugins add to are the `properties` of its definitions."""
    definitions: Schema = {
        "address": ADDRESS,
        "folder_trustee": FOLDER_TRUSTEE,
        "organization": mapping(
            {
                "hybrid": {"enum": ["none", "minimal", "full"], "description": "The kind of hybrid configuration."},
                "accepted_domains": {"type": "array", "items": {"type": "string"}},
                "tenant_routing_domain": {"type": "string"},
            },
            "Facts about the Exchange organization on both sides.",
        ),
        "recipient": _recipient(),
        "mailbox": _mailbox(),
        "full_access_options": _options(
            {
                "rights": {"type": "array", "items": {"type": "string"}, "minItems": 1},
                "automapping": {**BOOLEAN, "description": "Left out is not stated, which differs from true."},
                "access": {"enum": list(ACCESS_METHODS), "description": "How the user opens the mailbox."},
                "inheritance": {"type": "string"},
                "deny": BOOLEAN,
            }
        ),
        "sided_options": _options({"sides": _SIDES}),
        "folder_options": {
            **_options(
                {
                    "rights": {"$ref": "#/$defs/folder_rights"},
                    "sharing_permission_flags": {
                        "description": "SharingPermissionFlags of Add-MailboxFolderPermission.",
                        "type": "array",
                        "items": ignoring_case("None", "Delegate", "CanViewPrivateItems"),
                    },
                }
            ),
            **_FOLDER_RIGHTS,
            "type": ["object", "string", "array"],
        },
        "folder_rights": {**_FOLDER_RIGHTS, "type": ["string", "array"]},
        "delegate": {"type": ["object", "null"], "properties": _delegate(), "additionalProperties": False},
        "plain_options": _options({}),
        "batch": mapping(
            {
                "name": {"type": "string", "minLength": 1},
                "date": DATE,
                "to": {"enum": list(SIDES)},
                "kind": {
                    "enum": ["remote_move", "cross_tenant"],
                    "description": "cross_tenant: into another tenant; remote_move when left out.",
                },
                "members": ADDRESSES,
            },
            "Mailboxes that move together.",
            required=["name", "to", "members"],
        ),
    }
    return {
        "$schema": DIALECT,
        "$id": IDENTIFIER,
        "title": "delegint desired state, format 1",
        "description": "Who may open, send as, send on behalf of and book meetings for whom.",
        **mapping(_sections(), required=["delegint"]),
        "$defs": definitions,
    }


def _sections() -> Schema:
    return {
        "delegint": {"const": 1, "description": "The version of the format."},
        "organization": {"$ref": "#/$defs/organization"},
        "recipients": {
            "description": "Facts about people, groups and rooms, by primary SMTP address.",
            "type": "object",
            "propertyNames": {"$ref": "#/$defs/address"},
            "additionalProperties": {"$ref": "#/$defs/recipient"},
        },
        "delegations": {
            "description": "Who may do what, by the primary SMTP address of the mailbox owner.",
            "type": "object",
            "propertyNames": {"$ref": "#/$defs/address"},
            "additionalProperties": {"$ref": "#/$defs/mailbox"},
        },
        "management": {
            "enum": ["exclusive", "additive"],
            "description": "The default for all mailboxes; additive when left out.",
        },
        "snapshot": SNAPSHOT,
        "calendar_processing": CALENDAR_PROCESSING,
        "apply": mapping(
            {
                "method": {
                    "enum": ["powershell", "eac", "outlook", "ews", "graph"],
                    "description": "The tool with which the grants are applied.",
                },
                "actor": {"enum": ["admin", "owner"], "description": "Who applies them."},
            },
            "How the declared grants are applied.",
        ),
        "migration": mapping(
            {"batches": {"type": "array", "items": {"$ref": "#/$defs/batch"}}},
            "Planned moves of mailboxes, as points in time.",
        ),
    }


def _recipient() -> Schema:
    return {
        "description": "Facts about one recipient; a fact left out is unknown.",
        "type": ["object", "null"],
        "properties": {
            "type": ignoring_case(*RECIPIENT_TYPES, description="RecipientTypeDetails; UserMailbox when left out."),
            "home": {"enum": list(SIDES), "description": "Where the mailbox lives."},
            "aliases": {
                "type": "array",
                "items": {"type": "string", "minLength": 1},
                "description": "Further addresses, UPN, sip: and x500: addresses.",
            },
            "clients": CLIENTS,
            "labels": {"type": "array", "items": {"type": "string"}, "description": "Free words, for policies."},
            "members": {**ADDRESSES, "description": "The members of a group."},
            "membership_complete": {**BOOLEAN, "description": "false: the group has members that are not listed."},
        },
        "additionalProperties": False,
    }


def _mailbox() -> Schema:
    return {
        "description": "Everything declared for one mailbox.",
        "type": ["object", "null"],
        "properties": {
            "management": {
                "enum": ["exclusive", "additive"],
                "description": "exclusive: an undeclared grant is drift.",
            },
            "full_access": addressed("full_access_options", "Add-MailboxPermission."),
            "send_as": addressed("sided_options", "Add-RecipientPermission online, Add-ADPermission on-premises."),
            "send_on_behalf": addressed("sided_options", "GrantSendOnBehalfTo of Set-Mailbox."),
            "folders": {
                "description": "Rights on single folders, by folder and then by address, Default or Anonymous.",
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "propertyNames": {"$ref": "#/$defs/folder_trustee"},
                    "additionalProperties": {"$ref": "#/$defs/folder_options"},
                },
            },
            "delegates": addressed("delegate", "Delegates in the sense of Outlook: a bundle of rights."),
            "resource_delegates": addressed("plain_options", "ResourceDelegates of Set-CalendarProcessing."),
            "meeting_request_delivery": {
                "enum": ["DelegatesOnly", "DelegatesAndMe", "DelegatesAndSendInformationToMe", "NoForward"],
                "description": "Who gets the meeting requests; one value for the whole mailbox.",
            },
        },
        "additionalProperties": False,
    }


def _delegate() -> Schema:
    return {
        "folders": {
            "description": "The right on each folder, such as Calendar: Editor.",
            "type": "object",
            "additionalProperties": {"$ref": "#/$defs/folder_rights"},
        },
        "send_on_behalf": {
            "description": "false: without Send on Behalf; a mapping says on which sides it is applied.",
            "type": ["boolean", "object"],
            "properties": {"sides": _SIDES},
            "additionalProperties": False,
        },
        "meeting_requests": {**BOOLEAN, "description": "The delegate gets copies of meeting requests."},
        "private_items": {**BOOLEAN, "description": "The delegate sees private items."},
        "for": {
            "description": "What else the delegate is to do.",
            "type": "array",
            "items": {"enum": ["online_meetings", "make_calls", "receive_calls"]},
        },
        **GOVERNANCE,
    }
