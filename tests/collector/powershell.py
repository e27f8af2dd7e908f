"""The syntax tree of a PowerShell script, and what the tests ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import tree_sitter
import tree_sitter_pwsh

from delegint.collector.script import SIDES, collector_script

EACH = [(side,) for side in SIDES]
ALL = tuple(SIDES)
Node = tree_sitter.Node
_LANGUAGE = tree_sitter.Language(tree_sitter_pwsh.language())
_SCRIPT = "script"


class Call(NamedTuple):
    """One command of the script.

    Parameters:
        name: what is called.
        line: where, 1-based.
        parameters: the names of its parameters, with the dash.
        arguments: everything else, splatted variables included.
        after: the argument that follows each parameter.
        node: its node.
    """

    name: str
    line: int
    parameters: list[str]
    arguments: list[Node]
    after: dict[str, str]
    node: Node


@cache
def tree(sides: tuple[str, ...] = ALL, mailboxes: tuple[str, ...] = ()) -> Node:
    """The script for some sides."""
    return parse(collector_script(sides, mailboxes))


def parse(script: str) -> Node:
    """The tree of any script."""
    return tree_sitter.Parser(_LANGUAGE).parse(script.removeprefix("\ufeff").encode()).root_node


def text(node: Node | None) -> str:
    """The source of a node."""
    return "" if node is None or node.text is None else node.text.decode()


def below(node: Node, *types: str) -> Iterator[Node]:
    """Every node of these types, in the order of the source."""
    pending = [node]
    while pending:
        found = pending.pop()
        if found.type in types:
            yield found
        pending.extend(reversed(found.children))


def child(node: Node, *types: str) -> Node | None:
    """The first child of one of these types."""
    return next((found for found in node.children if found.type in types), None)


def calls(root: Node) -> Iterator[Call]:
    """Every command that the script calls by name."""
    for node in below(root, "command"):
        named = child(node, "command_name")
        if named is None:
            continue
        elements = child(node, "command_elements")
        parts = [part for part in elements.children if part.type != "command_argument_sep"] if elements else []
        parameters = [text(part) for part in parts if part.type == "command_parameter"]
        arguments = [part for part in parts if part.type != "command_parameter"]
        after = {text(one): text(two) for one, two in pairwise(parts) if one.type == "command_parameter"}
        yield Call(text(named), node.start_point.row + 1, parameters, arguments, after, node)


def functions(root: Node) -> dict[str, Node]:
    """The functions that the script defines, by name."""
    return {text(child(node, "function_name")): node for node in below(root, "function_statement")}


def parameters_of(function: Node) -> list[str]:
    """The names of the parameters of a function, without the dollar sign."""
    block = next(below(function, "param_block"), None)
    if block is None:
        return []
    return [text(child(node, "variable")).lstrip("$") for node in below(block, "script_parameter")]


def enclosing(node: Node) -> Node | None:
    """The function in which a node stands; None where it is the script itself."""
    above = node.parent
    while above is not None and above.type != "function_statement":
        above = above.parent
    return above


def variable_name(node: Node) -> tuple[str, str]:
    """Scope and name of a variable in lower case; the scope is empty where none is written."""
    name = text(node).lstrip("$@").strip("{}").lower()
    scope, colon, rest = name.partition(":")
    return (scope, rest) if colon else ("", name)


def scope_of(node: Node) -> str:
    """The name of the function in which a node stands."""
    function = enclosing(node)
    return _SCRIPT if function is None else text(child(function, "function_name"))


def keys_of(literal: Node) -> list[str]:
    """The keys of a hashtable literal, in order."""
    body = child(literal, "hash_literal_body")
    entries = [] if body is None else [node for node in body.children if node.type == "hash_entry"]
    return [text(child(entry, "key_expression")) for entry in entries]


def values_of(literal: Node) -> dict[str, str]:
    """The source of each value of a hashtable literal."""
    body = child(literal, "hash_literal_body")
    entries = [] if body is None else [node for node in body.children if node.type == "hash_entry"]
    return {text(child(entry, "key_expression")): text(child(entry, "pipeline")) for entry in entries}
