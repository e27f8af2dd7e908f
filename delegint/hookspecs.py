"""The hooks of delegint: what a plugin may contribute. Reads as documentation; a plugin implements what it needs.

A plugin is a module (or package) named by an entry point of the group `delegint`. It says `delegint_api = 1`, the
version of the interface that it was written for, and imports everything it needs from `delegint.api`:

    from delegint.api import hookimpl

    delegint_api = 1

    @hookimpl
    def delegint_rules(register):
        from my_plugin import rules
        register(rules)

Hooks are called once, when a command needs what they give; they are never called for a single mailbox or grant.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING

from pluggy import HookimplMarker, HookspecMarker

if TYPE_CHECKING:
    from delegint.engine.rules import Rule
    from delegint.model.drift import Comparison
    from delegint.schema.parts import SchemaPart
    from delegint.snapshot.exports import Export

PROJECT = "delegint"
API_VERSION = 1

hookspec = HookspecMarker(PROJECT)
hookimpl = HookimplMarker(PROJECT)


@hookspec
def delegint_rules(register: Callable[[Rule | ModuleType], None]) -> None:
    """Register rules.

    Parameters:
        register: takes a rule, a module (all rules in it), or a package (all rules in its modules).
    """


@hookspec
def delegint_schema(register: Callable[[SchemaPart], None]) -> None:
    """Add sections, facts and options to the format.

    Parameters:
        register: takes a part of the schema.
    """


@hookspec
def delegint_reporters(register: Callable[[str, Callable[..., None]], None]) -> None:
    """Add output formats.

    Parameters:
        register: takes the name for `--format`, and a function that is given the report, a text stream and the style
            (colour, width, runner) and writes the one to the other.
    """


@hookspec
def delegint_exports(register: Callable[[Export], None]) -> None:
    """Say which exports the plugin can read. Called only where there is a snapshot.

    Parameters:
        register: takes one cmdlet, with the properties that tell it and the function that reads a record.
    """


@hookspec
def delegint_comparisons(register: Callable[[Comparison], None]) -> None:
    """Compare the plugin's part of the state with the snapshot. Called only where there is one.

    Parameters:
        register: takes a function that is given the state and yields differences, and unknown facts where the snapshot
            is silent.
    """
