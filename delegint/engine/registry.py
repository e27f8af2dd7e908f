"""The rules of a run, and the choice among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Final

from delegint.engine.rules import Rule

EVERYTHING: Final = "ALL"


class UnknownRuleError(ValueError):
    """A code, prefix or name fits no rule; the message has a suggestion."""


class DuplicateRuleError(ValueError):
    """A plugin brings a code or a name that another one has."""


class Registry:
    """Every known rule, by code."""

    def __init__(self) -> None:
        self._by_code: dict[str, Rule] = {}
        self._by_name: dict[str, Rule] = {}

    def __iter__(self) -> Iterator[Rule]:
        return iter(sorted(self._by_code.values(), key=lambda rule: rule.code))

    def __len__(self) -> int:
        return len(self._by_code)

    def add(self, rule: Rule) -> None:
        """Take a rule.

        Raises:
            DuplicateRuleError: its code or name is taken.
        """
        taken = self._by_code.get(rule.code) or self._by_name.get(rule.name)
        if taken is not None and taken is not rule:
            owner = taken.plugin or "delegint"
            raise DuplicateRuleError(f"{rule.code} {rule.name} is taken by {taken.code} {taken.name} of {owner}")
        self._by_code[rule.code] = rule
        self._by_name[rule.name] = rule

    def registrar(self, plugin: str, help_url: str, distribution: str = "") -> Callable[[Rule | ModuleType], None]:
        """The function that a plugin's hook is given.

        Parameters:
            plugin: the name of the plugin.
            help_url: the address of its rules' documentation, with `{code}` for the code; may be empty.
            distribution: the distribution that brings the plugin; empty for a local one.
        """

        def register(item: Rule | ModuleType) -> None:
            if not isinstance(item, (Rule, ModuleType)):
                raise TypeError(f"register takes a rule or a module, not {item!r}")
            for rule in [item] if isinstance(item, Rule) else _rules_in(item):
                rule.plugin = plugin
                rule.distribution = distribution
                rule.help_url = help_url.format(code=rule.code)
                self.add(rule)

        return register

    def find(self, word: str) -> Rule:
        """The rule with this code or name, whatever the case.

        Raises:
            UnknownRuleError: there is none.
        """
        found = self._by_code.get(word.upper()) or self._by_name.get(word.lower())
        if found is None:
            raise UnknownRuleError(f"No rule is called {word!r}.{self._suggestion(word, [])}")
        return found

    def choose(self, select: Iterable[str], ignore: Iterable[str]) -> tuple[Rule, ...]:
        """The rules of a run, by code.

        Parameters:
            select: codes, prefixes of codes, names or ALL; nothing means all.
            ignore: what to take away again.

        Raises:
            UnknownRuleError: a word fits no rule.
        """
        words = list(select) or [EVERYTHING]
        wanted = {rule.code for word in words for rule in self._matching(word)}
        unwanted = {rule.code for word in ignore for rule in self._matching(word)}
        return tuple(rule for rule in self if rule.code in wanted - unwanted or not rule.ignorable)

    def _matching(self, word: str) -> list[Rule]:
        upper = word.strip().upper()
        if upper == EVERYTHING:
            return list(self)
        named = self._by_name.get(word.strip().lower())
        if named is not None:
            return [named]
        matching = [rule for rule in self if upper and rule.code.startswith(upper)]
        if not matching:
            families = sorted({rule.family for rule in self})
            raise UnknownRuleError(f"No rule, prefix or name is called {word!r}.{self._suggestion(word, families)}")
        return matching

    def _suggestion(self, word: str, families: list[str]) -> str:
        candidates = [*self._by_code, *self._by_name, *families]
        nearest = get_close_matches(word.upper(), candidates, 1, 0.5) or get_close_matches(
            word.lower(), candidates, 1, 0.5
        )
        return f" Did you mean {nearest[0]}?" if nearest else " `delegint rules` lists them."


def _rules_in(module: ModuleType) -> list[Rule]:
    """The rules of a module, and of the modules of a package, in the order of their names."""
    rules = [value for value in vars(module).values() if isinstance(value, Rule)]
    for entry in sorted(iter_modules(getattr(module, "__path__", ())), key=lambda entry: entry.name):
        rules.extend(_rules_in(import_module(f"{module.__name__}.{entry.name}")))
    return rules
