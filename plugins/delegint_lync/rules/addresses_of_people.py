"""LYNC018, LYNC025: one person under two addresses, as owner and delegate, as two delegates, or in Outlook and Lync."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    ONLINE_MEETINGS,
    Delegate,
    EffectiveSetting,
    Finding,
    Grant,
    Recipient,
    Related,
    State,
    Unknown,
    Wishes,
    is_on_lync,
    names,
    normalized,
    powershell_quoted,
    rule,
)
from delegint_lync.paths import Pair, meeting_wishes, pairs
from delegint_lync.policies import CLIENT_POLICY, NO_COMPARISON, email_comparison, writing
from delegint_lync.sources import CLIENT_POLICY_PAGE, DELEGATE_ERRORS, ONLINE_DELEGATION
from delegint_lync.standing import lync_identity, other_sip_address, stated


@rule("LYNC018", "self-or-doubled-delegation", severity="error", evidence=DELEGATE_ERRORS, absorbs=("EXC017",))
def self_or_doubled_delegation(asked: Wishes | State, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Two delegate entries of one owner for one person who is to act in Lync or Skype for Business Server, under two
    addresses of that person, or two recipients with one SIP address; and an owner as a delegate of the
    owner. A mailbox right of the owner that is expected to bring online meetings is a warning.

    ## Why it matters
    The owner cannot be a delegate, and nobody can be one twice: the second entry is refused with
    `ErrorDelegateAlreadyExists`, that for the owner with `ErrorDelegateCannotAddOwner`.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {enabled: true}}
      ilse@contoso.com: {home: on_premises, lync: {enabled: true}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
          sip:ilse@contoso.com: {for: [make_calls]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {enabled: true}}
      ilse@contoso.com: {home: on_premises, lync: {enabled: true}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings, make_calls]}
    ```

    ## How to fix
    Keep one entry, under the primary address, with all that the delegate is to do. Take out the owner.
    """
    if isinstance(asked, State):
        for grant in _for_themselves(state):
            yield from _if_on_lync(_own_delegate(grant), grant.owner, state)
    else:
        for entry, first in _doubled(asked):
            finding = _own_delegate(entry) if first is None else _twice(entry, first)
            yield from _if_on_lync(finding, asked.owner, state)


