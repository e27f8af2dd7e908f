"""What RecipientTypeDetails and its neighbours say of a recipient, seen from one side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from delegint.api import GROUPS, MAILBOXES, REMOTE_MAILBOXES, REMOTE_RECIPIENT_TYPE, Fact, Row

_WITHOUT_MAIL: Final = frozenset({"User", "DisabledUser", "LinkedUser"})
"""Accounts that are no recipients; only Get-User shows them."""
_PROVENANCE: Final = {"MIGRATED": "migrated", "PROVISIONMAILBOX": "new_remote_mailbox"}
"""RemoteRecipientType, where it tells how the mailbox in Exchange Online came to be.

Source: New-RemoteMailbox and Enable-RemoteMailbox provision; a move request leaves Migrated.
"""
_GUESTS: Final = frozenset({"GuestMailUser"})
_ARCHIVES: Final = {
    "none": {"on_premises": "none", "online": "none"},
    "local": {"on_premises": "local", "online": "cloud"},
    "onpremise": {"on_premises": "local", "online": "local"},
    "hostedprovisioned": {"on_premises": "cloud", "online": "cloud"},
    "hostedpending": {"on_premises": "cloud", "online": "cloud"},
}
"""ArchiveState, by the side of the mailbox, as the format has it."""


class Stated(NamedTuple):
    """What one record states, in the record's own words; None is unknown.

    Parameters:
        kind: RecipientTypeDetails.
        legacy: LegacyExchangeDN.
        addresses: EmailAddresses.
        target: where mail for it goes on: RemoteRoutingAddress of a remote mailbox, else ExternalEmailAddress.
        hidden, synced, cloud_managed, disabled: HiddenFromAddressListsEnabled, IsDirSynced, IsExchangeCloudManaged,
            AccountDisabled.
        copy_sent_as, copy_on_behalf: MessageCopyForSentAsEnabled, MessageCopyForSendOnBehalfEnabled.
        hold: LitigationHoldEnabled.
        archive: ArchiveState.
    """

    kind: str | None
    legacy: str | None
    addresses: tuple[str, ...] | None
    target: str | None
    hidden: bool | None
    synced: bool | None
    cloud_managed: bool | None
    disabled: bool | None
    copy_sent_as: bool | None
    copy_on_behalf: bool | None
    hold: bool | None
    archive: str | None


def facts_of(stated: Stated, side: str) -> tuple[dict[str, Fact], dict[str, Fact]]:
    """The facts of a recipient by key of the format, and those that only count where no other record says otherwise.

    A mailbox is best known on the side where it lives: the object that stands for it on the other side is not asked
    for what only the mailbox has. IsDirSynced tells something in Exchange Online alone. Addresses come in no order, and
    are put into one, so that two records of one person say the same.

    Parameters:
        stated: what the record says.
        side: where it was exported.
    """
    common, weaker = _common(stated._replace(legacy=None, addresses=None, target=None), side)
    facts = dict(common)
    online = side == "online"
    if stated.legacy:
        facts["online_object.legacyExchangeDN" if online else "on_premises_object.legacyExchangeDN"] = stated.legacy
    if stated.addresses:
        addresses = "online_object.EmailAddresses" if online else "on_premises_object.proxyAddresses"
        facts[addresses] = sorted(stated.addresses)
    if stated.target:
        if online:
            facts["online_object.ExternalEmailAddress"] = stated.target
        elif stands_for_remote(facts):
            facts["on_premises_object.remote_routing_address"] = stated.target
    return facts, weaker


@lru_cache(maxsize=4096)
def _common(stated: Stated, side: str) -> tuple[dict[str, Fact], dict[str, Fact]]:
    """What all recipients say who state the same, names and addresses apart: of a tenant's many there are few kinds."""
    facts, weaker = _worked_out(stated, side)
    return (
        {key: value for key, value in facts.items() if value is not None},
        {key: value for key, value in weaker.items() if value is not None},
    )


def _worked_out(stated: Stated, side: str) -> tuple[dict[str, Fact], dict[str, Fact]]:
    part = "online_object." if side == "online" else "on_premises_object."
    facts: dict[str, Fact] = {
        "directory_synced": stated.synced if side == "online" else None,
        "cloud_managed": stated.cloud_managed,
    }
    weaker: dict[str, Fact] = {"account_enabled": None if stated.disabled is None else not stated.disabled}
    kind = stated.kind
    if kind in MAILBOXES and kind not in REMOTE_MAILBOXES:
        facts |= {"type": kind, "home": side, part + "kind": "Mailbox", "hidden_from_address_lists": stated.hidden}
        facts["message_copy_for_sent_as"] = stated.copy_sent_as
        facts["message_copy_for_send_on_behalf"] = stated.copy_on_behalf
        facts["litigation_hold"] = stated.hold
        if stated.archive is not None:
            facts["archive"] = _ARCHIVES.get(stated.archive.casefold(), {}).get(side)
        return facts, weaker
    weaker["hidden_from_address_lists"] = stated.hidden
    if not is_recipient(kind):
        return facts, weaker
    if kind in REMOTE_MAILBOXES:
        facts |= {"type": REMOTE_MAILBOXES[kind], "home": "online", part + "kind": "RemoteMailbox"}
        facts["on_premises_object.remote_type"] = kind
    elif kind is not None:
        (facts if kind in GROUPS or kind in _GUESTS else weaker)["type"] = kind
        facts[part + "kind"] = "group" if kind in GROUPS else kind
        facts["external"] = True if kind in _GUESTS else None
    return facts, weaker


def is_recipient(kind: str | None) -> bool:
    """Whether an object of this RecipientTypeDetails takes mail at all."""
    return kind not in _WITHOUT_MAIL


def stands_for_remote(facts: Mapping[str, Fact]) -> bool:
    """Whether the facts are those of the object on-premises that stands for a mailbox in Exchange Online."""
    return "on_premises_object.remote_type" in facts


def home_and_type(kind: str | None) -> dict[str, Fact]:
    """What RecipientTypeDetails in Active Directory says of home and type."""
    part = "on_premises_object.kind"
    if kind is None or not is_recipient(kind):
        return {}
    if kind in REMOTE_MAILBOXES:
        return {
            "type": REMOTE_MAILBOXES[kind],
            "home": "online",
            part: "RemoteMailbox",
            "on_premises_object.remote_type": kind,
        }
    if kind in MAILBOXES:
        return {"type": kind, "home": "on_premises", part: "Mailbox"}
    return {"type": kind, part: "group" if kind in GROUPS else kind}


def provenance_of(row: Row, *names: str) -> str | None:
    """How a mailbox in Exchange Online came to be, by its RemoteRecipientType in any form."""
    for name in names:
        words = row.rights(name, REMOTE_RECIPIENT_TYPE)
        if words:
            return provenance_by(words)
    return None


def provenance_by(words: Iterable[str]) -> str | None:
    """The same by the words of RemoteRecipientType; None where they do not tell, or tell both."""
    known = {_PROVENANCE[word] for text in words if (word := text.strip().upper()) in _PROVENANCE}
    return known.pop() if len(known) == 1 else None
