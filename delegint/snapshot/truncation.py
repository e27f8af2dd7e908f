"""Signs that an export does not hold all there is, or is not what its manifest describes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from typing import Final

from delegint.snapshot.folder import File
from delegint.snapshot.values import Remark

_TRUNCATED: Final = 1000
"""What Get-Mailbox and its like return unless they are asked for more."""
_LIMITED: Final = frozenset({"get-mailbox", "get-recipient", "get-remotemailbox", "get-mailuser", "get-exomailbox"})


def is_another(digest: Future[str], file: File) -> bool:
    """Whether a file is not the one that its manifest describes."""
    try:
        return file.listed is not None and digest.result() != file.listed.sha256
    except OSError:
        return False  # that it cannot be read is said elsewhere


def truncation(file: File, *, is_changed: bool) -> Iterator[Remark]:
    """Signs that an export does not hold all there is.

    Source: Get-Mailbox, parameter ResultSize; Get-MailboxPermission, caution on an empty Identity.
    """
    listed = file.listed
    parameters = "" if listed is None else listed.parameters.casefold()
    cmdlet = next(iter(file.cmdlets), "")
    again = "Run the collector again for this side"
    if file.records == _TRUNCATED and cmdlet.casefold() in _LIMITED and "unlimited" not in parameters:
        message = f"{cmdlet} gave exactly 1,000 records, which is where it stops unless asked for more"
        yield Remark(1, message, f"{cmdlet} -ResultSize Unlimited")
    if "-trustee" in parameters:
        message = f"{cmdlet} was filtered by -Trustee, which misses SID history"
        yield Remark(1, message, "Collect everything, and filter afterwards")
    if "-identity $null" in parameters or "-identity ''" in parameters:
        yield Remark(1, f"{cmdlet} was called with an empty identity, which returns everything or nothing", again)
    if is_changed:
        yield Remark(1, "The file is not the one that its manifest describes: it was changed or cut off", again)
