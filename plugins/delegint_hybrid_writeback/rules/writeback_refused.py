"""WB007: writeback that Active Directory refuses, to the connector account altogether or at protected accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from delegint.api import (
    Delegate,
    Finding,
    Recipient,
    Related,
    SendOnBehalf,
    State,
    SyncEngine,
    Unknown,
    carried_down,
    names,
    need,
    object_kind,
    propagation,
    rule,
    served_on,
)
from delegint_hybrid_writeback.pairs import apart, everybody
from delegint_hybrid_writeback.sources import CONNECTOR_ACCOUNT, SYNCHRONIZED_ATTRIBUTES
from delegint_hybrid_writeback.x500 import has_x500

_DELEGATES, _X500 = "publicDelegates", "the X500 address"


@rule(
    "WB007",
    "writeback-refused",
    severity="warning",
    evidence=(CONNECTOR_ACCOUNT, SYNCHRONIZED_ATTRIBUTES),
    when="every",
)
def writeback_refused(subject: SyncEngine | State, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Exchange hybrid writeback that is on, while the account of the engine may not write: at all
    (`exchange_hybrid_permissions: false`), or at an account that Active Directory protects (`adminCount: 1`, or
    `inheritance_disabled: true`). A protected account is found where Send on Behalf or the X500 address of its mailbox
    in Exchange Online has to come back for somebody on-premises. `inheritance_disabled: false` says that the permission
    reaches the account whatever its `adminCount`.

    ## Why it matters
    The export of the object ends with `permission-issue` (8344, `Insufficient access rights to perform the operation`),
    and its `publicDelegates` and X500 addresses stay as they were. Delegates on-premises are refused when they send,
    and their updates of meetings bounce, although the setting is on.

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: true}
    recipients:
      annelies@contoso.com: {home: online, on_premises_object: {adminCount: 1}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: true}
    recipients:
      annelies@contoso.com: {home: online, on_premises_object: {adminCount: 0}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates: [ilse@contoso.com]
    ```

    ## How to fix
    Run `Set-ADSyncExchangeHybridPermissions` for the account of the connector. Take people who have delegates out of
    the protected groups, clear `adminCount`, and enable inheritance on their accounts.
    """
    if isinstance(subject, SyncEngine):
        yield from _at_engine(subject)
    else:
        yield from _at_accounts(state)


def _at_engine(engine: SyncEngine) -> Iterator[Finding | Unknown]:
    """The one warning about an engine that may write nowhere."""
    written_back = engine.exchange_hybrid_writeback
    if engine.exchange_hybrid_permissions is not False or written_back is False:  # identity: they may be unknown
        return
    if isinstance(written_back, Unknown):
        yield written_back
        return
    kind = engine.engine
    grant = "Give the account of the agent the permissions for Exchange hybrid"
    if not isinstance(kind, Unknown) and kind == "connect":
        grant = "Run Set-ADSyncExchangeHybridPermissions for the account of the connector to Active Directory"
    yield engine.finding(
        f"{engine.name} is to write Exchange attributes back, but its account has no permission to do so",
        "exchange_hybrid_permissions",
        fix=f"{grant}, and declare exchange_hybrid_permissions: true",
        related=(Related(engine.place_of("exchange_hybrid_writeback"), "Exchange hybrid writeback is on here"),),
    )


class _Protection(NamedTuple):
    """Why an account takes no permission from above.

    Parameters:
        key: the fact that says so.
        why: how a message puts it.
        fix: what to do about it.
    """

    key: str
    why: str
    fix: str


_BY_COUNT: Final = _Protection(
    "adminCount",
    "the account is protected, as adminCount is 1",
    "Take the account out of the protected groups, clear adminCount, enable inheritance of permissions",
)
_BY_INHERITANCE: Final = _Protection(
    "inheritance_disabled",
    "the account does not inherit permissions",
    "Enable inheritance of permissions on the account",
)


class _Lost(NamedTuple):
    """What does not come back to the account of a mailbox, and for which pairs of people."""

    what: dict[str, None]
    pairs: dict[tuple[str, str], None]


