"""LYNC030, LYNC032: people who are to handle calls in Lync, and cannot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    CALLS,
    RECEIVE_CALLS,
    Finding,
    Related,
    State,
    Unknown,
    Wishes,
    is_homed_online,
    names,
    rule,
)
from delegint_lync.calls import calls_in_lync
from delegint_lync.sources import CALL_VIA_WORK, ON_BEHALF, PRIVATE_LINES, SET_USER, VOICE_POLICY_PAGE, WITH_VOICE
from delegint_lync.standing import Lack, lack_of, lync_identity

_VOICE: Final = "enterprise_voice_enabled"


@rule(
    "LYNC030",
    "call-delegation-without-enterprise-voice",
    severity="error",
    evidence=(ON_BEHALF, WITH_VOICE, VOICE_POLICY_PAGE),
)
def call_delegation_without_enterprise_voice(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Somebody who is to make or take calls for an owner on Lync or Skype for Business Server, where one of the two has
    no Enterprise Voice.

    ## Why it matters
    The page of the client on which calls are shared with delegates is shown to Enterprise Voice users only, and there
    only Enterprise Voice users can be chosen. The delegate sync copies delegates for online meetings and does not
    bring them calls.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {lync: {registrar_pool: pool1.contoso.com, enterprise_voice_enabled: false}}
      ilse@contoso.com: {lync: {registrar_pool: pool1.contoso.com, enterprise_voice_enabled: true}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {lync: {registrar_pool: pool1.contoso.com, enterprise_voice_enabled: true}}
      ilse@contoso.com: {lync: {registrar_pool: pool1.contoso.com, enterprise_voice_enabled: true}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
    ```

    ## How to fix
    Enable both for Enterprise Voice, each with a number, or let the delegate book online meetings only.
    """
    found = calls_in_lync(wishes, state, *CALLS)
    yield from found.unknown
    if not found.people:
        return
    owner = found.owner
    voice = owner.lync.enterprise_voice_enabled
    barred, lacking = [], []
    for wish in found.people:
        has = wish.delegate.lync.enterprise_voice_enabled
        if is_homed_online(wish.delegate, state):
            has = True  # homed apart, which is LYNC019; no number helps
        if has is False:
            lacking.append(wish.delegate)
        if voice is False or has is False:
            barred.append(wish)
        elif isinstance(has, Unknown) and not isinstance(lack_of(wish.delegate), Lack):
            yield has
    if isinstance(voice, Unknown):
        yield voice
    elif not voice:
        lacking.insert(0, owner)
    if barred:
        yield barred[0].declared.finding(
            f"{names(wish.delegate for wish in barred)} cannot handle calls for {owner} in Lync:"
            f" {names(lacking)} {'has' if len(lacking) == 1 else 'have'} no Enterprise Voice",
            barred[0].key,
            fix=f"Write {_VOICE}: true under lync of {names(lacking)}, and run Set-CsUser -Identity"
            f" {lync_identity(lacking[0])} -EnterpriseVoiceEnabled $true -LineURI tel:+<number>"
            f"{' and so on' if len(lacking) > 1 else ''}; or take the calls out of for",
            related=[Related(person.lync.place_of(_VOICE), f"false for {person}") for person in lacking],
            about=[wish.about for wish in barred],
        )


@rule(
    "LYNC032",
    "feature-excludes-delegates",
    severity="error",
    evidence=(CALL_VIA_WORK, PRIVATE_LINES, SET_USER),
)
def feature_excludes_delegates(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An owner in Lync with `call_via_work`, for whom somebody is to make or take calls. Where calls are to be taken, a
    `private_line` of the owner is told as information.

    ## Why it matters
    Call Via Work users can have no delegates for calls. A private line can: but calls to that number go past them, as
    is its purpose.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        lync: {registrar_pool: pool1.contoso.com, enterprise_voice_enabled: true, call_via_work: true}
      ilse@contoso.com: {lync: {registrar_pool: pool1.contoso.com, enterprise_voice_enabled: true}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [make_calls]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        lync: {registrar_pool: pool1.contoso.com, enterprise_voice_enabled: true, call_via_work: false}
      ilse@contoso.com: {lync: {registrar_pool: pool1.contoso.com, enterprise_voice_enabled: true}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [make_calls]}
    ```

    ## How to fix
    Drop Call Via Work or the delegates. The private line may stay, if the owner knows that nobody else answers it.
    """
    user = wishes.owner.lync
    private = user.private_line
    has_private = not isinstance(private, Unknown) and bool(private.strip())
    if user.call_via_work is not True and not has_private:
        return
    found = calls_in_lync(wishes, state, *CALLS)
    yield from found.unknown
    if found.people and user.call_via_work is True:
        yield user.finding(
            f"{names(wish.delegate for wish in found.people)} cannot handle calls for {found.owner} in Lync:"
            f" {found.owner} uses Call Via Work, which excludes delegates",
            "call_via_work",
            fix="Write call_via_work: false, and take Call Via Work from the owner; or take the calls out of for",
            about=[wish.about for wish in found.people],
        )
    rung = found.of(RECEIVE_CALLS).people
    if rung and has_private:
        yield user.finding(
            f"Calls to the private line {private} of {found.owner} do not ring {names(wish.delegate for wish in rung)}",
            "private_line",
            fix="Leave it, where these calls are for the owner alone; else remove private_line, and run"
            f" Set-CsUser -Identity {lync_identity(found.owner)} -PrivateLine $null",
            about=[wish.about for wish in rung],
            severity="info",
        )
