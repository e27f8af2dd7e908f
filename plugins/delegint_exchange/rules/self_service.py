"""EXC056: rights that only administrators grant, in a state that owners apply."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import Finding, FullAccess, Related, SendAs, State, Unknown, rule
from delegint_exchange.commands import and_grant_send_as, grant_full_access
from delegint_exchange.sources import MANAGE_PERMISSIONS, OVERVIEW


@rule("EXC056", "admin-right-as-self-service", severity="error", evidence=(OVERVIEW, MANAGE_PERMISSIONS))
def admin_right_as_self_service(grant: FullAccess | SendAs, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    Full Access, another right on the whole mailbox, or Send As, in a state that the owners of the mailboxes apply, or
    that is applied in Outlook (`apply: {method: outlook}` or `apply: {actor: owner}`). Rights on folders, delegates
    and Send on Behalf may come from owner and administrator alike. Silent where `apply` says neither.

    ## Why it matters
    No dialog of Outlook grants these rights, and the cmdlets are for administrators. Nothing gets granted, and whoever
    was told to do it looks for the dialog in vain.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    apply: {method: outlook, actor: owner}
    delegations:
      annelies@contoso.com:
        full_access: [ilse@contoso.com]
        folders:
          Calendar: {ilse@contoso.com: Editor}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    apply: {method: eac, actor: admin}
    delegations:
      annelies@contoso.com:
        full_access: [ilse@contoso.com]
        folders:
          Calendar: {ilse@contoso.com: Editor}
    ```

    ## How to fix
    Have an administrator grant the right, in the Exchange admin center or with `Add-MailboxPermission`,
    `Add-RecipientPermission` (online) and `Add-ADPermission` (on-premises). Where owners do the rest themselves, keep
    these rights in a state of their own.
    """
    way = _self_service(state)
    if way is not None:
        yield grant.finding(
            f"{grant.trustee} cannot get {_right(grant)} on {grant.owner} {way.message}: administrators alone grant it",
            fix=f"Move it to a state with apply: {{method: powershell, actor: admin}}{_and_grant(grant, state)}",
            related=[Related(way.place, "how the state is applied")],
        )


def _self_service(state: State) -> Related | None:
    """How owners are to grant the rights themselves, in words and with its place; None where they are not to."""
    if not state.application.declared:
        return None
    method, actor = state.application.method, state.application.actor
    if not isinstance(actor, Unknown) and actor == "owner":
        return Related(state.application.place_of("actor"), "from the owner")
    if not isinstance(method, Unknown) and method == "outlook":
        return Related(state.application.place_of("method"), "in Outlook")
    return None


def _right(grant: FullAccess | SendAs) -> str:
    if isinstance(grant, SendAs):
        return grant.noun
    right = grant.noun if grant.has_right("FullAccess") else ", ".join(grant.rights)
    return f"a denial of {right}" if grant.deny else right


def _and_grant(grant: FullAccess | SendAs, state: State) -> str:
    """`, and run ...`: the command for the administrator, as far as it is plain."""
    if isinstance(grant, SendAs):
        return and_grant_send_as(grant.owner, grant.trustee, state)
    if grant.deny or not grant.has_right("FullAccess") or grant.inheritance.casefold() not in ("", "all"):
        return ""
    return f", and run {grant_full_access(grant)}"
