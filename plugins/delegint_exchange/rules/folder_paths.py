"""EXC031: rights on a folder that its trustee cannot get to; and what the name of a folder tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from delegint.api import (
    Delegate,
    Finding,
    FolderPermission,
    FullAccess,
    Mailbox,
    Recipient,
    State,
    Unknown,
    names,
    powershell_quoted,
    rule,
)
from delegint_exchange.clusters import gives_a_right
from delegint_exchange.folder_rights import WITHOUT_ITEMS, single_rights, spelled
from delegint_exchange.folders import MAIL, ROOT_NAME, Path, entries_of, folded_name, path_of, separator_of
from delegint_exchange.sources import FOLDER_PATH, FOLDER_PERMISSION

_ROOT: Final = "/"
_SHOWING: Final = frozenset({"FolderVisible", "FolderOwner", "ReadItems"})
"""Single rights with which a folder can be seen."""


@rule("EXC031", "folder-out-of-reach", severity="warning", evidence=(FOLDER_PATH, FOLDER_PERMISSION))
def folder_out_of_reach(mailbox: Mailbox, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    A right under `folders` on a subfolder of the inbox, or of another default folder for mail, for somebody who cannot
    see a folder above it: neither an entry of the person, nor one of a group, nor that of Default makes it visible.
    Where neither the state nor a snapshot says anything of the upper folder it is information. The root of the mailbox
    (`Top of Information Store`, or `/`) counts where the state has an entry on it. Left alone are people with Full
    Access, what Default and Anonymous may do, and folders of one's own making outside the default ones: they may be
    calendars, which open without the folders above them.

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
        folders:
          Inbox: {Default: None, ilse@contoso.com: [FolderVisible]}
          Inbox/Invoices: {ilse@contoso.com: Reviewer}
    ```

    ## How to fix
    Give FolderVisible on each folder above, and on the root of the mailbox, with `Add-MailboxFolderPermission`.
    """
    nested = [grant for grant in mailbox.of_kind(FolderPermission) if _is_nested_mail(grant)]
    if not nested:
        return
    visible = _visibility_of_folders(mailbox)
    for grant in nested:
        missing: list[str] = []
        shut_out: dict[Recipient, None] = {}
        certain = False
        for above in _folders_above(grant.folder):
            spoken = visible.get(path_of(above))
            if above == _ROOT and spoken is None:
                continue
            people, unknown = _shut_out(grant, spoken or _UNSPOKEN, state)
            yield from unknown
            seen = _is_seen(grant, above, state) if people and spoken is None else None
            if people and not seen:
                missing.append(above)
                shut_out.update(dict.fromkeys(people))
                certain = certain or spoken is not None or seen is False
        if missing:
            yield _out_of_reach(grant, missing, list(shut_out), certain=certain)


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


class _Visibility(NamedTuple):
    """Who can see one folder, by the entries on it.

    Parameters:
        named: whether the entries of each trustee show it.
        groups: the trustees who may be groups and are shown it.
        default: whether Default is shown it.
    """

    named: dict[Recipient, bool]
    groups: list[Recipient]
    default: bool

    def to(self, person: Recipient, state: State) -> bool | Unknown:
        """Whether a person can see it: the person's own entry decides, then any of a group, then that of Default."""
        own = self.named.get(person)
        if own is not None or self.default:
            return own is not False
        unknown: Unknown | None = None
        for group in self.groups:
            expansion = state.expand(group)
            if person in expansion.people:
                return True
            unknown = expansion.unknown if unknown is None else unknown
        return False if unknown is None else unknown


_UNSPOKEN: Final = _Visibility({}, [], default=False)


def _visibility_of_folders(mailbox: Mailbox) -> dict[Path, _Visibility]:
    """Who can see each folder that the state has an entry on, delegate entries included."""
    named: dict[Path, dict[Recipient, bool]] = {}
    for grant in mailbox.grants:
        if isinstance(grant, (FolderPermission, Delegate)):
            for entry in entries_of(grant):
                of_folder = named.setdefault(path_of(entry.folder), {})
                of_folder[grant.trustee] = of_folder.get(grant.trustee, False) or _shows(entry.rights)
    found = {}
    for path, of_folder in named.items():
        shown = [trustee for trustee, shows in of_folder.items() if shows]
        groups = [trustee for trustee in shown if not trustee.well_known and trustee.is_group is not False]
        default = any(trustee.well_known and trustee.address == "Default" for trustee in shown)
        found[path] = _Visibility(of_folder, groups, default)
    return found


def _shut_out(grant: FolderPermission, above: _Visibility, state: State) -> tuple[list[Recipient], list[Unknown]]:
    """Who cannot see the upper folder and has no Full Access instead; the trustee itself, if that is a whole group."""
    own = above.named.get(grant.trustee)
    if own or (own is None and above.default):
        return [], []
    if not any(above.named.values()) and not any(map(gives_a_right, grant.mailbox.of_kind(FullAccess))):
        return [grant.trustee], []
    people, gap = state.expand(grant.trustee)
    shut_out: list[Recipient] = []
    unknown = [] if gap is None else [gap]
    for person in people:
        seen = above.to(person, state)
        opening = state.grants_reaching(grant.mailbox, FullAccess, person) if seen is False else []
        if isinstance(seen, Unknown) or isinstance(opening, Unknown):
            unknown += [gap for gap in (seen, opening) if isinstance(gap, Unknown)]
        elif not seen and not any(map(gives_a_right, opening)):
            shut_out.append(person)
    everybody = gap is None and len(shut_out) == len(people) > 1
    return [grant.trustee] if everybody else shut_out, unknown


def _is_seen(grant: FolderPermission, above: str, state: State) -> bool | None:
    """Whether the snapshot has an entry that may let the trustee see the folder; None where it does not cover it."""
    observed, owner = state.observed, grant.owner.person
    home, folder = state.home_at(grant.owner), above.replace("\\", "/")
    if (
        observed is None
        or owner < 0
        or isinstance(home, Unknown)
        or not observed.covers(owner, "folders", home, folder)
    ):
        return None
    for row in observed.rights_on(owner):
        if row.kind != "folders" or row.side != home or path_of(row.folder) != path_of(folder):
            continue
        other = state.person(row.trustee) if row.trustee >= 0 else None
        may_concern = other is None or other is grant.trustee or other.is_group is not False
        if may_concern and row.written != "Anonymous" and _shows(row.rights):
            return True
    return False


def _shows(rights: tuple[str, ...]) -> bool:
    """Whether the rights may let the folder be seen; what is no right at all is found by its own rule."""
    return not _SHOWING.isdisjoint(single_rights(rights)) or any(spelled(right) is None for right in rights)


def _out_of_reach(grant: FolderPermission, missing: list[str], people: list[Recipient], *, certain: bool) -> Finding:
    who = grant.trustee if people == [grant.trustee] else f"{names(people)} of {grant.trustee}"
    folders = names("the root of the mailbox" if above == _ROOT else above for above in missing)
    identity = f"{grant.owner}:\\" + ("" if missing[0] == _ROOT else missing[0].replace("/", "\\"))
    return grant.finding(
        f"{who} cannot reach {grant.folder} of {grant.owner}, since no entry makes {folders} visible"
        if certain
        else f"Nothing is declared that makes {folders} visible, through which {who} can reach {grant.folder} of"
        f" {grant.owner}",
        fix=f"Declare {grant.trustee}: [FolderVisible] on {folders}, and run Add-MailboxFolderPermission -Identity"
        f" {powershell_quoted(identity)} -User {powershell_quoted(grant.trustee)} -AccessRights FolderVisible",
        severity=None if certain else "info",
    )
