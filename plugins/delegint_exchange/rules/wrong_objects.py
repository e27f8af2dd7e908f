"""HYB017, HYB032, HYB033: objects on the other side with a wrong address, a mailbox of their own, or a wrong type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from delegint.api import (
    MAILBOXES,
    NOWHERE,
    Finding,
    Mailbox,
    Recipient,
    Related,
    SendAs,
    State,
    Unknown,
    names,
    normalized,
    powershell_quoted,
    rule,
    side_name,
)
from delegint_exchange.representatives import has_stayed, lives
from delegint_exchange.sources import OVERVIEW, REMOTE_MAILBOX, SHARED_DISCONNECTED, TARGET_ADDRESS, TWO_MAILBOXES

_HOME_OF: Final = {"on_premises": "online", "online": "on_premises"}
"""Where a mailbox lives that has an object of another kind on a side."""
_ADDRESSES: Final = {
    "on_premises": ("on_premises_object", "proxyAddresses"), "online": ("online_object", "EmailAddresses"),
}  # fmt: skip
_PRIMARY: Final = "SMTP:"

_MAILBOX_KINDS: Final = frozenset({"mailbox"} | {kind.casefold() for kind in MAILBOXES if "Remote" not in kind})
_PARAMETERS: Final = {
    word: parameter
    for parameter, details in (
        ("Regular", "UserMailbox"), ("Shared", "SharedMailbox"), ("Room", "RoomMailbox"),
        ("Equipment", "EquipmentMailbox"),
    )
    for word in (parameter.casefold(), details.casefold(), f"remote{details.casefold()}")
}  # fmt: skip
"""The parameter Type of Set-RemoteMailbox for a type, as this parameter or RecipientTypeDetails has it."""


@rule(
    "HYB017",
    "sending-identity-with-another-primary-address",
    severity="warning",
    evidence=(OVERVIEW, TARGET_ADDRESS),
    when="every",
)
def sending_identity_with_another_primary_address(state: State, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    Send As between the sides, where the object that stands for the owner on the sender's side has another primary
    address: the one with `SMTP:` in capitals in `proxyAddresses` on-premises, or in `EmailAddresses` in Exchange
    Online. Silent where those addresses are not stated. Whether an e-mail address policy is about to change them is
    not known.

    ## Why it matters
    The message leaves with the primary address that the sender's side knows, often one that ends in onmicrosoft.com.
    An e-mail address policy makes it so where `targetAddress` begins with `SMTP:` in capitals.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com:
        type: SharedMailbox
        home: online
        on_premises_object:
          proxyAddresses: ["SMTP:invoices@contoso.mail.onmicrosoft.com", "smtp:invoices@contoso.com"]
      ilse@contoso.com: {home: on_premises}
    delegations:
      invoices@contoso.com:
        send_as: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com:
        type: SharedMailbox
        home: online
        on_premises_object:
          proxyAddresses: ["SMTP:invoices@contoso.com", "smtp:invoices@contoso.mail.onmicrosoft.com"]
      ilse@contoso.com: {home: on_premises}
    delegations:
      invoices@contoso.com:
        send_as: [ilse@contoso.com]
    ```

    ## How to fix
    Set the primary address of the object on the sender's side to that of the mailbox, and write `targetAddress` with
    `smtp:` in small letters.
    """
    for misnamed in state.now.once(_misnamed):
        owner, side = misnamed.mailbox.owner, misnamed.side
        if not lives(owner, NOWHERE, state) and not has_stayed(owner, _HOME_OF[side], state):
            continue
        senders = {
            person: None
            for grant in misnamed.mailbox.of_kind(SendAs)
            for person in state.sides_of(grant.trustee).people.get(side, ())
        }
        if senders:
            address = powershell_quoted(misnamed.right)
            yield owner.finding(
                f"What {names(senders)} {'sends' if len(senders) == 1 else 'send'} as {owner} from {side_name(side)}"
                f" leaves under {misnamed.wrong}",
                *_ADDRESSES[side],
                fix=f"Make {address} the primary address of that object ({_PRIMARY} in capitals)",
                about=((owner.key,),),
            )


