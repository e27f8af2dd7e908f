"""delegint snapshot."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from delegint.cli.loading import LocalPlugins, load, say_failures
from delegint.cli.options import AsOf, Color, NoCache, check_color, date_of
from delegint.cli.streams import complain, emit

snapshot = typer.Typer(
    name="snapshot",
    help="Look into an export of the tenant.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@snapshot.callback()
def _group() -> None:
    """Look into an export of the tenant."""


@snapshot.command()
def show(
    path: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the export, or a single file.")],
    show_ignored: Annotated[
        bool, typer.Option("--show-ignored", help="List what was taken for noise, by trustee.")
    ] = False,
    as_of: AsOf = "",
    no_cache: NoCache = False,
    color: Color = "auto",
    plugin: LocalPlugins = None,
) -> None:
    """Show the ledger of a snapshot: files, owners asked and failed, losses, age, facts, and the rules it lets run.

    Exit codes: 0 it could be read; 1 a file of it is damaged; 2 there is none; 3 a plugin failed.
    """
    from delegint.engine.snapshots import snapshot_of
    from delegint.report.ledger import write_ledger
    from delegint.report.style import style_for
    from delegint.source.places import Problem

    check_color(color)
    day = date_of(as_of) or date.today()
    problems: list[Problem] = []
    with redirect_stdout(sys.stderr):
        plugins = load(plugin)
        observed = snapshot_of(path, None, plugins, problems, cached=not no_cache)
        registry = plugins.registry()
    if observed is None:
        complain(problems[0].message)
        raise typer.Exit(2)
    emit(
        lambda stream: write_ledger(
            observed, registry, stream, style_for(stream, color), as_of=day, show_ignored=show_ignored
        ),
        None,
    )
    say_failures(plugins)
    unreadable = any(note.code == "SNP001" for note in observed.notes)
    raise typer.Exit(3 if plugins.failed else 1 if unreadable else 0)
