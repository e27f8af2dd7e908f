"""Lists of text: as lists, in wrappers, formatted with braces, and joined to one text."""

from __future__ import annotations

from contextlib import suppress
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegint.snapshot import coerce
from delegint.snapshot.joined_lists import Expected
from delegint.snapshot.losses import JOINED, NO_FORM, TYPE_NAME, LostValueError
from delegint.snapshot.values import Value

ALICE, BOB = "CN=Alice,OU=Users,DC=contoso,DC=com", "CN=Bob\\, Jr,OU=Old Users,DC=contoso,DC=com"
ONLINE = (
    "CN=Room 1,OU=x.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR07A005,DC=PROD,DC=OUTLOOK,DC=COM"
)
LEGACY = "/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=d55-Alice"
GUID = "0f3b6f0e-1b7e-4f0c-8a34-0a3d0f8f9c11"


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (None, ()),
        ("", ()),
        ("  ", ()),
        ([], ()),
        ([None, "", "a"], ("a",)),
        ({"value": [], "Count": 0}, ()),
        ({"value": ["a", "b"], "Count": 2}, ("a", "b")),
        ({"Value": ["a"], "Count": 1}, ("a",)),
        ({"value": "text", "PSPath": "x"}, ("text",)),
        ({"value": None}, ()),
        (7, ("7",)),
        ("Alice Example", ("Alice Example",)),
        ("Sales, Berlin", ("Sales, Berlin",)),
        (["Alice Example", GUID], ("Alice Example", GUID)),
        (["A, B"], ("A, B",)),
        (["a@x;b@y"], ("a@x;b@y",)),
        (
            [{"SmtpAddress": "a@x", "ProxyAddressString": "SMTP:a@x"}, {"ToString": "smtp:b@x"}],
            ("SMTP:a@x", "smtp:b@x"),
        ),
        ([{"DistinguishedName": ALICE, "Rdn": {}}, {"DistinguishedName": BOB}], (ALICE, BOB)),
        ({"DistinguishedName": ALICE, "Rdn": {}}, (ALICE,)),
        ([{"Value": "S-1-5-21-1-2-3-4", "BinaryLength": 28}], ("S-1-5-21-1-2-3-4",)),
        ("{}", ()),
        ("{ }", ()),
        ("{Send-As}", ("Send-As",)),
        ("{Send-As, Receive-As}", ("Send-As", "Receive-As")),
        ("{Alice Example, Bob Example}", ("Alice Example", "Bob Example")),
        (f"{{{GUID}}}", (f"{{{GUID}}}",)),
        (f"{{{ALICE}, {BOB}}}", (ALICE, BOB)),
        (
            "{contoso.com/Users/Doe, John, contoso.com/Users/Bob}",
            ("contoso.com/Users/Doe, John", "contoso.com/Users/Bob"),
        ),
        (" ; ", ()),
        (
            "SystemMailbox{1f05a927-5b4c-4b0e-9b3a-2d8a3d0f6b0e}",
            ("SystemMailbox{1f05a927-5b4c-4b0e-9b3a-2d8a3d0f6b0e}",),
        ),
    ],
)
def test_lists(value: Value, texts: tuple[str, ...]) -> None:
    assert coerce.texts(value) == texts


@pytest.mark.parametrize(
    ("joined", "expect", "texts"),
    [
        ("SMTP:a@x smtp:b@x", "proxy address", ("SMTP:a@x", "smtp:b@x")),
        ("SMTP:a@x", "proxy address", ("SMTP:a@x",)),
        (
            "SMTP:a@x x500:/o=Org/ou=First Administrative Group/cn=Recipients/cn=a SIP:a@x",
            "proxy address",
            ("SMTP:a@x", "x500:/o=Org/ou=First Administrative Group/cn=Recipients/cn=a", "SIP:a@x"),
        ),
        (
            "X400:C=US;A= ;P=Org;O=Exchange;S=Doe;G=John;;smtp:a@x",
            "proxy address",
            ("X400:C=US;A= ;P=Org;O=Exchange;S=Doe;G=John", "smtp:a@x"),
        ),
        ("eum:1001;phone-context=plan.contoso.com SPO:SPO_1@SPO_2", "proxy address",
         ("eum:1001;phone-context=plan.contoso.com", "SPO:SPO_1@SPO_2")),
        (f"{ALICE} {BOB}", "distinguished name", (ALICE, BOB)),
        (f"{ALICE};{ONLINE}", "distinguished name", (ALICE, ONLINE)),
        (f"{ALICE},{BOB}", "distinguished name", (ALICE, BOB)),
        (f"{ALICE}\r\n{BOB}", "distinguished name", (ALICE, BOB)),
        ("CN=Alice, OU=Users, DC=contoso, DC=com", "distinguished name", ("CN=Alice, OU=Users, DC=contoso, DC=com",)),
        ("contoso.com/Users/A contoso.com/Users/B", "canonical name", ("contoso.com/Users/A", "contoso.com/Users/B")),
        (
            "contoso.com/Users/Alice Example;emea.contoso.com/Old Users/Bob, Jr",
            "canonical name",
            ("contoso.com/Users/Alice Example", "emea.contoso.com/Old Users/Bob, Jr"),
        ),
        ("contoso.com/Sales\\/Rooms/Room 1", "canonical name", ("contoso.com/Sales\\/Rooms/Room 1",)),
        ("a@x.de;b@y.de", "address", ("a@x.de", "b@y.de")),
        ("a@x.de|b@y.de|", "address", ("a@x.de", "b@y.de")),
        ("a@x.de,b@y.de, c@z.de", "address", ("a@x.de", "b@y.de", "c@z.de")),
        ("a@x.de\nb@y.de", "address", ("a@x.de", "b@y.de")),
        ("alice", "address", ("alice",)),
        (f"{GUID} {GUID}", "any", (GUID, GUID)),
        (f"{LEGACY} {LEGACY}", "any", (LEGACY, LEGACY)),
        (f"{LEGACY}; {LEGACY}\r\n{LEGACY}", "any", (LEGACY, LEGACY, LEGACY)),
    ],
)  # fmt: skip
def test_a_joined_list_is_split_where_every_piece_has_a_sure_form(
    joined: str, expect: Expected, texts: tuple[str, ...]
) -> None:
    assert coerce.texts(joined, expect) == texts
    if expect != "any" and joined != "alice":
        assert coerce.texts(joined) == texts


