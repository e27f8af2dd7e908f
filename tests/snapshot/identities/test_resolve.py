from __future__ import annotations

import pytest

from delegint.snapshot.identities.resolve import Resolution
from tests.snapshot.identities.people import anchor, guid, record, resolver

ALICE = (
    record("ad", guid=guid(1), sid="S-1-5-21-1-1105", sid_history=("S-1-5-21-9-7",), sam="alice",
           dn="CN=Smith\\, Alice,OU=Users,DC=contoso,DC=com", upn="alice@contoso.com", name="Smith, Alice",
           proxies=("SMTP:Alice.Smith@contoso.com", "smtp:alice@contoso.com", "x500:/o=ExchangeLabs/cn=alice")),
    record("online", guid=guid(2), edoid=guid(3), exchange_guid=guid(4), immutable_id=anchor(1), sid="S-1-5-21-2-8",
           legacy_dn="/o=ExchangeLabs/cn=alice", smtp="alice.smith@contoso.com", alias="asmith", name=guid(3),
           display_name="Alice Smith", sip="sip:alice@contoso.com"),
)  # fmt: skip
BOB = (
    record("ad", guid=guid(11), sid="S-1-5-21-1-1106", sam="bob", dn="CN=Bob,OU=Users,DC=contoso,DC=com",
           canonical="contoso.com/Users/Bob", smtp="bob@contoso.com", alias="bob"),
)  # fmt: skip


def strong(person: int, why: str) -> Resolution:
    return Resolution(person, "strong", (), why)


def medium(person: int, why: str) -> Resolution:
    return Resolution(person, "medium", (), why)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (guid(1), strong(0, "the GUID")),
        (f"{{{guid(2).upper()}}}", strong(0, "the GUID")),
        (guid(3), strong(0, "the GUID")),
        (guid(4), strong(0, "the GUID")),
        ("S-1-5-21-1-1105", strong(0, "the SID")),
        ("NT:S-1-5-21-2-8", strong(0, "the SID")),
        ("S-1-5-21-9-7", medium(0, "an old SID (matches sIDHistory)")),
        ("cn=Smith\\2C Alice, ou=Users, dc=contoso, dc=com", strong(0, "the distinguished name")),
        ("contoso.com/Users/Smith, Alice", strong(0, "the canonical name")),
        ("contoso.com/Users/Bob", strong(1, "the canonical name")),
        ("/o=exchangelabs/CN=Alice", strong(0, "the legacyExchangeDN")),
        ("IMCEAEX-_o=ExchangeLabs_cn=alice@contoso.com", strong(0, "the legacyExchangeDN")),
        ("CONTOSO\\alice", strong(0, "the account name")),
        ("contoso.com\\Alice", strong(0, "the account name")),
        ("ALICE@contoso.com", medium(0, "a proxy address")),
        ("smtp:alice.smith@contoso.com", medium(0, "a proxy address")),
        ("sip:alice@contoso.com", medium(0, "the SIP address")),
        ("asmith", medium(0, "the alias")),
        ("Smith, Alice", medium(0, "the name")),
        ("bob@contoso.com:\\Calendar", medium(1, "a proxy address")),
    ],
)
def test_every_form_finds_the_person(text: str, expected: Resolution) -> None:
    find = resolver(*ALICE, *BOB, netbios={"Contoso": "contoso.com"}).resolve
    assert find((text,), "on_premises") == find((text,), "online") == find((text,), "") == expected


@pytest.mark.parametrize(
    ("text", "why", "orphan"),
    [
        ("S-1-5-21-1-9999", "nobody in the snapshot has this SID", True),
        ("NT:S-1-5-21-1-9999", "nobody in the snapshot has this SID", True),
        ("NT USER:CONTOSO\\gone", "nobody in the snapshot has this name", True),
        ("S-1-0-0", "nobody in the snapshot has this SID", True),
        ("NULL SID", "the name is no recipient's", True),
        ("", "the row names nobody", True),
        (" ", "the row names nobody", True),
        ("S-1-5-10", "the name is no recipient's", False),
        ("S-1-1-0", "the name is no recipient's", False),
        ("NT AUTHORITY\\SELF", "the name is no recipient's", False),
        ("Default", "the name is no recipient's", False),
        ("ExchangePublishedUser.bob@contoso.com", "the name is of somebody outside the organization", False),
        ("CONTOSO\\gone", "nobody in the snapshot has this name", False),
        ("FABRIKAM\\alice", "nobody in the snapshot has this name", False),
        ("gone@contoso.com", "nobody in the snapshot has this name", False),
        (guid(99), "nobody in the snapshot has this name", False),
        ("CN=Gone,DC=contoso,DC=com", "nobody in the snapshot has this name", False),
        ("contoso.com/Users/Gone", "nobody in the snapshot has this name", False),
        ("/o=Contoso/cn=gone", "nobody in the snapshot has this name", False),
        ("Alice Smith", "nobody in the snapshot has this name", False),
    ],
)
def test_whom_nobody_knows(text: str, why: str, orphan: bool) -> None:
    find = resolver(*ALICE, *BOB, netbios={"CONTOSO": "contoso.com"}).resolve
    assert find((text,), "on_premises") == Resolution(-1, "", (), why, orphan)


