"""The desired state, and the questions that rules ask of it: each has its one home here."""

from __future__ import annotations

from copy import copy
from datetime import date
from typing import NamedTuple, TypeVar

from delegint.model.directory import Directory
from delegint.model.environment import Lync, Organization, SyncEngine
from delegint.model.grants import Grant, Mailbox, SendAs, SendOnBehalf
from delegint.model.migration import NOW, Batch, TimePoint
from delegint.model.policies import EffectivePolicy, Policy, PolicyKind
from delegint.model.recipients import Recipient
from delegint.model.unknown import Unknown
from delegint.source.nodes import Node

_G = TypeVar("_G", bound=Grant)
NOWHERE = "nowhere"
"""The home of recipients without a mailbox: groups, contacts, mail users, guests."""


class Expansion(NamedTuple):
    """The people behind a trustee.

    Parameters:
        people: the recipient itself, or the members of the group and of the groups in it, each once.
        unknown: what is not known about the membership; None where `people` is everybody.
    """

    people: tuple[Recipient, ...]
    unknown: Unknown | None


class RequiredSides(NamedTuple):
    """The sides on which a grant must exist.

    Parameters:
        required: the senders by side, for Send As and Send on Behalf; everybody on the owner's side for the rest.
        advised: the side of the owner, where documents ask for both and practice does not.
        unknown: the people whose side is not known.

    Source: "Permissions in Exchange hybrid deployments", "Overview of delegation in a Microsoft 365 hybrid environment".
    """

    required: dict[str, list[Recipient]]
    advised: str | None
    unknown: tuple[Unknown, ...]


