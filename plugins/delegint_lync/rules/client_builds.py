"""LYNC026, LYNC027: builds of clients that lose the delegates of their user, or are said to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from delegint.api import (
    ONLINE_MEETINGS,
    Client,
    Finding,
    Recipient,
    State,
    Unknown,
    Wishes,
    names,
    rule,
)
from delegint_lync.client_updates import PROFILE_USER, asks_for_profile_user, is_of_june_2012, without_better
from delegint_lync.installations import described, related_to
from delegint_lync.paths import Pair, meeting_wishes, pairs, to_be_copied
from delegint_lync.sources import BULLETIN_2012, MAPI_UNAVAILABLE, MEETING_ADD_IN, ON_BEHALF

_NOTE: Final = "no document of the vendor confirms it"


@rule("LYNC026", "client-loses-mapi", severity="error", evidence=MAPI_UNAVAILABLE)
def client_loses_mapi(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Skype for Business 2016 without the update of July 2016, as the client of somebody who is to book online meetings
    for somebody else, or of the owner. Where the delegate sync is not what puts the delegate on the list, it is told as
    a warning. Who has another full client is left alone; whose clients are not stated is not judged.

    ## Why it matters
    The client reads the property `PR_PROFILE_USER`, which Outlook 2016 no longer writes into a new profile. It then
    shows `MAPI unavailable`, copies no delegates, and booking ends in `You do not have permissions to schedule online
    meetings on behalf of the owner of this account`.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        clients: [{product: skype_for_business_2016, packaging: msi, updates: []}]
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
        clients: [{product: skype_for_business_2016, packaging: msi, updates: [KB3115268]}]
        lync: {enterprise_voice_enabled: false}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Install KB3115268, or update a click-to-run installation: to 16.0.7167.2040 in the current channel, 16.0.6965.2078
    in the first release for deferred, 16.0.6965.2092 in the deferred one. Then look at *Configuration Information* of
    the client, where the MAPI status must be OK.
    """
    owner = without_better(wishes.owner, asks_for_profile_user)
    theirs = {
        wish.delegate: without_better(wish.delegate, asks_for_profile_user)
        for wish in wishes.of(ONLINE_MEETINGS).people
    }
    if owner is None and all(client is None for client in theirs.values()):
        return
    waiting = pairs(meeting_wishes(wishes, state), state)
    if waiting:
        yield from _without_mapi(wishes.owner, owner, waiting)
    for pair in waiting:
        yield from _without_mapi(pair.delegate, theirs[pair.delegate], [pair])


@rule("LYNC027", "lync-2010-of-june-2012", severity="info", evidence=(ON_BEHALF, BULLETIN_2012, MEETING_ADD_IN))
def lync_2010_of_june_2012(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Lync 2010 with the security update of June 2012 (MS12-039, KB2693282) and none that is later, as the client of an
    owner whose delegates the delegate sync is to copy. It is a hint and no more: one reader reports it, and no document
    of the vendor confirms it. Whose clients are not stated is not judged.

    ## Why it matters
    An administrator found that the sync had worked the week before the update, and that no delegate was copied after
    it. Nothing is known of the cause, so that another one is as likely.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        clients: [{product: lync_2010, updates: [KB2693282]}]
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
        clients: [{product: lync_2010, updates: [KB2693282, KB2963285]}]
        lync: {enterprise_voice_enabled: false}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Look for the other causes first: the policies that count, the right on the calendar, Send on Behalf. Then install a
    later update of the client and list it under `updates`. If a delegate is still missing, remove the delegate from
    the group `Delegates` and from the delegates in Outlook, wait five minutes, and add the delegate again.
    """
    client = without_better(wishes.owner, is_of_june_2012)
    if client is None:
        return
    copied, unknown = to_be_copied(meeting_wishes(wishes, state), state)
    yield from unknown
    if not copied:
        return
    if isinstance(client, Unknown):
        yield client
        return
    owner = wishes.owner
    yield copied[0].declared.finding(
        f"{owner} uses {described(client)} with the security update of June 2012, after which the delegate sync is"
        f" reported to have copied nobody, here {names(pair.delegate for pair in copied)}; {_NOTE}",
        fix=f"Should a delegate be missing, install a later update of Lync 2010 for {owner}, then remove the delegate"
        " in the client and in Outlook, wait five minutes, and add the delegate again",
        related=[related_to(client)],
        about=[pair.about for pair in copied],
    )


def _without_mapi(
    person: Recipient, client: Client | Unknown | None, waiting: Sequence[Pair]
) -> Iterator[Finding | Unknown]:
    """What the client of one person means for one or more pairs; an error for those whom the sync is to copy."""
    if client is None:
        return
    if isinstance(client, Unknown):
        yield client
        return
    copied = [pair for pair in waiting if pair.is_meant_to_be_copied is True]
    concerned, verb = (copied, "cannot") if copied else (waiting, "may be unable to")
    yield concerned[0].declared.finding(
        f"{names(pair.delegate for pair in concerned)} {verb} book online meetings for {concerned[0].delegator}:"
        f" {described(client)} of {person} shows MAPI unavailable where Outlook has not written PR_PROFILE_USER",
        fix=f"For {person}, {PROFILE_USER.advice(client)}",
        related=[related_to(client)],
        about=[pair.about for pair in concerned],
        salient=person.key,
        severity=None if copied else "warning",
    )
