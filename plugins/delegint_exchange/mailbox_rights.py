"""The rights that Add-MailboxPermission knows.

Source: Add-MailboxPermission, parameter AccessRights.
"""

from __future__ import annotations

from typing import Final

MAILBOX_RIGHTS: Final = (
    "FullAccess", "ReadPermission", "ExternalAccount", "DeleteItem", "ChangePermission", "ChangeOwner",
)  # fmt: skip
_SPELLED: Final = {right.casefold(): right for right in MAILBOX_RIGHTS}


def spelled(right: str) -> str | None:
    """A right as the cmdlet spells it, whatever its case; None where there is no such."""
    return _SPELLED.get(right.strip().casefold())
