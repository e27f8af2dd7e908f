"""GUIDs and SIDs in every form, and dates; what is encoded here is encoded by other formulas than those under test."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegint.snapshot import dates, identifiers
from delegint.snapshot.losses import NO_FORM, SEVERAL, LostValueError
from delegint.snapshot.values import Value

GUID = "9a84412a-cef3-49d3-88ac-38cb0c564721"
OCTETS = [0x2A, 0x41, 0x84, 0x9A, 0xF3, 0xCE, 0xD3, 0x49, 0x88, 0xAC, 0x38, 0xCB, 0x0C, 0x56, 0x47, 0x21]
SID = "S-1-5-21-1-2-3-1105"
SID_OCTETS = [1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0x51, 4, 0, 0]


@pytest.mark.parametrize(
    "value",
    [
        GUID,
        GUID.upper(),
        f" {GUID} ",
        f"{{{GUID}}}",
        f"({GUID})",
        GUID.replace("-", ""),
        "KkGEmvPO00mIrDjLDFZHIQ==",
        {"value": "KkGEmvPO00mIrDjLDFZHIQ=="},
        OCTETS,
        [str(octet) for octet in OCTETS],
        {"value": OCTETS, "Count": 16},
        "42 65 132 154 243 206 211 73 136 172 56 203 12 86 71 33",
        {"Guid": GUID},
        {"Guid": {"Guid": GUID}},
        {"value": GUID, "Guid": GUID},
        {"value": GUID},
        {"ToString": GUID},
        {"ToString": "contoso.com/Users/Room 1", "DistinguishedName": "CN=Room 1,DC=x", "ObjectGuid": GUID},
        [GUID],
    ],
)
def test_a_guid_in_every_form(value: Value) -> None:
    assert identifiers.guid(value) == GUID


@pytest.mark.parametrize(
    "value",
    [
        "00000000-0000-0000-0000-000000000000", "0" * 32, [0] * 16, "A" * 22 + "==", "Room 1", GUID[:-1],
        "alice@x.de", 7, "AAAAAAAAA", {"DisplayName": "Bob"}, [*OCTETS[:15], 256], SID,
        b64encode(bytes(15)).decode(),
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 256",
    ],
)  # fmt: skip
def test_what_is_no_guid_or_only_zeros_is_none(value: Value) -> None:
    if isinstance(value, list) and value[-1] == 256:
        with pytest.raises(LostValueError) as caught:
            identifiers.guid(value)
        assert caught.value.why == SEVERAL
        return
    assert identifiers.guid(value) is None


@given(st.binary(min_size=16, max_size=16).filter(any))
def test_guids_have_the_byte_order_of_dotnet(octets: bytes) -> None:
    h = octets.hex()
    text = f"{h[6:8]}{h[4:6]}{h[2:4]}{h[0:2]}-{h[10:12]}{h[8:10]}-{h[14:16]}{h[12:14]}-{h[16:20]}-{h[20:]}"
    base64 = b64encode(octets).decode()
    forms: list[Value] = [
        text, text.upper(), f"{{{text}}}", text.replace("-", ""), base64, [*octets], {"Guid": text},
        " ".join(map(str, octets)), {"value": [*octets], "Count": 16},
    ]  # fmt: skip
    assert [identifiers.guid(form) for form in forms] == [text] * len(forms)


@pytest.mark.parametrize(
    "value",
    [
        SID,
        SID.lower(),
        f" {SID} ",
        {"Value": SID, "BinaryLength": 28, "AccountDomainSid": {"Value": "S-1-5-21-1-2-3"}},
        {"ToString": SID, "BinaryLength": 28},
        {"RawIdentity": "CONTOSO\\alice", "SecurityIdentifier": SID},
        {"RawIdentity": "CONTOSO\\alice", "SecurityIdentifier": {"Value": SID, "BinaryLength": 28}},
        {"ToString": "CONTOSO\\alice", "Sid": SID},
        SID_OCTETS,
        {"value": SID_OCTETS, "Count": 28},
        "AQUAAAAAAAUVAAAAAQAAAAIAAAADAAAAUQQAAA==",
        [SID],
    ],
)
def test_a_sid_in_every_form(value: Value) -> None:
    assert identifiers.sid(value) == SID


@pytest.mark.parametrize(
    ("value", "sid"),
    [
        ("S-1-0-0", "S-1-0-0"),
        ("S-1-5-32-544", "S-1-5-32-544"),
        ("AQEAAAAAAAUKAAAA", "S-1-5-10"),
        ("s-1-0xabc123456789-1", "S-1-0xABC123456789-1"),
        ([1, 1, 1, 0, 0, 0, 0, 0, 7, 0, 0, 0], "S-1-0x10000000000-7"),
        ("NULL SID", None),
        ("CONTOSO\\alice", None),
        ("NT AUTHORITY\\SELF", None),
        ("S-1-5", None),
        ("S-1-5-21-99999999999", None),
        ({"DisplayName": "Bob"}, None),
        ({"RawIdentity": "CONTOSO\\alice", "SecurityIdentifier": None}, None),
        (5, None),
        ([2, *SID_OCTETS[1:]], None),
        ([1, 4, *SID_OCTETS[2:]], None),
        ([1, 0, 0, 0, 0, 0, 0, 5], None),
        (OCTETS, None),
    ],
)
def test_sids(value: Value, sid: str | None) -> None:
    assert identifiers.sid(value) == sid


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=15))
def test_sids_survive_their_octets(authority: int, parts: list[int]) -> None:
    text = f"S-1-{authority}" + "".join(f"-{part}" for part in parts)
    octets = [1, len(parts), *(authority >> shift & 255 for shift in (40, 32, 24, 16, 8, 0))]
    octets += [part >> shift & 255 for part in parts for shift in (0, 8, 16, 24)]
    forms: list[Value] = [
        text,
        {"Value": text},
        [*octets],
        b64encode(bytes(octets)).decode(),
        " ".join(map(str, octets)),
    ]
    assert [identifiers.sid(form) for form in forms] == [text] * len(forms)


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        ("/Date(1723810171000)/", datetime(2024, 8, 16, 12, 9, 31, tzinfo=UTC)),
        ("/Date(1723810171000+0200)/", datetime(2024, 8, 16, 12, 9, 31, tzinfo=UTC)),
        ("/Date(-1000)/", datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2024-08-16T12:09:31Z", datetime(2024, 8, 16, 12, 9, 31, tzinfo=UTC)),
        (" 2024-08-16T12:09Z ", datetime(2024, 8, 16, 12, 9, tzinfo=UTC)),
        ("2024-08-16 14:09:31+02:00", datetime(2024, 8, 16, 12, 9, 31, tzinfo=UTC)),
        ("2023-10-04T07:16:04-07:00", datetime(2023, 10, 4, 14, 16, 4, tzinfo=UTC)),
        ("2024-08-16T12:09:31.1234567Z", datetime(2024, 8, 16, 12, 9, 31, 123456, tzinfo=UTC)),
        ("2024-08-16T14:09:31.1234567+02:00", datetime(2024, 8, 16, 12, 9, 31, 123456, tzinfo=UTC)),
        (
            {"value": "/Date(1723810171000)/", "DisplayHint": 2, "DateTime": "Friday, August 16, 2024 2:09:31 PM"},
            datetime(2024, 8, 16, 12, 9, 31, tzinfo=UTC),
        ),
        ("9999-12-31T23:59:59.9999999Z", datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
        ("22.11.2026 03:10:00", None),
        ("11/22/2026 3:10:00 AM", None),
        ("Tue, 03 May 2016 14:39:16 GMT", None),
        ("2024-08-16T12:09:31", None),
        ("2024-08-16", None),
        ("2024-13-01T00:00:00Z", None),
        ("2024-08-16T12:09:31+99:99", None),
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+02:00", None),
        ("9999-12-31T23:59:59-01:00", None),
        ("/Date(-62135596800000)/", None),
        ("/Date(999999999999999)/", None),
        (20240816, None),
    ],
)
def test_dates(value: Value, instant: datetime | None) -> None:
    assert dates.date(value) == instant


def test_a_time_without_an_offset_is_utc_only_where_that_is_said() -> None:
    assert dates.date("2024-08-16T12:09:31.5", utc=True) == datetime(2024, 8, 16, 12, 9, 31, 500000, tzinfo=UTC)
    assert dates.date("2024-08-16T14:09:31+02:00", utc=True) == datetime(2024, 8, 16, 12, 9, 31, tzinfo=UTC)


def test_an_object_that_is_no_date_is_refused() -> None:
    with pytest.raises(LostValueError) as caught:
        dates.date({"Kind": 1})
    assert caught.value.why == NO_FORM


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(9998, 1, 1)),
    st.integers(0, 9_999_999),
    st.integers(-14 * 60, 14 * 60),
)
def test_dates_survive_every_form(clock: datetime, ticks: int, minutes: int) -> None:
    local = clock.replace(microsecond=ticks // 10)
    instant = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    sign = "-" if minutes < 0 else "+"
    offset = f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    assert dates.date(f"{local:%Y-%m-%dT%H:%M:%S}.{ticks:07}{offset}") == instant
    milliseconds = (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    found = dates.date(f"/Date({milliseconds}{offset.replace(':', '')})/")
    assert found is not None
    assert timedelta(0) <= instant - found < timedelta(milliseconds=1)
