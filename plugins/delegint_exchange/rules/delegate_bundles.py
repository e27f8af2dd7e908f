"""EXC038, EXC039, EXC043, EXC044: what belongs into a delegate entry, and who."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    Delegate,
    Finding,
    Node,
    ResourceDelegate,
    SendAs,
    SendOnBehalf,
    State,
    Unknown,
    names,
    need,
    rule,
    words,
)
from delegint_exchange.commands import change_send_on_behalf
from delegint_exchange.delegate_rights import (
    CALENDAR,
    edits_by_another_name,
    entry_of,
    give_role,
    is_editor,
    is_named,
    may_be_calendar,
    rights_on,
)
from delegint_exchange.sending import may_send
from delegint_exchange.sources import (
    DELEGATE_PROTOCOL,
    DELEGATES_IN_EWS,
    FOLDER_PERMISSION,
    GROUP_AS_DELEGATE,
    OVERVIEW,
)

DELEGATE_FOLDERS: Final = (CALENDAR, "Tasks", "Inbox", "Contacts", "Notes", "Journal")


@rule("EXC038", "delegate-without-send-on-behalf", severity="warning", evidence=(DELEGATE_PROTOCOL, OVERVIEW))
def delegate_without_send_on_behalf(grant: Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A delegate with `send_on_behalf: false` whom nothing else lets send for the manager: no Send on Behalf and no Send
    As, directly or through a group, and no place among the resource delegates.

    ## Why it matters
    Outlook gives Send on Behalf to every delegate it makes, and a delegate without it is half a delegate: answers to
    meeting requests may still leave, while plain mail in the name of the manager is refused with
    `You do not have the permission to send the message on behalf of the specified user` (0x80070005).

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, send_on_behalf: false}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}}
    ```

    ## How to fix
    Take `send_on_behalf: false` out, and add the delegate to `GrantSendOnBehalfTo`. Somebody who is only to work in
    the calendar needs no delegate entry: declare the right under `folders`.
    """
    if grant.sends_on_behalf:
        return
    mailbox, trustee = grant.mailbox, grant.trustee
    if any(mailbox.grant_to(kind, trustee) is not None for kind in (SendOnBehalf, SendAs, ResourceDelegate)):
        return
    people, gap = state.expand(trustee)
    refused = []
    for person in people:
        answer = person is grant.owner or may_send(mailbox, person, state)
        if isinstance(answer, Unknown):
            yield answer
        elif not answer:
            refused.append(person)
    if gap is not None:
        yield gap
    if refused:
        group = "" if trustee in refused else f" of {trustee}"
        verb = "is a delegate" if len(refused) == 1 else "are delegates"
        yield grant.finding(
            f"{names(refused)}{group} {verb} of {grant.owner} and may not send on behalf, so that plain mail in that"
            " name is refused",
            "send_on_behalf",
            fix=f"Remove send_on_behalf: false, and run {change_send_on_behalf('Add', grant.owner, trustee)}",
        )


