"""EXC021, EXC022: copies of what others send in the name of a mailbox: none, and too many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from delegint.api import (
    ExchangeServer,
    Finding,
    Mailbox,
    Recipient,
    Related,
    SendAs,
    State,
    Unknown,
    lifecycle,
    names,
    need,
    powershell_quoted,
    rule,
)
from delegint_exchange.sources import SENT_ITEMS, SET_MAILBOX

_VERSIONS: Final = ("2010", "2013", "2016", "2019", "SE")


class _Switch(NamedTuple):
    """A setting that keeps copies: the key of the format, and the parameter of Set-Mailbox."""

    key: str
    parameter: str


_SENT_AS: Final = _Switch("message_copy_for_sent_as", "MessageCopyForSentAsEnabled")
_ON_BEHALF: Final = _Switch("message_copy_for_send_on_behalf", "MessageCopyForSendOnBehalfEnabled")


class _Since(NamedTuple):
    """From when on Exchange Server keeps the copies of a type of mailbox.

    Parameters:
        version: the product of that update.
        build: the update.
        update: its name.
    """

    version: str
    build: lifecycle.Minimum
    update: str


_CANNOT_ALWAYS: Final[dict[str, _Since | None]] = {
    "UserMailbox": _Since("2016", lifecycle.COPIES_FOR_USER_MAILBOXES, "Exchange 2016 CU6"),
    "SharedMailbox": _Since("2013", lifecycle.COPIES_FOR_SHARED_MAILBOXES, "Exchange 2013 CU9"),
    "LinkedMailbox": None,
}
"""The types of mailboxes that keep no copies on-premises: until some update, or never.

