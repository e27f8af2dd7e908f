"""From many records, some of which disagree, to one picture of people and rights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from delegint.model.observed_rights import AMBIGUOUS, ObservedRight
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

UNRESOLVED = "cannot be told for sure from the recipients of the snapshot"


def test_shards_that_list_one_mailbox_in_several_files_make_one_person(tmp_path: Path) -> None:
    shards = {
        "exo/recipients-1.jsonl": PEOPLE,
        "exo/recipients-2.jsonl": lines(recipient(ANNELIES, "annelies", hidden=True), recipient(ROOM, "room")),
        "exo/rights-1.jsonl": lines(full_access(ANNELIES, "ilse@contoso.com")),
        "exo/rights-2.jsonl": lines(
            full_access(ANNELIES.upper(), "karl@contoso.com"), full_access(ROOM, "KARL@contoso.com")
        ),
    }
    observed = observe(tmp_path, shards)
    assert said(observed) == []
    assert sorted(observed.people) == [
        "annelies@contoso.com",
        "ilse@contoso.com",
        "karl@contoso.com",
        "room@contoso.com",
    ]
    assert people(observed)["annelies@contoso.com"]["hidden_from_address_lists"] is True
    assert str(observed.place_of(observed.person("annelies@contoso.com"))) == "export/exo/recipients-1.jsonl:1:1"
    assert [words[2:4] for words in rights(observed)] == [
        ("annelies@contoso.com", "ilse@contoso.com"),
        ("annelies@contoso.com", "karl@contoso.com"),
        ("room@contoso.com", "karl@contoso.com"),
    ]


def test_where_two_records_disagree_nothing_is_known_and_it_is_told_once(tmp_path: Path) -> None:
    records = lines(
        recipient(ANNELIES, "annelies", rtd="SharedMailbox", hidden=True),
        recipient(ANNELIES, "annelies", rtd="UserMailbox", hidden=False),
        recipient(ANNELIES, "annelies", rtd="RoomMailbox", hidden=None),
    )
    observed = observe(tmp_path, {"exo/a.jsonl": records})
    found = people(observed)["annelies@contoso.com"]
    assert "type" not in found
    assert "hidden_from_address_lists" not in found
    assert found["home"] == "online"
    assert [(line, message) for code, line, message, _ in said(observed) if code == "SNP005"] == [
        (2, "Two records of annelies@contoso.com disagree: type is SharedMailbox and UserMailbox"),
        (2, "Two records of annelies@contoso.com disagree: hidden_from_address_lists is true and false"),
    ]


def test_one_person_on_both_sides_has_the_home_of_its_mailbox(tmp_path: Path) -> None:
    same = {"exchangeGuid": "e0000000-0000-0000-0000-000000000001"}
    observed = observe(
        tmp_path,
        {
            "exo/a.jsonl": lines(recipient(ANNELIES, "annelies", dirSynced=True, **same)),
            "onprem/a.jsonl": lines(recipient(ILSE, "annelies", rtd="RemoteUserMailbox", **same)),
        },
    )
    assert said(observed) == []
    [found] = people(observed).values()
    assert (found["home"], found["type"]) == ("online", "UserMailbox")
    assert found["on_premises_object.remote_type"] == "RemoteUserMailbox"
    assert observed.sides_of(0) == ("on_premises", "online")


def test_an_address_that_two_people_have_is_nobodys(tmp_path: Path) -> None:
    records = lines(
        recipient(ANNELIES, "annelies", proxies=["SMTP:annelies@contoso.com", "smtp:office@contoso.com"]),
        recipient(ILSE, "ilse", proxies=["SMTP:ilse@contoso.com", "smtp:Office@Contoso.com"]),
        recipient(KARL, "karl"),
        full_access(KARL, "office@contoso.com"),
    )
    observed = observe(tmp_path, {"exo/a.jsonl": records})
    assert observed.person("OFFICE@contoso.com") == AMBIGUOUS
    assert [observed.name_of(person) for person in observed.candidates["office@contoso.com"]] == [
        "annelies@contoso.com",
        "ilse@contoso.com",
    ]
    message = "office@contoso.com is the address of two objects, annelies@contoso.com and ilse@contoso.com"
    assert said(observed) == [("SNP005", 2, message, "export/exo/a.jsonl")]
    assert rights(observed) == [("full_access", "online", "karl@contoso.com", "-2: office@contoso.com", "FullAccess")]


def test_an_address_on_both_sides_that_nothing_joins_asks_for_what_would(tmp_path: Path) -> None:
    halves = {
        "exo/a.jsonl": lines(recipient(ANNELIES, "annelies")),
        "onprem/a.jsonl": lines(recipient(ILSE, "annelies")),
    }
    observed = observe(tmp_path, halves)
    message = (
        "annelies@contoso.com is the address of an object on each side, and nothing tells whether they are one person"
    )
    assert said(observed) == [("SNP005", 1, message, "export/onprem/a.jsonl")]
    assert (
        observed.notes[0].fix == "Export ExchangeGuid, LegacyExchangeDN and IsDirSynced of the recipients of both sides"
    )


def test_notes_on_people_stay_a_list_that_somebody_reads(tmp_path: Path) -> None:
    records = []
    for number in range(300):
        guid = f"{number:08x}-0000-0000-0000-000000000001"
        records += [recipient(guid, f"user{number}", hidden=True), recipient(guid, f"user{number}", hidden=False)]
    assert len(observe(tmp_path, {"exo/a.jsonl": lines(*records)}).notes) == 200


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (full_access(ROOM, "ilse@contoso.com"), "full_access"),
        ({"k": "send-as", "on": ROOM, "trustee": "ilse@contoso.com", "rights": ["SendAs"]}, "send_as"),
        ({"k": "folder-permission", "on": ROOM, "folder": "Calendar", "user": "Ilse", "rights": ["Editor"]}, "folders"),
        ({"k": "calendar-processing", "on": ROOM, "delegates": ["ilse@contoso.com"]}, "resource_delegates"),
        ({"k": "group-member", "on": ROOM, "smtp": "ilse@contoso.com"}, "members"),
    ],
)
def test_rows_of_mailboxes_that_no_record_describes_are_counted_together(
    tmp_path: Path, record: dict[str, Any], kind: str
) -> None:
    other = {**record, "on": "55555555-5555-5555-5555-555555555555"}
    observed = observe(tmp_path, {"onprem/a.jsonl": PEOPLE, "onprem/b.jsonl": lines(record, record, other)})
    assert said(observed) == [("SNP006", 1, f"{ROOM} and 1 more (on-premises) {UNRESOLVED}", "export/onprem/b.jsonl")]
    [note] = observed.notes
    assert note.fix == f"Export Get-Recipient of that side with Guid and EmailAddresses; until then {kind} is not read"
    assert (rights(observed), covered(observed)) == ([], {})


def test_an_owner_without_a_name(tmp_path: Path) -> None:
    record = {"k": "calendar-processing", "delegates": ["ilse@contoso.com"]}
    observed = observe(tmp_path, {"exo/a.jsonl": PEOPLE + lines(record)})
    message = f"An owner without a name (Exchange Online) {UNRESOLVED}"
    assert said(observed) == [("SNP006", 4, message, "export/exo/a.jsonl")]


def test_rows_that_repeat_an_earlier_one_are_counted_by_file(tmp_path: Path) -> None:
    once = full_access(ANNELIES, "ilse@contoso.com")
    observed = observe(
        tmp_path,
        {
            "exo/a.jsonl": PEOPLE + lines(once, {**once, "user": "ILSE@contoso.com"}),
            "exo/b.jsonl": lines(
                once, once, {**once, "deny": True}, full_access(ANNELIES, "gone"), full_access(ANNELIES, "gone")
            ),
        },
    )
    assert [(line, message, file[-7:]) for _, line, message, file in said(observed)] == [
        (5, "1 row repeats an earlier one of the same meaning", "a.jsonl"),
        (1, "3 rows repeat an earlier one of the same meaning", "b.jsonl"),
    ]


def test_trustees_that_are_nobody(tmp_path: Path) -> None:
    old = f"{DOMAIN_SID}-1500"
    observed = observe(
        tmp_path,
        {
            "exo/a.jsonl": PEOPLE
            + lines(
                full_access(ANNELIES, "bob@fabrikam.com"),
                full_access(ILSE, "BOB@fabrikam.com"),
                full_access(ILSE, "eve@fabrikam.com"),
                full_access(ILSE, "CONTOSO\\gone"),
                full_access(ILSE, old, sid=old),
                full_access(ILSE, f"NT:{old}"),
                full_access(ILSE, "NULL SID"),
                full_access(ILSE, ""),
            )
        },
    )
    message = "2 trustees are no recipient of the snapshot: bob@fabrikam.com and eve@fabrikam.com"
    assert said(observed) == [("SNP006", 4, message, "export/exo/a.jsonl")]
    found = list(observed.all_rights())
    assert [(right.written, right.orphan) for right in found] == [
        ("bob@fabrikam.com", False),
        ("BOB@fabrikam.com", False),
        ("eve@fabrikam.com", False),
        ("CONTOSO\\gone", False),
        (old, True),
        (f"NT:{old}", True),
        ("NULL SID", True),
        ("", True),
    ]
    assert {right.trustee for right in found} == {-1}


def test_the_flags_of_a_row(tmp_path: Path) -> None:
    def flags(right: ObservedRight) -> tuple[bool, ...]:
        return (right.denied, right.inherited, right.orphan, right.soft_deleted, right.weak)

    folder = {"k": "folder-permission", "on": ANNELIES, "folder": "Calendar", "rights": ["Editor"]}
    found = lines(
        recipient(ANNELIES, "annelies"),
        recipient(ILSE, "ilse", displayName="Ilse Example"),
        full_access(ANNELIES, "ilse@contoso.com", deny=True),
        full_access(ANNELIES, "ilse@contoso.com", inherited=True),
        {**folder, "user": "Ilse Example"},
        {**folder, "user": "Ilse Example", "smtp": "ilse@contoso.com", "sharing": ["Delegate", "CanViewPrivateItems"]},
        {**folder, "user": "annelies", "smtp": "annelies@contoso.com", "rights": ["Owner"]},
    )
    observed = observe(tmp_path, {"exo/a.jsonl": found})
    assert [flags(right) for right in observed.all_rights()] == [
        (True, False, False, False, False),
        (False, True, False, False, False),
        (False, False, False, False, True),
        (False, False, False, False, False),
    ]
    assert [right.rights for right in observed.rights_on(observed.person("annelies@contoso.com"))][2:] == [
        ("Editor",),
        ("Editor", "Delegate", "CanViewPrivateItems"),
    ]
    assert [right.folder for right in observed.all_rights()] == ["", "", "Calendar", "Calendar"]
    assert observed.rights_on(observed.person("ilse@contoso.com")) == []


def test_send_on_behalf_under_two_names_is_one_list(tmp_path: Path) -> None:
    dn = "CN={},OU=People,DC=contoso,DC=com"
    found = [
        recipient(ANNELIES, "annelies", dn=dn.format("annelies"), canonical="contoso.com/People/annelies",
                  sendOnBehalf=["contoso.com/People/ilse", "contoso.com/People/gone"]),
        recipient(ILSE, "ilse", dn=dn.format("ilse"), canonical="contoso.com/People/ilse", sendOnBehalf=[]),
        recipient(KARL, "karl", dn=dn.format("karl")),
        {"k": "ad-object", "guid": ANNELIES, "dn": dn.format("annelies"), "mailNickname": "annelies",
         "publicDelegates": [dn.format("ilse"), dn.format("gone")],
         "delegateList": [dn.format("karl"), dn.format("gone")]},
    ]  # fmt: skip
    observed = observe(tmp_path, {"onprem/a.jsonl": lines(*found)})
    assert [(words[0], words[2], words[3]) for words in rights(observed)] == [
        ("send_on_behalf", "annelies@contoso.com", "ilse@contoso.com"),
        ("send_on_behalf", "annelies@contoso.com", "-1: contoso.com/People/gone"),
        ("send_on_behalf", "annelies@contoso.com", "-1: CN=gone,OU=People,DC=contoso,DC=com"),
    ]
    assert covered(observed) == {"send_on_behalf/on_premises": ["annelies@contoso.com", "ilse@contoso.com"]}
    facts = people(observed)["annelies@contoso.com"]
    assert facts["on_premises_object.publicDelegates"] == ["ilse@contoso.com", dn.format("gone")]
    assert facts["on_premises_object.msExchDelegateListLink"] == ["karl@contoso.com", dn.format("gone")]


def test_people_without_an_address_go_by_the_next_best_name(tmp_path: Path) -> None:
    bare = {"k": "recipient", "rtd": "UserMailbox"}
    found = lines(
        {**bare, "guid": ANNELIES, "upn": "Annelies@Contoso.com", "displayName": "Annelies"},
        {**bare, "guid": ILSE, "displayName": "Ilse Example", "sam": "ilse"},
        {**bare, "guid": KARL, "canonical": "contoso.com/People/karl"},
        {**bare, "guid": ROOM},
        {"k": "recipient", "rtd": "UserMailbox"},
    )
    observed = observe(tmp_path, {"exo/a.jsonl": found})
    assert observed.people == ["annelies@contoso.com", "Ilse Example", "contoso.com/People/karl", ROOM, "person 4"]


def test_groups_of_exchange_are_known_by_the_sids_of_the_snapshot(tmp_path: Path) -> None:
    sid = f"{DOMAIN_SID}-1117"
    group = {
        "k": "ad-object",
        "guid": ROOM,
        "sid": sid,
        "dn": "CN=Austauschserver,OU=Microsoft Exchange Security Groups,DC=contoso,DC=com",
        "displayType": None,
    }
    entry = full_access(ANNELIES, "CONTOSO\\Austauschserver", sid=sid, inherited=True)
    observed = observe(tmp_path, {"onprem/a.jsonl": PEOPLE + lines(group, entry)})
    assert (rights(observed), observed.ignored) == ([], {"exchange-groups": {"CONTOSO\\Austauschserver": 1}})


def test_noise_counts_as_a_grant_where_somebody_wants_to_see_it(tmp_path: Path) -> None:
    entry = full_access(ANNELIES, "NT AUTHORITY\\SELF", sid="S-1-5-10")
    observed = observe(tmp_path, {"exo/a.jsonl": PEOPLE + lines(entry)}, shown=["self"])
    assert [right.written for right in observed.all_rights()] == ["NT AUTHORITY\\SELF"]
    assert observed.ignored == {}


def test_netbios_names_that_the_state_knows(tmp_path: Path) -> None:
    found = recipient(ILSE, "ilse", sam="ilse", dn="CN=Ilse,OU=People,DC=contoso,DC=com")
    entry = full_access(ANNELIES, "CONTOSO\\ilse")
    files = {"onprem/a.jsonl": lines(recipient(ANNELIES, "annelies"), found, entry)}
    observed = observe(tmp_path, files, netbios={"CONTOSO": "contoso.com"})
    assert [words[3] for words in rights(observed)] == ["ilse@contoso.com"]


def test_a_row_whose_names_contradict_each_other_is_nobodys(tmp_path: Path) -> None:
    found = lines(
        recipient(ANNELIES, "annelies"),
        recipient(ILSE, "ilse", sid=f"{DOMAIN_SID}-1105"),
        recipient(KARL, "karl", sid=f"{DOMAIN_SID}-1106"),
        full_access(ANNELIES, "ilse@contoso.com", sid=f"{DOMAIN_SID}-1106"),
    )
    [right] = observe(tmp_path, {"onprem/a.jsonl": found}).all_rights()
    assert right.trustee == AMBIGUOUS
    assert right.flags & 32


def test_facts_as_nodes_and_places(tmp_path: Path) -> None:
    found = lines(
        recipient(ANNELIES, "team", rtd="MailUniversalSecurityGroup"),
        recipient(ILSE, "ilse", hidden=False),
        {"k": "group-member", "on": ANNELIES, "guid": ILSE},
    )
    observed = observe(tmp_path, {"exo/a.jsonl": found})
    members = observed.node(0, observed.fact(0, "members"))
    assert [(item.value, str(item.place)) for item in members.items()] == [
        ("ilse@contoso.com", "export/exo/a.jsonl:1:1")
    ]
    hidden = observed.node(1, observed.fact(1, "hidden_from_address_lists"))
    assert (hidden.value, str(hidden.place)) == (False, "export/exo/a.jsonl:2:1")
    assert observed.fact(0, "nothing") is None
    assert observed.person("nobody@contoso.com") == -1
    assert observed.coverage("send_as", "online") == (set(), {})
