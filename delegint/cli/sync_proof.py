"""delegint sync-proof."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Annotated

import typer

from delegint.cli.loading import LocalPlugins, load, say_failures
from delegint.cli.options import Color, NoCache, Output, check_choice, check_color
from delegint.cli.streams import complain, emit


def sync_proof(
    export: Annotated[
        Path,
        typer.Argument(metavar="EXPORT", help="The folder that Get-ADSyncServerConfiguration wrote, or one above."),
    ],
    attribute: Annotated[
        list[str] | None, typer.Option("--attribute", "-a", metavar="NAME", help="Show only this attribute.")
    ] = None,
    output_format: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="human or json.")] = "human",
    output: Output = None,
    no_cache: NoCache = False,
    color: Color = "auto",
    plugin: LocalPlugins = None,
) -> None:
    """Show what the synchronization rules of an Entra Connect server carry, and where it is lost.

    For each attribute that delegation needs, in both directions: flows, filtered, overridden, missing or unknown, with
    the rules on the way.

    Exit codes: 0 it could be shown; 1 a file of the export is damaged; 2 wrong usage, or no rules in the export; 3 a
    plugin failed.
    """
    from delegint.engine.snapshots import snapshot_of
    from delegint.model.build import engines_in
    from delegint.model.sync_proof import proofs
    from delegint.model.sync_rules import DELEGATION_ATTRIBUTES
    from delegint.report.style import style_for
    from delegint.report.sync_proof import EngineProof, write_proofs, write_proofs_as_json
    from delegint.source.places import Problem

    check_color(color)
    check_choice("--format", output_format, ("human", "json"))
    wanted = [_known(name, DELEGATION_ATTRIBUTES) for name in attribute or DELEGATION_ATTRIBUTES]
    problems: list[Problem] = []
    with redirect_stdout(sys.stderr):  # what a plugin prints must not end up in the report
        plugins = load(plugin)
        observed = snapshot_of(export, None, plugins, problems, cached=not no_cache)
    if observed is None:
        complain(problems[0].message)
        raise typer.Exit(2)
    proved = [
        EngineProof(engine, [flow for flow in proofs(engine.configuration) if flow.attribute in wanted])
        for engine in engines_in(None, observed.environment(), observed)
        if engine.configuration is not None
    ]
    damaged = [problem for problem in problems if problem.code == "SNP001"]
    for problem in damaged:
        complain(f"{problem.place}: {problem.message}")
    say_failures(plugins)
    if not proved:
        complain(
            f"{export} has no synchronization rules; run Get-ADSyncServerConfiguration -Path <folder> on the server"
        )
        raise typer.Exit(2)
    write = write_proofs_as_json if output_format == "json" else write_proofs
    emit(lambda stream: write(proved, stream, style_for(stream, color)), output)
    raise typer.Exit(3 if plugins.failed else 1 if damaged else 0)


def _known(name: str, attributes: tuple[str, ...]) -> str:
    """An attribute as it is spelled, whatever its case.

    Raises:
        typer.Exit: it is none that delegation needs; that has been said.
    """
    found = next((known for known in attributes if known.casefold() == name.casefold()), None)
    if found is None:
        complain(f"--attribute is {', '.join(attributes[:-1])} or {attributes[-1]}, not {name!r}")
        raise typer.Exit(2)
    return found
