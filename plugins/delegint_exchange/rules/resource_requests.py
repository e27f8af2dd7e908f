"""HYB030, HYB031, MIG012: requests for rooms and equipment, and what is seen of them, between the sides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    NOWHERE,
    RESOURCE_MAILBOXES,
    Finding,
    Grant,
    Related,
    ResourceDelegate,
    State,
    Unknown,
    names,
    need,
    rule,
)
from delegint_exchange.clusters import Apart, batches_of, courses, stand_of
from delegint_exchange.coexistence import default_right
from delegint_exchange.commands import change_folder_rights
from delegint_exchange.folder_rights import spelled
from delegint_exchange.sources import (
    BASIC_FREE_BUSY,
    DEFAULT_RIGHT,
    HYBRID_PERMISSIONS,
    REQUESTS_TO_CLOUD,
    RESOURCE_AVAILABILITY,
)

_DETAILS: Final = "meeting_details"
_BUSY_ONLY: Final = frozenset({"None", "AvailabilityOnly"})
_ANY_DOMAIN: Final = "*"
_OF_CLOUD_USERS: Final = ".mail.onmicrosoft.com"


@rule("HYB030", "busy-times-only", severity="info", evidence=(DEFAULT_RIGHT, BASIC_FREE_BUSY), when="every")
def busy_times_only(grant: Grant, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    A right on a room or on equipment with `expects: [meeting_details]`, for somebody on the other side, while Default
    may see nothing of the calendar or the busy times alone. The right of Default is that on the folder Calendar, or
    `default_calendar_right`. With the wish at the right of Default itself, everybody in a hybrid organization counts.

    ## Why it matters
    Between the sides the Scheduling Assistant shows what Default may see, whatever the person may see besides. People
    see that the room is taken, and neither by whom nor for what.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: on_premises, default_calendar_right: AvailabilityOnly}
      ilse@contoso.com: {home: online}
    delegations:
      boardroom@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: {rights: Reviewer, expects: [meeting_details]}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: on_premises, default_calendar_right: LimitedDetails}
      ilse@contoso.com: {home: online}
    delegations:
      boardroom@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: {rights: Reviewer, expects: [meeting_details]}}
    ```

    ## How to fix
    Give Default LimitedDetails on the calendar. The organization relationship has to let as much through.
    """
    if grant.owner.is_one_of(RESOURCE_MAILBOXES) is not True or _DETAILS not in grant.expects:
        return
    across = _is_across(grant, state)
    if across is False:
        return
    default = default_right(grant.owner, state)
    level = spelled(" ".join(default.rights) if default is not None else need(grant.owner.default_calendar_right))
    if level not in _BUSY_ONLY or not need(across):
        return
    who = "People on the other side see" if grant.trustee.well_known else f"{grant.trustee} sees"
    seen = "nothing" if level == "None" else "no more than the busy times"
    entry = None if default is None else default.grant
    place = grant.owner.place_of("default_calendar_right") if entry is None else entry.place_of()
    yield grant.finding(
        f"{who} {seen} of {grant.owner} in the Scheduling Assistant, which is what Default may see",
        "expects",
        fix="State LimitedDetails, and run "
        + change_folder_rights("Set", grant.owner, "Calendar", "Default", ["LimitedDetails"]),
        related=[Related(place, f"Default has {level}")],
    )


