"""The synchronization facts of the format."""

from __future__ import annotations

from typing import Final

from delegint.api import BOOLEAN, VERSION, Schema, SchemaPart, mapping

_TEXTS: Final[Schema] = {"type": "array", "items": {"type": "string"}}

_ENGINE: Final[Schema] = mapping(
    {
        "engine": {
            "enum": ["connect", "cloud_sync"],
            "description": "An Entra Connect server, or a configuration of Entra Cloud Sync.",
        },
        "version": {**VERSION, "description": "The version of Entra Connect; Get-ADSyncGlobalSettings."},
        "agent_version": {**VERSION, "description": "The version of the provisioning agent of cloud sync."},
        "exchange_hybrid_writeback": {
            **BOOLEAN,
            "description": "Exchange hybrid deployment of Entra Connect, Exchange hybrid writeback of cloud sync.",
        },
        "public_delegates_written_back": {
            **BOOLEAN,
            "description": "Whether a rule writes publicDelegates back to Active Directory.",
        },
        "public_delegates_synchronized": {
            **BOOLEAN,
            "description": "Whether publicDelegates goes up to Entra ID; for cloud sync, see its schema.",
        },
        "excluded_attributes": {
            **_TEXTS,
            "description": "The attributes that attribute filtering leaves out, such as publicDelegates.",
        },
        "exchange_hybrid_permissions": {
            **BOOLEAN,
            "description": "The connector account may write what hybrid needs; Set-ADSyncExchangeHybridPermissions.",
        },
        "exchange_schema": {
            **BOOLEAN,
            "description": "Active Directory has the Exchange schema, with mailNickname.",
        },
        "agent_restarted": {
            **BOOLEAN,
            "description": "false: the agent of cloud sync still runs from before the schema was extended.",
        },
        "attribute_writeback": {
            **BOOLEAN,
            "description": "Cloud sync writes the attributes of mailboxes managed in the cloud to Active Directory.",
        },
        "staging": {
            **BOOLEAN,
            "description": "true: it is in staging mode, in which it writes to neither side; Get-ADSyncScheduler.",
        },
        "scope": mapping(
            {
                "domains": {**_TEXTS, "description": "The Active Directory domains that it synchronizes."},
                "excluded_ous": {**_TEXTS, "description": "The organizational units that it leaves out."},
                "included_ous": {**_TEXTS, "description": "Those below them that it takes in after all."},
            },
            "What it synchronizes.",
        ),
    },
    "One engine that synchronizes Active Directory with Entra ID.",
)

PART: Final = SchemaPart(
    sections={
        "entra_sync": {
            "description": "The engines that synchronize Active Directory with Entra ID, by a name of your choice.",
            "type": "object",
            "additionalProperties": {"$ref": "#/$defs/sync_engine"},
        }
    },
    recipient={
        "directory_synced": {**BOOLEAN, "description": "false: it exists in Entra ID alone."},
        "sync_engine": {
            "type": "string",
            "description": "The key under entra_sync; not needed where there is one engine.",
        },
        "planned_sync_engine": {
            "type": "string",
            "description": "The engine that is to synchronize it next: a key under entra_sync; none: out of scope.",
        },
        "planned_by_procedure": {
            **BOOLEAN,
            "description": "The change of engine follows the documented steps for Entra Connect beside cloud sync.",
        },
        "cloud_managed": {**BOOLEAN, "description": "IsExchangeCloudManaged; Get-Mailbox."},
        "source_of_authority": {
            "enum": ["on_premises", "online"],
            "description": "Where a synchronized group is managed.",
        },
    },
    definitions={"sync_engine": _ENGINE},
)
