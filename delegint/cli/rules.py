"""delegint rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from delegint.cli.loading import LocalPlugins, load, say_failures

if TYPE_CHECKING:
    from delegint.engine.rules import Rule


def rules(
    output_format: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="human or json.")] = "human",
    plugin: LocalPlugins = None,
) -> None:
    """List every rule."""
    plugins = load(plugin)
    registry = plugins.registry()
    if output_format == "json":
        import json

        typer.echo(json.dumps([as_json(rule) for rule in registry], indent=2))
    elif output_format == "human":
        for rule in registry:
            typer.echo(f"{rule.code:<9}{rule.severity:<9}{rule.name:<44}{rule.plugin}")
        typer.echo(f"\n{len(registry)} rules; `delegint explain CODE` tells more about one.")
    else:
        raise typer.BadParameter(f"{output_format!r} is neither human nor json", param_hint="--format")
    say_failures(plugins)
    raise typer.Exit(3 if plugins.failed else 0)


def as_json(rule: Rule) -> dict[str, Any]:
    """A rule with all that is documented about it."""
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity,
        "summary": rule.summary,
        "plugin": rule.plugin,
        "holds": rule.holds,
        "evidence": [evidence._asdict() for evidence in rule.evidence],
        "absorbs": list(rule.absorbs),
        "help_url": rule.help_url or None,
        "documentation": rule.sections,
    }
