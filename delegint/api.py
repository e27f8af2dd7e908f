"""Everything that a plugin may import. What is not here may change without notice.

The interface has a version, `API_VERSION`: a plugin states the one it was written for as `delegint_api`. Within a
version names are added and never taken away. Names that only the readers of exports need are imported when first asked
for, since a run without a snapshot need not wait for them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from delegint.engine import lifecycle
from delegint.engine.rules import Evidence, Rule, conflicting, documented, field_reported, rule
from delegint.hookspecs import API_VERSION, hookimpl
from delegint.model.answers import Answer, both, either, opposite
from delegint.model.booking import BOOKING_LISTS, CalendarProcessing
from delegint.model.clients import Client
from delegint.model.coexistence import (
    calls_in_teams,
    home_of,
    is_homed_online,
    is_on_lync,
    is_teams_only,
    lync_in_sight,
    lync_users,
    meets_in_lync,
    meets_in_teams,
    teams_in_sight,
    teams_mode,
    teams_users,
)
from delegint.model.delegate_rights import (
    DOUBTFUL,
    EDITOR,
    TOO_LOW,
    CalendarRight,
    calendar_right,
    is_marked_as_delegate,
    sends_on_behalf,
)
from delegint.model.drift import Comparison, Difference, Verdict
from delegint.model.effective import (
    EffectivePolicy,
    EffectiveSetting,
    effective_policy,
    effective_setting,
    place_of_setting,
)
from delegint.model.environment import (
    Application,
    ExchangeOnline,
    ExchangeServer,
    Lync,
    Organization,
    PartnerApplication,
    Relationship,
    RemoteDomain,
    SyncEngine,
    Teams,
)
from delegint.model.facts import Facts, words
from delegint.model.finding import Finding, Severity
from delegint.model.grants import (
    Delegate,
    FolderPermission,
    FullAccess,
    Grant,
    Mailbox,
    ResourceDelegate,
    SendAs,
    SendOnBehalf,
    SidedGrant,
)
from delegint.model.membership import Expansion
from delegint.model.migration import Batch, TimePoint
from delegint.model.observed import Observed, origin
from delegint.model.observed_rights import (
    AMBIGUOUS,
    CONTRADICTORY,
    DENY,
    INHERITED,
    SOFT_DELETED,
    UNSETTLED,
    WEAK,
    ObservedRight,
)
from delegint.model.policies import Policy, PolicyKind, read_identity
from delegint.model.policy_checks import distinct_policies, unresolved_policy, wrong_settings, wrong_values
from delegint.model.policy_schema import PolicySchemas
from delegint.model.propagation import (
    Presence,
    Propagation,
    applied_on,
    carriage_to,
    is_cloud_managed,
    managed_on,
    object_kind,
    propagation,
    seen_on,
)
from delegint.model.recipient_parts import (
    EWS_ACCESS_POLICIES,
    TEAMS_MODES,
    CallForwarding,
    LyncUser,
    MailboxEws,
    TeamsUser,
)
from delegint.model.recipients import (
    CONTACTS,
    DISTRIBUTION_GROUPS,
    GROUPS,
    MAILBOXES,
    REMOTE_MAILBOXES,
    RESOURCE_MAILBOXES,
    SECURITY_GROUPS,
    Recipient,
    normalized,
)
from delegint.model.reliance import Reliance, Served, differing_lists, reliance, served_on
from delegint.model.section import Section
from delegint.model.sides import NOWHERE, RequiredSides, Sides
from delegint.model.state import State
from delegint.model.sync_carriage import (
    Carriage,
    carried_down,
    carried_down_if_on,
    carried_up,
    has_writeback_build,
)
from delegint.model.sync_proof import Direction, ProvedFlow
from delegint.model.sync_rules import DELEGATION_ATTRIBUTES
from delegint.model.sync_scope import ObjectKind
from delegint.model.unknown import Unanswered, Unknown, need
from delegint.model.wishes import (
    CALLS,
    MAKE_CALLS,
    ONLINE_MEETINGS,
    PURPOSES,
    RECEIVE_CALLS,
    Wish,
    Wishes,
    all_wishes,
    as_wishes,
    wishes_of,
)
from delegint.model.wording import names, on_side, powershell_quoted, side_name
from delegint.schema.catalogue import Catalogue, Setting, seconds
from delegint.schema.clients import MAIL_CLIENTS, MEETING_CLIENTS
from delegint.schema.core import FOLDER_RIGHTS as SINGLE_FOLDER_RIGHTS
from delegint.schema.core import FOLDER_ROLES
from delegint.schema.parts import SchemaPart
from delegint.schema.vocabulary import (
    ADDRESS,
    ADDRESSES,
    BOOLEAN,
    CHECKED_BY,
    DATE,
    VERSION,
    Schema,
    ignoring_case,
    mapping,
)
from delegint.source.nodes import Node
from delegint.source.places import Place, Related

if TYPE_CHECKING:
    from delegint.model.observed import Fact
    from delegint.model.policy_drift import comparison_of_assignments, comparison_of_policies
    from delegint.snapshot.exports import Export
    from delegint.snapshot.identities.keys import Keys
    from delegint.snapshot.policy_settings import add_policy, granted_policy
    from delegint.snapshot.rights import (
        ACCESS_CONTROL_TYPE,
        AD_RIGHTS,
        EVERYTHING,
        EXTENDED_RIGHTS,
        FOLDER_RIGHTS,
        FOLDER_USER_TYPE,
        INHERITANCE_TYPE,
        MAILBOX_RIGHTS,
        RECIPIENT_RIGHTS,
        RECIPIENT_TYPE_DETAILS,
        REMOTE_RECIPIENT_TYPE,
        SHARING_FLAGS,
        Names,
        folder_role,
    )
    from delegint.snapshot.row import Row
    from delegint.snapshot.settings import ignored_trustees
    from delegint.snapshot.sink import Sink
    from delegint.snapshot.tagged import gives_send_as

_WITH_A_SNAPSHOT: Final = {
    "Fact": "delegint.model.observed",
    "comparison_of_assignments": "delegint.model.policy_drift",
    "comparison_of_policies": "delegint.model.policy_drift",
    "add_policy": "delegint.snapshot.policy_settings",
    "granted_policy": "delegint.snapshot.policy_settings",
    "Export": "delegint.snapshot.exports",
    "Keys": "delegint.snapshot.identities.keys",
    "Row": "delegint.snapshot.row",
    "ignored_trustees": "delegint.snapshot.settings",
    "Sink": "delegint.snapshot.sink",
    "gives_send_as": "delegint.snapshot.tagged",
    "ACCESS_CONTROL_TYPE": "delegint.snapshot.rights",
    "AD_RIGHTS": "delegint.snapshot.rights",
    "EVERYTHING": "delegint.snapshot.rights",
    "EXTENDED_RIGHTS": "delegint.snapshot.rights",
    "FOLDER_RIGHTS": "delegint.snapshot.rights",
    "FOLDER_USER_TYPE": "delegint.snapshot.rights",
    "INHERITANCE_TYPE": "delegint.snapshot.rights",
    "MAILBOX_RIGHTS": "delegint.snapshot.rights",
    "RECIPIENT_RIGHTS": "delegint.snapshot.rights",
    "RECIPIENT_TYPE_DETAILS": "delegint.snapshot.rights",
    "REMOTE_RECIPIENT_TYPE": "delegint.snapshot.rights",
    "Names": "delegint.snapshot.rights",
    "SHARING_FLAGS": "delegint.snapshot.rights",
    "folder_role": "delegint.snapshot.rights",
}


def __getattr__(name: str) -> Any:
    """A name that only readers of exports need."""
    module = _WITH_A_SNAPSHOT.get(name)
    if module is None:
        raise AttributeError(f"delegint.api has no {name}")
    return getattr(import_module(module), name)


__all__ = [
    "ACCESS_CONTROL_TYPE",
    "ADDRESS",
    "ADDRESSES",
    "AD_RIGHTS",
    "AMBIGUOUS",
    "API_VERSION",
    "BOOKING_LISTS",
    "BOOLEAN",
    "CALLS",
    "CHECKED_BY",
    "CONTACTS",
    "CONTRADICTORY",
    "DATE",
    "DELEGATION_ATTRIBUTES",
    "DENY",
    "DISTRIBUTION_GROUPS",
    "DOUBTFUL",
    "EDITOR",
    "EVERYTHING",
    "EWS_ACCESS_POLICIES",
    "EXTENDED_RIGHTS",
    "FOLDER_RIGHTS",
    "FOLDER_ROLES",
    "FOLDER_USER_TYPE",
    "GROUPS",
    "INHERITANCE_TYPE",
    "INHERITED",
    "MAILBOXES",
    "MAILBOX_RIGHTS",
    "MAIL_CLIENTS",
    "MAKE_CALLS",
    "MEETING_CLIENTS",
    "NOWHERE",
    "ONLINE_MEETINGS",
    "PURPOSES",
    "RECEIVE_CALLS",
    "RECIPIENT_RIGHTS",
    "RECIPIENT_TYPE_DETAILS",
    "REMOTE_MAILBOXES",
    "REMOTE_RECIPIENT_TYPE",
    "RESOURCE_MAILBOXES",
    "SECURITY_GROUPS",
    "SHARING_FLAGS",
    "SINGLE_FOLDER_RIGHTS",
    "SOFT_DELETED",
    "TEAMS_MODES",
    "TOO_LOW",
    "UNSETTLED",
    "VERSION",
    "WEAK",
    "Answer",
    "Application",
    "Batch",
    "CalendarProcessing",
    "CalendarRight",
    "CallForwarding",
    "Carriage",
    "Catalogue",
    "Client",
    "Comparison",
    "Delegate",
    "Difference",
    "Direction",
    "EffectivePolicy",
    "EffectiveSetting",
    "Evidence",
    "ExchangeOnline",
    "ExchangeServer",
    "Expansion",
    "Export",
    "Fact",
    "Facts",
    "Finding",
    "FolderPermission",
    "FullAccess",
    "Grant",
    "Keys",
    "Lync",
    "LyncUser",
    "Mailbox",
    "MailboxEws",
    "Names",
    "Node",
    "ObjectKind",
    "Observed",
    "ObservedRight",
    "Organization",
    "PartnerApplication",
    "Place",
    "Policy",
    "PolicyKind",
    "PolicySchemas",
    "Presence",
    "Propagation",
    "ProvedFlow",
    "Recipient",
    "Related",
    "Relationship",
    "Reliance",
    "RemoteDomain",
    "RequiredSides",
    "ResourceDelegate",
    "Row",
    "Rule",
    "Schema",
    "SchemaPart",
    "Section",
    "SendAs",
    "SendOnBehalf",
    "Served",
    "Setting",
    "Severity",
    "SidedGrant",
    "Sides",
    "Sink",
    "State",
    "SyncEngine",
    "Teams",
    "TeamsUser",
    "TimePoint",
    "Unanswered",
    "Unknown",
    "Verdict",
    "Wish",
    "Wishes",
    "add_policy",
    "all_wishes",
    "applied_on",
    "as_wishes",
    "both",
    "calendar_right",
    "calls_in_teams",
    "carriage_to",
    "carried_down",
    "carried_down_if_on",
    "carried_up",
    "comparison_of_assignments",
    "comparison_of_policies",
    "conflicting",
    "differing_lists",
    "distinct_policies",
    "documented",
    "effective_policy",
    "effective_setting",
    "either",
    "field_reported",
    "folder_role",
    "gives_send_as",
    "granted_policy",
    "has_writeback_build",
    "home_of",
    "hookimpl",
    "ignored_trustees",
    "ignoring_case",
    "is_cloud_managed",
    "is_homed_online",
    "is_marked_as_delegate",
    "is_on_lync",
    "is_teams_only",
    "lifecycle",
    "lync_in_sight",
    "lync_users",
    "managed_on",
    "mapping",
    "meets_in_lync",
    "meets_in_teams",
    "names",
    "need",
    "normalized",
    "object_kind",
    "on_side",
    "opposite",
    "origin",
    "place_of_setting",
    "powershell_quoted",
    "propagation",
    "read_identity",
    "reliance",
    "rule",
    "seconds",
    "seen_on",
    "sends_on_behalf",
    "served_on",
    "side_name",
    "teams_in_sight",
    "teams_mode",
    "teams_users",
    "unresolved_policy",
    "wishes_of",
    "words",
    "wrong_settings",
    "wrong_values",
]
