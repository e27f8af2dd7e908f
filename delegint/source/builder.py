"""The tree builder: anchors, aliases, merge keys, duplicate keys and every limit on the way."""

from __future__ import annotations

from collections import Counter
from typing import Final

from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, Event, ScalarEvent

from delegint.source.files import SourceFile
from delegint.source.nodes import Node, Scalar, Span, pack_span, unpack_span
from delegint.source.places import Problem, Related
from delegint.source.scalars import resolve_plain

MAX_DEPTH: Final = 64
"""Mappings and lists inside each other; the format itself needs seven."""
MAX_ALIAS_NODES: Final = 100_000
"""Values that aliases may add to a file; beyond it the file is an alias bomb."""
MAX_SCALAR_LENGTH: Final = 65_536
"""Characters of one value."""
_CORE_TAGS: Final = "tag:yaml.org,2002:"
_COLLECTION_TAGS: Final = frozenset({"!", _CORE_TAGS + "map", _CORE_TAGS + "seq"})
_MERGE_KEY: Final = "<<"


class _Open:
    """A collection whose end has not been seen yet."""

    __slots__ = ("anchor", "count_before", "height", "key", "key_is_merge", "key_span", "merges", "node")

    def __init__(self, node: Node, anchor: str | None, count_before: int) -> None:
        self.node = node
        self.anchor = anchor
        self.count_before = count_before
        self.key: str | None = None
        self.key_span: Span | None = None
        self.key_is_merge = False
        self.merges: list[Node] = []
        self.height = 1


