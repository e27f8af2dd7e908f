"""LYNC044, LYNC045, LYNC046: the server is out of support, or the cloud has gone beyond it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    Delegate,
    EffectiveSetting,
    Finding,
    LyncUser,
    Recipient,
    Related,
    State,
    Unknown,
    Wishes,
    effective_setting,
    home_of,
    is_homed_online,
    is_on_lync,
    lync_users,
    names,
    need,
    powershell_quoted,
    rule,
)
from delegint_lync.lifecycle import ONLINE_RETIRED, PAID_UPDATES_ENDED, SUPPORT_ENDED, product
from delegint_lync.paths import SYNC
from delegint_lync.policies import CLIENT_POLICY, GRANTED
from delegint_lync.sources import (
    ADAL_SETTING,
    EXTENDED_UPDATES,
    GRANT_VOICE_POLICY,
    LIFECYCLE,
    ONLINE_RETIREMENT,
    ONLINE_USER,
)

_IN_TEAMS: Final = {"voice_policy": "teams.calling_policy", "conferencing_policy": "teams.meeting_policy"}
"""What decides in Teams about much the same."""
_ENTRIES: Final = "PolicyEntry"
_SIGN_IN: Final = "AllowAdalForNonLyncIndependentOfLync"


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


@rule("LYNC046", "modern-sign-in-not-set-up", severity="warning", evidence=ADAL_SETTING)
def modern_sign_in_not_set_up(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    People on Lync or Skype for Business Server whose mailboxes are in Exchange Online, where Exchange Online asks for
    modern sign-in, there is no hybrid modern authentication, and the client policy that counts for them has no
    `PolicyEntry` with `AllowAdalForNonLyncIndependentOfLync` true. They are told together.

    ## Why it matters
    The client signs in to the server in the old way and takes the same way to the mailbox, which is refused. It asks
    for the password again and again, and reads neither calendar nor delegates from Exchange.

    ## Example
    ```yaml
    delegint: 1
    organization:
      exchange_server: {version: SE, hybrid_modern_authentication: false}
      exchange_online: {modern_authentication_required: true}
    recipients:
      annelies@contoso.com: {home: online, lync: {registrar_pool: pool1.contoso.com, client_policy: null}}
    client_policies: {Global: {EnableExchangeDelegateSync: true}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    organization:
      exchange_server: {version: SE, hybrid_modern_authentication: false}
      exchange_online: {modern_authentication_required: true}
    recipients:
      annelies@contoso.com: {home: online, lync: {registrar_pool: pool1.contoso.com, client_policy: null}}
    client_policies:
      Global:
        EnableExchangeDelegateSync: true
        PolicyEntry: [{Name: AllowAdalForNonLyncIndependentOfLync, Value: "True"}]
    ```

    ## How to fix
    Make the entry with `New-CsClientPolicyEntry` and add it to the client policy, or set up hybrid modern
    authentication. Clients know the entry since September 2015. They take it from their registry as well, which
    delegint does not see: suppress the finding where group policy sets it there.
    """
    online, server = state.organization.exchange_online, state.organization.exchange_server
    if online.modern_authentication_required is False or server.hybrid_modern_authentication is True:
        return
    people = [user for user in state.once(lync_users) if _has_mailbox_online(user, state)]
    if not people:
        return
    need(online.modern_authentication_required)
    need(server.hybrid_modern_authentication)
    barred: list[Recipient] = []
    lacking: dict[tuple[str, ...], EffectiveSetting] = {}
    for user in people:
        entries = _entries(user.recipient, state)
        if isinstance(entries, Unknown):
            yield entries
        elif not _lets_sign_in(entries):
            barred.append(user.recipient)
            lacking.setdefault(entries.policy.path, entries)
    if barred:
        first, *others = lacking.values()
        policy = first.policy
        noun = "policies" if others else "policy"
        yield policy.finding(
            f"Lync cannot reach Exchange Online, which requires modern sign-in, for {names(barred)}: no {_ENTRIES}"
            f" {_SIGN_IN} in the client {noun} {names(entries.policy for entries in lacking.values())}",
            path=(*policy.path, _ENTRIES),
            place=first.place,
            fix=f'Write {_ENTRIES}: [{{Name: {_SIGN_IN}, Value: "True"}}], and run Set-CsClientPolicy -Identity'
            f" {powershell_quoted(policy)} -{_ENTRIES} @{{Add=(New-CsClientPolicyEntry -Name {_SIGN_IN} -Value True)}}",
            related=[
                *(Related(entries.place, "not here either") for entries in others),
                Related(online.place_of("modern_authentication_required"), "modern sign-in is required"),
            ],
            about=[(person.key,) for person in barred],
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
            f" {powershell_quoted(person)} -PolicyName UpgradeToTeams",
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


def _has_mailbox_online(user: LyncUser, state: State) -> bool:
    """Whether the person is on the own servers, and has the mailbox in Exchange Online."""
    mailbox = state.home_at(user.recipient)
    if isinstance(mailbox, Unknown) or mailbox != "online":
        return False
    home = home_of(user.recipient, state)
    return not isinstance(home, Unknown) and home == "on_premises" and is_on_lync(user.recipient, state) is True


def _entries(person: Recipient, state: State) -> EffectiveSetting | Unknown:
    """The entries of the client policy that counts; unknown where they are no list, as in an export to text."""
    found = effective_setting(person, CLIENT_POLICY, _ENTRIES, state)
    if isinstance(found, Unknown) or found.node is None or isinstance(found.node.value, list | None):
        return found
    return found.policy.missing(_ENTRIES, f"Get-{CLIENT_POLICY.cmdlet}")


def _lets_sign_in(entries: EffectiveSetting) -> bool:
    """Whether one of the entries lets the client sign in to Exchange in the modern way."""
    for entry in () if entries.node is None else entries.node.items():
        name, value = entry.get("Name"), entry.get("Value")
        if name is not None and value is not None and str(name.value).casefold() == _SIGN_IN.casefold():
            return str(value.value).casefold() == "true"
    return False
