"""The names of one record, and the keys that they give."""

from __future__ import annotations

from binascii import a2b_base64
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from delegint.snapshot.identities.distinguished import dn_key
from delegint.snapshot.identities.folding import fold
from delegint.snapshot.identities.names import address_key, guid_key, legacy_key, sid_key

ON_PREMISES: Final = ("ad", "exchange", "lync")
CLOUD: Final = ("online", "teams", "entra")
SOURCES: Final = (*ON_PREMISES, *CLOUD)
_GUID_BYTES: Final = 16


class Keys(NamedTuple):
    r"""Every name that a record of somebody carries; None, or empty, where it carries none.

    Parameters:
        guid: objectGUID, or the Guid of the object in Exchange Online; for Entra and Teams the object ID.
        exchange_guid: of the mailbox; zeros count as none.
        edoid: ExternalDirectoryObjectId, the object ID in Entra.
        immutable_id: ImmutableId of the cloud; mS-DS-ConsistencyGuid on-premises, where it is known to be the anchor.
        dn, canonical, legacy_dn: distinguished name, canonical name, legacyExchangeDN.
        sam: sAMAccountName.
        netbios: the NetBIOS name of the domain, or `DOMAIN\account`.
        upn: the user principal name.
        smtp: the primary address.
        proxies: proxyAddresses or EmailAddresses, with their prefixes.
        sid, sid_history: the SID now, and those before.
        name, display_name, alias: what people call it.
        sip: the SIP address.
        dir_synced: IsDirSynced of a cloud object.
    """

    guid: str | None = None
    exchange_guid: str | None = None
    edoid: str | None = None
    immutable_id: str | None = None
    dn: str | None = None
    canonical: str | None = None
    legacy_dn: str | None = None
    sam: str | None = None
    netbios: str | None = None
    upn: str | None = None
    smtp: str | None = None
    proxies: tuple[str, ...] | None = None
    sid: str | None = None
    sid_history: tuple[str, ...] | None = None
    name: str | None = None
    display_name: str | None = None
    alias: str | None = None
    sip: str | None = None
    dir_synced: bool | None = None


KINDS: Final = (
    "ad_guid", "online_guid", "edoid", "exchange_guid", "immutable_id", "sid", "sid_history", "dn", "canonical",
    "legacy_dn", "x500", "primary", "smtp", "upn", "sip", "sam", "netbios", "alias", "name", "display_name",
)  # fmt: skip
"""The kinds of keys; `primary` is the primary SMTP address, which is an `smtp` key too."""


LateNames = tuple[str | None, str | None, str | None, str | None]
LATE: Final = ("sam", "name", "display_name", "alias")
"""Kinds that no two records are joined by, and that are made comparable only when a row names somebody so."""


def typed_keys(keys: Keys, source: str, *, early: bool = False) -> Iterator[tuple[str, str]]:
    """The keys of a record as kind and comparable form; the same pair may come twice.

    Parameters:
        keys: the names of the record.
        source: one of `SOURCES`.
        early: whether the kinds in `LATE` are left out.
    """
    plain: tuple[Any, ...] = keys
    if keys.edoid and source not in _GUID_KINDS:
        plain = keys._replace(guid=None)  # the object ID under its other name
    known: dict[str, str] = {}  # address and logon name are mostly one text; one copy of it is enough
    for field, kind, read in (_EARLY_FIELDS if early else _ALL_FIELDS)[source]:
        value = plain[field]
        if value and (key := read(value)):
            yield kind, known.setdefault(key, key)
    yield from _addresses(keys, known)
    for sid in keys.sid_history or ():
        if key := sid_key(sid):
            yield "sid_history", key
    if keys.netbios and (key := netbios_key(keys)):
        yield "netbios", key


