"""TEAMS008, TEAMS010: calls that are to ring delegates and do not."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from delegint.api import (
    CALLS,
    RECEIVE_CALLS,
    Delegate,
    EffectiveSetting,
    Finding,
    Node,
    Recipient,
    Related,
    State,
    TeamsUser,
    Unknown,
    Wish,
    Wishes,
    effective_setting,
    names,
    need,
    powershell_quoted,
    rule,
)
from delegint_teams.calls import (
    CALLING_PERMISSIONS,
    calling_wishes,
    delegate_entries,
    held_delegates,
    mailbox_of,
    permits,
    setting_below,
)
from delegint_teams.policies import CALLING_POLICY
from delegint_teams.sources import CALLING_POLICY_PAGE, CALLING_SETTINGS_PAGE, PRECEDENCE

_TO_DELEGATES: Final = "mydelegates"
_TARGETS: Final = {"ForwardingTargetType": "IsForwardingEnabled", "UnansweredTargetType": "IsUnansweredEnabled"}
"""The settings that can send calls to the delegates, each with the one that switches it."""
_TREATMENTS: Final = {
    "InboundPstnCallRoutingTreatment": "from phone numbers",
    "InboundFederatedCallRoutingTreatment": "from federated organizations",
}
_PAST_DELEGATES: Final = ("unanswered", "voicemail")


@rule("TEAMS008", "calls-routed-to-no-delegate", severity="error", evidence=CALLING_SETTINGS_PAGE)
def calls_routed_to_no_delegate(user: TeamsUser, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Somebody whose calls, all or those unanswered, are to go to `MyDelegates`, and who has no delegate that may take
    calls. With `management: exclusive`, delegates whom Teams has and nobody declares do not count.

    ## Why it matters
    `Set-CsUserCallingSettings` checks this and refuses with a validation error, so that none of the settings of the
    group are written.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: online
        teams:
          mode: TeamsOnly
          calling_settings: {IsUnansweredEnabled: true, UnansweredTargetType: MyDelegates}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly}}
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
        home: online
        teams:
          mode: TeamsOnly
          calling_settings: {IsUnansweredEnabled: true, UnansweredTargetType: MyDelegates}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [make_calls, receive_calls]}
    ```

    ## How to fix
    Let a delegate take calls: `receive_calls` under `for`, and `ReceiveCalls` true in the tenant. Add the delegate
    before the setting is written.
    """
    targets = _to_delegates(user)
    if not targets:
        return
    owner = user.recipient
    wanted = [entry for entry in delegate_entries(owner, state) if _is_about_calls(entry)]
    if any(_takes_calls(entry) for entry in wanted):
        return
    kept_out = {entry.trustee for entry in wanted if permits(entry, "ReceiveCalls") is False}
    held = _kept_delegates(user, wanted, state)
    if isinstance(held, Unknown):
        if not wanted:
            yield held
            return
    elif any(person not in kept_out for person in held):
        return
    (name, node), *others = targets.items()
    yield user.finding(
        f"Calls for {owner} cannot go to delegates: {name} is MyDelegates, and {_nobody(owner, wanted)}",
        "calling_settings",
        name,
        place=node.place,
        fix=_let_somebody(owner, wanted),
        related=[
            *(Related(other.place, "and here") for _, other in others),
            *(Related(entry.place_of(), f"the entry of {entry.trustee}") for entry in wanted),
        ],
        about=[entry.pair for entry in wanted] or [(owner.key,)],
    )


