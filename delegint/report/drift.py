"""The difference between state and tenant, mailbox by mailbox."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any, Final, TextIO

from delegint.model.drift import Difference, Differences
from delegint.model.observed import Observed
from delegint.model.unknown import Unknown
from delegint.model.wording import side_name
from delegint.report.escape import for_terminal, width
from delegint.report.json import dump
from delegint.report.style import Style
from delegint.report.summary import counted

_SIGNS: Final = {
    "missing": ("+", "good"),
    "unmanaged": ("-", "error"),
    "orphan": ("-", "error"),
    "soft_deleted": ("-", "error"),
    "differs": ("~", "warning"),
    "incomplete": ("~", "warning"),
    "inherited": ("~", "warning"),
    "through_group": ("~", "info"),
    "one_side": ("~", "warning"),
    "sides_differ": ("~", "warning"),
    "denied": ("!", "error"),
    "ambiguous": ("!", "error"),
    "disabled": ("!", "warning"),
    "unverifiable": ("?", "info"),
}
"""How a verdict is marked: as in a difference from the tenant to the state, so that + is what applying would add."""
_WORDS: Final = {
    "missing": "not in the tenant",
    "unmanaged": "not declared",
    "orphan": "nobody has this SID",
    "soft_deleted": "a deleted user",
    "differs": "",
    "incomplete": "lacks {detail}",
    "inherited": "only inherited",
    "through_group": "only through {detail}",
    "one_side": "only on the other side",
    "sides_differ": "only on the other side",
    "denied": "denied",
    "ambiguous": "cannot be told for sure",
    "disabled": "account disabled",
    "unverifiable": "no export shows it",
}
_LEGEND: Final = "+ applying would add it   - only in the tenant   ~ differs   ! look at it   ? cannot be compared"


def write_drift(differences: Differences, observed: Observed, stream: TextIO, style: Style) -> None:
    """Write the differences for people.

    Parameters:
        differences: what was found, and what could not be compared.
        observed: the snapshot.
        stream: where to.
        style: colour and runner.
    """
    gaps: dict[str, list[Unknown]] = {}
    for gap in _gaps(differences):
        gaps.setdefault(gap.subject, []).append(gap)
    by_mailbox = dict(_by_mailbox(differences.found))
    for mailbox in sorted({*by_mailbox, *gaps}):
        stream.write(style.line(style.paint(mailbox, "strong")))
        found = by_mailbox.get(mailbox, [])
        rows = [tuple(map(for_terminal, _row(difference))) for difference in found]
        widths = [max((width(row[column]) for row in rows), default=0) for column in range(3)]
        for difference, row in zip(found, rows, strict=True):
            sign, tone = _SIGNS[difference.verdict]
            padded = (text + " " * (size - width(text)) for text, size in zip(row, widths, strict=False))
            stream.write(style.line(f"  {style.paint(sign, tone)} {'  '.join((*padded, row[3])).rstrip()}"))
        for gap in gaps.get(mailbox, ()):
            sign, tone = _SIGNS["unverifiable"]
            shows = f", {gap.cmdlet} shows it" if gap.cmdlet else ""
            text = for_terminal(f"{gap.fact}: not in the snapshot{shows}")
            stream.write(style.line(f"  {style.paint(sign, tone)} {text}"))
        stream.write("\n")
    if by_mailbox or gaps:
        stream.write(style.line(style.paint(_LEGEND, "faint")))
    stream.write(style.line(_summary(differences, observed)))


def write_drift_as_json(differences: Differences, observed: Observed, stream: TextIO, style: Style) -> None:
    """Write the differences for machines; the form has a version of its own."""
    del style
    document: dict[str, Any] = {
        "version": 1,
        "snapshot": {"files": len(observed.files), "taken": observed.taken},
        "differences": [_as_json(difference) for difference in differences.found],
        "not_compared": [
            {"what": gap.fact, "of": gap.subject, "cmdlet": gap.cmdlet or None} for gap in _gaps(differences)
        ],
    }
    dump(document, stream)


def _by_mailbox(differences: Iterable[Difference]) -> Iterable[tuple[str, list[Difference]]]:
    """The differences of each mailbox together, mailboxes by name."""
    ordered = sorted(differences, key=lambda difference: difference.mailbox)
    return ((mailbox, list(found)) for mailbox, found in groupby(ordered, key=lambda found: found.mailbox))


def _row(difference: Difference) -> tuple[str, str, str, str]:
    """What, who, where, and what is the matter."""
    words = _WORDS[difference.verdict].format(detail=difference.detail)
    values = ""
    if difference.verdict == "differs":
        values = f"{difference.observed or 'nothing'} → {difference.declared or 'nothing'}"
    elif difference.observed and difference.verdict in ("unmanaged", "orphan"):
        values = difference.observed
    remark = ", ".join(part for part in (values, words) if part)
    side = side_name(difference.side) if difference.side else ""
    return difference.what, difference.who, side, remark


def _as_json(difference: Difference) -> dict[str, Any]:
    place, declared = difference.place, difference.entry.place_of(*difference.keys)
    return {
        "verdict": difference.verdict,
        "mailbox": difference.mailbox,
        "what": difference.what,
        "who": difference.who,
        "side": difference.side or None,
        "declared": difference.declared or None,
        "observed": difference.observed or None,
        "detail": difference.detail or None,
        "declaration": {"file": declared.source.name, "line": declared.line, "column": declared.column},
        "row": None if place is None else {"file": place.source.name, "line": place.line},
    }


def _gaps(differences: Differences) -> list[Unknown]:
    """What could not be compared, each once."""
    return list({(gap.fact, gap.subject): gap for gap in differences.gaps}.values())


def _summary(differences: Differences, observed: Observed) -> str:
    found, mailboxes = len(differences.found), len({difference.mailbox for difference in differences.found})
    gaps = _gaps(differences)
    if found:
        said = f"{counted(found, 'difference')} in {counted(mailboxes, 'mailbox', 'mailboxes')}"
    else:
        said = "No difference in what could be compared" if gaps else "No difference"
    if gaps:
        said += f"; {counted(len(gaps), 'part')} could not be compared"
    return f"{said} (snapshot of {counted(len(observed.files), 'file')})."