@rule(
    "EXC039",
    "meeting-requests-below-editor",
    severity="error",
    evidence=(FOLDER_PERMISSION, DELEGATE_PROTOCOL),
)
def meeting_requests_below_editor(grant: Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A delegate with `meeting_requests: true` whose right on the calendar does not include all that Editor has. The right
    may stand in the delegate entry or under `folders`, and may come through a group. Full Access does not stand in for
    it. Silent where no right on Calendar is named and one of Editor stands on a folder that may be the calendar under
    another name.

    ## Why it matters
    The delegate gets the requests and cannot book them into the calendar of the manager. It cannot be set up either:
    Outlook offers `Delegate receives copies of meeting-related messages sent to me` to an Editor of the calendar only,
    and Exchange Online takes `SharingPermissionFlags Delegate` together with Editor only.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Reviewer}, meeting_requests: true}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, meeting_requests: true}
    ```

    ## How to fix
    Make the delegate an Editor of the calendar, or do without `meeting_requests`.
    """
    if grant.meeting_requests is not True:
        return
    if need(is_editor(grant, state)):
        return
    calendar = rights_on(grant.mailbox, CALENDAR, grant.trustee, state)
    if not calendar.written and need(edits_by_another_name(grant, state)):
        return
    named = entry_of(grant, CALENDAR)
    yield grant.finding(
        f"{grant.trustee} is to get the meeting requests of {grant.owner}, which asks for Editor on the calendar, and"
        f" here stands {', '.join(calendar.written) or 'no right'}",
        *(("meeting_requests",) if named is None else ("folders", named[0])),
        fix=f"Write Calendar: Editor, and run {_make_editor(grant, state)}",
    )


@rule("EXC043", "group-as-delegate", severity="warning", evidence=(DELEGATES_IN_EWS, GROUP_AS_DELEGATE))
def group_as_delegate(grant: Delegate, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    A delegate entry for a group of any kind.

    ## Why it matters
    Delegates are meant to be people. Outlook may take a group, but EWS does not manage one, Outlook on the web of
    Exchange 2013 refuses it with `The sharing invitation couldn't be sent`, and copies of meeting requests reach the
    members as mail to the group.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      assistants@contoso.com: {type: MailUniversalSecurityGroup, members: [ilse@contoso.com]}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates:
          assistants@contoso.com: {folders: {Calendar: Editor}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      assistants@contoso.com: {type: MailUniversalSecurityGroup, members: [ilse@contoso.com]}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}}
        folders:
          Calendar: {assistants@contoso.com: Reviewer}
    ```

    ## How to fix
    Make the people delegates who do the work of one. For the others, give the group its rights under `folders`, and
    Send on Behalf under `send_on_behalf`.
    """
    if need(grant.trustee.is_group):
        yield grant.finding(
            f"{grant.trustee} is a {need(grant.trustee.type)}, and a group as a delegate of {grant.owner} does not"
            " work in every client",
            fix="Name the members who are delegates one by one, and give the group its rights under folders",
        )


@rule("EXC044", "folder-outside-delegate-set", severity="error", evidence=(DELEGATES_IN_EWS, DELEGATE_PROTOCOL))
def folder_outside_delegate_set(grant: Delegate, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    A folder of a delegate entry that is not one of the six for which delegates have rights: Calendar, Tasks, Inbox,
    Contacts, Notes and Journal. They go by these names, whatever the language of the mailbox.

    ## Why it matters
    Neither the dialog of Outlook nor EWS has a place for a right on another folder, so that it is not granted with the
    rest.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor, Archive: Reviewer}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}}
        folders:
          Archive: {ilse@contoso.com: Reviewer}
    ```

    ## How to fix
    Declare the right under `folders` of the mailbox, which is granted with `Add-MailboxFolderPermission`.
    """
    folders = grant.value("folders")
    for folder, node in folders.entries() if folders is not None else ():
        if not any(is_named(folder, known) for known in DELEGATE_FOLDERS):
            translated = f", or write one of {', '.join(DELEGATE_FOLDERS)}, if {folder} is that in another language"
            yield grant.finding(
                f"The delegate entry of {grant.trustee} for {grant.owner} cannot hold a right on {folder}: it has six"
                " folders, which go by their English names",
                "folders",
                folder,
                place=node.key_place,
                fix=f"Declare folders: {{{folder}: {{{grant.trustee}: {_as_written(node)}}}}} for {grant.owner}"
                + (translated if may_be_calendar(folder) else ""),
            )


def _as_written(node: Node) -> str:
    """A role, or a list of single rights, as it stands in the file."""
    rights = words(node) or ()
    return rights[0] if len(rights) == 1 else f"[{', '.join(rights)}]"


def _make_editor(grant: Delegate, state: State) -> str:
    """The command that gives the right; online it repeats the flags, which the cmdlet would take away."""
    command = give_role("Editor", CALENDAR, grant, state)
    home = state.home_at(grant.owner)
    if isinstance(home, Unknown) or home != "online":
        return command
    return f"{command} -SharingPermissionFlags Delegate{',CanViewPrivateItems' if grant.private_items else ''}"
