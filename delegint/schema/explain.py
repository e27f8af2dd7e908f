"""The slow answer: why a refused entry is refused, in our own words, at the exact key or value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from delegint.schema.vocabulary import CHECKED_BY, EXPECTED, IGNORE_CASE, Schema
from delegint.source.nodes import Node
from delegint.source.places import Place, Problem

_TYPE_WORDS: Final = {
    "object": "a mapping", "array": "a list", "string": "text", "boolean": "true or false", "null": "nothing",
    "integer": "a whole number", "number": "a number",
}  # fmt: skip
_BOOLEAN_WORDS: Final = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_MOST_CHOICES: Final = 12


def _enum_without_case(_validator: Any, values: list[Any], instance: Any, schema: Schema) -> Iterator[ValidationError]:
    if schema.get(IGNORE_CASE) and isinstance(instance, str):
        values = [value.casefold() if isinstance(value, str) else value for value in values]
        instance = instance.casefold()
    if not any(type(value) is type(instance) and value == instance for value in values):
        yield ValidationError(f"{instance!r} is not one of {values!r}")


_Validator = extend(Draft202012Validator, {"enum": _enum_without_case})  # type: ignore[no-untyped-call]


def validator(schema: Schema) -> Any:
    """The library's validator with our reading of `enum`."""
    return _Validator(schema)


class _Where(NamedTuple):
    """A violated place: the node (of the value, or of the mapping that misses something), and its path."""

    node: Node
    path: tuple[str, ...]


def explain(node: Node, path: tuple[str, ...], schema: Schema, root: Schema) -> Iterator[Problem]:
    """Every violation of `schema` in `node`.

    Parameters:
        node: an entry that the acceptor has refused.
        path: the keys that lead to it from the top of the state.
        schema: the schema of the entry, a part of `root`.
        root: the assembled schema, whose definitions `schema` refers to.
    """
    whole = {**without_delegated(schema), "$defs": without_delegated(root.get("$defs", {}))}
    errors = sorted(validator(whole).iter_errors(node.plain()), key=lambda error: [str(p) for p in error.absolute_path])
    mistyped = {tuple(error.absolute_path) for error in errors if error.validator == "type"}
    for error in errors:
        if error.validator != "type" and tuple(error.absolute_path) in mistyped:
            continue  # a value of the wrong type is none of the allowed ones either; said once
        yield from _problems(error, _find(node, path, error.absolute_path))


def without_delegated(schema: Any) -> Any:
    """The schema with everything taken out that a rule checks instead of it."""
    if isinstance(schema, dict):
        return {} if CHECKED_BY in schema else {key: without_delegated(value) for key, value in schema.items()}
    return [without_delegated(item) for item in schema] if isinstance(schema, list) else schema


def _find(node: Node, path: tuple[str, ...], steps: Sequence[str | int]) -> _Where:
    for step in steps:
        child = node.items()[step] if isinstance(step, int) else node.get(step)
        if child is None:
            break
        node, path = child, (*path, str(step))
    return _Where(node, path)


def _problems(error: Any, where: _Where) -> Iterator[Problem]:
    keyword = str(error.validator)
    if keyword == "additionalProperties":
        yield from _unknown_keys(error, where)
    elif keyword == "required":
        yield from _missing_keys(error, where)
    elif keyword == "type":
        yield _wrong_type(error, where)
    elif keyword in ("enum", "const"):
        yield _wrong_choice(error, where)
    else:
        yield _wrong_value(error, where)


def _unknown_keys(error: Any, where: _Where) -> Iterator[Problem]:
    known = list(error.schema.get("properties", {}))
    for key, child in where.node.entries():
        if key in known or any(re.search(pattern, key) for pattern in error.schema.get("patternProperties", {})):
            continue
        folded = key.replace("-", "_").casefold()
        same = [name for name in known if name.replace("_", "") == folded.replace("_", "")]
        nearest = same or get_close_matches(folded, known, 1, 0.6)
        fix = f"Did you mean {nearest[0]}?" if nearest else _choices("The keys here are", known)
        owner = where.path[-1] if where.path else "the top level"
        message = f"The key {key} is not known under {owner}" if where.path else f"The section {key} is not known"
        yield Problem("FMT005", message, child.key_place, (*where.path, key), fix, salient=key)


def _missing_keys(error: Any, where: _Where) -> Iterator[Problem]:
    present = where.node.value if isinstance(where.node.value, dict) else {}
    for key in error.validator_value:
        if key not in present:
            # jsonschema reports each missing key by itself; the message tells which one this error is about
            if f"'{key}'" not in error.message:
                continue
            fix = f"Add {key}: to this entry"
            yield Problem("FMT009", f"The key {key} is missing", where.node.key_place, where.path, fix, salient=key)


