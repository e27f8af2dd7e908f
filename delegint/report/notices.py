"""What is no finding and must not pass in silence: failed plugins and rules, missing paths, files passed over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from delegint.engine.lint import Report
from delegint.engine.rules import Rule

HARMLESS: Final = frozenset({"file-passed-over"})
"""Kinds of notices that tell of nothing wrong."""


class Notice(NamedTuple):
    """One notice.

    Parameters:
        kind: plugin-failed, rule-crashed, missing-path, or file-passed-over (named, but without the key delegint).
        message: one sentence without a full stop.
        details: what it is about, by name, for machines.
        rule: the rule that failed.
    """

    kind: str
    message: str
    details: dict[str, Any]
    rule: Rule | None = None


def notices(report: Report) -> Iterator[Notice]:
    """The notices of a report: plugins, rules, missing paths, then files passed over."""
    for plugin in report.failed_plugins:
        yield Notice(
            "plugin-failed",
            f"Plugin {plugin.name} ({plugin.origin}) cannot be used: {plugin.failure}",
            {
                "plugin": plugin.name,
                "distribution": plugin.distribution or None,
                "entry_point": plugin.target if plugin.distribution else None,
                "file": None if plugin.distribution else plugin.target,
                "reason": plugin.failure,
            },
        )
    for crash in report.crashes:
        more = f" and {crash.times - 1} more" if crash.times > 1 else ""
        yield Notice(
            "rule-crashed",
            f"Rule {crash.rule.code} of plugin {crash.rule.plugin} failed on {crash.subject}{more}: {crash.error}; "
            "the other rules went on",
            {
                "rule": crash.rule.code,
                "plugin": crash.rule.plugin,
                "subject": crash.subject,
                "times": crash.times,
                "reason": crash.error,
            },
            crash.rule,
        )
    for path in report.missing:
        yield Notice("missing-path", f"{path} does not exist", {"path": path})
    for name in report.passed_over:
        yield Notice("file-passed-over", f"{name} does not belong to the state: it has no key delegint", {"file": name})
