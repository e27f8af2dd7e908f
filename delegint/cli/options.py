"""Options that several commands have, and the values that they take."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from delegint.cli.streams import complain

Color = Annotated[str, typer.Option(metavar="WHEN", help="auto, always or never.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Read the snapshot anew, and keep no prepared copy.")]
AsOf = Annotated[
    str,
    typer.Option(
        metavar="DATE",
        help="The day for whatever is bound to dates, as YYYY-MM-DD; today when left out.",
        show_default=False,
    ),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the output to a file.")]


def date_of(text: str) -> date | None:
    """The day of `--as-of`; None where it is left out.

    Raises:
        typer.Exit: it is none; that has been said.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        complain(f"--as-of wants a day such as 2027-03-31, not {text!r}")
        raise typer.Exit(2) from None


def check_color(color: str) -> None:
    """Accept a value of `--color`.

    Raises:
        typer.Exit: it is none; that has been said.
    """
    check_choice("--color", color, ("auto", "always", "never"))


def check_choice(option: str, value: str, choices: tuple[str, ...]) -> None:
    """Accept one of the values of an option.

    Raises:
        typer.Exit: it is none; that has been said.
    """
    if value not in choices:
        complain(f"{option} is {', '.join(choices[:-1])} or {choices[-1]}, not {value!r}")
        raise typer.Exit(2)
