"""HYB005, HYB006: remote mailboxes that are not ACL-able, since the switch has missed them or never covered them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from delegint.api import Finding, Recipient, State, Unknown, rule
from delegint_exchange.across import Across, needing_aclable
from delegint_exchange.representatives import ACLABLE as ACLABLE_BIT
from delegint_exchange.representatives import CREATED, has_stayed, make_aclable
from delegint_exchange.sources import ACLABLE, CREATED_REMOTE_MAILBOX, MISSED_BY_MOVES, REMOTE_MAILBOX

_SYNCED_MAILBOX_USER: Final = 0x80000006
"""What a move or New-RemoteMailbox leaves for a user or shared mailbox that is not ACL-able."""
_DISPLAY_TYPE: Final = "msExchRecipientDisplayType"
_UNSIGNED: Final = 0xFFFFFFFF


@rule(
    "HYB005",
    "remote-mailbox-left-not-aclable",
    severity="error",
    evidence=(ACLABLE, MISSED_BY_MOVES),
    when="every",
    absorbs=("HYB002", "HYB003", "HYB013"),
)
def remote_mailbox_left_not_aclable(state: State, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    A remote user or shared mailbox with rights across the sides whose object in Active Directory is not ACL-able
    (-2147483642), although `aclable_synced_object_enabled` is on. What cannot work for that reason is listed under it.

    ## Why it matters
    The switch counts at the moment of a move. It does nothing for mailboxes that were moved before or that were created
    instead of moved, and moves have been seen to miss some. Users on-premises read
    `The name cannot be resolved. The name cannot be matched to a name in the address list.`

    ## Example
    ```yaml
    delegint: 1
    organization:
      exchange_server: {version: SE, aclable_synced_object_enabled: true}
    recipients:
      annelies@contoso.com:
        home: online
        on_premises_object: {kind: RemoteMailbox, msExchRecipientDisplayType: -2147483642}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    organization:
      exchange_server: {version: SE, aclable_synced_object_enabled: true}
    recipients:
      annelies@contoso.com:
        home: online
        on_premises_object: {kind: RemoteMailbox, msExchRecipientDisplayType: -1073741818}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    ```

    ## How to fix
    Run `Set-RemoteMailbox -ACLableSyncedObjectEnabled` for the mailbox, and look at the object again after each batch.
    """
    if state.organization.exchange_server.aclable_synced_object_enabled is not True:
        return
    needed = state.now.once(needing_aclable)
    for mailbox in needed.at(state):
        shown, provenance = mailbox.on_premises_object.display_type, mailbox.provenance
        if isinstance(shown, Unknown) or not has_stayed(mailbox, "online", state):
            continue
        if shown & _UNSIGNED == _SYNCED_MAILBOX_USER:
            created = not isinstance(provenance, Unknown) and provenance == CREATED
            why = "it was created, not moved" if created else "it was moved before, or the move has missed it"
            yield mailbox.finding(
                f"{mailbox} is not ACL-able on-premises although ACLableSyncedObjectEnabled is on: {why}",
                "on_premises_object",
                _DISPLAY_TYPE,
                fix=make_aclable(mailbox),
                about=needed.about(mailbox),
            )


@rule(
    "HYB006",
    "remote-mailbox-created-not-aclable",
    severity="error",
    evidence=(CREATED_REMOTE_MAILBOX, ACLABLE, REMOTE_MAILBOX),
    when="every",
    absorbs=("HYB002", "HYB003", "HYB013"),
)
def remote_mailbox_created_not_aclable(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A user or shared mailbox with `provenance: new_remote_mailbox` and rights across the sides whose object in Active
    Directory is not ACL-able. Where nothing is stated about that object, as for a mailbox that is still to be created,
    it is a warning. Where the switch for moved mailboxes is on and the object lacks the bit, HYB005 says so.

    ## Why it matters
    `New-RemoteMailbox` and `Enable-RemoteMailbox` make an object that is not ACL-able unless they are told to, and the
    switch of the organization covers moved mailboxes alone. Users on-premises read
    `The name cannot be resolved. The name cannot be matched to a name in the address list.`

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, provenance: new_remote_mailbox}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com:
        home: online
        provenance: new_remote_mailbox
        on_premises_object: {kind: RemoteMailbox, msExchRecipientDisplayType: -1073741818}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        full_access: {ilse@contoso.com: {automapping: false}}
    ```

    ## How to fix
    Create it with `New-RemoteMailbox -ACLableSyncedObjectEnabled`, or run `Set-RemoteMailbox` with the same parameter,
    and state `on_premises_object: {msExchRecipientDisplayType: -1073741818}`.
    """
    switch = state.organization.exchange_server.aclable_synced_object_enabled
    needed = state.now.once(needing_aclable)
    for mailbox in needed.at(state):
        provenance = mailbox.provenance
        if isinstance(provenance, Unknown) or provenance != CREATED or not has_stayed(mailbox, "online", state):
            continue
        shown = mailbox.on_premises_object.display_type
        if isinstance(shown, Unknown):
            yield shown if mailbox.on_premises_object.known else _planned(mailbox, needed)
        elif not shown & ACLABLE_BIT and switch is not True:
            yield mailbox.finding(
                f"{mailbox} is not ACL-able on-premises: it was created without ACLableSyncedObjectEnabled",
                "on_premises_object",
                _DISPLAY_TYPE,
                fix=make_aclable(mailbox),
                about=needed.about(mailbox),
            )


def _planned(mailbox: Recipient, needed: Across) -> Finding:
    command = "New-RemoteMailbox or Enable-RemoteMailbox with -ACLableSyncedObjectEnabled"
    return mailbox.finding(
        f"{mailbox} is not ACL-able on-premises, unless it is created with ACLableSyncedObjectEnabled",
        "provenance",
        fix=f"Use {command}, and state on_premises_object: {{msExchRecipientDisplayType: -1073741818}}",
        about=needed.about(mailbox),
        severity="warning",
    )
