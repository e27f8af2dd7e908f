"""The desired state, and the questions that rules ask of it: each has its one home here."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date
from typing import TypeVar, cast

from delegint.model.booking import CalendarProcessing, observed_lists
from delegint.model.directory import Directory
from delegint.model.drift import Comparison, Differences, compare
from delegint.model.environment import Application, Lync, Organization, SyncEngine, Teams
from delegint.model.grants import Grant, Mailbox, SendAs, SendOnBehalf
from delegint.model.membership import Expansion, Membership
from delegint.model.migration import NOW, Batch, TimePoint
from delegint.model.observed import Observed
from delegint.model.plan import Plan
from delegint.model.policies import Policy, PolicyKind
from delegint.model.policy_book import PolicyBook
from delegint.model.recipients import REMOTE_MAILBOXES, Recipient
from delegint.model.sides import NOWHERE, RequiredSides, Sides
from delegint.model.unknown import Unknown
from delegint.source.nodes import Node

_G = TypeVar("_G", bound=Grant)
_T = TypeVar("_T")


class State:
    """The typed desired state at one point in time.

    Parameters:
        root: the merged tree.
        as_of: the date for rules that are bound to one.
        point: the point in time; see `at`.
        observed: what a snapshot says of the tenant; None without one.
        environment: what it says of organization, engines and policies, as a tree of the format.
        comparisons: how the plugins compare their parts with the snapshot.
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
        teams: Teams,
        mailboxes: tuple[Mailbox, ...],
        batches: tuple[Batch, ...],
        application: Application,
        calendar_processing: tuple[CalendarProcessing, ...] = (),
        observed: Observed | None = None,
        environment: Node | None = None,
        comparisons: tuple[Comparison, ...] = (),
    ) -> None:
        self.root = root
        self.observed = observed
        self.environment = environment
        self.comparisons = comparisons
        self._differences: Differences | None = None
        self.as_of = as_of
        self.organization = organization
        self.application = application
        self.calendar_processing = calendar_processing
        self._calendar_processing_of = {settings.owner: settings for settings in calendar_processing}
        self.sync_engines = sync_engines
        self.lync = lync
        self.teams = teams
        self.mailboxes = mailboxes
        self.point = NOW
        self._now = self
        self._directory = directory
        self._membership = Membership(directory)
        self._sides: dict[Recipient, Sides] = {}
        self._homes: dict[Recipient, str | Unknown] = {}  # nearly every rule asks for nearly every home
        self._plan = Plan(batches, self._membership)
        self._once: dict[object, object] = {}
        self._policies = PolicyBook(root, environment)

    # -- time ---------------------------------------------------------------------------------------------------

    @property
    def batches(self) -> tuple[Batch, ...]:
        """The planned batches in the order in which they are carried out."""
        return self._plan.batches

    @property
    def points(self) -> tuple[TimePoint, ...]:
        """Now, and the time after each batch."""
        return self._plan.points

    def at(self, point: TimePoint) -> State:
        """The state at another point in time: the same, but for the homes of the mailboxes that have moved."""
        moved: dict[Recipient, str | Unknown] = {}
        for batch in self.batches[: point.number]:
            if batch.to:
                moved.update(dict.fromkeys(batch.members, batch.to))
        state = copy(self)
        vars(state).update(point=point, _homes=moved, _sides={}, _once={})
        return state

    @property
    def now(self) -> State:
        """The state before any batch."""
        return self._now

    def batches_of(self, recipient: Recipient) -> list[Batch]:
        """The batches that name the recipient, carried out or not."""
        return self._plan.batches_of(recipient)

    def moves_of(self, recipient: Recipient) -> frozenset[int]:
        """The numbers of the points in time before which the recipient moves, or a member of the group that it is."""
        return self._plan.moves_of(recipient)

    def next_batch_of(self, recipient: Recipient) -> Batch | None:
        """The first batch that is still to move the recipient.

        One that moves a mailbox to where it lives before any batch is taken as carried out.
        """
        batches = self._plan.batches_of(recipient)
        if not batches:
            return None
        home = self.now.home_at(recipient)
        return next((batch for batch in batches if isinstance(home, Unknown) or batch.to != home), None)

    def once(self, work_out: Callable[[State], _T]) -> _T:
        """What a function makes of this state, worked out at the first call: an index over all grants, for instance.

        Parameters:
            work_out: takes the state; the same function gets the same answer for the same state and point in time.
        """
        if work_out not in self._once:
            self._once[work_out] = work_out(self)
        return cast("_T", self._once[work_out])

    # -- people -------------------------------------------------------------------------------------------------

    @property
    def recipients(self) -> list[Recipient]:
        """The declared recipients in file order."""
        return self._directory.declared

    def recipient(self, address: str) -> Recipient | None:
        """The declared recipient behind any of its addresses."""
        return self._directory.lookup(address)

    def person(self, number: int) -> Recipient | None:
        """The recipient that the snapshot knows under a number; None where it is nobody, or nobody for sure."""
        return self._directory.of_person(number)

    def home_at(self, recipient: Recipient, point: TimePoint | None = None) -> str | Unknown:
        """Where the mailbox lives: `on_premises`, `online`, or `nowhere` for a recipient without one.

        Parameters:
            recipient: whose mailbox.
            point: when; the state's own point in time when left out.
        """
        if point is not None and point is not self.point:
            return self.at(point).home_at(recipient)
        known = self._homes.get(recipient)
        if known is None:
            first = self._now
            known = self._home_before_any_batch(recipient) if first is self else first.home_at(recipient)
            self._homes[recipient] = known
        return known

    def _home_before_any_batch(self, recipient: Recipient) -> str | Unknown:
        home = recipient.home
        if not isinstance(home, Unknown):
            return home
        if recipient.has_mailbox is False:
            return NOWHERE
        if recipient.is_one_of(REMOTE_MAILBOXES.keys()) is True:
            return "online"
        return self.organization.only_side or home

    def expand(self, recipient: Recipient) -> Expansion:
        """The people behind a recipient: itself, or the members of the group and of the groups in it."""
        return self._membership.expand(recipient)

    def members_of(self, group: Recipient) -> Expansion:
        """The members of a group alone, without those of the groups in it."""
        return self._membership.direct(group)

    def is_cross_premises(self, owner: Recipient, trustee: Recipient) -> bool | Unknown:
        """Whether owner and trustee, or one person in the trustee group, live on different sides.

        A recipient without a mailbox lives nowhere, and so never apart from anybody.
        """
        if trustee.well_known:
            return False
        here = self.home_at(owner)
        if not isinstance(here, Unknown) and here == NOWHERE:
            return False
        there, unknown = self.sides_of(trustee)
        if isinstance(here, Unknown):
            return here if there or unknown else False
        if any(side != here for side in there):
            return True
        return unknown[0] if unknown else False

    def sides_of(self, trustee: Recipient) -> Sides:
        """Where the people behind a trustee live; kept, since a large group may be the trustee of every mailbox."""
        known = self._sides.get(trustee)
        if known is None:
            people, gap = self.expand(trustee)
            by_side: dict[str, list[Recipient]] = {}
            unknown = [] if gap is None else [gap]
            homes = self._homes
            for person in people:
                home = homes.get(person)
                if home is None:
                    home = self.home_at(person)
                if isinstance(home, Unknown):
                    unknown.append(home)
                elif home != NOWHERE:
                    by_side.setdefault(home, []).append(person)
            known = self._sides[trustee] = Sides(by_side, tuple(unknown))
        return known

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
                unknown = expansion.unknown if unknown is None else unknown
        return reaching if reaching or unknown is None else unknown

    def is_exclusive(self, mailbox: Mailbox | None) -> bool:
        """Whether what nobody declared for a mailbox is not wanted: by its own `management`, or else by the state's.

        Parameters:
            mailbox: None for one of which the state says nothing.
        """
        own = None if mailbox is None else mailbox.management
        if own is not None and not isinstance(own, Unknown):
            return own == "exclusive"
        default = self.root.get("management")
        return default is not None and default.value == "exclusive"

    def required_sides(self, grant: Grant) -> RequiredSides:
        """On which sides a grant must exist, at this point in time."""
        own = self.home_at(grant.owner)
        required, unknown = self.sides_of(grant.trustee if isinstance(grant, (SendAs, SendOnBehalf)) else grant.owner)
        advised = None if isinstance(own, Unknown) or own == NOWHERE or own in required else own
        return RequiredSides(required, advised, unknown)

    def calendar_processing_of(self, owner: Recipient) -> CalendarProcessing:
        """The booking settings of a mailbox, declared or else observed."""
        declared = self._calendar_processing_of.get(owner)
        return declared or CalendarProcessing(
            owner, owner.address, None, observed_lists(owner, self.observed, self.recipient)
        )

    @property
    def differences(self) -> Differences:
        """Where the tenant differs from what is declared, by the snapshot; compared when first asked."""
        now = self._now
        if now._differences is None:  # noqa: SLF001 - the same class at another time
            now._differences = compare(now)  # noqa: SLF001
        return now._differences  # noqa: SLF001

    # -- directory synchronization ------------------------------------------------------------------------------

    def sync_engine_of(self, recipient: Recipient) -> SyncEngine | Unknown | None:
        """The engine that synchronizes the recipient: the named one, or the only one; None for a cloud-only object.

        A server in staging mode beside another does not count.
        """
        synced, provenance = recipient.directory_synced, recipient.provenance
        if synced is False or (isinstance(provenance, str) and provenance == "cloud_only"):
            return None
        named = recipient.sync_engine
        if not isinstance(named, Unknown):
            found = next((engine for engine in self.sync_engines if engine.name == named), None)
            return found or recipient.missing("sync_engine", "")
        if len(self.sync_engines) == 1:
            return self.sync_engines[0]
        working = [engine for engine in self.sync_engines if engine.staging is not True]
        if len(working) == 1:
            return working[0]
        if not self.sync_engines:
            return Unknown("entra_sync", "the organization", "entra_sync", "Get-ADSyncGlobalSettings")
        return named

    # -- policies -----------------------------------------------------------------------------------------------

    def policies(self, kind: PolicyKind) -> tuple[Policy, ...]:
        """The declared policies of one kind in file order."""
        return self._policies.declared(kind)

    def observed_policies(self, kind: PolicyKind) -> tuple[Policy, ...]:
        """The policies of one kind that only the snapshot has."""
        return self._policies.observed(kind)
