"""CLIXML: what Export-Clixml writes, read as a stream without ever building its .NET objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final
from xml.parsers import expat

from delegint.snapshot.carriers.clixml_objects import TO_STRING, Open, Referable, Sink, Top, text_of_key
from delegint.snapshot.carriers.clixml_values import PLAIN_VALUES, unescaped
from delegint.snapshot.carriers.xml_safety import MAX_DEPTH, MAX_TEXT, feed, safe_parser
from delegint.snapshot.files import ExportFile
from delegint.snapshot.values import RawRecord, Remark, UnreadableExportError, Value

MAX_PROPERTIES: Final = 10_000
"""Of one object."""
MAX_RECORD: Final = 64 * 1024 * 1024
"""Characters of one record with all that it refers to; each value counts as `_VALUE` more."""
MAX_REMARKS: Final = 50
_VALUE: Final = 64
_DROPPED: Final = "SerializationData"
_UNREAD: Final = frozenset({"TN", "TNRef"})
_MEMBERS: Final = frozenset({"Props", "MS"})
_LISTS: Final = frozenset({"LST", "IE", "STK", "QUE"})
_SECTIONS: Final = _MEMBERS | _LISTS | {"DCT"}


def read(export: ExportFile) -> Iterator[RawRecord]:
    """The objects that Export-Clixml wrote, one by one.

    An object that is a list itself, as `-InputObject` writes it, counts as its elements. Text or numbers without an
    object around them become `{"value": ...}`.

    Parameters:
        export: the file; takes remarks on values that cannot be kept.

    Raises:
        UnreadableExportError: it is no CLIXML, is damaged, or passes a bound; the records before that are given.

    Source:
        [MS-PSRP] 2.2.5, the serialization format that Export-Clixml shares with remoting.
    """
    parser = safe_parser(export)
    reader = _Reader(export, parser)
    for _ in feed(export, parser, reader.check):
        yield from reader.records
        reader.records.clear()


class _Reader:
    """Turns parser events into records."""

    def __init__(self, export: ExportFile, parser: expat.XMLParserType) -> None:
        self.records: list[RawRecord] = []
        self._export = export
        self._parser = parser
        self._top = Top(self.records)
        self._sink: Sink | None = None  # takes the next value; None before the root element
        self._open: Open | None = None
        self._depth = 0
        self._skipping = 0  # elements open inside one that is not read, itself included
        self._convert: Callable[[str], Value] | None = None
        self._name: str | None = None
        self._chunks: list[str] = []
        self._size = 0  # of the record being read, or more: a record begins at `_begun`
        self._begun = 0
        self._referable = Referable()
        self._said: set[tuple[str, str]] = set()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._chunks.append

    def check(self) -> None:
        """Hold the bounds within a value or an object that is larger than one piece of the file."""
        if self._convert is None:
            self._chunks.clear()
        elif sum(map(len, self._chunks)) > MAX_TEXT:
            self._refuse_text()
        self._check_size()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._skipping:
            self._skipping += 1
            if self._skipping > MAX_DEPTH:
                self._refuse_depth()
            return
        sink = self._sink
        convert = PLAIN_VALUES.get(tag)
        if convert is None or self._convert is not None or sink is None:
            self._start_other(tag, attributes, sink)
            return
        self._name = name = attributes.get("N")
        if name == _DROPPED:
            self._skipping = 1
            return
        if sink is self._top:
            self._top.line = self._parser.CurrentLineNumber
        self._convert = convert
        self._chunks.clear()

    def _start_other(self, tag: str, attributes: dict[str, str], sink: Sink | None) -> None:
        """Everything but plain values."""
        if sink is None:
            if tag != "Objs":
                message = f"The root element is {tag[:80]}, not Objs; this is no export of Export-Clixml"
                raise self._problem(message, "Write it with | Export-Clixml -Path ... -Encoding UTF8")
            self._sink = self._top
        elif self._convert is not None:
            raise self._problem(f"{tag[:80]} stands inside a plain value", "Export it again")
        elif tag in _UNREAD:  # .NET type names say nothing that the values do not
            self._skipping = 1
        elif tag == "Obj":
            self._start_object(attributes, sink)
        elif tag == TO_STRING or tag in _SECTIONS:
            self._start_section(tag, sink)
        elif tag == "En":
            if self._open is None or self._open.content is not sink or type(sink) is not dict:
                raise self._misplaced(tag)
            self._sink = {}
        else:
            self._skipping = 1
            if attributes.get("N") != _DROPPED:
                self._add_empty(tag, attributes, sink)

    def _start_object(self, attributes: dict[str, str], sink: Sink) -> None:
        name = attributes.get("N")
        if name == _DROPPED:
            self._skipping = 1
            return
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._refuse_depth()
        self._open = self._sink = opened = Open(name, attributes.get("RefId"), sink, self._open, self._size)
        if sink is self._top:
            opened.line = self._parser.CurrentLineNumber

    def _start_section(self, tag: str, sink: Sink) -> None:
        opened = self._open
        if opened is None or sink is not opened:
            raise self._misplaced(tag)
        if tag == TO_STRING:
            self._convert, self._name = unescaped, tag
            self._chunks.clear()
        elif tag in _MEMBERS:
            if opened.properties is None:
                opened.properties = {}
            self._sink = opened.properties
        elif tag == "DCT":
            self._sink = opened.content = {}
        elif opened.into is self._top and opened.outer is None:
            self._sink = opened.content = self._top  # a list by itself: each element is a record
        else:
            self._sink = opened.content = []

    def _add_empty(self, tag: str, attributes: dict[str, str], sink: Sink) -> None:
        """What has no text of its own: nothing at all, a reference, or what is not to be kept."""
        value: Value = None
        name = attributes.get("N")
        if sink is self._top:
            self._top.line = self._parser.CurrentLineNumber
        if tag == "Ref":
            value = self._referred(name, attributes.get("RefId", ""))
        elif tag == "SS":
            shown = name or "value"
            self._remark(
                "The secure string {} is not read",
                shown,
                f"Leave it out: ... | Select-Object * -ExcludeProperty {shown[:80]} | Export-Clixml",
            )
        elif tag != "Nil":
            self._remark("{} is no known kind of value; it counts as not exported", tag, "")
        self._add(sink, name, value, _VALUE)

    def _referred(self, name: str | None, ref: str) -> Value:
        around = self._open
        while around is not None:
            if around.ref == ref:  # a loop
                return around.text
            around = around.outer
        found = self._referable.recall(ref)
        if found is None:
            fix = "Select the properties that are needed, which writes each as its own value: | Select-Object ..."
            self._remark("{} refers to an object that is not, or no longer, known", name or "A record", fix)
            return None
        value, size, height = found
        self._size += size  # as if it were written out, or few references could make many values
        if self._depth + height > MAX_DEPTH:
            self._refuse_depth()
        if self._open is not None:
            self._open.height = max(self._open.height, height + 1)
        return value

    def _end(self, tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        convert, sink = self._convert, self._sink
        if convert is None or sink is None:
            self._end_other(tag)
            return
        self._convert = None
        chunks = self._chunks
        text = chunks[0] if len(chunks) == 1 else "".join(chunks)
        if len(text) > MAX_TEXT:
            self._refuse_text()
        try:
            value = convert(text)
        except ValueError:
            value = None
            self._remark("The value of {} is damaged; it counts as not exported", self._name or tag, "Export it again")
        # _add written out: this runs once for each value of the export
        self._size += _VALUE + len(text)
        name = self._name
        if type(sink) is dict and name is not None:
            sink[unescaped(name) if "_" in name else name] = value
        elif type(sink) is list:
            sink.append(value)
        else:
            self._add(sink, name, value, 0)

    def _end_other(self, tag: str) -> None:
        opened = self._open
        if opened is None:  # the root
            return
        if tag == "Obj":
            self._end_object(opened)
        elif tag == "En":
            entry, content = self._sink, opened.content
            if type(entry) is dict and type(content) is dict:
                key = text_of_key(entry.get("Key"))
                if key is None:
                    self._remark("{} of a dictionary has no text; its entry is left out", "A key", "")
                else:
                    content[key] = entry.get("Value")
                self._sink = content
        else:
            self._sink = opened

    def _end_object(self, opened: Open) -> None:
        if opened.properties is not None and len(opened.properties) > MAX_PROPERTIES:
            message = f"An object has more than {MAX_PROPERTIES:,} properties"
            raise self._problem(message, "Select those that are needed: | Select-Object Identity, ... | Export-Clixml")
        self._depth -= 1
        outer = opened.outer
        self._open, self._sink = outer, opened.into
        if opened.content is self._top:
            return  # its elements were the records
        value, size = opened.value(), self._size - opened.before + _VALUE
        if opened.ref is not None:
            self._referable.recent[opened.ref] = (value, size, opened.height)
        if outer is not None and outer.height <= opened.height:
            outer.height = opened.height + 1
        if opened.into is self._top:
            self._top.line = opened.line
        self._add(opened.into, opened.name, value, _VALUE)

    def _add(self, sink: Sink, name: str | None, value: Value, size: int) -> None:
        self._size += size
        if isinstance(sink, dict):
            if name is None:
                raise self._problem("A property has no name", "Export it again")
            sink[unescaped(name)] = value
        elif isinstance(sink, list):
            sink.append(value)
        else:
            if sink is self._top:
                self._check_size()
                self._referable.end_record(self._size - self._begun)
                self._begun = self._size
            sink.take(name, value)

    def _check_size(self) -> None:
        if self._size - self._begun > MAX_RECORD:
            fix = "Select the properties that are needed: | Select-Object Identity, ... | Export-Clixml"
            raise self._problem(f"One object holds more than {MAX_RECORD // 1024 // 1024} MiB of values", fix)

    def _remark(self, message: str, name: str, fix: str) -> None:
        """Say something once for each property, and not without end."""
        if (message, name) not in self._said and len(self._said) < MAX_REMARKS:
            self._said.add((message, name))
            shown = message.format(unescaped(name)[:80])
            self._export.remarks.append(Remark(self._parser.CurrentLineNumber, shown, fix))

    def _problem(self, message: str, fix: str) -> UnreadableExportError:
        return UnreadableExportError(message, self._parser.CurrentLineNumber, fix)

    def _misplaced(self, tag: str) -> UnreadableExportError:
        return self._problem(f"{tag} stands where it cannot stand in CLIXML", "Export it again")

    def _refuse_depth(self) -> None:
        fix = "Export with a smaller -Depth; two, the default, is enough"
        raise self._problem(f"Objects are nested more than {MAX_DEPTH} deep", fix)

    def _refuse_text(self) -> None:
        fix = "Leave the property out: | Select-Object Identity, ... | Export-Clixml"
        raise self._problem(f"A value is longer than {MAX_TEXT // 1024 // 1024} MiB", fix)
