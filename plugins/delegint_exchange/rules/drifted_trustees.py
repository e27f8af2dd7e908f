"""DRF002, DRF003, DRF008, DRF009: entries of people who are gone, who cannot be told, or whose account is disabled."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import Finding, Grant, State, rule
from delegint_exchange.drift import RIGHTS, about, differences, finding, on_side, removal, rights_of_people
from delegint_exchange.sources import (
    AD_PERMISSION,
    ADD_MAILBOX_PERMISSION,
    DEAD_DELEGATES,
    GET_MAILBOX_PERMISSION,
    ORPHANS,
    REMOVE_MAILBOX_PERMISSION,
)


@rule("DRF002", "orphaned-trustee", severity="warning", evidence=(ORPHANS, REMOVE_MAILBOX_PERMISSION), reads=RIGHTS)
def orphaned_trustee(state: State, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    An entry of a SID that no recipient and no account of the snapshot has, now or in its SID history: what remains of a
    deleted account. Inherited entries and those that deny are left alone.

    ## Why it matters
    Nobody can use the entry, but it counts towards the limit of a mailbox, and shows up as an unknown user in Outlook.
    Outlook cannot save the list of delegates while one of them is such a remnant.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    ```
    ```jsonl exo/mailbox-permission.jsonl
    {"k":"mailbox-permission","on":"11111111-1111-1111-1111-111111111111","user":"S-1-5-21-1004336348-1177238915-682003330-1134","rights":["FullAccess"]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    ```
    ```jsonl exo/mailbox-permission.jsonl
    {"k":"covered","on":"11111111-1111-1111-1111-111111111111","of":"mailbox-permission"}
    ```

    ## How to fix
    Remove the entry by its SID. Where Exchange answers that the entry does not exist, write the SID as it stands in the
    export, `NT:` included. If the account exists, and only its record is missing, export it as well.
    """
    for difference in differences(state, "orphan"):
        yield finding(
            difference,
            f"{difference.who}, a SID that nobody has any more, is in the list for {difference.what} on "
            f"{difference.mailbox}{on_side(difference)}",
            fix=f"Remove it: {removal(difference)}",
        )


@rule("DRF003", "soft-deleted-trustee", severity="info", evidence=GET_MAILBOX_PERMISSION, reads=RIGHTS)
def soft_deleted_trustee(state: State, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    An entry of a user in Exchange Online who is deleted, but can still be restored. Such an entry is told by the
    container `Soft Deleted Objects` in its name; Get-MailboxPermission shows it only with
    `-IncludeSoftDeletedUserPermissions`.

    ## Why it matters
    The entry counts towards the limit of a mailbox, and is in force again as soon as the user is restored.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    ```
    ```csv exo/permissions.csv
    "Identity","User","AccessRights","Deny","IsInherited"
    "annelies@contoso.com","contoso.onmicrosoft.com/Soft Deleted Objects/Bram","{FullAccess}","False","False"
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    ```
    ```jsonl exo/mailbox-permission.jsonl
    {"k":"covered","on":"11111111-1111-1111-1111-111111111111","of":"mailbox-permission"}
    ```

    ## How to fix
    Remove the entry, or restore the user.
    """
    for difference in differences(state, "soft_deleted"):
        yield finding(
            difference,
            f"{difference.who}, a deleted user, still has {difference.what} on {difference.mailbox}"
            f"{on_side(difference)}",
            fix=f"Remove it: {removal(difference)}",
        )


@rule("DRF008", "trustee-ambiguous", severity="error", evidence=(ADD_MAILBOX_PERMISSION, AD_PERMISSION), reads=RIGHTS)
def trustee_ambiguous(state: State, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    An entry whose trustee cannot be told for sure: more than one recipient has the name, or the names of one entry
    belong to different recipients. Where the export has no more than a display name or an alias, which two people may
    well share, it is information.

    ## Why it matters
    Whoever takes the entry for that of the wrong person removes, or grants, a right of somebody else.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com"}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com","upn":"office@contoso.com"}
    {"k":"recipient","guid":"33333333-3333-3333-3333-333333333333","primarySmtp":"karl@contoso.com","upn":"office@contoso.com"}
    ```
    ```jsonl exo/mailbox-permission.jsonl
    {"k":"mailbox-permission","on":"11111111-1111-1111-1111-111111111111","user":"office@contoso.com","rights":["FullAccess"]}
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
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com","upn":"office@contoso.com"}
    {"k":"recipient","guid":"33333333-3333-3333-3333-333333333333","primarySmtp":"karl@contoso.com","upn":"karl@contoso.com"}
    ```
    ```jsonl exo/mailbox-permission.jsonl
    {"k":"mailbox-permission","on":"11111111-1111-1111-1111-111111111111","user":"office@contoso.com","rights":["FullAccess"]}
    ```

    ## How to fix
    Export the entry with the SID or GUID of the trustee, as `delegint collector` does, and take a name that two people
    have from one of them.
    """
    for difference in differences(state, "ambiguous"):
        reason = difference.detail or "more than one recipient has this name"
        yield finding(
            difference,
            f"Who {difference.who} is, with {difference.what} on {difference.mailbox}{on_side(difference)}, cannot be "
            f"told: {reason}",
            fix="Export the entry with its SID or GUID; make names unique that two people have",
            severity=None if difference.severe else "info",
        )


@rule(
    "DRF009",
    "disabled-person-has-rights",
    severity="warning",
    evidence=(DEAD_DELEGATES, GET_MAILBOX_PERMISSION),
    absorbs=("DRF004", "DRF006", "DRF012", "DRF014", "DRF017"),
    reads=RIGHTS,
)
def disabled_person_has_rights(state: State, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    Rights of a person whose account is disabled. Only people are meant: the accounts of rooms, equipment and shared
    mailboxes are disabled by design, and those of linked mailboxes as well. Inherited rights are left alone.

    ## Why it matters
    Most of them have left. Whoever enables the account again, for whatever reason, gets all of its rights back. A
    delegate who is no more can keep others from being listed.

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
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com","rtd":"UserMailbox","accountDisabled":true}
    ```
    ```jsonl exo/mailbox-permission.jsonl
    {"k":"mailbox-permission","on":"11111111-1111-1111-1111-111111111111","user":"ilse@contoso.com","rights":["FullAccess"]}
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
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com","rtd":"UserMailbox","accountDisabled":false}
    ```
    ```jsonl exo/mailbox-permission.jsonl
    {"k":"mailbox-permission","on":"11111111-1111-1111-1111-111111111111","user":"ilse@contoso.com","rights":["FullAccess"]}
    ```

    ## How to fix
    Take the declaration back and remove the rights. For a long leave, accept the finding with a date.
    """
    for difference in differences(state, "disabled"):
        declared = isinstance(difference.entry, Grant)
        rights = {difference.what, *state.once(rights_of_people)[difference.mailbox, difference.who]}
        yield finding(
            difference,
            f"{difference.who}, whose account is disabled, still has {difference.what} on {difference.mailbox}",
            fix=f"{'Take the declaration back, and remove the rights' if declared else 'Remove the rights'} of "
            f"{difference.who}",
            about=[about(difference, what=right) for right in sorted(rights)],
        )
