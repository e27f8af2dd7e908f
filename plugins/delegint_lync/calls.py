"""Calls for somebody else in Lync and Skype for Business Server: who is to make or take them."""

from __future__ import annotations

from delegint.api import State, Wishes, calls_in_teams, is_on_lync, lync_in_sight, need
from delegint_lync.standing import is_of_nobody, plan_of


def calls_in_lync(wishes: Wishes, state: State, *purposes: str) -> Wishes:
    """Who is to handle calls for the owner in Lync; nobody where the owner's calls are handled elsewhere.

    An entry with `calling_permissions` says that it is about Teams. An owner whose account goes is LYNC042, one who is
    no person LYNC015.

    Raises:
        Unanswered: nobody has said where the owner's calls are handled.
    """
    found, owner = wishes.of(*purposes), wishes.owner
    goes = plan_of(owner) is not None or is_of_nobody(owner) is True
    if not found or goes or not lync_in_sight(state, owner):
        return Wishes(wishes.mailbox, ())
    says_teams = any(wish.declared.value("calling_permissions") is not None for wish in found.people)
    elsewhere = says_teams or need(calls_in_teams(owner, state)) or not need(is_on_lync(owner, state))
    return Wishes(wishes.mailbox, ()) if elsewhere else found
