"""On which side of the hybrid an export was taken, where nobody says so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from delegint.snapshot.identities.authorities import BUILTIN, NT_AUTHORITY
from delegint.snapshot.identities.folding import fold
from delegint.snapshot.values import Value

_FOLDERS: Final = {
    "onprem": "on_premises", "on-prem": "on_premises", "onpremises": "on_premises", "on-premises": "on_premises",
    "on_premises": "on_premises", "exo": "online", "online": "online", "exchange-online": "online", "cloud": "online",
    "exchangeonline": "online", "exchange_online": "online",
}  # fmt: skip
_ONLINE: Final = re.compile(
    r"DC=PROD,DC=OUTLOOK,DC=COM|OU=Microsoft Exchange Hosted Organizations|\.PROD\.OUTLOOK\.COM|/o=ExchangeLabs/|"
    r"^[A-Z]{3}P[A-Z0-9]{0,3}\d{2}A\d{3}\\",
    re.IGNORECASE,
)
_CANONICAL: Final = re.compile(r"^[a-z0-9-]+(?:\.[a-z0-9-]+)+/[^@]+$", re.IGNORECASE)
_ONLINE_ONLY: Final = frozenset({"usersid", "trusteesidstring", "externaldirectoryobjectid", "organizationid"})
_DN: Final = re.compile(r"^(?:CN|OU)=.*,\s?DC=[\w-]+$", re.IGNORECASE)
_NAMES_OBJECT: Final = re.compile(r"(?<!OnPremises)DistinguishedName$", re.IGNORECASE)
_ACCOUNT: Final = re.compile(r"^[A-Z0-9][A-Z0-9._-]{0,14}\\[^\\]+$", re.IGNORECASE)


def side_of_folder(parts: Iterable[str]) -> str:
    """The side that a folder of the path names; empty where none does.

    Parameters:
        parts: the folders in question; the first that names a side counts.
    """
    for part in parts:
        side = _FOLDERS.get(part.casefold())
        if side:
            return side
    return ""


def side_of_record(values: dict[str, Value]) -> str:
    """The side that the forms of names in a record give away; empty where they do not.

    Source: the forms of Identity, User and DistinguishedName on-premises and in Exchange Online.
    """
    texts = [text for value in values.values() for text in _texts(value)]
    if any(_ONLINE.search(text) for text in texts):
        return "online"
    identity = values.get("Identity")
    if any(_CANONICAL.match(text) for text in _texts(identity)):
        return "on_premises"
    objects = [value for name, value in values.items() if _NAMES_OBJECT.search(name)]
    if any(_DN.search(text) for value in (*objects, identity) for text in _texts(value)):
        return "on_premises"
    filled = {name.casefold() for name, value in values.items() if any(map(str.strip, _texts(value)))}
    if filled & _ONLINE_ONLY:
        return "online"
    users = [text for name in ("User", "Trustee") for text in _texts(values.get(name))]
    return "on_premises" if any(_ACCOUNT.match(text) and not _is_of_windows(text) for text in users) else ""


def _is_of_windows(account: str) -> bool:
    """Whether an account is one that every server has, on either side."""
    return fold(account.partition("\\")[0]) in NT_AUTHORITY | BUILTIN


def _texts(value: Value) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [item for item in value.values() if isinstance(item, str)]
    return []
