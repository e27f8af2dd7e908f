"""Get-Mailbox, Get-RemoteMailbox, Get-MailUser, Get-Recipient and their Exchange Online counterparts."""

from __future__ import annotations

import re
from typing import Final

from delegint.api import RECIPIENT_TYPE_DETAILS, Export, Keys, Row, Sink
from delegint_exchange.exports.collected_recipients import read_collected
from delegint_exchange.exports.recipient_facts import Stated, facts_of, is_recipient, provenance_of, stands_for_remote

_TYPE: Final = ("RecipientTypeDetails", "rtd")
_ADDRESSES: Final = ("EmailAddresses", "proxies")
_DOMAIN: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_PRIMARY: Final = ("PrimarySmtpAddress", "primarySmtp", "WindowsEmailAddress")
_DELEGATES: Final = ("GrantSendOnBehalfTo", "sendOnBehalf")


def read_recipient(row: Row, sink: Sink) -> None:
    """A recipient of any type, on either side."""
    stated = _stated(row)
    facts, weaker = facts_of(stated, sink.side)
    if stands_for_remote(facts):
        facts["provenance"] = provenance_of(row, "RemoteRecipientType", "remoteType")
    sink.person(
        row.line,
        "online" if sink.side == "online" else "exchange",
        _keys(row, stated),
        facts=facts,
        weaker=weaker,
        delegates=None if _is_unasked(row, sink) else row.texts(*_DELEGATES, expect="canonical name"),
        on_side=is_recipient(stated.kind),
    )


def _is_unasked(row: Row, sink: Sink) -> bool:
    """Whether the list of Send on Behalf was not asked for: Exchange Online then gives null, and not an empty list."""
    return not row.has(*_DELEGATES) or (row.holds_null(*_DELEGATES) and sink.carrier != "csv")


def _stated(row: Row) -> Stated:
    """What the record says of the recipient."""
    return Stated(
        row.enumeration("RecipientTypeDetails", RECIPIENT_TYPE_DETAILS)
        or row.enumeration("rtd", RECIPIENT_TYPE_DETAILS),
        row.text("LegacyExchangeDN", "legacyDn"),
        row.texts(*_ADDRESSES, expect="proxy address"),
        row.text("RemoteRoutingAddress", "remoteRouting", "ExternalEmailAddress", "externalEmail"),
        row.flag("HiddenFromAddressListsEnabled", "hidden"),
        row.flag("IsDirSynced", "dirSynced"),
        row.flag("IsExchangeCloudManaged", "cloudManaged"),
        row.flag("AccountDisabled", "accountDisabled"),
        row.flag("MessageCopyForSentAsEnabled", "messageCopySentAs"),
        row.flag("MessageCopyForSendOnBehalfEnabled", "messageCopySendOnBehalf"),
        row.flag("LitigationHoldEnabled", "litigationHold"),
        row.text("ArchiveState", "archive"),
    )


def _keys(row: Row, stated: Stated) -> Keys:
    identity = row.text("Identity")
    nested = None if identity is None else row.part("Identity")
    distinguished = row.text("DistinguishedName", "dn")
    if distinguished is None and nested is not None:
        distinguished = nested.text("DistinguishedName")
    return Keys(
        dir_synced=stated.synced,
        guid=row.guid("Guid", "guid"),
        exchange_guid=row.guid("ExchangeGuid", "exchangeGuid"),
        edoid=row.guid("ExternalDirectoryObjectId", "edoid"),
        immutable_id=row.text("ImmutableId", "immutableId"),
        dn=distinguished,
        canonical=row.text("canonical") or _canonical(identity),
        legacy_dn=stated.legacy,
        sam=row.text("SamAccountName", "sam"),
        upn=row.text("UserPrincipalName", "upn", "WindowsLiveID", "MicrosoftOnlineServicesID"),
        smtp=row.text(*_PRIMARY),
        proxies=stated.addresses or (),
        sid=row.sid("Sid", "sid"),
        sid_history=row.texts("SidHistory", "sidHistory") or (),
        name=row.text("Name", "name"),
        display_name=row.text("DisplayName", "displayName"),
        alias=row.text("Alias", "alias"),
    )


def _canonical(identity: str | None) -> str | None:
    """An identity that is a canonical name; in Exchange Online it is a GUID or a name."""
    domain = "" if identity is None else identity.partition("/")[0]
    return identity if identity is not None and _DOMAIN.fullmatch(domain) and "/" in identity else None


def _export(cmdlet: str, *more: str, refuses: tuple[str, ...] = (), side: str = "", kind: str = "") -> Export:
    return Export(
        cmdlet,
        (_TYPE, (*_PRIMARY, *_ADDRESSES, "Guid"), *((name,) for name in more)),
        describe=read_recipient,
        refuses=refuses,
        side=side,
        kind=kind,
        exact=True,
    )


_OTHERS: Final = ("RemoteRoutingAddress", "GroupType", "RecipientFilter")
"""What raw exports of other cmdlets have besides all that Get-Mailbox is told by."""

EXPORTS: Final = (
    _export("Get-Recipient", kind="recipient")._replace(collected=read_collected),
    _export("Get-Mailbox", "GrantSendOnBehalfTo", refuses=_OTHERS),
    _export("Get-Mailbox", "ExchangeGuid", refuses=_OTHERS),
    _export("Get-EXOMailbox", side="online", refuses=_TYPE),
    _export("Get-EXORecipient", side="online", refuses=_TYPE),
    _export("Get-RemoteMailbox", "RemoteRoutingAddress", side="on_premises"),
    _export("Get-MailUser", "ExternalEmailAddress", "UserPrincipalName", refuses=("RemoteRoutingAddress",)),
    _export("Get-DistributionGroup", "GroupType"),
    _export("Get-DynamicDistributionGroup", "RecipientFilter"),
)
"""Those that refuse what they need are known by the name that a manifest gives."""
