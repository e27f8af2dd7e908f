"""Records of people for tests, and who they turn out to be."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from delegint.snapshot.identities.join import Joined, People
from delegint.snapshot.identities.keys import Keys, key_columns
from delegint.snapshot.identities.resolve import Resolver

Record = tuple[str, Keys]


def guid(number: int) -> str:
    """A GUID."""
    return str(UUID(int=(0xABCDEF << 100) + number))


def anchor(number: int) -> str:
    """The ImmutableId that `guid(number)` makes."""
    return b64encode(UUID(guid(number)).bytes_le).decode()


def typed_keys(keys: Keys, source: str) -> list[tuple[str, str]]:
    """The keys of one record, with their kinds."""
    return [(column.kind, key) for column in key_columns([keys], source) for key in column.keys]


def record(source: str, **keys: Any) -> Record:
    """One record."""
    return source, Keys(**keys)


def joined(records: Iterable[Record]) -> tuple[People, Joined]:
    """The records, and who is who."""
    people = People()
    for source, keys in records:
        people.add(source, keys)
    return people, people.join()


def persons(*records: Record) -> set[frozenset[int]]:
    """The records of each person, by their position."""
    _, found = joined(records)
    sets: dict[int, set[int]] = {}
    for position, person in enumerate(found.person_of):
        sets.setdefault(person, set()).add(position)
    return set(map(frozenset, sets.values()))


def conflicts(*records: Record) -> list[tuple[tuple[int, int], str, str]]:
    """What could not be joined: the two records, the key for people, and the reason."""
    return [(conflict.records, conflict.key, conflict.why) for conflict in joined(records)[1].conflicts]


def resolver(*records: Record, netbios: Mapping[str, str] | None = None) -> Resolver:
    """A resolver of the records."""
    return Resolver(*joined(records), netbios)
