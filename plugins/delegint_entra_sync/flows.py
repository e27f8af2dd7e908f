"""What the synchronization rules of an Entra Connect server carry, asked of the flows that were exported."""

from __future__ import annotations

from typing import Final, NamedTuple

from delegint.api import Node, SyncEngine, Unknown

WRITEBACK_RULE: Final = "Out to AD - User Exchange Hybrid PublicDelegates writeback"
"""The rule that Entra Connect brings. Source: Attributes synchronized by Microsoft Entra Connect."""
WRITEBACK_BUILD: Final = (1, 1, 553, 0)
"""The first build that has it; the table of attributes has 1.1.552.0, which was never released.

Source: Microsoft Entra Connect, version release history.
"""
_KEY: Final = "public_delegates_written_back"
_CMDLET: Final = "Get-ADSyncServerConfiguration"
_DELEGATES: Final = "publicdelegates"
_OF_THE_CLOUD: Final = "cloudpublicdelegates"
_NO_MAILBOX_USERS: Final = frozenset({"group", "contact"})


class Flow(NamedTuple):
    """One attribute flow of a synchronization rule.

    Parameters:
        rule: the name of the rule.
        outbound: whether it writes to the directory at the connector, or reads from it.
        object: the type of object in that directory; empty where the rule does not say.
        connector: the GUID of the connector; empty where the rule does not say.
        source: the attributes that it takes, in lower case.
        to: the attribute that it fills, in lower case.
        disabled: whether the rule is disabled; None where it does not say.
    """

    rule: str
    outbound: bool
    object: str
    connector: str
    source: frozenset[str]
    to: str
    disabled: bool | None


def writes_public_delegates_back(engine: SyncEngine) -> bool | Unknown:
    """Whether a rule writes the Send on Behalf of Exchange Online to publicDelegates in Active Directory.

    What is declared counts first, then the exported rules, and at last the build. Rules prove that none does so only
    where the rule is among them by which publicDelegates comes in from Active Directory: every server has one that has
    Exchange in its forest, so that an export without it is not whole.

    Parameters:
        engine: an Entra Connect server.

    Source: Attributes synchronized by Microsoft Entra Connect, Exchange hybrid writeback.
    """
    declared = engine.value(_KEY)
    if declared is not None and isinstance(declared.value, bool):
        return declared.value
    flows = _flows(engine, "flows")
    if any(_writes_back(flow, engine) for flow in flows):
        return True
    if any(flow.disabled is None for flow in _disabled(engine)) or any(_may_write_back(flow, engine) for flow in flows):
        return engine.missing(_KEY, _CMDLET)
    whole = any(not flow.outbound and flow.to == _DELEGATES for flow in flows)
    return False if whole or has_current_build(engine) is False else engine.missing(_KEY, _CMDLET)


def has_current_build(engine: SyncEngine) -> bool | Unknown:
    """Whether the build is one that brings the rule; a version that is given too briefly to tell counts as one.

    Parameters:
        engine: an Entra Connect server.
    """
    version = engine.version
    return version if isinstance(version, Unknown) else version >= WRITEBACK_BUILD[: len(version)]


def missing_rule(engine: SyncEngine) -> str:
    """The rule that would write publicDelegates back, and what keeps it from doing so.

    Parameters:
        engine: an Entra Connect server of which `writes_public_delegates_back` is false.
    """
    disabled = _disabled(engine)
    if disabled:
        return f"{disabled[0].rule} (disabled)"
    build = ".".join(map(str, WRITEBACK_BUILD))
    return f"{WRITEBACK_RULE} (needs build {build} or later and the Exchange hybrid option)"


def _disabled(engine: SyncEngine) -> list[Flow]:
    """The flows that would write publicDelegates back, were they not disabled for all that is known."""
    return [flow for flow in _flows(engine, "idle_flows") if _writes_back(flow, engine)]


def _writes_back(flow: Flow, engine: SyncEngine) -> bool:
    """Whether a flow surely fills publicDelegates of users in Active Directory: by its connector, or by its source."""
    return _fills_the_list(flow) and (_OF_THE_CLOUD in flow.source or flow.connector in _active_directories(engine))


def _may_write_back(flow: Flow, engine: SyncEngine) -> bool:
    """Whether it cannot be told where a flow goes, since the connectors were not exported.

    To Entra ID goes the list of Active Directory, which has the name publicDelegates there as well.
    """
    return _fills_the_list(flow) and flow.source != {_DELEGATES} and not _active_directories(engine)


def _fills_the_list(flow: Flow) -> bool:
    return flow.outbound and flow.to == _DELEGATES and flow.object not in _NO_MAILBOX_USERS


def _active_directories(engine: SyncEngine) -> set[str]:
    """The connectors to Active Directory."""
    seen = None if engine.observed is None else engine.observed.get("active_directories")
    return set() if seen is None else {_text(node) for node in seen.items()} - {""}


def _flows(engine: SyncEngine, key: str) -> list[Flow]:
    """The exported flows; an export alone has them, since nobody declares them by hand."""
    seen = None if engine.observed is None else engine.observed.get(key)
    return [] if seen is None else [_flow(node) for node in seen.items()]


def _flow(node: Node) -> Flow:
    disabled, source = node.get("disabled"), node.get("from")
    return Flow(
        _text(node.get("rule")),
        _text(node.get("direction")) == "outbound",
        _text(node.get("object")).casefold(),
        _text(node.get("connector")),
        frozenset() if source is None else frozenset(_text(item).casefold() for item in source.items()),
        _text(node.get("to")).casefold(),
        disabled.value if disabled is not None and isinstance(disabled.value, bool) else None,
    )


def _text(node: Node | None) -> str:
    return node.value if node is not None and isinstance(node.value, str) else ""
