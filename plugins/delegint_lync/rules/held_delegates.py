"""LYNC007, LYNC009, LYNC029: the list of delegates that the server holds is not the one that is wanted."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    Answer,
    Finding,
    LyncUser,
    Related,
    State,
    Unknown,
    both,
    names,
    opposite,
    powershell_quoted,
    rule,
)
from delegint_lync.held import Holding, held_for, is_exchange_delegate, loses_voice, mailbox_of, removal, unwanted
from delegint_lync.paths import Pair, copies_delegates, may_have_delegates
from delegint_lync.pending import Change, changes
from delegint_lync.sources import (
    MEETING_ADD_IN,
    ON_BEHALF,
    ONLINE_DELEGATION,
    SET_USER_DELEGATES,
    TWO_LISTS,
    WITH_VOICE,
    WITHOUT_VOICE_2015,
)
from delegint_lync.two_lists import compared


@rule(
    "LYNC007",
    "delegates-left-over-from-enterprise-voice",
    severity="warning",
    evidence=(ON_BEHALF, WITH_VOICE, SET_USER_DELEGATES),
    absorbs=("LYNC009",),
)
def delegates_left_over_from_enterprise_voice(user: LyncUser, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Somebody on the list of delegates that the server holds for a person without Enterprise Voice, whom nobody declares
    as a Lync delegate. A snapshot that still shows Enterprise Voice makes it urgent: the owner can remove delegates
    only as long as it is there. Exchange delegates whom the delegate sync copies are left alone, and so are people of
    whose delegations the state says nothing.

    ## Why it matters
    Switching Enterprise Voice off leaves the delegates on the list. They can still book online meetings for the owner,
    whom they keep under `People I Manage Calls For`, and the owner has no page any more on which to remove them.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync:
          enterprise_voice_enabled: false
          client_policy: null
          delegates: [ilse@contoso.com, karl@contoso.com]
      ilse@contoso.com: {home: on_premises}
      karl@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    client_policies: {Global: {EnableExchangeDelegateSync: false}}
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
          delegates: [ilse@contoso.com]
      ilse@contoso.com: {home: on_premises}
      karl@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    client_policies: {Global: {EnableExchangeDelegateSync: false}}
    ```

    ## How to fix
    Let the owner remove the delegate in the client before Enterprise Voice is switched off. After that an
    administrator has to, with SEFAUtil or, on Skype for Business Server 2019, `Set-CsUserDelegates`. A delegate who is
    to stay is declared, with what for.
    """
    for holding in unwanted(user, state):
        left_over = holding if isinstance(holding, Unknown) else _is_left_over(holding, state)
        if isinstance(left_over, Unknown):
            yield left_over
        elif left_over and isinstance(holding, Holding):
            yield _left_over(holding, state)


