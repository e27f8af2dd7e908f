"""EXC031: rights on a folder that its trustee cannot get to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from delegint.api import (
    Delegate,
    Finding,
    FolderPermission,
    Mailbox,
    ObservedRight,
    Recipient,
    State,
    Unknown,
    names,
    rule,
)
from delegint_exchange.commands import change_folder_rights
from delegint_exchange.folder_rights import WITHOUT_ITEMS, single_rights, spelled
from delegint_exchange.folders import MAIL, ROOT_NAME, Path, entries_of, folded_name, path_of, separator_of
from delegint_exchange.observed_rights import of_whom, shut_out
from delegint_exchange.sources import FOLDER_PATH, FOLDER_PERMISSION

_ROOT: Final = "/"
_DEFAULT: Final = "Default"
_SHOWING: Final = frozenset({"FolderVisible", "FolderOwner", "ReadItems"})
"""Single rights with which a folder can be seen."""


@rule("EXC031", "folder-out-of-reach", severity="warning", evidence=(FOLDER_PATH, FOLDER_PERMISSION))
def folder_out_of_reach(mailbox: Mailbox, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A right under `folders` on a subfolder of the inbox, or of another default folder for mail, for somebody who cannot
    see a folder above it: neither an entry of the person, nor one of a group, nor that of Default makes it visible.
    What a snapshot shows counts beside the declared entries; where `management` is `exclusive`, only the entry of
    Default does. Where the tenant may have an entry that neither shows, it is information, and nothing is said where
    nothing is declared on the upper folder. The root of the mailbox (`Top of Information Store`, or `/`) counts where
    the state has an entry on it. Left alone are people with Full Access, what Default and Anonymous may do, and folders
    of one's own making outside the default ones: they may be calendars, which open without the folders above them.

    ## Why it matters
    Outlook gets to a subfolder by way of those above it. It does not show the folder, or refuses to open it:
    `Unable to open default folders-you do not have permissions to logon`.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        management: exclusive
        folders:
          Inbox: {Default: None}
          Inbox/Invoices: {ilse@contoso.com: Reviewer}
    ```

    ## Instead
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        management: exclusive
        folders:
          Inbox: {Default: None, ilse@contoso.com: [FolderVisible]}
          Inbox/Invoices: {ilse@contoso.com: Reviewer}
    ```

    ## How to fix
    Give FolderVisible on each folder above, and on the root of the mailbox, with `Add-MailboxFolderPermission`, or
    beside the rights that the person has there already with `Set-MailboxFolderPermission`.
    """
    nested = [grant for grant in mailbox.of_kind(FolderPermission) if _is_nested_mail(grant)]
    if not nested:
        return
    declared = _declared_entries(mailbox)
    for grant in nested:
        closed: list[_Closed] = []
        for above in _folders_above(grant.folder):
            folder = _folder(mailbox, above, declared.get(path_of(above), {}), state)
            if not folder.is_judged:
                continue
            people, unknown = shut_out(grant, state, folder.is_shown_to(state))
            yield from unknown
            if people:
                certain = folder.is_whole or all(person in folder.rights for person in people)
                closed.append(_Closed(above, folder, people, certain))
        if closed:
            yield _out_of_reach(grant, closed)


def _is_nested_mail(grant: FolderPermission) -> bool:
    """Whether it opens items in a subfolder of a default folder for mail to somebody in particular."""
    if grant.trustee.well_known or not ("/" in grant.folder or "\\" in grant.folder):
        return False
    path = path_of(grant.folder)
    return len(path) > 1 and path[0] in MAIL and bool(single_rights(grant.rights) - WITHOUT_ITEMS)


def _folders_above(folder: str) -> list[str]:
    """The folders on the way, from the root of the mailbox downwards, as people write them."""
    separator = separator_of(folder)
    parts = [name.strip() for name in folder.split(separator) if name.strip()]
    if folded_name(parts[0]) == ROOT_NAME:
        parts = parts[1:]
    return [_ROOT, *(separator.join(parts[:depth]) for depth in range(1, len(parts)))]


class _Folder(NamedTuple):
    """The entries on one folder.

    Parameters:
        rights: the single rights of each trustee.
        is_open: whether it is shown to Default, or to somebody of whom the snapshot does not tell who it is.
        is_whole: whether there are no other entries, by the management of the mailbox or by the snapshot.
        is_judged: whether it is known well enough to be judged at all.
    """

    rights: dict[Recipient, frozenset[str]]
    is_open: bool
    is_whole: bool
    is_judged: bool

    def is_shown_to(self, state: State) -> Callable[[Recipient], bool | Unknown] | None:
        """To whom it is shown, by a person's own entry before those of groups and Default; None where to nobody."""
        shown = [trustee for trustee, rights in self.rights.items() if _SHOWING & rights]
        if not shown and not self.is_open:
            return None
        groups = [trustee for trustee in shown if trustee.is_group is not False]

        def is_shown(person: Recipient) -> bool | Unknown:
            own = self.rights.get(person)
            if own is not None or self.is_open:
                return own is None or not _SHOWING.isdisjoint(own)
            expansions = [state.expand(group) for group in groups]
            if any(person in expansion.people for expansion in expansions):
                return True
            return next((expansion.unknown for expansion in expansions if expansion.unknown is not None), False)

        return is_shown


