"""SYNC009, SYNC014: lists in Active Directory that differ from what counts in Exchange Online."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from delegint.api import (
    Finding,
    FullAccess,
    Recipient,
    Related,
    SendOnBehalf,
    State,
    SyncEngine,
    Unknown,
    carried_up,
    names,
    normalized,
    powershell_quoted,
    rule,
)
from delegint_entra_sync.lists import Listed, read_list, send_on_behalf_of, somebody
from delegint_entra_sync.servers import has_stopped
from delegint_entra_sync.sources import AUTOMAPPING, OVERWRITTEN, SYNCHRONIZED_ATTRIBUTES

_DELEGATES, _LINK = "publicDelegates", "msExchDelegateListLink"


@rule(
    "SYNC009",
    "send-on-behalf-lists-differ",
    severity="warning",
    evidence=(OVERWRITTEN, SYNCHRONIZED_ATTRIBUTES),
)
def send_on_behalf_lists_differ(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A synchronized mailbox in Exchange Online whose Send on Behalf list there (`GrantSendOnBehalfTo`) differs from that
    in Active Directory (`publicDelegates`), while the engine writes nothing back. People who are not synchronized are
    left out, and so is what a comparison with the snapshot tells of the same entry, as DRF011 does. Nothing is found
    where `publicDelegates` does not go up at all, and where the mailbox is managed in the cloud.

    ## Why it matters
    A full synchronization has been seen to put the list of Active Directory in place of the one in Exchange Online.
    Delegates who were added in Outlook then read
    `You do not have the permission to send the message on behalf of the specified user`.

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: false}
    recipients:
      annelies@contoso.com:
        home: online
        directory_synced: true
        on_premises_object: {publicDelegates: []}
        online_object: {GrantSendOnBehalfTo: [ilse@contoso.com]}
      ilse@contoso.com: {home: online, directory_synced: true}
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: false}
    recipients:
      annelies@contoso.com:
        home: online
        directory_synced: true
        on_premises_object: {publicDelegates: [ilse@contoso.com]}
        online_object: {GrantSendOnBehalfTo: [ilse@contoso.com]}
      ilse@contoso.com: {home: online, directory_synced: true}
    ```

    ## How to fix
    Switch on Exchange hybrid deployment in Entra Connect, which keeps the two lists equal, or keep them equal by hand
    with `Set-RemoteMailbox -GrantSendOnBehalfTo` on-premises and `Set-Mailbox -GrantSendOnBehalfTo` in Exchange Online.
    """
    engines = state.sync_engines
    if not engines or all(engine.exchange_hybrid_writeback is True for engine in engines):
        return
    for owner in _everybody(state):
        home = state.home_at(owner)
        if isinstance(home, Unknown) or home != "online" or owner.cloud_managed is True:  # identity: may be unknown
            continue
        different = _difference(owner, state)
        if different is None:
            continue
        engine = _engine_that_overwrites(owner, state)
        if isinstance(engine, Unknown):
            yield engine
        elif engine is not None:
            yield different if isinstance(different, Unknown) else _overwritten(owner, different, engine)


