"""Rules as SARIF has them: those of delegint in the driver, those of other distributions in extensions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from delegint import __version__
from delegint.engine.plugins import Plugin
from delegint.engine.rules import Rule
from delegint.model.finding import Severity

HOME: Final = "https://delegint.github.io/delegint/"
LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEM: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "recommendation"}
_PRECISION: Final = {"documented": "very-high", "field-reported": "medium", "conflicting": "low"}
_GRADES: Final = tuple(_PRECISION)
_OURS: Final = "delegint"
_LONGEST_TEXT: Final = 1024


class Tool:
    """The tool of a run.

    Parameters:
        rules: the rules that ran.
        plugins: where they may come from.
    """

    def __init__(self, rules: Iterable[Rule], plugins: Iterable[Plugin]) -> None:
        self._driver: list[Rule] = []
        self._extensions: dict[str, list[Rule]] = {}
        self._references: dict[str, dict[str, Any]] = {}
        self._plugins = {plugin.distribution: plugin for plugin in plugins if plugin.distribution}
        for rule in rules:
            self._add(rule)

    def reference(self, rule: Rule) -> dict[str, Any]:
        """A SARIF reporting descriptor reference to a rule that ran."""
        return self._references[rule.code]

    def as_sarif(self) -> dict[str, Any]:
        """The SARIF tool."""
        tool: dict[str, Any] = {
            "driver": {
                "name": "delegint",
                "fullName": f"delegint {__version__}",
                "version": __version__,
                "semanticVersion": __version__,
                "informationUri": HOME,
                "rules": [_descriptor(rule) for rule in self._driver],
            }
        }
        if self._extensions:
            tool["extensions"] = [
                {"name": name, **self._version(name), "rules": [_descriptor(rule) for rule in rules]}
                for name, rules in self._extensions.items()
            ]
        return tool

    def _add(self, rule: Rule) -> None:
        if rule.distribution == _OURS:
            self._references[rule.code] = {"id": rule.code, "index": len(self._driver)}
            self._driver.append(rule)
            return
        name = rule.distribution or rule.plugin
        rules = self._extensions.setdefault(name, [])
        component = {"index": list(self._extensions).index(name)}
        self._references[rule.code] = {"id": rule.code, "index": len(rules), "toolComponent": component}
        rules.append(rule)

    def _version(self, distribution: str) -> dict[str, str]:
        plugin = self._plugins.get(distribution)
        try:
            version = plugin.version if plugin else ""
        except (OSError, LookupError):  # metadata that somebody took away
            version = ""
        return {"version": version} if version else {}


def _descriptor(rule: Rule) -> dict[str, Any]:
    sections = rule.sections
    what, why = (" ".join(sections.get(heading, "").split()) for heading in ("What it finds", "Why it matters"))
    text = "\n\n".join(f"{heading}\n{body}" for heading, body in sections.items())
    markdown = "\n\n".join(f"## {heading}\n{body}" for heading, body in sections.items())
    evidence = [f"{ground.title} ({ground.grade}, checked {ground.checked})" for ground in rule.evidence]
    descriptor: dict[str, Any] = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": _short(rule.summary or f"{rule.name}.")},
        "fullDescription": {"text": _short(" ".join(filter(None, (what, why))) or f"{rule.name}.")},
        "help": {
            "text": f"{text}\n\nEvidence\n" + "\n".join(evidence),
            "markdown": f"{markdown}\n\n## Evidence\n" + "\n".join(f"- {ground}" for ground in evidence),
        },
        # The finding's own sentence is the argument: what it says depends on people and sides, not on the rule alone.
        "messageStrings": {"default": {"text": "{0}."}},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": list(dict.fromkeys(("delegation", rule.family, rule.plugin))),
            "precision": _PRECISION[min((ground.grade for ground in rule.evidence), key=_GRADES.index)],
            "problem.severity": _PROBLEM[rule.severity],
        },
    }
    if rule.help_url:
        descriptor["helpUri"] = rule.help_url
    return descriptor


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"
