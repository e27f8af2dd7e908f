"""Typed windows on the positioned tree: facts, which may be unknown, and options, which have a default."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Generic, Protocol, TypeVar, overload

from delegint.model.finding import Finding
from delegint.model.unknown import Unknown
from delegint.source.nodes import Node
from delegint.source.places import Place, Related

T = TypeVar("T")
_MOST_DIGITS: Final = 10
"""Of one part of a version; Python itself refuses to convert a few thousand."""
Reader = Callable[[Node], T | None]
"""Takes a value from a node; None where the node does not hold one (the schema check has said so already)."""


class ObservedFacts(Protocol):
    """What a snapshot says about the same thing, looked up like the keys of a mapping."""

    def get(self, key: str) -> Node | None:
        """The observed value, placed in the export."""

    def __bool__(self) -> bool:
        """Whether the snapshot says anything about it at all."""

    def part(self, name: str) -> ObservedFacts | None:
        """What it says about a mapping below."""

    @property
    def place(self) -> Place:
        """Where the snapshot speaks of it."""


class Facts:
    """A mapping of the state, read key by key; what it leaves out, a snapshot may supply.

    Parameters:
        node: the mapping; None where it is not declared at all.
        path: the keys that lead to it.
        subject: whose facts these are, for people.
        observed: what a snapshot says about it; None without one.
    """

    __slots__ = ("node",)

    node: Node | None
    observed: ObservedFacts | None = None

    def __init__(self, node: Node | None) -> None:
        self.node = node

    @property
    def path(self) -> tuple[str, ...]:
        """The keys that lead to the mapping from the top of the state; each kind of entry has its own."""
        raise NotImplementedError  # no abstract base class, which would make every isinstance four times as slow

    @property
    def subject(self) -> str:
        """Whose facts these are, for people."""
        return ".".join(self.path)

    @property
    def declared(self) -> bool:
        """Whether the mapping stands in the state."""
        return self.node is not None

    @property
    def known(self) -> bool:
        """Whether the state or the snapshot speaks of it."""
        return self.node is not None or bool(self.observed)

    def value(self, key: str) -> Node | None:
        """The node under `key`, declared or else observed, where there is one."""
        found = None if self.node is None else self.node.get(key)
        return self.observed.get(key) if found is None and self.observed is not None else found

    def place_of(self, *keys: str) -> Place:
        """Where the value under the keys stands, or the nearest thing above it that is written."""
        node = self.node
        observed = self.observed
        if observed is not None and (node is None or (len(keys) == 1 and node.get(keys[0]) is None)):
            seen = observed.get(keys[0]) if len(keys) == 1 else None
            if seen is not None:
                return seen.place
            if node is None:
                return observed.place
        node = self._written()
        for key in keys:
            child = node.get(key)
            if child is None:
                return node.key_place
            node = child
        return node.place if keys else node.key_place

    def missing(self, key: str, cmdlet: str) -> Unknown:
        """The answer where `key` is not stated."""
        return Unknown(key, self.subject, ".".join((*self.path, key)), cmdlet)

    def finding(self, message: str, *at: str, path: tuple[str, ...] | None = None, **more: Any) -> Finding:
        """A finding on this entry.

        Parameters:
            message: see `Finding`.
            at: the keys below the entry whose value is meant; the entry's own key when left out.
            path: where the finding is not about this entry's own path and `at`.
            more: the other parameters of `Finding`.
        """
        place = more.pop("place", None) or self.place_of(*at)
        used_at = None if self.node is None else self.node.alias_place
        if used_at is not None:
            more["related"] = (*more.get("related", ()), Related(used_at, "used here, through an alias or merge key"))
        return Finding(message, place, (*self.path, *at) if path is None else path, **more)

    def _written(self) -> Node:
        if self.node is None:
            raise LookupError(f"{self.subject} is not declared and has no place")
        return self.node


class Fact(Generic[T]):
    """A fact: stated, or unknown.

    Parameters:
        read: takes the value from its node.
        cmdlet: the cmdlet whose output shows it.
        key: the key, where it differs from the attribute.
        default: the value that a declared entry without the key has by the format's own word.
    """

    __slots__ = ("cmdlet", "default", "key", "read")

    def __init__(self, read: Reader[T], cmdlet: str = "", *, key: str = "", default: T | None = None) -> None:
        self.read = read
        self.cmdlet = cmdlet
        self.key = key
        self.default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = self.key or name

    @overload
    def __get__(self, entry: None, owner: type) -> Fact[T]: ...
    @overload
    def __get__(self, entry: Facts, owner: type) -> T | Unknown: ...

    def __get__(self, entry: Facts | None, owner: type) -> Fact[T] | T | Unknown:
        if entry is None:
            return self
        node = entry.node
        children = None if node is None else node.value
        child = children.get(self.key) if type(children) is dict else None
        if child is not None:
            value = self.read(child)
            if value is not None:
                return value
        if entry.observed is not None:
            seen = entry.observed.get(self.key)
            if seen is not None:
                value = self.read(seen)
                if value is not None:
                    return value
        if child is None and node is not None and self.default is not None:
            return self.default
        return entry.missing(self.key, self.cmdlet)


class Option(Generic[T]):
    """An option of a declaration: what is left out has its default and is not unknown."""

    __slots__ = ("default", "key", "read")

    def __init__(self, read: Reader[T], default: T, *, key: str = "") -> None:
        self.read = read
        self.default = default
        self.key = key

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = self.key or name

    @overload
    def __get__(self, entry: None, owner: type) -> Option[T]: ...
    @overload
    def __get__(self, entry: Facts, owner: type) -> T: ...

    def __get__(self, entry: Facts | None, owner: type) -> Option[T] | T:
        if entry is None:
            return self
        children = None if entry.node is None else entry.node.value
        child = children.get(self.key) if type(children) is dict else None
        if child is None:
            return self.default
        value = self.read(child)
        return self.default if value is None else value


def text(node: Node) -> str | None:
    """Text."""
    return node.value if isinstance(node.value, str) else None


def label(node: Node) -> str | None:
    """Text, or a number that stands for itself, such as the year in a product version."""
    value = node.value
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else None


def boolean(node: Node) -> bool | None:
    """True or false."""
    return node.value if isinstance(node.value, bool) else None


def number(node: Node) -> int | None:
    """A whole number."""
    value = node.value
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def quantity(node: Node) -> float | None:
    """A number, whole or not."""
    value = node.value
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def texts(node: Node) -> tuple[str, ...] | None:
    """A list of text; other items are left out."""
    if not isinstance(node.value, list):
        return None
    return tuple(item.value for item in node.value if isinstance(item.value, str))


def words(node: Node) -> tuple[str, ...] | None:
    """A list of text, or a single text."""
    return (node.value,) if isinstance(node.value, str) else texts(node)


def one_of(*choices: str) -> Reader[str]:
    """One of the choices, in the spelling given here whatever the case it was written in."""
    folded: Final = {choice.casefold(): choice for choice in choices}

    def read(node: Node) -> str | None:
        return folded.get(node.value.casefold()) if isinstance(node.value, str) else None

    return read


def dotted_version(node: Node) -> tuple[int, ...] | None:
    """A dotted version as numbers, so that 2.10 follows 2.9."""
    parts = str(node.value).split(".") if isinstance(node.value, (str, float)) else []
    plain = parts and all(part.isdecimal() and len(part) <= _MOST_DIGITS for part in parts)
    return tuple(int(part) for part in parts) if plain else None
