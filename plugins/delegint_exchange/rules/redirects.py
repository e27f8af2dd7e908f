"""HYB023: objects whose addresses do not lead Outlook to the mailbox on the other side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from delegint.api import (
    Delegate,
    Finding,
    FolderPermission,
    FullAccess,
    Grant,
    Mailbox,
    Organization,
    Recipient,
    Related,
    State,
    Unknown,
    normalized,
    powershell_quoted,
    rule,
    side_name,
)
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.representatives import has_stayed
from delegint_exchange.sources import OVERVIEW, REMOTE_MAILBOX

_HOME_OF: Final = {"on_premises": "online", "online": "on_premises"}
"""Where a mailbox lives that has an object of another kind on a side."""
_OBJECT: Final = {"on_premises": "on_premises_object", "online": "online_object"}
_OF_TENANT: Final = re.compile(r"([\w-]+)(?:\.mail)?\.onmicrosoft\.[a-z]+|([\w-]+)\.partner(?:\.mail)?\.onmschina\.cn")
"""The first domain of a tenant and its routing domain, for both of which Exchange Online answers."""


@rule(
    "HYB023",
    "redirect-to-other-side-broken",
    severity="error",
    evidence=(OVERVIEW, REMOTE_MAILBOX),
    when="every",
)
def redirect_to_other_side_broken(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A mailbox that people on the other side open, where the object that stands for it there does not point to it:
    `remote_routing_address` or `targetAddress` outside of the tenant's routing domain, `ExternalEmailAddress` outside
    of the accepted domains or inside the tenant, or one of them empty. `contoso.onmicrosoft.com` is taken for right
    where `contoso.mail.onmicrosoft.com` is, and the other way round, and so is every such domain as long as nothing
    tells whose tenant it is. Silent where none of the addresses is stated.

    ## Why it matters
    Autodiscover on the user's side sends Outlook on to the domain of that address. Where it leads nowhere, or back,
    Outlook does not find the mailbox, whatever rights the user has.

    ## Example
    ```yaml
    delegint: 1
    organization: {tenant_routing_domain: contoso.mail.onmicrosoft.com}
    recipients:
      annelies@contoso.com:
        home: online
        on_premises_object: {kind: RemoteMailbox, remote_routing_address: annelies@contoso.com}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    organization: {tenant_routing_domain: contoso.mail.onmicrosoft.com}
    recipients:
      annelies@contoso.com:
        home: online
        on_premises_object: {kind: RemoteMailbox, remote_routing_address: annelies@contoso.mail.onmicrosoft.com}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    ```

    ## How to fix
    Set `RemoteRoutingAddress` with `Set-RemoteMailbox` to an address in the tenant's routing domain, or
    `ExternalEmailAddress` of the mail user in Exchange Online to one in a domain on-premises.
    """
    for pointer in state.now.once(_pointers):
        owner = pointer.mailbox.owner
        opening = [grant for grant in pointer.mailbox.grants if _is_opened_from(pointer.side, grant, state)]
        if not opening or not has_stayed(owner, _HOME_OF[pointer.side], state):
            continue
        if isinstance(pointer.astray, Unknown):
            yield pointer.astray
            continue
        target = _toward(_HOME_OF[pointer.side])
        found = f"looks for {owner} under {normalized(pointer.address)}, which does not lead {target}"
        if not pointer.address:
            found = f"finds no address of {owner} that leads {target}"
        yield owner.finding(
            f"From {side_name(pointer.side)}, Autodiscover {found}",
            _OBJECT[pointer.side],
            pointer.key,
            fix=_redirect(owner, pointer.side, state.organization),
            related=pointer.related,
            about=[(owner.key,), *(grant.pair for grant in opening)],
        )


class _Pointer(NamedTuple):
    """An address by which an object leads to a mailbox on the other side, and does not, as far as is known.

    Parameters:
        mailbox: the owner's grants.
        side: where the object is.
        key, address: the address, and where it stands in the object.
        astray: true, or what is not known.
        related: another such address of the same object.
    """

    mailbox: Mailbox
    side: str
    key: str
    address: str
    astray: bool | Unknown
    related: tuple[Related, ...] = ()


