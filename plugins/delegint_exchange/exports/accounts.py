"""Get-ADUser, Get-ADObject: the objects of Active Directory behind recipients."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from delegint.api import RECIPIENT_TYPE_DETAILS, Export, Fact, Keys, Row, Sink
from delegint_exchange.exports.recipient_facts import home_and_type, provenance_of, stands_for_remote

_DISABLED: Final = 2
"""ADS_UF_ACCOUNTDISABLE of userAccountControl. Source: MS-ADTS, 2.2.16."""
_DELEGATES: Final = ("publicDelegates",)
_AUTOMAPPED: Final = ("msExchDelegateListLink", "delegateList")
_PROXIES: Final = ("proxyAddresses", "proxies")
_LISTS: Final = (*_DELEGATES, *_AUTOMAPPED, *_PROXIES)
_FIRST_PART: Final = re.compile(r"(?:[^,\\]|\\.)*,", re.DOTALL)
_ANY: Final = (
    "ObjectGUID", "objectSid", "SID", "msExchRecipientDisplayType", "msExchRecipientTypeDetails",
    "msExchRemoteRecipientType", "msExchMailboxGuid", *_LISTS,
)  # fmt: skip


def read_account(row: Row, sink: Sink) -> None:
    """An object of Active Directory."""
    legacy = row.text("legacyExchangeDN", "legacyDn")
    proxies = _listed(row, sink, *_PROXIES, expect_addresses=True)
    delegates = _listed(row, sink, *_DELEGATES)
    automapped = _listed(row, sink, *_AUTOMAPPED)
    nickname = row.text("mailNickname")
    facts: dict[str, Fact] = {
        "account_enabled": _is_enabled(row),
        "on_premises_object.msExchRecipientDisplayType": row.display_type("msExchRecipientDisplayType", "displayType"),
        "on_premises_object.mailNickname": "" if nickname is None and _is_unset(row, sink) else nickname,
        "on_premises_object.organizational_unit": _container(row.text("DistinguishedName", "dn") or ""),
        "on_premises_object.adminCount": row.number("adminCount"),
    }
    weaker: dict[str, Fact] = {
        "on_premises_object.legacyExchangeDN": legacy,
        "on_premises_object.proxyAddresses": None if proxies is None else sorted(proxies),
        "hidden_from_address_lists": row.flag("msExchHideFromAddressLists"),
        **home_and_type(_kind(row)),
    }
    if "type" not in weaker or stands_for_remote(weaker):
        weaker["provenance"] = provenance_of(row, "msExchRemoteRecipientType", "remoteType")
    references = {}
    if delegates is not None:
        references["on_premises_object.publicDelegates"] = delegates
    if automapped is not None:
        references["on_premises_object.msExchDelegateListLink"] = automapped
    sink.person(
        row.line,
        "ad",
        _keys(row, proxies, legacy),
        facts=facts,
        weaker=weaker,
        references=references,
        delegates=delegates,
        on_side=legacy is not None or nickname is not None,
    )


def _listed(row: Row, sink: Sink, *names: str, expect_addresses: bool = False) -> tuple[str, ...] | None:
    """A list; null is what Select-Object writes for an attribute that Get-ADUser was not asked for."""
    if row.holds_null(*names) and sink.carrier != "csv":
        return None
    return row.texts(*names, expect="proxy address" if expect_addresses else "distinguished name")


def _is_unset(row: Row, sink: Sink) -> bool:
    """Whether the alias is known to be empty: an empty cell of a table may also mean that nobody asked for it."""
    return sink.carrier != "csv" and row.is_null("mailNickname") and not row.holds_null("mailNickname")


def _container(distinguished: str) -> str | None:
    """Where the object of a distinguished name lies; of many objects there are few such places."""
    first = _FIRST_PART.match(distinguished)
    return None if first is None else _one_text(distinguished[first.end() :]) or None


@lru_cache(maxsize=4096)
def _one_text(text: str) -> str:
    """The same object for the same text."""
    return text


def _is_enabled(row: Row) -> bool | None:
    enabled = row.flag("Enabled")
    if enabled is not None:
        return enabled
    control = row.number("userAccountControl")
    return None if control is None else not control & _DISABLED


def _kind(row: Row) -> str | None:
    """RecipientTypeDetails; a number that has no known name says nothing."""
    for name in ("msExchRecipientTypeDetails", "typeDetails"):
        kind = row.enumeration(name, RECIPIENT_TYPE_DETAILS)
        if kind is not None:
            return kind if kind.upper() in RECIPIENT_TYPE_DETAILS.spelled else None
    return None


def _keys(row: Row, proxies: tuple[str, ...] | None, legacy: str | None) -> Keys:
    return Keys(
        guid=row.guid("ObjectGUID", "guid"),
        exchange_guid=row.guid("msExchMailboxGuid"),
        immutable_id=row.text("consistencyGuid") or row.guid("mS-DS-ConsistencyGuid"),
        dn=row.text("DistinguishedName", "dn"),
        legacy_dn=legacy,
        sam=row.text("SamAccountName", "sam"),
        upn=row.text("UserPrincipalName", "upn"),
        smtp=row.text("mail"),
        proxies=proxies or (),
        sid=row.sid("objectSid", "SID"),
        sid_history=row.texts("sIDHistory") or (),
        name=row.text("Name", "cn"),
        display_name=row.text("DisplayName"),
        sip=row.text("msRTCSIP-PrimaryUserAddress"),
    )


def _export(cmdlet: str, *third: str) -> Export:
    return Export(
        cmdlet,
        (("DistinguishedName", "dn"), _ANY, third),
        describe=read_account,
        refuses=("RecipientTypeDetails", "rtd", "SipAddress", "RegistrarPool", "ERROR"),
        side="on_premises",
    )


EXPORTS: Final = (
    _export("Get-ADObject", "ObjectClass", "SamAccountName", *_ANY[3:])._replace(kind="ad-object"),
    _export("Get-ADUser", "GivenName", "Surname", "Enabled", "UserPrincipalName"),
)
