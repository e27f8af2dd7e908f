"""Plain scalars by the core schema of YAML 1.2.2, section 10.3.2, and quoted and tagged ones."""

# ruff: noqa: E501 - a row of a table stays on one line

from __future__ import annotations

import math

import pytest

from delegint.source.scalars import resolve_plain
from tests.source.reading import read, said, value_of

TABLE: list[tuple[object, list[str]]] = [
    (None, ["null", "Null", "NULL", "~", ""]),
    (True, ["true", "True", "TRUE"]),
    (False, ["false", "False", "FALSE"]),
    (0, ["0", "-0", "+0", "00", "0o0", "0x0"]),
    (12345, ["12345", "+12345", "012345", "0o30071", "0x3039"]),
    (-7, ["-7", "-007"]),
    (0xAF, ["0xaF"]),
    (0.5, ["0.5", ".5", "+.5", "5e-1", "5E-1", "0.05e1", "00.5", ".05E+1"]),
    (-1.0, ["-1.", "-1.0", "-1e0"]),
    (math.inf, [".inf", ".Inf", ".INF", "+.inf", "1e999"]),
    (-math.inf, ["-.inf", "-.Inf", "-.INF"]),
]
TEXTS = [
    "yes", "no", "on", "off", "y", "n", "Yes", "NO", "On", "nULL", "tRUE", "-true", "~~", "0o8", "0O7", "0b1", "0xG", "-0x1",
    "+0o1", "1_000", "1:30", "190:20:30", "2026-12-05", "1.2.3", ".", "-", "+", "+-1", "e1", "1e", "1e+", ".e1", "inf",
    ".nan.", "-.nan", ".infinity", "0x", "0o", "١٢", "1 2", "=", "<", "15.2.2562.37",
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), [(value, text) for value, texts in TABLE for text in texts])
def test_plain_scalar_has_its_value_and_type(value: object, text: str) -> None:
    resolved = resolve_plain(text)
    assert (type(resolved), resolved) == (type(value), value)


@pytest.mark.parametrize("text", TEXTS)
def test_everything_else_is_text(text: str) -> None:
    assert resolve_plain(text) == text


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_not_a_number(text: str) -> None:
    value = resolve_plain(text)
    assert isinstance(value, float)
    assert math.isnan(value)


def test_number_that_would_cost_too_much_is_text() -> None:
    assert resolve_plain("1" * 300) == int("1" * 300)
    assert resolve_plain("1" * 301) == "1" * 301
    assert resolve_plain("9" * 10**6) == "9" * 10**6


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'1'", "1"),
        ('"true"', "true"),
        ("! 1", "1"),
        ("!!str 1", "1"),
        ("!!int 1", 1),
        ("!!bool true", True),
        ("!!null ~", None),
        ("!!float 1.5", 1.5),
        ("|\n  1\n", "1\n"),
        (">-\n  a\n  b\n", "a b"),
        ('"a\\/b\\x41\\u00e9\\U0001F600\\n"', "a/bAé😀\n"),
    ],
)
def test_quotes_and_tags_decide_before_the_look_of_a_scalar(text: str, value: object) -> None:
    assert value_of(f"key: {text}") == {"key": value}


@pytest.mark.parametrize(
    ("text", "shown", "place"),
    [
        ("key: !secret x", "!secret", "1:6"),
        ("key: !!python/object/apply:os.system [true]", "python/object/apply:os.system", "1:6"),
        ("key: !!python/name:os.system ''", "python/name:os.system", "1:6"),
        ("key: !!binary aGk=", "binary", "1:6"),
        ("!secret key: 1", "!secret", "1:1"),
        ("key: !<tag:example.com,2026:x> {}", "tag:example.com,2026:x", "1:6"),
    ],
)
def test_other_tags_are_refused_where_they_stand(text: str, shown: str, place: str) -> None:
    _, problems = read(text)
    assert said(problems) == [("FMT001", place)]
    assert problems[0].message == f"The tag {shown} has no meaning in a desired state"
    assert problems[0].fix == "Remove the tag and write the plain value"