@rule(
    "LYNC025",
    "sip-and-mail-address-differ",
    severity="warning",
    evidence=(ONLINE_DELEGATION, CLIENT_POLICY_PAGE),
)
def sip_and_mail_address_differ(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A delegate whom the delegate sync is to copy, where the SIP address of the owner or of the delegate is not the
    primary mail address. It is information where the client policy of that person has `DisableEmailComparisonCheck`
    true.

    ## Why it matters
    The client compares the two, and has nothing to do with a mailbox of another address: `MAPI unavailable`, or a MAPI
    status that is never OK. Delegates are then not copied, and the calendar is not read.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync: {sip_address: "sip:abulkens@contoso.com", enterprise_voice_enabled: false, client_policy: null}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    client_policies: {Global: {EnableExchangeDelegateSync: true}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync: {sip_address: "sip:annelies@contoso.com", enterprise_voice_enabled: false, client_policy: null}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    client_policies: {Global: {EnableExchangeDelegateSync: true}}
    ```

    ## How to fix
    Give both addresses one form. Where they have to differ, set `DisableEmailComparisonCheck` in the client policy.
    """
    found = meeting_wishes(wishes, state)
    copied = []
    for pair in pairs(found, state):
        odd = [person for person in (pair.delegator, pair.delegate) if other_sip_address(person, state)]
        meant = pair.is_meant_to_be_copied if odd else False
        if isinstance(meant, Unknown):
            yield meant
        elif meant:
            copied.append(pair)
            if pair.delegate in odd:
                yield _differs(pair.delegate, [pair], state)
    if copied and other_sip_address(found.owner, state):
        yield _differs(found.owner, copied, state)


# -- one person twice -------------------------------------------------------------------------------------------------


def _for_themselves(state: State) -> Iterator[Grant]:
    """The entries by which an owner is to act for the owner, which no wish is made of."""
    for mailbox in state.mailboxes:
        owner = mailbox.owner
        for grant in mailbox.grants:
            if grant.trustee is owner and _has_a_purpose(grant) and owner.is_group is False:
                yield grant


def _doubled(wishes: Wishes) -> Iterator[tuple[Delegate, Delegate | None]]:
    """The entries for a delegate who has one already, each with the first; without one where it is the owner.

    Where it is the owner that is written in two ways, the mailbox stands there twice, as reading it has shown.
    """
    entries: dict[object, Delegate] = {}
    own = _account(wishes.owner)
    for grant in wishes.mailbox.of_kind(Delegate):
        person = grant.trustee
        if person is wishes.owner or person.is_group is not False:
            continue
        account = _account(person)
        first = entries.setdefault(account, grant)
        if account == own:
            if _has_a_purpose(grant):
                yield grant, None
        elif first is not grant and first.keys[0] == grant.keys[0] and (_has_a_purpose(first) or _has_a_purpose(grant)):
            yield grant, first


def _account(person: Recipient) -> object:
    """What tells accounts apart: the SIP address where anything of Lync is stated, else the recipient.

    Source: the format: the SIP address is the mail address unless it is stated.
    """
    sip = person.lync.sip_address
    if isinstance(sip, Unknown):
        return normalized(person.address) if person.lync.known else person
    return normalized(sip) or person


def _has_a_purpose(grant: Grant) -> bool:
    return (isinstance(grant, Delegate) and bool(grant.purposes)) or ONLINE_MEETINGS in grant.expects


def _if_on_lync(finding: Finding, owner: Recipient, state: State) -> Iterator[Finding | Unknown]:
    on_lync = is_on_lync(owner, state)
    if isinstance(on_lync, Unknown):
        yield on_lync
    elif on_lync:
        yield finding


def _own_delegate(grant: Grant) -> Finding:
    owner, person = grant.owner, grant.trustee
    if isinstance(grant, Delegate):
        other = f", and {person} is the same account, by its SIP address" if person is not owner else ""
        message = f"{owner} cannot be a delegate of its own mailbox{other}"
    else:
        message = f"{owner} needs no {grant.noun} on its own mailbox to book online meetings"
    return grant.finding(
        message,
        fix=f"Take {grant.written} out of {grant.section}",
        related=[] if person is owner else _sip_addresses(owner, person),
        severity=None if isinstance(grant, Delegate) else "warning",
    )


def _twice(grant: Delegate, first: Delegate) -> Finding:
    person, other, owner = first.trustee, grant.trustee, grant.owner
    one = "one person" if other is person else "one account, by the SIP address"
    purposes = ", ".join(dict.fromkeys((*first.purposes, *grant.purposes)))
    return grant.finding(
        f"{owner} cannot have one delegate twice: {first.written} and {grant.written} are {one}",
        fix=f"Keep one of the two, under the address {person}, with for: [{purposes}]",
        related=[
            Related(first.place_of(), "the first entry"),
            *([] if other is person else _sip_addresses(person, other)),
        ],
        about={grant.pair, first.pair},
    )


def _sip_addresses(*people: Recipient) -> list[Related]:
    return [related for person in people for related in stated(person.lync, "sip_address")]


# -- one person in Outlook and in Lync --------------------------------------------------------------------------------


def _differs(person: Recipient, copied: list[Pair], state: State) -> Finding:
    sip, owner = other_sip_address(person, state), copied[0].delegator
    check = email_comparison(person, state)
    is_off = not isinstance(check, Unknown) and check.value is True
    who = names(pair.delegate for pair in copied)
    return person.lync.finding(
        f"The SIP address of {person} is {sip}, which the client is told to accept: {check}"
        if is_off
        else f"{who} may not get onto the list of delegates of {owner}: {sip}, the SIP address of {person}, is not the"
        " mail address",
        "sip_address",
        fix=_align(person, sip, check, state),
        related=[
            Related(copied[0].declared.place_of(), f"{copied[0].delegate} is to be copied here"),
            *([] if isinstance(check, Unknown) else [check.related]),
        ],
        about=[pair.about for pair in copied],
        salient=owner.key,
        severity="info" if is_off else None,
    )


def _align(person: Recipient, sip: str, check: EffectiveSetting | Unknown, state: State) -> str:
    """The ways out; the mail address can be the SIP address only in a domain that is one for SIP."""
    if isinstance(check, Unknown):
        allow = f"write {NO_COMPARISON}: true in the client policy that {person} has"
    else:
        allow = (
            f"write {NO_COMPARISON}: true in {CLIENT_POLICY.section}.{check.policy}, and run"
            f" {writing(check.policy, f'-{NO_COMPARISON} $true', state)}"
        )
    domains = state.lync.sip_domains
    if not isinstance(domains, Unknown) and person.key.partition("@")[2] not in map(str.casefold, domains):
        return f"Make {sip} the primary mail address; or {allow}"
    return (
        f"Take out sip_address, and run Set-CsUser -Identity {lync_identity(person)}"
        f" -SipAddress {powershell_quoted(f'sip:{person}')}; or {allow}"
    )
