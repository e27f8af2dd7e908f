"""SYNC013, SYNC016: groups that hold a right on a side where they are another group, or none at all."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from delegint.api import (
    GROUPS,
    Finding,
    FolderPermission,
    Grant,
    Recipient,
    Related,
    SendAs,
    SendOnBehalf,
    State,
    Unknown,
    names,
    rule,
)
from delegint_entra_sync.sources import GROUP_AUTHORITY, HYBRID_CONSIDERATIONS, SECURITY_GROUPS_NOT_SYNCED

_MASTER: Final = "source_of_authority"
_FROM_ACTIVE_DIRECTORY: Final = GROUPS - {"GroupMailbox", "DynamicDistributionGroup"}
_WITHOUT_MAIL: Final = ("UniversalSecurityGroup",)


class _Holding(NamedTuple):
    """A group that is managed in the cloud, inside a trustee.

    Parameters:
        group: the one in the cloud.
        trustee: the group on-premises that has it as a member, at any depth; or the group itself.
    """

    group: Recipient
    trustee: Recipient


@rule(
    "SYNC013",
    "converted-group-with-on-premises-rights",
    severity="warning",
    evidence=GROUP_AUTHORITY,
    when="every",
)
def converted_group_with_on_premises_rights(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A synchronized group that is managed in the cloud now (`source_of_authority: online`) and has rights on-premises:
    on a mailbox that lives there, which is an error, or Send As or Send on Behalf for members who do. Likewise such a
    group inside a group of Active Directory that has rights. Each is told once, at the group. Sending on behalf of such
    a group itself is left to `WB006`.

    ## Why it matters
    The copy of the group in Active Directory keeps the members it had when it was converted: who joins gets no access
    on-premises, and who leaves keeps it. Where it is a member of a synchronized group, synchronization drops it from
    the members that this one has in Exchange Online.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      plant@contoso.com: {type: SharedMailbox, home: on_premises}
      clerks@contoso.com: {type: MailUniversalSecurityGroup, source_of_authority: online, members: [ilse@contoso.com]}
      ilse@contoso.com: {home: on_premises}
    delegations:
      plant@contoso.com:
        full_access: [clerks@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      plant@contoso.com: {type: SharedMailbox, home: on_premises}
      clerks@contoso.com: {type: MailUniversalSecurityGroup, source_of_authority: online, members: [ilse@contoso.com]}
      ilse@contoso.com: {home: on_premises}
    delegations:
      plant@contoso.com:
        full_access: [ilse@contoso.com]
    ```

    ## How to fix
    Name people on-premises instead of the group, have cloud sync provision the group to Active Directory, move the
    mailboxes first, or make the group managed on-premises again.
    """
    holdings = state.now.once(_holdings)
    if not holdings:
        return
    direct: dict[Recipient, list[Grant]] = {}
    nested: dict[Recipient, list[Grant]] = {}
    for mailbox in state.mailboxes:
        for grant in mailbox.grants:
            for held in holdings.get(grant.trustee, ()):
                if held.trustee is not held.group:
                    if not _is_granted_itself(grant, held.group):
                        nested.setdefault(held.group, []).append(grant)
                    continue
                concerned = _concerns_on_premises(grant, state)
                if isinstance(concerned, Unknown):
                    yield concerned
                elif concerned:
                    direct.setdefault(held.group, []).append(grant)
    for group, grants in direct.items():
        yield _frozen(group, grants, state)
    for group, grants in nested.items():
        yield from _left_out(group, grants)