@rule("SYNC014", "automapping-link-differs", severity="info", evidence=(SYNCHRONIZED_ATTRIBUTES, AUTOMAPPING))
def automapping_link_differs(grant: FullAccess, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Full Access to a synchronized mailbox in Exchange Online with `automapping` stated, where the link in Active
    Directory (`msExchDelegateListLink`) says the opposite. Groups are never automapped and left out, and so is
    automapping for somebody on-premises, which cannot be.

    ## Why it matters
    The link goes from Active Directory to Exchange Online, and never back. What was changed in Exchange Online stays as
    it is only until the object is synchronized anew or the mailbox moves back on-premises: then the mailbox is back in
    Outlook, or has gone from it.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com:
        type: SharedMailbox
        home: online
        directory_synced: true
        on_premises_object: {msExchDelegateListLink: [ilse@contoso.com]}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com:
        type: SharedMailbox
        home: online
        directory_synced: true
        on_premises_object: {msExchDelegateListLink: []}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    ```

    ## How to fix
    Bring `msExchDelegateListLink` of the mailbox in Active Directory in line with the grants, with `Set-ADUser`. It
    holds distinguished names.
    """
    owner, trustee, wanted = grant.owner, grant.trustee, grant.automapping
    if wanted is None or grant.deny or not grant.has_right("FullAccess") or trustee.is_group is not False:
        return
    listed = owner.on_premises_object.delegate_list_link
    home, there = state.home_at(owner), state.home_at(trustee)
    if isinstance(listed, Unknown) or isinstance(home, Unknown) or home != "online" or not _is_synced(owner, state):
        return
    if wanted and not isinstance(there, Unknown) and there != "online":
        return
    people = read_list(listed, state)
    is_listed = trustee in people.members or normalized(trustee.address) in people.members
    if is_listed == wanted:
        return
    if wanted and people.unclear:
        yield somebody(people.unclear[0], owner)
        return
    change = "Add" if wanted else "Remove"
    yield grant.finding(
        f"{owner} is {'' if wanted else 'not '}to be automapped for {trustee}, but {_LINK} in Active Directory"
        f" {'lacks' if wanted else 'lists'} {trustee}",
        "automapping",
        fix=f"Run Set-ADUser <account of {owner}> -{change} @{{{_LINK}='<distinguished name of {trustee}>'}}",
        related=(Related(owner.on_premises_object.place_of(_LINK), "the list in Active Directory is here"),),
    )


class _Difference(NamedTuple):
    """The entries that one side alone has.

    Parameters:
        online, on_premises: how messages name them.
    """

    online: list[str]
    on_premises: list[str]


def _difference(owner: Recipient, state: State) -> _Difference | Unknown | None:
    """How the two lists differ; None where they agree, or one of them is not known."""
    on_premises = send_on_behalf_of(owner, "on_premises", state)
    online = None if on_premises is None else send_on_behalf_of(owner, "online", state)
    if on_premises is None or online is None:
        return None
    above = _missing(owner, online, on_premises, state)
    below = _missing(owner, on_premises, online, state)
    unclear = [name for name in (*online.unclear, *on_premises.unclear) if name in (*above, *below)]
    if above and below and unclear:
        return somebody(unclear[0], owner)
    return _Difference(above, below) if above or below else None


def _missing(owner: Recipient, there: Listed, here: Listed, state: State) -> list[str]:
    """The entries of one list that the other lacks, and should have, as far as no comparison tells of them."""
    told = state.once(_told)
    return [
        shown
        for member, shown in there.members.items()
        if member not in here.members
        and not (isinstance(member, Recipient) and state.sync_engine_of(member) is None)
        and (owner.key, shown.casefold()) not in told
    ]


def _told(state: State) -> frozenset[tuple[str, str]]:
    """Mailbox and person of each entry of Send on Behalf of which a comparison with the snapshot tells already."""
    noun = SendOnBehalf.noun
    return frozenset(found.about[:2] for found in state.differences.found if found.what == noun)


def _everybody(state: State) -> Iterator[Recipient]:
    """The declared recipients, and the owners that only a snapshot knows; each once."""
    return iter(dict.fromkeys((*state.recipients, *(mailbox.owner for mailbox in state.mailboxes))))


def _engine_that_overwrites(owner: Recipient, state: State) -> SyncEngine | Unknown | None:
    """The engine that carries the list up, as far as anybody knows, and writes none back."""
    engine = state.sync_engine_of(owner)
    if not isinstance(engine, SyncEngine):
        return engine
    if has_stopped(engine, state):
        return None
    written_back, carried = engine.exchange_hybrid_writeback, carried_up(engine, _DELEGATES, "user").carried
    if written_back is True or carried is False:  # identity: they may be unknown
        return None
    if isinstance(written_back, Unknown):
        return written_back
    return carried if isinstance(carried, Unknown) else engine


def _is_synced(owner: Recipient, state: State) -> bool:
    """Whether the owner is synchronized: by its own word, or since there is an engine that would do it."""
    synced = owner.directory_synced
    if not isinstance(synced, Unknown):
        return synced
    return bool(state.sync_engines) and state.sync_engine_of(owner) is not None


def _overwritten(owner: Recipient, difference: _Difference, engine: SyncEngine) -> Finding:
    """The finding on a mailbox whose lists differ."""
    online, on_premises = difference
    parts = [f"{names(online)} only in Exchange Online"] if online else []
    parts += [f"{names(on_premises)} only in Active Directory"] if on_premises else []
    commands = [f"{_add('Set-RemoteMailbox', owner, online)} on-premises"] if online else []
    commands += [f"{_add('Set-Mailbox', owner, on_premises)} in Exchange Online"] if on_premises else []
    kind = engine.engine
    is_connect = not isinstance(kind, Unknown) and kind == "connect"
    option = f"; or switch on Exchange hybrid deployment for {engine.name}" if is_connect else ""
    return owner.finding(
        f"Send on Behalf of {owner} has {', and '.join(parts)}; {engine.name} writes nothing back, and a full"
        " synchronization may replace the list online",
        "on_premises_object",
        _DELEGATES,
        fix=f"Run {names(commands)}, or take the entries out where they are not wanted{option}",
        related=(Related(engine.place_of("exchange_hybrid_writeback"), "Exchange hybrid writeback is off here"),),
        about=((owner.key,),),
    )


def _add(command: str, owner: Recipient, people: list[str]) -> str:
    added = ",".join(powershell_quoted(person) for person in people)
    return f"{command} {powershell_quoted(owner)} -GrantSendOnBehalfTo @{{Add={added}}}"
