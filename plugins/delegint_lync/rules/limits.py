"""LYNC016, LYNC017: more delegates or delegators than the server, or the client of a delegate, can cope with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final, NamedTuple

from delegint.api import (
    CALLS,
    Answer,
    Finding,
    Recipient,
    State,
    Unknown,
    Wish,
    all_wishes,
    is_on_lync,
    lync_users,
    meets_in_lync,
    names,
    rule,
)
from delegint_lync.client_updates import more_than_two
from delegint_lync.held import Holding, held_for
from delegint_lync.installations import described, on_windows, related_to
from delegint_lync.sources import DELEGATE_LIMIT, ONLINE_DELEGATION
from delegint_lync.tools import removing

_MOST: Final = 25
_MOST_OF_OLD: Final = 2


class Link(NamedTuple):
    """Somebody who acts, or is to act, for somebody else in Lync.

    Parameters:
        owner: for whom.
        delegate: who; None where the list of the server has an address that is nobody's.
        on_lync: whether the owner is on Lync at all.
        said_by: where it is declared, or else the entry in the list of the server.
    """

    owner: Recipient
    delegate: Recipient | None
    on_lync: Answer
    said_by: Wish | Holding

    @property
    def name(self) -> str:
        """The address of the delegate."""
        return str(self.delegate or self.said_by)

    def removal(self, state: State) -> str:
        """How the delegate leaves the list of the server."""
        said = self.said_by
        command = said.removal(state) if isinstance(said, Holding) else removing(self.owner, said.delegate, state)
        return f"take the others off the list of the server: run {command}"

    def finding(self, message: str, about: list[Link], **more: Any) -> Finding:
        """A finding at the entry that is one too many, or at the list of the server that has it."""
        people = [one.said_by.about for one in about]
        if isinstance(self.said_by, Wish):
            return self.said_by.declared.finding(message, about=people, **more)
        return self.owner.lync.finding(message, "delegates", about=people, **more)


class Links(NamedTuple):
    """Every pair once, by each of the two.

    Parameters:
        of_owner: the delegates of a person, the declared ones first.
        of_delegate: those for whom a person acts.
    """

    of_owner: dict[str, list[Link]]
    of_delegate: dict[str, list[Link]]


@rule("LYNC016", "more-delegates-than-lync-allows", severity="error", evidence=(ONLINE_DELEGATION, DELEGATE_LIMIT))
def more_delegates_than_lync_allows(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Somebody with more than 25 delegates in Lync or Skype for Business, or who is a delegate of more than 25 people.
    Those who are declared and those whom the server holds already, under `lync.delegates`, are counted together, and
    each person once. It is found at the 26th.

    ## Why it matters
    Beyond 25 delegation stops working, for those who were there before as well.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync:
          registrar_pool: pool1.contoso.com
          delegates: [
            a01@contoso.com, a02@contoso.com, a03@contoso.com, a04@contoso.com, a05@contoso.com,
            a06@contoso.com, a07@contoso.com, a08@contoso.com, a09@contoso.com, a10@contoso.com,
            a11@contoso.com, a12@contoso.com, a13@contoso.com, a14@contoso.com, a15@contoso.com,
            a16@contoso.com, a17@contoso.com, a18@contoso.com, a19@contoso.com, a20@contoso.com,
            a21@contoso.com, a22@contoso.com, a23@contoso.com, a24@contoso.com, a25@contoso.com,
          ]
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: on_premises
        lync: {registrar_pool: pool1.contoso.com, delegates: [a01@contoso.com, a02@contoso.com]}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}
    ```

    ## How to fix
    Remove delegates from the list of the server who are no longer wanted, and share the others out among several
    people.
    """
    links = state.once(all_links)
    for some in links.of_owner.values():
        if len(some) > _MOST:
            yield from _too_many_delegates(some, state)
    for some in links.of_delegate.values():
        if len(some) > _MOST:
            yield from _too_many_delegators(some, state)


