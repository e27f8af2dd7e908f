"""Get-MigrationBatch, Get-MigrationUser, and the CSV files of New-MigrationBatch."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from delegint.api import Export, Row, Sink
from delegint_exchange.exports.entries import is_blank

_SIDES: Final = {"onboarding": "online", "offboarding": "on_premises"}
_ROUTING_DOMAIN: Final = ".onmicrosoft.com"
"""Of the addresses by which mail follows a mailbox into Exchange Online: TargetDeliveryDomain of a batch to there."""
_NEVER: Final = 9000
"""A year by which DateTime.MaxValue is told, which stands for a batch that somebody completes by hand."""
_OF_A_BATCH_FILE: Final = (
    "EmailAddress", "UPN", "PrimarySMTPAddress", "Identity", "TargetDatabase", "TargetArchiveDatabase", "BadItemLimit",
    "LargeItemLimit", "MailboxType",
)  # fmt: skip
"""Source: CSV files for mailbox migration; without EmailAddress, scripts rename the column before they use it."""
_WITHIN: Final = "local"
"""The direction of a batch that moves mailboxes from one database to another."""
_ENDED: Final = frozenset(
    {"completed", "completedwitherrors", "completedwithwarnings", "removing", "removed", "corrupted"}
)


def _section(name: str, *key: str) -> tuple[str, ...]:
    return ("migration_batches", name.strip().casefold(), *key)


def read_batch(row: Row, sink: Sink) -> None:
    """A batch: its direction, and the day on which it is completed."""
    name = row.text("Identity", "name")
    if not name:
        return
    sink.setting(row.line, _section(name, "name"), name)
    direction = (row.text("BatchDirection", "Direction") or "").casefold()
    status = _status(row, "Status", "State")
    if direction == _WITHIN or status is None or status in _ENDED:
        sink.setting(row.line, _section(name, "void"), True)
    target = (row.text("TargetDeliveryDomain") or "").casefold()
    side = _SIDES.get(direction) or ("online" if target.endswith(_ROUTING_DOMAIN) else "")
    if side:
        sink.setting(row.line, _section(name, "to"), side)
    day = row.date("CompleteAfterUTC", "CompleteAfter")
    if day is not None and day.year < _NEVER:
        sink.setting(row.line, _section(name, "date"), day.date().isoformat())


def _status(row: Row, *names: str) -> str | None:
    """How far a batch or a user is; None for a bare number, as Windows PowerShell 5.1 writes it, which nobody explains.

    What may have ended long ago is no plan.
    """
    for name in names:
        status = row.text(name)
        if status is not None and not status.strip().isdecimal():
            return status.strip().casefold()
    return None


def read_user(row: Row, sink: Sink) -> None:
    """Somebody who moves with a batch."""
    batch = row.text("BatchId", "batch")
    address = row.text("MailboxEmailAddress", "Identity", "address", "EmailAddress", "MailboxIdentifier")
    status = "" if is_blank(row, "Status") else _status(row, "Status")
    if batch and address and "@" in address and status is not None and status not in _ENDED:
        sink.setting(row.line, _section(batch, "members"), [address.strip().casefold()])
        if sink.first_time(batch.strip().casefold()):
            sink.setting(row.line, _section(batch, "name"), batch)


def read_batch_file(row: Row, sink: Sink) -> None:
    """A line of a migration CSV; the file gives the batch its name."""
    address = row.text("EmailAddress", "PrimarySMTPAddress", "UPN", "Identity")
    if address and "@" in address:
        name = PurePosixPath(sink.name.removesuffix(".gz")).stem
        if sink.first_time(name):
            sink.setting(row.line, _section(name, "name"), name)
        sink.setting(row.line, _section(name, "members"), [address.strip().casefold()])


EXPORTS: Final = (
    Export(
        "Get-MigrationBatch",
        (
            ("Identity", "name"),
            ("Status", "status"),
            ("MigrationType", "BatchDirection", "TotalCount", "direction", "type"),
        ),
        describe=read_batch,
        kind="migration-batch",
        refuses=("BatchId",),
        sided=False,
    ),
    Export(
        "Get-MigrationUser",
        (("BatchId", "batch"), ("Identity", "MailboxEmailAddress", "address")),
        describe=read_user,
        kind="migration-user",
        sided=False,
    ),
    Export(
        "New-MigrationBatch",
        (("EmailAddress",),),
        describe=read_batch_file,
        refuses=("RecipientTypeDetails", "User", "Trustee", "Mailbox", "Guid", "BatchId", "AccessRights"),
        sided=False,
    ),
    Export(
        "New-MigrationBatch",
        (("UPN", "PrimarySMTPAddress", "Identity"),),
        describe=read_batch_file,
        sided=False,
        only=_OF_A_BATCH_FILE,
    ),
)
