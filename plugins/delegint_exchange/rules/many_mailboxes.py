"""EXC015, EXC016, EXC018: too much Full Access: for one person, in two ways at once, on one mailbox."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import NOWHERE, Finding, FullAccess, Mailbox, Recipient, Related, State, Unknown, need, rule
from delegint.api import powershell_quoted as quoted
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.commands import change_automapping
from delegint_exchange.drift import MAILBOX_RIGHTS
from delegint_exchange.sources import (
    ADD_MAILBOX_PERMISSION,
    ADDED_AS_ACCOUNT,
    ENTRY_LIMIT,
    GET_MAILBOX_PERMISSION,
    MANY_MAILBOXES_OPEN,
    REMOVE_AUTOMAPPING,
    SEVERAL_ACCOUNTS,
)

_MANY: Final = 10
"""Mailboxes besides one's own with which a fast Outlook has no trouble; a slow one may have it above `_FEW`.

Source: Slow performance with many shared folders or mailboxes open.
"""
_FEW: Final = 5
_MOST_ENTRIES: Final = 500
_NEARLY_MOST: Final = 450
_ADDED_BY_HAND: Final = frozenset({"additional_mailbox", "additional_account"})
_OPENED_AS_WELL: Final = frozenset({"MailUser", "GroupMailbox"})  # the first may stand for a mailbox elsewhere
_LISTED: Final = (FullAccess.noun, MAILBOX_RIGHTS)
"""What differences call the entries of Get-MailboxPermission."""


@rule("EXC015", "too-many-open-mailboxes", severity="warning", evidence=MANY_MAILBOXES_OPEN, when="every")
def too_many_open_mailboxes(_: State, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    More than ten mailboxes that Outlook opens for one person, besides the person's own: automapped ones on the same
    side (those for which `automapping` is not stated too), and those that `access` says are added by hand. Six to ten
    are information. Mailboxes opened through a group count only where somebody has added them, which nobody declares.
    What a batch brings to the side of the person counts where `automapping` is true: otherwise nobody knows whether
    Exchange automaps it from then on.

    ## Why it matters
    Outlook is slow to start and to change folders, and sometimes hangs. While it lags behind, a calendar refuses
    changes: `You don't have permission to create an entry in this folder.`

    ## Example
    ```yaml
    delegint: 1
    recipients:
      ilse@contoso.com: {home: online}
      sales@contoso.com: {type: SharedMailbox, home: online}
      news@contoso.com: {type: SharedMailbox, home: online}
      events@contoso.com: {type: SharedMailbox, home: online}
      travel@contoso.com: {type: SharedMailbox, home: online}
      orders@contoso.com: {type: SharedMailbox, home: online}
      stock@contoso.com: {type: SharedMailbox, home: online}
    delegations: {
      sales@contoso.com: &hers {full_access: [ilse@contoso.com]}, news@contoso.com: *hers, events@contoso.com: *hers,
      travel@contoso.com: *hers, orders@contoso.com: *hers, stock@contoso.com: *hers,
    }
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      ilse@contoso.com: {home: online}
      sales@contoso.com: {type: SharedMailbox, home: online}
      orders@contoso.com: {type: SharedMailbox, home: online}
    delegations:
      sales@contoso.com: {full_access: [ilse@contoso.com]}
      orders@contoso.com: {full_access: {ilse@contoso.com: {automapping: false, access: owa}}}
    ```

    ## How to fix
    Take the automapping from those that are seldom used, and open them in Outlook on the web; or give rights on the few
    folders that are needed.
    """
    for person, opened in state.now.once(_openings).items():
        grants = [grant for grant in opened if gives_a_right(grant)]
        mapped = [grant for grant in grants if _is_automapped(grant, state)]
        added = [grant for grant in grants if grant.access in _ADDED_BY_HAND and grant not in mapped]
        owners = {grant.owner: grant for grant in (*mapped, *added)}
        if len(owners) <= _FEW:
            continue
        is_group = person.is_group
        if isinstance(is_group, Unknown):
            yield is_group
            continue
        too_many = len(owners) > _MANY
        unmap = f"{_without_automapping('<mailbox>', person)}, for each mailbox that is seldom used"
        take = "take" if mapped else "Take"
        take_out = f"{take} those that are added by hand and seldom used out of the Outlook profile of {person}"
        yield Finding(
            f"Outlook opens {len(owners)} mailboxes for {person} besides the own one, which makes it slow",
            person.place_of() if person.declared else next(iter(owners.values())).place_of(),
            person.path,
            fix="; ".join([unmap] * bool(mapped) + [take_out] * bool(added)),
            related=[Related(grant.place_of(), f"{owner} is one") for owner, grant in list(owners.items())[:_MANY]],
            salient="many" if too_many else "",
            about=((person.key,),),
            severity=None if too_many else "info",
        )


