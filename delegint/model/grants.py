"""Grants of every kind, each a typed window on the entry that declares it."""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypeVar

from delegint.model.facts import Fact, Facts, Option, boolean, text, texts, words
from delegint.model.finding import Finding
from delegint.model.recipients import Recipient
from delegint.source.nodes import Node

_G = TypeVar("_G", bound="Grant")
CALENDAR: Final = "calendar"


class Grant(Facts):
    """One right of one trustee on one mailbox.

    Parameters:
        mailbox: what is declared for the owner.
        trustee: who gets the right.
        node: the list item or the options.
        keys: owner and trustee as written.
    """

    __slots__ = ("keys", "mailbox", "trustee")

    section: ClassVar[str]
    noun: ClassVar[str]

    until = Option(text, "")
    ticket = Option(text, "")
    expects = Option[tuple[str, ...]](texts, ())
    propagation = Option(text, "")

    def __init__(self, mailbox: Mailbox, trustee: Recipient, node: Node, keys: tuple[str, str]) -> None:
        super().__init__(node)
        self.mailbox = mailbox
        self.trustee = trustee
        self.keys = keys

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.trustee} on {self.owner}>"

    @property
    def owner(self) -> Recipient:
        """The recipient on which the grant sits."""
        return self.mailbox.owner

    @property
    def written(self) -> str:
        """The trustee as written."""
        return self.keys[1]

    @property
    def path(self) -> tuple[str, ...]:
        """See `Facts`."""
        return ("delegations", self.keys[0], self.section, self.keys[1])

    @property
    def subject(self) -> str:
        """See `Facts`."""
        return f"the {self.noun} of {self.trustee} on {self.owner}"

    @property
    def pair(self) -> tuple[str, str]:
        """Owner and trustee, as findings name the people they are about."""
        return (self.owner.key, self.trustee.key)

    def finding(self, message: str, *at: str, path: tuple[str, ...] | None = None, **more: object) -> Finding:
        """A finding on this grant, about its pair of people unless `about` says otherwise; see `Facts`."""
        more.setdefault("about", (self.pair,))
        return super().finding(message, *at, path=path, **more)


class FullAccess(Grant):
    """Full Access, or another right that Add-MailboxPermission gives."""

    __slots__ = ()
    section, noun = "full_access", "Full Access"

    rights = Option[tuple[str, ...]](texts, ("FullAccess",))
    automapping = Option[bool | None](boolean, None)
    access = Option(text, "")
    inheritance = Option(text, "")
    deny = Option(boolean, default=False)

    def has_right(self, right: str) -> bool:
        """Whether the grant names the right, which Exchange compares without case."""
        rights = self.rights
        return right in rights or right.casefold() in (known.casefold() for known in rights)


class SidedGrant(Grant):
    """A grant that may have to be applied on both sides."""

    __slots__ = ()

    sides = Option[tuple[str, ...] | None](texts, None)
    """Where it is applied; None: wherever it must exist."""


class SendAs(SidedGrant):
    """Send As."""

    __slots__ = ()
    section, noun = "send_as", "Send As"


class SendOnBehalf(SidedGrant):
    """Send on Behalf."""

    __slots__ = ()
    section, noun = "send_on_behalf", "Send on Behalf"
    is_list_entry: ClassVar[bool] = True
    """See `Delegate.is_list_entry`."""


class FolderPermission(Grant):
    """The right of one trustee on one folder.

    Parameters:
        folder: the folder as written.
    """

    __slots__ = ("folder",)
    section, noun = "folders", "folder permission"

    sharing_permission_flags = Option[tuple[str, ...] | None](words, None)
    """SharingPermissionFlags of Add-MailboxFolderPermission; None where they are not stated."""

    def __init__(self, mailbox: Mailbox, trustee: Recipient, node: Node, keys: tuple[str, str], folder: str) -> None:
        super().__init__(mailbox, trustee, node, keys)
        self.folder = folder

    @property
    def path(self) -> tuple[str, ...]:
        """See `Facts`."""
        return ("delegations", self.keys[0], self.section, self.folder, self.keys[1])

    @property
    def rights(self) -> tuple[str, ...]:
        """The role, or the single rights, as written."""
        node = self.node
        if node is None:
            return ()
        return words(node.get("rights") or node) or ()

    @property
    def is_calendar(self) -> bool:
        """Whether the folder is the calendar itself, by its English name, as FolderType has it."""
        return self.folder.strip("/\\").casefold() == CALENDAR


