"""UTF-8 and UTF-16, byte order marks, line breaks, JSON: places count characters as an editor does."""

from __future__ import annotations

import json

import pytest

from tests.source.reading import at, read, read_one, said

TEXT = "é: 😀\nä@ö: [x, 'ü']\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_place_does_not_depend_on_the_encoding(encoding: str, line_break: str) -> None:
    root = read_one(TEXT.replace("\n", line_break).encode(encoding))
    assert root.plain() == {"é": "😀", "ä@ö": ["x", "ü"]}
    smiley, listed = root.get("é"), root.get("ä@ö")
    assert smiley is not None
    assert listed is not None
    assert at(smiley.place) == (1, 4, 1, 5)
    assert at(listed.key_place) == (2, 1, 2, 4)
    assert at(listed.place) == (2, 6, 2, 14)
    assert at(listed.items()[1].place) == (2, 10, 2, 13)


def test_utf_16_with_the_other_byte_order() -> None:
    root = read_one(b"\xfe\xff" + TEXT.encode("utf-16-be"))
    assert root.plain() == {"é": "😀", "ä@ö": ["x", "ü"]}
    assert root.source.line(2) == "ä@ö: [x, 'ü']"


def test_lines_end_where_yaml_1_2_ends_them() -> None:
    root = read_one("a: 'x\x0b'\n".replace("\x0b", "\u00a0") + "b: 1\r\rc: 2\n")
    assert root.source.line(4) == "c: 2"
    assert root.source.line(0) == ""
    assert root.source.line(6) == ""
    last = root.get("c")
    assert last is not None
    assert at(last.place) == (4, 4, 4, 5)


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_character_that_only_some_readers_take_for_a_line_break_is_refused(character: str, encoding: str) -> None:
    """The parser would read on after it, although the comment goes on in every editor."""
    documents, problems = read(f"a: é\n# x {character}delegations: 1\n".encode(encoding))
    assert documents == []
    assert said(problems) == [("FMT001", "2:5")]
    assert f"U+{ord(character):04X}" in problems[0].message


def test_escaped_it_may_stand_in_text() -> None:
    assert read_one(r'é: "\N\L\P"').plain() == {"é": "\x85\u2028\u2029"}


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        (b"a: 1\nb: \xff\n", "2:4", "This is not readable text: invalid leading UTF-8 octet"),
        (b"a: caf\xe9\n", "1:7", "This is not readable text: incomplete UTF-8 octet sequence"),
        (b"\xff\xfea\0:\0 \0\0\xd8", "1:4", "This is not readable text: incomplete UTF-16 surrogate pair"),
        (b"a: 1\n# \xc3\xa9\nb: \x07\n", "3:4", "This is not readable text: control characters are not allowed"),
        (b"a: \0\n", "1:1", "This is a binary file, not YAML"),
        (bytes(range(256)) * 9, "1:1", "This is a binary file, not YAML"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "1:1", "This is a binary file, not YAML"),
    ],
)
def test_what_is_no_text_is_said_with_its_place(data: bytes, place: str, message: str) -> None:
    documents, problems = read(data)
    assert documents == []
    assert said(problems) == [("FMT001", place)]
    assert problems[0].message == message
    assert problems[0].fix == "Save the file as UTF-8 text"


def test_json_with_tabs_and_escapes() -> None:
    text = '{\n\t"delegint": 1,\n\t"a\\/b": ["\\u00e9\\n", 1e3, null],\n\t"c": {}\n}'
    root = read_one(text, "state.json")
    assert root.plain() == json.loads(text)
    node = root.get("c")
    assert node is not None
    assert at(node.key_place) == (4, 2, 4, 5)
    assert at(node.place) == (4, 7, 4, 9)


def test_json_surrogate_pairs_do_not_move_what_follows_them() -> None:
    text = r'{"\ud83d\ude00": ["\uD83D\uDE00\\ud83d", "é"], "b": "\ud83d\ude00x", "b": 1}'
    documents, problems = read(text, "state.json")
    (root,) = documents
    assert root.plain() == {"😀": ["😀\\ud83d", "é"], "b": "😀x"}
    source = root.source
    for node in [*(root.get("😀") or root).items(), root.get("b") or root]:
        place = node.place
        assert json.loads(source.line(1)[place.column - 1 : place.end_column - 1]) == node.value
    assert [source.line(1)[: problem.place.column - 1].count('"b"') for problem in problems] == [1]
    assert problems[0].place.column == text.rindex('"b"') + 1
    assert problems[0].related[0].place.column == text.index('"b"') + 1


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (r'{"a": "\ud83d"}', "1:10"),
        (r'{"\ud83d\ude00": "\ud83d"}', "1:21"),
        (b'{"a": "\\ud83d\\ude00\xff"}', "1:20"),
    ],
)
def test_json_that_is_no_text_is_refused_where_it_fails(text: str | bytes, place: str) -> None:
    documents, problems = read(text, "state.json")
    assert documents == []
    assert said(problems) == [("FMT001", place)]
