"""The script parses, for every choice of sides, and is plain enough for any reader and any code page."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

pytest.importorskip("tree_sitter_pwsh")

from delegint.collector.script import SIDES, collector_script
from tests.collector.powershell import ALL, EACH, below, calls, functions, parameters_of, text, tree

CHOICES = [choice for count in (1, 2, 3) for choice in combinations(SIDES, count)]
WIDEST = 120


@pytest.mark.parametrize("sides", CHOICES, ids="+".join)
def test_no_error_in_the_tree(sides: tuple[str, ...]) -> None:
    root = tree(sides)
    wrong = [(node.start_point.row + 1, text(node)) for node in below(root, "ERROR") if node.is_error]
    assert (wrong, root.has_error) == ([], False)


def test_no_error_for_a_second_grammar() -> None:
    tree_sitter = pytest.importorskip("tree_sitter")
    grammar = pytest.importorskip("tree_sitter_powershell")
    parser = tree_sitter.Parser(tree_sitter.Language(grammar.language()))
    assert parser.parse(collector_script(SIDES).encode()).root_node.has_error is False


@pytest.mark.parametrize("sides", CHOICES, ids="+".join)
def test_script_is_ascii_without_tabs_and_long_lines(sides: tuple[str, ...]) -> None:
    script = collector_script(sides)
    assert script.isascii()
    assert "\t" not in script
    assert "\r" not in script
    assert script.endswith("}\n")
    assert [line for line in script.splitlines() if len(line) > WIDEST or line != line.rstrip()] == []


def test_no_place_is_left_open() -> None:
    assert "@@" not in collector_script(SIDES, ["a@contoso.com"])


@pytest.mark.parametrize("sides", CHOICES, ids="+".join)
def test_side_parameter_takes_what_the_script_holds(sides: tuple[str, ...]) -> None:
    script = collector_script(sides)
    allowed = ", ".join(f"'{SIDES[side]}'" for side in sides)
    assert f"[ValidateSet({allowed})]\n    [string] $Side," in script
    assert [side for side in SIDES if f"\nif ($Side -eq '{SIDES[side]}') {{\n" in script] == list(sides)


def test_help_tells_every_parameter() -> None:
    script = collector_script(SIDES)
    told = re.findall(r"^\.PARAMETER (\w+)$", script, re.MULTILINE)
    assert told == parameters_of(tree())
    assert script.startswith("<#\n.SYNOPSIS\n")
    assert script.count("#>") == 1


@pytest.mark.parametrize("sides", [*EACH, ALL], ids="+".join)
def test_every_function_is_used(sides: tuple[str, ...]) -> None:
    root = tree(sides)
    unused = set(functions(root)) - {call.name for call in calls(root)}
    shared = {
        "Get-TextList", "Get-RightList", "Get-Number", "Get-Sid", "Test-Parameter", "Write-OwnerProgress", "Add-Row",
        "Complete-Owner", "Write-Covered", "Get-ShownName", "Get-Identity", "Get-GuidText", "Get-Flag",
    }  # fmt: skip
    assert unused <= (shared if sides == ("sync",) else set())


def test_functions_have_names_of_their_own() -> None:
    names = [text(node) for node in below(tree(), "function_name")]
    assert len({name.lower() for name in names}) == len(names)
