"""Building a state from YAML, for the tests of the model and of the engine."""

from __future__ import annotations

from datetime import date
from textwrap import dedent

from delegint.model.build import build_state
from delegint.model.recipients import Recipient
from delegint.model.state import State
from delegint.source.files import SourceFile
from delegint.source.parse import parse
from delegint.source.places import Problem

AS_OF = date(2026, 11, 22)


def built(text: str, *, complete: bool = True) -> tuple[State, list[Problem]]:
    """The state, and what building it found wrong."""
    problems: list[Problem] = []
    (root,) = parse(SourceFile("state.yaml", dedent(text).encode()), problems)
    assert problems == []
    return build_state(root, AS_OF, problems, complete=complete), problems


def state_of(text: str) -> State:
    """The state of a text in which nothing is wrong."""
    state, problems = built(text)
    assert problems == []
    return state


def person(state: State, address: str) -> Recipient:
    """A declared recipient."""
    found = state.recipient(address)
    assert found is not None
    return found
