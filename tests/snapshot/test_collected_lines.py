"""The collector's JSON Lines, good and bad, in every way in which files come to harm."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegint.snapshot.tagged import gives_send_as
from tests.snapshot.observing import (
    ANNELIES,
    ILSE,
    KARL,
    PEOPLE,
    covered,
    full_access,
    lines,
    observe,
    people,
    recipient,
    rights,
    said,
)

GRANT = full_access(ANNELIES, "ilse@contoso.com")
GRANTED = [("full_access", "online", "annelies@contoso.com", "ilse@contoso.com", "FullAccess")]
CUT_OFF = "This line is no JSON object; the file may have been cut off"


@pytest.mark.parametrize("lost", [1, 2, 20, 60])
def test_a_torn_last_line_is_told_once_and_the_rest_counts(tmp_path: Path, lost: int) -> None:
    torn = lines(full_access(ANNELIES, "karl@contoso.com"))[: -1 - lost]
    observed = observe(tmp_path, {"exo/a.jsonl": PEOPLE + lines(GRANT) + torn})
    assert rights(observed) == GRANTED
    assert said(observed) == [("SNP001", 5, CUT_OFF, "export/exo/a.jsonl")]
    [note] = observed.notes
    assert note.fix == "Collect the file again; -Resume repairs no more than a torn last line"


@pytest.mark.parametrize("torn", ['{"k":"recipient","gu', '{"k":"re', "{", '"text"', "5", "[]", "nonsense", '{"k":}'])
def test_a_line_that_is_no_object_ends_the_file_and_not_the_others(tmp_path: Path, torn: str) -> None:
    files = {"exo/a.jsonl": PEOPLE + lines(GRANT) + torn + "\n" + lines(recipient("5" + KARL[1:], "late"))}
    observed = observe(tmp_path, files | {"exo/b.jsonl": lines(full_access(KARL, "ilse@contoso.com"))})
    assert rights(observed) == [
        *GRANTED,
        ("full_access", "online", "karl@contoso.com", "ilse@contoso.com", "FullAccess"),
    ]
    [(code, line, message, file)] = said(observed)
    assert (code, line, file) == ("SNP001", 5, "export/exo/a.jsonl")
    assert message.startswith("This line is no JSON object")
    assert "late@contoso.com" not in people(observed)


@pytest.mark.parametrize("where", [0, 3])
def test_a_line_of_megabytes_is_refused(tmp_path: Path, where: int) -> None:
    whole = PEOPLE.splitlines(keepends=True)
    whole.insert(where, lines(recipient(KARL, "x" * 3_000_000)))
    observed = observe(tmp_path, {"exo/a.jsonl": PEOPLE, "exo/b.jsonl": "".join(whole)})
    [(code, line, message, file)] = said(observed)
    assert (code, file) == ("SNP001", "export/exo/b.jsonl")
    assert (line, message) == (where + 1, "This line is longer than a mebibyte")


def test_lines_around_the_border_of_a_block_keep_their_numbers(tmp_path: Path) -> None:
    filler = lines(
        *(
            full_access(ANNELIES, "CONTOSO\\Domain Admins", deny=True, inherited=True, pad="x" * 200)
            for _ in range(6000)
        )
    )
    odd = lines({"k": "strange"})
    observed = observe(tmp_path, {"exo/a.jsonl": PEOPLE + filler + odd + lines(GRANT)})
    assert len(filler) > 1 << 20
    assert said(observed) == [("SNP003", 6004, "No plugin reads records of the kind 'strange'", "export/exo/a.jsonl")]
    assert [right.place.line for right in observed.all_rights()] == [6005]


@pytest.mark.parametrize(
    "pack",
    [
        pytest.param(str.encode, id="plain"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="crlf"),
        pytest.param(lambda text: text.encode("utf-8-sig"), id="utf-8 with BOM"),
        pytest.param(lambda text: text.encode("utf-16"), id="utf-16"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode("utf-16-be"), id="utf-16 without BOM"),
        pytest.param(lambda text: gzip.compress(text.encode()), id="gzip"),
        pytest.param(lambda text: gzip.compress(text.encode("utf-16")), id="gzipped utf-16"),
        pytest.param(lambda text: text.replace("\n", "\n\n").encode(), id="blank lines"),
        pytest.param(lambda text: text[:-1].encode(), id="no end of line"),
        pytest.param(lambda text: text.replace('","', '", "').replace('":"', '": "').encode(), id="blanks"),
    ],
)
def test_encodings_and_line_ends_change_nothing(tmp_path: Path, pack: Any) -> None:
    text = lines(
        recipient(ANNELIES, "annelies", displayName="Annelies Müller 😀"),
        recipient(ILSE, "ilse"),
        {"k": "covered", "on": ILSE, "of": "mailbox-permission"},
        full_access(ANNELIES, "NT-AUTORITÄT\\SELBST"),
        GRANT,
    )
    observed = observe(tmp_path, {"exo/a.jsonl": pack(text)})
    assert said(observed) == []
    assert rights(observed) == GRANTED
    assert covered(observed) == {"full_access/online": ["ilse@contoso.com"]}
    assert observed.ignored == {"self": {"NT-AUTORITÄT\\SELBST": 1}}


def test_keys_in_another_order_are_read_all_the_same(tmp_path: Path) -> None:
    reversed_keys = [dict(reversed(list(json.loads(line).items()))) for line in PEOPLE.splitlines()]
    grant = {"rights": ["FullAccess"], "sid": "", "user": "ilse@contoso.com", "on": ANNELIES, "k": "mailbox-permission"}
    asked = {"of": "mailbox-permission", "on": KARL, "k": "covered"}
    failed = {"message": "no", "of": "mailbox-permission", "on": ILSE, "k": "error"}
    observed = observe(tmp_path, {"exo/a.jsonl": lines(*reversed_keys, grant, asked, failed)})
    assert said(observed) == []
    assert rights(observed) == GRANTED
    assert "karl@contoso.com" in covered(observed)["full_access/online"]
    assert list(observed.failed) == ["full_access/online"]


def test_nulls_are_unknown_and_not_false(tmp_path: Path) -> None:
    nulls = dict.fromkeys(
        ("exchangeGuid", "proxies", "hidden", "dirSynced", "sendOnBehalf", "accountDisabled", "rtd", "sid")
    )
    records = lines(
        recipient(ANNELIES, "annelies", **{**nulls, "rtd": None}),
        recipient(ILSE, "ilse"),
        full_access(ANNELIES, "ilse@contoso.com", sid=None, deny=None, inherited=None, scope=None),
        full_access(ANNELIES, None, rights=None),  # type: ignore[arg-type]
        {"k": "folder-permission", "on": ANNELIES, "folder": "Calendar", "user": "ilse", "rights": None},
        {"k": "send-as", "on": ANNELIES, "trustee": "ilse@contoso.com", "rights": ["SendAs"], "extended": None},
    )
    observed = observe(tmp_path, {"exo/a.jsonl": records})
    assert people(observed)["annelies@contoso.com"] == {}
    assert rights(observed)[0] == GRANTED[0]
    assert rights(observed)[-1] == ("send_as", "online", "annelies@contoso.com", "ilse@contoso.com", "SendAs")
    assert "send_on_behalf/online" not in covered(observed)


def test_kinds_that_nobody_reads_are_told_once_each(tmp_path: Path) -> None:
    strange = lines({"k": "strange"}, {"k": "strange"}, {"k": 5}, {"k": None}, {"other": 1})
    observed = observe(tmp_path, {"exo/a.jsonl": PEOPLE + strange})
    assert [(line, message) for _, line, message, _ in said(observed)] == [
        (4, "No plugin reads records of the kind 'strange'"),
        (6, "No plugin reads records of the kind '5'"),
        (7, "No plugin reads records of the kind 'None'"),
    ]
    assert {code for code, *_ in said(observed)} == {"SNP003"}


def test_coverage_that_does_not_say_of_what_covers_nothing(tmp_path: Path) -> None:
    records = lines(
        {"k": "covered", "on": KARL}, {"k": "covered", "on": KARL, "of": "strange"}, {"k": "error", "on": KARL}
    )
    observed = observe(tmp_path, {"exo/a.jsonl": PEOPLE + records})
    assert (observed.covered, observed.failed) == ({}, {})


def test_coverage_of_every_kind(tmp_path: Path) -> None:
    kinds = ("mailbox-permission", "send-as", "folder-permission", "calendar-processing", "recipient")
    records = [{"k": "covered", "on": KARL, "of": kind} for kind in kinds]
    folder = {"k": "covered", "on": ILSE, "of": "folder-permission", "folder": "Calendar"}
    nobody = {"k": "covered", "on": "99999999-9999-9999-9999-999999999999", "of": "send-as"}
    odd = {"k": "covered", "on": "karl@contoso.com", "of": "send-as"}
    observed = observe(tmp_path, {"exo/a.jsonl": PEOPLE + lines(*records, folder, nobody, odd)})
    karl = ["karl@contoso.com"]
    assert covered(observed) == {
        "folders/online": karl,
        "folders/online/calendar": ["ilse@contoso.com"],
        "full_access/online": karl,
        "resource_delegates/online": karl,
        "send_as/online": karl,
        "send_on_behalf/online": karl,
    }
    assert observed.covers(observed.person("ilse@contoso.com"), "folders", "online", "CALENDAR")


def test_where_no_line_says_who_was_asked_an_owner_with_a_row_was(tmp_path: Path) -> None:
    assert covered(observe(tmp_path, {"exo/a.jsonl": PEOPLE + lines(GRANT)})) == {
        "full_access/online": ["annelies@contoso.com"]
    }


def test_members_of_groups_and_groups_without_members(tmp_path: Path) -> None:
    groups = lines(
        recipient(ANNELIES, "team", rtd="MailUniversalSecurityGroup"),
        recipient(ILSE, "empty", rtd="MailUniversalDistributionGroup"),
        recipient(KARL, "karl"),
        {"k": "group-member", "on": ANNELIES, "guid": KARL, "smtp": "karl@contoso.com", "name": "Karl"},
        {"k": "group-member", "on": ANNELIES, "guid": "", "smtp": "gone@contoso.com", "name": "Gone"},
        {"k": "group-member", "on": ANNELIES, "guid": KARL},
        {"k": "covered", "on": ANNELIES, "of": "group-member"},
        {"k": "covered", "on": ILSE, "of": "group-member"},
    )
    found = people(observe(tmp_path, {"exo/a.jsonl": groups}))
    assert found["team@contoso.com"]["members"] == ["karl@contoso.com", "gone@contoso.com"]
    assert found["empty@contoso.com"]["members"] == []
    assert "members" not in found["karl@contoso.com"]


@pytest.mark.parametrize(
    ("plain", "extended", "given"),
    [
        (("SendAs",), (), True),
        (("send-as",), (), True),
        (("ExtendedRight",), ("Send-As",), True),
        (("ExtendedRight",), ("Receive-As", "Send As"), True),
        (("ReadProperty, ExtendedRight",), (), True),
        (("GenericAll",), ("Receive-As",), True),
        (("ExtendedRight",), ("Receive-As",), False),
        (("ReadProperty",), (), False),
        ((), (), False),
    ],
)
def test_what_gives_send_as(plain: tuple[str, ...], extended: tuple[str, ...], given: bool) -> None:
    assert gives_send_as(plain, extended) is given


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
KINDS = [
    "recipient",
    "mailbox-permission",
    "send-as",
    "folder-permission",
    "calendar-processing",
    "group-member",
    "ad-object",
    "organization",
    "accepted-domain",
    "cs-user",
    "cs-online-user",
    "cs-policy",
    "cs-user-delegates",
    "cs-online-policy",
    "sync-setting",
    "migration-batch",
    "migration-user",
    "covered",
    "error",
]
FIELDS = [
    "on",
    "guid",
    "user",
    "trustee",
    "sid",
    "rights",
    "extended",
    "deny",
    "of",
    "message",
    "primarySmtp",
    "proxies",
    "rtd",
    "sendOnBehalf",
    "name",
    "identity",
    "settings",
    "cmdlet",
    "batch",
    "address",
    "delegates",
    "folder",
]


@given(
    st.lists(
        st.fixed_dictionaries(
            {"k": st.sampled_from(KINDS)},
            optional=dict.fromkeys(FIELDS, JSON | st.sampled_from([ANNELIES, "a@contoso.com", ["FullAccess"]])),
        ),
        max_size=5,
    )
)
def test_any_record_of_any_kind_is_read_without_a_crash(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    observed = observe(folder, {"exo/a.jsonl": PEOPLE + lines(*records), "onprem/a.jsonl": lines(*records) + "\n"})
    assert "annelies@contoso.com" in observed.by_address
    for code, line, message, _ in said(observed):
        assert code.startswith(("SNP", "DRF"))
        assert 1 <= line <= 9
        assert message
    list(observed.all_rights())
    observed.environment()
