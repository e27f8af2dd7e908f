"""The policies of Lync and Skype for Business Server, and the two switches that decide about delegates."""

from __future__ import annotations

from typing import Final

from delegint.api import (
    Catalogue,
    EffectiveSetting,
    Policy,
    PolicyKind,
    Recipient,
    State,
    Unknown,
    effective_setting,
    powershell_quoted,
)

CATALOGUE: Final = Catalogue("delegint_lync")
CLIENT_POLICY: Final = PolicyKind("client_policies", "client_policy", "client policy", "CsClientPolicy", CATALOGUE)
VOICE_POLICY: Final = PolicyKind("voice_policies", "voice_policy", "voice policy", "CsVoicePolicy", CATALOGUE)
CONFERENCING_POLICY: Final = PolicyKind(
    "conferencing_policies", "conferencing_policy", "conferencing policy", "CsConferencingPolicy", CATALOGUE
)
PRESENCE_POLICY: Final = PolicyKind(
    "presence_policies", "presence_policy", "presence policy", "CsPresencePolicy", CATALOGUE
)
MEETING_CONFIGURATION: Final = PolicyKind(
    "meeting_configurations", "", "meeting configuration", "CsMeetingConfiguration", CATALOGUE
)
GRANTED: Final = (CLIENT_POLICY, VOICE_POLICY, CONFERENCING_POLICY, PRESENCE_POLICY)
"""The kinds that a user can be granted."""
KINDS: Final = (*GRANTED, MEETING_CONFIGURATION)

DELEGATE_SYNC: Final = "EnableExchangeDelegateSync"
DELEGATION: Final = "EnableDelegation"
NO_COMPARISON: Final = "DisableEmailComparisonCheck"


def delegate_sync(user: Recipient, state: State) -> EffectiveSetting | Unknown:
    """Whether the user's client copies Exchange delegates to Lync; it does not where the setting is blank.

    Source: Set-CsClientPolicy; "Lync 2013 Delegates Pt.1".
    """
    return effective_setting(user, CLIENT_POLICY, DELEGATE_SYNC, state)


def delegation(user: Recipient, state: State) -> EffectiveSetting | Unknown:
    """Whether the user may have Lync delegates; a policy that leaves the setting out has it true.

    Source: New-CsVoicePolicy; "No delegation relationship in Lync 2013".
    """
    return effective_setting(user, VOICE_POLICY, DELEGATION, state)


def email_comparison(user: Recipient, state: State) -> EffectiveSetting | Unknown:
    """Whether the user's client is told not to compare the SIP address with the mail address.

    Source: New-CsClientPolicy.
    """
    return effective_setting(user, CLIENT_POLICY, NO_COMPARISON, state)


def is_new(policy: Policy, state: State) -> bool:
    """Whether a snapshot shows policies of the kind, and not this one; there always is a Global one."""
    if policy.scope == "global" or policy.observed is not None:
        return False
    others = (other.observed is not None for other in state.policies(policy.kind))
    return bool(state.observed_policies(policy.kind)) or any(others)


def writing(policy: Policy, parameters: str, state: State) -> str:
    """The command that gives a policy its settings: it creates one that a snapshot lacks.

    Parameters:
        policy: which policy.
        parameters: the settings, such as `-EnableDelegation $true`.
        state: knows the snapshot.
    """
    verb = "New" if is_new(policy, state) else "Set"
    return f"{verb}-{policy.kind.cmdlet} -Identity {powershell_quoted(policy)} {parameters}"
