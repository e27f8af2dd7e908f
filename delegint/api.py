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
from delegint.model.booking import BOOKING_LISTS, CalendarProcessing
from delegint.model.drift import Comparison, Difference, Verdict
from delegint.model.environment import (
    Application,
    ExchangeOnline,
    ExchangeServer,
    Lync,
    Organization,
    Relationship,
    RemoteDomain,
    Section,
    SyncEngine,
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
from delegint.model.policies import EffectivePolicy, Policy, PolicyKind, read_identity
from delegint.model.recipients import (
    CONTACTS,
    DISTRIBUTION_GROUPS,
    GROUPS,
    MAILBOXES,
    REMOTE_MAILBOXES,
    RESOURCE_MAILBOXES,
    SECURITY_GROUPS,
    LyncUser,
    Recipient,
    normalized,
)
from delegint.model.sides import NOWHERE, RequiredSides, Sides
from delegint.model.state import State
from delegint.model.unknown import Unanswered, Unknown, need
from delegint.model.wording import names, on_side, powershell_quoted, side_name
from delegint.schema.core import FOLDER_RIGHTS as SINGLE_FOLDER_RIGHTS
from delegint.schema.core import FOLDER_ROLES
from delegint.schema.parts import SchemaPart
from delegint.schema.vocabulary import ADDRESSES, BOOLEAN, CHECKED_BY, DATE, VERSION, Schema, ignoring_case, mapping
from delegint.source.nodes import Node
from delegint.source.places import Place, Related

if TYPE_CHECKING:
    from delegint.model.observed import Fact
    from delegint.snapshot.exports import Export
    from delegint.snapshot.identities.keys import Keys
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
    "ADDRESSES",
    "AD_RIGHTS",
    "AMBIGUOUS",
    "API_VERSION",
    "BOOKING_LISTS",
    "BOOLEAN",
    "CHECKED_BY",
    "CONTACTS",
    "CONTRADICTORY",
    "DATE",
    "DENY",
    "DISTRIBUTION_GROUPS",
    "EVERYTHING",
    "EXTENDED_RIGHTS",
    "FOLDER_RIGHTS",
    "FOLDER_ROLES",
    "FOLDER_USER_TYPE",
    "GROUPS",
    "INHERITANCE_TYPE",
    "INHERITED",
    "MAILBOXES",
    "MAILBOX_RIGHTS",
    "NOWHERE",
    "RECIPIENT_RIGHTS",
    "RECIPIENT_TYPE_DETAILS",
    "REMOTE_MAILBOXES",
    "REMOTE_RECIPIENT_TYPE",
    "RESOURCE_MAILBOXES",
    "SECURITY_GROUPS",
    "SHARING_FLAGS",
    "SINGLE_FOLDER_RIGHTS",
    "SOFT_DELETED",
    "UNSETTLED",
    "VERSION",
    "WEAK",
    "Application",
    "Batch",
    "CalendarProcessing",
    "Comparison",
    "Delegate",
    "Difference",
    "EffectivePolicy",
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
    "Names",
    "Node",
    "Observed",
    "ObservedRight",
    "Organization",
    "Place",
    "Policy",
    "PolicyKind",
    "Recipient",
    "Related",
    "Relationship",
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
    "Severity",
    "SidedGrant",
    "Sides",
    "Sink",
    "State",
    "SyncEngine",
    "TimePoint",
    "Unanswered",
    "Unknown",
    "Verdict",
    "conflicting",
    "documented",
    "field_reported",
    "folder_role",
    "gives_send_as",
    "hookimpl",
    "ignored_trustees",
    "ignoring_case",
    "lifecycle",
    "mapping",
    "names",
    "need",
    "normalized",
    "on_side",
    "origin",
    "powershell_quoted",
    "read_identity",
    "rule",
    "side_name",
    "words",
]
