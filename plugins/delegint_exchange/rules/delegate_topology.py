"""EXC042, EXC045, EXC048: delegates who work, and whose way of working loses something."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    NOWHERE,
    Delegate,
    Finding,
    FullAccess,
    Mailbox,
    Recipient,
    Related,
    State,
    Unknown,
    names,
    rule,
)
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.commands import remove_mailbox_rights
from delegint_exchange.delegate_rights import (
    CALENDAR,
    DELETED_ITEMS,
    INBOX,
    editors,
    give_role,
    grants_on_folders,
    keeps_what_it_deletes,
    rights_of,
)
from delegint_exchange.folder_rights import single_rights
from delegint_exchange.sources import CALENDAR_MODELS, DELETED_ON_A_MAC, SEVERAL_ACCOUNTS


@rule(
    "EXC042",
    "delegates-that-break-calendars",
    severity="warning",
    evidence=CALENDAR_MODELS,
    when="every",
    holds="calendars that Outlook opens by MAPI: all but those that mailboxes in Exchange Online share with each other",
)
def delegates_that_break_calendars(mailbox: Mailbox, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Two delegates and more who edit one calendar. A delegate with rights on the calendar who has Full Access as well,
    given to the delegate and not to a group, and two people who edit the calendar of each other, are information.
    Silent where manager and delegate are both in Exchange Online: Outlook from version 2112 on opens the calendar there
    by REST, which bears with all of it. An older Outlook is not looked for.

    ## Why it matters
    Where Outlook opens the calendar by MAPI, Microsoft supports one delegate who edits it, and one way to the rights on
    it. With more, meetings get lost, appear twice or go back to an earlier time.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: on_premises}
      jan@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}}
          jan@contoso.com: {folders: {Calendar: Editor}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: on_premises}
      jan@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}}
          jan@contoso.com: {folders: {Calendar: Reviewer}}
    ```

    ## How to fix
    Let one delegate edit the calendar and the others read it, and take Full Access from delegates who do not need it.
    With manager and delegates in Exchange Online the limits are gone.
    """
    delegates = mailbox.of_kind(Delegate)
    if not delegates:
        return
    owner, editing = mailbox.owner, state.now.once(editors)
    here = editing.get(owner, {})
    if len(here) > 1:
        yield from _by_mapi(owner, list(here), state, _several_editing(list(here.values())))
    for grant in delegates:
        opening = mailbox.grant_to(FullAccess, grant.trustee)
        if opening is not None and gives_a_right(opening) and single_rights(rights_of(grant, CALENDAR)):
            yield from _by_mapi(owner, [grant.trustee], state, _two_ways(opening, grant))
    for person, grant in here.items():
        back = editing.get(person, {}).get(owner)
        if back is not None and owner.key < person.key:
            yield from _by_mapi(owner, [person], state, _each_other(grant, back))


