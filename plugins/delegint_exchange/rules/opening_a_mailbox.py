"""EXC012, EXC013, EXC025: whether the way in which a mailbox is to be opened can work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    Delegate,
    Finding,
    FullAccess,
    Recipient,
    Related,
    SendAs,
    SendOnBehalf,
    State,
    Unknown,
    names,
    need,
    rule,
)
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.coexistence import people_apart
from delegint_exchange.commands import add_mailbox_rights, and_grant_send_as, show_in_address_lists
from delegint_exchange.sources import (
    ADD_MAILBOX_PERMISSION,
    HIDDEN_DISPUTED,
    HIDDEN_MAILBOX,
    HYBRID_PERMISSIONS,
    NOT_AUTOMAPPED,
    OVERVIEW,
    SEND_WITH_FULL_ACCESS,
)

_OWN_ACCOUNT: Final = frozenset({"additional_account", "separate_profile"})
_BY_NAME: Final = frozenset({"additional_mailbox", "additional_account"})


@rule("EXC012", "own-account-without-send-as", severity="error", evidence=(OVERVIEW, SEND_WITH_FULL_ACCESS))
def own_account_without_send_as(grant: FullAccess, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Full Access used as an account or a profile of its own by somebody who wants to send from it and has no Send As.
    Wanting to send means Send on Behalf, directly, through a group or as a delegate, or `expects: [send]`.

    ## Why it matters
    Outlook then sends as the mailbox itself, for which Send on Behalf does not count. In cached mode the message
    bounces with 0x80070005-00000000-00000000 or 0x80070005-0x0004dc-0x000524; in online mode Outlook reports that
    the permission to send on behalf is missing.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {access: additional_account}}
        send_on_behalf: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {access: additional_account}}
        send_as: [ilse@contoso.com]
    ```

    ## How to fix
    Grant Send As on the side of the sender, or open the mailbox as an additional or automapped mailbox.
    """
    mailbox = grant.mailbox
    if grant.access not in _OWN_ACCOUNT or not gives_a_right(grant):
        return
    if not _promises_to_send(grant) and not mailbox.of_kind(SendOnBehalf) and not mailbox.of_kind(Delegate):
        return
    if mailbox.grant_to(SendAs, grant.trustee) is not None:
        return
    people, unknown = state.expand(grant.trustee)
    refused = []
    for person in people:
        answer = _is_refused(grant, person, state)
        if isinstance(answer, Unknown):
            yield answer
        elif answer:
            refused.append(person)
    if unknown is not None:
        yield unknown
    if refused:
        group = "" if grant.trustee in refused else f" of {grant.trustee}"
        yield grant.finding(
            f"{names(refused)}{group} cannot send from {grant.owner} opened as {grant.access}: there is no Send As",
            "access",
            fix=f"Declare {grant.trustee} under send_as{and_grant_send_as(grant.owner, grant.trustee, state)}",
        )


