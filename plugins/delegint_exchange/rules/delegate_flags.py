"""EXC034, EXC035: flags of delegates that cannot be set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import Delegate, Finding, FolderPermission, State, Unknown, names, need, rule
from delegint_exchange.delegate_rights import CALENDAR, give_role
from delegint_exchange.folder_rights import EDITOR, single_rights, spelled
from delegint_exchange.folders import folded_name, is_no_calendar, path_of
from delegint_exchange.sources import DELEGATES_IN_EWS, FOLDER_PERMISSION, OVERVIEW

_FLAGS: Final = "sharing_permission_flags"
_TOOLS: Final = {"powershell": "PowerShell", "eac": "the Exchange admin center", "graph": "Microsoft Graph"}


@rule(
    "EXC034",
    "delegate-flags-on-premises",
    severity="error",
    evidence=(OVERVIEW, FOLDER_PERMISSION, DELEGATES_IN_EWS),
)
def delegate_flags_on_premises(grant: Delegate | FolderPermission, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    Delegate flags on a mailbox that lives on-premises, `meeting_requests` and `private_items` of a delegate or the
    `sharing_permission_flags` of a folder, where `apply` says that PowerShell sets them. By another tool that is
    neither EWS nor the owner's own Outlook, it is information. Where `apply` names no method, only
    `sharing_permission_flags` are told, as information: they are a parameter of Exchange Online.

    ## Why it matters
    The rule that forwards meeting requests and the sight of private items are kept inside the mailbox. On-premises no
    cmdlet writes them: `A parameter cannot be found that matches parameter name 'SharingPermissionFlags'.`

    ## Example
    ```yaml
    delegint: 1
    apply: {method: powershell}
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, private_items: true}
    ```

    ## Instead
    ```yaml
    delegint: 1
    apply: {method: outlook, actor: owner}
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, private_items: true}
    ```

    ## How to fix
    Have the owner add the delegate in Outlook, use AddDelegate and UpdateDelegate of EWS, or move the mailbox to
    Exchange Online first.
    """
    wanted = _wanted(grant)
    if not wanted:
        return
    method, actor = state.application.method, state.application.actor
    if isinstance(method, Unknown):
        tool = "" if isinstance(grant, FolderPermission) else None
    elif method == "outlook":
        tool = "an administrator's Outlook" if not isinstance(actor, Unknown) and actor == "admin" else None
    else:
        tool = _TOOLS.get(method)
    if tool is None or need(state.home_at(grant.owner)) != "on_premises":
        return
    yield grant.finding(
        f"{names(wanted)} for {grant.trustee} cannot be set {f'through {tool} ' if tool else 'by a cmdlet '}"
        f"on the mailbox of {grant.owner}, which is on-premises",
        wanted[0],
        fix=f"Add {grant.trustee} as a delegate in Outlook, opened by {grant.owner}, or by AddDelegate of EWS, and say"
        " so under apply; or move the mailbox first",
        severity=None if tool == _TOOLS["powershell"] else "info",
    )


@rule("EXC035", "illegal-sharing-flags", severity="error", evidence=FOLDER_PERMISSION, holds="Exchange Online")
def illegal_sharing_flags(grant: FolderPermission, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    `sharing_permission_flags` on a folder that is no calendar, or lies below the default one, or beside a right other
    than Editor, CanViewPrivateItems without Delegate, and None together with another flag. Folders that may be the
    calendar under another name are not held against it.

    ## Why it matters
    `Add-MailboxFolderPermission` refuses the combination, or the flag has no effect: the person gets no meeting
    requests and reads `Private appointment` instead of the item.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: {rights: Reviewer, sharing_permission_flags: [CanViewPrivateItems]}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: {rights: Editor, sharing_permission_flags: [Delegate, CanViewPrivateItems]}}
    ```

    ## How to fix
    Give Editor on the calendar with Delegate, or with Delegate and CanViewPrivateItems.
    """
    flags = _flags(grant)
    if not flags - {"none"}:
        return
    path = path_of(grant.folder)
    elsewhere = is_no_calendar(path) or (len(path) > 1 and path[0] == folded_name(CALENDAR))
    wrong = [f"{grant.folder} is not the default calendar"] if elsewhere else []
    if grant.rights and all(map(spelled, grant.rights)) and single_rights(grant.rights) != EDITOR:
        wrong.append(f"{names(grant.rights)} is not Editor")
    if "canviewprivateitems" in flags and "delegate" not in flags:
        wrong.append("CanViewPrivateItems needs Delegate")
    if "none" in flags:
        wrong.append("None stands beside another flag")
    if wrong:
        yield grant.finding(
            f"{grant.trustee} does not become a delegate on {grant.folder} of {grant.owner}: {names(wrong)}",
            _FLAGS,
            fix=_legal(grant, flags, state, elsewhere=elsewhere),
        )


def _legal(grant: FolderPermission, flags: frozenset[str], state: State, *, elsewhere: bool) -> str:
    """What to write instead and, where the cmdlet knows the flags, to run."""
    folder = CALENDAR if elsewhere else grant.folder
    legal = "Delegate, CanViewPrivateItems" if "canviewprivateitems" in flags else "Delegate"
    home = state.home_at(grant.owner)
    if not isinstance(home, Unknown) and home == "on_premises":
        return f"Declare Editor on {folder} with [{legal}]"
    command = give_role("Editor", folder, grant, state)
    return f"Declare Editor on {folder} with [{legal}], and run {command} -SharingPermissionFlags {legal}"


def _wanted(grant: Delegate | FolderPermission) -> list[str]:
    """The flags that the grant asks for, by the keys that do."""
    if isinstance(grant, FolderPermission):
        return [_FLAGS] if _flags(grant) - {"none"} else []
    flags = {"meeting_requests": grant.meeting_requests, "private_items": grant.private_items}
    return [key for key, value in flags.items() if value]


def _flags(grant: FolderPermission) -> frozenset[str]:
    """The flags as they compare."""
    return frozenset(flag.casefold() for flag in grant.sharing_permission_flags or ())
