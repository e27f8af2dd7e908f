"""What an engine of directory synchronization does with an attribute: by its rules, its settings, or the documents.

What is declared counts first; then the exported rules, which prove it; then what the product brings by itself.

Source: "Attributes synchronized by Microsoft Entra Connect"; "Exchange hybrid writeback with cloud sync"; "Microsoft
Entra Connect: version release history".
"""

from __future__ import annotations

from typing import Final, NamedTuple

from delegint.model.answers import Answer
from delegint.model.environment import SyncEngine
from delegint.model.sync_proof import Direction, ProvedFlow
from delegint.model.sync_scope import ObjectKind
from delegint.model.unknown import Unknown

DELEGATES: Final = "publicDelegates"
WRITEBACK_RULE: Final = "Out to AD - User Exchange Hybrid PublicDelegates writeback"
"""The rule that Entra Connect brings. Source: Attributes synchronized by Microsoft Entra Connect."""
WRITEBACK_BUILD: Final = (1, 1, 553, 0)
"""The first build that has it; the table of attributes has 1.1.552.0, which was never released.

Source: Microsoft Entra Connect, version release history.
"""
_USERS: Final = frozenset({"user"})
_USERS_AND_CONTACTS: Final = frozenset({"user", "contact"})
_ALL: Final = frozenset({"user", "contact", "group"})
_UP: Final = {
    DELEGATES: _ALL,
    "proxyAddresses": _ALL,
    "msExchRecipientDisplayType": _ALL,
    "msExchDelegateListLink": _USERS,
    "msExchHideFromAddressLists": _ALL,
    "legacyExchangeDN": _ALL,
}
"""What Entra Connect carries up by its own rules, for which objects."""
_DOWN: Final = {
    ("connect", DELEGATES): _USERS,
    ("connect", "proxyAddresses"): _ALL,
    ("cloud_sync", "proxyAddresses"): _USERS_AND_CONTACTS,
}
"""What the Exchange hybrid writeback of each engine carries down; of proxyAddresses, the X500 address alone."""


class Carriage(NamedTuple):
    """What an engine does with an attribute.

    Parameters:
        engine: which engine.
        carried: whether it carries the attribute to the other side.
        reason: why, or why not, in words that follow "because".
        fact: the key of the engine on which that rests; empty where it rests on what the product does by itself.
        proof: what the exported rules make of it; None where that does not count.
    """

    engine: SyncEngine
    carried: Answer
    reason: str
    fact: str = ""
    proof: ProvedFlow | None = None


def carried_up(engine: SyncEngine, attribute: str, kind: ObjectKind) -> Carriage:
    """Whether an engine carries an attribute from Active Directory to Entra ID.

    Parameters:
        engine: the engine that synchronizes the object.
        attribute: as Active Directory names it.
        kind: what the object is.
    """
    if engine.staging is True:
        return Carriage(engine, False, f"{engine.name} is in staging mode, in which it writes nothing", "staging")
    if attribute.casefold() in engine.excluded_attributes:
        return Carriage(engine, False, f"attribute filtering leaves {attribute} out", "excluded_attributes")
    declared = engine.public_delegates_synchronized if attribute == DELEGATES else None
    if isinstance(declared, bool):
        return Carriage(
            engine, declared, _declared(engine, attribute, "up", written=declared), "public_delegates_synchronized"
        )
    proved = _proved(engine, attribute, "up", kind)
    if proved is not None:
        return proved
    product = engine.engine
    if isinstance(product, Unknown):
        return Carriage(engine, product, f"whether {engine.name} is Entra Connect or cloud sync is not known")
    if product == "cloud_sync":
        missing = _undecided(engine, attribute, "up")
        return Carriage(engine, missing, f"no document says whether cloud sync carries {attribute} up")
    carried = kind in _UP.get(attribute, ())
    return Carriage(engine, carried, f"Entra Connect carries {attribute} {'up' if carried else f'up for no {kind}'}")


def carried_down(engine: SyncEngine, attribute: str, kind: ObjectKind) -> Carriage:
    """Whether an engine carries an attribute from Entra ID to Active Directory: the Exchange hybrid writeback.

    Parameters: see `carried_up`.
    """
    if engine.staging is True:
        return Carriage(engine, False, f"{engine.name} is in staging mode, in which it writes nothing", "staging")
    option = engine.exchange_hybrid_writeback
    if attribute == DELEGATES and kind != "user":
        proof = engine.proof(attribute, "down", kind)
        if proof is not None and proof.verdict == "flows":
            return Carriage(engine, True, proof.reason, "", proof)
        return Carriage(engine, False, f"writeback carries {attribute} of users alone, and of no {kind}")
    declared = engine.public_delegates_written_back if attribute == DELEGATES else None
    if isinstance(declared, bool):
        return Carriage(
            engine, declared, _declared(engine, attribute, "down", written=declared), "public_delegates_written_back"
        )
    if not isinstance(option, Unknown) and not option:
        return _with_option_off(engine, attribute, kind)
    if isinstance(option, Unknown):
        return Carriage(engine, option, f"whether {engine.name} writes back is not known", "exchange_hybrid_writeback")
    return carried_down_if_on(engine, attribute, kind)


