"""The report for code scanning: SARIF 2.1.0, as GitHub takes it in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, TextIO

from delegint.engine.evaluate import Result
from delegint.engine.fingerprint import fingerprints
from delegint.engine.lint import Report
from delegint.engine.when import in_words
from delegint.report.json import dump, stretch
from delegint.report.line_hash import line_hashes
from delegint.report.notices import HARMLESS, notices
from delegint.report.order import worst_first
from delegint.report.sarif_places import ROOT, Places
from delegint.report.sarif_rules import LEVELS, Tool
from delegint.report.style import Style
from delegint.report.summary import counted, not_evaluated
from delegint.source.places import Place
from delegint.source.suppressions import Suppression

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS: Final = 25_000
"""GitHub refuses a run with more."""
MOST_SHOWN: Final = 5_000
"""GitHub keeps no more of them."""
MOST_RELATED: Final = 100
"""GitHub shows no more related locations of a result."""
CATEGORY: Final = "DELEGINT_SARIF_CATEGORY"
"""The environment variable that names the analysis, for a repository with several states."""
_PLACEHOLDER: Final = re.compile(r"\{\d+\}")
_SETUP: Final = frozenset({"missing-path", "file-passed-over"})


def write(report: Report, stream: TextIO, style: Style) -> None:  # noqa: ARG001 - every reporter takes a style
    """Write the report; see `human.write` for the parameters."""
    tool = Tool(report.rules, report.plugins)
    accepted = {id(entry.result): entry.suppression for entry in report.suppressed}
    ordered = [*worst_first(report.results), *(entry.result for entry in report.suppressed)]
    results = _Results(ordered[:MOST_RESULTS], tool, accepted, fingerprints(report.everything()))
    run = {
        "tool": tool.as_sarif(),
        "automationDetails": {"id": _category(os.environ)},
        "invocations": [_invocation(report, tool)],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "utf16CodeUnits",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": results.as_sarif(),
    }
    dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, stream, indent=None)


def _category(environment: Mapping[str, str]) -> str:
    """The category of the analysis: all before the last slash, which is therefore there."""
    return (environment.get(CATEGORY) or "delegint").rstrip("/") + "/"


class _Results:
    """The results of a run.

    Parameters:
        chosen: the results to write, in their order.
        tool: knows the rules.
        accepted: the suppressions by the `id` of the result that they suppress.
        identities: the fingerprints by the `id` of the result.
    """

    def __init__(
        self, chosen: list[Result], tool: Tool, accepted: Mapping[int, Suppression], identities: Mapping[int, str]
    ) -> None:
        self._chosen = chosen
        self._tool = tool
        self._accepted = accepted
        self._identities = identities
        self._hashes = _line_hashes(result.finding.place for result in chosen)
        self._places = Places()

    def as_sarif(self) -> list[dict[str, Any]]:
        """The SARIF results."""
        return [self._result(result) for result in self._chosen]

    def _result(self, result: Result) -> dict[str, Any]:
        finding = result.finding
        text, related = _message(result)
        rule = self._tool.reference(result.rule)
        extended = "toolComponent" in rule
        found: dict[str, Any] = {
            **({"rule": rule} if extended else {"ruleId": rule["id"], "ruleIndex": rule["index"]}),
            "level": LEVELS[result.severity],
            "message": {"text": _without_placeholders(text), "id": "default", "arguments": [text.removesuffix(".")]},
            "locations": [self._places.location(finding.place, finding.path)],
        }
        if related:
            found["relatedLocations"] = [
                {"id": number, **self._places.location(place), "message": {"text": _without_placeholders(remark)}}
                for number, (place, remark) in enumerate(related, 1)
            ]
        found["partialFingerprints"] = {"delegint/entry/v1": self._identities[id(result)]}
        line_hash = self._hashes.get((finding.place.source.name, finding.place.line))
        if line_hash is not None:
            found["partialFingerprints"]["primaryLocationLineHash"] = line_hash
        suppression = self._accepted.get(id(result))
        if suppression is not None:
            until = f" (until {suppression.until})" if suppression.until else ""
            found["suppressions"] = [{"kind": "inSource", "justification": f"{suppression.reason}{until}"}]
        if result.when:
            found["properties"] = {"when": [stretch(window) for window in result.when]}
        return found


def _message(result: Result) -> tuple[str, list[tuple[Place, str]]]:
    """What a result says, and the places that its links lead to, in the order of their numbers, each with a remark."""
    finding = result.finding
    when = in_words(result.when)
    sentences = [_unlinked(finding.message + (f" ({when})" if when else "")) + "."]
    if finding.fix:
        sentences.append(f"To fix: {_unlinked(finding.fix)}.")
    related = [(place.place, place.message) for place in finding.related][:MOST_RELATED]
    if related:
        links = ", ".join(_link(remark, number) for number, (_, remark) in enumerate(related, 1))
        sentences.append(f"See: {links}.")
    effects = result.effects[: MOST_RELATED - len(related)]
    for effect in effects:
        related.append((effect.finding.place, f"{effect.finding.message}."))
        code = _link(f"{effect.rule.code} {effect.rule.name}", len(related))
        sentences.append(f"It also leads to {code}: {_unlinked(effect.finding.message)}.")
    if len(effects) < len(result.effects):
        sentences.append(f"And {len(result.effects) - len(effects):,} more like it.")
    return " ".join(sentences), related


def _link(text: str, number: int) -> str:
    return f"[{_bracketed(text)}]({number})"


def _bracketed(text: str) -> str:
    return text.replace("[", r"\[").replace("]", r"\]")


def _unlinked(text: str) -> str:
    """Text in which no link can begin. Brackets of another kind stay, since few viewers take an escape away again."""
    return _bracketed(text) if "](" in text else text


def _without_placeholders(text: str) -> str:
    """Text in which nothing stands for an argument. Other braces stay, since few viewers take an escape away again."""
    return text.replace("{", "{{").replace("}", "}}") if _PLACEHOLDER.search(text) else text


def _line_hashes(places: Iterable[Place]) -> dict[tuple[str, int], str]:
    """GitHub's fingerprint of the line of each place, by file and line."""
    wanted: dict[str, set[int]] = {}
    content: dict[str, bytes] = {}
    for place in places:
        wanted.setdefault(place.source.name, set()).add(place.line)
        content[place.source.name] = place.source.data
    return {
        (name, line): line_hash
        for name, lines in wanted.items()
        for line, line_hash in line_hashes(content[name].decode("utf-8", "replace"), lines).items()
    }


