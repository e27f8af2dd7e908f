"""Which records of an export are one person."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from delegint.snapshot.identities.distinguished import dn_key, domain_of
from delegint.snapshot.identities.folding import fold
from delegint.snapshot.identities.index import Index
from delegint.snapshot.identities.keys import (
    CLOUD_FROM,
    KINDS,
    LATE,
    ON_PREMISES,
    SOURCES,
    Keys,
    LateNames,
    key_columns,
    late_key,
    late_names,
    netbios_key,
)
from delegint.snapshot.identities.matching import Matching
from delegint.snapshot.identities.sets import COLUMNS

_NUMBERS: Final = {source: number for number, source in enumerate(SOURCES)}
_COLUMN_OF: Final = {"ad_guid": "guid", "online_guid": "guid"} | {column: column for column in COLUMNS}
_BATCH: Final = 1024
"""Records whose keys are worked out together."""
_NONE: Final = array("i", [-1]) * _BATCH
_UNSAID: Final = 2
_TITLES: Final = {
    "ad_guid": "the objectGUID", "online_guid": "the Guid", "edoid": "the ExternalDirectoryObjectId",
    "exchange_guid": "the ExchangeGuid", "immutable_id": "the ImmutableId", "sid": "the SID",
    "dn": "the DistinguishedName", "canonical": "the canonical name", "legacy_dn": "the LegacyExchangeDN",
    "primary": "the primary address", "smtp": "the address", "upn": "the UPN", "sip": "the SIP address",
}  # fmt: skip
_IN_SMALL_LETTERS: Final = frozenset({"primary", "smtp", "upn", "sip"})


class Conflict(NamedTuple):
    """Two records that a key would make one person, and that are kept apart.

    Parameters:
        records: the two.
        kind: the kind of the key, one of `KINDS`; `smtp` where one side has the proxy address twice.
        value: the key, as people write it.
        why: what is known against it, as the end of a sentence.
    """

    records: tuple[int, int]
    kind: str
    value: str
    why: str

    @property
    def key(self) -> str:
        """The key for people, such as `the UPN alice@contoso.com`."""
        return f"{_TITLES[self.kind]} {self.value}"


class Joined(NamedTuple):
    """Who is who.

    Parameters:
        person_of: the person of each record, in numbers without gaps, in the order in which they are first met.
        conflicts: what could not be joined.
    """

    person_of: list[int]
    conflicts: list[Conflict]


class _Indexes(dict[str, Index]):
    """The indexes by kind; those of the kinds in `LATE` are made when first asked for.

    Parameters:
        late: what was put aside of each record.
        numbers: see `Index`.
    """

    def __init__(self, late: list[LateNames], numbers: list[int]) -> None:
        super().__init__({kind: Index(numbers) for kind in KINDS if kind not in LATE})
        self._late = late
        self._numbers = numbers

    def __missing__(self, kind: str) -> Index:
        index = self[kind] = Index(self._numbers)
        for record, names in enumerate(self._late):
            key = late_key(names, kind)
            if key:
                first = index.heads.setdefault(key, record)
                if first is not record:
                    index.share(key, first, record)
        return index


class People:
    """The records of people, by all their keys.

    Parameters:
        indexes: who has which key, by kind; complete once `join` has run.
        sources: the number of the source of each record.
        domains: the DNS names of the domains met, with their numbers.
        domain_of: the number of the domain of each record, -1 where it is not known.
        netbios_votes: how often records put a NetBIOS name and a DNS name together.
    """

    def __init__(self) -> None:
        numbers: list[int] = []
        self._late: list[LateNames] = []
        self._waiting: list[Keys] = []
        self._waiting_from = ""
        self.indexes: dict[str, Index] = _Indexes(self._late, numbers)
        self.sources = bytearray()
        self.domains: dict[str, int] = {}
        self.domain_of = array("i")
        self.netbios_votes: dict[str, dict[int, int]] = {}
        self._synced = bytearray()
        self._columns: dict[str, array[int]] = {name: array("i") for name in COLUMNS}
        self._slots = {
            kind: (index.heads, index.share, self._columns.get(_COLUMN_OF.get(kind, "")))
            for kind, index in self.indexes.items()
        }

    def add(self, source: str, keys: Keys) -> int:
        """Take a record; its number. Its keys are looked at with those of others, and none before `join`.

        Parameters:
            source: `ad`, `exchange` or `lync` on-premises; `online`, `teams` or `entra` in the cloud.
            keys: its names.
        """
        record = len(self.sources)
        if source != self._waiting_from or len(self._waiting) >= _BATCH:
            self._take_waiting()
            self._waiting_from = source
        self._waiting.append(keys)
        self.sources.append(_NUMBERS[source])
        self._synced.append(_UNSAID if keys.dir_synced is None else keys.dir_synced)
        return record

    def _take_waiting(self) -> None:
        """Index the records that came since the last time; they are all of one source."""
        batch, source = self._waiting, self._waiting_from
        if not batch:
            return
        self._waiting = []
        for column in self._columns.values():
            column.extend(_NONE[: len(batch)])
        self._late.extend(late_names(batch, source))
        for kind, records, keys in key_columns(batch, source, first=len(self.domain_of), early=True):
            heads, share, slot = self._slots[kind]
            for record, key, head in zip(records, keys, map(heads.setdefault, keys, records), strict=True):
                first = head if head is record else share(key, head, record)
                if slot is not None:
                    slot[record] = first
        on_premises = source in ON_PREMISES
        self.domain_of.extend(self._note_domain(keys) if keys.sam and on_premises else -1 for keys in batch)

    def _note_domain(self, keys: Keys) -> int:
        name = (
            _domain_in(keys.canonical.partition("/")[0]) if keys.canonical else domain_of(dn_key(fold(keys.dn or "")))
        )
        if not name:
            return -1
        domain = self.domains.setdefault(name, len(self.domains))
        if keys.netbios:
            votes = self.netbios_votes.setdefault(netbios_key(keys).partition("\\")[0], {})
            votes[domain] = votes.get(domain, 0) + 1
        return domain

    def join(self) -> Joined:
        """Which records are one person.

        Source: the order of the keys is that of Microsoft Entra Connect (anchor), then of hybrid mail routing.
        """
        self._take_waiting()
        matching = Matching(self.indexes, self.sources, self._columns, self._synced)
        matching.run()
        numbers: dict[int, int] = {}
        person_of = [numbers.setdefault(label, len(numbers)) for label in matching.sets.label]
        refused = list(_refused(matching, person_of))
        said = {(conflict.records, conflict.value) for conflict in refused if conflict.kind == "primary"}
        twice = self._twice_on_one_side(person_of)
        conflicts = refused + [conflict for conflict in twice if (conflict.records, conflict.value) not in said]
        return Joined(person_of, conflicts)

    def _twice_on_one_side(self, person_of: list[int]) -> Iterator[Conflict]:
        """Proxy addresses that two persons of one side have."""
        for address, records in self.indexes["smtp"].apart(person_of):
            first_with: dict[tuple[bool, int], int] = {}
            for record in sorted(records):
                first_with.setdefault((self.sources[record] >= CLOUD_FROM, person_of[record]), record)
            for in_cloud, where in ((False, "on-premises"), (True, "in the cloud")):
                first, *others = [record for (cloud, _), record in first_with.items() if cloud == in_cloud] or [-1]
                for other in others:
                    yield Conflict((first, other), "smtp", address.lower(), f"they are two objects {where}")


@lru_cache(maxsize=1024)
def _domain_in(first: str) -> str:
    """The key of a domain, as the first part of a canonical name gives it."""
    return fold(first)


def _refused(matching: Matching, person_of: list[int]) -> Iterator[Conflict]:
    """What could not be joined; of two persons only the strongest key that they share."""
    seen: set[tuple[int, int]] = set()
    for refusal in matching.refused:
        first, second = sorted(refusal.records)
        pair = person_of[first], person_of[second]
        if pair[0] != pair[1] and pair not in seen:
            seen.update((pair, pair[::-1]))
            value = refusal.key.lower() if refusal.kind in _IN_SMALL_LETTERS else refusal.key
            yield Conflict((first, second), refusal.kind, value, refusal.why)
