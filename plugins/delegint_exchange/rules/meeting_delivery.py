"""EXC040, EXC041: who gets the meeting requests of a mailbox with delegates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    Delegate,
    Finding,
    FolderPermission,
    Grant,
    Mailbox,
    Place,
    Related,
    State,
    Unknown,
    names,
    rule,
)
from delegint_exchange.delegate_rights import may_be_calendar
from delegint_exchange.sources import DELEGATE_PROTOCOL, DELEGATES_IN_EWS, FOLDER_PERMISSION, MAILBOX_SETTINGS

_KEY: Final = "meeting_request_delivery"
_LEFT_TO_DELEGATES: Final = frozenset({"DelegatesOnly", "DelegatesAndSendInformationToMe"})
_LEFT_TO_NOBODY: Final = "NoForward"


@rule(
    "EXC040",
    "meeting-delivery-without-receiver",
    severity="error",
    evidence=(DELEGATES_IN_EWS, DELEGATE_PROTOCOL, MAILBOX_SETTINGS),
)
def meeting_delivery_without_receiver(mailbox: Mailbox, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A `meeting_request_delivery` that leaves meeting requests to delegates, of whom none has `meeting_requests: true`.
    NoForward, where a delegate is to get meeting requests nevertheless, is told as a warning. The flag Delegate on the
    calendar, or on a folder that may be the calendar under another name, counts as `meeting_requests: true`.

    ## Why it matters
    Nobody answers the requests: the manager counts on the delegates, and no delegate gets them. With
    DelegatesAndSendInformationToMe the manager sees them, marked as being for information.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        meeting_request_delivery: DelegatesOnly
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, meeting_requests: false}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        meeting_request_delivery: DelegatesOnly
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, meeting_requests: true}
    ```

    ## How to fix
    State `meeting_requests: true` for a delegate who is an Editor of the calendar, or leave `meeting_request_delivery`
    out. Where no delegate is to get meeting requests, NoForward says so.
    """
    delivery = mailbox.meeting_request_delivery
    if isinstance(delivery, Unknown):
        return
    receiving = _receiving(mailbox)
    if delivery == _LEFT_TO_NOBODY and receiving:
        yield mailbox.finding(
            f"{delivery} keeps the meeting requests of {mailbox.owner} from"
            f" {names(grant.trustee for grant in receiving)}, who should get them",
            _KEY,
            fix="Write DelegatesAndSendInformationToMe, which is what Outlook begins with, or state"
            " meeting_requests: false",
            related=[Related(_place_of_wish(grant), f"{grant.trustee} gets them here") for grant in receiving[:1]],
            about=[grant.pair for grant in receiving],
            salient=_LEFT_TO_NOBODY,
            severity="warning",
        )
    elif delivery in _LEFT_TO_DELEGATES and not receiving:
        silent = [grant for grant in mailbox.of_kind(Delegate) if grant.meeting_requests is None]
        for grant in silent:
            yield grant.missing("meeting_requests", "Get-MailboxFolderPermission")
        if not silent:
            yield mailbox.finding(
                f"{delivery} leaves the meeting requests of {mailbox.owner} to delegates, of whom none gets them",
                _KEY,
                fix=f"State meeting_requests: true for a delegate, or leave {_KEY} out",
                about=[grant.pair for grant in mailbox.of_kind(Delegate)],
            )


@rule("EXC041", "meeting-delivery-by-cmdlets", severity="warning", evidence=(FOLDER_PERMISSION, MAILBOX_SETTINGS))
def meeting_delivery_by_cmdlets(mailbox: Mailbox, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    A `meeting_request_delivery` in a state that is applied with PowerShell (`apply: {method: powershell}`). Silent
    where `apply` does not name the method. NoForward is left alone: without a delegate who gets meeting requests there
    is nothing to set.

    ## Why it matters
    No cmdlet sets it. `Add-MailboxFolderPermission` with the flag Delegate takes a delegate into the rule that forwards
    meeting requests, or makes that rule, and leaves its scope as it is. Nothing reports that the value was not applied.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    apply: {method: powershell}
    delegations:
      annelies@contoso.com:
        meeting_request_delivery: DelegatesAndMe
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, meeting_requests: true}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    apply: {method: graph}
    delegations:
      annelies@contoso.com:
        meeting_request_delivery: DelegatesAndMe
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, meeting_requests: true}
    ```

    ## How to fix
    Let the manager choose it in the dialog for delegates in Outlook. A program can set it too: for a mailbox in
    Exchange Online as `delegateMeetingMessageDeliveryOptions` of Graph, for one on-premises with EWS.
    """
    delivery, method = mailbox.meeting_request_delivery, state.application.method
    if isinstance(delivery, Unknown) or isinstance(method, Unknown):
        return
    if method == "powershell" and delivery != _LEFT_TO_NOBODY:
        yield mailbox.finding(
            f"No cmdlet sets {delivery} for the meeting requests of {mailbox.owner}",
            _KEY,
            fix=f"Have {mailbox.owner} choose it in Outlook{_or_by_program(mailbox, state)}",
            related=[Related(state.application.place_of("method"), "the state is applied with PowerShell")],
        )


def _receiving(mailbox: Mailbox) -> list[Grant]:
    """The grants that make somebody get the meeting requests."""
    bundles = [grant for grant in mailbox.of_kind(Delegate) if grant.meeting_requests is True]
    permissions = mailbox.of_kind(FolderPermission)
    flagged = [grant for grant in permissions if may_be_calendar(grant.folder) and _has_flag(grant)]
    return [*bundles, *flagged]


def _has_flag(grant: FolderPermission) -> bool:
    flags = grant.sharing_permission_flags
    return flags is not None and any(flag.casefold() == "delegate" for flag in flags)


def _place_of_wish(grant: Grant) -> Place:
    return grant.place_of("meeting_requests" if isinstance(grant, Delegate) else "sharing_permission_flags")


def _or_by_program(mailbox: Mailbox, state: State) -> str:
    home = state.home_at(mailbox.owner)
    if isinstance(home, Unknown):
        return ""
    if home == "online":
        return ", or set delegateMeetingMessageDeliveryOptions of its mailboxSettings with Graph"
    return ", or set it with EWS"
