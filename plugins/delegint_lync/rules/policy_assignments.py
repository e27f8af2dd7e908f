"""LYNC035: a per-user policy that is named and does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import Finding, LyncUser, State, Unknown, rule, unresolved_policy
from delegint_lync.policies import GRANTED
from delegint_lync.sources import GRANT_CLIENT_POLICY, GRANT_VOICE_POLICY


@rule("LYNC035", "policy-does-not-resolve", severity="error", evidence=(GRANT_CLIENT_POLICY, GRANT_VOICE_POLICY))
def policy_does_not_resolve(user: LyncUser, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A `client_policy`, `voice_policy`, `conferencing_policy` or `presence_policy` of a person that names no per-user
    policy of the state: one that is not
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
    for kind in GRANTED:
        yield from unresolved_policy(user, kind, state)
