"""HYB025: delegates whose manager lives on the other side."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import Delegate, Finding, State, need, rule
from delegint_exchange.sources import DELEGATES_AFTER_MIGRATION, OVERVIEW


@rule(
    "HYB025",
    "manager-and-delegate-apart",
    severity="warning",
    evidence=(OVERVIEW, DELEGATES_AFTER_MIGRATION),
    when="every",
)
def manager_and_delegate_apart(grant: Delegate, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    A delegate who lives on another side than the manager, or a group with members there as a delegate.

    ## Why it matters
    Only the basic functions work between the sides, and those in Outlook for Windows: opening folders, Send on Behalf,
    and copies of meeting requests. The Scheduling Assistant shows less, Outlook on the web shows free/busy times
    instead of the calendar, private items may not be visible, and who follows a meeting sees less of the answers.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates:
          ilse@contoso.com: {folders: {Calendar: Editor}}
    ```

    ## How to fix
    Move manager and delegate in one batch. Until they are together, have the delegate work in Outlook for Windows.
    """
    if need(state.is_cross_premises(grant.owner, grant.trustee)):
        apart = "has members" if grant.trustee.is_group is True else "lives"
        yield grant.finding(
            f"{grant.trustee} {apart} on another side than {grant.owner}, from where a delegate has the basic functions"
            " only",
            fix=f"Move {grant.trustee} and {grant.owner} together, or accept it with the comment"
            ' # delegint: ignore[HYB025] reason="why"',
        )
