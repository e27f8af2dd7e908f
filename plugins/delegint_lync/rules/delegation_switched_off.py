"""LYNC005: the voice policy lets the owner have no delegates."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    EffectiveSetting,
    Finding,
    Mailbox,
    PolicyKind,
    State,
    Unknown,
    Wishes,
    as_wishes,
    is_on_lync,
    names,
    rule,
    wishes_of,
)
from delegint_lync.paths import Pair, copies_delegates, pairs
from delegint_lync.policies import CLIENT_POLICY, DELEGATE_SYNC, DELEGATION, VOICE_POLICY, delegation, writing
from delegint_lync.sources import NO_RELATIONSHIP, ON_BEHALF, VOICE_POLICY_PAGE, WITH_VOICE
from delegint_lync.standing import is_of_nobody, plan_of


@rule(
    "LYNC005",
    "delegation-switched-off",
    severity="error",
    evidence=(NO_RELATIONSHIP, VOICE_POLICY_PAGE, WITH_VOICE, ON_BEHALF),
    absorbs=("LYNC001",),
)
def delegation_switched_off(asked: Wishes | State, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An owner whose delegates are to act in Lync, or are copied there by the delegate sync, and whose voice policy has
    `EnableDelegation` false. It is told as information where an administrator writes the list of every delegate; whom
    the owner adds while Enterprise Voice is on for that purpose is none of those.

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
    if isinstance(asked, Wishes):
        yield from _switched_off(asked, state)
        return
    for mailbox in _where_policies_contradict(state):
        delegates, owner = as_wishes(mailbox), mailbox.owner
        if not delegates.people or not owner.lync.known or wishes_of(owner, state) is not None:
            continue
        copied = copies_delegates(owner, state)
        if isinstance(copied, Unknown):
            yield copied
        elif copied:
            yield from _switched_off(delegates, state)


def _switched_off(found: Wishes, state: State) -> Iterator[Finding | Unknown]:
    owner = found.owner
    if plan_of(owner) is not None or is_of_nobody(owner) is True:
        return
    is_there = is_on_lync(owner, state)
    if isinstance(is_there, Unknown):
        yield is_there
    if is_there is not True:
        return
    yield from found.unknown
    everybody = pairs(found, state)
    switch = delegation(owner, state) if everybody else None
    if isinstance(switch, Unknown):
        yield switch
    elif switch is not None and switch.value is False:
        yield _cannot_act(everybody, switch, state)


def _cannot_act(everybody: list[Pair], switch: EffectiveSetting, state: State) -> Finding:
    barred = [pair for pair in everybody if not pair.is_written_by_administrator]
    policy, by_administrator, concerned = switch.policy, not barred, barred or everybody
    who, owner = names(pair.delegate for pair in concerned), concerned[0].delegator
    return concerned[0].declared.finding(
        f"Only an administrator can let {who} act for {owner} in Lync: {switch}"
        if by_administrator
        else f"{who} cannot act for {owner} in Lync: {switch}",
        fix=f"Write {DELEGATION}: true in {policy.kind.section}.{policy}, and run"
        f" {writing(policy, f'-{DELEGATION} $true', state)}",
        related=[switch.related],
        about=[pair.about for pair in concerned],
        severity="info" if by_administrator else None,
    )


def _where_policies_contradict(state: State) -> tuple[Mailbox, ...]:
    """All mailboxes, where the sync may copy delegates whom nobody wants in Lync, and one policy lets nobody have any.

    It asks for no facts of people before two policies are seen to contradict each other.
    """
    contradiction = _says(VOICE_POLICY, DELEGATION, False, state) and _says(CLIENT_POLICY, DELEGATE_SYNC, True, state)
    return tuple(state.mailboxes) if contradiction else ()


def _says(kind: PolicyKind, setting: str, value: bool, state: State) -> bool:
    """Whether any declared policy has the value."""
    nodes = (policy.setting(setting) for policy in state.policies(kind))
    return any(node is not None and node.value is value for node in nodes)
