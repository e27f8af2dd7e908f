"""Texts, booleans, numbers, enumerations: every form that a carrier gives, and every form of a lost value."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegint.snapshot import coerce, dates, identifiers
from delegint.snapshot.losses import (
    DEPTH,
    NO_FORM,
    NOT_BOOLEAN,
    OUT_OF_RANGE,
    REWRITTEN,
    SCREEN,
    SEVERAL,
    TYPE_NAME,
    LostValueError,
)
from delegint.snapshot.rights import (
    ACCESS_CONTROL_TYPE,
    FOLDER_USER_TYPE,
    INHERITANCE_TYPE,
    MAILBOX_RIGHTS,
    RECIPIENT_TYPE_DETAILS,
    Names,
)
from delegint.snapshot.values import Value

TYPE_NAMES = [
    "System.Collections.ArrayList",
    "System.Object[]",
    "System.String[]",
    "System.Byte[]",
    "System.Object",
    "System.String[] System.String[]",
    "System.Collections.Hashtable",
    "System.Management.Automation.PSCustomObject",
    "System.Collections.Generic.List`1[Microsoft.Exchange.Management.AdminApiProvider.RecipientAccessRight]",
    "System.Nullable`1[[System.Int32, mscorlib, Version=4.0.0.0]]",
    "Microsoft.Exchange.Management.RecipientTasks.MailboxRights[]",
    "Microsoft.Exchange.Data.MultiValuedProperty`1[System.String]",
    "Microsoft.Exchange.Data.ProxyAddressCollection",
    "Microsoft.ActiveDirectory.Management.ADPropertyValueCollection",
    "Microsoft.Teams.ConfigAPI.Cmdlets.Generated.Models.CompanyPartnership",
    "Deserialized.System.Collections.ArrayList",
    "Selected.Microsoft.Exchange.Data.Directory.Management.Mailbox",
]
LOST = [
    *((name, TYPE_NAME) for name in TYPE_NAMES),
    ("@{inbound=True; outbound=True}", DEPTH),
    ("{FullAccess, ReadPermission...}", SCREEN),
    ("{FullAccess, Read…}", SCREEN),
    ("{FullAccess, ReadPermi...", SCREEN),
]
COERCIONS: list[Callable[[Value], object]] = [
    coerce.text,
    coerce.boolean,
    coerce.number,
    coerce.display_type,
    coerce.texts,
    dates.date,
    identifiers.guid,
    identifiers.sid,
    lambda value: coerce.rights(value, MAILBOX_RIGHTS),
    lambda value: coerce.enumeration(value, INHERITANCE_TYPE),
]


@pytest.mark.parametrize("read", COERCIONS)
@pytest.mark.parametrize(("text", "why"), LOST)
@pytest.mark.parametrize("wrap", [lambda text: text, lambda text: [text], lambda text: {"value": text}])
def test_what_powershell_writes_in_place_of_a_value_is_refused_by_every_kind(read, text, why, wrap) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LostValueError) as caught:
        read(wrap(text))
    assert caught.value.why == why
    assert caught.value.shown == (text if len(text) <= 60 else text[:59] + "…")


@pytest.mark.parametrize(
    "text",
    [
        "Microsoft.OptionalFeature.HybridExchange",
        "Microsoft.Synchronize.StagingMode",
        "Microsoft.SynchronizationOption.JoinCriteria",
        "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e",
        "Microsoft.com/Users/Alice",
        "System.Admin",
        "System.Objects",
        "SystemMailbox{1f05a927-5b4c-4b0e-9b3a-2d8a3d0f6b0e}",
        "{9a84412a-cef3-49d3-88ac-38cb0c564721}",
        "@work",
        "@{",
        "Wait and see...",
        " Alice ",
    ],
)
def test_a_text_that_resembles_a_lost_one_is_a_text(text: str) -> None:
    assert coerce.text(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("CONTOSO\\alice", "CONTOSO\\alice"),
        (1303, "1303"),
        (True, "True"),
        ({"value": "text", "PSPath": "C:\\a.txt"}, "text"),
        ({"VALUE": "text"}, "text"),
        ({"value": 1, "Value": "UserMailbox"}, "UserMailbox"),
        ({"Value": "UserMailbox", "value": 1}, "UserMailbox"),
        ({"Value": "Internal"}, "Internal"),
        ({"value": 4}, "4"),
        ({"value": ["contoso.com"], "Count": 1}, "contoso.com"),
        ({"value": "042e60ea-1b7e-4f0c-8a34-0a3d0f8f9c11", "Guid": "042e"}, "042e60ea-1b7e-4f0c-8a34-0a3d0f8f9c11"),
        ({"Guid": {"Guid": "042e60ea-1b7e-4f0c-8a34-0a3d0f8f9c11"}}, "042e60ea-1b7e-4f0c-8a34-0a3d0f8f9c11"),
        ({"ToString": "CONTOSO\\alice", "RawIdentity": "x", "SecurityIdentifier": "S-1-5-18"}, "CONTOSO\\alice"),
        ({"RawIdentity": "CONTOSO\\alice", "SecurityIdentifier": {"Value": "S-1-5-18"}}, "CONTOSO\\alice"),
        ({"Length": 15, "Local": "a", "Domain": "contoso.com", "Address": "a@contoso.com"}, "a@contoso.com"),
        ({"SmtpAddress": "a@x.de", "ProxyAddressString": "SMTP:a@x.de"}, "SMTP:a@x.de"),
        ({"PrefixString": "smtp", "AddressString": "a@x.de"}, "smtp:a@x.de"),
        (
            {"SmtpAddress": "x@vnext.local", "IsPrimaryAddress": True, "ToString": "SMTP:x@vnext.local"},
            "SMTP:x@vnext.local",
        ),
        ({"Rdn": {}, "Parent": {}, "Depth": 3, "DistinguishedName": "CN=A,DC=x", "Name": "A"}, "CN=A,DC=x"),
        ({"UserType": {"Value": "Internal"}, "DisplayName": "Bob", "RecipientPrincipal": None}, "Bob"),
        ({"Authority": "Tenant", "Name": "AllowDelegates"}, "AllowDelegates"),
        ({"BinaryLength": 28, "AccountDomainSid": {}, "Value": "S-1-5-21-1-2-3-1105"}, "S-1-5-21-1-2-3-1105"),
        ({"Ticks": 216000000000, "Days": 0, "Hours": 6}, "06:00:00"),
        ({"Ticks": 900000000000, "Days": 1}, "1.01:00:00"),
        ({"Ticks": -18000000000}, "-00:30:00"),
        (["contoso.com"], "contoso.com"),
    ],
)
def test_texts(value: Value, text: str) -> None:
    assert coerce.text(value) == text


@pytest.mark.parametrize(
    "value", [None, "", " ", "\t\r\n", [], [None], {"value": None}, {"Authority": None, "Name": None}]
)
def test_nothing_is_no_value_of_any_single_kind(value: Value) -> None:
    assert coerce.text(value) is None
    if isinstance(value, dict) and "Name" in value:
        return
    for read in (coerce.boolean, coerce.number, coerce.display_type, dates.date, identifiers.guid, identifiers.sid):
        assert read(value) is None
    assert coerce.enumeration(value, INHERITANCE_TYPE) is None


@pytest.mark.parametrize(
    ("value", "why", "shown"),
    [
        ({"IsPresent": False}, NO_FORM, "an object with IsPresent"),
        ([{"IsPresent": False}], NO_FORM, "an object with IsPresent"),
        ({"Local": 1, "Domain": 2, "Length": 3, "Port": 4}, NO_FORM, "an object with Local, Domain, Length, others"),
        ({}, NO_FORM, "an object without members"),
        (["a", "b"], SEVERAL, "a list of 2"),
        ({"value": {"value": {"value": {"value": "deep"}}}}, None, "deep"),
        ({"value": {"value": {"value": {"value": {"value": {"value": "deeper"}}}}}}, NO_FORM, "objects within objects"),
    ],
)
def test_an_object_without_a_text_is_refused(value: Value, why: str | None, shown: str) -> None:
    if why is None:
        assert coerce.text(value) == shown
        return
    with pytest.raises(LostValueError) as caught:
        coerce.text(value)
    assert (caught.value.why, caught.value.shown) == (why, shown)


@pytest.mark.parametrize("truth", [True, False])
@pytest.mark.parametrize(
    "form",
    [
        lambda truth: truth,
        str,
        lambda truth: str(truth).upper(),
        lambda truth: f" {truth} ",
        lambda truth: f"${str(truth).lower()}",
        int,
        lambda truth: str(int(truth)),
        lambda truth: {"IsPresent": truth},
        lambda truth: {"ToString": str(truth), "IsPresent": truth},
        lambda truth: {"ToString": str(truth)},
        lambda truth: {"value": truth},
        lambda truth: [truth],
    ],
)
def test_booleans(truth, form) -> None:  # type: ignore[no-untyped-def]
    assert coerce.boolean(form(truth)) is truth


@pytest.mark.parametrize("value", ["WAHR", "FALSCH", "VRAI", "yes", "2", 2, -1, 1.0, "None", "FullAccess"])
def test_what_is_neither_true_nor_false_is_refused(value: Value) -> None:
    with pytest.raises(LostValueError) as caught:
        coerce.boolean(value)
    assert caught.value.why == NOT_BOOLEAN
    assert caught.value.shown == str(value)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0, 0),
        (120, 120),
        (" -12 ", -12),
        ("+7", 7),
        (12.0, 12),
        ({"value": 1, "Value": "UserMailbox"}, 1),
        ({"Value": "UserMailbox", "value": 1}, 1),
        ({"ToString": "120"}, 120),
        ([5], 5),
        ("Unlimited", None),
        ("06:00:00", None),
        (True, None),
        ("٣", None),
    ],
)
def test_numbers(value: Value, number: int | None) -> None:
    assert coerce.number(value) == number


@pytest.mark.parametrize(
    "value",
    ["-1,07E+09", "-1.07E+09", "1,07374E+09", "1E9", "-1.073.741.818", "1'073'741'824", "1 073 741 824", "12,5", 1.5,
     1073740000.0, float("inf"), float("nan"), "1" * 40],
)  # fmt: skip
def test_a_number_that_a_spreadsheet_rewrote_is_refused(value: Value) -> None:
    for read in (coerce.number, coerce.display_type):
        with pytest.raises(LostValueError) as caught:
            read(value)
        assert caught.value.why == REWRITTEN


@pytest.mark.parametrize(
    ("value", "signed"),
    [
        (0, 0),
        (1073741824, 1073741824),
        (-2147483642, -2147483642),
        (2147483654, -2147483642),
        ("-1073741818", -1073741818),
        ("3221225478", -1073741818),
        (-1073740282, -1073740282),
        (6, 6),
        (1073741833, 1073741833),
        (-1073739511, -1073739511),
        ([-1073741818], -1073741818),
        (2147483647, 2147483647),
        (2147483648, -2147483648),
        (4294967295, -1),
    ],
)
def test_display_types_are_signed(value: Value, signed: int) -> None:
    assert coerce.display_type(value) == signed


@pytest.mark.parametrize("value", [4294967296, "-2147483649", 10**19])
def test_a_display_type_has_32_bits(value: Value) -> None:
    with pytest.raises(LostValueError) as caught:
        coerce.display_type(value)
    assert caught.value.why == OUT_OF_RANGE


@given(st.integers(-(2**31), 2**31 - 1), st.sampled_from([int, str]))
def test_signed_and_unsigned_display_types_are_one(signed: int, form: type) -> None:
    assert coerce.display_type(form(signed)) == coerce.display_type(form(signed % 2**32)) == signed


@pytest.mark.parametrize(
    ("table", "number", "name"),
    [
        (RECIPIENT_TYPE_DETAILS, 1, "UserMailbox"),
        (RECIPIENT_TYPE_DETAILS, 2, "LinkedMailbox"),
        (RECIPIENT_TYPE_DETAILS, 4, "SharedMailbox"),
        (RECIPIENT_TYPE_DETAILS, 8, "LegacyMailbox"),
        (RECIPIENT_TYPE_DETAILS, 16, "RoomMailbox"),
        (RECIPIENT_TYPE_DETAILS, 32, "EquipmentMailbox"),
        (RECIPIENT_TYPE_DETAILS, 64, "MailContact"),
        (RECIPIENT_TYPE_DETAILS, 128, "MailUser"),
        (RECIPIENT_TYPE_DETAILS, 256, "MailUniversalDistributionGroup"),
        (RECIPIENT_TYPE_DETAILS, 512, "MailNonUniversalGroup"),
        (RECIPIENT_TYPE_DETAILS, 1024, "MailUniversalSecurityGroup"),
        (RECIPIENT_TYPE_DETAILS, 2048, "DynamicDistributionGroup"),
        (RECIPIENT_TYPE_DETAILS, 4096, "PublicFolder"),
        (RECIPIENT_TYPE_DETAILS, 536870912, "DiscoveryMailbox"),
        (RECIPIENT_TYPE_DETAILS, 2147483648, "RemoteUserMailbox"),
        (RECIPIENT_TYPE_DETAILS, 8589934592, "RemoteRoomMailbox"),
        (RECIPIENT_TYPE_DETAILS, 17179869184, "RemoteEquipmentMailbox"),
        (RECIPIENT_TYPE_DETAILS, 34359738368, "RemoteSharedMailbox"),
        (RECIPIENT_TYPE_DETAILS, 137438953472, "TeamMailbox"),
        (RECIPIENT_TYPE_DETAILS, 1099511627776, "GroupMailbox"),
        (RECIPIENT_TYPE_DETAILS, 2199023255552, "SchedulingMailbox"),
        (INHERITANCE_TYPE, 0, "None"),
        (INHERITANCE_TYPE, 1, "All"),
        (INHERITANCE_TYPE, 2, "Descendents"),
        (INHERITANCE_TYPE, 3, "SelfAndChildren"),
        (INHERITANCE_TYPE, 4, "Children"),
        (ACCESS_CONTROL_TYPE, 0, "Allow"),
        (ACCESS_CONTROL_TYPE, 1, "Deny"),
        (FOLDER_USER_TYPE, 0, "Default"),
        (FOLDER_USER_TYPE, 1, "Anonymous"),
        (FOLDER_USER_TYPE, 2, "Internal"),
        (FOLDER_USER_TYPE, 3, "External"),
        (FOLDER_USER_TYPE, 4, "Unknown"),
    ],
)
def test_an_enumeration_is_the_same_by_name_by_number_and_by_both(table: Names, number: int, name: str) -> None:
    forms: list[Value] = [
        number, str(number), name, name.upper(), f" {name} ", {"value": number, "Value": name}, {"Value": name},
        {"value": number}, {"ToString": name}, [name],
    ]  # fmt: skip
    assert [coerce.enumeration(form, table) for form in forms] == [name] * len(forms)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("guestmailuser", "GuestMailUser"),
        ("NewKindOfMailbox", "NewKindOfMailbox"),
        (3, "0x3"),
        ("3", "0x3"),
        (-1, "0xFFFFFFFF"),
    ],
)
def test_an_unknown_enumeration_is_told_as_it_came(value: Value, name: str) -> None:
    assert coerce.enumeration(value, RECIPIENT_TYPE_DETAILS) == name


@pytest.mark.parametrize(
    ("value", "why"), [(True, NO_FORM), (1.5, NO_FORM), ({"A": 1}, NO_FORM), (2**70, OUT_OF_RANGE)]
)
def test_what_is_no_enumeration_is_refused(value: Value, why: str) -> None:
    with pytest.raises(LostValueError) as caught:
        coerce.enumeration(value, INHERITANCE_TYPE)
    assert caught.value.why == why


MEMBERS = st.sampled_from(["value", "Value", "ToString", "Guid", "IsPresent", "Ticks", "SecurityIdentifier", "X"])
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40)


@given(
    st.recursive(
        PLAIN | st.sampled_from([text for text, _ in LOST]),
        lambda inner: st.lists(inner, max_size=20) | st.dictionaries(MEMBERS, inner, max_size=4),
        max_leaves=25,
    )
)
def test_no_value_breaks_a_coercion(value: Value) -> None:
    for read in COERCIONS:
        lost = None
        try:
            found = read(value)
        except LostValueError as error:
            lost, found = error, None
        assert not isinstance(found, (list, dict))
        assert lost is None or (lost.why and len(lost.shown) < 100)
