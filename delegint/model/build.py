"""The merged tree to the typed state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from delegint.model.directory import Directory
from delegint.model.environment import Lync, Organization, SyncEngine
from delegint.model.grants import (
    Delegate,
    FolderPermission,
    FullAccess,
    Grant,
    Mailbox,
    ResourceDelegate,
    SendAs,
    SendOnBehalf,
)
from delegint.model.migration import Batch
from delegint.model.recipients import Recipient
from delegint.model.state import State
from delegint.source.nodes import Node
from delegint.source.places import Problem, Related

_ADDRESSED: tuple[type[Grant], ...] = (FullAccess, SendAs, SendOnBehalf, Delegate, ResourceDelegate)


def build_state(root: Node, as_of: date, problems: list[Problem], *, complete: bool = True) -> State:
    """The typed state.

    Values that violate the schema are left out, and read as unknown: the schema check reports them.

    Parameters:
        root: the merged mapping.
        as_of: the date for rules that are bound to one.
        problems: takes addresses that resolve to nobody, or to two.
        complete: whether every file could be read; if not, an unknown address proves nothing and is not reported.
    """
    directory = Directory(root.get("recipients"), problems)
    mailboxes = _mailboxes(root, directory, problems)
    engines = root.get("entra_sync")
    state = State(
        root=root,
        as_of=as_of,
        directory=directory,
        organization=Organization(root.get("organization"), "organization"),
        sync_engines=tuple(
            SyncEngine(node, "entra_sync", name) for name, node in (engines.entries() if engines is not None else ())
        ),
        lync=Lync(root.get("lync"), "lync"),
        mailboxes=mailboxes,
        batches=_batches(root, directory, problems),
    )
    if complete:
        problems.extend(directory.unresolved())
    return state


def _mailboxes(root: Node, directory: Directory, problems: list[Problem]) -> tuple[Mailbox, ...]:
    """One for each owner; who is named twice, by two of its addresses, gets what both entries grant."""
    delegations = root.get("delegations")
    mailboxes: dict[Recipient, Mailbox] = {}
    for written, node in delegations.entries() if delegations is not None else ():
        owner = directory.resolve(written, node, ("delegations",))
        mailbox = mailboxes.get(owner)
        if mailbox is None:
            mailbox = mailboxes[owner] = Mailbox(owner, written, node)
        else:
            related = Related(mailbox.place_of(), "first here")
            message = f"{written} and {mailbox.written} are one mailbox, {owner}"
            fix = "Join the two entries under the primary address"
            path = ("delegations", written)
            problems.append(Problem("FMT002", message, node.key_place, path, fix, (related,)))
        mailbox.grants.extend(_grants(mailbox, written, node, directory))
    return tuple(mailboxes.values())


def _grants(mailbox: Mailbox, owner: str, node: Node, directory: Directory) -> Iterator[Grant]:
    above = ("delegations", owner)
    for kind in _ADDRESSED:
        section = node.get(kind.section)
        if section is not None:
            keys = (*above, kind.section)
            for written, entry in _addressed(section):
                yield kind(mailbox, directory.resolve(written, entry, keys), entry, (owner, written))
    folders = node.get(FolderPermission.section)
    for folder, permissions in folders.entries() if folders is not None else ():
        keys_of_folder = (*above, FolderPermission.section, folder)
        for written, entry in permissions.entries():
            trustee = directory.trustee_of_folder(written, entry, keys_of_folder)
            yield FolderPermission(mailbox, trustee, entry, (owner, written), folder)


def _addressed(section: Node) -> Iterator[tuple[str, Node]]:
    """Both forms: a list of addresses, and a mapping from address to options."""
    yield from section.entries()
    for item in section.items():
        if isinstance(item.value, str):
            yield item.value, item


def _batches(root: Node, directory: Directory, problems: list[Problem]) -> tuple[Batch, ...]:
    """The batches by date; those without one follow in the order in which they are written."""
    named: dict[str, Batch] = {}
    migration = root.get("migration")
    listed = migration.get("batches") if migration is not None else None
    batches = []
    for position, node in enumerate(listed.items() if listed is not None else ()):
        members = directory.resolve_all(node.get("members"), ("migration", "batches", str(position), "members"))
        batch = Batch(node, position, members)
        first = named.setdefault(batch.name.casefold(), batch)
        if first is not batch and node.get("name") is not None:
            related = Related(first.place_of("name"), "first here")
            message = f"Two batches are called {batch.name}, and findings name batches"
            fix = "Give each batch a name of its own"
            problems.append(Problem("FMT002", message, batch.place_of("name"), batch.path, fix, (related,)))
        batches.append(batch)
    return tuple(sorted(batches, key=lambda batch: (not batch.date, batch.date)))
