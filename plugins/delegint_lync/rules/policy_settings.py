"""LYNC036: a setting of a policy that its cmdlet does not know, or a value that it does not take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import Finding, State, Unknown, rule, wrong_settings
from delegint_lync.policies import DELEGATE_SYNC, KINDS
from delegint_lync.sources import CLIENT_POLICY_PAGE, VOICE_POLICY_PAGE

_NEVER_EXISTED: Final = {
    "simulringallowedusers": "AllowSimulRing, which is for all holders of the policy",
    "delegateaccess": DELEGATE_SYNC,
}
"""Names that people expect to exist, and what comes nearest."""


@rule("LYNC036", "policy-setting-wrong", severity="error", evidence=(CLIENT_POLICY_PAGE, VOICE_POLICY_PAGE))
def policy_setting_wrong(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A setting under `client_policies` or `voice_policies` that `New-CsClientPolicy` or `New-CsVoicePolicy` does not
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
        yield from wrong_settings(kind, state, elsewhere=others, never_existed=_NEVER_EXISTED)
