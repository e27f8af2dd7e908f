"""EXC015, EXC016, EXC018: too much Full Access: for one person, in two ways at once, on one mailbox."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import NOWHERE, Finding, FullAccess, Mailbox, Recipient, Related, State, Unknown, need, rule
from delegint.api import powershell_quoted as quoted
from delegint_exchange.clusters import gives_a_right
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
_LISTED: Final = (FullAccess.noun, MAILBOX_RIGHTS)
"""What differences call the entries of Get-MailboxPermission."""


@rule("EXC015", "too-many-open-mailboxes", severity="warning", evidence=MANY_MAILBOXES_OPEN)
def too_many_open_mailboxes(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    More than ten mailboxes that Outlook opens for one person, besides the person's own: automapped ones on the same
    side (those for which `automapping` is not stated too), and those that `access` says are added by hand. Six to ten
    are information. Mailboxes opened through a group count only where somebody has added them, which nobody declares.

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
    delegations:
      sales@contoso.com: {full_access: [ilse@contoso.com]}
      news@contoso.com: {full_access: [ilse@contoso.com]}
      events@contoso.com: {full_access: [ilse@contoso.com]}
      travel@contoso.com: {full_access: [ilse@contoso.com]}
      orders@contoso.com: {full_access: [ilse@contoso.com]}
      stock@contoso.com: {full_access: [ilse@contoso.com]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      ilse@contoso.com: {home: online}
      sales@contoso.com: {type: SharedMailbox, home: online}
      news@contoso.com: {type: SharedMailbox, home: online}
      orders@contoso.com: {type: SharedMailbox, home: online}
      stock@contoso.com: {type: SharedMailbox, home: online}
    delegations:
      sales@contoso.com: {full_access: [ilse@contoso.com]}
      news@contoso.com: {full_access: [ilse@contoso.com]}
      orders@contoso.com: {full_access: {ilse@contoso.com: {automapping: false, access: owa}}}
      stock@contoso.com: {full_access: {ilse@contoso.com: {automapping: false, access: owa}}}
    ```

    ## How to fix
    Take the automapping from those that are seldom used, and open them in Outlook on the web; or give rights on the few
    folders that are needed.
    """
    opened: dict[Recipient, list[FullAccess]] = {}
    for mailbox in state.mailboxes:
        for grant in mailbox.of_kind(FullAccess):
            if grant.automapping is not False or grant.access in _ADDED_BY_HAND:
                opened.setdefault(grant.trustee, []).append(grant)
    for person, grants in opened.items():
        if len(grants) <= _FEW or person.is_group is True:
            continue
        owners = {grant.owner: grant for grant in grants if _is_open(grant, state)}
        if len(owners) <= _FEW:
            continue
        is_group = person.is_group
        if isinstance(is_group, Unknown):
            yield is_group
            continue
        first = next(iter(owners.values()))
        yield Finding(
            f"Outlook opens {len(owners)} mailboxes for {person} besides the own one, which makes it slow",
            person.place_of() if person.declared else first.place_of(),
            person.path,
            fix=f"{_without_automapping('<mailbox>', quoted(person))}, for each mailbox that is seldom used",
            related=[Related(grant.place_of(), f"{owner} is one") for owner, grant in list(owners.items())[:_MANY]],
            about=((person.key,),),
            severity=None if len(owners) > _MANY else "info",
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
        fix=_without_automapping(quoted(grant.owner), quoted(grant.trustee)),
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
      <<: &clerks {aa@x,ab@x,ac@x,ad@x,ae@x,af@x,ag@x,ah@x,ai@x,aj@x,ak@x,al@x,am@x,an@x,ao@x,ap@x,aq@x,ar@x,as@x,
        at@x,au@x,av@x,aw@x,ax@x,ay@x,az@x,ba@x,bb@x,bc@x,bd@x,be@x,bf@x,bg@x,bh@x,bi@x,bj@x,bk@x,bl@x,bm@x,bn@x,bo@x,
        bp@x,bq@x,br@x,bs@x,bt@x,bu@x,bv@x,bw@x,bx@x,by@x,bz@x,ca@x,cb@x,cc@x,cd@x,ce@x,cf@x,cg@x,ch@x,ci@x,cj@x,ck@x,
        cl@x,cm@x,cn@x,co@x,cp@x,cq@x,cr@x,cs@x,ct@x,cu@x,cv@x,cw@x,cx@x,cy@x,cz@x,da@x,db@x,dc@x,dd@x,de@x,df@x,dg@x,
        dh@x,di@x,dj@x,dk@x,dl@x,dm@x,dn@x,do@x,dp@x,dq@x,dr@x,ds@x,dt@x,du@x,dv@x,dw@x,dx@x,dy@x,dz@x,ea@x,eb@x,ec@x,
        ed@x,ee@x,ef@x,eg@x,eh@x,ei@x,ej@x,ek@x,el@x,em@x,en@x,eo@x,ep@x,eq@x,er@x,es@x,et@x,eu@x,ev@x,ew@x,ex@x,ey@x,
        ez@x,fa@x,fb@x,fc@x,fd@x,fe@x,ff@x,fg@x,fh@x,fi@x,fj@x,fk@x,fl@x,fm@x,fn@x,fo@x,fp@x,fq@x,fr@x,fs@x,ft@x,fu@x,
        fv@x,fw@x,fx@x,fy@x,fz@x,ga@x,gb@x,gc@x,gd@x,ge@x,gf@x,gg@x,gh@x,gi@x,gj@x,gk@x,gl@x,gm@x,gn@x,go@x,gp@x,gq@x,
        gr@x,gs@x,gt@x,gu@x,gv@x,gw@x,gx@x,gy@x,gz@x,ha@x,hb@x,hc@x,hd@x,he@x,hf@x,hg@x,hh@x,hi@x,hj@x,hk@x,hl@x,hm@x,
        hn@x,ho@x,hp@x,hq@x,hr@x,hs@x,ht@x,hu@x,hv@x,hw@x,hx@x,hy@x,hz@x,ia@x,ib@x,ic@x,id@x,ie@x,if@x,ig@x,ih@x,ii@x,
        ij@x,ik@x,il@x,im@x,in@x,io@x,ip@x,iq@x,ir@x,is@x,it@x,iu@x,iv@x,iw@x,ix@x,iy@x,iz@x,ja@x,jb@x,jc@x,jd@x,je@x,
        jf@x,jg@x,jh@x,ji@x,jj@x,jk@x,jl@x,jm@x,jn@x,jo@x,jp@x,jq@x,jr@x,js@x,jt@x,ju@x,jv@x,jw@x,jx@x,jy@x,jz@x,ka@x,
        kb@x,kc@x,kd@x,ke@x,kf@x,kg@x,kh@x,ki@x,kj@x,kk@x,kl@x,km@x,kn@x,ko@x,kp@x,kq@x,kr@x,ks@x,kt@x,ku@x,kv@x,kw@x,
        kx@x,ky@x,kz@x,la@x,lb@x,lc@x,ld@x,le@x,lf@x,lg@x,lh@x,li@x,lj@x,lk@x,ll@x,lm@x,ln@x,lo@x,lp@x,lq@x,lr@x,ls@x,
        lt@x,lu@x,lv@x,lw@x,lx@x,ly@x,lz@x,ma@x,mb@x,mc@x,md@x,me@x,mf@x,mg@x,mh@x,mi@x,mj@x,mk@x,ml@x,mm@x,mn@x,mo@x,
        mp@x,mq@x,mr@x,ms@x,mt@x,mu@x,mv@x,mw@x,mx@x,my@x,mz@x,na@x,nb@x,nc@x,nd@x,ne@x,nf@x,ng@x,nh@x,ni@x,nj@x,nk@x,
        nl@x,nm@x,nn@x,no@x,np@x,nq@x,nr@x,ns@x,nt@x,nu@x,nv@x,nw@x,nx@x,ny@x,nz@x,oa@x,ob@x,oc@x,od@x,oe@x,of@x,og@x,
        oh@x,oi@x,oj@x,ok@x,ol@x,om@x,on@x,oo@x,op@x,oq@x,or@x,os@x,ot@x,ou@x,ov@x,ow@x,ox@x,oy@x,oz@x,pa@x,pb@x,pc@x,
        pd@x,pe@x,pf@x,pg@x,ph@x,pi@x,pj@x,pk@x,pl@x,pm@x,pn@x,po@x,pp@x,pq@x,pr@x,ps@x,pt@x,pu@x,pv@x,pw@x,px@x,py@x,
        pz@x,qa@x,qb@x,qc@x,qd@x,qe@x,qf@x,qg@x,qh@x,qi@x,qj@x,qk@x,ql@x,qm@x,qn@x,qo@x,qp@x,qq@x,qr@x,qs@x,qt@x,qu@x,
        qv@x,qw@x,qx@x,qy@x,qz@x,ra@x,rb@x,rc@x,rd@x,re@x,rf@x,rg@x,rh@x}
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


def _is_open(grant: FullAccess, state: State) -> bool:
    """Whether Outlook opens the mailbox: somebody has added it, or it is automapped, which it is not across sides."""
    if not gives_a_right(grant):
        return False
    return grant.access in _ADDED_BY_HAND or state.is_cross_premises(grant.owner, grant.trustee) is not True


def _without_automapping(owner: str, trustee: str) -> str:
    """What to do, since adding an entry again does not change its automapping."""
    return (
        f"State automapping: false, and run Remove-MailboxPermission -Identity {owner} -User {trustee} -AccessRights"
        f" FullAccess, then Add-MailboxPermission -Identity {owner} -User {trustee} -AccessRights FullAccess"
        " -AutoMapping $false"
    )


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
    home = state.home_at(owner)
    return (
        state.observed is not None
        and not isinstance(home, Unknown)
        and state.observed.covers(owner.person, "full_access", home)
    )
