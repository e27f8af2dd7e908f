"""delegint explain."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Final, TextIO

import typer

from delegint.cli.loading import LocalPlugins, load, say_failures
from delegint.cli.options import AsOf, date_of
from delegint.cli.streams import complain, emit

if TYPE_CHECKING:
    from delegint.engine.rules import Evidence, Rule
    from delegint.engine.symptoms import Symptom

_OLD: Final = timedelta(days=366)
_MOST_LISTED: Final = 25
_WORD: Final = re.compile(r"[\w-]+")
"""What may be meant as a code or a name."""
_NOBODY_SPEAKS_OF_IT: Final = (
    "No rule speaks of this error; try the code in it, such as 5.7.60, or a sentence of it, word for word"
)


def explain(
    rule: Annotated[
        str,
        typer.Argument(
            metavar="CODE|NAME|ERROR",
            help="Such as HYB015, send-as-missing-on-sender-side, or an error such as 5.7.60.",
        ),
    ],
    as_of: AsOf = "",
    plugin: LocalPlugins = None,
) -> None:
    """Explain a rule: what it finds, why it matters, how to fix it, and what it stands on.

    Instead of its code or name, any part of an error message finds the rules that speak of it.
    """
    from delegint.engine.registry import UnknownRuleError
    from delegint.engine.symptoms import rules_about

    day = date_of(as_of) or date.today()
    plugins = load(plugin)
    registry = plugins.registry()
    try:
        named = registry.find(rule)
        emit(lambda stream: _write(named, day, stream), None)
    except UnknownRuleError as error:
        found = rules_about(rule, registry)
        if not found:
            say_failures(plugins)
            complain(str(error) if _WORD.fullmatch(rule) else _NOBODY_SPEAKS_OF_IT)
            raise typer.Exit(2) from None
        only = found[0].rule if len(found) == 1 else None
        emit(lambda stream: _list(found, stream) if only is None else _write(only, day, stream), None)
    say_failures(plugins)
    raise typer.Exit(3 if plugins.failed else 0)


def _write(rule: Rule, day: date, stream: TextIO) -> None:
    stream.write(f"{rule.code} {rule.name}\n")
    stream.write(f"{rule.severity}; holds for {rule.holds}; from plugin {rule.plugin}\n")
    stream.writelines(f"\n{heading}\n{'-' * len(heading)}\n{text}\n" for heading, text in rule.sections.items())
    stream.write("\nEvidence\n--------\n")
    for evidence in rule.evidence:
        checked = f"checked {evidence.checked}{_age(evidence, day)}"
        stream.write(f"{evidence.grade}: {evidence.title} ({checked})\n")
    if rule.help_url:
        stream.write(f"\n{rule.help_url}\n")


def _age(evidence: Evidence, day: date) -> str:
    """What is to be said of a source that nobody has read for long."""
    try:
        checked = date.fromisoformat(evidence.checked)
    except ValueError:
        return ""
    return ", more than a year ago: read it again before you rely on it" if day - checked > _OLD else ""


def _list(found: list[Symptom], stream: TextIO) -> None:
    """Several rules, each with the sentence that speaks of the error."""
    stream.write("These rules speak of it; `delegint explain CODE` tells all about one.\n")
    stream.writelines(f"\n{rule.code} {rule.name}\n    {quote}\n" for rule, quote in found[:_MOST_LISTED])
    if len(found) > _MOST_LISTED:
        stream.write(f"\nand {len(found) - _MOST_LISTED} more; a longer part of the error finds fewer\n")
