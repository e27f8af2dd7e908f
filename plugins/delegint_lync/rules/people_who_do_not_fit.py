"""LYNC014, LYNC019: a delegate whom Lync cannot serve at all: a group, or somebody who is homed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    Finding,
    Recipient,
    Related,
    State,
    Unknown,
    Wish,
    Wishes,
    home_of,
    is_on_lync,
    is_teams_only,
    lync_in_sight,
    names,
    need,
    rule,
)
from delegint_lync.policies import GRANTED
from delegint_lync.sources import CONSOLIDATION, HYBRID_DELEGATION, MOVE_USER, ONLINE_DELEGATION
from delegint_lync.standing import Lack, is_of_nobody, lack_of
from delegint_lync.tools import moving_to_the_cloud

_HOMES = {"on_premises": "on-premises", "online": "in the cloud"}
_OF_THE_SERVERS = ("registrar_pool", *(kind.assignment for kind in GRANTED))
"""Facts of an account that it no longer has in the cloud."""


@rule("LYNC014", "group-as-lync-delegate", severity="error", evidence=ONLINE_DELEGATION, absorbs=("LYNC001",))
def group_as_lync_delegate(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A group, of whatever kind, that is to book online meetings or to handle calls for somebody on Lync or Skype for
    Business Server.

    ## Why it matters
    Outlook takes a group as a delegate and its members can write to the calendar, but nothing of it reaches Lync:
    neither the group nor its members appear among the delegates, and no error says so.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {enabled: true}}
      assistants@contoso.com: {type: MailUniversalSecurityGroup, members: [ilse@contoso.com]}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          assistants@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {enabled: true}}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Name the people one by one. The group may keep its right on the calendar.
    """
    if (wishes.groups or wishes.unknown) and need(is_on_lync(wishes.owner, state)):
        yield from wishes.unknown
        yield from (_not_for_groups(wish, state) for wish in wishes.groups)


@rule(
    "LYNC019",
    "lync-delegate-homed-apart",
    severity="error",
    evidence=(ONLINE_DELEGATION, CONSOLIDATION, HYBRID_DELEGATION, MOVE_USER),
    absorbs=("TEAMS021",),
)
def lync_delegate_homed_apart(wishes: Wishes, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Two people of whom one is to act for the other, and of whom one is homed on Lync or Skype for Business Server and
    the other in the cloud. Where their mailboxes live is another matter.

    ## Why it matters
    The delegate still appears in the client, so that everything seems in place; calls and online meetings then fail,
    and not always in the same way.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {home: online}, teams: {mode: TeamsOnly}}
      ilse@contoso.com: {home: on_premises, lync: {registrar_pool: pool1.contoso.com}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {registrar_pool: pool1.contoso.com}}
      ilse@contoso.com: {home: online, lync: {registrar_pool: pool2.contoso.com}}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Move both with `Move-CsUser`, in one step, and set the delegation up again on the other side. The move to the cloud
    asks for Lync Server 2013 build 5.0.8308.1182, Skype for Business Server 2015 build 6.0.9319.619 or Skype for
    Business Server 2019 build 7.0.2046.385, or later.
    """
    yield from wishes.unknown
    for wish in wishes.people:
        yield from _homes_compared(wish, state)


def _not_for_groups(wish: Wish, state: State) -> Finding:
    people, _ = state.expand(wish.delegate)
    them = f": {names(people)}" if people else ""
    return wish.declared.finding(
        f"The members of {wish.delegate} cannot act for {wish.delegator} in Lync, which takes no group as a delegate",
        fix=f"Name the people one by one{them}",
        about=(wish.about,),
    )


def _homes_compared(wish: Wish, state: State) -> Iterator[Finding | Unknown]:
    owner, delegate = wish.delegator, wish.delegate
    if not lync_in_sight(state, owner, delegate):
        if not is_teams_only(owner, state):
            yield owner.missing("lync", "Get-CsUser")
        return
    here, there = home_of(owner, state), home_of(delegate, state)
    if isinstance(here, Unknown) or isinstance(there, Unknown):
        if is_of_nobody(owner) is not True and not any(isinstance(lack_of(party), Lack) for party in (owner, delegate)):
            yield from (home for home in (here, there) if isinstance(home, Unknown))
    elif here != there:
        stays = delegate if there == "on_premises" else owner
        yield wish.declared.finding(
            f"{delegate} cannot act for {owner} reliably: {owner} is homed {_HOMES[here]}, {delegate} {_HOMES[there]}",
            fix=_move(stays, state),
            related=[*_stated(owner), *_stated(delegate)],
            about=(wish.about,),
        )


def _move(person: Recipient, state: State) -> str:
    """The move to the cloud, which Lync Server 2010 does not support."""
    command = moving_to_the_cloud(person, state)
    if command is None:
        return "Home both on one side"
    node = person.lync.node
    gone = [key for key in _OF_THE_SERVERS if node is not None and (stated := node.get(key)) and stated.value]
    take_out = f", take out {names(gone)}" if gone else ""
    return (
        f"Home both on one side: for {person} write lync: {{home: online}} and teams: {{mode: TeamsOnly}}{take_out},"
        f" and {command}"
    )


def _stated(person: Recipient) -> Iterator[Related]:
    """Where the state says how the person is homed."""
    for part in ("lync", "teams"):
        node = person.value(part)
        for key in ("home", "mode", "registrar_pool"):
            value = None if node is None else node.get(key)
            if value is not None:
                yield Related(value.place, f"{key} of {person}")
                return
