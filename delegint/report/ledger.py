"""What a snapshot holds: its files, who was asked, what was lost, and what can be judged with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final, TextIO

from delegint.engine.registry import Registry
from delegint.model.booking import CalendarProcessing
from delegint.model.environment import ExchangeOnline, ExchangeServer, Lync, Organization, SyncEngine, Teams
from delegint.model.facts import Fact
from delegint.model.observed import Observed
from delegint.model.observed_rights import KINDS, SIDES
from delegint.model.recipient_parts import (
    CallForwarding,
    LyncUser,
    MailboxEws,
    OnlineObject,
    OnPremisesObject,
    TeamsUser,
)
from delegint.model.recipients import Recipient
from delegint.model.wording import side_name
from delegint.report.escape import for_terminal
from delegint.report.style import Style
from delegint.report.summary import counted
from delegint.snapshot.noise import NOISE
from delegint.snapshot.reading import MANIFEST_CARRIER

_NAMES: Final = {
    "full_access": "Full Access",
    "send_as": "Send As",
    "send_on_behalf": "Send on Behalf",
    "folders": "folder permissions",
    "resource_delegates": "resource delegates",
    "unspecified": "delegations of an unknown kind",
}
_FACTS: Final = (
    (Recipient, "", ""), (OnPremisesObject, "on_premises_object.", ""), (OnlineObject, "online_object.", ""),
    (CalendarProcessing, "calendar_processing.", ""), (LyncUser, "lync.", ""),
    (CallForwarding, "lync.call_forwarding.", ""), (MailboxEws, "ews.", ""), (TeamsUser, "teams.", ""),
    (Organization, "", "organization"),
    (ExchangeServer, "", "organization.exchange_server"), (ExchangeOnline, "", "organization.exchange_online"),
    (SyncEngine, "", "entra_sync.*"), (Lync, "", "lync"), (Teams, "", "teams"),
)  # fmt: skip
_ELSEWHERE: Final = frozenset({"aliases", "online_object.GrantSendOnBehalfTo"})
"""Facts that a snapshot has in another form: as addresses, and as rights."""
_DERIVED: Final = {"stated_type": "type"}


def write_ledger(
    observed: Observed, registry: Registry, stream: TextIO, style: Style, *, as_of: date, show_ignored: bool
) -> None:
    """Write the ledger for people.

    Parameters:
        observed: the snapshot.
        registry: the rules, some of which need exports.
        stream, style: where to and how.
        as_of: the day from which ages count.
        show_ignored: whether the entries that were taken for noise are listed by trustee.
    """
    for heading, lines in (
        ("Files", _files(observed)),
        ("People", _people(observed)),
        ("Rights", _rights(observed)),
        ("Taken for noise", _noise(observed, show_ignored=show_ignored)),
        ("Age", _ages(observed, as_of)),
        ("Doubts and losses", _notes(observed)),
        ("Facts", _facts(observed)),
        ("Rules that compare", _rules(observed, registry)),
    ):
        stream.write(style.line(style.paint(heading, "strong")))
        stream.writelines(style.line(f"  {for_terminal(line)}".rstrip()) for line in lines)
        stream.write("\n")


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Rows in columns."""
    if rows:
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        for row in rows:
            yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))


def _files(observed: Observed) -> Iterator[str]:
    rows = []
    for file in observed.files:
        is_manifest = file.carrier == MANIFEST_CARRIER
        cmdlet = " ".join((file.cmdlet or ("" if is_manifest else "not read"), file.parameters)).strip()
        records = "" if is_manifest else counted(file.records, "record")
        rows.append((file.name, file.carrier, cmdlet, side_name(file.side), records))
    yield from _table(rows)


def _people(observed: Observed) -> Iterator[str]:
    yield f"{counted(len(observed.people), 'person', 'people')}, groups and rooms included"
    for bit, side in enumerate(SIDES):
        number = sum(present >> bit & 1 for present in observed.presence)
        yield f"{number:,} with an object {_on(side)}"


def _on(side: str) -> str:
    return "on-premises" if side == "on_premises" else f"in {side_name(side)}"


