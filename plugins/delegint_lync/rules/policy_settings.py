"""LYNC036: a setting of a policy that its cmdlet does not know, or a value that it does not take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import Finding, PolicyKind, State, Unknown, rule, wrong_settings
from delegint_lync.policies import CLIENT_POLICY, DELEGATE_SYNC, DELEGATION, KINDS, VOICE_POLICY
from delegint_lync.sources import (
    CLIENT_POLICY_PAGE,
    CONFERENCING_POLICY_PAGE,
    MEETING_CONFIGURATION_PAGE,
    VOICE_POLICY_PAGE,
)

_NEVER_EXISTED: Final = {
    "simulringallowedusers": f"AllowSimulRing of {VOICE_POLICY.section}, which is for all holders of the policy",
    "exchangewebservices": f"WebServicePollInterval of {CLIENT_POLICY.section}; whether Exchange answers is a matter of"
    " Set-OrganizationConfig and Set-CASMailbox, parameter EwsEnabled",
}
"""Names that people expect to exist, and what comes nearest."""
_DELEGATE: Final = "delegate"
"""No setting of any kind begins with this word, and many seek one that does."""


@rule(
    "LYNC036",
    "policy-setting-wrong",
    severity="error",
    evidence=(CLIENT_POLICY_PAGE, VOICE_POLICY_PAGE, CONFERENCING_POLICY_PAGE, MEETING_CONFIGURATION_PAGE),
)
def policy_setting_wrong(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A setting under `client_policies`, `voice_policies`, `conferencing_policies`, `presence_policies` or
    `meeting_configurations` that the cmdlet, such as `New-CsClientPolicy` or `Set-CsMeetingConfiguration`, does not
    have, or whose value has the wrong type, is none of the documented choices, or lies outside the limits.

    ## Why it matters
    The cmdlet refuses the whole policy: `A parameter cannot be found that matches parameter name`, or `Cannot process
    argument transformation`. A misspelt setting that a script passes over leaves the old value in force.

    ## Example
    ```yaml
    delegint: 1
    client_policies:
      Global: {EnableExchangeDelegatesSync: true}
    voice_policies:
      Global: {EnableDelegation: "true"}
    ```

    ## Instead
    ```yaml
    delegint: 1
    client_policies:
      Global: {EnableExchangeDelegateSync: true}
    voice_policies:
      Global: {EnableDelegation: true}
    ```

    ## How to fix
    Spell the setting and its value as the cmdlet does; case does not matter. A client option that has no parameter of
    its own goes under `PolicyEntry`.
    """
    for kind in KINDS:
        others = tuple(other for other in KINDS if other is not kind)
        never_existed = {**_NEVER_EXISTED, **_about_delegates(kind, state)}
        yield from wrong_settings(kind, state, elsewhere=others, never_existed=never_existed)


def _about_delegates(kind: PolicyKind, state: State) -> dict[str, str]:
    """The names of this state that seem to be about delegates, and what comes nearest for a kind of policy."""
    written = (
        name.casefold()
        for policy in state.policies(kind)
        if policy.node is not None
        for name, _ in policy.node.entries()
    )
    sync, allowed = f"{DELEGATE_SYNC} of {CLIENT_POLICY.section}", f"{DELEGATION} of {VOICE_POLICY.section}"
    nearest = f"{allowed}, or {sync}" if kind is VOICE_POLICY else f"{sync}, or {allowed}"
    return {name: nearest for name in written if name.startswith(_DELEGATE)}
