"""The keys by which records are joined, the strongest first."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from delegint.snapshot.identities.index import Index
from delegint.snapshot.identities.keys import CLOUD_FROM, SOURCES
from delegint.snapshot.identities.sets import ALWAYS, ONE_DIRECTORY, ONE_OBJECT, Rule, Sets

_MESSAGING: Final = frozenset({SOURCES.index("lync"), SOURCES.index("teams")})
Group = tuple[str, list[int]]
"""A key, and the records of which it makes one person."""


class Refusal(NamedTuple):
    """A join that was undone.

    Parameters:
        records: two of the records.
        kind, key: by what they would have been joined.
        why: what forbids it.
    """

    records: tuple[int, int]
    kind: str
    key: str
    why: str


class Matching:
    """Joins records pass by pass; within a pass the order of the records does not matter.

    Parameters:
        indexes: who has which key, by kind.
        sources: the number of the source of each record.
        columns: see `Sets`.
        synced: 1 for each record that directory synchronization wrote, 0 for one that it did not, 2 where nobody says.
    """

    def __init__(
        self, indexes: dict[str, Index], sources: Sequence[int], columns: dict[str, array[int]], synced: Sequence[int]
    ) -> None:
        self.sets = Sets(sources, columns)
        self.refused: list[Refusal] = []
        self._indexes = indexes
        self._sources = sources
        self._columns = columns
        self._synced = synced

    def run(self) -> None:
        """Every pass: first what is one object of one directory, then what is one person on the two sides."""
        for kind in ("ad_guid", "online_guid", "edoid", "sid", "dn", "canonical", "legacy_dn", "exchange_guid"):
            self._join(kind, self._within(self._apart(kind)), ONE_DIRECTORY)
        self._join("upn", self._within(self._by_logon_and_address()), ONE_OBJECT)
        self._join("primary", self._within(self._by_address()), ONE_OBJECT)
        self._join("sip", self._by_sip(within=True), ONE_DIRECTORY)
        self._join("immutable_id", self._across(self._by_anchor()), ALWAYS)
        self._join("edoid", self._across(self._apart("edoid")), ALWAYS)
        self._join("legacy_dn", self._by_legacy_dn(), ALWAYS)
        self._join("exchange_guid", self._across(self._apart("exchange_guid")), ALWAYS)
        self._join("upn", self._across(self._by_logon_and_address()), ALWAYS)
        self._join("primary", self._by_synced_address(), ALWAYS)
        self._join("sip", self._by_sip(within=False), ALWAYS)

    # -- one pass -----------------------------------------------------------------------------------------------

    def _join(self, kind: str, groups: Iterable[Group], rules: tuple[Rule, ...]) -> None:
        """Join all groups of a pass; those that overlap stand or fall together, so that none of them comes first."""
        label = self.sets.label
        touched = bytearray(len(label))
        pending: list[Group] = []
        for group in groups:
            numbers = {label[record] for record in group[1]}
            if len(numbers) > 1:
                pending.append(group)
                for number in numbers:
                    touched[number] = min(touched[number] + 1, 2)
        tangled: list[Group] = []
        for group in pending:
            if any(touched[label[record]] > 1 for record in group[1]):
                tangled.append(group)
            else:
                self._decide(kind, [group], rules)
        for knot in _knots(tangled, label):
            self._decide(kind, knot, rules)

    def _decide(self, kind: str, groups: list[Group], rules: tuple[Rule, ...]) -> None:
        label = self.sets.label
        one_each = {label[record]: record for _, records in groups for record in records}
        members = [member for record in one_each.values() for member in self.sets.members(record)]
        clash = self.sets.clash(members, rules)
        if clash is None:
            self.sets.merge(one_each.values())
            return
        apart = label[clash.first], label[clash.second]
        for key, records in groups:
            by_set = {label[record]: record for record in reversed(records)}
            if apart[0] in by_set and apart[1] in by_set:
                pair, why = (by_set[apart[0]], by_set[apart[1]]), f"their {clash.what} differ"
            else:
                first, second, *_ = by_set.values()
                pair, why = (first, second), f"they are linked to objects whose {clash.what} differ"
            self.refused.append(Refusal(pair, kind, key, why))

    def _apart(self, kind: str) -> Iterator[Group]:
        return self._indexes[kind].apart(self.sets.label)

    # -- groups -------------------------------------------------------------------------------------------------

    def _within(self, groups: Iterable[Group]) -> Iterator[Group]:
        """The part of each group that is on-premises, and the part that is in the cloud."""
        sources = self._sources
        for key, records in groups:
            cloud = [record for record in records if sources[record] >= CLOUD_FROM]
            if len(cloud) > 1:
                yield key, cloud
            if len(records) - len(cloud) > 1:
                yield key, [record for record in records if sources[record] < CLOUD_FROM]

    def _across(self, groups: Iterable[Group]) -> Iterator[Group]:
        """The groups that have records of both sides."""
        sources = self._sources
        for group in groups:
            if len({sources[record] >= CLOUD_FROM for record in group[1]}) > 1:
                yield group

    def _by_anchor(self) -> Iterator[Group]:
        """ImmutableId, with mS-DS-ConsistencyGuid, or with objectGUID where no other anchor is known."""
        objects = self._indexes["ad_guid"]
        stated = self._columns["immutable_id"]
        anchors = self._indexes["immutable_id"]
        for key, head in anchors.heads.items():
            records = anchors.behind(head)
            records += [record for record in objects.records(key) if stated[record] < 0]
            if len(records) > 1:
                yield key, records

    def _by_legacy_dn(self) -> Iterator[Group]:
        """The legacyExchangeDN of one side, as that of the other or as one of its X500 addresses.

        Source: the write-back rule Out to AD - User Exchange Hybrid.
        """
        own, routed = self._indexes["legacy_dn"], self._indexes["x500"]
        label = self.sets.label
        yield from self._across(self._apart("legacy_dn"))
        for key, head in routed.heads.items():
            if key not in own.heads:
                continue
            records = own.records(key) + routed.behind(head)
            if len({label[record] for record in records}) > 1:
                for in_cloud in (False, True):
                    owners = self._of_side(own.records(key), in_cloud)
                    others = self._of_side(routed.behind(head), not in_cloud)
                    if owners and others:
                        yield key, owners + others

    def _by_logon_and_address(self) -> Iterator[Group]:
        """UPN and primary SMTP address, where both agree."""
        primary = self._columns["primary"]
        for key, records in self._apart("upn"):
            by_address: dict[int, list[int]] = {}
            for record in records:
                if primary[record] >= 0:
                    by_address.setdefault(primary[record], []).append(record)
            for agreeing in by_address.values():
                if len(agreeing) > 1:
                    yield key, agreeing

    def _by_address(self) -> Iterator[Group]:
        """The primary SMTP address, where nobody else on the same side has it as a proxy address."""
        label = self.sets.label
        for key, records in self._apart("primary"):
            holders = self._indexes["smtp"].records(key)
            for in_cloud in (False, True):
                first = self._of_side(records, in_cloud)
                sets = {label[record] for record in first}
                if len(sets) > 1 and sets.issuperset(label[record] for record in self._of_side(holders, in_cloud)):
                    yield key, first

    def _by_synced_address(self) -> Iterator[Group]:
        """The primary SMTP address, where one person of each side has it, and the cloud's is synchronized."""
        label = self.sets.label
        synced: dict[int, bool] = {}
        for key, records in self._across(self._apart("primary")):
            holders = self._indexes["smtp"].records(key)
            on_premises, cloud = ({label[other] for other in self._of_side(holders, side)} for side in (False, True))
            if len(on_premises) == len(cloud) == 1:
                number = cloud.pop()
                if number not in synced:
                    synced[number] = self._is_synced(number)
                if synced[number]:
                    yield key, records

    def _is_synced(self, record: int) -> bool:
        anchors = self._columns["immutable_id"]
        members = self._of_side(self.sets.members(record), in_cloud=True)
        said = {self._synced[member] for member in members}
        return 0 not in said and (1 in said or any(anchors[member] >= 0 for member in members))

    def _by_sip(self, *, within: bool) -> Iterator[Group]:
        """The SIP address of a Lync or Teams record that is nobody's yet, as an address of one person."""
        label, sources = self.sets.label, self._sources
        if not _MESSAGING.intersection(sources):
            return
        people = {label[record] for record, source in enumerate(sources) if source not in _MESSAGING}
        kinds = [self._indexes[kind] for kind in ("sip", "smtp", "upn")]
        for key, head in kinds[0].heads.items():
            bare = [record for record in kinds[0].behind(head) if label[record] not in people]
            if not bare:
                continue
            holders = [record for index in kinds for record in index.records(key)]
            for in_cloud in {sources[record] >= CLOUD_FROM for record in bare} if within else (None,):
                chosen = holders if in_cloud is None else self._of_side(holders, in_cloud)
                sets = {label[record] for record in chosen}
                if len(sets) > 1 and len(sets & people) <= 1:
                    yield key, chosen

    def _of_side(self, records: Iterable[int], in_cloud: bool) -> list[int]:
        return [record for record in records if (self._sources[record] >= CLOUD_FROM) == in_cloud]


def _knots(groups: list[Group], label: Sequence[int]) -> Iterable[list[Group]]:
    """The groups that are linked by common sets."""
    up: dict[int, int] = {}

    def top(number: int) -> int:
        while up.setdefault(number, number) != number:
            up[number] = number = up[up[number]]
        return number

    for _, records in groups:
        for record in records:
            up[top(label[record])] = top(label[records[0]])
    knots: dict[int, list[Group]] = {}
    for group in groups:
        knots.setdefault(top(label[group[1][0]]), []).append(group)
    return knots.values()
