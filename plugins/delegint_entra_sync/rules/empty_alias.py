"""SYNC015: people without an alias in Active Directory, whose Exchange attributes Entra Connect passes over."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from delegint.api import (
    CONTACTS,
    GROUPS,
    NOWHERE,
    Delegate,
    Finding,
    FullAccess,
    Grant,
    Recipient,
    SendOnBehalf,
    State,
    SyncEngine,
    Unknown,
    powershell_quoted,
    rule,
)
from delegint_entra_sync.sources import EMPTY_ALIAS, SYNCHRONIZED_ATTRIBUTES

_NO_USERS: Final = GROUPS | CONTACTS
"""What other rules of Entra Connect bring in: those for groups ask for no alias, those for contacts make one."""
_Pairs = dict[tuple[str, str], None]


@rule(
    "SYNC015",
    "no-alias-to-synchronize",
    severity="error",
    evidence=(EMPTY_ALIAS, SYNCHRONIZED_ATTRIBUTES),
    when="every",
)
def no_alias_to_synchronize(_: State, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Somebody without an alias in Active Directory (a blank `mailNickname`) who is synchronized by Entra Connect, and
    whose Exchange attributes a grant needs in Exchange Online: the two ends of a right between the sides, the owner of
    a Send on Behalf that is applied on-premises and left to synchronization, and the owner of a mailbox that is hidden
    in Exchange Online. Everybody is told once, whatever the number of grants. Groups and contacts are left out, and so
    are mailboxes that are managed in the cloud.

    ## Why it matters
    The rule `In from AD - User Exchange` takes those alone who have an alias. For the others the person is
    synchronized, and nothing of Exchange is: Send on Behalf, the hidden flag and the type of the recipient stay in
    Exchange Online as they once were, and each later change goes nowhere without an error.

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: true}
    recipients:
      annelies@contoso.com: {home: online, on_premises_object: {mailNickname: ""}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: true}
    recipients:
      annelies@contoso.com: {home: online, on_premises_object: {mailNickname: annelies}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    ```

    ## How to fix
    Give the account an alias: `Set-ADUser -Replace @{mailNickname='...'}`, or `Enable-RemoteMailbox` where the mailbox
    was made in Exchange Online alone. Then let the directory synchronize.
    """
    nameless = state.now.once(_without_alias)
    if not nameless:
        return
    needing: dict[Recipient, _Pairs] = {}
    for mailbox in state.mailboxes:
        for grant in mailbox.grants:
            if grant.owner in nameless or grant.trustee in nameless or grant.trustee.is_group is not False:
                for answer in _needing(grant, nameless, state):
                    if isinstance(answer, Unknown):
                        yield answer
                    else:
                        needing.setdefault(answer, {})[grant.pair] = None
    for person, pairs in needing.items():
        engine = nameless[person]
        yield engine if isinstance(engine, Unknown) else _finding(person, pairs, engine)


def _without_alias(state: State) -> dict[Recipient, SyncEngine | Unknown]:
    """The users of whom Active Directory is stated to have no alias, by the Entra Connect that synchronizes them.

    In its place stands what must be known to tell whether it is one.
    """
    hybrid = state.organization.hybrid
    if not isinstance(hybrid, Unknown) and hybrid == "none":
        return {}
    people = dict.fromkeys(state.recipients)
    for mailbox in state.mailboxes:
        people.setdefault(mailbox.owner)
        for grant in mailbox.grants:
            people.setdefault(grant.trustee)
    found: dict[Recipient, SyncEngine | Unknown] = {}
    for person in people:
        if person.on_premises_object.has_mail_nickname is not False or person.is_one_of(_NO_USERS) is not False:
            continue  # identity, not truth: they may be unknown
        if person.cloud_managed is True:
            continue  # nothing of Exchange goes up any more, with an alias or without
        if not state.sync_engines and person.directory_synced is not True:
            continue  # nothing speaks of synchronization
        engine = state.sync_engine_of(person)
        kind = engine.engine if isinstance(engine, SyncEngine) else engine
        if isinstance(kind, Unknown):
            found[person] = kind
        elif isinstance(engine, SyncEngine) and kind == "connect":
            found[person] = engine
    return found


def _needing(grant: Grant, nameless: Collection[Recipient], state: State) -> Iterator[Recipient | Unknown]:
    """Those without an alias whose Exchange attributes the grant needs in Exchange Online."""
    owner = grant.owner
    here = state.home_at(owner)
    if grant.trustee.well_known or (isinstance(grant, FullAccess) and grant.deny):
        return
    if not isinstance(here, Unknown) and here == NOWHERE:
        return
    people, gaps = state.sides_of(grant.trustee)
    is_about_them = owner in nameless or grant.trustee in nameless
    if isinstance(here, Unknown):
        yield from [here, *gaps] if is_about_them and (people or gaps) else []
        return
    apart = [person for side, those in people.items() if side != here for person in those]
    yield from (person for person in apart if person in nameless)
    if owner in nameless and (apart or (here == "online" and _depends_on_its_owner(grant, people.get("online", [])))):
        yield owner
    elif is_about_them and not apart:
        yield from gaps


def _depends_on_its_owner(grant: Grant, online: list[Recipient]) -> bool:
    """Whether people in Exchange Online need what Active Directory has of an owner who lives there too."""
    if grant.owner.hidden_from_address_lists is True:  # identity, not truth: it may be unknown
        return True
    if not isinstance(grant, (SendOnBehalf, Delegate)) or not online:
        return False
    return grant.sides == ("on_premises",) and not (isinstance(grant, Delegate) and not grant.sends_on_behalf)


def _finding(person: Recipient, pairs: _Pairs, engine: SyncEngine) -> Finding:
    alias = powershell_quoted(person.address.partition("@")[0])
    return person.finding(
        f"{person} has no alias (mailNickname) in Active Directory, so that {engine.name} carries nothing of Exchange"
        " to Exchange Online",
        "on_premises_object",
        "mailNickname",
        fix=f"Run Set-ADUser <account of {person}> -Replace @{{mailNickname={alias}}}, declare that alias, and let the"
        " directory synchronize",
        about=[(person.key,), *pairs],
    )
