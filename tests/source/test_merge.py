"""Many documents, one state: merged at every depth, and every contradiction named with both places."""

from __future__ import annotations

import pytest

from delegint.source.files import SourceFile
from delegint.source.merge import Merged, looks_like_a_state, merge
from delegint.source.parse import parse
from delegint.source.places import Problem
from tests.source.reading import read_one

SECTIONS = ("delegint", "organization", "recipients", "delegations", "migration")


def merged(*files: str) -> tuple[Merged, list[Problem]]:
    """The files, named a.yaml, b.yaml and so on, merged."""
    problems: list[Problem] = []
    documents = [
        document
        for name, text in zip("abcdefgh", files, strict=False)
        for document in parse(SourceFile(f"{name}.yaml", text.encode()), problems)
    ]
    return merge(documents, problems), problems


def test_mappings_are_merged_at_every_depth() -> None:
    result, problems = merged(
        "delegint: 1\nrecipients: {ann: {home: online}}\n",
        "delegint: 1\nrecipients: {bob: {home: online}, ann: {lync: {enabled: true}}}\n---\nother: 1\n",
        "delegint: 1\nrecipients: {ann: {lync: {registrar_pool: p}}}\ndelegations: {ann: {}}\n",
    )
    assert problems == []
    assert result.root is not None
    assert result.root.plain() == {
        "delegint": 1,
        "recipients": {
            "ann": {"home": "online", "lync": {"enabled": True, "registrar_pool": "p"}},
            "bob": {"home": "online"},
        },
        "delegations": {"ann": {}},
    }
    assert result.documents == 3
    assert [document.plain() for document in result.passed_over] == [{"other": 1}]
    recipients = result.root.get("recipients")
    assert recipients is not None
    assert [str(node.key_place) for _, node in recipients.entries()] == ["a.yaml:2:14", "b.yaml:2:14"]


def test_merging_changes_nothing_that_an_alias_shares() -> None:
    result, problems = merged(
        "delegint: 1\nx: {ann: &facts {home: online}, bob: *facts}\n",
        "delegint: 1\nx: {ann: {a: 1}}\n",
        "delegint: 1\nx: {ann: {b: 1}, bob: {c: 1}}\n",
    )
    assert problems == []
    assert result.root is not None
    assert result.root.plain() == {
        "delegint": 1,
        "x": {"ann": {"home": "online", "a": 1, "b": 1}, "bob": {"home": "online", "c": 1}},
    }


@pytest.mark.parametrize(
    ("first", "second", "severity", "words", "fix"),
    [
        ("online", "on_premises", None, "contradicts another document; the first one counts", "Keep it in one place"),
        ("online", "online", "warning", "repeats what another document says", "Keep it in one place"),
        ("[a]", "[b]", None, "contradicts another document", "Keep one list, or name each address as a key"),
        ("[a]", "[a]", "warning", "repeats what another document says", "Keep it in one place"),
        ("{a: 1}", "[a]", None, "contradicts another document", "Keep one list, or name each address as a key"),
        ("1", "true", None, "contradicts another document", "Keep it in one place"),
        ("1", "1.0", "warning", "repeats what another document says", "Keep it in one place"),
        ("", "x", None, "contradicts another document", "Keep it in one place"),
    ],
)
def test_same_key_in_two_files(first: str, second: str, severity: str | None, words: str, fix: str) -> None:
    result, problems = merged(f"delegint: 1\ns: {{k: {first}}}\n", f"delegint: 1\n\ns:\n  k: {second}\n")
    (problem,) = problems
    assert (problem.code, str(problem.place), problem.path, problem.severity) == (
        "FMT008",
        "b.yaml:4:3",
        ("s", "k"),
        severity,
    )
    assert [str(related.place) for related in problem.related] == ["a.yaml:2:5"]
    assert words in problem.message
    assert problem.fix == fix
    assert result.root is not None
    assert result.root.plain() == read_one(f"delegint: 1\ns: {{k: {first}}}\n").plain()


def test_every_further_file_is_named_once() -> None:
    _, problems = merged("delegint: 1\nk: 1\n", "delegint: 1\nk: 2\n", "delegint: 1\nk: 1\n")
    assert [(problem.salient, problem.severity) for problem in problems] == [("b.yaml", None), ("c.yaml", "warning")]


def test_versions_that_differ_contradict_and_equal_ones_do_not() -> None:
    assert merged("delegint: 1\n", "delegint: 1\n")[1] == []
    (problem,) = merged("delegint: 1\n", "delegint: 2\n")[1]
    assert (problem.code, str(problem.place), problem.path) == ("FMT008", "b.yaml:1:1", ("delegint",))


def test_nothing_to_merge() -> None:
    result, problems = merged("a: 1\n", "- b\n", "")
    assert (result.root, result.documents, len(result.passed_over), problems) == (None, 0, 2, [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("deleg_int: 1", "it has the key deleg_int"),
        ("delegit: 1\nx: 2", "it has the key delegit"),
        ("delegations: {}", "it has the section delegations"),
        ("recipients: {}\nmigration: {}", "it has the section recipients"),
        ("recipients: {}", None),
        ("services: {}", None),
        ("[delegations]", None),
    ],
)
def test_documents_that_were_meant_as_a_state(text: str, reason: str | None) -> None:
    assert looks_like_a_state(read_one(text), SECTIONS) == reason
