"""One file of an export: how it is packed, how its letters are written, and its text."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import stat
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TextIO

from delegint.snapshot.values import Remark, UnreadableExportError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_DECOMPRESSED_BYTES: Final = 4 * 1024**3
"""Of a gzip file. 100,000 mailboxes with the properties that matter are 115 MB as JSON Lines, 290 MB as CLIXML."""
MAX_RATIO: Final = 1000
"""Bytes that one compressed byte may become; exports reach 20, and only a file made to harm comes near 1,000."""
RATIO_FREE_BYTES: Final = 64 * 1024**2
"""What may come out of a gzip file before the ratio counts."""
HEAD_CHARACTERS: Final = 64 * 1024
"""What `ExportFile.head` shows; enough for the names of all properties of a mailbox."""
_BLOCK: Final = 256 * 1024
_STEP: Final = 1024
"""Characters that are lost at most before the place where a file is damaged."""
_ZERO_SAMPLE: Final = 200
_GZIP: Final = b"\x1f\x8b"
_BOM: Final = "\ufeff"
_UTF_32: Final = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_WINDOWS: Final = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))
"""Windows-1252 with the five bytes that have no letter as control characters, as Windows itself reads them."""
_ESCAPED: Final = {0xDC00 + byte: _WINDOWS[byte] for byte in range(0x80, 0x100)}
_UTF8_FIX: Final = "Export it again with `-Encoding utf8`"


class ExportFile:
    """One file of an export, read from the beginning as often as it is opened.

    Nothing is read before it is asked for; then each of its members may raise `UnreadableExportError`.

    Parameters:
        path: where it is; a regular file, plain or compressed by gzip, whatever its name ends in.
        name: its name for people.
        most_bytes: what may come out of a compressed file.
    """

    def __init__(self, path: Path, name: str, *, most_bytes: int = MAX_DECOMPRESSED_BYTES) -> None:
        self.path = path
        self.name = name
        self.remarks: list[Remark] = []
        self._most_bytes = most_bytes
        self._encoding = ""
        self._head: str | None = None
        self._undecodable_noted = False

    @property
    def encoding(self) -> str:
        """How the letters are written: `utf-8`, `utf-16-le`, `utf-16-be` or `cp1252`."""
        if not self._encoding:
            self._encoding = self._detect()
        return self._encoding

    @property
    def head(self) -> str:
        """The first characters of the text; empty for an empty file."""
        if self._head is None:
            with self.open_text() as stream:
                self._head = read_up_to(stream, HEAD_CHARACTERS)[0]
        return self._head

    def open_bytes(self) -> BinaryIO:
        """The bytes as they are, decompressed where the file is compressed.

        Raises:
            UnreadableExportError: there is no such file, or reading it finds that it is damaged or far too large.
        """
        try:
            if not stat.S_ISREG(self.path.stat().st_mode):
                raise UnreadableExportError("This is no regular file", fix="Save the export to a file and name that")
            return io.BufferedReader(_Unpacked(self.path.open("rb"), self._most_bytes), _BLOCK)
        except OSError as error:
            raise _unreadable(error) from error

    def open_text(self) -> TextIO:
        """The text with its line ends as they are and without byte order marks at the beginning of a line.

        A byte that the encoding does not know is read as Windows-1252, with one remark for the file.

        Raises:
            UnreadableExportError: as `open_bytes`.
        """
        return io.TextIOWrapper(self.open_utf8(), encoding="utf-8", newline="")

    def open_utf8(self) -> io.BufferedReader:
        """The same text as faultless UTF-8."""
        encoding = self.encoding
        return io.BufferedReader(_CleanText(self.open_bytes(), encoding, self), _BLOCK)

    def note_undecodable(self, line: int) -> None:
        """Say once that bytes from `line` on are not UTF-8."""
        if not self._undecodable_noted:
            self._undecodable_noted = True
            message = "This file is not written in UTF-8 throughout; what is not was read as Windows-1252"
            self.remarks.append(Remark(line, message, _UTF8_FIX))

    def _detect(self) -> str:
        sample = b""
        with self.open_bytes() as stream:
            try:
                while len(sample) < HEAD_CHARACTERS and (block := stream.read1(HEAD_CHARACTERS)):  # type: ignore[attr-defined]
                    sample += block
            except UnreadableExportError:
                if not sample:
                    raise
        encoding = _encoding_of(sample)
        if encoding == "cp1252":
            self.note_undecodable(1 + _line_breaks(sample[: _first_high(sample)]))
        return encoding


def read_up_to(stream: TextIO, size: int) -> tuple[str, UnreadableExportError | None]:
    """Read `size` characters, fewer at the end, and never end between CR and LF.

    Where the file turns out to be damaged, what could be read is given all the same, with the error to raise.
    """
    parts: list[str] = []
    left = size
    try:
        while left > 0 and (part := stream.read(min(left, _STEP))):
            parts.append(part)
            left -= len(part)
        if parts and parts[-1].endswith("\r"):
            parts.append(stream.read(1))
    except UnreadableExportError as error:
        if not parts:
            raise
        return "".join(parts), error
    return "".join(parts), None


def _encoding_of(sample: bytes) -> str:
    if sample.startswith(_UTF_32):
        raise UnreadableExportError("This file is written in UTF-32", fix=_UTF8_FIX)
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-le" if sample.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    first, second = sample[:_ZERO_SAMPLE:2], sample[1:_ZERO_SAMPLE:2]
    if second and 0 not in first and second.count(0) * 4 >= len(second) * 3:
        return "utf-16-le"
    if second and 0 not in second and first.count(0) * 4 >= len(first) * 3:
        return "utf-16-be"
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(sample)
    wrong = len(re.findall("[\udc80-\udcff]", text))
    right = len(re.findall("[^\x00-\x7f\udc80-\udcff]", text))
    return "cp1252" if wrong > right else "utf-8"


def _first_high(data: bytes) -> int:
    return next((position for position, byte in enumerate(data) if byte >= 0x80), len(data))


def _line_breaks(data: bytes) -> int:
    count = data.count(b"\n")
    return count + data.count(b"\r") - data.count(b"\r\n") if b"\r" in data else count


def _unreadable(error: OSError) -> UnreadableExportError:
    reason = (error.strerror or str(error)).lower()
    fix = "Check that it still exists and that you may read it"
    return UnreadableExportError(f"This file cannot be read: {reason}", fix=fix)


class _Unpacked(io.RawIOBase):
    """The bytes of a file, decompressed and counted where it begins as a gzip file does."""

    def __init__(self, file: io.BufferedReader, most_bytes: int) -> None:
        self._file = file
        self._most_bytes = most_bytes
        packed = file.peek(len(_GZIP)).startswith(_GZIP)
        self._gzip = gzip.GzipFile(fileobj=file) if packed else None
        self._count = 0

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        target = memoryview(buffer).cast("B")
        try:
            if self._gzip is None:
                return self._file.readinto1(target)
            data = self._gzip.read1(len(target))
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            what = "is cut off" if isinstance(error, EOFError) else "is damaged"
            raise UnreadableExportError(f"This gzip file {what}", fix="Copy or compress it again") from error
        except OSError as error:
            raise _unreadable(error) from error
        self._count += len(data)
        self._check_size()
        target[: len(data)] = data
        return len(data)

    def _check_size(self) -> None:
        if self._count > self._most_bytes:
            message = f"This gzip file holds more than {self._most_bytes:,} bytes"
            raise UnreadableExportError(message, fix="Export fewer properties, or split the export by mailbox")
        if self._count > RATIO_FREE_BYTES and self._count > MAX_RATIO * self._file.tell():
            message = f"This gzip file grows more than {MAX_RATIO:,} times when it is decompressed; no export does"
            raise UnreadableExportError(message, fix="Decompress it yourself and look at it before you use it")


class _CleanText(io.RawIOBase):
    """The text of a file as faultless UTF-8."""

    def __init__(self, source: BinaryIO, encoding: str, export: ExportFile) -> None:
        self._source = source
        self._plain = encoding in {"utf-8", "cp1252"}
        self._windows = encoding == "cp1252"
        errors = "surrogateescape" if encoding == "utf-8" else "replace"
        self._decoder = codecs.getincrementaldecoder(encoding)(errors)
        self._export = export
        self._pending = memoryview(b"")
        self._ended = False
        self._last = "\n"
        self._line = 1

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._source.close()
        super().close()

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        target = memoryview(buffer).cast("B")
        while not self._pending and not self._ended:
            self._pending = memoryview(self._next_block())
        size = min(len(target), len(self._pending))
        target[:size] = self._pending[:size]
        self._pending = self._pending[size:]
        return size

    def _next_block(self) -> bytes:
        try:
            block: bytes = self._source.read1(_BLOCK)  # type: ignore[attr-defined]
        except UnreadableExportError as error:
            raise UnreadableExportError(error.remark.message, self._line, error.remark.fix) from error
        self._ended = not block
        if self._plain and block.isascii() and not self._decoder.getstate()[0]:
            data, last = block, chr(block[-1]) if block else ""
        else:
            data, last = self._cleaned(block)
        if data:
            self._line += _line_breaks(data) - (self._last == "\r" and data.startswith(b"\n"))
            self._last = last
        return data

    def _cleaned(self, block: bytes) -> tuple[bytes, str]:
        if self._windows:
            text = codecs.charmap_decode(block, "strict", _WINDOWS)[0]
        else:
            text = self._decoder.decode(block, final=self._ended)
        if _BOM in text:
            text = re.sub(f"(?<=[\r\n]){_BOM}+", "", self._last + text)[1:]
        try:
            data = text.encode()
        except UnicodeEncodeError as error:
            self._export.note_undecodable(self._line + _line_breaks(text[: error.start].encode()))
            data = text.translate(_ESCAPED).encode()
        return data, text[-1:]
