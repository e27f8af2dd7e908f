"""TEAMS013: owner and delegate have different meeting add-ins in Outlook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from delegint.api import (
    ONLINE_MEETINGS,
    Finding,
    Recipient,
    Related,
    State,
    Unknown,
    Wish,
    Wishes,
    effective_setting,
    is_homed_online,
    is_on_lync,
    rule,
    teams_mode,
)
from delegint_teams.meetings import MODES_WITH_MEETINGS, MODES_WITHOUT_MEETINGS, stated_mode
from delegint_teams.policies import MEETING_POLICY
from delegint_teams.sources import COEXISTENCE, MEETING_ADD_IN, MEETING_POLICY_PAGE

_PROVIDER: Final = "PreferredMeetingProviderForIslandsMode"
_ADD_IN: Final = "AllowOutlookAddIn"
_TEAMS: Final = "Teams"
_SKYPE: Final = "Skype"


@rule(
    "TEAMS013",
    "meeting-add-ins-differ",
    severity="warning",
    evidence=(MEETING_ADD_IN, MEETING_POLICY_PAGE, COEXISTENCE),
)
def meeting_add_ins_differ(asked: Wishes | State, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A delegate who has the Skype Meeting add-in in Outlook, alone or beside the other one, and an owner whose meetings
    are in Teams; or the reverse. Judged where the modes of both are known. Told besides:
    `PreferredMeetingProviderForIslandsMode` set to Teams in a policy that has `AllowOutlookAddIn` false and so ignores
    it.

    ## Why it matters
    The add-in of the delegate decides what is booked. The owner finds a Skype meeting in the calendar which Teams does
    not open, or a Teams meeting where everything else is in Skype for Business.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {lync: {home: on_premises}, teams: {mode: SfBWithTeamsCollabAndMeetings}}
      ilse@contoso.com: {lync: {home: on_premises}, teams: {mode: SfBOnly}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {lync: {home: on_premises}, teams: {mode: SfBWithTeamsCollabAndMeetings}}
      ilse@contoso.com: {lync: {home: on_premises}, teams: {mode: SfBWithTeamsCollabAndMeetings}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Give both the same mode. In Islands mode, `PreferredMeetingProviderForIslandsMode` Teams takes the Skype Meeting
    add-in away.
    """
    if isinstance(asked, State):
        yield from _ignored_providers(asked)
        return
    found = asked.of(ONLINE_MEETINGS)
    meetings = _meetings_of(found.owner, state) if found else ""
    if meetings:
        yield from found.unknown
        for wish in found.people:
            yield from _compared(wish, meetings, state)


class _AddIns(NamedTuple):
    """The add-ins for online meetings that Outlook shows to somebody, and why, in words."""

    teams: bool
    skype: bool
    reason: str


def _compared(wish: Wish, meetings: str, state: State) -> Iterator[Finding | Unknown]:
    owner, delegate = wish.delegator, wish.delegate
    found = _add_ins(delegate, state)
    if isinstance(found, Unknown):
        yield found
    elif found is not None and (found.skype if meetings == _TEAMS else found.teams):
        other = _SKYPE if meetings == _TEAMS else _TEAMS
        has = "also has" if found.teams and found.skype else "has only"
        provider = f", or {_PROVIDER}: Teams to the meeting policy of {delegate}" if has == "also has" else ""
        yield wish.declared.finding(
            f"{delegate} {has} the {other} Meeting add-in in Outlook, and may book a {other} meeting for {owner}, whose"
            f" meetings are in {_TEAMS if meetings == _TEAMS else 'Skype for Business'}: {found.reason}",
            wish.key,
            fix=f"Give both the same mode{provider if meetings == _TEAMS else ''}",
            related=[*stated_mode(owner, state), *stated_mode(delegate, state)],
            about=(wish.about,),
        )


def _meetings_of(owner: Recipient, state: State) -> str:
    """Where the meetings of the owner are; empty where that is not certain, as in Islands mode."""
    mode = teams_mode(owner, state)
    if mode in MODES_WITH_MEETINGS or is_homed_online(owner, state):
        return _TEAMS
    if mode not in MODES_WITHOUT_MEETINGS:
        return ""
    on_lync = is_on_lync(owner, state)
    return _SKYPE if not isinstance(on_lync, Unknown) and on_lync else ""


def _add_ins(person: Recipient, state: State) -> _AddIns | Unknown | None:
    """What Outlook shows; None where nothing says which mode the person has, or of which Skype there could be one."""
    mode = teams_mode(person, state)
    if is_homed_online(person, state):
        return _AddIns(teams=True, skype=False, reason=f"{person} is homed in the cloud")
    if not mode:
        return None
    stated = person.teams.mode
    reason = f"the mode of {person} is {state.teams.upgrade_default if isinstance(stated, Unknown) else stated}"
    if mode != "islands":
        return _AddIns(teams=mode in MODES_WITH_MEETINGS, skype=mode in MODES_WITHOUT_MEETINGS, reason=reason)
    on_lync = is_on_lync(person, state)
    if isinstance(on_lync, Unknown) or not on_lync:
        return None
    provider = effective_setting(person, MEETING_POLICY, _PROVIDER, state)
    if isinstance(provider, Unknown):
        return provider
    return _AddIns(teams=True, skype=not _is_teams(provider.value), reason=f"{reason}, and {provider}")


def _ignored_providers(state: State) -> Iterator[Finding]:
    for policy in state.policies(MEETING_POLICY):
        provider, add_in = policy.setting(_PROVIDER), policy.setting(_ADD_IN)
        if provider is not None and add_in is not None and _is_teams(provider.value) and add_in.value is False:
            yield policy.finding(
                f"{_PROVIDER} counts for nothing in the {policy.kind.noun} {policy}: {_ADD_IN} is false there",
                path=(*policy.path, _PROVIDER),
                place=provider.place,
                fix=f"Write {_ADD_IN}: true, or take {_PROVIDER} out",
                related=[Related(add_in.place, "false here")],
                severity="info",
            )


def _is_teams(value: object) -> bool:
    return isinstance(value, str) and value.casefold() == _TEAMS.casefold()
