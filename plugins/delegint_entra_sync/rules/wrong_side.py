"""SYNC008, SYNC010: Send on Behalf that is applied on a side from which it does not get where it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from delegint.api import (
    CONTACTS,
    GROUPS,
    NOWHERE,
    Delegate,
    Finding,
    Recipient,
    Related,
    SendOnBehalf,
    State,
    SyncEngine,
    Unknown,
    names,
    powershell_quoted,
    rule,
)
from delegint_entra_sync.sources import (
    CLOUD_MANAGED,
    GROUP_AUTHORITY,
    OVERWRITTEN,
    SEND_ON_BEHALF_AFTER_MIGRATION,
    SYNCED_GROUP,
)

_NEVER_FROM_ACTIVE_DIRECTORY: Final = frozenset({"GroupMailbox", "DynamicDistributionGroup"})
_WITHOUT_ADDRESS: Final = frozenset({"UniversalSecurityGroup"})
_GROUPS_AND_CONTACTS: Final = GROUPS - _NEVER_FROM_ACTIVE_DIRECTORY - _WITHOUT_ADDRESS | CONTACTS
_MAIL_USER: Final = ("MailUser",)
_MANAGED: Final = "cloud_managed"


@rule(
    "SYNC008",
    "synchronized-object-edited-online",
    severity="error",
    evidence=(SYNCED_GROUP, SEND_ON_BEHALF_AFTER_MIGRATION, GROUP_AUTHORITY, OVERWRITTEN),
    when="every",
)
def synchronized_object_edited_online(grant: SendOnBehalf | Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Send on Behalf with `sides: [online]` alone, also that of a delegate, on a group or contact that is synchronized
    from Active Directory. On the mail user that stands in Exchange Online for a mailbox on-premises it is a warning,
    unless people on-premises are to send, whom such a grant never reaches (`WB012`). A group that is stated to be
    managed in Exchange Online, by `source_of_authority`, is left alone, and so is a grant on both sides: the one that
    is applied on-premises is synchronized.

    ## Why it matters
    Exchange Online refuses to change a synchronized group: the operation can't be performed
    `because the object is being synchronized from your on-premises organization`. Of a mail user it takes the value,
    until synchronization writes that of Active Directory over it.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      staff@contoso.com: {type: MailUniversalSecurityGroup, directory_synced: true, source_of_authority: on_premises}
      tom@contoso.com: {home: online}
    delegations:
      staff@contoso.com:
        send_on_behalf: {tom@contoso.com: {sides: [online]}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      staff@contoso.com: {type: MailUniversalSecurityGroup, directory_synced: true, source_of_authority: on_premises}
      tom@contoso.com: {home: online}
    delegations:
      staff@contoso.com:
        send_on_behalf: {tom@contoso.com: {sides: [on_premises]}}
    ```

    ## How to fix
    Grant it in Active Directory, such as with `Set-DistributionGroup -GrantSendOnBehalfTo @{Add=...}` on-premises, and
    let the directory synchronize; or convert the source of authority of the group to the cloud first.
    """
    if grant.sides is None or set(grant.sides) != {"online"} or not grant.is_list_entry:
        return
    owner = grant.owner
    kind = owner.type
    if isinstance(kind, Unknown):
        yield from [kind] if _may_be_synchronized(state) else []
    elif kind in _GROUPS_AND_CONTACTS:
        yield from _on_group_or_contact(grant, kind, state)
    elif kind not in GROUPS:
        yield from _on_mail_user(grant, state)


