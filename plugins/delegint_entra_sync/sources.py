"""What the rules stand on: the title of each source, and the day it was last read."""

from __future__ import annotations

from typing import Final

from delegint.api import documented, field_reported

_READ: Final = "2026-11-22"

OVERVIEW: Final = documented("Overview of delegation in a Microsoft 365 hybrid environment", checked=_READ)
SYNCHRONIZED_ATTRIBUTES: Final = documented("Attributes synchronized by Microsoft Entra Connect", checked=_READ)
VERSION_HISTORY: Final = documented("Microsoft Entra Connect: version release history", checked=_READ)
SEND_ON_BEHALF_AFTER_MIGRATION: Final = documented(
    "Delegate can't send on behalf of after migration to Microsoft 365 hybrid environment", checked=_READ
)
PERMISSIONS: Final = documented("Permissions in Exchange hybrid deployments", checked=_READ)
HYBRID_CONSIDERATIONS: Final = documented("Exchange Server hybrid deployments", checked=_READ)
CLOUD_SYNC: Final = documented("What is Microsoft Entra Cloud Sync?", checked=_READ)
CLOUD_SYNC_TOPOLOGIES: Final = documented("Topologies for Microsoft Entra Cloud Sync", checked=_READ)
CLOUD_SYNC_WRITEBACK: Final = documented("Exchange hybrid writeback with cloud sync", checked=_READ)
SYNCED_GROUP: Final = documented("Can't manage a group synced from on-premises", checked=_READ)
CLOUD_MANAGED: Final = documented("Cloud-based management of Exchange attributes", checked=_READ)
SET_MAILBOX: Final = documented("Set-Mailbox", checked=_READ)
SET_ORGANIZATION_CONFIG: Final = documented("Set-OrganizationConfig", checked=_READ)
GROUP_AUTHORITY: Final = documented("Group source of authority", checked=_READ)
AUTOMAPPING: Final = documented(
    "Auto-mapping doesn't work as expected in a Microsoft 365 hybrid environment", checked=_READ
)
EMPTY_ALIAS: Final = documented(
    "Changes to the hide-from-address-lists attribute aren't updated in Exchange Online", checked=_READ
)
SECURITY_GROUPS_NOT_SYNCED: Final = documented(
    "On-premises security groups aren't synced to Exchange Online", checked=_READ
)
OVERWRITTEN: Final = field_reported("Directory synchronization overwrites publicDelegates of the cloud", checked=_READ)
