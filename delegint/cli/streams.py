"""Where output goes, and where it must not break."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import typer

from delegint.report.escape import for_runner, for_terminal


def complain(message: str) -> None:
    """Say on standard error what is wrong."""
    typer.echo(for_runner(f"delegint: {for_terminal(message)}"), err=True)


def emit(write: Callable[[TextIO], None], output: Path | None) -> None:
    """Write to standard output, or to a file that appears as a whole or not at all.

    A pipe or a device, such as /dev/null, is written to and never replaced; a link stays, and its target is replaced.

    Parameters:
        write: takes the stream.
        output: the file; None for standard output.

    Raises:
        typer.Exit: the file cannot be written; it has been said why.
    """
    if output is None:
        try:
            write(sys.stdout)
            sys.stdout.flush()
        except BrokenPipeError:  # whoever reads it, such as `head`, has seen enough; the exit code still tells
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open until the process ends
        return
    import tempfile

    name_given = output
    output = Path(os.path.realpath(output))
    try:
        if _is_special(output):
            with open(output, "w", encoding="utf-8", newline="\n") as stream:
                write(stream)
            return
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
        complain(f"{name_given} cannot be written: {(error.strerror or str(error)).lower()}")
        raise typer.Exit(2) from None


def _is_special(path: Path) -> bool:
    """Whether something stands there that is neither a file nor a folder."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _as_permissive_as_usual(name: str, output: Path) -> None:
    """A temporary file is private; the report gets the permissions of the file it replaces, or of a new one."""
    try:
        mode = output.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    os.chmod(name, mode)
