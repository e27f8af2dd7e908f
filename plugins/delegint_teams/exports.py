"""Get-CsOnlineUser, the policies of Teams and of groups, and the calling settings of people."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from delegint.api import Export, Fact, Keys, Row, Sink, add_policy, granted_policy, read_identity
from delegint_teams.policies import CALLING_POLICY, KINDS, MEETING_POLICY

if TYPE_CHECKING:
    from delegint.api import PolicyKind

_PHONE_SYSTEM: Final = "phonesystem"
_BETWEEN_FEATURES: Final = re.compile(r"[\s,;]+")
"""A table, and whoever writes one, has them in a single text."""
_SIP: Final = ("SipAddress", "sip")
_UPN: Final = ("UserPrincipalName", "upn")
_ONLINE_ID: Final = ("Identity", "ObjectId", "ExternalDirectoryObjectId", "edoid")
_TYPES: Final = {kind.cmdlet.removeprefix("Cs").casefold(): kind for kind in KINDS}
"""The kinds by what assignments call them, such as TeamsCallingPolicy."""
_EFFECTIVE: Final = "EffectivePolicyAssignments"
_ROUTING_SWITCHES: Final = ("IsForwardingEnabled", "IsUnansweredEnabled")
_ROUTING: Final = ("ForwardingType", "ForwardingTargetType", "UnansweredTargetType")


# -- people -----------------------------------------------------------------------------------------------------------


def read_online_user(row: Row, sink: Sink) -> None:
    """A user of Teams; a blank policy is one that nobody granted to the person.

    Source: Get-CsOnlineUser.
    """
    synced = row.flag("UserDirSyncEnabled", "DirSyncEnabled", "directorySynced")
    facts: dict[str, Fact] = {
        "teams.mode": row.text("TeamsUpgradeEffectiveMode", "upgradeMode"),
        "teams.phone_system": _phone_system(row),
        "teams.enterprise_voice_enabled": row.flag("EnterpriseVoiceEnabled", "enterpriseVoice"),
        "teams.number": _number(row),
        "teams.calling_policy": granted_policy(row, "TeamsCallingPolicy", "callingPolicy"),
        "teams.meeting_policy": granted_policy(row, "TeamsMeetingPolicy", "meetingPolicy"),
    }
    if sink.carrier != "csv" and row.has(_EFFECTIVE):  # a table has no room for them
        facts |= _effective(row)
    keys = Keys(edoid=row.guid(*_ONLINE_ID), upn=row.text(*_UPN), sip=row.text(*_SIP), dir_synced=synced)
    if keys.edoid or keys.upn or keys.sip:
        sink.person(row.line, "teams", keys, facts=facts, weaker={"directory_synced": synced}, on_side=False)


def _phone_system(row: Row) -> bool | None:
    """Whether Teams Phone is among the features; an empty list of features is no answer."""
    listed = row.texts("FeatureTypes", "features") or ()
    features = [feature for text in listed for feature in _BETWEEN_FEATURES.split(text) if feature]
    return any(feature.casefold() == _PHONE_SYSTEM for feature in features) if features else None


def _number(row: Row) -> str | None:
    """The number; empty for who has none, None where the export does not say, as the collector's never does."""
    number = row.text("LineUri")
    return "" if number is None and row.is_null("LineUri") and not row.has("k") else number


def _effective(row: Row) -> dict[str, Fact]:
    """The policies in effect; a kind that is not listed says nothing."""
    found: dict[str, Fact] = {}
    for assigned in row.parts(_EFFECTIVE):
        kind = _TYPES.get((assigned.text("PolicyType") or "").strip().casefold())
        if kind is None:
            continue
        policy = assigned.part("PolicyAssignment")
        name = None if policy is None else policy.text("DisplayName")
        if name is not None:
            scope, bare = read_identity(name.strip())
            found[f"teams.effective_{kind.assignment}"] = "Global" if scope == "global" else bare
        if len(found) == len(KINDS):
            break
    return found