@rule(
    "EXC016",
    "automapped-and-added-by-hand",
    severity="warning",
    evidence=(SEVERAL_ACCOUNTS, REMOVE_AUTOMAPPING, ADDED_AS_ACCOUNT),
    when="every",
)
def automapped_and_added_by_hand(grant: FullAccess, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    A mailbox that a person on the same side adds by hand, and that Exchange automaps as well, since `automapping` is
    true or not stated. As an additional account it is a warning, as an additional mailbox information.

    ## Why it matters
    The mailbox shows up twice. Outlook opens the two with different sets of permissions at the same time, which
    Microsoft does not support: mail leaves in an unexpected way, and reminders work for the account alone.

    ## Example
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

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        full_access: {ilse@contoso.com: {access: additional_account, automapping: false}}
        send_as: [ilse@contoso.com]
    ```

    ## How to fix
    State `automapping: false`, and grant Full Access anew without it: an existing entry is not changed by adding it
    again. Or leave the mailbox to automapping, and do not add it.
    """
    if grant.access not in _ADDED_BY_HAND or grant.automapping is False or not gives_a_right(grant):
        return
    if need(grant.trustee.is_group):
        return
    here = need(state.home_at(grant.owner))
    if here == NOWHERE or here != need(state.home_at(grant.trustee)):
        return
    yield grant.finding(
        f"{grant.owner} opens twice in the Outlook of {grant.trustee}: automapped, and added as {grant.access}",
        "access" if grant.automapping is None else "automapping",
        fix=_without_automapping(grant.owner, grant.trustee),
        severity=None if grant.access == "additional_account" else "info",
    )


@rule(
    "EXC018",
    "too-many-mailbox-permissions",
    severity="error",
    evidence=(ADD_MAILBOX_PERMISSION, GET_MAILBOX_PERMISSION, ENTRY_LIMIT),
)
def too_many_mailbox_permissions(mailbox: Mailbox, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    More than 500 entries for Full Access on one mailbox; 450 and more are a warning. A group is one entry. With a
    snapshot, what it shows and nobody has declared counts as well: deleted users, SIDs that nobody has any more, and,
    unless the management is exclusive, everybody else. Without one the number is a lower bound. Entries whose
    trustee the snapshot cannot tell, and ignored ones, do not count.

    ## Why it matters
    `Add-MailboxPermission` fails, and tells that the mailbox
    `has reached the limit of maximum allowed access control entries of 500`. Deleted users count although
    `Get-MailboxPermission` hides them, so that it has been seen to fail at some 300 visible entries.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      <<: &clerks {a@a,b@a,c@a,d@a,e@a,f@a,g@a,h@a,i@a,j@a,k@a,l@a,m@a,n@a,o@a,p@a,q@a,r@a,s@a,t@a,u@a,v@a,w@a,x@a,y@a,
        z@a,a@b,b@b,c@b,d@b,e@b,f@b,g@b,h@b,i@b,j@b,k@b,l@b,m@b,n@b,o@b,p@b,q@b,r@b,s@b,t@b,u@b,v@b,w@b,x@b,y@b,z@b,a@c,
        b@c,c@c,d@c,e@c,f@c,g@c,h@c,i@c,j@c,k@c,l@c,m@c,n@c,o@c,p@c,q@c,r@c,s@c,t@c,u@c,v@c,w@c,x@c,y@c,z@c,a@d,b@d,c@d,
        d@d,e@d,f@d,g@d,h@d,i@d,j@d,k@d,l@d,m@d,n@d,o@d,p@d,q@d,r@d,s@d,t@d,u@d,v@d,w@d,x@d,y@d,z@d,a@e,b@e,c@e,d@e,e@e,
        f@e,g@e,h@e,i@e,j@e,k@e,l@e,m@e,n@e,o@e,p@e,q@e,r@e,s@e,t@e,u@e,v@e,w@e,x@e,y@e,z@e,a@f,b@f,c@f,d@f,e@f,f@f,g@f,
        h@f,i@f,j@f,k@f,l@f,m@f,n@f,o@f,p@f,q@f,r@f,s@f,t@f,u@f,v@f,w@f,x@f,y@f,z@f,a@g,b@g,c@g,d@g,e@g,f@g,g@g,h@g,i@g,
        j@g,k@g,l@g,m@g,n@g,o@g,p@g,q@g,r@g,s@g,t@g,u@g,v@g,w@g,x@g,y@g,z@g,a@h,b@h,c@h,d@h,e@h,f@h,g@h,h@h,i@h,j@h,k@h,
        l@h,m@h,n@h,o@h,p@h,q@h,r@h,s@h,t@h,u@h,v@h,w@h,x@h,y@h,z@h,a@i,b@i,c@i,d@i,e@i,f@i,g@i,h@i,i@i,j@i,k@i,l@i,m@i,
        n@i,o@i,p@i,q@i,r@i,s@i,t@i,u@i,v@i,w@i,x@i,y@i,z@i,a@j,b@j,c@j,d@j,e@j,f@j,g@j,h@j,i@j,j@j,k@j,l@j,m@j,n@j,o@j,
        p@j,q@j,r@j,s@j,t@j,u@j,v@j,w@j,x@j,y@j,z@j,a@k,b@k,c@k,d@k,e@k,f@k,g@k,h@k,i@k,j@k,k@k,l@k,m@k,n@k,o@k,p@k,q@k,
        r@k,s@k,t@k,u@k,v@k,w@k,x@k,y@k,z@k,a@l,b@l,c@l,d@l,e@l,f@l,g@l,h@l,i@l,j@l,k@l,l@l,m@l,n@l,o@l,p@l,q@l,r@l,s@l,
        t@l,u@l,v@l,w@l,x@l,y@l,z@l,a@m,b@m,c@m,d@m,e@m,f@m,g@m,h@m,i@m,j@m,k@m,l@m,m@m,n@m,o@m,p@m,q@m,r@m,s@m,t@m,u@m,
        v@m,w@m,x@m,y@m,z@m,a@n,b@n,c@n,d@n,e@n,f@n,g@n,h@n,i@n,j@n,k@n,l@n,m@n,n@n,o@n,p@n,q@n,r@n,s@n,t@n,u@n,v@n,w@n,
        x@n,y@n,z@n,a@o,b@o,c@o,d@o,e@o,f@o,g@o,h@o,i@o,j@o,k@o,l@o,m@o,n@o,o@o,p@o,q@o,r@o,s@o,t@o,u@o,v@o,w@o,x@o,y@o,
        z@o,a@p,b@p,c@p,d@p,e@p,f@p,g@p,h@p,i@p,j@p,k@p,l@p,m@p,n@p,o@p,p@p,q@p,r@p,s@p,t@p,u@p,v@p,w@p,x@p,y@p,z@p,a@q,
        b@q,c@q,d@q,e@q,f@q,g@q,h@q,i@q,j@q,k@q,l@q,m@q,n@q,o@q,p@q,q@q,r@q,s@q,t@q,u@q,v@q,w@q,x@q,y@q,z@q,a@r,b@r,c@r,
        d@r,e@r,f@r,g@r,h@r}
    delegations:
      invoices@contoso.com:
        full_access: *clerks
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online}
      clerks@contoso.com: {type: MailUniversalSecurityGroup}
    delegations:
      invoices@contoso.com:
        full_access: [clerks@contoso.com]
    ```

    ## How to fix
    Grant Full Access to a mail-enabled security group. List what is left of deleted users with
    `Get-MailboxPermission -IncludeSoftDeletedUserPermissions` and `-IncludeUnresolvedPermissions`, and remove it.
    """
    owner = mailbox.owner
    declared = len({(grant.trustee, grant.deny) for grant in mailbox.of_kind(FullAccess)})
    left = 0 if state.observed is None else len(state.once(_left_in_place).get(str(owner), ()))
    if declared + left < _NEARLY_MOST:
        return
    if _is_covered(owner, state):
        number = f"comes to {declared + left} entries for Full Access, {left} of which nobody has declared"
    else:
        number = f"has at least {declared + left} entries for Full Access, hidden ones not counted"
    list_them = f"Get-MailboxPermission -Identity {quoted(owner)}"
    yield mailbox.finding(
        f"{owner} {number}, and Exchange allows {_MOST_ENTRIES}",
        fix="Grant it to a mail-enabled security group instead, and remove what is left of deleted users, as listed by"
        f" {list_them} -IncludeSoftDeletedUserPermissions and {list_them} -IncludeUnresolvedPermissions",
        about=((owner.key,),),
        severity=None if declared + left > _MOST_ENTRIES else "warning",
    )


def _openings(state: State) -> dict[Recipient, list[FullAccess]]:
    """The mailboxes of others that Outlook may open for people, where these are many; for `State.once`."""
    found: dict[Recipient, list[FullAccess]] = {}
    for mailbox in state.mailboxes:
        owner = mailbox.owner
        if owner.has_mailbox is not False or owner.is_one_of(_OPENED_AS_WELL) is True:
            for grant in mailbox.of_kind(FullAccess):
                if grant.trustee is not owner and (grant.automapping is not False or grant.access in _ADDED_BY_HAND):
                    found.setdefault(grant.trustee, []).append(grant)
    return {person: grants for person, grants in found.items() if len(grants) > _FEW and person.is_group is not True}


def _is_automapped(grant: FullAccess, state: State) -> bool:
    """Whether Exchange automaps the mailbox, which it does not across sides."""
    if grant.automapping is False or state.is_cross_premises(grant.owner, grant.trustee) is True:
        return False
    return grant.automapping is True or state.now.is_cross_premises(grant.owner, grant.trustee) is not True


def _without_automapping(owner: object, trustee: object) -> str:
    return f"State automapping: false, and run {change_automapping(owner, trustee, wanted=False)}"


def _left_in_place(state: State) -> dict[str, set[str]]:
    """The undeclared entries for Full Access that stay when the state is applied, by mailbox; for `State.once`.

    Where the management is exclusive, those of living people go; who applies the state does not see the others.
    """
    found: dict[str, set[str]] = {}
    for difference in state.differences.found:
        if difference.what not in _LISTED or not isinstance(difference.entry, Mailbox):
            continue
        stays = difference.verdict in ("orphan", "soft_deleted")
        if not stays and (difference.verdict != "unmanaged" or difference.severe):
            continue
        home = state.home_at(difference.entry.owner)
        if not isinstance(home, Unknown) and home == difference.side:
            found.setdefault(difference.mailbox, set()).add(difference.key)
    return found


def _is_covered(owner: Recipient, state: State) -> bool:
    """Whether the snapshot would show the entries of the mailbox."""
    observed, home = state.observed, state.home_at(owner)
    return observed is not None and isinstance(home, str) and observed.covers(owner.person, "full_access", home)
