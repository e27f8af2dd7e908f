"""Whether the value of a setting is one that its cmdlet takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final, NamedTuple

from delegint.schema.catalogue import Setting, seconds
from delegint.source.nodes import Node

_TYPES: Final = {"boolean": "true or false", "integer": "a whole number", "string": "text", "array": "a list"}
_BOOLEANS: Final = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}
_MOST_SHOWN: Final = 60
_MANY_DIGITS: Final = 9


class Complaint(NamedTuple):
    """Why a value will not do.

    Parameters:
        reason: what is wrong, to follow the name of the setting.
        fix: what to write instead.
        node: the value that is meant.
    """

    reason: str
    fix: str
    node: Node


def complaints(setting: Setting, node: Node) -> Iterator[Complaint]:
    """Everything that is wrong with the value of a setting."""
    value = node.value
    if value is None:
        if not setting.nullable and setting.type != "array":
            yield Complaint(f"takes {_wanted(setting)}, and cannot be blank", "Leave the setting out", node)
    elif not _has_type(setting, node):
        yield Complaint(f"takes {_wanted(setting)}, not {_shown(node)}", _right_type(setting, node), node)
    elif isinstance(value, list):
        yield from _items(setting, node)
    elif isinstance(value, str):
        yield from _text(setting, node, value)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from _limits(setting, node, value, setting.minimum, setting.maximum)


def _has_type(setting: Setting, node: Node) -> bool:
    value = node.value
    if setting.type == "boolean":
        return isinstance(value, bool)
    if setting.type == "integer":
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        return whole and not isinstance(value, bool)
    return isinstance(value, list if setting.type == "array" else str)


def _items(setting: Setting, node: Node) -> Iterator[Complaint]:
    for item in node.items():
        if setting.items == "object":
            keys = ("Name", "Value")
            entry = item.value if isinstance(item.value, dict) else {}
            if entry.keys() != set(keys) or any(not isinstance(entry[key].value, str) for key in keys):
                fix = 'Write {Name: AllowAdalForNonLyncIndependentOfLync, Value: "True"}, both as text'
                yield Complaint(f"takes entries with Name and Value, not {_shown(item)}", fix, item)
        elif not isinstance(item.value, str):
            yield Complaint(f"takes a list of text, not one with {_shown(item)}", "Put the item in quotes", item)


def _text(setting: Setting, node: Node, value: str) -> Iterator[Complaint]:
    if setting.timespan:
        length = seconds(value)
        if length is None:
            yield Complaint(f"takes {_wanted(setting)}, not {_shown(node)}", "Write it as 00:30:00", node)
        else:
            limits = (setting.minimum, setting.maximum)
            least, most = (seconds(limit) if isinstance(limit, str) else None for limit in limits)
            yield from _limits(setting, node, length, least, most)
    elif setting.allowed:
        folded = {choice.casefold(): choice for choice in setting.allowed}
        if value.casefold() not in folded:
            nearest = get_close_matches(value.casefold(), folded, 1, 0.6)
            fix = f"Did you mean {folded[nearest[0]]}?" if nearest else f"Write {_wanted(setting)}"
            yield Complaint(f"takes {_wanted(setting)}, not {_shown(node)}", fix, node)
    elif setting.pattern and re.search(setting.pattern, value, re.IGNORECASE) is None:
        reason = f"must match {setting.pattern}, which {_shown(node)} does not"
        yield Complaint(reason, f"Write text that begins with {setting.pattern.removeprefix('^')}", node)
    elif setting.max_length is not None and len(value) > setting.max_length:
        reason = f"takes at most {setting.max_length} characters, not {len(value)}"
        yield Complaint(reason, "Shorten the text", node)


def _limits(
    setting: Setting, node: Node, value: float, least: int | str | None, most: int | str | None
) -> Iterator[Complaint]:
    if isinstance(least, int) and value < least:
        yield Complaint(f"must be at least {setting.minimum}, not {_shown(node)}", f"Write {_range(setting)}", node)
    if isinstance(most, int) and value > most:
        yield Complaint(f"must be at most {setting.maximum}, not {_shown(node)}", f"Write {_range(setting)}", node)


def _range(setting: Setting) -> str:
    if setting.minimum is not None and setting.maximum is not None:
        return f"a value from {setting.minimum} to {setting.maximum}"
    return f"{setting.minimum} or more" if setting.minimum is not None else f"{setting.maximum} or less"


def _wanted(setting: Setting) -> str:
    if setting.timespan:
        return "a time as hh:mm:ss"
    if setting.allowed:
        *others, last = setting.allowed
        return f"{', '.join(others)} or {last}" if others else last
    return _TYPES[setting.type]


def _right_type(setting: Setting, node: Node) -> str:
    value = node.value
    if setting.type == "boolean" and isinstance(value, str) and value.casefold() in _BOOLEANS:
        return f"Write {_BOOLEANS[value.casefold()]} without quotes: in YAML 1.2 yes, no, on and off are text"
    if setting.type == "integer" and isinstance(value, str) and value.isdecimal() and len(value) <= _MANY_DIGITS:
        return f"Write {int(value)} without quotes"
    if setting.type == "array" and isinstance(value, str):
        return f"Write a list: [{value}]"
    if setting.type == "string" and not setting.timespan and not isinstance(value, (dict, list)):
        return "Put the value in quotes"
    return f"Write {_wanted(setting)}"


def _shown(node: Node) -> str:
    value = node.value
    if isinstance(value, str):
        return f"the text {value!r}" if len(value) <= _MOST_SHOWN else f"a text of {len(value)} characters"
    if isinstance(value, bool):
        return str(value).lower()
    return node.kind if value is None or isinstance(value, (dict, list)) else str(value)
