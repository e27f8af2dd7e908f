"""Whatever text is baked into the script stays text."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("tree_sitter_pwsh")

from delegint import __version__
from delegint.collector.script import SIDES, collector_script
from tests.collector.powershell import Node, below, child, parse, text, tree

QUOTES = "'\u2018\u2019\u201a\u201b"
HOSTILE = st.text(
    st.one_of(st.sampled_from([*QUOTES, '"', "`", "$", "(", ")", "@", "#", "\n", "\r", ",", ";", "{", "}", "\\"]),
              st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"))
)  # fmt: skip


def default_of_mailbox(root: Node) -> Node:
    block = next(below(root, "param_block"))
    found = [node for node in below(block, "script_parameter") if text(child(node, "variable")) == "$Mailbox"]
    assert len(found) == 1
    default = child(found[0], "script_parameter_default")
    assert default is not None
    return default


def said(token: str) -> str:
    """The text of a single-quoted string, by the rules of PowerShell."""
    assert token[0] == token[-1] == "'"
    plain, inside = "", token[1:-1]
    place = 0
    while place < len(inside):
        if inside[place] in QUOTES:
            assert inside[place + 1 : place + 2] in tuple(QUOTES), f"the string ends early in {token!r}"
            place += 1
        plain += inside[place]
        place += 1
    return plain


def shape(node: Node) -> tuple[object, ...]:
    return (node.type, *(shape(inner) for inner in node.children if inner.is_named))


@cache
def harmless() -> tuple[object, ...]:
    return shape(tree(("sync",), ("a@contoso.com",)))


@given(HOSTILE)
def test_text_is_one_string_and_nothing_else(written: str) -> None:
    hostile = parse(collector_script(("sync",), (written,)))
    default = default_of_mailbox(hostile)
    strings = list(below(default, "string_literal"))
    assert len(strings) == 1
    assert said(text(strings[0])) == written
    assert list(below(default, "variable", "sub_expression", "command", "comment")) == []
    assert not hostile.has_error
    assert shape(hostile) == harmless()


@pytest.mark.parametrize(
    "written",
    [
        "'; Remove-Mailbox -Identity x; '", "\u2019; Remove-Mailbox x; \u2018", "$(Get-Date)", "`$x", "'@@VERSION@@'",
        "@@SIDES@@", "a\nb", "#>", "\\1\\g<0>",
    ],
)  # fmt: skip
def test_what_would_run_elsewhere_is_text(written: str) -> None:
    default = default_of_mailbox(parse(collector_script(SIDES, (written,))))
    assert [said(text(node)) for node in below(default, "string_literal")] == [written]


def test_several_mailboxes() -> None:
    default = default_of_mailbox(tree(mailboxes=("a@contoso.com", "o'neil@contoso.com")))
    assert text(default) == "= @('a@contoso.com', 'o''neil@contoso.com')"


def test_no_mailbox() -> None:
    assert text(default_of_mailbox(tree())) == "= @()"


def test_version_is_that_of_the_package() -> None:
    assert f"        collector = '{__version__}'\n" in collector_script(SIDES)


def test_text_beyond_ascii_begins_with_a_byte_order_mark() -> None:
    """Without it, Windows PowerShell would read the file in the code page of the computer."""
    script = collector_script(SIDES, ("m\u00fcller@contoso.com",))
    assert script.startswith("\ufeff<#\n")
    assert "'m\u00fcller@contoso.com'" in script
    assert not collector_script(SIDES).startswith("\ufeff")


def test_side_that_does_not_exist_leaves_nothing_of_it() -> None:
    assert collector_script(("sync", "nowhere")) == collector_script(("sync",))
