"""Where output goes, and where it must not break."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import typer

from delegint.report.escape import for_terminal


def complain(message: str) -> None:
    """Say on standard error what is wrong."""
    typer.echo(f"delegint: {for_terminal(message)}", err=True)


def emit(write: Callable[[TextIO], None], output: Path | None) -> None:
    """Write to standard output, or to a file that appears as a whole or not at all.

    Parameters:
        write: takes the stream.
        output: the file; None for standard output.

    Raises:
        typer.Exit: the file cannot be written; it has been said why.
    """
    if output is None:
        write(sys.stdout)
        sys.stdout.flush()
        return
    import tempfile

    try:
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
        try:
            with open(handle, "w", encoding="utf-8", newline="\n") as stream:
                write(stream)
            _as_permissive_as_usual(name, output)
            os.replace(name, output)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        complain(f"{output} cannot be written: {(error.strerror or str(error)).lower()}")
        raise typer.Exit(2) from None


def _as_permissive_as_usual(name: str, output: Path) -> None:
    """A temporary file is private; the report gets the permissions of the file it replaces, or of a new one."""
    try:
        mode = output.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    os.chmod(name, mode)
