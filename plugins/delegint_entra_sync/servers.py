"""What an Entra Connect server still does at all."""

from __future__ import annotations

from delegint.api import State, SyncEngine, Unknown, lifecycle


def has_stopped(engine: SyncEngine, state: State) -> bool:
    """Whether a server is known to have stopped synchronizing, as SYNC002 says of it."""
    version = engine.version
    too_old = not isinstance(version, Unknown) and lifecycle.CONNECT.rules_out(version) is True
    return too_old and lifecycle.CONNECT.has_passed(state.as_of)