@rule(
    "EXC013",
    "automapping-that-cannot-happen",
    severity="error",
    evidence=(ADD_MAILBOX_PERMISSION, NOT_AUTOMAPPED, HYBRID_PERMISSIONS),
)
def automapping_that_cannot_happen(grant: FullAccess, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    Automapping that is counted on for a group, or for somebody whose rights do not include FullAccess. For a group
    it is a warning with `automapping: true` and an error with `access: automapping`.

    ## Why it matters
    The mailbox never appears in Outlook by itself. Autodiscover reads a link that names single users, and that link
    is written together with Full Access only; the members of a group have to add the mailbox by hand.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      clerks@contoso.com: {type: MailUniversalSecurityGroup}
    delegations:
      invoices@contoso.com:
        full_access: {clerks@contoso.com: {access: automapping}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {access: automapping}}
    ```

    ## How to fix
    Grant Full Access one by one to the people who live on the side of the mailbox. Drop the automapping for the others,
    and have them add the mailbox.
    """
    expected_by = "access" if grant.access == "automapping" else "automapping" if grant.automapping else None
    if expected_by is None or grant.deny:
        return
    if grant.automapping and not grant.has_right("FullAccess"):
        yield grant.finding(
            f"{grant.owner} is not automapped for {grant.trustee}, whose rights do not include FullAccess",
            "automapping",
            fix="Add FullAccess to rights, and run " + add_mailbox_rights(grant.owner, grant.trustee, automapping=True),
            salient="rights",
        )
    if need(grant.trustee.is_group):
        yield grant.finding(
            f"{grant.owner} is not automapped for the members of {grant.trustee}, as automapping is for single users",
            expected_by,
            fix=_automapped_one_by_one(grant, state),
            salient="group",
            severity=None if expected_by == "access" else "warning",
        )


@rule(
    "EXC025",
    "hidden-mailbox-opened-by-name",
    severity="error",
    evidence=(OVERVIEW, HIDDEN_MAILBOX, HIDDEN_DISPUTED),
    when="every",
    absorbs=("EXC027",),
)
def hidden_mailbox_opened_by_name(grant: FullAccess, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    Full Access to a mailbox that is hidden from address lists, for somebody for whom it is not automapped: who adds
    it by hand, has it through a group, or lives on the other side. Where it is automapped it is information, and
    whether it is hidden is then not asked for.

    ## Why it matters
    Outlook looks the mailbox up in the address list and does not find it:
    `The name cannot be resolved. The name cannot be matched to a name in the address list.` Automapping does without
    the look-up, although one of Microsoft's pages says that a hidden mailbox cannot be opened at all.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online, hidden_from_address_lists: true}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {access: additional_mailbox}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online, hidden_from_address_lists: false}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {access: additional_mailbox}}
    ```

    ## How to fix
    Show the mailbox in the address lists, or grant Full Access to the people themselves, on the same side and with
    automapping.
    """
    hidden = grant.owner.hidden_from_address_lists
    if hidden is False or grant.access == "x500_name" or not gives_a_right(grant):
        return
    obstacle = _obstacle(grant, state)
    if obstacle is None:
        return
    why, at = obstacle
    if isinstance(hidden, Unknown) and not why:
        return
    need(hidden)
    fix = f"Declare hidden_from_address_lists: false, and run {show_in_address_lists(grant.owner, state)}"
    yield grant.finding(
        f"{grant.trustee} cannot open the hidden {grant.owner} by its name: {why}"
        if why
        else f"{grant.owner} is hidden, so that {grant.trustee} finds it by automapping, but not by its name",
        *at,
        fix=fix if why else f"{fix}; or leave it to automapping",
        related=[Related(grant.owner.place_of("hidden_from_address_lists"), "hidden here")],
        salient="by name" if why else "automapped",
        severity=None if why else "info",
    )


def _automapped_one_by_one(grant: FullAccess, state: State) -> str:
    """How the members of a group get the mailbox automapped, as far as they live on its side."""
    command = add_mailbox_rights(grant.owner, "<member>", automapping=True)
    apart = people_apart(grant, state)
    if not apart:
        return f"Name the members under full_access, and run for each {command}"
    otherwise = " and access: additional_mailbox" if grant.access == "automapping" else ""
    by_hand = (
        f"State automapping: false{otherwise} for {grant.trustee}, and have {names(apart)}, on the other side,"
        f" add {grant.owner} by hand"
    )
    people, unknown = state.expand(grant.trustee)
    if unknown is None and len(people) == len(apart):
        return by_hand
    return f"{by_hand}; name the members on its own side under full_access, and run for each {command}"


def _promises_to_send(grant: FullAccess) -> bool:
    return "send" in grant.expects


def _is_refused(grant: FullAccess, person: Recipient, state: State) -> bool | Unknown:
    """Whether the person wants to send from the mailbox and has no Send As, directly or through a group."""
    mailbox = grant.mailbox
    if not _promises_to_send(grant):
        bundle = mailbox.grant_to(Delegate, person)
        if bundle is None or not bundle.sends_on_behalf:
            on_behalf = state.grants_reaching(mailbox, SendOnBehalf, person)
            if isinstance(on_behalf, Unknown):
                return on_behalf
            if not on_behalf:
                return False
    send_as = state.grants_reaching(mailbox, SendAs, person)
    return send_as if isinstance(send_as, Unknown) else not send_as


def _obstacle(grant: FullAccess, state: State) -> tuple[str, tuple[str, ...]] | None:
    """Why the name is needed (empty where it is not) and where that stands; None where nobody is concerned."""
    if grant.access in _BY_NAME:
        return f"it is added as {grant.access}", ("access",)
    if grant.automapping is False:
        return "it is not automapped", ("automapping",)
    if need(grant.trustee.is_group):
        people, unknown = state.expand(grant.trustee)
        by_themselves = (grant.mailbox.grant_to(FullAccess, person) for person in people)
        if unknown is None and all(other is not None and gives_a_right(other) for other in by_themselves):
            return None
        return "automapping does not reach the members of a group", ()
    if need(state.is_cross_premises(grant.owner, grant.trustee)):
        return "the two live on different sides, between which there is no automapping", ()
    return "", ()
