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


class ReporterError(Exception):
    """The output format of a plugin failed; the message says which and how."""


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
        return _guarded(name, added[name])
    known = [*BUILT_IN, *sorted(added)]
    nearest = get_close_matches(name, known, 1, 0.5)
    hint = f"did you mean {nearest[0]}?" if nearest else f"choose from {', '.join(known)}."
    raise UnknownFormatError(f"No format is called {name!r}; {hint}")


def _guarded(name: str, write: Reporter) -> Reporter:
    """A format of a plugin, whose failure is named as its own."""

    def guarded(report: Report, stream: TextIO, style: Style) -> None:
        try:
            write(report, stream, style)
        except OSError:
            raise
        except Exception as error:
            raise ReporterError(f"the format {name} of a plugin failed: {type(error).__name__}: {error}") from error

    return guarded
