"""delegint lint."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from delegint.cli.loading import LocalPlugins, load, say_failures
from delegint.cli.options import AsOf, Color, NoCache, Output, check_choice, check_color, date_of
from delegint.cli.streams import complain, emit

if TYPE_CHECKING:
    from delegint.engine.given import Options
    from delegint.engine.lint import Report

_STANDARD_INPUT = Path("-")
_LEVELS = ("error", "warning", "info", "never")


def lint(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATHS]...",
            help="Files and folders; the current folder when left out; - reads standard input.",
            show_default=False,
        ),
    ] = None,
    output_format: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="FORMAT", help="human, concise, json, sarif, github, or that of a plugin."
        ),
    ] = "human",
    output: Output = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select", "-s", metavar="RULES", help="Run only these: codes, prefixes or names, separated by commas."
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", "-i", metavar="RULES", help="Do not run these.")
    ] = None,
    fail_on: Annotated[
        str, typer.Option(metavar="LEVEL", help="The least severity that fails: error, warning, info or never.")
    ] = "error",
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Findings never fail the run.")] = False,
    as_of: AsOf = "",
    with_paths: Annotated[
        list[Path] | None,
        typer.Option("--with", metavar="PATH", help="Load the rest of the state from here, without reporting on it."),
    ] = None,
    snapshot: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Compare with this export of the tenant, and take missing facts from it."),
    ] = None,
    no_cache: NoCache = False,
    stdin_filename: Annotated[
        str, typer.Option(metavar="NAME", help="What to call standard input; a file of this name is not read as well.")
    ] = "stdin.yaml",
    color: Color = "auto",
    plugin: LocalPlugins = None,
) -> None:
    """Lint a desired state: YAML and JSON files whose top level says `delegint: 1`.

    Exit codes: 0 nothing at or above the level of --fail-on; 1 findings; 2 wrong usage, or a path that does not exist;
    3 an internal error, or a plugin that failed. They are the same in every format.
    """
    from delegint.engine.lint import lint as run
    from delegint.engine.registry import UnknownRuleError
    from delegint.report.reporters import BUILT_IN, ReporterError, UnknownFormatError, reporter
    from delegint.report.style import style_for

    check_choice("--fail-on", fail_on, _LEVELS)
    check_color(color)
    options = _options(paths, with_paths, stdin_filename, select, ignore, as_of)
    options.snapshot, options.cached = snapshot, not no_cache
    with redirect_stdout(sys.stderr):  # what a plugin prints must not end up in the report
        plugins = load(plugin)
    try:
        with redirect_stdout(sys.stderr):
            registry, schema = plugins.registry(), plugins.schema()
            write = reporter(output_format, {} if output_format in BUILT_IN else plugins.reporters())
            report = run(options, plugins, registry, schema)
    except (UnknownRuleError, UnknownFormatError) as error:
        say_failures(plugins)
        complain(str(error))
        raise typer.Exit(2) from None
    try:
        emit(lambda stream: write(report, stream, style_for(stream, color)), output)
    except ReporterError as error:
        complain(str(error))
        raise typer.Exit(3) from None
    _say_what_else(report)
    raise typer.Exit(report.exit_code(fail_on, exit_zero=exit_zero))


def _options(
    paths: list[Path] | None,
    with_paths: list[Path] | None,
    stdin_filename: str,
    select: list[str] | None,
    ignore: list[str] | None,
    as_of: str,
) -> Options:
    from delegint.engine.given import Options
    from delegint.source.files import SourceFile

    named = paths or ([] if with_paths else [Path()])
    stdin = None
    if _STANDARD_INPUT in named:
        if sys.stdin is None:
            complain("standard input is closed")
            raise typer.Exit(2)
        stdin = SourceFile(stdin_filename, sys.stdin.buffer.read())
    return Options(
        [path for path in named if path != _STANDARD_INPUT],
        context=with_paths or [],
        stdin=stdin,
        select=_words(select),
        ignore=_words(ignore),
        as_of=date_of(as_of),
    )


def _words(values: list[str] | None) -> list[str]:
    return [word.strip() for value in values or [] for word in value.split(",") if word.strip()]


def _say_what_else(report: Report) -> None:
    """What is no finding, and must not pass in silence."""
    from delegint.report.notices import HARMLESS, notices

    for notice in notices(report):
        if notice.kind not in HARMLESS:
            complain(notice.message[0].lower() + notice.message[1:])
    if not (report.files or report.results or report.only_changes or report.missing):
        complain("no desired state here: no YAML or JSON file whose top level says delegint: 1")
