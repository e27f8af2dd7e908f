"""DRF001, DRF015, DRF016: what the comparison leaves out, and snapshots that are old, uneven or cut off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from delegint.api import Finding, Observed, Place, State, origin, rule, side_name
from delegint_exchange.drift import RIGHTS
from delegint_exchange.sources import GET_MAILBOX_PERMISSION, RECIPIENT_PERMISSION, SYNC_SCHEDULE

_SYNC_CYCLE: Final = timedelta(minutes=30)
"""Source: Microsoft Entra Connect Sync: Scheduler."""
_OLD: Final = timedelta(days=7)

_UNREAD: Final = frozenset({"SNP001", "SNP003"})
"""Notes on files of the snapshot that could not be read, or not as a whole."""


@rule("DRF001", "idle-ignore-entry", severity="info", evidence=GET_MAILBOX_PERMISSION, reads=RIGHTS)
def idle_ignore_entry(state: State, _: State) -> Iterator[Finding]:
    r"""
    ## What it finds
    An entry of `snapshot.ignore` that does nothing: its `until` has passed, or it fits no entry of the snapshot.

    Most of what a mailbox lists nobody has granted, and none of it is drift: the owner's own entry (`NT
    AUTHORITY\SELF`, in any language), SYSTEM and other accounts of Windows, built-in groups, inherited and denying
    entries of administrators and of the groups of Exchange, the groups of Lync and Skype for Business, principals of
    Microsoft's own forests, system folders and system mailboxes, and entries that give nothing. Default and Anonymous
    of a folder count only where they are declared. All of this is recognized by SID first and by name second. `delegint
    snapshot` counts what was left out, `snapshot.show` brings a kind of it back, and `snapshot.ignore` adds trustees of
    your own, each with a reason.

    ## Why it matters
    What is ignored is not looked at. An entry that once had a reason hides the next one of that name.

    ## Example
    ```yaml
    delegint: 1
    snapshot:
      ignore: [{trustee: "CONTOSO\\svc-backup", reason: backup of all mailboxes, until: 2026-06-30}]
    recipients:
      annelies@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    ```
    ```jsonl exo/mailbox-permission.jsonl
    {"k":"mailbox-permission","on":"11111111-1111-1111-1111-111111111111","user":"CONTOSO\\svc-backup","rights":["FullAccess"]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    snapshot:
      ignore: [{trustee: "CONTOSO\\svc-backup", reason: backup of all mailboxes, until: 2027-06-30}]
    recipients:
      annelies@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    ```
    ```jsonl exo/mailbox-permission.jsonl
    {"k":"mailbox-permission","on":"11111111-1111-1111-1111-111111111111","user":"CONTOSO\\svc-backup","rights":["FullAccess"]}
    ```

    ## How to fix
    Take the entry out, or give it a new end.
    """
    observed = state.observed
    if observed is None:
        return
    from delegint.api import ignored_trustees
    from delegint_exchange.comparison.unmanaged import pattern_of

    entries = ignored_trustees(state.root)
    if not entries:
        return
    seen = {(row.written, row.sid, row.trustee) for row in observed.all_rights()}
    names = {written for written, _, _ in seen} | {sid for _, sid, _ in seen}
    names |= {observed.name_of(trustee) for _, _, trustee in seen if trustee >= 0}
    noise = {name for counts in observed.ignored.values() for name in counts}
    for position, entry in enumerate(entries):
        fits = pattern_of(entry.trustee).match
        if entry.until is not None and entry.until < state.as_of:
            reason = f"which ended on {entry.until}"
        elif any(fits(name) for name in names):
            continue
        elif any(fits(name) for name in noise):
            reason = "which is left out without it"
        elif any(note.code in _UNREAD for note in observed.notes) or not observed.rows:
            continue  # what could not be read may hold the entry
        else:
            reason = "which fits no entry of the snapshot"
        yield Finding(
            f"The state ignores {entry.trustee}, {reason}",
            entry.node.place,
            ("snapshot", "ignore", str(position)),
            fix="Take the entry out of snapshot.ignore, or give it a new end",
            salient=entry.trustee.casefold(),
        )


@rule("DRF015", "snapshot-old-or-uneven", severity="info", evidence=SYNC_SCHEDULE)
def snapshot_old_or_uneven(state: State, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    A side of the snapshot that was collected more than seven days before the day of the run (`--as-of`), or two sides
    between whose collection more than half an hour has passed, which is the cycle of Entra Connect. Sides that were
    collected in part at the same time are never uneven. Only a manifest says when that was.

    ## Why it matters
    What has been granted since then looks missing, and what synchronization has carried since then looks different on
    both sides.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    ```
    ```json exo/manifest.json
    {"delegint_snapshot":1,"side":"online","started":"2026-10-01T06:00:00Z","ended":"2026-10-01T07:00:00Z"}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    ```
    ```json exo/manifest.json
    {"delegint_snapshot":1,"side":"online","started":"2026-11-22T06:00:00Z","ended":"2026-11-22T07:00:00Z"}
    ```

    ## How to fix
    Collect both sides anew, one right after the other.
    """
    observed = state.observed
    if observed is None:
        return
    times = {side: found for side, taken in observed.taken.items() if (found := _times(taken)) is not None}
    day = datetime.combine(state.as_of, datetime.min.time(), UTC)
    for side, (_begun, ended) in times.items():
        if day - ended > _OLD:
            days = (day - ended).days
            message = f"The snapshot of {side_name(side)} is {days} days old"
            yield _on_side(observed, side, message, "Collect it anew", "old")
    if len(times) > 1:
        (first, one), (second, other) = sorted(times.items(), key=lambda item: item[1])
        apart = other[0] - one[1]
        if apart > _SYNC_CYCLE:
            message = (
                f"The snapshot of {side_name(second)} was begun {_shown(apart)} after that of {side_name(first)} was "
                "finished, which is more than a synchronization cycle"
            )
            yield _on_side(observed, first, message, "Collect both sides one right after the other", "uneven")


@rule("DRF016", "snapshot-truncated", severity="error", evidence=(GET_MAILBOX_PERMISSION, RECIPIENT_PERMISSION))
def snapshot_truncated(state: State, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    Signs that an export does not hold all there is: exactly 1,000 recipients from a cmdlet that stops there unless
    asked for more, a filter by trustee, an empty identity, or a file that is not the one that its manifest describes.

    ## Why it matters
    What an export lacks looks like rights that nobody has, and what it hides is never found.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    ```
    ```json exo/manifest.json
    {"delegint_snapshot":1,"side":"online","started":"2026-11-22T06:00:00Z","ended":"2026-11-22T07:00:00Z","files":[
      {"path":"recipients.jsonl","kind":"recipient","cmdlet":"Get-RecipientPermission",
       "parameters":"-Trustee ilse@contoso.com"}
    ]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    ```
    ```json exo/manifest.json
    {"delegint_snapshot":1,"side":"online","started":"2026-11-22T06:00:00Z","ended":"2026-11-22T07:00:00Z","files":[
      {"path":"recipients.jsonl","kind":"recipient","cmdlet":"Get-Recipient",
       "parameters":"-ResultSize Unlimited"}
    ]}
    ```

    ## How to fix
    Collect the file again, mailbox by mailbox and with `-ResultSize Unlimited`, and filter afterwards.
    """
    observed = state.observed
    for note in observed.notes if observed is not None else ():
        if note.code == "DRF016" and observed is not None:
            place = observed.place(note.origin)
            yield Finding(
                note.message, place, ("snapshot", place.source.name), fix=note.fix or None,
                salient=note.salient or note.message,
            )  # fmt: skip


def _times(taken: list[str]) -> tuple[datetime, datetime] | None:
    """When a side was begun and finished; None where nobody can tell."""
    try:
        begun, ended = (datetime.fromisoformat(time) for time in taken)
    except ValueError:
        return None
    return _in_utc(begun), _in_utc(ended)


def _in_utc(time: datetime) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _shown(apart: timedelta) -> str:
    minutes = int(apart.total_seconds() // 60)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"


def _on_side(observed: Observed, side: str, message: str, fix: str, salient: str) -> Finding:
    """A finding on the first file of a side."""
    place = _first_place(observed, side)
    return Finding(message, place, ("snapshot", place.source.name), fix=fix, salient=f"{salient} {side}")


def _first_place(observed: Observed, side: str) -> Place:
    number = next((number for number, file in enumerate(observed.files) if file.side == side), 0)
    return observed.place(origin(number, 1))
