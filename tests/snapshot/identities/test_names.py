from __future__ import annotations

import time
from unicodedata import normalize

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from delegint.snapshot.identities.distinguished import canonical_of, dn_key, domain_of
from delegint.snapshot.identities.folding import fold
from delegint.snapshot.identities.names import address_key, guid_key, legacy_key, read_name, sid_key, split_folder

GUID = "1b2c3d4e-0000-1111-2222-333344445555"
LEGACY = "/O=CONTOSO/OU=FIRST ADMINISTRATIVE GROUP/CN=RECIPIENTS/CN=ALICE"
letters = st.characters(categories=["Lu", "Ll", "Lo", "Nd"])
words = st.text(letters, min_size=1, max_size=8)
dn_values = st.text(letters | st.sampled_from(' ,+"\\<>;=#/.'), min_size=1, max_size=10).filter(
    lambda value: value == value.strip(" ")
)


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        (GUID, "guid", GUID),
        (f" {{{GUID.upper()}}} ", "guid", GUID),
        (GUID.replace("-", ""), "guid", GUID),
        (f"({GUID})", "guid", GUID),
        ("00000000-0000-0000-0000-000000000000", "text", "00000000-0000-0000-0000-000000000000"),
        ("S-1-5-21-1-2-3-1105", "sid", "S-1-5-21-1-2-3-1105"),
        ("s-1-5-32-544", "sid", "S-1-5-32-544"),
        ("NT:S-1-5-21-1-2-3-1105", "sid", "S-1-5-21-1-2-3-1105"),
        ("NT USER:S-1-5-21-1-2-3-1105", "sid", "S-1-5-21-1-2-3-1105"),
        ("CONTOSO\\alice", "netbios", "CONTOSO\\ALICE"),
        ("NT:CONTOSO\\alice", "netbios", "CONTOSO\\ALICE"),
        ("contoso.com\\alice", "netbios", "CONTOSO.COM\\ALICE"),
        ("Alice@Contoso.com", "address", "ALICE@CONTOSO.COM"),
        ("SMTP:alice@contoso.com", "address", "ALICE@CONTOSO.COM"),
        ("smtp: alice@contoso.com ", "address", "ALICE@CONTOSO.COM"),
        ("o'hara+x/y@contoso.com", "address", "O'HARA+X/Y@CONTOSO.COM"),
        ("sip:alice@contoso.com", "sip", "ALICE@CONTOSO.COM"),
        ("SIP:alice@contoso.com", "sip", "ALICE@CONTOSO.COM"),
        ("/o=Contoso/ou=First Administrative Group/cn=Recipients/cn=Alice", "legacy_dn", LEGACY),
        ("x500:/o=Contoso/ou=First Administrative Group/cn=Recipients/cn=alice", "legacy_dn", LEGACY),
        ("EX:/o=Contoso/ou=First Administrative Group/cn=Recipients/cn=alice", "legacy_dn", LEGACY),
        (
            "IMCEAEX-_o=Contoso_ou=First+20Administrative+20Group_cn=Recipients_cn=alice@contoso.com",
            "legacy_dn",
            LEGACY,
        ),
        ("imceaex-_o=a+5Fb_cn=+e4@contoso.com", "legacy_dn", "/O=A_B/CN=Ä"),
        ("IMCEAEX-_o=a+zz", "legacy_dn", "/O=A+ZZ"),
        ("CN=Alice,OU=Users,DC=contoso,DC=com", "dn", "CN=ALICE,OU=USERS,DC=CONTOSO,DC=COM"),
        ("cn = Alice , ou=Users, dc=contoso,dc=com", "dn", "CN=ALICE,OU=USERS,DC=CONTOSO,DC=COM"),
        ("CN=Smith\\, John,DC=contoso,DC=com", "dn", "CN=SMITH\\, JOHN,DC=CONTOSO,DC=COM"),
        ("CN=Smith\\2C John,DC=contoso,DC=com", "dn", "CN=SMITH\\, JOHN,DC=CONTOSO,DC=COM"),
        ('CN="Smith, John",DC=contoso,DC=com', "dn", "CN=SMITH\\, JOHN,DC=CONTOSO,DC=COM"),
        ("CN=M\\C3\\BCller,DC=contoso,DC=com", "dn", "CN=MÜLLER,DC=CONTOSO,DC=COM"),
        ("contoso.com/Users/Alice", "canonical", "CONTOSO.COM/USERS/ALICE"),
        ("contoso.com/Users/Sales\\/Europe", "canonical", "CONTOSO.COM/USERS/SALES\\/EUROPE"),
        ("contoso.com/Users/a:\\/b", "canonical", "CONTOSO.COM/USERS/A:\\/B"),
        ("alice@contoso.com:\\Kalender", "folder", "ALICE@CONTOSO.COM:\\KALENDER"),
        ("alice:\\Kalender\\a\uf8ffb", "folder", "ALICE:\\KALENDER\\A/B"),
        (f"{{{GUID}}}:\\Calendar", "folder", f"{GUID}:\\CALENDAR"),
        ("contoso.com/Users/Alice:\\Calendar", "folder", "CONTOSO.COM/USERS/ALICE:\\CALENDAR"),
        ("ExchangePublishedUser.bob@fabrikam.com", "external", "BOB@FABRIKAM.COM"),
        ("Default", "pseudo", "DEFAULT"),
        ("Standard", "pseudo", "DEFAULT"),
        ("anonymous", "pseudo", "ANONYMOUS"),
        ("Owner@local", "pseudo", "OWNER@LOCAL"),
        ("NULL SID", "pseudo", "NULL SID"),
        ("NT AUTHORITY\\SELF", "pseudo", "NT AUTHORITY\\SELF"),
        ("NT-AUTORITÄT\\SELBST", "pseudo", "NT-AUTORITÄT\\SELBST"),
        ("BUILTIN\\Administrators", "pseudo", "BUILTIN\\ADMINISTRATORS"),
        ("Alice Smith", "text", "ALICE SMITH"),
        ("\u200eAlice Smith\u202c", "text", "ALICE SMITH"),
        ("Alice (alice@contoso.com)", "text", "ALICE (ALICE@CONTOSO.COM)"),
        ("EUM:4711@contoso.com;phone-context=x", "text", "EUM:4711@CONTOSO.COM;PHONE-CONTEXT=X"),
        ("Sales/Europe", "text", "SALES/EUROPE"),
        ("a\\b\\c", "text", "A\\B\\C"),
        ("", "text", ""),
    ],
)
def test_the_form_tells_the_kind_and_the_key(text: str, kind: str, key: str) -> None:
    assert read_name(text) == (kind, key, text)


