"""What the rules stand on: the title of each source, and the day it was last read."""

from __future__ import annotations

from typing import Final

from delegint.api import documented

_READ: Final = "2026-11-22"

OVERVIEW: Final = documented("Overview of delegation in a Microsoft 365 hybrid environment", checked=_READ)
SEND_ON_BEHALF_AFTER_MIGRATION: Final = documented(
    "Delegate can't send on behalf of after migration to Microsoft 365 hybrid environment", checked=_READ
)
MEETING_UPDATE_BOUNCES: Final = documented(
    '"550 5.1.11 RESOLVER.ADR.ExRecipNotFound" when delegate sends update to meeting after manager moved', checked=_READ
)
SYNCHRONIZED_ATTRIBUTES: Final = documented("Attributes synchronized by Microsoft Entra Connect", checked=_READ)
CLOUD_SYNC_WRITEBACK: Final = documented("Exchange hybrid writeback with cloud sync", checked=_READ)
DOUBLE_MAILBOX: Final = documented("Mailbox exists both in Exchange Online and on-premises", checked=_READ)
CONNECTOR_ACCOUNT: Final = documented("Configure AD DS connector account permissions", checked=_READ)
CLOUD_MANAGED: Final = documented("Cloud-based management of Exchange attributes", checked=_READ)
VERSION_HISTORY: Final = documented("Microsoft Entra Connect: version release history", checked=_READ)
