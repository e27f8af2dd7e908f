"""LYNC005: the voice policy lets the owner have no delegates."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    Answer,
    Finding,
    Mailbox,
    PolicyKind,
    State,
    Unknown,
    Wishes,
    as_wishes,
    is_on_lync,
    names,
    need,
    powershell_quoted,
    rule,
    wishes_of,
)
from delegint_lync.paths import copies_delegates, pairs
from delegint_lync.policies import CLIENT_POLICY, DELEGATE_SYNC, DELEGATION, VOICE_POLICY, delegation
from delegint_lync.sources import NO_RELATIONSHIP, ON_BEHALF, VOICE_POLICY_PAGE, WITH_VOICE


@rule(
    "LYNC005",
    "delegation-switched-off",
    severity="error",
    evidence=(NO_RELATIONSHIP, VOICE_POLICY_PAGE, WITH_VOICE, ON_BEHALF),
    absorbs=("LYNC001",),
)
def delegation_switched_off(mailbox: Mailbox, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An owner whose delegates are to act in Lync, or are copied there by the delegate sync, and whose voice policy has
    `EnableDelegation` false. It is told as information where an administrator writes the list of every delegate.

    ## Why it matters
    The setting is not about calls alone: without it the sync copies nobody either, Enterprise Voice or not. Sync and
    MAPI look right, yet the client shows no group `Delegates`; with Enterprise Voice the link `Edit my delegate
    members` is missing.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync: {enterprise_voice_enabled: false, client_policy: null, voice_policy: null}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    client_policies: {Global: {EnableExchangeDelegateSync: true}}
    voice_policies: {Global: {EnableDelegation: false}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync: {enterprise_voice_enabled: false, client_policy: null, voice_policy: null}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    client_policies: {Global: {EnableExchangeDelegateSync: true}}
    voice_policies: {Global: {EnableDelegation: true}}
    ```

    ## How to fix
    Set `EnableDelegation` in the voice policy that counts for the owner, then remove the delegates and add them
    again.
    """
    owner = mailbox.owner
    found = wishes_of(owner, state) or _copied_unasked(mailbox, state)
    if not found or not need(is_on_lync(owner, state)):
        return
    yield from found.unknown
    if not found.people:
        return
    switch = need(delegation(owner, state))
    if switch.value is not False:
        return
    everybody = pairs(found, state)
    barred = [pair for pair in everybody if not pair.is_written_by_administrator]
    policy, by_administrator, concerned = switch.policy, not barred, barred or everybody
    who = names(pair.delegate for pair in concerned)
    yield concerned[0].declared.finding(
        f"Only an administrator can let {who} act for {owner} in Lync: {switch}"
        if by_administrator
        else f"{who} cannot act for {owner} in Lync: {switch}",
        fix=f"Write {DELEGATION}: true in {policy.kind.section}.{policy}, and run"
        f" Set-CsVoicePolicy -Identity {powershell_quoted(policy)} -{DELEGATION} $true",
        related=[switch.related],
        about=[pair.about for pair in concerned],
        severity="info" if by_administrator else None,
    )


def _copied_unasked(mailbox: Mailbox, state: State) -> Wishes:
    """The Exchange delegates of an owner, where nobody wants them in Lync and the sync copies them all the same.

    It asks for no facts before two policies are seen to contradict each other.
    """
    nobody = Wishes(mailbox, ())
    contradiction = _says(VOICE_POLICY, DELEGATION, False, state) and _says(CLIENT_POLICY, DELEGATE_SYNC, True, state)
    if not contradiction or not mailbox.owner.lync.known:
        return nobody
    delegates = as_wishes(mailbox)
    copied: Answer = copies_delegates(mailbox.owner, state) if delegates.people else False
    return delegates if need(copied) else nobody


def _says(kind: PolicyKind, setting: str, value: bool, state: State) -> bool:
    """Whether any declared policy has the value."""
    nodes = (policy.setting(setting) for policy in state.policies(kind))
    return any(node is not None and node.value is value for node in nodes)