@given(words, words)
def test_case_composition_and_blanks_do_not_change_an_address(local: str, domain: str) -> None:
    written = f"{local}@{domain}.com"
    key = read_name(written).key
    for other in (normalize("NFD", written), normalize("NFC", written), f"  {written}\t", f"smtp:{written}"):
        assert read_name(other).key == key


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_a_letter_and_its_capital_compare_alike(text: str) -> None:
    there_and_back = "".join(c if len(c.upper()) > 1 or c.upper().lower() != c else c.upper() for c in text)
    assume(not any(c in there_and_back for c in "IS") or not any(c in text for c in "\u0131\u017f"))
    assert fold(there_and_back) == fold(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(("one", "other"), [("straße", "strasse"), ("\u0131", "i"), ("ﬁ", "fi"), ("\u017f", "s")])
def test_names_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.lists(dn_values, min_size=1, max_size=4), st.data())
def test_escapes_do_not_change_a_distinguished_name(values: list[str], data: st.DataObject) -> None:
    def written(value: str) -> str:
        kind = data.draw(st.sampled_from(["least", "hex", "quoted"]))
        if kind == "quoted" and '"' not in value and "\\" not in value:
            return f'"{value}"'
        if kind == "hex":
            return "".join(f"\\{byte:02x}" for byte in value.encode())
        return "".join(f"\\{c}" if c in ',+"\\<>;=#' else c for c in value)

    def name() -> str:
        blank = data.draw(st.sampled_from(["", " "]))
        return f"{blank},{blank}".join(f"CN={blank}{written(value)}" for value in values)

    assert dn_key(fold(name())) == dn_key(fold(name()))


