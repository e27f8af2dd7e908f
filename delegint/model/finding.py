"""What a rule says about the state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from delegint.source.places import Place, Related

Severity = Literal["error", "warning", "info"]
About = frozenset[tuple[str, ...]]


class Finding:
    """One defect, before the engine adds which rule found it and when it appears.

    Parameters:
        message: one sentence without a full stop that names people, sides and batches.
        place: the key or value to look at.
        path: the keys that lead to the entry, from the top of the state.
        fix: what to declare or to run instead.
        related: further places that explain it.
        salient: what tells it from another finding of the same rule on the same entry.
        about: the people it concerns, one tuple for each pair (or person); an effect is attached to the finding of a
            cause that concerns all of its people.
        severity: where it differs from that of the rule.
    """

    __slots__ = ("about", "fix", "message", "path", "place", "related", "salient", "severity")

    def __init__(
        self,
        message: str,
        place: Place,
        path: tuple[str, ...],
        *,
        fix: str | None = None,
        related: Iterable[Related] = (),
        salient: str = "",
        about: Iterable[tuple[str, ...]] = (),
        severity: Severity | None = None,
    ) -> None:
        for value, kind in ((message, str), (place, Place)):  # a plugin need not be typed
            if not isinstance(value, kind):
                raise TypeError(f"a finding has a message and a place, not {value!r}")
        self.message = message
        self.place = place
        self.path = path
        self.fix = fix
        self.related = tuple(related)
        self.salient = salient
        self.about: About = frozenset(about)
        self.severity = severity
