"""The state against the schema, entry by entry, so that one bad entry costs the time of one."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.schema.accept import Acceptor, is_known
from delegint.schema.vocabulary import Schema
from delegint.source.nodes import Node
from delegint.source.places import Problem


def check(root: Node, schema: Schema) -> Iterator[Problem]:
    """Every violation of the format in a merged state.

    Parameters:
        root: the merged mapping.
        schema: the assembled schema.
    """
    acceptor = Acceptor(schema)
    if acceptor.compile(schema)(root):
        return
    yield from _descend(root, (), schema, acceptor, schema)


def _descend(node: Node, path: tuple[str, ...], schema: Schema, acceptor: Acceptor, root: Schema) -> Iterator[Problem]:
    """Narrow the violation down to the smallest mapping entries that are refused, and explain those."""
    from delegint.schema.explain import explain

    if "$ref" in schema and len(schema) == 1 and is_known(schema):
        schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    value = node.value
    if not isinstance(value, dict) or schema.get("type") not in ("object", ["object", "null"]) or not is_known(schema):
        yield from explain(node, path, schema, root)
        return
    properties, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
    shallow = {key: part for key, part in schema.items() if key not in ("properties", "additionalProperties")}
    allowed = {key: part is not False for key, part in properties.items()}
    if rest is False:
        shallow |= {"properties": allowed, "additionalProperties": False}
    elif not all(allowed.values()):
        shallow["properties"] = allowed
    if not acceptor.compile(shallow)(node):
        yield from explain(node, path, shallow, root)
    for key, child in value.items():
        below = properties.get(key, rest)
        if isinstance(below, dict) and not acceptor.compile(below)(child):
            yield from _descend(child, (*path, key), below, acceptor, root)
