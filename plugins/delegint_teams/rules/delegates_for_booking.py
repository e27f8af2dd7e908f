"""TEAMS015, TEAMS020: what Exchange answers when Teams asks for the delegates of an owner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from delegint.api import (
    DOUBTFUL,
    EDITOR,
    CalendarRight,
    Delegate,
    Finding,
    Grant,
    Place,
    Recipient,
    SendOnBehalf,
    State,
    Unknown,
    Wish,
    Wishes,
    calendar_right,
    is_marked_as_delegate,
    names,
    powershell_quoted,
    rule,
    sends_on_behalf,
)
from delegint_teams.meetings import about, meeting_wishes
from delegint_teams.sources import DELEGATES_PART_3, GET_DELEGATE, HYBRID_ADD_IN, INTERACTION_ISSUES

_BY_DIALOG: Final = "by the delegate dialog of Outlook, which grants both rights"


@rule(
    "TEAMS015",
    "teams-meeting-delegate-incomplete",
    severity="error",
    evidence=(INTERACTION_ISSUES, DELEGATES_PART_3, HYBRID_ADD_IN),
    when="every",
)
def teams_meeting_delegate_incomplete(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Somebody who is to book Teams meetings for somebody else, and who is not Editor of the calendar or may not send on
    behalf of the owner. Author, and what is wider than Editor, is told as a warning, since sources differ about it. So
    are, for a mailbox on-premises, now or after a batch, the two rights where they were granted one by one: nothing
    says then that the person is a delegate.

    ## Why it matters
    At every booking Teams asks Exchange for the delegates of the owner. Who is not among them, with both rights, gets
    `Looks like you don't have permission to schedule meetings for this account`, or a meeting without the text by
    which to join. Full Access does not help.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        full_access:
          ilse@contoso.com: {expects: [online_meetings]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Let the owner add the delegate by the dialog in Outlook, as Editor of the calendar. In Exchange Online the two
    rights may as well be granted by cmdlets.
    """
    found = meeting_wishes(wishes, state)
    yield from found.unknown
    for wish in found.people:
        yield from _judged(wish, state)


