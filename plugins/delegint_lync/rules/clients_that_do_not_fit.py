"""LYNC022, LYNC023: clients with which nobody can be, or have, a delegate, or not reliably."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from delegint.api import (
    CALLS,
    ONLINE_MEETINGS,
    Client,
    Finding,
    Recipient,
    State,
    Unknown,
    Wish,
    Wishes,
    is_on_lync,
    meets_in_lync,
    names,
    need,
    rule,
)
from delegint_lync.installations import (
    basic,
    clients_of,
    is_lync_2011,
    name_of,
    on_mac,
    on_windows,
    only_on_mac,
    related_to,
)
from delegint_lync.paths import Pair, meeting_wishes, to_be_copied
from delegint_lync.sources import CLIENTS_DISPUTED, FEATURES, MAC_DELEGATES, MEETING_ADD_IN, ONLINE_DELEGATION
from delegint_lync.tools import adding, method

_FULL: Final = "Lync or Skype for Business for Windows"


@rule(
    "LYNC022",
    "basic-client-has-no-delegates",
    severity="error",
    evidence=(ONLINE_DELEGATION, MEETING_ADD_IN, FEATURES),
    absorbs=("LYNC001",),
)
def basic_client_has_no_delegates(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Lync Basic or Skype for Business Basic as the only client of somebody who is to act for somebody else in Lync, or
    for whom somebody is to act. Beside a full client it is told as a warning. Whose clients are not stated is not
    judged.

    ## Why it matters
    A Basic client knows no delegates: neither can they be added in it, nor does it copy them from Exchange, nor can a
    delegate act in it. Installing one beside a full client removes the delegation that is there, and breaks it.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {registrar_pool: pool1.contoso.com}}
      ilse@contoso.com: {home: on_premises, clients: [outlook_windows, skype_for_business_basic]}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {registrar_pool: pool1.contoso.com}}
      ilse@contoso.com: {home: on_premises, clients: [outlook_windows, skype_for_business_2016]}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Replace the Basic client by the full one. Where a delegation was there before, add the delegate again.
    """
    owner = wishes.owner
    if not any(basic(person) for person in (owner, *(wish.delegate for wish in wishes.people))):
        return
    if not need(is_on_lync(owner, state)):
        return
    people = wishes.people if need(meets_in_lync(owner, state)) else wishes.of(*CALLS).people
    if people and basic(owner):
        yield _basic(owner, people)
    yield from (_basic(wish.delegate, [wish]) for wish in people if basic(wish.delegate))


@rule(
    "LYNC023",
    "mac-client-in-meeting-delegation",
    severity="error",
    evidence=(ONLINE_DELEGATION, MAC_DELEGATES, CLIENTS_DISPUTED),
)
def mac_client_in_meeting_delegation(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An owner whose only client is on a Mac, and whose delegates the delegate sync is to copy; and a delegate who is to
    book online meetings on a Mac: with Lync 2011 that is an error, with Skype for Business a warning, as sources
    differ. Who has a full client for Windows besides is left alone, and so is whose clients are not stated.

    ## Why it matters
    Clients on a Mac make no MAPI connection, so that the owner's copies nothing from Exchange. Calls can be delegated
    between Macs, online meetings cannot.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        clients: [outlook_mac, lync_mac_2011]
        lync: {enterprise_voice_enabled: false}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        clients: [outlook_mac, lync_mac_2011]
        lync: {enterprise_voice_enabled: false}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings], lync_method: sefautil}
    ```

    ## How to fix
    Let the owner sign in once on Windows, with Outlook running, until the group `Delegates` has appeared; or have an
    administrator write the list. A delegate books online meetings on Windows.
    """
    mac = only_on_mac(wishes.owner)
    on_a_mac = [
        (wish, client)
        for wish in wishes.of(ONLINE_MEETINGS).people
        if (client := only_on_mac(wish.delegate)) is not None
    ]
    if mac is None and not on_a_mac:
        return
    found = meeting_wishes(wishes, state)
    if mac is not None:
        copied, unknown = to_be_copied(found, state)
        yield from unknown
        if copied:
            yield _nothing_copied(mac, copied, state)
    if found:
        yield from (_books_on_mac(wish, client) for wish, client in on_a_mac)


# -- Basic --------------------------------------------------------------------------------------------------------


def _basic(person: Recipient, people: Sequence[Wish]) -> Finding:
    owner, (client, *_) = people[0].delegator, basic(person)
    others = [*on_windows(person), *on_mac(person)]
    who = names(wish.delegate for wish in people)
    if others:
        message = (
            f"{who} may find the delegation of {owner} gone: {person} uses {name_of(client)} besides"
            f" {name_of(others[0])}, and installing a Basic client removes and breaks a delegation"
        )
        fix = (
            f"Remove {name_of(client)} from the computers of {person} and from {clients_of(person)}; where the"
            f" delegation has gone, add {who} again"
        )
    else:
        message = (
            f"{who} cannot act for {owner} in Lync: {person} uses {name_of(client)} and no full client, and Basic"
            " clients know no delegates"
        )
        fix = f"Give {person} a full client, and state it in {clients_of(person)} instead of {client.product}"
    return people[0].declared.finding(
        message,
        fix=fix,
        related=[related_to(client)],
        about=[wish.about for wish in people],
        salient=person.key,
        severity="warning" if others else None,
    )


# -- Mac ----------------------------------------------------------------------------------------------------------


def _nothing_copied(client: Client, copied: Sequence[Pair], state: State) -> Finding:
    owner = copied[0].delegator
    first = copied[0].delegate
    return copied[0].declared.finding(
        f"{names(pair.delegate for pair in copied)} cannot book online meetings for {owner}: {name_of(client)}, the"
        f" client of {owner}, copies no delegates from Exchange",
        fix=f"Let {owner} sign in once with {_FULL} and add it to {clients_of(owner)}; or write"
        f" lync_method: {method(state)}, and run {adding(owner, first, state)}"
        f"{' and so on' if len(copied) > 1 else ''}",
        related=[related_to(client)],
        about=[pair.about for pair in copied],
        salient=owner.key,
    )


def _books_on_mac(wish: Wish, client: Client) -> Finding:
    delegate, old = wish.delegate, is_lync_2011(client)
    verb = "cannot book" if old else "may be unable to book"
    return wish.declared.finding(
        f"{delegate} {verb} online meetings for {wish.delegator} with {name_of(client)}: on a Mac calls can be"
        " delegated, meetings not",
        fix=f"Give {delegate} {_FULL}, and state it in {clients_of(delegate)}",
        related=[related_to(client)],
        about=(wish.about,),
        salient=delegate.key,
        severity=None if old else "warning",
    )
