from __future__ import annotations

from typing import Any

import pytest

from delegint.snapshot.identities.join import People
from delegint.snapshot.identities.keys import Keys
from tests.snapshot.identities.people import anchor, conflicts, guid, joined, persons, record

ONE = {frozenset({0, 1})}
TWO = {frozenset({0}), frozenset({1})}
DN = "CN=Alice,OU=Users,DC=contoso,DC=com"
ADDRESS = "alice@contoso.com"
NO_MAILBOX = "00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("ad", {"guid": guid(1)}), ("exchange", {"guid": guid(1).upper()}), id="objectGUID"),
        pytest.param(("ad", {"dn": DN}), ("exchange", {"dn": DN.upper()}), id="distinguished name"),
        pytest.param(("ad", {"sid": "S-1-5-21-1"}), ("lync", {"sid": "s-1-5-21-1"}), id="SID of a Lync user"),
        pytest.param(("online", {"guid": guid(1)}), ("online", {"guid": guid(1)}), id="two cmdlets, one object"),
        pytest.param(("online", {"edoid": guid(1)}), ("entra", {"guid": guid(1)}), id="object ID in Entra"),
        pytest.param(("online", {"edoid": guid(1)}), ("teams", {"edoid": guid(1)}), id="object ID in Teams"),
        pytest.param(("ad", {"guid": guid(1)}), ("entra", {"immutable_id": anchor(1)}), id="anchor is objectGUID"),
        pytest.param(
            ("ad", {"guid": guid(1), "immutable_id": anchor(2)}), ("online", {"immutable_id": anchor(2)}),
            id="anchor is mS-DS-ConsistencyGuid",
        ),
        pytest.param(("exchange", {"edoid": guid(1)}), ("online", {"edoid": guid(1)}), id="object ID written back"),
        pytest.param(
            ("exchange", {"proxies": ("x500:/o=ExchangeLabs/cn=1-alice",)}),
            ("online", {"legacy_dn": "/o=ExchangeLabs/cn=1-Alice"}), id="legacy DN written back",
        ),
        pytest.param(
            ("online", {"proxies": ("X500:/o=Contoso/cn=alice",)}), ("exchange", {"legacy_dn": "/o=Contoso/cn=alice"}),
            id="legacy DN taken along",
        ),
        pytest.param(
            ("exchange", {"exchange_guid": guid(5)}), ("online", {"exchange_guid": guid(5)}), id="mailbox GUID"
        ),
        pytest.param(
            ("exchange", {"upn": ADDRESS, "smtp": "a@x.com"}),
            ("online", {"upn": ADDRESS.upper(), "smtp": "SMTP:A@x.com"}), id="UPN and primary address",
        ),
        pytest.param(
            ("exchange", {"smtp": ADDRESS}), ("online", {"smtp": ADDRESS, "dir_synced": True}),
            id="primary address of a synchronized object",
        ),
        pytest.param(("lync", {"sip": f"sip:{ADDRESS}"}), ("ad", {"smtp": ADDRESS}), id="SIP address is the address"),
        pytest.param(("lync", {"sip": f"sip:{ADDRESS}"}), ("ad", {"upn": ADDRESS}), id="SIP address is the UPN"),
        pytest.param(("lync", {"sip": ADDRESS}), ("online", {"upn": ADDRESS}), id="SIP address across the sides"),
        pytest.param(("lync", {"sip": ADDRESS}), ("teams", {"sip": ADDRESS}), id="SIP address in Lync and Teams"),
        pytest.param(("exchange", {"smtp": ADDRESS}), ("ad", {"smtp": ADDRESS}), id="address within one directory"),
    ],
)  # fmt: skip
def test_records_of_one_person(one: tuple[str, dict[str, object]], other: tuple[str, dict[str, object]]) -> None:
    records = record(one[0], **one[1]), record(other[0], **other[1])
    assert persons(*records) == persons(*records[::-1]) == ONE
    assert conflicts(*records) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("ad", {"display_name": "A"}), ("online", {"display_name": "A"}), id="display name"),
        pytest.param(("ad", {"alias": "a", "name": "A"}), ("online", {"alias": "a", "name": "A"}), id="alias and name"),
        pytest.param(("exchange", {"smtp": ADDRESS}), ("online", {"smtp": ADDRESS}), id="nobody says synced"),
        pytest.param(
            ("exchange", {"smtp": ADDRESS}), ("online", {"smtp": ADDRESS, "dir_synced": False}), id="not synchronized"
        ),
        pytest.param(("exchange", {"upn": ADDRESS}), ("online", {"upn": ADDRESS}), id="UPN alone"),
        pytest.param(
            ("exchange", {"upn": ADDRESS, "smtp": "a@x.com"}), ("online", {"upn": ADDRESS, "smtp": "b@x.com"}),
            id="UPN with another address",
        ),
        pytest.param(("ad", {"sid": "S-1-5-21-1"}), ("online", {"sid": "S-1-5-21-1"}), id="SIDs of two forests"),
        pytest.param(("ad", {"guid": guid(1)}), ("online", {"guid": guid(1)}), id="GUIDs of two directories"),
        pytest.param(
            ("ad", {"proxies": ("x500:/o=Old/cn=a",)}), ("online", {"proxies": ("x500:/o=Old/cn=a",)}),
            id="X500 address of a third",
        ),
        pytest.param(
            ("exchange", {"exchange_guid": NO_MAILBOX}), ("online", {"exchange_guid": NO_MAILBOX}), id="no mailbox"
        ),
        pytest.param(
            ("ad", {"sid": "S-1-5-21-1"}), ("ad", {"sid_history": ("S-1-5-21-1",)}), id="the SID that somebody had"
        ),
    ],
)  # fmt: skip
def test_records_that_may_be_two_persons(
    one: tuple[str, dict[str, object]], other: tuple[str, dict[str, object]]
) -> None:
    records = record(one[0], **one[1]), record(other[0], **other[1])
    assert persons(*records) == persons(*records[::-1]) == TWO


