"""The quick answer: does a node satisfy its schema?

Nearly every entry of a state is valid, and a linter that starts in a tenth of a second cannot afford to import a
validator to learn so. Each schema is compiled once to a function that walks the positioned tree itself. Only what this
function refuses is explained, by `jsonschema` (see `explain`). A schema with a keyword that is not known here is left
to `jsonschema` as a whole, since keywords depend on their neighbours; so a plugin may use all of JSON Schema 2020-12.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from delegint.schema.vocabulary import CHECKED_BY, EXPECTED, IGNORE_CASE, Schema
from delegint.source.nodes import Node

Accepts = Callable[[Node], bool]

_ANNOTATIONS: Final = frozenset({
    "$schema", "$id", "$defs", "$comment", "title", "description", "default", "examples", "deprecated",
    IGNORE_CASE, EXPECTED,
})  # fmt: skip
_DEFINITION: Final = re.compile(r"#/\$defs/[^/]+\Z")
_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "null": (type(None),),
    "integer": (int,),
    "number": (int, float),
}


class Acceptor:
    """Compiled schemas of one assembled schema; a definition is compiled when it is first needed."""

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._definitions: dict[str, Accepts] = {}

    def compile(self, schema: Schema | bool) -> Accepts:
        """A function that says whether a node satisfies `schema`, a schema inside the root schema."""
        if isinstance(schema, bool):
            return lambda _: schema
        if CHECKED_BY in schema:
            return lambda _: True
        if not is_known(schema):
            return self._by_library(schema)
        checks = [
            check for keyword in schema if keyword not in _ANNOTATIONS for check in self._keyword(keyword, schema)
        ]
        if len(checks) == 1:
            return checks[0]
        return lambda node: all(check(node) for check in checks)

    def _keyword(self, keyword: str, schema: Schema) -> list[Accepts]:
        check = getattr(self, "_" + keyword.removeprefix("$"))(schema[keyword], schema)
        return [] if check is None else [check]

    def _by_library(self, schema: Schema) -> Accepts:
        whole: Any = None

        def check(node: Node) -> bool:
            nonlocal whole
            if whole is None:
                from delegint.schema.explain import validator, without_delegated

                whole = validator(without_delegated({**schema, "$defs": self._root.get("$defs", {})}))
            return bool(whole.is_valid(node.plain()))

        return check

    def _ref(self, reference: str, _: Schema) -> Accepts:
        name = reference.removeprefix("#/$defs/")

        def check(node: Node) -> bool:
            known = self._definitions.get(name)
            if known is None:
                known = self._definitions[name] = self.compile(self._root["$defs"][name])
            return known(node)

        return check

    def _type(self, wanted: str | list[str], _: Schema) -> Accepts:
        names = [wanted] if isinstance(wanted, str) else wanted
        types = frozenset(kind for name in names for kind in _TYPES[name])
        whole_floats = "integer" in names and "number" not in names

        def check(node: Node) -> bool:
            value = node.value
            return type(value) in types or (whole_floats and isinstance(value, float) and value.is_integer())

        return check

    def _properties(self, properties: Schema, schema: Schema) -> Accepts:
        compiled = {key: self._lazily(value) for key, value in properties.items()}
        rest_schema = schema.get("additionalProperties", True)
        rest = self._lazily(rest_schema)

        def check(node: Node) -> bool:
            value = node.value
            if type(value) is not dict:
                return True
            return all(compiled.get(key, rest)(child) for key, child in value.items())

        return check

    def _additionalProperties(self, rest: Schema | bool, schema: Schema) -> Accepts | None:  # noqa: N802
        if "properties" in schema:
            return None
        compiled = self._lazily(rest)

        def check(node: Node) -> bool:
            value = node.value
            return type(value) is not dict or all(compiled(child) for child in value.values())

        return check

    def _propertyNames(self, names: Schema, _: Schema) -> Accepts:  # noqa: N802
        compiled = self._lazily(names)
        known: dict[str, bool] = {}

        def check(node: Node) -> bool:
            value = node.value
            if type(value) is not dict:
                return True
            for key in value:
                verdict = known.get(key)
                if verdict is None:
                    verdict = known[key] = compiled(Node(node.source, key, node.span))
                if not verdict:
                    return False
            return True

        return check

    def _items(self, items: Schema, _: Schema) -> Accepts:
        compiled = self._lazily(items)

        def check(node: Node) -> bool:
            value = node.value
            return type(value) is not list or all(compiled(child) for child in value)

        return check

    def _enum(self, values: list[Any], schema: Schema) -> Accepts:
        if schema.get(IGNORE_CASE):
            folded = frozenset(value.casefold() for value in values if isinstance(value, str))
            others = frozenset((type(value), value) for value in values if not isinstance(value, str))
            return lambda node: (
                node.value.casefold() in folded
                if isinstance(node.value, str)
                else not isinstance(node.value, (dict, list)) and (type(node.value), node.value) in others
            )
        allowed = frozenset((type(value), value) for value in values)
        return lambda node: not isinstance(node.value, (dict, list)) and (type(node.value), node.value) in allowed

    def _const(self, value: Any, _: Schema) -> Accepts:
        if _is_number(value):
            return lambda node: _is_number(node.value) and node.value == value
        return lambda node: type(node.value) is type(value) and node.value == value

    def _required(self, keys: list[str], _: Schema) -> Accepts:
        return lambda node: not isinstance(node.value, dict) or all(key in node.value for key in keys)

    def _pattern(self, pattern: str, _: Schema) -> Accepts:
        search = re.compile(pattern).search
        return lambda node: not isinstance(node.value, str) or search(node.value) is not None

    def _minLength(self, least: int, _: Schema) -> Accepts:  # noqa: N802
        return lambda node: not isinstance(node.value, str) or len(node.value) >= least

    def _minItems(self, least: int, _: Schema) -> Accepts:  # noqa: N802
        return lambda node: not isinstance(node.value, list) or len(node.value) >= least

    def _minimum(self, least: float, _: Schema) -> Accepts:
        return lambda node: not _is_number(node.value) or not node.value < least  # type: ignore[operator]

    def _maximum(self, most: float, _: Schema) -> Accepts:
        return lambda node: not _is_number(node.value) or not node.value > most  # type: ignore[operator]

    def _if(self, condition: Schema, schema: Schema) -> Accepts:
        applies = self._lazily(condition)
        then, otherwise = self._lazily(schema.get("then", True)), self._lazily(schema.get("else", True))
        return lambda node: then(node) if applies(node) else otherwise(node)

    def _then(self, _value: Schema, _: Schema) -> None:
        """Part of `if`."""

    _else = _then

    def _allOf(self, schemas: list[Schema], _: Schema) -> Accepts:  # noqa: N802
        compiled = [self._lazily(schema) for schema in schemas]
        return lambda node: all(check(node) for check in compiled)

    def _lazily(self, schema: Schema | bool) -> Accepts:
        """Compile at the first call: most sections of the format are absent from most states."""
        if isinstance(schema, bool):
            return lambda _: schema
        if "$ref" in schema and len(schema) == 1 and is_known(schema):
            return self._ref(schema["$ref"], schema)
        compiled: Accepts | None = None

        def check(node: Node) -> bool:
            nonlocal compiled
            if compiled is None:
                compiled = self.compile(schema)
            return compiled(node)

        return check


_KEYWORDS: Final = frozenset({
    "$ref", "type", "properties", "additionalProperties", "propertyNames", "items", "enum", "const", "required",
    "pattern", "minLength", "minItems", "minimum", "maximum", "if", "then", "else", "allOf",
})  # fmt: skip


def is_known(schema: Schema) -> bool:
    """Whether this module knows every keyword of the schema, of those within it regardless."""
    for keyword, value in schema.items():
        if keyword not in _ANNOTATIONS and keyword not in _KEYWORDS:
            return False
        choices = value if keyword == "enum" else [value] if keyword == "const" else ()
        if any(isinstance(choice, (dict, list)) for choice in choices):
            return False
        if keyword == "$ref" and not _DEFINITION.match(value):
            return False
    return True


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
