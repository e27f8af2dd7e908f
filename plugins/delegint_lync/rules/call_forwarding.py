"""LYNC031: delegates who are to take calls, and whom no call rings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    RECEIVE_CALLS,
    Answer,
    CallForwarding,
    EffectiveSetting,
    Finding,
    LyncUser,
    Recipient,
    Related,
    State,
    Unknown,
    Wishes,
    effective_setting,
    is_on_lync,
    names,
    need,
    rule,
)
from delegint_lync.calls import calls_in_lync
from delegint_lync.policies import VOICE_POLICY, writing
from delegint_lync.sources import CALL_FORWARDING, MEETING_ON_BEHALF, VOICE_POLICY_PAGE, WITH_VOICE
from delegint_lync.standing import lync_identity, plan_of
from delegint_lync.tools import ringing_delegates

_FORWARDING: Final = "call_forwarding"
_CMDLET: Final = "Get-CsUserCallForwardingSettings"
_ALLOWED_BY: Final = {"simultaneous_ring": "AllowSimulRing", "forward": "AllowCallForwarding"}
_TARGETS: Final = {"team": "the team", "number": "a number", "voicemail": "voicemail"}
_WAIT: Final = "delegate_ring_wait_time"
_WAITS: Final = (5, 10, 15)
"""The seconds after which delegates can be rung; 0 is accepted and does not let calls be forwarded to them."""


@rule(
    "LYNC031",
    "delegates-not-rung",
    severity="warning",
    evidence=(MEETING_ON_BEHALF, WITH_VOICE, CALL_FORWARDING, VOICE_POLICY_PAGE),
)
def delegates_not_rung(asked: Wishes | LyncUser, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Delegates who are to take calls in Lync, and an owner whose `call_forwarding` rings nobody, or somebody else. Also
    `call_forwarding` to delegates that cannot work: the voice policy has `AllowSimulRing` or `AllowCallForwarding`
    false, or calls are forwarded without a `delegate_ring_wait_time` of 5, 10 or 15 seconds.

    ## Why it matters
    To be a delegate and to be rung are two settings. Without the second, the delegates see the owner among those
    whose calls they handle, and no call ever reaches them.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        lync:
          registrar_pool: pool1.contoso.com
          enterprise_voice_enabled: true
          call_forwarding: {mode: forward, target: voicemail}
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
      annelies@contoso.com:
        lync:
          registrar_pool: pool1.contoso.com
          enterprise_voice_enabled: true
          voice_policy: null
          call_forwarding: {mode: simultaneous_ring, target: delegates}
      ilse@contoso.com: {lync: {registrar_pool: pool1.contoso.com, enterprise_voice_enabled: true}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
    voice_policies: {Global: {AllowSimulRing: true}}
    ```

    ## How to fix
    Let calls ring the delegates: the owner sets it in the client, or an administrator with SEFAUtil or, from Skype for
    Business Server 2019 CU1 on, with `Set-CsUserCallForwardingSettings`. The voice policy that counts for the owner
    must allow it.
    """
    if isinstance(asked, LyncUser):
        yield from _routing_that_fails(asked, state)
        return
    found = calls_in_lync(asked, state, RECEIVE_CALLS)
    yield from found.unknown
    owner = found.owner.lync
    if not found.people or owner.enterprise_voice_enabled is False:
        return  # without Enterprise Voice it is LYNC030
    routing = owner.call_forwarding
    rings = _rings_delegates(owner)
    if isinstance(rings, Unknown):
        yield rings if routing.known else owner.missing(_FORWARDING, _CMDLET)
    elif not rings:
        barred = _barred(found.owner, "simultaneous_ring", state)
        besides = "" if barred is None else f"; nor may they: {barred}"
        first = "" if barred is None else f"{_allow(barred, state)}; then write"
        yield routing.finding(
            f"Calls to {found.owner} do not ring {names(wish.delegate for wish in found.people)}: {_routed(routing)}"
            f"{besides}",
            "mode" if _is_off(routing) else "target",
            fix=f"{first or 'Write'} mode: simultaneous_ring and target: delegates, and set it in the client, or run"
            f" {ringing_delegates(found.owner, state)}",
            related=[
                Related(found.people[0].declared.place_of(found.people[0].key), "who is to take calls"),
                *([] if barred is None else [barred.related]),
            ],
            about=[wish.about for wish in found.people],
        )


def _rings_delegates(user: LyncUser) -> Answer:
    """Whether calls are forwarded to delegates, or ring them as well."""
    mode, target = user.call_forwarding.mode, user.call_forwarding.target
    if _is_off(user.call_forwarding):
        return False
    if isinstance(target, Unknown):
        return user.missing(f"{_FORWARDING}.target", _CMDLET)
    if target != "delegates":
        return False
    return user.missing(f"{_FORWARDING}.mode", _CMDLET) if isinstance(mode, Unknown) else True


def _routed(routing: CallForwarding) -> str:
    """Where calls go that do not go to delegates."""
    if _is_off(routing):
        return "they are not forwarded and ring nobody else"
    mode, target = routing.mode, _TARGETS[need(routing.target)]
    also = not isinstance(mode, Unknown) and mode == "simultaneous_ring"
    return f"they ring {target} as well" if also else f"they are sent to {target}"


def _is_off(routing: CallForwarding) -> bool:
    mode = routing.mode
    return not isinstance(mode, Unknown) and mode == "none"


def _routing_that_fails(user: LyncUser, state: State) -> Iterator[Finding | Unknown]:
    """Calls that are to ring delegates, where a policy or the time until they are rung keeps them from it."""
    routing = user.call_forwarding
    if not routing.known or _rings_delegates(user) is not True or plan_of(user.recipient) is not None:
        return
    if not need(is_on_lync(user.recipient, state)):
        return
    mode = need(routing.mode)
    if mode == "forward":
        yield from _waits(user)
    allowed = need(effective_setting(user.recipient, VOICE_POLICY, _ALLOWED_BY[mode], state))
    if allowed.value is False:
        yield routing.finding(
            f"Calls to {user.recipient} cannot ring the delegates: {allowed}",
            "mode",
            fix=_allow(allowed, state),
            related=[allowed.related],
            about=((user.recipient.key,),),
        )


def _barred(owner: Recipient, mode: str, state: State) -> EffectiveSetting | None:
    """The setting of the voice policy that forbids it, where one is known to."""
    allowed = effective_setting(owner, VOICE_POLICY, _ALLOWED_BY[mode], state)
    return None if isinstance(allowed, Unknown) or allowed.value is not False else allowed


def _allow(barred: EffectiveSetting, state: State) -> str:
    name, policy = barred.setting.name, barred.policy
    return f"Write {name}: true in {policy.kind.section}.{policy}, and run {writing(policy, f'-{name} $true', state)}"


def _waits(user: LyncUser) -> Iterator[Finding | Unknown]:
    routing = user.call_forwarding
    wait = routing.delegate_ring_wait_time
    if isinstance(wait, Unknown):
        yield user.missing(f"{_FORWARDING}.{_WAIT}", _CMDLET)
    elif wait not in _WAITS:
        outcome = "does not let them be forwarded" if wait == 0 else "is refused"
        yield routing.finding(
            f"Calls to {user.recipient} cannot be forwarded to the delegates: DelegateRingWaitTime {wait} {outcome}",
            _WAIT,
            fix=f"Write {_WAIT}: 5, 10 or 15, and run Set-CsUserCallForwardingSettings -User"
            f" {lync_identity(user.recipient)} -EnableForwarding Delegates -DelegateRingWaitTime 10",
            about=((user.recipient.key,),),
        )