@rule("HYB032", "mailbox-on-both-sides", severity="error", evidence=TWO_MAILBOXES)
def mailbox_on_both_sides(recipient: Recipient, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    A recipient that has a mailbox on-premises and another one in Exchange Online, by `kind` of `on_premises_object` and
    `online_object`, as a snapshot of both sides shows them. Silent where one of the two is not known.

    ## Why it matters
    Rights, mail and appointments are split between the two mailboxes: each side delivers into its own, and a delegate
    works in the one that the owner does not see.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {on_premises_object: {kind: Mailbox}, online_object: {kind: Mailbox}}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, on_premises_object: {kind: RemoteMailbox}, online_object: {kind: Mailbox}}
    ```

    ## How to fix
    Save what only the mailbox to be given up holds, disconnect it, and make its object a remote mailbox or a mail user
    of the other. Keep its LegacyExchangeDN as an X500 address, so that old messages can be answered.
    """
    if _is_mailbox(recipient.online_object.kind) and _is_mailbox(recipient.on_premises_object.kind):
        sides = (recipient.on_premises_object, recipient.online_object)
        yield recipient.finding(
            f"{recipient} has a mailbox on-premises and another one in Exchange Online",
            fix="Keep one of the two, make the other object a remote mailbox or a mail user, and give it the"
            " LegacyExchangeDN of the mailbox that goes as an X500 address",
            related=[Related(side.place_of("kind"), "a mailbox here") for side in sides],
            about=((recipient.key,),),
        )


@rule(
    "HYB033",
    "mailbox-type-differs-between-sides",
    severity="error",
    evidence=(SHARED_DISCONNECTED, REMOTE_MAILBOX),
    absorbs=("EXC020",),
)
def mailbox_type_differs_between_sides(recipient: Recipient, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A mailbox in Exchange Online whose `type` is not the `remote_type` that its object on-premises has. Only user,
    shared, room and equipment mailboxes are compared, since remote mailboxes have no other types: workspaces and desks
    are rooms on-premises. Two records of a snapshot that disagree count too, unless the one on-premises is a room.
    Silent where `type` is not stated, and for a mailbox that is managed in the cloud, whose type goes the other way.

    ## Why it matters
    Directory synchronization carries the type on-premises to Exchange Online. A shared mailbox becomes a user mailbox
    without a license, is disconnected, and is lost for good 30 days later.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com:
        type: SharedMailbox
        home: online
        on_premises_object: {kind: RemoteMailbox, remote_type: RemoteUserMailbox}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com:
        type: SharedMailbox
        home: online
        on_premises_object: {kind: RemoteMailbox, remote_type: RemoteSharedMailbox}
    ```

    ## How to fix
    Give both the same type: `Set-RemoteMailbox -Type` on-premises, then `Set-Mailbox -Type` in Exchange Online. The
    type `Shared` needs Exchange 2013 CU21 or Exchange 2016 CU10.
    """
    remote, here, home = recipient.on_premises_object.remote_type, recipient.type, state.home_at(recipient)
    if isinstance(remote, Unknown) or isinstance(here, Unknown) or (isinstance(home, str) and home != "online"):
        return
    wanted, seen = _PARAMETERS.get(here.casefold()), _PARAMETERS.get(remote.casefold())
    disputed = recipient.value("type") is None
    differs = _is_disputed(recipient, seen) if disputed else wanted is not None and wanted != seen
    if seen is None or not differs or recipient.cloud_managed is True:
        return
    if isinstance(home, Unknown):
        yield home
        return
    kind = "<the type that is meant>" if disputed else wanted
    what = "of another type" if disputed else f"a {here}"
    name = powershell_quoted(recipient)
    yield recipient.finding(
        f"{recipient} is {what} in Exchange Online, and its object on-premises, from where the type is synchronized, is"
        f" {seen}",
        "on_premises_object",
        "remote_type",
        fix=f"Run Set-RemoteMailbox {name} -Type {kind} on-premises, and Set-Mailbox {name} -Type {kind} in Exchange"
        " Online",
        about=((recipient.key,),),
    )


def _is_mailbox(kind: str | Unknown) -> bool:
    """Whether an object is a mailbox itself; what stands for one is called RemoteMailbox or MailUser."""
    return not isinstance(kind, Unknown) and kind.casefold() in _MAILBOX_KINDS


def _is_disputed(recipient: Recipient, seen: str | None) -> bool:
    """Whether a snapshot has a remote mailbox, and no type on which all of its records agree.

    A room may be a workspace or a desk in Exchange Online, which is no dispute.
    """
    declared = recipient.on_premises_object.node
    return seen != "Room" and (declared is None or declared.get("remote_type") is None)


class _Misnamed(NamedTuple):
    """An object with another primary address than the mailbox or group for which it stands.

    Parameters:
        mailbox: the owner's grants.
        side: where the object is.
        wrong, right: its primary address, and that of the owner.
    """

    mailbox: Mailbox
    side: str
    wrong: str
    right: str


def _misnamed(state: State) -> list[_Misnamed]:
    """Those of the owners as whom somebody may send."""
    found = []
    for mailbox in state.mailboxes:
        owner = mailbox.owner
        if not mailbox.of_kind(SendAs):
            continue
        for side, home in _HOME_OF.items():
            shown, elsewhere, address = _primary(owner, side), _primary(owner, home), normalized(owner.address)
            if shown is not None and shown not in (address, elsewhere):
                right = address if elsewhere is None or lives(owner, NOWHERE, state) else elsewhere
                found.append(_Misnamed(mailbox, side, shown, right))
    return found


def _primary(recipient: Recipient, side: str) -> str | None:
    """The primary address of the object on a side, if it is stated."""
    stated = recipient.on_premises_object.proxy_addresses
    if side == "online":
        stated = recipient.online_object.email_addresses
    primary = () if isinstance(stated, Unknown) else [item for item in stated if item.strip().startswith(_PRIMARY)]
    return normalized(primary[0]) if len(primary) == 1 else None