def test_a_person_of_six_sources() -> None:
    people, found = joined(
        [
            record("ad", guid=guid(1), sid="S-1-5-21-1", dn=DN, sam="alice", upn=ADDRESS),
            record("exchange", guid=guid(1), exchange_guid=guid(2), smtp=ADDRESS),
            record("online", guid=guid(3), edoid=guid(4), exchange_guid=guid(2), smtp=ADDRESS),
            record("entra", edoid=guid(4), immutable_id=anchor(1)),
            record("teams", edoid=guid(4), sip=ADDRESS),
            record("lync", sid="S-1-5-21-1", sip=ADDRESS),
            record("ad", guid=guid(9), dn="CN=Bob,DC=contoso,DC=com"),
        ]
    )
    assert found == ([0, 0, 0, 0, 0, 0, 1], [])
    assert people.domains == {"CONTOSO.COM": 0}


def test_the_anchor_decides_against_the_address() -> None:
    records = (
        record("ad", guid=guid(1), immutable_id=anchor(1), upn=ADDRESS, smtp=ADDRESS),
        record("entra", edoid=guid(4), immutable_id=anchor(2), upn=ADDRESS, smtp=ADDRESS),
    )
    assert persons(*records) == TWO
    assert conflicts(*records) == [((0, 1), f"the UPN {ADDRESS}", "their ImmutableIds differ")]


def test_two_objects_with_one_exchange_guid_keep_a_third_apart_from_both() -> None:
    records = (
        record("exchange", guid=guid(1), exchange_guid=guid(5)),
        record("exchange", guid=guid(2), exchange_guid=guid(5)),
        record("online", guid=guid(3), exchange_guid=guid(5)),
    )
    assert len(persons(*records)) == 3
    assert conflicts(*records) == [((0, 1), f"the ExchangeGuid {guid(5)}", "their Guids differ")]


def test_a_cloud_object_that_two_keys_give_to_two_people_is_neither() -> None:
    records = (
        record("ad", guid=guid(1), immutable_id=anchor(1)),
        record("ad", guid=guid(2), proxies=("x500:/o=ExchangeLabs/cn=1",)),
        record("online", guid=guid(3), immutable_id=anchor(1), legacy_dn="/o=ExchangeLabs/cn=1"),
    )
    assert persons(*records) == {frozenset({0, 2}), frozenset({1})}  # the anchor is the stronger key
    assert conflicts(*records) == [((1, 2), "the LegacyExchangeDN /O=EXCHANGELABS/CN=1", "their Guids differ")]


def test_keys_of_one_strength_that_disagree_join_nothing() -> None:
    records = (
        record("ad", guid=guid(1), proxies=("x500:/o=ExchangeLabs/cn=1",)),
        record("ad", guid=guid(2), legacy_dn="/o=Contoso/cn=2"),
        record("online", guid=guid(3), legacy_dn="/o=ExchangeLabs/cn=1", proxies=("x500:/o=Contoso/cn=2",)),
    )
    assert len(persons(*records)) == 3
    assert conflicts(*records) == [
        ((0, 2), "the LegacyExchangeDN /O=EXCHANGELABS/CN=1", "they are linked to objects whose Guids differ"),
        ((1, 2), "the LegacyExchangeDN /O=CONTOSO/CN=2", "they are linked to objects whose Guids differ"),
    ]


