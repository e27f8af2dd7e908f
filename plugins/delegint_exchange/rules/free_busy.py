"""HYB020, HYB021, HYB022, HYB024: what people see of calendars on the other side."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    RESOURCE_MAILBOXES,
    Delegate,
    Finding,
    FolderPermission,
    FullAccess,
    Mailbox,
    Recipient,
    State,
    Unknown,
    names,
    need,
    on_side,
    rule,
)
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.coexistence import (
    Sight,
    calendars_across,
    default_right,
    hidden_calendars,
    opens_the_calendar,
    people_apart,
    sides_in_use,
    sight_of,
)
from delegint_exchange.commands import change_folder_rights
from delegint_exchange.sources import BASIC_FREE_BUSY, CALENDAR_DATA, DEFAULT_RIGHT, OVERVIEW


@rule(
    "HYB020",
    "calendar-right-too-low-across-premises",
    severity="warning",
    evidence=(DEFAULT_RIGHT, BASIC_FREE_BUSY),
    when="every",
)
def calendar_right_too_low(grant: FolderPermission | Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A right on the calendar that lets nobody read it (AvailabilityOnly, LimitedDetails, Contributor, or FolderVisible
    alone), for somebody who lives on the other side than the owner. Where Default is stated to see as much already,
    AvailabilityOnly and LimitedDetails are left alone, since nothing is lost; and so is whoever has Full Access, or is
    a delegate who reads the calendar.

    ## Why it matters
    Free/busy is asked for in the name of the organization relationship, never in that of the person. The person sees
    what Default may see, and no more; even LimitedDetails, which is enough for Default, does nothing for a person.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: LimitedDetails}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: Reviewer}
    ```

    ## How to fix
    Grant Reviewer or more, with which Outlook for Windows opens the calendar itself; or let Default see what everybody
    on the other side may see, with `Set-MailboxFolderPermission -User Default -AccessRights LimitedDetails`.
    """
    rights = _calendar_rights(grant)
    if not rights or [right.casefold() for right in rights] == ["none"] or not gives_a_right(grant):
        return
    sight = sight_of(rights)
    if sight is None or sight is Sight.ITEMS or _reads_otherwise(grant):
        return
    default = default_right(grant.owner, state)
    shown = None if default is None else sight_of(default.rights)
    if shown is not None and sight is not Sight.NOTHING and shown >= sight:
        return
    if not need(state.is_cross_premises(grant.owner, grant.trustee)):
        return
    who = f"members of {grant.trustee}" if grant.trustee.is_group is True else str(grant.trustee)
    yield grant.finding(
        f"{', '.join(rights)} on the calendar of {grant.owner} shows {who}, on the other side, no more than Default"
        f" may see{'' if default is None else f', which is {default}'}",
        *(("folders",) if isinstance(grant, Delegate) else ()),
        fix="Grant Reviewer or more"
        if sight is Sight.NOTHING
        else f"Grant Reviewer or more, or run {_show_to_default(grant.owner, rights[0])}",
    )


