"""Who is tied to whom by rights, and which of these ties the batches cut.

Two mailboxes on one side are tied where a right of one on the other works less well, or not at all, once the two live
apart. A tie is cut where the two do not move in the same batch: until the later one has followed, they live apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from delegint.api import (
    NOWHERE,
    Batch,
    Delegate,
    FolderPermission,
    FullAccess,
    Grant,
    Recipient,
    Related,
    ResourceDelegate,
    SendAs,
    State,
    Unknown,
    names,
)

_CLUSTER: Final = 3
"""The least number of mailboxes that make more than a pair."""
_LARGE: Final = 50
"""How many people a group may have whom anybody would still move together."""


def gives_a_right(grant: Grant) -> bool:
    """Whether the grant lets somebody in particular in: not a denial, no lesser mailbox right, no folder role None."""
    if isinstance(grant, FullAccess):
        return not grant.deny and grant.has_right("FullAccess")
    if isinstance(grant, FolderPermission):
        return not grant.trustee.well_known and [right.casefold() for right in grant.rights] != ["none"]
    return True


def is_strong(grant: Grant) -> bool:
    """Whether owner and trustee should move together; Exchange never automaps a mailbox for a group."""
    if isinstance(grant, FullAccess):
        return grant.automapping is not False and grant.trustee.is_group is not True
    return isinstance(grant, (SendAs, FolderPermission, Delegate, ResourceDelegate))


class Stand(NamedTuple):
    """Where a mailbox is, and what is planned for it.

    Parameters:
        home: where it lives today.
        batch: what will move it; None where no batch does, or the one that names it has been carried out.
    """

    home: str | Unknown
    batch: Batch | None


def stand_of(recipient: Recipient, state: State) -> Stand:
    """Where a mailbox is in the state before any batch, and what is planned for it."""
    return Stand(state.home_at(recipient), state.next_batch_of(recipient))


def course(people: Sequence[Recipient], batch: Batch | None, state: State) -> str:
    """What the plan does with people: who moves with which batch, or is in none."""
    one = len(people) == 1
    if batch is not None:
        return f"{names(people)} {'moves' if one else 'move'} with {batch}"
    if any(state.batches_of(person) for person in people):
        return f"{names(people)} {'has' if one else 'have'} moved already"
    return f"{names(people)} {'is' if one else 'are'} in no batch"


Apart = dict[Batch | None, list[Recipient]]
"""People by the batch that moves them, which is not that of the owner."""


def courses(owner: Recipient, batch: Batch | None, apart: Apart, state: State) -> str:
    """`annelies@… moves with wave-1, bob@… with wave-2 and cid@… is in no batch`, without saying `moves with` twice."""
    parts = [
        f"{names(people)} with {other}" if batch is not None and other is not None else course(people, other, state)
        for other, people in apart.items()
    ]
    return f"{course([owner], batch, state)}, {names(parts)}"


def batches_of(owner: Recipient, batch: Batch | None, apart: Apart) -> list[Related]:
    """The batches that part people, as places to look at."""
    movers: list[tuple[Batch | None, Sequence[Recipient]]] = [(batch, [owner]), *apart.items()]
    return [Related(move.place_of("name"), f"{move} moves {names(who)}") for move, who in movers if move is not None]


class Cut(NamedTuple):
    """Rights between an owner and a trustee, whose people do not move in the same batch.

    Parameters:
        grants: the rights as they stand in the files; only strong ones where there is one.
        strong: whether there is one.
        batch: what moves the owner.
        apart: the people who do not move with the owner.
        pairs: owner and trustee, as findings name them; both ways round where each has a right on the other.
    """

    grants: list[Grant]
    strong: bool
    batch: Batch | None
    apart: Apart
    pairs: frozenset[tuple[str, str]]

    @property
    def grant(self) -> Grant:
        """The first of the rights in the files."""
        return self.grants[0]

    @property
    def order(self) -> tuple[str, int, int]:
        """What sorts cuts as they stand in the files."""
        return _position(self.grant)

    def courses(self, state: State) -> str:
        """Who moves with which batch."""
        return courses(self.grant.owner, self.batch, self.apart, state)


class Cluster(NamedTuple):
    """Mailboxes tied by strong rights, directly or through each other, that do not all move in the same batch.

    Parameters:
        members: the mailboxes.
        cuts: where the batches part them, in the order of the files.
        pairs: the owners and trustees among them that are parted, weakly tied ones as well.
    """

    members: list[Recipient]
    cuts: list[Cut]
    pairs: frozenset[tuple[str, str]]


class _Behind(NamedTuple):
    """The people behind a trustee who have a mailbox, by where it is; those whose side is not known stand apart."""

    settled: dict[tuple[str, Batch | None], list[Recipient]]
    unsettled: list[Stand]
    unknown: Unknown | None


class Ties:
    """All ties of a state, in one pass over its grants; nothing is looked at where no batch will move anybody.

    Parameters:
        state: the state before any batch.
        cuts: the ties that the batches cut, in the order of the files.
        spread: those through a large group whose people do not move together; they tie nobody into a cluster.
        unknown: what is not known about strong ties (True) and about weak ones (False).
    """

    def __init__(self, state: State) -> None:
        self.cuts: list[Cut] = []
        self.spread: list[Cut] = []
        self._state = state
        self._unknown: dict[bool, dict[tuple[str, str], Unknown]] = {True: {}, False: {}}
        self._stands: dict[Recipient, Stand] = {}
        self._behind: dict[Recipient, _Behind] = {}
        self._circles: dict[tuple[Recipient, str], Recipient | None] = {}
        self._leader: dict[Recipient, Recipient] = {}
        cut: dict[tuple[Recipient, Recipient], list[Grant]] = {}
        if any(self._stand(member).batch is not None for batch in state.batches for member in batch.members):
            self._look_at_grants(cut)
        for found in sorted(map(self._cut, cut.values()), key=lambda found: found.order):
            owner, trustee = found.grant.owner, found.grant.trustee
            spread = found.strong and self._is_spread(trustee, self._stand(owner).home, self._people_behind(trustee))
            (self.spread if spread else self.cuts).append(found)
        self._stands, self._behind, self._circles = {}, {}, {}  # large, and of no use from here on

    def unknown(self, *, strong: bool) -> Iterable[Unknown]:
        """What is not known about ties of one strength, each once."""
        return self._unknown[strong].values()

    def clusters(self) -> list[Cluster]:
        """The cut clusters of three mailboxes and more."""
        members: dict[Recipient, list[Recipient]] = {}
        for recipient in self._leader:
            members.setdefault(self._leader_of(recipient), []).append(recipient)
        strong: dict[Recipient, list[Cut]] = {}
        pairs: dict[Recipient, set[tuple[str, str]]] = {}
        for cut in self.cuts:
            leader = self._leader_of(cut.grant.owner)
            if cut.strong:
                strong.setdefault(leader, []).append(cut)
            if cut.strong or all(self._leader_of(person) is leader for some in cut.apart.values() for person in some):
                pairs.setdefault(leader, set()).update(cut.pairs)
        return [
            Cluster(members[leader], cuts, frozenset(pairs[leader]))
            for leader, cuts in strong.items()
            if len(members[leader]) >= _CLUSTER
        ]

    def _look_at_grants(self, cut: dict[tuple[Recipient, Recipient], list[Grant]]) -> None:
        for mailbox in self._state.mailboxes:
            owner, stand = mailbox.owner, self._stand(mailbox.owner)
            if not isinstance(stand.home, Unknown) and stand.home == NOWHERE:
                continue
            for grant in mailbox.grants:
                if gives_a_right(grant):
                    trustee = grant.trustee
                    behind = self._people_behind(trustee)
                    strong = is_strong(grant) and not self._is_spread(trustee, stand.home, behind)
                    if strong and not isinstance(stand.home, Unknown):
                        self._tie(owner, stand.home, trustee, behind)
                    if self._is_cut(stand, behind, strong=strong):
                        pair = (trustee, owner) if (trustee, owner) in cut else (owner, trustee)
                        cut.setdefault(pair, []).append(grant)

    def _is_spread(self, trustee: Recipient, home: str | Unknown, behind: _Behind) -> bool:
        """Whether it is a large group, and the batches part its people on the side of the owner from each other."""
        if len(behind.settled) == 1 or isinstance(home, Unknown):
            return False
        return sum(side == home for side, _ in behind.settled) > 1 and len(self._state.expand(trustee).people) > _LARGE

    def _is_cut(self, owner: Stand, behind: _Behind, *, strong: bool) -> bool:
        """Whether one person moves otherwise than the owner; notes what is not known and could matter."""
        found = False
        unknown = [behind.unknown, *(other.home for other in behind.unsettled if other.batch is not owner.batch)]
        for home, batch in behind.settled:
            if batch is not owner.batch:
                if isinstance(owner.home, Unknown):
                    unknown.append(owner.home)
                else:
                    found = found or home == owner.home
        for gap in unknown:
            if isinstance(gap, Unknown):
                self._unknown[strong][gap.fact, gap.subject] = gap
        return found

    def _cut(self, grants: list[Grant]) -> Cut:
        strong = [grant for grant in grants if is_strong(grant)]
        told = sorted(strong or grants, key=_position)
        owner = self._stand(told[0].owner)
        apart: Apart = {}
        for (home, batch), people in self._people_behind(told[0].trustee).settled.items():
            if batch is not owner.batch and home == owner.home:
                apart[batch] = people
        return Cut(told, bool(strong), owner.batch, apart, frozenset(grant.pair for grant in grants))

    def _stand(self, recipient: Recipient) -> Stand:
        known = self._stands.get(recipient)
        if known is None:
            known = self._stands[recipient] = stand_of(recipient, self._state)
        return known

    def _people_behind(self, trustee: Recipient) -> _Behind:
        known = self._behind.get(trustee)
        if known is None:
            expansion = self._state.expand(trustee)
            known = self._behind[trustee] = _Behind({}, [], expansion.unknown)
            for person in expansion.people:
                stand = self._stand(person)
                if isinstance(stand.home, Unknown):
                    known.unsettled.append(stand)
                elif stand.home != NOWHERE:
                    known.settled.setdefault((stand.home, stand.batch), []).append(person)
        return known

    def _tie(self, owner: Recipient, home: str, trustee: Recipient, behind: _Behind) -> None:
        """Put the owner into one cluster with the people on its side; those of a group are tied together only once."""
        circle = (trustee, home)
        if circle not in self._circles:
            people = [person for (side, _), some in behind.settled.items() if side == home for person in some]
            for person in people[1:]:
                self._unite(people[0], person)
            self._circles[circle] = people[0] if people else None
        anchor = self._circles[circle]
        if anchor is not None:
            self._unite(owner, anchor)

    def _unite(self, one: Recipient, other: Recipient) -> None:
        self._leader[self._leader_of(other)] = self._leader_of(one)

    def _leader_of(self, recipient: Recipient) -> Recipient:
        leader = self._leader
        while (above := leader.setdefault(recipient, recipient)) is not recipient:
            leader[recipient] = recipient = leader[above]
        return recipient


def _position(grant: Grant) -> tuple[str, int, int]:
    place = grant.place_of()
    return (place.source.name, place.line, place.column)