def _wrong_type(error: Any, where: _Where) -> Problem:
    names = error.validator_value
    wanted = [names] if isinstance(names, str) else list(names)
    value = where.node.value
    words = " or ".join(_TYPE_WORDS[name] for name in wanted if name != "null" or len(wanted) == 1)
    message = f"{_name(where)} takes {words}, not {_shown(where.node)}"
    fix = "Write keys and values below it, indented, or remove the key" if "object" in wanted else f"Write {words}"
    if "boolean" in wanted and isinstance(value, (int, float)):
        fix = "Write true or false"
    elif "boolean" in wanted and isinstance(value, str):
        meant = _BOOLEAN_WORDS.get(value.casefold()) or (
            value.casefold() if value.casefold() in ("true", "false") else None
        )
        fix = (
            f"Write {meant}: in YAML 1.2 yes, no, on, off and quoted words are text" if meant else "Write true or false"
        )
    elif "array" in wanted and isinstance(value, str):
        fix = f"Write a list: [{value}]"
    elif "string" in wanted and isinstance(value, (int, float)):
        written = where.node.source.line(where.node.place.line)[
            where.node.place.column - 1 : where.node.place.end_column - 1
        ]
        fix = f'Put it in quotes: "{written}"'
    return Problem("FMT006", message, where.node.place, where.path, fix, salient=str(value)[:80])


def _wrong_choice(error: Any, where: _Where) -> Problem:
    choices = [
        str(choice) for choice in ([error.validator_value] if error.validator == "const" else error.validator_value)
    ]
    value = where.node.value
    folded = {choice.casefold(): choice for choice in choices}
    text = str(value).replace("-", "_").replace(" ", "_").casefold()
    nearest = [folded[name] for name in get_close_matches(text, folded, 1, 0.6)]
    if text in folded and isinstance(value, (int, float)) and not isinstance(value, bool):
        fix = f'Put it in quotes: "{folded[text]}"'
    else:
        fix = f"Did you mean {nearest[0]}?" if nearest else _choices("Write one of", choices)
    message = f"{_name(where)} cannot be {_shown(where.node)}"
    if error.validator == "const" and where.path == ("delegint",):
        message = f"The format of the state is {_shown(where.node)}; this version of delegint knows the number 1"
        fix = "Write delegint: 1, or install a newer delegint"
    return Problem("FMT007", message, where.node.place, where.path, fix, salient=str(value)[:80])


def _wrong_value(error: Any, where: _Where) -> Problem:
    in_key = "propertyNames" in error.absolute_schema_path
    expected = error.schema.get(EXPECTED) if isinstance(error.schema, dict) else None
    fix = f"Write {expected}" if expected else None
    if in_key:
        key = str(error.instance)
        child = where.node.get(key)
        place: Place = (child or where.node).key_place
        return Problem("FMT007", f"The key {key} is not an address", place, (*where.path, key), fix, salient=key)
    limit = error.validator_value
    reasons = {
        "minimum": ("must be at least {limit}", "Write {limit} or more"),
        "maximum": ("must be at most {limit}", "Write {limit} or less"),
        "minLength": ("must not be empty", "Write it out, or remove it"),
        "minItems": ("must not be an empty list", "Name at least one, or remove the key"),
    }
    reason, remedy = reasons.get(str(error.validator), ("", ""))
    if reason:
        reason, fix = reason.format(limit=limit), fix or remedy.format(limit=limit)
    else:
        reason = "does not have the form that is wanted" if not expected else f"is not {expected.split(';')[0]}"
        if expected is None:
            fix = error.message
    message = f"{_name(where)} {reason}: {_shown(where.node)}" if "must" not in reason else f"{_name(where)} {reason}"
    return Problem("FMT007", message, where.node.place, where.path, fix, salient=str(where.node.value)[:80])


def _name(where: _Where) -> str:
    """The key that a value belongs to; an item of a list goes by the name of the list."""
    if not where.path:
        return "The document"
    last = where.path[-1]
    if where.node.key_span is None and last.isdigit() and len(where.path) > 1:
        return f"An item of {where.path[-2]}"
    return last


def _shown(node: Node) -> str:
    """The value as people wrote it, short; collections by their kind."""
    value = node.value
    if isinstance(value, (dict, list)) or value is None:
        return node.kind
    if isinstance(value, str):
        return f"the text {value!r}" if len(value) <= 60 else f"the text {value[:57]!r}…"
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _choices(opening: str, choices: list[str]) -> str:
    shown = choices[:_MOST_CHOICES]
    more = f" and {len(choices) - len(shown)} more" if len(choices) > len(shown) else ""
    return f"{opening} {', '.join(shown)}{more}"