@rule(
    "HYB021",
    "default-hides-free-busy-across-premises",
    severity="warning",
    evidence=DEFAULT_RIGHT,
    when="every",
)
def default_hides_free_busy(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A calendar of which Default sees nothing (None or Contributor), while somebody with Full Access, a right on the
    calendar or a delegate entry lives on the other side; or, for a room or equipment, while anybody does. What Default
    may do stands under `folders` or in `default_calendar_right`; where it is not stated, the default of Exchange holds,
    which shows free/busy.

    ## Why it matters
    The other side sees no free/busy of the mailbox at all, not even where the person who asks has been granted more,
    and Outlook says of the calendar that it `could not be updated`.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, default_calendar_right: None}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, default_calendar_right: AvailabilityOnly}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}}}
    ```

    ## How to fix
    Give Default AvailabilityOnly or LimitedDetails with `Set-MailboxFolderPermission -User Default`. Where nobody may
    see the calendar, accept that the other side has to open it as a folder.
    """
    for owner, default in hidden_calendars(state):
        people, unknown = _looking_from_the_other_side(owner, state)
        if people:
            finding = owner.finding if default.grant is None else default.grant.finding
            yield finding(
                f"{people} no free/busy of {owner}, whose calendar shows Default nothing ({default})",
                *(("default_calendar_right",) if default.grant is None else ()),
                fix=f"Run {_show_to_default(owner, 'AvailabilityOnly')}, and declare that right of Default",
                about=((owner.key,),),
            )
        elif unknown is not None:
            yield unknown


@rule(
    "HYB024",
    "free-busy-for-want-of-modern-authentication",
    severity="warning",
    evidence=(OVERVIEW, CALENDAR_DATA),
    when="every",
)
def free_busy_for_want_of_modern_authentication(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    People in Exchange Online who are to open a mailbox or a calendar on-premises, by Full Access, a right on the
    calendar or as delegates, while `hybrid_modern_authentication: false` is stated. It is told once for the
    organization. Where nothing is stated of modern authentication, it is asked for only with `resource_forest: true`.
    Whether that forest and the one people sign in to trust each other cannot be stated, and is not judged.

    ## Why it matters
    Outlook shows free/busy first, and then signs in to the mailbox itself. Coming from modern authentication in
    Exchange Online, it often fails at the older methods on-premises, or in a forest without trust, and does not ask for
    a password: now and then, or always, the calendar shows free/busy alone, in spite of all rights.

    ## Example
    ```yaml
    delegint: 1
    organization:
      hybrid: full
      exchange_server: {version: SE, hybrid_modern_authentication: false}
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    organization:
      hybrid: full
      exchange_server: {version: SE, hybrid_modern_authentication: true}
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}}}
    ```

    ## How to fix
    Set up hybrid modern authentication on-premises. Until then, have the whole mailbox opened instead of the calendar
    alone, or move the two together.
    """
    server = state.organization.exchange_server
    modern = server.hybrid_modern_authentication
    if modern is True or (isinstance(modern, Unknown) and server.resource_forest is not True):
        return
    apart = [
        (grant, people) for grant, people in calendars_across(state) if state.home_at(grant.owner) == "on_premises"
    ]
    if not apart:
        return
    if isinstance(modern, Unknown):
        yield modern
        return
    people = names(dict.fromkeys(person for _, some in apart for person in some))
    owners = names(dict.fromkeys(grant.owner for grant, _ in apart))
    yield server.finding(
        f"Without modern authentication on-premises, {people} in Exchange Online may see nothing but"
        f" free/busy of {owners}",
        "hybrid_modern_authentication",
        fix="Set up hybrid modern authentication, or move owner and delegate together",
    )


def _looking_from_the_other_side(owner: Recipient, state: State) -> tuple[str, Unknown | None]:
    """Who is to see free/busy from the other side, as the subject of a sentence; or what is not known about it."""
    here = state.home_at(owner)
    if owner.is_one_of(RESOURCE_MAILBOXES) is True:
        others = state.once(sides_in_use)
        if isinstance(here, Unknown):
            return "", here if len(others) > 1 else None
        others -= {here}
        return (f"People {on_side(*others)} see" if others else ""), None
    mailbox = state.now.once(_mailboxes).get(owner)
    grants = [] if mailbox is None else [grant for grant in mailbox.grants if opens_the_calendar(grant)]
    people = dict.fromkeys(person for grant in grants for person in people_apart(grant, state))
    if people:
        return f"{names(people)}, on the other side, {'sees' if len(people) == 1 else 'see'}", None
    unknown = (state.is_cross_premises(owner, grant.trustee) for grant in grants)
    return "", next((gap for gap in unknown if isinstance(gap, Unknown)), None)


def _mailboxes(state: State) -> dict[Recipient, Mailbox]:
    return {mailbox.owner: mailbox for mailbox in state.mailboxes}


def _calendar_rights(grant: FolderPermission | Delegate) -> tuple[str, ...] | None:
    if isinstance(grant, Delegate):
        return grant.calendar_right
    return grant.rights if grant.is_calendar else None


def _reads_otherwise(grant: FolderPermission | Delegate) -> bool:
    """Whether another grant lets the same trustee read the calendar."""
    full = grant.mailbox.grant_to(FullAccess, grant.trustee)
    if full is not None and gives_a_right(full):
        return True
    delegate = grant.mailbox.grant_to(Delegate, grant.trustee)
    rights = None if delegate is None else delegate.calendar_right
    return rights is not None and sight_of(rights) is Sight.ITEMS


def _show_to_default(owner: Recipient, right: str) -> str:
    """The command that lets everybody see of a calendar what a right shows."""
    return change_folder_rights("Set", owner, "Calendar", "Default", [right])
