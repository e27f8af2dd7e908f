"""The exports of Exchange that can be read: recipients, permissions, the organization, migration."""

from __future__ import annotations

from collections.abc import Callable

from delegint.api import Export
from delegint_exchange.exports import (
    accounts,
    calendar_processing,
    ews,
    folder_permissions,
    groups,
    idfix,
    importers,
    migration,
    organization,
    permissions,
    recipients,
)

_MODULES = (
    recipients, accounts, groups, permissions, folder_permissions, calendar_processing, organization, ews, migration,
    idfix, importers,
)  # fmt: skip


def register_all(register: Callable[[Export], None]) -> None:
    """Register every export of Exchange."""
    for module in _MODULES:
        for export in module.EXPORTS:
            register(export)