@rule(
    "LYNC009",
    "lync-delegate-without-exchange-delegate",
    severity="warning",
    evidence=(ONLINE_DELEGATION, WITHOUT_VOICE_2015, MEETING_ADD_IN),
)
def lync_delegate_without_exchange_delegate(user: LyncUser, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Somebody on the list of delegates that the server holds for a person, whom nobody declares as a Lync delegate, and
    who is no delegate in Exchange either, or is to be none any more. Where nothing undeclared is to exist, by
    `management: exclusive`, the declarations tell; otherwise a snapshot of the rights has to.

    ## Why it matters
    The delegate sync works one way: whoever is taken off the delegates in Exchange stays on the list in Lync, and is
    still offered the calls and online meetings of the owner. The other half of the trouble is that the meeting
    add-in may do nothing at all for them, without an error text.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync: {enterprise_voice_enabled: true, delegates: [ilse@contoso.com, karl@contoso.com]}
      ilse@contoso.com: {home: on_premises}
      karl@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        management: exclusive
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync: {enterprise_voice_enabled: true, delegates: [ilse@contoso.com]}
      ilse@contoso.com: {home: on_premises}
      karl@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        management: exclusive
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Let the owner remove the delegate from the group `Delegates` in the client, or take the delegate off the list with
    SEFAUtil or `Set-CsUserDelegates`.
    """
    for holding in unwanted(user, state):
        if isinstance(holding, Unknown):
            yield holding
            continue
        remains = is_exchange_delegate(holding, state)
        if isinstance(remains, Unknown):
            if _is_left_over(holding, state) is not True:  # LYNC007 tells the pair without this fact
                yield remains
        elif not remains:
            owner = user.recipient
            yield holding.finding(
                f"{holding} stays a delegate of {owner} in Lync: the server holds {holding}, whom nobody declares as a"
                f" delegate in Lync or in Exchange, and the delegate sync never removes anybody",
                fix=f"Let {owner} remove {holding} from the group Delegates in the client, or run"
                f" {holding.removal(state)}",
            )


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
    missed.

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


# -- left over from Enterprise Voice ----------------------------------------------------------------------------------


def _is_left_over(holding: Holding, state: State) -> Answer:
    """Whether somebody whom nobody wants on the list can have come there by Enterprise Voice, and not by the sync."""
    user = holding.user
    voice = user.enterprise_voice_enabled
    if voice is True:
        return False
    copied = both(copies_delegates(user.recipient, state), is_exchange_delegate(holding, state))
    if loses_voice(user):
        return copied is not True
    return both(opposite(voice), opposite(copied))


def _left_over(holding: Holding, state: State) -> Finding:
    user, owner = holding.user, holding.user.recipient
    declare = f"Declare {holding} under delegates, with for, or"
    removal = holding.removal(state)
    stated = Related(user.place_of("enterprise_voice_enabled"), "false here")
    if loses_voice(user):
        return holding.finding(
            f"{holding} will stay a delegate of {owner} in Lync: nobody declares it, and once Enterprise Voice, which"
            f" {owner} still has in the snapshot, is off, {owner} cannot remove {holding} any more",
            fix=f"{declare} remove {holding} before Enterprise Voice is switched off: in the client of {owner}, or run"
            f" {removal}",
            related=[stated],
        )
    return holding.finding(
        f"{holding} can still act for {owner} in Lync: nobody declares it, the server keeps delegates when Enterprise"
        f" Voice goes, and without it {owner} cannot remove {holding} in the client",
        fix=f"{declare} run {removal}",
        related=[stated],
    )


# -- two lists ---------------------------------------------------------------------------------------------------------


def _differing(user: LyncUser, lacking: list[Pair], surplus: list[Pair], state: State) -> Finding:
    owner = user.recipient
    said, advice = [], []
    if lacking:
        them = names(pair.delegate for pair in lacking)
        said.append(f"the server does not hold {them}, whom the delegate sync ought to have copied")
        advice.append(f"Let {owner} sign out and in again on Windows, look at the MAPI status, and after that {them}")
    if surplus:
        them, calendar = names(pair.delegate for pair in surplus), powershell_quoted(f"{owner}:\\Calendar")
        holds = "it" if lacking else "the server"
        said.append(f"{holds} holds {them}, whom the sync would not copy for want of Editor or Send on Behalf")
        first = surplus[0].delegate
        advice.append(
            f"make {them} Editor with Send on Behalf, by the delegates dialog of Outlook or Add-MailboxFolderPermission"
            f" -Identity {calendar} -User {powershell_quoted(first)} -AccessRights Editor, or take them off the list:"
            f" {removal(owner, first, state)}"
        )
    return user.finding(
        f"The delegates of {owner} in Lync and in Exchange are not the same: {', and '.join(said)}",
        "delegates",
        fix=f"{advice[0][:1].upper()}{'; '.join(advice)[1:]}",
        related=[Related(pair.declared.place_of(), f"{pair.delegate} here") for pair in (*lacking, *surplus)],
        about=[pair.about for pair in (*lacking, *surplus)],
    )
