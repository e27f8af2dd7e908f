"""The merged tree to the typed state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from delegint.model.booking import BOOKING_LISTS, SECTION, CalendarProcessing
from delegint.model.contradictions import contradictions
from delegint.model.directory import Directory
from delegint.model.drift import Comparison
from delegint.model.environment import Application, Lync, Organization, SyncEngine, Teams
from delegint.model.facts import ObservedFacts
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
from delegint.model.observed import OBSERVED_BATCHES, Observed
from delegint.model.observed_facts import TreeFacts, tree_facts
from delegint.model.recipients import Recipient
from delegint.model.section import Section
from delegint.model.state import State
from delegint.source.nodes import Node
from delegint.source.places import Problem, Related

_RULES = "Get-ADSyncServerConfiguration"
_ADDRESSED: tuple[type[Grant], ...] = (FullAccess, SendAs, SendOnBehalf, Delegate, ResourceDelegate)


def build_state(
    root: Node,
    as_of: date,
    problems: list[Problem],
    *,
    complete: bool = True,
    observed: Observed | None = None,
    comparisons: tuple[Comparison, ...] = (),
) -> State:
    """The typed state.

    Values that violate the schema are left out, and read as unknown: the schema check reports them.

    Parameters:
        root: the merged mapping.
        as_of: the date for rules that are bound to one.
        problems: takes addresses that resolve to nobody, or to two.
        complete: whether every file could be read; if not, an unknown address proves nothing and is not reported.
        observed: what a snapshot of the tenant says.
        comparisons: how the plugins compare their parts with it.
    """
    seen = None if observed is None else observed.environment()
    directory = Directory(root.get("recipients"), problems, observed)
    mailboxes = _mailboxes(root, directory, problems)
    state = State(
        root=root,
        as_of=as_of,
        directory=directory,
        organization=Organization(root.get("organization"), "organization", observed=_seen(seen, "organization")),
        sync_engines=engines_in(root.get("entra_sync"), seen, observed),
        lync=Lync(root.get("lync"), "lync", observed=_seen(seen, "lync")),
        teams=Teams(root.get("teams"), "teams", observed=_seen(seen, "teams")),
        mailboxes=mailboxes,
        batches=_batches(root, seen, directory, problems),
        observed=observed,
        environment=seen,
        comparisons=comparisons,
        application=Application(root.get("apply"), "apply"),
        calendar_processing=_calendar_processing(root.get(SECTION), directory, problems),
    )
    if observed is not None:
        problems.extend(contradictions(directory.declared, _environment(state)))
    if complete:
        problems.extend(directory.unresolved())
    return state


def _environment(state: State) -> list[tuple[Node | None, ObservedFacts | None, tuple[str, ...]]]:
    """The declared facts that are nobody's, with what the snapshot says about them."""
    sections: list[Section] = [state.organization, state.lync, state.teams, *state.sync_engines]
    return [(section.node, section.observed, section.path) for section in sections]


def _seen(environment: Node | None, section: str) -> TreeFacts | None:
    return None if environment is None else tree_facts(environment.get(section))


def engines_in(declared: Node | None, seen: Node | None, observed: Observed | None) -> tuple[SyncEngine, ...]:
    """The declared engines; the one that a snapshot shows is that of its name, or the only one of its kind.

    Which engine an export speaks of is not guessed where several of its kind are declared that are in the same mode.

    Parameters:
        declared: the section of the state.
        seen: the environment that the snapshot shows.
        observed: the snapshot.
    """
    engines = list(declared.entries()) if declared is not None else []
    section = None if seen is None else seen.get("entra_sync")
    shown = dict(section.entries()) if section is not None else {}
    if not engines:
        found = [SyncEngine(None, "entra_sync", name, observed=tree_facts(node)) for name, node in shown.items()]
    else:
        if len(shown) == 1 and shown.keys().isdisjoint(name for name, _ in engines):
            [only] = shown.values()
            alike = [name for name, node in engines if _same_kind(node, only)]
            if len(alike) > 1:
                alike = [name for name, node in engines if name in alike and _is_staging(node) == _is_staging(only)]
            shown = {alike[0]: only} if len(alike) == 1 else {}
        found = [SyncEngine(node, "entra_sync", name, observed=tree_facts(shown.get(name))) for name, node in engines]
    if observed is not None and _has_damaged_neighbours(observed):
        for engine in found:
            engine.damaged = True
    return tuple(found)


