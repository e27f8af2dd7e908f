"""What is doubtful about the rows of a snapshot, gathered so that a thousand of one kind are one note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from delegint.model.observed import LINE_BITS, Note
from delegint.model.wording import names, side_name

_MOST_CONFLICTS: Final = 200
"""An export that lists what is wrong in a directory may have thousands of rows; the file has the rest."""


class Doubts:
    """Takes doubts one by one, each with its origin, and gives them together."""

    def __init__(self) -> None:
        self._conflicts: list[Note] = []
        self._repeated: dict[int, tuple[int, int]] = {}
        self._strangers: dict[int, dict[str, int]] = {}
        self._domains: dict[str, dict[str, int]] = {}
        self._display_names: dict[str, int] = {}
        self._lost_owners: dict[tuple[str, str], dict[str, int]] = {}

    def conflict(self, note: Note) -> None:
        """Something that an export itself says is wrong."""
        self._conflicts.append(note)

    def repeated(self, where: int) -> None:
        """A row says the same as an earlier one."""
        count, first = self._repeated.get(where >> LINE_BITS, (0, where))
        self._repeated[where >> LINE_BITS] = (count + 1, first)

    def stranger(self, written: str, where: int) -> None:
        """A trustee has an address that no recipient has."""
        self._strangers.setdefault(where >> LINE_BITS, {}).setdefault(written.casefold(), where)

    def domain(self, netbios: str, account: str, where: int) -> None:
        """An account is of a domain whose NetBIOS name stands for nothing known."""
        self._domains.setdefault(netbios, {}).setdefault(account, where)

    def display_name(self, written: str, where: int) -> None:
        """A trustee has no more than a display name, and no recipient has it."""
        self._display_names.setdefault(written, where)

    def lost_owner(self, kind: str, side: str, owner: Sequence[str], where: int) -> None:
        """A row is about a mailbox that no record of people describes, and cannot be compared with anything."""
        self._lost_owners.setdefault((kind, side), {}).setdefault(owner[0] if owner else "", where)

    def notes(self) -> Iterator[Note]:
        """All of them, those of one kind together."""
        yield from self._conflicts[:_MOST_CONFLICTS]
        if len(self._conflicts) > _MOST_CONFLICTS:
            last = self._conflicts[-1]
            message = f"The export names {len(self._conflicts) - _MOST_CONFLICTS:,} more conflicts of this kind"
            yield last._replace(message=message, salient="more conflicts")
        yield from self._on_lost_owners()
        yield from self._on_rows()
        yield from self._on_names()

    def _on_names(self) -> Iterable[Note]:
        """Names behind which somebody stands, and nobody knows who."""
        for domain, accounts in self._domains.items():
            message = f"Nothing tells which domain {domain} stands for, so that {names(accounts)} cannot be told"
            fix = f"Say which in the state, by its DNS name: snapshot: {{netbios: {{{domain}: corp.contoso.com}}}}"
            yield Note("SNP006", message, fix, next(iter(accounts.values())), f"domain {domain}")
        if self._display_names:
            message = f"No recipient of the snapshot has the display name {names(self._display_names)}"
            fix = "Export the recipients with DisplayName, or the permissions with the GUID of the trustee"
            yield Note("SNP006", message, fix, next(iter(self._display_names.values())), "display names")

    def _on_rows(self) -> Iterable[Note]:
        for count, where in self._repeated.values():
            rows = "1 row repeats" if count == 1 else f"{count:,} rows repeat"
            yield Note("SNP006", f"{rows} an earlier one of the same meaning", "", where, "repeated rows")
        for strangers in self._strangers.values():
            who = "1 trustee is" if len(strangers) == 1 else f"{len(strangers):,} trustees are"
            message = f"{who} no recipient of the snapshot: {names(strangers)}"
            fix = "Export the recipients of both sides, or remove rights of people who are gone"
            yield Note("SNP006", message, fix, next(iter(strangers.values())), "unknown trustees")

    def _on_lost_owners(self) -> Iterable[Note]:
        """Rows whose mailbox no record of people describes cannot be compared with anything."""
        for (kind, side), owners in self._lost_owners.items():
            name, where = next(iter(owners.items()))
            name = name or "An owner without a name"
            more = f" and {len(owners) - 1:,} more" if len(owners) > 1 else ""
            message = f"{name}{more} ({side_name(side)}) cannot be told for sure from the recipients of the snapshot"
            fix = f"Export Get-Recipient of that side with Guid and EmailAddresses; until then {kind} is not read"
            yield Note("SNP006", message, fix, where, f"{kind} {side}")
