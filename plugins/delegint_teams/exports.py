"""Get-CsOnlineUser and the policies of Teams."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from delegint.api import Export, Fact, Keys, Row, Sink, add_policy, granted_policy
from delegint_teams.policies import CALLING_POLICY, KINDS, MEETING_POLICY

if TYPE_CHECKING:
    from delegint.api import PolicyKind

_PHONE_SYSTEM: Final = "phonesystem"
_SIP: Final = ("SipAddress", "sip")
_UPN: Final = ("UserPrincipalName", "upn")
_ONLINE_ID: Final = ("Identity", "ObjectId", "ExternalDirectoryObjectId", "edoid")


def read_online_user(row: Row, sink: Sink) -> None:
    """A user of Teams; a blank policy is one that nobody granted to the person.

    Source: Get-CsOnlineUser.
    """
    synced = row.flag("UserDirSyncEnabled", "DirSyncEnabled", "directorySynced")
    facts: dict[str, Fact] = {
        "teams.mode": row.text("TeamsUpgradeEffectiveMode", "upgradeMode"),
        "teams.phone_system": _phone_system(row),
        "teams.number": row.text("LineUri"),
        "teams.calling_policy": granted_policy(row, "TeamsCallingPolicy", "callingPolicy"),
        "teams.meeting_policy": granted_policy(row, "TeamsMeetingPolicy", "meetingPolicy"),
    }
    keys = Keys(edoid=row.guid(*_ONLINE_ID), upn=row.text(*_UPN), sip=row.text(*_SIP), dir_synced=synced)
    if keys.edoid or keys.upn or keys.sip:
        sink.person(row.line, "teams", keys, facts=facts, weaker={"directory_synced": synced}, on_side=False)


def _phone_system(row: Row) -> bool | None:
    """Whether Teams Phone is among the features; an empty list of features is no answer."""
    features = row.texts("FeatureTypes")
    return any(feature.casefold() == _PHONE_SYSTEM for feature in features) if features else None


def read_collected_policy(row: Row, sink: Sink) -> None:
    """A policy of any kind, as the collector writes it."""
    cmdlet = (row.text("cmdlet") or "").strip().casefold()
    kind = next((kind for kind in KINDS if cmdlet == f"get-{kind.cmdlet}".casefold()), None)
    if kind is not None:
        add_policy(kind, row, row.part("settings"), sink)


def _reader_of(kind: PolicyKind) -> Callable[[Row, Sink], None]:
    """What reads the policies of one kind, as their cmdlet gives them."""

    def read_policy(row: Row, sink: Sink) -> None:
        add_policy(kind, row, row, sink)

    return read_policy


EXPORTS: Final = (
    Export(
        "Get-CsOnlineUser",
        ((*_SIP, *_UPN), ("TeamsCallingPolicy", "callingPolicy", "FeatureTypes", "IsSipEnabled", "UserDirSyncEnabled")),
        describe=read_online_user,
        refuses=("RecipientTypeDetails",),
        kind="cs-online-user",
        side="online",
    ),
    Export(
        "Get-CsOnlineUser",
        ((*_SIP, *_UPN), ("TeamsMeetingPolicy", "meetingPolicy", "TeamsUpgradeEffectiveMode", "upgradeMode")),
        describe=read_online_user,
        refuses=("RecipientTypeDetails", "ClientPolicy", "VoicePolicy", "ConferencingPolicy"),
        side="online",
    ),
    Export(
        "Get-CsTeams*Policy",
        (("k",), ("cmdlet",), ("identity",), ("settings",)),
        describe=read_collected_policy,
        kind="cs-online-policy",
        side="online",
    ),
    Export(
        f"Get-{CALLING_POLICY.cmdlet}",
        (("Identity",), ("AllowDelegation", "AllowCallGroups", "AllowPrivateCalling")),
        describe=_reader_of(CALLING_POLICY),
        refuses=("SipAddress",),
        side="online",
    ),
    Export(
        f"Get-{MEETING_POLICY.cmdlet}",
        (("Identity",), ("AllowMeetNow", "AllowOutlookAddIn", "AllowPrivateMeetingScheduling")),
        describe=_reader_of(MEETING_POLICY),
        refuses=("SipAddress",),
        side="online",
    ),
)


def register_all(register: Callable[[Export], None]) -> None:
    """Register every export of Teams."""
    for export in EXPORTS:
        register(export)
