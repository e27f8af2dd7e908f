"""HYB001, HYB019: what people can open on the other side with the clients they use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from delegint.api import (
    Delegate,
    Finding,
    FolderPermission,
    FullAccess,
    Grant,
    Recipient,
    SendOnBehalf,
    Severity,
    State,
    Unknown,
    names,
    rule,
)
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.coexistence import Sight, sight_of
from delegint_exchange.sources import HYBRID_PERMISSIONS, OVERVIEW, OWA_FREE_BUSY, OWA_SHARED_FOLDER

_OWA: Final = frozenset({"owa", "new_outlook"})
_ALONE: Final = "without Outlook for Windows"
_BESIDES: Final = "OWA besides Outlook for Windows"
_SEVERITIES: Final[dict[str, Severity]] = {_ALONE: "error", _BESIDES: "warning"}


@rule(
    "HYB001",
    "unsupported-client-across-premises",
    severity="error",
    evidence=(OVERVIEW, HYBRID_PERMISSIONS),
    when="every",
)
def unsupported_client_across_premises(grant: FullAccess | SendOnBehalf, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Full Access or Send on Behalf across premises for somebody who is known not to use Outlook for Windows. One who
    uses OWA besides is told as information, and so is Full Access with `access: owa`; a member of a group who has it in
    an entry of his or her own is told there. The new Outlook is judged like OWA, although no document says so. Whose
    clients are not stated is not judged.

    ## Why it matters
    Both rights are supported between the sides, but in the classic Outlook for Windows alone. OWA opens a mailbox of
    the other side only by way of *Open another mailbox*, with a link to follow and a second sign-in, and cannot send
    on behalf of it.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: online, clients: [owa]}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
        send_on_behalf: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      ilse@contoso.com: {home: online, clients: [outlook_windows]}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
        send_on_behalf: [ilse@contoso.com]
    ```

    ## How to fix
    Give the person Outlook for Windows until the two are on one side, and state `clients: [outlook_windows]` for that
    person. Who is content with *Open another mailbox* has Full Access with `access: owa`.
    """
    if not gives_a_right(grant) or state.is_cross_premises(grant.owner, grant.trustee) is False:
        return
    content = isinstance(grant, FullAccess) and grant.access == "owa"

    def kind_of(person: Recipient, clients: frozenset[str]) -> str:
        if isinstance(grant, FullAccess) and _is_content_with_owa(grant, person):
            return ""
        in_outlook, in_owa = "outlook_windows" in clients, not _OWA.isdisjoint(clients)
        if in_outlook or (content and in_owa):
            return _BESIDES if in_owa else ""
        return _ALONE

    people, unknown = _by_clients(grant, state, kind_of)
    yield from unknown
    on_behalf = isinstance(grant, SendOnBehalf)
    open_it = f"Have {grant.owner} opened in Outlook for Windows"
    if without := people[_ALONE]:
        right = f"{grant.noun} {'for' if on_behalf else 'on'} {grant.owner}"
        who = str(without[0]) if len(without) == 1 else "<person>"
        own = (
            f"name {who} under full_access with automapping: false and " if grant.trustee.is_group is True else "state "
        )
        yield grant.finding(
            f"{names(without)} {'uses' if len(without) == 1 else 'use'} no Outlook for Windows, without which {right},"
            " on the other side, is not supported",
            fix=f"{open_it}, and state recipients.{who}.clients: [outlook_windows], or move the two together"
            + ("" if on_behalf or content else f"; where OWA and Open another mailbox will do, {own}access: owa"),
            salient=_ALONE,
        )
    if besides := people[_BESIDES]:
        how = (
            f"send on behalf of {grant.owner}, on the other side, in Outlook for Windows, not in OWA or the new Outlook"
            if on_behalf
            else f"open {grant.owner}, on the other side, in OWA or the new Outlook only as another mailbox,"
            " after a second sign-in"
        )
        yield grant.finding(
            f"{names(besides)} can {how}",
            fix=f"{open_it}, or move the two together",
            salient=_BESIDES,
            severity="info",
        )


