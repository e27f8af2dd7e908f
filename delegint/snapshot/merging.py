"""Records of one person to one set of facts; where two records disagree, nothing is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from delegint.model.observed import Fact, Note
from delegint.model.observed_rights import AMBIGUOUS
from delegint.model.recipients import normalized
from delegint.model.wording import names as names_of
from delegint.snapshot.identities.index import Index
from delegint.snapshot.identities.join import Joined
from delegint.snapshot.identities.keys import Keys

_ONLINE: Final = ",DC=PROD,DC=OUTLOOK,DC=COM"
"""Where the objects of Exchange Online lie, below the name of their forest."""
_EXCHANGE_GROUPS: Final = "OU=MICROSOFT EXCHANGE SECURITY GROUPS,"
_OF_TWO_OBJECTS: Final = {
    "online_object.EmailAddresses", "online_object.legacyExchangeDN", "on_premises_object.proxyAddresses",
    "on_premises_object.legacyExchangeDN",
}  # fmt: skip
_BOTH: Final = 3
"""The presence of a person with an object on each side."""
_MOST_NOTES: Final = 200
"""Of one kind: a thousand duplicates have one cause, and nobody reads a thousand lines."""


class Records:
    """What the records of people say, before it is known which of them are one person; in columns, by record."""

    def __init__(self) -> None:
        self.origins: list[int] = []
        self.presence: list[int] = []
        self.names: list[tuple[int, str]] = []
        self.facts: dict[str, list[Fact]] = {}
        self.weaker: dict[str, list[Fact]] = {}
        self.references: list[tuple[int, str, str, tuple[str, ...]]] = []
        self.delegates: list[tuple[int, int, tuple[str, ...], int]] = []
        self.forests: set[str] = set()
        self.exchange_group_sids: set[str] = set()

    def add(self, record: int, keys: Keys, where: int, facts: Mapping[str, Fact], weaker: Mapping[str, Fact]) -> None:
        """Take what one record says.

        Parameters:
            record: its number; they come in their order.
            keys: its names.
            where: its origin.
            facts, weaker: see `Sink.person`.
        """
        self.origins.append(where)
        self.presence.append(0)
        self.names.append(_best_name(keys))
        for columns, said in ((self.facts, facts), (self.weaker, weaker)):
            for key, value in said.items():
                if value is not None:
                    column = columns.get(key)
                    if column is None:
                        column = columns[key] = []
                    if len(column) < record:
                        column.extend([None] * (record - len(column)))
                    column.append(value)
        self._note_domain(keys)

    def _note_domain(self, keys: Keys) -> None:
        if not keys.dn:
            return
        distinguished = keys.dn.upper()
        if distinguished.endswith(_ONLINE):
            forest = distinguished[: -len(_ONLINE)].rpartition(",DC=")[2]
            self.forests.add(forest)
        elif keys.sid and _EXCHANGE_GROUPS in distinguished:
            self.exchange_group_sids.add(keys.sid)


class Merged(NamedTuple):
    """The people of a snapshot; see `Observed` for most of the parameters."""

    size: int
    names: list[str]
    by_address: dict[str, int]
    candidates: dict[str, list[int]]
    presence: list[int]
    origins: list[int]
    facts: dict[str, list[Fact]]
    forests: set[str]
    exchange_group_sids: set[str]
    notes: list[Note]

    def fact(self, person: int, key: str) -> Fact:
        """A fact of a person; None where it is not known."""
        column = self.facts.get(key)
        return None if column is None else column[person]


def merge_people(records: Records, joined: Joined, indexes: Mapping[str, Index]) -> Merged:
    """One row for each person.

    Parameters:
        records: what the records say.
        joined: which of them are one person.
        indexes: which of them have which address.
    """
    person_of = joined.person_of
    count = max(person_of, default=-1) + 1
    presence, origins, names = [0] * count, [0] * count, [(9, "")] * count
    for record in range(len(person_of) - 1, -1, -1):
        person = person_of[record]
        presence[person] |= records.presence[record]
        origins[person] = records.origins[record]
        names[person] = min(records.names[record], names[person], key=_rank)
    notes: list[Note] = []
    texts = [name or f"person {person}" for person, (_, name) in enumerate(names)]
    facts = {
        key: _column(key, records, person_of, count, texts, notes)
        for key in dict.fromkeys((*records.facts, *records.weaker))
    }
    _keep_where_two(facts, presence)
    by_address, candidates = _addresses(indexes, records, person_of, texts, presence, notes)
    notes.extend(_conflicts(joined, records))
    return Merged(
        count, texts, by_address, candidates, presence, origins, facts, records.forests, records.exchange_group_sids,
        notes[:_MOST_NOTES],
    )  # fmt: skip


def _rank(name: tuple[int, str]) -> int:
    return name[0]


def _column(
    key: str, records: Records, person_of: list[int], count: int, names: list[str], notes: list[Note]
) -> list[Fact]:
    """One fact of every person: what the stronger records agree on, else what the weaker ones do."""
    column = _agreed(key, records.facts.get(key, []), records, person_of, [None] * count, names, notes)
    weaker = _agreed(key, records.weaker.get(key, []), records, person_of, [None] * count, names, None)
    return [weak if strong is None else strong for strong, weak in zip(column, weaker, strict=True)]


def _keep_where_two(facts: dict[str, list[Fact]], presence: list[int]) -> None:
    """Let go of the long lists of addresses of people who have one object: no rule compares it with another one."""
    for key in _OF_TWO_OBJECTS & facts.keys():
        facts[key] = [value if both == _BOTH else None for value, both in zip(facts[key], presence, strict=True)]


def _agreed(
    key: str,
    said: list[Fact],
    records: Records,
    person_of: list[int],
    column: list[Fact],
    names: list[str],
    notes: list[Note] | None,
) -> list[Fact]:
    if len(column) == len(person_of):  # nobody has two records
        column[: len(said)] = said
        return column
    disputed: set[int] = set()
    for record, value in enumerate(said):
        if value is None:
            continue
        person = person_of[record]
        known = column[person]
        if known is None:
            column[person] = value
        elif known != value and person not in disputed:
            disputed.add(person)
            if notes is not None:
                message = f"Two records of {names[person]} disagree: {key} is {_shown(known)} and {_shown(value)}"
                fix = "Find out which object is the living one; until then the fact counts as unknown"
                notes.append(Note("SNP005", message, fix, records.origins[record], f"{names[person]} {key}"))
    for person in disputed:
        column[person] = None
    return column


def _addresses(
    indexes: Mapping[str, Index],
    records: Records,
    person_of: list[int],
    names: list[str],
    presence: list[int],
    notes: list[Note],
) -> tuple[dict[str, int], dict[str, list[int]]]:
    """Every address to its person; one that two people have is nobody's. A mail address goes before a logon name."""
    by_address: dict[str, int] = {}
    candidates: dict[str, list[int]] = {}
    for kind in ("smtp", "upn", "sip"):
        index = indexes[kind]
        for key, head in index.heads.items():
            address = key.lower() if key.isascii() else normalized(key)
            if head >= 0:
                by_address.setdefault(address, person_of[head])
                continue
            behind = index.behind(head)
            people = list(dict.fromkeys(person_of[record] for record in sorted(behind)))
            if len(people) == 1 or address in by_address:
                by_address.setdefault(address, people[0])
                continue
            by_address[address] = AMBIGUOUS
            candidates[address] = people
            if kind == "smtp":
                message, fix = _shared(address, people, names, presence)
                notes.append(Note("SNP005", message, fix, records.origins[max(behind)], address))
    return by_address, candidates


