"""EXC010, EXC017: two grants where one decides, and grants of a mailbox to itself."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    Delegate,
    Finding,
    FolderPermission,
    FullAccess,
    Grant,
    Mailbox,
    Node,
    Related,
    ResourceDelegate,
    SendAs,
    SendOnBehalf,
    State,
    Unknown,
    names,
    need,
    propagation,
    rule,
)
from delegint_exchange.commands import change_send_on_behalf
from delegint_exchange.folders import path_of
from delegint_exchange.sources import ADD_MAILBOX_PERMISSION, FOLDER_PERMISSION, MANAGE_PERMISSIONS


@rule("EXC010", "send-as-beside-send-on-behalf", severity="warning", evidence=MANAGE_PERMISSIONS)
def send_as_beside_send_on_behalf(grant: SendOnBehalf | Delegate, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    Send on Behalf for somebody who has Send As as well. It is information where Send As comes through a group, or
    where Send on Behalf belongs to a delegate entry. Resource delegates, who need Send on Behalf, are left alone.

    ## Why it matters
    Send As always wins: recipients never see `on behalf of`, and nobody is told that the disclosure is gone for
    which Send on Behalf was chosen.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        send_as: [ilse@contoso.com]
        send_on_behalf: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        send_on_behalf: [ilse@contoso.com]
    ```

    ## How to fix
    Keep the one that is meant: Send on Behalf where recipients are to see who wrote, else Send As.
    """
    mailbox, person = grant.mailbox, grant.trustee
    bundle = mailbox.grant_to(Delegate, person)
    bundled = bundle is not None and bundle.sends_on_behalf
    if isinstance(grant, Delegate) and (not bundled or mailbox.grant_to(SendOnBehalf, person) is not None):
        return
    if mailbox.grant_to(ResourceDelegate, person) is not None:
        return
    direct = mailbox.grant_to(SendAs, person)
    if direct is not None:
        winners = [direct]
    else:
        winners = [] if person.is_group is True else need(state.grants_reaching(mailbox, SendAs, person))
    winners = [send_as for send_as in winners if _on_one_side(send_as, grant, state)]
    if winners:
        through = "" if direct is not None else f", as a member of {names(send_as.trustee for send_as in winners)},"
        yield grant.finding(
            f"{person} has Send on Behalf for {grant.owner} and{through} Send As as well, which always wins",
            *(("send_on_behalf",) if isinstance(grant, Delegate) else ()),
            fix="Give up Send As, or accept it: a delegate needs Send on Behalf"
            if bundled
            else "Keep one of the two; to give up Send on Behalf, run "
            + change_send_on_behalf("Remove", grant.owner, person),
            related=[Related(winners[0].place_of(), "Send As is declared here")],
            severity="info" if bundled or through else None,
        )


@rule("EXC017", "doubled-or-self-grant", severity="error", evidence=(FOLDER_PERMISSION, ADD_MAILBOX_PERMISSION))
def doubled_or_self_grant(mailbox: Mailbox, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Two entries that give the same person the same kind of right on the same mailbox or folder, for instance under
    two addresses of that person. They are an error where their rights differ, and information where they do not. A
    grant of a mailbox to itself is a warning.

    ## Why it matters
    What Exchange holds in the end depends on the order in which the two were applied, and whatever that is, it
    differs from one of them for ever.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online, aliases: [ilse.vandam@contoso.com]}
    delegations:
      annelies@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: Editor, ilse.vandam@contoso.com: Reviewer}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online, aliases: [ilse.vandam@contoso.com]}
    delegations:
      annelies@contoso.com:
        folders:
          Calendar: {ilse@contoso.com: Editor}
    ```

    ## How to fix
    Keep one entry, under the primary address. Take out what a mailbox grants to itself.
    """
    first_of: dict[object, Grant] = {}
    for grant in mailbox.grants:
        first = first_of.setdefault(_identity(grant), grant)
        if first is not grant:
            yield _doubled(grant, first)
        elif grant.trustee is mailbox.owner:
            # A group that may send as itself is how its members get to send as it.
            is_group = grant.trustee.is_group
            if isinstance(is_group, Unknown):
                yield is_group
            elif not is_group:
                yield grant.finding(
                    f"{grant.owner} has an entry for {_right(grant)} on its own mailbox",
                    fix=f"Take {grant.written} out of {grant.section}: the owner needs no grant",
                    salient="self",
                    severity="warning",
                )


def _on_one_side(send_as: SendAs, grant: SendOnBehalf | Delegate, state: State) -> bool:
    """Whether there may be a side on which both exist: synchronization carries Send on Behalf, and never Send As."""
    if send_as.sides is None:
        return True
    found = propagation(grant, state)
    there = {"on_premises": found.on_premises.there, "online": found.online.there}
    answers = [there[side] for side in send_as.sides]
    return any(answer is True or (grant.sides is None and isinstance(answer, Unknown)) for answer in answers)


def _identity(grant: Grant) -> object:
    """What makes two entries of one owner the same grant."""
    folder = path_of(grant.folder) if isinstance(grant, FolderPermission) else ()
    return type(grant), grant.trustee, folder


def _doubled(grant: Grant, first: Grant) -> Finding:
    wanted, earlier = _substance(grant), _substance(first)
    different = [name for name in wanted if wanted[name] != earlier[name]]
    verdict = f"which differ in {names(different)}" if different else "of which one is enough"
    return grant.finding(
        f"{grant.trustee} has two entries for {_right(grant)} on {grant.owner}, {verdict}",
        fix=f"Keep one of the two, under the address {grant.trustee}",
        related=[Related(first.place_of(), f"the first entry, written as {first.written}")],
        salient="doubled",
        severity=None if different else "info",
    )


def _right(grant: Grant) -> str:
    return f"{grant.noun} ({grant.folder})" if isinstance(grant, FolderPermission) else f"{grant.noun}"


def _substance(grant: Grant) -> dict[str, object]:
    """The rights and flags of an entry; not who asked for it, and until when."""
    match grant:
        case FullAccess():
            return {
                "rights": _folded(grant.rights),
                "automapping": grant.automapping is not False,  # Add-MailboxPermission maps unless it is told not to
                "inheritance": grant.inheritance.casefold() or "all",
                "deny": grant.deny,
            }
        case FolderPermission():
            return {"rights": _folded(grant.rights)}
        case Delegate():
            folders = grant.value("folders")
            entries = folders.entries() if folders is not None else ()
            return {
                "folders": {folder.casefold(): _folded(_words(node)) for folder, node in entries},
                "send_on_behalf": grant.sends_on_behalf,
                "meeting_requests": grant.meeting_requests,
                "private_items": grant.private_items,
                "for": frozenset(grant.purposes),
                "sides": grant.sides and frozenset(grant.sides),
            }
        case SendAs() | SendOnBehalf():
            return {"sides": grant.sides and frozenset(grant.sides)}
        case _:
            return {}


def _words(node: Node) -> tuple[str, ...]:
    return tuple(str(item.value) for item in node.items() or [node])


def _folded(rights: tuple[str, ...]) -> frozenset[str]:
    return frozenset(right.casefold() for right in rights)
