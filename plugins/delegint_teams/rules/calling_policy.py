"""TEAMS001: the calling policy lets the owner have no calling delegates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    CALLS,
    EffectiveSetting,
    Finding,
    State,
    TeamsUser,
    Unknown,
    Wishes,
    effective_setting,
    names,
    need,
    powershell_quoted,
    rule,
    wishes_of,
)
from delegint_teams.calls import calling_wishes, held_delegates
from delegint_teams.policies import CALLING_POLICY
from delegint_teams.sources import CALLING_POLICY_PAGE, PRECEDENCE, SHARED_LINE

_ALLOWS: Final = "AllowDelegation"


@rule(
    "TEAMS001",
    "calling-policy-forbids-delegation",
    severity="error",
    evidence=(SHARED_LINE, CALLING_POLICY_PAGE, PRECEDENCE),
)
def calling_policy_forbids_delegation(asked: Wishes | TeamsUser, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An owner for whom somebody is to make or take calls in Teams, or who has calling delegates there, and whose calling
    policy has `AllowDelegation` false.

    ## Why it matters
    The owner has no page on which calling delegates can be added. Those who were added before stay, since switching
    the setting off does not remove them, and calls go astray.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly, calling_policy: Executives}}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
    teams: {group_policy_assignments: []}
    teams_calling_policies:
      Global: {AllowDelegation: true}
      Executives: {AllowDelegation: false}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly, calling_policy: Executives}}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
    teams: {group_policy_assignments: []}
    teams_calling_policies:
      Global: {AllowDelegation: true}
      Executives: {AllowDelegation: true}
    ```

    ## How to fix
    Set `AllowDelegation` in the policy that counts for the owner. Where delegates are not wanted, remove them too,
    with `Remove-CsUserCallingDelegate`.
    """
    if isinstance(asked, TeamsUser):
        yield from _left_over(asked, state)
        return
    found = calling_wishes(asked, state)
    yield from found.unknown
    if not found.people:
        return
    allowed = need(effective_setting(asked.owner, CALLING_POLICY, _ALLOWS, state))
    if allowed.value is False:
        who = names(wish.delegate for wish in found.people)
        yield found.people[0].declared.finding(
            f"{who} cannot handle calls for {asked.owner} in Teams: {allowed}",
            found.people[0].key,
            fix=_allow(allowed),
            related=[allowed.related],
            about=[wish.about for wish in found.people],
        )


def _left_over(user: TeamsUser, state: State) -> Iterator[Finding]:
    """The calling delegates in force of somebody for whom the state wants none."""
    held, owner = held_delegates(user, state), user.recipient
    if isinstance(held, Unknown) or not held:
        return
    wishes = wishes_of(owner, state)
    if wishes is not None and wishes.of(*CALLS):
        return
    allowed = need(effective_setting(owner, CALLING_POLICY, _ALLOWS, state))
    if allowed.value is False:
        yield user.finding(
            f"{names(held)} can still be rung for {owner} in Teams: {allowed}, which does not remove calling delegates",
            "delegates",
            fix=f"Run Remove-CsUserCallingDelegate -Identity {powershell_quoted(owner)} -Delegate"
            f" {powershell_quoted(held[0])}{' and so on' if len(held) > 1 else ''}; or: {_allow(allowed)}",
            related=[allowed.related],
            about=((owner.key,),),
        )


def _allow(allowed: EffectiveSetting) -> str:
    policy = allowed.policy
    return (
        f"Write {_ALLOWS}: true in {policy.kind.section}.{policy}, and run"
        f" Set-CsTeamsCallingPolicy -Identity {powershell_quoted(policy)} -{_ALLOWS} $true"
    )
