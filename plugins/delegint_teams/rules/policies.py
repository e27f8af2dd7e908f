"""TEAMS023, TEAMS024: a setting that no policy of Teams has, and a policy that is granted and does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    Delegate,
    Finding,
    State,
    TeamsUser,
    Unknown,
    names,
    rule,
    teams_users,
    unresolved_policy,
    wrong_settings,
    wrong_values,
)
from delegint_teams.calls import CALLING_PERMISSIONS, setting_below
from delegint_teams.policies import CALLING_DELEGATE, CALLING_SETTINGS, CATALOGUE, KINDS, calling_permissions
from delegint_teams.sources import (
    CALLING_DELEGATE_PAGE,
    CALLING_POLICY_PAGE,
    CALLING_SETTINGS_PAGE,
    GRANT_CALLING_POLICY,
    GRANT_MEETING_POLICY,
    MEETING_POLICY_PAGE,
)

_NEVER_EXISTED: Final = {
    "delegateaccess": "AllowDelegation of a calling policy",
    "simulringallowedusers": "AllowCallForwardingToUser, which is for all holders of the policy",
    "enabledelegation": "AllowDelegation; EnableDelegation is a setting of Lync and Skype for Business Server",
    "enableexchangedelegatesync": "nothing: Teams asks Exchange for the delegates at every booking",
}


@rule(
    "TEAMS023",
    "teams-policy-setting-wrong",
    severity="error",
    evidence=(CALLING_POLICY_PAGE, MEETING_POLICY_PAGE, CALLING_SETTINGS_PAGE, CALLING_DELEGATE_PAGE),
)
def teams_policy_setting_wrong(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A setting under `teams_calling_policies`, `teams_meeting_policies`, `calling_settings` or `calling_permissions` that
    `Set-CsTeamsCallingPolicy`, `Set-CsTeamsMeetingPolicy`, `Set-CsUserCallingSettings` or `New-CsUserCallingDelegate`
    does not have, or whose value has the wrong type, is none of the documented choices, or lies outside the limits.

    ## Why it matters
    The cmdlet refuses the whole policy: `A parameter cannot be found that matches parameter name`. A misspelt setting
    that a script passes over leaves the old value in force.

    ## Example
    ```yaml
    delegint: 1
    teams_calling_policies:
      Global: {AllowDelegations: true}
    teams_meeting_policies:
      Global: {AllowOutlookAddIn: "true"}
    ```

    ## Instead
    ```yaml
    delegint: 1
    teams_calling_policies:
      Global: {AllowDelegation: true}
    teams_meeting_policies:
      Global: {AllowOutlookAddIn: true}
    ```

    ## How to fix
    Spell the setting and its value as the cmdlet does; case does not matter.
    """
    for kind in KINDS:
        others = tuple(other for other in KINDS if other is not kind)
        yield from wrong_settings(kind, state, elsewhere=others, never_existed=_NEVER_EXISTED)
    for user in state.once(teams_users):
        yield from _no_mapping(
            user, "calling_settings", f"Write the settings of Set-{CALLING_SETTINGS} below it, or remove it"
        )
        settings = CATALOGUE.settings_of(CALLING_SETTINGS)
        of = f"the calling settings of {user.recipient}"
        yield from wrong_values(user, "calling_settings", settings, f"Set-{CALLING_SETTINGS}", of)
    every_permission = names((setting.name for setting in calling_permissions().values()), most=5)
    for grant in state.once(_with_permissions):
        yield from _no_mapping(
            grant, CALLING_PERMISSIONS, f"Write {every_permission} below it, each true or false, or remove it"
        )
        of = f"the calling permissions of {grant.trustee}"
        for finding in wrong_values(grant, CALLING_PERMISSIONS, calling_permissions(), f"New-{CALLING_DELEGATE}", of):
            yield _stated(finding, grant)


def _no_mapping(entry: TeamsUser | Delegate, key: str, fix: str) -> Iterator[Finding]:
    node = None if entry.node is None else entry.node.get(key)
    if node is not None and not isinstance(node.value, dict):
        yield entry.finding(
            f"{key} of {entry.subject} is {node.kind}, not a mapping",
            key,
            place=node.place if node.value is not None else node.key_place,
            fix=fix,
        )


def _stated(finding: Finding, grant: Delegate) -> Finding:
    """The same, but that a blank permission has to be stated: the cmdlet asks for each."""
    *_, name = finding.path
    value = setting_below(grant.value(CALLING_PERMISSIONS), name)
    if name.casefold() in calling_permissions() and value is not None and value.value is None:
        finding.fix = "Write true or false"
    return finding


def _with_permissions(state: State) -> list[Delegate]:
    """The delegate entries that say what the delegate may do in Teams."""
    return [
        grant
        for mailbox in state.mailboxes
        for grant in mailbox.grants
        if isinstance(grant, Delegate) and grant.node is not None and grant.node.get(CALLING_PERMISSIONS) is not None
    ]


@rule(
    "TEAMS024",
    "teams-policy-does-not-resolve",
    severity="error",
    evidence=(GRANT_CALLING_POLICY, GRANT_MEETING_POLICY),
)
def teams_policy_does_not_resolve(user: TeamsUser, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A `calling_policy` or `meeting_policy` of a person that names no per-user policy of the state: one that is not
    declared, `Global`, or a name with the prefix `tag:`.

    ## Why it matters
    `Grant-CsTeamsCallingPolicy` and `Grant-CsTeamsMeetingPolicy` refuse a policy that does not exist. The person keeps
    the policy of before, and with it every setting that decides about calls and meetings for somebody else.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {calling_policy: Executive}}
    teams_calling_policies:
      Global: {AllowDelegation: false}
      Executives: {AllowDelegation: true}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, teams: {calling_policy: Executives}}
    teams_calling_policies:
      Global: {AllowDelegation: false}
      Executives: {AllowDelegation: true}
    ```

    ## How to fix
    Name a policy that is declared, without `tag:`, or declare it. For a person who is to have the policy of a group or
    the Global one, write null: those apply by themselves.
    """
    for kind in KINDS:
        yield from unresolved_policy(user, kind, state)
