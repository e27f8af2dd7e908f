"""LYNC012, LYNC013, LYNC015: a party who is not enabled, has no Enterprise Voice, or is no person at all."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    CALLS,
    Finding,
    Recipient,
    State,
    Unknown,
    Wish,
    Wishes,
    both,
    is_homed_online,
    lync_in_sight,
    names,
    need,
    normalized,
    opposite,
    powershell_quoted,
    rule,
)
from delegint_lync.paths import CLIENT, Pair, may_have_delegates, meeting_wishes, pairs
from delegint_lync.sources import CMDLET_USER, ONLINE_DELEGATION, SET_USER, WITH_VOICE
from delegint_lync.standing import Lack, is_asked_of_lync, is_of_nobody, lack_of, lync_identity, stated


@rule("LYNC012", "party-not-enabled-for-lync", severity="error", evidence=(CMDLET_USER, SET_USER), absorbs=("LYNC001",))
def party_not_enabled_for_lync(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Somebody who is to act for an owner in Lync or Skype for Business Server, where the owner or the delegate is not
    enabled there, or is stated to have no registrar pool or no SIP address. Left alone are those who are homed in the
    cloud, and those who are about to be disabled, be it by `planned_change` or against a snapshot (LYNC042).

    ## Why it matters
    Nobody signs in without these. The client offers no such delegate, and that of such an owner copies nobody.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {enabled: true}}
      ilse@contoso.com: {home: on_premises, lync: {enabled: false}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {enabled: true}}
      ilse@contoso.com: {home: on_premises, lync: {enabled: true}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Enable the person with `Enable-CsUser`, or with `Set-CsUser -Enabled $true` where the account was only switched off.
    """
    owner = wishes.owner
    lack = None if is_of_nobody(owner) is True else lack_of(owner)
    concerned = []
    for wish in wishes.people:
        theirs = None if is_homed_online(wish.delegate, state) else lack_of(wish.delegate)
        if lack is None and theirs is None:
            continue
        asked = is_asked_of_lync(wish, state)
        if isinstance(asked, Unknown):
            yield asked
        elif asked:
            concerned.append(wish)
            yield from _told(theirs, wish.delegate, owner, [wish])
    if concerned:
        yield from _told(lack, owner, concerned[0].delegate, concerned)


