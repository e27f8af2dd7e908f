"""XML from anywhere, read piece by piece: no entities, no other files, bounds on everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, NoReturn
from xml.parsers import expat

from delegint.snapshot.files import ExportFile
from delegint.snapshot.values import UnreadableExportError

MAX_DEPTH: Final = 64
"""Elements or objects inside each other; Export-Clixml itself stops at two objects unless told otherwise."""
MAX_TEXT: Final = 4 * 1024 * 1024
"""Characters of one value."""
_CHUNK: Final = 64 * 1024
_MAX_MARKUP: Final = 1024 * 1024
"""Bytes of one tag or comment: the parser holds it whole."""
_ENCODINGS: Final = {"utf-8": "UTF-8", "utf-16-le": "UTF-16LE", "utf-16-be": "UTF-16BE", "cp1252": "windows-1252"}
_CODES: Final = expat.errors.codes
_CUT_OFF: Final = frozenset(
    _CODES[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)


def safe_parser(export: ExportFile) -> expat.XMLParserType:
    """A parser that refuses every document type, and with it entities and references to other files.

    Parameters:
        export: whose detected encoding counts, whatever an XML declaration says.
    """
    parser = expat.ParserCreate(_ENCODINGS.get(export.encoding, "UTF-8"))
    parser.buffer_text = True
    parser.buffer_size = _CHUNK

    def refuse(*_: object) -> NoReturn:
        message = "The file declares a document type, which could make it refer to other files"
        fix = "Remove <!DOCTYPE ...>; PowerShell and Entra Connect write none"
        raise UnreadableExportError(message, parser.CurrentLineNumber, fix)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    return parser


def feed(export: ExportFile, parser: expat.XMLParserType, check: Callable[[], None]) -> Iterator[None]:
    """Read the file piece by piece; stop after each for the caller to take what was found.

    Parameters:
        export: the file.
        parser: with its handlers in place.
        check: called after each piece, to raise where a bound is passed.

    Raises:
        UnreadableExportError: the XML is damaged or a bound is passed; only after a last stop.
    """
    problem: UnreadableExportError | None = None
    size = 0
    with export.open_bytes() as stream:
        while problem is None:
            data = b""
            try:
                data = _next_piece(stream, parser)
                size += len(data)
                parser.Parse(data, not data)
                check()
                if size - max(parser.CurrentByteIndex, 0) > _MAX_MARKUP:
                    message = "A tag or comment is longer than 1 MiB"
                    raise UnreadableExportError(message, parser.CurrentLineNumber, "Export it again")
            except expat.ExpatError as error:
                problem = _explained(error, size)
            except UnreadableExportError as error:
                problem = error
            yield
            if not data:
                break
    if problem is not None:
        raise problem


def _next_piece(stream: BinaryIO, parser: expat.XMLParserType) -> bytes:
    try:
        piece: bytes = stream.read1(_CHUNK)  # type: ignore[attr-defined]
    except UnreadableExportError as error:
        raise UnreadableExportError(error.remark.message, parser.CurrentLineNumber, error.remark.fix) from error
    return piece


def _explained(error: expat.ExpatError, size: int) -> UnreadableExportError:
    """What the parser's complaint means for people."""
    code, again = error.code, "Export it again, and copy the file without opening it in an editor"
    if code in _CUT_OFF and size <= len(b"\xef\xbb\xbf"):
        return UnreadableExportError("The file is empty", 1, again)
    if code in _CUT_OFF:
        return UnreadableExportError("The file ends before its last element does; it is cut off", error.lineno, again)
    if code == _CODES[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]:
        message = "Something follows the end of the document, such as a second export; it is not read"
        return UnreadableExportError(message, error.lineno, "Keep each export in a file of its own")
    if code == _CODES[expat.errors.XML_ERROR_UNDEFINED_ENTITY]:
        return UnreadableExportError("The file uses an entity, which no export does", error.lineno, again)
    if code == _CODES[expat.errors.XML_ERROR_INVALID_TOKEN]:
        again = "Export it again in UTF-8, such as with | Export-Clixml -Encoding UTF8"
    return UnreadableExportError(f"The XML is damaged: {expat.ErrorString(code)}", error.lineno, again)
