"""LYNC040: usages of a voice policy that contradict each other, or that do not exist."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from delegint.api import (
    Finding,
    Node,
    Policy,
    State,
    Unknown,
    effective_policy,
    is_on_lync,
    lync_users,
    names,
    place_of_setting,
    powershell_quoted,
    rule,
)
from delegint_lync.declared_settings import declared_settings, setting_to_be
from delegint_lync.policies import VOICE_POLICY
from delegint_lync.sources import VOICE_POLICY_PAGE

_TYPE: Final = "CallForwardingSimulRingUsageType"
_CUSTOM: Final = "CustomCallForwardingSimulRingUsages"
_USAGES: Final = "PstnUsages"
_CUSTOM_TYPE: Final = "CustomUsage"
_TYPES: Final = ("voicepolicyusage", "internalonly")
"""The other types."""
_SIMILAR: Final = 0.7


@rule("LYNC040", "voice-usages-inconsistent", severity="error", evidence=VOICE_POLICY_PAGE)
def voice_usages_inconsistent(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A voice policy with `CallForwardingSimulRingUsageType` CustomUsage and no `CustomCallForwardingSimulRingUsages`; a
    usage that `lync.pstn_usages` does not have, where that is stated; a usage twice in one list. Usages for forwarded
    calls that the type does not take up, and an empty `PstnUsages` that counts for people with Enterprise Voice, are
    told as warnings.

    ## Why it matters
    The cmdlet refuses a usage that does not exist, and one that is there twice. Without a usage there is no route to
    the telephone network: calls of the owner, and those that a delegate makes for the owner, are refused.

    ## Example
    ```yaml
    delegint: 1
    voice_policies:
      Global: {PstnUsages: [Local], CallForwardingSimulRingUsageType: CustomUsage}
    ```

    ## Instead
    ```yaml
    delegint: 1
    voice_policies:
      Global:
        PstnUsages: [Local]
        CallForwardingSimulRingUsageType: CustomUsage
        CustomCallForwardingSimulRingUsages: [Local]
    ```

    ## How to fix
    List each usage once, by the name that `Get-CsPstnUsage` shows. For forwarded calls list usages together with the
    type CustomUsage, and with no other type.
    """
    usages = state.lync.pstn_usages
    known = None if isinstance(usages, Unknown) else {usage.casefold(): usage for usage in usages}
    for policy in state.policies(VOICE_POLICY):
        yield from _forwarding(policy)
        for name in (_USAGES, _CUSTOM):
            yield from _usages(policy, name, known)
        declared = declared_settings(policy)
        if _USAGES.casefold() in declared and _is_empty(declared[_USAGES.casefold()]):
            yield from _without_usages(policy, state)


def _forwarding(policy: Policy) -> Iterator[Finding]:
    """Type and usages of forwarded calls, where they contradict each other."""
    declared = declared_settings(policy)
    its_type, its_usages = declared.get(_TYPE.casefold()), declared.get(_CUSTOM.casefold())
    which, listed = setting_to_be(policy, _TYPE), setting_to_be(policy, _CUSTOM)
    custom = which is not None and _folded(which) == _CUSTOM_TYPE.casefold()
    written = its_usages if its_type is None else its_type
    if custom and written is not None and _is_empty(listed):
        yield policy.finding(
            f"Holders of the voice policy {policy} cannot have calls forwarded to the telephone network: {_TYPE} is"
            f" {_CUSTOM_TYPE}, and {_CUSTOM} is {'left out' if listed is None else 'empty'}",
            _TYPE if written is its_type else _CUSTOM,
            place=written.key_place if written.value is None else written.place,
            fix=f"List usages under {_CUSTOM}; or write {_TYPE}: VoicePolicyUsage, and run Set-CsVoicePolicy -Identity"
            f" {powershell_quoted(policy)} -{_TYPE} VoicePolicyUsage",
        )
    elif not custom and its_usages is not None and its_usages.items() and (which is None or _folded(which) in _TYPES):
        yield policy.finding(
            f"{_CUSTOM} of the voice policy {policy} does not count: {_TYPE} is"
            f" {'VoicePolicyUsage by default' if which is None else which.value}",
            _CUSTOM,
            place=its_usages.place,
            fix=f"Write {_TYPE}: {_CUSTOM_TYPE}, and run Set-CsVoicePolicy -Identity {powershell_quoted(policy)}"
            f" -{_TYPE} {_CUSTOM_TYPE}; or remove {_CUSTOM}",
            severity="warning",
        )


def _usages(policy: Policy, name: str, known: dict[str, str] | None) -> Iterator[Finding]:
    """Usages that do not exist, or that are listed twice."""
    listed = declared_settings(policy).get(name.casefold())
    seen: set[str] = set()
    for item in listed.items() if listed is not None else ():
        usage = item.value
        if not isinstance(usage, str):
            continue
        folded = usage.casefold()
        if folded in seen:
            yield policy.finding(
                f"The PSTN usage {usage} is twice in {name} of the voice policy {policy}",
                name,
                place=item.place,
                fix="Remove one of the two",
                salient=f"twice {folded}",
            )
        elif known is not None and folded not in known:
            nearest = get_close_matches(folded, known, 1, _SIMILAR)
            meant = f"Did you mean {known[nearest[0]]}? Or add" if nearest else "Add"
            yield policy.finding(
                f"{name} of the voice policy {policy} has {usage}, which is no PSTN usage of the deployment",
                name,
                place=item.place,
                fix=f"{meant} {usage} to lync.pstn_usages, and run Set-CsPstnUsage -Identity Global -Usage"
                f" @{{Add={powershell_quoted(usage)}}}",
                salient=folded,
            )
        seen.add(folded)


def _without_usages(policy: Policy, state: State) -> Iterator[Finding | Unknown]:
    """A policy without usages that counts for people with Enterprise Voice.

    What is not known of others does not matter where it counts for somebody.
    """
    callers, unknown, reason = [], [], ""
    for user in state.once(lync_users):
        voice = user.enterprise_voice_enabled
        if (not isinstance(voice, Unknown) and not voice) or is_on_lync(user.recipient, state) is False:
            continue
        effective = effective_policy(user.recipient, VOICE_POLICY, state)
        if isinstance(effective, Unknown):
            if not isinstance(voice, Unknown):
                unknown.append(effective)
        elif effective.policy is policy:
            if isinstance(voice, Unknown):
                unknown.append(voice)
            else:
                callers.append(user.recipient)
                reason = reason or effective.reason
    if not callers:
        yield from unknown
        return
    yield policy.finding(
        f"{names(callers)} cannot call the telephone network: {_USAGES} is empty in the voice policy {policy}"
        f" ({reason})",
        _USAGES,
        place=place_of_setting(policy, _USAGES),
        fix=f"List usages under {_USAGES}, and run Set-CsVoicePolicy -Identity {powershell_quoted(policy)}"
        f" -{_USAGES} @{{Add='<usage>'}}",
        about=[(person.key,) for person in callers],
        severity="warning",
    )


def _folded(node: Node) -> str:
    return node.value.casefold() if isinstance(node.value, str) else ""


def _is_empty(node: Node | None) -> bool:
    return node is None or node.value is None or node.value == []
