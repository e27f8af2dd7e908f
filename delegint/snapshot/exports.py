"""What a plugin says about a cmdlet whose output it can read, and how an export is recognized."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from delegint.snapshot.row import Row
    from delegint.snapshot.sink import Sink

Reader = Callable[["Row", "Sink"], None]


class Export(NamedTuple):
    """One cmdlet, or one kind of record of the collector.

    Parameters:
        cmdlet: the cmdlet, such as `Get-MailboxPermission`.
        needs: the properties that tell it: of each group of names one must be there.
        describe: takes a record and the sink for what it says of people and of the environment.
        grant: the same for rights and memberships, which name people, and so are read once all people are known.
        refuses: properties that tell it is another cmdlet's.
        kind: the collector's name for the same records; may be empty.
        side: where only one side has the cmdlet.
        sided: whether it matters on which side the export was taken.
        exact: whether the readers ask for the collector's properties in the collector's own spelling, so that no other
            need be tried.
        collected: reads a line of the collector by type, for kinds that come by the hundred thousand; takes the line,
            its number and the sink, and says whether the line has the form. It says nothing that `describe` would not.
        only: every property that it may have, where that is what tells it; any where it is empty.
    """

    cmdlet: str
    needs: tuple[tuple[str, ...], ...]
    describe: Reader | None = None
    grant: Reader | None = None
    refuses: tuple[str, ...] = ()
    kind: str = ""
    side: str = ""
    sided: bool = True
    exact: bool = False
    collected: Callable[[bytes, int, Sink], bool] | None = None
    only: tuple[str, ...] = ()


class Exports:
    """Every export that the plugins of a run can read."""

    def __init__(self, exports: Iterable[Export] = ()) -> None:
        self._all: list[Export] = []
        for export in exports:
            self.add(export)

    def __iter__(self) -> Iterator[Export]:
        return iter(self._all)

    def add(self, export: Export) -> None:
        """Take an export."""
        if not isinstance(export, Export):
            raise TypeError(f"register takes an Export, not {export!r}")
        self._all.append(export)

    def of_kind(self, kind: str) -> Export | None:
        """The export that reads the collector's records of one kind."""
        return next((export for export in self._all if export.kind == kind), None)

    def of_cmdlet(self, cmdlet: str) -> list[Export]:
        """The exports of a cmdlet, by its name without regard to case."""
        folded = cmdlet.strip().casefold()
        return [export for export in self._all if export.cmdlet.casefold() == folded]

    def recognize(self, columns: Iterable[str], among: Iterable[Export] = ()) -> Export | None:
        """The export whose properties these are; the one that needs most of them where several fit.

        Parameters:
            columns: the names of the properties.
            among: the exports in question; all where it is empty.
        """
        present = {column.strip().casefold() for column in columns}
        fitting = [
            export
            for export in (list(among) or self._all)
            if all(any(name.casefold() in present for name in names) for names in export.needs)
            and not any(name.casefold() in present for name in export.refuses)
            and (not export.only or present <= {name.casefold() for name in export.only})
        ]
        return max(fitting, key=lambda export: len(export.needs), default=None)