def _has_damaged_neighbours(observed: Observed) -> bool:
    """Whether a file that cannot be read lies in a folder with synchronization rules, and may be one."""
    folders = {_folder(file.name) for file in observed.files if file.cmdlet == _RULES}
    unread = (observed.place(note.origin).source.name for note in observed.notes if note.code == "SNP001")
    return any(_folder(name) in folders for name in unread)


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _is_staging(node: Node) -> bool:
    staging = node.get("staging")
    return staging is not None and staging.value is True


def _same_kind(declared: Node, observed: Node) -> bool:
    kinds = [node.get("engine") for node in (declared, observed)]
    return None in kinds or kinds[0].value == kinds[1].value  # type: ignore[union-attr]


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
            problems.append(_named_twice(mailbox, ("delegations", written), node))
        mailbox.grants.extend(_grants(mailbox, written, node, directory))
    return tuple(mailboxes.values())


def _named_twice(first: Mailbox | CalendarProcessing, path: tuple[str, str], node: Node) -> Problem:
    """What is wrong with an entry for a mailbox that has one already, under another of its addresses."""
    message = f"{path[-1]} and {first.written} are one mailbox, {first.owner}"
    fix = "Join the two entries under the primary address"
    return Problem("FMT002", message, node.key_place, path, fix, (Related(first.place_of(), "first here"),))


def _calendar_processing(
    section: Node | None, directory: Directory, problems: list[Problem]
) -> tuple[CalendarProcessing, ...]:
    """The booking settings of each mailbox that the section names; of two entries for one the first counts."""
    found: dict[Recipient, CalendarProcessing] = {}
    for written, node in section.entries() if section is not None else ():
        listed = {
            name: directory.resolve_all(people, (SECTION, written, name))
            for name in BOOKING_LISTS
            if (people := node.get(name)) is not None
        }
        settings = CalendarProcessing(directory.resolve(written, node, (SECTION,)), written, node, listed)
        first = found.setdefault(settings.owner, settings)
        if first is not settings:
            problems.append(_named_twice(first, settings.path, node))
    return tuple(found.values())


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


def _batches(root: Node, seen: Node | None, directory: Directory, problems: list[Problem]) -> tuple[Batch, ...]:
    """The batches by date; those without one follow in the order in which they are written.

    A state that says nothing of a migration has the batches of its snapshot.
    """
    migration = root.get("migration")
    if migration is None and seen is not None:
        batches = _observed_batches(seen.get(OBSERVED_BATCHES), directory)
    else:
        batches = _declared_batches(migration, directory, problems)
    return tuple(sorted(batches, key=lambda batch: (not batch.date, batch.date)))


def _declared_batches(migration: Node | None, directory: Directory, problems: list[Problem]) -> list[Batch]:
    named: dict[str, Batch] = {}
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
    return batches


def _observed_batches(listed: Node | None, directory: Directory) -> list[Batch]:
    """The batches of an export; whom nobody knows is left out of them, since the state does not speak of him."""
    planned = [node for _, node in (listed.entries() if listed is not None else ()) if node.get("void") is None]
    batches = []
    for position, node in enumerate(planned):
        members = node.get("members")
        addresses = [item.value for item in (members.items() if members is not None else ())]
        known = (directory.lookup(address) for address in addresses if isinstance(address, str))
        batches.append(Batch(node, position, tuple(dict.fromkeys(member for member in known if member is not None))))
    return batches
