"""SYNC011, SYNC012: Exchange attributes that are to be managed in the cloud where that cannot work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from delegint.api import (
    Finding,
    Recipient,
    Related,
    State,
    SyncEngine,
    Unknown,
    lifecycle,
    names,
    need,
    rule,
)
from delegint_entra_sync.servers import has_stopped
from delegint_entra_sync.sources import CLOUD_MANAGED, SET_MAILBOX, SET_ORGANIZATION_CONFIG

_CONNECT: Final = lifecycle.Minimum((2, 5, 190, 0), CLOUD_MANAGED)
"""The first version of Entra Connect that stops sending the Exchange attributes of such a mailbox."""
_MANAGED: Final = "cloud_managed"


class _Obstacle(NamedTuple):
    """Why a recipient cannot be managed in the cloud, and the fact that says so; empty where nothing does."""

    why: str
    fact: str


@rule("SYNC011", "cloud-management-without-prerequisites", severity="error", evidence=(CLOUD_MANAGED, SET_MAILBOX))
def cloud_management_without_prerequisites(
    subject: Recipient | SyncEngine, state: State
) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    `cloud_managed: true` on what is not synchronized, or has no mailbox in Exchange Online; and an Entra Connect server
    older than 2.5.190.0 that synchronizes such mailboxes, told once at its version. Cloud sync has no such minimum. A
    server that has stopped synchronizing altogether is left to `SYNC002`.

    ## Why it matters
    `Set-Mailbox -IsExchangeCloudManaged` takes a directory-synchronized mailbox in Exchange Online. An older Entra
    Connect goes on sending the values of Active Directory, so that nobody can tell which side counts.

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.5.79.0}
    recipients:
      annelies@contoso.com: {home: online, directory_synced: true, cloud_managed: true}
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0}
    recipients:
      annelies@contoso.com: {home: online, directory_synced: true, cloud_managed: true}
    ```

    ## How to fix
    Upgrade Entra Connect, or leave the attributes to Active Directory with
    `Set-Mailbox -IsExchangeCloudManaged $false` and write `cloud_managed: false`.
    """
    if isinstance(subject, Recipient):
        if subject.cloud_managed is True:
            yield from _at_recipient(subject, state)
        return
    managed = state.once(_managed_mailboxes).get(subject, [])
    if managed:
        yield from _at_engine(subject, managed, state)


