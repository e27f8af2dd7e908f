"""EXC019, EXC020: what a shared mailbox cannot do, by the rules of the service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import (
    Finding,
    FullAccess,
    Mailbox,
    Recipient,
    Related,
    State,
    Unknown,
    names,
    need,
    rule,
)
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.commands import add_mailbox_rights, change_automapping
from delegint_exchange.sources import PROTECTED_MAIL, SHARED_MAILBOXES

_SHARED: Final = frozenset({"SharedMailbox", "RemoteSharedMailbox"})
_GUESTS: Final = frozenset({"GuestMailUser"})
_LARGEST_WITHOUT_LICENCE: Final = 50
"""In GB."""
_MOST_AT_A_TIME: Final = 25
"""People who use a shared mailbox at the same time. Source: Shared mailboxes in Exchange Online."""
_TOO_SMALL: Final = frozenset({
    "EXCHANGESTANDARD", "EXCHANGEDESKLESS", "EXO_P1", "STANDARDPACK", "O365_BUSINESS_ESSENTIALS",
    "O365_BUSINESS_PREMIUM", "SPE_F1", "DESKLESSPACK", "FLOW_FREE", "POWER_BI_STANDARD",
})  # fmt: skip
"""Licences that are known to be less than Exchange Online Plan 2; the names of those that hold it have no end.

O365_BUSINESS_PREMIUM is Business Standard. Business Premium, SPB, comes with archiving, and is left out.
"""


@rule("EXC019", "protected-mail-through-a-group", severity="warning", evidence=PROTECTED_MAIL, when="every")
def protected_mail_through_a_group(grant: FullAccess, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    Full Access through a group to a mailbox in Exchange Online that gets protected mail, where a member has not Full
    Access with automapping as well. Whether a mailbox gets such mail nobody can export: it is asked only of mailboxes
    with `receives_protected_mail: true`. Silent with `access: owa`.

    ## Why it matters
    Outlook opens encrypted and restricted messages of another mailbox only where that is automapped, and members of a
    group have no automapping. They are sent on to Outlook on the web, or see nothing.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      board@contoso.com: {type: SharedMailbox, home: online, receives_protected_mail: true}
      clerks@contoso.com: {type: MailUniversalSecurityGroup}
    delegations:
      board@contoso.com:
        full_access: [clerks@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      board@contoso.com: {type: SharedMailbox, home: online, receives_protected_mail: true}
      ilse@contoso.com: {home: online}
    delegations:
      board@contoso.com:
        full_access: {ilse@contoso.com: {automapping: true}}
    ```

    ## How to fix
    Grant Full Access to the people themselves, with automapping. Until then, `Open another mailbox` in Outlook on the
    web shows the messages.
    """
    owner = grant.owner
    if owner.receives_protected_mail is not True or not gives_a_right(grant) or grant.access == "owa":
        return
    if not need(grant.trustee.is_group) or need(state.home_at(owner)) != "online":
        return
    people, unknown = state.expand(grant.trustee)
    without = [person for person in people if not _is_automapped(grant.mailbox, person)]
    if without or unknown is not None:
        who = f"{names(without)} of {grant.trustee}" if without else f"Members of {grant.trustee}"
        yield grant.finding(
            f"{who} cannot read protected mail of {owner} in Outlook, as it is not automapped",
            fix=_automap(grant.mailbox, without),
            related=[Related(owner.place_of("receives_protected_mail"), "gets protected mail")],
        )


