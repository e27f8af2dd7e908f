"""delegint explain."""

from __future__ import annotations

from typing import Annotated

import typer

from delegint.cli.loading import LocalPlugins, load, say_failures
from delegint.cli.streams import complain


def explain(
    rule: Annotated[str, typer.Argument(metavar="CODE|NAME", help="Such as HYB015 or send-as-missing-on-sender-side.")],
    plugin: LocalPlugins = None,
) -> None:
    """Explain a rule: what it finds, why it matters, how to fix it, and what it stands on."""
    from delegint.engine.registry import UnknownRuleError

    plugins = load(plugin)
    registry = plugins.registry()
    try:
        found = registry.find(rule)
    except UnknownRuleError as error:
        say_failures(plugins)
        complain(str(error))
        raise typer.Exit(2) from None
    typer.echo(f"{found.code} {found.name}")
    typer.echo(f"{found.severity}; holds for {found.holds}; from plugin {found.plugin}")
    for heading, text in found.sections.items():
        typer.echo(f"\n{heading}\n{'-' * len(heading)}\n{text}")
    typer.echo("\nEvidence\n--------")
    for evidence in found.evidence:
        typer.echo(f"{evidence.grade}: {evidence.title} (checked {evidence.checked})")
    if found.help_url:
        typer.echo(f"\n{found.help_url}")
    say_failures(plugins)
    raise typer.Exit(3 if plugins.failed else 0)
