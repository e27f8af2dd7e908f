"""TEAMS009: what a calling delegate may do in Teams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import CALLS, Delegate, Finding, Node, State, Unknown, names, powershell_quoted, rule
from delegint_teams.calls import (
    CALLING_PERMISSIONS,
    PERMISSION_FOR,
    held_delegates,
    permits,
    setting_below,
)
from delegint_teams.policies import calling_permissions
from delegint_teams.sources import CALLING_DELEGATE_PAGE

_MANAGES: Final = "ManageSettings"
_DOES: Final = {"MakeCalls": "make calls", "ReceiveCalls": "take calls"}


@rule("TEAMS009", "calling-permissions-incomplete", severity="error", evidence=CALLING_DELEGATE_PAGE)
def calling_permissions_incomplete(entry: Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A delegate whose `calling_permissions` leave out one of the five, where Teams does not have the delegate yet; that
    refuse what the delegate is `for`; as a warning, that refuse everything; as information, that let the delegate
    manage the owner's settings, or belong to an entry that is `for` no calls.

    ## Why it matters
    `New-CsUserCallingDelegate` asks for all five, and a script stops at the question. Who may manage the settings may
    forward the owner's calls, and add further delegates.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {for: [receive_calls], calling_permissions: {MakeCalls: false, ReceiveCalls: true}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: online, teams: {mode: TeamsOnly}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com:
            for: [receive_calls]
            calling_permissions:
              MakeCalls: false
              ReceiveCalls: true
              ManageSettings: false
              PickUpHeldCalls: false
              JoinActiveCalls: false
    ```

    ## How to fix
    State all five, each true or false.
    """
    permissions = entry.value(CALLING_PERMISSIONS)
    if permissions is None or not isinstance(permissions.value, dict) or entry.trustee is entry.owner:
        return
    yield from _left_out(entry, permissions, state)
    refused = [
        (purpose, name)
        for purpose, name in PERMISSION_FOR.items()
        if purpose in entry.purposes and permits(entry, name) is False
    ]
    yield from (_refused(entry, purpose, name) for purpose, name in refused)
    if not refused and all(permits(entry, setting.name) is False for setting in calling_permissions().values()):
        yield entry.finding(
            f"{entry.trustee} may do nothing with calls for {entry.owner} in Teams: all five permissions are false",
            CALLING_PERMISSIONS,
            fix="Write MakeCalls: true or ReceiveCalls: true, or take the calling delegate out",
            salient="nothing",
            severity="warning",
        )
    yield from _worth_knowing(entry)


def _left_out(entry: Delegate, permissions: Node, state: State) -> Iterator[Finding]:
    """The permissions that are not stated; they matter where the delegate is to be added, not where one is changed."""
    missing = [
        setting.name for setting in calling_permissions().values() if not setting_below(permissions, setting.name)
    ]
    held = held_delegates(entry.owner.teams, state)
    if missing and (isinstance(held, Unknown) or entry.trustee not in held):
        left_out = names(missing, most=len(missing))
        yield entry.finding(
            f"{entry.trustee} cannot be added as a calling delegate of {entry.owner} in Teams:"
            f" New-CsUserCallingDelegate asks for {left_out} too",
            CALLING_PERMISSIONS,
            fix=f"Write {left_out}, each true or false",
            salient="missing",
        )


def _refused(entry: Delegate, purpose: str, name: str) -> Finding:
    node = setting_below(entry.value(CALLING_PERMISSIONS), name)
    return entry.finding(
        f"{entry.trustee} cannot {_DOES[name]} for {entry.owner} in Teams: {name} is false, whatever for says",
        CALLING_PERMISSIONS,
        name,
        place=None if node is None else node.place,
        fix=f"Write {name}: true, and run Set-CsUserCallingDelegate -Identity {powershell_quoted(entry.owner)}"
        f" -Delegate {powershell_quoted(entry.trustee)} -{name} $true; or take {purpose} out of for",
    )


def _worth_knowing(entry: Delegate) -> Iterator[Finding]:
    if permits(entry, _MANAGES):
        yield entry.finding(
            f"{entry.trustee} may change where calls to {entry.owner} go in Teams, and who the delegates are",
            CALLING_PERMISSIONS,
            fix=f"Write {_MANAGES}: false unless that is wanted",
            salient=_MANAGES,
            severity="info",
        )
    meant = [purpose for purpose, name in PERMISSION_FOR.items() if permits(entry, name)]
    if meant and set(CALLS).isdisjoint(entry.purposes):
        yield entry.finding(
            f"{entry.trustee} may handle calls for {entry.owner} in Teams, and is for no calls here, so that nothing"
            " else is judged about them",
            CALLING_PERMISSIONS,
            fix=f"Write {' and '.join(meant)} under for",
            salient="for",
            severity="info",
        )
