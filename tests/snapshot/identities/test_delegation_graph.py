from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from delegint.snapshot.identities.join import Joined, People
from delegint.snapshot.identities.keys import Keys
from delegint.snapshot.identities.resolve import Resolver

GRAPH = (
    Path(__file__).resolve().parents[4]
    / "shared/data/enterprise-delegation-graph/enterprise-delegation-pseudonymised.csv"
)
pytestmark = pytest.mark.skipif(not GRAPH.exists(), reason="the shared data is not here")


def rows() -> list[dict[str, str]]:
    with GRAPH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def organization() -> tuple[People, Joined]:
    """A mailbox for each way in which its address is written."""
    people = People()
    for address in dict.fromkeys(row["Mailbox"] for row in rows()):
        people.add("online", Keys(smtp=address, upn=address))
    return people, people.join()


def test_addresses_that_differ_in_case_are_one_mailbox() -> None:
    people, joined = organization()
    assert len(people.sources) == 10_225
    assert max(joined.person_of) + 1 == 10_224
    assert joined.conflicts == []


def test_every_mailbox_and_the_delegates_that_are_known_resolve() -> None:
    find = Resolver(*organization()).resolve
    assert {find((row["Mailbox"],), "online").strength for row in rows()} == {"medium"}
    grants = [row for row in rows() if row["Delegate"]]
    answers = Counter((find((row["Delegate"],), "online").strength, row["Permission"]) for row in grants)
    assert len(grants) == 6_025
    assert answers == {
        ("medium", "Send As"): 4_694,
        ("medium", "Delegation"): 1_313,
        ("", "Send As"): 9,
        ("", "Delegation"): 9,
    }
    unknown = {row["Delegate"].upper() for row in grants if find((row["Delegate"],), "online").person < 0}
    assert len(unknown) == 12


def test_two_objects_for_each_address_leave_every_grant_ambiguous() -> None:
    people = People()
    for address in dict.fromkeys(row["Mailbox"].upper() for row in rows()):
        for copy in "ab":
            people.add("exchange", Keys(dn=f"CN={address},OU={copy},DC=contoso,DC=com", smtp=address))
    joined = people.join()
    assert len(joined.conflicts) == 10_224
    find = Resolver(people, joined).resolve
    grants = [row for row in rows() if row["Delegate"]]
    assert all(find((row["Delegate"],), "on_premises").person == -1 for row in grants)
    assert sum(bool(find((row["Delegate"],), "on_premises").candidates) for row in grants) == 6_007
