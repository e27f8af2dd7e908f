"""The sentences that close a report for people."""

from __future__ import annotations

from delegint.engine.evaluate import Gap
from delegint.engine.lint import Report
from delegint.model.wording import names

_MOST_FACTS = 3


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 error`, `2 errors`, `1,024 grants`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def not_evaluated(gap: Gap) -> str:
    """Which rules wanted which fact of whom, and how to supply it."""
    whose = names(gap.subjects)
    rules = ", ".join(gap.rules)
    if not gap.declare:
        return f"{rules}: the snapshot lacks {gap.fact} of {whose} (export {gap.cmdlet})"
    supply = f"declare {gap.declare}"
    if gap.cmdlet:
        supply += f"; {gap.cmdlet} shows it"
    return f"{rules}: {gap.fact} of {whose} is not stated ({supply})"


def summary(report: Report) -> str:
    """One line: what was found, in how much, and what could not be judged."""
    counts = report.counts()
    found = names_of_counts(counts["error"], counts["warning"], counts["info"]) or "Nothing found"
    if not report.files:
        return f"{found}; no desired state was read."
    files = counted(len(report.files), "file")
    size = f"{counted(report.mailboxes, 'mailbox', 'mailboxes')}, {counted(report.grants, 'grant')}"
    accepted = f"; {len(report.suppressed):,} suppressed" if report.suppressed else ""
    return f"{found} in {files} ({size}){accepted}{_gaps(report.gaps)}."


def names_of_counts(errors: int, warnings: int, infos: int) -> str:
    """`2 errors, 1 warning, 3 infos`, without what there is none of."""
    parts = [(errors, "error"), (warnings, "warning"), (infos, "info")]
    return ", ".join(counted(number, noun) for number, noun in parts if number)


def _gaps(gaps: list[Gap]) -> str:
    if not gaps:
        return ""
    rules = {code for gap in gaps for code in gap.rules}
    facts = sorted({gap.fact for gap in gaps})
    shown = ", ".join(facts[:_MOST_FACTS]) + (" …" if len(facts) > _MOST_FACTS else "")
    return f"; {counted(len(rules), 'rule')} could not judge everything for want of {shown}"
