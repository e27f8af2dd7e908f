"""LYNC035: a per-user policy that is named and does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from delegint.api import Finding, PolicyKind, Recipient, State, Unknown, powershell_quoted, read_identity, rule
from delegint_lync.policies import KINDS
from delegint_lync.sources import GRANT_CLIENT_POLICY, GRANT_VOICE_POLICY

_TAG: Final = "tag:"
_SIMILAR: Final = 0.7


@rule("LYNC035", "policy-does-not-resolve", severity="error", evidence=(GRANT_CLIENT_POLICY, GRANT_VOICE_POLICY))
def policy_does_not_resolve(person: Recipient, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A `client_policy` or `voice_policy` of a person that names no per-user policy of the state: one that is not
    declared, `Global`, a site policy, or a name with the prefix `tag:`.

    ## Why it matters
    `Grant-CsClientPolicy` and `Grant-CsVoicePolicy` refuse a policy that does not exist, and take the bare name of a
    per-user policy only. The person keeps the policy of before, and with it every setting that decides about
    delegates.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {client_policy: Executive}}
    client_policies:
      Global: {EnableExchangeDelegateSync: false}
      Executives: {EnableExchangeDelegateSync: true}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {client_policy: Executives}}
    client_policies:
      Global: {EnableExchangeDelegateSync: false}
      Executives: {EnableExchangeDelegateSync: true}
    ```

    ## How to fix
    Name a policy that is declared, without `tag:`, or declare it. For a person who is to have the site or Global
    policy, write null: those apply by themselves.
    """
    for kind in KINDS:
        node = None if person.lync.node is None else person.lync.node.get(kind.assignment)
        if node is not None and isinstance(node.value, str):
            yield from _resolved(person, kind, node.value, state)


def _resolved(person: Recipient, kind: PolicyKind, written: str, state: State) -> Iterator[Finding | Unknown]:
    scope, name = read_identity(written)
    grant = f"run Grant-{kind.cmdlet} -Identity {powershell_quoted(person)} -PolicyName"
    if scope != "per-user":
        which = "the Global policy" if scope == "global" else f"the policy of site {name}"
        reason = f"is granted {written}, but {which} applies by itself and cannot be granted"
        fix = f"Write {kind.assignment}: null, and {grant} $null"
    elif state.root.get(kind.section) is None and not state.observed_policies(kind):
        yield Unknown(kind.section, f"the {kind.noun} {name}", f"{kind.section}.<identity>", f"Get-{kind.cmdlet}")
        return
    else:
        everywhere = (*state.policies(kind), *state.observed_policies(kind))
        policies = {policy.name.casefold(): policy.name for policy in everywhere if policy.scope == "per-user"}
        known = policies.get(name.casefold())
        if known is None:
            nearest = get_close_matches(name.casefold(), policies, 1, _SIMILAR)
            reason = f"is granted the {kind.noun} {name}, which is not declared"
            fix = f"Declare it under {kind.section}"
            if nearest:
                fix = f"Did you mean {policies[nearest[0]]}? Or declare {name} under {kind.section}"
        elif written.casefold().startswith(_TAG):
            reason = f"is granted {written}, but a {kind.noun} is granted by its name alone"
            fix = f"Write {kind.assignment}: {known}, and {grant} {powershell_quoted(known)}"
        else:
            return
    yield person.lync.finding(
        f"{person} {reason}", kind.assignment, fix=fix, salient=written.casefold(), about=((person.key,),)
    )
