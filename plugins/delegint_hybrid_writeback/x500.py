"""Which X500 addresses one side has of the other, and which engine leaves them out on the way to Active Directory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from delegint.api import Carriage, ObjectKind, Recipient, State, SyncEngine, Unknown, carriage_to, carried_down

_ADDRESSES: Final = "proxyAddresses"
_KINDS: Final[tuple[ObjectKind, ObjectKind]] = ("user", "group")
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
    return is_listed(legacy, proxies)


def has_x500_online(recipient: Recipient) -> bool | Unknown:
    """Whether Exchange Online has the internal address of the object in Active Directory, as far as both are stated.

    It needs none where both sides know the recipient by the same internal address.
    """
    own, addresses = recipient.on_premises_object.legacy_exchange_dn, recipient.online_object.email_addresses
    if isinstance(own, Unknown):
        return own
    if isinstance(addresses, Unknown):
        return addresses
    legacy = recipient.online_object.legacy_exchange_dn
    if not isinstance(legacy, Unknown) and legacy.casefold() == own.casefold():
        return True
    return is_listed(own, addresses)


def is_listed(legacy: str, addresses: Iterable[str]) -> bool:
    """Whether an internal address is among the addresses as an X500 address, which are compared without case."""
    return f"x500:{legacy}".casefold() in (address.casefold() for address in addresses)


def engine_without(mailbox: Recipient, state: State) -> Carriage | Unknown | None:
    """The engine that does not write the X500 address of a mailbox in Exchange Online back, and why not.

    None where it does, where no engine has to, and where the stated addresses speak for themselves.
    """
    if mailbox.cloud_managed is True or not isinstance(has_x500(mailbox), Unknown):  # identity: it may be unknown
        return None
    carriage = carriage_to(mailbox, "on_premises", state, _ADDRESSES)
    if not isinstance(carriage, Carriage):
        return carriage
    if isinstance(carriage.carried, Unknown):
        return carriage.carried
    return None if carriage.carried else carriage


def all_written_back(state: State) -> bool:
    """Whether every engine is known to write X500 addresses back; false where none is declared."""
    return bool(state.sync_engines) and all(
        carried_down(engine, _ADDRESSES, "user").carried is True for engine in state.sync_engines
    )


def groups_left_out(state: State) -> dict[SyncEngine, list[Recipient]]:
    """The groups under engines that write the addresses of people back, but not those of groups, as cloud sync does."""
    engines = [engine for engine in state.sync_engines if _leaves_groups_out(engine)]
    found: dict[SyncEngine, list[Recipient]] = {}
    for group in state.recipients if engines else ():
        authority = group.source_of_authority
        if group.is_one_of(_MAIL_GROUPS) is True and (isinstance(authority, Unknown) or authority != "online"):
            engine = state.sync_engine_of(group)
            if isinstance(engine, SyncEngine) and engine in engines and has_x500(group) is not True:
                found.setdefault(engine, []).append(group)
    return found


def _leaves_groups_out(engine: SyncEngine) -> bool:
    users, groups = (carried_down(engine, _ADDRESSES, kind).carried for kind in _KINDS)
    return users is True and groups is False
