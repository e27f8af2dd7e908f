"""The line fingerprint is the one GitHub's upload action computes, to the digit."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from delegint.report.line_hash import line_hashes

CHARACTERS = st.sampled_from("\n\r\t abAZB5\0\xe9\uffff\ufeff\U0001f600")
TEXTS = st.text(CHARACTERS | st.characters(exclude_categories=["Cs"]), max_size=400)

GREETINGS_AND_BREAK = [
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    "c129715d7a2bc9a3:1",
]

# The values the upload action's own tests expect (github/codeql-action, src/fingerprints.test.ts).
PUBLISHED = {
    "empty": ("", ["c129715d7a2bc9a3:1"]),
    "blanks": (
        " a\nb\n  \t\tc\n d",
        ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
    ),
    "no last break": (
        " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
        [
            "8b7cf3e952e7aeb2:1",
            "b1ae1287ec4718d9:1",
            "bff680108adb0fcc:1",
            "c6805c5e1288b612:1",
            "b86d3392aea1be30:1",
            "e6ceba753e1a442:1",
        ],
    ),
    "LF": (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", GREETINGS_AND_BREAK),
    "CR": (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", GREETINGS_AND_BREAK),
    "CRLF": (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", GREETINGS_AND_BREAK),
    "mixed": (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", GREETINGS_AND_BREAK),
    "repeats": (
        "Lorem ipsum dolor sit amet.\n" * 10,
        [
            "a7f2ff13bc495cf2:1",
            "a7f2ff13bc495cf2:2",
            "a7f2ff13bc495cf2:3",
            "a7f2ff13bc495cf2:4",
            "a7f2ff13bc495cf2:5",
            "a7f2ff13bc495cf2:6",
            "a7f2ff1481e87703:1",
            "a9cf91f7bbf1862b:1",
            "55ec222b86bcae53:1",
            "cc97dc7b1d7d8f7b:1",
            "c129715d7a2bc9a3:1",
        ],
    ),
}


def every_line(text: str) -> dict[int, str]:
    return line_hashes(text, range(1, len(text) + 2))


def rolling(text: str) -> dict[int, str]:
    """The same by another road: character by character over a ring of 100, as the description of it goes."""
    ring = [0] * 100
    pending: list[int | None] = [None] * 100
    value = place = line = 0
    at_start, after_cr = True, False
    counts: dict[int, int] = {}
    found: dict[int, str] = {}

    def put(unit: int) -> None:
        nonlocal value, place
        value = (value * 37 + unit - ring[place] * 37**100) % 2**64
        ring[place] = unit
        place = (place + 1) % 100

    def emit() -> None:
        number = pending[place]
        if number is not None:
            counts[value] = counts.get(value, 0) + 1
            found[number] = f"{value:x}:{counts[value]}"
            pending[place] = None

    encoded = text.encode("utf-16-le")
    units = [int.from_bytes(encoded[i : i + 2], "little") for i in range(0, len(encoded), 2)]
    for position, raw in enumerate([*units, 65535]):
        second_half = after_cr and raw == 0x0A
        after_cr = raw == 0x0D
        if raw in (0x20, 0x09) or second_half:
            continue
        unit = 0x0A if raw == 0x0D else raw
        emit()
        if at_start:
            line += 1
            pending[place] = line
        at_start = unit == 0x0A and position < len(units)
        put(unit)
    for _ in range(100):
        emit()
        put(0)
    return found


@pytest.mark.parametrize(("text", "expected"), PUBLISHED.values(), ids=PUBLISHED)
def test_published_values(text: str, expected: list[str]) -> None:
    assert every_line(text) == dict(enumerate(expected, start=1))
    assert rolling(text) == dict(enumerate(expected, start=1))


def test_published_values_of_files() -> None:
    # src/testdata/testFile1.js and testFile2.js there, with fingerprinting.expected.sarif
    first = "var a = 0;\nvar b = 0;\nvar c = 0;\nvar d = 0;\n"
    second = "var foo = 0;\nvar bar = 0;\nvar baz = 0;\nvar qux = 0;\n"
    assert line_hashes(first, [1]) == {1: "5e4d5a9cf1294ad9:1"}
    assert line_hashes(second, [2]) == {2: "f7592a95a9381ac0:1"}


@given(TEXTS)
@example("\ufeffmailboxes:\n")
@example("\r \n\r\n\n\r")
@example(("\U0001f600" * 60 + "\n") * 3)
@example("x" * 98 + "\n" + "x" * 99 + "\n" + "x" * 100 + "\n" + "x" * 101)
def test_same_as_the_rolling_form(text: str) -> None:
    assert every_line(text) == rolling(text)


@given(st.lists(st.sampled_from(["AZ", "B5", "", "- user: a@b.example", "x" * 120]), max_size=60))
def test_repeats_are_counted_by_hash(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert every_line(text) == rolling(text)


def test_lines_that_differ_but_hash_alike_count_as_repeats() -> None:
    tail = "\n" + "x" * 100 + "\n"
    hashes = line_hashes("AZ" + tail + "B5" + tail, [1, 3])
    assert hashes[1].removesuffix(":1") == hashes[3].removesuffix(":2")


@given(TEXTS, st.lists(st.integers(-3, 40), max_size=8))
def test_only_wanted_lines_of_the_file(text: str, wanted: list[int]) -> None:
    everything = rolling(text)
    assert line_hashes(text, wanted) == {n: h for n, h in everything.items() if n in wanted}
    assert list(line_hashes(text, wanted)) == sorted(set(wanted) & set(everything))


def test_nothing_wanted() -> None:
    assert line_hashes("a\nb\n", []) == {}
    assert line_hashes("a\nb\n", {0, -1, 4}) == {}


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"  - mailbox: user{n}@contoso.example\n    right: FullAccess\n" for n in range(15_000)),
        "\n" * 300_000,
        "x" * 1_000_000 + "\nend\n",
    ],
    ids=["30,000 lines", "line breaks only", "one long line"],
)
def test_quick_on_large_files(text: str) -> None:
    lines = text.count("\n")
    began = time.process_time()
    assert len(line_hashes(text, range(1, lines + 1))) == lines
    assert time.process_time() - began < 5  # a tenth of that is usual; a slip to quadratic takes minutes


def test_light_to_import(pytestconfig: pytest.Config) -> None:
    code = (
        "import re, sys; before = set(sys.modules); import delegint.report.line_hash, delegint.report.escape;"
        "print(*sorted(set(sys.modules) - before))"
    )
    root = pytestconfig.rootpath
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    loaded = {name for name in run.stdout.split() if name.partition(".")[0] != "delegint"}
    assert loaded <= {"__future__", "collections.abc"}