@given(st.lists(dn_values, min_size=1, max_size=3), st.lists(dn_values, min_size=1, max_size=3))
def test_different_distinguished_names_stay_different(one: list[str], other: list[str]) -> None:
    assume([fold(value) for value in one] != [fold(value) for value in other])

    def key(values: list[str]) -> str:
        return dn_key(fold(",".join("CN=" + "".join(f"\\{byte:02X}" for byte in v.encode()) for v in values)))

    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("dn", "canonical", "domain"),
    [
        ("CN=ALICE,OU=A,OU=B,DC=CONTOSO,DC=COM", "CONTOSO.COM/B/A/ALICE", "CONTOSO.COM"),
        ("CN=SMITH\\, JOHN,DC=CONTOSO,DC=COM", "CONTOSO.COM/SMITH, JOHN", "CONTOSO.COM"),
        ("CN=A/B,OU=C\\\\D,DC=CONTOSO,DC=COM", "CONTOSO.COM/C\\D/A\\/B", "CONTOSO.COM"),
        ("CN=A\\,DC=B,DC=CONTOSO,DC=COM", "CONTOSO.COM/A,DC=B", "CONTOSO.COM"),
        ("DC=ZONE,CN=MICROSOFTDNS,DC=CONTOSO,DC=COM", "CONTOSO.COM/MICROSOFTDNS/ZONE", "CONTOSO.COM"),
        ("CN=ALICE,OU=A", "", ""),
        ("", "", ""),
    ],
)
def test_a_distinguished_name_leads_to_the_canonical_name(dn: str, canonical: str, domain: str) -> None:
    assert (canonical_of(dn), domain_of(dn)) == (canonical, domain)


@given(st.text(max_size=40) | st.text(st.sampled_from('CN=OUDC,\\" @:/.+-_{}ab01'), max_size=30))
def test_any_text_has_a_kind_whatever_it_is(text: str) -> None:
    name = read_name(text)
    assert name.text == text
    assert name.kind in {
        "guid", "sid", "netbios", "address", "sip", "legacy_dn", "dn", "canonical", "folder", "external", "pseudo",
        "text",
    }  # fmt: skip
    assert read_name(f" {text} ").kind == name.kind


@pytest.mark.parametrize(
    "text", ["CN=" + "\\,a" * 200_000, 'CN="' * 200_000, "a:\\/" * 200_000, "+41" * 200_000, "@" * 400_000]
)
def test_a_monstrous_name_is_read_in_a_moment(text: str) -> None:
    start = time.perf_counter()
    read_name(text)
    assert time.perf_counter() - start < 5


def test_plain_keys() -> None:
    assert guid_key("no") == guid_key("00000000000000000000000000000000") == ""
    assert (sid_key("NT:S-1-5-21-7"), sid_key("Alice")) == ("S-1-5-21-7", "")
    assert (address_key("SMTP: a@b.c"), address_key("A@B.C"), address_key("x:y@z"), address_key("alice")) == (
        "A@B.C", "A@B.C", "X:Y@Z", "",
    )  # fmt: skip
    assert legacy_key("X500:/O=CONTOSO") == legacy_key("IMCEAEX-_O=CONTOSO@X.COM") == "/O=CONTOSO"
    assert split_folder("alice:\\Inbox") == ("alice", "\\Inbox")
    assert split_folder("alice") == ("alice", "")
