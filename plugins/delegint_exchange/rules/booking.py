"""EXC049, EXC050, EXC051: whether the booking settings do anything, and whether they ask the resource delegates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from delegint.api import (
    RESOURCE_MAILBOXES,
    CalendarProcessing,
    Finding,
    Mailbox,
    Recipient,
    Related,
    ResourceDelegate,
    State,
    Unknown,
    names,
    need,
    powershell_quoted,
    rule,
)
from delegint_exchange.representatives import lives, object_on
from delegint_exchange.sources import CALENDAR_PROCESSING, SHARED_DELEGATE

_APPROVAL: Final = "approval"
_MOST_PLACES: Final = 20
_WANTED: Final = {"ForwardRequestsToDelegates": True, "AllBookInPolicy": False, "AllRequestInPolicy": True}
"""The settings under which delegates approve every request."""


@rule("EXC049", "booking-settings-on-other-mailbox", severity="error", evidence=CALENDAR_PROCESSING)
def booking_settings_on_other_mailbox(declared: CalendarProcessing | Mailbox, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    Booking settings under `calendar_processing`, or `resource_delegates`, for a mailbox that is no room, equipment,
    workspace or desk. An entry that says `AutomateProcessing: AutoUpdate` and nothing else stays silent: every other
    mailbox has that value. Resource delegates of who has no mailbox at all are told by `EXC006`.

    ## Why it matters
    `Set-CalendarProcessing` works on resource mailboxes alone. Every other mailbox stays at `AutoUpdate`: it accepts
    nothing by itself, and nobody is asked to approve.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      reception@contoso.com: {type: SharedMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      reception@contoso.com:
        resource_delegates: [ilse@contoso.com]
    calendar_processing:
      reception@contoso.com: {AutomateProcessing: AutoAccept}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      reception@contoso.com: {type: RoomMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      reception@contoso.com:
        resource_delegates: [ilse@contoso.com]
    calendar_processing:
      reception@contoso.com: {AutomateProcessing: AutoAccept}
    ```

    ## How to fix
    Remove the settings, or convert the mailbox with `Set-Mailbox -Type Room` or `-Type Equipment` and declare the type
    that it then has. Where an object on-premises stands for it, from where the type is synchronized, run
    `Set-RemoteMailbox` with the same type there first.
    """
    delegates = declared.of_kind(ResourceDelegate) if isinstance(declared, Mailbox) else []
    if isinstance(declared, Mailbox) and not delegates:
        return
    if isinstance(declared, CalendarProcessing) and _is_as_everywhere(declared):
        return
    owner = declared.owner
    kind = need(owner.type)
    if kind in RESOURCE_MAILBOXES or (delegates and owner.has_mailbox is False):
        return
    at = ("resource_delegates",) if delegates else ()
    what = "resource delegates" if delegates else "booking settings"
    yield declared.finding(
        f"The {what} of {owner} do nothing, since it is a {kind} and not a room or equipment",
        *at,
        fix="Remove them"
        if owner.has_mailbox is False
        else f"Remove them; if it is a room, {_become_a_room(owner, state)}, and declare type: RoomMailbox",
        about=[grant.pair for grant in delegates] or [(owner.key,)],
    )


