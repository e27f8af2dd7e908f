"""Many documents to one state: merged key by key, every conflict named with both places."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final, NamedTuple

from delegint.source.nodes import Node
from delegint.source.places import Problem, Related

FORMAT_KEY: Final = "delegint"


class Merged(NamedTuple):
    """The state as one tree, and the documents that are none of it.

    Parameters:
        root: the merged mapping, or None where no document belongs to the state.
        documents: how many documents were merged.
        passed_over: documents without the `delegint` key.
    """

    root: Node | None
    documents: int
    passed_over: list[Node]


def merge(documents: list[Node], problems: list[Problem]) -> Merged:
    """Merge every document whose top level has the key `delegint`.

    Parameters:
        documents: the documents of all files, in the order in which the files were given.
        problems: takes keys that two documents both give a value.
    """
    ours = [document for document in documents if document.get(FORMAT_KEY) is not None]
    passed_over = [document for document in documents if document.get(FORMAT_KEY) is None]
    if not ours:
        return Merged(None, 0, passed_over)
    root = ours[0]
    joined: set[int] = set()
    for document in ours[1:]:
        root = _join(root, document, (), problems, joined)
    return Merged(root, len(ours), passed_over)


def _join(first: Node, second: Node, path: tuple[str, ...], problems: list[Problem], made_here: set[int]) -> Node:
    """A mapping with the keys of both.

    Neither of the two is changed, since an alias may share them, unless `first` was made by an earlier call: a state of
    a thousand files would otherwise be copied a thousand times.
    """
    mine, theirs = first.value, second.value
    assert isinstance(mine, dict)  # noqa: S101 - callers pass mappings
    assert isinstance(theirs, dict)  # noqa: S101
    joined = mine if id(first) in made_here else dict(mine)
    for key, value in theirs.items():
        present = joined.get(key)
        if present is None:
            joined[key] = value
        elif isinstance(present.value, dict) and isinstance(value.value, dict):
            joined[key] = _join(present, value, (*path, key), problems, made_here)
        elif path or key != FORMAT_KEY or not _same(present, value):
            problems.append(_conflict(key, present, value, path))
    if joined is mine:
        return first
    result = Node(first.source, joined, first.span, first.key_span, first.alias_span)
    made_here.add(id(result))
    return result


def _same(first: Node, second: Node) -> bool:
    """Whether both say the same; to Python, true is 1."""
    return isinstance(first.value, bool) == isinstance(second.value, bool) and first.plain() == second.plain()


def _conflict(key: str, present: Node, value: Node, path: tuple[str, ...]) -> Problem:
    same = _same(present, value)
    what = "repeats what another document says" if same else "contradicts another document; the first one counts"
    return Problem(
        "FMT008",
        f"The key {key} {what}",
        value.key_place,
        path=(*path, key),
        fix=_remedy(value, same=same),
        related=(Related(present.key_place, "first here"),),
        salient=value.source.name,
        severity="warning" if same else None,
    )


def _remedy(value: Node, *, same: bool) -> str:
    if same or not isinstance(value.value, list):
        return "Keep it in one place"
    addresses = all(isinstance(item.value, str) for item in value.items())
    return "Keep one list, or name each address as a key" if addresses else "Keep one list: lists are not joined"


def looks_like_a_state(document: Node, sections: tuple[str, ...]) -> str | None:
    """The reason to believe that a document without the `delegint` key was meant to have it, if there is one.

    Parameters:
        document: one that was passed over.
        sections: the top-level keys of the format.
    """
    if not isinstance(document.value, dict):
        return None
    misspelt = get_close_matches(FORMAT_KEY, document.value, 1, 0.75)
    if misspelt:
        return f"it has the key {misspelt[0]}"
    known = [section for section in sections if section in document.value]
    if "delegations" in known or len(known) > 1:
        return f"it has the section {known[0]}"
    return None
