"""delegint drift."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from delegint.cli.loading import LocalPlugins, load, say_failures
from delegint.cli.options import AsOf, Color, NoCache, Output, check_color, date_of
from delegint.cli.streams import complain, emit

if TYPE_CHECKING:
    from delegint.model.drift import Differences
    from delegint.model.state import State


def drift(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATHS]...", help="The desired state; else the current folder.", show_default=False),
    ] = None,
    snapshot: Annotated[
        Path | None, typer.Option(metavar="PATH", help="The export of the tenant, where the state does not name it.")
    ] = None,
    mailbox: Annotated[
        list[str] | None, typer.Option("--mailbox", "-m", metavar="ADDRESS", help="Show only this mailbox.")
    ] = None,
    output_format: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="human or json.")] = "human",
    output: Output = None,
    as_of: AsOf = "",
    no_cache: NoCache = False,
    color: Color = "auto",
    plugin: LocalPlugins = None,
) -> None:
    """Show where the tenant differs from the desired state, mailbox by mailbox.

    Exit codes: 0 no difference; 1 differences; 2 wrong usage, no snapshot, a state that cannot be read, or no
    difference while a file of the snapshot cannot be read or no mailbox could be compared as a whole; 3 an internal
    error, or a plugin that failed.
    """
    from delegint.engine.given import UNREAD, Options
    from delegint.engine.lint import lint as run
    from delegint.model.drift import Differences
    from delegint.report.drift import write_drift, write_drift_as_json
    from delegint.report.style import style_for

    check_color(color)
    writers = {"human": write_drift, "json": write_drift_as_json}
    if output_format not in writers:
        complain(f"--format is human or json, not {output_format!r}")
        raise typer.Exit(2)
    with redirect_stdout(sys.stderr):  # what a plugin prints must not end up in the report
        plugins = load(plugin)
        options = Options(
            paths or [Path()], select=["FMT", "SNP"], as_of=date_of(as_of), snapshot=snapshot, cached=not no_cache
        )
        report = run(options, plugins, plugins.registry(), plugins.schema())
        state, observed = report.state, report.snapshot
        differences = None if state is None else state.differences
    for path in report.missing:
        complain(f"{path} does not exist")
    errors = [result for result in report.results if result.severity == "error"]
    if state is not None and observed is None:  # what else is wrong may be so for want of the snapshot
        errors = [result for result in errors if result.rule.code in UNREAD | {"SNP001"}]
    for result in errors:
        complain(f"{result.finding.place}: {result.finding.message}")
    in_part = bool(report.missing) or any(result.rule.code in UNREAD for result in errors)
    if state is None or observed is None or differences is None or in_part:
        if not errors and not report.missing:
            what = "no desired state here" if state is None else "no snapshot; name one with --snapshot"
            complain(what)
        raise typer.Exit(2)
    wanted = _owners(mailbox or [], state)
    if wanted:
        found = tuple(difference for difference in differences.found if difference.mailbox.casefold() in wanted)
        gaps = tuple(gap for gap in differences.gaps if gap.subject.casefold() in wanted)
        differences = Differences(found, gaps, differences.failures)
    write = writers[output_format]
    emit(lambda stream: write(differences, observed, stream, style_for(stream, color)), output)
    say_failures(plugins)
    for failure in differences.failures:
        complain(f"a comparison failed: {failure}")
    if plugins.failed or differences.failures:
        raise typer.Exit(3)
    if differences.found:
        raise typer.Exit(1)
    untold = nothing_compared(differences, state, wanted) or any(result.rule.code == "SNP001" for result in errors)
    raise typer.Exit(2 if untold else 0)


def _owners(addresses: list[str], state: State) -> set[str]:
    """The mailboxes that are asked for, as differences name them.

    Raises:
        typer.Exit: an address is none of a declared mailbox; that has been said.
    """
    declared = {mailbox.owner: str(mailbox.owner).casefold() for mailbox in state.mailboxes}
    wanted = set()
    for address in addresses:
        owner = state.recipient(address)
        if owner not in declared:
            complain(f"{address} is no mailbox under delegations")
            raise typer.Exit(2)
        wanted.add(declared[owner])
    return wanted


def nothing_compared(differences: Differences, state: State, wanted: set[str]) -> bool:
    """Whether each mailbox has a part that could not be compared, so that no difference means nothing."""
    silent = {gap.subject.casefold() for gap in differences.gaps}
    asked = wanted or {str(mailbox.owner).casefold() for mailbox in state.mailboxes if mailbox.grants}
    return bool(asked) and asked <= silent