class State:
    """The typed desired state at one point in time.

    Parameters:
        root: the merged tree.
        as_of: the date for rules that are bound to one.
        point: the point in time; see `at`.
    """

    def __init__(
        self,
        *,
        root: Node,
        as_of: date,
        directory: Directory,
        organization: Organization,
        sync_engines: tuple[SyncEngine, ...],
        lync: Lync,
        mailboxes: tuple[Mailbox, ...],
        batches: tuple[Batch, ...],
    ) -> None:
        self.root = root
        self.as_of = as_of
        self.organization = organization
        self.sync_engines = sync_engines
        self.lync = lync
        self.mailboxes = mailboxes
        self.batches = batches
        self.point = NOW
        self._directory = directory
        self._mailbox_by_owner = {mailbox.owner: mailbox for mailbox in reversed(mailboxes)}
        self._members: dict[Recipient, tuple[Recipient, ...]] = {}
        self._expansions: dict[Recipient, Expansion] = {}
        self._moved: dict[Recipient, str] = {}
        self._batch_of: dict[Recipient, Batch] = {}
        for batch in batches:
            for member in batch.members:
                self._batch_of.setdefault(member, batch)
        self._policies: dict[PolicyKind, tuple[Policy, ...]] = {}

    # -- time ---------------------------------------------------------------------------------------------------

    @property
    def points(self) -> tuple[TimePoint, ...]:
        """Now, and the time after each batch."""
        return (NOW, *(TimePoint(index, batch) for index, batch in enumerate(self.batches, 1)))

    def at(self, point: TimePoint) -> State:
        """The state at another point in time: the same, but for the homes of the mailboxes that have moved."""
        state = copy(self)
        state.point = point
        state._moved = {}
        for batch in self.batches[: point.index]:
            state._moved.update(dict.fromkeys(batch.members, batch.to))
        return state

    @property
    def now(self) -> State:
        """The state before any batch."""
        return self.at(NOW)

    def batch_of(self, recipient: Recipient) -> Batch | None:
        """The first batch that moves the recipient."""
        return self._batch_of.get(recipient)

    # -- people -------------------------------------------------------------------------------------------------

    @property
    def recipients(self) -> list[Recipient]:
        """The declared recipients in file order."""
        return self._directory.declared

    def recipient(self, address: str) -> Recipient | None:
        """The declared recipient behind any of its addresses."""
        return self._directory.lookup(address)

    def mailbox_of(self, owner: Recipient) -> Mailbox | None:
        """What is declared for the mailbox of `owner`."""
        return self._mailbox_by_owner.get(owner)

    def home_at(self, recipient: Recipient, point: TimePoint | None = None) -> str | Unknown:
        """Where the mailbox lives: `on_premises`, `online`, or `nowhere` for a recipient without one.

        Parameters:
            recipient: whose mailbox.
            point: when; the state's own point in time when left out.
        """
        if point is not None and point is not self.point:
            return self.at(point).home_at(recipient)
        moved = self._moved.get(recipient)
        if moved:
            return moved
        home = recipient.home
        if not isinstance(home, Unknown):
            return home
        if recipient.has_mailbox is False:  # identity, not truth: it may be unknown
            return NOWHERE
        return self._only_side() or home

    def _only_side(self) -> str | None:
        """In an organization that is declared not to be hybrid and to have one side, everything lives there."""
        organization = self.organization
        if isinstance(organization.hybrid, Unknown) or organization.hybrid != "none":
            return None
        server, online = organization.exchange_server.declared, organization.exchange_online.declared
        if server == online:
            return None
        return "on_premises" if server else "online"

    def resolve_group_members(self) -> None:
        """Resolve the members of every group once, so that unknown addresses among them are noticed."""
        for recipient in self._directory.declared:
            node = recipient.value("members")
            if node is not None:
                self._members[recipient] = tuple(
                    self._directory.resolve(item.value, item.place, (*recipient.path, "members", item.value))
                    for item in node.items()
                    if isinstance(item.value, str)
                )

    def expand(self, recipient: Recipient) -> Expansion:
        """The people behind a recipient; groups inside groups are followed, and each is entered once."""
        is_group = recipient.is_group
        if is_group is False:
            return Expansion((recipient,), None)
        known = self._expansions.get(recipient)
        if known is None:
            known = self._expansions[recipient] = self._expand(recipient)
        return known

    def _expand(self, recipient: Recipient) -> Expansion:
        people: dict[Recipient, None] = {}
        unknown: Unknown | None = None
        pending, entered = [recipient], {recipient}
        while pending:
            current = pending.pop()
            is_group = current.is_group
            if isinstance(is_group, Unknown):
                unknown = unknown or is_group
            elif not is_group:
                people[current] = None
            else:
                unknown = unknown or self._membership_gap(current)
                for member in reversed(self._members.get(current, ())):
                    if member not in entered:
                        entered.add(member)
                        pending.append(member)
        return Expansion(tuple(people), unknown)

    def _membership_gap(self, group: Recipient) -> Unknown | None:
        members = group.members
        if isinstance(members, Unknown):
            return members
        complete = group.membership_complete
        if isinstance(complete, Unknown) or complete:
            return None
        return group.missing("members", "Get-DistributionGroupMember")

    def is_cross_premises(self, owner: Recipient, trustee: Recipient) -> bool | Unknown:
        """Whether owner and trustee, or one person in the trustee group, live on different sides.

        A recipient without a mailbox lives nowhere, and so never apart from anybody.
        """
        if trustee.well_known:
            return False
        here = self.home_at(owner)
        if not isinstance(here, Unknown) and here == NOWHERE:
            return False
        people, unknown = self.expand(trustee)
        for person in people:
            there = self.home_at(person)
            if isinstance(there, Unknown):
                unknown = unknown or there
            elif isinstance(here, Unknown):
                unknown = here
            elif there not in (here, NOWHERE):
                return True
        return False if unknown is None else unknown

    # -- grants -------------------------------------------------------------------------------------------------

    def grants_reaching(self, mailbox: Mailbox, kind: type[_G], person: Recipient) -> list[_G] | Unknown:
        """The grants of `kind` that give `person` the right, directly or through a group.

        Unknown where none is seen but a group is named whose members are not all known.
        """
        direct = mailbox.grant_to(kind, person)
        reaching = [] if direct is None else [direct]
        unknown: Unknown | None = None
        for grant in mailbox.of_kind(kind):
            if grant.trustee is person or grant.trustee.is_group is False:
                continue
            expansion = self.expand(grant.trustee)
            if person in expansion.people:
                reaching.append(grant)
            else:
                unknown = unknown or expansion.unknown
        return reaching if reaching or unknown is None else unknown

    def required_sides(self, grant: Grant) -> RequiredSides:
        """On which sides a grant must exist, at this point in time."""
        own = self.home_at(grant.owner)
        if isinstance(grant, (SendAs, SendOnBehalf)):
            people, gap = self.expand(grant.trustee)
        else:
            people, gap = (grant.owner,), None
        required: dict[str, list[Recipient]] = {}
        unknown = [] if gap is None else [gap]
        for person in people:
            home = self.home_at(person)
            if isinstance(home, Unknown):
                unknown.append(home)
            elif home != NOWHERE:
                required.setdefault(home, []).append(person)
        advised = None if isinstance(own, Unknown) or own == NOWHERE or own in required else own
        return RequiredSides(required, advised, tuple(unknown))

    # -- directory synchronization ------------------------------------------------------------------------------

    def sync_engine_of(self, recipient: Recipient) -> SyncEngine | Unknown | None:
        """The engine that synchronizes the recipient: the named one, or the only one; None for a cloud-only object."""
        synced = recipient.directory_synced
        if not isinstance(synced, Unknown) and not synced:
            return None
        named = recipient.sync_engine
        if not isinstance(named, Unknown):
            found = next((engine for engine in self.sync_engines if engine.name == named), None)
            return found or recipient.missing("sync_engine", "")
        if len(self.sync_engines) == 1:
            return self.sync_engines[0]
        if not self.sync_engines:
            return Unknown("entra_sync", "the organization", "entra_sync", "Get-ADSyncGlobalSettings")
        return named

    # -- policies -----------------------------------------------------------------------------------------------

    def policies(self, kind: PolicyKind) -> tuple[Policy, ...]:
        """The declared policies of one kind in file order."""
        known = self._policies.get(kind)
        if known is None:
            section = self.root.get(kind.section)
            entries = section.entries() if section is not None else ()
            known = self._policies[kind] = tuple(Policy(kind, key, node) for key, node in entries)
        return known

    def effective_policy(self, user: Recipient, kind: PolicyKind) -> EffectivePolicy | Unknown:
        """The policy that counts for a user: the per-user one, else that of the registrar pool's site, else Global.

        One whole policy wins. Unknown where nobody has said which per-user policy the user has, where the named one
        is not declared, or where a site policy might apply and the site of the user is not known.

        Source: Get-CsEffectivePolicy, Grant-CsClientPolicy.
        """
        assignment = user.lync.value(kind.assignment)
        policies = self.policies(kind)
        if assignment is None:
            return user.lync.missing(kind.assignment, "Get-CsUser")
        wider = tuple(policy for policy in policies if policy.scope == "global")
        site = self._site_of(user, policies)
        of_site = tuple(
            policy
            for policy in policies
            if policy.scope == "site" and isinstance(site, str) and policy.name.casefold() == site.casefold()
        )
        if isinstance(assignment.value, str):
            wanted = assignment.value.casefold()
            for policy in policies:
                if policy.scope == "per-user" and policy.name.casefold() == wanted:
                    return EffectivePolicy(policy, "granted per user", (*of_site, *wider))
            return Unknown(kind.section, str(user), f"{kind.section}.{assignment.value}", f"Get-{kind.cmdlet}")
        if isinstance(site, Unknown):
            return site
        if of_site:
            return EffectivePolicy(of_site[0], f"of site {of_site[0].name}, where the registrar pool is", wider)
        if not wider:
            return EffectivePolicy(None, "the Global policy, which is not declared", ())
        return EffectivePolicy(wider[0], "the Global policy, as no narrower one applies", ())

    def _site_of(self, user: Recipient, policies: tuple[Policy, ...]) -> str | Unknown | None:
        """The site of the user's registrar pool; None where no site policy is declared, so that it does not matter."""
        if all(policy.scope != "site" for policy in policies):
            return None
        pool = user.lync.registrar_pool
        if isinstance(pool, Unknown):
            return pool
        return self.lync.site_of(pool) or Unknown("sites", f"pool {pool}", "lync.sites.<site>.pools", "Get-CsPool")