def _at_accounts(state: State) -> Iterator[Finding | Unknown]:
    """One warning for each protected account to which something would have to be written."""
    if all(engine.exchange_hybrid_writeback is False for engine in state.sync_engines):
        return  # as where no engine is in sight
    guarded = state.now.once(_protected)
    if not guarded:
        return
    lost: dict[Recipient, _Lost] = {}
    gaps: list[Unknown] = []
    for grant in _concerned(state, guarded):
        for owed in _owed(grant, guarded, state):
            if isinstance(owed, Unknown):
                gaps.append(owed)
            else:
                entry = lost.setdefault(owed[0], _Lost({}, {}))
                entry.what[owed[1]] = None
                entry.pairs[grant.pair] = None
    yield from gaps
    for mailbox_owner, entry in lost.items():
        engine = state.sync_engine_of(mailbox_owner)
        if isinstance(engine, SyncEngine):
            protection = guarded[mailbox_owner]
            yield mailbox_owner.finding(
                f"{engine.name} may not write {names(entry.what)} of {mailbox_owner} back to Active Directory:"
                f" {protection.why}",
                "on_premises_object",
                protection.key,
                fix=f"{protection.fix}, and declare inheritance_disabled: false",
                about=[(mailbox_owner.key,), *entry.pairs],
            )


def _concerned(state: State, guarded: dict[Recipient, _Protection]) -> Iterator[SendOnBehalf | Delegate]:
    """The grants for which something may have to be written to one of the accounts."""
    for mailbox in state.mailboxes:
        for grant in mailbox.grants:
            if isinstance(grant, Delegate) or (isinstance(grant, SendOnBehalf) and grant.owner in guarded):
                yield grant


def _protected(state: State) -> dict[Recipient, _Protection]:
    """The accounts that take no permission from above."""
    found = {}
    for recipient in everybody(state):
        account = recipient.on_premises_object
        disabled, count = account.inheritance_disabled, account.admin_count
        if recipient.is_group is True:  # identity, not truth: these may be unknown
            continue
        is_counted = not isinstance(count, Unknown) and count == 1
        if is_counted and disabled is not False:
            found[recipient] = _BY_COUNT
        elif disabled is True:
            found[recipient] = _BY_INHERITANCE
    return found


def _owed(
    grant: SendOnBehalf | Delegate, guarded: dict[Recipient, _Protection], state: State
) -> Iterator[tuple[Recipient, str] | Unknown]:
    """What must come back for the people of a grant: to whose account, and which attribute."""
    owner = grant.owner
    by_list = owner in guarded and _relies_on_writeback(grant, state)
    addressed = _unaddressed((owner, grant.trustee), guarded, state) if isinstance(grant, Delegate) else []
    people, gaps = apart(grant, state)
    if by_list is not False or addressed:
        yield from gaps
    if not people:
        return
    is_online = need(state.home_at(owner)) == "online"
    served = served_on(grant.mailbox, "on_premises", state).people if by_list is not False and is_online else people
    if any(person not in served for person in people):
        yield by_list if isinstance(by_list, Unknown) else (owner, _DELEGATES)
    if isinstance(grant, Delegate):
        yield from _unaddressed([owner] if is_online else people, guarded, state)


def _unaddressed(
    mailboxes: Iterable[Recipient], guarded: dict[Recipient, _Protection], state: State
) -> list[tuple[Recipient, str] | Unknown]:
    """The mailboxes with a protected account, not known to have the X500 address, that an engine would write there."""
    found: list[tuple[Recipient, str] | Unknown] = []
    for mailbox in mailboxes:
        if mailbox not in guarded or mailbox.cloud_managed is True or has_x500(mailbox) is True:  # may be unknown
            continue
        engine = state.sync_engine_of(mailbox)
        written: bool | Unknown = engine if isinstance(engine, Unknown) else engine is not None
        if isinstance(engine, SyncEngine):
            written = carried_down(engine, "proxyAddresses", object_kind(mailbox)).carried
        if isinstance(written, Unknown):
            found.append(written)
        elif written:
            found.append((mailbox, _X500))
    return found


def _relies_on_writeback(grant: SendOnBehalf | Delegate, state: State) -> bool | Unknown:
    """Whether writeback alone would bring the grant to Active Directory.

    What becomes of that of a mailbox managed in the cloud no document says.
    """
    if grant.owner.cloud_managed is True or not grant.is_list_entry:  # identity: it may be unknown
        return False
    presence = propagation(grant, state).on_premises
    return presence.there if presence.way == "written_back" else False
