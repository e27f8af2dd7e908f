"""Get-RecipientPermission and Get-ADPermission: which entries give Send As, and what is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.snapshot.exchange.tenants import ALICE, ROOM, ROOM_GUID, codes, flags, granted, read, read_rows, recognized
from tests.snapshot.observing import covered

ON_PREMISES = {
    "Identity": "contoso.com/Users/Room 1",
    "User": "CONTOSO\\alice",
    "AccessRights": ["ExtendedRight"],
    "ExtendedRights": ["Send-As"],
    "Deny": False,
    "IsInherited": False,
}
ONLINE = {"Identity": "Room 1", "Trustee": ALICE, "AccessControlType": "Allow", "AccessRights": ["SendAs"]}
SEND_AS = [("send_as", ROOM, ALICE, "SendAs")]
WITHOUT_RIGHTS = {key: value for key, value in ON_PREMISES.items() if key != "AccessRights"}


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"AccessRights": [256]},
        {"AccessRights": "ExtendedRight, GenericRead", "ExtendedRights": "Send-As, Receive-As"},
        {"ExtendedRights": []},
        {"ExtendedRights": None},
        {"ExtendedRights": ["ab721a54-1e2f-11d0-9819-00aa0040529b"]},
        {"AccessRights": ["ExtendedRight"], "ExtendedRights": ["Receive-As", "Send-As"]},
        {"InheritedObjectType": "user"},
        {"InheritedObjectType": ""},
    ],
)
def test_entries_that_give_send_as(columns: dict[str, Any], tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ON_PREMISES, **columns})
    assert granted(observed) == SEND_AS
    assert codes(observed) == []


@pytest.mark.parametrize(
    "columns",
    [
        {"ExtendedRights": ["Receive-As"]},
        {"AccessRights": ["ReadProperty"], "ExtendedRights": None},
        {"AccessRights": 262144, "ExtendedRights": None},
        {"InheritedObjectType": "msExchPublicFolder"},
        {"InheritanceType": "Descendents"},
        {"InheritanceType": 4},
    ],
)
def test_entries_that_do_not_but_show_that_the_object_was_asked(columns: dict[str, Any], tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ON_PREMISES, **columns})
    assert granted(observed) == []
    assert covered(observed) == {"send_as/on_premises": [ROOM]}
    assert codes(observed) == []


def test_what_is_inherited_from_above_reaches_the_object(tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ON_PREMISES, "InheritanceType": "Descendents", "IsInherited": True})
    assert granted(observed) == SEND_AS
    assert flags(observed) == [(False, True)]


@pytest.mark.parametrize(
    "columns",
    [
        {"ExtendedRights": "Microsoft.Exchange.Management.RecipientTasks.ExtendedRightIdParameter[]"},
        {"AccessRights": "System.Object[]", "ExtendedRights": None},
        {"Deny": "VRAI"},
    ],
)
def test_lost_rights_are_neither_all_rights_nor_none(columns: dict[str, Any], tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ON_PREMISES, **columns})
    assert granted(observed) == []
    assert covered(observed) == {}
    assert list(observed.failed) == ["send_as/on_premises"]
    assert codes(observed) == [("SNP002", 1)]


@pytest.mark.parametrize(
    ("rights", "extended", "found"),
    [
        (["GenericAll"], None, []),
        (983551, [], []),
        ("ExtendedRight, GenericAll", ["Send-As"], []),
        ("ExtendedRight, GenericAll", "System.Object[]", [("SNP002", 1)]),
    ],
)
def test_full_control_gives_send_as_and_is_told_apart(
    rights: object, extended: object, found: list[tuple[str, int]], tmp_path: Path
) -> None:
    observed = read_rows(tmp_path, {**ON_PREMISES, "AccessRights": rights, "ExtendedRights": extended})
    assert granted(observed) == [(*SEND_AS[0], "GenericAll")]
    assert codes(observed) == found


def test_a_projection_without_access_rights(tmp_path: Path) -> None:
    named = {**WITHOUT_RIGHTS, "ExtendedRights": "{Send-As}"}
    observed = read_rows(tmp_path, named, {**WITHOUT_RIGHTS, "ExtendedRights": None})
    assert granted(observed) == SEND_AS


@pytest.mark.parametrize(
    ("columns", "stands"),
    [
        ({}, (False, False)),
        ({"AccessControlType": 0}, (False, False)),
        ({"AccessControlType": "Deny"}, (True, False)),
        ({"AccessControlType": 1}, (True, False)),
        ({"AccessControlType": None}, (False, False)),
        ({"IsInherited": True}, (False, True)),
    ],
)
def test_how_an_entry_of_exchange_online_stands(
    columns: dict[str, Any], stands: tuple[bool, bool], tmp_path: Path
) -> None:
    observed = read_rows(tmp_path, {**ONLINE, **columns}, side="exo")
    assert granted(observed) == SEND_AS
    assert flags(observed) == [stands]


@pytest.mark.parametrize("control", ["Zulassen", 7, ["a", "b"]])
def test_an_entry_that_neither_allows_nor_denies_is_not_read(control: object, tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ONLINE, "AccessControlType": control}, side="exo")
    assert granted(observed) == []
    assert covered(observed) == {}


def test_the_sid_and_the_address_of_a_trustee(tmp_path: Path) -> None:
    row = {
        **ONLINE,
        "Trustee": "Somebody",
        "TrusteeSidString": "S-1-5-21-9-8-7-1",
        "TrusteeWithPrimarySmtpAddress": ALICE,
    }
    observed = read_rows(tmp_path, row, side="exo")
    assert granted(observed) == SEND_AS
    assert [right.sid for right in observed.all_rights()] == ["S-1-5-21-9-8-7-1"]


def test_without_send_as_an_entry_of_exchange_online_gives_nothing(tmp_path: Path) -> None:
    observed = read_rows(tmp_path, {**ONLINE, "AccessRights": []}, side="exo")
    assert granted(observed) == []
    assert covered(observed) == {"send_as/online": [ROOM]}


@pytest.mark.parametrize("side", ["onprem", "exo"])
@pytest.mark.parametrize(
    ("rights", "extended", "expected"),
    [
        ('["SendAs"]', "[]", SEND_AS),
        ('["ExtendedRight"]', '["Send-As"]', SEND_AS),
        ('["GenericAll"]', "[]", [(*SEND_AS[0], "GenericAll")]),
        ('["ReadProperty"]', "[]", []),
    ],
)
def test_the_collectors_record_as_an_array(
    rights: str, extended: str, expected: list[tuple[str, ...]], side: str, tmp_path: Path
) -> None:
    record = (
        f'[{{"k":"send-as","on":"{ROOM_GUID}","trustee":"{ALICE}","sid":"","rights":{rights},"extended":{extended},'
        '"deny":false,"inherited":false}]'
    )
    observed = read(tmp_path, {"export.json": record}, side)
    assert granted(observed) == expected
    assert len(covered(observed)) == 1
    assert [cmdlet for cmdlet, _ in recognized(observed)] == ["Get-RecipientPermission or Get-ADPermission"]
