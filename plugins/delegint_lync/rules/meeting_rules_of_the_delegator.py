"""LYNC041: online meetings that a delegate books follow the conferencing policy of the owner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from delegint.api import (
    EffectiveSetting,
    Finding,
    Policy,
    Related,
    State,
    Unknown,
    Wish,
    Wishes,
    effective_setting,
    is_on_lync,
    names,
    place_of_setting,
    rule,
)
from delegint_lync.declared_settings import declared_settings, setting_to_be
from delegint_lync.paths import meeting_wishes
from delegint_lync.policies import CONFERENCING_POLICY, MEETING_CONFIGURATION, writing
from delegint_lync.sources import (
    CONFERENCING_POLICY_PAGE,
    CONFERENCING_PRECEDENCE,
    MEETING_CONFIGURATION_PAGE,
)

_RULES: Final = (
    "EnableDialInConferencing", "AllowIPAudio", "AllowIPVideo", "AllowUserToScheduleMeetingsWithAppSharing",
    "MaxMeetingSize",
)  # fmt: skip
_PERMANENT: Final = "EnableAssignedConferenceType"
_BY_DEFAULT: Final = "AssignedConferenceTypeByDefault"


@rule(
    "LYNC041",
    "meeting-rules-of-the-owner",
    severity="info",
    evidence=(CONFERENCING_POLICY_PAGE, CONFERENCING_PRECEDENCE, MEETING_CONFIGURATION_PAGE),
)
def meeting_rules_of_the_owner(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A delegate who is to book online meetings for an owner whose conferencing policy is stricter than the delegate's
    own: no dial-in, audio, video or application sharing, or fewer participants. And an owner whose meeting
    configuration is declared to give every new meeting the permanent address of its organizer.

    ## Why it matters
    The owner is the organizer, whoever books. To the delegate it looks like a fault: `my own meetings have dial-in,
    the boss's do not`. With the permanent address, all meetings that are booked for the owner share one space, and
    who comes early finds the guests of the meeting before.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {enabled: true, conferencing_policy: Executives}}
      ilse@contoso.com: {home: on_premises, lync: {enabled: true, conferencing_policy: null}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    conferencing_policies:
      Global: {EnableDialInConferencing: true}
      Executives: {EnableDialInConferencing: false}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {enabled: true, conferencing_policy: Executives}}
      ilse@contoso.com: {home: on_premises, lync: {enabled: true, conferencing_policy: null}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    conferencing_policies:
      Global: {EnableDialInConferencing: true}
      Executives: {EnableDialInConferencing: true}
      Town halls: {MaxMeetingSize: 1000}
    ```

    ## How to fix
    Nothing, where it is meant to be so. Else change the conferencing policy of the owner, or set
    `AssignedConferenceTypeByDefault` to false in the meeting configuration.
    """
    laxest = state.once(_laxest)
    permanent = [policy for policy in state.policies(MEETING_CONFIGURATION) if _gives_permanent_addresses(policy)]
    if not laxest and not permanent:
        return
    found = meeting_wishes(wishes, state)
    yield from found.unknown
    if not found.people:
        return
    if laxest:
        yield from _stricter(found, laxest, state)
    if permanent:
        yield from _one_address(found, state)


# -- conferencing policies --------------------------------------------------------------------------------------------


def _laxest(state: State) -> dict[str, int]:
    """The laxest value of each rule in which the known conferencing policies differ at all."""
    policies = (*state.policies(CONFERENCING_POLICY), *state.observed_policies(CONFERENCING_POLICY))
    laxest = {}
    for name in _RULES if len(policies) > 1 else ():
        default = CONFERENCING_POLICY.settings[name.casefold()].default
        nodes = (setting_to_be(policy, name) for policy in policies)
        values = [default if node is None or node.value is None else node.value for node in nodes]
        numbers = [value for value in values if isinstance(value, int)]
        if min(numbers, default=0) < max(numbers, default=0):
            laxest[name] = max(numbers)
    return laxest


def _stricter(found: Wishes, laxest: dict[str, int], state: State) -> Iterator[Finding | Unknown]:
    """One finding for each policy of delegates that is laxer than the owner's."""
    strict = []
    for name, most in laxest.items():
        own = effective_setting(found.owner, CONFERENCING_POLICY, name, state)
        if isinstance(own, Unknown):
            yield own
            return
        if isinstance(own.value, int) and own.value < most:
            strict.append(own)
    by_policy: dict[tuple[str, ...], tuple[list[_Laxer], list[Wish]]] = {}
    for wish in found.people if strict else ():
        if is_on_lync(wish.delegate, state) is False:
            continue
        laxer = _compared(wish, strict, state)
        if isinstance(laxer, Unknown):
            yield laxer
        elif laxer:
            by_policy.setdefault(laxer[0].other.policy.path, (laxer, []))[1].append(wish)
    yield from (_follow(wishes, laxer, state) for laxer, wishes in by_policy.values())


