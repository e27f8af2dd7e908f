"""The collector's recipients are decoded by type; in any other form the same record says the same."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegint.model.observed import Observed
from delegint.snapshot.rights import RECIPIENT_TYPE_DETAILS
from tests.snapshot.exchange.tenants import ALICE, BOB, BOB_GUID, LEGACY, PEOPLE, codes
from tests.snapshot.observing import covered, lines, observe, people, rights

MIA = {"k": "recipient", "guid": "77777777-7777-7777-7777-777777777777", "primarySmtp": "mia@contoso.com"}
FLAG = st.sampled_from([True, False, None])
TEXT = st.sampled_from(["", None, "mia", "Mia Müller", "contoso.com/Users/Mia", "CN=Mia,DC=contoso,DC=com"])
RECORDS = st.fixed_dictionaries(
    {"rtd": st.sampled_from(["", *RECIPIENT_TYPE_DETAILS.spelled.values(), "usermailbox", "User"])},
    optional={
        **dict.fromkeys(("hidden", "dirSynced", "messageCopySentAs", "messageCopySendOnBehalf"), FLAG),
        **dict.fromkeys(("accountDisabled", "litigationHold", "cloudManaged"), FLAG),
        **dict.fromkeys(("dn", "canonical", "sam", "name", "displayName", "alias"), TEXT),
        "legacyDn": st.sampled_from(["", LEGACY + "mia"]),
        "archive": st.sampled_from(["", None, "None", "Local", "HostedProvisioned", "Unheard"]),
        "remoteType": st.sampled_from(["", None, "None", "Migrated", "4", "ProvisionMailbox, SharedMailbox"]),
        "proxies": st.sampled_from([[], ["SMTP:mia@contoso.com", "smtp:m@contoso.com"]]),
        "sendOnBehalf": st.sampled_from([None, [], [ALICE], [BOB_GUID, "contoso.com/Users/Alice Example"]]),
        "sidHistory": st.sampled_from([[], ["S-1-5-21-1-2-3-1177"]]),
        "exchangeGuid": st.sampled_from(["", None, "88888888-8888-8888-8888-888888888888"]),
    },
)


def shown(observed: Observed) -> tuple[Any, ...]:
    """All that a snapshot says."""
    person = observed.person("mia@contoso.com")
    return people(observed), covered(observed), rights(observed), observed.sides_of(person), observed.by_address


@settings(max_examples=150)
@given(record=RECORDS, side=st.sampled_from(["onprem", "exo"]))
def test_a_line_says_what_the_same_record_says_in_an_array(record: dict[str, Any], side: str) -> None:
    said = []
    for form in ("x.jsonl", "x.json"):
        content = lines(MIA | record) if form == "x.jsonl" else json.dumps([MIA | record])
        with TemporaryDirectory() as folder:
            said.append(shown(observe(Path(folder), {**PEOPLE, f"{side}/{form}": content})))
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("columns", "facts"),
    [
        ({"rtd": "WorkspaceMailbox"}, {"online_object.kind": "Mailbox", "home": "online", "type": "WorkspaceMailbox"}),
        (
            {"rtd": "UserMailbox", "hidden": "True"},
            {
                "hidden_from_address_lists": True,
                "home": "online",
                "online_object.kind": "Mailbox",
                "type": "UserMailbox",
            },
        ),
        (
            {"rtd": "UserMailbox", "proxies": "SMTP:mia@contoso.com"},
            {"home": "online", "online_object.kind": "Mailbox", "type": "UserMailbox"},
        ),
    ],
)
def test_a_line_of_another_form_is_read_in_general(
    columns: dict[str, Any], facts: dict[str, Any], tmp_path: Path
) -> None:
    observed = observe(tmp_path, {"exo/x.jsonl": lines(MIA | columns)})
    assert people(observed) == {"mia@contoso.com": facts}
    assert codes(observed) == []


def test_send_on_behalf_of_a_line(tmp_path: Path) -> None:
    record = MIA | {"rtd": "UserMailbox", "sendOnBehalf": [BOB_GUID]}
    observed = observe(tmp_path, {**PEOPLE, "exo/x.jsonl": lines(record)})
    assert rights(observed) == [("send_on_behalf", "online", "mia@contoso.com", BOB)]
