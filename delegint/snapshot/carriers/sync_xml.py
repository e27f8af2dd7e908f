"""The folder that Get-ADSyncServerConfiguration writes: global settings, connectors, synchronization rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from delegint.snapshot.carriers.xml_safety import MAX_DEPTH, MAX_TEXT, feed, safe_parser
from delegint.snapshot.files import ExportFile
from delegint.snapshot.values import RawRecord, Remark, UnreadableExportError, Value

MAX_ELEMENTS: Final = 200_000
"""Of one file, of those that are kept; the largest real file keeps about three hundred."""
_EXPORT: Final = "Get-ADSyncServerConfiguration -Path <folder>"
_KEPT: Final[dict[str, frozenset[str]]] = {
    "saved-mv-configuration": frozenset({"mv-data", "parameter-values", "parameter"}),
    "ma-data": frozenset(
        {"id", "name", "category", "subtype", "ma-partition-data", "partition", "selected"}
        | {"attribute-inclusion", "attribute", "filter", "containers", "exclusions", "exclusion", "inclusions"}
        | {"inclusion"}
    ),
    "synchronizationRule": frozenset(
        {"id", "name", "immutable-tag", "direction", "disabled", "connector", "sourceObjectType", "targetObjectType"}
        | {"linkType", "precedence", "attribute-mappings", "mapping", "dest", "src", "attr", "expression"}
        | {"valueMergeType"}
        | {"synchronizationCriteria", "conditions", "scope", "csAttribute", "csOperator", "csValue"}
    ),
}
"""What is read below each root element. All else, with service accounts, passwords and host names, is passed over."""
_PRIVATE: Final = re.compile(r"(?:account|password|credentials?|secret|host|server|user)(?:name)?$", re.IGNORECASE)
"""Parameters whose value is not kept either, should a version have them."""


class _Element:
    """An element that is kept."""

    __slots__ = ("attributes", "children", "line", "tag", "text")

    def __init__(self, tag: str, attributes: dict[str, str], line: int) -> None:
        self.tag = tag
        self.attributes = attributes
        self.line = line
        self.text = ""
        self.children: list[_Element] = []

    def all(self, *path: str) -> list[_Element]:
        """The elements that the tags lead to, in file order."""
        found = [self]
        for tag in path:
            found = [child for element in found for child in element.children if child.tag == tag]
        return found

    def first(self, tag: str) -> str | None:
        """The text of the first such child; None where there is none."""
        return next((child.text for child in self.children if child.tag == tag), None)


def read(export: ExportFile) -> Iterator[RawRecord]:
    """The records of one file of the folder; which kind it is shows in its root element.

    A global setting is `{"Kind": "sync-setting", "Name", "Value", "Scope", "DataType"}`, a connector `{"Kind":
    "connector", "Name", "Identifier", "Type", "Subtype", "Partitions", "SelectedPartitions",
    "ExcludedContainers", "IncludedContainers", "Attributes"}`, a rule
    `{"Kind": "synchronization-rule", "Name", "Identifier", "ImmutableTag", "Direction", "Disabled", "Connector",
    "SourceObjectType", "TargetObjectType", "LinkType", "Precedence", "Flows", "ScopeFilter"}`. What the file does not
    state is None.

    Parameters:
        export: the file; takes remarks on values that cannot be kept.

    Raises:
        UnreadableExportError: it is no file of such a folder, is damaged, or passes a bound.

    Source:
        microsoft/AADConnectConfigDocumenter, sample data of an Entra Connect server.
    """
    root = _Tree(export).root
    if root.tag == "saved-mv-configuration":
        yield from _settings(root, export)
    elif root.tag == "ma-data":
        yield RawRecord(root.line, _connector(root))
    else:
        yield RawRecord(root.line, _rule(root, export))


class _Tree:
    """Reads what is kept of a file.

    Parameters:
        export: the file.
    """

    def __init__(self, export: ExportFile) -> None:
        self._parser = safe_parser(export)
        self._root: _Element | None = None
        self._open: list[_Element] = []
        self._kept: frozenset[str] = frozenset()
        self._skipping = 0
        self._chunks: list[str] = []
        self._count = 0
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._chunks.append
        for _ in feed(export, self._parser, self._check):
            pass

    @property
    def root(self) -> _Element:
        """The root element."""
        assert self._root is not None  # noqa: S101 - a document without an element is no XML and was refused
        return self._root

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) + self._skipping >= MAX_DEPTH:
            raise self._problem(f"Elements are nested more than {MAX_DEPTH} deep", f"Export it again: {_EXPORT}")
        if self._root is None:
            self._kept = _KEPT.get(tag, frozenset())
            if not self._kept:
                message = f"The root element {tag[:80]} is none of a synchronization server's configuration"
                raise self._problem(message, f"Name the folder that {_EXPORT} wrote, without files of another origin")
        elif self._skipping or tag not in self._kept:
            self._skipping += 1
            return
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise self._problem(f"The file has more than {MAX_ELEMENTS:,} settings", f"Export it again: {_EXPORT}")
        element = _Element(tag, attributes, self._parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)
        self._chunks.clear()

    def _end(self, _tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
            self._chunks.clear()
            return
        self._check()
        element = self._open.pop()
        if not element.children:
            element.text = "".join(self._chunks).strip()
        self._chunks.clear()

    def _check(self) -> None:
        if self._skipping:
            self._chunks.clear()
        elif sum(map(len, self._chunks)) > MAX_TEXT:
            message = f"A value is longer than {MAX_TEXT // 1024 // 1024} MiB"
            raise self._problem(message, f"Export it again: {_EXPORT}")

    def _problem(self, message: str, fix: str) -> UnreadableExportError:
        return UnreadableExportError(message, self._parser.CurrentLineNumber, fix)


def _settings(root: _Element, export: ExportFile) -> Iterator[RawRecord]:
    """The parameters that Get-ADSyncGlobalSettings shows."""
    found = root.all("mv-data", "parameter-values", "parameter")
    if not found:
        message = "The file states no global settings; it may come from another version of the server"
        export.remarks.append(Remark(root.line, message, "Add (Get-ADSyncGlobalSettings).Parameters as JSON"))
    for element in found:
        given = element.attributes
        name, value = given.get("name"), element.text
        if name is None:
            export.remarks.append(Remark(element.line, "A global setting has no name; it is left out"))
            continue
        private = given.get("encrypted", "0") not in {"0", "false"} or _PRIVATE.search(name)
        yield RawRecord(
            element.line,
            {
                "Kind": "sync-setting",
                "Name": name,
                "Value": None if private else value,
                "Scope": given.get("use"),
                "DataType": given.get("dataType"),
            },
        )


def _connector(root: _Element) -> dict[str, Value]:
    """What Get-ADSyncConnector shows of a connector, as far as it says what is synchronized."""
    if root.first("id") is None or root.first("name") is None:
        message = "The connector has no id or no name"
        raise UnreadableExportError(message, root.line, f"Export it again: {_EXPORT}")
    partitions = root.all("ma-partition-data", "partition")
    return {
        "Kind": "connector",
        "Name": root.first("name"),
        "Identifier": _guid(root.first("id")),
        "Type": root.first("category"),
        "Subtype": root.first("subtype"),
        "Partitions": [name for partition in partitions if (name := partition.first("name"))],
        "SelectedPartitions": [
            name for partition in partitions if (name := partition.first("name")) and partition.first("selected") == "1"
        ],
        "ExcludedContainers": _containers(partitions, "exclusions", "exclusion"),
        "IncludedContainers": _containers(partitions, "inclusions", "inclusion"),
        "Attributes": [attribute.text for attribute in root.all("attribute-inclusion", "attribute")],
    }


def _containers(partitions: list[_Element], *tags: str) -> list[Value]:
    """The containers of the selected partitions that are named as left out, or as taken in."""
    return [
        container.text
        for partition in partitions
        if partition.first("selected") == "1"
        for container in partition.all("filter", "containers", *tags)
    ]


def _rule(root: _Element, export: ExportFile) -> dict[str, Value]:
    """What Get-ADSyncRule shows of a rule, as far as it says what flows."""
    if root.first("id") is None or root.first("direction") is None:
        message = "The synchronization rule has no id or no direction"
        raise UnreadableExportError(message, root.line, f"Export it again: {_EXPORT}")
    return {
        "Kind": "synchronization-rule",
        "Name": root.first("name"),
        "Identifier": _guid(root.first("id")),
        "ImmutableTag": root.first("immutable-tag"),
        "Direction": root.first("direction"),
        "Disabled": _switch(root, export),
        "Connector": _guid(root.first("connector")),
        "SourceObjectType": root.first("sourceObjectType"),
        "TargetObjectType": root.first("targetObjectType"),
        "LinkType": root.first("linkType"),
        "Precedence": _precedence(root.first("precedence")),
        "Flows": [_flow(mapping) for mapping in root.all("attribute-mappings", "mapping")],
        "ScopeFilter": [_group(group) for group in root.all("synchronizationCriteria", "conditions")],
    }


def _flow(mapping: _Element) -> Value:
    """One attribute flow; an expression counts before the attributes that it uses."""
    expression, constant = mapping.first("expression"), mapping.first("src")
    attributes: list[Value] = [attribute.text for attribute in mapping.all("src", "attr")]
    kind = "expression" if expression is not None else "direct" if attributes else "constant"
    return {
        "Destination": mapping.first("dest"),
        "Source": attributes,
        "Type": kind,
        "Expression": expression,
        "Constant": constant if kind == "constant" else None,
        "Merge": mapping.first("valueMergeType"),
    }


def _group(conditions: _Element) -> Value:
    """One group of conditions, all of which an object must meet; to meet one group is enough."""
    return {
        "Conditions": [
            {
                "Attribute": scope.first("csAttribute"),
                "Operator": scope.first("csOperator"),
                "Value": scope.first("csValue"),
            }
            for scope in conditions.all("scope")
        ]
    }


def _switch(root: _Element, export: ExportFile) -> bool | None:
    text = root.first("disabled")
    value = None if text is None else {"true": True, "false": False}.get(text.lower())
    if value is None:
        export.remarks.append(Remark(root.line, "The rule does not say whether it is disabled"))
    return value


def _precedence(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,9}", text) else None


def _guid(text: str | None) -> str | None:
    """As everywhere else: lower case, without braces."""
    return None if text is None else text.strip("{}").lower()