def _shared(address: str, people: list[int], names: list[str], presence: list[int]) -> tuple[str, str]:
    """What to say of an address that two objects have: they may be one person of whom each side knows a half."""
    first, second = people[:2]
    if presence[first] & presence[second] or not (presence[first] and presence[second]):
        return (
            f"{address} is the address of two objects, {names[first]} and {names[second]}",
            "Remove it from one of them",
        )
    return (
        f"{address} is the address of an object on each side, and nothing tells whether they are one person",
        "Export ExchangeGuid, LegacyExchangeDN and IsDirSynced of the recipients of both sides",
    )


def _conflicts(joined: Joined, records: Records) -> Iterable[Note]:
    for conflict in joined.conflicts:
        if conflict.kind == "smtp":
            continue  # told with the addresses
        first, second = (records.names[record][1] for record in conflict.records)
        message = f"{first} and {second} share {conflict.key}, but {conflict.why}, so they are kept apart"
        yield Note(
            "SNP005", message, "Correct the one that is wrong", records.origins[conflict.records[1]], conflict.key
        )


def _best_name(keys: Keys) -> tuple[int, str]:
    """The name by which people call the object, and its rank."""
    if keys.smtp:
        return 0, normalized(keys.smtp)
    for rank, name in enumerate(
        (keys.smtp, keys.upn, keys.sip, keys.display_name, keys.name, keys.sam, keys.canonical, keys.dn, keys.guid)
    ):
        if name:
            return rank, normalized(name) if rank <= 2 else name
    return 9, ""


def _shown(value: Fact) -> str:
    if isinstance(value, list):
        return names_of(value) if value else "nothing"
    return str(value).lower() if isinstance(value, bool) else str(value)
