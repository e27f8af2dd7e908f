"""Untrusted text stays text: for terminals, CI runners and browsers."""

from __future__ import annotations

import html
import re
import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from delegint.report.escape import (
    for_runner,
    for_terminal,
    github_data,
    github_property,
    markdown,
    width,
)
from tests.report.runner_parser import Command, github, is_safe, lines_read, without_weightless

# Text that is likely to run into what a parser looks for, lone surrogates included.
MARKERS = [
    *":#[]=;,% \t\r\n",
    *("::", "##[", "##vso[", "%25", "%0A", "%0D", "%3A", "%2C", "%3B", "%5D", "%AZP25", "%VSTS"),
    *("error", "warning", "stop-commands", "task.logissue", "\x1b[31m", "\u200b", "\ufe0f", "\xa0", "\u0640"),
]
PIECES = st.sampled_from(MARKERS) | st.text(max_size=3) | st.characters(categories=["Cc", "Cf", "Cs"])
TEXTS = st.lists(PIECES, max_size=12).map("".join)


# For a terminal


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("Jane Doe <jane@contoso.example>", "Jane Doe <jane@contoso.example>"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x1b]8;;https://evil.example\x07here", r"\x1b]8;;https://evil.example\x07here"),
        ("a\tb", "a b"),
        ("a\r\nb", r"a\x0d\x0ab"),
        ("\0\x08\x7f\x80\x9b\x9f", r"\x00\x08\x7f\x80\x9b\x9f"),
        ("\u202eexe.yaml\u202c", r"\u202eexe.yaml\u202c"),
        ("\u200e\u200f\u061c\u2066\u2069", r"\u200e\u200f\u061c\u2066\u2069"),
        ("ad\u200bmin\xad", r"ad\u200bmin\xad"),
        ("\ufeff\u2028\u2029", r"\ufeff\u2028\u2029"),
        ("\U000e0041", r"\U000e0041"),
        ("\udc80\ud83d", r"\udc80\ud83d"),
        ("\u3164\u034f", r"\u3164\u034f"),
        (r"CONTOSO\x1b", r"CONTOSO\x1b"),
    ],
)
def test_for_terminal(text: str, shown: str) -> None:
    assert for_terminal(text) == shown


@pytest.mark.parametrize(
    "name",
    [
        "Zoë Müller-Łukasz",
        "Ελένη",
        "Дмитрий",
        "محمد",
        "נועה",
        "สมชาย",
        "हिन्दी",
        "田中 太郎",
        "김철수",
        "葛\U000e0100城",  # a variation selector picks the form of the first character this family uses
        "ᠮᠣᠩ\u180b",
        "❤\ufe0f 😀",
        "e\u0301",
        "a\xa0b\u3000c",
    ],
)
def test_for_terminal_keeps_every_script(name: str) -> None:
    assert for_terminal(name) == name