@pytest.mark.parametrize(
    ("joined", "expect"),
    [
        ("Alice Example;Bob", "any"),
        ("Alice Example|Bob", "any"),
        ("Alice\nBob", "any"),
        (f"Alice Example {GUID}", "any"),
        (f"{GUID} Alice", "any"),
        (f"{GUID};{LEGACY}", "any"),
        ("a@x.de Bob", "any"),
        ("a@x.de;Bob", "address"),
        ("a@x@y.de", "address"),
        ("Alice Example", "address"),
        ("Alice Example", "canonical name"),
        ("Alice,Bob", "distinguished name"),
        (f"{ALICE} and {BOB}", "distinguished name"),
        ("CN=Alice,OU=Users", "distinguished name"),
        ("SMTP:a@x und smtp:b@x", "proxy address"),
        ("SMTP:a@x FOO:b", "proxy address"),
        ("contoso.com/Users/Meet fabrikam.com/Bob", "canonical name"),
        ("{Alice, Bob}", "address"),
    ],
)
def test_a_joined_list_that_cannot_be_split_surely_is_refused(joined: str, expect: Expected) -> None:
    with pytest.raises(LostValueError) as caught:
        coerce.texts(joined, expect)
    assert caught.value.why == JOINED


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (["a", "System.Object[]"], TYPE_NAME),
        (["Microsoft.Teams.ConfigAPI.Cmdlets.Generated.Models.CompanyPartnership"], TYPE_NAME),
        ({"value": ["System.Byte[]"], "Count": 1}, TYPE_NAME),
        ({}, NO_FORM),
        ([{"Unheard": 1}], NO_FORM),
    ],
)
def test_one_lost_element_loses_the_list(value: Value, why: str) -> None:
    with pytest.raises(LostValueError) as caught:
        coerce.texts(value)
    assert caught.value.why == why


WORD = st.text("abcdefghijklmnopqrstuvwxyzäöüß-", min_size=1, max_size=8)
PHRASE = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
FORMS: dict[Expected, st.SearchStrategy[str]] = {
    "proxy address": st.one_of(
        st.builds("{}:{}@{}.com".format, st.sampled_from(["SMTP", "smtp", "SIP"]), WORD, WORD),
        st.builds("x500:/o={}/ou={}/cn={}".format, WORD, PHRASE, PHRASE),
    ),
    "distinguished name": st.builds("CN={},OU={},DC={},DC=com".format, PHRASE, PHRASE, WORD),
    "canonical name": st.builds("{}.contoso.com/{}/{}".format, WORD, PHRASE, PHRASE),
    "address": st.builds("{}@{}.com".format, WORD, WORD),
}


@given(st.data(), st.sampled_from(sorted(FORMS)), st.sampled_from([" ", ";", "|", ",", "\n", "\r\n", "; "]))
def test_joining_and_splitting_is_nothing_lost(data: st.DataObject, expect: Expected, separator: str) -> None:
    values = data.draw(st.lists(FORMS[expect], min_size=1, max_size=5))
    assert coerce.texts(separator.join(values), expect) == tuple(values)
    assert coerce.texts(separator.join(values)) == tuple(values)


@pytest.mark.parametrize(
    "unit", [" ", "a.b ", "a.", "smtp:a@x ", "x500:/ ", "CN=a,", "CN=a,DC=b ", "/o= ", "a@b;", "{", "a ", "; "]
)
@pytest.mark.parametrize("start", ["", "contoso.com/", "x500:/o=", "CN=", "/o=", "@{", "{"])
def test_a_long_text_is_taken_apart_in_time(unit: str, start: str) -> None:
    def seconds(length: int) -> float:
        text = start + unit * (length // len(unit))
        began = perf_counter()
        with suppress(LostValueError):
            coerce.texts(text)
        return perf_counter() - began

    assert min(seconds(400_000) for _ in range(2)) < 1.5
