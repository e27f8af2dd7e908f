"""The quick verdict and that of the library are one, for every schema and every value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from delegint.schema.accept import Acceptor
from delegint.schema.check import check
from delegint.schema.explain import validator, without_delegated
from tests.linting import everything
from tests.strategies import node_of, trees

NAMES = ["a", "b", "c", "x-1", "home"]
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from([0.0, 1.0, 1.5, -2.0, float("nan")])
    | st.sampled_from(["", "a", "A", "b", "ab", "1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=8,
)
SCALARS = [None, True, False, 0, 1, 1.0, 1.5, "a", "A", "b", ""]


def _keywords(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    types = st.sampled_from(["object", "array", "string", "boolean", "null", "integer", "number"])
    known: dict[str, st.SearchStrategy[Any]] = {
        "type": types | st.lists(types, min_size=1, max_size=3, unique=True),
        "properties": st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
        "additionalProperties": inner,
        "propertyNames": inner,
        "items": inner,
        "enum": st.lists(st.sampled_from(SCALARS), min_size=1, max_size=4),
        "x-delegint-ignore-case": st.booleans(),
        "const": st.sampled_from(SCALARS),
        "required": st.lists(st.sampled_from(NAMES), max_size=2, unique=True),
        "pattern": st.sampled_from(["^a", "b$", "^$", "1"]),
        "minLength": st.integers(0, 2),
        "minItems": st.integers(0, 2),
        "minimum": st.sampled_from([-1, 0, 1.5]),
        "maximum": st.sampled_from([-1, 0, 1.5]),
        "if": inner,
        "then": inner,
        "else": inner,
        "allOf": st.lists(inner, min_size=1, max_size=2),
        "$ref": st.sampled_from(["#/$defs/first", "#/$defs/second", "#/$defs/first/not"]),
        "description": st.just("words"),
    }
    foreign: dict[str, st.SearchStrategy[Any]] = {
        "anyOf": st.lists(inner, min_size=1, max_size=2),
        "not": inner,
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "home"]), inner, max_size=2),
        "unevaluatedProperties": inner,
        "prefixItems": st.lists(inner, min_size=1, max_size=2),
        "contains": inner,
        "minContains": st.integers(0, 2),
        "uniqueItems": st.booleans(),
        "maxLength": st.integers(0, 2),
        "multipleOf": st.just(2),
    }
    some_known = st.fixed_dictionaries({}, optional=known)
    return some_known | st.builds(lambda one, two: one | two, some_known, st.fixed_dictionaries({}, optional=foreign))


schemas = st.recursive(st.booleans() | _keywords(st.booleans()), _keywords, max_leaves=6)
roots = _keywords(schemas).map(
    lambda schema: {
        **schema,
        "$defs": {
            "first": {"type": "integer", "not": {"const": 0}},
            "second": {"additionalProperties": False, "items": True},
        },
    }
)


@example({"type": "object", "properties": {"a": False}}, {"a": None})
@example({"type": "object", "properties": {"a": False, "b": True}, "additionalProperties": False}, {"a": 1, "b": 2})
@given(roots, values)
def test_every_schema(schema: dict[str, Any], value: Any) -> None:
    expected = validator(schema).is_valid(value)
    node = node_of(value)
    assert Acceptor(schema).compile(schema)(node) is expected
    assert (list(check(node, schema)) == []) is expected


FORMAT = everything()[2]
VALIDATOR = validator(without_delegated(FORMAT))  # what rules check in its stead is no question of the schema
_ADDRESSES = st.sampled_from(["ilse@contoso.com", "sip:a@b.c", "nobody", ""])
_SOME_VALUES = trees | st.sampled_from(
    ["online", "Editor", "2026-12-05", "UserMailbox", "vip", ["ilse@contoso.com"], {"home": "online"}]
)


def _instances(schema: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values that mostly, not always, fit a schema."""
    if isinstance(schema, bool) or depth > 5:
        return _SOME_VALUES
    if "$ref" in schema:
        return _instances(FORMAT["$defs"][schema["$ref"].removeprefix("#/$defs/")], depth)
    options = [_SOME_VALUES]
    if "enum" in schema or "const" in schema:
        options += [st.sampled_from(schema.get("enum") or [schema["const"]])] * 4
    if "properties" in schema:
        parts = {key: _instances(part, depth + 1) for key, part in schema["properties"].items()}
        required = {key: parts.pop(key) for key in schema.get("required", []) if key in parts}
        options += [st.fixed_dictionaries(required, optional=parts)] * 4
    elif isinstance(schema.get("additionalProperties"), dict):
        options += [st.dictionaries(_ADDRESSES, _instances(schema["additionalProperties"], depth + 1), max_size=2)] * 4
    if "items" in schema:
        options += [st.lists(_instances(schema["items"], depth + 1), max_size=2)] * 3
    if schema.get("type") == "boolean":
        options += [st.booleans()] * 4
    return st.one_of(options)


SECTIONS = sorted(FORMAT["properties"])


@pytest.mark.parametrize("section", SECTIONS)
def test_the_format(section: str) -> None:
    instances = _instances(FORMAT["properties"][section])

    @settings(max_examples=40)
    @given(instances)
    def agree(value: Any) -> None:
        state = {"delegint": 1, section: value}
        node = node_of(state)
        expected = VALIDATOR.is_valid(state)
        assert Acceptor(FORMAT).compile(FORMAT)(node) is expected
        assert (list(check(node, FORMAT)) == []) is expected

    agree()