def test_a_row_with_a_sid_that_nobody_has_is_no_orphan_if_it_also_has_a_name() -> None:
    find = resolver(*ALICE).resolve
    assert not find(("CONTOSO\\gone", "S-1-5-21-1-9999"), "on_premises").orphan
    assert find(("NT:S-1-5-21-1-9999", "S-1-5-21-1-9999"), "on_premises").orphan
    assert find(("alice@contoso.com", "S-1-5-21-1-9999"), "on_premises") == medium(0, "a proxy address")
    assert find((), "on_premises").orphan


def test_a_display_name_counts_only_where_it_may() -> None:
    find = resolver(*ALICE).resolve
    assert find(("alice smith",), "online").person == -1
    assert find(("alice smith",), "online", weak=True) == Resolution(0, "weak", (), "the display name")


def test_a_name_that_looks_like_another_form_is_still_a_name() -> None:
    find = resolver(
        record("online", guid=guid(1), name=guid(7), display_name="Sales.DE/AT team"),
        record("online", guid=guid(2), name="R&D\\Labs"),
    ).resolve
    assert find((guid(7),), "online") == medium(0, "the name")
    assert find(("Sales.DE/AT team",), "online", weak=True).person == 0
    assert find(("R&D\\Labs",), "online") == medium(1, "the name")


@pytest.mark.parametrize(
    ("key", "text"),
    [("alias", "alice"), ("name", "Alice"), ("display_name", "Alice"), ("upn", "a@x.com"), ("smtp", "a@x.com")],
)
def test_what_two_people_have_is_nobodys(key: str, text: str) -> None:
    records = [record("ad", guid=guid(number), **{key: text}) for number in (1, 2)]
    found = resolver(*records).resolve((text,), "on_premises", weak=True)
    assert (found.person, found.strength, found.candidates) == (-1, "", (0, 1))
    assert found.why.startswith("2 people have ")


def test_an_ambiguous_alias_is_not_rescued_by_a_display_name() -> None:
    find = resolver(
        record("ad", guid=guid(1), alias="alice"),
        record("ad", guid=guid(2), alias="alice"),
        record("ad", guid=guid(3), display_name="alice", name="alice"),
    ).resolve
    assert find(("alice",), "on_premises", weak=True).candidates == (0, 1)


def test_the_side_of_the_row_comes_first() -> None:
    find = resolver(
        record("ad", guid=guid(1), smtp="a@x.com", alias="a"), record("online", guid=guid(2), smtp="a@x.com", alias="a")
    ).resolve
    for text in ("a@x.com", "a"):
        assert find((text,), "on_premises").person == 0
        assert find((text,), "online").person == 1
        assert find((text,), "").candidates == (0, 1)


def test_a_guid_of_two_namespaces_is_ambiguous() -> None:
    find = resolver(record("ad", guid=guid(1)), record("online", edoid=guid(1))).resolve
    assert find((guid(1),), "online") == Resolution(-1, "", (0, 1), "2 people have the GUID")


def test_names_that_agree_make_one_person_and_the_strongest_says_why() -> None:
    find = resolver(*ALICE, *BOB).resolve
    assert find(("alice@contoso.com", "S-1-5-21-1-1105", guid(1)), "on_premises") == strong(0, "the SID")


def test_the_guid_beats_an_address_that_was_given_to_another() -> None:
    find = resolver(*ALICE, *BOB).resolve
    assert find(("bob@contoso.com", guid(1)), "on_premises") == Resolution(
        0, "strong", (0, 1), "the GUID is one person's, and a proxy address is another's", contradictory=True
    )


def test_two_strong_names_that_disagree() -> None:
    found = resolver(*ALICE, *BOB).resolve((guid(11), "S-1-5-21-1-1105"), "on_premises")
    assert (found.contradictory, found.candidates, found.orphan) == (True, (0, 1), False)


def test_a_display_name_contradicts_nobody() -> None:
    find = resolver(*ALICE, *BOB).resolve
    assert find(("Alice Smith", guid(11)), "online", weak=True) == strong(1, "the GUID")