def test_a_proxy_address_of_two_objects_of_one_side() -> None:
    records = (
        record("exchange", guid=guid(1), smtp=ADDRESS),
        record("exchange", guid=guid(2), smtp="bob@contoso.com", proxies=(f"smtp:{ADDRESS}",)),
        record("online", guid=guid(3), smtp=ADDRESS, dir_synced=True),
        record("online", guid=guid(4), proxies=("smtp:BOB@contoso.com",)),
        record("online", guid=guid(5), proxies=("smtp:bob@contoso.com",)),
    )
    assert len(persons(*records)) == 5
    assert conflicts(*records) == [
        ((0, 1), f"the address {ADDRESS}", "they are two objects on-premises"),
        ((3, 4), "the address bob@contoso.com", "they are two objects in the cloud"),
    ]


def test_one_address_of_three_objects_is_said_of_each_after_the_first() -> None:
    records = [record("ad", guid=guid(number), proxies=(f"smtp:{ADDRESS}",)) for number in range(1, 4)]
    assert [pair for pair, _, _ in conflicts(*records)] == [(0, 1), (0, 2)]


def test_two_objects_with_one_primary_address_and_logon_name_are_reported_once_for_each_key() -> None:
    records = [record("ad", guid=guid(number), smtp=ADDRESS, upn=ADDRESS) for number in (1, 2)]
    assert conflicts(*records) == [
        ((0, 1), f"the UPN {ADDRESS}", "their Guids differ"),
        ((0, 1), f"the address {ADDRESS}", "they are two objects on-premises"),
    ]


def test_an_object_keeps_its_guid_when_its_sid_changes() -> None:
    records = record("ad", guid=guid(1), sid="S-1-5-21-1"), record("ad", guid=guid(1), sid="S-1-5-21-2")
    assert (persons(*records), conflicts(*records)) == (ONE, [])


def test_two_sids_without_a_guid_are_two_objects() -> None:
    records = record("ad", guid=guid(1), dn=DN, sid="S-1-5-21-1"), record("ad", dn=DN, sid="S-1-5-21-2")
    assert persons(*records) == TWO
    assert conflicts(*records) == [((0, 1), f"the DistinguishedName {DN.upper()}", "their SIDs differ")]


def test_the_distinguished_name_counts_only_where_the_guid_is_missing() -> None:
    records = record("ad", guid=guid(1), dn=DN), record("exchange", guid=guid(2), dn=DN)
    assert persons(*records) == TWO
    assert conflicts(*records)[0][2] == "their Guids differ"


def test_an_account_forest_and_a_resource_forest_may_hold_one_person() -> None:
    assert persons(
        record("ad", guid=guid(1)),
        record("exchange", guid=guid(2), exchange_guid=guid(5)),
        record("online", immutable_id=anchor(1), exchange_guid=guid(5)),
    ) == {frozenset({0, 1, 2})}


def test_addresses_do_not_join_objects_whose_directory_names_differ() -> None:
    records = (
        record("exchange", dn="CN=A,DC=x", smtp=ADDRESS, upn=ADDRESS),
        record("exchange", dn="CN=B,DC=x", smtp=ADDRESS, upn=ADDRESS),
    )
    assert persons(*records) == TWO


def test_a_sip_address_of_two_people_is_nobodys() -> None:
    records = (
        record("lync", sip=ADDRESS),
        record("ad", guid=guid(1), smtp=ADDRESS),
        record("ad", guid=guid(2), upn=ADDRESS),
    )
    assert len(persons(*records)) == 3


@pytest.mark.parametrize("source", ["ad", "lync", "teams"])
@pytest.mark.parametrize(("field", "people_found"), [("guid", 30_000), ("sid", 1)])
def test_a_key_that_all_records_share_takes_no_time(source: str, field: str, people_found: int) -> None:
    people = People()
    for number in range(30_000):
        own = guid(number) if field == "guid" else f"S-1-5-21-{number}"
        shared: dict[str, Any] = {
            "smtp": ADDRESS,
            "dn": DN,
            "upn": ADDRESS,
            "sip": ADDRESS,
            "guid": guid(1),
            "dir_synced": True,
        }
        people.add(source, Keys(**(shared | {field: own})))
    found = people.join()
    assert len(set(found.person_of)) == people_found


def test_no_records_no_people() -> None:
    assert joined([])[1] == ([], [])
