"""DRF007, DRF014, DRF017: rights that are refused, that no export shows, or that work by another way."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import Difference, Finding, State, rule
from delegint_exchange.commands import SEND_AS, remove_mailbox_rights, revoke_send_as
from delegint_exchange.drift import RIGHTS, about, differences, finding, on_side
from delegint_exchange.sources import (
    GET_MAILBOX_PERMISSION,
    HYBRID_AUTOMAPPING,
    HYBRID_CONSIDERATIONS,
    NOT_AUTOMAPPED,
)


@rule("DRF007", "declared-right-denied", severity="error", evidence=GET_MAILBOX_PERMISSION, reads=RIGHTS)
def declared_right_denied(state: State, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    An entry on the mailbox itself that denies what the state declares, to the trustee or to a group that has the
    trustee among its members. Inherited entries that deny, such as those of administrators, are no such thing: an entry
    on the mailbox goes before them.

    ## Why it matters
    Denying goes before allowing. The right looks granted, and access is refused.

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
    {"k":"mailbox-permission","on":"11111111-1111-1111-1111-111111111111","user":"ilse@contoso.com","rights":["FullAccess"]}
    {"k":"mailbox-permission","on":"11111111-1111-1111-1111-111111111111","user":"ilse@contoso.com","rights":["FullAccess"],"deny":true}
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
    ```

    ## How to fix
    Remove the entry that denies; the one that allows may have to be added again.
    """
    for difference in differences(state, "denied"):
        through = f", as a member of {difference.detail}," if difference.detail else ""
        yield finding(
            difference,
            f"{difference.who} is denied{through} {difference.what} on {difference.mailbox}{on_side(difference)}, "
            "though it is declared",
            fix=_allow(difference),
        )


@rule("DRF014", "automapping-not-shown", severity="info", evidence=(GET_MAILBOX_PERMISSION, HYBRID_AUTOMAPPING))
def automapping_not_shown(state: State, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    Declared automapping that the snapshot can neither confirm nor deny. It stands in `msExchDelegateListLink`, an
    attribute of Active Directory; no cmdlet of Exchange Online shows it, and on-premises only Get-ADUser does.

    ## Why it matters
    The entry agrees with its declaration as far as anybody can see, and no further.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: true}}
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
    ```

    ## How to fix
    On-premises, export `msExchDelegateListLink` with the accounts. In Exchange Online nothing can be done but to grant
    the right anew with the automapping that is wanted.
    """
    for difference in differences(state, "unverifiable"):
        yield finding(
            difference,
            f"{difference.mailbox} is declared as {difference.declared} for {difference.who}, which no export"
            f"{on_side(difference)} shows",
            fix=None if difference.side == "online" else "Export msExchDelegateListLink with Get-ADUser",
        )


@rule(
    "DRF017",
    "right-only-indirect",
    severity="warning",
    evidence=(HYBRID_CONSIDERATIONS, NOT_AUTOMAPPED),
    reads=RIGHTS,
)
def right_only_indirect(state: State, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    A declared right that the trustee has, but not by an entry of its own: only by an inherited one, which is a warning,
    or as a member of a group, which is information.

    ## Why it matters
    It works today. An inherited right stays behind when the mailbox moves, and neither way maps the mailbox into
    Outlook.

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
    {"k":"mailbox-permission","on":"11111111-1111-1111-1111-111111111111","user":"ilse@contoso.com","rights":["FullAccess"],"inherited":true}
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
    ```

    ## How to fix
    Grant the right itself, or declare the group in place of the person.
    """
    for difference in differences(state, "inherited", "through_group"):
        inherited = difference.verdict == "inherited"
        way = "by an inherited entry" if inherited else f"as a member of {difference.detail}"
        yield finding(
            difference,
            f"{difference.who} has {difference.what} on {difference.mailbox}{on_side(difference)} only {way}, not as "
            "declared",
            fix="Grant the right itself" if inherited else f"Grant the right itself, or declare {difference.detail}",
            severity="warning" if inherited else "info",
            about=[about(difference, who=difference.detail)],
        )


def _allow(difference: Difference) -> str:
    """How an entry that denies is removed."""
    trustee = difference.detail or difference.who
    if difference.what != "Full Access":
        return revoke_send_as(difference.mailbox, trustee, difference.side, f"{SEND_AS} -Deny")
    return remove_mailbox_rights(difference.mailbox, trustee, deny=True)
