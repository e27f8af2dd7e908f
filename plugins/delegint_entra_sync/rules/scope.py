"""SYNC004, SYNC006: objects that synchronization leaves out, and references that it cannot carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from delegint.api import (
    Delegate,
    Finding,
    Grant,
    Recipient,
    Related,
    SendOnBehalf,
    State,
    Unknown,
    applied_on,
    managed_on,
    names,
    need,
    powershell_quoted,
    rule,
    served_on,
)
from delegint_entra_sync.missing_online import Missing, missing_online
from delegint_entra_sync.scopes import LeftOut, boundary, has_cloud_sync, left_out
from delegint_entra_sync.sources import (
    CLOUD_SYNC,
    CLOUD_SYNC_TOPOLOGIES,
    HYBRID_CONSIDERATIONS,
    OVERVIEW,
    SYNCHRONIZED_ATTRIBUTES,
)


@rule(
    "SYNC004",
    "object-outside-the-scope",
    severity="error",
    evidence=(OVERVIEW, SYNCHRONIZED_ATTRIBUTES, HYBRID_CONSIDERATIONS),
    when="every",
    absorbs=("HYB016", "MIG005", "SYNC007"),
)
def object_outside_the_scope(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    An owner or trustee that a right needs in Exchange Online, and that is not synchronized: it lies in an
    organizational unit that the engine leaves out, or in a domain that is not in its scope; it is a dynamic
    distribution group of Active Directory, which no engine synchronizes; or the organization is hybrid, and
    `entra_sync: {}` says that nothing is synchronized at all. Each object is told once, with the rights. Silent where
    `organizational_unit` is not stated, and where anything says that Exchange Online has the object nevertheless:
    `directory_synced: true`, an `online_object`, a snapshot.

    ## Why it matters
    Exchange Online has no mail user for the object, so that nobody there finds the mailbox, and no right there can name
    the trustee. Synchronization drops the object from every `publicDelegates` that names it, without a word, and the
    sender reads `You do not have the permission to send the message on behalf of the specified user`.

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.92.0, scope: {excluded_ous: [corp.contoso.com/Service]}}
    recipients:
      scanner@contoso.com:
        home: on_premises
        on_premises_object: {organizational_unit: "OU=Print,OU=Service,DC=corp,DC=contoso,DC=com"}
      ilse@contoso.com: {home: online}
    delegations:
      scanner@contoso.com:
        send_on_behalf: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.92.0, scope: {excluded_ous: [corp.contoso.com/Service]}}
    recipients:
      scanner@contoso.com:
        home: on_premises
        on_premises_object: {organizational_unit: "OU=Print,OU=Staff,DC=corp,DC=contoso,DC=com"}
      ilse@contoso.com: {home: online}
    delegations:
      scanner@contoso.com:
        send_on_behalf: [ilse@contoso.com]
    ```

    ## How to fix
    Move the object to a unit that is synchronized, or bring its unit or domain into the scope, and let the directory
    synchronize in full. In place of a dynamic group use a mail-enabled security group, which is synchronized.
    """
    number = state.point.number
    without_engine: dict[Recipient, Missing] = {}
    for recipient, missing in state.now.once(missing_online).items():
        present = [stretch for stretch in missing.needed if stretch.start <= number < stretch.end]
        yield from (stretch.unknown for stretch in present if stretch.unknown is not None)
        if all(stretch.unknown is not None for stretch in present):
            continue
        if missing.cause == "engine":
            without_engine[recipient] = missing
        else:
            yield _outside(recipient, missing, state)
    if without_engine:
        yield _without_engine(without_engine, state)


