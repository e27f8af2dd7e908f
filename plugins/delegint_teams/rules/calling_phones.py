"""TEAMS003, TEAMS004: an owner or a calling delegate without license, number or Enterprise Voice in Teams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from delegint.api import Finding, Recipient, Related, State, Unknown, Wish, Wishes, names, powershell_quoted, rule
from delegint_teams.calls import calling_wishes, calls_by_delegate
from delegint_teams.parties import Elsewhere, also_here, cannot, kept_from_teams, why_no_party
from delegint_teams.sources import CALLING_DELEGATE_PAGE, SHARED_LINE, SHARED_LINE_DISPUTED

_NUMBER_TYPES: Final = {
    "calling_plan": "CallingPlan", "operator_connect": "OperatorConnect", "direct_routing": "DirectRouting",
}  # fmt: skip


@rule("TEAMS003", "no-phone-for-calling-owner", severity="error", evidence=(CALLING_DELEGATE_PAGE, SHARED_LINE))
def no_phone_for_calling_owner(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An owner for whom somebody is to make or take calls in Teams and who is not licensed for Teams Phone; as a warning
    one who is, and has no number or nothing that connects the owner with the telephone network.

    ## Why it matters
    Without the license the owner's settings have no page for delegates, and `New-CsUserCallingDelegate` asks for it
    too. Without a number there are only calls from Teams that a delegate could take.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly, phone_system: false}}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly, phone_system: true, enterprise_voice_enabled: true}}
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
        home: online
        teams: {mode: TeamsOnly, phone_system: true, number: "+3225550100", pstn: calling_plan}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly, phone_system: true, enterprise_voice_enabled: true}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
    ```

    ## How to fix
    Assign the license, then the number with `Set-CsPhoneNumberAssignment`. Delegates need a license too, see TEAMS004.
    """
    found = calling_wishes(wishes, state)
    yield from found.unknown
    if not found.people or why_no_party(found.owner):
        return
    owner, user = found.owner, found.owner.teams
    licensed = user.phone_system
    who = names(wish.delegate for wish in found.people)
    first, about = found.people[0], [wish.about for wish in found.people]
    if isinstance(licensed, Unknown):
        yield from _asked_of_people_in_teams(owner, licensed, state)
    elif not licensed:
        yield first.declared.finding(
            f"{who} cannot handle calls for {owner} in Teams: {owner} is not licensed for Teams Phone",
            first.key,
            fix=_license(owner),
            related=[Related(user.place_of("phone_system"), f"phone_system of {owner}")],
            about=about,
        )
    else:
        wants = _wants_of_the_network(owner)
        if isinstance(wants, Unknown):
            yield wants
        elif wants:
            yield first.declared.finding(
                f"{who} cannot handle calls between {owner} and the telephone network: {owner} has"
                f" {' and '.join(words for words, _ in wants)}",
                first.key,
                fix=_connect(owner),
                related=[Related(user.place_of(key), f"{key} of {owner}") for _, key in wants],
                about=about,
                severity="warning",
            )


@rule(
    "TEAMS004",
    "no-phone-for-calling-delegate",
    severity="error",
    evidence=(SHARED_LINE, SHARED_LINE_DISPUTED),
)
def no_phone_for_calling_delegate(asked: Wishes | State, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Somebody who is to make or take calls for somebody else in Teams and who is not licensed for Teams Phone, or has
    neither a number nor `EnterpriseVoiceEnabled`. Whoever acts for several people is told once, at the first entry.

    ## Why it matters
    The delegate can be added, and still neither makes nor takes a call. A delegate needs no number, but without one
    nothing has set the flag. The text of 2022 asked for more, a connection with the telephone network for delegates
    too; the newer text is followed here.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly, phone_system: true, number: "+3225550100"}}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly, phone_system: false}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly, phone_system: true, number: "+3225550100"}}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly, phone_system: true, enterprise_voice_enabled: true}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls]}
    ```

    ## How to fix
    Assign the license. To a delegate without a number give the flag by
    `Set-CsPhoneNumberAssignment -EnterpriseVoiceEnabled $true`.
    """
    if isinstance(asked, Wishes):
        yield from calling_wishes(asked, state).unknown
        return
    for delegate, wanted in state.once(calls_by_delegate).items():
        if not why_no_party(delegate):
            yield from _without_phone(wanted, state)


def _wants_of_the_network(owner: Recipient) -> list[tuple[str, str]] | Unknown:
    """What a licensed owner lacks for calls from and to phone numbers, in words, each with its key."""
    has_number, pstn = owner.teams.has_number, owner.teams.pstn
    wants = []
    if has_number is False:  # identity, not truth: it may be unknown
        wants.append(("no number", "number"))
    if not isinstance(pstn, Unknown) and pstn == "none":
        wants.append(("no connection with it", "pstn"))
    return has_number if not wants and isinstance(has_number, Unknown) else wants


def _without_phone(wanted: list[Wish], state: State) -> Iterator[Finding | Unknown]:
    delegate = wanted[0].delegate
    user = delegate.teams
    licensed, has_number, enabled = user.phone_system, user.has_number, user.enterprise_voice_enabled
    if isinstance(licensed, Unknown):
        yield from _asked_of_people_in_teams(delegate, licensed, state)
    elif not licensed:
        yield _delegate_cannot(wanted, "is not licensed for Teams Phone", "phone_system", _license(delegate))
    elif enabled is True or has_number is True:  # identity, not truth: they may be unknown
        return
    elif isinstance(enabled, Unknown):
        yield enabled
    elif isinstance(has_number, Unknown):
        yield has_number
    else:
        fix = (
            f"Write enterprise_voice_enabled: true for {delegate}, and run"
            f" Set-CsPhoneNumberAssignment -Identity {powershell_quoted(delegate)} -EnterpriseVoiceEnabled $true"
        )
        yield _delegate_cannot(wanted, "has neither a number nor Enterprise Voice", "enterprise_voice_enabled", fix)


def _delegate_cannot(wanted: Sequence[Wish], why: str, key: str, fix: str) -> Finding:
    first, delegate = wanted[0], wanted[0].delegate
    return first.declared.finding(
        f"{cannot(wanted)}: {delegate} {why}",
        first.key,
        fix=fix,
        related=[Related(delegate.teams.place_of(key), f"{key} of {delegate}"), *also_here(wanted)],
        about=[wish.about for wish in wanted],
    )


def _asked_of_people_in_teams(person: Recipient, licensed: Unknown, state: State) -> Iterator[Unknown]:
    """The license that nobody has stated; it does not matter for somebody whom TEAMS002 finds on-premises."""
    if not isinstance(kept_from_teams(person, state), Elsewhere):
        yield licensed


def _license(person: Recipient) -> str:
    return f"Assign a license for Teams Phone to {person}, and write phone_system: true"


def _connect(owner: Recipient) -> str:
    pstn = owner.teams.pstn
    kind = "<type>" if isinstance(pstn, Unknown) else _NUMBER_TYPES.get(pstn, "<type>")
    return (
        f"Write number and pstn for {owner}, and run Set-CsPhoneNumberAssignment -Identity {powershell_quoted(owner)}"
        f" -PhoneNumber <number> -PhoneNumberType {kind}"
    )
