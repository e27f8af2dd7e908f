"""DRF004, DRF005, DRF006: grants that are only in the tenant, only in the state, or different in both."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import Difference, Finding, State, Unknown, rule
from delegint_exchange.drift import RIGHTS, addition, differences, finding, is_right, on_side, removal
from delegint_exchange.sources import GET_MAILBOX_PERMISSION, SET_FOLDER_PERMISSION


@rule(
    "DRF004",
    "unmanaged-grant",
    severity="warning",
    evidence=GET_MAILBOX_PERMISSION,
    absorbs=("DRF017",),
    reads=RIGHTS,
)
def unmanaged_grant(state: State, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    A right in the tenant that nobody has declared, on a mailbox that the state speaks of. Where the management is
    `exclusive` this is a warning, where it is `additive` or not stated it is news.

    ## Why it matters
    Somebody has access, and no file says why. In an exclusive mailbox nobody should.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    delegations:
      annelies@contoso.com: {management: exclusive}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com"}
    ```
    ```jsonl exo/mailbox-permission.jsonl
    {"k":"mailbox-permission","on":"11111111-1111-1111-1111-111111111111","user":"ilse@contoso.com","rights":["FullAccess"]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        management: exclusive
        full_access: [ilse@contoso.com]
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com"}
    ```
    ```jsonl exo/mailbox-permission.jsonl
    {"k":"mailbox-permission","on":"11111111-1111-1111-1111-111111111111","user":"ilse@contoso.com","rights":["FullAccess"]}
    ```

    ## How to fix
    Declare the right, or remove it. Accounts of backups and archives are named once, with a reason, under
    `snapshot.ignore`.
    """
    for difference in differences(state, "unmanaged"):
        possibly = f" (found {difference.detail})" if difference.detail else ""
        command = removal(difference)
        yield finding(
            difference,
            f"{_has(difference, 'has')}, which nobody has declared{possibly}",
            fix=f"Declare it, or remove it: {command}" if command else "Declare it, or remove it",
            severity="warning" if difference.severe else "info",
        )


@rule("DRF005", "missing-grant", severity="error", evidence=GET_MAILBOX_PERMISSION, reads=RIGHTS)
def missing_grant(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A declared right that the tenant does not have, on a side where it must be. Only mailboxes that the snapshot covers
    are judged: a mailbox that was not asked, or did not answer, lacks nothing.

    ## Why it matters
    The user lacks access that the state promises.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        full_access: [ilse@contoso.com]
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com"}
    ```
    ```jsonl exo/mailbox-permission.jsonl
    {"k":"covered","on":"11111111-1111-1111-1111-111111111111","of":"mailbox-permission"}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        full_access: [ilse@contoso.com]
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com"}
    ```
    ```jsonl exo/mailbox-permission.jsonl
    {"k":"mailbox-permission","on":"11111111-1111-1111-1111-111111111111","user":"ilse@contoso.com","rights":["FullAccess"]}
    {"k":"covered","on":"11111111-1111-1111-1111-111111111111","of":"mailbox-permission"}
    ```

    ## How to fix
    Apply the state, or take the declaration back.
    """
    yield from state.differences.gaps
    for difference in differences(state, "missing"):
        command = addition(difference) if is_right(difference) else None
        yield finding(difference, _has(difference, "lacks"), fix=None if command is None else f"Run {command}")
    if state.differences.failures:
        raise RuntimeError("; ".join(state.differences.failures))


@rule(
    "DRF006",
    "grant-differs",
    severity="warning",
    evidence=(GET_MAILBOX_PERMISSION, SET_FOLDER_PERMISSION),
    reads=RIGHTS,
)
def grant_differs(state: State, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    A right that both the state and the tenant have, but not the same: another role on a folder, other rights on a
    mailbox, another value of a policy setting. Order, case, and a role against the single rights it stands for never
    count.

    ## Why it matters
    The user has more access than declared, or less.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        folders: {Calendar: {ilse@contoso.com: Editor}}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com"}
    ```
    ```jsonl exo/folder-permission.jsonl
    {"k":"folder-permission","on":"11111111-1111-1111-1111-111111111111","folder":"Calendar","user":"Ilse","smtp":"ilse@contoso.com","rights":["Reviewer"]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        folders: {Calendar: {ilse@contoso.com: Editor}}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com"}
    ```
    ```jsonl exo/folder-permission.jsonl
    {"k":"folder-permission","on":"11111111-1111-1111-1111-111111111111","folder":"Calendar","user":"Ilse","smtp":"ilse@contoso.com","rights":["Editor"]}
    ```

    ## How to fix
    Apply the state, or declare what the tenant has.
    """
    for difference in differences(state, "differs"):
        where = f" on {difference.mailbox}{on_side(difference)}" if is_right(difference) else ""
        yield finding(
            difference,
            f"{difference.what} of {difference.who}{where} is {difference.observed or 'not there'}, and declared as "
            f"{difference.declared}",
        )


def _has(difference: Difference, verb: str) -> str:
    """Who has, or lacks, what, and where; of a policy, that the tenant does."""
    if not is_right(difference):
        return f"The tenant {verb} the {difference.what} {difference.who}"
    rights = difference.observed or difference.declared
    right = difference.what if rights in ("", "FullAccess", "SendAs") else f"{difference.what} ({rights})"
    return f"{difference.who} {verb} {right} on {difference.mailbox}{on_side(difference)}"
