"""Finding plugins, loading them one by one, and saying what went wrong with which."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pluggy

from delegint import hookspecs
from delegint.engine.registry import Registry
from delegint.hookspecs import API_VERSION, PROJECT
from delegint.schema.parts import SchemaPart, assemble
from delegint.schema.vocabulary import Schema

if TYPE_CHECKING:
    from delegint.model.drift import Comparison
    from delegint.snapshot.exports import Exports

RULES_URL: Final = "https://delegint.github.io/delegint/rules/{code}/"
_OUR_DISTRIBUTION: Final = "delegint"
_PREFIX: Final = "delegint_"
_MARK: Final = f"{PROJECT}_impl"
"""The attribute by which pluggy knows a function that stands under @hookimpl."""
_API_ATTRIBUTE: Final = "delegint_api"


class PluginError(Exception):
    """A plugin cannot be used; the message says why."""


class Plugin:
    """A plugin that was found, whether or not it could be loaded.

    Parameters:
        name: the name of its entry point, or the path of a local one.
        target: what the entry point names.
        distribution: the distribution that brings it; empty for a local one.
        metadata: the folder of the distribution's metadata.
    """

    def __init__(self, name: str, target: str, distribution: str = "", metadata: str = "") -> None:
        self.name = name
        self.target = target
        self.distribution = distribution
        self.metadata = metadata
        self.failure: str | None = None
        self.module: Any = None

    @property
    def origin(self) -> str:
        """Distribution and entry point, or the path, for people."""
        return f"{self.distribution}, entry point {self.name} = {self.target}" if self.distribution else self.target

    @property
    def version(self) -> str:
        """The version of the distribution; empty for a local plugin."""
        if not self.distribution:
            return ""
        from importlib.metadata import PathDistribution

        return PathDistribution(Path(self.metadata)).version


class Plugins:
    """All plugins of a run.

    Parameters:
        local: paths of plugin modules named on the command line; nothing is ever loaded from a folder by itself,
            since a pull request must not get its code run.
    """

    def __init__(self, local: list[Path] | None = None) -> None:
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self.all = [*installed_plugins(), *(Plugin(path.stem, str(path)) for path in local or [])]
        for plugin in self.all:
            self._guarded(plugin, self._load)

    @property
    def loaded(self) -> list[Plugin]:
        """The plugins that work."""
        return [plugin for plugin in self.all if plugin.failure is None]

    @property
    def failed(self) -> list[Plugin]:
        """The plugins that do not, each with its `failure`."""
        return [plugin for plugin in self.all if plugin.failure is not None]

    def registry(self) -> Registry:
        """The rules of the core and of every plugin that works."""
        from delegint.engine import format_rules, snapshot_rules

        registry = Registry()
        for rules in (format_rules, snapshot_rules):
            registry.registrar("core", RULES_URL, _OUR_DISTRIBUTION)(rules)

        def collect(plugin: Plugin) -> None:
            url = RULES_URL if plugin.distribution == _OUR_DISTRIBUTION else ""
            self._call(plugin, "delegint_rules", registry.registrar(plugin.name, url, plugin.distribution))

        for plugin in self.loaded:
            self._guarded(plugin, collect)
        return registry

    def schema(self, *, for_editors: bool = False) -> Schema:
        """The format, with what every working plugin adds; see `assemble`."""
        parts: list[SchemaPart] = []

        def collect(plugin: Plugin) -> None:
            brought: list[SchemaPart] = []
            self._call(plugin, "delegint_schema", brought.append)
            assemble([*parts, *brought], for_editors=for_editors)
            parts.extend(brought)

        for plugin in self.loaded:
            self._guarded(plugin, collect)
        return assemble(parts, for_editors=for_editors)

    def reporters(self) -> dict[str, Any]:
        """The output formats that plugins add, by name."""
        reporters: dict[str, Any] = {}
        for plugin in self.loaded:
            self._guarded(plugin, lambda plugin: self._call(plugin, "delegint_reporters", reporters.setdefault))
        return reporters

    def exports(self) -> Exports:
        """The exports that every working plugin can read."""
        from delegint.snapshot.exports import Exports

        exports = Exports()
        for plugin in self.loaded:
            self._guarded(plugin, lambda plugin: self._call(plugin, "delegint_exports", exports.add))
        return exports

    def comparisons(self) -> tuple[Comparison, ...]:
        """How the plugins compare their parts of the state with a snapshot."""
        comparisons: list[Comparison] = []
        for plugin in self.loaded:
            self._guarded(plugin, lambda plugin: self._call(plugin, "delegint_comparisons", comparisons.append))
        return tuple(comparisons)

    def _call(self, plugin: Plugin, hook: str, register: Any) -> None:
        """Call the hook of one plugin alone, so that a failure has a name."""
        others = [other for other in self._manager.get_plugins() if other is not plugin.module]
        self._manager.subset_hook_caller(hook, others)(register=register)

    def _load(self, plugin: Plugin) -> None:
        module = _import(plugin)
        version = getattr(module, _API_ATTRIBUTE, None)
        if version is None:
            raise PluginError(
                f"it does not say which interface it was written for; add {_API_ATTRIBUTE} = {API_VERSION}"
            )
        if version != API_VERSION:
            raise PluginError(f"it was written for interface {version!r}, this delegint has {API_VERSION}")
        _refuse_misspelt_hooks(module)
        self._manager.register(module, name=f"{plugin.name}@{plugin.distribution or plugin.target}")
        plugin.module = module
        try:
            self._manager.check_pending()
        except pluggy.PluginValidationError:
            self._manager.unregister(module)
            raise

    def _guarded(self, plugin: Plugin, action: Any) -> None:
        """A broken plugin is noted, never fatal: the other plugins go on."""
        try:
            action(plugin)
        except (KeyboardInterrupt, MemoryError):
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin may raise anything, SystemExit included
            plugin.failure = str(error) if isinstance(error, PluginError) else f"{type(error).__name__}: {error}"


def installed_plugins() -> list[Plugin]:
    """The entry points of the group `delegint`, read from metadata alone: nothing is imported.

    `importlib.metadata` would cost more than linting a small state: its import alone takes longer than this scan.
    """
    plugins: dict[tuple[str, str], Plugin] = {}  # two distributions may use one name, and neither hides the other
    seen: set[str] = set()
    for folder in sys.path:
        for metadata in _metadata_folders(folder or "."):
            distribution = Path(metadata).name.rpartition(".")[0].partition("-")[0]
            if distribution not in seen:
                seen.add(distribution)
                for name, target in _entry_points(metadata):
                    plugins.setdefault((distribution, name), Plugin(name, target, distribution, metadata))
    ours_first = sorted(plugins.values(), key=lambda plugin: (plugin.distribution != _OUR_DISTRIBUTION, plugin.name))
    return list(ours_first)


def _metadata_folders(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.path for entry in entries if entry.name.endswith((".dist-info", ".egg-info")))
    except OSError:
        return []


def _entry_points(metadata: str) -> Iterator[tuple[str, str]]:
    """Name and target of each entry point of our group in one `entry_points.txt`."""
    try:
        with open(os.path.join(metadata, "entry_points.txt"), encoding="utf-8") as stream:
            text = stream.read()
    except (OSError, UnicodeDecodeError):
        return
    if f"[{PROJECT}]" not in text:
        return
    inside = False
    for line in text.splitlines():
        if line.startswith("["):
            inside = line.strip() == f"[{PROJECT}]"
        elif inside and "=" in line:
            name, _, target = line.partition("=")
            yield name.strip(), target.strip()


def _import(plugin: Plugin) -> Any:
    if plugin.distribution:
        module, _, attribute = plugin.target.partition(":")
        target: Any = import_module(module)
        for name in attribute.split(".") if attribute else ():
            target = getattr(target, name)
        return target
    path = Path(plugin.target)
    if not path.exists():
        raise PluginError("there is no such file")
    from importlib.util import module_from_spec, spec_from_file_location

    file = path / "__init__.py" if path.is_dir() else path
    name = f"delegint_local_{path.stem}"
    spec = spec_from_file_location(name, file, submodule_search_locations=[str(path)] if path.is_dir() else None)
    if spec is None or spec.loader is None:
        raise PluginError("this is not a Python module")
    module_object = module_from_spec(spec)
    sys.modules[name] = module_object
    spec.loader.exec_module(module_object)
    return module_object


def _refuse_misspelt_hooks(module: Any) -> None:
    """What looks like a hook but is none, or is not marked, would never be called, and nobody would notice."""
    known = [name for name in vars(hookspecs) if name.startswith(_PREFIX)]
    for name, value in vars(module).items():
        if not name.startswith(_PREFIX) or not callable(value):
            continue
        if name in known and not hasattr(value, _MARK):
            raise PluginError(f"{name} is not marked as a hook; put @hookimpl above it")
        if name not in known:
            nearest = get_close_matches(name, known, 1)
            hint = f"; did you mean {nearest[0]}?" if nearest else f"; the hooks are {', '.join(known)}"
            raise PluginError(f"{name} is not a hook{hint}")
