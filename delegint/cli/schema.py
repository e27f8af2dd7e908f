"""delegint schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from delegint.cli.loading import LocalPlugins, load, say_failures
from delegint.cli.streams import emit


def schema(
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to a file.")] = None,
    plugin: LocalPlugins = None,
) -> None:
    """Print the JSON Schema of the format, for editors."""
    import json

    plugins = load(plugin)
    text = json.dumps(plugins.schema(for_editors=True), indent=2, ensure_ascii=False) + "\n"
    emit(lambda stream: stream.writelines([text]), output)
    say_failures(plugins)
    raise typer.Exit(3 if plugins.failed else 0)
