"""HYB022: what the Scheduling Assistant shows of people on the other side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    Finding,
    Grant,
    Recipient,
    Relationship,
    State,
    Unknown,
    names,
    need,
    rule,
    side_name,
)
from delegint_exchange.coexistence import Apart, Sight, calendars_across, default_right, people_apart, sight_of
from delegint_exchange.sources import BASIC_FREE_BUSY, DEFAULT_RIGHT, OVERVIEW

_DIRECTIONS: Final = (("on_premises", "online"), ("online", "on_premises"))
_BOTH_WAYS: Final = "Set up organization relationships both ways, with FreeBusyAccessEnabled and LimitedDetails"


@rule(
    "HYB022",
    "scheduling-details-across-premises",
    severity="error",
    evidence=(OVERVIEW, BASIC_FREE_BUSY, DEFAULT_RIGHT),
    when="every",
)
def scheduling_details_across_premises(subject: Grant | State, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A grant that `expects: [scheduling_details]` of somebody on the other side. Where the organization relationship and
    Default both give LimitedDetails, it is information: subject, place and time are shown, and nothing more.

    Where `relationships` are stated, and somebody is to look into a calendar on the other side, it also finds, once for
    the organization, that no relationship from the side of that calendar lets anything through: there is none, or each
    is switched off or gives None. That they give AvailabilityOnly while Default gives LimitedDetails is information.

    ## Why it matters
    The Scheduling Assistant asks the other side in the name of the organization relationship. What the person has been
    granted never counts there: it shows hash marks where there is no relationship, and else bare busy blocks, or
    subject and place at best.

    ## Example
    ```yaml
    delegint: 1
    organization:
      hybrid: full
      relationships:
        - {from: on_premises, to: online, free_busy_access_level: LimitedDetails}
        - {from: online, to: on_premises, free_busy_access_level: LimitedDetails}
    recipients:
      annelies@contoso.com: {home: online, default_calendar_right: AvailabilityOnly}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}, expects: [scheduling_details]}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    organization:
      hybrid: full
      relationships:
        - {from: on_premises, to: online, free_busy_access_level: LimitedDetails}
        - {from: online, to: on_premises, free_busy_access_level: LimitedDetails}
    recipients:
      annelies@contoso.com: {home: online, default_calendar_right: AvailabilityOnly}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}, expects: [scheduling_details]}}
    ```

    ## How to fix
    Have the calendar itself opened in Outlook for Windows, or move the two together. To show more to everybody, give
    LimitedDetails both in the organization relationship (`Set-OrganizationRelationship -FreeBusyAccessLevel`) and to
    Default (`Set-MailboxFolderPermission`).
    """
    if isinstance(subject, State):
        yield from _relationships(state)
    elif "scheduling_details" in subject.expects and need(state.is_cross_premises(subject.owner, subject.trustee)):
        yield _not_shown(subject, state)


def _not_shown(grant: Grant, state: State) -> Finding:
    people, owner = people_apart(grant, state), grant.owner
    sees = f"In the Scheduling Assistant {names(people)} {'sees' if len(people) == 1 else 'see'}"
    default = default_right(owner, state)
    shown = None if default is None else sight_of(default.rights)
    best = shown is not None and shown >= Sight.SUBJECTS and _lets_subjects_through(owner, state)
    return grant.finding(
        f"{sees} of {owner}, on the other side, subject, place and time at most"
        if best
        else f"{sees} no details of {owner}, on the other side",
        "expects",
        fix="Have the calendar opened in Outlook for Windows, or move the two together",
        severity="info" if best else None,
    )


def _lets_subjects_through(owner: Recipient, state: State) -> bool:
    """Whether the relationship in which the owner's side answers is stated to let subject and place through."""
    listed, home = state.organization.relationships, state.home_at(owner)
    if isinstance(listed, Unknown) or isinstance(home, Unknown):
        return False
    return any(
        _text(relationship.source) == home
        and relationship.free_busy_access_enabled is True
        and _text(relationship.free_busy_access_level) == "LimitedDetails"
        for relationship in listed
    )


def _relationships(state: State) -> Iterator[Finding | Unknown]:
    listed = state.organization.relationships
    if isinstance(listed, Unknown):
        return
    letting_through = [relationship for relationship in listed if not _shut_by(relationship)]
    unclear = [end for relationship in letting_through for end in _ends(relationship) if isinstance(end, Unknown)]
    for source, target in _DIRECTIONS:
        asked = (apart for apart in calendars_across(state) if _text(state.home_at(apart.grant.owner)) == source)
        ends = f"{side_name(source)} to {side_name(target)}"
        found = [relationship for relationship in letting_through if _leads(relationship, source, target)]
        if found:
            yield from _times_only(found, ends, asked, state)
        elif (first := next(asked, None)) is not None:
            shut = next((relationship for relationship in listed if _leads(relationship, source, target)), None)
            yield unclear[0] if unclear else _nothing_through(shut, ends, first, state)


def _ends(relationship: Relationship) -> tuple[str | Unknown, str | Unknown]:
    return relationship.source, relationship.target


def _leads(relationship: Relationship, source: str, target: str) -> bool:
    return tuple(map(_text, _ends(relationship))) == (source, target)


def _shut_by(relationship: Relationship) -> str:
    """The key by which a relationship lets nothing through; empty where it does."""
    if relationship.free_busy_access_enabled is False:
        return "free_busy_access_enabled"
    return "free_busy_access_level" if _text(relationship.free_busy_access_level) == "None" else ""


def _nothing_through(shut: Relationship | None, ends: str, first: Apart, state: State) -> Finding:
    see = "sees" if len(first.people) == 1 else "see"
    such_as = f"{names(first.people)}, for example, {see} no free/busy of {first.grant.owner}"
    if shut is None:
        message = f"No organization relationship leads from {ends}: {such_as}"
        return state.organization.finding(message, "relationships", fix=_BOTH_WAYS, salient=ends)
    message = f"The organization relationship from {ends} lets no free/busy through: {such_as}"
    return shut.finding(message, _shut_by(shut), fix=_BOTH_WAYS, salient=ends)


def _times_only(
    relationships: list[Relationship], ends: str, asked: Iterator[Apart], state: State
) -> Iterator[Finding]:
    """What relationships that all show times alone keep from the people who are to look into calendars."""
    if any(_text(relationship.free_busy_access_level) != "AvailabilityOnly" for relationship in relationships):
        return
    if owners := _with_subjects(asked, state):
        yield relationships[0].finding(
            f"The organization relationship from {ends} shows only the times of {names(owners)}, whose calendar shows"
            " Default more",
            "free_busy_access_level",
            fix="Set FreeBusyAccessLevel to LimitedDetails, if the other side is to see subject and place",
            salient=ends,
            severity="info",
        )


def _with_subjects(shown: Iterator[Apart], state: State) -> list[Recipient]:
    """The owners whose calendar shows Default subject and place."""
    found = []
    for owner in dict.fromkeys(apart.grant.owner for apart in shown):
        default = default_right(owner, state)
        sight = None if default is None else sight_of(default.rights)
        if sight is not None and sight >= Sight.SUBJECTS:
            found.append(owner)
    return found


def _text(fact: str | Unknown) -> str:
    return "" if isinstance(fact, Unknown) else fact
