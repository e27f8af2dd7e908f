"""LYNC008, LYNC028: changes to accounts and policies that delegates feel."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    ONLINE_MEETINGS,
    Delegate,
    Finding,
    State,
    Unknown,
    Wishes,
    is_on_lync,
    names,
    rule,
)
from delegint_lync.paths import TOGGLE, meeting_wishes, pairs
from delegint_lync.pending import Change, changes
from delegint_lync.sources import (
    MEETING_ADD_IN,
    ON_BEHALF,
    ONLINE_DELEGATION,
    SET_USER_DELEGATES,
    WITHOUT_VOICE,
)
from delegint_lync.tools import BY_TOOL, adding, method


@rule(
    "LYNC008",
    "enterprise-voice-toggled-for-delegates",
    severity="warning",
    evidence=(ON_BEHALF, SET_USER_DELEGATES),
)
def enterprise_voice_toggled_for_delegates(grant: Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A delegate with `lync_method: enterprise_voice_toggle`: the owner gets Enterprise Voice to add the delegate in the
    client, and loses it again.

    ## Why it matters
    It works, since the server keeps the list. But each change of delegates takes Enterprise Voice again, with its
    number and its licence, and whoever is to be removed after that stays on the list, which is LYNC007. It also hides
    why the delegate sync did not work.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {enterprise_voice_enabled: false}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings], lync_method: enterprise_voice_toggle}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {enterprise_voice_enabled: false}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings], lync_method: exchange_sync}
    ```

    ## How to fix
    Turn `EnableExchangeDelegateSync` on in the client policy that counts for the owner, and make the delegate an
    Editor of the calendar with Send on Behalf. Or let an administrator write the list, with SEFAUtil or, on Skype for
    Business Server 2019, `Set-CsUserDelegates`.
    """
    stated = grant.value("lync_method")
    if stated is None or stated.value != TOGGLE or is_on_lync(grant.owner, state) is False:
        return
    owner, delegate = grant.owner, grant.trustee
    yield grant.finding(
        f"{owner} is to have Enterprise Voice for as long as it takes to add {delegate} as a delegate in the client;"
        f" every later change takes it again, and {delegate} stays on the list",
        "lync_method",
        fix=f"Write lync_method: exchange_sync, with EnableExchangeDelegateSync true in the client policy of {owner};"
        f" or write lync_method: {method(state)}, and run {adding(owner, delegate, state)}",
    )


@rule(
    "LYNC028",
    "change-needs-signing-in-again",
    severity="info",
    evidence=(MEETING_ADD_IN, ONLINE_DELEGATION, WITHOUT_VOICE, ON_BEHALF),
)
def change_needs_signing_in_again(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An owner for whom delegates are to book online meetings, where a snapshot shows that something they depend on is
    still to be changed: the client or voice policy of the owner, `EnableExchangeDelegateSync` or `EnableDelegation` in
    it, Enterprise Voice, or the rights of those delegates in Exchange. It is found once for each owner; delegates whom
    an administrator puts on the list do not count.

    ## Why it matters
    Nothing of this shows at once. The owner's client reads the policy and copies the delegates when the owner signs
    in; the delegate's client fetches the list after that. Right after the change the error is still there, and the
    search for its cause begins in the wrong place. Documents differ about the time: about 10 minutes in one, 30
    minutes to 24 hours in another.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {client_policy: Executives}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    client_policies: {Executives: {EnableExchangeDelegateSync: true}}
    ```
    ```jsonl onprem/cs-user.jsonl
    {"k":"cs-user","sip":"sip:annelies@contoso.com","upn":"annelies@contoso.com","enabled":true,"enterpriseVoice":false,"registrarPool":"pool1.contoso.com","hostingProvider":"SRV:","clientPolicy":"","voicePolicy":"","conferencingPolicy":""}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {client_policy: Executives}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    client_policies: {Executives: {EnableExchangeDelegateSync: true}}
    ```
    ```jsonl onprem/cs-user.jsonl
    {"k":"cs-user","sip":"sip:annelies@contoso.com","upn":"annelies@contoso.com","enabled":true,"enterpriseVoice":false,"registrarPool":"pool1.contoso.com","hostingProvider":"SRV:","clientPolicy":"Executives","voicePolicy":"","conferencingPolicy":""}
    ```

    ## How to fix
    Make the change, then let the owner sign out of the client and in again, and after that the delegate, each with
    Outlook running and on a machine of their own. Wait before you look for another cause, and see whether the MAPI
    status of the owner's client is OK. A snapshot taken afterwards ends this finding.
    """
    if state.observed is None:
        return
    waiting = [pair for pair in pairs(wishes.of(ONLINE_MEETINGS), state) if pair.method not in BY_TOOL]
    delegates = [pair.delegate for pair in waiting]
    owner = wishes.owner
    found = list(changes(owner, delegates, state)) if waiting else []
    if not found or not meeting_wishes(wishes, state):
        return
    yield from (change for change in found if isinstance(change, Unknown))
    known = [change for change in found if isinstance(change, Change)]
    if known:
        who, what = names(delegates), names(dict.fromkeys(change.what for change in known))
        yield waiting[0].declared.finding(
            f"{what[:1].upper()}{what[1:]} will change for {owner}, and {who} will see nothing of it until {owner} has"
            f" signed out and in again, and then {who}; one document gives that 10 minutes, another 30 minutes to 24"
            " hours",
            waiting[0].key,
            fix=f"After the change let {owner} sign out of the client and in again, then {who}, with Outlook running,"
            f" and look at the MAPI status of {owner} before you look for another cause",
            related=[change.related for change in known],
            about=[pair.about for pair in waiting],
        )
