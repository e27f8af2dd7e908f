"""The output formats by name; each is imported only when it is used."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module
from typing import Final, TextIO, TypeAlias

from delegint.engine.lint import Report
from delegint.report.style import Style

Reporter: TypeAlias = Callable[[Report, TextIO, Style], None]

BUILT_IN: Final = ("human", "concise", "json", "sarif", "github")


class UnknownFormatError(ValueError):
    """No output format has this name; the message has a suggestion."""


def reporter(name: str, added: dict[str, Reporter]) -> Reporter:
    """The function that writes the format `name`.

    Parameters:
        name: one of `BUILT_IN`, or of a plugin.
        added: the formats of the plugins.

    Raises:
        UnknownFormatError: there is none.
    """
    if name in BUILT_IN:
        write: Reporter = import_module(f"delegint.report.{name}").write
        return write
    if name in added:
        return added[name]
    known = [*BUILT_IN, *sorted(added)]
    nearest = get_close_matches(name, known, 1, 0.5)
    hint = f"did you mean {nearest[0]}?" if nearest else f"choose from {', '.join(known)}."
    raise UnknownFormatError(f"No format is called {name!r}; {hint}")