class _Closed(NamedTuple):
    """A folder that somebody cannot see.

    Parameters:
        name: as written.
        folder: its entries.
        people: who cannot see it.
        certain: whether an entry that is neither declared nor observed can be ruled out.
    """

    name: str
    folder: _Folder
    people: list[Recipient]
    certain: bool


def _declared_entries(mailbox: Mailbox) -> dict[Path, dict[Recipient, frozenset[str]]]:
    """The single rights that the state gives on each folder, delegate entries included."""
    found: dict[Path, dict[Recipient, frozenset[str]]] = {}
    for grant in mailbox.grants:
        if isinstance(grant, (FolderPermission, Delegate)):
            for entry in entries_of(grant):
                rights = single_rights(entry.rights)
                if any(spelled(right) is None for right in entry.rights):  # found by a rule of its own
                    rights |= _SHOWING
                of_folder = found.setdefault(path_of(entry.folder), {})
                of_folder[grant.trustee] = of_folder.get(grant.trustee, frozenset()) | rights
    return found


def _folder(mailbox: Mailbox, above: str, declared: dict[Recipient, frozenset[str]], state: State) -> _Folder:
    """The entries on a folder: the declared ones, and those of others that the snapshot shows and nothing forbids."""
    rights = {trustee: given for trustee, given in declared.items() if not trustee.well_known}
    default = next((given for trustee, given in declared.items() if str(trustee) == _DEFAULT), None)
    exclusive, rows = state.is_exclusive(mailbox), _observed_entries(mailbox.owner, above, state)
    is_open = False
    for row in rows or ():
        given = single_rights(row.rights)
        trustee = state.person(row.trustee)
        if row.written == _DEFAULT:
            default = given if default is None else default
        elif not exclusive and trustee is not None:
            rights.setdefault(trustee, given)
        elif not exclusive and row.written != "Anonymous":
            is_open = is_open or not _SHOWING.isdisjoint(given)
    is_whole = exclusive or rows is not None
    is_open = is_open or not _SHOWING.isdisjoint(default or ())
    return _Folder(rights, is_open, is_whole, bool(declared) or (is_whole and above != _ROOT))


def _observed_entries(owner: Recipient, above: str, state: State) -> list[ObservedRight] | None:
    """The entries that the snapshot shows on a folder; None where it does not cover it."""
    observed, home = state.observed, state.home_at(owner)
    folder = "Top of Information Store" if above == _ROOT else above.replace("\\", "/")
    if observed is None or owner.person < 0 or isinstance(home, Unknown):
        return None
    if not observed.covers(owner.person, "folders", home, folder):
        return None
    path = path_of(folder)
    rows = observed.rights_on(owner.person)
    return [row for row in rows if row.kind == "folders" and row.side == home and path_of(row.folder) == path]


def _out_of_reach(grant: FolderPermission, closed: list[_Closed]) -> Finding:
    certain = [each for each in closed if each.certain]
    told = certain or closed
    who = of_whom(dict.fromkeys(person for each in told for person in each.people), grant.trustee)
    folders = names(_named(each.name) for each in told)
    return grant.finding(
        f"{who} cannot reach {grant.folder} of {grant.owner}, since no entry makes {folders} visible"
        if certain
        else f"Nothing is declared that makes {folders} visible, through which {who} can reach {grant.folder} of"
        f" {grant.owner}",
        fix=_opened(grant, closed),
        severity=None if certain else "info",
    )


def _opened(grant: FolderPermission, closed: list[_Closed]) -> str:
    """How to make every folder visible: by an entry of the trustee, or by more rights for whoever has one."""
    wanted: dict[str, list[str]] = {}
    commands = []
    for name, folder, people, _ in closed:
        for who in dict.fromkeys(person if person in folder.rights else grant.trustee for person in people):
            present = folder.rights.get(who)
            rights = sorted({"FolderVisible"}.union(present or ()))
            wanted.setdefault(f"{who}: [{', '.join(rights)}]", []).append(_named(name))
            commands.append(change_folder_rights("Add" if present is None else "Set", grant.owner, name, who, rights))
    declarations = " and ".join(f"{entry} on {names(folders)}" for entry, folders in wanted.items())
    return f"Declare {declarations}, and run {'; '.join(commands)}"


def _named(folder: str) -> str:
    return "the root of the mailbox" if folder == _ROOT else folder