@rule("EXC020", "shared-mailbox-against-service-rules", severity="error", evidence=SHARED_MAILBOXES, when="every")
def shared_mailbox_against_service_rules(mailbox: Mailbox, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A shared mailbox whose account can sign in (a warning). In Exchange Online also one that has more than 50 GB, an
    archive or a litigation hold, and no licence with Exchange Online Plan 2; Full Access for somebody of another
    organization; and Full Access for more than 25 people (information). Of groups the known members count. A licence of
    which it is not known that it lacks Plan 2 is taken to have it. Whether an account can sign in, and who is
    `external`, is judged where it is stated or in the snapshot.

    ## Why it matters
    Nobody is meant to sign in to a shared mailbox, so that nobody notices who does. Above 50 GB without a licence it
    stops receiving mail; an archive and a hold need the licence too. People of another organization cannot open it.
    With many people at a time connections fail.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online, mailbox_size_gb: 62, licenses: []}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online, mailbox_size_gb: 62, licenses: [EXCHANGEENTERPRISE]}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: [ilse@contoso.com]
    ```

    ## How to fix
    Block the sign-in of its account, give it a licence, and grant Full Access to people of the organization alone. A
    Microsoft 365 group serves a crowd better.
    """
    owner = mailbox.owner
    if owner.is_one_of(_SHARED) is not True:
        return
    if owner.account_enabled is True:
        yield mailbox.finding(
            f"The account of the shared {owner} can sign in",
            fix=f"Block its sign-in, and declare account_enabled: false for {owner}",
            related=[Related(owner.place_of("account_enabled"), "enabled here")],
            salient="account",
            about=((owner.key,),),
            severity="warning",
        )
    home = state.home_at(owner)
    if isinstance(home, Unknown) or home == "online":
        yield from _licence_judged(mailbox, home)
        people = list(_people_judged(mailbox, state))
        yield from [home] if people and isinstance(home, Unknown) else people


def _licence_judged(mailbox: Mailbox, home: str | Unknown) -> Iterator[Finding | Unknown]:
    """Whether it has what needs a licence without having the licence; asked for where the other half is known."""
    owner = mailbox.owner
    licences = owner.licenses
    unlicensed = not isinstance(licences, Unknown) and all(licence.upper() in _TOO_SMALL for licence in licences)
    if not unlicensed and not isinstance(licences, Unknown):
        return
    size, archive, hold = owner.mailbox_size_gb, owner.archive, owner.litigation_hold
    beyond = {
        "mailbox_size_gb": not isinstance(size, Unknown) and size > _LARGEST_WITHOUT_LICENCE and f"{size:g} GB of mail",
        "archive": not isinstance(archive, Unknown) and archive != "none" and "an archive",
        "litigation_hold": hold is True and "a litigation hold",
    }
    reasons = {key: reason for key, reason in beyond.items() if reason}
    if reasons:
        gaps = [fact for fact in (home, licences) if isinstance(fact, Unknown)]
        yield from gaps
        if not gaps:
            yield mailbox.finding(
                f"The shared {owner} has {names(reasons.values())}, and no licence with Exchange Online Plan 2",
                fix=f"Give {owner} a licence with Exchange Online Plan 2, and declare it under licenses",
                related=[Related(owner.place_of(key), f"{reason}, as stated here") for key, reason in reasons.items()],
                salient="licence",
                about=((owner.key,),),
            )
    elif unlicensed and not isinstance(home, Unknown):
        yield from (fact for fact in (size, archive, hold) if isinstance(fact, Unknown))


def _people_judged(mailbox: Mailbox, state: State) -> Iterator[Finding]:
    """Whether those with Full Access are of the organization, and not too many."""
    owner, everybody = mailbox.owner, dict[Recipient, None]()
    for grant in mailbox.of_kind(FullAccess):
        if not gives_a_right(grant):
            continue
        people = state.expand(grant.trustee).people
        everybody.update(dict.fromkeys(people))
        outside = [person for person in people if person.external is True or person.is_one_of(_GUESTS) is True]
        if outside:
            group = "" if grant.trustee in outside else f" of {grant.trustee}"
            yield grant.finding(
                f"{names(outside)}{group} cannot open the shared {owner} from another organization",
                fix="Take the people of other organizations out, and write to them instead",
                salient="outside",
            )
    if len(everybody) > _MOST_AT_A_TIME:
        yield mailbox.finding(
            f"{len(everybody)} people have Full Access to {owner}, which serves {_MOST_AT_A_TIME} at a time",
            "full_access",
            fix="Use a Microsoft 365 group, or give the right to fewer people",
            salient="crowd",
            severity="info",
        )


def _is_automapped(mailbox: Mailbox, person: Recipient) -> bool:
    """Whether the person has Full Access of its own, which Exchange automaps."""
    own = mailbox.grant_to(FullAccess, person)
    return own is not None and gives_a_right(own) and own.automapping is not False


def _automap(mailbox: Mailbox, people: list[Recipient]) -> str:
    """What brings people automapping; adding an entry again does not change that of an entry that is there."""
    own = {person: mailbox.grant_to(FullAccess, person) for person in people}
    again = [person for person, grant in own.items() if grant is not None and gives_a_right(grant)]
    anew = [person for person in people if person not in again]
    steps = []
    if anew or not people:
        who = names(anew) if anew else "the members"
        add = add_mailbox_rights(mailbox.owner, "<member>", automapping=True)
        steps.append(f"Name {who} under full_access, and run for each {add}")
    if again:
        change = change_automapping(mailbox.owner, "<member>", wanted=True)
        steps.append(f"State automapping: true for {names(again)}, and run for each {change}")
    return "; ".join(steps)
