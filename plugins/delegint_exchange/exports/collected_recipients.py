"""The collector's own recipients, decoded by type: a tenant has a hundred thousand, each with two dozen properties."""

from __future__ import annotations

from typing import Final

import msgspec

from delegint.api import RECIPIENT_TYPE_DETAILS, Keys, Sink
from delegint_exchange.exports.recipient_facts import Stated, facts_of, provenance_by, stands_for_remote


class _Recipient(msgspec.Struct, tag_field="k", tag="recipient", gc=False):
    """A record of the kind `recipient`; an empty text is none, and null was not asked for."""

    guid: str = ""
    exchangeGuid: str = ""  # noqa: N815 - the collector's own spelling, here and below
    edoid: str = ""
    immutableId: str = ""  # noqa: N815
    dn: str = ""
    canonical: str = ""
    legacyDn: str = ""  # noqa: N815
    sam: str = ""
    upn: str = ""
    primarySmtp: str = ""  # noqa: N815
    proxies: tuple[str, ...] = ()
    sid: str = ""
    sidHistory: tuple[str, ...] = ()  # noqa: N815
    name: str = ""
    displayName: str = ""  # noqa: N815
    alias: str = ""
    rtd: str = ""
    hidden: bool | None = None
    dirSynced: bool | None = None  # noqa: N815
    sendOnBehalf: tuple[str, ...] | None = None  # noqa: N815
    messageCopySentAs: bool | None = None  # noqa: N815
    messageCopySendOnBehalf: bool | None = None  # noqa: N815
    accountDisabled: bool | None = None  # noqa: N815
    litigationHold: bool | None = None  # noqa: N815
    archive: str | None = None
    cloudManaged: bool | None = None  # noqa: N815
    remoteType: str | None = None  # noqa: N815
    externalEmail: str | None = None  # noqa: N815
    remoteRouting: str | None = None  # noqa: N815


_decode: Final = msgspec.json.Decoder(_Recipient).decode


def read_collected(line: bytes, number: int, sink: Sink) -> bool:
    """Read one line.

    Parameters:
        line, number: the line.
        sink: takes what it says.

    Returns:
        Whether the line has the form of the collector; if not, it has to be read in general.
    """
    try:
        record = _decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False
    kind = RECIPIENT_TYPE_DETAILS.spelled.get(record.rtd.upper()) if record.rtd else None
    is_number = record.remoteType is not None and record.remoteType.strip().isdecimal()
    if (record.rtd and kind is None) or is_number:
        return False
    stated = Stated(
        kind, record.legacyDn, record.proxies, record.remoteRouting or record.externalEmail, record.hidden,
        record.dirSynced, record.cloudManaged, record.accountDisabled, record.messageCopySentAs,
        record.messageCopySendOnBehalf, record.litigationHold, record.archive,
    )  # fmt: skip
    facts, weaker = facts_of(stated, sink.side)
    if record.remoteType and stands_for_remote(facts):
        facts["provenance"] = provenance_by(record.remoteType.split(","))
    keys = Keys(
        record.guid, record.exchangeGuid, record.edoid, record.immutableId, record.dn, record.canonical,
        record.legacyDn, record.sam, None, record.upn, record.primarySmtp, record.proxies, record.sid,
        record.sidHistory, record.name, record.displayName, record.alias, None, record.dirSynced,
    )  # fmt: skip
    source = "online" if sink.side == "online" else "exchange"
    sink.person(number, source, keys, facts=facts, weaker=weaker, delegates=record.sendOnBehalf)
    return True