@rule("LYNC013", "delegate-without-enterprise-voice", severity="warning", evidence=WITH_VOICE)
def delegate_without_enterprise_voice(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An owner with Enterprise Voice who is to add a delegate in the client, as is the way where `lync_method` is left
    out, and a delegate without Enterprise Voice who is to book online meetings. Delegates who are to handle calls need
    it in any case, and are not looked at here.

    ## Why it matters
    When the delegate is picked under `Edit my delegate members`, the button OK stays grey.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync: {enterprise_voice_enabled: true, client_policy: null, voice_policy: null}
      ilse@contoso.com: {home: on_premises, lync: {enterprise_voice_enabled: false}}
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
        lync: {enterprise_voice_enabled: true, client_policy: null, voice_policy: null}
      ilse@contoso.com: {home: on_premises, lync: {enterprise_voice_enabled: false}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings], lync_method: exchange_sync}
    client_policies: {Global: {EnableExchangeDelegateSync: true}}
    ```

    ## How to fix
    Who is only to book meetings gets onto the list by the delegate sync, which asks for no Enterprise Voice. Else
    switch it on for the delegate.
    """
    found = meeting_wishes(wishes, state)
    calling = {wish.delegate for wish in wishes.of(*CALLS).people} if found else set()
    for pair in pairs(found, state):
        if pair.delegate not in calling and _is_left_to_the_client(pair, state):
            yield from _greyed_out(pair, state)


@rule(
    "LYNC015",
    "mailbox-of-nobody-in-lync-delegation",
    severity="error",
    evidence=ONLINE_DELEGATION,
)
def mailbox_of_nobody_in_lync_delegation(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A shared mailbox, a room or equipment for which somebody is to act in Lync or Skype for Business Server. One that is
    to act for somebody is told as a warning.

    ## Why it matters
    The delegation is not supported: such a mailbox has no list of those who may send on behalf as a person has, and no
    client in which its owner signs in. Delegate and owner never see each other in Lync, and no error says so.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      board@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: on_premises, lync: {enabled: true}}
    delegations:
      board@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    lync: {version: 2015}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {enabled: true}}
      ilse@contoso.com: {home: on_premises, lync: {enabled: true}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    lync: {version: 2015}
    ```

    ## How to fix
    Delegate from the mailbox of a person to a person. Online meetings for a shared mailbox are booked by each person in
    the own name.
    """
    if not wishes.people or not lync_in_sight(state, wishes.owner, *(wish.delegate for wish in wishes.people)):
        return
    owner = wishes.owner
    of_nobody = need(is_of_nobody(owner))
    concerned = []
    for wish in wishes.people:
        if is_homed_online(wish.delegate, state) or not (of_nobody or _acts_as_nobody(wish.delegate)):
            continue
        asked = is_asked_of_lync(wish, state)
        if isinstance(asked, Unknown):
            yield asked
        elif asked:
            concerned.append(wish)
    if of_nobody and concerned:
        yield _no_owner(concerned)
    elif not of_nobody:
        yield from (_no_delegate(wish) for wish in concerned)


# -- what kind of party -----------------------------------------------------------------------------------------------


def _acts_as_nobody(delegate: Recipient) -> bool:
    """Whether the delegate is no person; of one who is not enabled either LYNC012 says more."""
    return is_of_nobody(delegate) is True and not isinstance(lack_of(delegate), Lack)


# -- the client -------------------------------------------------------------------------------------------------------


def _is_left_to_the_client(pair: Pair, state: State) -> bool:
    """Whether the delegator adds the delegate in the client, if the delegator can."""
    if pair.entry is None or pair.method not in (None, CLIENT) or is_homed_online(pair.delegate, state):
        return False
    return not pair.is_written_by_administrator


def _greyed_out(pair: Pair, state: State) -> Iterator[Finding | Unknown]:
    owner, delegate = pair.delegator, pair.delegate
    alone = both(owner.lync.enterprise_voice_enabled, opposite(delegate.lync.enterprise_voice_enabled))
    if alone is False or may_have_delegates(owner, state) is False:
        return
    copied = False if pair.method else pair.is_copied_from_exchange
    if copied is True:
        return
    if isinstance(alone, Unknown) or isinstance(copied, Unknown):
        yield from (answer for answer in (alone, copied) if isinstance(answer, Unknown))
        return
    yield pair.declared.finding(
        f"{owner} may be unable to add {delegate} as a delegate in the client: {owner} has Enterprise Voice, {delegate}"
        " has not",
        *(("lync_method",) if pair.method and pair.declared is pair.entry else (pair.key,)),
        fix="Write lync_method: exchange_sync, and turn EnableExchangeDelegateSync on in the client policy of"
        f" {owner}; or write enterprise_voice_enabled: true for {delegate}, and run"
        f" Set-CsUser -Identity {lync_identity(delegate)} -EnterpriseVoiceEnabled $true",
        related=[*stated(owner.lync, "enterprise_voice_enabled"), *stated(delegate.lync, "enterprise_voice_enabled")],
        about=(pair.about,),
    )


# -- findings ---------------------------------------------------------------------------------------------------------


def _told(
    lack: Lack | Unknown | None, party: Recipient, other: Recipient, wishes: list[Wish]
) -> Iterator[Finding | Unknown]:
    """What a party lacks, at the first wish that it thwarts."""
    if isinstance(lack, Unknown):
        yield lack
    elif lack is not None:
        first = wishes[0]
        yield first.declared.finding(
            f"{names(wish.delegate for wish in wishes)} cannot act for {first.delegator} in Lync: {party} {lack.words}",
            first.key,
            fix=_enable(party, other, lack),
            related=stated(party.lync, lack.key),
            about=[wish.about for wish in wishes],
            salient=party.key,
        )


def _enable(party: Recipient, other: Recipient, lack: Lack) -> str:
    if is_of_nobody(party) is True:
        return f"Name a person in place of {party}"
    if lack.key == "enabled":
        return (
            f"Write lync.enabled: true for {party}, and run Set-CsUser -Identity {lync_identity(party)} -Enabled $true"
        )
    pool = other.lync.registrar_pool
    where = "<pool>" if isinstance(pool, Unknown) or not pool else powershell_quoted(pool)
    return (
        f"State lync.{lack.key} of {party}, and run"
        f" Enable-CsUser -Identity {powershell_quoted(party)} {_sip_address(party)} -RegistrarPool {where}"
    )


def _sip_address(party: Recipient) -> str:
    """The SIP address that Enable-CsUser is to give; the person has none yet by which to be named."""
    sip = party.lync.sip_address
    written = "" if isinstance(sip, Unknown) else normalized(sip)
    return f"-SipAddress {powershell_quoted(f'sip:{written}')}" if written else "-SipAddressType EmailAddress"


def _no_owner(wishes: list[Wish]) -> Finding:
    first = wishes[0]
    owner = first.delegator
    return first.declared.finding(
        f"{names(wish.delegate for wish in wishes)} cannot act for {owner} in Lync: {owner} is of type {owner.type}",
        first.key,
        fix=f"Take {first.key} out here, and delegate from the mailbox of a person",
        related=stated(owner, "type"),
        about=[wish.about for wish in wishes],
    )


def _no_delegate(wish: Wish) -> Finding:
    delegate = wish.delegate
    return wish.declared.finding(
        f"{delegate} may be unable to act for {wish.delegator} in Lync: {delegate} is of type {delegate.type}",
        wish.key,
        fix=f"Name a person in place of {delegate}",
        related=stated(delegate, "type"),
        about=(wish.about,),
        severity="warning",
    )