@rule(
    "SYNC006",
    "references-across-cloud-sync-scopes",
    severity="warning",
    evidence=(CLOUD_SYNC, CLOUD_SYNC_TOPOLOGIES),
    when="every",
    absorbs=("SYNC007",),
)
def references_across_cloud_sync_scopes(grant: SendOnBehalf | Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Send on Behalf of somebody on-premises for senders in Exchange Online, left to synchronization, where the owner and
    the trustee lie in two domains of one configuration of Entra Cloud Sync, belong to two configurations, or one is
    synchronized by Entra Connect and the other by cloud sync. The domain is that of `organizational_unit`, or the only
    one in the scope of the engine; where neither is stated, the rule is silent. What is not synchronized at all is left
    to SYNC004.

    ## Why it matters
    `publicDelegates` holds references to other objects, and cloud sync resolves them only within one domain of one
    configuration. The others are lost, and the sender is refused:
    `You do not have the permission to send the message on behalf of the specified user` (0x80070005).

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      emea: {engine: cloud_sync, agent_version: 1.1.1370.0, scope: {domains: [emea.contoso.com]}}
      apac: {engine: cloud_sync, agent_version: 1.1.1370.0, scope: {domains: [apac.contoso.com]}}
    recipients:
      annelies@contoso.com: {home: on_premises, sync_engine: emea}
      ilse@contoso.com: {home: online, sync_engine: apac}
    delegations:
      annelies@contoso.com:
        send_on_behalf: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      emea: {engine: cloud_sync, agent_version: 1.1.1370.0, scope: {domains: [emea.contoso.com]}}
      apac: {engine: cloud_sync, agent_version: 1.1.1370.0, scope: {domains: [apac.contoso.com]}}
    recipients:
      annelies@contoso.com: {home: on_premises, sync_engine: emea}
      ilse@contoso.com: {home: online, sync_engine: emea}
    delegations:
      annelies@contoso.com:
        send_on_behalf: [ilse@contoso.com]
    ```

    ## How to fix
    Synchronize both with Entra Connect, or in one domain of one configuration of cloud sync. Until then, grant the
    right in Exchange Online as well, on the mail user that stands for the owner there, and name both sides here.
    """
    if not state.now.once(has_cloud_sync) or not grant.is_list_entry:
        return
    owner, trustee = grant.owner, grant.trustee
    if not state.now.once(missing_online).keys().isdisjoint((owner, trustee)):
        return  # SYNC004 tells what is not synchronized at all
    crossed, home = boundary(owner, trustee, state), managed_on(owner, state)
    if crossed is None or (not isinstance(home, Unknown) and home != "on_premises") or _is_applied_online(grant, home):
        return
    people, unknown = state.sides_of(trustee)
    online = people.get("online", [])
    served = served_on(grant.mailbox, "online", state).people if online else frozenset()
    left = [sender for sender in online if sender not in served]
    yield from unknown
    if left:
        need(home)
        yield _lost(grant, left, need(crossed))


def _outside(recipient: Recipient, missing: Missing, state: State) -> Finding:
    """An object that the scope leaves out, or of a type that no engine synchronizes."""
    grants = _grants([missing])
    about = [(recipient.key,), *(grant.pair for grant in grants)]
    lack = f"so that Exchange Online has no object for it, which {_rights(grants)} cannot do without"
    out = left_out(recipient, state) if missing.cause == "scope" else None
    if out is None:
        return recipient.finding(
            f"{recipient} is a dynamic distribution group of Active Directory, which is never synchronized, {lack}",
            "type",
            fix=(
                f"Use a mail-enabled security group in place of {recipient}, have it synchronized, and grant the rights"
                " on that one"
            ),
            about=about,
        )
    stated = recipient.on_premises_object
    where = str(need(stated.organizational_unit))
    engine = out.engine.name
    why = f"in a domain outside the scope of {engine}" if out.entry is None else f"which {engine} leaves out"
    cause = out.engine.place_of("scope") if out.entry is None else out.entry.place
    return stated.finding(
        f"{recipient} lies in {where}, {why}, {lack}",
        "organizational_unit",
        fix=_into_the_scope(recipient, out),
        related=(Related(cause, "left out here"),),
        about=about,
    )


def _into_the_scope(recipient: Recipient, out: LeftOut) -> str:
    engine, kind = out.engine.name, out.engine.engine
    add = f"bring {out.place.domain} into the scope of {engine}"
    if out.entry is not None:
        add = f"take {out.entry.value} out of excluded_ous and of the filter of {engine}"
    full = ", and run Start-ADSyncSyncCycle -PolicyType Initial there"
    if not isinstance(kind, Unknown) and kind == "cloud_sync":
        full = ", and let it provision again"
    return f"Move {recipient} with Move-ADObject to a unit that {engine} synchronizes, or {add}{full}"


def _without_engine(missing: dict[Recipient, Missing], state: State) -> Finding:
    """Everything that breaks where nothing is synchronized, told once at the empty section."""
    grants = _grants(missing.values())
    section = state.root.get("entra_sync")
    assert section is not None  # noqa: S101 - its being empty is the cause
    return Finding(
        f"Nothing is synchronized, so that Exchange Online has no objects for {names(missing)}, which {_rights(grants)}"
        " cannot do without",
        section.key_place,
        ("entra_sync",),
        fix="Declare under entra_sync what synchronizes the two sides, or set up Entra Connect first",
        about=[grant.pair for grant in grants],
    )


def _grants(missing: Iterable[Missing]) -> list[Grant]:
    """The grants that need what is missing, each once."""
    return list(dict.fromkeys(stretch.grant for one in missing for stretch in one.needed if stretch.unknown is None))


def _rights(grants: list[Grant]) -> str:
    return names(f"the {grant.noun} of {grant.trustee} on {grant.owner}" for grant in grants)


def _is_applied_online(grant: SendOnBehalf | Delegate, home: str | Unknown) -> bool:
    applied = applied_on(grant, home)
    return not isinstance(applied, Unknown) and "online" in applied


def _lost(grant: SendOnBehalf | Delegate, senders: list[Recipient], crossed: str) -> Finding:
    at: tuple[str, ...] = ("sides",)
    declare = "sides: [on_premises, online]"
    if isinstance(grant, Delegate):
        at, declare = ("send_on_behalf", "sides"), f"send_on_behalf: {{{declare}}}"
    fix = "Synchronize both with Entra Connect, or in one domain of one configuration of cloud sync"
    if grant.owner.is_group is not True:  # the list of a synchronized group is closed in Exchange Online
        owner, trustee = powershell_quoted(grant.owner), powershell_quoted(grant.trustee)
        command = f"Set-MailUser {owner} -GrantSendOnBehalfTo @{{Add={trustee}}}"
        fix += f"; or write {declare}, and run {command} in Exchange Online, again whenever the list is overwritten"
    return grant.finding(
        f"{names(senders)} cannot send on behalf of {grant.owner} from Exchange Online: {crossed}", *at, fix=fix
    )
