"""Unquoted text with a colon inside brackets, which only the slower of the two parsers can read."""

from __future__ import annotations

import pytest

from delegint.source.builder import MAX_DEPTH
from delegint.source.parse import MOST_BYTES_IN_PYTHON
from tests.source.reading import at, read, read_one, said, value_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: [smtp:ilse@contoso.com, sip:ilse@contoso.com]", {"a": ["smtp:ilse@contoso.com", "sip:ilse@contoso.com"]}),
        ("a: {Site:Redmond: {b: true}}", {"a": {"Site:Redmond": {"b": True}}}),
        ("a: [x500:/o=Contoso/cn=ilse]\n---\nb: &b [tel:+3225550100]\n", {"a": ["x500:/o=Contoso/cn=ilse"]}),
        ("a: &a [b:c]\nd: *a", {"a": ["b:c"], "d": ["b:c"]}),
        ("a: &a {b:c: 1}\nd: {<<: *a, e: no}", {"a": {"b:c": 1}, "d": {"e": "no", "b:c": 1}}),
        ('{"a": [b:c, "d", 0o17]}', {"a": ["b:c", "d", 15]}),
    ],
)
def test_it_is_read(text: str, value: object) -> None:
    documents, problems = read(text)
    assert problems == []
    assert documents[0].plain() == value


def test_places_are_those_of_the_text() -> None:
    root = read_one("é: [smtp:ilse@contoso.com,\n   {b:c: d}]")
    first, second = root.get("é").items()  # type: ignore[union-attr]
    assert at(first.place) == (1, 5, 1, 26)
    assert at(second.get("b:c").key_place) == (2, 5, 2, 8)  # type: ignore[union-attr]
    assert at(second.get("b:c").place) == (2, 10, 2, 11)  # type: ignore[union-attr]


def test_utf_16_is_read_too() -> None:
    assert value_of("\ufeffa: [b:é]") == {"a": ["b:é"]}
    documents, problems = read("\ufeffa: [b:é]".encode("utf-16-le"))
    assert problems == []
    assert documents[0].plain() == {"a": ["b:é"]}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: [b:c, *d]", [("FMT003", "1:10")]),
        ("a: [b:c, !d e]", [("FMT001", "1:10")]),
        ("a: [b:c]\na: 1", [("FMT002", "2:1")]),
        ("a: [b:c\nd: e", [("FMT001", "2:2")]),
        ("a: [b:c, " + "[" * 10_000, [("FMT003", f"1:{9 + MAX_DEPTH - 1}")]),
    ],
)
def test_what_is_wrong_is_found_once(text: str, found: list[tuple[str, str]]) -> None:
    assert said(read(text)[1]) == found


def test_a_large_file_is_not_read_slowly() -> None:
    text = "a: [b:c]\n" + "#" * MOST_BYTES_IN_PYTHON
    documents, (problem,) = read(text)
    assert documents == []
    assert (problem.code, at(problem.place)[:2]) == ("FMT001", (1, 6))
    assert problem.fix is not None
    assert problem.fix.startswith("Put the text in quotes")
