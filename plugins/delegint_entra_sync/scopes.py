"""Where an object of Active Directory lies, and which engines leave it out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from delegint.api import Node, Recipient, State, SyncEngine, Unknown

_TYPED: Final = re.compile(r"\s*[A-Za-z][\w.-]*\s*=")
_RELATIVE_NAME: Final = re.compile(r"(?:[^,\\]|\\.)+", re.DOTALL)
_LEVEL: Final = re.compile(r"(?:[^/\\]|\\.)+", re.DOTALL)
_ESCAPED: Final = re.compile(r"((?:\\[0-9A-Fa-f]{2})+)|\\(.)", re.DOTALL)


class Container(NamedTuple):
    """A place in Active Directory, without regard to case.

    Parameters:
        domain: such as `corp.contoso.com`.
        units: the units and containers from the domain downwards; none for the domain itself.
    """

    domain: str
    units: tuple[str, ...]

    def holds(self, other: Container) -> bool:
        """Whether the other is this one, or lies below it."""
        return self.domain == other.domain and self.units == other.units[: len(self.units)]


@lru_cache(maxsize=4096)
def container(text: str) -> Container | None:
    """What `corp.contoso.com/Staff` or `OU=Staff,DC=corp,DC=contoso,DC=com` means; None where it names no domain."""
    if not _TYPED.match(text):
        domain, *units = [_plain(level) for level in _LEVEL.findall(text)] or [""]
        return Container(domain, tuple(filter(None, units))) if "." in domain else None
    parts = [part.partition("=") for part in _RELATIVE_NAME.findall(text)]
    named = [(kind.strip().casefold(), _plain(name)) for kind, _, name in parts]
    domain = ".".join(name for kind, name in named if kind == "dc")
    return Container(domain, tuple(name for kind, name in reversed(named) if kind != "dc")) if domain else None


def _plain(text: str) -> str:
    """A part of a name as it is compared, with what stands behind a backslash put in."""
    return _ESCAPED.sub(_unescaped, text).strip().casefold()


def _unescaped(match: re.Match[str]) -> str:
    """The character behind a backslash, or those whose bytes stand there in hexadecimal."""
    if match[1] is None:
        return match[2]
    return bytes.fromhex(match[1].replace("\\", "")).decode("utf-8", "replace")


class Scope(NamedTuple):
    """What one engine synchronizes, as far as it is stated.

    Parameters:
        engine: which.
        domains: in lower case; None where they are not stated, or cannot be compared, such as `CORP`.
        left_out: the units that it leaves out, each with its entry.
        taken_in: those below them that it takes in after all.
    """

    engine: SyncEngine
    domains: frozenset[str] | None
    left_out: tuple[tuple[Container, Node], ...]
    taken_in: tuple[Container, ...] = ()


class LeftOut(NamedTuple):
    """An object that an engine does not synchronize.

    Parameters:
        engine: which.
        place: the unit where the object lies.
        entry: the entry that leaves it out; None where its whole domain is not in the scope.
    """

    engine: SyncEngine
    place: Container
    entry: Node | None


def left_out(recipient: Recipient, state: State) -> LeftOut | None:
    """What keeps the object of a recipient out of Entra ID; None where nothing does, as far as is stated.

    The engine is the one that is named for the recipient, or else every one that is not in staging mode.
    """
    scopes = state.now.once(_scopes)
    if not any(scope.left_out or scope.domains is not None for scope in scopes):
        return None
    where = _container_of(recipient)
    if where is None:
        return None
    named = recipient.sync_engine
    if isinstance(named, Unknown):
        asked = [scope for scope in scopes if scope.engine.staging is not True]  # identity: it may be unknown
    else:
        asked = [scope for scope in scopes if scope.engine.name == named]
    found = [_leaves_out(scope, where) for scope in asked]
    return next((one for one in found if one is not None), None) if all(found) else None


def _container_of(recipient: Recipient) -> Container | None:
    stated = recipient.on_premises_object.organizational_unit
    return None if isinstance(stated, Unknown) else container(stated)


def _leaves_out(scope: Scope, where: Container) -> LeftOut | None:
    holding = [(unit, entry) for unit, entry in scope.left_out if unit.holds(where)]
    if holding:
        innermost, entry = max(holding, key=lambda found: len(found[0].units))
        if not any(innermost.holds(unit) and unit.holds(where) for unit in scope.taken_in):
            return LeftOut(scope.engine, where, entry)
    is_outside = scope.domains is not None and where.domain not in scope.domains
    return LeftOut(scope.engine, where, None) if is_outside else None


def _scopes(state: State) -> tuple[Scope, ...]:
    return tuple(map(_scope, state.sync_engines))


def _scope(engine: SyncEngine) -> Scope:
    stated = engine.value("scope")
    entries = [] if stated is None else _texts(stated, "excluded_ous")
    taken_in = [] if stated is None else [container(str(entry.value)) for entry in _texts(stated, "included_ous")]
    places = [container(domain) for domain in engine.domains or ()]
    comparable = [place.domain for place in places if place is not None]
    return Scope(
        engine,
        frozenset(comparable) if comparable and len(comparable) == len(places) else None,
        tuple((unit, entry) for entry in entries if (unit := container(str(entry.value))) is not None),
        tuple(unit for unit in taken_in if unit is not None),
    )


def _texts(scope: Node, key: str) -> list[Node]:
    listed = scope.get(key)
    return [] if listed is None else [entry for entry in listed.items() if isinstance(entry.value, str)]


def has_cloud_sync(state: State) -> bool:
    """Whether an engine is, or may be, cloud sync; Entra Connect resolves references across domains."""
    kinds = [engine.engine for engine in state.sync_engines]
    return any(isinstance(kind, Unknown) or kind == "cloud_sync" for kind in kinds)


def boundary(owner: Recipient, trustee: Recipient, state: State) -> str | Unknown | None:
    """What a reference from owner to trustee would have to cross, as a clause; None where it crosses nothing.

    Source: What is Microsoft Entra Cloud Sync; Topologies for Microsoft Entra Cloud Sync.
    """
    one, other = state.sync_engine_of(owner), state.sync_engine_of(trustee)
    if one is None or other is None:
        return None
    if isinstance(one, Unknown):
        return one
    if isinstance(other, Unknown):
        return other
    if one is not other:
        apart = f"{owner} is synchronized by {one.name}, {trustee} by {other.name}, and no reference leads across"
        return _where_cloud_sync(apart, one, other)
    here, there = _domain_of(owner, one, state), _domain_of(trustee, one, state)
    if here is None or there is None or here == there:
        return None
    apart = f"{owner} lies in {here}, {trustee} in {there}, and {one.name} carries no reference across domains"
    return _where_cloud_sync(apart, one)


def _where_cloud_sync(apart: str, *engines: SyncEngine) -> str | Unknown | None:
    """The clause, where one of the engines is cloud sync."""
    kinds = [engine.engine for engine in engines]
    if any(not isinstance(kind, Unknown) and kind == "cloud_sync" for kind in kinds):
        return apart
    return next((kind for kind in kinds if isinstance(kind, Unknown)), None)


def _domain_of(recipient: Recipient, engine: SyncEngine, state: State) -> str | None:
    """The domain of a recipient: by its unit, or else the only one of its engine; None where neither is stated."""
    where = _container_of(recipient)
    if where is not None:
        return where.domain
    scope = next(scope for scope in state.now.once(_scopes) if scope.engine is engine)
    return next(iter(scope.domains)) if scope.domains is not None and len(scope.domains) == 1 else None