def read_calling_settings(row: Row, sink: Sink) -> None:
    """Where calls to a person go, and the calling delegates; who has never changed a setting has blanks.

    Source: Get-CsUserCallingSettings.
    """
    user = row.text("SipUri")
    if user is None:
        return
    section = "teams.calling_settings."
    facts: dict[str, Fact] = {section + switch: row.flag(switch) for switch in _ROUTING_SWITCHES}
    facts |= {section + setting: row.text(setting) for setting in _ROUTING}
    delegates = _delegates(row)
    references = {} if delegates is None else {"teams.delegates": delegates}
    sink.person(row.line, "teams", Keys(sip=user), facts=facts, references=references, on_side=False)


def _delegates(row: Row) -> list[str] | None:
    """The addresses of the calling delegates; None where one of them was lost."""
    if row.is_null("Delegates"):
        return []
    named = [delegate.text("Id") for delegate in row.parts("Delegates")]
    addresses = [name.partition(":")[2] if name.casefold().startswith("sip:") else name for name in named if name]
    return addresses if addresses and len(addresses) == len(named) else None


# -- policies ---------------------------------------------------------------------------------------------------------


def read_collected_policy(row: Row, sink: Sink) -> None:
    """A policy of any kind, as the collector writes it."""
    cmdlet = (row.text("cmdlet") or "").strip().casefold()
    kind = _TYPES.get(cmdlet.removeprefix("get-cs"))
    if kind is not None:
        add_policy(kind, row, row.part("settings"), sink)


def _reader_of(kind: PolicyKind) -> Callable[[Row, Sink], None]:
    """What reads the policies of one kind, as their cmdlet gives them."""

    def read_policy(row: Row, sink: Sink) -> None:
        add_policy(kind, row, row, sink)

    return read_policy


def read_group_assignment(row: Row, sink: Sink) -> None:
    """The policy of a group, which is named by its object ID; of other kinds of policies nothing is kept.

    A group of whom no recipient is known keeps the ID for a name.

    Source: Get-CsGroupPolicyAssignment.
    """
    kind, entries = (row.text("PolicyType") or "").strip(), []
    if kind.casefold() in _TYPES:
        group, name, rank = row.text("GroupId"), row.text("PolicyName"), row.number("Rank")
        known = None if group is None else sink.address_of(group)
        entries.append({"group": known, "policy_type": kind, "policy_name": name, "rank": rank})
    sink.setting(row.line, ("teams", "group_policy_assignments"), entries)


def read_upgrade_policy(row: Row, sink: Sink) -> None:
    """The coexistence mode of the tenant, which is that of the Global policy.

    Source: Get-CsTeamsUpgradePolicy.
    """
    mode = row.text("Mode")
    if mode is not None and read_identity((row.text("Identity") or "").strip())[0] == "global":
        sink.setting(row.line, ("teams", "upgrade_default"), mode)


# -- how they are recognized ------------------------------------------------------------------------------------------


EXPORTS: Final = (
    Export(
        "Get-CsOnlineUser",
        ((*_SIP, *_UPN), ("TeamsCallingPolicy", "callingPolicy", "FeatureTypes", "IsSipEnabled", "UserDirSyncEnabled")),
        describe=read_online_user,
        refuses=("RecipientTypeDetails",),
        kind="cs-online-user",
        side="online",
        exact=True,
    ),
    Export(
        "Get-CsOnlineUser",
        ((*_SIP, *_UPN), ("TeamsMeetingPolicy", "meetingPolicy", "TeamsUpgradeEffectiveMode", "upgradeMode")),
        describe=read_online_user,
        refuses=("RecipientTypeDetails", "ClientPolicy", "VoicePolicy", "ConferencingPolicy"),
        side="online",
    ),
    Export(
        "Get-CsUserCallingSettings",
        (("SipUri",), ("IsForwardingEnabled", "IsUnansweredEnabled", "Delegates")),
        describe=read_calling_settings,
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
    Export(
        "Get-CsGroupPolicyAssignment",
        (("GroupId",), ("PolicyType",), ("PolicyName",)),
        grant=read_group_assignment,
        side="online",
    ),
    Export(
        "Get-CsTeamsUpgradePolicy",
        (("Identity",), ("Mode",), ("NotifySfbUsers",)),
        describe=read_upgrade_policy,
        side="online",
    ),
)


def register_all(register: Callable[[Export], None]) -> None:
    """Register every export of Teams."""
    for export in EXPORTS:
        register(export)
