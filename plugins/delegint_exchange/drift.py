"""From differences to findings: what the rules of the family DRF share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from delegint.api import (
    Difference,
    Finding,
    FolderPermission,
    FullAccess,
    Grant,
    Mailbox,
    Recipient,
    Related,
    ResourceDelegate,
    SendAs,
    SendOnBehalf,
    State,
    Verdict,
    powershell_quoted,
    side_name,
)
from delegint_exchange.commands import (
    SEND_AS,
    add_mailbox_rights,
    change_folder_rights,
    change_send_on_behalf,
    grant_full_access,
    grant_send_as,
    remove_mailbox_rights,
    revoke_send_as,
)

RIGHTS: Final = (
    "Get-MailboxPermission", "Get-RecipientPermission", "Get-ADPermission", "Get-MailboxFolderPermission",
    "Get-CalendarProcessing",
)  # fmt: skip
"""The cmdlets that show rights."""
MAILBOX_RIGHTS: Final = "mailbox rights"
"""What entries of Get-MailboxPermission are called that do not give Full Access."""


def differences(state: State, *verdicts: Verdict) -> Iterator[Difference]:
    """The differences of these verdicts, in the order of the state."""
    return (difference for difference in state.differences.found if difference.verdict in verdicts)


def finding(difference: Difference, message: str, *, fix: str | None = None, **more: Any) -> Finding:
    """A finding at the declaration, or at the entry of the mailbox, with the observed row as related place.

    It is about one right of one person on one mailbox, so that nothing explains more than that right.

    Parameters:
        difference: what was found.
        message: see `Finding`.
        fix: what to run.
        more: the other parameters of `Finding`.
    """
    related = [] if difference.place is None else [Related(difference.place, _observed(difference))]
    salient = f"{difference.key or difference.what} {difference.side}"
    more.setdefault("about", (about(difference),))
    return difference.entry.finding(message, *difference.keys, fix=fix, related=related, salient=salient, **more)


def about(difference: Difference, *, who: str = "", what: str = "") -> tuple[str, ...]:
    """Mailbox, person and right, as findings name what they are about.

    Parameters:
        difference: what was found.
        who, what: another person, or another right, than that of the difference.
    """
    return difference._replace(who=who or difference.who, what=what or difference.what).about


def rights_of_people(state: State) -> dict[tuple[str, str], list[str]]:
    """The rights in which the tenant differs, by mailbox and person; for `State.once`."""
    found: dict[tuple[str, str], list[str]] = {}
    for difference in state.differences.found:
        found.setdefault((difference.mailbox, difference.who), []).append(difference.what)
    return found


def on_side(difference: Difference) -> str:
    """` in Exchange Online` or ` on-premises`; empty where sides do not matter."""
    if not difference.side:
        return ""
    return " on-premises" if difference.side == "on_premises" else f" in {side_name(difference.side)}"


def is_right(difference: Difference) -> bool:
    """Whether it is about a right on a mailbox, and not about a policy."""
    return isinstance(difference.entry, (Grant, Mailbox))


def removal(difference: Difference) -> str | None:
    """The command that takes an entry away; None for what is no right."""
    if not is_right(difference):
        return None
    if difference.what in (FullAccess.noun, MAILBOX_RIGHTS):
        rights = difference.observed.split(", ") if difference.what == MAILBOX_RIGHTS else ["FullAccess"]
        return remove_mailbox_rights(difference.mailbox, difference.who, rights)
    if difference.what == SendAs.noun:
        right = "-AccessRights GenericAll" if "GenericAll" in difference.observed else SEND_AS
        return revoke_send_as(difference.mailbox, difference.who, difference.side, right)
    if difference.what == SendOnBehalf.noun:
        return change_send_on_behalf("Remove", _owner(difference), difference.who, difference.side)
    if difference.what == ResourceDelegate.noun:
        owner = powershell_quoted(difference.mailbox)
        return f"Set-CalendarProcessing -Identity {owner} -ResourceDelegates with the other delegates alone"
    return change_folder_rights("Remove", difference.mailbox, difference.what, difference.who)


def addition(difference: Difference) -> str | None:
    """The command that adds an entry to the side of the difference; None for what is no single entry."""
    entry = difference.entry
    if difference.what == FullAccess.noun:
        if isinstance(entry, FullAccess):
            return grant_full_access(entry)
        return add_mailbox_rights(difference.mailbox, difference.who)
    if difference.what == SendAs.noun:
        return grant_send_as(difference.mailbox, difference.who, difference.side)
    if difference.what == SendOnBehalf.noun:
        return change_send_on_behalf("Add", _owner(difference), difference.who, difference.side)
    if difference.what == ResourceDelegate.noun:  # the parameter takes the whole list, and no @{Add=...}
        owner, trustee = powershell_quoted(difference.mailbox), powershell_quoted(difference.who)
        listed = f"@((Get-CalendarProcessing -Identity {owner}).ResourceDelegates) + {trustee}"
        return f"Set-CalendarProcessing -Identity {owner} -ResourceDelegates ({listed})"
    if isinstance(entry, FolderPermission):
        return change_folder_rights("Add", difference.mailbox, difference.what, difference.who, entry.rights)
    return None


def _owner(difference: Difference) -> Recipient:
    entry = difference.entry
    assert isinstance(entry, (Grant, Mailbox))  # noqa: S101 - Send on Behalf is on mailboxes and groups alone
    return entry.owner


def _observed(difference: Difference) -> str:
    seen = f": {difference.who} {difference.observed}" if difference.observed else ""
    return f"observed here{seen}"
