"""EXC026, EXC027: what else does not work with a mailbox that is hidden from address lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    Delegate,
    Finding,
    FolderPermission,
    FullAccess,
    Grant,
    Mailbox,
    Recipient,
    Related,
    SendAs,
    SendOnBehalf,
    State,
    Unknown,
    names,
    rule,
)
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.commands import show_in_address_lists
from delegint_exchange.sources import HIDDEN_CALENDAR, HIDDEN_MAILBOX, MAILBOX_PERMISSIONS, MANAGE_PERMISSIONS, OVERVIEW

_WITHOUT_THE_NAME: Final = frozenset({"additional_account", "separate_profile", "x500_name", "owa"})
"""Ways to open a mailbox that reach its calendar without looking its name up in the address list."""


@rule("EXC026", "hidden-mailbox-as-sender", severity="warning", evidence=(MANAGE_PERMISSIONS, MAILBOX_PERMISSIONS))
def hidden_mailbox_as_sender(mailbox: Mailbox, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    Send As or Send on Behalf, also that of a delegate, for a mailbox or group that is hidden from address lists. It is
    judged where `hidden_from_address_lists` is stated, or in the snapshot.

    ## Why it matters
    Microsoft says that delegates cannot send from a mailbox that is hidden. In practice the sender is not found in the
    address book under From, and it may or may not work with its address typed by hand.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online, hidden_from_address_lists: true}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        send_as: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online, hidden_from_address_lists: false}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        send_as: [ilse@contoso.com]
    ```

    ## How to fix
    Show it in the address lists. Or try whether it sends with its address typed by hand, and accept the finding.
    """
    owner = mailbox.owner
    if owner.hidden_from_address_lists is not True:
        return
    grants = [*mailbox.of_kind(SendAs), *mailbox.of_kind(SendOnBehalf)]
    bundles = [bundle for bundle in mailbox.of_kind(Delegate) if bundle.sends_on_behalf]
    senders = dict.fromkeys(grant.trustee for grant in (*grants, *bundles) if grant.trustee is not owner)
    if senders:
        command = f", and run {show_in_address_lists(owner, state)}" if owner.has_mailbox is True else ""
        yield mailbox.finding(
            f"{names(senders)} may be unable to send from {owner}, which is hidden from address lists",
            fix=f"Declare hidden_from_address_lists: false{command}; or try it with the address typed by hand",
            related=[Related(owner.place_of("hidden_from_address_lists"), "hidden here")],
            about=[(owner.key, sender.key) for sender in senders],
        )


