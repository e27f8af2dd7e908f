"""EXC003, EXC004: Full Access that takes away, or reaches only a part of the mailbox."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from delegint.api import Finding, FullAccess, Recipient, Related, State, Unknown, names, rule
from delegint_exchange.commands import grant_full_access, remove_mailbox_rights
from delegint_exchange.sources import ADD_MAILBOX_PERMISSION, GET_MAILBOX_PERMISSION

_KINDS_OF_INHERITANCE: Final = {
    kind.casefold(): kind for kind in ("None", "All", "Children", "Descendents", "SelfAndChildren")
}


@rule(
    "EXC003",
    "denied-mailbox-right",
    severity="warning",
    evidence=(ADD_MAILBOX_PERMISSION, GET_MAILBOX_PERMISSION),
    absorbs=("EXC017",),
)
def denied_mailbox_right(grant: FullAccess, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An entry under `full_access` with `deny: true`. It is an error where another entry of the mailbox gives the same
    right to one of the people who are denied it, by name or through a group.

    ## Why it matters
    Exchange looks at denials first. Whoever is denied is refused, although a grant stands in the files and in the
    output of `Get-MailboxPermission`, and nobody who looks at the grants alone sees why.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      clerks@contoso.com: {type: MailUniversalSecurityGroup, members: [ilse@contoso.com, karl@contoso.com]}
      ilse@contoso.com: {home: online}
      karl@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {clerks@contoso.com: {}, ilse@contoso.com: {deny: true}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      karl@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: [karl@contoso.com]
    ```

    ## How to fix
    Take the denial out: who has no grant has no access. To leave one member of a group out, give the right to another
    group, or to the people themselves.
    """
    if not grant.deny:
        return
    lost: dict[Recipient, None] = {}
    allowing: list[FullAccess] = []
    unknown: dict[str, Unknown] = {}
    denied = state.expand(grant.trustee)
    for other in _allowing(grant):
        allowed = state.expand(other.trustee)
        having = set(allowed.people)
        same = other.trustee is grant.trustee
        people = [grant.trustee] if same else [person for person in denied.people if person in having]
        if people:
            lost.update(dict.fromkeys(people))
            allowing.append(other)
        else:
            gaps = (gap for gap in (denied.unknown, allowed.unknown) if gap is not None)
            unknown.update({gap.subject: gap for gap in gaps})
    what = f"{grant.trustee} is denied {names(grant.rights)} on {grant.owner}"
    remove = remove_mailbox_rights(grant.owner, grant.trustee, grant.rights, deny=True)
    if allowing:
        others = names(other.trustee for other in allowing)
        rights = names(right for right in grant.rights if any(other.has_right(right) for other in allowing))
        who = "and so" if [*lost] == [grant.trustee] else f"so that {names(lost)}"
        yield grant.finding(
            f"{what}, {who} {'does' if len(lost) == 1 else 'do'} not get {rights} from the entry for {others}",
            "deny",
            fix=f"Give the right to a group without {names(lost)}, or to single people, instead of {others}; then take"
            f" the denial out, and run {remove}"
            if any(other.trustee is not grant.trustee and other.trustee.is_group is True for other in allowing)
            else f"Take the denial out, and run {remove}; or take out the entry that gives the right",
            related=[Related(other.place_of(), f"given to {other.trustee} here") for other in allowing[:3]],
            about=_about(grant),
            severity="error",
        )
        return
    unless = "Unless a group gives the right, take" if unknown else "Take"
    yield grant.finding(
        f"{what}, where no grant would refuse as well",
        "deny",
        fix=f"{unless} the denial out, and run {remove}",
        about=_about(grant),
    )
    yield from unknown.values()


@rule("EXC004", "partial-inheritance", severity="warning", evidence=ADD_MAILBOX_PERMISSION)
def partial_inheritance(grant: FullAccess, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    An `inheritance` of Full Access other than All, which is also what it is when left out. One that Exchange does not
    know is an error. Case does not matter. A denial may well reach a part of the mailbox only.

    ## Why it matters
    The right reaches a part of the mailbox only: with None or SelfAndChildren not the folders further down, with
    Children or Descendents not the mailbox itself. `Add-MailboxPermission` refuses a value that it does not know, also
    Descendants, which it spells Descendents.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {inheritance: None}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {inheritance: All}}
    ```

    ## How to fix
    Leave `inheritance` out, or write All. For a part of the mailbox grant rights on folders, under `folders`.
    """
    written = grant.inheritance
    folded = written.casefold()
    if not folded or folded == "all":
        return
    if folded in _KINDS_OF_INHERITANCE:
        if grant.deny:
            return
        yield grant.finding(
            f"The inheritance {written} keeps the {names(grant.rights)} of {grant.trustee} from reaching the whole of"
            f" {grant.owner}",
            "inheritance",
            fix=f"Write All, and run {grant_full_access(grant)}",
        )
        return
    nearest = get_close_matches(folded, _KINDS_OF_INHERITANCE, 1, 0.7)
    meant = f"Write {_KINDS_OF_INHERITANCE[nearest[0]]}, if that is meant, or" if nearest else "Write"
    yield grant.finding(
        f"{written} is no kind of inheritance that Exchange knows, for {grant.trustee} on {grant.owner}",
        "inheritance",
        fix=f"{meant} All, and run {grant_full_access(grant)}",
        salient="unknown",
        severity="error",
    )


def _allowing(denial: FullAccess) -> Iterator[FullAccess]:
    """The grants on the same mailbox of a right that is denied."""
    for other in denial.mailbox.of_kind(FullAccess):
        if not other.deny and any(other.has_right(right) for right in denial.rights):
            yield other


def _about(denial: FullAccess) -> tuple[tuple[str, str], ...]:
    """The pair; nobody where more of its entries may stand twice, which are no effects of the denial."""
    others = [
        type(grant)
        for grant in denial.mailbox.grants
        if grant.trustee is denial.trustee and not isinstance(grant, FullAccess)
    ]
    return () if len(set(others)) < len(others) or denial.trustee is denial.owner else (denial.pair,)
