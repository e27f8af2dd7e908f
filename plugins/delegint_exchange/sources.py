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
DELEGATE_PROTOCOL: Final = documented("[MS-OXODLGT] Delegate Access Configuration Protocol", checked=_READ)
DELEGATES_IN_EWS: Final = documented("Delegate access and EWS in Exchange", checked=_READ)
MAILBOX_SETTINGS: Final = documented("Microsoft Graph v1.0: mailboxSettings", checked=_READ)
GROUP_AS_DELEGATE: Final = documented(
    "Error in OWA when Exchange 2013 users try to grant Delegate permissions to a security group", checked=_READ
)
CALENDAR_MODELS: Final = documented(
    "Planning considerations for REST-based (aka new model) calendar sharing in Outlook", checked=_READ
)
SEVERAL_ACCOUNTS: Final = documented(
    "Issues that can occur when you add multiple Exchange accounts in the same Outlook profile", checked=_READ
)
DELETED_ON_A_MAC: Final = documented("Delegate permanently deletes e-mail from manager's Inbox", checked=_READ)
FOLDER_PATH: Final = documented(
    "Unable to open default folders when accessing another user's mailbox folder", checked=_READ
)
PRIVATE_ITEMS_SHARED: Final = documented("Private items aren't displayed in a shared mailbox in Outlook", checked=_READ)
PRIVATE_APPOINTMENTS: Final = documented(
    "Outlook or OWA doesn't display full details of private appointments on shared calendars", checked=_READ
)
PRIVATE_ITEMS_DISPUTED: Final = conflicting(
    "Add-MailboxPermission, note on private items, against Permissions in Exchange hybrid deployments", checked=_READ
)
SERVER_PERMISSIONS: Final = documented("Manage permissions for recipients (Exchange Server)", checked=_READ)
SHARED_MAILBOXES: Final = documented("Shared mailboxes in Exchange Online", checked=_READ)
GROUP_WITHOUT_MAIL_DISPUTED: Final = conflicting(
    "Add-MailboxPermission, parameter User, against Manage permissions for recipients (Exchange Server)", checked=_READ
)
OWA_FREE_BUSY: Final = documented(
    "Delegate can only see free/busy information in OWA when manager is in another forest during coexistence",
    checked=_READ,
)
OWA_SHARED_FOLDER: Final = documented(
    "Can't open a shared folder in Outlook on the web in Exchange Server", checked=_READ
)
DEFAULT_RIGHT: Final = documented(
    "Users can't see free/busy information after a mailbox is moved to Microsoft 365", checked=_READ
)
BASIC_FREE_BUSY: Final = documented(
    "Users can see only basic free/busy mailbox information in a remote forest in Microsoft 365", checked=_READ
)
CALENDAR_DATA: Final = documented(
    "Can't view cross-forest calendar data in Microsoft 365 hybrid environment", checked=_READ
)
SENT_ITEMS: Final = documented(
    "Messages sent from a shared mailbox aren't saved to the Sent Items folder of the shared mailbox", checked=_READ
)
CLOUD_ARCHIVE: Final = documented(
    "On-premises users can't access cloud archive mailboxes with Full Access permission in Outlook", checked=_READ
)
HYBRID_PREREQUISITES: Final = documented("Hybrid deployment prerequisites", checked=_READ)
MANY_MAILBOXES_OPEN: Final = documented("Slow performance with many shared folders or mailboxes open", checked=_READ)
REMOVE_AUTOMAPPING: Final = documented("Remove automapping for a shared mailbox", checked=_READ)
ADDED_AS_ACCOUNT: Final = documented("Add a shared mailbox as an additional account in Outlook Desktop", checked=_READ)
PROTECTED_MAIL: Final = documented(
    "Can't read encrypted or restricted message sent to shared mailbox in Outlook", checked=_READ
)
MAILBOX_PERMISSIONS: Final = documented("Manage permissions for recipients in Exchange Server", checked=_READ)
MOVE_MAILBOXES: Final = documented(
    "Move mailboxes between on-premises and Exchange Online organizations in hybrid deployments", checked=_READ
)
ALREADY_BEING_MOVED: Final = documented(
    "Error when you move mailboxes from on-premises to Exchange Online in a hybrid deployment: User is already being"
    " moved",
    checked=_READ,
)
CLOUD_MANAGEMENT: Final = documented(
    "Enable Exchange attributes in Microsoft Entra ID for cloud management", checked=_READ
)
CROSS_TENANT: Final = documented("Cross-tenant mailbox migration", checked=_READ)
STALE_DELEGATES: Final = documented(
    "Users receive NDR 5.2.0 when they send meeting invites in Microsoft 365 hybrid environment", checked=_READ
)
GROUPS_NOT_SYNCED: Final = documented("On-premises security groups aren't synced to Exchange Online", checked=_READ)
CREATED_REMOTE_MAILBOX: Final = documented(
    "A remote mailbox created in on-premises AD DS is not ACLable in Exchange Online", checked=_READ
)
ORGANIZATION_CONFIG: Final = documented("Set-OrganizationConfig", checked=_READ)
REMOTE_MAILBOX: Final = documented("New-RemoteMailbox, Enable-RemoteMailbox and Set-RemoteMailbox", checked=_READ)
MISSED_BY_MOVES: Final = field_reported("Send On Behalf Permissions in Exchange Online", checked=_READ)
SHARED_MADE_ONLINE: Final = documented(
    "Users in a hybrid deployment can't access a shared mailbox that was created in Exchange Online", checked=_READ
)
ROOM_MADE_ONLINE: Final = documented(
    '"Cannot display the folder properties" or "could not be updated" error for a room created in Exchange Online',
    checked=_READ,
)
PROVISIONING: Final = documented("On provisioning mailboxes in Exchange Online when in Hybrid", checked=_READ)
TARGET_ADDRESS: Final = documented("Primary SMTP address is overwritten by targetAddress", checked=_READ)
TWO_MAILBOXES: Final = documented("Mailbox exists both in Exchange Online and on-premises", checked=_READ)
SHARED_DISCONNECTED: Final = documented("Shared mailbox in Exchange Online is unexpectedly disconnected", checked=_READ)
CALENDAR_PROCESSING: Final = documented("Set-CalendarProcessing", checked=_READ)
ROOM_MAILBOXES: Final = documented("Create and manage room mailboxes", checked=_READ)
SHARED_DELEGATE: Final = documented(
    "Can't accept a meeting invitation for a room mailbox in Outlook if the delegate is a shared mailbox", checked=_READ
)
NOT_PROCESSED: Final = documented("Room mailbox doesn't process a meeting request", checked=_READ)
OTHER_FOREST: Final = documented(
    "Can't add permissions to Outlook user or room mailbox in another forest in Microsoft 365 hybrid environment",
    checked=_READ,
)
REQUESTS_TO_CLOUD: Final = documented(
    "Meeting requests sent to resource mailbox in on-premises are added to resource delegate's calendar migrated to"
    " cloud",
    checked=_READ,
)
RESOURCE_AVAILABILITY: Final = documented(
    "Only availability information of a resource can be seen when scheduling a meeting", checked=_READ
)
