"""LYNC001, LYNC002: a delegate who is to book online meetings, and whom nothing puts on the list of the Lync server."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    TOO_LOW,
    Finding,
    State,
    Unknown,
    Wishes,
    both,
    names,
    powershell_quoted,
    rule,
)
from delegint_lync.paths import CLIENT, Pair, copies_delegates, may_have_delegates, meeting_wishes, pairs
from delegint_lync.sources import MEETING_ADD_IN, ON_BEHALF
from delegint_lync.tools import adding, method


@rule("LYNC001", "meeting-delegate-without-path", severity="error", evidence=(MEETING_ADD_IN, ON_BEHALF))
def meeting_delegate_without_path(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Somebody who is to book online meetings for somebody else, and whom neither the delegate sync, nor the client, nor
    an administrator puts on the list of delegates that the Lync server holds. A rule that knows the reason takes its
    place.

    ## Why it matters
    Plain meetings can be booked, online ones cannot: `You do not have permissions to schedule Lync Meetings on behalf
    of the owner of this account`, `Please contact the owner of the account to get delegate permissions in Lync`.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync: {enterprise_voice_enabled: true, client_policy: null, voice_policy: null}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: {rights: Editor, expects: [online_meetings]}}
    client_policies: {Global: {}}
    voice_policies: {Global: {EnableDelegation: true}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync: {enterprise_voice_enabled: true, client_policy: null, voice_policy: null}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    client_policies: {Global: {}}
    voice_policies: {Global: {EnableDelegation: true}}
    ```

    ## How to fix
    With Enterprise Voice, the owner adds the delegate in the client, under Call Forwarding Settings. Without it, turn
    the delegate sync on and make the delegate an Editor of the calendar who may send on behalf. In either case an
    administrator can write the list instead, with SEFAUtil or, on Skype for Business Server 2019,
    `Set-CsUserDelegates`.
    """
    found = meeting_wishes(wishes, state)
    yield from found.unknown
    for pair in pairs(found, state):
        path = pair.has_path
        if isinstance(path, Unknown):
            yield path
        elif not path:
            yield pair.declared.finding(
                f"{pair.delegate} cannot book online meetings for {pair.delegator}: nothing puts {pair.delegate} on the"
                " list of delegates of the Lync server",
                pair.key,
                fix=_way_onto_the_list(pair, state),
                about=(pair.about,),
            )


@rule(
    "LYNC002",
    "mailbox-rights-are-no-meeting-delegation",
    severity="error",
    evidence=(MEETING_ADD_IN, ON_BEHALF),
    absorbs=("LYNC001",),
)
def mailbox_rights_are_no_meeting_delegation(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Somebody who is to book online meetings for somebody else, and who has Full Access, Send As or Send on Behalf, but
    is no calendar delegate.

    ## Why it matters
    Mail can be sent and plain meetings can be booked, so that the rights look sufficient. The Lync server asks for
    its own list of delegates and for nothing else: `Please contact the owner of the account to get delegate
    permissions in Lync`.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync: {enterprise_voice_enabled: true, client_policy: null, voice_policy: null}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        full_access:
          ilse@contoso.com: {expects: [online_meetings]}
        send_as: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync: {enterprise_voice_enabled: true, client_policy: null, voice_policy: null}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        send_as: [ilse@contoso.com]
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Make the person a delegate with the right Editor on the calendar, best by the dialog in Outlook, which grants Send
    on Behalf as well. Keep Full Access only where it is wanted for itself.
    """
    found = meeting_wishes(wishes, state)
    yield from found.unknown
    for pair in pairs(found, state):
        if pair.entry is None and not pair.is_written_by_administrator:
            yield from _only_mailbox_rights(pair, state)


def _only_mailbox_rights(pair: Pair, state: State) -> Iterator[Finding | Unknown]:
    rights, gap = pair.mailbox_rights
    if not rights:
        if gap is not None:
            yield gap
        return
    calendar = pair.calendar
    if isinstance(calendar, Unknown):
        yield calendar
    elif calendar is None or calendar.worth == TOO_LOW:
        meant = pair.is_meant_to_be_copied
        if isinstance(meant, Unknown):
            yield meant
        elif not meant:
            owner, delegate = powershell_quoted(f"{pair.delegator}:\\Calendar"), powershell_quoted(pair.delegate)
            do = "does" if len(rights) == 1 else "do"
            cmdlet = "Add" if calendar is None else "Set"
            yield pair.declared.finding(
                f"{pair.delegate} cannot book online meetings for {pair.delegator}: {names(rights)} {do} not make a"
                " Lync delegate",
                pair.key,
                fix=f"Declare delegates: {{{pair.delegate}: {{folders: {{Calendar: Editor}}, for: [online_meetings]}}}}"
                f", and run {cmdlet}-MailboxFolderPermission -Identity {owner} -User {delegate} -AccessRights Editor"
                f"{_and_send_on_behalf(pair)}{_and_in_the_client(pair, state)}",
                about=(pair.about,),
            )


def _way_onto_the_list(pair: Pair, state: State) -> str:
    """The nearest way: the client for Enterprise Voice users, else the tool that the server version has."""
    delegate, stands = pair.delegate, pair.entry is not None
    if pair.delegator.lync.enterprise_voice_enabled is True:
        declare = f"Write lync_method: {CLIENT}" if stands else f"Declare {delegate} under delegates"
        return f"{declare}, and let {pair.delegator} add {delegate} as a delegate in the client"
    declare = "Write" if stands else f"Declare {delegate} under delegates with"
    return f"{declare} lync_method: {method(state)}, and run {adding(pair.delegator, delegate, state)}"


def _and_send_on_behalf(pair: Pair) -> str:
    """The second command that a delegate needs, unless Send on Behalf is granted already."""
    if pair.sends_on_behalf:
        return ""
    owner, delegate = powershell_quoted(pair.delegator), powershell_quoted(pair.delegate)
    return f" and Set-Mailbox -Identity {owner} -GrantSendOnBehalfTo @{{Add={delegate}}}"


def _and_in_the_client(pair: Pair, state: State) -> str:
    """The last step for an owner with Enterprise Voice, whose client copies no delegates."""
    owner = pair.delegator
    if owner.lync.enterprise_voice_enabled is not True:
        return ""
    if both(copies_delegates(owner, state), may_have_delegates(owner, state)) is True:
        return ""
    return f", and let {owner} add {pair.delegate} as a delegate in the client"
