"""How a report may look: colour, width, and what else reads the output."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final, NamedTuple, TextIO

from delegint.report.escape import for_runner, for_terminal

_CODES: Final = {
    "error": "1;31", "warning": "1;33", "info": "1;36", "strong": "1", "faint": "2", "place": "34", "good": "32",
    "plain": "",
}  # fmt: skip


class Style(NamedTuple):
    """How to write.

    Parameters:
        color: whether escape sequences for colour may be written.
        width: columns to fit source excerpts into; 0 for no limit.
        runner: whether a CI runner reads the output and takes some lines for commands.
    """

    color: bool = False
    width: int = 0
    runner: bool = False

    def paint(self, text: str, tone: str) -> str:
        """`text`, made safe for a terminal, in the tone of a severity or role."""
        safe = for_terminal(text)
        return f"\x1b[{_CODES[tone]}m{safe}\x1b[0m" if self.color and safe and _CODES[tone] else safe

    def line(self, text: str) -> str:
        """A finished line, made safe for a runner and ended."""
        return (for_runner(text) if self.runner else text) + "\n"


def style_for(stream: TextIO, color: str, environment: Mapping[str, str] = os.environ) -> Style:
    """The style for a stream.

    Colour: `--color always|never` decides; then NO_COLOR and FORCE_COLOR (set and not empty); then whether the
    stream is a terminal that is not dumb.

    Parameters:
        stream: where the report goes.
        color: `auto`, `always` or `never`.
        environment: the environment variables.
    """
    terminal = stream.isatty()
    if color != "auto":
        colored = color == "always"
    elif environment.get("NO_COLOR"):
        colored = False
    elif environment.get("FORCE_COLOR"):
        colored = True
    else:
        colored = terminal and environment.get("TERM") != "dumb"
    return Style(colored, _width(terminal, environment), _under_runner(environment))


def _width(terminal: bool, environment: Mapping[str, str]) -> int:
    """COLUMNS, or the size of the terminal; excerpts in a pipe or file are not cut to any width."""
    columns = environment.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    if not terminal:
        return 0
    try:
        return os.get_terminal_size().columns
    except OSError:
        return 0


def _under_runner(environment: Mapping[str, str]) -> bool:
    """Whether GitHub Actions or Azure Pipelines read the output line by line."""
    return any(environment.get(name, "").casefold() == "true" for name in ("GITHUB_ACTIONS", "TF_BUILD"))