class TreeBuilder:
    """Builds the documents of one file from parser events.

    After `stopped` has become true a limit was passed, the problem is noted and no event may follow.
    """

    def __init__(self, source: SourceFile, problems: list[Problem]) -> None:
        self.documents: list[Node] = []
        self.stopped = False
        self._source = source
        self._problems = problems
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int, int]] = {}  # the value, how many it holds, how deep they nest
        self._duplicates: Counter[tuple[str, ...]] = Counter()
        self._texts: dict[str, str] = {}
        self._root: Node | None = None
        self._count = 0
        self._alias_nodes = 0

    def start_document(self) -> None:
        """Anchors do not reach across documents."""
        self._anchors = {}
        self._root = None

    def end_document(self) -> None:
        """Keep the finished document."""
        if self._root is not None:
            self.documents.append(self._root)

    def scalar(self, event: ScalarEvent) -> None:
        """A key, a value or a list item."""
        text = event.value
        start, end = event.start_mark, event.end_mark
        # pack_span and _attach written out: this runs once for each key and value of the state
        span = (start.line << 24 | start.column) << 48 | end.line << 24 | end.column
        if len(text) > MAX_SCALAR_LENGTH:
            self._stop(span, f"This value is longer than {MAX_SCALAR_LENGTH:,} characters", "Shorten it")
            return
        text = self._texts.setdefault(text, text)
        frame = self._open[-1] if self._open else None
        parent = None if frame is None else frame.node.value
        if frame is not None and frame.key_span is None and type(parent) is dict:
            frame.key, frame.key_span = text, span
            frame.key_is_merge = text == _MERGE_KEY and event.implicit[0]
            if event.anchor or event.tag is not None:
                value = self._value(event, text, span)
                if event.anchor:
                    self._anchors[event.anchor] = (Node(self._source, value, span), 1, 0)
            return
        self._count += 1
        node = Node(self._source, self._value(event, text, span), span)
        if event.anchor:
            self._anchors[event.anchor] = (node, 1, 0)
        if type(parent) is list:
            parent.append(node)
        else:
            self._attach(node)

    def _value(self, event: ScalarEvent, text: str, span: Span) -> Scalar:
        tag = event.tag
        if tag is not None:
            return self._tagged(tag, text, span)
        return resolve_plain(text) if event.implicit[0] else text

    def start(self, event: CollectionStartEvent, empty: dict[str, Node] | list[Node]) -> None:
        """A mapping or a list begins."""
        start, end = event.start_mark, event.end_mark
        span = pack_span(start.line, start.column, end.line, end.column)
        if event.tag is not None and event.tag not in _COLLECTION_TAGS:
            self._refuse_tag(event.tag, span)
        if len(self._open) >= MAX_DEPTH:
            self._too_deep(span)
            return
        self._count += 1
        node = Node(self._source, empty, span)
        if event.anchor:
            self._anchors.pop(event.anchor, None)
        self._open.append(_Open(node, event.anchor, self._count))

    def end(self, event: CollectionEndEvent) -> None:
        """The innermost mapping or list ends: it becomes a value of what surrounds it."""
        frame = self._open.pop()
        node = frame.node
        start = node.span >> 48
        end = event.end_mark
        node.span = start << 48 | end.line << 24 | end.column
        if frame.merges:
            self._merge(node, frame.merges)
        if frame.anchor:
            self._anchors[frame.anchor] = (node, self._count - frame.count_before + 1, frame.height)
        if self._open:
            self._open[-1].height = max(self._open[-1].height, frame.height + 1)
        self._attach(node)

    def alias(self, event: AliasEvent) -> None:
        """A value used again: it keeps the place of its definition and learns the place of its use."""
        span = _span_of(event)
        known = self._anchors.get(event.anchor)
        if known is None:
            inside_itself = any(frame.anchor == event.anchor for frame in self._open)
            what = "stands inside the value it repeats" if inside_itself else "repeats a value that is not there"
            self._stop(
                span, f"The alias *{event.anchor} {what}", f"Define &{event.anchor} before, or write the value out"
            )
            return
        node, size, height = known
        self._alias_nodes += size
        self._count += size
        if self._alias_nodes > MAX_ALIAS_NODES:
            message = f"Aliases repeat more than {MAX_ALIAS_NODES:,} values"
            self._stop(span, message, "Write the values out, or use a mail-enabled security group")
            return
        frame = self._open[-1] if self._open else None
        if frame is not None:
            if len(self._open) + height > MAX_DEPTH:
                self._too_deep(span)  # what an alias repeats nests as deep as if it were written out
                return
            frame.height = max(frame.height, height + 1)
        if frame is not None and frame.key_span is None and isinstance(frame.node.value, dict):
            if isinstance(node.value, (dict, list)):
                self._stop(span, "A key must be text, not a mapping or a list", "Write the address as the key")
                return
            frame.key, frame.key_span, frame.key_is_merge = str(node.value), span, False
            return
        self._attach(node.used_as(key_span=None, alias_span=span))

    def _attach(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        frame = self._open[-1]
        parent = frame.node.value
        if isinstance(parent, list):
            parent.append(node)
            return
        assert isinstance(parent, dict)  # noqa: S101 - only mappings and lists are ever open
        key, key_span = frame.key, frame.key_span
        if key_span is None or key is None:
            self._stop(node.span, "A key must be text, not a mapping or a list", "Write the address as the key")
            return
        frame.key = frame.key_span = None
        node.key_span = key_span
        if frame.key_is_merge:
            frame.merges.append(node)
        elif key in parent:
            self._duplicate(key, parent[key], node)
        else:
            parent[key] = node

    def _duplicate(self, key: str, first: Node, again: Node) -> None:
        path = (*(frame.key for frame in self._open[:-1] if frame.key is not None), key)
        self._duplicates[path] += 1
        self._problems.append(
            Problem(
                "FMT002",
                f"The key {key} stands twice in one mapping; only the first counts",
                again.key_place,
                path=path,
                fix="Join the two, or remove one",
                related=(Related(first.key_place, "first here"),),
                salient=f"{self._duplicates[path]}",
            )
        )

    def _merge(self, node: Node, merges: list[Node]) -> None:
        """Merge keys: own keys win over merged ones, earlier merged mappings over later ones."""
        own = node.value
        assert isinstance(own, dict)  # noqa: S101 - merge keys are collected for mappings only
        for merged in merges:
            used_at = merged.alias_span if merged.alias_span is not None else merged.span
            for origin in merged.value if isinstance(merged.value, list) else [merged]:
                if not isinstance(origin.value, dict):
                    message = f"A merge key takes a mapping or a list of mappings, not {origin.kind}"
                    place = unpack_span(self._source, used_at)
                    self._problems.append(Problem("FMT001", message, place, fix="Write <<: *name of a mapping"))
                    continue
                self._count_merged(len(origin.value), used_at)
                for key, value in origin.value.items():
                    if key not in own:
                        own[key] = value.used_as(key_span=value.key_span, alias_span=used_at)

    def _count_merged(self, size: int, span: Span) -> None:
        self._alias_nodes += size
        if self._alias_nodes > MAX_ALIAS_NODES and not self.stopped:
            self._stop(span, f"Merge keys repeat more than {MAX_ALIAS_NODES:,} values", "Write the values out")

    def _tagged(self, tag: str, text: str, span: Span) -> Scalar:
        if tag in ("!", _CORE_TAGS + "str"):
            return text
        if tag.startswith(_CORE_TAGS):
            value = resolve_plain(text)
            wanted = tag.removeprefix(_CORE_TAGS)
            if wanted in ("int", "float", "bool", "null"):
                return value
        self._refuse_tag(tag, span)
        return text

    def _refuse_tag(self, tag: str, span: Span) -> None:
        shown = tag.removeprefix(_CORE_TAGS)
        self._problems.append(
            Problem(
                "FMT001",
                f"The tag {shown} has no meaning in a desired state",
                unpack_span(self._source, span),
                fix="Remove the tag and write the plain value",
                salient=shown,
            )
        )

    def _too_deep(self, span: Span) -> None:
        message = f"Mappings and lists are nested more than {MAX_DEPTH} deep"
        self._stop(span, message, "Close the brackets: the format never needs more than ten levels")

    def _stop(self, span: Span, message: str, fix: str) -> None:
        self.stopped = True
        self._problems.append(Problem("FMT003", message, unpack_span(self._source, span), fix=fix))


def _span_of(event: Event) -> Span:
    start, end = event.start_mark, event.end_mark
    return pack_span(start.line, start.column, end.line, end.column)
