"""What public scripts write: for each a map of its columns, and what its words for permissions mean."""

from __future__ import annotations

from typing import Final, NamedTuple

UNSPECIFIED: Final = "unspecified"


class Dump(NamedTuple):
    """The form of a list of delegations that a script writes.

    Parameters:
        name: the script.
        needs, refuses: the columns that tell it; see `Export`.
        owner: the columns that name the mailbox, the best first.
        trustee: the columns that name the trustee, the one for people first.
        permission: the columns of the permission; the first that has a value counts.
        separator: what stands between several permissions in a cell; empty where there is one.
        keys: columns by the key of the mailbox that they hold.
        kind: the column of RecipientTypeDetails of the mailbox.
        sid: the column of the trustee's SID.
        folder: the columns of the folder; permissions of a row with a folder are folder rights.
        folder_rights: the column of the folder rights.
        allow, inherited: the columns that say how the entry stands.
        environment: the column that says on which side the mailbox is.
        side: where the script can only be of one side.
        asked: what the script asks of every mailbox that it lists, unless it is told otherwise.
        other: the kind of a permission that has no known name; empty where it is none on a mailbox.
        passed_over: values of columns, in small letters, whose rows are no entries of the mailbox itself.
    """

    name: str
    needs: tuple[tuple[str, ...], ...]
    owner: tuple[str, ...]
    trustee: tuple[str, ...]
    permission: tuple[str, ...]
    refuses: tuple[str, ...] = ()
    separator: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    kind: str = ""
    sid: str = ""
    folder: tuple[str, ...] = ()
    folder_rights: str = ""
    allow: str = ""
    inherited: str = ""
    environment: str = ""
    side: str = ""
    asked: tuple[str, ...] = ()
    other: str = ""
    passed_over: tuple[tuple[str, str], ...] = ()


RIGHTS: Final = {
    "fullaccess": ("full_access", "FullAccess"),
    "readpermission": ("full_access", "ReadPermission"),
    "changepermission": ("full_access", "ChangePermission"),
    "changeowner": ("full_access", "ChangeOwner"),
    "deleteitem": ("full_access", "DeleteItem"),
    "externalaccount": ("full_access", "ExternalAccount"),
    "sendas": ("send_as", "SendAs"),
    "sendonbehalf": ("send_on_behalf", ""),
    "sendonbehalfto": ("send_on_behalf", ""),
}
"""Permissions, written small and without blanks and hyphens."""
SIDES: Final = {"cloud": "online", "on-prem": "on_premises"}

DUMPS: Final = (
    Dump(
        "Find-MailboxDelegates",
        (("Mailbox",), ("Delegate", "User"), ("Permission", "AccessRights")),
        ("Mailbox",),
        ("Delegate", "User"),
        ("Permission", "AccessRights"),
        refuses=("IsInherited", "Deny", "Identity", "FolderName", "FolderType", "SharingPermissionFlags"),
        keys=(("smtp", "Mailbox"),),
        other=UNSPECIFIED,
    ),
    Dump(
        "Export-RecipientPermissions",
        (("Grantor Primary SMTP",), ("Permission",), ("Trustee Original Identity",)),
        ("Grantor AD ObjectGUID", "Grantor Primary SMTP"),
        ("Trustee Original Identity", "Trustee Primary SMTP", "Trustee AD ObjectGUID"),
        ("Permission",),
        separator=",",
        keys=(
            ("smtp", "Grantor Primary SMTP"), ("guid", "Grantor AD ObjectGUID"),
            ("exchange_guid", "Grantor Exchange GUID"), ("display_name", "Grantor Display Name"),
        ),
        kind="Grantor Recipient Type",
        sid="Trustee SID",
        folder=("Folder",),
        folder_rights="Permission",
        allow="Allow/Deny",
        inherited="Inherited",
        environment="Grantor Environment",
        asked=("full_access", "send_as", "send_on_behalf"),
        passed_over=(
            ("Trustee Original Identity", "[memberrecurse]"), ("Trustee Original Identity", "[memberdirect]"),
        ),
    ),
    Dump(
        "Export-ExchangePermission",
        (("TargetObjectGUID", "TargetPrimarySMTPAddress"), ("PermissionType",), ("TrusteeIdentity",)),
        ("TargetObjectGUID", "TargetPrimarySMTPAddress", "TargetDistinguishedName"),
        ("TrusteeIdentity", "TrusteeObjectGUID", "TrusteePrimarySMTPAddress", "TrusteeDistinguishedName"),
        ("PermissionType",),
        keys=(
            ("guid", "TargetObjectGUID"), ("exchange_guid", "TargetObjectExchangeGUID"),
            ("dn", "TargetDistinguishedName"), ("smtp", "TargetPrimarySMTPAddress"),
        ),
        kind="TargetRecipientTypeDetails",
        folder=("TargetFolderType", "TargetFolderPath"),
        folder_rights="FolderAccessRights",
        inherited="IsInherited",
        passed_over=(("AssignmentType", "group"),),
    ),
    Dump(
        "Mailbox_Permissions_inventory",
        (("Mailbox address",), ("Access Rights",), ("User",)),
        ("Mailbox address",),
        ("User",),
        ("Access Rights",),
        separator=",",
        keys=(("smtp", "Mailbox address"),),
        kind="Mailbox type",
        sid="User Sid",
        side="online",
        passed_over=(("Is soft-deleted", "true"),),
    ),
    Dump(
        "Mailbox_Folder_Permissions_inventory",
        (("Mailbox address",), ("Folder identity",), ("Permissions",), ("User",)),
        ("Mailbox address",),
        ("User",),
        ("Permissions",),
        keys=(("smtp", "Mailbox address"),),
        kind="Mailbox type",
        folder=("Folder identity",),
        folder_rights="Permissions",
        side="online",
    ),
)  # fmt: skip
"""Source: the README of GruberMarkus/Export-RecipientPermissions (columns, defaults, group expansion), of
themodulecollective/ExchangePermissionsExport and of microsoft/FastTrack; the scripts of michevnew/PowerShell."""
