"""Who is refused on-premises, since a Send on Behalf does not come back from Exchange Online, and for which cause."""

from __future__ import annotations

from typing import Final, Literal

from delegint.api import (
    Delegate,
    Finding,
    Related,
    Reliance,
    SendOnBehalf,
    Severity,
    State,
    SyncEngine,
    Unknown,
    carried_down_if_on,
    differing_lists,
    names,
    need,
    object_kind,
    powershell_quoted,
    reliance,
)

Cause = Literal["off", "cloud_sync", "rules", "group", "cloud_managed", "wrong_side"]
"""Why a Send on Behalf does not get to Active Directory.

`off`: the engine writes nothing back. `cloud_sync`: cloud sync leaves it out. `rules`: the rules of Entra Connect do
not carry it. `group`: writeback serves no groups, and no contacts. `cloud_managed`: the mailbox is managed in the
cloud. `wrong_side`: the grant is applied in Exchange Online alone, though the mailbox is on-premises.
"""
_ENGINES: Final[frozenset[Cause]] = frozenset({"off", "cloud_sync", "rules"})
_ON_PREMISES: Final[frozenset[Cause]] = frozenset({"wrong_side"})
_NONE: Final[frozenset[Cause]] = frozenset()


def refusal(grant: SendOnBehalf | Delegate, cause: Cause, state: State) -> Reliance | None:
    """Who is refused by a grant for a cause at the state's point in time; None where nobody is, for all that is known.

    Parameters:
        grant: any Send on Behalf, and any delegate.
        cause: the one that is asked about.
        state: the state at that point.
    """
    case = reliance(grant, "on_premises", state)
    return case if case is not None and cause in _causes(case) else None


def engine_behind(case: Reliance) -> SyncEngine:
    """The engine that does not carry a grant.

    Raises:
        Unanswered: it is not known whether it does.
        LookupError: no engine is the cause.
    """
    need(case.presence.there)
    if case.presence.engine is None:
        raise LookupError(f"no engine is behind {case.grant.subject}")
    return case.presence.engine


def _causes(case: Reliance) -> frozenset[Cause]:
    """Why the grant does not get to Active Directory; several where that is not known."""
    if not isinstance(case.home, Unknown):
        return _causes_online(case) if case.home == "online" else _ON_PREMISES
    possible = _NONE if case.presence.there is True else _causes_online(case)
    return possible | _ON_PREMISES if case.grant.sides is not None and case.presence.way != "nowhere" else possible


def _causes_online(case: Reliance) -> frozenset[Cause]:
    """Why the grant on something that is managed online does not come back."""
    owner, presence = case.grant.owner, case.presence
    if object_kind(owner) != "user":
        return frozenset({"group"})
    if presence.way == "nowhere" or owner.has_mailbox is False:
        return _NONE
    if owner.cloud_managed is True:
        return frozenset({"cloud_managed"})
    if presence.engine is None:
        return _ENGINES
    return _causes_of(presence.engine, in_doubt=isinstance(presence.there, Unknown))


def _causes_of(engine: SyncEngine, *, in_doubt: bool) -> frozenset[Cause]:
    """What keeps an engine from writing the list back, or may."""
    option, kind = engine.exchange_hybrid_writeback, engine.engine
    if engine.staging is True or (not isinstance(option, Unknown) and not option):
        return frozenset({"off"})
    kinds: set[Cause] = {"rules", "cloud_sync"}
    if not isinstance(kind, Unknown):
        kinds = {"rules" if kind == "connect" else "cloud_sync"}
    if not in_doubt:
        return frozenset({"rules"} if len(kinds) > 1 else kinds)
    if not isinstance(option, Unknown):
        return frozenset(kinds)
    if carried_down_if_on(engine, "publicDelegates", "user").carried is True:
        return frozenset({"off"})
    return frozenset(kinds | {"off"})


def finding_of(
    case: Reliance,
    why: str,
    state: State,
    *,
    instead: str = "",
    setting: str = "",
    note: str = "",
    sides: str = "[on_premises, online]",
    severity: Severity | None = None,
) -> Finding:
    """The finding on a grant whose senders are refused.

    Parameters:
        case: who is refused.
        why: what stands behind the colon of the message.
        state: knows what the comparison with a snapshot says of the same people.
        instead: what else would help, without a capital; where Active Directory has no object of the owner, what does.
        setting: the key of the engine that decides; empty for none.
        note: what is said there.
        sides: what to write.
        severity: where it is not that of the rule; information is not sure.
    """
    grant = case.grant
    at: tuple[str, ...] = ("sides",)
    declare = f"sides: {sides}"
    if isinstance(grant, Delegate):
        at, declare = ("send_on_behalf", "sides"), f"send_on_behalf: {{{declare}}}"
    by_hand = f"write {declare}, and {_by_hand(grant, case.home)}" if case.presence.way != "nowhere" else ""
    fix = "; or ".join(filter(None, (by_hand, instead)))
    engine = case.presence.engine
    related = (
        (Related(engine.place_of(setting), note),) if engine is not None and setting and engine.value(setting) else ()
    )
    cannot = "may not be able to" if severity == "info" else "cannot"
    return grant.finding(
        f"{names(case.senders)} {cannot} send on behalf of {grant.owner} from on-premises: {why}",
        *at,
        fix=fix[0].upper() + fix[1:],
        related=related,
        severity=severity,
        about=(grant.pair, *differing_lists(grant.owner, (grant.trustee, *case.senders), state)),
    )


def _by_hand(grant: SendOnBehalf | Delegate, home: str | Unknown) -> str:
    """How to put a Send on Behalf on the object in Active Directory, without a capital.

    Set-RemoteMailbox may refuse the parameter in newer versions; the attribute itself can always be written.

    Source: "Delegate can't send on behalf of after migration to Microsoft 365 hybrid environment"; Set-RemoteMailbox.
    """
    owner, trustee = powershell_quoted(grant.owner), powershell_quoted(grant.trustee)
    if not isinstance(home, Unknown) and home == "on_premises":
        return f"run Set-Mailbox {owner} -GrantSendOnBehalfTo @{{Add={trustee}}} on-premises"
    kind = object_kind(grant.owner)
    if kind != "user":
        command = "Set-DistributionGroup" if kind == "group" else "Set-MailContact"
        return f"run {command} {owner} -GrantSendOnBehalfTo @{{Add={trustee}}} on-premises"
    return (
        f"run Set-RemoteMailbox {owner} -GrantSendOnBehalfTo @{{Add={trustee}}} on-premises, or write publicDelegates"
        " of its object in Active Directory"
    )