@given(TEXTS | st.text(st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Mn", "L"])))
def test_for_terminal_lets_nothing_through(text: str) -> None:
    shown = for_terminal(text)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not {unicodedata.bidirectional(character) for character in shown} & {
        *("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN", "B", "S")
    }
    shown.encode()  # it can be written out at all
    assert for_terminal(shown) == shown


def test_for_terminal_covers_every_character() -> None:
    unseen = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    for code in range(0x110000):
        if unicodedata.category(chr(code)) in unseen:
            assert for_terminal(chr(code)) != chr(code), hex(code)


def test_for_terminal_changes_no_ordinary_character() -> None:
    fillers = set("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
    for code in range(0x110000):
        character = chr(code)
        if unicodedata.category(character)[0] in "LMNPS" and character not in fillers:
            assert for_terminal(character) == character, hex(code)


# Workflow commands


@pytest.mark.parametrize(
    ("text", "data", "prop"),
    [
        ("50% done", "50%25 done", "50%25 done"),
        ("a\r\nb", "a%0D%0Ab", "a%0D%0Ab"),
        ("%0A", "%250A", "%250A"),
        ("C:\\a,b.yaml", "C:\\a,b.yaml", "C%3A\\a%2Cb.yaml"),
        ("x::error::y", "x::error::y", "x%3A%3Aerror%3A%3Ay"),
    ],
)
def test_github_escapes(text: str, data: str, prop: str) -> None:
    assert github_data(text) == data
    assert github_property(text) == prop


@given(TEXTS, TEXTS)
@example("%0A", "%2C")
@example("%25%0D%250A", "a%3A%253A")
def test_github_round_trip(message: str, title: str) -> None:
    assume(title and not title.startswith("="))
    line = f"::error file={github_property(title)},title={github_property(title)},line=1::{github_data(message)}"
    assert lines_read(line) == [line]
    expected = {"file": title, "title": title, "line": "1"}
    assert github(line) == Command("error", expected, message)


def test_what_the_runners_cannot_carry() -> None:
    """Nothing an escape could do: kept here so that the parsers above stay honest."""
    line = f"::error file={github_property('==a.yaml')},title={github_property('b ')}::"
    assert github(line) == Command("error", {"file": "a.yaml", "title": "b"}, "")


# Lines under a runner


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("", ""),
        ("::error::x", ": :error::x"),
        ("  \t\xa0::error file=a::x", "  \t\xa0: :error file=a::x"),
        (":::error::x", ": ::error::x"),
        ("##[error]x", "## [error]x"),
        ("a ##[add-mask]b ##[group]", "a ## [add-mask]b ## [group]"),
        ("####[error]", "#### [error]"),
        ("name: ##vso[task.setvariable variable=x]y", "name: ##vso [task.setvariable variable=x]y"),
        ("##VSO[task.complete]", "##VSO [task.complete]"),
        ("ok\n::error::x\r::warning::y", "ok\n: :error::x\r: :warning::y"),
        ("\u200b::error::x", "\u200b: :error::x"),
        (":\u200d:error::x", ":\u200d :error::x"),
        ("#\u2060#\ufe0f[error]x", "#\u2060#\ufe0f [error]x"),
        ("#\u0640#v\x01so[task.complete]", "#\u0640#v\x01so [task.complete]"),
    ],
)
def test_for_runner(line: str, shown: str) -> None:
    assert for_runner(line) == shown


@pytest.mark.parametrize(
    "line",
    [
        "mailboxes.yaml:3:5: error[DX101]: x::y",
        "12 | ::error::x",
        "# a comment [see #12]",
        "## heading",
        "[#]",
        "名前::x",
        "x ##vso",
    ],
)
def test_for_runner_leaves_other_lines_alone(line: str) -> None:
    assert for_runner(line) == line


@given(TEXTS)
@example("::stop-commands::x")
@example("::::error::")
@example(" \u200b :\u200b:error ::")
@example("#\x1b##\ufe0f[error]")
@example("##v\u200bs\xado\u0640[a.b]")
def test_for_runner_leaves_no_command(text: str) -> None:
    shown = for_runner(text)
    assert is_safe(shown)
    assert is_safe(without_weightless(shown))
    assert for_runner(shown) == shown
    assert shown.replace(" ", "") == text.replace(" ", "")


@given(TEXTS)
def test_for_runner_after_for_terminal(text: str) -> None:
    shown = for_runner(for_terminal(text))
    assert is_safe(shown)
    assert is_safe(without_weightless(shown))
    assert for_terminal(shown) == shown
    assert for_runner(shown) == shown


@given(st.text(max_size=30))
def test_for_runner_changes_only_what_has_a_marker(text: str) -> None:
    if for_runner(text) != text:
        assert text.count(":") >= 2 or ("##" in without_weightless(text) and "[" in text)


# Markdown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Jane Doe", "Jane Doe"),
        ("a|b", r"a\|b"),
        ("`x`", r"\`x\`"),
        ("<img src=x>&amp;", "&lt;img src=x&gt;&amp;amp;"),
        ("[x](https://evil.example)", r"\[x\](https://evil.example)"),
        ("*a* _b_ ~~c~~", r"\*a\* \_b\_ \~\~c\~\~"),
        ("CONTOSO\\*", r"CONTOSO\\\*"),
        ("a\r\nb\nc\rd", "a b c d"),
    ],
)
def test_markdown(text: str, shown: str) -> None:
    assert markdown(text) == shown


@given(TEXTS | st.text("\\`*_~[]|<>&;amp#\n ", max_size=20))
def test_markdown_shows_what_was_written(text: str) -> None:
    shown = markdown(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_~\[\]|]|[<>\n\r]|&(?!amp;|lt;|gt;)", shown)
    read = html.unescape(re.sub(r"\\([\\`*_~\[\]|])", r"\1", shown))
    assert read == re.sub(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", " ", text)


# Width


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("Jane Doe", 8),
        ("Zoë", 3),
        ("Zoe\u0308", 3),
        ("田中 太郎", 9),
        ("\uff21\uff22", 4),
        ("ｱ", 1),
        ("김", 2),
        ("\u1100\u1161\u11a8", 2),
        ("हि", 2),
        ("สมชาย", 5),
        ("葛\U000e0100", 2),
        ("😀", 2),
        ("Дмитрий", 7),
    ],
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


@given(st.text(), st.text())
def test_width_adds_up(left: str, right: str) -> None:
    assert width(left + right) == width(left) + width(right)
    assert 0 <= width(left) <= 2 * len(left)


# Time


@pytest.mark.parametrize(
    "escape",
    [for_terminal, github_data, github_property, for_runner, markdown, width],
)
@pytest.mark.parametrize(
    "unit", ["a", ":", "#", "\n", "\u200b", "#\u200b", ":\u200b", " ", "##v", "#\u200b#", "\u200b\n"]
)
def test_linear_time(escape: Callable[[str], object], unit: str) -> None:
    text = unit * 200_000
    began = time.process_time()
    escape(text)
    assert time.process_time() - began < 5  # a tenth of that is usual; a slip to quadratic takes minutes