@rule(
    "TEAMS010",
    "inbound-calls-pass-delegates",
    severity="warning",
    evidence=(CALLING_POLICY_PAGE, PRECEDENCE),
)
def inbound_calls_pass_delegates(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An owner whose calls somebody is to take in Teams, and whose calling policy sends calls from phone numbers or from
    federated organizations to voicemail, or treats them as unanswered.

    ## Why it matters
    Such calls ring neither the owner nor a delegate; everything else about the delegates looks right, and calls from
    colleagues do arrive.

    ## Example
    ```yaml
    delegint: 1
    teams: {group_policy_assignments: []}
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly, calling_policy: Executives}}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
    teams_calling_policies:
      Executives: {AllowDelegation: true, InboundPstnCallRoutingTreatment: Voicemail}
    ```

    ## Instead
    ```yaml
    delegint: 1
    teams: {group_policy_assignments: []}
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly, calling_policy: Executives}}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
    teams_calling_policies:
      Executives: {AllowDelegation: true, InboundPstnCallRoutingTreatment: RegularIncoming}
    ```

    ## How to fix
    Set the treatment to `RegularIncoming` in the policy that counts for the owner.
    """
    names_of_settings = state.once(_past_delegates_somewhere)
    if not names_of_settings or not wishes.of(RECEIVE_CALLS):
        return
    found = calling_wishes(wishes, state)
    yield from found.unknown
    takers = [wish for wish in found.people if RECEIVE_CALLS in wish.purposes]
    for name in names_of_settings if takers else ():
        treatment = need(effective_setting(wishes.owner, CALLING_POLICY, name, state))
        if _passes_delegates(treatment.value):
            yield _never_rings(takers, treatment)


def _kept_delegates(user: TeamsUser, wanted: list[Delegate], state: State) -> Collection[Recipient] | Unknown:
    """Those whom Teams has and keeps: where everything undeclared is to go, only those who are wanted."""
    held, owner = held_delegates(user, state), user.recipient
    if not state.is_exclusive(mailbox_of(owner, state)):
        return held
    declared = {entry.trustee for entry in wanted}
    return () if isinstance(held, Unknown) else [person for person in held if person in declared]


def _to_delegates(user: TeamsUser) -> dict[str, Node]:
    """The settings that send calls to the delegates and are not switched off."""
    settings = user.calling_settings
    found = {}
    for name, switch in _TARGETS.items():
        target, switched = (setting_below(settings.node, key) or settings.value(key) for key in (name, switch))
        off = switched is not None and switched.value is False
        if target is not None and not off and str(target.value).casefold() == _TO_DELEGATES:
            found[name] = target
    return found


def _is_about_calls(entry: Delegate) -> bool:
    return entry.value(CALLING_PERMISSIONS) is not None or not set(CALLS).isdisjoint(entry.purposes)


def _takes_calls(entry: Delegate) -> bool:
    """Whether the delegate may take calls, by the permissions or else by what the entry is for."""
    said = permits(entry, "ReceiveCalls")
    if said is not None:
        return said
    return RECEIVE_CALLS in entry.purposes or entry.value(CALLING_PERMISSIONS) is not None


def _nobody(owner: Recipient, wanted: list[Delegate]) -> str:
    if not wanted:
        return f"{owner} has no calling delegate"
    return f"{names(entry.trustee for entry in wanted)} may not take them"


def _let_somebody(owner: Recipient, wanted: list[Delegate]) -> str:
    if not wanted:
        return f"Declare a delegate of {owner} with for: [receive_calls], or choose another target"
    entry = wanted[0]
    declare = "ReceiveCalls: true" if permits(entry, "ReceiveCalls") is False else "for: [receive_calls]"
    return (
        f"Write {declare} for {entry.trustee}, and run Set-CsUserCallingDelegate -Identity {powershell_quoted(owner)}"
        f" -Delegate {powershell_quoted(entry.trustee)} -ReceiveCalls $true; or choose another target"
    )


def _past_delegates_somewhere(state: State) -> tuple[str, ...]:
    """The treatments that some policy has; where none has one, it does not matter who has which policy."""
    policies = (*state.policies(CALLING_POLICY), *state.observed_policies(CALLING_POLICY))
    return tuple(
        name
        for name in _TREATMENTS
        if any(_passes_delegates(None if (node := policy.setting(name)) is None else node.value) for policy in policies)
    )


def _passes_delegates(treatment: object) -> bool:
    return isinstance(treatment, str) and treatment.casefold() in _PAST_DELEGATES


def _never_rings(takers: list[Wish], treatment: EffectiveSetting) -> Finding:
    name, policy, first = treatment.setting.name, treatment.policy, takers[0]
    who = names(wish.delegate for wish in takers)
    return first.declared.finding(
        f"Calls {_TREATMENTS[name]} to {first.delegator} never ring {who}: {treatment}",
        first.key,
        fix=f"Write {name}: RegularIncoming in {policy.kind.section}.{policy}, and run"
        f" Set-CsTeamsCallingPolicy -Identity {powershell_quoted(policy)} -{name} RegularIncoming",
        related=[treatment.related],
        about=[wish.about for wish in takers],
        salient=name,
    )