class Delegate(Grant):
    """A delegate in the sense of Outlook: folder rights, Send on Behalf, meeting requests, private items."""

    __slots__ = ()
    section, noun = "delegates", "delegate entry"

    meeting_requests = Option[bool | None](boolean, None)
    private_items = Option[bool | None](boolean, None)
    purposes = Option[tuple[str, ...]](texts, (), key="for")

    @property
    def sends_on_behalf(self) -> bool:
        """Whether the bundle has Send on Behalf: it does unless the entry says `send_on_behalf: false`.

        Outlook adds every delegate to GrantSendOnBehalfTo.
        """
        node = self.value("send_on_behalf")
        return node is None or node.value is not False

    @property
    def is_list_entry(self) -> bool:
        """Whether it is by this entry that the delegate gets onto the list of those who send on behalf of the owner.

        A Send on Behalf of its own beside the delegate says for both which sides have it.
        """
        return self.sends_on_behalf and self.mailbox.grant_to(SendOnBehalf, self.trustee) is None

    @property
    def sides(self) -> tuple[str, ...] | None:
        """Where its Send on Behalf is applied; None where that is not said."""
        node = self.value("send_on_behalf")
        sides = None if node is None else node.get("sides")
        return None if sides is None else texts(sides)

    @property
    def calendar_right(self) -> tuple[str, ...] | None:
        """The rights on the calendar; None where the entry names none."""
        folders = self.value("folders")
        for name, node in folders.entries() if folders is not None else ():
            if name.casefold() == CALENDAR:
                return words(node)
        return None


class ResourceDelegate(Grant):
    """Somebody who answers the meeting requests of a room or of equipment."""

    __slots__ = ()
    section, noun = "resource_delegates", "resource delegation"


class Mailbox(Facts):
    """Everything that is declared for one owner.

    Parameters:
        owner: whose mailbox, or which group.
        written: the owner as written.
        node: the mapping.
    """

    __slots__ = ("_by_kind", "_by_trustee", "grants", "owner", "written")

    management = Fact(text)
    meeting_request_delivery = Fact(text)

    def __init__(self, owner: Recipient, written: str, node: Node) -> None:
        super().__init__(node)
        self.owner = owner
        self.written = written
        self.grants: list[Grant] = []
        self._by_trustee: dict[tuple[type[Grant], Recipient], Grant] | None = None
        self._by_kind: dict[type[Grant], list[Any]] = {}

    @property
    def path(self) -> tuple[str, ...]:
        """See `Facts`."""
        return ("delegations", self.written)

    def of_kind(self, kind: type[_G]) -> list[_G]:
        """The grants of one kind in the order in which they are written."""
        if not self._by_kind:
            for grant in self.grants:
                self._by_kind.setdefault(type(grant), []).append(grant)
        if kind in GRANT_KINDS:
            return self._by_kind.get(kind, [])
        return [grant for grant in self.grants if isinstance(grant, kind)]

    def grant_to(self, kind: type[_G], trustee: Recipient) -> _G | None:
        """The first grant of `kind` that names `trustee` itself (not a group that holds the trustee)."""
        if self._by_trustee is None:
            self._by_trustee = {}
            for grant in self.grants:
                self._by_trustee.setdefault((type(grant), grant.trustee), grant)
        found = self._by_trustee.get((kind, trustee))
        return found if isinstance(found, kind) else None


GRANT_KINDS: Final[tuple[type[Grant], ...]] = (
    FullAccess, SendAs, SendOnBehalf, FolderPermission, Delegate, ResourceDelegate,
)  # fmt: skip
