"""What a snapshot says about the tenant: people, their facts, rights on their mailboxes, and what was asked at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from delegint.model.observed_rights import KINDS, SIDES, Coverage, ObservedRight, Row, coverage_key
from delegint.model.recipients import NOBODY, normalized
from delegint.source.files import SourceFile
from delegint.source.nodes import Node, node_at, span_of_line
from delegint.source.places import Place

OBSERVED_BATCHES: Final = "migration_batches"
"""The section of `Observed.environment` with the batches by name: `name`, `date`, `to`, `members`, as in the format,
as far as known; and `void` where a batch moves nobody between the sides, or nobody any more."""
LINE_BITS: Final = 32
_LINES: Final = (1 << LINE_BITS) - 1

Fact = str | int | bool | list[str] | None


def origin(file: int, line: int) -> int:
    """The number of a file and a line as one."""
    return file << LINE_BITS | line


class ExportedFile(NamedTuple):
    """One file of a snapshot, as the ledger has it.

    Parameters:
        name: for people.
        carrier: `json lines`, `csv` and so on.
        cmdlet: what was exported; empty where it was not recognized.
        side: `on_premises`, `online` or empty.
        records: how many objects it holds.
        taken: when it was collected, as ISO 8601 in UTC; empty where nobody says.
        parameters: those of the cmdlet, as the manifest states them.
    """

    name: str
    carrier: str
    cmdlet: str
    side: str
    records: int
    taken: str
    parameters: str = ""


class Note(NamedTuple):
    """Something that reading the snapshot found: the raw material of a finding.

    Parameters:
        code: the rule that documents it.
        message, fix: as in `Problem`.
        origin: see `origin`.
        salient: what tells it from others of its kind in the file.
    """

    code: str
    message: str
    fix: str
    origin: int
    salient: str = ""


class Observed:
    """What a snapshot says, in columns: a hundred thousand people are a few dozen lists.

    Parameters: those of `COLUMNS`, in their order, all of plain numbers, texts, lists and mappings, so that the whole
    can be kept between two runs.
    """

    COLUMNS: Final = (
        "files", "notes", "ignored", "people", "by_address", "candidates", "presence", "origins", "facts", "texts",
        "rows", "covered", "failed", "settings", "taken",
    )  # fmt: skip

    def __init__(
        self,
        files: list[ExportedFile],
        notes: list[Note],
        ignored: dict[str, dict[str, int]],
        people: list[str],
        by_address: dict[str, int],
        candidates: dict[str, list[int]],
        presence: list[int],
        origins: list[int],
        facts: dict[str, list[Fact]],
        texts: list[str],
        rows: list[Row],
        covered: dict[str, list[int]],
        failed: dict[str, dict[int, str]],
        settings: list[tuple[list[str], Any, int]],
        taken: dict[str, list[str]],
    ) -> None:
        self.files = files
        self.notes = notes
        self.ignored = ignored
        self.people = people
        self.by_address = by_address
        self.candidates = candidates
        self.presence = presence
        self.origins = origins
        self.facts = facts
        self.texts = texts
        self.rows = rows
        self.covered = covered
        self.failed = failed
        self.settings = settings
        self.taken = taken
        self._sources = [SourceFile(file.name, b"") for file in files]
        self._shown_sides: frozenset[str] | None = None
        self._by_owner: dict[int, list[Row]] | None = None
        self._coverage: dict[tuple[str, str, str], Coverage] = {}
        self._rights: dict[int, tuple[str, ...]] = {}
        self.parts: dict[str, list[str]] = {}
        for name in facts:
            if "." in name:
                self.parts.setdefault(name.rpartition(".")[0], []).append(name)

    # -- people -------------------------------------------------------------------------------------------------

    def person(self, address: str) -> int:
        """The person that has the address, UPN or sip: address; `NOBODY`, or `AMBIGUOUS` where two have it."""
        found = self.by_address.get(address)
        return self.by_address.get(normalized(address), NOBODY) if found is None else found

    def name_of(self, person: int) -> str:
        """How people call a person: the primary address, or the next best name."""
        return self.people[person]

    def sides_of(self, person: int) -> tuple[str, ...]:
        """The sides of Exchange on which the person has an object."""
        present = self.presence[person]
        return tuple(side for bit, side in enumerate(SIDES) if present >> bit & 1)

    def has_people_on(self, side: str) -> bool:
        """Whether the snapshot shows any recipient of a side."""
        if self._shown_sides is None:
            seen = 0
            for present in self.presence:
                seen |= present
            self._shown_sides = frozenset(name for bit, name in enumerate(SIDES) if seen >> bit & 1)
        return side in self._shown_sides

    def fact(self, person: int, key: str) -> Fact:
        """A fact by its key, dotted below the recipient, such as `lync.enabled`; None where the snapshot is silent."""
        column = self.facts.get(key)
        return None if column is None else column[person]

    def node(self, person: int, value: Any) -> Node:
        """The value of a fact as a node of the tree, placed where the person is described."""
        where = self.origins[person]
        source = self._sources[where >> LINE_BITS]
        span = span_of_line(where & _LINES)
        if isinstance(value, list):
            value = [Node(source, item, span, span) for item in value]
        return Node(source, value, span, span)

    def place_of(self, person: int) -> Place:
        """Where the person is first described."""
        return self.place(self.origins[person])

    # -- rights -------------------------------------------------------------------------------------------------

    def rights_on(self, owner: int) -> list[ObservedRight]:
        """Every right on the mailbox or group that is no noise, in the order of the export."""
        if self._by_owner is None:
            self._by_owner = {}
            for row in self.rows:
                self._by_owner.setdefault(row[2], []).append(row)
        return [self._right(row) for row in self._by_owner.get(owner, ())]

    def all_rights(self) -> Iterator[ObservedRight]:
        """Every right that is no noise."""
        return map(self._right, self.rows)

    def _right(self, row: Row) -> ObservedRight:
        kind, side, owner, trustee, flags, rights, folder, written, sid, where = row
        texts = self.texts
        words = self._rights.get(rights)
        if words is None:
            words = self._rights[rights] = tuple(texts[rights].split(",")) if texts[rights] else ()
        return ObservedRight(
            KINDS[kind], SIDES[side], owner, trustee, flags, words, texts[folder], texts[written], texts[sid],
            self.place(where),
        )  # fmt: skip

    def covers(self, owner: int, kind: str, side: str, folder: str = "") -> bool:
        """Whether the owner was asked for this kind of right on this side, and answered.

        Parameters:
            folder: which folder, for folder permissions.
        """
        asked = self.coverage(kind, side, folder)
        if owner not in asked.covered:
            return False
        return owner not in (self.coverage(kind, side) if folder else asked).failed

    def failure(self, owner: int, kind: str, side: str) -> str | None:
        """What the collector noted when the owner did not answer."""
        return self.coverage(kind, side).failed.get(owner)

    def coverage(self, kind: str, side: str, folder: str = "") -> Coverage:
        """Who was asked."""
        asked = (kind, side, folder)
        known = self._coverage.get(asked)
        if known is None:
            key = coverage_key(kind, side, folder)
            known = self._coverage[asked] = Coverage(set(self.covered.get(key, ())), self.failed.get(key, {}))
        return known

    # -- the environment ----------------------------------------------------------------------------------------

    def environment(self) -> Node:
        """Organization, sync engines, policies and batches, as a tree of the format whose places are in the export."""
        root = Node(SourceFile("snapshot", b""), {}, 0)
        for path, value, where in self.settings:
            _plant(root, path, value, self.place(where))
        return root

    def place(self, where: int) -> Place:
        """The place that `origin` made."""
        line = where & _LINES
        return Place(self._sources[where >> LINE_BITS], line, 1, line, 1)


def _plant(root: Node, path: Iterable[str], value: Any, place: Place) -> None:
    """Put a value into the tree; what stands there already stays."""
    node, keys = root, list(path)
    for key in keys[:-1]:
        children = node.value
        if not isinstance(children, dict):
            return
        node = children.setdefault(key, node_at({}, place))
    if not isinstance(node.value, dict):
        return
    known = node.value.get(keys[-1])
    if known is None:
        node.value[keys[-1]] = node_at(value, place)
    elif isinstance(known.value, list) and isinstance(value, list):
        known.value.extend(node_at(item, place) for item in value)
    elif isinstance(known.value, dict) and isinstance(value, dict):
        for key, item in value.items():
            known.value.setdefault(key, node_at(item, place))