Source: Set-Mailbox, parameter MessageCopyForSentAsEnabled.
"""


@rule(
    "EXC021",
    "sent-items-copy-that-is-not-kept",
    severity="error",
    evidence=(SENT_ITEMS, SET_MAILBOX, lifecycle.BUILDS),
    when="every",
    holds="On-premises: user mailboxes before Exchange 2016 CU6, shared ones before Exchange 2013 CU9, linked ones",
)
def sent_items_copy_that_is_not_kept(mailbox: Mailbox, state: State) -> Iterator[Finding]:
    """
    ## What it finds
    `message_copy_for_sent_as` or `message_copy_for_send_on_behalf` on a mailbox on-premises that cannot keep copies: a
    linked mailbox, a user mailbox before Exchange 2016 CU6, a shared mailbox before Exchange 2013 CU9. The oldest
    server in service counts, as the state does not say on which of them a mailbox lives.

    ## Why it matters
    What others send in the name of the mailbox is in their own Sent Items alone, and whoever looks for it in the
    mailbox takes it for never sent.

    ## Example
    ```yaml
    delegint: 1
    organization:
      exchange_server: {version: 2013}
    recipients:
      annelies@contoso.com: {home: on_premises, message_copy_for_sent_as: true}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        send_as: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    organization:
      exchange_server: {version: 2019}
    recipients:
      annelies@contoso.com: {home: on_premises, message_copy_for_sent_as: true}
      ilse@contoso.com: {home: on_premises}
    delegations:
      annelies@contoso.com:
        send_as: [ilse@contoso.com]
    ```

    ## How to fix
    Update the servers, or move the mailbox to Exchange Online. Until then, `DelegateSentItemsStyle` in the Outlook of
    those who send keeps what they send in the mailbox.
    """
    owner = mailbox.owner
    switches = _switched_on(owner)
    if not switches:
        return
    reason = need(_obstacle(owner, state))
    if not reason:
        return
    off = " ".join(f"-{switch.parameter} $false" for switch in switches)
    yield mailbox.finding(
        f"{owner} keeps no copies of what others send in its name, as it {reason}",
        fix=f"Declare {names(f'{switch.key}: false' for switch in switches)} for {owner}, and run Set-Mailbox -Identity"
        f" {powershell_quoted(owner)} {off}",
        related=[Related(owner.place_of(switch.key), "copies are wanted here") for switch in switches],
        about=((owner.key,),),
    )


@rule("EXC022", "doubled-sent-items", severity="warning", evidence=SENT_ITEMS, when="every")
def doubled_sent_items(mailbox: Mailbox, state: State) -> Iterator[Finding]:
    r"""
    ## What it finds
    A mailbox with `message_copy_for_sent_as`, and somebody on the same side with Send As, also through a group, whose
    Outlook keeps copies in the other mailbox by itself: `delegate_sent_items_style: 1`. People for whom that is not
    stated are taken to have Outlook as it comes, which does not.

    ## Why it matters
    The mailbox gets each message twice in its Sent Items, and the person who sent it has none.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online, message_copy_for_sent_as: true}
      ilse@contoso.com: {home: online, delegate_sent_items_style: 1}
    delegations:
      invoices@contoso.com:
        send_as: [ilse@contoso.com]
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      invoices@contoso.com: {type: SharedMailbox, home: online, message_copy_for_sent_as: true}
      ilse@contoso.com: {home: online, delegate_sent_items_style: 0}
    delegations:
      invoices@contoso.com:
        send_as: [ilse@contoso.com]
    ```

    ## How to fix
    Use one of the two: best the setting of the mailbox, which holds for every client. Then take the value
    `DelegateSentItemsStyle` below `HKEY_CURRENT_USER\Software\Microsoft\Office\16.0\Outlook\Preferences` away.
    """
    owner = mailbox.owner
    if owner.message_copy_for_sent_as is not True:
        return
    people = (person for grant in mailbox.of_kind(SendAs) for person in state.expand(grant.trustee).people)
    doubling = [
        person
        for person in dict.fromkeys(people)
        if _keeps_copies(person) and state.is_cross_premises(owner, person) is not True
    ]
    if not doubling:
        return
    obstacle = _obstacle(owner, state)
    if isinstance(obstacle, Unknown) or not obstacle:
        yield mailbox.finding(
            f"{owner} keeps twice what is sent as it by {names(doubling)}, whose own Sent Items get nothing",
            "send_as",
            fix="Take DelegateSentItemsStyle out of the registry of their computers, and declare"
            f" delegate_sent_items_style: 0 for {names(doubling)}",
            related=[Related(owner.place_of(_SENT_AS.key), "the mailbox keeps a copy")]
            + [Related(person.place_of("delegate_sent_items_style"), f"so does {person}") for person in doubling],
            about=((owner.key,),),
        )


def _switched_on(owner: Recipient) -> list[_Switch]:
    """The settings with which copies are wanted."""
    wanted = []
    if owner.message_copy_for_sent_as is True:
        wanted.append(_SENT_AS)
    if owner.message_copy_for_send_on_behalf is True:
        wanted.append(_ON_BEHALF)
    return wanted


def _obstacle(owner: Recipient, state: State) -> str | Unknown:
    """Why the mailbox can keep no copies; empty where it can."""
    kind, home = owner.type, state.home_at(owner)
    if isinstance(kind, Unknown):
        return kind
    if kind not in _CANNOT_ALWAYS:
        return ""
    if isinstance(home, Unknown):
        return home
    if home != "on_premises":
        return ""
    since = _CANNOT_ALWAYS[kind]
    if since is None:
        return "is a linked mailbox"
    too_old = _is_too_old(state.organization.exchange_server, since)
    if isinstance(too_old, Unknown):
        return too_old
    return f"needs {since.update} for that" if too_old else ""


def _is_too_old(server: ExchangeServer, since: _Since) -> bool | Unknown:
    """Whether the oldest server in service is older than the update; its version may tell without the build."""
    build, version = server.build, server.version
    if not isinstance(build, Unknown):
        verdict = since.build.rules_out(build)
        return server.missing("build", "Get-ExchangeServer") if verdict is None else verdict
    if isinstance(version, Unknown):
        return version
    if version == since.version or version not in _VERSIONS:
        return build
    return _VERSIONS.index(version) < _VERSIONS.index(since.version)


def _keeps_copies(person: Recipient) -> bool:
    """Whether the person's Outlook is known to keep copies in the mailbox in whose name it sends."""
    style = person.delegate_sent_items_style
    return not isinstance(style, Unknown) and style == 1