@rule(
    "HYB031",
    "cloud-delegates-through-group",
    severity="warning",
    evidence=REQUESTS_TO_CLOUD,
    when="every",
    absorbs=("EXC052",),
)
def cloud_delegates_through_group(grant: ResourceDelegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A group that is a resource delegate of a room or equipment on-premises and has members in Exchange Online, while
    TNEF is not enabled for the remote domain to which mail for them goes: that of `tenant_routing_domain`, or else the
    closest one with subdomains, such as `*.onmicrosoft.com`, and in the end the default `*`. Where the routing domain
    is not stated, a remote domain that ends in `.mail.onmicrosoft.com` counts.

    ## Why it matters
    The meeting stands in the calendar of the member as if the organizer had invited that person, and the answer comes
    from the person and not from the room. The request itself stays open.

    ## Example
    ```yaml
    delegint: 1
    organization:
      tenant_routing_domain: contoso.mail.onmicrosoft.com
      exchange_server: {remote_domains: [{domain: contoso.mail.onmicrosoft.com, tnef_enabled: false}]}
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: on_premises}
      reception@contoso.com: {type: MailUniversalDistributionGroup, members: [ilse@contoso.com]}
      ilse@contoso.com: {home: online}
    delegations:
      boardroom@contoso.com:
        resource_delegates: [reception@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    organization:
      tenant_routing_domain: contoso.mail.onmicrosoft.com
      exchange_server: {remote_domains: [{domain: contoso.mail.onmicrosoft.com, tnef_enabled: true}]}
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: on_premises}
      reception@contoso.com: {type: MailUniversalDistributionGroup, members: [ilse@contoso.com]}
      ilse@contoso.com: {home: online}
    delegations:
      boardroom@contoso.com:
        resource_delegates: [reception@contoso.com]
    ```

    ## How to fix
    Run `Set-RemoteDomain -TNEFEnabled $true` for the routing domain on-premises. Otherwise name the people instead of
    the group, or move the room and its delegates to Exchange Online.
    """
    if grant.trustee.is_group is not True or grant.owner.is_one_of(RESOURCE_MAILBOXES) is False:
        return
    here, sides = state.home_at(grant.owner), state.sides_of(grant.trustee)
    online = sides.people.get("online", [])
    if (not isinstance(here, Unknown) and here != "on_premises") or not (online or sides.unknown):
        return
    domain, enabled = _tnef(state)
    if enabled is True:
        return
    if not online:
        yield from sides.unknown
        return
    need(here)
    need(enabled)
    yield grant.finding(
        f"{names(online)}, reached through {grant.trustee}, {'gets' if len(online) == 1 else 'get'} requests for"
        f" {grant.owner} as if invited in person, since TNEF is not enabled for {domain}",
        fix=f"Run Set-RemoteDomain -Identity <name> -TNEFEnabled $true on-premises, for the remote domain of {domain},"
        " or name the people instead of the group",
    )
    yield from sides.unknown


@rule(
    "MIG012",
    "room-parted-from-delegates",
    severity="warning",
    evidence=(REQUESTS_TO_CLOUD, RESOURCE_AVAILABILITY, HYBRID_PERMISSIONS),
    absorbs=("MIG001",),
)
def room_parted_from_delegates(grant: ResourceDelegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A room or equipment that a batch parts from a resource delegate who lives on its side: the two do not move in the
    same batch, or one of them moves in none.

    ## Why it matters
    From the first move on, the delegate answers requests of the other side. There an additional mailbox of a room is
    not found (`HYB011`), and requests that reach people through a group may arrive as invitations of their own
    (`HYB031`). A move is also known to lose what is set on the room itself, such as its capacity.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      boardroom@contoso.com:
        resource_delegates: [ilse@contoso.com]
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [boardroom@contoso.com]}
        - {name: wave-2, date: 2026-12-12, to: online, members: [ilse@contoso.com]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      boardroom@contoso.com: {type: RoomMailbox, home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      boardroom@contoso.com:
        resource_delegates: [ilse@contoso.com]
    migration:
      batches:
        - {name: wave-1, date: 2026-12-05, to: online, members: [boardroom@contoso.com, ilse@contoso.com]}
    ```

    ## How to fix
    Name both as members of one batch. After the move compare `ResourceCapacity` and the other settings of the room with
    what they were.
    """
    if not state.batches or grant.owner.is_one_of(RESOURCE_MAILBOXES) is False:
        return
    room, behind = stand_of(grant.owner, state), state.expand(grant.trustee)
    apart: Apart = {}
    unknown: list[Unknown] = [behind.unknown] if behind.unknown is not None and room.batch is not None else []
    for person in behind.people:
        stand = stand_of(person, state)
        if stand.batch is room.batch:
            continue
        if isinstance(room.home, Unknown):
            unknown.append(room.home)
        elif isinstance(stand.home, Unknown):
            unknown.append(stand.home)
        elif stand.home == room.home != NOWHERE:
            apart.setdefault(stand.batch, []).append(person)
    if apart:
        yield grant.finding(
            f"{courses(grant.owner, room.batch, apart, state)}, which parts the room from who answers its requests",
            fix=f"Name {grant.owner} and {names(person for people in apart.values() for person in people)} as members"
            " of one batch",
            related=batches_of(grant.owner, room.batch, apart),
        )
    yield from unknown


def _is_across(grant: Grant, state: State) -> bool | Unknown:
    """Whether somebody whom the grant lets see the calendar lives on the other side."""
    if not grant.trustee.well_known:
        return state.is_cross_premises(grant.owner, grant.trustee)
    if _is_default(grant):
        hybrid = state.organization.hybrid
        return hybrid if isinstance(hybrid, Unknown) else hybrid != "none"
    return False


def _is_default(grant: Grant) -> bool:
    return grant.trustee.well_known and grant.trustee.address.casefold() == "default"


def _tnef(state: State) -> tuple[str, bool | Unknown]:
    """The remote domain to which mail for people in Exchange Online goes, and whether TNEF is enabled for it."""
    routing, listed = state.organization.tenant_routing_domain, state.organization.remote_domains
    if isinstance(listed, Unknown):
        return "", listed
    by_name = {str(entry.domain).casefold(): entry for entry in listed}
    if isinstance(routing, Unknown):
        known = [name for name in by_name if name.endswith(_OF_CLOUD_USERS)]
        if len(known) != 1:
            return "", routing
        routing = known[0]
    labels = routing.casefold().split(".")
    closest = (routing.casefold(), *(".".join(("*", *labels[number:])) for number in range(len(labels))), _ANY_DOMAIN)
    entry = next((by_name[name] for name in closest if name in by_name), None)
    return routing, False if entry is None else entry.tnef_enabled
