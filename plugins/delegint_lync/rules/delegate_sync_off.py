"""LYNC003, LYNC004, LYNC006: the delegate sync is off for people who have no Enterprise Voice and need it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from delegint.api import (
    EffectiveSetting,
    Finding,
    Related,
    State,
    Unknown,
    Wishes,
    names,
    need,
    place_of_setting,
    rule,
)
from delegint_lync.paths import Pair, meeting_wishes, who_needs_the_sync
from delegint_lync.policies import DELEGATE_SYNC, delegate_sync, delegation, writing
from delegint_lync.sources import (
    CLIENT_POLICY_PAGE,
    EFFECTIVE_POLICY,
    NO_RELATIONSHIP,
    ON_BEHALF,
    UNUSED_SETTINGS,
    WITHOUT_VOICE,
)


@rule(
    "LYNC003",
    "delegate-sync-off",
    severity="error",
    evidence=(CLIENT_POLICY_PAGE, ON_BEHALF, WITHOUT_VOICE),
    absorbs=("LYNC001", "LYNC006"),
)
def delegate_sync_off(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An owner without Enterprise Voice for whom delegates are to book online meetings, or any owner with delegates for
    whom `lync_method: exchange_sync` is stated, and whose client policy does not turn the delegate sync on. Blank is
    off. It is found once for each owner.

    ## Why it matters
    Without Enterprise Voice the client has no page on which delegates can be added; only the sync can. Until it runs,
    booking ends in `Please contact the owner of the account to get delegate permissions in Lync`.

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
    client_policies: {Global: {DisableSavingIM: true}}
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
    client_policies: {Global: {DisableSavingIM: true, EnableExchangeDelegateSync: true}}
    ```

    ## How to fix
    Set `EnableExchangeDelegateSync` in the policy that counts for the owner, then let the owner sign out and in
    again, and after that the delegate.
    """
    found = meeting_wishes(wishes, state)
    yield from found.unknown
    waiting, gap = who_needs_the_sync(found, state)
    if gap is not None:
        yield gap
    if waiting:
        switch = need(delegate_sync(wishes.owner, state))
        if switch.value is not True and switch.wider(value=True) is None:
            yield _not_synced(waiting, switch, state)


@rule(
    "LYNC004",
    "delegate-sync-hidden-by-narrower-policy",
    severity="error",
    evidence=(EFFECTIVE_POLICY, ON_BEHALF, UNUSED_SETTINGS),
    absorbs=("LYNC001",),
)
def delegate_sync_hidden_by_narrower_policy(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    As LYNC003, where a wider client policy does turn the delegate sync on and a narrower one, which counts instead,
    does not.

    ## Why it matters
    One policy counts as a whole: what the per-user or site policy leaves blank stays blank, and is not taken from
    Global. The help desk hears that the setting is true and that the error is still there.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync: {enterprise_voice_enabled: false, client_policy: Executives, voice_policy: null}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    client_policies:
      Global: {EnableExchangeDelegateSync: true}
      Executives: {DisableSavingIM: true}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync: {enterprise_voice_enabled: false, client_policy: Executives, voice_policy: null}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    client_policies:
      Global: {EnableExchangeDelegateSync: true}
      Executives: {DisableSavingIM: true, EnableExchangeDelegateSync: true}
    ```

    ## How to fix
    Set `EnableExchangeDelegateSync` in the policy that counts. If nothing else needs a per-user policy, take it off
    the owner with `Grant-CsClientPolicy -PolicyName $null`.
    """
    found = meeting_wishes(wishes, state)
    yield from found.unknown
    waiting, gap = who_needs_the_sync(found, state)
    if gap is not None:
        yield gap
    if waiting:
        switch = need(delegate_sync(wishes.owner, state))
        hidden = None if switch.value is True else switch.wider(value=True)
        if hidden is not None:
            there = Related(place_of_setting(hidden, DELEGATE_SYNC), f"{hidden} turns it on, but does not count")
            yield _not_synced(waiting, switch, state, there)


@rule("LYNC006", "delegation-switch-proves-nothing", severity="info", evidence=(NO_RELATIONSHIP, ON_BEHALF))
def delegation_switch_proves_nothing(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    `EnableDelegation` that is true for an owner who has neither Enterprise Voice nor the delegate sync. LYNC003 has
    it attached.

    ## Why it matters
    The setting is true unless somebody has turned it off. People who look for the cause of `You do not have
    permissions to schedule Lync Meetings` find it true, and look no further.

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
    client_policies: {Global: {EnableExchangeDelegateSync: false}}
    voice_policies: {Global: {EnableDelegation: true}}
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
    Leave it as it is, and turn the delegate sync on in the client policy.
    """
    found = meeting_wishes(wishes, state)
    yield from found.unknown
    waiting, gap = who_needs_the_sync(found, state)
    if (not waiting and gap is None) or need(found.owner.lync.enterprise_voice_enabled):
        return
    sync = need(delegate_sync(wishes.owner, state))
    if sync.value is True or sync.wider(value=True) is not None:
        return
    switch = need(delegation(wishes.owner, state))
    if switch.value is not False:
        is_true = "is true by default" if switch.stated is None else "is true"
        yield waiting[0].declared.finding(
            f"{switch.setting.name} {is_true} for {wishes.owner}, which puts nobody on the list of delegates without"
            " Enterprise Voice or the delegate sync",
            related=[switch.related],
            about=_about(waiting),
        )


def _not_synced(waiting: list[Pair], switch: EffectiveSetting, state: State, *more: Related) -> Finding:
    owner, policy = waiting[0].delegator, switch.policy
    return waiting[0].declared.finding(
        f"{names(pair.delegate for pair in waiting)} cannot book online meetings for {owner}: {switch}",
        fix=f"Write {DELEGATE_SYNC}: true in {policy.kind.section}.{policy}, and run"
        f" {writing(policy, f'-{DELEGATE_SYNC} $true', state)}",
        related=[switch.related, *more],
        about=_about(waiting),
    )


def _about(waiting: Iterable[Pair]) -> list[tuple[str, str]]:
    return [pair.about for pair in waiting]