def carried_down_if_on(engine: SyncEngine, attribute: str, kind: ObjectKind) -> Carriage:
    """The same, taking the option of Exchange hybrid writeback for switched on.

    Parameters: see `carried_up`.
    """
    product = engine.engine
    if isinstance(product, Unknown):
        return Carriage(engine, product, f"whether {engine.name} is Entra Connect or cloud sync is not known")
    proved = _proved(engine, attribute, "down", kind)
    if proved is not None:
        return proved
    if kind not in _DOWN.get((product, attribute), ()):
        name = "cloud sync" if product == "cloud_sync" else "Entra Connect"
        return Carriage(
            engine, False, f"the writeback of {name} leaves {attribute} {f'of a {kind} ' * (kind != 'user')}out"
        )
    return _by_build(engine) if attribute == DELEGATES else Carriage(engine, True, f"{engine.name} writes it back")


def is_brought_by_default(attribute: str, direction: Direction, kind: ObjectKind) -> bool:
    """Whether Entra Connect carries an attribute by the rules that it brings, with the Exchange hybrid option on."""
    return kind in (_UP.get(attribute, ()) if direction == "up" else _DOWN.get(("connect", attribute), ()))


def _with_option_off(engine: SyncEngine, attribute: str, kind: ObjectKind) -> Carriage:
    """Without the option no rule of the product writes anything back; one that was made by hand still may."""
    proof, why = engine.proof(attribute, "down", kind), f"{engine.name} does not write back at all"
    proved = _proved(engine, attribute, "down", kind)
    if proved is not None and proved.carried is not False:
        return proved
    if proved is not None:
        why = proved.reason
    return Carriage(engine, False, why, "exchange_hybrid_writeback", proof)


def has_writeback_build(engine: SyncEngine) -> bool | Unknown:
    """Whether the build of an Entra Connect server brings the rule that writes publicDelegates back.

    Unknown too where the version is given too briefly to tell, as `1.1`.
    """
    version = engine.version
    if isinstance(version, Unknown):
        return version
    if version == WRITEBACK_BUILD[: len(version)] and any(WRITEBACK_BUILD[len(version) :]):
        return engine.missing("version", "Get-ADSyncGlobalSettings")
    return version >= WRITEBACK_BUILD[: len(version)]


def _by_build(engine: SyncEngine) -> Carriage:
    current = has_writeback_build(engine)
    if isinstance(current, Unknown):
        return Carriage(engine, current, f"the build of {engine.name} is not known")
    if current:
        return Carriage(engine, True, f"{engine.name} brings the rule {WRITEBACK_RULE}")
    build = ".".join(map(str, WRITEBACK_BUILD))
    return Carriage(
        engine, False, f"its build is older than {build}, which brought the rule {WRITEBACK_RULE}", "version"
    )


def _proved(engine: SyncEngine, attribute: str, direction: Direction, kind: ObjectKind) -> Carriage | None:
    """What the exported rules say; None where they do not tell, since the export is not whole.

    What flows for some objects alone is not known to flow for any one of them.
    """
    proof = engine.proof(attribute, direction, kind)
    if proof is None or proof.silent:
        return None
    if proof.for_some or proof.verdict == "unknown":
        return Carriage(engine, _undecided(engine, attribute, direction), proof.reason, "", proof)
    return Carriage(engine, proof.verdict == "flows", proof.reason, "", proof)


def _undecided(engine: SyncEngine, attribute: str, direction: Direction) -> Unknown:
    """What would settle it: of publicDelegates, a key of the engine; of other attributes, no key does."""
    if attribute != DELEGATES:
        return Unknown(f"the flow of {attribute}", engine.name, "")
    return engine.missing(f"public_delegates_{'synchronized' if direction == 'up' else 'written_back'}", "")


def _declared(engine: SyncEngine, attribute: str, direction: Direction, *, written: bool) -> str:
    verb, how = ("carry", "up") if direction == "up" else ("write", "back")
    return f"{engine.name} is stated {'to' if written else 'not to'} {verb} {attribute} {how}"
