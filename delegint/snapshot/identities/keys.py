"""The names of one record, and the keys that they give."""

from __future__ import annotations

from binascii import a2b_base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from delegint.snapshot.identities.distinguished import dn_keys
from delegint.snapshot.identities.folding import fold, fold_all
from delegint.snapshot.identities.names import address_key, guid_key, legacy_key, sid_key

ON_PREMISES: Final = ("ad", "exchange", "lync")
CLOUD: Final = ("online", "teams", "entra")
SOURCES: Final = (*ON_PREMISES, *CLOUD)
CLOUD_FROM: Final = len(ON_PREMISES)
"""The number of the first source in the cloud."""
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


class KeyColumn(NamedTuple):
    """The keys of one kind that some records have.

    Parameters:
        kind: one of `KINDS`.
        records: the place of the record of each key; one record may have several, and the same one twice.
        keys: the keys, in their comparable form.
    """

    kind: str
    records: list[int]
    keys: list[str]


def key_columns(batch: Sequence[Keys], source: str, *, first: int = 0, early: bool = False) -> Iterator[KeyColumn]:
    """The keys of many records at once, kind by kind, which takes half the time of going record by record.

    Parameters:
        batch: the names of the records.
        source: one of `SOURCES`; the same for all of them.
        first: the number of the first record.
        early: whether the kinds in `LATE` are left out.
    """
    fields: list[tuple[Any, ...]] = list(zip(*batch, strict=True))
    numbers = list(range(first, first + len(batch)))
    if source not in _GUID_KINDS:  # the object ID under its other name
        both = zip(fields[_EDOID], fields[_GUID], strict=True)
        fields[_GUID] = tuple(None if edoid else guid for edoid, guid in both)
    logons: list[str] = []
    for field, kind, read in (_EARLY_FIELDS if early else _ALL_FIELDS)[source]:
        if any(fields[field]):
            keys = read([value or "" for value in fields[field]])
            if kind == "upn":
                logons = keys
            yield _without_gaps(kind, numbers, keys)
    yield from _addresses(batch, numbers, logons or [""] * len(batch))
    if any(fields[_SID_HISTORY]):
        former = [
            (number, sid) for number, sids in zip(numbers, fields[_SID_HISTORY], strict=True) for sid in sids or ()
        ]
        yield _without_gaps("sid_history", [number for number, _ in former], [sid_key(sid) for _, sid in former])
    if any(fields[_NETBIOS]):
        yield _without_gaps("netbios", numbers, [netbios_key(keys) if keys.netbios else "" for keys in batch])


def _without_gaps(kind: str, records: list[int], keys: list[str]) -> KeyColumn:
    if "" not in keys:
        return KeyColumn(kind, records, keys)
    having = [(record, key) for record, key in zip(records, keys, strict=True) if key]
    return KeyColumn(kind, [record for record, _ in having], [key for _, key in having])


def _addresses(batch: Sequence[Keys], numbers: Iterable[int], logons: Iterable[str]) -> Iterator[KeyColumn]:
    """The proxy addresses, with the primary one, which the record may give by itself or as the one in capitals.

    The address that is the logon name as well, as mostly one is, stays one text.
    """
    columns = {kind: KeyColumn(kind, [], []) for kind in ("smtp", "sip", "x500", "primary")}
    for keys, number, logon in zip(batch, numbers, logons, strict=True):
        primary = address_key(keys.smtp) if keys.smtp else ""
        if primary == logon:
            primary = logon
        listed = False
        for proxy in keys.proxies or ():
            kind, key = _proxy(proxy)
            if not key:
                continue
            if key == primary:
                key, listed = primary, listed or kind == "smtp"
            elif key == logon:
                key = logon
            _, records, found = columns[kind]
            records.append(number)
            found.append(key)
            if not primary and proxy.startswith("SMTP:"):
                primary, listed = key, True
        if primary:
            for kind in ("primary",) if listed else ("primary", "smtp"):
                _, records, found = columns[kind]
                records.append(number)
                found.append(primary)
    yield from (column for column in columns.values() if column.keys)


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


def _each(read: Callable[[str], str]) -> Callable[[list[str]], list[str]]:
    return lambda texts: [read(text) if text else "" for text in texts]


def _legacy(texts: list[str]) -> list[str]:
    return [key if key.startswith("/O=") else legacy_key(key) for key in fold_all(texts)]


def _distinguished(texts: list[str]) -> list[str]:
    return dn_keys(fold_all(texts))


_PROXY_KINDS: Final = {"SMTP": "smtp", "smtp": "smtp", "SIP": "sip", "sip": "sip", "X500": "x500", "x500": "x500"}
_FIELDS: Final[dict[str, tuple[str, Callable[[list[str]], list[str]]]]] = {
    "guid": ("", _each(guid_key)),  # of which kind depends on the source
    "exchange_guid": ("exchange_guid", _each(guid_key)),
    "edoid": ("edoid", _each(edoid_key)),
    "immutable_id": ("immutable_id", _each(anchor_key)),
    "dn": ("dn", _distinguished),
    "canonical": ("canonical", fold_all),
    "legacy_dn": ("legacy_dn", _legacy),
    "sam": ("sam", fold_all),
    "upn": ("upn", _each(address_key)),
    "sid": ("sid", _each(sid_key)),
    "name": ("name", fold_all),
    "display_name": ("display_name", fold_all),
    "alias": ("alias", fold_all),
    "sip": ("sip", _each(address_key)),
}
"""The fields that hold one key: its kind, and what makes many of them comparable; an empty text stays one."""
_GUID, _EDOID, _NETBIOS, _SID_HISTORY = map(Keys._fields.index, ("guid", "edoid", "netbios", "sid_history"))
_GUID_KINDS: Final = dict.fromkeys(ON_PREMISES, "ad_guid") | {"online": "online_guid"}
_READERS: Final = tuple(_FIELDS.get(field, ("", fold_all))[1] for field in Keys._fields)


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
"""The fields of each source that give one key: where they stand, the kind, and what makes the keys comparable."""
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


def late_names(batch: Sequence[Keys], source: str) -> Iterator[LateNames]:
    """What of each record is put aside for the kinds in `LATE`."""
    is_cloud = source in CLOUD
    return (("" if is_cloud else keys.sam, keys.name, keys.display_name, keys.alias) for keys in batch)