@rule(
    "EXC027",
    "folder-of-a-hidden-mailbox",
    severity="error",
    evidence=(OVERVIEW, HIDDEN_CALENDAR, HIDDEN_MAILBOX),
    when="every",
)
def folder_of_a_hidden_mailbox(grant: FolderPermission | Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A right on a folder, such as the calendar, or a delegate, of a mailbox that is hidden from address lists, for
    somebody for whom the mailbox is not automapped as well. Each person is named once, at the delegate entry where
    there is one, be it that of a group. Silent where Full Access, also that of a group, says that the mailbox is opened
    as an account of its own, by its X.500 name, or with `access: owa`. It is judged where `hidden_from_address_lists`
    is stated, or in the snapshot. Unless the management is exclusive, Full Access that only the snapshot shows is taken
    to be automapped, since no export tells.

    ## Why it matters
    Outlook looks the owner of the folder up in the address list, and cannot add the calendar:
    `Microsoft Outlook does not recognize` the name.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, hidden_from_address_lists: true}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: Editor}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, hidden_from_address_lists: false}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: Editor}
    ```

    ## How to fix
    Show the mailbox in the address lists, or grant Full Access with automapping to somebody on the same side. Outlook
    on the web opens the calendar all the same; an address book policy, or a contact in the person's own address book,
    helps as well.
    """
    mailbox, owner, trustee = grant.mailbox, grant.owner, grant.trustee
    if owner.hidden_from_address_lists is not True:
        return
    people, unknown = state.expand(trustee) if trustee.is_group is True else ((trustee,), None)
    entry_of = state.now.once(_first_entries)
    told_here = [
        person
        for person in (people if unknown is None else (*people, trustee))
        if entry_of.get((owner, person)) is grant
    ]
    answers = [(person, _finds_it(mailbox, person, state)) for person in told_here]
    without = [person for person, finds_it in answers if finds_it is False]
    if without:
        named = [person for person in without if person.is_group is not True]
        who = names(named) if named else f"Members of {trustee}"
        group = f" of {trustee}" if named and trustee not in named else ""
        folder = grant.folder if isinstance(grant, FolderPermission) else "the calendar"
        yield grant.finding(
            f"{who}{group} cannot open {folder} of the hidden {owner} in Outlook",
            fix=f"Declare hidden_from_address_lists: false, and run {show_in_address_lists(owner, state)}; or grant"
            " Full Access to the person, with automapping",
            related=[Related(owner.place_of("hidden_from_address_lists"), "hidden here")],
            about=[(owner.key, _holder_of_full_access(mailbox, person, state).key) for person in without],
        )
    yield from (finds_it for _, finds_it in answers if isinstance(finds_it, Unknown))


def _first_entries(state: State) -> dict[tuple[Recipient, Recipient], Grant]:
    """Which entry tells of a person, or of a group, by owner: a delegate before a right on a folder; for `State.once`.

    The people of a group stand beside it, so that somebody who has two entries is named at one.
    """
    found: dict[tuple[Recipient, Recipient], Grant] = {}
    for mailbox in state.mailboxes:
        owner = mailbox.owner
        if owner.hidden_from_address_lists is True:
            for grant in (*mailbox.of_kind(Delegate), *mailbox.of_kind(FolderPermission)):
                if gives_a_right(grant):
                    for person in (grant.trustee, *state.expand(grant.trustee).people):
                        if person is not owner:
                            found.setdefault((owner, person), grant)
    return found


def _finds_it(mailbox: Mailbox, person: Recipient, state: State) -> bool | Unknown:
    """Whether the person reaches the mailbox without its name: through Full Access, most often by automapping."""
    own = mailbox.grant_to(FullAccess, person)
    if own is not None and own.deny:
        return False
    gap: Unknown | None = None
    for grant in mailbox.of_kind(FullAccess):
        if grant.access in _WITHOUT_THE_NAME and gives_a_right(grant):
            people, unknown = state.expand(grant.trustee)
            if grant.trustee is person or person in people:
                return True
            if grant.trustee.is_group is True:
                gap = unknown if gap is None else gap
    if own is None:
        maps = (mailbox.owner.person, person.person) in state.now.once(_seen_with_full_access)
    else:
        maps = own.automapping is not False and gives_a_right(own)
    if maps and person.is_group is not True:
        apart = state.is_cross_premises(mailbox.owner, person)
        if apart is not True:
            return apart if isinstance(apart, Unknown) else True
    return False if gap is None else gap


def _seen_with_full_access(state: State) -> set[tuple[int, int]]:
    """Who has Full Access to a hidden mailbox by the snapshot, and keeps it undeclared; for `State.once`."""
    allowed, denied = set[tuple[int, int]](), set[tuple[int, int]]()
    for mailbox in state.mailboxes:
        owner = mailbox.owner
        if state.observed is None or owner.hidden_from_address_lists is not True or state.is_exclusive(mailbox):
            continue
        home = state.home_at(owner)
        for row in state.observed.rights_on(owner.person):
            here = isinstance(home, Unknown) or row.side == home
            if row.kind == "full_access" and row.trustee >= 0 and here and not row.inherited:
                if row.denied:
                    denied.add((owner.person, row.trustee))
                elif "fullaccess" in (right.casefold() for right in row.rights):
                    allowed.add((owner.person, row.trustee))
    return allowed - denied


def _holder_of_full_access(mailbox: Mailbox, person: Recipient, state: State) -> Recipient:
    """The person, or the group through which alone it has Full Access: its entry is what explains the finding."""
    grants = [grant for grant in mailbox.of_kind(FullAccess) if gives_a_right(grant)]
    if all(grant.trustee is not person for grant in grants):
        for grant in grants:
            if person in state.expand(grant.trustee).people:
                return grant.trustee
    return person
