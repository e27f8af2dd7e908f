"""EXC029, EXC030, EXC032: roles and single rights on folders that do not do what they seem to."""

from __future__ import annotations

from collections.abc import Iterator

from delegint.api import (
    FOLDER_ROLES,
    Delegate,
    Finding,
    FolderPermission,
    Mailbox,
    State,
    Unknown,
    names,
    rule,
)
from delegint_exchange.folder_rights import CALENDAR_ROLES, WITHOUT_ITEMS, is_role, single_rights, spelled
from delegint_exchange.folders import Path, entries_of, is_no_calendar, path_of
from delegint_exchange.observed_rights import concerns, of_whom, shut_out
from delegint_exchange.sources import FOLDER_PERMISSION


@rule("EXC029", "calendar-role-on-another-folder", severity="error", evidence=FOLDER_PERMISSION)
def calendar_role_on_another_folder(grant: FolderPermission | Delegate, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    AvailabilityOnly or LimitedDetails on a default folder that is no calendar: the inbox, Sent Items, Deleted Items,
    Drafts, Junk Email, Outbox, Tasks, Contacts, Notes or Journal. On a subfolder of one of them it is a warning, since
    a calendar can lie there. Other folders may be calendars and are left alone, whatever their name.

    ## Why it matters
    The two roles exist for calendars alone, where they stand for free/busy times. On any other folder
    `Add-MailboxFolderPermission` ends with an error, and the entry is not made.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        folders:
          Tasks: {ilse@contoso.com: LimitedDetails}
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
          Tasks: {ilse@contoso.com: Reviewer}
          Calendar: {ilse@contoso.com: LimitedDetails}
    ```

    ## How to fix
    Write Reviewer, where items are to be read, or None.
    """
    for folder, rights, node in entries_of(grant):
        for right in rights:
            if spelled(right) not in CALENDAR_ROLES:
                continue
            path = path_of(folder)
            if is_no_calendar(path):
                below = len(path) > 1
                item = next((item for item in node.items() if item.value == right), node)
                yield grant.finding(
                    f"{right} for {grant.trustee} on {folder} of {grant.owner} is a role for calendars alone"
                    + (f", and {folder} hardly is one" if below else ""),
                    place=item.place,
                    fix="Write Reviewer where items are to be read, or else None",
                    salient=f"{folder} {right}",
                    severity="warning" if below else None,
                )


@rule("EXC030", "role-among-other-rights", severity="info", evidence=FOLDER_PERMISSION)
def role_among_other_rights(grant: FolderPermission | Delegate, _: State) -> Iterator[Finding]:
    """
    ## What it finds
    A folder role in a list with single rights, or with another role.

    ## Why it matters
    Exchange takes the list and adds it up. What it shows afterwards is the role that the sum comes to, or a list of
    single rights: scripts that compare texts never find what was declared, and readers do not see which of the two was
    meant.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        folders:
          Tasks: {ilse@contoso.com: [Author, EditAllItems, DeleteAllItems]}
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
          Tasks: {ilse@contoso.com: Editor}
    ```

    ## How to fix
    Write one role, or single rights alone.
    """
    for folder, rights, node in entries_of(grant):
        if len(rights) < 2 or not any(map(is_role, rights)):
            continue
        known = dict.fromkeys(spelled(right) for right in rights)
        if len(known) > 1 and None not in known:  # what is no right at all has a rule of its own
            yield grant.finding(
                f"{names(known)} for {grant.trustee} on {folder} of {grant.owner} mix a role with other rights",
                place=node.place,
                fix=_in_one_form(rights),
                salient=folder,
            )


@rule("EXC032", "folder-without-its-items", severity="warning", evidence=FOLDER_PERMISSION)
def folder_without_its_items(grant: FolderPermission | Delegate, state: State) -> Iterator[Finding | Unknown]:
    """
    ## What it finds
    Rights that concern the folder alone: FolderOwner, FolderVisible, FolderContact and CreateSubfolders, and nothing
    beside them. FolderVisible on the way to a folder below is left alone, where the state has an entry on that one, or
    a snapshot shows one of the person; and so are the root of the mailbox, Default, Anonymous, and people with Full
    Access. What a snapshot shows of either does not count where `management` is `exclusive`.

    ## Why it matters
    The person sees the folder and finds it empty. FolderOwner is not the role Owner: it lets the folder be moved and
    subfolders be made, but does not include ReadItems.

    ## Example
    ```yaml
    delegint: 1
    recipients:
      annelies@contoso.com: {home: online}
      ilse@contoso.com: {home: online}
    delegations:
      annelies@contoso.com:
        folders:
          Projects: {ilse@contoso.com: [FolderOwner]}
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
          Projects: {ilse@contoso.com: Owner}
    ```

    ## How to fix
    Write the role Owner, or Reviewer where items are only to be read.
    """
    if grant.trustee.well_known:
        return
    for folder, rights, node in entries_of(grant):
        single = single_rights(rights)
        if not single or not single <= WITHOUT_ITEMS or any(spelled(right) is None for right in rights):
            continue
        path = path_of(folder)
        if not path or (single == {"FolderVisible"} and _is_on_the_way(path, grant, state)):
            continue
        people, unknown = shut_out(grant, state)
        yield from unknown
        if people:
            given = dict.fromkeys(spelled(right) for right in rights)
            yield grant.finding(
                f"{of_whom(people, grant.trustee)} can read no items in {folder} of {grant.owner}, since"
                f" {names(given)} {'does' if len(given) == 1 else 'do'} not include ReadItems",
                place=node.place,
                fix="Write Owner, or Reviewer where items are only to be read"
                if "FolderOwner" in single
                else "Write Reviewer where items are to be read",
                salient=folder,
            )


def _in_one_form(rights: tuple[str, ...]) -> str:
    """How to write rights that mix roles and single rights."""
    total = single_rights(rights)
    if any(spelled(right) in CALENDAR_ROLES for right in rights):
        return "Write one role, or single rights alone"
    role = next((role for role in FOLDER_ROLES if role not in CALENDAR_ROLES and single_rights((role,)) == total), None)
    return f"Write {role}, which comes to the same" if role else f"Write [{', '.join(sorted(total))}] without a role"


def _is_on_the_way(path: Path, grant: FolderPermission | Delegate, state: State) -> bool:
    """Whether an entry below a folder is declared, or the snapshot shows one of the trustee that nothing forbids."""
    if path in state.once(_folders_on_the_way)[grant.mailbox]:
        return True
    observed, owner = state.observed, grant.owner.person
    if observed is None or owner < 0 or state.is_exclusive(grant.mailbox):
        return False
    people = (grant.trustee, *state.expand(grant.trustee).people)
    for row in observed.rights_on(owner):
        if row.kind == "folders" and single_rights(row.rights):
            below = path_of(row.folder)
            is_below = len(below) > len(path) and below[: len(path)] == path
            if is_below and any(concerns(row, person, state) for person in people):
                return True
    return False


def _folders_on_the_way(state: State) -> dict[Mailbox, set[Path]]:
    """The folders of each mailbox below which the state has an entry."""
    found: dict[Mailbox, set[Path]] = {}
    for mailbox in state.mailboxes:
        ways = found[mailbox] = set()
        for grant in mailbox.grants:
            if isinstance(grant, (FolderPermission, Delegate)):
                for entry in entries_of(grant):
                    path = path_of(entry.folder)
                    ways.update(path[:depth] for depth in range(1, len(path)))
    return found
