"""LYNC044, LYNC045: the server is out of support, or the person has left it for the cloud."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    Delegate,
    Finding,
    LyncUser,
    State,
    Unknown,
    Wishes,
    is_homed_online,
    need,
    rule,
)
from delegint_lync.lifecycle import ONLINE_RETIRED, PAID_UPDATES_ENDED, SUPPORT_ENDED, product
from delegint_lync.paths import SYNC
from delegint_lync.policies import GRANTED
from delegint_lync.sources import (
    EXTENDED_UPDATES,
    GRANT_VOICE_POLICY,
    LIFECYCLE,
    ONLINE_RETIREMENT,
    ONLINE_USER,
)
from delegint_lync.standing import lync_identity

_IN_TEAMS: Final = {"voice_policy": "teams.calling_policy", "conferencing_policy": "teams.meeting_policy"}
"""What decides in Teams about much the same."""


@rule(
    "LYNC044",
    "product-out-of-support",
    severity="warning",
    evidence=(LIFECYCLE, EXTENDED_UPDATES, ONLINE_RETIREMENT),
    holds="by version, from its end of support on",
)
def product_out_of_support(asked: State | LyncUser, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A `lync.version` without support: 2010 since 2021-04-13, 2013 since 2023-04-11, 2015 and 2019 since 2025-10-14. Also
    a person who is homed in the cloud and has a mode other than TeamsOnly, which is to say Skype for Business Online,
    retired on 2021-07-31.

    ## Why it matters
    There are no more fixes, for delegates or for anything else. Security updates for 2015 and 2019 were sold until
    2026-04-14. Skype for Business Online does not exist any more: every account in the cloud is a Teams account.

    ## Example
    ```yaml
    delegint: 1
    lync: {version: 2015}
    ```

    ## Instead
    ```yaml
    delegint: 1
    lync: {version: SE}
    ```

    ## How to fix
    Move people to Teams, or upgrade to the Subscription Edition: in place from 2019, to new servers from 2015. Give
    people in the cloud the mode TeamsOnly.
    """
    if isinstance(asked, LyncUser):
        yield from _on_the_retired_service(asked, state)
        return
    lync = state.lync
    if not lync.declared:
        return
    version = need(lync.version)
    end = SUPPORT_ENDED.get(version)
    if end is None or not end.has_passed(state.as_of):
        return
    paid = PAID_UPDATES_ENDED.get(version)
    rest = ""
    if paid is not None:
        since_or_until = "ended on" if paid.has_passed(state.as_of) else "end on"
        rest = f"; paid security updates {since_or_until} {paid.day}"
    way = "in place" if version == "2019" else "by new servers"
    yield lync.finding(
        f"{product(version)} has had no support since {end.day}{rest}",
        "version",
        fix=f"Move people to Teams, or upgrade {way} to {product('SE')} and declare version: SE",
    )


@rule(
    "LYNC045",
    "server-policy-for-cloud-user",
    severity="error",
    evidence=(GRANT_VOICE_POLICY, ONLINE_USER),
    absorbs=("TEAMS022",),
)
def server_policy_for_cloud_user(asked: Wishes | LyncUser, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A `client_policy`, `voice_policy`, `conferencing_policy` or `presence_policy` that is declared for a person who is
    homed in the cloud; and `lync_method: exchange_sync` for the delegate of such an owner.

    ## Why it matters
    These policies are those of Lync and Skype for Business Server. They cannot be granted in the cloud, where
    `Get-CsOnlineUser` does not show them any more, and Teams asks for none of them: what they say about delegates, the
    delegate sync among it, does not count.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {lync: {home: online, client_policy: Executives}}
    client_policies: {Executives: {EnableExchangeDelegateSync: true}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {lync: {home: online, client_policy: null}}
    client_policies: {Executives: {EnableExchangeDelegateSync: true}}
    ```

    ## How to fix
    Remove the policy. In Teams, `teams.calling_policy` and `teams.meeting_policy` decide; delegates for online
    meetings are those of the mailbox, delegates for calls are added with `New-CsUserCallingDelegate`.
    """
    if isinstance(asked, LyncUser):
        yield from _policies_without_effect(asked, state)
        return
    for entry in asked.mailbox.of_kind(Delegate):
        method = entry.value("lync_method")
        if method is not None and method.value == SYNC and is_homed_online(asked.owner, state):
            yield entry.finding(
                f"The delegate sync does not bring {entry.trustee} to {asked.owner}, who is homed in the cloud:"
                " only clients of Lync and Skype for Business Server have it",
                "lync_method",
                fix="Remove lync_method; for calls in Teams, add the delegate with New-CsUserCallingDelegate",
            )


def _on_the_retired_service(user: LyncUser, state: State) -> Iterator[Finding]:
    person = user.recipient
    mode = person.teams.mode
    if isinstance(mode, Unknown) or mode == "TeamsOnly" or not ONLINE_RETIRED.has_passed(state.as_of):
        return
    if is_homed_online(person, state):
        yield person.teams.finding(
            f"{person} is homed in the cloud and in the mode {mode}, but Skype for Business Online was retired on"
            f" {ONLINE_RETIRED.day}",
            "mode",
            fix="Write mode: TeamsOnly, and run Grant-CsTeamsUpgradePolicy -Identity"
            f" {lync_identity(person)} -PolicyName UpgradeToTeams",
            about=((person.key,),),
        )


def _policies_without_effect(user: LyncUser, state: State) -> Iterator[Finding]:
    """The declared ones; what a snapshot shows of old policies is nothing that the state asks for."""
    person = user.recipient
    for kind in GRANTED:
        granted = None if user.node is None else user.node.get(kind.assignment)
        name = None if granted is None else granted.value
        if not isinstance(name, str) or not name or not is_homed_online(person, state):
            continue
        instead = _IN_TEAMS.get(kind.assignment)
        yield user.finding(
            f"The {kind.noun} {name} does nothing for {person}, who is homed in the cloud",
            kind.assignment,
            fix=f"Remove {kind.assignment}{f'; in Teams, {instead} decides' if instead else ''}",
            about=((person.key, kind.assignment),),
        )
