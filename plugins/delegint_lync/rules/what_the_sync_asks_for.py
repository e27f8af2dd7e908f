"""LYNC010, LYNC011: a calendar delegate whom the delegate sync leaves out, for want of a right in Exchange."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    DOUBTFUL,
    EDITOR,
    CalendarRight,
    Delegate,
    Finding,
    Grant,
    Place,
    State,
    Unknown,
    Wishes,
    powershell_quoted,
    rule,
)
from delegint_lync.paths import Pair, meeting_wishes, pairs
from delegint_lync.sources import MEETING_ADD_IN, MEETING_ON_BEHALF, ON_BEHALF, ONLINE_DELEGATION, RIGHT_DISPUTED


@rule(
    "LYNC010",
    "calendar-right-too-low-for-sync",
    severity="error",
    evidence=(MEETING_ADD_IN, MEETING_ON_BEHALF, RIGHT_DISPUTED, ON_BEHALF),
    absorbs=("LYNC001",),
)
def calendar_right_too_low_for_sync(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A delegate whom the delegate sync is to copy, and whose right on the calendar is lower than Editor. Author, and
    what is wider than Editor, is told as a warning: sources differ about it. What a group has does not count for its
    members: neither appear among the delegates.

    ## Why it matters
    The client copies only delegates who are Editors of the calendar. The delegate appears in no group of the client,
    and gets `Please contact the owner of the account to get delegate permissions in Lync`.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync: {enterprise_voice_enabled: false, client_policy: null, voice_policy: null}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Reviewer}, for: [online_meetings]}
    client_policies: {Global: {EnableExchangeDelegateSync: true}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync: {enterprise_voice_enabled: false, client_policy: null, voice_policy: null}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    client_policies: {Global: {EnableExchangeDelegateSync: true}}
    ```

    ## How to fix
    Make the delegate an Editor of the calendar, best by the dialog in Outlook; the owner's client copies the change
    when the owner signs in.
    """
    found = meeting_wishes(wishes, state)
    yield from found.unknown
    for pair in pairs(found, state):
        calendar = pair.calendar
        if isinstance(calendar, Unknown):
            yield from _asked_of_the_copied(pair, calendar)
        elif calendar is None or calendar.worth < EDITOR:
            yield from _asked_of_the_copied(pair, _below_editor(pair, calendar))


@rule(
    "LYNC011",
    "send-on-behalf-missing-for-sync",
    severity="error",
    evidence=(MEETING_ADD_IN, ONLINE_DELEGATION),
    absorbs=("LYNC001",),
)
def send_on_behalf_missing_for_sync(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A delegate whom the delegate sync is to copy, and who may not send on behalf of the owner, or only as a member of a
    group.

    ## Why it matters
    The sync takes the delegates from the list of those who may send on behalf. A right on the calendar that was
    granted by itself makes nobody a delegate there, and booking ends in `Please contact the owner of the account to
    get delegate permissions in Lync`.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync: {enterprise_voice_enabled: false, client_policy: null, voice_policy: null}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: {rights: Editor, expects: [online_meetings]}}
    client_policies: {Global: {EnableExchangeDelegateSync: true}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync: {enterprise_voice_enabled: false, client_policy: null, voice_policy: null}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        send_on_behalf: [ilse@contoso.com]
        folders:
          Calendar: {ilse@contoso.com: {rights: Editor, expects: [online_meetings]}}
    client_policies: {Global: {EnableExchangeDelegateSync: true}}
    ```

    ## How to fix
    Add the delegate by the dialog in Outlook, which grants both rights, or add the delegate to `GrantSendOnBehalfTo`
    of the mailbox.
    """
    found = meeting_wishes(wishes, state)
    yield from found.unknown
    for pair in pairs(found, state):
        if not pair.sends_on_behalf:
            yield from _asked_of_the_copied(pair, _not_on_behalf(pair))


def _asked_of_the_copied(pair: Pair, answer: Finding | Unknown) -> Iterator[Finding | Unknown]:
    """The answer, where the delegate is one whom the sync is to copy; for others it does not matter."""
    meant = pair.is_meant_to_be_copied
    if isinstance(meant, Unknown):
        yield meant
    elif meant:
        yield answer


def _below_editor(pair: Pair, calendar: CalendarRight | None) -> Finding:
    owner, delegate = powershell_quoted(f"{pair.delegator}:\\Calendar"), powershell_quoted(pair.delegate)
    if calendar is None:
        grant: Grant = pair.entry or pair.declared
        keys, place, right, verb, cmdlet = ["folders"], None, "no right", "cannot", "Add"
        of_group = pair.calendar_of_a_group
        if of_group is not None:
            right = f"no right but that of {of_group.grant.trustee}, which counts for no member"
    else:
        grant = calendar.grant
        keys, place = _where(calendar)
        right, verb = ", ".join(calendar.rights), "may be unable to" if calendar.worth == DOUBTFUL else "cannot"
        cmdlet = "Set"
    return grant.finding(
        f"{pair.delegate} {verb} book online meetings for {pair.delegator}: the delegate sync asks for Editor on the"
        f" calendar, and here stands {right}",
        *keys,
        place=place,
        fix=f"Write Calendar: Editor, and run {cmdlet}-MailboxFolderPermission -Identity {owner} -User {delegate}"
        " -AccessRights Editor",
        about=(pair.about,),
        severity="warning" if calendar is not None and calendar.worth == DOUBTFUL else None,
    )


def _where(calendar: CalendarRight) -> tuple[list[str], Place | None]:
    """The keys below the entry that lead to the right, and its place where the entry is the right itself."""
    grant = calendar.grant
    if isinstance(grant, Delegate):
        folders = grant.value("folders")
        names_of_folders = [] if folders is None else [name for name, _ in folders.entries()]
        return ["folders", *(name for name in names_of_folders if name.casefold() == "calendar")], None
    if grant.value("rights") is not None:
        return ["rights"], None
    return [], None if grant.node is None else grant.node.place


def _not_on_behalf(pair: Pair) -> Finding:
    grant = pair.entry or pair.declared
    owner, delegate = powershell_quoted(pair.delegator), powershell_quoted(pair.delegate)
    says_no = grant.value("send_on_behalf") is not None
    declare = "Remove send_on_behalf: false" if says_no else f"Declare send_on_behalf: [{pair.delegate}]"
    return grant.finding(
        f"{pair.delegate} cannot book online meetings for {pair.delegator}: the delegate sync leaves out who may"
        f" {'send on behalf through a group alone' if pair.is_in_a_group_that_sends else 'not send on behalf'}",
        *(("send_on_behalf",) if says_no else ()),
        fix=f"{declare}, and run Set-Mailbox -Identity {owner} -GrantSendOnBehalfTo @{{Add={delegate}}}",
        about=(pair.about,),
    )
