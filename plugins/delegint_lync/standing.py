"""What the two people of a delegation are to Lync: enabled there, about to go, homed elsewhere, or no people at all."""

from __future__ import annotations

from typing import Final, NamedTuple

from delegint.api import (
    CALLS,
    ONLINE_MEETINGS,
    RESOURCE_MAILBOXES,
    Answer,
    Facts,
    LyncUser,
    Recipient,
    Related,
    State,
    Unknown,
    Wish,
    calls_in_teams,
    either,
    is_homed_online,
    is_on_lync,
    meets_in_lync,
    meets_in_teams,
    normalized,
    opposite,
    powershell_quoted,
    teams_in_sight,
)

_OF_NOBODY: Final = RESOURCE_MAILBOXES | {"SharedMailbox", "RemoteSharedMailbox"}
"""Types of mailboxes with which no person signs in."""
_EMPTY: Final = {"registrar_pool": "has no registrar pool", "sip_address": "has no SIP address"}


class Plan(NamedTuple):
    """What is about to be done to an account.

    Parameters:
        user: whose.
        removes: whether it is removed, and not just disabled.
        key: the key that says so.
    """

    user: LyncUser
    removes: bool
    key: str

    @property
    def command(self) -> str:
        """The command that does it."""
        person = lync_identity(self.user.recipient)
        return (
            f"Disable-CsUser -Identity {person}" if self.removes else f"Set-CsUser -Identity {person} -Enabled $false"
        )


def plan_of(person: Recipient) -> Plan | None:
    """What is planned; a snapshot that still shows the account enabled makes a plan of `enabled: false`.

    LYNC042 tells it, and nobody is to be mended for delegations that go.
    """
    user = person.lync
    change = user.planned_change
    if not isinstance(change, Unknown):
        return Plan(user, change == "remove", "planned_change")
    seen = None if user.observed is None else user.observed.get("enabled")
    is_enabled = seen is not None and seen.value is True
    return Plan(user, removes=False, key="enabled") if is_enabled and user.enabled is False else None


class Lack(NamedTuple):
    """What keeps somebody from signing in to Lync.

    Parameters:
        key: the fact that says so.
        words: the same in a message.
    """

    key: str
    words: str


def lack_of(person: Recipient) -> Lack | Unknown | None:
    """What keeps the person from signing in; None where nothing does, or nothing of Lync is stated of the person.

    Who is about to be disabled is another matter.

    Source: Get-CsUser (a user without a pool cannot sign in); Set-CsUser.
    """
    user = person.lync
    if not user.known or plan_of(person) is not None:
        return None
    enabled = user.enabled
    if enabled is False:
        return Lack("enabled", "is not enabled for Lync")
    for key, words in _EMPTY.items():
        node = user.value(key)
        if node is not None and isinstance(node.value, str | None) and not normalized(node.value or ""):
            return Lack(key, words)
    return enabled if isinstance(enabled, Unknown) else None


def is_of_nobody(party: Recipient) -> Answer:
    """Whether it is a shared mailbox, a room or equipment."""
    return party.is_one_of(_OF_NOBODY)


def is_asked_of_lync(wish: Wish, state: State) -> Answer:
    """Whether one of the purposes is a matter of Lync, be the owner enabled there or not.

    An owner who is not enabled may be somebody who uses Teams instead.
    """
    owner = wish.delegator
    meetings, calls = ONLINE_MEETINGS in wish.purposes, not wish.purposes.isdisjoint(CALLS)
    answers: list[Answer] = []
    if owner.lync.enabled is not False:
        answers += [meets_in_lync(owner, state)] if meetings else []
        answers += [is_on_lync(owner, state)] if calls else []
    elif is_homed_online(owner, state):
        return False
    elif not teams_in_sight(state, owner):
        return True
    else:
        answers += [opposite(meets_in_teams(owner, state))] if meetings else []
        answers += [opposite(calls_in_teams(owner, state))] if calls else []
    return either(*answers)


def other_sip_address(person: Recipient, state: State) -> str:
    """The SIP address where it is stated and is not the primary mail address; empty where it is, or is none at all."""
    sip = person.lync.sip_address
    written = "" if isinstance(sip, Unknown) else normalized(sip)
    mail = _mail_addresses(person, state)
    return written if "@" in written and mail and written not in mail else ""


def lync_identity(person: Recipient) -> str:
    """How a command of Lync names somebody, quoted: by the SIP address where one is stated, else by the mail address.

    Source: Get-CsUser, parameter Identity.
    """
    sip = person.lync.sip_address
    written = "" if isinstance(sip, Unknown) else normalized(sip)
    return powershell_quoted(written if "@" in written else person)


def stated(facts: Facts, key: str) -> list[Related]:
    """Where the state, or the snapshot, says so."""
    node = facts.value(key)
    return [] if node is None else [Related(node.place, f"{key} of {facts.subject}")]


def _mail_addresses(person: Recipient, state: State) -> set[str]:
    """The primary mail address, as declared and as Exchange shows it; without Exchange a name may be another one."""
    observed = state.observed
    addresses = {normalized(person.address)} if person.declared else set()
    if observed is not None and person.person >= 0 and observed.sides_of(person.person):
        addresses.add(normalized(observed.name_of(person.person)))
    return addresses
