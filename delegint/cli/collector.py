"""delegint collector."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from delegint.cli.streams import complain, emit
from delegint.collector.script import SIDES, collector_script

_ALL: Final = "all"


def collector(
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to a file.")] = None,
    side: Annotated[
        str, typer.Option("--side", metavar="SIDE", help="What it can collect: on-premises, online, sync or all.")
    ] = _ALL,
    mailbox: Annotated[
        list[str] | None,
        typer.Option(
            "--mailbox", metavar="ADDRESS", help="Ask only this mailbox or group. May be given several times."
        ),
    ] = None,
) -> None:
    """Print the PowerShell script that takes a snapshot of a tenant. It only reads."""
    if side != _ALL and side not in SIDES:
        choices = f"{', '.join(SIDES)} or {_ALL}"
        raise typer.BadParameter(f"{side!r} is none of {choices}", param_hint="--side")
    mailboxes = [address.strip() for address in mailbox or ()]
    for address in mailboxes:
        if "@" not in address or " " in address or not address.isprintable():
            raise typer.BadParameter(f"{address!r} is no SMTP address", param_hint="--mailbox")
    script = collector_script(SIDES if side == _ALL else (side,), mailboxes)
    if output is None and not script.isascii():
        complain("a script with an address that is not ASCII needs --output FILE, since a terminal may change it")
        raise typer.Exit(2)
    emit(lambda stream: stream.writelines([script]), output)
