"""LYNC036: a setting of a policy that its cmdlet does not know, or a value that it does not take."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from delegint.api import Finding, Node, Policy, State, Unknown, rule
from delegint_lync.policies import CLIENT_POLICY, DELEGATE_SYNC, KINDS
from delegint_lync.sources import CLIENT_POLICY_PAGE, VOICE_POLICY_PAGE

if TYPE_CHECKING:
    from delegint_lync.catalogue import Setting

_SIMILAR: Final = 0.75
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
        for policy in state.policies(kind):
            node = policy.node
            if node is None or node.value is None:
                continue
            if not isinstance(node.value, dict):
                yield policy.finding(
                    f"The {kind.noun} {policy} is {node.kind}, not a mapping of settings",
                    place=node.place,
                    fix=f"Write the settings of New-{kind.cmdlet} below it",
                )
            for name, value in node.entries():
                yield from _judged(policy, name, value)


def _judged(policy: Policy, name: str, node: Node) -> Iterator[Finding]:
    from delegint_lync.catalogue import settings_of
    from delegint_lync.values import complaints

    settings = settings_of(policy.kind.cmdlet)
    setting = settings.get(name.casefold())
    if setting is None:
        yield policy.finding(
            f"The {policy.kind.noun} {policy} has {name}, which is no setting of New-{policy.kind.cmdlet}",
            name,
            place=node.key_place,
            fix=_meant(policy, name, settings),
        )
        return
    for complaint in complaints(setting, node):
        yield policy.finding(
            f"{setting.name} of the {policy.kind.noun} {policy} {complaint.reason}",
            name,
            place=complaint.node.place if complaint.node.value is not None else complaint.node.key_place,
            fix=complaint.fix,
            salient=str(complaint.node.value)[:80],
        )


def _meant(policy: Policy, name: str, settings: dict[str, Setting]) -> str:
    """What the author of an unknown name may have meant."""
    from delegint_lync.catalogue import CONTROL_PARAMETERS, settings_of

    folded = name.casefold()
    if folded in _NEVER_EXISTED:
        return f"No version has a setting of this name; what comes nearest is {_NEVER_EXISTED[folded]}"
    if folded in CONTROL_PARAMETERS:
        return f"Remove it: {name} is a parameter of the cmdlet and no setting; the identity is the key of the policy"
    for kind in KINDS:
        if folded in settings_of(kind.cmdlet):
            return f"Move it to {kind.section}: it is a setting of New-{kind.cmdlet}"
    nearest = get_close_matches(folded, settings, 1, _SIMILAR)
    if nearest:
        return f"Did you mean {settings[nearest[0]].name}?"
    if policy.kind is CLIENT_POLICY:
        return "Remove it; a client option without a parameter of its own goes under PolicyEntry"
    return "Remove it"
