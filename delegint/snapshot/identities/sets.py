"""Which records are one person so far, and what forbids that two of them are."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from delegint.snapshot.identities.keys import CLOUD, SOURCES

_ALL: Final = tuple(range(len(SOURCES)))
_BY_SIDE: Final = tuple(int(source in CLOUD) for source in SOURCES)
_CLOUD_AS_ONE: Final = tuple(len(SOURCES) if source in CLOUD else number for number, source in enumerate(SOURCES))
_ONE: Final = (0,) * len(SOURCES)

Scope = tuple[int, ...]
"""For each source a number; records compare where the numbers of their sources are equal."""
Rule = tuple[str, Scope]
ALWAYS: Final[tuple[Rule, ...]] = (("guid", _ALL), ("edoid", _CLOUD_AS_ONE), ("immutable_id", _ONE), ("sid", _ALL))
"""What no person has two of: the object of a source, the object ID in Entra, the anchor."""
ONE_DIRECTORY: Final[tuple[Rule, ...]] = (
    ("guid", _BY_SIDE), ("edoid", _CLOUD_AS_ONE), ("immutable_id", _ONE), ("sid", _BY_SIDE),
)  # fmt: skip
"""What no object of Active Directory, and none of the cloud, has two of, whichever cmdlet shows it."""
ONE_OBJECT: Final[tuple[Rule, ...]] = (
    *ONE_DIRECTORY, ("dn", _BY_SIDE), ("legacy_dn", _BY_SIDE), ("exchange_guid", _BY_SIDE),
)  # fmt: skip
"""The same, where only addresses speak for one object."""
COLUMNS: Final = ("guid", "edoid", "immutable_id", "sid", "dn", "legacy_dn", "exchange_guid", "primary")
"""Kinds of which a record has one key; kept by record as the number of the first record with the same key."""
_TITLES: Final = {
    "guid": "Guids", "edoid": "ExternalDirectoryObjectIds", "immutable_id": "ImmutableIds", "sid": "SIDs",
    "dn": "DistinguishedNames", "legacy_dn": "LegacyExchangeDNs", "exchange_guid": "ExchangeGuids",
}  # fmt: skip


class Clash(NamedTuple):
    """Two records that cannot be one person.

    Parameters:
        first, second: the records.
        what: of what they have different ones, in the plural.
    """

    first: int
    second: int
    what: str


class Sets:
    """The records in sets, one for each person found so far.

    Parameters:
        sources: the number of the source of each record.
        columns: for each of `COLUMNS` a number by record, -1 where the record has no such key.
    """

    def __init__(self, sources: Sequence[int], columns: dict[str, array[int]]) -> None:
        self.label = array("i", range(len(sources)))
        self._ring = array("i", range(len(sources)))
        self._sources = sources
        self._columns = columns

    def members(self, record: int) -> list[int]:
        """The records of the set in which the record is."""
        found = [record]
        ring = self._ring
        after = ring[record]
        while after != record:
            found.append(after)
            after = ring[after]
        return found

    def merge(self, records: Iterable[int]) -> None:
        """Make one set of the sets in which the records are."""
        label, ring = self.label, self._ring
        first, *others = records
        for other in others:
            if label[other] != label[first]:
                for member in self.members(other):
                    label[member] = label[first]
                ring[first], ring[other] = ring[other], ring[first]

    def clash(self, members: Sequence[int], rules: Iterable[Rule]) -> Clash | None:
        """What forbids that the records are one person; None where nothing does."""
        sources = self._sources
        for name, scope in rules:
            column = self._columns[name]
            if len({column[member] for member in members}) == 1:
                continue
            sure = self._one_object(members, scope) if name == "sid" else ()
            known: dict[int, int] = {}
            for member in members:
                value = column[member]
                if value >= 0:
                    where = scope[sources[member]]
                    first = known.setdefault(where, member)
                    if column[first] != value and where not in sure:
                        return Clash(first, member, _TITLES[name])
        return None

    def _one_object(self, members: Sequence[int], scope: Scope) -> set[int]:
        """The scopes in which a GUID shows that all records are one object, whose SID may have changed."""
        sids = self._columns["sid"]
        having = [(scope[self._sources[member]], member) for member in members if sids[member] >= 0]
        everywhere = {where for where, _ in having}
        by_guid, by_id = (
            everywhere - {where for where, member in having if column[member] < 0}
            for column in (self._columns["guid"], self._columns["edoid"])
        )
        return by_guid | by_id
