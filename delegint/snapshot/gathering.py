"""From records to one picture: first the people, then, once it is known who is who, the rights that name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from delegint.model.observed import ExportedFile, Fact, Note, Observed, origin
from delegint.model.observed_rights import (
    AMBIGUOUS,
    CONTRADICTORY,
    DENY,
    INHERITED,
    KINDS,
    ORPHAN,
    SIDES,
    UNSETTLED,
    WEAK,
    Row,
    coverage_key,
)
from delegint.model.recipients import NOBODY
from delegint.snapshot.doubts import Doubts
from delegint.snapshot.environment_facts import EnvironmentFacts
from delegint.snapshot.identities.join import People
from delegint.snapshot.identities.keys import Keys
from delegint.snapshot.identities.names import is_display_name
from delegint.snapshot.identities.resolve import Resolution, Resolver
from delegint.snapshot.merging import Merged, Records, merge_people
from delegint.snapshot.noise import Noise
from delegint.snapshot.owners import Owners, person_of
from delegint.snapshot.rights import EVERYTHING
from delegint.snapshot.sink import Said, Sink

_KIND: Final = {kind: number for number, kind in enumerate(KINDS)}
_SIDE: Final = {side: number for number, side in enumerate(SIDES)}
_MEMBERS: Final = "members"


class Gathering:
    """Everything that the records have said so far.

    Parameters:
        netbios: the DNS names of domains by NetBIOS name, as far as somebody has stated them.
        shown: kinds of noise that count as grants all the same.
    """

    def __init__(self, netbios: Mapping[str, str] | None = None, shown: Iterable[str] = ()) -> None:
        self.notes: list[Note] = []
        self._netbios = dict(netbios or {})
        self._shown = frozenset(shown)
        self.noise = Noise(shown)
        self._people = People()
        self.records = Records()
        self._resolver: Resolver | None = None
        self._owners: Owners
        self._merged: Merged | None = None
        self._texts: dict[str, int] = {"": 0}
        self._rows: list[Row] = []
        self._delegates: set[tuple[int, int, int, str]] = set()
        self._seen: set[int] = set()
        self._doubts = Doubts()
        self._covered: dict[str, set[int]] = {}
        self._failed: dict[str, dict[int, str]] = {}
        self._members: dict[int, dict[str, None]] = {}
        self.environment = EnvironmentFacts()

    # -- people -------------------------------------------------------------------------------------------------

    def person(self, sink: Sink, line: int, source: str, keys: Keys, said: Said) -> None:
        """See `Sink.person`."""
        record = self._people.add(source, keys)
        side = _SIDE.get(sink.side)
        where = origin(sink.file, line)
        self.records.add(record, keys, where, said.facts, said.weaker)
        if said.on_side and side is not None:
            self.records.presence[record] |= 1 << side
        for key, named in said.references.items():
            self.records.references.append((record, sink.side, key, tuple(named)))
        if said.delegates is not None and side is not None:
            self.records.delegates.append((record, side, tuple(said.delegates), where))

    def conflict(self, sink: Sink, line: int, message: str, fix: str, salient: str) -> None:
        """See `Sink.conflict`."""
        self._doubts.conflict(Note("SNP005", message, fix, origin(sink.file, line), salient))

    def who_is_who(self) -> None:
        """Join the records that are one person; from here on rights can be taken."""
        joined = self._people.join()
        self._resolver = Resolver(self._people, joined, netbios=self._netbios)
        self._owners = Owners(self._resolver)
        self._merged = merge_people(self.records, joined, self._people.indexes)
        self.notes.extend(self._merged.notes)
        self.noise = Noise(self._shown, self._merged.exchange_group_sids, self._merged.forests)
        for record, side, delegates, where in self.records.delegates:
            owner = joined.person_of[record]
            self._covered.setdefault(coverage_key("send_on_behalf", SIDES[side]), set()).add(owner)
            for name in delegates:
                self._keep("send_on_behalf", side, owner, (name,), (), "", WEAK, "", where)
        for record, name_side, key, listed in self.records.references:
            addresses = [self.address_of(name, name_side) for name in listed]
            self._merged.facts.setdefault(key, [None] * self._merged.size)[joined.person_of[record]] = addresses
        self.records = Records()

    def address_of(self, name: str, side: str) -> str:
        """The address of the person that a reference names; the reference itself where it names nobody for sure."""
        person = person_of(self._resolve((name,), side, weak=False))
        return name if person < 0 or self._merged is None else self._merged.names[person]

    # -- rights -------------------------------------------------------------------------------------------------

    def right(
        self,
        sink: Sink,
        line: int,
        kind: str,
        owner: Sequence[str],
        trustee: Sequence[str],
        rights: Iterable[str],
        flags: int,
        sid: str,
        folder: str,
    ) -> None:
        """See `Sink.right`."""
        side = _SIDE[sink.side]
        person = NOBODY
        if not sink.explicit:
            person = self._owners.of(sink.side, owner)
            if person >= 0:
                self.cover(sink.side, kind, owner, folder)
        words = tuple(rights)
        written = trustee[0] if trustee else ""
        if self.noise.verdict(written, sid, by_itself=not flags & (DENY | INHERITED) and EVERYTHING not in words):
            return
        if kind == "full_access" and self.noise.gives_nothing(words):
            return
        if folder and self.noise.folder(folder):
            return
        if sink.explicit:
            person = self._owners.of(sink.side, owner)
        if person < 0:
            self._doubts.lost_owner(kind, sink.side, owner, origin(sink.file, line))
            return
        names = trustee if not sid or sid in trustee else (*trustee, sid)
        self._keep(kind, side, person, tuple(names), words, folder, flags, sid, origin(sink.file, line))

    def _keep(
        self,
        kind: str,
        side: int,
        owner: int,
        names: tuple[str, ...],
        rights: tuple[str, ...],
        folder: str,
        flags: int,
        sid: str,
        where: int,
    ) -> None:
        merged = self._merged
        assert merged is not None  # noqa: S101 - rights are read after the people
        if self.noise.mailbox(merged.fact(owner, "type"), merged.names[owner]):
            return
        trustee = self._resolve(names, SIDES[side], weak=bool(flags & WEAK))
        found = person_of(trustee)
        if found == NOBODY and not trustee.orphan and self._is_unsettled(names, side, where, weak=bool(flags & WEAK)):
            found, flags = AMBIGUOUS, flags | UNSETTLED
        flags &= ~WEAK
        flags |= ORPHAN * trustee.orphan | CONTRADICTORY * trustee.contradictory
        flags |= WEAK * (trustee.strength == "weak")
        if kind == "folders" and found == owner:
            return  # the owner's own entry
        if kind == "send_on_behalf" and not self._is_first(side, owner, found, names[0]):
            return
        number = self._texts.setdefault  # a text that is not new keeps the number that it has
        row = (
            _KIND[kind], side, owner, found, flags,
            number(",".join(rights), len(self._texts)), number(folder, len(self._texts)),
            number(names[0], len(self._texts)), number(sid, len(self._texts)),
        )  # fmt: skip
        self._note_doubts(row, names[0], where)
        self._rows.append((*row, where))

    def _is_unsettled(self, names: tuple[str, ...], side: int, where: int, *, weak: bool) -> bool:
        """Whether somebody may stand behind a name that nobody has: only the snapshot does not tell who.

        That is an account of a domain whose NetBIOS name stands for nothing known, a name that has lost letters, or a
        display name where the recipients were exported without theirs.
        """
        assert self._resolver is not None  # noqa: S101 - rights are read after the people
        written = names[0]
        domain = "" if SIDES[side] == "online" else self._resolver.unsettled_domain(written)
        if domain:
            self._doubts.domain(domain, written, where)
            return True
        if "?" in written:
            return True
        if weak and is_display_name(written):
            self._doubts.display_name(written, where)
            return True
        return False

    def _note_doubts(self, row: tuple[int, ...], written: str, where: int) -> None:
        """Rows that repeat an earlier one, and trustees whose address nobody has."""
        identity = hash((*row[:7], 0, *row[8:]) if row[3] >= 0 else row)
        if identity in self._seen:
            self._doubts.repeated(where)
        self._seen.add(identity)
        if row[3] == NOBODY and not row[4] & ORPHAN and "@" in written:
            self._doubts.stranger(written, where)

    def _is_first(self, side: int, owner: int, trustee: int, written: str) -> bool:
        """Whether this is the first time: publicDelegates and GrantSendOnBehalfTo are one list under two names."""
        entry = (side, owner, trustee, "" if trustee >= 0 else written)
        if entry in self._delegates:
            return False
        self._delegates.add(entry)
        return True

    def member(self, sink: Sink, line: int, group: Sequence[str], member: Sequence[str]) -> None:
        """See `Sink.member`."""
        owner = self._owners.of(sink.side, group)
        if owner < 0:
            self._doubts.lost_owner(_MEMBERS, sink.side, group, origin(sink.file, line))
            return
        found = person_of(self._resolve(tuple(member), sink.side, weak=False))
        merged = self._merged
        name = merged.names[found] if found >= 0 and merged is not None else member[0]
        self._members.setdefault(owner, {})[name] = None

    def owner_facts(
        self, sink: Sink, owner: Sequence[str], facts: Mapping[str, Fact], references: Mapping[str, Sequence[str]]
    ) -> None:
        """See `Sink.owner_facts`."""
        person, merged = self._owners.of(sink.side, owner), self._merged
        if person < 0 or merged is None:
            return
        named = {key: [self.address_of(name, sink.side) for name in listed] for key, listed in references.items()}
        for key, value in (*facts.items(), *named.items()):
            column = merged.facts.setdefault(key, [None] * merged.size)
            if column[person] is None:
                column[person] = value

    def cover(self, side: str, kind: str, owner: Sequence[str], folder: str = "") -> None:
        """See `Sink.covered`."""
        person = self._owners.of(side, owner)
        if person < 0:
            return
        if kind == _MEMBERS:
            self._members.setdefault(person, {})
        else:
            self._covered.setdefault(coverage_key(kind, side, folder), set()).add(person)

    def covered_by(self, side: str, kind: str, folder: str = "") -> set[int]:
        """The owners that were asked for a kind of right; the caller may add to them."""
        return self._covered.setdefault(coverage_key(kind, side, folder), set())

    def owner(self, side: str, name: str) -> int:
        """The person whom one name of an owner means."""
        return self._owners.of(side, (name,))

    def fail(self, side: str, kind: str, owner: Sequence[str], message: str) -> None:
        """See `Sink.failed`."""
        person = self._owners.of(side, owner)
        if person >= 0:
            self._failed.setdefault(coverage_key(kind, side), {})[person] = message

    def _resolve(self, names: tuple[str, ...], side: str, *, weak: bool) -> Resolution:
        assert self._resolver is not None  # noqa: S101 - rights are read after the people
        return self._resolver.resolve(names, side, weak=weak)

    # -- the end ------------------------------------------------------------------------------------------------

    def observed(self, files: list[ExportedFile], taken: dict[str, list[str]]) -> Observed:
        """The picture.

        Parameters:
            files: every file that was read.
            taken: when each side was collected, from and to.
        """
        merged = self._merged
        assert merged is not None  # noqa: S101 - there is no picture without people
        for group, members in self._members.items():
            merged.facts.setdefault(_MEMBERS, [None] * merged.size)[group] = list(members)
        self.notes.extend(self._doubts.notes())
        return Observed(
            files=files,
            notes=self.notes,
            ignored=self.noise.ignored,
            people=merged.names,
            by_address=merged.by_address,
            candidates=merged.candidates,
            presence=merged.presence,
            origins=merged.origins,
            facts=merged.facts,
            texts=list(self._texts),
            rows=self._rows,
            covered={key: sorted(people) for key, people in self._covered.items() if people},
            failed=self._failed,
            settings=self.environment.entries,
            taken=taken,
        )
