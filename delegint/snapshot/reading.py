"""A folder of exports to what they say of the tenant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice
from pathlib import Path
from typing import Final

from delegint.model.observed import ExportedFile, Note, Observed, origin
from delegint.snapshot.carriers import detect
from delegint.snapshot.collected_lines import blocks_of, lines_of, untyped
from delegint.snapshot.exports import Export, Exports, Reader
from delegint.snapshot.folder import File, files_of
from delegint.snapshot.gathering import Gathering
from delegint.snapshot.losses import Losses
from delegint.snapshot.manifest import Manifest, digest_of
from delegint.snapshot.row import Row
from delegint.snapshot.sides import side_of_record
from delegint.snapshot.sink import Sink
from delegint.snapshot.tagged import CMDLETS, RIGHTS, RightsReader, is_a_right, read_right
from delegint.snapshot.truncation import is_another, truncation
from delegint.snapshot.values import RawRecord, Remark, UnreadableExportError

_LOOKED_AT: Final = 50
"""Records by which cmdlet and side of an export are told, where nothing else tells them."""
_SIDE_NAMES: Final = {"on_premises": "the on-premises side", "online": "Exchange Online"}
MANIFEST_CARRIER: Final = "manifest"
_COVERED: Final = re.compile(r'"k"\s*:\s*"covered"')


def read_snapshot(
    root: Path, name: str, exports: Exports, *, netbios: Mapping[str, str] | None = None, shown: Iterable[str] = ()
) -> Observed:
    """What a snapshot says.

    Parameters:
        root: its folder, or a single export.
        name: the same, for people.
        exports: what the plugins can read.
        netbios: the DNS names of domains by NetBIOS name.
        shown: kinds of noise that count as grants all the same.

    Raises:
        SnapshotError: there is no snapshot.
    """
    files, manifests = files_of(root, name)
    reader = _Reader(files, exports, Gathering(netbios, shown))
    return reader.read(manifests)


class _Reader:
    """Reads the files twice at most: first what describes people, then what names them."""

    def __init__(self, files: list[File], exports: Exports, gathering: Gathering) -> None:
        self._files = files
        self._exports = exports
        self._gathering = gathering
        self._losses: dict[tuple[int, str], Losses] = {}
        self._described = tuple(
            f'{{"k":"{export.kind}",'.encode() for export in exports if export.kind and export.grant is None
        )

    def read(self, manifests: list[tuple[str, Manifest]]) -> Observed:
        """The whole snapshot."""
        with ThreadPoolExecutor(max_workers=1) as beside:  # a digest is worked out outside of the interpreter's lock
            digests = [(file, beside.submit(digest_of, file.path)) for file in self._files if file.is_digested]
            self._guarded(list(enumerate(self._files)), self._read_people)
            self._gathering.who_is_who()
            self._guarded([pair for pair in enumerate(self._files) if pair[1].has_rights], self._read_rights)
        changed = {file.name for file, digest in digests if is_another(digest, file)}
        notes = self._gathering.notes
        entries = []
        for number, file in enumerate(self._files):
            self._judge(number, file, is_changed=file.name in changed)
            cmdlets = ", ".join(file.cmdlets)
            parameters = "" if file.listed is None else file.listed.parameters
            entries.append(
                ExportedFile(file.name, file.carrier, cmdlets, file.side, file.records, file.taken, parameters)
            )
        for name, manifest in manifests:
            entries.append(
                ExportedFile(name, MANIFEST_CARRIER, "", manifest.side, 0, manifest.ended or manifest.started)
            )
            notes.extend(_note("SNP006", remark, len(entries) - 1) for remark in manifest.remarks)
        return self._gathering.observed(entries, _taken(manifest for _, manifest in manifests))

    def _guarded(self, files: list[tuple[int, File]], read: Callable[[int, File], None]) -> None:
        """A file that cannot be read to its end is noted; what came before that still counts, and so do the others."""
        for number, file in files:
            try:
                read(number, file)
                continue
            except UnreadableExportError as error:
                remark = error.remark
            except OSError as error:
                remark = Remark(1, f"This file cannot be read: {(error.strerror or str(error)).lower()}")
            note = _note("SNP001", remark, number)
            if note not in self._gathering.notes:  # the second reading ends where the first one did
                self._gathering.notes.append(note)

    # -- people and settings ------------------------------------------------------------------------------------

    def _read_people(self, number: int, file: File) -> None:
        if file.refused:
            raise UnreadableExportError(file.refused, fix="Put the files themselves into the snapshot")
        file.carrier = "json lines" if _is_tagged(file) else detect.carrier_of(file.export)
        if file.carrier == "empty":
            if file.listed is None:
                remark = Remark(1, "This file is empty: nothing was there, or the command failed", "Export it again")
                self._gathering.notes.append(_note("SNP006", remark, number))
        elif _is_tagged(file):
            self._read_tagged_people(number, file)
        else:
            self._read_any(number, file, first=True)

    def _read_tagged_people(self, number: int, file: File) -> None:
        sink = self._sink(number, file)
        is_all_rights = file.listed is not None and file.listed.kind in RIGHTS
        unknown: dict[str, int] = {}
        quick_export = next((export for export in self._exports if export.collected is not None), None)
        quick = None if quick_export is None else quick_export.collected
        quick_kind = b"-" if quick_export is None else f'{{"k":"{quick_export.kind}",'.encode()
        with file.export.open_utf8() as stream:
            for line_number, line in lines_of(stream):
                if is_a_right(line):
                    file.has_rights = True
                    self._note_cmdlet(file, line)
                    if is_all_rights:
                        break
                    continue
                if line.startswith(quick_kind) and quick is not None and quick(line, line_number, sink):
                    file.records += 1
                    file.cmdlets["" if quick_export is None else quick_export.cmdlet] = None
                    continue
                record = untyped(line, line_number)
                kind = record.values.get("k")
                export = self._exports.of_kind(kind) if isinstance(kind, str) else None
                if export is None:
                    unknown.setdefault(str(kind), line_number)
                else:
                    file.has_rights = file.has_rights or export.grant is not None
                    self._take(export, export.describe, record, number, file, sink)
        for kind, line_number in unknown.items():
            if kind not in ("covered", "error"):
                remark = Remark(line_number, f"No plugin reads records of the kind {kind!r}", "Update delegint")
                self._gathering.notes.append(_note("SNP003", remark, number))
            else:
                file.has_rights = True

    @staticmethod
    def _note_cmdlet(file: File, line: bytes) -> None:
        """Which cmdlet a line of rights comes from."""
        kind = line[len(b'{"k":"') : line.index(b'"', len(b'{"k":"'))].decode("ascii", "replace")
        cmdlet = CMDLETS.get((kind, file.side))
        if cmdlet is not None:
            file.cmdlets[cmdlet] = None

    # -- rights -------------------------------------------------------------------------------------------------

    def _read_rights(self, number: int, file: File) -> None:
        if not _is_tagged(file):
            self._read_any(number, file, first=False)
            return
        sink = self._sink(number, file)
        kind = file.listed.kind if file.listed is not None else ""
        if not sink.side:
            self._note_no_side(number)
            return
        reader = RightsReader(sink, self._gathering, kind)
        with file.export.open_utf8() as stream:
            for first, lines in blocks_of(stream):
                for line_number, line in reader.read(first, lines):
                    if line.startswith(self._described):
                        continue
                    record = untyped(line, line_number)
                    export = self._exports.of_kind(str(record.values.get("k")))
                    if export is not None:
                        self._take(export, export.grant, record, number, file, sink)
                    else:
                        read_right(line, line_number, sink, kind)  # coverage, its keys in another order
        file.records += sink.records
        for noise_kind, what, count in reader.counts():
            self._gathering.noise.count(noise_kind, what, count)
            file.records += count

    # -- exports of any kind ------------------------------------------------------------------------------------

    def _read_any(self, number: int, file: File, *, first: bool) -> None:
        records = iter(detect.read(file.export))
        beginning = list(islice(records, _LOOKED_AT))
        export = self._recognized(file, beginning)
        if export is None:
            if first and beginning:
                shown = ", ".join(list(beginning[0].values)[:6])
                message = f"No plugin knows an export with the properties {shown}"
                remark = Remark(beginning[0].line, message, "Remove it, or name its cmdlet in a manifest")
                self._gathering.notes.append(_note("SNP003", remark, number))
            return
        file.cmdlets[export.cmdlet] = None
        if first:
            file.side = export.side or file.side or self._side_of(beginning)
            if not file.side and export.sided:
                self._note_no_side(number)
                return
            self._doubt_side(number, file, export, beginning)
            file.has_rights = export.grant is not None
        read = export.describe if first else export.grant
        if read is None:
            return
        sink = self._sink(number, file)
        for record in chain(beginning, records):
            self._take(export, read, record, number, file, sink)

    def _recognized(self, file: File, beginning: list[RawRecord]) -> Export | None:
        columns = dict.fromkeys(name for record in beginning for name in record.values)
        listed = file.listed
        if listed is not None and listed.kind and (known := self._exports.of_kind(listed.kind)) is not None:
            return known
        named = self._exports.of_cmdlet(listed.cmdlet) if listed is not None else []
        if len(named) == 1:
            return named[0]
        return self._exports.recognize(columns, named)

    def _side_of(self, beginning: list[RawRecord]) -> str:
        return next((side for record in beginning if (side := side_of_record(record.values))), "")

    def _doubt_side(self, number: int, file: File, export: Export, beginning: list[RawRecord]) -> None:
        """Names that are written as the other side writes them lie in the wrong folder."""
        seen = self._side_of(beginning)
        if export.sided and not export.side and seen and seen != file.side:
            message = f"The names in this export are those of {_SIDE_NAMES[seen]}, and the folder is for the other side"
            remark = Remark(1, message, "Move it into the folder of its side: onprem or exo")
            self._gathering.notes.append(_note("SNP006", remark, number))

    def _note_no_side(self, number: int) -> None:
        remark = Remark(
            1,
            "Nothing tells whether this export is of the on-premises side or of Exchange Online",
            "Put it into a folder called onprem or exo",
        )
        self._gathering.notes.append(_note("SNP003", remark, number))

    # -- what all have in common --------------------------------------------------------------------------------

    def _sink(self, number: int, file: File) -> Sink:
        is_counted = file.listed is not None and file.listed.total is not None
        explicit = is_counted or _COVERED.search(file.export.head) is not None
        return Sink(self._gathering, number, file.name, file.side, file.carrier, explicit=explicit)

    def _take(
        self, export: Export, read: Reader | None, record: RawRecord, number: int, file: File, sink: Sink
    ) -> None:
        if read is None:
            return
        if read is export.describe or export.describe is None:
            file.records += 1
        file.cmdlets[export.cmdlet] = None
        losses = self._losses.get((number, export.cmdlet))
        if losses is None:
            losses = self._losses[number, export.cmdlet] = Losses(export.cmdlet)
        read(Row(record, losses, exact=export.exact and "k" in record.values), sink)

    def _judge(self, number: int, file: File, *, is_changed: bool) -> None:
        """What is doubtful about a file as a whole."""
        notes = self._gathering.notes
        notes.extend(_note("SNP006", remark, number) for remark in file.export.remarks)
        for (of, _), losses in self._losses.items():
            if of == number:
                notes.extend(_note("SNP002", remark, number) for remark in losses.remarks())
        notes.extend(_note("DRF016", remark, number) for remark in truncation(file, is_changed=is_changed))


def _note(code: str, remark: Remark, number: int) -> Note:
    return Note(code, remark.message, remark.fix, origin(number, max(remark.line, 1)), remark.message)


def _is_tagged(file: File) -> bool:
    """Whether the file is JSON Lines of the collector."""
    first, line_end, _ = file.export.head.lstrip().partition("\n")
    plain = first.replace(" ", "").rstrip()
    if not line_end and plain.startswith('{"k":"'):
        return True  # a first line that is longer than the head
    return plain.startswith("{") and plain.endswith("}") and '"k":' in plain


def _taken(manifests: Iterable[Manifest]) -> dict[str, list[str]]:
    """When each side was collected: the first and the last time stated."""
    taken: dict[str, list[str]] = {}
    for manifest in manifests:
        times = [time for time in (manifest.started, manifest.ended) if time]
        if manifest.side and times:
            known = taken.get(manifest.side, [])
            taken[manifest.side] = [min([*known[:1], *times]), max([*known[1:], *times])]
    return taken
