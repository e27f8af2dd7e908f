"""Which X500 addresses come back from Exchange Online into Active Directory, and which engine leaves them out."""

from __future__ import annotations

from typing import Final

from delegint.api import Recipient, State, SyncEngine, Unknown

_MAIL_GROUPS: Final = frozenset(
    {"MailUniversalSecurityGroup", "MailUniversalDistributionGroup", "MailNonUniversalGroup"}
)


def has_x500(recipient: Recipient) -> bool | Unknown:
    """Whether Active Directory has the internal address of a mailbox in Exchange Online, as far as both are stated.

    What was seen before a move says nothing about the time after it.
    """
    home = recipient.home
    legacy, proxies = recipient.online_object.legacy_exchange_dn, recipient.on_premises_object.proxy_addresses
    if isinstance(legacy, Unknown):
        return legacy
    if isinstance(proxies, Unknown):
        return proxies
    if not isinstance(home, Unknown) and home != "online":
        return recipient.on_premises_object.missing("proxyAddresses", "Get-ADUser")
    return f"x500:{legacy}".casefold() in (proxy.casefold() for proxy in proxies)


def engine_without(mailbox: Recipient, state: State) -> SyncEngine | Unknown | None:
    """The engine that does not write the X500 address of a mailbox in Exchange Online back.

    None where it does, where no engine has to, and where the stated addresses speak for themselves.
    """
    if mailbox.cloud_managed is True or not isinstance(has_x500(mailbox), Unknown):  # identity: it may be unknown
        return None
    engine = state.sync_engine_of(mailbox)
    if not isinstance(engine, SyncEngine):
        return engine
    written_back = engine.exchange_hybrid_writeback
    if isinstance(written_back, Unknown):
        return written_back
    return None if written_back else engine


def all_written_back(state: State) -> bool:
    """Whether every engine is known to write X500 addresses back; false where none is declared."""
    return bool(state.sync_engines) and all(engine.exchange_hybrid_writeback is True for engine in state.sync_engines)


def groups_left_out(state: State) -> dict[SyncEngine, list[Recipient]]:
    """The groups under cloud sync, which writes the addresses of people and contacts back, but not those of groups."""
    engines = [engine for engine in state.sync_engines if _is_cloud_sync_writeback(engine)]
    found: dict[SyncEngine, list[Recipient]] = {}
    for group in state.recipients if engines else ():
        authority = group.source_of_authority
        if group.is_one_of(_MAIL_GROUPS) is True and (isinstance(authority, Unknown) or authority != "online"):
            engine = state.sync_engine_of(group)
            if isinstance(engine, SyncEngine) and engine in engines and has_x500(group) is not True:
                found.setdefault(engine, []).append(group)
    return found


def _is_cloud_sync_writeback(engine: SyncEngine) -> bool:
    kind = engine.engine
    return engine.exchange_hybrid_writeback is True and not isinstance(kind, Unknown) and kind == "cloud_sync"
