"""LYNC029: the list of delegates that the server holds, and the delegates in Exchange, are not the same."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    Finding,
    LyncUser,
    Related,
    State,
    Unknown,
    both,
    names,
    powershell_quoted,
    rule,
)
from delegint_lync.held import held_for, mailbox_of
from delegint_lync.paths import Pair, copies_delegates, may_have_delegates
from delegint_lync.pending import Change, changes
from delegint_lync.sources import MEETING_ADD_IN, TWO_LISTS
from delegint_lync.tools import removing
from delegint_lync.two_lists import compared


@rule(
    "LYNC029",
    "lync-and-exchange-delegates-differ",
    severity="warning",
    evidence=(TWO_LISTS, MEETING_ADD_IN),
)
def lync_and_exchange_delegates_differ(user: LyncUser, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A person for whom the delegate sync is on, and for whom the server holds other delegates than Exchange: it lacks
    one who is an Editor of the calendar and may send on behalf, or it holds one to whom the state gives less than
    that. Delegates for calls alone, those who come by the client or an administrator, and people whom nobody declares
    at all (LYNC007, LYNC009) may be on the list without more. While a change is still to be made (LYNC028) nobody is
    missed, nor is anybody whom LYNC012, LYNC022, LYNC023, LYNC025 or LYNC026 explains, or whose account goes (LYNC042).

    ## Why it matters
    With the sync on, two lists are meant to be one. Where they differ, somebody counts on rights that only half exist:
    the delegate is offered the owner's meetings and cannot write the calendar, or works in the calendar and gets
    `Please contact the owner of the account to get delegate permissions in Lync`.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync:
          enterprise_voice_enabled: false
          client_policy: null
          voice_policy: null
          delegates: [karl@contoso.com]
      ilse@contoso.com: {home: on_premises}
      karl@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
          karl@contoso.com: {folders: {Calendar: Reviewer}}
    client_policies: {Global: {EnableExchangeDelegateSync: true}}
    voice_policies: {Global: {EnableDelegation: true}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync:
          enterprise_voice_enabled: false
          client_policy: null
          voice_policy: null
          delegates: [ilse@contoso.com, karl@contoso.com]
      ilse@contoso.com: {home: on_premises}
      karl@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
          karl@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    client_policies: {Global: {EnableExchangeDelegateSync: true}}
    voice_policies: {Global: {EnableDelegation: true}}
    ```

    ## How to fix
    Decide who is to be a delegate, and declare both lists from that: Editor on the calendar and Send on Behalf for
    those who are, neither for those who are not. Whom the server lacks it gets when the owner signs out and in on
    Windows with the MAPI status OK; whom it has too many an administrator removes.
    """
    owner = user.recipient
    held = held_for(user, state)
    mailbox = None if held is None else mailbox_of(owner, state)
    if held is None or mailbox is None:
        return
    lists = compared(mailbox, held, state)
    if not any(lists):
        return
    copied = both(copies_delegates(owner, state), may_have_delegates(owner, state))
    if isinstance(copied, Unknown):
        yield copied
    elif copied:
        yield from lists.unknown
        people = [pair.delegate for pair in lists.lacking]
        pending = any(isinstance(change, Change) for change in changes(owner, people, state))
        lacking = [] if pending else lists.lacking
        if lacking or lists.surplus:
            yield _differing(user, lacking, lists.surplus, state)


def _differing(user: LyncUser, lacking: list[Pair], surplus: list[Pair], state: State) -> Finding:
    owner = user.recipient
    said, advice = [], []
    if lacking:
        them = names(pair.delegate for pair in lacking)
        said.append(f"the server does not hold {them}, whom the delegate sync ought to have copied")
        advice.append(f"Let {owner} sign out and in again on Windows, look at the MAPI status, then let {them} sign in")
    if surplus:
        them, calendar = names(pair.delegate for pair in surplus), powershell_quoted(f"{owner}:\\Calendar")
        holds = "it" if lacking else "the server"
        said.append(f"{holds} holds {them}, whom the sync would not copy for want of Editor or Send on Behalf")
        first = surplus[0]
        verb = "Add" if first.calendar is None else "Set"
        advice.append(
            f"make {them} Editor with Send on Behalf, by the delegates dialog of Outlook or"
            f" {verb}-MailboxFolderPermission -Identity {calendar} -User {powershell_quoted(first.delegate)}"
            f" -AccessRights Editor, or take {them} off the list: {removing(owner, first.delegate, state)}"
            f"{' and so on' if len(surplus) > 1 else ''}"
        )
    return user.finding(
        f"The delegates of {owner} in Lync and in Exchange are not the same: {', and '.join(said)}",
        "delegates",
        fix=f"{advice[0][:1].upper()}{'; '.join(advice)[1:]}",
        related=[Related(pair.declared.place_of(), f"{pair.delegate} here") for pair in (*lacking, *surplus)],
        about=[pair.about for pair in (*lacking, *surplus)],
    )