def test_a_sure_name_settles_an_ambiguous_one() -> None:
    records = record("ad", guid=guid(1), alias="a"), record("ad", guid=guid(2), alias="a"), record("ad", guid=guid(3))
    find = resolver(*records).resolve
    assert find(("a", guid(2)), "on_premises") == strong(1, "the GUID")
    assert find(("a", guid(3)), "on_premises").candidates == (0, 1, 2)
    assert find(("a", guid(3)), "on_premises").contradictory


def test_an_ambiguous_strong_name_is_not_overruled_by_a_weaker_one() -> None:
    find = resolver(
        record("ad", guid=guid(1)), record("online", edoid=guid(1)), record("ad", guid=guid(3), smtp="c@x.com")
    ).resolve
    assert find((guid(1), "c@x.com"), "on_premises") == Resolution(
        -1, "", (0, 1, 2), "a proxy address is one person's, and the GUID is another's", contradictory=True
    )


# -- accounts ---------------------------------------------------------------------------------------------------

ALONE = "the account name alone: no record says which domain the NetBIOS name CORP stands for"


def test_an_account_of_an_unknown_domain_is_medium_where_there_is_but_one_domain() -> None:
    find = resolver(*ALICE, *BOB).resolve
    assert find(("CORP\\alice",), "on_premises") == medium(0, ALONE)
    assert find(("EURPR07A005\\alice",), "online").person == -1


def test_an_account_of_an_unknown_domain_is_nobodys_where_there_are_two() -> None:
    other = record("ad", guid=guid(21), sam="carol", dn="CN=Carol,DC=fabrikam,DC=com")
    assert resolver(*ALICE, other).resolve(("CONTOSO\\alice",), "on_premises").person == -1


def test_the_first_label_of_the_domain_is_no_netbios_name() -> None:
    find = resolver(*ALICE, netbios={"CORP": "contoso.com"}).resolve
    assert find(("CORP\\alice",), "on_premises") == strong(0, "the account name")
    assert find(("CONTOSO\\alice",), "on_premises").person == -1


def test_two_domains_with_one_account_name_each() -> None:
    records = (
        record("ad", guid=guid(1), sam="alice", dn="CN=Alice,DC=contoso,DC=com"),
        record("ad", guid=guid(2), sam="alice", dn="CN=Alice,DC=emea,DC=contoso,DC=com"),
    )
    find = resolver(
        *records, netbios={"CONTOSO": "CONTOSO.COM.", "EMEA": "emea.contoso.com", "GONE": "gone.com"}
    ).resolve
    assert find(("CONTOSO\\alice",), "on_premises") == strong(0, "the account name")
    assert find(("EMEA\\alice",), "on_premises") == strong(1, "the account name")
    assert find(("GONE\\alice",), "on_premises").person == -1


def test_most_records_decide_what_a_netbios_name_stands_for() -> None:
    def account(number: int, name: str, domain: str, netbios: str | None = None) -> tuple[str, object]:
        return record("ad", guid=guid(number), sam=name, netbios=netbios, canonical=f"{domain}/Users/{name}")

    records = [
        account(1, "a", "ad.contoso.com", "CORP"),
        account(2, "b", "ad.contoso.com", "CORP"),
        account(3, "c", "fabrikam.com", "CORP"),
        account(4, "d", "ad.contoso.com"),
        account(5, "d", "fabrikam.com"),
        account(6, "e", "ad.contoso.com", "TIE"),
        account(7, "f", "fabrikam.com", "TIE"),
    ]
    find = resolver(*records).resolve  # type: ignore[arg-type]
    assert find(("CORP\\d",), "on_premises") == strong(3, "the account name")
    assert find(("CORP\\c",), "on_premises") == strong(2, "the account name")  # its own record says so
    assert find(("TIE\\d",), "on_premises").person == -1


def test_an_account_in_no_known_domain_is_medium() -> None:
    find = resolver(record("exchange", guid=guid(1), sam="alice"), *BOB, netbios={"CONTOSO": "contoso.com"}).resolve
    assert find(("CONTOSO\\alice",), "on_premises") == medium(
        0, "the account name alone: no record says in which domain the account is"
    )
    assert find(("CONTOSO\\bob",), "on_premises").strength == "strong"


def test_the_answers_stay_right_when_more_is_asked_than_is_remembered() -> None:
    find = resolver(*ALICE, *BOB).resolve
    for number in range(70_000):
        assert find((f"{number}@x.com",), "online").person == -1
    assert find((guid(1),), "online").person == 0
