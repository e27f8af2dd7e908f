"""What the rules stand on: the title of each source, and the day it was last read."""

from __future__ import annotations

from typing import Final

from delegint.api import conflicting, documented, field_reported

_READ: Final = "2026-11-22"

OVERVIEW: Final = documented("Overview of delegation in a Microsoft 365 hybrid environment", checked=_READ)
HYBRID_PERMISSIONS: Final = documented("Permissions in Exchange hybrid deployments", checked=_READ)
HYBRID_CONSIDERATIONS: Final = documented("Exchange Server hybrid deployments", checked=_READ)
ACLABLE: Final = documented(
    "Configure Exchange to support delegated mailbox permissions in a hybrid deployment", checked=_READ
)
ADD_MAILBOX_PERMISSION: Final = documented("Add-MailboxPermission", checked=_READ)
REMOVE_MAILBOX_PERMISSION: Final = documented("Remove-MailboxPermission", checked=_READ)
RECIPIENT_PERMISSION: Final = documented("Add-RecipientPermission", checked=_READ)
FOLDER_PERMISSION: Final = documented("Add-MailboxFolderPermission", checked=_READ)
SET_MAILBOX: Final = documented("Set-Mailbox", checked=_READ)
MANAGE_PERMISSIONS: Final = documented("Manage permissions for recipients in Exchange Online", checked=_READ)
NOT_AUTOMAPPED: Final = documented(
    "Mailboxes to which your account has full access aren't automapped to Outlook profile", checked=_READ
)
HYBRID_AUTOMAPPING: Final = documented(
    "Auto-mapping doesn't work as expected in a Microsoft 365 hybrid environment", checked=_READ
)
SEND_WITH_FULL_ACCESS: Final = documented(
    "Can't send an email message when Full Access permission is granted to a shared mailbox in Exchange Server",
    checked=_READ,
)
HIDDEN_MAILBOX: Final = documented(
    "Can't access a hidden mailbox in Outlook after a migration to Microsoft 365 hybrid environment", checked=_READ
)
HIDDEN_CALENDAR: Final = documented("Can't access a shared calendar for a hidden mailbox", checked=_READ)
HIDDEN_DISPUTED: Final = conflicting(
    "Manage permissions for recipients in Exchange Online, against the articles on hidden mailboxes", checked=_READ
)
REMOTE_RESOURCE: Final = documented(
    "Can't add a Room or Resource mailbox in a Microsoft 365 hybrid environment", checked=_READ
)
DISPLAY_TYPE: Final = documented("[MS-OXOABK] PidTagDisplayTypeEx, section 2.2.3.12", checked=_READ)
OWA_MEETING: Final = documented(
    "Delegate can't accept meeting request in OWA when manager is in another forest during coexistence", checked=_READ
)
DELEGATES_AFTER_MIGRATION: Final = documented(
    "Delegates are not listed correctly in Outlook after a migration to Microsoft 365 hybrid environment",
    checked=_READ,
)
DISTRIBUTION_GROUP_DISPUTED: Final = conflicting(
    "Set-Mailbox, parameter GrantSendOnBehalfTo, against Manage permissions for recipients in Exchange Online",
    checked=_READ,
)
ENTRY_LIMIT: Final = field_reported("Resolving Exchange Online access control limit errors", checked=_READ)
GET_MAILBOX_PERMISSION: Final = documented("Get-MailboxPermission", checked=_READ)
SET_FOLDER_PERMISSION: Final = documented("Set-MailboxFolderPermission", checked=_READ)
AD_PERMISSION: Final = documented("Get-ADPermission", checked=_READ)
SYNCHRONIZED_ATTRIBUTES: Final = documented("Attributes synchronized by Microsoft Entra Connect", checked=_READ)
DUPLICATE_REQUESTS: Final = documented("Delegate receives multiple or duplicate meeting requests", checked=_READ)
DEAD_DELEGATES: Final = documented("Could not get delegate information from the server", checked=_READ)
ORPHANS: Final = field_reported("Orphaned ACEs on mailboxes", checked=_READ)
SYNC_SCHEDULE: Final = documented("Microsoft Entra Connect Sync: Scheduler", checked=_READ)
