"""The forms in which cmdlets name people: of which kind a text is, and the key by which it is compared."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from delegint.snapshot.identities.authorities import BUILTIN, NT_AUTHORITY
from delegint.snapshot.identities.distinguished import dn_key
from delegint.snapshot.identities.folding import fold

_GUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch
_LOOSE_GUID: Final = re.compile(
    r"[{(]?([0-9a-f]{8})(-?)([0-9a-f]{4})\2([0-9a-f]{4})\2([0-9a-f]{4})\2([0-9a-f]{12})[)}]?"
).fullmatch
_NO_GUID: Final = "00000000-0000-0000-0000-000000000000"
_SID: Final = re.compile(r"S-1-(?:0X[0-9A-F]+|[0-9])[0-9-]*").fullmatch
_ADDRESS: Final = re.compile(r"(?!IMCEAEX-|EXCHANGEPUBLISHEDUSER\.)[\w.!#$%&'*+=?^`{|}~-]+@[\w.-]+").fullmatch
_DN: Final = re.compile(r"(?:CN|OU|DC)\s*=").match
_CANONICAL: Final = re.compile(r"[^/\\@\s]+\.[^/\\@\s]+/.").match
_FOLDER: Final = re.compile(r":\\(?!/)").search
_PREFIX: Final = re.compile(r"(SMTP|SIP|X500|EX|NT USER|NT):\s*").match
_OTHER_PREFIX: Final = re.compile(r"[A-Z][A-Z0-9]{1,8}:").match
_HEX: Final = re.compile(r"\+([0-9A-F]{2})")
_ENCAPSULATED: Final = "IMCEAEX-"
_PUBLISHED: Final = "EXCHANGEPUBLISHEDUSER."
_SLASH_IN_FOLDER: Final = "\uf8ff"
NULL_SID: Final = "NULL SID"
_PSEUDO: Final = {
    "DEFAULT": "DEFAULT", "STANDARD": "DEFAULT", "ANONYMOUS": "ANONYMOUS", "ANONYM": "ANONYMOUS",
    "OWNER@LOCAL": "OWNER@LOCAL", "MEMBER@LOCAL": "MEMBER@LOCAL", NULL_SID: NULL_SID,
}  # fmt: skip
"""Entries that stand for no recipient; the German names are those that folder permissions print."""
_AUTHORITIES: Final = tuple(f"{name}\\" for name in sorted(NT_AUTHORITY | BUILTIN))


class Name(NamedTuple):
    """A text that names somebody.

    Parameters:
        kind: `guid`, `sid`, `netbios`, `address` (SMTP or UPN), `sip`, `legacy_dn`, `dn`, `canonical`, `folder`,
            `external`, `pseudo` or `text` (a name, alias or display name).
        key: what to compare.
        text: as it was written.
    """

    kind: str
    key: str
    text: str


def read_name(text: str) -> Name:
    """Of which kind a text is, with its key.

    Source: the output of Get-MailboxPermission, Get-RecipientPermission, Get-ADPermission, Get-MailboxFolderPermission
    and GrantSendOnBehalfTo, on-premises and in Exchange Online.
    """
    folded = fold(text)
    if _ADDRESS(folded) and folded not in _PSEUDO:
        return Name("address", folded, text)
    guid = guid_key(folded)
    if guid:
        return Name("guid", guid, text)
    kind, key = _classified(folded)
    return Name(kind, key, text)


def is_display_name(text: str) -> bool:
    """Whether a text is no more than a name for people."""
    return read_name(text).kind == "text"


def guid_key(text: str) -> str:
    """A GUID in its usual form, with or without braces and dashes in `text`; empty where it is none, or all zeros."""
    lower = text.lower()
    if not _GUID(lower):
        loose = _LOOSE_GUID(lower.strip())
        if not loose:
            return ""
        lower = "-".join(loose.group(1, 3, 4, 5, 6))
    return "" if lower == _NO_GUID else lower


def sid_key(text: str) -> str:
    """A SID without `NT:`; empty where the text is none."""
    folded = fold(text)
    if folded.startswith("NT"):
        folded = folded.partition(":")[2].lstrip()
    return folded if _SID(folded) else ""


def address_key(text: str) -> str:
    """An address without `smtp:` and `sip:`; empty where the text is none."""
    folded = fold(text)
    if ":" in folded:
        prefix = _PREFIX(folded)
        if prefix:
            folded = folded[prefix.end() :]
    return folded if "@" in folded else ""


def legacy_key(folded: str) -> str:
    """A legacyExchangeDN without `x500:`, and decoded where a non-delivery report has encapsulated it as an address.

    Source: IMCEAEX: `_` stands for a slash, `+20` for a blank.
    """
    prefix = _PREFIX(folded)
    if prefix:
        folded = folded[prefix.end() :]
    if not folded.startswith(_ENCAPSULATED):
        return folded
    local = folded[len(_ENCAPSULATED) :].rpartition("@")
    encoded = (local[0] or local[2]).replace("_", "/")
    return fold(_HEX.sub(lambda found: chr(int(found[1], 16)), encoded))


def split_folder(text: str) -> tuple[str, str]:
    r"""The mailbox and the path of a folder's identity, such as `alice@contoso.com:\Calendar`.

    The path is empty where the text is not one of a folder. In a path, U+F8FF stands for a slash in a folder's name.
    """
    found = _FOLDER(text)
    if found is None:
        return text, ""
    return text[: found.start()], text[found.end() - 1 :].replace(_SLASH_IN_FOLDER, "/")


def _classified(folded: str) -> tuple[str, str]:
    """The kind and the key of what is neither a plain address nor a GUID."""
    prefix = _PREFIX(folded)
    rest = folded[prefix.end() :] if prefix else folded
    word = prefix[1] if prefix else ""
    found = _marked(rest, word) or _entry(rest) or _path(rest)
    if found:
        return found
    if "@" in rest and not _OTHER_PREFIX(rest) and not any(map(str.isspace, rest)):
        return "sip" if word == "SIP" else "address", rest
    guid = guid_key(rest) if prefix else ""
    return ("guid", guid) if guid else ("text", folded)


def _marked(rest: str, word: str) -> tuple[str, str] | None:
    """Forms that their beginning gives away."""
    if _SID(rest):
        return "sid", rest
    if word in ("X500", "EX") or rest.startswith(("/O=", _ENCAPSULATED)):
        return "legacy_dn", legacy_key(rest)
    if _DN(rest):
        return "dn", dn_key(rest)
    if _FOLDER(rest):
        owner, path = split_folder(rest)
        return "folder", f"{owner if ':' in owner else read_name(owner).key}:{path}"
    return None


def _entry(rest: str) -> tuple[str, str] | None:
    """Entries that are no recipient of this organization."""
    if rest in _PSEUDO:
        return "pseudo", _PSEUDO[rest]
    if rest.startswith(_AUTHORITIES):
        return "pseudo", rest
    if rest.startswith(_PUBLISHED):
        return "external", rest[len(_PUBLISHED) :]
    return None


def _path(rest: str) -> tuple[str, str] | None:
    """Forms that lead to an account through its domain."""
    if "@" in rest:
        return None
    if _CANONICAL(rest):
        return "canonical", rest
    domain, _, account = rest.partition("\\")
    return ("netbios", rest) if domain and account and "\\" not in account else None