class _Laxer(NamedTuple):
    """A rule in which the policy of a delegate is laxer than the owner's."""

    own: EffectiveSetting
    other: EffectiveSetting


def _compared(wish: Wish, strict: list[EffectiveSetting], state: State) -> list[_Laxer] | Unknown:
    laxer = []
    for own in strict:
        other = effective_setting(wish.delegate, CONFERENCING_POLICY, own.setting.name, state)
        if isinstance(other, Unknown):
            return other
        if isinstance(own.value, int) and isinstance(other.value, int) and own.value < other.value:
            laxer.append(_Laxer(own, other))
    return laxer


def _follow(wishes: list[Wish], laxer: list[_Laxer], state: State) -> Finding:
    first, who = wishes[0], names(wish.delegate for wish in wishes)
    owner, policy = first.delegator, laxer[0].own.policy
    rules = [f"{own.setting.name} is {_word(own.value)}, not {_word(other.value)}" for own, other in laxer]
    switches = " ".join(f"-{own.setting.name} {_power_shell(other.value)}" for own, other in laxer)
    values = ", ".join(f"{own.setting.name}: {_word(other.value)}" for own, other in laxer)
    return first.declared.finding(
        f"Online meetings that {who} {'books' if len(wishes) == 1 else 'book'} for {owner} follow the conferencing"
        f" policy {policy} ({laxer[0].own.reason}), which is stricter than {laxer[0].other.policy} of {who}:"
        f" {'; '.join(rules)}",
        first.key,
        fix=f"Where meetings of {owner} are to have it too, write {values} in {policy.kind.section}.{policy}, and run"
        f" {writing(policy, switches, state)}",
        related=[
            *(own.related for own, _ in laxer),
            *(Related(wish.declared.place_of(wish.key), f"{wish.delegate} books here") for wish in wishes[1:]),
        ],
        salient=f"{CONFERENCING_POLICY.section} {laxer[0].other.policy}".casefold(),
        about=[wish.about for wish in wishes],
    )


# -- permanent addresses ----------------------------------------------------------------------------------------------


def _gives_permanent_addresses(policy: Policy) -> bool:
    """Whether new meetings have the address of their organizer, by the word of the state and not by default alone."""
    nodes = [setting_to_be(policy, name) for name in (_PERMANENT, _BY_DEFAULT)]
    declared = declared_settings(policy)
    stated = any(
        (node := declared.get(name.casefold())) is not None and node.value is True for name in (_PERMANENT, _BY_DEFAULT)
    )
    return stated and all(node is None or node.value is None or node.value is True for node in nodes)


def _one_address(found: Wishes, state: State) -> Iterator[Finding | Unknown]:
    counts = _meeting_configuration(found, state)
    if isinstance(counts, Unknown):
        yield counts
    elif counts is not None and _gives_permanent_addresses(counts):
        by_default = " by default" if setting_to_be(counts, _BY_DEFAULT) is None else ""
        yield found.people[0].declared.finding(
            f"Online meetings that {names(wish.delegate for wish in found.people)} will book for {found.owner} share"
            f" the one permanent address of {found.owner}: {_BY_DEFAULT} is true{by_default} in the meeting"
            f" configuration {counts}",
            found.people[0].key,
            fix=f"Write {_BY_DEFAULT}: false in {MEETING_CONFIGURATION.section}.{counts}, and run"
            f" {writing(counts, f'-{_BY_DEFAULT} $false', state)}",
            related=[Related(place_of_setting(counts, _BY_DEFAULT), "stated here")],
            salient=MEETING_CONFIGURATION.section,
            about=[wish.about for wish in found.people],
        )


def _meeting_configuration(found: Wishes, state: State) -> Policy | Unknown | None:
    """The one that counts: of the owner's pool, else of the site of the pool, else the Global one.

    Source: "Meeting configuration settings in Skype for Business Server", scopes.
    """
    known = (*state.policies(MEETING_CONFIGURATION), *state.observed_policies(MEETING_CONFIGURATION))
    by_identity = {(policy.scope, policy.name.casefold()): policy for policy in reversed(known)}
    everywhere = next((policy for policy in known if policy.scope == "global"), None)
    if all(policy.scope == "global" for policy in known):
        return everywhere
    pool = found.owner.lync.registrar_pool
    if isinstance(pool, Unknown):
        return pool
    of_pool = by_identity.get(("service", f"userserver:{pool.casefold()}"))
    if of_pool is not None or not any(policy.scope == "site" for policy in known):
        return of_pool or everywhere
    site = state.lync.site_of(pool)
    if site is None:
        return Unknown("sites", f"pool {pool}", "lync.sites.<site>.pools", "Get-CsPool")
    return by_identity.get(("site", site.casefold()), everywhere)


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _power_shell(value: object) -> str:
    return f"${_word(value)}" if isinstance(value, bool) else str(value)
