"""TEAMS012: the meeting policy takes the Teams meeting out of Outlook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    EffectiveSetting,
    Finding,
    Policy,
    Recipient,
    State,
    Unknown,
    Wish,
    Wishes,
    effective_setting,
    names,
    powershell_quoted,
    rule,
)
from delegint_teams.meetings import everybody, meeting_wishes
from delegint_teams.policies import MEETING_POLICY
from delegint_teams.sources import MEETING_ADD_IN, MEETING_POLICY_PAGE, PRECEDENCE, WHO_CAN_SCHEDULE

_ASKED_FOR: Final = ("AllowPrivateMeetingScheduling", "AllowOutlookAddIn")


@rule(
    "TEAMS012",
    "meeting-policy-forbids-booking",
    severity="error",
    evidence=(WHO_CAN_SCHEDULE, MEETING_ADD_IN, MEETING_POLICY_PAGE, PRECEDENCE),
)
def meeting_policy_forbids_booking(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An owner for whom somebody is to book Teams meetings, and whose meeting policy has `AllowPrivateMeetingScheduling`
    or `AllowOutlookAddIn` false. The same in the policy of the delegate is told as a warning.

    ## Why it matters
    For a meeting that a delegate books, the policy of the owner counts: the option to make it a Teams meeting is
    missing. Links of meetings that were booked before may stop working when a kind of meeting is switched off. A
    delegate whose own policy says so has no Teams Meeting add-in in Outlook to book with.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly, meeting_policy: null}}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly, meeting_policy: null}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    teams_meeting_policies:
      Global: {AllowPrivateMeetingScheduling: true, AllowOutlookAddIn: false}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly, meeting_policy: null}}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly, meeting_policy: null}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    teams_meeting_policies:
      Global: {AllowPrivateMeetingScheduling: true, AllowOutlookAddIn: true}
    ```

    ## How to fix
    Set both settings to true in the policy that counts, or grant another policy. It may take a day until Outlook shows
    the add-in.
    """
    found = meeting_wishes(wishes, state)
    booking = everybody(found)
    if not booking:
        yield from found.unknown
        return
    policies = (*state.policies(MEETING_POLICY), *state.observed_policies(MEETING_POLICY))
    if not policies:
        section, cmdlet = MEETING_POLICY.section, f"Get-{MEETING_POLICY.cmdlet}"
        yield Unknown(section, f"the Global {MEETING_POLICY.noun}", f"{section}.Global", cmdlet)
        return
    forbidding, unknown = _judged(found.owner, state)
    for setting in forbidding:
        who = names(wish.delegate for wish in booking)
        yield booking[0].declared.finding(
            f"{who} cannot book Teams meetings for {found.owner}: {setting}",
            booking[0].key,
            fix=_allow(setting),
            related=[setting.related],
            salient=setting.setting.name,
            about=[wish.about for wish in booking],
        )
    if not forbidding:
        yield from unknown
    if any(map(_forbids, policies)):
        told = [setting.policy for setting in forbidding]
        for wish in found.people:
            yield from _without_add_in(wish, told, state)


def _without_add_in(wish: Wish, told: list[Policy], state: State) -> Iterator[Finding | Unknown]:
    """What the delegate's own policy says, unless it is the owner's, of which it has been told."""
    forbidding, unknown = _judged(wish.delegate, state)
    if not forbidding:
        yield from unknown
    elif forbidding[0].policy not in told:
        yield wish.declared.finding(
            f"{wish.delegate} has no Teams Meeting add-in in Outlook to book meetings for {wish.delegator} with:"
            f" {forbidding[0]}",
            wish.key,
            fix=_allow(forbidding[0]),
            related=[forbidding[0].related],
            salient=wish.delegate.key,
            about=(wish.about,),
            severity="warning",
        )


def _judged(person: Recipient, state: State) -> tuple[list[EffectiveSetting], list[Unknown]]:
    """The settings that are false for somebody, and what is not known about the others."""
    answers = [effective_setting(person, MEETING_POLICY, name, state) for name in _ASKED_FOR]
    known = [answer for answer in answers if not isinstance(answer, Unknown)]
    return (
        [setting for setting in known if setting.value is False],
        [answer for answer in answers if isinstance(answer, Unknown)],
    )


def _forbids(policy: Policy) -> bool:
    """Whether a policy has one of the settings false; where none has, nobody asks which one a delegate has."""
    stated = [policy.setting(name) for name in _ASKED_FOR]
    return any(node is not None and node.value is False for node in stated)


def _allow(setting: EffectiveSetting) -> str:
    policy, name = setting.policy, setting.setting.name
    return (
        f"Write {name}: true in {policy.kind.section}.{policy}, and run"
        f" Set-{policy.kind.cmdlet} -Identity {powershell_quoted(policy)} -{name} $true"
    )
