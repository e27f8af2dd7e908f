"""Lines in the collector's own order of keys are read by shortcuts; they say what the same lines say without them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegint.model.observed import Observed
from tests.snapshot.observing import (
    ANNELIES,
    DOMAIN_SID,
    ILSE,
    KARL,
    PEOPLE,
    ROOM,
    covered,
    full_access,
    lines,
    observe,
    people,
    recipient,
    rights,
    said,
)

OWNERS = st.sampled_from([ANNELIES, ILSE, KARL, ROOM, "99999999-9999-9999-9999-999999999999", ANNELIES.upper()])
TRUSTEES = st.sampled_from([
    ("ilse@contoso.com", ""), ("annelies@contoso.com", ""), ("NT AUTHORITY\\SELF", "S-1-5-10"), ("BUILTIN\\ä", ""),
    ("CONTOSO\\Domain Admins", ""), ("CONTOSO\\x", f"{DOMAIN_SID}-512"), ("bob@fabrikam.com", ""),
    ("", f"{DOMAIN_SID}-1500"), ("", ""),
])  # fmt: skip
GRANTED = st.sampled_from(
    [("FullAccess",), ("FullAccess", "ReadPermission"), ("ReadPermission",), ("FullAccess, ReadPermission",), ()]
)
SCOPES = st.sampled_from(["All", "None", "", "Children"])
KINDS = st.sampled_from(["mailbox-permission", "send-as", "folder-permission", "group-member", "something"])


def _permission(
    on: str, trustee: tuple[str, str], given_rights: tuple[str, ...], deny: bool, inherited: bool, scope: str
) -> Any:
    user, sid = trustee
    return {"k": "mailbox-permission", "on": on, "user": user, "sid": sid, "rights": given_rights, "deny": deny,
            "inherited": inherited, "scope": scope}  # fmt: skip


def _send_as(on: str, trustee: tuple[str, str], deny: bool, inherited: bool) -> Any:
    return {"k": "send-as", "on": on, "trustee": trustee[0], "sid": trustee[1], "rights": ["ExtendedRight"],
            "extended": ["Send-As"], "deny": deny, "inherited": inherited}  # fmt: skip


def _folder(on: str, trustee: tuple[str, str], role: str) -> Any:
    user = {"Default": "Default", "Anonymous": "Anonymous"}.get(role, trustee[0])
    return {"k": "folder-permission", "on": on, "folder": "Calendar", "path": "/Agenda", "user": user, "userType": "",
            "guid": "", "upn": "", "smtp": "", "legacyDn": "", "rights": ["Editor"], "sharing": []}  # fmt: skip


RECORDS = st.one_of(
    st.builds(_permission, OWNERS, TRUSTEES, GRANTED, st.booleans(), st.booleans(), SCOPES),
    st.builds(_send_as, OWNERS, TRUSTEES, st.booleans(), st.booleans()),
    st.builds(_folder, OWNERS, TRUSTEES, st.sampled_from(["Default", "Anonymous", "x"])),
    st.builds(lambda on, kind: {"k": "covered", "on": on, "of": kind}, OWNERS, KINDS),
    st.builds(lambda on, kind: {"k": "error", "on": on, "of": kind, "message": "no"}, OWNERS, KINDS),
)


def picture(observed: Observed) -> Any:
    """All that the lines say."""
    return (
        rights(observed),
        [(right.flags, right.folder, right.sid, right.place.line) for right in observed.all_rights()],
        covered(observed),
        observed.failed,
        observed.ignored,
        said(observed),
        [file.records for file in observed.files],
    )


@given(st.lists(RECORDS, max_size=25), st.booleans())
def test_the_order_of_keys_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]], counted: bool
) -> None:
    folder = tmp_path_factory.mktemp("order")
    found = PEOPLE + lines(recipient(ROOM, "discovery", rtd="DiscoveryMailbox"))
    first = [{"k": "covered", "on": KARL, "of": "send-as"}] if counted else []
    usual = {"exo/people.jsonl": found, "exo/rights.jsonl": lines(*first, *records, full_access(ANNELIES, "x"))}
    others = [{**{key: record[key] for key in record if key != "k"}, "k": record["k"]} for record in records]
    unusual = {**usual, "exo/rights.jsonl": lines(*first, *others, full_access(ANNELIES, "x"))}
    assert picture(observe(folder / "usual", usual)) == picture(observe(folder / "unusual", unusual))


def _recipients() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Records of recipients: each property filled, empty, null or left out."""
    flag = st.sampled_from([True, False, None])
    fields: dict[str, st.SearchStrategy[Any]] = {
        "exchangeGuid": st.sampled_from([f"e{ANNELIES[1:]}", "00000000-0000-0000-0000-000000000000", ""]),
        "edoid": st.sampled_from(["", "d0000000-0000-0000-0000-000000000001"]),
        "dn": st.sampled_from(["", "CN=x,OU=People,DC=contoso,DC=com"]),
        "canonical": st.sampled_from(["", "contoso.com/People/x"]),
        "legacyDn": st.sampled_from(["", "/o=Contoso/cn=x", "/o=ExchangeLabs/cn=y"]),
        "sam": st.sampled_from(["", "x"]),
        "upn": st.sampled_from(["", "X@contoso.com"]),
        "primarySmtp": st.sampled_from(["", "x@contoso.com", "Y@contoso.com"]),
        "proxies": st.lists(
            st.sampled_from(["SMTP:x@contoso.com", "smtp:z@contoso.com", "X500:/o=Contoso/cn=x"]), unique=True
        ),
        "sid": st.sampled_from(["", f"{DOMAIN_SID}-1500"]),
        "sidHistory": st.sampled_from([[], [f"{DOMAIN_SID}-1499"]]),
        "displayName": st.sampled_from(["", "Müller", "X"]),
        "alias": st.sampled_from(["", "x"]),
        "rtd": st.sampled_from(
            [
                "UserMailbox",
                "SharedMailbox",
                "RemoteUserMailbox",
                "MailUser",
                "GuestMailUser",
                "GroupMailbox",
                "room",
                "",
            ]
        ),
        **dict.fromkeys(("hidden", "dirSynced", "messageCopySentAs", "messageCopySendOnBehalf"), flag),
        **dict.fromkeys(("accountDisabled", "litigationHold", "cloudManaged"), flag),
        "sendOnBehalf": st.sampled_from([None, [], ["x@contoso.com"], ["gone"]]),
        "archive": st.sampled_from([None, "", "Local", "None", "odd"]),
        "remoteType": st.sampled_from([None, "", "Migrated, UserMailbox", "ProvisionMailbox", "4"]),
    }
    guids = st.sampled_from([ANNELIES, ILSE, KARL, ROOM, ""])
    record = st.fixed_dictionaries({"k": st.just("recipient"), "guid": guids}, optional=fields)
    return st.lists(record, max_size=5)


@given(_recipients(), st.sampled_from(["exo", "onprem"]))
def test_the_order_of_keys_of_a_recipient_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]], side: str
) -> None:
    folder = tmp_path_factory.mktemp("order")
    others = [{**{key: record[key] for key in record if key != "k"}, "k": record["k"]} for record in records]
    usual = observe(folder / "usual", {f"{side}/a.jsonl": lines(*records, recipient("5" + KARL[1:], "last"))})
    unusual = observe(folder / "unusual", {f"{side}/a.jsonl": lines(*others, recipient("5" + KARL[1:], "last"))})
    assert (usual.people, people(usual), usual.presence) == (unusual.people, people(unusual), unusual.presence)
    assert (usual.by_address, usual.candidates) == (unusual.by_address, unusual.candidates)
    assert picture(usual) == picture(unusual)
