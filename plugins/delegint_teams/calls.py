"""Calls for somebody else in Teams: who is to make or take them."""

from __future__ import annotations

from delegint.api import CALLS, State, Wishes, calls_in_teams, need


def calling_wishes(wishes: Wishes, state: State) -> Wishes:
    """Who is to handle calls for the owner in Teams; nobody where the owner's calls are handled elsewhere.

    An entry with `calling_permissions` says that it is about Teams.

    Raises:
        Unanswered: nobody has said where the owner's calls are handled.
    """
    found = wishes.of(*CALLS)
    if not found:
        return found
    says_teams = any(wish.declared.value("calling_permissions") is not None for wish in found.people)
    return found if says_teams or need(calls_in_teams(wishes.owner, state)) else Wishes(wishes.mailbox, ())
