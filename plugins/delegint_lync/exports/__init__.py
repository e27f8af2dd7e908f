"""The exports of Lync and Skype for Business Server that can be read: people, their calls, policies, the deployment."""

from __future__ import annotations

from collections.abc import Callable

from delegint.api import Export
from delegint_lync.exports import calls, deployment, policies, users

_MODULES = (users, calls, policies, deployment)


def register_all(register: Callable[[Export], None]) -> None:
    """Register every export of Lync and Skype for Business Server."""
    for module in _MODULES:
        for export in module.EXPORTS:
            register(export)
