"""DRF012, DRF013: delegates that have fallen to pieces, and rules that forward to delegates more than once."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import Delegate, Finding, State, Unknown, rule
from delegint_exchange.commands import change_folder_rights
from delegint_exchange.drift import about, differences, finding, on_side
from delegint_exchange.sources import DELEGATES_AFTER_MIGRATION, DUPLICATE_REQUESTS, SET_FOLDER_PERMISSION


@rule(
    "DRF012",
    "delegate-in-pieces",
    severity="warning",
    evidence=(DELEGATES_AFTER_MIGRATION, SET_FOLDER_PERMISSION),
    absorbs=("DRF006",),
    reads=("Get-MailboxFolderPermission",),
)
def delegate_in_pieces(state: State, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    A declared delegate of whom the tenant has some pieces and lacks others: rights on a folder, Send on Behalf, and in
    Exchange Online the Delegate flag of the calendar and the sight of private items. Only pieces that the declaration
    names or implies, and that the snapshot covers, count; an export in which nobody has a flag is taken for one without
    flags.

    ## Why it matters
    Outlook lists such a person as a delegate with no rights, twice, or not at all. Meeting requests do not arrive, and
    private items stay hidden.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}}}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com","sendOnBehalf":["ilse@contoso.com"]}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com"}
    ```
    ```jsonl exo/folder-permission.jsonl
    {"k":"folder-permission","on":"11111111-1111-1111-1111-111111111111","folder":"Calendar","user":"Ilse","smtp":"ilse@contoso.com","rights":["Editor"],"sharing":[]}
    {"k":"folder-permission","on":"22222222-2222-2222-2222-222222222222","folder":"Calendar","user":"Karl","smtp":"karl@contoso.com","rights":["Editor"],"sharing":["Delegate"]}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        delegates: {ilse@contoso.com: {folders: {Calendar: Editor}}}
    ```
    ```jsonl exo/recipients.jsonl
    {"k":"recipient","guid":"11111111-1111-1111-1111-111111111111","primarySmtp":"annelies@contoso.com","sendOnBehalf":["ilse@contoso.com"]}
    {"k":"recipient","guid":"22222222-2222-2222-2222-222222222222","primarySmtp":"ilse@contoso.com"}
    ```
    ```jsonl exo/folder-permission.jsonl
    {"k":"folder-permission","on":"11111111-1111-1111-1111-111111111111","folder":"Calendar","user":"Ilse","smtp":"ilse@contoso.com","rights":["Editor"],"sharing":["Delegate"]}
    {"k":"folder-permission","on":"22222222-2222-2222-2222-222222222222","folder":"Calendar","user":"Karl","smtp":"karl@contoso.com","rights":["Editor"],"sharing":["Delegate"]}
    ```

    ## How to fix
    Add the person as a delegate once more, with the flags; `Set-MailboxFolderPermission` has
    `-ResetDelegateUserCollection` for lists that are damaged, after which every delegate has to be given the flag
    again.
    """
    for difference in differences(state, "incomplete"):
        grant = difference.entry
        folders = grant.value("folders")
        named = [name for name, _ in folders.entries()] if folders is not None else []
        sees = isinstance(grant, Delegate) and grant.private_items is True
        command = change_folder_rights("Set", difference.mailbox, "Calendar", difference.who, ["Editor"])
        flags = "Delegate, CanViewPrivateItems" if sees else "Delegate"
        yield finding(
            difference,
            f"{difference.who} is a delegate of {difference.mailbox}{on_side(difference)} only in part: has "
            f"{difference.observed}, and lacks {difference.detail}",
            fix="Add the person as a delegate once more in Outlook, or set the flags:"
            f" {command} -SharingPermissionFlags {flags}",
            about=[about(difference, what=what) for what in ("delegate rights", *named)],
        )


@rule(
    "DRF013",
    "several-delegate-forward-rules",
    severity="warning",
    evidence=DUPLICATE_REQUESTS,
)
def several_delegate_forward_rules(state: State, _: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A mailbox with more than one hidden rule that forwards meeting requests to delegates (`Schedule+ EMS Interface`). No
    cmdlet shows these rules, so their number has to be counted with MFCMAPI and declared as `delegate_forward_rules`.

    ## Why it matters
    Outlook keeps one such rule for all delegates and knows no other. Those beside it send requests twice, or to people
    who have not been delegates for years.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, delegate_forward_rules: 2}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online, delegate_forward_rules: 1}
    ```

    ## How to fix
    Note the delegates and remove them in Outlook, delete all rules of that provider with MFCMAPI, and add the delegates
    again. Then declare the new number.
    """
    for recipient in state.recipients:
        rules = recipient.delegate_forward_rules
        if isinstance(rules, Unknown):
            continue  # nobody counts them without a reason
        if rules > 1:
            yield recipient.finding(
                f"{recipient} has {rules} hidden rules that forward meeting requests to delegates",
                "delegate_forward_rules",
                fix="Remove the delegates, delete the rules with MFCMAPI, and add the delegates again",
                about=((recipient.key,),),
            )
