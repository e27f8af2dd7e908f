"""One mailbox as it is declared and as the tenant has it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from delegint.api import (
    AMBIGUOUS,
    NOWHERE,
    Difference,
    Expansion,
    Facts,
    FolderPermission,
    FullAccess,
    Grant,
    Mailbox,
    Observed,
    ObservedRight,
    Recipient,
    ResourceDelegate,
    SendAs,
    SendOnBehalf,
    State,
    Unknown,
    Verdict,
    normalized,
    side_name,
)
from delegint_exchange.comparison.rows import NO_ROWS, Presence, Rows, add_row

CMDLETS: Final = {
    ("full_access", "on_premises"): "Get-MailboxPermission",
    ("full_access", "online"): "Get-MailboxPermission",
    ("send_as", "on_premises"): "Get-ADPermission",
    ("send_as", "online"): "Get-RecipientPermission",
    ("send_on_behalf", "on_premises"): "Get-Mailbox",
    ("send_on_behalf", "online"): "Get-Mailbox",
    ("folders", "on_premises"): "Get-MailboxFolderPermission",
    ("folders", "online"): "Get-MailboxFolderPermission",
    ("resource_delegates", "on_premises"): "Get-CalendarProcessing",
    ("resource_delegates", "online"): "Get-CalendarProcessing",
}
"""Which cmdlet shows a kind of right, by side."""
KINDS: Final[dict[str, type[Grant]]] = {
    kind.section: kind for kind in (FullAccess, SendAs, SendOnBehalf, FolderPermission, ResourceDelegate)
}
"""The kinds of grants that a snapshot shows as rows of their own."""
NOUNS: Final = {section: kind.noun for section, kind in KINDS.items()}
BOTH: Final = ("on_premises", "online")


_PEOPLE: Final = frozenset({"UserMailbox", "MailUser"})


class Shared:
    """What the comparisons of all mailboxes of a state have in common.

    Parameters:
        state: the state before any batch.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._groups: dict[int, bool] = {}
        self._disabled: dict[int, bool] = {}

    def is_group(self, person: int) -> bool:
        """Whether a person of the snapshot is known to be a group."""
        known = self._groups.get(person)
        if known is None:
            recipient = self._state.person(person)
            known = self._groups[person] = recipient is not None and recipient.is_group is True
        return known

    def is_disabled(self, person: int) -> bool:
        """Whether a person of the snapshot has an account that is disabled; those of rooms and groups always are."""
        known = self._disabled.get(person)
        if known is None:
            known = self._disabled[person] = is_disabled_person(self._state.person(person))
        return known


