"""EXC026, EXC027: what else does not work with a mailbox that is hidden from address lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    Delegate,
    Finding,
    FolderPermission,
    FullAccess,
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
    there is one. Silent where Full Access says that the mailbox is opened as an account of its own, by its X.500 name,
    or with `access: owa`. It is judged where `hidden_from_address_lists` is stated, or in the snapshot.

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
    if owner.hidden_from_address_lists is not True or trustee is owner or trustee.well_known:
        return
    if not gives_a_right(grant) or _told_elsewhere(grant):
        return
    people, unknown = state.expand(trustee) if trustee.is_group is True else ((trustee,), None)
    answers = [(person, _finds_it(mailbox, person, state)) for person in people]
    without = [person for person, finds_it in answers if finds_it is False]
    unclear = [finds_it for _, finds_it in answers if isinstance(finds_it, Unknown)]
    if without or unknown is not None:
        who = names(without) if without else f"Members of {trustee}"
        group = f" of {trustee}" if without and trustee not in without else ""
        folder = grant.folder if isinstance(grant, FolderPermission) else "the calendar"
        yield grant.finding(
            f"{who}{group} cannot open {folder} of the hidden {owner} in Outlook",
            fix=f"Declare hidden_from_address_lists: false, and run {show_in_address_lists(owner, state)}; or grant"
            " Full Access to the person, with automapping",
            related=[Related(owner.place_of("hidden_from_address_lists"), "hidden here")],
        )
    yield from unclear


def _told_elsewhere(grant: FolderPermission | Delegate) -> bool:
    """Whether another entry of the same person on the same mailbox carries the finding."""
    if isinstance(grant, Delegate):
        return False
    mailbox, trustee = grant.mailbox, grant.trustee
    if mailbox.grant_to(Delegate, trustee) is not None:
        return True
    if mailbox.grant_to(FolderPermission, trustee) is grant:
        return False
    first = next(g for g in mailbox.of_kind(FolderPermission) if g.trustee is trustee and gives_a_right(g))
    return first is not grant


def _finds_it(mailbox: Mailbox, person: Recipient, state: State) -> bool | Unknown:
    """Whether the person reaches the mailbox without its name: through Full Access, most often by automapping."""
    own = mailbox.grant_to(FullAccess, person)
    if own is None or not gives_a_right(own):
        return False
    if own.access in _WITHOUT_THE_NAME:
        return True
    if own.automapping is False or person.is_group is True:
        return False
    apart = state.is_cross_premises(mailbox.owner, person)
    return apart if isinstance(apart, Unknown) else not apart
