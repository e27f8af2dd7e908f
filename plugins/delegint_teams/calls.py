"""Calls for somebody else in Teams: who is to make or take them, and who can already."""

from __future__ import annotations

from typing import Any, Final, NamedTuple, TypeAlias

from delegint.api import (
    CALLS,
    MAKE_CALLS,
    RECEIVE_CALLS,
    Answer,
    Delegate,
    Finding,
    Grant,
    LyncUser,
    Mailbox,
    Node,
    Recipient,
    Related,
    State,
    TeamsUser,
    Unknown,
    Wish,
    Wishes,
    all_wishes,
    calls_in_teams,
    need,
    normalized,
    teams_users,
)

CALLING_PERMISSIONS: Final = "calling_permissions"
PERMISSION_FOR: Final = {MAKE_CALLS: "MakeCalls", RECEIVE_CALLS: "ReceiveCalls"}
"""What a delegate is to do, and the permission that New-CsUserCallingDelegate has for it."""


def calling_wishes(wishes: Wishes, state: State) -> Wishes:
    """Who is to handle calls for the owner in Teams; nobody where the owner's calls are handled elsewhere.

    An entry with `calling_permissions` says that it is about Teams.

    Raises:
        Unanswered: nobody has said where the owner's calls are handled.
    """
    found = wishes.of(*CALLS)
    return found if found and need(are_in_teams(found, state)) else Wishes(wishes.mailbox, ())


def are_in_teams(wishes: Wishes, state: State) -> Answer:
    """Whether the calls that the wishes are about are handled in Teams."""
    everybody = (*wishes.people, *wishes.groups)
    says_teams = any(wish.declared.value(CALLING_PERMISSIONS) is not None for wish in everybody)
    return True if says_teams else calls_in_teams(wishes.owner, state)


def permits(grant: Grant, name: str) -> bool | None:
    """What a delegate entry says about one of the calling permissions; None where it says nothing."""
    node = setting_below(grant.value(CALLING_PERMISSIONS), name)
    return node.value if node is not None and isinstance(node.value, bool) else None


def setting_below(settings: Node | None, name: str) -> Node | None:
    """The value of a setting, whose name is compared without case."""
    folded = name.casefold()
    entries = () if settings is None else settings.entries()
    return next((node for key, node in entries if key.casefold() == folded), None)


def delegate_entries(owner: Recipient, state: State) -> list[Delegate]:
    """The delegate entries of an owner."""
    mailbox = mailbox_of(owner, state)
    return [] if mailbox is None else mailbox.of_kind(Delegate)


def mailbox_of(owner: Recipient, state: State) -> Mailbox | None:
    """What is declared for an owner; None where nothing is."""
    return state.once(_mailboxes).get(owner)


def _mailboxes(state: State) -> dict[Recipient, Mailbox]:
    return {mailbox.owner: mailbox for mailbox in state.mailboxes}


def calls_by_delegate(state: State) -> dict[Recipient, list[Wish]]:
    """Who is to handle calls in Teams, each with all for whom, in file order; to be worked out `once`.

    Owners of whom nobody knows where their calls are handled are left out: `calling_wishes` says so.
    """
    found: dict[Recipient, list[Wish]] = {}
    for every_wish in state.once(all_wishes).values():
        wishes = every_wish.of(*CALLS)
        if wishes.people and are_in_teams(wishes, state) is True:  # identity, not truth: it may be unknown
            for wish in wishes.people:
                found.setdefault(wish.delegate, []).append(wish)
    return found


class CallingDelegate(NamedTuple):
    """Somebody who handles calls for somebody else in Teams, or is to do so.

    Parameters:
        owner: for whom.
        delegate: who.
        wish: what says that the delegate is to do so; None where nothing does.
        held: whether Teams has the delegate already.
        unknown: what has to be known before the wish is about Teams for sure.
    """

    owner: Recipient
    delegate: Recipient
    wish: Wish | None
    held: bool
    unknown: Unknown | None

    @property
    def about(self) -> tuple[str, str]:
        """The two people, as findings name them."""
        return (self.owner.key, self.delegate.key)

    @property
    def related(self) -> Related:
        """Where the state or the snapshot says so."""
        words = f"{self.delegate} for {self.owner}"
        if self.wish is not None:
            return Related(self.wish.declared.place_of(self.wish.key), words)
        return Related(self.owner.teams.place_of("delegates"), words)

    def finding(self, message: str, **more: Any) -> Finding:
        """A finding where the state or the snapshot says so; see `Finding`."""
        if self.wish is None:
            return self.owner.teams.finding(message, "delegates", **more)
        return self.wish.declared.finding(message, self.wish.key, **more)


CallingDelegates: TypeAlias = dict[Recipient, dict[Recipient, CallingDelegate]]


def calling_delegates(state: State) -> CallingDelegates:
    """The calling delegates of everybody: first those whom Teams has already, then those who are wanted as well.

    Whom Teams has and nobody wants is left out where everything undeclared is to go.
    """
    held = state.once(_held)
    found = {owner: delegates for owner, delegates in held.items() if not state.is_exclusive(mailbox_of(owner, state))}
    for owner, every_wish in state.once(all_wishes).items():
        wishes = every_wish.of(*CALLS)
        in_teams: Answer = are_in_teams(wishes, state) if wishes.people else False
        if in_teams is not False:
            unknown = in_teams if isinstance(in_teams, Unknown) else None
            found[owner] = _joined(wishes, held.get(owner, {}), unknown, state)
    return found


def _held(state: State) -> CallingDelegates:
    """The calling delegates whom Teams has."""
    found: CallingDelegates = {}
    for user in state.once(teams_users):
        people = held_delegates(user, state)
        if not isinstance(people, Unknown) and people:
            owner = user.recipient
            found[owner] = {person: CallingDelegate(owner, person, None, held=True, unknown=None) for person in people}
    return found


def held_delegates(user: LyncUser | TeamsUser, state: State) -> tuple[Recipient, ...] | Unknown:
    """The delegates whom the Lync server or Teams has, each once, without the owner.

    Who is not declared is somebody without facts.
    """
    addresses = user.delegates
    if isinstance(addresses, Unknown):
        return addresses
    strangers = state.once(_strangers)
    people: dict[Recipient, None] = {}
    for address in addresses:
        key = normalized(address)
        person = state.recipient(address) or strangers.setdefault(key, Recipient(key, None))
        if person is not user.recipient:
            people[person] = None
    return tuple(people)


def _strangers(_: State) -> dict[str, Recipient]:
    """Those delegates in force whom nobody has declared, by address; filled as they are met."""
    return {}


def _joined(
    wishes: Wishes, held: dict[Recipient, CallingDelegate], unknown: Unknown | None, state: State
) -> dict[Recipient, CallingDelegate]:
    joined = {} if state.is_exclusive(wishes.mailbox) else dict(held)
    for wish in wishes.people:
        known = wish.delegate in held
        joined[wish.delegate] = CallingDelegate(
            wishes.owner, wish.delegate, wish, held=known, unknown=None if known else unknown
        )
    return joined
