"""What the tenant has and nobody has declared."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import translate
from re import IGNORECASE, Pattern
from re import compile as compile_pattern
from typing import Final

from delegint.api import (
    AMBIGUOUS,
    CONTRADICTORY,
    DENY,
    INHERITED,
    UNSETTLED,
    Delegate,
    Difference,
    FolderPermission,
    Observed,
    ObservedRight,
    State,
    Unknown,
    Verdict,
    ignored_trustees,
    names,
    normalized,
)
from delegint_exchange.comparison.folders import role_of
from delegint_exchange.comparison.lists import implied_senders
from delegint_exchange.comparison.view import KINDS, NOUNS, View, row_shown
from delegint_exchange.drift import MAILBOX_RIGHTS

_NO_GRANT: Final = DENY | INHERITED | UNSETTLED
"""Rows that give nothing by themselves, or of which nobody can tell to whom."""
_SOFT_DELETED: Final = "soft deleted objects"
"""The container of deleted users in Exchange Online, as names of entries show it."""


def pattern_of(trustee: str) -> Pattern[str]:
    """What an entry of `snapshot.ignore` fits, by any of the names of a row."""
    return compile_pattern(translate(trustee), IGNORECASE)


class Ignored:
    """The trustees that the state wants ignored."""

    def __init__(self, state: State, observed: Observed) -> None:
        self._observed = observed
        self._patterns: list[Pattern[str]] = [
            pattern_of(entry.trustee)
            for entry in ignored_trustees(state.root)
            if entry.until is None or entry.until >= state.as_of
        ]
        self._known: dict[tuple[str, str, str], bool] = {}

    def __contains__(self, row: ObservedRight) -> bool:
        if not self._patterns:
            return False
        name = self._observed.name_of(row.trustee) if row.trustee >= 0 else ""
        all_names = (row.written, row.sid, name)
        known = self._known.get(all_names)
        if known is None:
            known = any(pattern.match(name) for pattern in self._patterns for name in all_names if name)
            self._known[all_names] = known
        return known


def compare_the_rest(view: View, ignored: Ignored) -> Iterator[Difference | Unknown]:
    """Every row of the mailbox that no declaration accounts for, and people who should have no rights any more."""
    declared = _declared(view)
    disabled: dict[int, list[ObservedRight]] = {}
    for (kind, side), listed in view.rows.items():
        if kind not in NOUNS:
            continue
        for row in listed:
            if row.flags & _NO_GRANT or _is_nothing(row) or row in ignored:
                continue
            if view.shared.is_disabled(row.trustee):
                disabled.setdefault(row.trustee, []).append(row)
            if not _is_declared(view, declared, row):
                yield _judge(view, row, side)
    for rows in disabled.values():
        yield _disabled(view, rows)


def _is_declared(view: View, declared: set[tuple[str, str, int]], row: ObservedRight) -> bool:
    if row.trustee < 0:
        return _is_declared_by_name(view, row)
    return (row.kind, _folder(row), row.trustee) in declared or (row.kind, "*", row.trustee) in declared


def _folder(row: ObservedRight) -> str:
    return row.folder.casefold()


def _declared(view: View) -> set[tuple[str, str, int]]:
    """Kind, folder and person of everything that is declared, directly or by a bundle."""
    found: set[tuple[str, str, int]] = set()
    for grant in view.mailbox.grants:
        person = grant.trustee.person
        if isinstance(grant, FolderPermission):
            found.add(("folders", grant.folder.casefold(), person))
        elif isinstance(grant, Delegate):
            folders = grant.value("folders")  # where they are not stated, any may belong to the delegate
            named = [name.casefold() for name, _ in folders.entries()] if folders is not None else ["*"]
            found |= {("folders", name, person) for name in named}
        else:
            found.add((grant.section, "", person))
    found |= {("send_on_behalf", "", person) for person in implied_senders(view)}
    return {entry for entry in found if entry[2] >= 0}


def _is_declared_by_name(view: View, row: ObservedRight) -> bool:
    """Whether a declared trustee that the snapshot does not know has the address that the row names."""
    return any(
        grant.trustee.person < 0 and normalized(grant.trustee.address) == normalized(row.written)
        for grant in view.mailbox.of_kind(KINDS[row.kind])
    )


def _is_nothing(row: ObservedRight) -> bool:
    """Whether the row is nobody's, as that of Default, or gives nothing."""
    if row.kind != "folders":
        return row.trustee == row.owner
    return row.written in ("Default", "Anonymous") or role_of(row.rights) == ("None",)


def _judge(view: View, row: ObservedRight, side: str) -> Difference:
    what = row.folder or NOUNS[row.kind]
    if row.kind == "full_access" and not any(right.casefold() == "fullaccess" for right in row.rights):
        what = MAILBOX_RIGHTS
    who = view.name_of(row.trustee) if row.trustee >= 0 else row.written or row.sid
    verdict: Verdict = "unmanaged"
    severe, detail = view.is_exclusive, "by its display name alone" if row.weak else ""
    if row.orphan:
        verdict, severe = "orphan", True
    elif row.flags & CONTRADICTORY:
        verdict, severe, detail = "ambiguous", True, "its SID, GUID and name belong to different recipients"
    elif row.trustee == AMBIGUOUS:
        verdict, severe = "ambiguous", not _is_mere_name(row.written)
    elif row.soft_deleted or _SOFT_DELETED in row.written.casefold():
        verdict = "soft_deleted"
    return view.difference(
        verdict, view.mailbox, side, who, what=what, observed=row_shown(row), place=row.place, severe=severe,
        detail=detail, key=f"{row.kind} {row.folder} {who}".casefold(),
    )  # fmt: skip


def _is_mere_name(written: str) -> bool:
    """Whether a row says no more of its trustee than a name for people, which two may well have."""
    return not any(mark in written for mark in "@\\/=")


def _disabled(view: View, rows: list[ObservedRight]) -> Difference:
    """All rights of a person whose account is disabled, as one; where one of them is declared, it is to go there."""
    first = rows[0]
    trustee = view.state.person(first.trustee)
    entry = next((grant for grant in view.mailbox.grants if grant.trustee is trustee), view.mailbox)
    rights = dict.fromkeys(row.folder or NOUNS[row.kind] for row in rows)
    side = first.side if len({row.side for row in rows}) == 1 else ""
    return view.difference(
        "disabled", entry, side, trustee, what=names(rights), observed=row_shown(first), place=first.place,
        key=str(trustee),
    )  # fmt: skip
