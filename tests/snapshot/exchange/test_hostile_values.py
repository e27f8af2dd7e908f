"""Whatever stands in a property, reading never fails, and never makes a fact of what it cannot read."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegint.api import Export
from delegint.snapshot.losses import Losses
from delegint.snapshot.row import Row
from delegint.snapshot.values import RawRecord
from delegint_exchange.exports import register_all
from tests.snapshot.exchange.tenants import ALICE_GUID, PEOPLE
from tests.snapshot.observing import observe, table

EXPORTS: list[Export] = []
register_all(EXPORTS.append)
READERS = {
    f"{export.cmdlet} {place}": export for place, export in enumerate(EXPORTS) if export.describe or export.grant
}
NAMES = sorted({name for export in EXPORTS for names in export.needs for name in names} | {
    "Deny", "IsInherited", "InheritanceType", "AccessControlType", "UserSid", "PrimarySmtpAddress", "PermissionList",
    "GrantSendOnBehalfTo", "EmailAddresses", "RecipientTypeDetails", "RemoteRecipientType", "SharingPermissionFlags",
    "publicDelegates", "proxyAddresses", "msExchDelegateListLink", "userAccountControl", "sIDHistory", "Status",
    "CompleteAfter", "BatchDirection", "Features", "EwsEnabled", "ArchiveState", "AccountDisabled", "UserType",
})  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from([
        "", " ", "System.String[]", "System.Object[]", "@{a=b}", "{a...}", "{}", "{,}", "a:\\b", ":\\", "\\", "/", "=",
        "CN=", "S-1-", "S-1-5-21-1-2-3-1105", ALICE_GUID, "@", "alice@contoso.com", "\ud83d", "\0", "None", "-1,07E+09",
        "9" * 30, "/Date(99999999999999999)/", "9999-12-31T23:59:59Z", "\u202e", "İ", "ß", "CONTOSO\\alice", "|", ";",
    ]),
)  # fmt: skip
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([
            "value", "Value", "Count", "ToString", "Guid", "ObjectGuid", "DistinguishedName", "SecurityIdentifier",
            "RawIdentity", "UserType", "DisplayName", "RecipientPrincipal", "ADRecipient", "IsPresent", "Ticks",
            "AccessRights", "org_config", "",
        ]), inner, max_size=3),
    ),
    max_leaves=12,
)  # fmt: skip


class Listening:
    """Takes what a reader says, and does nothing with it."""

    def __init__(self, side: str, carrier: str, *, explicit: bool) -> None:
        self.side = side
        self.carrier = carrier
        self.explicit = explicit
        self.name = "export.csv"
        self.said: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return partial(self._take, name)

    def _take(self, name: str, *what: Any, **more: Any) -> bool:
        self.said.append((name, (*what, *more.values())))
        return True


@settings(max_examples=300)
@given(
    export=st.sampled_from(sorted(READERS)),
    values=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8),
    side=st.sampled_from(["on_premises", "online"]),
    carrier=st.sampled_from(["csv", "json"]),
    explicit=st.booleans(),
)
def test_no_reader_fails(export: str, values: dict[str, Any], side: str, carrier: str, explicit: bool) -> None:
    found = READERS[export]
    for read in (found.describe, found.grant):
        if read is not None:
            sink = Listening(side, carrier, explicit=explicit)
            read(Row(RawRecord(1, values), Losses(found.cmdlet)), sink)  # type: ignore[arg-type]
            for _, what in sink.said:
                json.dumps(what, default=str)


@pytest.mark.parametrize("export", sorted(READERS))
def test_every_export_survives_the_whole_way(export: str) -> None:
    """A file that is recognized by its columns, every cell of which is the worst that it can be."""
    found = READERS[export]
    columns = [names[0] for names in found.needs]

    @settings(max_examples=15)
    @given(rows=st.lists(st.lists(VALUES, min_size=len(columns), max_size=len(columns)), min_size=1, max_size=3))
    def survive(rows: list[list[Any]]) -> None:
        records = [dict(zip(columns, row, strict=True)) for row in rows]
        with TemporaryDirectory() as folder:
            content = json.dumps(records).encode()
            observed = observe(Path(folder), {**PEOPLE, "onprem/x.json": content, "exo/x.json": content})
            assert len(observed.files) == 4

    survive()


@settings(max_examples=50)
@given(st.lists(st.lists(TEXTS, min_size=4, max_size=4), min_size=1, max_size=4))
def test_cells_of_a_csv(rows: list[list[str]]) -> None:
    content = table(("Identity", "User", "AccessRights", "Deny"), *rows).encode("utf-8", "replace")
    with TemporaryDirectory() as folder:
        observed = observe(Path(folder), {**PEOPLE, "onprem/x.csv": content})
        assert [file.name for file in observed.files][-1] == "export/onprem/x.csv"


NO_FLAGS = st.one_of(
    st.none(), TEXTS.filter(lambda text: text.strip().lower() not in ("0", "1", "true", "false", "$true", "$false"))
)
FLAGS = ("account_enabled", "hidden_from_address_lists", "directory_synced", "cloud_managed", "litigation_hold")


@settings(max_examples=40)
@given(value=st.one_of(NO_FLAGS, st.lists(NO_FLAGS, max_size=2), st.dictionaries(TEXTS, NO_FLAGS, max_size=2)))
def test_a_flag_comes_from_a_flag_alone(value: object) -> None:
    """Neither an empty text, nor null, nor an object that holds none says that something is not so."""
    record = {
        "PrimarySmtpAddress": "mia@contoso.com", "RecipientTypeDetails": "UserMailbox", "AccountDisabled": value,
        "HiddenFromAddressListsEnabled": value, "IsDirSynced": value, "LitigationHoldEnabled": value,
        "IsExchangeCloudManaged": value,
    }  # fmt: skip
    with TemporaryDirectory() as folder:
        observed = observe(Path(folder), {"exo/x.json": json.dumps([record])})
        assert not observed.facts.keys() & FLAGS