@rule("TEAMS020", "group-among-delegates-for-teams", severity="warning", evidence=GET_DELEGATE, when="every")
def group_among_delegates_for_teams(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A group among the delegates of a mailbox on-premises, or among those who may send on its behalf, for whose owner
    somebody is to book Teams meetings. The mailbox may get there with a batch, or leave with one.

    ## Why it matters
    The answer of Exchange to the question for the delegates, `GetDelegate`, is made for people; a group among them can
    make it fail as a whole. It is then not only the group that cannot book Teams meetings, but every delegate of the
    owner. This is inferred from the documentation of the operation; no report confirms it.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: on_premises}
      assistants@contoso.com: {type: MailUniversalSecurityGroup, members: [ilse@contoso.com]}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
        send_on_behalf: [assistants@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Name the people one by one. The group may keep rights on folders, and Full Access.
    """
    groups: dict[Recipient, Grant] = {}
    unknown: list[Unknown] = []
    for grant in (*wishes.mailbox.of_kind(Delegate), *wishes.mailbox.of_kind(SendOnBehalf)):
        is_group = grant.trustee.is_group
        if isinstance(is_group, Unknown):
            unknown.append(is_group)
        elif is_group:
            groups.setdefault(grant.trustee, grant)
    home = state.home_at(wishes.owner) if groups or unknown else ""
    found = meeting_wishes(wishes, state) if isinstance(home, Unknown) or home == "on_premises" else None
    if found and isinstance(home, Unknown):
        yield home
    elif found:
        yield from unknown
        for group, grant in groups.items():
            yield _named_as_delegate(found, group, grant, state)


class _Lack(NamedTuple):
    """A right that a delegate lacks.

    Parameters:
        grant: the entry to look at.
        keys: the keys below it that lead to what stands there instead.
        place: where that is the entry itself.
        reason: what is wrong, in words.
        declare: what to write.
        command: what to run.
    """

    grant: Grant
    keys: tuple[str, ...]
    place: Place | None
    reason: str
    declare: str
    command: str


def _judged(wish: Wish, state: State) -> Iterator[Finding | Unknown]:
    calendar, sends = calendar_right(wish, state), sends_on_behalf(wish, state)
    unknown = [answer for answer in (calendar, sends) if isinstance(answer, Unknown)]
    yield from unknown
    lacks = []
    if not isinstance(calendar, Unknown) and (calendar is None or calendar.worth < EDITOR):
        lacks.append(_not_editor(wish, calendar))
    if sends is False:
        lacks.append(_not_on_behalf(wish))
    if lacks:
        doubtful = isinstance(calendar, CalendarRight) and calendar.worth == DOUBTFUL and sends is not False
        yield _incomplete(wish, lacks, doubtful=doubtful)
    elif not unknown and not is_marked_as_delegate(wish):
        home = state.home_at(wish.delegator)
        if not isinstance(home, Unknown) and home == "on_premises":
            yield _not_marked(wish)


def _not_editor(wish: Wish, calendar: CalendarRight | None) -> _Lack:
    owner, delegate = powershell_quoted(f"{wish.delegator}:\\Calendar"), powershell_quoted(wish.delegate)
    if calendar is None:
        grant: Grant = wish.entry or wish.declared
        keys: tuple[str, ...] = ("folders",)
        place, stands, verb = None, "no right", "Add"
    else:
        grant = calendar.grant
        keys, place = _where(grant)
        stands, verb = ", ".join(calendar.rights), "Set" if grant.trustee is wish.delegate else "Add"
    return _Lack(
        grant,
        keys,
        place,
        f"Teams asks for Editor on the calendar, and here stands {stands}",
        "write Calendar: Editor",
        f"{verb}-MailboxFolderPermission -Identity {owner} -User {delegate} -AccessRights Editor",
    )


def _where(grant: Grant) -> tuple[tuple[str, ...], Place | None]:
    """The keys below an entry that lead to its right on the calendar, and its place where that is the entry itself."""
    if isinstance(grant, Delegate):
        folders = grant.value("folders")
        written = [] if folders is None else [name for name, _ in folders.entries() if name.casefold() == "calendar"]
        return ("folders", *written), None
    if grant.value("rights") is not None:
        return ("rights",), None
    return (), None if grant.node is None else grant.node.place


def _not_on_behalf(wish: Wish) -> _Lack:
    owner, delegate = powershell_quoted(wish.delegator), powershell_quoted(wish.delegate)
    grant = wish.entry or wish.declared
    says_no = grant.value("send_on_behalf") is not None
    return _Lack(
        grant,
        ("send_on_behalf",) if says_no else (),
        None,
        "Send on Behalf is missing",
        "remove send_on_behalf: false",
        f"Set-Mailbox -Identity {owner} -GrantSendOnBehalfTo @{{Add={delegate}}}",
    )


def _incomplete(wish: Wish, lacks: list[_Lack], *, doubtful: bool) -> Finding:
    owner, delegate, first = wish.delegator, wish.delegate, lacks[0]
    written = " and ".join(lack.declare for lack in lacks)
    declare = f"{written[0].upper()}{written[1:]}" if wish.entry is not None else _declare(delegate)
    return first.grant.finding(
        f"{delegate} {'may be unable to' if doubtful else 'cannot'} book Teams meetings for {owner}:"
        f" {'; '.join(lack.reason for lack in lacks)}",
        *first.keys,
        place=first.place,
        fix=f"{declare}, and let {owner} add {delegate} {_BY_DIALOG}; or run"
        f" {'; '.join(lack.command for lack in lacks)}",
        about=(wish.about,),
        severity="warning" if doubtful else None,
    )


def _declare(delegate: Recipient) -> str:
    """The delegate entry with all that is asked for; Send on Behalf is part of it."""
    return f"Declare delegates: {{{delegate}: {{folders: {{Calendar: Editor}}, for: [online_meetings]}}}}"


def _not_marked(wish: Wish) -> Finding:
    owner, delegate = wish.delegator, wish.delegate
    return wish.declared.finding(
        f"{delegate} may be unable to book Teams meetings for {owner}: the rights are there, and nothing makes"
        f" {delegate} a delegate of the mailbox, which is on-premises",
        fix=f"{_declare(delegate)}, and let {owner} add {delegate} {_BY_DIALOG}",
        about=(wish.about,),
        severity="warning",
    )


def _named_as_delegate(found: Wishes, group: Recipient, grant: Grant, state: State) -> Finding:
    people, _ = state.expand(group)
    others = [wish.delegate for wish in found.people]
    affected = f" {names(others)}" if others else " anybody"
    return grant.finding(
        f"{group} is a group among the delegates of {found.owner}, which may keep{affected} from booking Teams meetings"
        " there",
        fix=f"Name the people one by one{f': {names(people, most=len(people))}' if people else ''}",
        about=[*about(found), (found.owner.key, group.key)],
    )
