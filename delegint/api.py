"""Everything that a plugin may import. What is not here may change without notice.

The interface has a version, `API_VERSION`: a plugin states the one it was written for as `delegint_api`. Within a
version names are added and never taken away.
"""

from delegint.engine.rules import Evidence, Rule, conflicting, documented, field_reported, rule
from delegint.hookspecs import API_VERSION, hookimpl
from delegint.model.environment import ExchangeOnline, ExchangeServer, Lync, Organization, SyncEngine
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
from delegint.model.policies import EffectivePolicy, Policy, PolicyKind, read_identity
from delegint.model.recipients import (
    CONTACTS,
    DISTRIBUTION_GROUPS,
    GROUPS,
    MAILBOXES,
    RESOURCE_MAILBOXES,
    SECURITY_GROUPS,
    LyncUser,
    Recipient,
)
from delegint.model.state import NOWHERE, RequiredSides, Sides, State
from delegint.model.unknown import Unanswered, Unknown, need
from delegint.model.wording import names, powershell_quoted, side_name
from delegint.schema.core import ADDRESSES, BOOLEAN, CHECKED_BY, DATE, VERSION, Schema, ignoring_case, mapping
from delegint.schema.parts import SchemaPart
from delegint.source.nodes import Node
from delegint.source.places import Place, Related

__all__ = [
    "ADDRESSES",
    "API_VERSION",
    "BOOLEAN",
    "CHECKED_BY",
    "CONTACTS",
    "DATE",
    "DISTRIBUTION_GROUPS",
    "GROUPS",
    "MAILBOXES",
    "NOWHERE",
    "RESOURCE_MAILBOXES",
    "SECURITY_GROUPS",
    "VERSION",
    "Batch",
    "Delegate",
    "EffectivePolicy",
    "Evidence",
    "ExchangeOnline",
    "ExchangeServer",
    "Expansion",
    "Finding",
    "FolderPermission",
    "FullAccess",
    "Grant",
    "Lync",
    "LyncUser",
    "Mailbox",
    "Node",
    "Organization",
    "Place",
    "Policy",
    "PolicyKind",
    "Recipient",
    "Related",
    "RequiredSides",
    "ResourceDelegate",
    "Rule",
    "Schema",
    "SchemaPart",
    "SendAs",
    "SendOnBehalf",
    "Severity",
    "SidedGrant",
    "Sides",
    "State",
    "SyncEngine",
    "TimePoint",
    "Unanswered",
    "Unknown",
    "conflicting",
    "documented",
    "field_reported",
    "hookimpl",
    "ignoring_case",
    "mapping",
    "names",
    "need",
    "powershell_quoted",
    "read_identity",
    "rule",
    "side_name",
]