@rule(
    "SYNC016",
    "security-group-without-mail-online",
    severity="error",
    evidence=(SECURITY_GROUPS_NOT_SYNCED, HYBRID_CONSIDERATIONS),
    when="every",
    absorbs=("HYB014", "HYB015", "MIG005", "MIG006"),
)
def security_group_without_mail_online(grant: SendAs | SendOnBehalf, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Send As or Send on Behalf for a security group that is not mail-enabled, where the grant must exist in Exchange
    Online: `sides` says so, or members live there, now or after a batch. Full Access for such a group is found by
    `EXC005`, and rights on folders and delegates by `EXC009`.

    ## Why it matters
    Such a group is no recipient in Exchange Online, whether it is synchronized or not. The right cannot be granted to
    it there, and a move drops what it had on-premises. Its members read
    `You do not have the permission to send the message on behalf of the specified user` (0x80070005).

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      clerks@contoso.com: {type: UniversalSecurityGroup, members: [ilse@contoso.com]}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        send_as: [clerks@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: on_premises}
      clerks@contoso.com: {type: MailUniversalSecurityGroup, members: [ilse@contoso.com]}
      ilse@contoso.com: {home: online}
    delegations:
      invoices@contoso.com:
        send_as: [clerks@contoso.com]
    ```

    ## How to fix
    Mail-enable the group on-premises with `Enable-DistributionGroup`, which takes a universal group, and let the
    directory synchronize; in place of a group of Microsoft Entra ID make one with `New-DistributionGroup -Type
    Security`. Or name the people.
    """
    is_without_mail = grant.trustee.is_one_of(_WITHOUT_MAIL)
    if is_without_mail is False:
        return
    people, unknown = state.sides_of(grant.trustee)
    online = people.get("online", [])
    declared = grant.sides is not None and "online" in grant.sides
    if not online and not declared:
        yield from unknown if is_without_mail is True else ()
    elif isinstance(is_without_mail, Unknown):
        yield is_without_mail
    else:
        how = "as" if isinstance(grant, SendAs) else "on behalf of"
        who = f"{names(online)} cannot send" if online else "Nobody can send"
        yield grant.finding(
            f"{who} {how} {grant.owner} from Exchange Online through {grant.trustee}, a security group without mail"
            " that no right can be granted to there",
            fix=_with_mail(grant.trustee, state),
        )


def _holdings(state: State) -> dict[Recipient, list[_Holding]]:
    """The converted groups by trustee: themselves, and the groups of Active Directory that they are members of."""
    found: dict[Recipient, list[_Holding]] = {}
    for group in state.recipients:
        if _is_converted(group):
            found.setdefault(group, []).append(_Holding(group, group))
    if not found:
        return found
    containers = _containers(state)
    for group in list(found):
        for trustee in _around(group, containers, converted=set(found)):
            found.setdefault(trustee, []).append(_Holding(group, trustee))
    return found


def _containers(state: State) -> dict[Recipient, list[Recipient]]:
    """The groups of Active Directory that have a group as a member."""
    found: dict[Recipient, list[Recipient]] = {}
    for group in state.recipients:
        if group.is_one_of(_FROM_ACTIVE_DIRECTORY) is True:
            for member in state.members_of(group).people:
                if member.is_group is True:
                    found.setdefault(member, []).append(group)
    return found


def _around(
    group: Recipient, containers: dict[Recipient, list[Recipient]], *, converted: Collection[Recipient]
) -> Iterator[Recipient]:
    """The groups of Active Directory that a converted group is in, at any depth; not through another such group."""
    entered = {group}
    pending = [group]
    while pending:
        for container in containers.get(pending.pop(), ()):
            if container not in entered and container not in converted:
                entered.add(container)
                pending.append(container)
                yield container


def _is_converted(group: Recipient) -> bool:
    """Whether the group comes from Active Directory, has an object there, and is managed in the cloud now.

    Entra ID no longer shows such a group as synchronized, so that its object on-premises counts as well.
    """
    master = group.source_of_authority
    if isinstance(master, Unknown) or master != "online" or group.is_one_of(_FROM_ACTIVE_DIRECTORY) is not True:
        return False
    return group.directory_synced is not False or group.on_premises_object.known


def _concerns_on_premises(grant: Grant, state: State) -> bool | Unknown:
    """Whether the members that the group has in Active Directory decide over the grant."""
    if isinstance(grant, (SendAs, SendOnBehalf)):
        if grant.sides is not None and "on_premises" not in grant.sides:
            return False
        people, unknown = state.sides_of(grant.trustee)
        return "on_premises" in people or (unknown[0] if unknown else False)
    here = state.home_at(grant.owner)
    return here if isinstance(here, Unknown) else here == "on_premises"


def _is_granted_itself(grant: Grant, group: Recipient) -> bool:
    """Whether an entry of its own gives the group the same."""
    folder = grant.folder if isinstance(grant, FolderPermission) else None
    return any(
        other.trustee is group and (not isinstance(other, FolderPermission) or other.folder == folder)
        for other in grant.mailbox.of_kind(type(grant))
    )


def _frozen(group: Recipient, grants: list[Grant], state: State) -> Finding:
    """The finding on rights that the copy in Active Directory holds."""
    owners = list(dict.fromkeys(grant.owner for grant in grants))
    homes = {owner: state.home_at(owner) for owner in owners}
    on_premises = [owner for owner, home in homes.items() if not isinstance(home, Unknown) and home == "on_premises"]
    if on_premises:
        what = f"has rights on {names(on_premises)} on-premises"
    else:
        what = f"its members send by its rights on {names(owners)} from on-premises"
    return group.finding(
        f"{group} is managed in the cloud, and {what}, where it keeps the members of the day it was converted",
        _MASTER,
        fix=f"Name people instead of {group} on-premises, or have cloud sync provision {group} to Active Directory",
        related=_entries([grant for grant in grants if not on_premises or grant.owner in on_premises]),
        salient="on-premises" if on_premises else "senders",
        about=(grant.pair for grant in grants),
        severity="error" if on_premises else "warning",
    )


def _left_out(group: Recipient, grants: list[Grant]) -> Iterator[Finding | Unknown]:
    """The finding on rights of groups on-premises of which a converted group is a member."""
    reaching: list[Grant] = []
    for grant in grants:
        mastered = _is_mastered_on_premises(grant.trustee)
        if isinstance(mastered, Unknown):
            yield mastered
        elif mastered:
            reaching.append(grant)
    if reaching:
        parents = names(dict.fromkeys(grant.trustee for grant in reaching))
        owners = names(dict.fromkeys(grant.owner for grant in reaching))
        yield group.finding(
            f"{group} is managed in the cloud, and is a member of {parents}, managed on-premises, with rights on"
            f" {owners}: synchronization drops it there, and in Active Directory it keeps the members of the day it was"
            " converted",
            _MASTER,
            fix=f"Name the members of {group} beside {parents}, or convert {parents} as well",
            related=_entries(reaching),
            salient="inside",
            about=(grant.pair for grant in reaching),
        )


def _is_mastered_on_premises(group: Recipient) -> bool | Unknown:
    master, synced = group.source_of_authority, group.directory_synced
    if not isinstance(master, Unknown):
        return master == "on_premises"
    return synced


def _entries(grants: list[Grant]) -> list[Related]:
    """The first entries, which are those to change."""
    return [Related(grant.place_of(), f"{grant.noun} on {grant.owner}") for grant in grants[:3]]


def _with_mail(group: Recipient, state: State) -> str:
    """How there comes to be a group with mail in its place, as a sentence."""
    master = group.source_of_authority
    is_of_the_cloud = not isinstance(master, Unknown) and master == "online"
    if is_of_the_cloud or group.directory_synced is False or state.organization.only_side == "online":
        return (
            f"Run New-DistributionGroup -Name <name> -Type Security -Members <members> with the members of {group} in"
            " Exchange Online, and declare the new group in its place; or name people"
        )
    return (
        f"Run Enable-DistributionGroup -Identity <name of the group> on-premises, declare the type of {group} as"
        " MailUniversalSecurityGroup, and let the directory synchronize; or name people"
    )
