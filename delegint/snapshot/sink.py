"""Where the reader of an export puts what a record says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from delegint.model.observed import Fact, origin
from delegint.snapshot.identities.keys import Keys

if TYPE_CHECKING:
    from delegint.snapshot.gathering import Gathering


class Said(NamedTuple):
    """What one record says of a person; see `Sink.person`."""

    facts: Mapping[str, Fact]
    weaker: Mapping[str, Fact]
    references: Mapping[str, Sequence[str]]
    delegates: Sequence[str] | None
    on_side: bool


class Sink:
    """Takes what the records of one file say, and adds the file and the side.

    Parameters:
        gathering: the snapshot so far.
        file: the number of the file.
        name: the file, for people.
        side: `on_premises`, `online`, or empty for what belongs to neither.
        carrier: the form of the file, such as `csv`.
        explicit: whether the file itself says which owners were asked; if not, an owner with a row was.
    """

    def __init__(
        self, gathering: Gathering, file: int, name: str, side: str, carrier: str, *, explicit: bool = False
    ) -> None:
        self.name = name
        self.side = side
        self.carrier = carrier
        self.file = file
        self.records = 0
        self._seen: set[str] = set()
        self.explicit = explicit
        self._gathering = gathering

    def person(
        self,
        line: int,
        source: str,
        keys: Keys,
        *,
        facts: Mapping[str, Fact] | None = None,
        weaker: Mapping[str, Fact] | None = None,
        references: Mapping[str, Sequence[str]] | None = None,
        delegates: Sequence[str] | None = None,
        on_side: bool = True,
    ) -> None:
        """A recipient, account or user.

        Parameters:
            line: of the record.
            source: `ad`, `exchange`, `online`, `lync`, `teams` or `entra`: whose object it is.
            keys: every name it has.
            facts: what it says of the recipient, by key of the format, dotted below the recipient; None is unknown.
            weaker: the same, where it only counts as long as no other record says otherwise.
            references: facts that name other people, such as members, by key.
            delegates: who may send on behalf; None where the record does not say.
            on_side: whether the recipient exists on this side by this record.
        """
        said = Said(facts or {}, weaker or {}, references or {}, delegates, on_side)
        self._gathering.person(self, line, source, keys, said)

    def right(
        self,
        line: int,
        kind: str,
        owner: Sequence[str],
        trustee: Sequence[str],
        rights: Iterable[str],
        flags: int = 0,
        sid: str = "",
        folder: str = "",
    ) -> None:
        """A right of somebody on a mailbox or group.

        Parameters:
            line: of the record.
            kind: the section of the format that would declare it.
            owner: the names of the mailbox in the record, the best first.
            trustee: the names of the trustee in the record, the best first; the first is shown to people.
            rights: what is granted.
            flags: how the entry stands: a sum of `DENY`, `INHERITED` and `SOFT_DELETED`; and `WEAK` where the record
                has no more than a display name for the trustee.
            sid: the SID of the trustee.
            folder: FolderType, or the path, for folder permissions.
        """
        self._gathering.right(self, line, kind, owner, trustee, rights, flags, sid, folder)

    def owner_facts(
        self,
        owner: Sequence[str],
        facts: Mapping[str, Fact],
        references: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Facts of a mailbox whose record names it as the records of rights do; for the reader of those.

        Parameters:
            owner: the names of the mailbox in the record, the best first.
            facts: by key of the format, dotted below the recipient; None is unknown. What is known already stays.
            references: facts that name other people, by key.
        """
        self._gathering.owner_facts(self, owner, facts, references or {})

    def covered(self, kind: str, owner: Sequence[str], folder: str = "") -> None:
        """An owner was asked for a kind of right and answered, perhaps with nothing."""
        self._gathering.cover(self.side, kind, owner, folder)

    def failed(self, kind: str, owner: Sequence[str], message: str) -> None:
        """An owner was asked and did not answer."""
        self._gathering.fail(self.side, kind, owner, message)

    def member(self, line: int, group: Sequence[str], member: Sequence[str]) -> None:
        """One member of a group."""
        self._gathering.member(self, line, group, member)

    def first_time(self, key: str) -> bool:
        """Whether this is the first record of the file with the key."""
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def conflict(self, line: int, message: str, fix: str, salient: str) -> None:
        """What an export itself says is wrong with an identity; it becomes a finding of SNP005.

        Parameters:
            line: of the record.
            message, fix, salient: as in `Finding`.
        """
        self._gathering.conflict(self, line, message, fix, salient)

    def setting(self, line: int, path: Sequence[str], value: Any, *, rank: Sequence[int] | None = None) -> None:
        """A fact of the environment, by its path in the format, such as `organization`, `hybrid`.

        Parameters:
            line: of the record.
            path: the keys that lead to it.
            value: what is stated; of two values for one path the first counts.
            rank: where given, the value with the lowest counts instead, such as the build of the oldest server.
        """
        self._gathering.environment.add(path, value, origin(self.file, line), rank)

    def address_of(self, name: str) -> str:
        """The address of whom a name or an identifier stands for; the name itself where that is nobody for sure.

        Only for readers of `Export.grant`, who are asked once all people are known.
        """
        return self._gathering.address_of(name, self.side)