@rule("EXC045", "manager-as-account-of-delegate", severity="warning", evidence=SEVERAL_ACCOUNTS)
def manager_as_account_of_delegate(grant: FullAccess, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A delegate who opens the mailbox of the manager as an additional account in the same profile
    (`access: additional_account`).

    ## Why it matters
    Microsoft does not support both in one profile: the delegate can open private items that were never shared, and new
    meetings go out as the manager, not on behalf of the manager.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false, access: additional_account}}
        send_as: [ilse@contoso.com]
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false, access: additional_mailbox}}
        send_as: [ilse@contoso.com]
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}}
    ```

    ## How to fix
    Take the account of the manager out of the profile, and open the mailbox as an additional one; across the sides, in
    a profile of its own.
    """
    if grant.access != "additional_account" or not gives_a_right(grant):
        return
    delegates = grant.mailbox.of_kind(Delegate)
    if not delegates:
        return
    people, gap = state.expand(grant.trustee)
    both = {
        delegate.pair: delegate
        for delegate in delegates
        if delegate.trustee is grant.trustee
        or any(person in people for person in state.expand(delegate.trustee).people)
    }
    if both:
        who, first = names(delegate.trustee for delegate in both.values()), next(iter(both.values()))
        act, open_it = ("acts as a delegate", "opens") if len(both) == 1 else ("act as delegates", "open")
        yield grant.finding(
            f"{who} {act} of {grant.owner} and {open_it} it as an account of the same profile, which is not supported",
            "access",
            fix=f"State access: {_other_way(grant, state)}, and take the account of {grant.owner} out of the profile",
            related=[Related(first.place_of(), f"{first.trustee} is a delegate here")],
            about=both,
        )
    elif gap is not None:
        yield gap


@rule(
    "EXC048",
    "mac-delegate-deletes-for-good",
    severity="warning",
    evidence=DELETED_ON_A_MAC,
    holds="Outlook for Mac",
)
def mac_delegate_deletes_for_good(mailbox: Mailbox, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Somebody who uses Outlook for Mac, may delete what is in the Inbox of somebody else, and may not create anything in
    Deleted Items there. Silent where the `clients` of the person are not stated, and for who has Full Access.

    ## Why it matters
    Outlook for Mac moves what a delegate deletes to Deleted Items of the manager. Without a right there, the message is
    gone at once, and nobody finds it in either Deleted Items.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online, clients: [outlook_mac]}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Inbox: Editor}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online, clients: [outlook_mac]}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Inbox: Editor}}
        folders:
          Deleted Items: {ilse@contoso.com: Author}
    ```

    ## How to fix
    Give the person the role Author on Deleted Items.
    """
    seen = {mailbox.owner}
    for grant in grants_on_folders(mailbox):
        if grant.trustee.well_known or "DeleteAllItems" not in single_rights(rights_of(grant, INBOX)):
            continue
        losing = []
        for person in state.expand(grant.trustee).people:
            clients = person.clients
            if person in seen or isinstance(clients, Unknown) or "outlook_mac" not in clients:
                continue
            seen.add(person)
            keeps = keeps_what_it_deletes(mailbox, person, state)
            if isinstance(keeps, Unknown):
                yield keeps
            elif not keeps:
                losing.append(person)
        if losing:
            yield grant.finding(
                f"What {names(losing)} {'deletes' if len(losing) == 1 else 'delete'} in Outlook for Mac from the Inbox"
                f" of {grant.owner} is gone for good",
                fix=f"Declare folders: {{{DELETED_ITEMS}: {{{grant.trustee}: Author}}}}, and run"
                f" {give_role('Author', DELETED_ITEMS, grant, state)}",
            )


def _by_mapi(owner: Recipient, people: list[Recipient], state: State, finding: Finding) -> Iterator[Finding | Unknown]:
    """The finding, where one of the people opens the calendar by MAPI: unless both mailboxes are online."""
    home = state.home_at(owner)
    if isinstance(home, Unknown):
        yield home
    elif home == "on_premises":
        yield finding
    elif home != NOWHERE:
        apart = [state.is_cross_premises(owner, person) for person in people]
        if any(answer is True for answer in apart):
            yield finding
        else:
            yield from (answer for answer in apart if isinstance(answer, Unknown))


def _other_way(grant: FullAccess, state: State) -> str:
    """How else to open the mailbox: across the sides, now or after a batch, Outlook may not find it to add it."""
    apart = [state.at(point).is_cross_premises(grant.owner, grant.trustee) for point in state.points]
    return "additional_mailbox" if all(answer is False for answer in apart) else "separate_profile"


def _several_editing(grants: list[Delegate]) -> Finding:
    first, second = grants[:2]
    return second.finding(
        f"{names(grant.trustee for grant in grants)} edit the calendar of {second.owner}, where only one delegate who"
        " edits is supported",
        fix="Leave Editor to one of them and write Calendar: Reviewer, without meeting_requests, for the others, or"
        " move all of them to Exchange Online",
        related=[Related(first.place_of(), f"{first.trustee} edits it by this entry")],
        about=[grant.pair for grant in grants],
        salient="several",
    )


def _two_ways(opening: FullAccess, grant: Delegate) -> Finding:
    return opening.finding(
        f"{opening.trustee} has Full Access beside the rights of a delegate on the calendar of {opening.owner}, and the"
        " two conflict",
        fix=f"Take it out of full_access, and run {remove_mailbox_rights(opening.owner, opening.trustee)}",
        related=[Related(grant.place_of(), "the delegate entry")],
        salient="two ways",
        severity="info",
    )


def _each_other(grant: Delegate, back: Delegate) -> Finding:
    return grant.finding(
        f"{grant.owner} and {grant.trustee} edit the calendar of each other as delegates",
        fix="Keep one of the two entries as a delegate, and write Calendar: Reviewer in the other one",
        related=[Related(back.place_of(), f"{back.trustee} is a delegate of {back.owner} here")],
        about=[grant.pair, back.pair],
        salient="each other",
        severity="info",
    )
