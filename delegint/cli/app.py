"""The commands. Each is a module of its own, imported when it is called or when all are listed."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup
from typer.main import get_command

from delegint import __version__

_COMMANDS: Final = ("lint", "drift", "snapshot", "sync-proof", "collector", "rules", "explain", "schema", "plugins")
_SETTINGS: Final[dict[str, Any]] = {"pretty_exceptions_enable": False, "rich_markup_mode": None}
_HELP_NAMES: Final = {"help_option_names": ["-h", "--help"]}


class _Commands(MutableMapping[str, Any]):
    """The commands by name; building one costs more than linting a small state, so each is built when asked for."""

    def __init__(self) -> None:
        self._built: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in _COMMANDS:
            raise KeyError(name)
        if name not in self._built:
            module = name.replace("-", "_")
            command = getattr(import_module(f"delegint.cli.{module}"), module)
            if not isinstance(command, typer.Typer):
                single = typer.Typer(add_completion=False, **_SETTINGS)
                single.command(name, context_settings=_HELP_NAMES)(command)
                command = single
            self._built[name] = get_command(command)
        return self._built[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._built[name] = command

    def __delitem__(self, name: str) -> None:
        del self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)


class _LazyGroup(TyperGroup):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**{**settings, "commands": None})
        self.commands = _Commands()


app = typer.Typer(name="delegint", cls=_LazyGroup, no_args_is_help=True, context_settings=_HELP_NAMES, **_SETTINGS)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"delegint {__version__}")
        raise typer.Exit


@app.callback()
def delegint(
    version: Annotated[
        bool, typer.Option("--version", "-V", help="Print the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Lint the declared delegation of a Microsoft 365 hybrid organization, offline."""