@rule("LYNC017", "more-delegators-than-client-allows", severity="warning", evidence=DELEGATE_LIMIT)
def more_delegators_than_client_allows(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Somebody who is a delegate of more than two people, and whose client copes with two: Skype for Business 2016 from
    an MSI package, Lync 2013 from one without KB3114502, or a click-to-run installation of either that is too old. It
    is found at the third, and only where the client is stated.

    ## Why it matters
    The notice `You have been added as a delegate for` comes back at each start of the client, for people for whom it
    was dismissed long ago.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {registrar_pool: pool1.contoso.com}}
      bob@contoso.com: {home: on_premises, lync: {registrar_pool: pool1.contoso.com}}
      carla@contoso.com: {home: on_premises, lync: {registrar_pool: pool1.contoso.com}}
      ilse@contoso.com: {home: on_premises, clients: [{product: skype_for_business_2016, packaging: msi}]}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}}
      bob@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}}
      carla@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: on_premises, lync: {registrar_pool: pool1.contoso.com}}
      bob@contoso.com: {home: on_premises, lync: {registrar_pool: pool1.contoso.com}}
      carla@contoso.com: {home: on_premises, lync: {registrar_pool: pool1.contoso.com}}
      ilse@contoso.com:
        home: on_premises
        clients:
          - {product: skype_for_business_2016, packaging: click_to_run, channel: deferred, build: 16.0.6741.2048}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}}
      bob@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}}
      carla@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}, for: [online_meetings]}}
    ```

    ## How to fix
    Update the client. Skype for Business 2016 from an MSI package has no update for it: replace it by a click-to-run
    installation, or let the person be the delegate of two people at most.
    """
    for some in state.once(all_links).of_delegate.values():
        delegate = some[0].delegate
        if len(some) > _MOST_OF_OLD and delegate is not None:
            yield from _more_than_the_client_knows(delegate, some, state)


def all_links(state: State) -> Links:
    """Who acts for whom by what is declared, and after that by the lists of the server; people in the cloud apart."""
    found: dict[tuple[str, str], Link] = {}
    for link in chain(_declared(state), _held(state)):
        found.setdefault(link.said_by.about, link)
    links = Links({}, {})
    for (owner, delegate), link in found.items():
        links.of_owner.setdefault(owner, []).append(link)
        links.of_delegate.setdefault(delegate, []).append(link)
    return links


def _declared(state: State) -> Iterator[Link]:
    for owner, wishes in state.once(all_wishes).items():
        if (on_lync := is_on_lync(owner, state)) is not False:
            in_lync = wishes if meets_in_lync(owner, state) is not False else wishes.of(*CALLS)
            yield from (Link(owner, wish.delegate, on_lync, wish) for wish in in_lync.people)


def _held(state: State) -> Iterator[Link]:
    for user in lync_users(state):
        for holding in held_for(user, state) or ():
            yield Link(user.recipient, holding.people[0] if holding.people else None, True, holding)


def _too_many_delegates(links: list[Link], state: State) -> Iterator[Finding | Unknown]:
    extra = links[_MOST]
    owner = extra.owner
    if isinstance(extra.on_lync, Unknown):
        yield extra.on_lync
        return
    yield extra.finding(
        f"{owner} has {len(links)} delegates in Lync, which takes {_MOST}: beyond that delegation stops working",
        links,
        fix=f"Declare no more than {_MOST} delegates for {owner}, and {extra.removal(state)}",
        salient="delegates",
    )


def _too_many_delegators(links: list[Link], state: State) -> Iterator[Finding | Unknown]:
    certain = [link for link in links if link.on_lync is True]
    if len(certain) <= _MOST:
        yield from _uncertain(links)
        return
    extra = certain[_MOST]
    yield extra.finding(
        f"{extra.name} is the delegate of {len(certain)} people in Lync, which takes {_MOST}: beyond that delegation"
        " stops working",
        certain,
        fix=f"Declare {extra.name} as a delegate of no more than {_MOST} people, and {extra.removal(state)}",
        salient="delegators",
    )


def _more_than_the_client_knows(delegate: Recipient, links: list[Link], state: State) -> Iterator[Finding | Unknown]:
    answers = [
        (client, repair, repair.is_lacked_by(client))
        for client in on_windows(delegate)
        if (repair := more_than_two(client)) is not None
    ]
    old = next(((client, repair) for client, repair, answer in answers if answer is True), None)
    unknown = [answer for _, _, answer in answers if isinstance(answer, Unknown)]
    if (old is None and not unknown) or is_on_lync(delegate, state) is False:
        return
    certain = [link for link in links if link.on_lync is True]
    if len(certain) <= _MOST_OF_OLD:
        yield from _uncertain(links)
    elif old is None:
        yield from unknown
    else:
        client, repair = old
        yield certain[_MOST_OF_OLD].finding(
            f"{delegate} is the delegate of {len(certain)} people, {names(link.owner for link in certain)}, and"
            f" {described(client)} copes with {_MOST_OF_OLD}: the notice that {delegate} has been added as a delegate"
            " comes back at each start",
            certain,
            fix=f"For {delegate}, {repair.advice(client)}; or let {delegate} act for {_MOST_OF_OLD} people at most",
            related=[related_to(client)],
        )


def _uncertain(links: list[Link]) -> Iterator[Unknown]:
    return (link.on_lync for link in links if isinstance(link.on_lync, Unknown))
