"""LYNC022, LYNC023, LYNC024: clients with which nobody can be, or have, a delegate, or not reliably."""

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
    powershell_quoted,
    rule,
)
from delegint_lync.installations import (
    Outlooks,
    basic,
    clients_of,
    is_lync_2011,
    name_of,
    on_mac,
    on_windows,
    outlooks,
    related_to,
)
from delegint_lync.paths import Pair, meeting_wishes, to_be_copied
from delegint_lync.sources import CLIENTS_DISPUTED, FEATURES, MAC_DELEGATES, MEETING_ADD_IN, ONLINE_DELEGATION

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
    mac = _only_on_mac(wishes.owner)
    on_a_mac = [
        (wish, client)
        for wish in wishes.of(ONLINE_MEETINGS).people
        if (client := _only_on_mac(wish.delegate)) is not None
    ]
    if mac is None and not on_a_mac:
        return
    found = meeting_wishes(wishes, state)
    if mac is not None:
        copied, unknown = to_be_copied(found, state)
        yield from unknown
        if copied:
            yield _nothing_copied(mac, copied)
    if found:
        yield from (_books_on_mac(wish, client) for wish, client in on_a_mac)


@rule("LYNC024", "outlook-unfit-for-delegate-sync", severity="warning", evidence=ONLINE_DELEGATION)
def outlook_unfit_for_delegate_sync(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An owner and a delegate whom the delegate sync is to copy, and who use different major versions of Outlook; and
    either of them with more than one account in the default profile. Where neither has stated a build, nothing is
    compared. What the same document asks for in Skype for Business Online, which is gone, is left out.

    ## Why it matters
    The client copies the delegates over its connection to Outlook, and does so reliably only with one account in the
    profile and with the same major version on both sides.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        clients: [{product: outlook_windows, build: 15.0.4787.1001}]
        lync: {enterprise_voice_enabled: false}
      ilse@contoso.com:
        home: on_premises
        clients: [{product: outlook_windows, build: 14.0.7166.5000}]
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
        clients: [{product: outlook_windows, build: 15.0.4787.1001}]
        lync: {enterprise_voice_enabled: false}
      ilse@contoso.com:
        home: on_premises
        clients: [{product: outlook_windows, build: 15.0.5031.1000, accounts_in_profile: 1}]
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Give both the same version of Outlook, and put the other accounts into a profile of their own.
    """
    mine = outlooks(wishes.owner)
    theirs = {wish.delegate: outlooks(wish.delegate) for wish in wishes.of(ONLINE_MEETINGS).people}
    if not any(_is_in_question(mine, other) for other in theirs.values()):
        return
    copied, unknown = to_be_copied(meeting_wishes(wishes, state), state)
    yield from unknown
    if copied and mine.crowded is not None:
        yield _crowded(wishes.owner, mine.crowded, copied)
    for pair in copied:
        yield from _compared(pair, mine, theirs[pair.delegate])


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


def _only_on_mac(person: Recipient) -> Client | None:
    """A client on a Mac, of somebody who has no full client for Windows; rather another than Lync 2011."""
    macs = on_mac(person)
    if not macs or on_windows(person):
        return None
    return next((client for client in macs if not is_lync_2011(client)), macs[0])


def _nothing_copied(client: Client, copied: Sequence[Pair]) -> Finding:
    owner = copied[0].delegator
    first = copied[0].delegate
    return copied[0].declared.finding(
        f"{names(pair.delegate for pair in copied)} cannot book online meetings for {owner}: {name_of(client)}, the"
        f" client of {owner}, copies no delegates from Exchange",
        fix=f"Let {owner} sign in once with {_FULL} and add it to {clients_of(owner)}; or write lync_method: sefautil,"
        f" and run SEFAUtil {powershell_quoted(owner)} /adddelegate:{powershell_quoted(first)}"
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


# -- Outlook ------------------------------------------------------------------------------------------------------


def _is_in_question(mine: Outlooks, theirs: Outlooks) -> bool:
    return any(some.crowded is not None for some in (mine, theirs)) or mine.differ_from(theirs) is not False


def _compared(pair: Pair, mine: Outlooks, theirs: Outlooks) -> Iterator[Finding | Unknown]:
    if theirs.crowded is not None:
        yield _crowded(pair.delegate, theirs.crowded, [pair])
    differ = mine.differ_from(theirs)
    if isinstance(differ, Unknown):
        yield differ
    elif differ:
        owner, delegate = pair.about
        yield pair.declared.finding(
            f"{delegate} may be missing from the delegates of {owner} in Lync: {owner} uses {mine}, {delegate} uses"
            f" {theirs}",
            fix=f"Give {owner} and {delegate} the same major version of Outlook",
            related=[related_to(client) for some in (mine, theirs) for client in some.versions.values()],
            about=(pair.about,),
            salient="version",
        )


def _crowded(person: Recipient, client: Client, copied: Sequence[Pair]) -> Finding:
    accounts, owner = client.accounts_in_profile, copied[0].delegator
    return copied[0].declared.finding(
        f"{names(pair.delegate for pair in copied)} may be missing from the delegates of {owner} in Lync: the default"
        f" profile of Outlook of {person} has {accounts} accounts, and the delegate sync asks for one",
        fix=f"Put the other accounts of {person} into a profile of their own, and state accounts_in_profile: 1",
        related=[related_to(client)],
        about=[pair.about for pair in copied],
        salient=person.key,
    )
