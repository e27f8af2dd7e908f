"""delegint rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from delegint.cli.loading import LocalPlugins, load, say_failures
from delegint.cli.streams import emit

if TYPE_CHECKING:
    from delegint.engine.registry import Registry
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

        listed = json.dumps([as_json(rule) for rule in registry], indent=2)
        emit(lambda stream: print(listed, file=stream), None)
    elif output_format == "human":
        emit(lambda stream: _write(registry, stream), None)
    else:
        raise typer.BadParameter(f"{output_format!r} is neither human nor json", param_hint="--format")
    say_failures(plugins)
    raise typer.Exit(3 if plugins.failed else 0)


def _write(registry: Registry, stream: TextIO) -> None:
    width = max((len(rule.name) for rule in registry), default=0)
    stream.writelines(f"{rule.code:<8} {rule.severity:<8} {rule.name:<{width}}  {rule.plugin}\n" for rule in registry)
    stream.write(f"\n{len(registry)} rules; `delegint explain CODE` tells more about one.\n")


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
