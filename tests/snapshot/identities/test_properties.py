from __future__ import annotations

from collections import defaultdict
from typing import Any
from unicodedata import normalize

from hypothesis import given
from hypothesis import strategies as st

from delegint.snapshot.identities.keys import SOURCES, Keys
from delegint.snapshot.identities.resolve import Resolver
from tests.snapshot.identities.people import Record, anchor, guid, joined, persons, resolver, typed_keys

SIDES = ("on_premises", "online", "")
guids = st.none() | st.integers(1, 4).map(guid)
addresses = st.none() | st.sampled_from(["a@x.com", "b@x.com", "C@x.com", "c@X.com"])
legacy = st.none() | st.sampled_from(["/o=X/cn=a", "/o=X/cn=b", "/o=x/CN=A"])
sids = st.none() | st.sampled_from([f"S-1-5-21-1-{rid}" for rid in range(1, 4)])
proxies = st.lists(
    st.sampled_from(
        ["smtp:a@x.com", "smtp:b@x.com", "SMTP:c@x.com", "x500:/o=X/cn=a", "x500:/o=x/cn=b", "sip:a@x.com"]
    ),
    max_size=2,
).map(tuple)
words = st.none() | st.sampled_from(["ann", "Bob", "ANN"])
keys = st.builds(
    Keys,
    guid=guids,
    exchange_guid=guids,
    edoid=guids,
    immutable_id=st.none() | st.integers(1, 4).map(anchor),
    dn=st.none() | st.sampled_from(["CN=ann,DC=x,DC=com", "cn=Ann, dc=x,dc=com", "CN=Bob,DC=x,DC=com", "CN=Bob,DC=y"]),
    canonical=st.none() | st.sampled_from(["x.com/ann", "x.com/bob"]),
    legacy_dn=legacy,
    sam=words,
    netbios=st.none() | st.sampled_from(["X", "Y"]),
    upn=addresses,
    smtp=addresses,
    proxies=proxies,
    sid=sids,
    sid_history=sids.map(lambda sid: sid and (sid,)),
    name=words,
    display_name=words,
    alias=words,
    sip=addresses,
    dir_synced=st.none() | st.booleans(),
)
sparse = st.builds(
    lambda full, kept: Keys(**{field: getattr(full, field) for field in kept}),
    keys,
    st.sets(st.sampled_from(Keys._fields), max_size=5),
)
records = st.tuples(st.sampled_from(SOURCES), keys | sparse)
exports = st.lists(records, max_size=7)
names = st.sampled_from([
    guid(1), guid(2), "S-1-5-21-1-1", "a@x.com", "sip:b@x.com", "X\\ann", "ann", "bob", "/o=X/cn=a", "x.com/Ann",
    "CN=Bob,DC=x,DC=com", "S-1-5-21-1-9", "Default", "nobody",
])  # fmt: skip


def found_records(export: list[Record], asked: tuple[str, ...], side: str, *, weak: bool) -> tuple[object, ...]:
    """What a resolution says, with the records of the persons in place of their numbers."""
    people, found = joined(export)
    answer = Resolver(people, found).resolve(asked, side, weak=weak)

    def of(person: int) -> frozenset[int]:
        return frozenset(record for record, other in enumerate(found.person_of) if other == person)

    return (of(answer.person), answer.strength, frozenset(map(of, answer.candidates)), answer.orphan,
            answer.contradictory)  # fmt: skip


@given(exports, st.data())
def test_the_order_of_the_records_changes_nothing(export: list[Record], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(export))))
    shuffled = [export[position] for position in order]
    assert persons(*export) == {frozenset(order[position] for position in person) for person in persons(*shuffled)}
    asked, side = tuple(data.draw(st.lists(names, max_size=3))), data.draw(st.sampled_from(SIDES))
    first = found_records(export, asked, side, weak=True)
    people, strength, candidates, orphan, contradictory = found_records(shuffled, asked, side, weak=True)
    back = [frozenset(order[position] for position in person) for person in (people, *candidates)]  # type: ignore[misc]
    assert first == (back[0], strength, frozenset(back[1:]), orphan, contradictory)


@given(exports)
def test_nobody_has_two_objects_of_one_source(export: list[Record]) -> None:
    for person in persons(*export):
        of_source: dict[tuple[str, str], set[str]] = defaultdict(set)
        without_guid = set()
        for position in person:
            source, keys_of_record = export[position]
            typed = dict(reversed(list(typed_keys(keys_of_record, source))))
            for kind in ("ad_guid", "online_guid", "sid"):
                if kind in typed:
                    of_source[source, kind].add(typed[kind])
            if typed.get("sid") and not {"ad_guid", "online_guid", "edoid"} & set(typed):
                without_guid.add(source)
            if keys_of_record.immutable_id:
                of_source["every", "immutable_id"].add(typed["immutable_id"])
        for (source, kind), values in of_source.items():
            assert len(values) == 1 or (kind == "sid" and source not in without_guid)


