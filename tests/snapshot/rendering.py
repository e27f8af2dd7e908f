"""One tenant in every form in which its admins might export it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape

from tests.snapshot.observing import lines, table

RIGHTS: Final = {
    "FullAccess": 1, "ExternalAccount": 4, "DeleteItem": 65536, "ReadPermission": 131072, "ChangePermission": 262144,
    "ChangeOwner": 524288,
}  # fmt: skip
"""Source: MailboxRights, in the order of its values."""


class Person(NamedTuple):
    """A mailbox on-premises."""

    number: int
    shown: str
    kind: str
    hidden: bool
    others: tuple[str, ...]
    delegates: tuple[int, ...]

    @property
    def guid(self) -> str:
        return f"{self.number:08x}-0000-4000-8000-00000000000a"

    @property
    def proxies(self) -> list[str]:
        return [
            f"SMTP:{name(self.number)}@contoso.com",
            *(f"smtp:{other}{self.number}@contoso.com" for other in self.others),
        ]


class Entry(NamedTuple):
    """An entry of Get-MailboxPermission."""

    owner: int
    trustee: int
    rights: tuple[str, ...]
    deny: bool
    inherited: bool


class Tenant(NamedTuple):
    """People, and the entries on their mailboxes."""

    people: tuple[Person, ...]
    entries: tuple[Entry, ...]


def name(number: int) -> str:
    """The account of a person."""
    return f"user{number}"


def canonical(number: int) -> str:
    """The canonical name of a person."""
    return f"contoso.com/People/{name(number)}"


def _dn(number: int) -> str:
    return f"CN={name(number)},OU=People,DC=contoso,DC=com"


def _mailbox(person: Person) -> dict[str, Any]:
    """What Get-Mailbox shows, projected to plain values."""
    return {
        "Identity": canonical(person.number),
        "Guid": person.guid,
        "DistinguishedName": _dn(person.number),
        "SamAccountName": name(person.number),
        "DisplayName": person.shown,
        "PrimarySmtpAddress": f"{name(person.number)}@contoso.com",
        "EmailAddresses": person.proxies,
        "RecipientTypeDetails": person.kind,
        "HiddenFromAddressListsEnabled": person.hidden,
        "GrantSendOnBehalfTo": [canonical(number) for number in person.delegates],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "Identity": canonical(entry.owner),
        "User": f"CONTOSO\\{name(entry.trustee)}",
        "AccessRights": list(entry.rights),
        "Deny": entry.deny,
        "IsInherited": entry.inherited,
        "InheritanceType": "All",
    }


def _records(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    files = {
        "mailboxes": [_mailbox(person) for person in tenant.people],
        "permissions": [_entry(entry) for entry in tenant.entries],
    }
    return {file: records for file, records in files.items() if records}


def as_collected(tenant: Tenant) -> dict[str, str]:
    """The collector's JSON Lines."""
    found = [
        {
            "k": "recipient", "guid": person.guid, "dn": _dn(person.number), "canonical": canonical(person.number),
            "sam": name(person.number), "displayName": person.shown, "proxies": person.proxies, "rtd": person.kind,
            "primarySmtp": f"{name(person.number)}@contoso.com", "hidden": person.hidden,
            "sendOnBehalf": [canonical(number) for number in person.delegates],
        }
        for person in tenant.people
    ]  # fmt: skip
    guids = {person.number: person.guid for person in tenant.people}
    entries = [
        {
            "k": "mailbox-permission", "on": guids[entry.owner], "user": f"CONTOSO\\{name(entry.trustee)}", "sid": "",
            "rights": entry.rights, "deny": entry.deny, "inherited": entry.inherited, "scope": "All",
        }
        for entry in tenant.entries
    ]  # fmt: skip
    return {"recipients.jsonl": lines(*found), **({"permissions.jsonl": lines(*entries)} if entries else {})}


def as_json_of_5_1(tenant: Tenant) -> dict[str, str]:
    """ConvertTo-Json of Windows PowerShell 5.1: numbers for enumerations, no array around a single object."""
    rendered = {}
    for file, records in _records(tenant).items():
        for record in records if file == "permissions" else ():
            record["AccessRights"] = [sum(RIGHTS[right] for right in record["AccessRights"])]
            record["Deny"] = {"IsPresent": record["Deny"]}
            record["InheritanceType"] = 1
        text = json.dumps(
            records if len(records) > 1 else records[0], indent=4, separators=(",", ":  "), ensure_ascii=False
        )
        for character in "<>&'":
            text = text.replace(character, f"\\u{ord(character):04x}")
        rendered[f"{file}.json"] = text.replace("\n", "\r\n") + "\r\n"
    return rendered