@rule(
    "HYB019",
    "folders-across-premises-in-owa",
    severity="error",
    evidence=(OVERVIEW, OWA_FREE_BUSY, OWA_SHARED_FOLDER),
    when="every",
)
def folders_across_premises_in_owa(grant: FolderPermission | Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A right on a folder, or a delegate entry, for somebody who lives on the other side than the owner, and who uses OWA.
    One who has Outlook for Windows as well gets a warning. A right on the calendar that shows free/busy alone is left
    out, since OWA shows that; so is one beside a delegate entry of the same person, where it is told; and whose clients
    are not stated is not judged.

    ## Why it matters
    OWA asks the other side in the name of the organization relationship, and not in that of the person: of a calendar
    it shows free/busy alone, whatever has been granted. A folder added with *Add shared folder* cannot be opened:
    `Can't complete your request. You might not have permission to perform this action.` The response is an HTTP 500
    with `WrongServerVersionException`.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: online, clients: [owa]}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises}
      ilse@contoso.com: {home: online, clients: [outlook_windows]}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}}}
    ```

    ## How to fix
    Have the folder opened in Outlook for Windows, or move the two together. Who has Full Access besides can open the
    calendar in OWA by an address of its own, such as `https://mail.contoso.com/owa/annelies@contoso.com/?path=/calendar`.
    """
    if not gives_a_right(grant) or _shows_free_busy_alone(grant):
        return
    if state.is_cross_premises(grant.owner, grant.trustee) is False:
        return

    calendar = isinstance(grant, FolderPermission) and grant.is_calendar

    def kind_of(person: Recipient, clients: frozenset[str]) -> str:
        if "owa" not in clients or (calendar and grant.mailbox.grant_to(Delegate, person) is not None):
            return ""
        return _BESIDES if "outlook_windows" in clients else _ALONE

    people, unknown = _by_clients(grant, state, kind_of)
    yield from unknown
    owner = f"{grant.owner}, on the other side"
    folder = grant.folder if isinstance(grant, FolderPermission) and not calendar else ""
    for kind, severity in _SEVERITIES.items():
        if in_owa := people[kind]:
            sees = f"{'sees' if len(in_owa) == 1 else 'see'} nothing but free/busy of {owner}"
            yield grant.finding(
                f"{names(in_owa)} {f'cannot open {folder} of {owner}' if folder else sees}, in OWA",
                fix="Have it opened in Outlook for Windows, or move the two together",
                salient=kind,
                severity=severity,
            )


def _is_content_with_owa(grant: FullAccess, member: Recipient) -> bool:
    """Whether a member of the group that is the trustee has an entry besides it, which says that OWA will do."""
    own = grant.mailbox.grant_to(FullAccess, member)
    return own is not None and own.trustee is not grant.trustee and own.access == "owa" and gives_a_right(own)


def _by_clients(
    grant: Grant, state: State, kind_of: Callable[[Recipient, frozenset[str]], str]
) -> tuple[dict[str, list[Recipient]], list[Unknown]]:
    """The people behind the trustee who live on the other side, by what they open mailboxes with.

    Parameters:
        grant: on whose owner.
        state: the state at a point in time.
        kind_of: takes a person and the stated clients; an empty answer leaves the person out.
    """
    people: dict[str, list[Recipient]] = {_ALONE: [], _BESIDES: []}
    unknown: list[Unknown] = []
    for person in state.expand(grant.trustee).people:
        clients = person.clients
        kind = "" if isinstance(clients, Unknown) or not clients else kind_of(person, clients)
        if kind:
            apart = state.is_cross_premises(grant.owner, person)
            if isinstance(apart, Unknown):
                unknown.append(apart)
            elif apart:
                people[kind].append(person)
    return people, unknown


def _shows_free_busy_alone(grant: FolderPermission | Delegate) -> bool:
    """Whether all that the right shows is what Default shows to the other side as well."""
    if not isinstance(grant, FolderPermission) or not grant.is_calendar:
        return False
    sight = sight_of(grant.rights)
    return sight is not None and sight < Sight.ITEMS
