"""One shared mailbox in every form in which Get-Mailbox is exported, and what it says."""

from __future__ import annotations

import json
from typing import Any

from tests.snapshot.exchange.tenants import ALICE_GUID, LEGACY, NAMESPACE, utf_16

ADDRESSES = ["smtp:m@contoso.com", "SMTP:mia@contoso.com", f"x500:{LEGACY}mia"]
RAW: dict[str, Any] = {
    "Identity": "contoso.com/Users/Mia",
    "Guid": "77777777-7777-7777-7777-777777777777",
    "ExchangeGuid": "88888888-8888-8888-8888-888888888888",
    "ExternalDirectoryObjectId": "",
    "DistinguishedName": "CN=Mia,CN=Users,DC=contoso,DC=com",
    "PrimarySmtpAddress": "mia@contoso.com",
    "EmailAddresses": ADDRESSES,
    "LegacyExchangeDN": LEGACY + "mia",
    "GrantSendOnBehalfTo": ["contoso.com/Users/Alice Example"],
    "RecipientTypeDetails": "SharedMailbox",
    "HiddenFromAddressListsEnabled": True,
    "MessageCopyForSentAsEnabled": True,
    "MessageCopyForSendOnBehalfEnabled": False,
    "LitigationHoldEnabled": False,
    "ArchiveState": "Local",
    "AccountDisabled": True,
    "SamAccountName": "mia",
    "UserPrincipalName": "mia@corp.contoso.com",
    "Name": "Mia",
    "DisplayName": "Mia Müller",
    "Alias": "mia",
}
KNOWN = {
    "account_enabled": False,
    "archive": "local",
    "hidden_from_address_lists": True,
    "home": "on_premises",
    "litigation_hold": False,
    "message_copy_for_send_on_behalf": False,
    "message_copy_for_sent_as": True,
    "on_premises_object.kind": "Mailbox",
    "type": "SharedMailbox",
}
OBJECTS_5_1 = RAW | {
    "Identity": {"Rdn": "CN=Mia", "DistinguishedName": "CN=Mia,CN=Users,DC=contoso,DC=com"},
    "Guid": {"value": RAW["Guid"], "Guid": RAW["Guid"]},
    "PrimarySmtpAddress": {"Length": 15, "Local": "mia", "Domain": "contoso.com", "Address": "mia@contoso.com"},
    "EmailAddresses": [
        {"SmtpAddress": text, "ProxyAddressString": text, "IsPrimaryAddress": text[:4] == "SMTP"} for text in ADDRESSES
    ],
    "GrantSendOnBehalfTo": [{"DistinguishedName": "CN=Alice Example,CN=Users,DC=contoso,DC=com"}],
    "RecipientTypeDetails": {"value": 4, "Value": "SharedMailbox"},
    "OrganizationId": {"OrganizationalUnit": None, "ConfigurationUnit": None},
}
WRAPPED = RAW | {
    "EmailAddresses": {"value": ADDRESSES, "Count": 3},
    "GrantSendOnBehalfTo": {"value": ["contoso.com/Users/Alice Example"], "Count": 1},
}
JOINED = RAW | {
    "EmailAddresses": " ".join(ADDRESSES),
    "GrantSendOnBehalfTo": "contoso.com/Users/Alice Example",
    "RecipientTypeDetails": 4,
}
_CELLS = {key: str(value) for key, value in JOINED.items()} | {"RecipientTypeDetails": "SharedMailbox"}
CSV = ";".join(f'"{key}"' for key in _CELLS) + "\r\n" + ";".join(f'"{cell}"' for cell in _CELLS.values()) + "\r\n"
_ITEMS = "".join(
    f'<Obj RefId="{number}"><ToString>{text}</ToString><Props><S N="ProxyAddressString">{text}</S></Props></Obj>'
    for number, text in enumerate(ADDRESSES, 10)
)
_PLAIN = "".join(
    f'<B N="{key}">{str(value).lower()}</B>' if isinstance(value, bool) else f'<S N="{key}">{value}</S>'
    for key, value in RAW.items()
    if isinstance(value, (str, bool)) and key not in ("Identity", "Guid", "RecipientTypeDetails")
)
CLIXML = (
    f'<Objs Version="1.1.0.1" xmlns="{NAMESPACE}"><Obj RefId="0"><Props>{_PLAIN}<G N="Guid">{RAW["Guid"]}</G>'
    '<Obj N="Identity" RefId="1"><ToString>contoso.com/Users/Mia</ToString><Props>'
    '<S N="DistinguishedName">CN=Mia,CN=Users,DC=contoso,DC=com</S></Props></Obj>'
    f'<Obj N="EmailAddresses" RefId="2"><LST>{_ITEMS}</LST></Obj>'
    '<Obj N="GrantSendOnBehalfTo" RefId="3"><LST><Obj RefId="4"><ToString>contoso.com/Users/Alice Example</ToString>'
    f'<Props><G N="ObjectGuid">{ALICE_GUID}</G></Props></Obj></LST></Obj>'
    '<Obj N="RecipientTypeDetails" RefId="5"><ToString>SharedMailbox</ToString><I64>4</I64></Obj></Props></Obj></Objs>'
)
FORMS: dict[str, tuple[str, str | bytes]] = {
    "names": ("export.json", json.dumps([RAW, RAW | {"Guid": ""}][:1])),
    "one object": ("export.json", json.dumps(RAW, indent=4)),
    "one object in UTF-16": ("export.json", utf_16(json.dumps(RAW, indent=4, ensure_ascii=False))),
    "objects of 5.1": ("export.json", json.dumps([OBJECTS_5_1])),
    "wrapped lists": ("export.json", json.dumps(WRAPPED)),
    "joined lists": ("export.json", json.dumps([JOINED])),
    "one object a line": ("export.jsonl", json.dumps(RAW) + "\n"),
    "CSV": ("export.csv", CSV),
    "CSV in cp1252": ("export.csv", CSV.replace("sep", "").encode("cp1252")),
    "CLIXML": ("export.xml", CLIXML),
    "CLIXML in UTF-16": ("export.xml", utf_16(CLIXML)),
}
