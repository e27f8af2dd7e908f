"""The report for programs: JSON, version 1. `docs/output.md` describes every member."""

from __future__ import annotations

import json
import re
from typing import Any, Final, TextIO

from delegint import __version__
from delegint.engine.evaluate import Result
from delegint.engine.fingerprint import fingerprints
from delegint.engine.lint import Report
from delegint.engine.when import Window
from delegint.report.notices import notices
from delegint.report.style import Style
from delegint.source.places import Place
from delegint.source.suppressions import Suppression

VERSION: Final = 1
"""Changes when a member is removed or changes its meaning; members may be added within a version."""
_BEYOND_ASCII: Final = re.compile("[^\\x00-\\x7f]")


def write(report: Report, stream: TextIO, style: Style) -> None:  # noqa: ARG001 - every reporter takes a style
    """Write the report; see `human.write` for the parameters."""
    identities = fingerprints(report.everything())
    counts = report.counts()
    dump(
        {
            "version": VERSION,
            "tool": {"name": "delegint", "version": __version__},
            "as_of": report.as_of.isoformat(),
            "summary": {
                "counts": {severity: counts[severity] for severity in counts},
                "files": len(report.files),
                "mailboxes": report.mailboxes,
                "grants": report.grants,
                "rules": len(report.rules),
            },
            "findings": [
                _finding(result, identities) | {"effects": [_finding(effect, identities) for effect in result.effects]}
                for result in report.results
            ],
            "suppressed": [
                _finding(entry.result, identities) | {"suppression": _suppression(entry.suppression)}
                for entry in report.suppressed
            ],
            "not_evaluated": [
                {
                    "rules": list(gap.rules),
                    "fact": gap.fact,
                    "subjects": list(gap.subjects),
                    "declare": gap.declare,
                    "cmdlet": gap.cmdlet or None,
                }
                for gap in report.gaps
            ],
            "notices": [
                {"kind": notice.kind, "message": notice.message, **notice.details} for notice in notices(report)
            ],
        },
        stream,
    )


def dump(document: dict[str, Any], stream: TextIO, *, indent: int | None = 2) -> None:
    """Write a JSON document that every parser reads, whatever the encoding of the stream.

    Everything beyond ASCII is escaped. A lone surrogate, which strict parsers refuse even as an escape, becomes U+FFFD.

    Parameters:
        document: what to write.
        stream: where to.
        indent: blanks for each level; None for a document on one line.
    """
    text = json.dumps(document, indent=indent, ensure_ascii=False, separators=None if indent else (",", ":"))
    stream.write(_BEYOND_ASCII.sub(_escaped, text) + "\n")


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code > 0xFFFF:
        code -= 0x10000
        return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
    return f"\\u{0xFFFD if 0xD800 <= code <= 0xDFFF else code:04x}"


def pointer(path: tuple[str, ...]) -> str:
    """The keys that lead to an entry as a JSON Pointer (RFC 6901); empty for the whole document."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in path)


def stretch(window: Window) -> dict[str, str | None]:
    """A stretch of time by the names of its batches; null is now, and without end."""
    return {
        "from": window.start.batch.name if window.start.batch else None,
        "until": window.healed_by.name if window.healed_by else None,
    }


def _finding(result: Result, identities: dict[int, str]) -> dict[str, Any]:
    finding, rule = result.finding, result.rule
    return {
        "rule": rule.code,
        "name": rule.name,
        "severity": result.severity,
        "message": finding.message,
        "path": pointer(finding.path),
        "location": _location(finding.place),
        "related": [{"message": related.message, "location": _location(related.place)} for related in finding.related],
        "when": [stretch(window) for window in result.when],
        "evidence": [evidence._asdict() for evidence in rule.evidence],
        "help_url": rule.help_url or None,
        "fix": {"description": finding.fix} if finding.fix else None,
        "fingerprint": identities[id(result)],
    }


def _suppression(suppression: Suppression) -> dict[str, Any]:
    return {
        "reason": suppression.reason,
        "until": suppression.until.isoformat() if suppression.until else None,
        "location": _location(suppression.place),
    }


def _location(place: Place) -> dict[str, str | int]:
    return {
        "file": place.source.name,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
