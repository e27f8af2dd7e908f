"""LYNC046: Exchange Online asks for a way of signing in that the client does not take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    EffectiveSetting,
    Finding,
    LyncUser,
    Node,
    Policy,
    Recipient,
    Related,
    State,
    Unknown,
    effective_setting,
    home_of,
    is_on_lync,
    lync_users,
    names,
    need,
    powershell_quoted,
    rule,
)
from delegint_lync.policies import CLIENT_POLICY, writing
from delegint_lync.sources import ADAL_SETTING

_ENTRIES: Final = "PolicyEntry"
_SIGN_IN: Final = "AllowAdalForNonLyncIndependentOfLync"


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
        entries = effective_setting(user.recipient, CLIENT_POLICY, _ENTRIES, state)
        if isinstance(entries, Unknown):
            yield entries
        elif not _lets_sign_in(_entry_in(entries)):
            barred.append(user.recipient)
            lacking.setdefault(entries.policy.path, entries)
    if barred:
        yield _cannot_reach(barred, list(lacking.values()), state)


def _cannot_reach(barred: list[Recipient], lacking: list[EffectiveSetting], state: State) -> Finding:
    first, *others = lacking
    policy, entry = first.policy, _entry_in(first)
    online = state.organization.exchange_online
    without = [entries.policy for entries in lacking if _entry_in(entries) is None]
    turned_off = [entries.policy for entries in lacking if _entry_in(entries) is not None]
    said = [
        *([f"no {_ENTRIES} {_SIGN_IN} in {_in_words(without)}"] if without else []),
        *([f"{_ENTRIES} {_SIGN_IN} is not True in {_in_words(turned_off)}"] if turned_off else []),
    ]
    likewise = f"; likewise for {names(entries.policy for entries in others)}" if others else ""
    return policy.finding(
        f"Lync cannot reach Exchange Online, which requires modern sign-in, for {names(barred)}: {', and '.join(said)}",
        path=(*policy.path, _ENTRIES),
        place=first.place if entry is None else entry.place,
        fix=f"{_repair(policy, entry, state)}{likewise}",
        related=[
            *(Related(entries.place, "not here either") for entries in others),
            Related(online.place_of("modern_authentication_required"), "modern sign-in is required"),
        ],
        about=[(person.key,) for person in barred],
    )


def _in_words(policies: list[Policy]) -> str:
    return f"the client {'policies' if len(policies) > 1 else 'policy'} {names(policies)}"


def _repair(policy: Policy, entry: Node | None, state: State) -> str:
    """Adds the entry, or gives it another value; the others stay."""
    where, add = f"{policy.kind.section}.{policy}", f"@{{Add=(New-CsClientPolicyEntry -Name {_SIGN_IN} -Value True)}}"
    if entry is None:
        new = f'{{Name: {_SIGN_IN}, Value: "True"}}'
        return f"Add {new} to {_ENTRIES} of {where}, and run {writing(policy, f'-{_ENTRIES} {add}', state)}"
    old = powershell_quoted(_value_of(entry))
    remove = f"@{{Remove=(New-CsClientPolicyEntry -Name {_SIGN_IN} -Value {old})}}"
    change = f"Set-CsClientPolicy -Identity {powershell_quoted(policy)} -{_ENTRIES}"
    return f'Write Value: "True" for {_SIGN_IN} in {_ENTRIES} of {where}, and run {change} {remove} and {change} {add}'


def _has_mailbox_online(user: LyncUser, state: State) -> bool:
    """Whether the person is on the own servers, and has the mailbox in Exchange Online."""
    mailbox = state.home_at(user.recipient)
    if isinstance(mailbox, Unknown) or mailbox != "online":
        return False
    home = home_of(user.recipient, state)
    return not isinstance(home, Unknown) and home == "on_premises" and is_on_lync(user.recipient, state) is True


def _entry_in(entries: EffectiveSetting) -> Node | None:
    """The entry about signing in to Exchange, where there is one."""
    for entry in () if entries.node is None else entries.node.items():
        name = entry.get("Name")
        if name is not None and str(name.value).casefold() == _SIGN_IN.casefold():
            return entry
    return None


def _value_of(entry: Node) -> str:
    value = entry.get("Value")
    return "" if value is None or value.value is None else str(value.value)


def _lets_sign_in(entry: Node | None) -> bool:
    """Whether it lets the client sign in to Exchange in the modern way."""
    return entry is not None and _value_of(entry).casefold() == "true"