@given(exports)
def test_nobody_has_two_object_ids(export: list[Record]) -> None:
    one_id = [(source, k._replace(guid=None) if source in ("entra", "teams") else k) for source, k in export]
    for person in persons(*one_id):
        assert len({one_id[p][1].edoid for p in person if one_id[p][0] in SOURCES[3:]} - {None}) <= 1
        for source in SOURCES[:3]:
            assert len({one_id[p][1].edoid for p in person if one_id[p][0] == source} - {None}) <= 1


@given(exports, st.lists(names, max_size=3).map(tuple), st.sampled_from(SIDES), st.sampled_from(SOURCES))
def test_an_unrelated_record_changes_nothing(
    export: list[Record], asked: tuple[str, ...], side: str, source: str
) -> None:
    stranger = Keys(
        guid=guid(90), edoid=guid(91), dn="CN=Zoe,DC=x,DC=com", smtp="zoe@x.com", upn="zoe@x.com", sam="zoe",
        sid="S-1-5-21-1-90", alias="zoe", name="Zoe", display_name="Zoe", sip="zoe@x.com", immutable_id=anchor(90),
    )  # fmt: skip
    with_stranger = [*export, (source, stranger)]
    assert persons(*with_stranger) == {*persons(*export), frozenset({len(export)})}
    domains = {joined(all_records)[0].domains.get("X.COM") is None for all_records in (export, with_stranger)}
    if len(domains) == 1:  # the first record of a domain tells that there is one
        assert found_records(with_stranger, asked, side, weak=True) == found_records(export, asked, side, weak=True)


@given(exports, names, names, st.sampled_from(SIDES))
def test_a_strong_name_never_loses_against_a_weaker_one(
    export: list[Record], first: str, second: str, side: str
) -> None:
    find = resolver(*export).resolve
    alone = [find((text,), side, weak=True) for text in (first, second)]
    both = find((second, first), side, weak=True)
    if alone[0].strength == "strong" and alone[1].strength != "strong":
        assert (both.person, both.strength) == (alone[0].person, "strong")
    if both.person >= 0:
        assert both.person in {answer.person for answer in alone}
    assert both.contradictory == find((first, second), side, weak=True).contradictory
    assert both.orphan == (alone[0].orphan and alone[1].orphan)


@given(exports, names, st.sampled_from(SIDES), st.data())
def test_what_is_ambiguous_stays_so_when_namesakes_are_added(
    export: list[Record], text: str, side: str, data: st.DataObject
) -> None:
    before = found_records(export, (text,), side, weak=True)
    positions = sorted(position for person in before[2] for position in person)  # type: ignore[attr-defined]
    if not positions:
        return
    copied = data.draw(st.lists(st.sampled_from(positions), min_size=1, max_size=3))
    namesakes = []
    for number, (source, other) in enumerate(export[position] for position in copied):
        same = {field: getattr(other, field) for field in ("alias", "name", "display_name", "upn")}
        namesakes.append(("online" if source in SOURCES[3:] else "ad", Keys(guid=guid(80 + number), **same)))
    after = found_records([*export, *namesakes], (text,), side, weak=True)
    assert after[0] == frozenset()
    assert len(after[2]) > 1  # type: ignore[arg-type]


@given(
    st.tuples(st.text("abcäöüßéøñ.", min_size=1, max_size=8), st.text("abcß-", min_size=1, max_size=5)).map("@".join),
    st.sampled_from(["smtp", "sip", "upn"]),
    st.data(),
)
def test_case_composition_and_prefixes_never_change_who_is_found(address: str, field: str, data: st.DataObject) -> None:
    def written(text: str) -> str:
        text = "".join(letter.upper() if data.draw(st.booleans()) and letter != "ß" else letter for letter in text)
        text = normalize(data.draw(st.sampled_from(["NFC", "NFD"])), text)
        return data.draw(st.sampled_from(["", "smtp:", "SMTP:", " "])) + text

    named: dict[str, Any] = {field: written(address)}
    find = resolver(("ad", Keys(guid=guid(1), **named)), ("ad", Keys(guid=guid(2)))).resolve
    assert find((written(address),), "on_premises").person == 0


@given(st.text('abä,+#=; \\"/', min_size=1, max_size=8).filter(lambda text: text.strip(" ") == text), st.data())
def test_escapes_never_change_who_is_found(name: str, data: st.DataObject) -> None:
    def written() -> str:
        if data.draw(st.booleans()):
            value = "".join(f"\\{byte:02X}" for byte in name.encode())
        else:
            value = "".join(f"\\{letter}" if letter in ',+#=;"\\' else letter for letter in name)
        return f"CN={value}{data.draw(st.sampled_from([',', ', ']))}DC=x,DC=com"

    find = resolver(("ad", Keys(dn=written())), ("ad", Keys(dn="CN=other,DC=x,DC=com"))).resolve
    assert find((written(),), "on_premises").person == 0
    if "\\" not in name:
        assert find(("x.com/" + name.replace("/", "\\/"),), "on_premises").person == 0