class View:
    """One mailbox.

    Parameters:
        state: the state before any batch.
        observed: the snapshot.
        mailbox: what is declared.
        shared: what all mailboxes have in common.
    """

    def __init__(self, state: State, observed: Observed, mailbox: Mailbox, shared: Shared) -> None:
        self.shared = shared
        self.state = state
        self.observed = observed
        self.mailbox = mailbox
        self.owner = mailbox.owner
        self.person = mailbox.owner.person
        self.home = state.now.home_at(mailbox.owner)
        self.sides = observed.sides_of(self.person)
        self.rows: dict[tuple[str, str], Rows] = {}
        self._in_folder: dict[tuple[str, str, str], Rows] = {}
        for row in observed.rights_on(self.person):
            kind = (row.kind, row.side)
            if kind not in self.rows:
                self.rows[kind] = Rows()
            self.rows[kind].append(row)

    @property
    def is_exclusive(self) -> bool:
        """Whether a grant that nobody declared is drift: by the mailbox's own word, or else by the state's."""
        return self.state.is_exclusive(self.mailbox)

    @property
    def home_side(self) -> str | None:
        """Where the mailbox lives; None for a recipient without one, or where it is not known."""
        home = self.home
        return None if isinstance(home, Unknown) or home == NOWHERE else home

    def name_of(self, person: int) -> str:
        """A person of the snapshot by the address under which the state declares it, or else as the snapshot does."""
        return str(self.state.person(person) or self.observed.name_of(person))

    def on(self, kind: str, side: str, folder: str = "") -> Rows:
        """The rows of one kind on one side, of one folder where that is given."""
        rows = self.rows.get((kind, side), NO_ROWS)
        if not folder or not rows:
            return rows
        key = (kind, side, folder)
        known = self._in_folder.get(key)
        if known is None:
            folded = folder.casefold()
            known = self._in_folder[key] = Rows(row for row in rows if row.folder.casefold() == folded)
        return known

    def is_covered(self, kind: str, side: str, folder: str = "") -> bool:
        """Whether the snapshot would show a right of this kind."""
        return self.observed.covers(self.person, kind, side, folder)

    def gap(self, kind: str, side: str, folder: str = "") -> Unknown:
        """What a comparison wants where the snapshot does not cover the mailbox."""
        what = f"{folder} permissions" if folder else f"{NOUNS[kind]} entries"
        return Unknown(f"{what} in {_place_name(side)}", self.owner.address, "", CMDLETS[kind, side])

    def presence(self, trustee: Recipient, rows: Rows) -> Presence:
        """The rows that concern a trustee, by what they say."""
        only = rows.only(trustee.person) if trustee.person >= 0 else None
        if only is not None:  # what groups allow besides makes no difference
            return Presence([only], [], [], [], None)
        found = Presence([], [], [], [], None)
        unclear: Unknown | None = None
        for row in rows.of(trustee.person) if trustee.person >= 0 else ():
            add_row(found, row, found.direct)
        for row in rows.of_others(trustee.person, self.shared.is_group):
            if row.trustee >= 0:
                expansion = self._members(row.trustee)
                if expansion is not None and trustee in expansion.people:
                    add_row(found, row, found.through)
                elif expansion is not None and unclear is None and not (row.denied or row.inherited):
                    unclear = expansion.unknown
            elif trustee.person < 0 and normalized(row.written) == normalized(trustee.address):
                add_row(found, row, found.direct)
            elif unclear is None and self._may_be(row, trustee):
                unclear = Unknown(
                    f"the person called {row.written}", self.owner.address, "", CMDLETS[row.kind, row.side]
                )
        return found if unclear is None else found._replace(unclear=unclear)

    def _members(self, person: int) -> Expansion | None:
        """The people in a group of the snapshot; None for anybody else."""
        recipient = self.state.person(person)
        if recipient is None or recipient.is_group is not True:
            return None
        return self.state.expand(recipient)

    @staticmethod
    def _may_be(row: ObservedRight, trustee: Recipient) -> bool:
        r"""Whether the trustee of a row, who cannot be told, may be this one.

        Somebody whom the snapshot does not know may stand behind every name that it cannot resolve, such as
        `DOMAIN\name`, but not behind another address.
        """
        if row.trustee == AMBIGUOUS:
            return True
        return trustee.person < 0 and not row.orphan and "@" not in row.written and not _is_pseudo(row)

    def difference(self, verdict: Verdict, entry: Facts, side: str, who: object, **more: Any) -> Difference:
        """A difference of this mailbox; see `Difference`."""
        return Difference(verdict, entry, side, str(self.owner), more.pop("what"), str(who), **more)

    def absence(self, grant: Grant, side: str, what: str, found: Presence) -> Iterator[Difference | Unknown]:
        """What is to be said of a grant that has no row of its own.

        Parameters:
            grant: the declaration.
            side: where it was looked for.
            what: the right in words.
            found: the rows that concern the trustee.
        """
        declared = shown(grant)
        if found.inherited:
            row = found.inherited[0]
            yield self.difference(
                "inherited", grant, side, grant.trustee, what=what, declared=declared, observed="inherited",
                place=row.place,
            )  # fmt: skip
        elif found.through:
            row = found.through[0]
            group = self.name_of(row.trustee)
            yield self.difference(
                "through_group", grant, side, grant.trustee, what=what, declared=declared, observed=f"through {group}",
                place=row.place, detail=group,
            )  # fmt: skip
        elif found.unclear is not None:
            yield found.unclear
        else:
            yield self.difference("missing", grant, side, grant.trustee, what=what, declared=declared)


def shown(grant: Grant) -> str:
    """The rights of a grant in words; empty where the kind says it all."""
    rights = getattr(grant, "rights", ())
    return ", ".join(rights)


def _is_pseudo(row: ObservedRight) -> bool:
    """Whether the row is one of Default or Anonymous."""
    return row.kind == "folders" and row.written in ("Default", "Anonymous")


def _place_name(side: str) -> str:
    return "Exchange on-premises" if side == "on_premises" else side_name(side)


def is_disabled_person(trustee: Recipient | None) -> bool:
    """Whether somebody is a person whose account is disabled; those of rooms and shared mailboxes always are."""
    if trustee is None or trustee.account_enabled is not False:  # identity, not truth: it may be unknown
        return False
    kind = trustee.type
    return not isinstance(kind, Unknown) and kind in _PEOPLE


def row_shown(row: ObservedRight) -> str:
    """The rights of a row in words."""
    return ", ".join(row.rights)
