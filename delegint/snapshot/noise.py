"""What every mailbox carries without anybody having granted it: entries that are not drift."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from delegint.snapshot.identities.authorities import BUILTIN, NT_AUTHORITY

NOISE: Final = {
    "self": "the owner's own entry (S-1-5-10)",
    "system": "SYSTEM, NETWORK SERVICE and their like",
    "builtin": "built-in local groups (S-1-5-32)",
    "administrators": "inherited and denying entries of administrators",
    "exchange-groups": "the groups of Exchange itself",
    "skype-groups": "the groups of Lync and Skype for Business",
    "internal": "principals of Microsoft's own forests in Exchange Online",
    "group-owners": "Owner@local and Member@local of group calendars",
    "no-rights": "entries that give nothing",
    "system-folders": "folders that no user opens",
    "system-mailboxes": "discovery, arbitration, monitoring and audit mailboxes",
}
"""The kinds of noise by the name under which a state can ask to see them.

Source: Get-MailboxPermission (default permissions), Get-RecipientPermission; well-known security identifiers.
"""
_SIDS: Final = {
    "S-1-5-10": "self", "S-1-5-18": "system", "S-1-5-19": "system", "S-1-5-20": "system", "S-1-5-9": "system",
    "S-1-3-0": "system",
}  # fmt: skip
_SELF: Final = frozenset({"SELF", "SELBST", "PRINCIPAL SELF", "PRÓPRIO", "SJÄLV"})
_SYSTEM: Final = frozenset({
    "SYSTEM", "SYSTÈME", "SISTEMA", "NETWORK", "NETWORK SERVICE", "NETZWERKDIENST", "SERVICE RÉSEAU", "SERVICE RESEAU",
    "LOCAL SERVICE", "LOKALER DIENST", "SERVICE LOCAL", "ENTERPRISE DOMAIN CONTROLLERS",
})  # fmt: skip
_ADMINISTRATIVE_RIDS: Final = frozenset({"498", "500", "512", "516", "518", "519"})
_ADMINISTRATORS: Final = frozenset({
    "ADMINISTRATOR", "ADMINISTRATORS", "DOMAIN ADMINS", "ENTERPRISE ADMINS", "SCHEMA ADMINS", "DOMAIN CONTROLLERS",
    "DOMÄNEN-ADMINS", "ORGANISATIONS-ADMINS", "SCHEMA-ADMINS",
})  # fmt: skip
_ROLE_GROUPS: Final = frozenset({
    "ORGANIZATION MANAGEMENT", "RECIPIENT MANAGEMENT", "SERVER MANAGEMENT", "VIEW-ONLY ORGANIZATION MANAGEMENT",
    "PUBLIC FOLDER MANAGEMENT", "UM MANAGEMENT", "HELP DESK", "RECORDS MANAGEMENT", "DISCOVERY MANAGEMENT",
    "COMPLIANCE MANAGEMENT", "SECURITY ADMINISTRATOR", "SECURITY READER", "HYGIENE MANAGEMENT", "DELEGATED SETUP",
    "EXCHANGE ORGANIZATION ADMINISTRATORS", "EXCHANGE RECIPIENT ADMINISTRATORS", "EXCHANGE VIEW-ONLY ADMINISTRATORS",
    "EXCHANGE PUBLIC FOLDER ADMINISTRATORS", "EXCHANGE ADMINS",
})  # fmt: skip
_WHOEVER_MADE_IT: Final = frozenset({
    "CREATOR OWNER", "ERSTELLER-BESITZER", "CREATEUR PROPRIETAIRE", "CRÉATEUR PROPRIÉTAIRE",
})  # fmt: skip
_SERVICE_GROUPS: Final = frozenset({
    "EXCHANGE SERVERS", "EXCHANGE TRUSTED SUBSYSTEM", "EXCHANGE WINDOWS PERMISSIONS", "EXCHANGELEGACYINTEROP",
    "MANAGED AVAILABILITY SERVERS", "EXCHANGE INSTALL DOMAIN SERVERS", "EXCHANGE ENTERPRISE SERVERS",
    "EXCHANGE DOMAIN SERVERS", "EXCHANGE SERVICES",
})  # fmt: skip
_SKYPE: Final = re.compile(r"(?:RTCUNIVERSAL|RTCCOMPONENT|RTCHS|RTCPROXY|RTCSBA)\w*|CS[A-Z-]*ADMINISTRATORS?")
_INTERNAL_FOREST: Final = re.compile(r"[A-Z]{3}P[A-Z0-9]{0,3}\d{2}A\d{3}|PRDTSB\d+|NAMPRD\d+")
_INTERNAL_NAME: Final = re.compile(
    r"JITUSERS|EXCHFULLACCESSADMIN|EXCHANGESERVICEADMINS_.*|TENANTADMINS_.*|HELPDESKADMINS_.*|RIM-MAILBOXADMINS.*"
)
_OBJECT_FOLDER: Final = re.compile(r"\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\}")
_SYSTEM_FOLDERS: Final = frozenset({
    "DELETIONS", "PURGES", "VERSIONS", "RECOVERABLE ITEMS", "CALENDAR LOGGING", "SUBSTRATEHOLDS", "AUDITS",
    "CONVERSATION ACTION SETTINGS", "PERSONMETADATA", "EXTERNALCONTACTS", "GAL CONTACTS", "ORGANIZATIONAL CONTACTS",
    "PEOPLECENTRICCONVERSATION BUDDIES", "RECIPIENT CACHE", "DISCOVERYHOLDS",
})  # fmt: skip
SYSTEM_MAILBOXES: Final = frozenset({
    "DiscoveryMailbox", "ArbitrationMailbox", "MonitoringMailbox", "AuditLogMailbox",
    "SupervisoryReviewPolicyMailbox", "PublicFolderMailbox",
})  # fmt: skip
_SYSTEM_NAME: Final = re.compile(
    r"(?:DISCOVERYSEARCHMAILBOX|SYSTEMMAILBOX)\{|HEALTHMAILBOX|MIGRATION\.8F3E7716|FEDERATEDEMAIL\.|"
    r"MICROSOFTEXCHANGE329E71|EXCHANGEPUBLICFOLDER"
)
_EFFECTLESS: Final = frozenset({"", "none", "readpermission", "externalaccount"})
_ORDINARY, _ALWAYS = "", "!"
OTHERS: Final = "others"
_MOST_LISTED: Final = 500
"""Of the names of one kind, so that a count stays a count."""


class Noise:
    """Judges entries, by SID first, since names are translated.

    Parameters:
        shown: kinds of noise that are to count as grants all the same.
        group_sids: the SIDs of Exchange's own security groups, as far as the snapshot has them.
        forests: the names of the forests in which the tenant's objects lie, such as `EURPR07A005`.
    """

    def __init__(self, shown: Iterable[str] = (), group_sids: Iterable[str] = (), forests: Iterable[str] = ()) -> None:
        self.ignored: dict[str, dict[str, int]] = {}
        self._shown = frozenset(shown)
        self._group_sids = frozenset(group_sids)
        self._forests = frozenset(forest.upper() for forest in forests)
        self._known: dict[tuple[str, str], str] = {}
        self._owners: dict[tuple[object, str], bool] = {}
        self._last: tuple[str, str] | None = None

    def verdict(self, written: str, sid: str, *, by_itself: bool) -> str:
        """The kind of noise that an entry of this trustee is; empty where it is a grant.

        Parameters:
            written, sid: the trustee.
            by_itself: whether the entry allows, and stands on the mailbox itself: neither inherited nor denying.
        """
        kind = self._known.get((written, sid))
        if kind is None:
            kind = self._known[written, sid] = self._classify(written.strip().upper(), sid.upper())
        if not kind:
            return ""
        if kind[0] == _ALWAYS:
            kind = kind[1:]
        elif by_itself:
            return ""
        return self._counted(kind, written or sid)

    def gives_nothing(self, rights: tuple[str, ...]) -> str:
        """`no-rights` where none of the rights opens anything."""
        if all(right.strip().casefold() in _EFFECTLESS for right in rights):
            return self._counted("no-rights", ", ".join(rights) or "nothing")
        return ""

    def folder(self, path: str) -> str:
        """`system-folders` for a folder that no user opens."""
        names = path.upper().replace("\\", "/").strip("/").split("/")
        is_one = _SYSTEM_FOLDERS.intersection(names) or any(map(_OBJECT_FOLDER.fullmatch, names))
        return self._counted("system-folders", path) if is_one else ""

    def mailbox(self, kind: object, name: str) -> str:
        """`system-mailboxes` for an owner whose mailbox is no person's.

        Parameters:
            kind: RecipientTypeDetails, where known.
            name: the name or address of the owner.
        """
        known = self._owners.get((kind, name))
        if known is None:
            known = kind in SYSTEM_MAILBOXES or _SYSTEM_NAME.match(name.upper()) is not None
            self._owners[kind, name] = known
        found = self._counted("system-mailboxes", name) if known else ""
        self._last = None  # the owner makes it noise, and not what the entry says
        return found

    def _counted(self, kind: str, what: str) -> str:
        if kind in self._shown:
            return ""
        counts = self.ignored.setdefault(kind, {})
        if what not in counts and len(counts) >= _MOST_LISTED:
            what = OTHERS
        counts[what] = counts.get(what, 0) + 1
        self._last = (kind, what)
        return kind

    def take_last(self) -> tuple[str, str] | None:
        """Kind and trustee of the last entry that is noise whoever owns the mailbox, forgotten once asked for."""
        last, self._last = self._last, None
        return last

    def count(self, kind: str, what: str, number: int) -> None:
        """Count entries that were recognized without being judged one by one."""
        counts = self.ignored.setdefault(kind, {})
        counts[what] = counts.get(what, 0) + number

    def _classify(self, written: str, sid: str) -> str:
        """The kind, marked where it holds for direct entries too; `written` and `sid` in capitals."""
        sid = sid or written
        if sid in _SIDS:
            return _ALWAYS + _SIDS[sid]
        if sid.startswith("S-1-5-32-"):
            return _ALWAYS + "builtin"
        if sid in self._group_sids:
            return "exchange-groups"
        if sid.startswith("S-1-5-21-") and sid.rpartition("-")[2] in _ADMINISTRATIVE_RIDS:
            return "administrators"
        if "@" in written and "\\" not in written:  # an address, but for the two of group calendars
            return _ALWAYS + "group-owners" if written in ("OWNER@LOCAL", "MEMBER@LOCAL") else _ORDINARY
        return self._by_name(*_split(written))

    def _by_name(self, authority: str, name: str) -> str:
        if authority in NT_AUTHORITY and (name in _SELF or name in _SYSTEM):
            return _ALWAYS + ("self" if name in _SELF else "system")
        if not authority and name in _WHOEVER_MADE_IT:
            return _ALWAYS + "system"
        if authority in BUILTIN:
            return _ALWAYS + "builtin"
        if authority in self._forests or _INTERNAL_FOREST.fullmatch(authority) or _INTERNAL_NAME.fullmatch(name):
            return _ALWAYS + "internal"
        if not authority and " " not in name:
            return _ORDINARY  # a display name or an address: nobody's group is recognized by that
        if name in _SERVICE_GROUPS or name.startswith("$D31000-"):
            return _ALWAYS + "exchange-groups"
        if name in _ROLE_GROUPS:
            return "exchange-groups"
        if name in _ADMINISTRATORS:
            return "administrators"
        return _ALWAYS + "skype-groups" if _SKYPE.fullmatch(name) else _ORDINARY


def _split(written: str) -> tuple[str, str]:
    r"""`DOMAIN` and `name` of `DOMAIN\name`; the name alone where there is no domain."""
    authority, separator, name = written.rpartition("\\")
    if not separator and "/" in written and "@" not in written:  # a canonical name
        return written.partition("/")[0], written.rpartition("/")[2]
    return authority, name