@rule(
    "SYNC012",
    "cloud-managed-by-default-too-early",
    severity="error",
    evidence=(CLOUD_MANAGED, SET_ORGANIZATION_CONFIG),
    when="every",
)
def cloud_managed_by_default_too_early(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    `attributes_cloud_managed_by_default: true` for Exchange Online while somebody still has a mailbox on-premises, now
    or after a batch. That remote mailboxes are still created on-premises no state says, and is not looked at.

    ## Why it matters
    With this default, people who are synchronized for the first time arrive in Exchange Online without their Exchange
    attributes. Somebody new with a mailbox on-premises is then missing there: no address, no right can be granted, and
    nobody finds the person in the address list.

    ## Example
    ```yaml
    delegint: 1
    organization:
      hybrid: full
      exchange_online: {attributes_cloud_managed_by_default: true}
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    ```

    ## Instead
    ```yaml
    delegint: 1
    organization:
      hybrid: full
      exchange_online: {attributes_cloud_managed_by_default: true}
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    ```

    ## How to fix
    Switch back with `Set-OrganizationConfig -ExchangeAttributesServerManagedByDefault` until the last mailbox has been
    moved.
    """
    online = state.organization.exchange_online
    if online.attributes_cloud_managed_by_default is not True:
        return
    homes = [(person, state.home_at(person)) for person in state.recipients if person.has_mailbox is not False]
    left = [person for person, home in homes if not isinstance(home, Unknown) and home == "on_premises"]
    if not left:
        yield from (home for _, home in homes if isinstance(home, Unknown))
        return
    yield online.finding(
        "New people arrive in Exchange Online without their Exchange attributes, while"
        f" {names(left)} still {'has a mailbox' if len(left) == 1 else 'have mailboxes'} on-premises",
        "attributes_cloud_managed_by_default",
        fix="Run Set-OrganizationConfig -ExchangeAttributesServerManagedByDefault, and write"
        " attributes_cloud_managed_by_default: false until the last mailbox has been moved",
    )


def _managed_mailboxes(state: State) -> dict[SyncEngine, list[Recipient]]:
    """The mailboxes whose attributes are managed in the cloud, by the engine that synchronizes them."""
    found: dict[SyncEngine, list[Recipient]] = {}
    for mailbox in state.recipients:
        if mailbox.cloud_managed is True and not _why_not(mailbox, state).why:
            engine = state.sync_engine_of(mailbox)
            if isinstance(engine, SyncEngine):
                found.setdefault(engine, []).append(mailbox)
    return found


def _at_recipient(recipient: Recipient, state: State) -> Iterator[Finding | Unknown]:
    why, speaks = _why_not(recipient, state)
    if why:
        yield recipient.finding(
            f"{recipient} is said to be managed in the cloud, and {why}",
            _MANAGED,
            fix=f"Write cloud_managed: false, or correct {speaks}",
            about=((recipient.key,),),
        )
        return
    home, engine = state.home_at(recipient), state.sync_engine_of(recipient)
    if isinstance(home, Unknown):
        yield home
    if isinstance(engine, Unknown) and _engine_matters(state):
        yield engine


def _why_not(recipient: Recipient, state: State) -> _Obstacle:
    """What keeps the recipient from being managed in the cloud."""
    if state.sync_engine_of(recipient) is None:
        speaks = "directory_synced" if recipient.directory_synced is False else "provenance"
        return _Obstacle("is not synchronized from Active Directory", speaks)
    home = state.home_at(recipient)
    if isinstance(home, Unknown) or home == "online":
        return _Obstacle("", "")
    if home == "on_premises":
        return _Obstacle("lives on-premises", "home")
    return _Obstacle(f"is a {recipient.type}, which has no mailbox", "type")


def _engine_matters(state: State) -> bool:
    """Whether it may be an engine that is too old, in an organization that may have any."""
    hybrid = state.organization.hybrid
    if not state.sync_engines:
        return isinstance(hybrid, Unknown) or hybrid != "none"
    return any(_is_too_old(engine) is not False for engine in state.sync_engines)


def _is_too_old(engine: SyncEngine) -> bool | Unknown:
    kind, version = engine.engine, engine.version
    if not isinstance(kind, Unknown) and kind != "connect":
        return False
    too_old = version if isinstance(version, Unknown) else _CONNECT.rules_out(version)
    if too_old is False:
        return False
    if isinstance(kind, Unknown):
        return kind
    return engine.missing("version", "Get-ADSyncGlobalSettings") if too_old is None else too_old


def _at_engine(engine: SyncEngine, managed: list[Recipient], state: State) -> Iterator[Finding]:
    if not need(_is_too_old(engine)):
        return
    version = need(engine.version)
    if has_stopped(engine, state):
        return
    newest = ".".join(map(str, lifecycle.CONNECT_NEWEST))
    yield engine.finding(
        f"{engine.name} runs Entra Connect {'.'.join(map(str, version))}, too old to leave the Exchange attributes of"
        f" {names(managed)} to the cloud",
        "version",
        fix=f"Upgrade {engine.name} to Entra Connect {newest} or later, and declare that version; or run"
        " Set-Mailbox -IsExchangeCloudManaged $false for these, and write cloud_managed: false",
        related=(Related(managed[0].place_of(_MANAGED), f"{managed[0]} is managed in the cloud"),),
        about=((mailbox.key,) for mailbox in managed),
    )
