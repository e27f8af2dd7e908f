"""LYNC024: the Outlook of owner and delegate with which the delegate sync does not work reliably."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from delegint.api import ONLINE_MEETINGS, Client, Finding, Recipient, State, Unknown, Wishes, names, rule
from delegint_lync.installations import Outlooks, outlooks, related_to
from delegint_lync.paths import Pair, meeting_wishes, to_be_copied
from delegint_lync.sources import ONLINE_DELEGATION


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
