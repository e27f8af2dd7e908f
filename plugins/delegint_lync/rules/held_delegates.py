"""LYNC007, LYNC009: somebody whom nobody wants there is on the list of delegates that the server holds."""

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
    opposite,
    rule,
)
from delegint_lync.held import Holding, is_exchange_delegate, loses_voice, unwanted
from delegint_lync.paths import copies_delegates
from delegint_lync.sources import (
    MEETING_ADD_IN,
    ON_BEHALF,
    ONLINE_DELEGATION,
    SET_USER_DELEGATES,
    WITH_VOICE,
    WITHOUT_VOICE_2015,
)


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
            f"{holding}, whom nobody declares, will stay a delegate of {owner} in Lync: once Enterprise Voice, which"
            f" {owner} still has in the snapshot, is off, {owner} cannot remove {holding} any more",
            fix=f"{declare} remove {holding} before Enterprise Voice is switched off: in the client of {owner}, or run"
            f" {removal}",
            related=[stated],
        )
    return holding.finding(
        f"{holding}, whom nobody declares, can still act for {owner} in Lync: the server keeps delegates when"
        f" Enterprise Voice goes, and without it {owner} cannot remove {holding} in the client",
        fix=f"{declare} run {removal}",
        related=[stated],
    )
