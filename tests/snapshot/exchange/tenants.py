"""Two people and a room on either side, and shorthand for what reading says of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from delegint.model.observed import Observed
from tests.snapshot.observing import lines, observe, people, rights

NAMESPACE: Final = "http://schemas.microsoft.com/powershell/2004/04"
ROOM_GUID: Final = "9a84412a-cef3-49d3-88ac-38cb0c564721"
ALICE_GUID: Final = "0f3b6f0e-1b7e-4f0c-8a34-0a3d0f8f9c11"
BOB_GUID: Final = "6f6c2a0e-4f2b-4a55-9a0e-0d4c1d2b3c4d"
ROOM, ALICE, BOB = "room1@contoso.com", "alice@contoso.com", "bob@contoso.com"
LEGACY: Final = "/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn="
_PEOPLE: Final = (
    (ROOM_GUID, "Room 1", "room1", "RoomMailbox", "S-1-5-21-1-2-3-1104"),
    (ALICE_GUID, "Alice Example", "alice", "UserMailbox", "S-1-5-21-1-2-3-1105"),
    (BOB_GUID, "Bob Example", "bob", "UserMailbox", "S-1-5-21-1-2-3-1106"),
)
ON_PREMISES: Final = lines(*(
    {
        "k": "recipient", "guid": guid, "dn": f"CN={name},CN=Users,DC=contoso,DC=com",
        "canonical": f"contoso.com/Users/{name}", "legacyDn": LEGACY + alias, "sam": alias,
        "primarySmtp": f"{alias}@contoso.com", "proxies": [f"SMTP:{alias}@contoso.com"], "sid": sid, "name": name,
        "displayName": name, "alias": alias, "rtd": kind,
    }
    for guid, name, alias, kind, sid in _PEOPLE
))  # fmt: skip
ONLINE: Final = lines(*(
    {
        "k": "recipient", "guid": guid, "legacyDn": LEGACY + alias, "upn": f"{alias}@contoso.com",
        "primarySmtp": f"{alias}@contoso.com", "proxies": [f"SMTP:{alias}@contoso.com"], "name": name,
        "displayName": name, "alias": alias, "rtd": kind,
    }
    for guid, name, alias, kind, _ in _PEOPLE
))  # fmt: skip
PEOPLE: Final = {"onprem/recipients.jsonl": ON_PREMISES, "exo/recipients.jsonl": ONLINE}
NETBIOS: Final = {"CONTOSO": "contoso.com"}


def read(folder: Path, files: Mapping[str, str | bytes], side: str = "onprem") -> Observed:
    """What files of one side say, with the recipients of that side."""
    there = {f"{side}/recipients.jsonl": PEOPLE[f"{side}/recipients.jsonl"]}
    return observe(folder, {**there, **{f"{side}/{name}": content for name, content in files.items()}}, netbios=NETBIOS)


def read_rows(folder: Path, *rows: Mapping[str, Any], side: str = "onprem") -> Observed:
    """The same of records, as ConvertTo-Json writes them."""
    return read(folder, {"export.json": json.dumps(rows)}, side)


def granted(observed: Observed) -> list[tuple[str, ...]]:
    """Every right without its side, for snapshots of one side: kind, owner, trustee, rights."""
    return [(kind, owner, trustee, *words) for kind, _, owner, trustee, *words in rights(observed)]


def flags(observed: Observed) -> list[tuple[bool, bool]]:
    """Whether each right is denied, and whether it is inherited."""
    return [(right.denied, right.inherited) for right in observed.all_rights()]


def recognized(observed: Observed, name: str = "export") -> list[tuple[str, str]]:
    """Cmdlet and side of the files whose name begins so."""
    return [(file.cmdlet, file.side) for file in observed.files if f"/{name}." in file.name]


def codes(observed: Observed) -> list[tuple[str, int]]:
    """What reading found wrong: code and line."""
    return [(note.code, observed.place(note.origin).line) for note in observed.notes]


def facts_of(observed: Observed, address: str) -> dict[str, Any]:
    """What is known of somebody, but for the addresses, which are only kept of who has an object on both sides."""
    facts = people(observed)[address]
    return {key: fact for key, fact in facts.items() if not key.endswith(("Addresses", "legacyExchangeDN"))}


def utf_16(text: str) -> bytes:
    """As Out-File and Export-Clixml of Windows PowerShell write it."""
    return b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le")
