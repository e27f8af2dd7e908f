"""A snapshot in columns: what it gives as mappings, settings that meet, and comparisons that fail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from delegint.model.drift import Difference, compare
from delegint.model.observed import ExportedFile, Fact, Observed, origin
from delegint.model.observed_facts import PersonFacts
from delegint.model.state import State
from delegint.model.unknown import Unknown, need
from delegint.source.nodes import Node
from tests.linting import lint_text
from tests.model.states import state_of
from tests.snapshot.observing import ANNELIES, lines, recipient


def observed(facts: dict[str, list[Fact]], settings: list[tuple[list[str], object, int]] | None = None) -> Observed:
    """A snapshot of one file and two people."""
    file = ExportedFile("exo/a.csv", "csv", "", "online", 2, "")
    return Observed(
        [file], [], {}, ["a@x.com", "b@x.com"], {"a@x.com": 0, "b@x.com": 1}, {}, [2, 2], [origin(0, 2), origin(0, 3)],
        facts, [""], [], {}, {}, settings or [], {},
    )  # fmt: skip


def plain(node: Node | None) -> object:
    """The value of a tree without its places."""
    if node is None:
        return None
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.entries()}
    return [plain(item) for item in node.items()] if isinstance(node.value, list) else node.value


def test_facts_below_a_recipient_as_a_mapping() -> None:
    snapshot = observed({"lync.enabled": [True, None], "lync.client_policy": ["", None], "home": ["online", "online"]})
    ours, theirs = PersonFacts(snapshot, 0), PersonFacts(snapshot, 1)
    lync = ours.get("lync")
    assert plain(lync) == {"enabled": True, "client_policy": None}
    assert lync is not None
    assert str(lync.place) == "exo/a.csv:2:1"
    assert theirs.get("lync") is None
    assert (bool(ours.part("lync")), bool(theirs.part("lync")), bool(theirs)) == (True, False, True)
    assert plain(ours.part("lync").get("client_policy")) is None
    assert ours.part("lync").get("client_policy") is not None, "known to be empty is not unknown"
    assert theirs.part("lync").get("client_policy") is None
    assert ours.get("nothing") is None


@pytest.mark.parametrize(
    ("settings", "tree"),
    [
        ([(["a", "b"], 1), (["a", "b"], 2)], {"a": {"b": 1}}),
        ([(["a"], [1]), (["a"], [2, 3])], {"a": [1, 2, 3]}),
        ([(["a"], {"x": 1}), (["a"], {"x": 2, "y": 3})], {"a": {"x": 1, "y": 3}}),
        ([(["a"], 1), (["a", "b"], 2), (["a", "b", "c"], 3)], {"a": 1}),
        ([(["a", "b"], 1), (["a"], 2)], {"a": {"b": 1}}),
        ([(["a"], [{"b": (1, 2)}])], {"a": [{"b": [1, 2]}]}),
        ([], {}),
    ],
)
def test_settings_that_meet_in_one_place(settings: list[tuple[list[str], object]], tree: object) -> None:
    snapshot = observed({}, [(path, value, origin(0, 7)) for path, value in settings])
    assert plain(snapshot.environment()) == tree


def test_a_state_without_a_snapshot_differs_from_nothing() -> None:
    state = state_of("delegint: 1\n")
    assert compare(state) == ((), (), ())
    assert state.person(0) is None


def test_a_comparison_that_fails_leaves_the_others_alone() -> None:
    exports = {"exo/a.jsonl": lines(recipient(ANNELIES, "annelies"))}
    report = lint_text("delegint: 1\nrecipients:\n  annelies@contoso.com: {}\n", exports=exports)
    assert report.state is not None
    gap = Unknown("home", "annelies@contoso.com", "", "")

    def breaks(state: State) -> Iterator[Difference | Unknown]:
        raise ValueError("no")

    def lacks(state: State) -> Iterator[Difference | Unknown]:
        need(gap)
        yield gap

    def knows(state: State) -> Iterator[Difference | Unknown]:
        entry = state.recipient("annelies@contoso.com")
        assert entry is not None
        yield Difference("missing", entry, "", "annelies@contoso.com", "x", "y")

    report.state.comparisons = (breaks, lacks, knows)
    found = compare(report.state)
    assert [difference.verdict for difference in found.found] == ["missing"]
    assert found.gaps == (gap,)
    [failure] = found.failures
    assert failure.endswith(".breaks: ValueError: no")
