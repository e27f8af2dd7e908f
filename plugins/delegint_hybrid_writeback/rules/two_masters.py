"""WB011: Send on Behalf that is declared for Active Directory alone, where writeback overwrites the list."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    Carriage,
    Delegate,
    Finding,
    Mailbox,
    Related,
    SendOnBehalf,
    State,
    Unknown,
    carriage_to,
    need,
    powershell_quoted,
    rule,
)
from delegint_hybrid_writeback.sources import SYNCHRONIZED_ATTRIBUTES


@rule("WB011", "two-masters-of-one-list", severity="error", evidence=SYNCHRONIZED_ATTRIBUTES, when="every")
def two_masters_of_one_list(mailbox: Mailbox, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A mailbox in Exchange Online whose Send on Behalf is declared for Active Directory alone (`sides: [on_premises]`),
    while Entra Connect writes the list of Exchange Online back. An entry for both sides, and one that is left to
    writeback, are in order.

    ## Why it matters
    Writeback fills `publicDelegates` with the list of Exchange Online. The entry that stands in Active Directory alone
    is taken away at the next synchronization, and comes back whenever somebody applies this state: the two never agree.

    ## Example
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: true}
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
      paul@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        send_on_behalf: {ilse@contoso.com: {sides: [on_premises]}, paul@contoso.com: {sides: [online]}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    entra_sync:
      connect1: {engine: connect, version: 2.6.79.0, exchange_hybrid_writeback: true}
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
      paul@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        send_on_behalf: {ilse@contoso.com: {sides: [online]}, paul@contoso.com: {sides: [online]}}
    ```

    ## How to fix
    Apply every entry in Exchange Online, from where it is written back, and name that side, or none, here.
    """
    entries = [grant for grant in mailbox.grants if isinstance(grant, (SendOnBehalf, Delegate)) and grant.is_list_entry]
    alone = [grant for grant in entries if grant.sides is not None and set(grant.sides) == {"on_premises"}]
    if not alone or mailbox.owner.is_group is True or mailbox.owner.cloud_managed is True:
        return
    home, carriage = state.home_at(mailbox.owner), carriage_to(mailbox.owner, "on_premises", state)
    if carriage is None or (not isinstance(carriage, Unknown) and carriage.carried is False):
        return
    if need(home) != "online":
        return
    known = need(carriage)
    if need(known.carried):
        for grant in alone:
            yield _finding(grant, known)


def _finding(grant: SendOnBehalf | Delegate, carriage: Carriage) -> Finding:
    at = ("send_on_behalf", "sides") if isinstance(grant, Delegate) else ("sides",)
    engine = carriage.engine
    related: tuple[Related, ...] = ()
    if engine.value("exchange_hybrid_writeback") is not None:
        related = (Related(engine.place_of("exchange_hybrid_writeback"), "Exchange hybrid writeback is on here"),)
    return grant.finding(
        f"{grant.trustee} loses Send on Behalf of {grant.owner} at the next synchronization: {engine.name} writes the"
        f" list of Exchange Online over that of Active Directory, since {carriage.reason}",
        *at,
        fix=(
            f"Write sides: [online], and run Set-Mailbox {powershell_quoted(grant.owner)} -GrantSendOnBehalfTo"
            f" @{{Add={powershell_quoted(grant.trustee)}}} in Exchange Online"
        ),
        related=related,
    )
