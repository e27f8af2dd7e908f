"""A generated tenant gives equal people, facts, rights and coverage, in whatever form it was exported."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from delegint.model.observed import Observed
from tests.snapshot.observing import covered, observe, people, said
from tests.snapshot.rendering import CARRIERS, PACKINGS, RIGHTS, Entry, Person, Tenant, canonical, name

SHOWN = st.text("abcäöüß田😀 ,;'\"&<>_x=-", min_size=1, max_size=12)
KINDS = st.sampled_from(["UserMailbox", "SharedMailbox", "RoomMailbox"])
GRANTED = st.lists(st.sampled_from(list(RIGHTS)), min_size=1, unique=True).map(
    lambda chosen: tuple(right for right in RIGHTS if right in chosen)
)


@st.composite
def tenants(draw: st.DrawFn) -> Tenant:
    """A few mailboxes, and entries of some on others."""
    numbers = range(draw(st.integers(1, 5)))
    anybody = st.sampled_from(numbers)
    found = tuple(
        Person(
            number,
            draw(SHOWN),
            draw(KINDS),
            draw(st.booleans()),
            tuple(draw(st.lists(st.sampled_from(["office", "info", "sales"]), unique=True))),
            tuple(draw(st.lists(anybody, unique=True, max_size=3))),
        )
        for number in numbers
    )
    entry = st.builds(Entry, anybody, anybody, GRANTED, st.booleans(), st.booleans())
    return Tenant(found, tuple(draw(st.lists(entry, max_size=6))))


def picture(observed: Observed) -> dict[str, Any]:
    """All that an export says, in a form in which files and lines do not matter."""
    return {
        "people": people(observed),
        "sides": {name_of: observed.sides_of(person) for person, name_of in enumerate(observed.people)},
        "addresses": {address: observed.name_of(person) for address, person in sorted(observed.by_address.items())},
        "rights": sorted(
            (
                right.kind, right.side, observed.name_of(right.owner), right.trustee, right.denied, right.inherited,
                sorted(right.rights), right.weak, right.orphan,
            )
            for right in observed.all_rights()
        ),
        "coverage": covered(observed),
        "noise": observed.ignored,
        "notes": sorted(message for code, _, message, _ in said(observed)),
    }  # fmt: skip


def read(folder: Any, tenant: Tenant, carrier: str, packing: str) -> Observed:
    """The tenant, exported and read."""
    files = {f"onprem/{file}": PACKINGS[packing](text) for file, text in CARRIERS[carrier](tenant).items()}
    return observe(folder.mktemp("tenant"), files, netbios={"CONTOSO": "contoso.com"})


LARGE = Tenant(
    tuple(
        Person(number, f"Müller, {number} 😀", "UserMailbox", number % 2 == 0, ("office",), ((number + 1) % 80,))
        for number in range(80)
    ),
    tuple(
        Entry(number % 80, (number * 7) % 80, ("FullAccess", "ReadPermission"), False, False) for number in range(200)
    ),
)


@given(tenants(), st.sampled_from(list(CARRIERS)[1:]), st.sampled_from(list(PACKINGS)))
@example(LARGE, "CSV", "UTF-16")
@example(LARGE, "CLIXML", "gzip")
@example(LARGE, "JSON 5.1", "UTF-16")
@example(Tenant((Person(0, "_x005F_", "UserMailbox", False, (), (0,)),), ()), "CLIXML", "UTF-16")
def test_every_carrier_tells_the_same(
    tmp_path_factory: pytest.TempPathFactory, tenant: Tenant, carrier: str, packing: str
) -> None:
    collected = picture(read(tmp_path_factory, tenant, "collected", "UTF-8"))
    assert picture(read(tmp_path_factory, tenant, carrier, packing)) == collected


@given(tenants(), st.sampled_from(list(PACKINGS)[1:]))
@example(LARGE, "gzipped UTF-16")
def test_the_collectors_own_lines_may_be_packed_anyhow(
    tmp_path_factory: pytest.TempPathFactory, tenant: Tenant, packing: str
) -> None:
    plain = picture(read(tmp_path_factory, tenant, "collected", "UTF-8"))
    assert picture(read(tmp_path_factory, tenant, "collected", packing)) == plain


@given(tenants())
def test_what_is_read_is_what_was_there(tmp_path_factory: pytest.TempPathFactory, tenant: Tenant) -> None:
    observed = read(tmp_path_factory, tenant, "collected", "UTF-8")
    seen = picture(observed)
    assert list(seen["people"]) == [f"{name(person.number)}@contoso.com" for person in tenant.people]
    for person in tenant.people:
        facts = seen["people"][f"{name(person.number)}@contoso.com"]
        assert (facts["type"], facts["home"], facts["hidden_from_address_lists"]) == (
            person.kind,
            "on_premises",
            person.hidden,
        )
        for proxy in person.proxies:
            assert seen["addresses"][proxy.partition(":")[2]] == f"{name(person.number)}@contoso.com"
    on_behalf = [(right.owner, right.written) for right in observed.all_rights() if right.kind == "send_on_behalf"]
    assert on_behalf == [(person.number, canonical(number)) for person in tenant.people for number in person.delegates]
    assert seen["coverage"].get("send_on_behalf/on_premises", []) == sorted(seen["people"])
    full = [
        (right.owner, right.trustee, right.denied, right.inherited, set(right.rights))
        for right in observed.all_rights()
        if right.kind == "full_access"
    ]
    assert full == [
        (entry.owner, entry.trustee, entry.deny, entry.inherited, set(entry.rights))
        for entry in tenant.entries
        if set(entry.rights) - {"ReadPermission", "ExternalAccount"}
    ]