@rule("EXC050", "approval-delegates-never-asked", severity="error", evidence=(CALENDAR_PROCESSING, SHARED_DELEGATE))
def approval_delegates_never_asked(mailbox: Mailbox, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    A room or equipment whose booking settings pass its resource delegates by: `ForwardRequestsToDelegates` is false, or
    a delegate is expected to approve (`expects: [approval]`) while `AllBookInPolicy`, which is true where it is left
    out, lets everybody book, or while nobody is allowed to ask. Requests outside of the policy count as asking. Without
    `expects: [approval]` it is a warning. Silent where no booking setting is stated and nobody is expected to approve,
    and where the resource does not answer requests at all, which `EXC051` tells.

    ## Why it matters
    The resource accepts or declines by itself, and the person who should decide never hears of the request.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      boardroom@contoso.com:
        resource_delegates: {ilse@contoso.com: {expects: [approval]}}
    calendar_processing:
      boardroom@contoso.com: {AutomateProcessing: AutoAccept}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      boardroom@contoso.com:
        resource_delegates: {ilse@contoso.com: {expects: [approval]}}
    calendar_processing:
      boardroom@contoso.com: {AutomateProcessing: AutoAccept, AllBookInPolicy: false, AllRequestInPolicy: true}
    ```

    ## How to fix
    Set `AllBookInPolicy` to false and `AllRequestInPolicy` to true, or list under `RequestInPolicy` who may ask, and
    leave `ForwardRequestsToDelegates` at true. Where nobody needs to approve, remove the resource delegates.
    """
    delegates = mailbox.of_kind(ResourceDelegate)
    if not delegates or mailbox.owner.is_one_of(RESOURCE_MAILBOXES) is False:
        return
    approving = [grant for grant in delegates if _APPROVAL in grant.expects]
    settings = state.calendar_processing_of(mailbox.owner)
    attendant = settings.automate_processing
    if isinstance(attendant, Unknown):
        if approving and not settings.known:
            need(attendant)
    elif attendant != "AutoAccept":
        return
    passed_by = _passed_by(settings, approval=bool(approving))
    if not passed_by:
        return
    command = " ".join(f"-{key} ${str(_WANTED[key]).lower()}" for key in passed_by)
    yield _at_setting(
        settings,
        passed_by[0],
        approving or delegates,
        _never_asked(passed_by[0], mailbox, approving or delegates),
        fix=f"State {names(f'{key}: {str(_WANTED[key]).lower()}' for key in passed_by)}, and run"
        f" Set-CalendarProcessing -Identity {powershell_quoted(mailbox.owner)} {command}",
        about=[grant.pair for grant in delegates],
        severity="error" if approving else "warning",
    )


@rule("EXC051", "resource-delegates-without-attendant", severity="error", evidence=CALENDAR_PROCESSING)
def resource_delegates_without_attendant(mailbox: Mailbox, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A room or equipment with resource delegates whose `AutomateProcessing` is None or AutoUpdate. Where it is not
    stated, nothing is told unless a delegate is expected to approve (`expects: [approval]`): what a resource begins
    with depends on where and when it was made.

    ## Why it matters
    Only the booking attendant, which AutoAccept turns on, forwards requests to resource delegates. Without it the
    requests stay tentative in the calendar, or lie in the Inbox, and nobody answers. Rooms that were made in PowerShell
    on-premises, or online before 15 November 2018, begin with AutoUpdate.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      boardroom@contoso.com:
        resource_delegates: [ilse@contoso.com]
    calendar_processing:
      boardroom@contoso.com: {AutomateProcessing: AutoUpdate}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      boardroom@contoso.com:
        resource_delegates: [ilse@contoso.com]
    calendar_processing:
      boardroom@contoso.com: {AutomateProcessing: AutoAccept}
    ```

    ## How to fix
    Set `AutomateProcessing` to AutoAccept. The resource then books what its policy allows, and forwards the rest.
    """
    delegates = mailbox.of_kind(ResourceDelegate)
    if not delegates or mailbox.owner.is_one_of(RESOURCE_MAILBOXES) is False:
        return
    settings = state.calendar_processing_of(mailbox.owner)
    attendant = settings.automate_processing
    if isinstance(attendant, Unknown):
        if any(_APPROVAL in grant.expects for grant in delegates):
            yield attendant
    elif attendant != "AutoAccept":
        people = [grant.trustee for grant in delegates]
        yield _at_setting(
            settings,
            "AutomateProcessing",
            delegates,
            f"{names(people)} {'gets' if len(people) == 1 else 'get'} no requests for {mailbox.owner}, which answers"
            f" none and forwards none with AutomateProcessing {attendant}",
            fix="State AutomateProcessing: AutoAccept, and run Set-CalendarProcessing -Identity"
            f" {powershell_quoted(mailbox.owner)} -AutomateProcessing AutoAccept",
            about=[grant.pair for grant in delegates],
        )


def _is_as_everywhere(settings: CalendarProcessing) -> bool:
    """Whether the entry says no more than what holds for every mailbox that is no resource."""
    keys = [key for key, _ in settings.node.entries()] if settings.node is not None else []
    return keys == ["AutomateProcessing"] and settings.automate_processing == "AutoUpdate"


def _become_a_room(owner: Recipient, state: State) -> str:
    """The command for the mailbox, and for the object on-premises, which would turn the type back."""
    name = powershell_quoted(owner)
    command = f"run Set-Mailbox -Identity {name} -Type Room"
    stands_for_it = object_on(owner, "on_premises", state) if lives(owner, "online", state) else False
    if stands_for_it is False:
        return command
    where = "on-premises" if stands_for_it is True else "on-premises if an object there stands for it"
    return f"run Set-RemoteMailbox -Identity {name} -Type Room {where}, then {command} in Exchange Online"


def _at_setting(
    settings: CalendarProcessing, key: str, delegates: list[ResourceDelegate], message: str, **more: Any
) -> Finding:
    """A finding at a setting; where only an export has that, at the first of the delegates, who are declared."""
    stated = None if settings.node is None else settings.node.get(key)
    if stated is None and settings.value(key) is not None:
        return delegates[0].finding(message, related=[Related(settings.place_of(key), f"{key} here")], **more)
    related = [Related(grant.place_of(), f"{grant.trustee} is a resource delegate") for grant in delegates]
    return settings.finding(message, key, related=related[:_MOST_PLACES], **more)


def _passed_by(settings: CalendarProcessing, *, approval: bool) -> list[str]:
    """The settings that keep requests from the delegates."""
    forwards = settings.forward_requests_to_delegates
    if not approval:
        return ["ForwardRequestsToDelegates"] if forwards is False else []
    seen = {
        "ForwardRequestsToDelegates": forwards,
        "AllBookInPolicy": settings.all_book_in_policy,
        "AllRequestInPolicy": _somebody_may_ask(settings),
    }
    passed_by = [key for key, value in seen.items() if value is (not _WANTED[key])]
    for unknown in seen.values() if not passed_by else ():
        need(unknown)
    return passed_by


def _somebody_may_ask(settings: CalendarProcessing) -> bool | Unknown:
    if settings.listed.get("RequestInPolicy") or settings.listed.get("RequestOutOfPolicy"):
        return True
    within, outside = settings.all_request_in_policy, settings.all_request_out_of_policy
    return outside if within is False or outside is True else within


def _never_asked(setting: str, mailbox: Mailbox, delegates: list[ResourceDelegate]) -> str:
    people, room = names(grant.trustee for grant in delegates), mailbox.owner
    if setting == "ForwardRequestsToDelegates":
        return f"{room} forwards no requests to {people}"
    if setting == "AllBookInPolicy":
        return f"Everybody books {room} without the approval of {people}"
    return f"Nobody may ask {people} for {room}, which declines whatever it does not book by itself"
