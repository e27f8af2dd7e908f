"""HYB018: rights on folders between people who live on different sides."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import Finding, FolderPermission, State, Unknown, need, rule
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.sources import HYBRID_PERMISSIONS, OVERVIEW


@rule(
    "HYB018",
    "folder-permission-across-premises",
    severity="warning",
    evidence=(OVERVIEW, HYBRID_PERMISSIONS),
    when="every",
)
def folder_permission_across_premises(grant: FolderPermission, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A right on a folder whose owner lives on one side, for somebody who lives on the other, or for a group with members
    there. What Default and Anonymous may do, and the role None, are left alone.

    ## Why it matters
    It often works in Outlook for Windows, but Microsoft does not support it: details may be missing, and nobody will
    help when it stops working.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: Reviewer}
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
          Calendar: {ilse@contoso.com: Reviewer}
    ```

    ## How to fix
    Move the two together. Until then, accept it for the pairs that need it, or take the right away with
    `Remove-MailboxFolderPermission`.
    """
    if gives_a_right(grant) and need(state.is_cross_premises(grant.owner, grant.trustee)):
        apart = "has members" if grant.trustee.is_group is True else "lives"
        yield grant.finding(
            f"{grant.trustee} {apart} on another side than {grant.owner}, from where the right on {grant.folder} "
            "is not supported",
            fix=f"Move {grant.trustee} and {grant.owner} together, or accept it with the comment"
            ' # delegint: ignore[HYB018] reason="why"',
        )
