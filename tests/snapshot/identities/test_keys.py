from __future__ import annotations

import pytest

from delegint.snapshot.identities.keys import KINDS, SOURCES, Keys, anchor_key, edoid_key, key_columns
from tests.snapshot.identities.people import anchor, guid, typed_keys

EVERYTHING = Keys(
    guid=guid(1), exchange_guid=guid(2), edoid=guid(3), immutable_id=anchor(1), dn="CN=Alice, DC=contoso, DC=com",
    canonical="contoso.com/Alice", legacy_dn="/o=Contoso/cn=alice", sam="alice", netbios="contoso",
    upn="alice@contoso.com", smtp="Alice.Smith@contoso.com",
    proxies=("SMTP:Alice.Smith@contoso.com", "smtp:alice@contoso.com", "x500:/o=Old/cn=alice", "SIP:alice@contoso.com",
             "EUM:4711;phone-context=x", "SPO:SPO_1@SPO_2"),
    sid="S-1-5-21-1-2-3-1105", sid_history=("S-1-5-21-9-9-9-7", "no SID"), name="Alice", display_name="Alice Smith",
    alias="alice", sip="sip:alice@contoso.com", dir_synced=True,
)  # fmt: skip


def test_every_name_of_a_record_is_a_key() -> None:
    assert sorted(set(typed_keys(EVERYTHING, "exchange"))) == sorted(
        [
            ("ad_guid", guid(1)),
            ("exchange_guid", guid(2)),
            ("edoid", guid(3)),
            ("immutable_id", guid(1)),
            ("dn", "CN=ALICE,DC=CONTOSO,DC=COM"),
            ("canonical", "CONTOSO.COM/ALICE"),
            ("legacy_dn", "/O=CONTOSO/CN=ALICE"),
            ("sam", "ALICE"),
            ("netbios", "CONTOSO\\ALICE"),
            ("upn", "ALICE@CONTOSO.COM"),
            ("primary", "ALICE.SMITH@CONTOSO.COM"),
            ("smtp", "ALICE.SMITH@CONTOSO.COM"),
            ("smtp", "ALICE@CONTOSO.COM"),
            ("x500", "/O=OLD/CN=ALICE"),
            ("sip", "ALICE@CONTOSO.COM"),
            ("sid", "S-1-5-21-1-2-3-1105"),
            ("sid_history", "S-1-5-21-9-9-9-7"),
            ("name", "ALICE"),
            ("display_name", "ALICE SMITH"),
            ("alias", "ALICE"),
        ]
    )


@pytest.mark.parametrize("source", SOURCES)
def test_a_record_without_names_has_no_keys(source: str) -> None:
    assert list(typed_keys(Keys(), source)) == []
    assert list(typed_keys(Keys._make(["" for _ in Keys._fields]), source)) == []


def test_every_kind_of_key_is_given_by_some_source() -> None:
    assert {kind for source in SOURCES for kind, _ in typed_keys(EVERYTHING, source)} == set(KINDS)


@pytest.mark.parametrize("source", SOURCES)
def test_records_with_gaps_keep_their_own_keys_where_many_are_read_at_once(source: str) -> None:
    escaped = EVERYTHING._replace(dn='CN="Smith, Alice",DC=x', legacy_dn="X500:/o=X", name="Jürgen", smtp=None)
    batch = [Keys(), EVERYTHING, Keys(proxies=("SMTP:a@x.com",), edoid=guid(8), guid=guid(9)), Keys(), escaped]
    found = {
        (record, column.kind, key)
        for column in key_columns(batch, source, first=70)
        for record, key in zip(column.records, column.keys, strict=True)
    }
    assert found == {(70 + place, *typed) for place, keys in enumerate(batch) for typed in typed_keys(keys, source)}
    assert {record for record, _, _ in found} == {71, 72, 74}


@pytest.mark.parametrize(
    ("source", "kind"),
    [("ad", "ad_guid"), ("exchange", "ad_guid"), ("lync", "ad_guid"), ("online", "online_guid"), ("entra", "edoid"),
     ("teams", "edoid")],
)  # fmt: skip
def test_the_source_says_which_guid_it_is(source: str, kind: str) -> None:
    assert list(typed_keys(Keys(guid=guid(1)), source)) == [(kind, guid(1))]


def test_the_account_name_of_a_cloud_object_is_made_up() -> None:
    assert list(typed_keys(Keys(sam="$ABC-123"), "online")) == []


def test_the_proxy_address_in_capitals_is_the_primary_one() -> None:
    proxies = ("smtp:a@x.com", "SMTP:b@x.com")
    assert set(typed_keys(Keys(proxies=proxies), "ad")) == {
        ("smtp", "A@X.COM"), ("smtp", "B@X.COM"), ("primary", "B@X.COM"),
    }  # fmt: skip
    assert ("primary", "A@X.COM") in set(typed_keys(Keys(smtp="a@x.com", proxies=proxies), "ad"))
    assert set(typed_keys(Keys(smtp="c@x.com", proxies=("plain@x.com",)), "ad")) == {
        ("primary", "C@X.COM"), ("smtp", "C@X.COM"), ("smtp", "PLAIN@X.COM"),
    }  # fmt: skip


@pytest.mark.parametrize("proxy", ["smtp:", ":", "", "smtp:not an address", " Smtp :a b", "x500:", "MS:a/b/c"])
def test_a_proxy_address_that_is_none_gives_no_key(proxy: str) -> None:
    assert list(typed_keys(Keys(proxies=(proxy,)), "ad")) == []


def test_the_anchor_is_the_guid_that_it_encodes() -> None:
    assert anchor_key("AQIDBAUGBwgJCgsMDQ4PEA==") == "04030201-0605-0807-090a-0b0c0d0e0f10"
    assert anchor_key(f" {anchor(7)} ") == guid(7) == anchor_key(guid(7).upper())
    assert anchor_key("AAAAAAAAAAAAAAAAAAAAAA==") == ""
    assert anchor_key("aGVsbG8=") == "aGVsbG8="  # base64 knows case
    assert anchor_key("alice@contoso.com") == "alice@contoso.com"
    assert anchor_key("ä") == "ä"


def test_active_directory_writes_the_kind_before_the_object_id() -> None:
    assert edoid_key(f"User_{guid(3)}") == edoid_key(f"Group_{guid(3).upper()}") == edoid_key(guid(3)) == guid(3)


def test_the_netbios_name_may_come_with_the_account() -> None:
    assert set(typed_keys(Keys(netbios="CONTOSO\\alice"), "exchange")) == {("netbios", "CONTOSO\\ALICE")}
    assert list(typed_keys(Keys(netbios="CONTOSO"), "exchange")) == []