def _invocation(report: Report, tool: Tool) -> dict[str, Any]:
    """Whether the run succeeded, and what it has to say about itself."""
    execution: list[dict[str, Any]] = []
    configuration: list[dict[str, Any]] = []
    failed = False
    for notice in notices(report):
        harmless = notice.kind in HARMLESS
        failed = failed or not harmless
        entry = _notification(notice.kind, f"{notice.message}.", "note" if harmless else "error")
        if notice.rule is not None:
            entry["associatedRule"] = tool.reference(notice.rule)
        (configuration if notice.kind in _SETUP else execution).append(entry)
    execution += [_notification("not-evaluated", f"{not_evaluated(gap)}.", "note") for gap in report.gaps]
    cut = _cut(len(report.results))
    if cut:
        execution.append(_notification("results-cut", cut, "warning"))
    return {
        "executionSuccessful": not failed,
        "toolExecutionNotifications": execution,
        "toolConfigurationNotifications": configuration,
    }


def _cut(found: int) -> str:
    """What is missing from the report, or will be from what GitHub shows; the worst findings come first."""
    if found > MOST_RESULTS:
        return (
            f"{counted(found, 'finding')}, of which this report holds the {MOST_RESULTS:,} most severe. "
            f"GitHub refuses more, and shows the first {MOST_SHOWN:,}."
        )
    if found > MOST_SHOWN:
        return f"{counted(found, 'finding')}, of which GitHub shows the first {MOST_SHOWN:,}, the most severe."
    return ""


def _notification(kind: str, text: str, level: str) -> dict[str, Any]:
    # The kinds have no descriptors in the tool: GitHub's checks want pages of help for each, as for a rule.
    return {"descriptor": {"id": kind}, "level": level, "message": {"text": _without_placeholders(_unlinked(text))}}
