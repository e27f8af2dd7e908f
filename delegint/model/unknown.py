"""Unknown is not false: a fact that nobody has stated answers no question."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

T = TypeVar("T")


class Unanswered(Exception):  # noqa: N818 - no error: the ordinary way in which a rule learns that it cannot judge
    """A rule needed a fact that nobody has stated; the engine counts the rule as not evaluated."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(str(unknown))
        self.unknown = unknown


class Unknown:
    """A fact that is not stated.

    It cannot be compared, tested for truth or hashed: each of these would be a guess, and raises `Unanswered`.
    Test for it with `isinstance`, or go through `need`.

    Parameters:
        fact: the name of the fact as the format spells it, such as `home`.
        subject: whose fact it is, such as an address.
        declare: where it would be declared, such as `recipients.<address>.home`.
        cmdlet: the cmdlet whose output shows it, or an empty string.
    """

    __slots__ = ("cmdlet", "declare", "fact", "subject")

    def __init__(self, fact: str, subject: str, declare: str, cmdlet: str = "") -> None:
        self.fact = fact
        self.subject = subject
        self.declare = declare
        self.cmdlet = cmdlet

    def __repr__(self) -> str:
        return f"Unknown({self.fact!r}, {self.subject!r})"

    def __str__(self) -> str:
        return f"{self.fact} of {self.subject} is not stated"

    def _refuse(self, *_: Any) -> NoReturn:
        raise Unanswered(self)

    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __iter__ = __hash__ = _refuse


def need(fact: T | Unknown) -> T:
    """The fact, where it is known.

    Raises:
        Unanswered: it is not; the rule is then not evaluated for the object at hand.
    """
    if isinstance(fact, Unknown):
        raise Unanswered(fact)
    return fact
