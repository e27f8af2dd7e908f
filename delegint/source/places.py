"""Where something stands in a file, and what reading it found wrong."""

from __future__ import annotations

from typing import NamedTuple

from delegint.source.files import SourceFile


class Place(NamedTuple):
    """A stretch of a source file; lines and columns count from 1, in characters, and the end is exclusive."""

    source: SourceFile
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"


class Related(NamedTuple):
    """A second place that a reader of a finding should look at, and why."""

    place: Place
    message: str


class Problem(NamedTuple):
    """Something that reading, validating or building the state found wrong, before any rule ran.

    The rules of the family FMT turn problems into findings: `code` is theirs.

    Parameters:
        code: the code of the FMT rule that documents this kind of problem.
        message: what is wrong, one sentence without a full stop.
        place: where.
        path: the keys that lead to the entry, from the top of the state.
        fix: what to write instead.
        related: further places.
        salient: what tells this problem from another one of its kind on the same path.
        severity: `error`, `warning` or `info` where it differs from that of the rule.
    """

    code: str
    message: str
    place: Place
    path: tuple[str, ...] = ()
    fix: str | None = None
    related: tuple[Related, ...] = ()
    salient: str = ""
    severity: str | None = None


def whole_file(source: SourceFile) -> Place:
    """The place that stands for a file as a whole: its first character."""
    return Place(source, 1, 1, 1, 1)