def _addresses(keys: Keys, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The proxy addresses, with the primary one, which the record may give by itself or as the one in capitals."""
    primary = address_key(keys.smtp) if keys.smtp else ""
    listed = False
    for proxy in keys.proxies or ():
        kind, key = _proxy(proxy)
        if key:
            yield kind, known.setdefault(key, key)
            if key == primary:
                listed = True
            elif not primary and proxy.startswith("SMTP:"):
                primary, listed = key, True
    if primary:
        primary = known.setdefault(primary, primary)
        yield "primary", primary
        if not listed:
            yield "smtp", primary


def edoid_key(text: str) -> str:
    """The object ID of Entra, with or without the kind of object that Active Directory writes before it.

    Source: msDS-ExternalDirectoryObjectId, such as `User_1b2c...`.
    """
    return guid_key(text.rpartition("_")[2])


def anchor_key(text: str) -> str:
    """An ImmutableId as the GUID that it encodes; as it is where it encodes none, since base64 knows case.

    Source: sourceAnchor is the base64 of mS-DS-ConsistencyGuid or objectGUID; a GUID begins with little-endian parts.
    """
    text = text.strip()
    guid = guid_key(text)
    if guid:
        return guid
    try:
        decoded = a2b_base64(text, strict_mode=True)
    except ValueError:
        return text
    if len(decoded) != _GUID_BYTES:
        return text
    digits = (decoded[3::-1] + decoded[5:3:-1] + decoded[7:5:-1] + decoded[8:]).hex()
    if not any(decoded):
        return ""
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def netbios_key(keys: Keys) -> str:
    r"""`DOMAIN\ACCOUNT`, where the record has both."""
    domain, _, account = fold(keys.netbios or "").partition("\\")
    account = account or fold(keys.sam or "")
    return f"{domain}\\{account}" if domain and account else ""


def _proxy(proxy: str) -> tuple[str, str]:
    """The kind and the key of one of the proxy addresses; empty for kinds that name nobody here, such as EUM."""
    prefix, colon, address = proxy.partition(":")
    kind = _PROXY_KINDS.get(prefix) or _PROXY_KINDS.get(prefix.strip().upper(), "") if colon else "smtp"
    key = fold(address if colon else proxy)
    if kind == "x500":
        return kind, legacy_key(key)
    return (kind, key) if kind and "@" in key else ("", "")


def _legacy(text: str) -> str:
    return legacy_key(fold(text))


def _distinguished(text: str) -> str:
    return dn_key(fold(text))


_PROXY_KINDS: Final = {"SMTP": "smtp", "smtp": "smtp", "SIP": "sip", "sip": "sip", "X500": "x500", "x500": "x500"}
_FIELDS: Final[dict[str, tuple[str, Callable[[str], str]]]] = {
    "guid": ("", guid_key),  # of which kind depends on the source
    "exchange_guid": ("exchange_guid", guid_key),
    "edoid": ("edoid", edoid_key),
    "immutable_id": ("immutable_id", anchor_key),
    "dn": ("dn", _distinguished),
    "canonical": ("canonical", fold),
    "legacy_dn": ("legacy_dn", _legacy),
    "sam": ("sam", fold),
    "upn": ("upn", address_key),
    "sid": ("sid", sid_key),
    "name": ("name", fold),
    "display_name": ("display_name", fold),
    "alias": ("alias", fold),
    "sip": ("sip", address_key),
}
"""The fields that hold one key: its kind, and what makes it comparable."""
_GUID_KINDS: Final = dict.fromkeys(ON_PREMISES, "ad_guid") | {"online": "online_guid"}
_READERS: Final = tuple(_FIELDS.get(field, ("", fold))[1] for field in Keys._fields)


def _kinds_of(source: str) -> tuple[str, ...]:
    """The kind of each field of a record of the source; empty for fields that give no key, or more than one."""
    kinds = {field: kind for field, (kind, _) in _FIELDS.items()} | {"guid": _GUID_KINDS.get(source, "edoid")}
    if source in CLOUD:
        kinds["sam"] = ""  # a made-up text, such as $ABC-123
    return tuple(kinds.get(field, "") for field in Keys._fields)


_KIND_OF_FIELD: Final = {source: _kinds_of(source) for source in SOURCES}
_ALL_FIELDS: Final = {
    source: tuple((field, kind, _READERS[field]) for field, kind in enumerate(kinds) if kind)
    for source, kinds in _KIND_OF_FIELD.items()
}
"""The fields of each source that give one key: where they stand, the kind, and what makes the key comparable."""
_EARLY_FIELDS: Final = {
    source: tuple(field for field in fields if field[1] not in LATE) for source, fields in _ALL_FIELDS.items()
}


def late_key(keys: LateNames, kind: str) -> str:
    """The key of one of the kinds in `LATE`; empty where there is none.

    Parameters:
        keys: what was put aside of a record.
        kind: the kind.
    """
    return fold(keys[LATE.index(kind)] or "")


def late_names(keys: Keys, source: str) -> LateNames:
    """What of a record is put aside for the kinds in `LATE`."""
    return ("" if source in CLOUD else keys.sam, keys.name, keys.display_name, keys.alias)
