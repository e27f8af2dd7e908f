"""TEAMS012: the meeting policy takes the Teams meeting out of Outlook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    ONLINE_MEETINGS,
    EffectiveSetting,
    Finding,
    Policy,
    Recipient,
    State,
    Unknown,
    Wish,
    Wishes,
    all_wishes,
    effective_setting,
    is_on_lync,
    names,
    powershell_quoted,
    rule,
    teams_mode,
)
from delegint_teams.meetings import books_in_teams, everybody, meeting_wishes
from delegint_teams.parties import also_here
from delegint_teams.policies import MEETING_POLICY
from delegint_teams.sources import MEETING_ADD_IN, MEETING_POLICY_PAGE, PRECEDENCE, WHO_CAN_SCHEDULE

_ASKED_FOR: Final = ("AllowPrivateMeetingScheduling", "AllowOutlookAddIn")


@rule(
    "TEAMS012",
    "meeting-policy-forbids-booking",
    severity="error",
    evidence=(WHO_CAN_SCHEDULE, MEETING_ADD_IN, MEETING_POLICY_PAGE, PRECEDENCE),
)
def meeting_policy_forbids_booking(asked: Wishes | State, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An owner for whom somebody is to book Teams meetings, and whose meeting policy has `AllowPrivateMeetingScheduling`
    or `AllowOutlookAddIn` false. The same in the policy of a delegate is told as a warning, once for all owners. An
    owner in Islands mode who is on Skype for Business Server has meetings there, and is not judged.

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
    policies = (*state.policies(MEETING_POLICY), *state.observed_policies(MEETING_POLICY))
    if isinstance(asked, State):
        if any(map(_forbids, policies)):
            for wanted in _by_delegate(state).values():
                yield from _without_add_in(wanted, state)
        return
    found = meeting_wishes(asked, state)
    booking = () if _meets_in_skype(found.owner, state) else everybody(found)
    if not booking:
        yield from found.unknown
        return
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


def _by_delegate(state: State) -> dict[Recipient, list[Wish]]:
    """Who is to book Teams meetings, each with all for whom."""
    found: dict[Recipient, list[Wish]] = {}
    for owner, wishes in state.once(all_wishes).items():
        booking = wishes.of(ONLINE_MEETINGS).people
        if booking and books_in_teams(owner, state) is True and not _meets_in_skype(owner, state):
            for wish in booking:
                found.setdefault(wish.delegate, []).append(wish)
    return found


def _meets_in_skype(owner: Recipient, state: State) -> bool:
    """Whether the owner is known to be on the server and in Islands mode, where meetings stay in Skype."""
    return teams_mode(owner, state) == "islands" and is_on_lync(owner, state) is True


def _without_add_in(wanted: list[Wish], state: State) -> Iterator[Finding | Unknown]:
    """What the delegate's own policy says, unless it is the owner's, of which it has been told."""
    delegate = wanted[0].delegate
    forbidding, unknown = _judged(delegate, state)
    if not forbidding:
        yield from unknown
        return
    setting = forbidding[0]
    others = [wish for wish in wanted if setting.policy not in _told(wish.delegator, state)]
    if others:
        first = others[0]
        yield first.declared.finding(
            f"{delegate} has no Teams Meeting add-in in Outlook to book meetings for"
            f" {names(wish.delegator for wish in others)} with: {setting}",
            first.key,
            fix=_allow(setting),
            related=[setting.related, *also_here(others)],
            salient=delegate.key,
            about=[wish.about for wish in others],
            severity="warning",
        )


def _told(owner: Recipient, state: State) -> list[Policy]:
    """The policies that the findings about an owner name."""
    return [setting.policy for setting in _judged(owner, state)[0]]


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