@rule("SYNC010", "applied-where-cloud-management-ends-it", severity="error", evidence=CLOUD_MANAGED, when="every")
def applied_where_cloud_management_ends_it(grant: SendOnBehalf | Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Send on Behalf with `sides: [on_premises]` alone, also that of a delegate, on a mailbox whose Exchange attributes
    are managed in the cloud (`cloud_managed: true`), for people in Exchange Online. Where both sides are named, or
    nobody sends from Exchange Online, it is information: the entry in Active Directory is of use there, and stays
    there.

    ## Why it matters
    Exchange attributes of such a mailbox no longer go up from Active Directory. What is granted on-premises never
    reaches Exchange Online, where the sender reads
    `You do not have the permission to send the message on behalf of the specified user` (0x80070005).

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, directory_synced: true, cloud_managed: true}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        send_on_behalf: {ilse@contoso.com: {sides: [on_premises]}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, directory_synced: true, cloud_managed: true}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        send_on_behalf: {ilse@contoso.com: {sides: [online]}}
    ```

    ## How to fix
    Grant it in Exchange Online with `Set-Mailbox -GrantSendOnBehalfTo @{Add=...}`. For senders on-premises apply it to
    the remote mailbox in Active Directory as well, and keep both entries alike by hand.
    """
    owner, sides = grant.owner, grant.sides
    if owner.cloud_managed is not True or sides is None or "on_premises" not in sides or not grant.is_list_entry:
        return
    here = state.home_at(owner)
    if not isinstance(here, Unknown) and here != "online":
        return
    if "online" in sides:
        yield _stays_there(grant)
        return
    people, unknown = state.sides_of(grant.trustee)
    if "online" in people:
        yield _never_arrives(grant, people)
    elif unknown:
        yield from unknown
    else:
        yield _stays_there(grant)


def _may_be_synchronized(state: State) -> bool:
    """Whether the state speaks of synchronization, so that what it leaves out is worth asking for."""
    hybrid = state.organization.hybrid
    return hybrid != "none" if not isinstance(hybrid, Unknown) else bool(state.sync_engines)


def _on_group_or_contact(grant: SendOnBehalf | Delegate, kind: str, state: State) -> Iterator[Finding | Unknown]:
    owner = grant.owner
    master, synced = owner.source_of_authority, owner.directory_synced
    if synced is False or (not isinstance(master, Unknown) and master == "online"):
        return
    if isinstance(synced, Unknown) and isinstance(master, Unknown):
        yield from [synced] if _may_be_synchronized(state) else []
        return
    command = "Set-MailContact" if kind in CONTACTS else "Set-DistributionGroup"
    by = Related(owner.place_of("directory_synced"), "Synchronized by this")
    if not isinstance(master, Unknown):
        by = Related(owner.place_of("source_of_authority"), "Managed on-premises by this")
    yield _finding(
        grant,
        f"Send on Behalf for {grant.trustee} cannot be granted on {owner} in Exchange Online, as {owner} is"
        " synchronized from Active Directory",
        f"{_write(grant, '[on_premises]')}, run {_add(command, grant)} on-premises, and let the directory synchronize",
        related=(by,),
    )


def _on_mail_user(grant: SendOnBehalf | Delegate, state: State) -> Iterator[Finding | Unknown]:
    owner = grant.owner
    synced = owner.directory_synced
    here = _home(owner, state)
    if synced is False or (not isinstance(here, Unknown) and here != "on_premises"):
        return
    engine = None if synced is True else state.sync_engine_of(owner)
    if (synced is not True and engine is None) or "on_premises" in state.sides_of(grant.trustee).people:
        return
    unknown = [fact for fact in (here, engine) if isinstance(fact, Unknown)]
    if unknown:
        yield from unknown if _may_be_synchronized(state) else []
        return
    by = engine.name if isinstance(engine, SyncEngine) else "synchronization"
    command = "Set-MailUser" if _is_mail_user(owner) else "Set-Mailbox"
    yield _finding(
        grant,
        f"Send on Behalf for {grant.trustee} is granted in Exchange Online alone, on the mail user of {owner}, where"
        f" {by} may overwrite it with what Active Directory has",
        f"{_write(grant, '[on_premises]')}, run {_add(command, grant)} on-premises, and let the directory synchronize",
        severity="warning",
    )


def _home(owner: Recipient, state: State) -> str | Unknown:
    """Where the object is managed: a mail user without a mailbox counts as one on-premises."""
    here = state.home_at(owner)
    return "on_premises" if not isinstance(here, Unknown) and here == NOWHERE and _is_mail_user(owner) else here


def _is_mail_user(owner: Recipient) -> bool:
    return owner.is_one_of(_MAIL_USER) is True


def _stays_there(grant: SendOnBehalf | Delegate) -> Finding:
    owner, online = grant.owner, f"{_add('Set-Mailbox', grant)} in Exchange Online"
    return _finding(
        grant,
        f"Send on Behalf for {grant.trustee} that is granted on {owner} in Active Directory stays there, as the"
        f" Exchange attributes of {owner} are managed in the cloud",
        f"Keep the two alike by hand: run {online}, and {_add('Set-RemoteMailbox', grant)} on-premises"
        if "online" in (grant.sides or ())
        else f"Leave it so while nobody sends from Exchange Online, or else add online to sides, and run {online}",
        related=(Related(owner.place_of(_MANAGED), "Managed in the cloud by this"),),
        salient="stays",
        severity="info",
    )


def _never_arrives(grant: SendOnBehalf | Delegate, people: dict[str, list[Recipient]]) -> Finding:
    owner, senders = grant.owner, people["online"]
    sides = "[on_premises, online]" if "on_premises" in people else "[online]"
    return _finding(
        grant,
        f"{names(senders)} cannot send on behalf of {owner} from Exchange Online: the grant is applied in Active"
        f" Directory alone, and {owner} is managed in the cloud",
        f"{_write(grant, sides)}, and run {_add('Set-Mailbox', grant)} in Exchange Online",
        related=(Related(owner.place_of(_MANAGED), "Managed in the cloud by this"),),
    )


def _write(grant: SendOnBehalf | Delegate, sides: str) -> str:
    return f"Write send_on_behalf: {{sides: {sides}}}" if isinstance(grant, Delegate) else f"Write sides: {sides}"


def _add(cmdlet: str, grant: SendOnBehalf | Delegate) -> str:
    owner, trustee = powershell_quoted(grant.owner), powershell_quoted(grant.trustee)
    return f"{cmdlet} {owner} -GrantSendOnBehalfTo @{{Add={trustee}}}"


def _finding(grant: SendOnBehalf | Delegate, message: str, fix: str, **more: Any) -> Finding:
    at = ("send_on_behalf", "sides") if isinstance(grant, Delegate) else ("sides",)
    return grant.finding(message, *at, fix=fix, **more)
