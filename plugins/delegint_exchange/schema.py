"""The Exchange facts of the format."""

from __future__ import annotations

from typing import Final

from delegint.api import BOOLEAN, EWS_ACCESS_POLICIES, VERSION, Schema, SchemaPart, mapping

_TEXT: Final[Schema] = {"type": "string"}
_TEXTS: Final[Schema] = {"type": "array", "items": {"type": "string"}}

_EWS_ACCESS_POLICY: Final[Schema] = {
    "enum": list(EWS_ACCESS_POLICIES),
    "description": "EwsApplicationAccessPolicy.",
}

PART: Final = SchemaPart(
    organization={
        "exchange_server": mapping(
            {
                "version": {
                    "enum": [2010, 2013, 2016, 2019, "2010", "2013", "2016", "2019", "SE"],
                    "description": "The lowest version in service.",
                },
                "build": VERSION,
                "aclable_synced_object_enabled": {**BOOLEAN, "description": "Get-OrganizationConfig."},
                "dedicated_hybrid_app": BOOLEAN,
                "dedicated_hybrid_app_id": {**_TEXT, "description": "The application ID of the dedicated hybrid app."},
                "coexistence_api": {"enum": ["ews", "graph"]},
                "extended_support": {**BOOLEAN, "description": "The paid extension of support was bought."},
                "resource_forest": {**BOOLEAN, "description": "Accounts are in another forest than mailboxes."},
                "hybrid_modern_authentication": {**BOOLEAN, "description": "Modern authentication on-premises."},
                "hybrid_connection": {
                    "enum": ["classic", "modern"],
                    "description": "modern: through the hybrid agent of the wizard.",
                },
                "autodiscover_build": {**VERSION, "description": "The lowest build that answers Autodiscover."},
                "ews_published": {**BOOLEAN, "description": "EWS and Autodiscover are reachable from the internet."},
                "ews_enabled": {**BOOLEAN, "description": "EwsEnabled of Get-OrganizationConfig."},
                "ews_application_access_policy": _EWS_ACCESS_POLICY,
                "ews_allow_list": {**_TEXTS, "description": "EwsAllowList of Get-OrganizationConfig."},
                "ews_block_list": {**_TEXTS, "description": "EwsBlockList of Get-OrganizationConfig."},
                "partner_applications": {
                    "description": "Get-PartnerApplication; an empty list says that there are none.",
                    "type": "array",
                    "items": mapping(
                        {
                            "application_id": _TEXT,
                            "enabled": {**BOOLEAN, "description": "true when left out."},
                            "role_entries": {
                                **_TEXTS,
                                "description": "What the roles of the linked account allow, such as GetDelegate.",
                            },
                        },
                        required=["application_id"],
                    ),
                },
                "remote_domains": {
                    "description": "Get-RemoteDomain.",
                    "type": "array",
                    "items": mapping({"domain": _TEXT, "tnef_enabled": BOOLEAN}, required=["domain"]),
                },
            },
            "The on-premises side; leave it out when there is none.",
        ),
        "exchange_online": mapping(
            {
                "ews_enabled": {**BOOLEAN, "description": "EwsEnabled of Get-OrganizationConfig."},
                "ews_allowed_app_ids": {**_TEXTS, "description": "EwsAllowedAppIDs of Get-OrganizationConfig."},
                "attributes_cloud_managed_by_default": {
                    **BOOLEAN,
                    "description": "ExchangeAttributesCloudManagedByDefault of Get-OrganizationConfig.",
                },
                "modern_authentication_required": {
                    **BOOLEAN,
                    "description": "Other ways to sign in are blocked, or a second factor is asked for.",
                },
            },
            "The online side.",
        ),
        "relationships": {
            "description": "Organization relationships.",
            "type": "array",
            "items": mapping(
                {
                    "from": {"enum": ["on_premises", "online"]},
                    "to": {"enum": ["on_premises", "online"]},
                    "free_busy_access_enabled": {**BOOLEAN, "description": "true when left out."},
                    "free_busy_access_level": {"enum": ["None", "AvailabilityOnly", "LimitedDetails"]},
                }
            ),
        },
    },
    recipient={
        "provenance": {
            "enum": ["migrated", "new_remote_mailbox", "license_only", "cloud_only", "on_premises_native"],
            "description": "How the online mailbox came to be.",
        },
        "hidden_from_address_lists": {**BOOLEAN, "description": "HiddenFromAddressListsEnabled."},
        "account_enabled": BOOLEAN,
        "external": {**BOOLEAN, "description": "A person of another organization."},
        "licenses": _TEXTS,
        "mailbox_size_gb": {"type": "number", "minimum": 0},
        "archive": {"enum": ["none", "local", "cloud"]},
        "litigation_hold": BOOLEAN,
        "receives_protected_mail": BOOLEAN,
        "message_copy_for_sent_as": {**BOOLEAN, "description": "Get-Mailbox."},
        "message_copy_for_send_on_behalf": {**BOOLEAN, "description": "Get-Mailbox."},
        "delegate_sent_items_style": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1,
            "description": "DelegateSentItemsStyle of the person's Outlook; 1: a copy in the other mailbox.",
        },
        "default_calendar_right": {"type": "string", "description": "What Default may see."},
        "delegate_forward_rules": {
            "type": "integer",
            "minimum": 0,
            "description": "Hidden rules of the provider Schedule+ EMS Interface, counted with MFCMAPI.",
        },
        "ews": mapping(
            {
                "enabled": {**BOOLEAN, "description": "EwsEnabled of Get-CASMailbox."},
                "application_access_policy": _EWS_ACCESS_POLICY,
                "allow_list": {**_TEXTS, "description": "EwsAllowList of Get-CASMailbox."},
                "block_list": {**_TEXTS, "description": "EwsBlockList of Get-CASMailbox."},
            },
            "What EWS may do with the mailbox.",
        ),
        "on_premises_object": mapping(
            {
                "kind": _TEXT,
                "msExchRecipientDisplayType": {"type": "integer", "description": "Get-ADUser."},
                "mailNickname": {"type": ["string", "null"], "description": "The alias; blank: there is none."},
                "legacyExchangeDN": _TEXT,
                "proxyAddresses": _TEXTS,
                "publicDelegates": _TEXTS,
                "adminCount": {"type": "integer", "description": "1: AdminSDHolder protects the account."},
                "inheritance_disabled": {**BOOLEAN, "description": "The object takes no permissions from above."},
                "organizational_unit": {
                    **_TEXT,
                    "description": "Where it lies: corp.contoso.com/Staff, or OU=Staff,DC=corp,DC=contoso,DC=com.",
                },
                "msExchDelegateListLink": {**_TEXTS, "description": "Whose Outlook opens the mailbox by itself."},
                "remote_type": _TEXT,
                "remote_routing_address": {**_TEXT, "description": "Get-RemoteMailbox."},
                "targetAddress": {**_TEXT, "description": "Get-ADUser."},
            },
            "The object that stands for the recipient in Active Directory.",
        ),
        "online_object": mapping(
            {
                "kind": _TEXT,
                "legacyExchangeDN": _TEXT,
                "EmailAddresses": _TEXTS,
                "GrantSendOnBehalfTo": _TEXTS,
                "ExternalEmailAddress": {**_TEXT, "description": "Get-MailUser."},
            },
            "The object that stands for the recipient in Exchange Online.",
        ),
    },
)
