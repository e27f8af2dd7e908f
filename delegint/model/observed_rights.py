"""A right that the tenant has, as a snapshot shows it."""

from __future__ import annotations

from typing import Final, NamedTuple

from delegint.source.places import Place

AMBIGUOUS: Final = -2
"""Like `NOBODY`, where more than one person has the name."""
SIDES: Final = ("on_premises", "online")
KINDS: Final = ("full_access", "send_as", "send_on_behalf", "folders", "resource_delegates", "unspecified")
"""The kinds of rights, by the sections of the format that declare them; the last, where an export does not say."""
DENY, INHERITED, SOFT_DELETED, ORPHAN, WEAK, CONTRADICTORY, UNSETTLED = (1 << bit for bit in range(7))

Row = tuple[int, int, int, int, int, int, int, int, int, int]
"""Kind, side, owner, trustee, flags; the numbers of texts: rights, folder, trustee as written, SID; the origin."""


class ObservedRight(NamedTuple):
    """One right that the tenant has.

    Parameters:
        kind: one of `KINDS`.
        side: where it was seen.
        owner, trustee: persons; the trustee may be `NOBODY` or `AMBIGUOUS`.
        flags: a sum of `DENY`, `INHERITED`, `SOFT_DELETED`, `ORPHAN`, `WEAK`, `CONTRADICTORY` and `UNSETTLED`
            (somebody, and the snapshot does not tell who).
        rights: Full Access rights, folder roles; what sharing says of a delegate follows as `Delegate` and
            `CanViewPrivateItems`.
        folder: the type or the name of the folder.
        written: the trustee as the export names it.
        sid: the SID of the row; may be empty.
        place: the row.
    """

    kind: str
    side: str
    owner: int
    trustee: int
    flags: int
    rights: tuple[str, ...]
    folder: str
    written: str
    sid: str
    place: Place

    @property
    def denied(self) -> bool:
        """Whether the entry denies instead of allowing."""
        return bool(self.flags & DENY)

    @property
    def inherited(self) -> bool:
        """Whether it comes from above the mailbox."""
        return bool(self.flags & INHERITED)

    @property
    def orphan(self) -> bool:
        """Whether the trustee is a SID that nobody has."""
        return bool(self.flags & ORPHAN)

    @property
    def soft_deleted(self) -> bool:
        """Whether the trustee is a soft-deleted user."""
        return bool(self.flags & SOFT_DELETED)

    @property
    def weak(self) -> bool:
        """Whether the trustee was found by a display name alone."""
        return bool(self.flags & WEAK)


class Coverage(NamedTuple):
    """Who was asked for one kind of right on one side.

    Parameters:
        covered: the owners that answered.
        failed: the owners that did not, with the message.
    """

    covered: set[int]
    failed: dict[int, str]


def coverage_key(kind: str, side: str, folder: str = "") -> str:
    """The key of `Observed.covered`."""
    return f"{kind}/{side}/{folder.casefold()}" if folder else f"{kind}/{side}"