def _rights(observed: Observed) -> Iterator[str]:
    kept: dict[tuple[int, int], int] = {}
    for row in observed.rows:
        kept[row[0], row[1]] = kept.get((row[0], row[1]), 0) + 1
    rows = []
    for kind, name in enumerate(KINDS):
        for side, side_key in enumerate(SIDES):
            covered, failed = _covered(observed, f"{name}/{side_key}")
            entries = kept.get((kind, side), 0)
            if entries or covered or failed:
                rows.append(
                    (
                        f"{_NAMES[name]} {_on(side_key)}",
                        counted(entries, "entry", "entries"),
                        f"{counted(covered, 'owner')} answered",
                        f"{failed:,} failed" if failed else "",
                    )
                )
    yield from _table(rows) if rows else iter(("none",))
    for key, failed_owners in observed.failed.items():
        for owner, message in list(failed_owners.items())[:3]:
            yield f"{observed.name_of(owner)} failed ({key}): {message}"


def _covered(observed: Observed, key: str) -> tuple[int, int]:
    """Owners that answered and that did not, whatever the folder."""
    covered = {
        owner
        for name, owners in observed.covered.items()
        if name == key or name.startswith(f"{key}/")
        for owner in owners
    }
    failed = {
        owner
        for name, owners in observed.failed.items()
        if name == key or name.startswith(f"{key}/")
        for owner in owners
    }
    return len(covered), len(failed)


def _noise(observed: Observed, *, show_ignored: bool) -> Iterator[str]:
    if not observed.ignored:
        yield "nothing"
    for kind, trustees in sorted(observed.ignored.items()):
        yield f"{kind}: {counted(sum(trustees.values()), 'entry', 'entries')}, {NOISE[kind]}"
        if show_ignored:
            for trustee, count in sorted(trustees.items(), key=lambda item: (-item[1], item[0])):
                yield f"  {count:,} times {trustee}"


def _ages(observed: Observed, as_of: date) -> Iterator[str]:
    if not observed.taken:
        yield "not stated; only the manifest of the collector says when a snapshot was taken"
    for side, (first, last) in sorted(observed.taken.items()):
        day = _day(last)
        age = "" if day is None or day > as_of else f", {counted((as_of - day).days, 'day')} ago"
        yield f"{side_name(side)}: {first} to {last}{age}"


def _day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _notes(observed: Observed) -> Iterator[str]:
    if not observed.notes:
        yield "none"
    for note in observed.notes:
        yield f"{observed.place(note.origin)}: {note.code} {note.message}"


def _facts(observed: Observed) -> Iterator[str]:
    """Every fact of the model: for how many it is known, or which cmdlet would show it."""
    environment = observed.environment()
    supplied: list[str] = []
    lacking: dict[str, list[str]] = {}
    for facts, prefix, section in _FACTS:
        for name, fact in _facts_of(facts):
            if section:
                known = _has(environment, f"{section}.{name}".split("."))
                label = f"{section}.{name}"
            else:
                column = observed.facts.get(prefix + name, ())
                known = sum(value is not None for value in column)
                label = prefix + name
            if known:
                supplied.append(f"{label} {known:,}")
            elif fact.cmdlet and label not in _ELSEWHERE:
                lacking.setdefault(fact.cmdlet, []).append(label)
    yield f"known: {', '.join(supplied) or 'none'}"
    yield "not known, by the cmdlet that shows it:"
    yield from _table([(f"  {cmdlet}", ", ".join(labels)) for cmdlet, labels in lacking.items()])


def _facts_of(facts: type) -> Iterator[tuple[str, Fact[object]]]:
    for attribute, fact in vars(facts).items():
        if isinstance(fact, Fact):
            yield _DERIVED.get(attribute, fact.key), fact


def _has(node: object, path: list[str]) -> int:
    """How many times the path, in which * stands for any key, leads to a value of the environment."""
    from delegint.source.nodes import Node

    if not isinstance(node, Node):
        return 0
    if not path:
        return 1
    if path[0] == "*":
        return sum(_has(child, path[1:]) for _, child in node.entries())
    child = node.get(path[0])
    return 0 if child is None else _has(child, path[1:])


def _rules(observed: Observed, registry: Registry) -> Iterator[str]:
    present = {name.strip().casefold() for file in observed.files for name in file.cmdlet.split(",")}
    answers: dict[tuple[str, str], list[str]] = {}
    for rule in registry:
        if rule.reads:
            absent = [name for name in rule.reads if not _is_there(name, present)]
            answer = "can run" if not absent else "cannot" if len(absent) == len(rule.reads) else "in part"
            wants = f"for want of {', '.join(absent)}" if absent else ""
            answers.setdefault((answer, wants), []).append(rule.code)
    yield from _table([(answer, ", ".join(codes), wants) for (answer, wants), codes in sorted(answers.items())])


def _is_there(cmdlet: str, present: Iterable[str]) -> bool:
    return any(cmdlet.casefold() in name for name in present)
