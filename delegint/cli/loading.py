"""Plugins and rules for a command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from delegint.cli.streams import complain

if TYPE_CHECKING:
    from delegint.engine.plugins import Plugins

LocalPlugins = Annotated[
    list[Path] | None,
    typer.Option(
        "--plugin", metavar="PATH", help="Load this plugin module as well. Only what is named here is ever loaded."
    ),
]


def load(local: list[Path] | None) -> Plugins:
    """The installed plugins and the local ones."""
    from delegint.engine.plugins import Plugins

    return Plugins(local)


def say_failures(plugins: Plugins) -> None:
    """Name each plugin that cannot be used, with its distribution and entry point."""
    for plugin in plugins.failed:
        complain(f"plugin {plugin.name} ({plugin.origin}) cannot be used: {plugin.failure}")