def _pointers(state: State) -> list[_Pointer]:
    """Those that do not lead to the side where the mailbox lives before any batch: one for a mailbox."""
    tenants = _tenants(state.organization)
    found = []
    for mailbox in state.mailboxes:
        owner = mailbox.owner
        home = state.home_at(owner)
        pointers = []
        for side, key, address in _stated_addresses(owner):
            if isinstance(address, Unknown) or isinstance(home, Unknown) or home != _HOME_OF[side]:
                continue
            astray = _is_astray(normalized(address), side, owner, state.organization, tenants)
            if isinstance(astray, Unknown) or astray:
                pointers.append(_Pointer(mailbox, side, key, address, astray))
        pointers.sort(key=lambda pointer: isinstance(pointer.astray, Unknown))
        if pointers:
            others = (_related(pointer) for pointer in pointers[1:] if not isinstance(pointer.astray, Unknown))
            found.append(pointers[0]._replace(related=tuple(others)))
    return found


def _related(pointer: _Pointer) -> Related:
    owner = pointer.mailbox.owner
    part = owner.on_premises_object if pointer.side == "on_premises" else owner.online_object
    return Related(part.place_of(pointer.key), f"{pointer.key} does not lead there either")


def _stated_addresses(owner: Recipient) -> Iterator[tuple[str, str, str | Unknown]]:
    yield "on_premises", "remote_routing_address", owner.on_premises_object.remote_routing_address
    yield "on_premises", "targetAddress", owner.on_premises_object.target_address
    yield "online", "ExternalEmailAddress", owner.online_object.external_email_address


def _is_astray(
    address: str, side: str, owner: Recipient, organization: Organization, tenants: frozenset[str]
) -> bool | Unknown:
    """Whether an address, which stands on a side, is not one of the other side."""
    domain = address.rpartition("@")[2]
    routing, tenant = organization.tenant_routing_domain, _tenant_of(domain)
    is_routing = not isinstance(routing, Unknown) and domain == routing.casefold()
    if not domain:
        return True
    if side == "on_premises":
        if tenant:
            return bool(tenants) and tenant not in tenants
        return routing if isinstance(routing, Unknown) else not is_routing
    if tenant or is_routing:
        return True
    if domain == normalized(owner.address).rpartition("@")[2]:
        return False
    accepted = organization.accepted_domains
    if isinstance(accepted, Unknown):
        return accepted
    return not any(_matches(domain, known.casefold()) for known in accepted)


def _tenant_of(domain: str) -> str:
    """The name of the tenant whose first domain or routing domain it is; empty for any other domain."""
    match = _OF_TENANT.fullmatch(domain.casefold())
    return "" if match is None else match[1] or match[2]


def _tenants(organization: Organization) -> frozenset[str]:
    """The names of the tenant, by its routing domain or the accepted domains; none where nothing tells."""
    routing, accepted = organization.tenant_routing_domain, organization.accepted_domains
    stated = [
        *(() if isinstance(routing, Unknown) else (routing,)),
        *(() if isinstance(accepted, Unknown) else accepted),
    ]
    return frozenset(map(_tenant_of, stated)) - {""}


def _matches(domain: str, accepted: str) -> bool:
    return domain.endswith(accepted[1:]) if accepted.startswith("*.") else domain == accepted


def _is_opened_from(side: str, grant: Grant, state: State) -> bool:
    """Whether somebody on a side opens the mailbox, or a folder of it, in Outlook."""
    if not isinstance(grant, (FullAccess, FolderPermission, Delegate)) or not gives_a_right(grant):
        return False
    in_browser = isinstance(grant, FullAccess) and grant.access == "owa"
    return not in_browser and bool(state.sides_of(grant.trustee).people.get(side))


def _toward(side: str) -> str:
    return "back on-premises" if side == "on_premises" else f"to {side_name(side)}"


def _redirect(owner: Recipient, side: str, organization: Organization) -> str:
    if side == "online":
        return (
            f"Run Set-MailUser {powershell_quoted(owner)} -ExternalEmailAddress with an address of a domain on-premises"
        )
    routing = organization.tenant_routing_domain
    domain = "<the routing domain of the tenant>" if isinstance(routing, Unknown) else routing
    return f"Run Set-RemoteMailbox {powershell_quoted(owner)} -RemoteRoutingAddress <alias>@{domain} on-premises"
