"""What entries of permissions have in common: whose mailbox, which trustee, and how the entry stands."""

from __future__ import annotations

from typing import Final, NamedTuple

from delegint.api import ACCESS_CONTROL_TYPE, DENY, INHERITANCE_TYPE, INHERITED, Names, Row, Sink

_OBJECT_ALONE: Final = frozenset({"Descendents", "Children"})
"""Inheritance that leaves out the object on which the entry stands. Source: ActiveDirectorySecurityInheritance."""


class Entry(NamedTuple):
    """One entry.

    Parameters:
        owner: the names of the mailbox.
        trustee: the names of the trustee, the one for people first.
        sid: of the trustee.
        flags: `DENY` and `INHERITED`.
    """

    owner: tuple[str, ...]
    trustee: tuple[str, ...]
    sid: str
    flags: int


def entry_of(row: Row, *names: str, stands: Row | None = None) -> Entry | None:
    """The entry of a record; None where the export has lost the trustee, or whether the entry allows or denies.

    Parameters:
        row: the record.
        names: the property of the trustee.
        stands: the part of the record that says how the entry stands, where that is not the record itself.
    """
    flags = _flags(row if stands is None else stands)
    trustee = _trustee(row, names)
    return None if flags is None or trustee is None else Entry(owner_of(row), *trustee, flags)


def owner_of(row: Row) -> tuple[str, ...]:
    """The names of the mailbox: the collector's GUID, or what stands in Identity."""
    collected = row.text("on")
    if collected is not None:
        return (collected,)
    written = row.text("Identity")
    identity = None if written is None else row.part("Identity")
    if identity is None:
        return () if written is None else (written,)
    found = (identity.guid("ObjectGuid", "Guid"), identity.text("DistinguishedName"), written)
    return tuple(dict.fromkeys(name for name in found if name))


def rights_of(row: Row, table: Names) -> tuple[str, ...] | None:
    """The rights; None where the record has none or has lost them."""
    return row.rights("AccessRights" if row.has("AccessRights") else "rights", table)


def scope_of(row: Row) -> str | None:
    """To what the entry extends; None where the record does not say."""
    return row.enumeration("InheritanceType", INHERITANCE_TYPE) or row.text("scope")


def passes_over(entry: Entry, scope: str | None) -> bool:
    """Whether the entry stands on the mailbox only to be inherited by what is below."""
    return scope in _OBJECT_ALONE and not entry.flags & INHERITED


def is_blank(row: Row, *names: str) -> bool:
    """Whether the property is not there or holds nothing, so that what cannot be read has not been lost."""
    return not row.has(*names) or row.is_null(*names)


def note_loss(row: Row, sink: Sink, kind: str, owner: tuple[str, ...]) -> None:
    """An entry that cannot be read leaves it open who has the right."""
    sink.failed(kind, owner, f"Line {row.line} of {sink.name} cannot be read in full")


def _trustee(row: Row, names: tuple[str, ...]) -> tuple[tuple[str, ...], str] | None:
    """The names of the trustee and the SID; None where there was a trustee, and the export has lost it."""
    written = row.text(*names)
    sid = row.sid("UserSid", "TrusteeSidString", "sid")
    nested = None if written is None else row.part(names[0])
    if nested is not None:
        sid = sid or nested.sid("SecurityIdentifier")
        written = nested.text("RawIdentity", "ToString") or written
    if written is None and sid is None and not is_blank(row, *names):
        return None
    shown = written or sid or ""
    address = row.text("PrimarySmtpAddress") if row.has("UserSid") else row.text("TrusteeWithPrimarySmtpAddress")
    more = (address,) if address is not None and "@" in address and address != shown else ()
    return (shown, *more), sid or ""


def _flags(row: Row) -> int | None:
    """How the entry stands; a projection without the properties keeps what allows, and stands on the mailbox itself."""
    denied, inherited = row.flag("Deny"), row.flag("IsInherited", "inherited")
    control = row.enumeration("AccessControlType", ACCESS_CONTROL_TYPE)
    if denied is None and not is_blank(row, "Deny"):
        return None
    if inherited is None and not is_blank(row, "IsInherited", "inherited"):
        return None
    if control not in ("Allow", "Deny") and not is_blank(row, "AccessControlType"):
        return None
    return DENY * (denied is True or control == "Deny") | INHERITED * (inherited is True)