def as_json_of_7(tenant: Tenant) -> dict[str, str]:
    """ConvertTo-Json -AsArray -EnumsAsStrings of PowerShell 7."""
    rendered = {}
    for file, records in _records(tenant).items():
        for record in records if file == "permissions" else ():
            record["AccessRights"] = [", ".join(record["AccessRights"])]
        rendered[f"{file}.json"] = json.dumps(records, indent=2, ensure_ascii=False) + "\n"
    return rendered


def as_csv(tenant: Tenant) -> dict[str, str]:
    """Export-Csv, lists joined by a script."""

    def cell(value: Any) -> str:
        return ";".join(value) if isinstance(value, list) else str(value)

    rendered = {}
    for file, records in _records(tenant).items():
        for record in records if file == "permissions" else ():
            record["AccessRights"] = ", ".join(record["AccessRights"])
        header = ["#TYPE System.Management.Automation.PSCustomObject"] if file == "mailboxes" else []
        rows = table(records[0], *(map(cell, record.values()) for record in records))
        rendered[f"{file}.csv"] = "".join(f"{line}\r\n" for line in header) + rows
    return rendered


_NAMESPACE: Final = "http://schemas.microsoft.com/powershell/2004/04"


def as_clixml(tenant: Tenant) -> dict[str, str]:
    """Export-Clixml of projected objects."""
    return {f"{file}.xml": _objects(records) for file, records in _records(tenant).items()}


def _objects(records: list[dict[str, Any]]) -> str:
    numbers = iter(range(1_000_000))

    def object_of(key: str, value: Any) -> str:
        reference = f'RefId="{next(numbers)}"'
        if key == "Deny":
            switch = f'<Props><B N="IsPresent">{str(value).lower()}</B></Props>'
            return f'<Obj N="Deny" {reference}><ToString>{value}</ToString>{switch}</Obj>'
        if key == "AccessRights":
            number = sum(RIGHTS[right] for right in value)
            flags = f'<Obj RefId="{next(numbers)}"><ToString>{", ".join(value)}</ToString><I32>{number}</I32></Obj>'
            return f'<Obj N="AccessRights" {reference}><LST>{flags}</LST></Obj>'
        if isinstance(value, list):
            items = "".join(f"<S>{_text(item)}</S>" for item in value)
            return f'<Obj N="{key}" {reference}>{f"<LST>{items}</LST>" if items else "<LST />"}</Obj>'
        if isinstance(value, bool):
            return f'<B N="{key}">{str(value).lower()}</B>'
        if key == "RecipientTypeDetails":
            return f'<Obj N="{key}" {reference}><ToString>{value}</ToString><I64>1</I64></Obj>'
        return f'<{"G" if key == "Guid" else "S"} N="{key}">{_text(value)}</{"G" if key == "Guid" else "S"}>'

    listed = ("".join(object_of(key, value) for key, value in record.items()) for record in records)
    body = "\n".join(f'  <Obj RefId="{next(numbers)}"><MS>{members}</MS></Obj>' for members in listed)
    return f'<Objs Version="1.1.0.1" xmlns="{_NAMESPACE}">\n{body}\n</Objs>\n'


def _text(value: str) -> str:
    """A text as CLIXML writes it: code units beyond the plane escaped, and what looks like an escape as well."""
    escaped = value.replace("_x", "_x005F_x")
    units = "".join(
        character
        if ord(character) < 0x10000
        else "".join(f"_x{character.encode('utf-16-be')[at : at + 2].hex().upper()}_" for at in (0, 2))
        for character in escaped
    )
    return escape(units)


CARRIERS: Final[Mapping[str, Callable[[Tenant], dict[str, str]]]] = {
    "collected": as_collected, "JSON 5.1": as_json_of_5_1, "JSON 7": as_json_of_7, "CSV": as_csv, "CLIXML": as_clixml,
}  # fmt: skip
PACKINGS: Final[Mapping[str, Callable[[str], bytes]]] = {
    "UTF-8": str.encode,
    "UTF-8 with BOM": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "gzip": lambda text: gzip.compress(text.encode()),
    "gzipped UTF-16": lambda text: gzip.compress(b"\xff\xfe" + text.encode("utf-16-le")),
}
