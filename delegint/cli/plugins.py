"""delegint plugins."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

import typer

from delegint.cli.loading import LocalPlugins, load
from delegint.report.escape import for_terminal
from delegint.report.summary import counted


def plugins(
    output_format: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="human or json.")] = "human",
    plugin: LocalPlugins = None,
) -> None:
    """List the plugins: what was found, from which distribution, with how many rules, and what failed."""
    found = load(plugin)
    rules = Counter(rule.plugin for rule in found.registry())
    found.schema()
    found.reporters()
    rows: list[dict[str, Any]] = [
        {
            "name": item.name,
            "distribution": item.distribution or None,
            "version": item.version or None,
            "target": item.target,
            "rules": rules[item.name],
            "failure": item.failure,
        }
        for item in found.all
    ]
    if output_format == "json":
        import json

        typer.echo(json.dumps(rows, indent=2))
    elif output_format == "human":
        for row in rows:
            origin = f"{row['distribution']} {row['version']}" if row["distribution"] else row["target"]
            state = f"failed: {row['failure']}" if row["failure"] else counted(row["rules"], "rule")
            typer.echo(for_terminal(f"{row['name']:<20}{origin:<28}{state}"))
    else:
        raise typer.BadParameter(f"{output_format!r} is neither human nor json", param_hint="--format")
    raise typer.Exit(3 if found.failed else 0)
